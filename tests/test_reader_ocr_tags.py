"""The tags of scans are those of the plain text: the pages of the sample with the most deadlines and targets, in both scripts.

The whole sample is measured by tests/ocr_report.py; its figures stand in docs/readers.md.
"""

from __future__ import annotations

from collections import Counter

import pytest
from opencc import OpenCC

from corpus.samples import sample_text
from ingest.pipeline import read_document
from ingest.readers import read_content
from ocr_report import DEADLINES, TARGETS, deadlines, errors, f1, pictures, scanned_pdf, scanned_tiff, targets
from pdf_maker import official

PAGES = 2


@pytest.mark.parametrize("script", ["simplified", "as it stands"])
def test_tags_of_the_fullest_pages(script: str) -> None:
    lines = [line.strip() for line in sample_text().splitlines() if line.strip()]
    if script == "simplified":
        lines = [OpenCC("t2s").convert(line) for line in lines]
    content = official(lines)
    printed = read_content(content, "printed.pdf")
    found = Counter(
        task.page
        for task in read_document(printed.text, name="printed", pages=printed.pages).tasks
        for _ in (*task.deadlines, *task.targets)
    )
    first = max(range(1, len(printed.pages) - PAGES), key=lambda n: sum(found[n + more] for more in range(PAGES)))
    plain = printed.text[printed.pages[first - 1].start : printed.pages[first + PAGES - 1].start]
    expected = read_document(plain, name="plain").tasks
    assert sum(1 for _ in deadlines(expected)) > 10
    assert sum(1 for _ in targets(expected)) > 2
    pages = pictures(content, first - 1, first - 1 + PAGES)
    scan, name = (scanned_pdf(pages), "scan.pdf") if script == "simplified" else (scanned_tiff(pages), "scan.tif")
    source = read_content(scan, name)
    assert source.format == "ocr"
    assert errors(source.text, plain) < 0.02
    tasks = read_document(source.text, name="scan").tasks
    assert f1(deadlines(tasks), deadlines(expected)) >= DEADLINES
    assert f1(targets(tasks), targets(expected)) >= TARGETS
