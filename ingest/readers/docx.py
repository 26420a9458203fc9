"""DOCX: paragraphs and table rows in their order, with the numbers that Word sets before them.

Read are the words as the document stands with every tracked change accepted; not read are heads and feet of pages,
hidden words, field codes and comments. What stands in a text box follows the paragraph that holds it. Foot- and
endnotes stand at the end, a line each, so that they cut no clause in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import normpath
from typing import Final

from lxml import etree

from corpus.errors import UnreadableFile
from ingest.readers.docx_numbers import Numbers, value
from ingest.readers.package import Package, is_package, local, names_of
from ingest.readers.source import Limits, Reader, Reading

__all__ = ["DOCX", "decode"]

_SUFFIXES: Final = frozenset({".docx", ".docm", ".dotx"})
_MAIN: Final = re.compile(r"word[/\\]document\d*\.xml", re.IGNORECASE)
_HEAD: Final = 4_096
_LARGEST: Final = 100 * 1024**2  # pictures make such a file large, not words
# Elements whose content is no part of the text: what was deleted or moved away, ruby above characters, field codes.
_UNREAD: Final = frozenset({"del", "moveFrom", "rt", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr"})
_OFF: Final = frozenset({"0", "false", "off", "none"})
_NOTES: Final = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
# Signs of the symbol fonts that mean a character; other ones are pictures.
_SYMBOLS: Final = {
    0xF0FE: "☑",
    0xF052: "☑",
    0xF0A8: "□",
    0xF06F: "□",
    0xF0B4: "×",
    0xF0B3: "≥",
    0xF0A3: "≤",
    0xF0B1: "±",
}


def _takes(content: bytes, suffix: str) -> bool:
    if not is_package(content):
        return False
    # A large or damaged file shows no list of its parts; it is then known by how it begins.
    names = names_of(content)
    return any(_MAIN.fullmatch(name) for name in names) or (
        not names and (suffix in _SUFFIXES or b"word/" in content[:_HEAD]) and b"OFD.xml" not in content[:_HEAD]
    )


def decode(content: bytes, name: str) -> Reading:
    """The text of a document of Word or WPS.

    Raises `UnreadableFile` when it is locked by a password, damaged, or unpacks to more than a document holds.
    """
    package = Package(content, name)
    main = _main_part(package)
    root = package.xml(main)
    body = None if root is None else next((e for e in root if local(e) == "body"), None)
    if body is None:
        raise UnreadableFile("errors.zip_damaged", file=name)
    lines = list(_Words(package, main.rpartition("/")[0] + "/").lines(body))
    return Reading("".join(f"{line}\n" for line in lines))


def _main_part(package: Package) -> str:
    links = package.xml("_rels/.rels")
    for link in () if links is None else links:
        if (value(link, "Type") or "").endswith("/officeDocument"):
            part = normpath((value(link, "Target") or "").lstrip("/"))
            if part in package.parts:
                return part
    return "word/document.xml"


class _Words:
    """One pass over a document: numbers count on, notes are gathered."""

    def __init__(self, package: Package, folder: str) -> None:
        self.package, self.folder = package, folder
        self.numbers = Numbers(package, folder)
        self.in_cell = 0
        self.begun = ""  # what a paragraph whose end was deleted leaves to the next one
        self.notes: list[tuple[str, str]] = []  # kind and id of the notes referred to, in their order

    def lines(self, body: etree._Element) -> Iterator[str]:
        yield from self._whole(body)
        found: dict[str, dict[str, etree._Element]] = {}
        for kind, wanted in dict.fromkeys(self.notes):
            if kind not in found:
                root = self.package.xml(f"{self.folder}{kind}.xml")
                found[kind] = {} if root is None else {value(note, "id") or "": note for note in root}
            if wanted in found[kind] and (note := " ".join(self._whole(found[kind][wanted]))):
                yield note

    def _whole(self, holder: etree._Element) -> Iterator[str]:
        """The lines of what no paragraph runs out of: the body, a note, a cell, a text box."""
        outside, self.begun = self.begun, ""
        yield from self._blocks(holder)
        yield from self._left()
        self.begun = outside

    def _left(self) -> Iterator[str]:
        """What a paragraph whose end was deleted leaves where no other one follows."""
        line, self.begun = _trimmed(self.begun), ""
        if line:
            yield line

    def _blocks(self, holder: etree._Element) -> Iterator[str]:
        """The lines of paragraphs and tables in an element, those in wrappers around them included."""
        for element in holder:
            kind = local(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                yield from self._table(element)
            elif kind == "AlternateContent":
                yield from self._blocks(_chosen(element))
            elif kind not in _UNREAD and kind != "sectPr":
                yield from self._blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = next((e for e in paragraph if local(e) == "pPr"), None)
        parts, self.begun = [self.begun], ""
        boxes: list[etree._Element] = []
        self._inline(paragraph, parts, boxes)
        if properties is not None and _property(properties, "rPr", "del") is not None:
            # Its end was deleted: it goes on in the next paragraph, and is none that counts.
            for box in boxes:
                yield from self._whole(box)
            self.begun = "".join(parts)
            return
        number = self.numbers.before(properties)
        lines = [line for piece in "".join(parts).split("\n") if (line := _trimmed(piece))]
        if lines:
            yield number + lines[0]
            yield from lines[1:]
        elif number and self.in_cell:
            yield number.strip()  # the running number of a row: the cell has no words beside it
        for box in boxes:
            yield from self._whole(box)

    def _inline(self, holder: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
        for element in holder:
            kind = local(element)
            if kind == "t":
                parts.append((element.text or "").replace("\n", " ").replace("\t", " "))
            elif kind == "r":
                if not _hidden(element):
                    self._inline(element, parts, boxes)
            elif kind in ("tab", "ptab"):
                parts.append("　")  # a tab parts cells; in a line it is a gap
            elif kind in ("br", "cr"):
                parts.append("\n")
            elif kind == "noBreakHyphen":
                parts.append("-")
            elif kind == "sym":
                parts.append(_symbol(element))
            elif kind in _NOTES:
                self.notes.append((_NOTES[kind], value(element, "id") or ""))
            elif kind == "txbxContent":
                boxes.append(element)
            elif kind == "AlternateContent":
                self._inline(_chosen(element), parts, boxes)
            elif kind and kind not in _UNREAD:
                self._inline(element, parts, boxes)

    def _table(self, table: etree._Element) -> Iterator[str]:
        """A row a line; a table of one column is a frame around paragraphs."""
        yield from self._left()
        rows = [list(_wrapped(row, "tc")) for row in _wrapped(table, "tr") if not _deleted(row)]
        framed = all(len(row) <= 1 for row in rows)
        self.in_cell += not framed
        for row in rows:
            if framed:
                for cell in row:
                    yield from self._whole(cell)
                continue
            cells: list[str] = []
            for cell in row:
                properties = next((e for e in cell if local(e) == "tcPr"), None)
                # The rest of a cell that spans rows is empty; its words stand in the first row.
                words = "" if _goes_on(properties) else " ".join(" ".join(self._whole(cell)).split())
                cells += [words, *[""] * (_span(properties) - 1)]
            if any(cells):
                yield "\t".join(cells)
        self.in_cell -= not framed


def _wrapped(holder: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The elements of a kind right below, or in a wrapper (a content control, a tracked change)."""
    for element in holder:
        kind = local(element)
        if kind == wanted:
            yield element
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _wrapped(element, wanted)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Of one thing in several forms the first, which is the newest."""
    return next((e for e in alternatives if local(e) in ("Choice", "Fallback")), alternatives)


def _property(element: etree._Element, holder: str, name: str) -> etree._Element | None:
    properties = next((e for e in element if local(e) == holder), None)
    return None if properties is None else next((e for e in properties if local(e) == name), None)


def _hidden(run: etree._Element) -> bool:
    found = _property(run, "rPr", "vanish")
    return found is not None and value(found) not in _OFF


def _deleted(row: etree._Element) -> bool:
    return _property(row, "trPr", "del") is not None


def _goes_on(properties: etree._Element | None) -> bool:
    merge = None if properties is None else next((e for e in properties if local(e) == "vMerge"), None)
    return merge is not None and value(merge) != "restart"


def _span(properties: etree._Element | None) -> int:
    span = None if properties is None else next((e for e in properties if local(e) == "gridSpan"), None)
    words = value(span) or "1"
    return min(int(words), 63) if words.isdecimal() and int(words) else 1


def _symbol(element: etree._Element) -> str:
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    return "" if 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0xFFFD else chr(code)


def _trimmed(line: str) -> str:
    return line.strip(" \t\r\u00a0\u3000\u200b\ufeff")


DOCX: Final = Reader(format="docx", takes=_takes, decode=decode, apart=Limits(), largest=_LARGEST)
