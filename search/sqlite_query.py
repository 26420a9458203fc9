"""From a Query to SQL over the tables of the embedded archive.

Nothing of a query is ever part of a statement: values are bound, and the only language that they are put into,
FTS5's, gets terms that `search.terms` cut (letters, figures, `_` and `.`), each in quotation marks.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.fold import fold
from search.query import Query, Window, frequency
from search.sqlite_entries import KINDS, Kind, pair, squeezed
from search.sqlite_schema import NEVER
from search.terms import PAIR, clean, terms

__all__ = [
    "Plan",
    "any_of",
    "batches",
    "counted",
    "holes",
    "marks_of",
    "pairs_of",
    "plan",
    "ranking_terms",
    "rarest_of",
]

# Weights of the columns of `words` in BM25: the task's own words, what it leans on (context, inherited), its headings.
_WEIGHTS: Final = "1.0, 0.5, 0.4"
# The most terms of a free text that rank: a pasted page of them would take seconds and tell no more.
_MOST_TERMS: Final = 128
_MANY: Final = 200_000  # bytes of labels that are worth loading numpy for: some 5,000 tasks
_SCORED: Final = 12_000  # rows that are scored for a pool of candidates: some 20 ms
_FEW: Final = 2_000  # up to so many rows it does not matter which table is met first
_BATCH: Final = 500  # values bound in one statement

Rows = list[tuple[int, float]]  # tasks (row numbers) with their scores
Conditions = tuple[tuple[str, tuple[object, ...]], ...]  # SQL with the values for its holes

# Where tasks are met first: the narrow table of all, or that of due days (by day, or by task where a filter that
# lets fewer tasks through comes first). SQLite has no statistics here that would choose for us.
_ALL: Final = "facet r"
_BY_DAY: Final = "due r NOT INDEXED"
_BY_TASK: Final = "due r INDEXED BY due_task"


@dataclass(frozen=True, slots=True)
class Plan:
    """What fits a query, each task once as `r.task`, with `r.day`, `r.document` and `r.place` to order by."""

    source: str
    source_values: tuple[object, ...]
    conditions: Conditions
    match: str | None  # the free text for FTS5, where it holds a word
    only_matching: bool  # whether tasks without any of its words are left out

    @property
    def everything(self) -> bool:
        """Whether the query leaves no task out."""
        return self.source == _ALL and not self.conditions and not self.only_matching

    def count(self, connection: sqlite3.Connection) -> int:
        """How many tasks fit."""
        sql, values = self._select("count(*)", self.only_matching)
        return int(connection.execute(sql, values).fetchone()[0])

    def by_day(self, connection: sqlite3.Connection, offset: int, limit: int) -> Rows:
        """A page of tasks by their first due day; a negative limit is none."""
        return self._page(connection, "r.day, r.document, r.place", offset, limit)

    def by_place(self, connection: sqlite3.Connection, offset: int, limit: int) -> Rows:
        """A page of tasks by document and place."""
        return self._page(connection, "r.document, r.place", offset, limit)

    def by_relevance(self, connection: sqlite3.Connection, offset: int, limit: int) -> Rows:
        """A page of tasks with their scores, the nearest first, those without any word of the text last."""
        if self.match is None:
            return self.by_place(connection, offset, limit)
        sql, values = self._select(f"r.task, -bm25(words, {_WEIGHTS}) AS score", matching=True)
        found: Rows = connection.execute(
            f"{sql} ORDER BY score DESC, r.document, r.place LIMIT ? OFFSET ?", (*values, limit, offset)
        ).fetchall()
        if self.only_matching or len(found) == limit:
            return found
        scored = len(found) + offset if found else replace(self, only_matching=True).count(connection)
        without = ("r.task NOT IN (SELECT rowid FROM words WHERE words MATCH ?)", (self.match,))
        others = replace(self, conditions=(*self.conditions, without))
        left = limit - len(found) if limit >= 0 else limit
        return found + others.by_place(connection, max(0, offset - scored), left)

    def facet_labels(self, connection: sqlite3.Connection) -> bytes:
        """The labels that the fitting tasks are counted under: 32-bit integers, those of all tasks in one piece."""
        # One string for all: to fetch a row a task would cost more than to find them.
        columns, join = "group_concat(hex(r.labels), '')", ""
        if self.source != _ALL:
            columns, join = "group_concat(hex(f.labels), '')", "CROSS JOIN facet f ON f.task = r.task"
        sql, values = self._select(columns, self.only_matching, join)
        return bytes.fromhex(connection.execute(sql, values).fetchone()[0] or "")

    def _page(self, connection: sqlite3.Connection, order: str, offset: int, limit: int) -> Rows:
        sql, values = self._select("r.task, 0.0", self.only_matching)
        return connection.execute(f"{sql} ORDER BY {order} LIMIT ? OFFSET ?", (*values, limit, offset)).fetchall()

    def _select(self, columns: str, matching: bool, join: str = "") -> tuple[str, tuple[object, ...]]:
        source, conditions = self.source, self.conditions
        if matching:
            # CROSS JOIN keeps the order: words are met first, and scored only where all else fits.
            source = f"words CROSS JOIN {_BY_TASK if source == _BY_DAY else source}"
            conditions = (("words MATCH ?", (self.match,)), ("r.task = words.rowid", ()), *conditions)
        where = f" WHERE {' AND '.join(sql for sql, _ in conditions)}" if conditions else ""
        bound = tuple(value for _, values in conditions for value in values)
        return f"SELECT {columns} FROM {source} {join}{where}", (*self.source_values, *bound)


def plan(connection: sqlite3.Connection, query: Query, *, rarest: bool = False) -> Plan | None:
    """How to find what `query` asks for; None where nothing can fit. `rarest` ranks by the rarest terms only."""
    marks = [_labels(connection, kind, values) for kind, values in marks_of(query)]
    if not all(marks):
        return None
    marks.sort(key=lambda found: sum(found.values()))
    source, source_values, window = _source(query)
    first_by_mark = bool(marks) and (source == _ALL or _wider(connection, window, sum(marks[0].values())))
    if first_by_mark and source == _BY_DAY:
        source = _BY_TASK
    conditions: list[tuple[str, tuple[object, ...]]] = [*window]
    for at, found in enumerate(marks):
        if at == 0 and first_by_mark:
            sql = f"r.task IN (SELECT task FROM mark WHERE label IN ({holes(found)}))"
        else:
            sql = f"EXISTS (SELECT 1 FROM mark m WHERE m.label IN ({holes(found)}) AND m.task = r.task)"
        conditions.append((sql, tuple(found)))
    if query.documents:
        conditions.append((f"r.document IN ({holes(query.documents)})", tuple(map(clean, query.documents))))
    if query.without:
        conditions.append((f"r.document NOT IN ({holes(query.without)})", tuple(map(clean, query.without))))
    if query.tasks:
        conditions.append(
            (f"r.task IN (SELECT id FROM task WHERE name IN ({holes(query.tasks)}))", tuple(map(clean, query.tasks)))
        )
    for phrase in filter(None, (squeezed(clean(phrase)) for phrase in query.phrases)):
        conditions += _phrase(phrase)
    match = rarest_of(connection, "words", query.text) if rarest else any_of(query.text)
    return Plan(source, source_values, tuple(conditions), match, query.require_text and match is not None)


def batches(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """`values` in parts that one statement may bind."""
    return (values[at : at + _BATCH] for at in range(0, len(values), _BATCH))


def holes(values: Sequence[object] | dict[int, int]) -> str:
    """As many places for bound values as there are values."""
    return ", ".join("?" * len(values))


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


def _labels(connection: sqlite3.Connection, kind: Kind, values: Sequence[str]) -> dict[int, int]:
    """The labels of a kind that exist, with how many tasks have each."""
    sql = f"SELECT id, tasks FROM label WHERE tasks > 0 AND kind = ? AND value IN ({holes(values)})"
    return dict(connection.execute(sql, (int(kind), *map(clean, values))))


def _days(window: Window) -> tuple[int, int]:
    first = window.first.toordinal() if window.first else 1
    return first, window.last.toordinal() if window.last else NEVER - 1


def _source(query: Query) -> tuple[str, tuple[object, ...], Conditions]:
    """Where tasks are met first and what the windows of the query require there."""
    kinds = tuple(KINDS[kind] for kind in query.kinds)
    of_kind = f" AND kind IN ({holes(kinds)})" if kinds else ""
    begins: tuple[str, tuple[object, ...]] = ("", ())
    if query.starts:
        begins = (f"SELECT task FROM begin WHERE day BETWEEN ? AND ?{of_kind}", (*_days(query.starts), *kinds))
    also: Conditions = ((f"r.task IN ({begins[0]})", begins[1]),) if query.starts else ()
    if query.due is None:
        return _ALL, (), also
    first, last = _days(query.due)
    either = query.starts is not None and query.due_or_starts
    if not kinds and not either:
        return _BY_DAY, (), (("r.day BETWEEN ? AND ? AND r.previous < ?", (first, last, first)), *also)
    # A task may have several days of the wanted kinds in the window, or be there for its beginning only: then it
    # goes by its first due day.
    dues = f"SELECT task, day FROM due WHERE day BETWEEN ? AND ?{of_kind}"
    values: tuple[object, ...] = (first, last, *kinds)
    if either:
        dues, values = f"{dues} UNION ALL SELECT task, NULL FROM ({begins[0]})", (*values, *begins[1])
    source = f"""(
        SELECT f.task, coalesce(w.day, f.day) AS day, f.document, f.place
        FROM (SELECT task, min(day) AS day FROM ({dues}) GROUP BY task) w CROSS JOIN facet f ON f.task = w.task) r"""
    return source, values, () if either else also


def _wider(connection: sqlite3.Connection, window: Conditions, tasks: int) -> bool:
    """Whether a window over due days lets more than so many tasks through (judged up to `_FEW`)."""
    if not window or tasks > _FEW:
        return False
    sql, values = window[0]
    rows = connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM {_BY_DAY} WHERE {sql} LIMIT ?)", (*values, _FEW))
    return int(rows.fetchone()[0]) > tasks


def _phrase(phrase: str) -> Conditions:
    """A phrase in a task's words, character by character; the pairs that it is made of narrow the search first."""
    inside = ("EXISTS (SELECT 1 FROM plain p WHERE p.task = r.task AND instr(p.text, ?))", (phrase,))
    pairs = pairs_of(phrase)
    if not pairs:
        return (inside,)
    return ("r.task IN (SELECT rowid FROM words WHERE words MATCH ?)", (f"{{task context}} : ({pairs})",)), inside


