"""Which tasks fit a Query, in which order, and what they are counted under: columns for what filters, FTS5 for words.

Nothing of a query is ever part of a statement: values are bound, and the only language that they are put into,
FTS5's, gets terms that `search.terms` cut (letters, figures, `_` and `.`), each in quotation marks.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.fold import fold
from search.query import Query, Window, frequency
from search.sqlite_columns import Bits, Columns, Integers, Lines
from search.sqlite_entries import KINDS, Kind, pair, squeezed
from search.sqlite_ranking import WEIGHTS, ranked_first
from search.sqlite_schema import NEVER
from search.sqlite_terms import Tallies, any_of, holes, pool_of, quoted
from search.terms import PAIR, clean, terms

__all__ = ["Fitting", "fitting", "lacks_of", "marks_of", "nearest", "pairs_of", "ranking_terms"]

# The most terms of a free text that rank: a pasted page of them would take seconds and tell no more.
_MOST_TERMS: Final = 128
_KEPT: Final = 8  # rankings that are kept: a question ranks the same words within several windows
_LONG: Final = 200_000  # rows of a ranking that is not kept

_decode_rows: Final = msgspec.json.Decoder(list[int]).decode

Ranking = tuple[Integers, NDArray[np.float64]]  # positions, in their order, with their scores


@dataclass(frozen=True, slots=True)
class Fitting:
    """The tasks that fit a query (None: all there are), and what orders them."""

    columns: Columns
    tasks: Bits | None
    days: NDArray[np.int32]  # by which each task goes: its first due day within the window asked for
    ranking: Ranking | None  # the tasks with words of the free text, where it holds a word and is what orders

    @property
    def total(self) -> int:
        """How many tasks fit."""
        return len(self.columns) if self.tasks is None else int(np.count_nonzero(self.tasks))

    def by_day(self, offset: int, limit: int | None) -> Integers:
        """The positions of a page of tasks by their first due day."""
        found = self._positions()
        days = self.days[found]
        upto = len(found) if limit is None else offset + limit
        if 0 < upto < len(found) // 4:  # only those that can stand on the page are put in order
            near = days <= np.partition(days, upto - 1)[upto - 1]
            found, days = found[near], days[near]
        return found[np.argsort(days, kind="stable")][offset:upto]

    def by_place(self, offset: int, limit: int | None) -> Integers:
        """The positions of a page of tasks by document and place."""
        return self._positions()[offset : None if limit is None else offset + limit]

    def by_relevance(self, offset: int, limit: int | None) -> Ranking:
        """A page of tasks with their scores, the nearest first, those without any word of the text last."""
        upto = None if limit is None else offset + limit
        if self.ranking is None:
            found = self.by_place(offset, limit)
            return found, np.zeros(len(found))
        positions, scores = self.ranking
        if self.tasks is not None:
            fit = self.tasks[positions]
            positions, scores = positions[fit], scores[fit]
        order = np.argsort(-scores, kind="stable")[:upto]
        if upto is None or len(order) < upto:
            others = self._positions()
            others = others[np.isin(others, positions, assume_unique=True, invert=True)]
            positions, scores = np.concatenate([positions[order], others]), np.pad(scores[order], (0, len(others)))
            return positions[offset:upto], scores[offset:upto]
        return positions[order][offset:], scores[order][offset:]

    def _positions(self) -> Integers:
        return np.arange(len(self.columns)) if self.tasks is None else np.flatnonzero(self.tasks)


def nearest(
    connection: sqlite3.Connection, columns: Columns, tallies: Tallies, query: Query
) -> list[tuple[int, float]]:
    """The rows of the first `query.limit` tasks by the rarer words of `query.text`, with their scores."""
    match = pool_of(connection, tallies, "words", ranking_terms(query.text))
    tasks = _filtered(connection, columns, query)
    limit = None if query.limit is None else max(0, query.limit)
    ranked = ranked_first(connection, "words", match, columns.places(tasks), limit) if match else []
    if (match and query.require_text) or len(ranked) == limit:
        return ranked
    others = np.ones(len(columns), np.bool_) if tasks is None else tasks.copy()
    others[columns.positions(np.array([row for row, _ in ranked], np.int64))] = False
    rest = columns.rows(np.flatnonzero(others)[: None if limit is None else limit - len(ranked)])
    return [*ranked, *((row, 0.0) for row in rest.tolist())]


def fitting(connection: sqlite3.Connection, columns: Columns, query: Query) -> Fitting:
    """The tasks that fit a query."""
    match = any_of(ranking_terms(query.text))
    ranking = _ranked(connection, columns, match) if match and query.order == "relevance" else None
    tasks = _filtered(connection, columns, query)
    if match and query.require_text:
        holding = columns.bits(ranking[0] if ranking else _holding(connection, columns, match))
        tasks = holding if tasks is None else tasks & holding
    return Fitting(columns, tasks, _days_of(columns, query), ranking)


def _filtered(connection: sqlite3.Connection, columns: Columns, query: Query) -> Bits | None:
    """The tasks that all parts of a query let through but its text, None where it lets all through; the newest are kept,
    for an answer finds, counts and tells the facets of the same ones."""
    parts = msgspec.structs.replace(query, text="", require_text=False, order="place", offset=0, limit=None)
    wanted = columns.filtered.get(parts)
    if wanted is None:
        each = list(_filters(connection, columns, parts))
        if not each:
            return None
        wanted = np.logical_and.reduce(each)
        if len(columns.filtered) >= _KEPT:
            columns.filtered.clear()
        columns.filtered[parts] = wanted
    return wanted


def _filters(connection: sqlite3.Connection, columns: Columns, query: Query) -> Iterator[Bits]:
    """The tasks that each part of a query lets through."""
    for kind, values in marks_of(query):
        sql = f"SELECT id FROM label WHERE kind = ? AND value IN ({holes(values)})"
        labels = frozenset(label for (label,) in connection.execute(sql, (int(kind), *map(clean, values))))
        yield columns.having(labels) if labels else np.zeros(len(columns), np.bool_)
    for kind, values in lacks_of(query):
        sql = f"SELECT id FROM label WHERE kind = ? AND value IN ({holes(values)})"
        labels = frozenset(label for (label,) in connection.execute(sql, (int(kind), *values)))
        if labels:
            yield ~columns.having(labels)
    if "deadline" in query.lacking:
        yield columns.days == NEVER
    if query.documents:
        yield columns.of_documents(map(clean, query.documents))
    if query.without:
        yield ~columns.of_documents(map(clean, query.without))
    if query.tasks:
        named = json.dumps([clean(name) for name in query.tasks])
        sql = "SELECT id FROM task WHERE name IN (SELECT value FROM json_each(?))"
        yield columns.bits(_positions(columns, connection.execute(sql, (named,))))
    for phrase in filter(None, (squeezed(clean(phrase)) for phrase in query.phrases)):
        yield columns.bits(columns.positions(_saying(connection, phrase)))
    kinds = [KINDS[kind] for kind in query.kinds]
    windows = [
        columns.bits(_within(lines, window, kinds)[0])
        for lines, window in ((columns.dues, query.due), (columns.begins, query.starts))
        if window
    ]
    if len(windows) == 2 and query.due_or_starts:
        yield windows[0] | windows[1]
    else:
        yield from windows


def _within(lines: Lines, window: Window, kinds: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The tasks with a day of these kinds (none: of any) within a window, and the days; by task, then day."""
    tasks, days, kind = lines.values
    first = window.first.toordinal() if window.first else 1
    last = window.last.toordinal() if window.last else NEVER - 1
    held = (days >= first) & (days <= last)
    if kinds:
        held &= np.isin(kind, kinds)
    return tasks[held], days[held]


