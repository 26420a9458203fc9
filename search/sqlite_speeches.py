"""Sentences that are no tasks, in the embedded archive: entered, taken out and found, in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from corpus.fold import fold
from corpus.types import Document
from search.archive import Saying
from search.speeches import prepare
from search.sqlite_columns import Columns
from search.sqlite_entries import squeezed
from search.sqlite_query import pairs_of, ranking_terms
from search.sqlite_ranking import ranked_first
from search.sqlite_terms import Tallies, holes, pool_of
from search.terms import Cutter, clean

__all__ = ["Entered", "enter", "find", "take_out"]

_COLUMNS: Final = "s.document, s.start, s.end, s.clause, s.text, s.beside"


class Entered(NamedTuple):
    """The sentences of a document: the row of the first, a byte each that says whether it is a heading, their terms."""

    first: int
    titles: bytes
    given: list[tuple[str, str]]


def enter(connection: sqlite3.Connection, document: Document, cut: Cutter) -> Entered:
    """Enter the sentences of a document, in the order of its text."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM speech").fetchone()
    rows = [
        (row, document.key, s.start, s.end, s.clause, clean(s.folded), clean(s.beside), s.title)
        for row, s in enumerate(prepare(document).speeches, last + 1)
    ]
    connection.executemany("INSERT INTO speech VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    sql = "INSERT INTO said (rowid, text, beside) VALUES (?, ?, ?)"
    given = _index(connection, sql, [(r[0], r[5], r[6]) for r in rows], cut)
    return Entered(last + 1, bytes(r[7] for r in rows), given)


def take_out(connection: sqlite3.Connection, key: str, cut: Cutter) -> list[tuple[str, str]]:
    """Take the sentences of a document out; what each row of `said` had been given."""
    rows = connection.execute("SELECT id, text, beside FROM speech WHERE document = ?", (key,)).fetchall()
    # A table without content of its own has to be told what it was given.
    given = _index(connection, "INSERT INTO said (said, rowid, text, beside) VALUES ('delete', ?, ?, ?)", rows, cut)
    connection.execute("DELETE FROM speech WHERE document = ?", (key,))
    return given


def _index(
    connection: sqlite3.Connection, sql: str, rows: Sequence[tuple[int, str, str]], cut: Cutter
) -> list[tuple[str, str]]:
    given = [(row, cut(text), cut(beside)) for row, text, beside in rows]
    connection.executemany(sql, given)
    return [(text, beside) for _, text, beside in given]


def find(
    connection: sqlite3.Connection, columns: Columns, tallies: Tallies, text: str, phrases: Sequence[str],
    documents: Sequence[str], limit: int | None,
) -> list[Saying]:  # fmt: skip
    """See `Archive.sentences`."""
    match = pool_of(connection, tallies, "said", ranking_terms(text))
    wanted = [phrase for phrase in (squeezed(clean(fold(p))).lower() for p in phrases) if phrase]
    if match is None:
        return [] if text or not wanted else _with_phrases(connection, wanted, documents, limit)
    among = None
    if wanted:
        found = _rows_with(connection, wanted, documents, "s.id", None)
        among = np.fromiter((row for (row,) in found), np.int64)
    places = columns.sentences([clean(key) for key in documents], among)
    ranked = ranked_first(connection, "said", match, places, limit)
    sql = f"SELECT {_COLUMNS} FROM json_each(?) e JOIN speech s ON s.id = e.value ORDER BY e.id"
    rows = connection.execute(sql, (json.dumps([row for row, _ in ranked]),))
    return [_saying(row, score) for row, (_, score) in zip(rows, ranked, strict=True)]


def _with_phrases(
    connection: sqlite3.Connection, wanted: Sequence[str], documents: Sequence[str], limit: int | None
) -> list[Saying]:
    return [_saying(row, 0.0) for row in _rows_with(connection, wanted, documents, _COLUMNS, limit)]


def _saying(row: tuple[Any, ...], score: float) -> Saying:
    document, start, end, clause, text, beside = row
    return Saying(document, start, end, clause, text, beside, score)


def _rows_with(
    connection: sqlite3.Connection, wanted: Sequence[str], documents: Sequence[str], columns: str, limit: int | None
) -> Iterable[tuple[Any, ...]]:
    """The sentences and headings with all of some phrases, by document and place."""
    conditions: list[str] = []
    values: list[object] = []
    for phrase in wanted:
        if pairs := pairs_of(phrase):
            conditions.append("s.id IN (SELECT rowid FROM said WHERE said MATCH ?)")
            values.append(f"text : ({pairs})")
        conditions.append("instr(s.text, ?)")
        values.append(phrase)
    if documents:
        conditions.append(f"s.document IN ({holes(documents)})")
        values += map(clean, documents)
    sql = f"SELECT {columns} FROM speech s WHERE {' AND '.join(conditions)} ORDER BY s.document, s.start LIMIT ?"
    return connection.execute(sql, (*values, -1 if limit is None else limit))
