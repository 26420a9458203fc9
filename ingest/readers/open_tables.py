"""Tables without rules between their columns: rules across only (三线表), or bands of colour behind some rows.

Two rules of the same extent with a head between them say that there is a table. Its columns are the gaps that its words
leave from the head down; its rows are what stands between two rules, or where there are none, what the distances of lines
set apart. Running text fills the gaps and is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median
from typing import Final

import msgspec

from ingest.readers.columns import rows_of
from ingest.readers.open_rows import FREE, Columns, Row, Span, split
from ingest.readers.ruled import Box, Cells, Rule
from ingest.readers.sheets import Fragment, Grid

__all__ = ["GAP", "Bands", "OpenTable", "bands_of", "tables_on", "told_apart"]

GAP: Final = 0.45  # in widths of a character: what is further apart may stand in two cells
_NEAR: Final = 3.0  # points: rules that are this near lie on one line, or have the same extent
_LONG: Final = 0.3  # of the width of a page: a table is wider
_PARTIAL: Final = 0.6  # of the width of a table: a rule that parts rows of it
_MOST_RULES: Final = 400
_HEAD_LINES: Final = 4
_HEAD_STEP: Final = 1.7  # in sizes of a character: a line that is further above a rule is no part of a head
_CROSSED: Final = 0.3  # share of the lines below that run over it: a gap in the head that is none between columns
_FAR: Final = 3.5  # in sizes of a character: what is further below is no row of the table
_NEXT: Final = 200.0  # points: so much of what is below a head is looked at
_FOOT: Final = 2  # lines below the last row, or above the first: numbers and heads of pages
_HEAD_APART: Final = 2.2  # in sizes of a character: the head of a page is further from its text
_MOST: Final = 0.8  # of a table's height that rules have made cells of: then they tell all of it
_LONG_CELLS: Final = 14  # lines: two cells of a row that are longer are columns of running text
_RUNNING: Final = 24  # characters: a line of running text in two columns has more, in each of three a third


class Bands(msgspec.Struct):
    """Rules across of the same extent, by their heights from the top down."""

    x0: float
    x1: float
    ys: list[float]

    def within(self, lines: Iterable[Row], top: float, bottom: float) -> list[Row]:
        """What stands between two heights and, with some of it at least, between the ends of the rules."""
        found = []
        for line in lines:
            if top < line[0].y - 0.35 * line[0].size < bottom:
                inside = [f for f in line if f.x0 < self.x1 and self.x0 < f.x1]  # all of what reaches over an end
                if inside:
                    found.append(inside)
        return found

    def boxes(self, top: float, bottom: float, rows: Iterable[Sequence[Row]]) -> list[Box]:
        """Where the rows of a table stand: between the ends of the rules, and the pieces that reach over these."""
        over = (f for row in rows for line in row for f in line if f.x0 < self.x0 or f.x1 > self.x1)
        return [(self.x0, top, self.x1, bottom), *((f.x0, f.y - f.size, f.x1, f.y) for f in over)]


def bands_of(rules: Sequence[Rule], width: float, ruled: Sequence[Cells]) -> list[Bands]:
    """The rules across a page of this width that may be of tables, those of one extent together.

    Those of one of the `ruled` tables are not: there columns are parted by rules as well.
    """
    across = sorted((y, x0, x1) for x0, y, x1, bottom in rules if y == bottom)
    joined: list[list[float]] = []  # y, x0, x1
    for y, x0, x1 in across:
        same = next(
            (j for j in reversed(joined[-40:]) if y - j[0] <= _NEAR and x0 <= j[2] + _NEAR and j[1] <= x1 + _NEAR), None
        )
        if same:
            same[1], same[2] = min(same[1], x0), max(same[2], x1)
        else:
            joined.append([y, x0, x1])
    groups: list[Bands] = []
    for y, x0, x1 in joined if len(joined) <= _MOST_RULES else ():
        if x1 - x0 < _LONG * width:
            continue
        group = next((g for g in groups if abs(g.x0 - x0) <= _NEAR and abs(g.x1 - x1) <= _NEAR), None)
        if group is None:
            groups.append(Bands(x0, x1, [y]))
        elif y - group.ys[-1] > _NEAR:
            group.ys.append(y)
    _take_partial(groups)
    boxes = [table.box for table in ruled if len(table.rows) > 1]  # one row may be a head on a ground
    return [
        g
        for g in groups
        if g.ys and not any(top - _NEAR <= g.ys[0] and g.ys[-1] <= end + _NEAR for _, top, _, end in boxes)
    ]


def _take_partial(groups: Sequence[Bands]) -> None:
    """Rules below a head that leave out some columns, over which a cell goes on, part rows of the whole table."""
    for whole in groups:
        for part in groups:
            begin = abs(part.x0 - whole.x0) <= _NEAR
            end = abs(part.x1 - whole.x1) <= _NEAR
            if begin == end or not _PARTIAL < (part.x1 - part.x0) / (whole.x1 - whole.x0) < 1:
                continue
            inner = [y for y in part.ys if len(whole.ys) > 2 and whole.ys[1] < y < whole.ys[-1]]
            whole.ys = sorted([*whole.ys, *inner])
            part.ys = [y for y in part.ys if y not in inner]


class OpenTable(msgspec.Struct):
    """A table as it stands on one page, the places of its words, and whether it reaches to the end of what stands there."""

    grid: Grid
    boxes: list[Box]
    columns: Columns
    head: tuple[str, ...]
    onward: bool = False


def tables_on(groups: Sequence[Bands], fragments: Sequence[Fragment], before: OpenTable | None) -> list[OpenTable]:
    """The tables of a page; `before` is what may go on from the page before.

    `fragments` are the pieces of its lines without gaps wider than `GAP`.
    """
    lines = rows_of(fragments)
    found: list[OpenTable] = []
    for group in sorted(groups, key=lambda group: group.x0 - group.x1):  # a table within another is a part of it
        found += [one for one in _tables(group, lines) if not any(_meet(one.grid, other.grid) for other in found)]
    if before and not any(table.head == before.head for table in found):
        rest = _rest(before, groups, lines)
        if rest:
            found = [rest, *(table for table in found if table.grid.top > rest.grid.bottom - _NEAR)]
    found.sort(key=lambda table: table.grid.top)
    if found:
        below = sum(line[0].y > found[-1].grid.bottom for line in lines)
        found[-1].onward = below <= _FOOT
    return found


def _rest(before: OpenTable, groups: Sequence[Bands], lines: Sequence[Row]) -> OpenTable | None:
    """What a page begins with of the table of the page before, whose head it does not repeat; running heads are passed over."""
    x0, x1 = before.grid.x0, before.grid.x1
    group = next((g for g in groups if abs(g.x0 - x0) <= _NEAR and abs(g.x1 - x1) <= _NEAR), Bands(x0, x1, []))
    columns = Columns(before.columns.free, before.columns.size)
    columns.centred = before.columns.centred
    lines = group.within(lines, 0.0, float("inf"))
    begin = 0
    for line, following in pairwise(lines[: _FOOT + 1]):
        alone = sum(map(bool, columns.parts([line]))) < 2
        if alone and (following[0].y - line[0].y > _HEAD_APART * line[0].size or not columns.hold([line])):
            begin += 1
        else:
            break
    if not lines[begin:]:
        return None
    top = lines[begin][0].y - lines[begin][0].size
    ys = [top, *(y for y in group.ys if y > top + _NEAR)]
    rows, last, bottom = _rows_below(Bands(x0, x1, ys), lines, columns, 0, [])
    filled = [columns.cells(row) for row in rows]
    # A signature or a note below a table that ends with its page fits some columns, too: one row has to be as full as
    # those before.
    usual = median(sum(map(bool, row)) for row in before.grid.rows)
    if not any(1 < sum(map(bool, row)) >= usual for row in filled) or _runs_on(rows, columns):
        return None
    grid = Grid(x0, x1, top, max(bottom, ys[last]), before.grid.columns, filled)
    return OpenTable(grid, group.boxes(top, grid.bottom, rows), columns, before.head)


def told_apart(ruled: Sequence[Cells], found: Sequence[OpenTable]) -> tuple[list[Cells], list[OpenTable]]:
    """Which of the tables of a page count, where rules that part columns as well form some of them.

    Those tell more; but where bands of colour lie behind every second row, they are those rows alone.
    """
    kept = [one for one in found if not any(_covers(table.box[1], table.box[3], one.grid) > _MOST for table in ruled)]
    return [table for table in ruled if not any(_within(table, one.grid) for one in kept)], kept


def _meet(first: Grid, second: Grid) -> bool:
    across = first.x0 < second.x1 and second.x0 < first.x1
    return across and first.top < second.bottom and second.top < first.bottom


def _covers(top: float, bottom: float, grid: Grid) -> float:
    """The share of a table's height that lies between two heights."""
    return (min(bottom, grid.bottom) - max(top, grid.top)) / (grid.bottom - grid.top)


