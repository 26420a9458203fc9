"""Ruled tables of a PDF: pdfplumber makes cells of the lines that are drawn, pdfium's characters fill them.

Lines and characters both come from pdfium: pdfplumber's own reading of a page takes ten times as long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.readers.columns import rows_of
from ingest.readers.pdf_page import Letters, Rule
from ingest.readers.sheets import Grid, Writer, joint

__all__ = ["Cells", "cells_of", "filled"]

_RAISED: Final = 0.3  # in widths of a character: its middle is above its base
_NEAR: Final = 3.0  # points: rules that are this near to each other meet
_MOST_CROSSINGS: Final = 20_000  # a page of squared paper is no table


Box = tuple[float, float, float, float]  # left, top, right, bottom


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
    edges = _edges(rules)
    across = sum(edge["orientation"] == "h" for edge in edges)
    if across * (len(edges) - across) > _MOST_CROSSINGS:
        return []
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR, _NEAR))
    found = [made for part in cells_to_tables(cells) if (made := _cells(part))]
    return sorted(found, key=lambda made: made.box[1])


def _edges(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as pdfplumber has them, those that lie on one line joined."""
    edges = [
        {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
         "orientation": "h" if top == bottom else "v"}
        for x0, top, x1, bottom in rules
    ]  # fmt: skip
    joined: list[dict[str, Any]] = merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR) if edges else []
    closing = [edge for end in ("top", "bottom") if (edge := _closing(joined, end))]
    return merge_edges([*joined, *closing], _NEAR, _NEAR, _NEAR, _NEAR) if closing else joined


def _closing(edges: Sequence[dict[str, Any]], end: str) -> dict[str, Any] | None:
    """The rule that is missing where a row goes on over the end of the page: its sides end without one."""
    across = [edge["top"] for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    if not across or not down:
        return None
    at = max(edge[end] for edge in down) if end == "bottom" else min(edge[end] for edge in down)
    beyond = at - max(across) if end == "bottom" else min(across) - at
    sides = [edge["x0"] for edge in down if abs(edge[end] - at) <= _NEAR]
    if beyond <= _NEAR or len(sides) < 3:  # two sides without an end are a frame around text
        return None
    x0, x1 = min(sides), max(sides)
    return {"x0": x0, "x1": x1, "top": at, "bottom": at, "width": x1 - x0, "height": 0.0, "orientation": "h"}


def _cells(cells: Sequence[Box]) -> Cells | None:
    rows = [list(row) for _, row in groupby(sorted(cells, key=itemgetter(1, 0)), key=itemgetter(1))]
    lefts = sorted({cell[0] for row in rows for cell in row})
    columns = [left for left, before in zip(lefts, [-10.0, *lefts], strict=False) if left - before > _NEAR]
    if len(columns) < 2 or not any(len(row) > 1 for row in rows):
        return None
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return Cells(box, tuple(columns), rows)


def filled(letters: Letters, tables: Sequence[Cells]) -> list[Grid]:
    """The tables with the words that stand in their cells."""
    writers = [[[Writer() for _ in row] for row in cells.rows] for cells in tables]
    tops = [[row[0][1] for row in cells.rows] for cells in tables]
    last: Writer | None = None
    for index, char in enumerate(letters.text):
        if letters.is_space(char):
            if last:
                last.space(char, letters.made(index))
            continue
        if letters.is_nothing(char) or not (place := letters.place(index)):
            continue
        left, right, y = place
        found = _cell(tables, tops, (left + right) / 2, y - _RAISED * (right - left))
        if found:
            table, row, cell = found
            last = writers[table][row][cell]
            last.put(char, left, right, y)
    return [
        Grid(
            table.box[0], table.box[2], table.box[1], table.box[3], table.columns,
            [_row(table, cells, made) for cells, made in zip(table.rows, writing, strict=True)],
        )
        for table, writing in zip(tables, writers, strict=True)
    ]  # fmt: skip


def _cell(tables: Sequence[Cells], tops: Sequence[Sequence[float]], x: float, y: float) -> tuple[int, int, int] | None:
    for number, table in enumerate(tables):
        if not table.holds(x, y):
            continue
        # The row above may reach down to here, where its cell spans several rows.
        for row in range(bisect_right(tops[number], y) - 1, -1, -1):
            for at, (left, top, right, bottom) in enumerate(table.rows[row]):
                if left <= x <= right and top <= y <= bottom:
                    return number, row, at
        return None
    return None


def _row(table: Cells, cells: Sequence[Box], writers: Sequence[Writer]) -> tuple[str, ...]:
    """A text a column: a cell that spans several stands in its first."""
    texts = [""] * len(table.columns)
    for cell, writer in zip(cells, writers, strict=True):
        writer.close()
        column = max(bisect_right(table.columns, cell[0] + _NEAR) - 1, 0)
        texts[column] += _words(writer)
    return tuple(texts)


def _words(writer: Writer) -> str:
    words = ""
    for line in rows_of(writer.fragments):
        end = line[0].x0
        for piece in line:
            if piece.x0 < end - 0.5 * piece.size and words.endswith(piece.text):
                continue  # drawn a second time over itself, to look bold
            words += joint(words, piece.text) + piece.text
            end = piece.x1
    return words.strip()
