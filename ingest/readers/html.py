"""Saved pages of the State Council's document library (gov.cn): the metadata table, then the document's own words.

The content decides: a page is known by the element `#UCAP-CONTENT` that holds the document. A page of another
site is refused, since its menus and footers would be read as clauses. Nothing in a page is run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html

from corpus.errors import UnreadableFile
from ingest.readers.source import Reader, Reading
from ingest.readers.text import decode as decode_text

__all__ = ["HTML", "decode"]

# How a page begins: `<!DOCTYPE html`, `<html lang=`, or, where only a part was saved, `<div class="wrap"`.
# Not `<关于…>`, a title in angle brackets.
_PAGE: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<!--.{0,2000}?-->|<\?xml[^>]{0,200}>)*+"
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|div|table|center|p|span)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HEAD: Final = 8_192

# What begins and ends a line of its own where a browser shows it. A cell is one only in the metadata table.
_BLOCKS: Final = frozenset(
    {"address", "article", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre"}
    | {"section", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_UNSEEN: Final = frozenset(
    {"script", "style", "noscript", "template", "iframe", "canvas", "head", "title", "select", "option", "button"}
)
_BLANKS: Final = re.compile("[ \t\r\n\f]+")


def _takes(content: bytes, suffix: str) -> bool:
    # Without its NULs a page in UTF-16 begins like any other.
    return _PAGE.match(content[:_HEAD].replace(b"\x00", b"")) is not None


def decode(content: bytes, name: str) -> str:
    """The metadata table of the page, a cell a line, then its document, a paragraph or table row a line.

    Raises `UnreadableFile` when the page holds no `#UCAP-CONTENT`, or is no text.
    """
    markup = _DECLARATION.sub("", decode_text(content, name))
    try:
        page = html.document_fromstring(markup.replace("\x00", ""), parser=html.HTMLParser(remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        raise UnreadableFile("errors.html_unknown", file=name) from None
    body = next((element for element in page.iter() if element.get("id") == "UCAP-CONTENT"), None)
    if body is None:
        raise UnreadableFile("errors.html_unknown", file=name)
    tables = [table for table in page.iter("table") if "bd1" in table.get("class", "").split()]
    lines = [line for table in tables for line in _lines(table, cells=True)]
    lines += _lines(body, cells=False)
    return "".join(f"{line}\n" for line in lines)


def _lines(root: etree._Element, *, cells: bool) -> Iterator[str]:
    """The lines that an element shows. `cells` makes each table cell a line, else a row is one, set apart by tabs."""
    parts: list[str] = []
    unseen = depth_in_cell = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_cell = tag in ("td", "th") and element is not root
        breaks = (tag in _BLOCKS and not (depth_in_cell and not cells and tag != "tr")) or (is_cell and cells)
        if event == "start":
            unseen += tag in _UNSEEN
            depth_in_cell += is_cell
        elif event == "end":
            unseen -= tag in _UNSEEN
            depth_in_cell -= is_cell
        if breaks:
            yield from _flush(parts)
        elif event == "start" and is_cell:
            parts.append("\0")  # where the next cell begins; stands in no text, since it was taken out above
        if event == "start" and tag and not unseen:
            parts.append(element.text or "")
        elif event != "start" and element is not root and not unseen:
            parts.append(element.tail or "")
    yield from _flush(parts)


def _flush(parts: list[str]) -> Iterator[str]:
    """The line that has been gathered, blanks as a browser shows them; nothing when it is blank."""
    cells = [_BLANKS.sub(" ", cell).strip() for cell in "".join(parts).split("\0")]
    parts.clear()
    line = "\t".join(cells).strip()
    if line:
        yield line


HTML: Final = Reader(format="html", takes=_takes, decode=lambda content, name: Reading(decode(content, name)))
