"""Files to canonical text: pages of PDFs a second, with and without ruled tables, and recognition beside rapidocr alone.

Run by `make bench` (`--size small` in `make test`). Times are processor times of this process, where the readers are
called directly; in use they run in a worker (ingest/readers/worker.py), whose start is measured beside.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the maker of PDFs stands with the tests

import pypdfium2

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
    bench.at_least("plain pages of PDF", pages / took, 100, "pages/s", beside=f"{pages} pages")
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
    bench.at_least("pages of ruled tables", pages / took, 20, "pages/s", beside=f"{pages} pages")


def word(bench: harness.Bench, copies: int) -> None:
    """DOCX, in pages' worth of 600 characters."""
    content = word_of(LINES * copies, [HEAD] * 20)
    pages = len(docx.decode(content, "warm.docx").text) / 600
    took = harness.seconds(lambda: docx.decode(content, "text.docx"))
    bench.at_least("DOCX, 600 characters a page", pages / took, 200, "pages/s", beside=f"{pages:.0f} pages")


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


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    small = harness.size(__doc__) == "small"
    bench = harness.Bench("From file to text (tests/bench/bench_readers.py)")
    plain(bench, 2 if small else 10)
    ruled(bench, 60 if small else 400)
    word(bench, 4 if small else 40)
    recognised(bench, 2 if small else 3)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
