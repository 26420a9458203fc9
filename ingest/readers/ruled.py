"""Ruled tables: cells of the lines that are drawn, whatever drew them, and the words that stand in the cells.

Places are in points (a page is about 600 wide); pdfplumber's arithmetic makes cells of lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec

from ingest.readers.columns import rows_of
from ingest.readers.sheets import Fragment, Grid, joint

__all__ = ["Box", "Cells", "Rule", "cell_at", "cells_of", "grid_of", "words_of"]

_NEAR: Final = 3.0  # points: rules that are this near to each other meet
_MOST_CROSSINGS: Final = 20_000  # a page of squared paper is no table
_MOST_ROWS: Final = 400
_CLOSED: Final = 0.99  # of the area of a table: its cells fill it

Box = tuple[float, float, float, float]  # left, top, right, bottom
Rule = tuple[float, float, float, float]  # x and y of a straight line, from left to right or from the top down


class Cells(msgspec.Struct):
    """The cells of a table on a page: row by row, the left edges of its columns, its extent."""

    box: Box
    columns: tuple[float, ...]
    rows: list[list[Box]]

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is within the table."""
        left, top, right, bottom = self.box
        return left <= x <= right and top <= y <= bottom


def cells_of(rules: Sequence[Rule]) -> list[Cells]:
    """The tables that the rules of a page form, from the top down; a frame around text is none."""
    # Imported where a page has rules: it brings the whole of pdfminer.
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

    edges = _edges(rules)
    across = sum(edge["orientation"] == "h" for edge in edges)
    if across * (len(edges) - across) > _MOST_CROSSINGS:
        return []
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR, _NEAR))
    found = [made for part in cells_to_tables(cells) if (made := _cells(part))]
    return sorted(found, key=lambda made: made.box[1])


