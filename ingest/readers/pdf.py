"""PDF: pages with text by pdfium, ruled tables by pdfplumber where lines are drawn, pages without text by recognition.

Runs in the worker process (ingest/readers/worker.py): pdfium may crash over a hostile file, and must not be used by two
threads at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from corpus.errors import UnreadableFile
from ingest.readers.compose import compose
from ingest.readers.sheets import Sheet, Writer
from ingest.readers.source import Limits, Reader, Reading

if TYPE_CHECKING:
    from ingest.readers.open_tables import OpenTable

__all__ = ["PDF", "decode", "opened", "page_at"]

_BEGINNING: Final = 1024  # bytes within which `%PDF-` stands, junk before it allowed
_ENDING: Final = 4096  # bytes at the end within which `%%EOF` stands
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})\b", re.DOTALL)
_MOST_PAGES: Final = 5_000
_MOST_SCANNED: Final = 500
_PICTURED: Final = 0.2  # share of a page without text that a picture has to cover to be worth recognising
_NO_TEXT: Final = 5  # characters: fewer are none
# Scanning programs write a line of their own on each page: so few characters over a picture of the whole page may be that,
# or all that stands on a cover.
_WRITTEN_OVER: Final = 60
_WHOLE: Final = 0.8
_RESOLUTION: Final = 200 / 72  # pixels a point: 200 dpi
_LARGEST_SIDE: Final = 4_000  # pixels
_GARBLED: Final = 0.3  # share of characters without a meaning from which a page is read as a picture
_NO_MEANING: Final = re.compile("[\x00\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


def _takes(content: bytes, suffix: str) -> bool:
    return content.startswith(b"%PDF-") or (
        b"%PDF-" in content[:_BEGINNING] and (suffix == ".pdf" or content.lstrip()[:5] == b"%PDF-")
    )


def decode(content: bytes, name: str) -> Reading:
    """The text of a PDF, page by page.

    Raises `UnreadableFile` for a file that is locked by a password, cut short, damaged, of more than 5,000 pages (500
    scanned ones), or that has pages without text while the extra `duban[ocr]` is not installed.
    """
    _check_whole(content, name)
    with opened(content, name) as document:
        if len(document) > _MOST_PAGES:
            raise UnreadableFile("errors.pdf_pages", file=name, pages=len(document), limit=_MOST_PAGES)
        sheets, pictures, written_over = _plain(document)
        recognised = _recognised(document, sheets, pictures, written_over, name) if pictures or written_over else 0
    text, pages = compose(sheets)
    return Reading(text, pages, format="ocr" if recognised * 2 > len(sheets) else None)


def _check_whole(content: bytes, name: str) -> None:
    """Refuse what was cut short: pdfium would mend it, and hand over the part that is left as if it were all."""
    linear = _LINEARIZED.search(content[:_BEGINNING])
    if b"%%EOF" not in content[-_ENDING:] or (linear and int(linear[1]) > len(content)):
        raise UnreadableFile("errors.pdf_cut", file=name)


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Any]:
    """A file as pdfium has it, closed in the end. Raises `UnreadableFile` where it is locked or damaged."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("errors.pdf_password", file=name) from None
        raise UnreadableFile("errors.file_unparsed", file=name, format="PDF", reason=str(error)) from None
    try:
        yield document
    finally:
        document.close()


@contextmanager
def page_at(document: Any, index: int) -> Iterator[tuple[Any, Any]]:
    """A page with its text upright, closed in their order: pdfium crashes over what is left to the collector."""
    from ingest.readers.pdf_page import upright

    page = document[index]
    try:
        text = page.get_textpage()
        if upright(page, text):
            text.close()
            text = page.get_textpage()
        try:
            yield page, text
        finally:
            text.close()
    finally:
        page.close()


def _plain(document: Any) -> tuple[list[Sheet], list[int], list[int]]:
    """The pages with their text and tables; the indices of those without a text, and of those with hardly any over a picture."""
    from ingest.readers.pdf_page import Letters, drawn

    sheets, pictures, written_over = [], [], []
    before: OpenTable | None = None
    for index in range(len(document)):
        with page_at(document, index) as (page, text):
            letters = Letters(page, text)
            seen = drawn(page)
            width, height = page.get_size()
            if letters.down:
                width, height, seen.rules = height, width, []
            words = "".join(letters.text.split())
            sheet, before = _sheet(letters, seen, width, before) if words else (Sheet(0, 0, 0, []), None)
            sheets.append(sheet)
            sheets[-1] = msgspec.structs.replace(sheets[-1], number=index + 1, width=width, height=height)
            unknown = letters.unknown()
        garbled = unknown > _GARBLED or len(_NO_MEANING.findall(words)) > _GARBLED * len(words)
        if garbled or (len(words) < _NO_TEXT and seen.pictured >= _PICTURED):
            pictures.append(index)
        elif len(words) < _WRITTEN_OVER and seen.pictured >= _WHOLE:
            written_over.append(index)
    return sheets, pictures, written_over


def _sheet(letters: Any, seen: Any, width: float, before: OpenTable | None) -> tuple[Sheet, OpenTable | None]:
    """A page of text with its tables, and the one that may go on on the next page; `before` is that of the last."""
    from ingest.readers.open_tables import GAP
    from ingest.readers.page_tables import filled, onward, tables_of, within

    ruled, found = tables_of(seen.rules, width, lambda: letters.fragments(writer=Writer(GAP)), before)
    fragments = letters.fragments(within(ruled, found))
    grids = [*filled(ruled, letters.signs()), *(one.grid for one in found)]
    return Sheet(0, 0, 0, fragments, grids=grids), onward(found)


def _recognised(
    document: Any, sheets: list[Sheet], pictures: Sequence[int], written_over: Sequence[int], name: str
) -> int:
    """Put what is recognised on pages in the place of their characters; returns on how many.

    `written_over` keep their own, which are exact, where no others are recognised. Without the extra they keep them as
    well, unless most pages are such: then it is a scan, and what it says would be lost without a word.
    """
    from ingest.readers.ocr import installed, recognise, require

    wanted = [*pictures, *written_over]
    if pictures or 2 * len(wanted) > len(sheets):
        require(name)
    elif not installed():
        return 0
    if len(wanted) > _MOST_SCANNED:
        raise UnreadableFile("errors.pdf_pages", file=name, pages=len(wanted), limit=_MOST_SCANNED)
    count = 0
    for index in wanted:
        page = document[index]
        try:
            scale = min(_RESOLUTION, _LARGEST_SIDE / max(page.get_size()))
            picture = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False).to_numpy()[:, :, :3].copy()
        finally:
            page.close()
        found = recognise(index + 1, picture, sheets[index].width)
        if index in pictures or _length(found) >= _length(sheets[index]) + _NO_TEXT:
            sheets[index] = found
            count += 1
    return count


def _length(sheet: Sheet) -> int:
    """How many characters stand on a page."""
    cells = (cell for grid in sheet.grids for row in grid.rows for cell in row)
    return sum(len("".join(words.split())) for words in (*(line.text for line in sheet.fragments), *cells))


PDF: Final = Reader(format="pdf", takes=_takes, decode=decode, apart=Limits(), largest=100 * 1024**2)
