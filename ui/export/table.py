"""A plain table as an Excel workbook: a cell is words, whatever they look like, a number or a day."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from ui.plain import one_line, shorten

__all__ = ["put", "write_table"]

_LONGEST: Final = 32_767  # characters of a cell
_FIRST_YEAR: Final = 1900  # Excel knows no day before
_DAY: Final = "yyyy-mm-dd"
_WIDEST: Final = 50  # Latin characters


def write_table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str | float | date]]) -> bytes:
    """A workbook with one sheet: a frozen head with filters, and the rows."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, settings) as book:
        sheet = book.add_worksheet(shorten(name, 31))
        bold, common = book.add_format({"bold": True}), {"text_wrap": True, "valign": "top"}
        text, day = book.add_format(common), book.add_format({**common, "num_format": _DAY, "align": "left"})
        for at, head in enumerate(heads):
            widest = max((len(str(row[at])) for row in rows), default=0)
            sheet.set_column(at, at, min(max(2 * len(head), 2 * widest, 8), _WIDEST))
            sheet.write_string(0, at, head, bold)
        for index, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                put(sheet, index, at, cell, text, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    return out.getvalue()


def put(sheet: Any, index: int, at: int, cell: str | float | date, text: Any, day: Any) -> None:
    """Write a cell in one of two formats, that of words and numbers or that of days; no words are ever a formula."""
    if isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(index, at, datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, int | float):
        sheet.write_number(index, at, cell, text)
    elif cell:
        sheet.write_string(index, at, shorten(one_line(str(cell)), _LONGEST), text)
    else:
        sheet.write_blank(index, at, None, text)
