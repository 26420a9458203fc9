"""One file a format: bytes in, one canonical text out, or a refusal with the next step.

A new format is a module with a `Reader` and a line in `READERS`. The content decides, not the suffix: a
PDF named `.txt` is refused as the PDF that it is.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from corpus.errors import UnreadableFile
from ingest.readers.html import HTML
from ingest.readers.source import Reader, Source
from ingest.readers.text import TEXT

__all__ = ["LARGEST", "READERS", "Reader", "Source", "read"]

# The first that takes a file reads it. Text stands last: it takes everything, and refuses what is none.
READERS: Final[tuple[Reader, ...]] = (HTML, TEXT)

# A plan of 500 pages is 1 MB of text. Beyond this a file is refused before it is read into memory.
LARGEST: Final = 20 * 1024 * 1024

# How files begin that no reader takes yet, and what to call them (a name that needs no translation).
_FOREIGN: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP/DOCX/XLSX/OFD"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS/WPS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"Rar!\x1a", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\x00", "EXE"),
    (b"SQLite format 3\x00", "SQLite"),
)


def read(path: Path) -> Source:
    """The text of the file at `path`.

    Raises `UnreadableFile`, whose message names the file and the next step, when it is missing, not to be
    opened, no regular file, empty, larger than `LARGEST` bytes, or of no format in `READERS`.
    """
    content = _content(path)
    for reader in READERS:
        if reader.takes(content, path.suffix.lower()):
            break
    else:
        raise UnreadableFile("errors.file_binary", file=str(path))
    if reader is TEXT:
        _refuse_foreign(content, path)
    text = reader.decode(content, str(path))
    if not text.strip():
        raise UnreadableFile("errors.file_empty", file=str(path))
    return Source(text=text, format=reader.format, name=path.name)


def _content(path: Path) -> bytes:
    try:
        # A pipe or device could block for ever, so the kind is looked at before the file is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFile("errors.file_irregular", file=str(path))
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableFile("errors.file_missing", file=str(path)) from None
    except PermissionError:
        raise UnreadableFile("errors.file_denied", file=str(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableFile("errors.file_io", file=repr(str(path)), reason=str(error)) from None
    if len(content) > LARGEST:
        raise UnreadableFile("errors.file_large", file=str(path), limit=LARGEST // 1024**2)
    if not content:
        raise UnreadableFile("errors.file_empty", file=str(path))
    return content


def _refuse_foreign(content: bytes, path: Path) -> None:
    for start, format_name in _FOREIGN:
        if content.startswith(start):
            raise UnreadableFile("errors.file_foreign", file=str(path), format=format_name)
