"""The lines of a page in reading order: columns one after the other, tables where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from statistics import median
from typing import Final

import msgspec

from ingest.readers.sheets import Fragment, Grid, Sheet, joint

__all__ = ["Line", "Lines", "lines_of", "rows_of"]

_COLUMN_LINES: Final = 4  # fewer lines side by side are no columns
_FILLED: Final = 0.6  # share of the lines of a column that run to its right edge
_OUTSIDE: Final = 0.2  # share of lines that may stand out over the margin of a column
_SPLIT: Final = 2.5  # in sizes of a character: what is further apart in a line are two statements


class Line(msgspec.Struct):
    """A line of a column with the margins of its column. `block` tells columns and pages apart.

    `opens` and `closed` say that the line is one of several statements side by side (`国函〔2020〕1号   签发人：某某`),
    so that nothing goes on from the one to the other.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0
    block: tuple[int, int] = (0, 0)
    opens: bool = False
    closed: bool = False


class Lines(msgspec.Struct):
    """What stands on a page, in reading order, its margins and distance of lines; `columns` where there are several."""

    number: int
    items: list[Line | Grid]
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0
    columns: bool = False


def rows_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments on one base line, from the top down, each from the left."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: f.y):
        if rows and fragment.y - rows[-1][0].y <= 0.35 * min(fragment.size, rows[-1][0].size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    for row in rows:
        row.sort(key=lambda f: f.x0)
    return rows


def lines_of(sheet: Sheet) -> Lines:
    """The lines and tables of a page."""
    blocks = list(_blocks(sheet))
    made = Lines(sheet.number, [], columns=any(side for _, side in blocks))
    for number, (block, _) in enumerate(blocks):
        if isinstance(block, Grid):
            made.items.append(block)
            continue
        lines = list(_lines(block))
        _margins(lines, (sheet.number, number))
        made.items.extend(lines)
    plain = [item for item in made.items if isinstance(item, Line)]
    if plain:
        made.left, made.right = min(line.left for line in plain), max(line.right for line in plain)
        made.leading = median(line.leading for line in plain)
    return made


def _blocks(sheet: Sheet) -> Iterator[tuple[list[Fragment] | Grid, bool]]:
    """Parts of a page in reading order; the flag says that it stands beside another."""
    rest = sheet.fragments
    for grid in sorted(sheet.grids, key=lambda g: g.top):
        above = [f for f in rest if f.y < grid.top + f.size / 2]
        rest = [f for f in rest if f.y >= grid.top + f.size / 2]
        yield from _columns(above)
        yield grid, False
    yield from _columns(rest)


def _columns(fragments: list[Fragment]) -> Iterator[tuple[list[Fragment], bool]]:
    if not fragments:
        return
    gutter = _gutter(fragments)
    if gutter is None:
        yield fragments, False
        return
    # From the top down: what crosses the gutter stands between stretches of two columns.
    stretch: list[Fragment] = []
    across: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda f: f.y):
        if fragment.x0 < gutter < fragment.x1:
            yield from _sides(stretch, gutter)
            stretch = []
            across.append(fragment)
        else:
            if across:
                yield across, False
                across = []
            stretch.append(fragment)
    if across:
        yield across, False
    yield from _sides(stretch, gutter)


def _sides(stretch: list[Fragment], gutter: float) -> Iterator[tuple[list[Fragment], bool]]:
    left = [f for f in stretch if f.x1 <= gutter]
    right = [f for f in stretch if f.x1 > gutter]
    if not left or not right or min(len(rows_of(left)), len(rows_of(right))) < 2:
        if stretch:
            yield stretch, False
        return
    yield left, True
    yield right, True


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Where the space between two columns of running text is."""
    pairs = [
        (a.x1, b.x0) for row in rows_of(fragments) for a, b in pairwise(row) if b.x0 - a.x1 > 0.8 * min(a.size, b.size)
    ]
    x0, x1 = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    middle = [p for p in pairs if x0 + 0.3 * (x1 - x0) < p[1] and p[0] < x0 + 0.7 * (x1 - x0)]
    if len(middle) < _COLUMN_LINES:
        return None
    gutter_end = median(p[1] for p in middle)
    size = median(f.size for f in fragments)
    # Lines of the right column begin at its edge, but for indents; the space ends there.
    starts = sorted(p[1] for p in middle if abs(p[1] - gutter_end) < 3 * size)
    gutter = starts[0] - 0.3 * size if starts else gutter_end
    left = [f for f in fragments if f.x1 <= gutter]
    right = [f for f in fragments if f.x0 >= gutter]
    if min(len(left), len(right)) < _COLUMN_LINES:
        return None
    edge, end = max(f.x1 for f in left), max(f.x1 for f in right)
    # In columns of running text most lines are full; those of a list or of figures are not.
    if sum(edge - f.x1 < 2 * f.size for f in left) < _FILLED * len(left):
        return None
    if len(right) >= 6 and sum(end - f.x1 < 2 * f.size for f in right) < _FILLED * len(right) - 2:
        return None
    return gutter if median(f.x1 - f.x0 for f in left) > 6 * size else None


def _lines(fragments: Sequence[Fragment]) -> Iterator[Line]:
    for row in rows_of(fragments):
        line: Line | None = None
        for piece in row:
            size = max(piece.size, line.size if line else 0)
            if line and piece.x0 < line.x1 - 0.5 * size and piece.text in line.text:
                continue  # drawn a second time over itself, to look bold
            if line and (piece.x0 - line.x1 <= _SPLIT * size or (len(line.text) <= 3 and line.text[-1:] in ".、)）")):
                gap = (piece.x0 - line.x1) / size
                spaces = piece.before if gap > 0.3 else ""
                # What touches is one word: `m` and its raised `2`.
                line.text += (spaces or (joint(line.text, piece.text) if gap > 0.12 else "")) + piece.text
                line.x1, line.size = max(line.x1, piece.x1), size
                continue
            following = Line(piece.text, piece.x0, piece.x1, piece.y, piece.size, opens=line is not None)
            if line:
                line.closed = True
                yield line
            line = following
        if line:
            yield line


def _margins(lines: Sequence[Line], block: tuple[int, int]) -> None:
    """Set the margins of a column: the outermost edges at which two lines or more begin and end."""
    if not lines:
        return
    left = _edge(sorted((line.x0, line.size) for line in lines))
    right = -_edge(sorted((-line.x1, line.size) for line in lines))
    steps = [b.y - a.y for a, b in pairwise(lines) if b.y > a.y]
    leading = median(steps) if steps else 1.5 * lines[0].size
    for line in lines:
        line.left, line.right, line.leading, line.block = left, right, leading, block


def _edge(edges: Sequence[tuple[float, float]]) -> float:
    """The outermost edge that two lines share, past a few that stand out; of lines that all end elsewhere the outermost."""
    for (edge, size), (following, _) in islice(pairwise(edges), max(round(_OUTSIDE * len(edges)), 2)):
        if following - edge <= 0.5 * size:
            return edge
    return edges[0][0]
