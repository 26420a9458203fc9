"""The tasks of the embedded archive as columns in memory: what filters, orders and counts them.

A document's part of the columns is one row of the table `piece`, written in the document's transaction. A process reads
the pieces once, and later those of the documents that were put since. Positions number the tasks in the order of
document key and place, so that a set of tasks in that order is a row of bits.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.query import Query
from search.sqlite_entries import Entry
from search.sqlite_ranking import Places, places_of
from search.sqlite_schema import NEVER

__all__ = ["Bits", "Columns", "Integers", "Lines", "load", "piece_of"]

Integers = NDArray[np.int64]
Bits = NDArray[np.bool_]  # one a task, by position

_SINGLE: Final = 6  # labels up to which each is looked for by itself
_MASKS: Final = 32  # filters by label whose bits are kept: one byte a task each


def piece_of(made: Sequence[Entry], labels: Sequence[Iterable[int]]) -> tuple[bytes, bytes, bytes]:
    """What `piece` keeps of a document's entries, `labels` being the numbers of those of each: labels, dues, begins.

    Each is some rows of 32-bit integers, one after the other: tasks, numbered from 0; then labels, or days and kinds.
    """
    own = [(place, label) for place, numbers in enumerate(labels) for label in sorted(numbers)]
    dues = [(place, day, kind) for place, entry in enumerate(made) for day, kind in entry.dues]
    begins = [(place, day, kind) for place, entry in enumerate(made) for day, kind in entry.begins]
    return _packed(own), _packed(dues), _packed(begins)


def _packed(lines: Sequence[tuple[int, ...]]) -> bytes:
    return b"".join(array("i", row).tobytes() for row in zip(*lines, strict=True))


@dataclass(frozen=True, slots=True)
class Lines:
    """Facts about tasks: the first row of `values` says of which task, in their order."""

    values: NDArray[np.int32]
    starts: Integers  # where the facts of each document begin; one more, for the end

    @classmethod
    def joined(cls, rows: int, parts: Sequence[NDArray[np.int32]], tasks: Sequence[int]) -> Lines:
        """The lines of documents one after the other, whose tasks begin at these positions."""
        values = np.concatenate([np.zeros((rows, 0), np.int32), *parts], axis=1)
        starts = _ends([part.shape[1] for part in parts])
        values[0] += np.repeat(np.array(tasks, np.int32), np.diff(starts))
        return cls(values, starts)

    def part(self, at: int, task: int) -> NDArray[np.int32]:
        """The lines of one document whose first task stands at position `task`, its tasks numbered from 0."""
        own = self.values[:, self.starts[at] : self.starts[at + 1]].copy()
        own[0] -= task
        return own


@dataclass(frozen=True)
class Columns:
    """All tasks of current versions at one state of the archive. Read only: threads share it."""

    documents: tuple[int, ...]  # row numbers of the documents, in the order of their keys
    keys: tuple[str, ...]
    firsts: Integers  # row of each document's first task; the rows of the others follow
    starts: Integers  # position of each document's first task; one more, for the end
    labels: Lines
    dues: Lines
    begins: Lines
    said: Integers  # row of each document's first sentence that is no task; the rows of the others follow
    titles: tuple[bytes, ...]  # a byte for each of them: 1 for a heading
    # Kept from question to question.
    rankings: dict[str, tuple[Integers, NDArray[np.float64]]] = field(default_factory=dict)
    filtered: dict[Query, Bits] = field(default_factory=dict)
    _masks: dict[frozenset[int], Bits] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def rows(self, positions: Integers) -> Integers:
        """The row numbers of the tasks at these positions."""
        at = np.searchsorted(self.starts, positions, "right") - 1
        rows: Integers = self.firsts[at] + positions - self.starts[at]
        return rows

    def positions(self, rows: Integers) -> Integers:
        """The positions of tasks by their row numbers."""
        by_row, firsts = self._by_row
        at = by_row[np.searchsorted(firsts, rows, "right") - 1]
        positions: Integers = self.starts[at] + rows - self.firsts[at]
        return positions

    def bits(self, positions: Integers | NDArray[np.int32]) -> Bits:
        """The tasks at these positions."""
        found: Bits = np.zeros(len(self), np.bool_)
        found[positions] = True
        return found

    def of_documents(self, keys: Iterable[str]) -> Bits:
        """The tasks of documents."""
        found: Bits = np.zeros(len(self), np.bool_)
        for at in (self._by_key[key] for key in keys if key in self._by_key):
            found[self.starts[at] : self.starts[at + 1]] = True
        return found

    def places(self, tasks: Bits | None) -> Places:
        """The places of these tasks (None: all) for ranking."""
        if tasks is None:
            return self._all_places
        return places_of(self._rows[tasks], np.flatnonzero(tasks), all_count=False)

    def sentences(self, keys: Sequence[str], among: Integers | None = None) -> Places:
        """The places of the sentences that are no tasks, for ranking: of these documents (none: of all), among these rows
        (None: all)."""
        rows, documents, places = self._sentences
        wanted = [self._by_key[key] for key in dict.fromkeys(keys) if key in self._by_key]
        if not keys and among is None:
            return self._all_sentences
        counting = np.isin(documents, wanted) if keys else np.ones(len(rows), np.bool_)
        if among is not None:
            counting &= np.isin(rows, among)
        return places_of(rows[counting], places[counting], all_count=False)

    def having(self, labels: frozenset[int]) -> Bits:
        """The tasks that have one of these labels."""
        mask = self._masks.get(labels)
        if mask is None:
            tasks, numbers = self.labels.values
            if len(labels) <= _SINGLE:
                held = np.logical_or.reduce([numbers == label for label in labels])
            else:
                wanted = np.zeros(max(int(numbers.max(initial=0)), *labels) + 1, np.bool_)
                wanted[list(labels)] = True
                held = wanted[numbers]
            mask = self.bits(tasks[held])
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            self._masks[labels] = mask
        return mask

    def in_documents(self, tasks: Bits | None) -> Integers:
        """How many of the tasks (None: of all) each document has, in the order of `keys`."""
        if tasks is None:
            return np.diff(self.starts)
        return np.diff(_ends(tasks)[self.starts])

    @cached_property
    def days(self) -> NDArray[np.int32]:
        """The first due day of each task, or NEVER."""
        tasks, days, _ = self.dues.values
        first = np.full(len(self), NEVER, np.int32)
        first[tasks[::-1]] = days[::-1]  # of several the one that is written last stays: the first
        return first

    @cached_property
    def _all_places(self) -> Places:
        return places_of(self._rows, np.arange(len(self)), all_count=True)

    @cached_property
    def _rows(self) -> Integers:
        """The row number of each task."""
        return np.repeat(self.firsts - self.starts[:-1], np.diff(self.starts)) + np.arange(len(self))

    @cached_property
    def _sentences(self) -> tuple[Integers, Integers, Integers]:
        """The rows of the sentences that are no headings, the numbers of their documents, and their places."""
        sizes = np.array([len(titles) for titles in self.titles], np.int64)
        starts = _ends(sizes)
        places = np.flatnonzero(np.frombuffer(b"".join(self.titles), np.uint8) == 0)
        documents = np.repeat(np.arange(len(sizes)), sizes)[places]
        return self.said[documents] + places - starts[documents], documents, places

    @cached_property
    def _all_sentences(self) -> Places:
        rows, _, places = self._sentences
        return places_of(rows, places, all_count=len(rows) == sum(map(len, self.titles)))

    @cached_property
    def _by_key(self) -> dict[str, int]:
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def _by_row(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.firsts, kind="stable")
        return order, self.firsts[order]


def load(connection: sqlite3.Connection, before: Columns | None) -> Columns:
    """The columns at the state that the transaction sees; what `before` holds of unchanged documents is taken over.

    `before` must come from the same making of the index.
    """
    sql = (
        "SELECT p.document, d.key, p.first, p.tasks, p.said, p.titles"
        " FROM piece p JOIN document d ON d.id = p.document ORDER BY d.key"
    )
    listed = connection.execute(sql).fetchall()
    known = {row: at for at, row in enumerate(before.documents)} if before else {}
    starts = _ends([tasks for _, _, _, tasks, _, _ in listed])
    parts: list[tuple[NDArray[np.int32], ...]] = []
    for row, *_ in listed:
        if before and row in known:
            at, task = known[row], int(before.starts[known[row]])
            parts.append(tuple(lines.part(at, task) for lines in (before.labels, before.dues, before.begins)))
        else:
            blobs = connection.execute("SELECT labels, dues, begins FROM piece WHERE document = ?", (row,)).fetchone()
            packed = zip((2, 3, 3), blobs, strict=True)
            parts.append(tuple(np.frombuffer(blob, np.int32).reshape(rows, -1) for rows, blob in packed))
    labels, dues, begins = (
        Lines.joined(rows, [part[kind] for part in parts], starts[:-1].tolist()) for kind, rows in enumerate((2, 3, 3))
    )
    return Columns(
        tuple(row for row, *_ in listed), tuple(key for _, key, *_ in listed),
        np.array([first for _, _, first, _, _, _ in listed], np.int64), starts, labels, dues, begins,
        np.array([said for _, _, _, _, said, _ in listed], np.int64), tuple(titles for *_, titles in listed),
    )  # fmt: skip


def _ends(sizes: Sequence[int] | Integers | Bits) -> Integers:
    """Where each begins that stands behind the others, and where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
