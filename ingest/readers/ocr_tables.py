"""Tables on pictures: rules are found by their shape, and the recognised words put into the cells they form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec

from ingest.readers import page_tables
from ingest.readers.open_tables import OpenTable
from ingest.readers.ruled import Box, Cells, Rule, cell_at, grid_of
from ingest.readers.sheets import Fragment, Grid

__all__ = ["WIDE", "Found", "in_tables", "tables_of"]

WIDE: Final = 600.0  # a page is taken to be so many points wide
_SHORTEST: Final = 40  # a rule is longer than this part of the width
_STRAIGHT: Final = 8  # a rule is so many times as long as thick
_MARGIN: Final = 0.5  # of the height of a line: what is less within a cell is only the margin of its box


class Found(msgspec.Struct, frozen=True):
    """A recognised line: its box in points, its words, how sure they are (0 to 1)."""

    box: Box
    words: str
    sure: float


def tables_of(
    picture: Any, lines: Sequence[Found], fragment: Callable[[Found], Fragment]
) -> tuple[list[Cells], list[OpenTable]]:
    """The ruled tables on a picture (an array of height x width x 3), and those with rules across only.

    `lines` are what was found on it, `fragment` makes lines of a page of them. Strokes of the letters of a red head are
    as long as rules, but what they form stands within a line.
    """
    import cv2

    length = max(picture.shape[1] // _SHORTEST, 8)
    scale = WIDE / picture.shape[1]
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    rules = [rule for across in (True, False) for rule in _rules(cv2, dark, length, across=across)]
    placed = [(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in rules]
    ruled, found = page_tables.tables_of(placed, WIDE, lambda: list(map(fragment, lines)))
    return [table for table in ruled if not any(_holds(line.box, table.box) for line in lines)], found


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _rules(cv2: Any, dark: Any, length: int, *, across: bool) -> Iterator[Rule]:
    """Straight lines: what is left of the dark when everything is taken away that is shorter."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if across else (1, length))
    left = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    for x, y, wide, high, _ in cv2.connectedComponentsWithStats(left)[2][1:].tolist():
        if across and wide >= _STRAIGHT * high:
            yield x, y + high / 2, x + wide, y + high / 2
        elif not across and high >= _STRAIGHT * wide:
            yield x + wide / 2, y, x + wide / 2, y + high


def in_tables(
    tables: Sequence[Cells], lines: Sequence[Found], read: Callable[[Box], Found | None], fragment: Callable[[Found], Fragment]
) -> tuple[list[Grid], list[Found]]:  # fmt: skip
    """The tables with their words, and the lines outside of them.

    A line that was found across several cells is read anew in each of them, by `read`; `fragment` makes a line of a
    page of what was found.
    """
    filled: list[list[list[list[Fragment]]]] = [[[[] for _ in row] for row in table.rows] for table in tables]
    outside: list[Found] = []
    for line in lines:
        left, top, right, bottom = line.box
        middle = (top + bottom) / 2
        if not any(table.holds((left + right) / 2, middle) for table in tables):
            outside.append(line)
            continue
        for part in _parts(tables, line, read):
            at = cell_at(tables, (part.box[0] + part.box[2]) / 2, middle)
            if at:
                filled[at[0]][at[1]][at[2]].append(fragment(part))
    return [grid_of(table, rows) for table, rows in zip(tables, filled, strict=True)], outside


def _parts(tables: Sequence[Cells], line: Found, read: Callable[[Box], Found | None]) -> Iterator[Found]:
    left, top, right, bottom = line.box
    margin = _MARGIN * (bottom - top)
    edges = sorted(
        {
            edge
            for table in tables
            for row in table.rows
            for cell in row
            if cell[1] <= (top + bottom) / 2 <= cell[3]
            for edge in (cell[0], cell[2])
            if left + margin < edge < right - margin
        }
    )
    if not edges:
        yield line
        return
    for x0, x1 in zip([left, *edges], [*edges, right], strict=True):
        if part := read((x0, top, x1, bottom)):
            yield part
