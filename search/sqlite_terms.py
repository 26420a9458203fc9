"""In how many rows of the full-text tables each term stands: a question is ranked by its rarer terms.

FTS5 could tell (fts5vocab), but has to read all rows of a term for it, and the common ones are the long ones.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

__all__ = ["Table", "any_of", "count_terms", "holes", "pool_of", "quoted"]

Table = Literal["words", "said"]

_SCORED: Final = 3_000  # rows that are scored for a pool of candidates: some 5 ms
_COMMON: Final = 15_000  # rows of a term that tells little by itself


def count_terms(
    connection: sqlite3.Connection, words: Iterable[Sequence[str]], said: Iterable[Sequence[str]], sign: int
) -> None:
    """Count rows of both tables (their columns: terms joined by spaces) that are entered (1) or taken out (-1)."""
    in_words, in_said = _holding(words), _holding(said)
    # In their order, so that neighbours of the tree are met one after the other.
    known = sorted({*in_words, *in_said})
    connection.executemany(
        "INSERT INTO term (term, words, said) VALUES (?, ?, ?)"
        " ON CONFLICT (term) DO UPDATE SET words = words + ?2, said = said + ?3",
        [(term, sign * in_words.get(term, 0), sign * in_said.get(term, 0)) for term in known],
    )


def _holding(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """In how many of the rows each term stands."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(" ".join(row).split()))
    return counts


def pool_of(connection: sqlite3.Connection, table: Table, chosen: Sequence[str]) -> str | None:
    """What FTS5 is asked for a pool of candidates: any of the rarest of some terms, so many that some `_SCORED` rows
    are scored; None without a term.

    What ranks first holds the rare terms; those that half of all rows have cost the most and tell the least. Where even
    the rarest stands in very many rows, those with a second one are enough, if there are any.
    """
    sql = f"SELECT term, {table} FROM term WHERE term IN ({holes(chosen)}) AND {table} > 0 ORDER BY {table}, term"
    known = connection.execute(sql, chosen).fetchall()
    if len(known) > 1 and known[0][1] > _COMMON:
        both = " AND ".join(quoted(term) for term, _ in known[:2])
        if connection.execute(f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT 1", (both,)).fetchone():
            return both
    rows, kept = 0, list[str]()
    for term, count in known:
        rows += count
        if kept and rows > _SCORED:
            break
        kept.append(term)
    return any_of(kept or chosen)


def any_of(chosen: Sequence[str]) -> str | None:
    """Any of these terms, for FTS5; None where there are none."""
    return " OR ".join(map(quoted, chosen)) or None


def quoted(term: str) -> str:
    """A term as FTS5 reads it, whatever letters it has."""
    doubled = term.replace('"', '""')
    return f'"{doubled}"'


def holes(values: Sequence[object]) -> str:
    """As many places for bound values as there are values."""
    return ", ".join("?" * len(values))
