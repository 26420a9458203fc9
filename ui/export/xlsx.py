"""An Excel workbook: the list with a frozen head and filters, and a sheet that says where each row comes from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter

from corpus.errors import BadRequest
from corpus.messages import message
from ui.export.columns import SOURCES, Column, columns_of, heads, row
from ui.export.entry import Entry
from ui.export.options import Options, checked_words
from ui.export.table import put
from ui.plain import shorten

__all__ = ["write"]

_MOST_ROWS: Final = 1_048_575  # of a sheet, its head not counted


def write(entries: Sequence[Entry], options: Options) -> bytes:
    """The workbook. Raises `BadRequest` for more tasks than a sheet has rows."""
    if len(entries) > _MOST_ROWS:
        raise BadRequest("exports.too_many_rows", count=len(entries), most=_MOST_ROWS)
    out = io.BytesIO()
    settings = {
        "in_memory": True,
        # Words of documents are words: `=1+1` stays as it is written, an address is no link.
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, settings) as book:
        made_by = message("exports.made_by", options.language)
        book.set_properties({"title": shorten(options.heading, 255), "comments": made_by})
        styles = _styles(book)
        for name, columns in (("sheet_tasks", columns_of(options.layout, options.columns)), ("sheet_sources", SOURCES)):
            sheet = book.add_worksheet(message(f"exports.{name}", options.language))
            _fill(sheet, styles, columns, entries, options)
        if options.checked:
            sheet = book.add_worksheet(message("exports.sheet_checked", options.language))
            sheet.set_column(0, 0, 100)
            for at, words in enumerate(checked_words(entries, options)):
                sheet.write_string(at, 0, words, styles["text"])
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    common = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({**common, "bold": True, "bg_color": "#DDE6F0", "align": "center"}),
        "text": book.add_format(common),
        "date": book.add_format({**common, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _fill(
    sheet: Any, styles: dict[str, Any], columns: tuple[Column, ...], entries: Sequence[Entry], options: Options
) -> None:
    for at, (column, head) in enumerate(zip(columns, heads(columns, options.language), strict=True)):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, head, styles["head"])
    for index, entry in enumerate(entries, 1):
        for at, cell in enumerate(row(columns, index, entry, options.language)):
            put(sheet, index, at, cell, styles["text"], styles["date"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(entries), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
