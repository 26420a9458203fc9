"""What the embedded archive finds a document's tasks by: pure, so that an entry can be taken out as it was put in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple, get_args

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.indicators import indicator_keys
from corpus.regions import region_keys
from corpus.types import Body, Deadline, DeadlineKind, Document, Region, Task
from search.query import Facet, clause_path, frequency
from search.terms import Cutter, cutter

__all__ = ["FACETS", "KINDS", "Entry", "Kind", "Label", "entries", "pair", "shown", "squeezed"]

KINDS: Final[dict[str, int]] = {kind: code for code, kind in enumerate(get_args(DeadlineKind))}


class Kind(IntEnum):
    """Of what a label is a value. Stored in files: numbers are added, never changed."""

    BODY = 1
    ROLE = 2
    BODY_ROLE = 3  # both of one mention
    REGION = 4
    TOPIC = 5
    INDICATOR = 6
    COMPARATOR = 7
    INDICATOR_COMPARATOR = 8  # both of one target
    MODALITY = 9
    DEADLINE = 10
    FREQUENCY = 11
    CLAUSE = 12
    TARGET = 13  # that there is one
    YEAR = 14  # of a due day
    DOCUMENT = 15  # no label: a document's tasks stand side by side


FACETS: Final[dict[Facet, Kind]] = {
    "year": Kind.YEAR,
    "body": Kind.BODY,
    "region": Kind.REGION,
    "topic": Kind.TOPIC,
    "document": Kind.DOCUMENT,
    "modality": Kind.MODALITY,
}

Label = tuple[Kind, str]


class Entry(NamedTuple):
    """The index entries of one task."""

    marks: frozenset[Label]  # what filters find it by
    facets: frozenset[Label]  # what it is counted under
    dues: tuple[tuple[int, int], ...]  # day, code of the kind; earliest first
    begins: tuple[tuple[int, int], ...]  # day, code of the kind
    plain: str  # folded words and context without white space, for phrases
    words: tuple[str, str, str]  # terms of the task, of what it leans on, of its headings, as they were cut


def entries(document: Document, cut: Cutter | None = None) -> Iterator[Entry]:
    """The entries of a document's tasks, in their order; `cut` is what its folded texts are cut by, where others are too."""
    paths = _heading_paths(document)
    starts = [heading.start for heading in document.headings]
    cut = cut or cutter()
    for task in document.tasks:
        text = fold(task.text)
        context = fold(document.text[task.context.start : task.context.end]) if task.context else ""
        path = paths[bisect_right(starts, task.start)] or fold(task.heading)
        yield Entry(
            frozenset(_marks(task)),
            frozenset(_facets(task)),
            _dues(task),
            tuple(
                sorted(
                    {
                        (deadline.begins.toordinal(), KINDS[deadline.kind])
                        for deadline in task.deadlines
                        if deadline.begins and deadline.kind in ("from", "during")
                    }
                )
            ),
            squeezed(text) + "\n" + squeezed(context),
            (cut(text), cut(" ".join([context, *_inherited(task)])), cut(path)),
        )


def pair(first: str, second: str) -> str:
    """The value of a label that holds two."""
    return f"{first}\n{second}"


def shown(kind: int, value: str) -> bool:
    """Whether a label is counted in facets: of bodies names are, `level:county` and `class:school` only find."""
    return kind != Kind.BODY or ":" not in value


def squeezed(folded: str) -> str:
    """Text without white space, as phrases are compared: layout breaks lines within words."""
    return "".join(folded.split())


def _marks(task: Task) -> Iterator[Label]:
    yield Kind.MODALITY, task.modality
    for body in task.bodies:
        yield Kind.ROLE, body.role
        for key in _body_keys(body.name):
            yield Kind.BODY, key
            yield Kind.BODY_ROLE, pair(key, body.role)
    for region in task.regions:
        yield from ((Kind.REGION, key) for key in _region_keys(region.name))
    yield from ((Kind.TOPIC, topic) for topic in task.topics)
    for target in task.targets:
        yield Kind.TARGET, ""
        yield Kind.COMPARATOR, target.comparator
        for key in _indicator_keys(target.indicator):
            yield Kind.INDICATOR, key
            yield Kind.INDICATOR_COMPARATOR, pair(key, target.comparator)
    for deadline in task.deadlines:
        yield Kind.DEADLINE, deadline.kind
        if deadline.rrule:
            yield Kind.FREQUENCY, frequency(deadline.rrule)
    yield from ((Kind.CLAUSE, label) for label in clause_path(task.clause))


def _facets(task: Task) -> Iterator[Label]:
    yield Kind.MODALITY, task.modality
    yield from ((Kind.TOPIC, topic) for topic in task.topics)
    for body in task.bodies:
        yield from ((Kind.BODY, key) for key in _body_keys(body.name) if shown(Kind.BODY, key))
    for region in task.regions:
        yield from ((Kind.REGION, key) for key in _region_keys(region.name))
    for day, _ in _due_days(task):
        yield Kind.YEAR, str(day.year)


def _due_days(task: Task) -> list[tuple[date, int]]:
    days = [(deadline.due, KINDS[deadline.kind]) for deadline in task.deadlines if deadline.due]
    known = {day for day, _ in days}
    # A row of a table holds no deadline, but its figures are due all the same.
    days += [(target.due, KINDS["by"]) for target in task.targets if target.due and target.due not in known]
    return days


def _dues(task: Task) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(day.toordinal(), kind) for day, kind in _due_days(task)}))


def _inherited(task: Task) -> list[str]:
    spans: tuple[Deadline | Body | Region, ...] = (*task.deadlines, *task.bodies, *task.regions)
    return sorted({fold(span.text) for span in spans if span.inherited})


def _heading_paths(document: Document) -> list[str]:
    """The titles above each place: item `n` is for what stands after `n` headings."""
    paths = [""]
    above: list[tuple[int, str]] = []
    for heading in document.headings:
        above = [(level, text) for level, text in above if level < heading.level]
        above.append((heading.level, fold(heading.text)))
        paths.append(" ".join(text for _, text in above))
    return paths


# Names recur from task to task; what they are keyed by is looked up once.
@lru_cache(maxsize=4096)
def _body_keys(name: str) -> tuple[str, ...]:
    return body_keys(fold(name))


@lru_cache(maxsize=4096)
def _region_keys(name: str) -> tuple[str, ...]:
    return region_keys(fold(name))


@lru_cache(maxsize=4096)
def _indicator_keys(name: str) -> tuple[str, ...]:
    return indicator_keys(fold(name))
