"""Several questions asked in one go: each is answered by itself, in the document that the first one names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, TypeVar

import msgspec

from search.answer_lists import facets_of
from search.answer_say import is_uncertain
from search.answer_types import Answer, Item, Place, QuotedCitation, QuotedTarget
from search.archive import DocumentInfo
from search.question import understand
from search.reading import Part, Reading, query_of

__all__ = ["One", "in_document_of", "parts_within", "separate", "together"]

_MOST: Final = 6  # questions in one
_ENDS: Final = re.compile(r"(?<=[?？])\s*(?=[^\s?？。!！])")
_Quoted = TypeVar("_Quoted", Item, QuotedTarget, QuotedCitation)
# What a question needs beside its asking, and a noun, to be one of its own; `最迟哪天装完？` belongs to the one before.
_OWN: Final = frozenset(
    ["due", "starts", "due_or_starts", "overdue", "frequency", "body", "region", "topic", "modality", "comparator",
     "wording", "lacking", "edge", "document", "clause", "phrase"]
)  # fmt: skip


class One(msgspec.Struct, frozen=True):
    """One of several questions, answered in full: where it begins, its answer, and the places of what was left out."""

    start: int
    answer: Answer
    left_out: Collection[Place]


def separate(question: str, as_of: date, library: Sequence[DocumentInfo]) -> list[Reading]:
    """The readings of the questions that stand in `question`, at least one; a mere addition goes with the one before."""

    def read(start: int, end: int) -> Reading:
        return msgspec.structs.replace(understand(question[start:end], as_of, library), start=start)

    ends = [match.span() for match in _ENDS.finditer(question)]
    if not 1 <= len(ends) < _MOST:
        return [read(0, len(question))]
    readings: list[Reading] = []
    for start, end in zip(
        [0, *(begin for _, begin in ends)], [*(close for close, _ in ends), len(question)], strict=True
    ):
        reading = read(start, end)
        own = any(term.name and not term.faint for term in reading.terms) or any(p.kind in _OWN for p in reading.parts)
        if readings and not own:
            reading = read(readings.pop().start, end)
        readings.append(reading)
    return readings if len(readings) > 1 else [read(0, len(question))]


# `…总量多少？其中农业多少？` asks of the same days as the question before it.
_OF_IT: Final = re.compile(r"\W*(?:其中|那么?(?!些|个|里)|of (?:this|that|these|those|it|them)\b)", re.IGNORECASE)
_DAYS: Final = frozenset(["due", "starts", "due_or_starts"])


def in_document_of(first: Reading, reading: Reading) -> Reading:
    """The reading confined to the documents that the first question names; itself where it names one or none is named.

    What goes on from the first question (`其中…`) goes on in its days too.
    """
    days = [part for part in first.parts if part.kind in _DAYS]
    if days and _OF_IT.match(reading.question) and not any(part.kind in _DAYS for part in reading.parts):
        reading = msgspec.structs.replace(reading, query=query_of([*days, *reading.parts]))
    named = [part for part in first.parts if part.kind == "document"]
    if not named or any(part.kind == "document" for part in reading.parts):
        return reading
    query = msgspec.structs.replace(reading.query, documents=query_of(named).documents)
    return msgspec.structs.replace(reading, query=query)


def together(question: str, ones: Sequence[One], offset: int, limit: int | None) -> Answer:
    """The answers as one: their headlines numbered, their quotations one after the other, none twice, then paged.

    The answers must hold all their tasks: these are counted once, whichever questions they answer. No one filter is
    that of several questions, so `understood.query` sets nothing.
    """
    answers = [one.answer for one in ones]
    tasks = _once([item for answer in answers for item in answer.tasks])
    silent = all(answer.abstained for answer in answers)
    said = "\n".join(f"{number}. {answer.answer}" for number, answer in enumerate(answers, start=1))
    parts = [part for one in ones for part in _shifted(one.start, one.answer.understood.parts)]
    return Answer(
        question,
        msgspec.structs.replace(answers[0].understood, parts=tuple(parts), query={}),
        tuple(word for answer in answers for word in answer.not_understood),
        said,
        len(tasks),
        offset,
        tuple(tasks[offset : None if limit is None else offset + limit]),
        tuple(_once([target for answer in answers for target in answer.targets])),
        tuple(_once([citation for answer in answers for citation in answer.citations])),
        tuple(row for answer in answers for row in answer.comparison),
        tuple(_once([item for answer in answers for item in answer.nearest])),
        facets_of(tasks),
        said if silent else None,
        len({place for one in ones for place in one.left_out}),
        sum(map(is_uncertain, tasks)),
    )


def parts_within(reading: Reading) -> list[Part]:
    """The parts of a reading, with their places in what was typed: it may be one of several questions."""
    return _shifted(reading.start, reading.parts)


def _shifted(start: int, parts: Sequence[Part]) -> list[Part]:
    return [msgspec.structs.replace(part, start=part.start + start, end=part.end + start) for part in parts]


def _once(items: Sequence[_Quoted]) -> list[_Quoted]:
    """Each quotation where it comes first."""
    once: dict[Place, _Quoted] = {}
    for item in items:
        once.setdefault((item.doc, item.start, item.end), item)
    return list(once.values())
