"""Pages of gov.cn printed to PDF by a browser: another maker of PDFs, other fonts, justified lines; the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, sync_playwright

from ingest.readers import read

CHROMIUM = Path("/usr/bin/chromium")
STYLE = """body { font-family: "Noto Serif CJK SC"; font-size: 16px; text-align: justify; line-height: 1.8 }
table { border-collapse: collapse } td, th { border: 1px solid black }"""
FOOT = '<div style="font-size: 10px; width: 100%; text-align: center">— <span class="pageNumber"></span> —</div>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM} (Debian: chromium)")
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def bare(line: str) -> str:
    """A line without spaces, its cells apart by bars."""
    return "|".join("".join(cell.split()) for cell in line.split("\t"))


# A table of tasks over pages with a row that is cut and titles of sections; long items; decimal numbering.
@pytest.mark.parametrize("name", ["gov-10", "gov-18", "gov-41"])
def test_a_printed_page_is_read_as_the_page(shared: Path, tmp_path: Path, browser: Browser, name: str) -> None:
    path = shared / "corpus" / "genre" / f"{name}.html"
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    body = html.document_fromstring(path.read_bytes(), parser=parser).get_element_by_id("UCAP-CONTENT")
    for element in body.iter("script", "style"):
        element.text = ""
    inner = (body.text or "") + "".join(etree.tostring(part, encoding="unicode", method="html") for part in body)
    page = browser.new_page(java_script_enabled=False)
    page.set_content(f"<html><meta charset='utf-8'><style>{STYLE}</style><body>{inner}</body></html>")
    page.pdf(
        path=tmp_path / "printed.pdf", format="A4", display_header_footer=True, header_template="<span></span>",
        footer_template=FOOT, margin={"top": "2.5cm", "bottom": "2.5cm", "left": "2.6cm", "right": "2.6cm"},
    )  # fmt: skip
    page.close()
    expected = [bare(line) for line in read(path).text.splitlines()]
    printed = [bare(line) for line in read(tmp_path / "printed.pdf").text.splitlines()]
    # The page's table of metadata stands outside of what was printed.
    assert printed == [line for line in expected if line][-len(printed) :]
    assert len(printed) > 30
    assert not [line for line in printed if re.fullmatch(r"—\d+—", line)]