def _days_of(columns: Columns, query: Query) -> NDArray[np.int32]:
    """The day that each task goes by: of those within the window the first, else its first due day."""
    if not query.due:
        return columns.days
    tasks, within = _within(columns.dues, query.due, [KINDS[kind] for kind in query.kinds])
    days = columns.days.copy()
    days[tasks[::-1]] = within[::-1]  # of several the one that is written last stays: the first
    return days


def _positions(columns: Columns, rows: Iterable[tuple[int]]) -> Integers:
    return columns.positions(np.fromiter((row for (row,) in rows), np.int64))


def _saying(connection: sqlite3.Connection, phrase: str) -> Integers:
    """The rows of the tasks with a phrase in their words, character by character; the pairs that it is made of narrow the
    search."""
    if pairs := pairs_of(phrase):
        found = "words CROSS JOIN plain p ON p.task = words.rowid WHERE words MATCH ? AND instr(p.text, ?)"
        values: tuple[str, ...] = (f"{{task context}} : ({pairs})", phrase)
    else:
        found, values = "plain p WHERE instr(p.text, ?)", (phrase,)
    # Thousands of rows are handed over in one piece, at a fifth of what it takes to hand them over one by one.
    (rows,) = connection.execute(f"SELECT json_group_array(p.task) FROM {found}", values).fetchone()
    return np.array(_decode_rows(rows), np.int64)


