"""The 对照表 and the matrix as a workbook or a Word document."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from corpus.messages import Language, message
from ui.plain import one_line, shorten

__all__ = ["Sheet", "as_docx", "as_xlsx"]

_LONGEST: Final = 32_767  # characters of a cell
_LINE: Final = 15  # points: a line of a row
_HIGHEST: Final = 405  # points: no row is higher
_TINTS: Final = {"bad": "#F8D7DA", "good": "#DDF0DD", "open": "#FFF3CD"}
_TITLE_FACE, _TEXT_FACE = "方正小标宋简体", "仿宋"  # of official documents (GB/T 9704)


class Sheet:
    """A table to be written: its name, heads, widths (against each other) and lines; a tint a line ("" for none).

    A cell may hold several lines.
    """

    def __init__(
        self, name: str, heads: Sequence[str], widths: Sequence[int], lines: Sequence[Sequence[str]],
        tints: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.name, self.heads, self.widths, self.lines = name, list(heads), list(widths), list(lines)
        self.tints = list(tints) or [""] * len(self.lines)


def as_xlsx(title: str, sheets: Sequence[Sheet], language: Language) -> bytes:
    """A workbook with a sheet a table. Words of documents stay words: no formula, no link."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, settings) as book:
        book.set_properties({"title": shorten(title, 255), "comments": message("compare.made_by", language)})
        common = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
        head = book.add_format({**common, "bold": True, "bg_color": "#DDE6F0", "align": "center"})
        styles = {"": book.add_format(common)}
        styles |= {name: book.add_format({**common, "bg_color": colour}) for name, colour in _TINTS.items()}
        for table in sheets:
            _fill(book.add_worksheet(shorten(table.name, 31)), table, head, styles)
    return out.getvalue()


def _fill(sheet: Any, table: Sheet, head: Any, styles: dict[str, Any]) -> None:
    for at, (name, width) in enumerate(zip(table.heads, table.widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, one_line(name), head)
    # Programs that do not fit rows to wrapped words on opening would show one line of each.
    for number, line in enumerate((table.heads, *table.lines)):
        lines = max(
            sum(-(-_wide(words) // width) for words in cell.split("\n"))
            for cell, width in zip(line, table.widths, strict=True)
        )
        sheet.set_row(number, min(max(lines, 1) * _LINE, _HIGHEST))
    for number, (line, tint) in enumerate(zip(table.lines, table.tints, strict=True), 1):
        for at, cell in enumerate(line):
            words = "\n".join(map(one_line, cell.split("\n")))
            sheet.write_string(number, at, words[:_LONGEST], styles[tint])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.lines), 1), len(table.heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _wide(words: str) -> int:
    """The width in the digits that a column is measured by, with a little room: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in words) + 2


def as_docx(title: str, summary: str, sheets: Sequence[Sheet], language: Language) -> bytes:
    """A Word document, landscape, with a table after the other."""
    paper = docx.Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    paper.core_properties.author = "duban"
    heading = paper.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(heading, title, _TITLE_FACE, 18)
    _write(paper.add_paragraph(), summary, _TEXT_FACE, 12)
    for table in sheets:
        _write(paper.add_paragraph(), table.name, _TITLE_FACE, 14)
        grid = paper.add_table(rows=1 + len(table.lines), cols=len(table.heads))
        grid.style = "Table Grid"
        grid.autofit = False
        share = Mm(261) / sum(table.widths)
        # Word goes by the cells' widths, other programs by the columns'.
        for column, width in zip(grid.columns, table.widths, strict=True):
            column.width = int(width * share)
        # All cells are taken at once: `row.cells` walks the table anew on every call.
        places = iter(grid._cells)
        for line in (table.heads, *table.lines):
            for width, words in zip(table.widths, line, strict=True):
                place = next(places)
                place.width = int(width * share)
                first, *others = words.split("\n")
                _write(place.paragraphs[0], first, _TEXT_FACE, 10.5)
                for other in others:
                    _write(place.add_paragraph(), other, _TEXT_FACE, 10.5)
        # The heads stand on every page, and no row is torn in two.
        for number, row in enumerate(grid._tbl.tr_lst):
            settings = row.get_or_add_trPr()
            settings.append(OxmlElement("w:cantSplit"))
            if number == 0:
                settings.append(OxmlElement("w:tblHeader"))
        for run in (run for cell in grid.rows[0].cells for run in cell.paragraphs[0].runs):
            run.bold = True
    _write(paper.add_paragraph(), message("compare.made_by", language), _TEXT_FACE, 9)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _write(paragraph: Any, words: str, face: str, size: float) -> None:
    run = paragraph.add_run(one_line(words))
    run.font.name = face
    run.font.size = Pt(size)
    # The name alone sets the Latin face; Chinese characters take theirs from w:eastAsia.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
