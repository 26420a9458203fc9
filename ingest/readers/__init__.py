"""One file a format: bytes in, one canonical text out, or a refusal with the next step.

A new format is a module with a `Reader` and a line in `READERS`. The content decides, not the suffix: a
PDF named `.txt` is read as the PDF that it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from corpus.errors import UnreadableFile
from ingest.readers import worker
from ingest.readers.docx import DOCX
from ingest.readers.html import HTML
from ingest.readers.ocr import PICTURE
from ingest.readers.ofd import OFD
from ingest.readers.office import OFFICE
from ingest.readers.package import is_package, names_of
from ingest.readers.pdf import PDF
from ingest.readers.source import LARGEST, Limits, Reader, Reading, Source
from ingest.readers.text import TEXT
from ingest.readers.zipped import is_archive, members

__all__ = [
    "LARGEST",
    "READERS",
    "Limits",
    "Reader",
    "Reading",
    "Source",
    "content_of",
    "read",
    "read_content",
    "read_each",
]

# The first that takes a file reads it. Text stands last: it takes everything, and refuses what is none.
READERS: Final[tuple[Reader, ...]] = (HTML, PDF, PICTURE, DOCX, OFD, OFFICE, TEXT)
# Those whose pages can be shown as they are (ingest/readers/picture.py).
PICTURED: Final[tuple[Reader, ...]] = (PDF, PICTURE)

_LARGEST_ARCHIVE: Final = 500 * 1024**2

# How files begin that no reader takes yet, and what to call them (a name that needs no translation).
_FOREIGN: Final = (
    (b"PK\x03\x04", "XLSX/PPTX/ODT"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS/PPT"),
    (b"GIF8", "GIF"),
    (b"Rar!\x1a", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\x00", "EXE"),
    (b"SQLite format 3\x00", "SQLite"),
)


def read(path: Path) -> Source:
    """The text of the file at `path`; of an archive that holds one file, the text of that.

    Raises `UnreadableFile`, whose message names the file and the next step, when it is missing, not to be
    opened, no regular file, empty, larger than its reader takes, of no format in `READERS`, or an archive of many.
    """
    content = content_of(path)
    if not is_archive(content):
        return read_content(content, str(path))
    inside = list(members(content, str(path)))
    if len(inside) != 1:
        raise UnreadableFile("errors.zip_many", file=str(path), files=len(inside))
    return _member(path, *inside[0])


def read_each(path: Path) -> Iterator[tuple[Path, Source | UnreadableFile]]:
    """The text of every document in the file at `path`: one, or those of an archive, each with its path.

    A member's path is that of the archive with the one inside behind it. Files that are refused come as the refusal.
    """
    try:
        content = content_of(path)
        if not is_archive(content):
            yield path, read_content(content, str(path))
            return
        for inner, found in members(content, str(path)):
            try:
                yield path / inner, _member(path, inner, found)
            except UnreadableFile as refusal:
                yield path / inner, refusal
    except UnreadableFile as refusal:
        yield path, refusal


def _member(path: Path, inner: str, found: bytes | UnreadableFile) -> Source:
    if isinstance(found, UnreadableFile):
        raise found
    return read_content(found, f"{path}/{inner}")


def read_content(content: bytes, name: str) -> Source:
    """The text of a file's content, wherever it came from. `name` is its path, for messages and as the file's name.

    Raises `UnreadableFile` when it is empty, too large, of no format in `READERS`, or refused by its reader.
    """
    path = Path(name)
    if not content:
        raise UnreadableFile("errors.file_empty", file=name)
    reader = _reader(content, path)
    if reader is None:
        raise UnreadableFile("errors.file_binary", file=name)
    if len(content) > reader.largest:
        raise UnreadableFile("errors.file_large", file=name, limit=reader.largest // 1024**2)
    if reader is TEXT:
        _refuse_foreign(content, path)
    reading = worker.decode(reader, content, name, reader.apart) if reader.apart else reader.decode(content, name)
    if not reading.text.strip():
        raise UnreadableFile("errors.file_empty", file=name)
    shown = content if reader in PICTURED else b""
    return Source(reading.text, reading.format or reader.format, path.name, reading.pages, reading.metadata, shown)


def _reader(beginning: bytes, path: Path) -> Reader | None:
    suffix = path.suffix.lower()
    return next((reader for reader in READERS if reader.takes(beginning, suffix)), None)


def _largest(beginning: bytes, path: Path) -> int:
    if path.suffix.lower() == ".zip" and is_package(beginning):
        return _LARGEST_ARCHIVE
    reader = _reader(beginning, path)
    return reader.largest if reader else 0


def content_of(path: Path) -> bytes:
    """The bytes of a file, whole; of one that is larger than what reads such files takes the beginning.

    Raises `UnreadableFile` when it is missing, not to be opened, no regular file, an archive or other kind that is
    read though it is large and is larger still, or changes while it is read.
    """
    try:
        # A pipe or device could block for ever, so the kind is looked at before the file is opened.
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            os.listdir(path)  # a folder that cannot be looked into is refused for that
        if not stat.S_ISREG(kind):
            raise UnreadableFile("errors.file_irregular", file=str(path))
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            # Read once: what happens to the file afterwards changes nothing.
            content = stream.read(LARGEST + 1)
            if len(content) > LARGEST and (largest := _largest(content, path)) > LARGEST:
                stream.seek(0)
                del content  # not twice in memory
                content = stream.read(largest + 1)
                if len(content) > largest:
                    raise UnreadableFile("errors.file_large", file=str(path), limit=largest // 1024**2)
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        raise UnreadableFile("errors.file_missing", file=str(path)) from None
    except PermissionError:
        raise UnreadableFile("errors.file_denied", file=str(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableFile("errors.file_io", file=repr(str(path)), reason=str(error)) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        # A download that goes on: half of a document must not be taken for the whole.
        raise UnreadableFile("errors.file_changing", file=str(path))
    return content


def _refuse_foreign(content: bytes, path: Path) -> None:
    if path.suffix.lower() == ".zip" and is_package(content) and not names_of(content):
        raise UnreadableFile("errors.zip_damaged", file=str(path))
    for start, format_name in _FOREIGN:
        if content.startswith(start):
            raise UnreadableFile("errors.file_foreign", file=str(path), format=format_name)