def _holding(connection: sqlite3.Connection, columns: Columns, match: str) -> Integers:
    return _positions(columns, connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,)))


def _ranked(connection: sqlite3.Connection, columns: Columns, match: str) -> Ranking:
    """All tasks with words of a text; the newest rankings are kept."""
    known = columns.rankings.get(match)
    if known is None:
        sql = f"SELECT rowid, -bm25(words, {WEIGHTS['words']}) FROM words WHERE words MATCH ?"
        found = np.array(connection.execute(sql, (match,)).fetchall(), np.float64).reshape(-1, 2)
        positions = columns.positions(found[:, 0].astype(np.int64))
        order = np.argsort(positions)
        known = positions[order], found[order, 1]
        if len(order) < _LONG:
            if len(columns.rankings) >= _KEPT:
                columns.rankings.clear()
            columns.rankings[match] = known
    return known


def marks_of(query: Query) -> Iterator[tuple[Kind, Sequence[str]]]:
    """The labels that must be there, one of each part."""
    if query.bodies and query.roles:
        yield Kind.BODY_ROLE, [pair(body, role) for body in query.bodies for role in query.roles]
    elif query.bodies:
        yield Kind.BODY, query.bodies
    elif query.roles:
        yield Kind.ROLE, query.roles
    if query.indicators and query.comparators:
        yield Kind.INDICATOR_COMPARATOR, [pair(name, sign) for name in query.indicators for sign in query.comparators]
    elif query.indicators:
        yield Kind.INDICATOR, query.indicators
    elif query.comparators:
        yield Kind.COMPARATOR, query.comparators
    elif query.has_target:
        yield Kind.TARGET, [""]
    if query.regions:
        yield Kind.REGION, query.regions
    if query.topics:
        yield Kind.TOPIC, query.topics
    if query.modalities:
        yield Kind.MODALITY, query.modalities
    if query.kinds and query.due is None and query.starts is None:
        yield Kind.DEADLINE, query.kinds
    if query.frequencies:
        yield Kind.FREQUENCY, [frequency(rule) for rule in query.frequencies]
    if query.clauses:
        yield Kind.CLAUSE, [squeezed(fold(label)) for label in query.clauses]


def lacks_of(query: Query) -> Iterator[tuple[Kind, Sequence[str]]]:
    """The labels of which none must be there; a task that lacks any time must have no due day beside."""
    if "deadline" in query.lacking:
        yield Kind.DEADLINE, list(KINDS)
    if "body" in query.lacking:
        yield Kind.ROLE, ["responsible", "lead"]
    if "lead" in query.lacking:
        yield Kind.ROLE, ["lead"]
    if "target" in query.lacking:
        yield Kind.TARGET, [""]


def pairs_of(phrase: str) -> str:
    """The pairs that a phrase is made of, for FTS5: all of them; empty where it has none."""
    return " AND ".join(map(quoted, dict.fromkeys(term for term in terms(phrase) if term.startswith(PAIR))))


def ranking_terms(text: str) -> list[str]:
    """The terms of a free text that tasks are ranked by, in every engine."""
    found = dict.fromkeys(terms(text))
    # A word of two characters is also a pair, which finds whatever the word finds: asking for both costs twice and
    # tells nothing. A single character says little beside longer terms, and half of all tasks have it.
    longer = [term for term in found if len(term) > 1 and PAIR + term not in found]
    return (longer or list(found))[:_MOST_TERMS]
