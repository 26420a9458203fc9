"""From pages as printed to one text: what runs on every page dropped, columns in order, lines joined to paragraphs.

A paragraph begins where a line is indented, where the line before it had room for what follows, or where the size or
the distance changes; also across columns and pages. A row of a table is a paragraph, its cells apart by tabs; a row
that the end of a page cut is one row again, and a head that is repeated on the next page stands once. Footnotes stand
at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Page
from ingest.enumerators import enumerator_at
from ingest.readers.columns import Line, Lines, lines_of
from ingest.readers.notes import without_notes
from ingest.readers.running import without_running
from ingest.readers.sheets import Grid, Sheet, is_wide, joint

__all__ = ["compose"]

_CLOSING: Final = "，。、；：！？）》〉”’】〕％,;:!?)"
_ONWARD: Final = "，、,（(《〈“‘【〔"  # signs with which nothing ends
# What a paragraph ends with: `…。`, `…。”`, `…。（某部负责）`, also where the bracket opened on a line above; not `…（试点）`.
_ENDED: Final = re.compile(r"(?:[。！？；：!?;:][”’]?|(?:^|[。！？；：!?;:][”’]?)[（(][^（）()]*[）)]|^[^（(]*[）)])\Z")
_MARK: Final = re.compile("[，。；：,;:]")  # a title has none
_SPACED: Final = 1.25  # in distances of lines: what may part paragraphs
_RAGGED: Final = 0.3  # of the width of a column: less may be left at any line, set by fewer characters or unevenly
# What a line breaks before as a whole: opening marks with what they open, a figure or word, its closing marks.
_UNIT: Final = re.compile(r"[（(《〈“‘【〔]*(?:[A-Za-z0-9.+/%-]+|.)[，。、；：！？）》〉”’】〕％%,.;:!?)]*", re.DOTALL)
_TELLING: Final = 8  # lines from which a page tells its margins
_NUMBER: Final = re.compile(r"[(（]?\d{1,4}[)）.、]?")


class _Row(msgspec.Struct):
    cells: list[str]


_Item = Line | _Row


def compose(sheets: Sequence[Sheet]) -> tuple[str, tuple[Page, ...]]:
    """The text of pages in their order, a paragraph or row a line, and where in it each page begins."""
    sheets, notes = without_notes(sheets)
    flows = [lines_of(sheet) for sheet in without_running(sheets)]
    _level(flows)
    indented = _indented(flows)
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
                text.line(item, begins=before is None or _begins(before, item, indented=indented))
                before, grid = item, None
            continued = False
    return text.done(notes)


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

    def done(self, notes: Sequence[str]) -> tuple[str, tuple[Page, ...]]:
        self.flush()
        self.end()
        self.mark()
        for note in notes:
            self.add(f"{note}\n")
        return "".join(self.parts), tuple(self.pages)


# Tables.


def _same_columns(first: Grid, second: Grid) -> bool:
    """Whether a table may be the rest of another, by its columns or by its head, which is the same again."""
    slack = 0.01 * max(first.x1 - first.x0, 1)
    return len(first.columns) == len(second.columns) and (
        first.rows[0] == second.rows[0]
        or all(abs(a - b) <= slack for a, b in zip(first.columns, second.columns, strict=True))
    )


def _joined(first: Grid | None, second: Grid) -> Grid:
    """The table over two pages: the head of the first counts for what follows."""
    assert first
    return msgspec.structs.replace(second, rows=[*first.rows, *second.rows])


def _rows(text: _Text, above: Sequence[tuple[str, ...]], grid: Grid) -> None:
    """Write the rows of a table; `above` are those of the pages before, where it goes on."""
    rows = list(grid.rows)
    if above and rows[0] == above[0]:
        rows.pop(0)
    if above and rows and text.row and _goes_on(above, rows[0]):
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


def _indented(flows: Sequence[Lines]) -> bool:
    """Whether paragraphs are known by their indents: nearly all do that come after a short line which ends a sentence."""
    after = [
        line.x0 - line.left > 0.8 * line.size
        for flow in flows
        for before, line in pairwise(_lines(flow))
        if _ENDED.search(before.text) and before.right - before.x1 > _RAGGED * (before.right - before.left)
    ]
    return len(after) > 2 and sum(after) > 0.8 * len(after)


def _begins(before: Line, line: Line, *, indented: bool) -> bool:
    """Whether a line begins a paragraph, by the line that comes before it; `indented` is whether its kind show it by that."""
    em, ended = line.size, _ENDED.search(before.text) is not None
    # The width of a few characters tells their size less exactly, as does a font that gives the width of what is black.
    near = 0.12 if ended and min(len(before.text), len(line.text)) >= 5 else 0.25
    beside = before.opens and line.x0 < before.x0 - em  # back at the left, below a statement at the right
    if before.closed or line.opens or beside or abs(before.size - line.size) > near * em:
        return True
    step = line.y - before.y if before.block == line.block else 0
    if step > max(1.5 * line.leading, 1.8 * em) or (ended and step > _SPACED * line.leading):
        return True
    indent = line.x0 - line.left
    if 0.8 * em < indent <= 2.6 * em:
        return not _set_in(before, line, ended=ended)
    if line.text[0] in _CLOSING or before.text[-1] in _ONWARD:
        return False
    folded = fold(line.text[:12])
    numbered = line.text.startswith("——") or enumerator_at(folded, 0, len(folded)) is not None
    room = before.right - before.x1 - _needs(line.text) * em
    midst = indented if ended else before.x0 - before.left < 2.6 * em and _MARK.search(before.text)
    least = _RAGGED * (before.right - before.left) if midst and not numbered else 0.5 * em
    if room > least:
        return True
    if indent > 2.6 * em:
        # The rest of a hanging indent (`附件：1.…`), or a title in the middle below a full line of it, or two lines at the right.
        apart = before.x0 - before.left > 2.6 * em and abs(before.x0 - line.x0) > 0.2 * em
        return ended or apart or (_is_centred(before) and _is_centred(line))
    return numbered and (ended or not _MARK.search(before.text))


def _set_in(before: Line, line: Line, *, ended: bool) -> bool:
    """Whether two lines are of one paragraph that is set in, at both sides maybe (`抄送：…`): the first has no room left."""
    indent = before.x0 - before.left
    first, second = (fold(text[:12]) for text in (before.text, line.text))
    return (
        not ended
        and abs(before.x0 - line.x0) < 0.2 * line.size
        and before.right - before.x1 < indent + _needs(line.text) * line.size
        and _MARK.search(before.text) is not None
        and enumerator_at(first, 0, len(first)) is None
        and enumerator_at(second, 0, len(second)) is None
    )


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
    plain = [flow for flow in flows if not flow.columns and any(_lines(flow))]
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