def _within(table: Cells, grid: Grid) -> bool:
    return (
        grid.top <= (table.box[1] + table.box[3]) / 2 <= grid.bottom
        and table.box[0] < grid.x1
        and grid.x0 < table.box[2]
    )


def _tables(group: Bands, lines: Sequence[Row]) -> Iterator[OpenTable]:
    at, bottom = 0, 0.0
    while at < len(group.ys) - 1:
        found = _table(group, lines, at)
        at += 1
        # A head that stands above one rule and below another has one table.
        if found and found[0].grid.top >= bottom:
            yield found[0]
            at, bottom = max(at, found[1]), found[0].grid.bottom


def _table(group: Bands, lines: Sequence[Row], at: int) -> tuple[OpenTable, int] | None:
    """The table whose head stands above or below the rule `at`, and the number of its last rule."""
    ys = group.ys
    band = group.within(lines, ys[at], ys[at + 1])
    above = _above(group.within(lines, ys[at - 1] if at else 0.0, ys[at])[-_HEAD_LINES:], ys[at])
    if len(_clusters(above)) >= max(len(_clusters(band)), 2):
        return _below(group, lines, above, at, above[0][0].y - above[0][0].size)
    return _below(group, lines, band, at + 1, ys[at]) if 0 < len(band) <= _HEAD_LINES else None


