"""The deadline calendar: what falls due on which day of a window, recurring duties on each of their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from corpus.types import Task
from search.archive import Archive
from search.query import Query, Window
from search.recurrence import occurrences

__all__ = ["Occasion", "agenda", "begins_of"]


class Occasion(msgspec.Struct, frozen=True):
    """A task on a day on which it falls due, and the words that say so."""

    day: date
    task: Task
    words: str
    recurring: bool


def agenda(archive: Archive, query: Query, first: date, last: date) -> list[Occasion]:
    """Every occasion between `first` and `last`, both included, of the tasks that fit `query`; by day, then place.

    The query's own window and page are not heeded. A recurring duty is in force from the day that its task or, failing
    that, its document names; in a document without a date, from `first`.
    """
    whole = msgspec.structs.replace(query, offset=0, limit=None, order="place")
    due = archive.find(msgspec.structs.replace(whole, due=Window(first, last)))
    every = archive.find(msgspec.structs.replace(whole, due=None, kinds=("every",)))
    written = {info.key: info.date for info in archive.documents() if info.current}
    found = [occasion for hit in due.hits for occasion in _due(hit.task, first, last)]
    found += [
        occasion
        for hit in every.hits
        for occasion in _recurring(hit.task, begins_of(hit.task, written.get(hit.task.doc)) or first, first, last)
    ]
    return sorted(found, key=lambda occasion: (occasion.day, occasion.task.doc, occasion.task.start))


def begins_of(task: Task, written: date | None) -> date | None:
    """From when a recurring duty is in force: the latest of its document's date and the days that it begins."""
    begins = (time.begins for time in task.deadlines if time.kind in ("from", "every") and time.begins)
    return max((*begins, *((written,) if written else ())), default=None)


def _due(task: Task, first: date, last: date) -> Iterator[Occasion]:
    days: dict[date, str] = {}
    dated = [(time.due, time.text) for time in task.deadlines] + [(aim.due, aim.text) for aim in task.targets]
    for day, words in dated:
        if day and first <= day <= last:
            days.setdefault(day, words)  # told once, though its deadline and its figures each name the day
    yield from (Occasion(day, task, words, recurring=False) for day, words in days.items())


def _recurring(task: Task, since: date, first: date, last: date) -> Iterator[Occasion]:
    for time in task.deadlines:
        if time.kind == "every" and time.rrule:
            for day in occurrences(time.rrule, since, first, last):
                yield Occasion(day, task, time.text, recurring=True)
