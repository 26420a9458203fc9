"""Which tasks are due first or last: a question for them is a filter on the day that they turn out to be due on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from corpus.types import Task
from search.answer_asking import Asking
from search.answer_pool import Candidate
from search.query import Query, Window

__all__ = ["at_edge", "edge_of", "only_at_edge"]


def edge_of(asking: Asking) -> str | None:
    """`first`, `next` or `last`, None where the question asks for neither."""
    return next((part.values[0] for part in asking.reading.parts if part.kind == "edge"), None)


def at_edge(asking: Asking) -> Query:
    """The query of the question narrowed to the first or last day on which a task that fits is due."""
    query, edge = asking.reading.query, edge_of(asking)
    within = query.due or Window()
    if edge == "next":
        within = Window(max(within.first or asking.reading.as_of, asking.reading.as_of), within.last)
    dated = msgspec.structs.replace(query, text="", require_text=False, due=within, offset=0, limit=None)
    if edge == "last" and not asking.excepting:  # of the last year all may be left out
        years = asking.archive.facets(dated, ("year",))["year"]
        last = max(map(int, years), default=None)
        if last is not None:
            year = Window(date(last, 1, 1), date(last, 12, 31))
            dated = msgspec.structs.replace(dated, due=_both(within, year))
    every = edge == "last" or asking.excepting
    first_only = dated if every else msgspec.structs.replace(dated, order="due", limit=1)
    counting = asking.counting([hit.task for hit in asking.archive.find(first_only).hits])
    days = [day for task in counting for day in _days(task, dated.due)]
    if not days:
        return dated
    day = max(days) if edge == "last" else min(days)
    return msgspec.structs.replace(query, due=Window(day, day))


def only_at_edge(asking: Asking, chosen: Sequence[tuple[Candidate, float]]) -> tuple[tuple[Candidate, float], ...]:
    """Of what was chosen by its words, what is due first or last; all of it where nothing has a day."""
    edge = edge_of(asking)
    within = Window(asking.reading.as_of, None) if edge == "next" else None
    days = [_days(candidate.task, within) for candidate, _ in chosen]
    known = [day for of_one in days for day in of_one]
    if edge is None or not known:
        return tuple(chosen)
    day = max(known) if edge == "last" else min(known)
    return tuple(entry for entry, of_one in zip(chosen, days, strict=True) if day in of_one)


def _both(one: Window, other: Window) -> Window:
    firsts, lasts = (one.first, other.first), (one.last, other.last)
    return Window(max((d for d in firsts if d), default=None), min((d for d in lasts if d), default=None))


def _days(task: Task | None, within: Window | None) -> list[date]:
    if task is None:
        return []
    days = [d.due for d in task.deadlines if d.due] + [t.due for t in task.targets if t.due]
    return [day for day in days if within is None or (within.first or day) <= day <= (within.last or day)]
