"""OFD (GB/T 33190): the text as it is placed on the pages, put together as that of a PDF is.

Runs in the worker process (ingest/readers/worker.py). ofdkit finds the pieces of text with their places; ruled tables
are found here, by the lines that are drawn (ingest/readers/page_tables.py). Pages whose words are outlines or pictures
are drawn (ingest/readers/ofd_picture.py) and recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from corpus.errors import UnreadableFile
from ingest.readers.compose import compose
from ingest.readers.ofd_rules import rules_of
from ingest.readers.ofd_runs import POINT, fragments_of, runs_of, signs_of
from ingest.readers.open_tables import GAP, OpenTable
from ingest.readers.package import Package, is_package, names_of
from ingest.readers.page_tables import filled, onward, tables_of, within
from ingest.readers.sheets import Sheet, Writer
from ingest.readers.source import Limits, Reader, Reading

__all__ = ["OFD", "decode"]

_HEAD: Final = 4_096
_LARGEST: Final = 100 * 1024**2
_MOST_PAGES: Final = 5_000
_MOST_DRAWN: Final = 500
_FEW: Final = 5  # characters: a page with fewer, and with something drawn on it, is looked at as a picture


def _takes(content: bytes, suffix: str) -> bool:
    if not is_package(content):
        return False
    names = names_of(content)
    return "OFD.xml" in names or (not names and (suffix == ".ofd" or b"OFD.xml" in content[:_HEAD]))


def decode(content: bytes, name: str) -> Reading:
    """The text of an OFD, page by page.

    Raises `UnreadableFile` when it is damaged, unpacks to more than a document holds, has more than 5,000 pages (500
    that have to be recognised), or its words are outlines or pictures while the extra `duban[ocr]` is not installed.
    """
    import ofdkit

    parts = Package(content, name)
    for part in parts.parts:
        if part.lower().endswith(".xml"):
            parts.xml(part)  # refuses floods and entities before anything else looks at the file
    try:
        with ofdkit.open(content) as document:
            if len(document.pages) > _MOST_PAGES:
                raise UnreadableFile("errors.pdf_pages", file=name, pages=len(document.pages), limit=_MOST_PAGES)
            sheets = list(_sheets(document, parts))
            pictures = _recognised(document, sheets, parts)
    except ofdkit.OFDError as error:
        raise UnreadableFile("errors.file_unparsed", file=name, format="OFD", reason=str(error)) from None
    text, pages = compose(sheets)
    return Reading(text, pages, format="ocr" if pictures * 2 > len(sheets) else None)


def _recognised(document: Any, sheets: list[Sheet], parts: Package) -> int:
    """Put what is recognised on pages without text on which something is drawn in their place; how many those are."""
    wanted = [at for at, sheet in enumerate(sheets) if _characters(sheet) < _FEW and document.pages[at].location]
    if not wanted:
        return 0
    from ingest.readers.ofd_picture import Drawings

    drawings = Drawings(parts)
    drawn = [at for at in wanted if drawings.has(document.pages[at].location)]
    if not drawn:
        return 0
    from ingest.readers.ocr import recognise, require

    require(parts.name)
    if len(drawn) > _MOST_DRAWN:
        raise UnreadableFile("errors.pdf_pages", file=parts.name, pages=len(drawn), limit=_MOST_DRAWN)
    for at in drawn:
        picture = drawings.picture(document.pages[at].location, document.pages[at].box)
        sheets[at] = recognise(sheets[at].number, picture, sheets[at].width)
    return len(drawn)


def _characters(sheet: Sheet) -> int:
    return sum(len(f.text) for f in sheet.fragments) + sum(
        len(cell) for g in sheet.grids for row in g.rows for cell in row
    )


def _sheets(document: Any, parts: Package) -> Iterator[Sheet]:
    """The pages with their text and tables."""
    before: OpenTable | None = None
    for number, page in enumerate(document.pages, 1):
        left, top, width, height = (side * POINT for side in page.box)
        root = parts.xml(page.location) if page.location else None
        runs = runs_of(page, root)
        # Where no words are, strokes are those of words that are outlines.
        drawn = rules_of(root) if runs and root is not None else []
        rules = [(x0 * POINT - left, y0 * POINT - top, x1 * POINT - left, y1 * POINT - top) for x0, y0, x1, y1 in drawn]
        signs = list(signs_of(runs))
        ruled, found = tables_of(rules, width, partial(fragments_of, signs, Writer(GAP)), before)
        fragments = fragments_of(signs, Writer(), within(ruled, found))
        before = onward(found)
        yield Sheet(number, width, height, fragments, [*filled(ruled, signs), *(one.grid for one in found)])


OFD: Final = Reader(format="ofd", takes=_takes, decode=decode, apart=Limits(), largest=_LARGEST)
