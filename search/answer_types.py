"""What an answer consists of; its JSON is the last section of design.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

import msgspec

from corpus.messages import Language
from corpus.types import Citation, Document, Span, Target, Task
from search.reading import Asks, Part, Reading

__all__ = [
    "Answer",
    "Item",
    "Place",
    "QuotedCitation",
    "QuotedTarget",
    "Understood",
    "citation_of",
    "item_of",
    "marks_in",
    "target_of",
    "understood_of",
]


# A quotation by its document, start and end.
Place: TypeAlias = tuple[str, int, int]


class Item(msgspec.Struct, frozen=True):
    """A quotation of a document: a task with all its fields, or (`is_task` false) a sentence that answers but is none.

    `document` is what the document is called, `context_text` the words before the dated part that one needs,
    `marks` where in the source the words of the question stand, `score` how well it fits (0 to 1; 1 for a filter).
    """

    id: str
    doc: str
    document: str
    clause: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None
    modality: str | None
    deadlines: tuple[Any, ...] = ()
    targets: tuple[Any, ...] = ()
    bodies: tuple[Any, ...] = ()
    regions: tuple[Any, ...] = ()
    topics: tuple[str, ...] = ()
    context: Span | None = None
    context_text: str | None = None
    uncertain: str | None = None
    marks: tuple[Span, ...] = ()
    is_task: bool = True
    score: float = 1.0


class QuotedTarget(msgspec.Struct, frozen=True):
    """A figure that answers, with the clause that sets it."""

    text: str
    start: int
    end: int
    indicator: str
    comparator: str
    value: float
    unit: str | None
    change: str | None
    baseline: int | None
    scope: str | None
    due: date | None
    uncertain: str | None
    doc: str
    document: str
    clause: str
    task: str


class QuotedCitation(msgspec.Struct, frozen=True):
    """A document that is referred to, and where."""

    text: str
    start: int
    end: int
    title: str | None
    number: str | None
    relation: str
    doc: str
    document: str


class Understood(msgspec.Struct, frozen=True):
    """How the question was read; each part can be taken away (`Reading.without`).

    `query` is what the parts filter by, as JSON, empty where several questions were asked in one.
    """

    language: Language
    asks: Asks
    as_of: date
    parts: tuple[Part, ...]
    query: dict[str, Any]


class Answer(msgspec.Struct, frozen=True):
    """The answer to a question: complete, countable, each item a quotation.

    `total` counts what answers, `tasks` holds a page of it (all, unless limited). `nearest` nearly fits and never
    counts. `abstained` says why there is no answer, None when there is one. `left_out` are tasks that fit but count
    no more (marked done), `uncertain` those among the found that a person should look at.
    """

    question: str
    understood: Understood
    not_understood: tuple[str, ...]
    answer: str
    total: int
    offset: int
    tasks: tuple[Item, ...] = ()
    targets: tuple[QuotedTarget, ...] = ()
    citations: tuple[QuotedCitation, ...] = ()
    comparison: tuple[Any, ...] = ()
    nearest: tuple[Item, ...] = ()
    facets: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    abstained: str | None = None
    left_out: int = 0
    uncertain: int = 0


def understood_of(reading: Reading) -> Understood:
    """A reading as the answer shows it: only what the question sets."""
    shown = msgspec.to_builtins(reading.query)
    plain = msgspec.to_builtins(type(reading.query)())
    query = {key: value for key, value in shown.items() if value != plain[key]}
    return Understood(reading.language, reading.asks, reading.as_of, reading.parts, query)


def marks_in(folded: str, offset: int, words: Sequence[str], others: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Where `words` stand in a folded stretch that begins at `offset` of its source, and the parts of `others` in it.

    Overlapping ones are joined.
    """
    lower = folded.lower()
    found = [(max(0, span.start - offset), min(len(folded), span.end - offset)) for span in others]
    found = [(start, end) for start, end in found if start < end]
    for word in words:
        at = lower.find(word.lower())
        while at >= 0 and word:
            found.append((at, at + len(word)))
            at = lower.find(word.lower(), at + len(word))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(Span(offset + start, offset + end) for start, end in spans)


def item_of(task: Task, name: str, source: str | None, marks: tuple[Span, ...], score: float) -> Item:
    """A task as an item of an answer; `source` is the document's text, where it is at hand."""
    context = source[task.context.start : task.context.end] if task.context and source is not None else None
    return Item(
        task.id, task.doc, name, task.clause, task.heading, task.text, task.start, task.end, task.page, task.modality,
        task.deadlines, task.targets, task.bodies, task.regions, task.topics, task.context, context, task.uncertain,
        marks, True, round(score, 3),
    )  # fmt: skip


def target_of(target: Target, task: Task, name: str) -> QuotedTarget:
    """A target as an item of an answer."""
    return QuotedTarget(
        target.text, target.start, target.end, target.indicator, target.comparator, target.value, target.unit,
        target.change, target.baseline, target.scope, target.due, target.uncertain, task.doc, name, task.clause, task.id,
    )  # fmt: skip


def citation_of(citation: Citation, document: Document, name: str) -> QuotedCitation:
    """A citation as an item of an answer."""
    return QuotedCitation(
        citation.text,
        citation.start,
        citation.end,
        citation.title,
        citation.number,
        citation.relation,
        document.key,
        name,
    )
