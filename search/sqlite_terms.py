"""In how many rows of the full-text tables each term stands: a question is ranked by its rarer terms.

FTS5 could tell (fts5vocab), but has to read all rows of a term for it, and the common ones are the long ones.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

__all__ = ["Table", "count_terms", "holes", "rarest_of"]

Table = Literal["words", "said"]

_SCORED: Final = 6_000  # rows that are scored for a pool of candidates: some 10 ms


def count_terms(connection: sqlite3.Connection, table: Table, rows: Iterable[Sequence[str]], sign: int) -> None:
    """Count rows (their columns: terms joined by spaces) that are entered (1) or taken out (-1)."""
    counts = Counter(term for row in rows for term in set(" ".join(row).split(" ")))
    sql = f"INSERT INTO term (term, {table}) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET {table} = {table} + ?2"
    connection.executemany(sql, [(term, sign * count) for term, count in sorted(counts.items())])


def rarest_of(connection: sqlite3.Connection, table: Table, chosen: Sequence[str]) -> list[str]:
    """The rarest of some terms: so many that some `_SCORED` rows are scored, but one at least; all where none is known.

    What ranks first holds the rare terms; those that half of all rows have cost the most and tell the least.
    """
    sql = f"SELECT term, {table} FROM term WHERE term IN ({holes(chosen)}) AND {table} > 0 ORDER BY {table}, term"
    rows, kept = 0, list[str]()
    for term, count in connection.execute(sql, chosen):
        rows += count
        if kept and rows > _SCORED:
            break
        kept.append(term)
    return kept or list(chosen)


def holes(values: Sequence[object]) -> str:
    """As many places for bound values as there are values."""
    return ", ".join("?" * len(values))