def _above(lines: Sequence[Row], y: float) -> list[Row]:
    """The lines of a head right above a rule."""
    head: list[Row] = []
    for line in reversed(lines):
        if y - line[0].y > _HEAD_STEP * line[0].size or len(_clusters([line, *head])) < len(_clusters(head)):
            break
        head.insert(0, line)
        y = line[0].y
    return head


def _below(
    group: Bands, lines: Sequence[Row], head: Sequence[Row], first: int, top: float
) -> tuple[OpenTable, int] | None:
    """The table below a head, whose rows begin below the rule `first`."""
    ys = group.ys
    beneath = _beneath(group.within(lines, *pair) for pair in pairwise(ys[first:]))
    gaps = _true(_gaps(_clusters(head)), beneath or group.within(lines, ys[first], ys[first] + _NEXT))
    if not gaps:
        return None
    columns = Columns([[gap] for gap in gaps], median(piece.size for line in head for piece in line))
    rows, last, bottom = _rows_below(group, lines, columns, first, [head])
    filled = [columns.cells(row) for row in rows]
    closed = last > first
    telling = sum(sum(map(bool, row)) > 1 for row in filled[1:])
    if (
        not all(filled[0])
        or any("。" in cell for cell in filled[0])
        or telling < (1 if closed and len(gaps) > 1 else 2)
    ):
        return None
    if (len(gaps) < 2 and not closed) or _runs_on(rows[1:], columns):
        return None
    grid = Grid(group.x0, group.x1, top, max(ys[last], bottom), (group.x0, *columns.places()), filled)
    return OpenTable(grid, group.boxes(top, grid.bottom, rows), columns, filled[0]), last


