"""A cell that spans rows holds for each of them, whatever the file: in DOCX, web pages, PDF, OFD and pictures."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document

from ingest.pipeline import read_document
from ingest.readers import read_content
from ocr_report import pictures
from office_maker import OfdSheets
from pdf_maker import Sheets
from test_reader_ocr import whole

HEAD = ("序号", "重点任务", "责任单位", "完成时限")
# The third and fourth cell of the first row span two rows, then each row has its own, and an empty cell is empty.
CELLS = (
    ("1", "完成河道清淤35公里。", "市水务局", "2021年6月底前"),
    ("2", "植树200亩。", None, None),
    ("3", "建成公园12个。", "市园林局", "2021年12月底前"),
)
BODIES = [["市水务局"], ["市水务局"], ["市园林局"]]
DUE = ["2021-06-30", "2021-06-30", "2021-12-31"]


def word() -> bytes:
    document = Document()
    table = document.add_table(len(CELLS) + 1, 4)
    for at, row in enumerate((HEAD, *CELLS)):
        for column, words in enumerate(row):
            table.cell(at, column).text = words or ""
    for column in (2, 3):
        words = table.cell(1, column).text
        table.cell(1, column).merge(table.cell(2, column)).text = words
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def page() -> bytes:
    rows = []
    for at, row in enumerate((HEAD, *CELLS)):
        cells = (
            f"<td{' rowspan=2' * (at == 1 and column > 1)}>{words}</td>" for column, words in enumerate(row) if words
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><body><div id='UCAP-CONTENT'><table>{''.join(rows)}</table></div></body></html>".encode()


def drawn(sheets: Sheets) -> bytes:
    """The table with its rules, on a page."""
    widths, height = (40, 200, 110, 90), 30
    left, top = sheets.left, sheets.y
    for at, row in enumerate((HEAD, *CELLS)):
        x = left
        for words, width in zip(row, widths, strict=True):
            if words is not None:
                rows = 2 if at == 1 and x > left + 200 else 1
                sheets.canvas.rect(x, top - (at + rows) * height, width, rows * height, stroke=1, fill=0)
                sheets.draw(words, x + 4, top - at * height - rows * height / 2 - 4, 10.5)
            x += width
    return sheets.done()


def picture() -> bytes:
    return whole(pictures(drawn(Sheets(foot="")))[0].crop((0, 0, 1654, 800)))


MAKERS: dict[str, Callable[[], bytes]] = {
    "a.docx": word,
    "a.html": page,
    "a.pdf": lambda: drawn(Sheets()),
    "a.ofd": lambda: drawn(OfdSheets()),
    "a.png": picture,
}


@pytest.mark.parametrize("name", MAKERS)
def test_the_body_and_the_time_of_a_cell_that_spans_rows(name: str) -> None:
    text = read_content(MAKERS[name](), name).text
    assert text.splitlines() == ["\t".join(cell or "" for cell in row) for row in (HEAD, *CELLS)]
    tasks = read_document(text, name=name).tasks
    assert [[body.name for body in task.bodies] for task in tasks] == BODIES
    assert [str(task.deadlines[0].due) for task in tasks] == DUE
