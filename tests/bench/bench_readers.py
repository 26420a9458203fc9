"""Files to canonical text: pages of PDFs a second, with and without ruled tables, and recognition beside rapidocr alone;
and a folder of many files into an archive, its memory beside that of a quarter of them.

Run by `make bench` (`--size small` in `make test`). Times are processor times of this process, where the readers are
called directly; in use they run in a worker (ingest/readers/worker.py), whose start is measured beside.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the maker of PDFs stands with the tests

import pdfplumber
import pypdfium2
from docx import Document

import harness
from corpus.samples import sample_text
from ingest.readers import docx, ocr, pdf, read_content
from office_maker import word_of
from pdf_maker import Sheets, official

LINES = [line.strip() for line in sample_text().splitlines() if line.strip()]
HEAD = ("序号", "重点任务", "责任单位", "完成时限")


def plain(bench: harness.Bench, copies: int) -> None:
    """Pages of running text."""
    content = official(LINES * copies, head="汇编　第{}页")
    pages = len(pdf.decode(content, "warm.pdf").pages)
    took = harness.seconds(lambda: pdf.decode(content, "plain.pdf"))
    alone = pages / harness.seconds(lambda: _pdfium_alone(content))
    beside = f"{pages} pages; pypdfium2's text without layout {alone:.0f} pages/s"
    bench.at_least("plain pages of PDF", pages / took, 100, "pages/s", beside=beside)
    begun = time.perf_counter()
    read_content(content, "plain.pdf")
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    read_content(content, "plain.pdf")
    again = time.perf_counter() - begun
    bench.at_most("start of the worker", first - again, 2, "s", beside="once, wall clock", fails_at=10)


def ruled(bench: harness.Bench, rows: int) -> None:
    """Pages that are ruled tables."""
    sheets = Sheets()
    cells = [
        (str(n + 1), LINES[20 + n % 40][:80], "某省住房和城乡建设厅、财政厅", "2020年6月底前") for n in range(rows)
    ]
    sheets.table([HEAD, *cells], (40, 220, 100, 80), repeat=True)
    content = sheets.done()
    pages = len(pdf.decode(content, "warm.pdf").pages)
    took = harness.seconds(lambda: pdf.decode(content, "ruled.pdf"), times=2)
    few = min(pages, 8)
    alone = few / harness.seconds(lambda: _plumber_alone(content, few), times=1)
    beside = f"{pages} pages; pdfplumber's tables alone {alone:.0f} pages/s"
    bench.at_least("pages of ruled tables", pages / took, 20, "pages/s", beside=beside)


def word(bench: harness.Bench, copies: int) -> None:
    """DOCX, in pages' worth of 600 characters."""
    content = word_of(LINES * copies, [HEAD] * 20)
    pages = len(docx.decode(content, "warm.docx").text) / 600
    took = harness.seconds(lambda: docx.decode(content, "text.docx"))
    alone = pages / harness.seconds(lambda: _docx_alone(content), times=1)
    beside = f"{pages:.0f} pages; python-docx's words without numbers {alone:.0f} pages/s"
    bench.at_least("DOCX, 600 characters a page", pages / took, 200, "pages/s", beside=beside)


def _pdfium_alone(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def _plumber_alone(content: bytes, pages: int) -> None:
    with pdfplumber.open(BytesIO(content)) as document:
        for page in document.pages[:pages]:
            page.extract_tables()
            page.close()


def _docx_alone(content: bytes) -> None:
    document = Document(BytesIO(content))
    for paragraph in document.paragraphs:
        str(paragraph.text)
    for table in document.tables:
        for row in table.rows:
            [cell.text for cell in row.cells]


def recognised(bench: harness.Bench, times: int) -> None:
    """A scanned page, beside rapidocr alone with the same settings."""
    document = pypdfium2.PdfDocument(official(LINES[8:11]))
    page = document[0]
    picture = page.render(scale=200 / 72).to_numpy()[:, :, :3].copy()
    page.close()
    document.close()
    engine = ocr.engine()
    engine(picture)
    theirs = harness.seconds(lambda: engine(picture), times=times)
    ours = harness.seconds(lambda: ocr.recognise(1, picture), times=times)
    bench.at_most("recognition, against rapidocr alone", ours / theirs, 1.2, "x", beside=f"{ours:.1f} s a page")


def many(bench: harness.Bench, files: int) -> None:
    """A folder of documents read into an archive: how much memory more of them take, what a second process gains."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held = []
        for part, count in (("some", files // 4), ("all", files)):
            (folder / part).mkdir()
            for number in range(count):
                lines = [LINES[0], f"编号{number}", *LINES[number % 60 + 8 : number % 60 + 14]]
                path = folder / part / f"{number:04}"
                if number % 5 == 0:
                    path.with_suffix(".docx").write_bytes(word_of(lines))
                elif number % 5 == 1:
                    path.with_suffix(".pdf").write_bytes(official(lines))
                else:
                    path.with_suffix(".txt").write_text("\n".join(lines), encoding="utf-8")
            ended = harness.command(
                harness.DUBAN, "ingest", folder / part, "--jobs", 1, "--archive", f"sqlite:///{part}.db", folder=folder
            )
            held.append(ended.megabytes)
            alone = ended.seconds
        growth = f"{held[0]:.0f} MB for {files // 4} files, {held[1]:.0f} MB for {files}"
        bench.at_most("memory of a folder, against a quarter of it", held[1] / held[0], 1.15, "x", beside=growth)
        if files < 500:
            return  # few files say more about the start of a process than about its work
        cores = len(os.sched_getaffinity(0))
        both = harness.command(
            harness.DUBAN, "ingest", folder / "all", "--jobs", cores, "--archive", "sqlite:///both.db", folder=folder
        )
        beside = f"{files} files in {both.seconds:.0f} s by {cores} processes, wall clock"
        bench.at_most(
            "the same by all cores, against one", both.seconds / alone, 0.75, "x", beside=beside, fails_at=1.6
        )


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    small = harness.size(__doc__) == "small"
    bench = harness.Bench("From file to text (tests/bench/bench_readers.py)")
    plain(bench, 2 if small else 10)
    ruled(bench, 60 if small else 400)
    word(bench, 4 if small else 40)
    recognised(bench, 2 if small else 3)
    many(bench, 60 if small else 1000)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
