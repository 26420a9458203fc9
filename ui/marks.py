"""Which words of a quoted task answered the question: what a page or a terminal marks in the quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.regions import region_keys
from corpus.types import Body, Deadline, Region, Target, Task
from search.query import Query, Window, frequency
from search.reading import Reading

__all__ = ["matched", "pieces"]


def matched(task: Task, reading: Reading) -> list[tuple[int, int]]:
    """The stretches of `task.text` that the question asked for, in order, none touching another."""
    query = reading.query
    found = [(mention.start - task.start, mention.end - task.start) for mention in _mentions(task, query)]
    folded = fold(task.text)
    words = {word for term in reading.terms if not term.faint for word in term.words}
    for word in words.union(query.phrases):
        found += _places(folded, word)
    return _merged((max(start, 0), min(end, len(task.text))) for start, end in found)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """`text` cut at the spans: each piece with whether it is marked. Joined, the pieces are the text."""
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _mentions(task: Task, query: Query) -> Iterator[Deadline | Target | Body | Region]:
    if query.due or query.starts or query.kinds or query.frequencies:
        yield from (time for time in task.deadlines if _asked(time, query))
    if query.has_target or query.indicators:
        yield from task.targets
    if query.bodies:
        yield from (body for body in task.bodies if not set(query.bodies).isdisjoint(body_keys(fold(body.name))))
    if query.regions:
        yield from (area for area in task.regions if not set(query.regions).isdisjoint(region_keys(fold(area.name))))


def _asked(time: Deadline, query: Query) -> bool:
    due, begins = _within(time.due, query.due), _within(time.begins, query.starts)
    recurs = bool(time.rrule and frequency(time.rrule) in query.frequencies)
    return due or begins or recurs or time.kind in query.kinds


def _within(day: date | None, window: Window | None) -> bool:
    if day is None or window is None:
        return False
    return (window.first is None or window.first <= day) and (window.last is None or day <= window.last)


def _places(folded: str, word: str) -> Iterator[tuple[int, int]]:
    at = folded.find(word) if word else -1
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + len(word))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
