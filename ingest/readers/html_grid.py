"""What a browser shows of lists and tables though it stands nowhere in the page: numbers of items, places of empty cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import etree

from ingest.readers.docx_numbers import written

__all__ = ["Empty", "empty_cells", "item_numbers"]

_WIDEST: Final = 60  # columns
_HIGHEST: Final = 1_000  # rows that a cell may span
_KINDS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*(?:[a-z]+\s+)?([a-z-]+)", re.IGNORECASE)
_STYLES: Final = {
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "cjk-decimal": "ideographDigital",
}  # fmt: skip


class Empty(msgspec.Struct):
    """The empty cells around one: before it, where cells of rows above reach down; after it, where it spans columns."""

    before: int = 0
    after: int = 0


def item_numbers(root: etree._Element) -> dict[etree._Element, str]:
    """The number that stands before each item of a numbered list: `1.`, `一、`."""
    numbers: dict[etree._Element, str] = {}
    for numbered in root.iter("ol"):
        style = _STYLE.search(numbered.get("style", ""))
        kind = _KINDS.get(numbered.get("type", ""), "decimal")
        form = _STYLES.get(style[1].lower(), "" if style[1].lower() == "none" else kind) if style else kind
        items = [item for item in numbered if item.tag == "li"]
        step = -1 if numbered.get("reversed") is not None else 1
        count = _integer(numbered.get("start"), len(items) if step < 0 else 1) - step
        for item in items:
            count = _integer(item.get("value"), count + step)
            if form:
                mark = "、" if form in ("chineseCounting", "ideographDigital") else "."
                numbers[item] = written(count, form) + mark
    return numbers


def empty_cells(root: etree._Element) -> dict[etree._Element, Empty]:
    """The empty cells around the cells of all tables, by cell; those at the end of a row by the row."""
    found: dict[etree._Element, Empty] = {}
    for table in root.iter("table"):
        reaching: dict[int, int] = {}  # by column: rows that a cell above still spans
        for row in _rows(table):
            onward: dict[int, int] = {}
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                before, column = column, _free(column, reaching, onward)
                width = max(min(_integer(cell.get("colspan"), 1), _WIDEST), 1)
                height = _integer(cell.get("rowspan"), 1)
                if height == 0 or height > _HIGHEST:  # 0: to the end
                    height = _HIGHEST
                found[cell] = Empty(column - before, width - 1)
                if height > 1:
                    onward.update(dict.fromkeys(range(column, column + width), height - 1))
                column += width
            if any(at >= column for at in reaching):
                found[row] = Empty(after=max(reaching) + 1 - column)
                onward.update({at: rows - 1 for at, rows in reaching.items() if at >= column and rows > 1})
            reaching = onward
    return found


def _free(column: int, reaching: dict[int, int], onward: dict[int, int]) -> int:
    """The next column that no cell above reaches into; those passed over reach on where they span more rows."""
    while column in reaching:
        if reaching[column] > 1:
            onward[column] = reaching[column] - 1
        column += 1
    return column


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == "tr":
            yield element
        elif element.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in element if row.tag == "tr")


def _integer(words: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(-?\d{1,5})", words or "")
    return int(found[1]) if found else otherwise
