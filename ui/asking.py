"""What the page and the terminal make of an answer: its items with their sources, and how they are grouped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, cast

import msgspec

from corpus.types import Modality, Span, Task
from search.answer import answer, readings
from search.answer_several import parts_within
from search.answer_types import Answer, Item
from search.archive import Archive
from search.query import Query, Window, clause_path
from search.reading import Part, Reading
from ui.export.entry import Entry, due_days, entries_of

__all__ = [
    "By",
    "Group",
    "Shown",
    "ask_changed",
    "group_of",
    "grouped",
    "only_document",
    "part_name",
    "query_of_answer",
    "shown",
]


By = Literal["due", "body", "chapter"]


class Group(msgspec.Struct, frozen=True):
    """Under what a task is listed: the day it is due or begins, that it recurs, or that no day is known; who answers for
    it, or that nobody is named; the chapter of its document (`name`), or that it stands in none.
    """

    kind: Literal["due", "begins", "recurring", "open", "body", "nobody", "chapter", "preamble"]
    day: date | None = None
    name: str = ""
    document: str = ""  # the key, of a chapter


_ANSWERING: Final = ("lead", "responsible")  # of these roles, in this order, is who answers for a task


class Shown(msgspec.Struct, frozen=True):
    """An item of an answer, with its source and what is marked in it (stretches of the source)."""

    entry: Entry
    marks: tuple[Span, ...]
    is_task: bool  # a sentence that answers and is no task is shown, but never exported as one


def part_name(part: Part) -> str:
    """The name of a part of a question, for an address: `due-0-8`."""
    return f"{part.kind}-{part.start}-{part.end}"


def ask_changed(
    archive: Archive, question: str, without: Collection[str], changed: Mapping[str, Part], *, as_of: date
) -> Answer:
    """The answer to `question` when how it was understood is changed: the parts of these names are taken away, or have
    the value of another part."""
    kept = [_changed(reading, without, changed) for reading in readings(archive, question, as_of)]
    return answer(archive, question, as_of=as_of, reading=kept)


def _changed(reading: Reading, without: Collection[str], changed: Mapping[str, Part]) -> Reading:
    for part, in_question in zip(reading.parts, parts_within(reading), strict=True):
        name = part_name(in_question)
        if name in without:
            reading = reading.without(part)
        elif other := changed.get(name):
            reading = reading.exchanged(
                part, msgspec.structs.replace(part, text=other.text, values=other.values, window=other.window)
            )
    return reading


def shown(archive: Archive, items: Sequence[Item]) -> list[Shown]:
    """The items with their sources, in their order."""
    entries = entries_of(archive, map(_task, items), {item.id: item.context_text or "" for item in items})
    return [Shown(entry, item.marks, item.is_task) for entry, item in zip(entries, items, strict=True)]


def _task(item: Item) -> Task:
    return Task(
        item.id, item.doc, item.clause, item.heading, item.text, item.start, item.end, item.page,
        cast(Modality, item.modality or "must"),  # of a sentence that is no task: nobody sees it, see `Shown.is_task`
        item.deadlines, item.targets, item.bodies, item.regions, item.topics, item.context, item.uncertain,
    )  # fmt: skip


def query_of_answer(found: Answer) -> Query:
    """The filter that an answer was found by."""
    return msgspec.convert(found.understood.query, Query)


def grouped(items: Iterable[Shown], query: Query, by: By = "due") -> list[tuple[Group, list[Shown]]]:
    """The items by their groups, in the order in which the first of each comes: the best group of a ranked answer first.

    A task that several bodies answer for stands with the first of them, so that every item is listed once.
    """
    groups: dict[Group, list[Shown]] = {}
    for item in items:
        groups.setdefault(_group(item.entry.task, query, by), []).append(item)
    return list(groups.items())


def _group(task: Task, query: Query, by: By) -> Group:
    if by == "due":
        return group_of(task, query)
    if by == "body":
        who = next((body.name for role in _ANSWERING for body in task.bodies if body.role == role), "")
        return Group("body", name=who) if who else Group("nobody")
    chapter = next(iter(clause_path(task.clause)), "")
    return Group("chapter" if chapter else "preamble", name=chapter, document=task.doc)


def only_document(items: Iterable[Shown]) -> str | None:
    """What the document is called that all items stand in; None where there are several, or none."""
    documents = {item.entry.task.doc: item.entry.document for item in items}
    return next(iter(documents.values())) if len(documents) == 1 else None


def group_of(task: Task, query: Query) -> Group:
    """The group of a task in an answer: by its first due day among those that were asked for, else as it stands."""
    dues = due_days(task)
    begins = [time.begins for time in task.deadlines if time.begins and time.kind in ("from", "during")]
    if day := _first(dues, query.due):
        return Group("due", day)
    if day := _first(begins, query.starts):
        return Group("begins", day)
    if day := min(dues, default=None):
        return Group("due", day)
    return Group("recurring") if any(time.kind == "every" for time in task.deadlines) else Group("open")


def _first(days: Iterable[date], window: Window | None) -> date | None:
    if window is None:
        return min(days, default=None)
    fit = (day for day in days if (window.first or day) <= day <= (window.last or day))
    return min(fit, default=None)
