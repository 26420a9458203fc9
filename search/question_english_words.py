"""The words of English questions as the Chinese ones that texts have, names of bodies and places to be looked up.

The lexicon (`corpus/lexicon/english.toml`) is data; here is how its entries are found (the longest first, plural and
tense aside). What it lacks a general dictionary may know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.tables import lexicon_table
from search.question_dictionary import LEAST, places_called, words_for
from search.question_english_forms import base
from search.words import Term, alternatives, is_noun, question_words

__all__ = ["English", "looks_english", "read_english"]


class English(msgspec.Struct, frozen=True):
    """What the words of an English question were taken for: bodies and places by Chinese names to be looked up."""

    terms: tuple[Term, ...]
    bodies: tuple[tuple[int, int, tuple[str, ...]], ...]
    places: tuple[Term, ...]
    unknown: tuple[str, ...]


class _Entry(msgspec.Struct, frozen=True):
    section: str
    words: tuple[str, ...]


@cache
def _lexicon() -> tuple[dict[tuple[str, ...], _Entry], frozenset[str], int]:
    """Entries by their words' plain forms, the words ignored as they are written, the words of the longest entry."""
    table = lexicon_table("english")
    entries: dict[tuple[str, ...], _Entry] = {}
    for section in ("bodies", "places", "nouns", "modifiers", "verbs"):
        for phrase, words in table[section].items():
            key = tuple(base(word) for word in _WORD.findall(fold(phrase)))
            entries.setdefault(key, _Entry(section, tuple(map(fold, words))))
    return entries, frozenset(table["ignore"]["words"]), max(map(len, entries))


@cache
def _ignored_forms() -> frozenset[str]:
    return frozenset(map(base, _lexicon()[1]))


@cache
def _known() -> frozenset[str]:
    return frozenset(word for key in _lexicon()[0] for word in key)


_LOOKED_UP: Final = (
    12  # words of a question that are looked for in the dictionary; see docs/search-speed.md for what one costs
)
# A word with its inner marks: `anti-seepage` (dash folded), `R&D`, `PM2.5`, `Xi'an`, `1+X`
_WORD: Final = re.compile(r"[A-Za-z0-9]+(?:[&+.’][A-Za-z0-9]+)*")


# What asks for a figure behind `how`: nothing that is high is asked for
_DEGREES: Final = frozenset(
    ["high", "large", "big", "far", "fast", "great", "wide", "deep", "heavy", "thick", "tall", "small"]
)


# How English questions begin: then fewer of the other words need to be known.
_OPENS: Final = re.compile(
    r"\W*(?:who|what|which|when|where|how|why|is|are|do|does|can|may|must|should|by|from|list|show|find|tell)\b",
    re.IGNORECASE,
)


def looks_english(folded: str) -> bool:
    """Whether a text in Latin letters is English: most of its words are known, of a question half; French ones are not."""
    words = [word for word in _WORD.findall(folded) if word.isalpha() and word.isascii()]
    if not words:
        return False
    ignore, singles = _lexicon()[1], _known()
    known = sum(w.lower() in ignore or base(w) in _ignored_forms() or base(w) in singles for w in words)
    return known * 2 > len(words) or (known >= 3 and known * 5 >= 2 * len(words) and _OPENS.match(folded) is not None)


# An amount of money or things: `5 million yuan`, `1.2 billion`, `300 thousand tons`
_AMOUNT: Final = re.compile(r"(\d{1,9}(?:,\d{3})*(?:\.\d{1,4})?) ?(thousand|million|billion|trillion)\b", re.IGNORECASE)
_POWERS: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def _amounts(folded: str, taken: Callable[[int, int], bool]) -> list[Term]:
    """Amounts as a Chinese text writes them: 5 million is 500万, 1.2 billion 12亿."""
    found = []
    for match in _AMOUNT.finditer(folded):
        if not taken(*match.span()):
            value = float(match[1].replace(",", "")) * 10 ** _POWERS[match[2].lower()]
            words = f"{value / 1e8:g}亿" if value >= 1e8 else f"{value / 1e4:g}万" if value >= 1e4 else f"{value:g}"
            found.append(Term(match[0], *match.span(), (words,), faint=True))
    return found


