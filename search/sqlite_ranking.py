"""The rows of a full-text table that rank first, put in order by SQLite itself.

Scoring a row takes a quarter of a microsecond, handing it to Python and to an array a whole one. So which rows count,
and which of two of one score comes first, is told to SQLite as a row of bytes: four for each row of the table.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.sqlite_terms import Table

__all__ = ["WEIGHTS", "Places", "places_of", "ranked_first"]

# Weights of the columns in BM25. Of a task: its own words, what it leans on (context, inherited), its headings; of a
# sentence: its own words tell more than those of the headings above.
WEIGHTS: Final[dict[Table, str]] = {"words": "1.0, 0.5, 0.4", "said": "1.0, 0.4"}
_NOWHERE: Final = 0xFFFF_FFFF  # the place of a row that does not count


@dataclass(frozen=True, slots=True)
class Places:
    """The places of rows from row `first` on, four bytes each, the highest first; `all_count` where none is without."""

    packed: bytes
    first: int
    all_count: bool


def places_of(rows: NDArray[np.int64], places: NDArray[np.int64], all_count: bool) -> Places:
    """Rows with their places; no other row counts. `all_count` says that the table has no other row."""
    first = int(rows.min(initial=0 if not len(rows) else rows[0]))
    packed = np.full(int(rows.max(initial=first - 1)) + 1 - first, _NOWHERE, ">u4")
    packed[rows - first] = places
    return Places(packed.tobytes(), first, all_count)


def ranked_first(
    connection: sqlite3.Connection, table: Table, match: str, places: Places, limit: int | None
) -> list[tuple[int, float]]:
    """The rows that match and count with their scores, highest first, those of one score by their places."""
    place = "substr(?2, 4 * (rowid - ?3) + 1, 4)"
    # Before the first of them a place would be counted from the end of the bytes.
    counting = "" if places.all_count else f"AND rowid BETWEEN ?3 AND ?5 AND {place} <> x'ffffffff'"
    sql = (
        f"SELECT rowid, -bm25({table}, {WEIGHTS[table]}) AS score FROM {table} WHERE {table} MATCH ?1 {counting}"
        f" ORDER BY score DESC, {place} LIMIT ?4"
    )
    last = places.first + len(places.packed) // 4 - 1
    values = (match, places.packed, places.first, -1 if limit is None else limit, last)
    return connection.execute(sql, values[: 4 if places.all_count else 5]).fetchall()
