"""Saved pages of government sites: the table of particulars, the title, then the document's own words.

Menus, links and footers around it are left out (ingest/readers/html_body.py finds the document); a page in which no
document is found is refused. Nothing in a page is run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from typing import Final

from lxml import etree

from corpus.errors import UnreadableFile
from corpus.fold import fold
from ingest.metadata_dates import written_date
from ingest.readers.html_body import body_of, is_beside, is_key, meta_of, particulars_of, title_above
from ingest.readers.html_grid import empty_cells, item_numbers
from ingest.readers.source import Limits, Reader, Reading
from ingest.readers.text import decode as decode_text

__all__ = ["HTML", "decode"]

# How a page begins: `<!DOCTYPE html`, `<html lang=`, or, where only a part was saved, `<div class="wrap"`.
# Not `<关于…>`, a title in angle brackets.
_PAGE: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<!--.{0,2000}?-->|<\?xml[^>]{0,200}>)*+"
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|div|table|center|p|span)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_BUNDLE: Final = re.compile(
    rb"\A(?=[A-Za-z-]{2,40}:).{0,4000}?^Content-Type:\s{0,9}multipart/related", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HEAD: Final = 8_192
_MOST_ELEMENTS: Final = 250_000  # a decree pasted from Word has some 20,000

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
_CELL: Final = "\0"  # where a cell begins; stands in no text, since it was taken out before


def _takes(content: bytes, suffix: str) -> bool:
    # Without its NULs a page in UTF-16 begins like any other.
    return _PAGE.match(content[:_HEAD].replace(b"\x00", b"")) is not None or _is_bundle(content)


def _is_bundle(content: bytes) -> bool:
    """Whether it is a page that a browser saved with its pictures in one file (MHTML, RFC 2557)."""
    return _BUNDLE.match(content[:_HEAD]) is not None


def _page_of(content: bytes) -> bytes:
    """The page in such a file, the first of its parts; nothing where there is none."""
    parts = message_from_bytes(content).walk()
    found = next((part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"), b"")
    return found if isinstance(found, bytes) else b""


def decode(content: bytes, name: str) -> Reading:
    """The particulars of the page, a cell a line, then its document, a paragraph or table row a line.

    Particulars that are known by name go into the metadata, too: `title`, `issuer`, `number`, `date`, `index`,
    `published`, `validity`. Raises `UnreadableFile` when the page holds no document, or is no text.
    """
    markup = _DECLARATION.sub("", decode_text(_page_of(content) if _is_bundle(content) else content, name))
    try:
        page = etree.fromstring(markup.replace("\x00", ""), etree.HTMLParser(remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        page = None
    if page is None:  # nothing but white space and declarations
        raise UnreadableFile("errors.html_unknown", file=name)
    if sum(1 for _ in page.iter()) > _MOST_ELEMENTS:
        raise UnreadableFile("errors.html_huge", file=name, limit=_MOST_ELEMENTS)
    body = body_of(page)
    if body is None:
        raise UnreadableFile("errors.html_unknown", file=name)
    given = [line for table in particulars_of(page, body) for line in _lines(table, cells=True)]
    lines = list(_lines(body, cells=False))
    title = title_above(page, body, lines) if lines and body.get("id") != "UCAP-CONTENT" else None
    said = meta_of(page) | _said(given)
    text = "".join(f"{line}\n" for line in (*given, *((title,) if title else ()), *lines))
    return Reading(text, metadata=tuple(sorted(said.items())))


_PARTICULARS: Final = {
    "标题": "title", "信息名称": "title", "名称": "title", "公文名称": "title",
    "发文机关": "issuer", "发文机构": "issuer", "发文单位": "issuer", "制发机关": "issuer",
    "发布机构": "issuer", "发布机关": "issuer",
    "发文字号": "number", "文号": "number", "公文文号": "number",
    "成文日期": "date", "生成日期": "date", "发文日期": "date",
    "索引号": "index", "信息索引": "index", "发布日期": "published", "公开日期": "published",
    "有效性": "validity", "效力状态": "validity", "时效性": "validity", "时效": "validity",
}  # fmt: skip
# `成文日期：2021-12-09`, `[成文日期]2021-12-09`, `索 引 号` with its value in the next line.
_KEY: Final = re.compile(
    r"[\[【〔]?([\u4e00-\u9fff][\u4e00-\u9fff \u3000\u00a0]{1,9}?)[ \u3000\u00a0]*(?:[:：\]】〕][ \u3000\u00a0:：]*(.*)|)$"
)


def _said(lines: list[str]) -> dict[str, str]:
    """The particulars by name; a value follows its key on the line, or is the next line."""
    found: dict[str, str] = {}
    waiting: str | None = None
    for line in lines:
        key = _KEY.match(line)
        name = _PARTICULARS.get("".join(key[1].split())) if key else None
        if key and name:
            waiting = None if key[2] else name
            value = key[2] or ""
        elif key and (is_key(line) or key[2] == "" or (key[2] and waiting != "title")):
            waiting, value = None, ""  # a key that is not asked for; `公告：…` may be a title
        else:
            name, waiting, value = waiting, None, line
        if name in ("date", "published"):
            day = written_date(fold(value))
            value = day.isoformat() if day else ""
        if name and value:
            found.setdefault(name, value)
    return found


def _lines(root: etree._Element, *, cells: bool) -> Iterator[str]:
    """The lines that an element shows. `cells` makes each table cell a line, else a row is one, set apart by tabs."""
    parts: list[str] = []
    unseen = depth_in_cell = 0
    around = {} if cells else empty_cells(root)
    numbers = {} if cells else item_numbers(root)
    number = ""  # of an item that has shown no words yet
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_cell = tag in ("td", "th") and element is not root
        breaks = (tag in _BLOCKS and not (depth_in_cell and not cells and tag != "tr")) or (is_cell and cells)
        passed = tag in _UNSEEN or (bool(tag) and element is not root and is_beside(element))
        if event == "start":
            unseen += passed
            depth_in_cell += is_cell
        elif event == "end":
            unseen -= passed
            depth_in_cell -= is_cell
            if element in around:
                parts.append(_CELL * around[element].after)
        if breaks:
            yield from _flush(parts)
        elif event == "start" and is_cell:
            parts.append(_CELL * (1 + (around[element].before if element in around else 0)))
        words = element.tail
        if event == "start":
            number += numbers.get(element, "")
            words = element.text if tag else None
        elif element is root:
            words = None
        if words and not unseen:
            if number and words.strip():
                words, number = number + words.lstrip(), ""
            parts.append(words)
    yield from _flush(parts)


def _flush(parts: list[str]) -> Iterator[str]:
    """The line that has been gathered, blanks as a browser shows them; nothing when it is blank.

    Empty cells keep their places between others; a row of which one cell has words is a line like any other.
    """
    first, *rest = (_BLANKS.sub(" ", cell).strip() for cell in "".join(parts).split(_CELL))
    parts.clear()
    cells = rest if rest and not first else [first, *rest]
    line = "\t".join(cells) if sum(map(bool, cells)) > 1 else "".join(cells)
    if line:
        yield line


HTML: Final = Reader(format="html", takes=_takes, decode=decode, apart=Limits())