def _known_form(word: str) -> str:
    """The form of the adjective where only that of an adverb is in the lexicon: ecologically, ecological."""
    entries, stem = _lexicon()[0], word.removesuffix("ly")
    if stem == word or len(stem) < 5 or (word,) in entries:  # `apply` is of no app
        return word
    return next((form for form in (stem, stem.removesuffix("al"), base(stem)) if (form,) in entries), word)


def read_english(folded: str, taken: Callable[[int, int], bool]) -> English:
    """The words that no rule has read: as Chinese terms, names to be looked up, and words not known."""
    entries, ignore, longest = _lexicon()
    plain = question_words().faint | question_words().generic
    tokens = list(_WORD.finditer(folded))
    bases = [_known_form(base(m[0])) for m in tokens]
    terms = _amounts(folded, taken)
    bodies: list[tuple[int, int, tuple[str, ...]]] = []
    places: list[Term] = []
    unknown: list[str] = []
    looked = at = 0
    while at < len(tokens):
        start = tokens[at].start()
        if taken(start, tokens[at].end()):
            at += 1
            continue
        size = next(
            (n for n in range(min(longest, len(tokens) - at), 0, -1) if tuple(bases[at : at + n]) in entries
             and not taken(start, tokens[at + n - 1].end())), 0,
        )  # fmt: skip
        word = tokens[at][0]
        if size <= 1 and at and bases[at - 1] == "how" and word.lower() in _DEGREES:
            at += 1
            continue
        modifier = size == 1 and entries[(bases[at],)].section == "modifiers"
        ignored = word.lower() in ignore
        if size == 0 or modifier or (size == 1 and ignored and entries[(bases[at],)].section != "places"):
            if not modifier and (ignored or bases[at] in _ignored_forms() or word.isdigit()):
                at += 1
                continue
            end = tokens[at].end()
            pair = tokens[at + 1].end() if at + 1 < len(tokens) and not taken(start, tokens[at + 1].end()) else end
            looked += 1
            words: tuple[str, ...] = ()
            if looked <= _LOOKED_UP:
                county = pair != end and bases[at + 1] == "county"
                if names := places_called(word, county) if word[:1].isupper() and at and not modifier else ():
                    places.append(
                        Term(
                            folded[start : pair if county else end], start, pair if county else end, names, guessed=True
                        )
                    )
                    at += 1 + county
                    continue
                words = words_for(folded[start:pair].lower()) if pair != end and len(word) >= LEAST else ()
                if words:
                    end, at = pair, at + 1
                elif not modifier:
                    words = words_for(word.lower())
            if modifier and not words:
                terms.append(Term(folded[start:end], start, end, entries[(bases[at],)].words, name=False))
                at += 1
                continue
            if not words:
                unknown.append(word)
            words = tuple(dict.fromkeys(w for one in words for w in alternatives(one)[:3]))
            text = folded[start:end]
            terms.append(
                Term(
                    text,
                    start,
                    end,
                    words or (text,),
                    name=not words or is_noun(words[0]),
                    unknown=not words,
                    guessed=bool(words),
                )
            )
            at += 1
            continue
        entry, end = entries[tuple(bases[at : at + size])], tokens[at + size - 1].end()
        text = folded[start:end]
        if entry.section == "places":
            places.append(Term(text, start, end, entry.words))
        else:
            if entry.section == "bodies":
                bodies.append((start, end, entry.words))
            # Its own words before what stands for them: an index is asked for the first few only.
            words = tuple(dict.fromkeys([*entry.words, *(w for word in entry.words for w in alternatives(word))]))
            verb = entry.section == "verbs"
            # `reach`, `establish`, `improve` are in every clause; `retrofit`, `relocate` tell one from another.
            faint = any(word in plain for word in entry.words) if verb else all(word in plain for word in entry.words)
            terms.append(Term(text, start, end, words, faint=faint, name=not verb))
        at += size
    terms.sort(key=lambda term: term.start)
    return English(tuple(terms), tuple(bodies), tuple(places), tuple(unknown))