def _edges(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as pdfplumber has them, those that lie on one line joined."""
    from pdfplumber.table import merge_edges

    edges = [
        {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
         "orientation": "h" if top == bottom else "v"}
        for x0, top, x1, bottom in rules
    ]  # fmt: skip
    joined: list[dict[str, Any]] = merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR) if edges else []
    closing = [edge for end in ("top", "bottom") if (edge := _closing(joined, end))]
    closing += _sides([*joined, *closing])
    return merge_edges([*joined, *closing], _NEAR, _NEAR, _NEAR, _NEAR) if closing else joined


def _closing(edges: Sequence[dict[str, Any]], end: str) -> dict[str, Any] | None:
    """The rule that is missing above or below: a row goes on over the end of the page, or the table has no frame."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    if not across or not down:
        return None
    at = max(edge[end] for edge in down) if end == "bottom" else min(edge[end] for edge in down)
    last = max(across, key=lambda edge: edge["top"] if end == "bottom" else -edge["top"])
    beyond = at - last["top"] if end == "bottom" else last["top"] - at
    sides = [edge["x0"] for edge in down if abs(edge[end] - at) <= _NEAR]
    if beyond <= _NEAR or len(sides) < 3:  # two sides without an end are a frame around text
        return None
    x0, x1 = min(*sides, last["x0"]), max(*sides, last["x1"])
    return {"x0": x0, "x1": x1, "top": at, "bottom": at, "width": x1 - x0, "height": 0.0, "orientation": "h"}


def _sides(edges: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rules that are missing to the left and right of a table that is open there.

    They run along the ends of rules across, between two that begin and end alike and are joined by a rule down.
    """
    across = sorted((edge for edge in edges if edge["orientation"] == "h"), key=itemgetter("top"))
    down = [edge for edge in edges if edge["orientation"] == "v"]
    for at, above in enumerate(across if len(across) <= _MOST_ROWS else ()):
        below = next((edge for edge in across[at + 1 :] if _alike(above, edge)), None)
        if below is None or not any(
            above["x0"] - _NEAR <= edge["x0"] <= above["x1"] + _NEAR
            and edge["top"] <= above["top"] + _NEAR
            and edge["bottom"] >= below["top"] - _NEAR
            for edge in down
        ):
            continue
        top, bottom = above["top"], below["top"]
        for x in (above["x0"], above["x1"]):
            yield {
                "x0": x,
                "x1": x,
                "top": top,
                "bottom": bottom,
                "width": 0.0,
                "height": bottom - top,
                "orientation": "v",
            }


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(abs(one["x0"] - other["x0"]) <= _NEAR and abs(one["x1"] - other["x1"]) <= _NEAR)


def _cells(cells: Sequence[Box]) -> Cells | None:
    rows = [list(row) for _, row in groupby(sorted(cells, key=itemgetter(1, 0)), key=itemgetter(1))]
    lefts = sorted({cell[0] for row in rows for cell in row})
    columns = [left for left, before in zip(lefts, [-10.0, *lefts], strict=False) if left - before > _NEAR]
    if len(columns) < 2 or not any(len(row) > 1 for row in rows):
        return None
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return Cells(box, tuple(columns), _completed(rows, columns, box))


def _completed(rows: list[list[Box]], columns: Sequence[float], box: Box) -> list[list[Box]]:
    """The rows with the cells that are not closed, since a scan has lost a part of a rule: words there would be lost."""
    cells = [cell for row in rows for cell in row]
    left, top, right, bottom = box
    if sum((c[2] - c[0]) * (c[3] - c[1]) for c in cells) > _CLOSED * (right - left) * (bottom - top):
        return rows
    across = list(zip(columns, [*columns[1:], right], strict=True))
    tops = [row[0][1] for row in rows]
    down = list(zip(tops, [*tops[1:], bottom], strict=True))
    middles = [sum(side) / 2 for side in across], [sum(side) / 2 for side in down]
    held = [[False] * len(across) for _ in rows]
    for x0, y0, x1, y1 in cells:
        first, last = bisect_left(middles[0], x0), bisect_right(middles[0], x1)
        for places in held[bisect_left(middles[1], y0) : bisect_right(middles[1], y1)]:
            places[first:last] = [True] * (last - first)
    return [
        sorted([*row, *((x0, y0, x1, y1) for (x0, x1), there in zip(across, places, strict=True) if not there)])
        for row, (y0, y1), places in zip(rows, down, held, strict=True)
    ]


def cell_at(tables: Sequence[Cells], x: float, y: float) -> tuple[int, int, int] | None:
    """Table, row and cell in which a place is; None outside of all."""
    for number, table in enumerate(tables):
        if not table.holds(x, y):
            continue
        # The row above may reach down to here, where its cell spans several rows.
        for row in range(bisect_right(table.rows, y, key=_top) - 1, -1, -1):
            for at, (left, top, right, bottom) in enumerate(table.rows[row]):
                if left <= x <= right and top <= y <= bottom:
                    return number, row, at
        return None
    return None


def _top(row: Sequence[Box]) -> float:
    return row[0][1]


def grid_of(table: Cells, contents: Sequence[Sequence[Sequence[Fragment]]]) -> Grid:
    """A table with what stands in its cells, row by row."""
    left, top, right, bottom = table.box
    rows = [_row(table, cells, row) for cells, row in zip(table.rows, contents, strict=True)]
    return Grid(left, right, top, bottom, table.columns, rows)


def _row(table: Cells, cells: Sequence[Box], contents: Sequence[Sequence[Fragment]]) -> tuple[str, ...]:
    """A text a column: a cell that spans several stands in its first."""
    texts = [""] * len(table.columns)
    for cell, content in zip(cells, contents, strict=True):
        column = max(bisect_right(table.columns, cell[0] + _NEAR) - 1, 0)
        texts[column] += words_of(content)
    return tuple(texts)


def words_of(content: Sequence[Fragment]) -> str:
    """What stands in a cell, its lines joined."""
    words = ""
    for line in rows_of(content):
        end = line[0].x0
        for piece in line:
            if piece.x0 < end - 0.5 * piece.size and words.endswith(piece.text):
                continue  # drawn a second time over itself, to look bold
            words += joint(words, piece.text) + piece.text
            end = piece.x1
    return words.strip()
