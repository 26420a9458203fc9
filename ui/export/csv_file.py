"""Comma-separated values that a spreadsheet opens as text: UTF-8 with a byte order mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from corpus.messages import message
from ui.export.columns import Cell, columns_of, heads, row
from ui.export.entry import Entry
from ui.export.options import Options, checked_cells
from ui.plain import one_line

__all__ = ["neutral", "write", "write_rows"]

# A cell that begins so is computed by spreadsheets (`=1+1`, `@SUM(…)`, `-2+3`; full-width forms by Asian versions).
_FORMULA: Final = tuple("=+-@\t\r＝＋－＠")


def neutral(words: str) -> str:
    """`words` in a form that no spreadsheet computes: an apostrophe goes before what would begin a formula."""
    return f"'{words}" if words.lstrip().startswith(_FORMULA) else words


def write(entries: Sequence[Entry], options: Options) -> bytes:
    """The entries in the columns of the layout, one row each; lines end as RFC 4180 has it.

    How far the document of a task was checked is a column of its own, the last one, where that is to be said: a row
    stays a task, for a spreadsheet that sorts them and for a program that reads them.
    """
    columns = columns_of(options.layout, options.columns)
    known = checked_cells(options)
    more = [message("exports.column_checked", options.language)] if known else []
    rows = (
        [*row(columns, index, entry, options.language), *([known.get(entry.task.doc, "")] if known else [])]
        for index, entry in enumerate(entries, 1)
    )
    return write_rows([*heads(columns, options.language), *more], rows)


def write_rows(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table with its heads in the first line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(map(_cell, cells) for cells in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _cell(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return cell.isoformat()
    return neutral(one_line(cell)) if isinstance(cell, str) else cell
