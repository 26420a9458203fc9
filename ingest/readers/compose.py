"""From pages as printed to one text: what runs on every page dropped, columns in order, lines joined to paragraphs.

A paragraph begins where a line is indented, where the line before it had room for what follows, or where the size or
the distance changes; also across columns and pages. A row of a table is a paragraph, its cells apart by tabs; a row
that the end of a page cut is one row again, and a head that is repeated on the next page stands once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Page
from ingest.enumerators import enumerator_at
from ingest.readers.columns import Line, Lines, lines_of
from ingest.readers.running import without_running
from ingest.readers.sheets import Grid, Sheet, is_wide, joint

__all__ = ["compose"]

_FINAL: Final = "。！？；：!?;:”）)》"
_OPENING: Final = "（(《〈“‘【〔"
# What a line breaks before as a whole: opening marks with what they open, a figure or word, its closing marks.
_UNIT: Final = re.compile(r"[（(《〈“‘【〔]*(?:[A-Za-z0-9.+/%-]+|.)[，。、；：！？）》〉”’】〕％%,.;:!?)]*", re.DOTALL)
_TELLING: Final = 8  # lines from which a page tells its margins
_NUMBER: Final = re.compile(r"[(（]?\d{1,4}[)）.、]?")


class _Row(msgspec.Struct):
    cells: list[str]


_Item = Line | _Row


def compose(sheets: Sequence[Sheet]) -> tuple[str, tuple[Page, ...]]:
    """The text of pages in their order, a paragraph or row a line, and where in it each page begins."""
    flows = [lines_of(sheet) for sheet in without_running(sheets)]
    _level(flows)
    text = _Text()
    before: Line | None = None
    grid: Grid | None = None
    for sheet, flow in zip(sheets, flows, strict=True):
        text.page(sheet)
        continued = True  # nothing has come on this page that would end what runs over from the last one
        for item in flow.items:
            if isinstance(item, Grid):
                onward = continued and grid is not None and _same_columns(grid, item)
                _rows(text, grid.rows if onward and grid else [], item)
                grid, before = (item if not onward else _joined(grid, item)), None
            else:
                text.line(item, begins=before is None or _begins(before, item))
                before, grid = item, None
            continued = False
    return text.done()


class _Text:
    """The text as it grows. A row is kept open until it is known that the next page does not go on with it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pages: list[Page] = []
        self.waiting: list[Sheet] = []  # pages of which nothing has come yet
        self.row: list[str] = []

    def page(self, sheet: Sheet) -> None:
        self.waiting.append(sheet)

    def line(self, line: Line, *, begins: bool) -> None:
        self.flush()
        if begins:
            self.end()
        self.add(joint(self.parts[-1] if self.parts else "", line.text) + line.text)

    def open_row(self, cells: Sequence[str]) -> None:
        self.flush()
        self.end()
        # Tabs and breaks are what tells cells and rows apart.
        self.row = [" ".join(cell.split()) for cell in cells]
        self.mark()

    def flush(self) -> None:
        if self.row:
            row, self.row = self.row, []
            # The title of a section of the table, a cell over all columns, is a line like any other.
            self.add("\t".join(row) if any(row[1:]) else row[0])

    def end(self) -> None:
        """End the paragraph."""
        if self.parts and self.parts[-1] != "\n":
            self.add("\n", marks=False)

    def mark(self) -> None:
        self.pages += [
            Page(sheet.number, self.length, sheet.confidence, sheet.places, sheet.turned) for sheet in self.waiting
        ]
        self.waiting = []

    def add(self, words: str, *, marks: bool = True) -> None:
        if marks:
            self.mark()
        self.parts.append(words)
        self.length += len(words)

    def done(self) -> tuple[str, tuple[Page, ...]]:
        self.flush()
        self.end()
        self.mark()
        return "".join(self.parts), tuple(self.pages)


# Tables.


