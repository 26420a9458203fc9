"""Several questions asked in one go: each is answered by itself, in the document that the first one names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

import msgspec

from search.answer_types import Answer, Item, QuotedCitation, QuotedTarget
from search.archive import DocumentInfo
from search.question import understand
from search.reading import Part, Reading, query_of

__all__ = ["in_document_of", "parts_within", "separate", "together"]

_MOST: Final = 6  # questions in one
_ENDS: Final = re.compile(r"(?<=[?？])\s*(?=[^\s?？。!！])")
_Quoted = TypeVar("_Quoted", Item, QuotedTarget, QuotedCitation)
# What a question needs beside its asking to be one of its own; `从什么时候开始？` belongs to the one before.
_OWN: Final = frozenset(
    ["due", "starts", "due_or_starts", "overdue", "frequency", "body", "region", "topic", "modality", "comparator",
     "wording", "lacking", "edge", "document", "clause", "phrase"]
)  # fmt: skip


def separate(question: str, as_of: date, library: Sequence[DocumentInfo]) -> list[Reading]:
    """The readings of the questions that stand in `question`, at least one; a mere addition goes with the one before."""
    pieces = _ENDS.split(question.strip())
    if not 2 <= len(pieces) <= _MOST:
        return [understand(question, as_of, library)]
    readings: list[Reading] = []
    for piece in pieces:
        reading = understand(piece, as_of, library)
        own = any(not term.faint for term in reading.terms) or any(part.kind in _OWN for part in reading.parts)
        if readings and not own:
            reading = understand(readings.pop().question + piece, as_of, library)
        readings.append(reading)
    if len(readings) == 1:
        return [understand(question, as_of, library)]
    return readings


def in_document_of(first: Reading, reading: Reading) -> Reading:
    """The reading confined to the documents that the first question names; itself where it names one or none is named."""
    named = [part for part in first.parts if part.kind == "document"]
    if not named or any(part.kind == "document" for part in reading.parts):
        return reading
    query = msgspec.structs.replace(reading.query, documents=query_of(named).documents)
    return msgspec.structs.replace(reading, query=query)


def together(question: str, answers: Sequence[Answer], offset: int, limit: int | None) -> Answer:
    """The answers as one: their headlines numbered, their quotations one after the other, none twice."""
    tasks = _once([item for answer in answers for item in answer.tasks])
    repeated = sum(len(answer.tasks) for answer in answers) - len(tasks)
    facets: dict[str, Counter[str]] = {}
    for answer in answers:
        for facet, counts in answer.facets.items():
            facets.setdefault(facet, Counter()).update(counts)
    silent = all(answer.abstained for answer in answers)
    said = "\n".join(f"{number}. {answer.answer}" for number, answer in enumerate(answers, start=1))
    first = answers[0].understood
    parts = [part for answer in answers for part in _shifted(question, answer.question, answer.understood.parts)]
    return Answer(
        question,
        msgspec.structs.replace(first, parts=tuple(parts)),
        tuple(word for answer in answers for word in answer.not_understood),
        said,
        sum(answer.total for answer in answers) - repeated,
        offset,
        tuple(tasks[offset : None if limit is None else offset + limit]),
        tuple(_once([target for answer in answers for target in answer.targets])),
        tuple(_once([citation for answer in answers for citation in answer.citations])),
        tuple(row for answer in answers for row in answer.comparison),
        tuple(_once([item for answer in answers for item in answer.nearest])),
        {facet: dict(counter.most_common()) for facet, counter in facets.items()},
        said if silent else None,
        sum(answer.left_out for answer in answers),
        sum(answer.uncertain for answer in answers),
    )


def parts_within(question: str, reading: Reading) -> list[Part]:
    """The parts of the reading of one of several questions, with their places in the whole."""
    return _shifted(question, reading.question, reading.parts)


def _shifted(question: str, piece: str, parts: Sequence[Part]) -> list[Part]:
    at = max(0, question.find(piece))
    return [msgspec.structs.replace(part, start=part.start + at, end=part.end + at) for part in parts]


def _once(items: Sequence[_Quoted]) -> list[_Quoted]:
    return list({(item.doc, item.start, item.end): item for item in reversed(items)}.values())[::-1]
