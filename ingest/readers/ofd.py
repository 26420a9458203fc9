"""OFD (GB/T 33190): the text as it is placed on the pages, put together as that of a PDF is.

Runs in the worker process (ingest/readers/worker.py). ofdkit finds the pieces of text with their places; ruled tables
are found here, by the lines that are drawn (ingest/readers/ofd_tables.py).
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from corpus.errors import UnreadableFile
from ingest.readers.compose import compose
from ingest.readers.ofd_tables import grids_of
from ingest.readers.package import Package, is_package, names_of
from ingest.readers.sheets import Fragment, Sheet, is_wide
from ingest.readers.source import Limits, Reader, Reading

__all__ = ["OFD", "decode"]

_HEAD: Final = 4_096
_LARGEST: Final = 100 * 1024**2
_MOST_PAGES: Final = 5_000


def _takes(content: bytes, suffix: str) -> bool:
    if not is_package(content):
        return False
    names = names_of(content)
    return "OFD.xml" in names or (not names and (suffix == ".ofd" or b"OFD.xml" in content[:_HEAD]))


def decode(content: bytes, name: str) -> Reading:
    """The text of an OFD, page by page.

    Raises `UnreadableFile` when it is damaged or unpacks to more than a document holds, and for one whose words are
    drawn as outlines or pictures: there is no text in it to be read.
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
            sheets = [_sheet(number, page, parts) for number, page in enumerate(document.pages, 1)]
    except ofdkit.OFDError as error:
        raise UnreadableFile("errors.file_unparsed", file=name, format="OFD", reason=str(error)) from None
    if not any(sheet.fragments or sheet.grids for sheet in sheets):
        raise UnreadableFile("errors.ofd_outlines", file=name)
    text, pages = compose(sheets)
    return Reading(text, pages)


def _sheet(number: int, page: Any, parts: Package) -> Sheet:
    left, top, width, height = page.box
    fragments = []
    for run in page.runs:
        text = unicodedata.normalize("NFC", run.text)
        begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if begin >= end or not _visible(run, page.box):
            continue
        # Spaces are part of the run's width, each as wide as its mates.
        widths = [1.0 if is_wide(char) or char == "\u3000" else 0.5 for char in text]
        unit = run.width / sum(widths)
        x0 = run.x - left + unit * sum(widths[:begin])
        x1 = run.x - left + unit * sum(widths[:end])
        fragments.append(Fragment(text[begin:end], x0, x1, run.y - top, run.size, text[:begin]))
    root = parts.xml(page.location) if page.location else None
    grids, rest = grids_of(root, fragments) if root is not None else ([], fragments)
    return Sheet(number, width, height, rest, grids)


def _visible(run: Any, box: tuple[float, float, float, float]) -> bool:
    left, top, width, height = box
    return bool(run.size > 0 and left <= run.x <= left + width and top <= run.y <= top + height + run.size)


OFD: Final = Reader(format="ofd", takes=_takes, decode=decode, apart=Limits(), largest=_LARGEST)