def _rows_below(
    group: Bands, lines: Sequence[Row], columns: Columns, first: int, rows: Sequence[Sequence[Row]]
) -> tuple[list[Sequence[Row]], int, float]:
    """The rows of a table with those below the rule `first`, its last rule, and how far down it reaches below that."""
    ys = group.ys
    rows, last = list(rows), first
    bands = [group.within(lines, *pair) for pair in pairwise(ys[first:])]
    for band in bands:
        if not columns.hold(band) and not (len(band) == 1 and len(band[0]) == 1 and rows[1:]):
            break
        if band:
            rows.extend(split(band, columns, ruled=len(bands) > 2))
        last += 1
    below = group.within(lines, ys[last], ys[last + 1] if last + 1 < len(ys) else float("inf"))
    tail = _tail(below, columns, ys[last], closed=last > first)
    return [*rows, *tail], last, tail[-1][-1][0].y + 1 if tail else 0.0


def _runs_on(rows: Sequence[Sequence[Row]], columns: Columns) -> bool:
    """Whether rows are columns of running text: cells as long as a page, or most rows one line that fills two columns."""
    parts = [columns.parts(row) for row in rows]
    if any(sum(len(rows_of(cell)) > _LONG_CELLS for cell in row) > 1 for row in parts):
        return True
    ends = [max((piece.x1 for cell in column for piece in cell), default=0.0) for column in zip(*parts, strict=True)]
    full: list[bool] = [
        sum(
            _letters(cell) >= _RUNNING // 3 and end - cell[-1].x1 < 2 * columns.size
            for cell, end in zip(row, ends, strict=True)
        )
        > 1
        for row, lines in zip(parts, rows, strict=True)
        if len(lines) == 1 and _letters(lines[0]) > _RUNNING
    ]
    return 2 * sum(full) > len(rows)


def _letters(pieces: Sequence[Fragment]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _clusters(lines: Iterable[Row]) -> list[list[Fragment]]:
    """Pieces that stand above each other, from the left."""
    clusters: list[list[Fragment]] = []
    end = float("-inf")
    for piece in sorted((piece for line in lines for piece in line), key=lambda f: f.x0):
        if piece.x0 - end > GAP * piece.size:
            clusters.append([])
        clusters[-1].append(piece)
        end = max(end, piece.x1)
    return clusters


def _gaps(clusters: Sequence[Sequence[Fragment]]) -> list[Span]:
    return [(max(f.x1 for f in left), min(f.x0 for f in right)) for left, right in pairwise(clusters)]


def _true(gaps: Sequence[Span], lines: Sequence[Row]) -> list[Span]:
    """The gaps of a head that the lines below leave free: `任   务` has one that they do not."""
    least = _CROSSED * len(lines)
    return [
        (a, b)
        for a, b in gaps
        if sum(any(f.x0 <= a + FREE and f.x1 >= b - FREE for f in line) for line in lines) <= least
    ]


def _beneath(bands: Iterable[list[Row]]) -> list[Row]:
    """The lines of the bands that may be rows."""
    rows = takewhile(lambda band: len(band) < 2 or any(len(line) > 1 for line in band), bands)
    return [line for band in rows for line in band]


def _tail(lines: Sequence[Row], columns: Columns, y: float, *, closed: bool) -> list[list[Row]]:
    """The rows below the last rule: all of a table of which only the head is set off, the last one between bands."""
    taken: list[Row] = []
    for line in lines:
        # A figure by itself does not tell the size of its font.
        if line[0].y - y > _FAR * min(columns.size, line[0].size) or not columns.hold([line]):
            break
        taken.append(line)
        y = line[0].y
    if not taken:
        return []
    rows = split(taken, columns, ruled=False)
    counts = [sum(map(bool, columns.parts(row))) for row in rows]
    if closed:
        return rows[:1] if counts[0] >= max(2, len(columns.free)) else []
    # The rest of a row may fill one column only.
    begin = 1 if len(counts) > 1 and counts[1] > 1 else 0
    return rows[: next((at for at, count in enumerate(counts) if at >= begin and count < 2), len(rows))]
