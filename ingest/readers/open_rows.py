"""Columns and rows of a table by the places of its words, where no rules tell them (ingest/readers/open_tables.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.readers.ruled import words_of
from ingest.readers.sheets import Fragment

__all__ = ["FREE", "Columns", "Row", "Span", "split"]

FREE: Final = 1.5  # points: the least gap between two columns
_LEADING: Final = 1.25  # in distances of lines within a cell: what is further apart are two rows
_ROOM: Final = 2.5  # in sizes of a character: a line that ends further from the next column was not broken by its width
_NUMBER: Final = re.compile(r"[(（]?\d{1,3}[)）.、]?")

Row = list[Fragment]  # the pieces of a line from the left
Span = tuple[float, float]


class Columns:
    """Columns by the gaps between them, that words of the table narrow down: `free` are stretches, a list a gap.

    `size` is that of the characters of the head; `centred` says that the cells of a row have their middles at one height.
    """

    def __init__(self, free: Sequence[Sequence[Span]], size: float) -> None:
        self.free, self.size = list(free), size
        self.centred = False

    def hold(self, lines: Iterable[Row]) -> bool:
        """Take lines into the table; False where one runs over a gap, which is left as it was."""
        free = self.free
        for line in lines:
            for piece in line:
                free = [_less(stretches, piece) if piece.x1 > stretches[0][0] and piece.x0 < stretches[-1][1] else stretches
                        for stretches in free]  # fmt: skip
                if not all(free):
                    return False
        self.free = free
        return True

    def places(self) -> list[float]:
        """The left edges of all columns but the first."""
        return [widest[1] for widest in (max(stretches, key=lambda s: s[1] - s[0]) for stretches in self.free)]

    def parts(self, lines: Iterable[Row]) -> list[list[Fragment]]:
        """What stands in each column."""
        cells: list[list[Fragment]] = [[] for _ in range(len(self.free) + 1)]
        places = self.places()
        for line in lines:
            for piece in line:
                cells[sum(place <= piece.x0 + 0.25 * piece.size for place in places)].append(piece)
        return cells

    def cells(self, lines: Iterable[Row]) -> tuple[str, ...]:
        """The words in each column."""
        return tuple(map(words_of, self.parts(lines)))


def _less(stretches: Sequence[Span], piece: Fragment) -> list[Span]:
    left = [part for a, b in stretches for part in ((a, min(b, piece.x0)), (max(a, piece.x1), b))]
    return [(a, b) for a, b in left if b - a >= FREE]


def split(lines: Sequence[Row], columns: Columns, *, ruled: bool) -> list[list[Row]]:
    """The rows of lines that no rule parts; `ruled` where rules part the rows of the table, and few stand between two."""
    rows = _by_distance(lines, columns)
    # Lines nearer than a character is high are of two columns: their cells have their middles at one height.
    columns.centred |= any(b[0].y - a[0].y < 0.9 * columns.size for a, b in pairwise(lines))
    if _are_rows(lines, columns):
        return [[line] for line in lines]
    if ruled and not all(sum(map(bool, columns.parts(row))) > 1 for row in rows):
        return [list(lines)]
    if ruled:
        return rows
    return [part for row in rows for part in _by_first(row, columns, numbered=len(rows) > 1)]


def _are_rows(lines: Sequence[Row], columns: Columns) -> bool:
    """Whether each line is a row: all fill the same columns, and none has so little room left that it would go on below."""
    cells = [columns.parts([line]) for line in lines]
    filled = [tuple(map(bool, row[1:])) for row in cells]  # over the first column a cell may go on
    full = any(
        max(piece.x1 for piece in cell) > place - _ROOM * columns.size
        for row in cells
        for cell, place in zip(row, columns.places(), strict=False)
        if cell
    )
    return len(set(filled)) == 1 and sum(filled[0]) > 1 and not full


def _by_distance(lines: Sequence[Row], columns: Columns) -> list[list[Row]]:
    """Rows that overlap in no column's cells: a cell ends where the next line of its column is further away."""
    heights = [sorted({piece.y for piece in cell}) for cell in columns.parts(lines)]
    steps = [b - a for column in heights for a, b in pairwise(column)]
    size = median(line[0].size for line in lines)
    within = [step for step in steps if step < 2.2 * size]
    least = min(within, default=1.5 * size)
    blocks: list[Span] = []
    for column in heights:
        for at, y in enumerate(column):
            if at and y - column[at - 1] <= _LEADING * least:
                blocks[-1] = (blocks[-1][0], y)
            else:
                blocks.append((y, y))
    ends: list[float] = []  # of the rows
    for top, bottom in sorted(blocks):
        if ends and top <= ends[-1] + 0.5 * size:
            ends[-1] = max(ends[-1], bottom)
        else:
            ends.append(bottom)
    rows: list[list[Row]] = [[] for _ in ends]
    for line in lines:
        rows[sum(end < line[0].y for end in ends)].append(line)
    return [row for row in rows if row]


def _by_first(lines: Sequence[Row], columns: Columns, *, numbered: bool) -> list[list[Row]]:
    """Rows that begin where the first column has words, `numbered`: a number, as where all distances are the same.

    Where cells are centred by their height a row reaches as far below the words of its first cell as above them.
    """
    cells = [columns.cells([line]) for line in lines]
    firsts = [bool(_NUMBER.fullmatch(row[0]) if numbered else row[0] and any(row[1:])) for row in cells]
    if sum(firsts) < 2:
        return [list(lines)]
    rows: list[list[Row]] = []
    bottom = float("-inf")  # of the row, where cells are centred
    for at, line in enumerate(lines):
        y = line[0].y
        if columns.centred and y > bottom + 0.3 * columns.size:
            rows.append([])
            middle = next((lines[n][0].y for n in range(at, len(lines)) if firsts[n]), y)
            bottom = max(2 * middle - y, y)
        elif not columns.centred and (firsts[at] or not rows):
            rows.append([])
        rows[-1].append(line)
    return rows
