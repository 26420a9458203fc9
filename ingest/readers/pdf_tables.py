"""Ruled tables of a PDF, filled with pdfium's characters: one that a line of the page cuts goes to its own cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.readers.pdf_page import Letters
from ingest.readers.ruled import Cells, cell_at, grid_of
from ingest.readers.sheets import Grid, Writer

__all__ = ["filled"]

_RAISED: Final = 0.3  # in widths of a character: its middle is above its base


def filled(letters: Letters, tables: Sequence[Cells]) -> list[Grid]:
    """The tables with the words that stand in their cells."""
    writers = [[[Writer() for _ in row] for row in table.rows] for table in tables]
    last: Writer | None = None
    for index, char in enumerate(letters.text):
        if letters.is_space(char):
            if last:
                last.space(char, letters.made(index))
            continue
        if letters.is_nothing(char) or not (place := letters.place(index)):
            continue
        left, right, y = place
        found = cell_at(tables, (left + right) / 2, y - _RAISED * (right - left))
        if found:
            number, row, cell = found
            last = writers[number][row][cell]
            last.put(char, left, right, y)
    return [
        grid_of(table, [[writer.closed() for writer in row] for row in made])
        for table, made in zip(tables, writers, strict=True)
    ]