def _same_columns(first: Grid, second: Grid) -> bool:
    slack = 0.01 * max(first.x1 - first.x0, 1)
    return len(first.columns) == len(second.columns) and all(
        abs(a - b) <= slack for a, b in zip(first.columns, second.columns, strict=True)
    )


def _joined(first: Grid | None, second: Grid) -> Grid:
    """The table over two pages: the head of the first counts for what follows."""
    assert first
    return msgspec.structs.replace(second, rows=[*first.rows, *second.rows])


def _rows(text: _Text, above: Sequence[tuple[str, ...]], grid: Grid) -> None:
    """Write the rows of a table; `above` are those of the pages before, where it goes on."""
    rows = list(grid.rows)
    if above and rows and rows[0] == above[0]:
        rows.pop(0)
    elif above and rows and text.row and _goes_on(above, rows[0]):
        text.row = [first + joint(first, second) + second for first, second in zip(text.row, rows.pop(0), strict=True)]
    for row in rows:
        if any(row):
            text.open_row(row)


def _goes_on(above: Sequence[tuple[str, ...]], row: tuple[str, ...]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    last = above[-1]
    numbered = [
        at for at in range(len(row)) if sum(bool(_NUMBER.fullmatch(r[at])) for r in above[1:]) * 2 > len(above) - 1
    ]
    if numbered and len(above) > 1:
        return not any(row[at] for at in numbered)
    rest = [(before, after) for before, after in zip(last, row, strict=True) if after]
    return len(rest) < len(row) and all(before and before[-1] not in "。；;" for before, _ in rest)


# Paragraphs.


def _begins(before: Line, line: Line) -> bool:
    """Whether a line begins a paragraph, by the line that comes before it."""
    em = line.size
    # The width of a few characters tells their size less exactly: some fonts give the width of what is black.
    near = 0.12 if min(len(before.text), len(line.text)) >= 5 else 0.25
    if before.closed or line.opens or abs(before.size - line.size) > near * em:
        return True
    together = before.block == line.block
    if together and line.y - before.y > max(1.5 * line.leading, 1.8 * em):
        return True
    if before.right - before.x1 > _needs(line.text) * em + 0.5 * em:
        return True  # there was room for more
    indent = line.x0 - line.left
    ended = before.text[-1] in _FINAL
    if indent > 2.6 * em:
        # The rest of a hanging indent (`附件：1.…`), or a title in the middle below a full line of it.
        return ended or (_is_centred(before) and _is_centred(line))
    if indent > 0.8 * em:
        return True
    folded = fold(line.text[:12])
    return ended and enumerator_at(folded, 0, len(folded)) is not None


def _is_centred(line: Line) -> bool:
    return abs(line.x0 + line.x1 - line.left - line.right) < 1.4 * line.size


def _needs(text: str) -> float:
    """How wide the first unit of a line is that cannot be broken, in sizes of a character."""
    unit = _UNIT.match(text)
    words = unit.group() if unit else text[:1]
    # The last closing mark may be set narrow or stand in the margin.
    return sum(1.0 if is_wide(char) else 0.55 for char in words)


def _level(flows: Sequence[Lines]) -> None:
    """Set margins by the whole document where a page has too few lines to tell them (the last one, above all)."""
    plain = [flow for flow in flows if not flow.columns and flow.items]
    telling = [flow for flow in plain if len(flow.items) >= _TELLING]
    # Pages of a book may have other margins on the left than on the right.
    sides = [[flow for flow in telling if flow.number % 2 == side] for side in (0, 1)]
    for flow in plain:
        like = (all(sides) and sides[flow.number % 2]) or telling or plain
        left, right = median(f.left for f in like), median(f.right for f in like)
        leading = median(f.leading for f in like)
        for line in _lines(flow):
            if abs(line.left - left) < 3.5 * line.size:
                line.left = min(left, line.left)
            line.right = max(right, line.right)
            if len(flow.items) < _TELLING:
                line.leading = leading


def _lines(flow: Lines) -> Iterator[Line]:
    return (item for item in flow.items if isinstance(item, Line))
