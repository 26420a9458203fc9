"""Ruled tables of a PDF: pdfplumber finds the cells by the lines that are drawn, pdfium's characters fill them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import msgspec
import pdfplumber

from ingest.readers.columns import rows_of
from ingest.readers.pdf_page import Letters
from ingest.readers.sheets import Grid, Writer, joint

__all__ = ["Cells", "cells_of", "filled"]

_RAISED: Final = 0.3  # in widths of a character: its middle is above its base
_MOST_CELLS: Final = 5_000  # a page of squared paper is no table


class Cells(msgspec.Struct):
    """The cells of a table on a page: (left, top, right, bottom) a cell, row by row, and the edges of its columns."""

    box: tuple[float, float, float, float]
    columns: tuple[float, ...]
    rows: list[list[tuple[float, float, float, float]]]

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is within the table."""
        left, top, right, bottom = self.box
        return left <= x <= right and top <= y <= bottom


def cells_of(content: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, list[Cells]]]:
    """The tables on the pages of these numbers (from 1), page by page."""
    with pdfplumber.open(BytesIO(content), pages=list(numbers), password="") as document:
        for page in document.pages:
            yield page.page_number, [cells for table in page.find_tables() if (cells := _cells(table, page))]
            page.close()


def _cells(table: Any, page: Any) -> Cells | None:
    """A table's cells from the corner of what is shown of the page; None for a frame around text."""
    if len(table.cells) > _MOST_CELLS:
        return None
    x, y = page.cropbox[0], page.cropbox[1]
    rows = []
    for row in table.rows:
        cells = [(c[0] - x, c[1] - y, c[2] - x, c[3] - y) for c in row.cells if c]
        rows.append(cells)
    lefts = sorted({round(cell[0]) for row in rows for cell in row})
    columns = [left for left, before in zip(lefts, [-10.0, *lefts], strict=False) if left - before > 3]
    if len(columns) < 2 or not any(len(row) > 1 for row in rows):
        return None
    left, top, right, bottom = table.bbox
    return Cells((left - x, top - y, right - x, bottom - y), tuple(columns), rows)


def filled(letters: Letters, tables: Sequence[Cells]) -> list[Grid]:
    """The tables with the words that stand in their cells."""
    writers = [[[Writer() for _ in row] for row in table.rows] for table in tables]
    tops = [[min((cell[1] for cell in row), default=table.box[3]) for row in table.rows] for table in tables]
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


def _row(
    table: Cells, cells: Sequence[tuple[float, float, float, float]], writers: Sequence[Writer]
) -> tuple[str, ...]:
    """A text a column: a cell that spans several stands in its first."""
    texts = [""] * len(table.columns)
    for cell, writer in zip(cells, writers, strict=True):
        writer.close()
        column = max(bisect_right(table.columns, round(cell[0]) + 3) - 1, 0)
        texts[column] += _words(writer)
    return tuple(texts)


def _words(writer: Writer) -> str:
    words = ""
    for line in rows_of(writer.fragments):
        for piece in line:
            words += joint(words, piece.text) + piece.text
    return words.strip()
