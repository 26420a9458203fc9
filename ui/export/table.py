"""A plain table as an Excel workbook: a cell is words, whatever they look like, or a number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter

from ui.plain import one_line, shorten

__all__ = ["write_table"]

_LONGEST: Final = 32_767  # characters of a cell
_WIDEST: Final = 50  # Latin characters


def write_table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str | float]]) -> bytes:
    """A workbook with one sheet: a frozen head with filters, and the rows."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, settings) as book:
        sheet = book.add_worksheet(shorten(name, 31))
        bold, text = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for at, head in enumerate(heads):
            widest = max((len(str(row[at])) for row in rows), default=0)
            sheet.set_column(at, at, min(max(2 * len(head), 2 * widest, 8), _WIDEST))
            sheet.write_string(0, at, head, bold)
        for index, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(index, at, shorten(one_line(cell), _LONGEST), text)
                else:
                    sheet.write_number(index, at, cell, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    return out.getvalue()
