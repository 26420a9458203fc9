"""What a question leaves out, of what fits the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.regions import region_keys
from corpus.types import Task
from search.query import clause_path, frequency
from search.reading import Part
from search.words import modality_words

__all__ = ["is_left_out"]

_DAYS: Final = frozenset(["due", "starts", "due_or_starts"])


def is_left_out(task: Task, parts: Sequence[Part]) -> bool:
    """Whether a task is what one of the parts of kind `except` names.

    Of days, bodies and places a task may have several: it is left out when it has no other one.
    """
    return any(_is(task, part) for part in parts if part.kind == "except")


def _is(task: Task, part: Part) -> bool:
    values = frozenset(part.values)
    if part.of in _DAYS:
        days = [day for day in _days(task, part.of == "starts") if day]
        window = part.window
        return bool(days) and all(
            window is None or (window.first or day) <= day <= (window.last or day) for day in days
        )
    if part.of == "region":
        return _all(values, [region_keys(fold(region.name)) for region in task.regions])
    if part.of == "body":
        return _all(values, [body_keys(fold(body.name)) for body in task.bodies]) or _spoken(values, task)
    if part.of == "topic":
        return _all(values, [(topic,) for topic in task.topics])
    if part.of == "document":
        return task.doc in values
    if part.of == "clause":
        return not values.isdisjoint(clause_path(task.clause))
    if part.of == "kind":
        return any(d.kind in values for d in task.deadlines)
    if part.of == "frequency":
        return any(d.rrule and frequency(d.rrule) in values for d in task.deadlines)
    if part.of == "modality":
        words = [word for modality in part.values for word in modality_words(modality)]
        return task.modality in values or any(word in fold(task.text) for word in words)
    return any(word in fold(task.text).lower() for word in part.values)


def _spoken(values: frozenset[str], task: Task) -> bool:
    """Whether a task that nobody is named for speaks of one of them (`推进加油站改造`)."""
    text = fold(task.text)
    return not task.bodies and any(value in text for value in values if ":" not in value)


def _days(task: Task, begins: bool) -> list[date | None]:
    if begins:
        return [d.begins for d in task.deadlines]
    return [d.due for d in task.deadlines] + [t.due for t in task.targets]


def _all(values: frozenset[str], named: Sequence[Sequence[str]]) -> bool:
    return bool(named) and all(not values.isdisjoint(keys) for keys in named)
