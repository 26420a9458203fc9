"""From a question in Chinese (either script) or English to a `Query`, with every step shown. Pure.

A question is read the way a clerk marks it up: quoted phrases, documents, clauses, days, bodies and places first, each
taking its words out; what is left are the words that the answer must speak of. Nothing is dropped unseen: every
word is a part, a word of asking, or reported as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.messages import Language
from search.archive import DocumentInfo
from search.question_asks import asked_for, asks_how_often, filters_of_words
from search.question_except import exceptions, with_exceptions
from search.question_filters import every_figure, named_bases, named_edge, named_lacks, named_topics
from search.question_language import HAN, LETTER, language_of
from search.question_names import (
    acting,
    named_bodies,
    named_clauses,
    named_documents,
    named_places,
    nothing_read,
    quoted,
    subject_document,
)
from search.question_terms import (
    acts_asked,
    asked_only,
    compounds,
    faint_term,
    in_two_languages,
    letters_alone,
    own_spans,
    terms_of_force,
)
from search.question_times import read_days
from search.question_titles import named_by_words, named_in_english
from search.reading import Asks, Part, Reading, contradictory, query_of
from search.words import Term, alternatives, chinese_terms, types_pattern

__all__ = ["Asks", "Part", "Reading", "understand"]

_TITLE: Final = 24  # characters behind an issuer in which the kind of its document stands
_LONGEST: Final = 600  # characters read; what follows is reported as not understood
_HAN_RUN: Final = re.compile(r"[㐀-䶿一-鿿豈-﫿]{2,24}")
# What no keyboard means: colours of a terminal, control characters, formats without width, private use
_CONTROL: Final = re.compile(
    r"\x1b\[[0-9;?]{0,12}[A-Za-z]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


# The name of a five-year plan: “十四五”
_PLAN: Final = re.compile(r"[一二三四五六七八九十]{1,3}五(?:期间|时期|末)?")


_ENGLISH_WORDS: Final = re.compile(r"[a-z][a-z' -]{2,78}", re.IGNORECASE)
# `targets that use the word 左右`: quoted without marks
_THE_WORD: Final = re.compile(r"\b(?:the )?(?:words?|phrase|term|expression|wording) ([\u4e00-\u9fff]{2,20})")


def _in_marks(phrases: Sequence[Part], match: re.Match[str]) -> bool:
    return any(part.start <= match.start(1) < part.end for part in phrases)


class _Words:
    """Which letters of a question have been read already."""

    def __init__(self, length: int) -> None:
        self._read = bytearray(length)

    def taken(self, start: int, end: int) -> bool:
        return any(self._read[start:end])

    def take(self, start: int, end: int) -> None:
        self._read[start:end] = b"\1" * (end - start)

    def free(self) -> list[tuple[int, int]]:
        """Stretches that nobody has read."""
        return [m.span() for m in re.finditer(rb"\0+", bytes(self._read))]


def understand(question: str, as_of: date | None, library: Sequence[DocumentInfo]) -> Reading:
    """What `question` asks, on the day `as_of`, of the documents in `library`.

    `as_of` is the caller's clock; a day that the question itself names goes before it, and without either the
    newest document's date is the day (1 January 1970 for an empty library). Never raises for a question: what
    is wrong with it is in `Reading.trouble` and `not_understood`.
    """
    day = as_of or max((info.date for info in library if info.date), default=date(1970, 1, 1))
    source = _CONTROL.sub(lambda found: " " * len(found[0]), question)
    rest = source[_LONGEST:].strip()
    source = source[:_LONGEST]
    folded = fold(source)
    language = language_of(folded)
    not_understood = [f"{rest[:40]}… (+{len(rest)})"] if rest else []
    if language is None:
        foreign = LETTER.search(folded) is not None
        words = folded.split() if foreign else []
        wrong = "language" if foreign else "empty"
        told = (*words, *not_understood)
        return Reading(question, "en" if foreign else "zh", "explain", day, (), (), query_of(()), told, wrong)
    reader = _Reader(source, folded, language, library, day, not_understood)
    reader.read_names()
    reader.read_days()
    reader.read_asking()
    terms = reader.chinese_words() if language == "zh" else reader.english_words()
    parts, terms = reader.together(terms)
    trouble = (
        "no_such_day" if reader.impossible
        else "contradiction" if contradictory(parts)
        else "empty" if not parts and reader.asks == "explain" and not HAN.search(folded) and language == "zh"
        else None
    )  # fmt: skip
    return Reading(
        question, language, reader.asks, reader.as_of, tuple(parts), tuple(terms), query_of(parts),
        tuple(reader.not_understood), trouble,
    )  # fmt: skip


class _Reader:
    """A question that is being read: what its words were taken for so far, and which of its letters are left."""

    def __init__(
        self, source: str, folded: str, language: Language, library: Sequence[DocumentInfo], as_of: date,
        not_understood: list[str],
    ) -> None:  # fmt: skip
        self.source, self.folded, self.lower = source, folded, folded.lower()
        self.language, self.library, self.as_of = language, library, as_of
        self.asks: Asks = "explain"
        self.parts: list[Part] = []
        self.documents: list[Part] = []
        self.spans: list[Term] = []  # lengths of time that are words of the text
        self.impossible = False  # whether a day is named that does not exist
        self.not_understood = not_understood
        self.read = _Words(len(folded))

    def take(self, found: Iterable[Part]) -> None:
        """Keeps parts and marks their letters as read."""
        for part in found:
            self.parts.append(part)
            self.read.take(part.start, part.end)

    def read_names(self) -> None:
        """Quoted words, documents, clauses, and what the tasks must lack or be first in."""
        phrases, titles = quoted(self.folded)
        if self.language == "en":
            # Quotation marks around English words only stress them: no Chinese text holds them; `PM2.5`, `COD` it may.
            phrases = [p for p in phrases if not _ENGLISH_WORDS.fullmatch(p.values[0])]
            words = [m for m in _THE_WORD.finditer(self.folded) if not _in_marks(phrases, m)]
            phrases += [Part("phrase", m[1], *m.span(1), (m[1],)) for m in words]
        wordings, phrases = filters_of_words(phrases)
        self.take(wordings)
        self.documents, unknown = named_documents(self.folded, titles, self.library, self.read.taken)
        if not self.documents:
            by_words = named_in_english if self.language == "en" else named_by_words
            self.documents = by_words(self.lower, self.library, self.read.taken)
        self.take(self.documents)
        # “无废城市” in the name of a document is no phrase to be found, “十四五” no phrase but a period.
        self.take([p for p in phrases if not self.read.taken(p.start, p.end) and not _PLAN.fullmatch(p.values[0])])
        self.take(unknown)
        self.take(named_clauses(self.folded, self.read.taken))
        self.take(named_lacks(self.lower, self.language, self.read.taken))
        self.take(named_edge(self.lower, self.language, self.read.taken))
        self.take(named_bases(self.lower, self.read.taken))

    def read_days(self) -> None:
        """Days and periods, and the day that the question is asked of."""
        if self.language == "en":
            from search.question_english import read_english_days

            days = read_english_days(self.lower, self.as_of, self.read.taken)
        else:
            days = read_days(self.folded, self.as_of, self.read.taken)
        self.as_of = days.as_of
        self.take(days.parts)
        for start, end in days.impossible:
            self.impossible = True
            self.read.take(start, end)
            self.not_understood.append(self.source[start:end])

    def read_asking(self) -> None:
        """The words of asking: what kind of answer is wanted, and the filters that they are."""
        for start, end, inner, until in exceptions(self.lower, self.language):
            self.read.take(start, inner)
            self.read.take(until, end)
        for match in _TOLD.finditer(self.lower):
            self.read.take(*match.span("word"))
        self.asks, asking = asked_for(self.lower, self.language, self.parts, self.read.taken)
        self.spans, self.parts = own_spans(self.folded, self.parts, self.asks)
        for term in terms_of_force(self.lower, bool(self.documents)):
            if not self.read.taken(term.start, term.end):
                self.spans.append(term)
                self.read.take(term.start, term.end)
        self.take(asking)

    def chinese_words(self) -> list[Term]:
        """Bodies and places as parts, and the rest of a Chinese question as terms."""
        bodies = named_bodies(self.folded, self.read.taken)
        places = named_places(self.folded, self.library, self.read.taken)
        self.take(places)
        # A name is never cut together with what stands beside it: 各盟市|要做什么.
        bodies = acting(self.folded, self._not_issuers(bodies, places))
        self.take(bodies)
        terms = [t for start, end in self.read.free() for t in chinese_terms(self.folded[start:end], start)]
        terms, self.parts = compounds(terms, self.parts)
        terms = [*self.spans, *in_two_languages(terms)]
        if not bodies:
            return letters_alone(terms)
        if any(not term.faint for term in terms) or asks_how_often(self.lower):
            # Beside other words a body is one more thing to speak of: `排污单位要安装什么设备`.
            terms += [Term(b.text, b.start, b.end, alternatives(b.text)) for b in bodies]
            terms.sort(key=lambda term: term.start)
        return terms

    def english_words(self) -> list[Term]:
        """Bodies and places as parts, and the rest of an English question as terms with Chinese words."""
        from search.question_english_words import read_english

        english = read_english(self.folded, self.read.taken)
        terms = [*self.spans, *english.terms]
        for place in english.places:
            found = [p for name in place.words for p in named_places(name, self.library, nothing_read)]
            if found and (not place.guessed or len({p.values for p in found}) == 1):
                self.take([Part(found[0].kind, place.text, place.start, place.end, found[0].values)])
            else:  # no place of ours, or one of several: a word of the text like others
                terms.append(place)
        for run in _HAN_RUN.finditer(self.folded):  # `what does 环保管家 do?`
            if not self.read.taken(*run.span()):
                terms += chinese_terms(run[0], run.start())
        terms.sort(key=lambda term: term.start)
        bodies = []
        for start, end, organs in english.bodies:
            keys = dict.fromkeys(key for organ in organs for p in named_bodies(organ, nothing_read) for key in p.values)
            if keys:
                bodies.append(Part("body", self.folded[start:end], start, end, tuple(keys)))
        self.parts += bodies
        self.not_understood += english.unknown
        terms = acts_asked(self.lower, terms)
        own = {body.start for body in bodies}
        return [] if bodies and all(term.faint or term.start in own for term in terms) else terms

    def together(self, terms: Sequence[Term]) -> tuple[list[Part], list[Term]]:
        """All parts with those that hang on several words (what is left out, topics, a document by its subject), and the terms."""
        once: dict[tuple[tuple[str, ...], bool], Term] = {}
        for term in terms:
            once.setdefault((term.words, term.faint), term)
        asked = asked_only(self.lower, list(once.values()))
        parts, kept = with_exceptions(self.lower, self.language, self.parts, asked)
        if any(not term.faint for term in kept):
            # Beside what it is about, a word of forbidding or encouraging helps to rank and leaves nothing out.
            modal = [faint_term(self.folded, part) for part in parts if part.kind == "modality"]
            kept = sorted([*kept, *modal], key=lambda term: term.start)
            parts = [part for part in parts if part.kind != "modality"]
        if not self.documents and self.asks in ("list", "count") and any(p.kind in _DATED for p in parts):
            telling = [(term.start, term.end) for term in kept if not term.faint]
            if (subject := subject_document(self.folded, telling, self.library)) is not None:
                parts.append(subject)
                kept = []
        parts += named_topics(self.folded, kept, self.language)
        if not kept and all(part.kind in ("document", "clause", "as_of") for part in parts):
            parts += every_figure(self.lower, self.asks, self.read.taken)
        parts += [Part("text", t.text, t.start, t.end, t.words) for t in kept]
        parts = [msgspec.structs.replace(part, text=self.source[part.start : part.end]) for part in parts]
        return sorted(parts, key=lambda part: (part.start, part.end)), kept

    def _not_issuers(self, bodies: Sequence[Part], places: Sequence[Part]) -> list[Part]:
        """The bodies that are asked about: none whose document is named by it and its place (`某市人大常委会的规定`).

        Nor one that is the end of a place's name (`海南|自由贸易港`).
        """
        kept: list[Part] = []
        for body in bodies:
            if any(place.start < body.start and body.end <= place.end for place in places):
                continue
            behind = any(p.kind == "document" and p.start < body.start <= p.end for p in places)
            if behind and types_pattern().search(self.folded, body.end, body.end + _TITLE):
                self.read.take(body.start, body.end)
            else:
                kept.append(body)
        return kept


# `有什么承诺`, `作了哪些表态`: what a text says, by whatever name; not `告知承诺`
_TOLD: Final = re.compile(
    r"(?:什么|哪些|何种?|啥)(?:样的)?(?P<word>承诺|打算|考虑|说法|表述|动作|提法|思路|表态|招数|交代)(?=[?]?$)"
)
_DATED: Final = frozenset(["due", "starts", "due_or_starts", "overdue", "frequency"])
