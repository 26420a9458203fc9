"""In how many rows of the full-text tables each term stands: a question is ranked by its rarer terms.

FTS5 could tell (fts5vocab), but has to read all rows of a term for it, and the common ones are the long ones. A row a
term would cost a document as much as all the rest of its index, so its counts are written in one piece, a `Tally`; as
soon as there are several of one size, they become a larger one, so that some dozens of them hold any number of documents.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Table",
    "Tallies",
    "any_of",
    "count_terms",
    "holes",
    "joined",
    "load_tallies",
    "pool_of",
    "quoted",
    "rows_of",
]

Table = Literal["words", "said"]
_TABLES: Final[tuple[Table, ...]] = ("words", "said")

_SCORED: Final = 3_000  # rows that are scored for a pool of candidates: some 5 ms
_COMMON: Final = 15_000  # rows of a term that tells little by itself
_BITS: Final = 3  # a level of tallies holds those of up to eight times as many terms as the one below, and fewer than
_MANY: Final = 8  # so many tallies


class Tally(NamedTuple):
    """Terms by their numbers, rising, and in how many rows more of each table they stand than other tallies tell."""

    numbers: NDArray[np.uint64]
    rows: NDArray[np.int32]  # one line a table


Tallies = Mapping[int, Tally]


def count_terms(
    connection: sqlite3.Connection, words: Iterable[Sequence[str]], said: Iterable[Sequence[str]], sign: int
) -> None:
    """Count rows of both tables (their columns: terms joined by spaces) that are entered (1) or taken out (-1)."""
    holding = [_holding(words), _holding(said)]
    terms = list(dict.fromkeys((*holding[0], *holding[1])))
    rows = np.array([list(map(counts.get, terms, repeat(0))) for counts in holding], np.int32)
    tally = joined([Tally(_numbers(terms), sign * rows)])
    while len(tally.numbers):
        level = len(tally.numbers).bit_length() // _BITS
        same = connection.execute("SELECT terms FROM tally WHERE level = ?", (level,)).fetchall()
        if len(same) < _MANY:
            break
        tally = joined([tally, *(_unpacked(packed) for (packed,) in same)])
        connection.execute("DELETE FROM tally WHERE level = ?", (level,))
    if len(tally.numbers):
        packed = tally.numbers.tobytes() + tally.rows.tobytes()
        connection.execute("INSERT INTO tally (level, terms) VALUES (?, ?)", (level, packed))


def load_tallies(connection: sqlite3.Connection, before: Tallies) -> Tallies:
    """All tallies at the state that the transaction sees; `before` are some of the same making of the index."""
    ids = [number for (number,) in connection.execute("SELECT id FROM tally")]
    read = "SELECT terms FROM tally WHERE id = ?"
    return {
        number: before.get(number) or _unpacked(connection.execute(read, (number,)).fetchone()[0]) for number in ids
    }


def _holding(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """In how many of the rows each term stands."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(" ".join(row).split()))
    return counts


def _numbers(terms: Sequence[str]) -> NDArray[np.uint64]:
    """The numbers of terms: two checksums side by side, for of one alone some terms of a large archive have the same."""
    coded = list(map(str.encode, terms))
    high, low = (np.fromiter(map(sum_of, coded), np.uint64, len(coded)) for sum_of in (zlib.crc32, zlib.adler32))
    return high << np.uint64(32) | low


def joined(tallies: Sequence[Tally]) -> Tally:
    """What these tallies tell together; terms that stand in no row more are left out."""
    numbers, place = np.unique(np.concatenate([tally.numbers for tally in tallies]), return_inverse=True)
    rows = np.zeros((len(_TABLES), len(numbers)), np.int32)
    for line, total in enumerate(rows):
        np.add.at(total, place, np.concatenate([tally.rows[line] for tally in tallies]))
    left = rows.any(axis=0)
    return Tally(numbers[left], rows[:, left])


def _unpacked(packed: bytes) -> Tally:
    terms = len(packed) // 16
    return Tally(
        np.frombuffer(packed, np.uint64, terms), np.frombuffer(packed, np.int32, offset=8 * terms).reshape(2, terms)
    )


def rows_of(tallies: Tallies, table: Table, terms: Sequence[str]) -> list[int]:
    """In how many rows of a table each of some terms stands."""
    wanted, found = _numbers(terms), np.zeros(len(terms), np.int64)
    for numbers, rows in tallies.values():
        at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
        found += np.where(numbers[at] == wanted, rows[_TABLES.index(table)][at], 0)
    return list(map(int, found))


def pool_of(connection: sqlite3.Connection, tallies: Tallies, table: Table, chosen: Sequence[str]) -> str | None:
    """What FTS5 is asked for a pool of candidates: any of the rarest of some terms, so many that some `_SCORED` rows
    are scored; None without a term.

    What ranks first holds the rare terms; those that half of all rows have cost the most and tell the least. Where even
    the rarest stands in very many rows, those with a second one are enough, if there are any.
    """
    known = sorted(
        (count, term) for count, term in zip(rows_of(tallies, table, chosen), chosen, strict=True) if count > 0
    )
    if len(known) > 1 and known[0][0] > _COMMON:
        both = " AND ".join(quoted(term) for _, term in known[:2])
        if connection.execute(f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT 1", (both,)).fetchone():
            return both
    rows, kept = 0, list[str]()
    for count, term in known:
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
