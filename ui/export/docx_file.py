"""A Word document with one table, ready for circulation: landscape, its head repeated on every page."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Row
from docx.text.run import Run

from corpus.messages import message
from ui.export.columns import LAYOUTS, Cell, Column, columns_of, heads, row
from ui.export.entry import Entry
from ui.export.options import Options, checked_words
from ui.plain import one_line

__all__ = ["write"]

_PAGE: Final = (Mm(297), Mm(210))  # A4, landscape
_MARGIN: Final = Mm(18)
# The faces of official documents (GB/T 9704): programs that lack them fall back to their own song face.
_TITLE_FACE, _TEXT_FACE = "方正小标宋简体", "仿宋"
# Twenty columns do not fit a page of paper: what is circulated is the ledger unless a layout is asked for.
_FITTING: Final = 8


def write(entries: Sequence[Entry], options: Options) -> bytes:
    """The document. The layout `all` is too wide for paper and is written as the ledger."""
    columns = columns_of(options.layout, options.columns)
    if len(columns) > _FITTING:
        columns = LAYOUTS["ledger"]
    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    stamp = max((entry.written for entry in entries if entry.written), default=date(1970, 1, 1))
    paper.core_properties.created = datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC)
    paper.core_properties.author = "duban"
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write_run(title.add_run(one_line(options.heading) or message("exports.list", options.language)), _TITLE_FACE, 18)
    _fill(paper.add_table(rows=1, cols=len(columns), style="Table Grid"), columns, entries, options)
    closing = paper.add_paragraph()
    _write_run(closing.add_run(_sources(entries, options)), _TEXT_FACE, 9)
    for words in checked_words(entries, options):
        _write_run(paper.add_paragraph().add_run(words), _TEXT_FACE, 9)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _fill(table: Table, columns: tuple[Column, ...], entries: Sequence[Entry], options: Options) -> None:
    table.autofit = False
    share = (_PAGE[0] - 2 * _MARGIN) / sum(column.width for column in columns)
    widths = [int(column.width * share) for column in columns]
    head = table.rows[0]
    _repeat(head)
    _fill_row(head, widths, heads(columns, options.language), bold=True)
    add_row: Callable[[], _Row] = table.add_row  # python-docx leaves it untyped
    for index, entry in enumerate(entries, 1):
        _fill_row(add_row(), widths, row(columns, index, entry, options.language))


def _fill_row(line: _Row, widths: Sequence[int], cells: Sequence[Cell], *, bold: bool = False) -> None:
    for place, width, cell in zip(line.cells, widths, cells, strict=True):
        place.width = Emu(width)
        run = place.paragraphs[0].add_run(cell.isoformat() if isinstance(cell, date) else one_line(str(cell)))
        run.bold = bold
        _write_run(run, _TEXT_FACE, 10.5)


def _repeat(line: _Row) -> None:
    # python-docx has no call for it: w:tblHeader makes Word repeat a row on every page.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    line._tr.get_or_add_trPr().append(mark)


def _write_run(run: Run, face: str, size: float) -> None:
    run.font.name = face
    run.font.size = Pt(size)
    # The name alone sets the Latin face; Chinese characters take theirs from w:eastAsia.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _sources(entries: Sequence[Entry], options: Options) -> str:
    labels = dict.fromkeys(
        one_line(f"{entry.document}（{entry.number}）" if entry.number else entry.document) for entry in entries
    )
    return message("exports.sources", options.language, documents="；".join(labels))
