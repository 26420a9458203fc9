"""Sentences that are no tasks, in the embedded archive: entered, taken out and found, in the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from corpus.fold import fold
from corpus.types import Document
from search.archive import Saying
from search.speeches import prepare
from search.sqlite_entries import squeezed
from search.sqlite_query import pairs_of, ranking_terms
from search.sqlite_terms import Tallies, holes, pool_of
from search.terms import Cutter, clean

__all__ = ["enter", "find", "take_out"]

# A row of `said`: the sentence's own words tell more than those of the headings above.
_WEIGHTS: Final = "1.0, 0.4"
_COLUMNS: Final = "s.document, s.start, s.end, s.clause, s.text, s.beside"


def enter(connection: sqlite3.Connection, document: Document, cut: Cutter) -> list[tuple[str, str]]:
    """Enter the sentences of a document; what each row of `said` was given."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM speech").fetchone()
    rows = [
        (row, document.key, s.start, s.end, s.clause, clean(s.folded), clean(s.beside), s.title)
        for row, s in enumerate(prepare(document).speeches, last + 1)
    ]
    connection.executemany("INSERT INTO speech VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    sql = "INSERT INTO said (rowid, text, beside) VALUES (?, ?, ?)"
    return _index(connection, sql, [(r[0], r[5], r[6]) for r in rows], cut)


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
    connection: sqlite3.Connection, tallies: Tallies, text: str, phrases: Sequence[str],
    documents: Sequence[str], limit: int | None,
) -> list[Saying]:  # fmt: skip
    """See `Archive.sentences`."""
    conditions: list[str] = []
    values: list[object] = []
    match = pool_of(connection, tallies, "said", ranking_terms(text))
    if text and match is None:
        return []
    wanted = [phrase for phrase in (squeezed(clean(fold(p))).lower() for p in phrases) if phrase]
    if match:
        conditions += ["said MATCH ?", "s.id = said.rowid", "NOT s.title"]
        values.append(match)
    elif not wanted:
        return []
    for phrase in wanted:
        if pairs := pairs_of(phrase):
            conditions.append("s.id IN (SELECT rowid FROM said WHERE said MATCH ?)")
            values.append(f"text : ({pairs})")
        conditions.append("instr(s.text, ?)")
        values.append(phrase)
    if documents:
        conditions.append(f"s.document IN ({holes(documents)})")
        values += map(clean, documents)
    source = "said CROSS JOIN speech s" if match else "speech s"
    score = f"-bm25(said, {_WEIGHTS})" if match else "0.0"
    order = "score DESC, s.document, s.start" if match else "s.document, s.start"
    sql = f"SELECT {_COLUMNS}, {score} AS score FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?"
    rows = connection.execute(sql, (*values, -1 if limit is None else limit))
    return [Saying(*row) for row in rows]