def pairs_of(phrase: str) -> str:
    """The pairs that a phrase is made of, for FTS5: all of them; empty where it has none."""
    return " AND ".join(map(_quoted, dict.fromkeys(term for term in terms(phrase) if term.startswith(PAIR))))


def any_of(text: str) -> str | None:
    """The free text for FTS5: any of its terms; None where it holds no word."""
    chosen = ranking_terms(text)
    return " OR ".join(map(_quoted, chosen)) if chosen else None


def rarest_of(connection: sqlite3.Connection, table: str, text: str) -> str | None:
    """The rarest terms of a free text, for FTS5: so many that some `_SCORED` rows are scored, but one at least.

    What ranks first holds the rare terms; those that half of all rows have cost the most and tell the least.
    """
    chosen = ranking_terms(text)
    select = f"SELECT term, doc FROM {table}_terms WHERE term = ?"
    counts = dict(row for term in chosen for row in connection.execute(select, (term,)))
    rows, kept = 0, list[str]()
    for term in sorted(counts, key=lambda term: counts[term]):
        rows += counts[term]
        if kept and rows > _SCORED:
            break
        kept.append(term)
    return " OR ".join(map(_quoted, kept or chosen)) or None


def ranking_terms(text: str) -> list[str]:
    """The terms of a free text that tasks are ranked by, in every engine."""
    found = dict.fromkeys(terms(text))
    # A word of two characters is also a pair, which finds whatever the word finds: asking for both costs twice and
    # tells nothing. A single character says little beside longer terms, and half of all tasks have it.
    longer = [term for term in found if len(term) > 1 and PAIR + term not in found]
    return (longer or list(found))[:_MOST_TERMS]


def _quoted(term: str) -> str:
    doubled = term.replace('"', '""')
    return f'"{doubled}"'


def counted(labels: bytes) -> Mapping[int, int]:
    """How often each 32-bit integer occurs."""
    if len(labels) < _MANY:
        seen = array("i")
        seen.frombytes(labels)
        return Counter(seen)
    import numpy  # takes longer to load than a small answer takes to count

    counts = numpy.bincount(numpy.frombuffer(labels, dtype=numpy.intc))
    present = numpy.flatnonzero(counts)
    return dict(zip(present.tolist(), counts[present].tolist(), strict=True))
