"""What a reader hands over, and how a reader is described in the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from corpus.errors import UnreadableFile
from corpus.types import Page

__all__ = ["LARGEST", "Limits", "Reader", "Reading", "Source", "check_pixels"]

# A plan of 500 pages is 1 MB of text. Beyond this a file is refused before it is read into memory.
LARGEST: Final = 20 * 1024 * 1024
_MOST_PIXELS: Final = 80_000_000  # A3 at 600 dpi has 70 million


class Reading(msgspec.Struct, frozen=True):
    """What a reader found in a file's content.

    `text` is the canonical text: a paragraph a line, a row of a table a line with its cells apart by tabs, so that
    paragraph and cell need no anchors of their own. `pages` says where each page begins (none where the format has no
    pages). `metadata` holds what the file says of itself outside its text, by name: `title`, `issuer`, `number`,
    `date` (ISO 8601), others as the file calls them. `format` overrides the reader's: text that had to be recognised
    in a picture is `ocr`, whatever file held the picture.
    """

    text: str
    pages: tuple[Page, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    format: str | None = None


class Source(msgspec.Struct, frozen=True):
    """The one canonical text of a file: nothing edits it afterwards, and every offset counts in it.

    `text` keeps the line ends of the file as they are (`\\r\\n` counts two); a byte order mark is no part of it.
    `format` is the name of the reader that took the file (see `Reading.format`), `name` the file's name without its
    folder, `content` the file's bytes where its pages can be shown (`ingest.readers.picture`), else empty; the others
    are as in `Reading`.
    """

    text: str
    format: str
    name: str
    pages: tuple[Page, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    content: bytes = b""


class Limits(msgspec.Struct, frozen=True):
    """What reading a file may take: seconds until the next sign of life, and megabytes of memory in all."""

    seconds: float = 30
    megabytes: int = 1024


class Reader(msgspec.Struct, frozen=True):
    """A file format: `takes` looks at the content (and the suffix, in lower case), `decode` makes the text.

    `takes` gets the content, or only its beginning where that is longer than `LARGEST`. A reader that takes nothing
    of a file leaves it to the next one. `decode` gets the whole content and the file's name (for its messages); it
    raises `UnreadableFile` for what it refuses. `apart` is set for formats whose readers may crash, hang or fill the
    memory: they are read in a process of their own (ingest/readers/worker.py) within these limits. `largest` is how
    many bytes such a file may have.
    """

    format: str
    takes: Callable[[bytes, str], bool]
    decode: Callable[[bytes, str], Reading]
    apart: Limits | None = None
    largest: int = LARGEST


def check_pixels(name: str, width: int, height: int, most: int = _MOST_PIXELS) -> None:
    """Raises `UnreadableFile` for a picture of more pixels than are read, before it is unpacked into memory."""
    if width * height > most:
        raise UnreadableFile("errors.picture_large", file=name, width=width, height=height, limit=most // 1_000_000)
