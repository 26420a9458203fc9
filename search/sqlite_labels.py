"""How many of some tasks have each value of a facet, from memory: no row of the file is read for it.

A value that many tasks have is one row of bits, and counting is a matter of counting the bits that two rows share; the
others are listed task by task. So a million tasks are counted in some milliseconds, however many of them fit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.query import Facet
from search.sqlite_columns import Bits, Columns, Integers
from search.sqlite_entries import FACETS, shown
from search.sqlite_terms import holes

__all__ = ["Counter", "Label", "load_labels"]

_KINDS: Final = {int(kind): facet for facet, kind in FACETS.items()}
_DENSE: Final = 64  # a value that one task of so many has is a row of bits: it takes no more room than the list of them

Label = tuple[int, int, str]  # number, kind, value


def load_labels(connection: sqlite3.Connection, before: tuple[Label, ...]) -> tuple[Label, ...]:
    """The labels that tasks are counted under, by number, at the state that the transaction sees; `before` are the first
    of them."""
    last = before[-1][0] if before else 0
    sql = f"SELECT id, kind, value FROM label WHERE kind IN ({holes(list(_KINDS))}) AND id > ? ORDER BY id"
    return (*before, *connection.execute(sql, (*_KINDS, last)))


class Counter:
    """The tasks of each value. Read only: threads share it."""

    def __init__(self, columns: Columns, labels: Iterable[Label]) -> None:
        self._columns = columns
        ordered = sorted((value, number, kind) for number, kind, value in labels if shown(kind, value))
        self._values = [value for value, _, _ in ordered]
        self._facets: dict[Facet, list[int]] = {facet: [] for facet in FACETS}
        tasks, numbers = columns.labels.values
        places = np.full(max([int(numbers.max(initial=0)), *(number for _, number, _ in ordered)]) + 1, -1, np.int32)
        for place, (_, number, kind) in enumerate(ordered):
            places[number] = place
            self._facets[_KINDS[kind]].append(place)
        tasks, own = tasks[places[numbers] >= 0], places[numbers]
        own = own[own >= 0]
        sizes = np.bincount(own, minlength=len(ordered))
        dense = sizes > len(columns) // _DENSE
        self._dense: Integers = np.flatnonzero(dense)
        rows = [_packed(columns.bits(tasks[own == place])) for place in self._dense]
        self._rows = np.stack(rows) if rows else np.zeros((0, 0), np.uint64)
        self._rare, self._of_rare = tasks[~dense[own]], own[~dense[own]]

    def facets(self, tasks: Bits | None, by: Iterable[Facet]) -> dict[Facet, Mapping[str, int]]:
        """How many of the tasks (None: of all) have each value, most first, then by value."""
        counts = self._all if tasks is None else self._counts(tasks)
        found: dict[Facet, Mapping[str, int]] = {}
        for facet in by:
            if facet == "document":  # where a task stands says of which it is
                found[facet] = _most_first(self._columns.keys, self._columns.in_documents(tasks))
            else:
                places = self._facets[facet]
                found[facet] = _most_first([self._values[place] for place in places], counts[places])
        return found

    @cached_property
    def _all(self) -> Integers:
        return self._counts(np.ones(len(self._columns), np.bool_))

    def _counts(self, tasks: Bits) -> Integers:
        counts = np.bincount(self._of_rare[tasks[self._rare]], minlength=len(self._values))
        if len(self._dense):
            counts[self._dense] = np.bitwise_count(self._rows & _packed(tasks)).sum(axis=1)
        return counts


def _packed(tasks: Bits) -> NDArray[np.uint64]:
    """A row of bits in words of 64."""
    packed = np.packbits(tasks)
    return np.pad(packed, (0, -len(packed) % 8)).view(np.uint64)


def _most_first(values: list[str] | tuple[str, ...], counts: Integers) -> dict[str, int]:
    """Values in their order with counts, of which those above 0 stay."""
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return dict(zip([values[at] for at in order.tolist()], counts[order].tolist(), strict=True))
