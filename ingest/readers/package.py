"""Files that are zips of parts (DOCX, OFD, archives): opened within limits, their XML without entities.

Nothing is written to disk, so that names like `../../etc/passwd` reach nothing. The sizes that a zip states of its
parts are not believed: what is unpacked is counted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

from lxml import etree

from corpus.errors import UnreadableFile

__all__ = ["Package", "is_package", "local", "names_of"]

_MOST_PARTS: Final = 10_000
_LARGEST_PART: Final = 64 * 1024**2
_LARGEST_WHOLE: Final = 256 * 1024**2
_PACKED_MOST: Final = 200  # times that a part of some size may shrink: text shrinks to a tenth, XML to a fiftieth
_SMALL: Final = 4 * 1024**2  # parts below this may shrink as they like
_UTF8_NAME: Final = 0x800
_LOCKED: Final = 0x1
# A document type can define entities, which grow without end or name other files. Neither format has a use for one.
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def is_package(content: bytes) -> bool:
    """Whether a content begins as a zip does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def local(element: etree._Element) -> str:
    """An element's name without its namespace (which differs by edition of the format); "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


# What zipfile raises at a file that it cannot open; NotImplementedError: made for a newer version of the format.
_UNOPENED: Final = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError)


def names_of(content: bytes) -> frozenset[str]:
    """The names of a zip's parts; none where it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return frozenset(parts.namelist())
    except _UNOPENED:
        return frozenset()


class Package:
    """The parts of a zip, by name. `read` unpacks no more than a file of policy can hold."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _UNOPENED:
            raise UnreadableFile("errors.zip_damaged", file=name) from None
        self.parts: dict[str, zipfile.ZipInfo] = {}
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise UnreadableFile("errors.zip_bomb", file=name)
        for info in self._zip.infolist():
            if not info.is_dir():
                self.parts.setdefault(_proper(info), info)

    def read(self, part: str, largest: int = _LARGEST_PART) -> bytes:
        """The content of a part, which must be there.

        Raises `UnreadableFile` when it is locked by a password, damaged, or larger than any document's.
        """
        info = self.parts[part]
        if info.flag_bits & _LOCKED:
            raise UnreadableFile("errors.zip_locked", file=self.name)
        most = min(largest, _LARGEST_WHOLE - self._unpacked, max(_SMALL, _PACKED_MOST * info.compress_size))
        try:
            with self._zip.open(info) as stream:
                content = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
            # RuntimeError: a password after all; NotImplementedError: packed in a way that Python does not know.
            raise UnreadableFile("errors.zip_damaged", file=self.name) from None
        if len(content) > most:
            raise UnreadableFile("errors.zip_bomb", file=self.name)
        self._unpacked += len(content)
        return content

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part in XML; None where the part is missing.

        Raises `UnreadableFile` as `read` does, and for XML that is damaged or declares a document type.
        """
        if part not in self.parts:
            return None
        content = self.read(part)
        if _DOCTYPE.search(content.replace(b"\x00", b"") if content.startswith(_UTF16) else content):
            raise UnreadableFile("errors.xml_entities", file=self.name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            raise UnreadableFile("errors.zip_damaged", file=self.name) from None


def _proper(info: zipfile.ZipInfo) -> str:
    """The name of a part as it was meant: without the mark for UTF-8, Chinese programs write UTF-8 or GBK."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
