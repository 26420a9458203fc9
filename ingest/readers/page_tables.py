"""The tables of a page by the rules that are drawn on it, whatever drew them: ruled ones, and those with rules across only.

Places are in points (a page is about 600 wide).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ingest.readers.open_tables import OpenTable, bands_of, tables_on, told_apart
from ingest.readers.ruled import Box, Cells, Rule, cell_at, cells_of, grid_of
from ingest.readers.sheets import MIDDLE, Fragment, Grid, Sign, Writer

__all__ = ["filled", "onward", "outside", "tables_of", "within"]


def tables_of(
    rules: Sequence[Rule], width: float, pieces: Callable[[], Sequence[Fragment]], before: OpenTable | None = None
) -> tuple[list[Cells], list[OpenTable]]:
    """The ruled tables and the open ones of a page of this width; `before` is what may go on from the page before.

    `pieces` gives what stands in its lines without gaps wider than those within a cell; asked for where it matters.
    """
    down = sum(left == right for left, _, right, _ in rules)
    ruled = cells_of(rules) if min(down, len(rules) - down) >= 2 else []
    bands = bands_of(rules, width, ruled)
    found = tables_on(bands, pieces(), before) if bands or before else []
    return told_apart(ruled, found)


def onward(found: Sequence[OpenTable]) -> OpenTable | None:
    """The open table of a page that may go on on the next one."""
    return found[-1] if found and found[-1].onward else None


def within(ruled: Iterable[Cells], found: Iterable[OpenTable]) -> Callable[[float, float], bool] | None:
    """Whether a place (x, y) is within one of the tables of a page; None where there is none."""
    boxes: list[Box] = [*(table.box for table in ruled), *(box for one in found for box in one.boxes)]
    if not boxes:
        return None
    return lambda x, y: any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def outside(found: Sequence[OpenTable], fragments: Iterable[Fragment]) -> list[Fragment]:
    """The pieces of lines that stand in none of the open tables."""
    inside = within([], found)
    pieces = list(fragments)
    if inside is None:
        return pieces
    return [f for f in pieces if not inside((f.x0 + f.x1) / 2, f.y - MIDDLE * f.size)]


def filled(tables: Sequence[Cells], signs: Iterable[Sign]) -> list[Grid]:
    """Ruled tables with the characters that stand in their cells: of a run over several each goes to its own."""
    writers = [[[Writer() for _ in row] for row in table.rows] for table in tables]
    last: Writer | None = None
    for char, place, made in signs if tables else ():
        if place is None:
            if last:
                last.space(char, made)
            continue
        left, right, y = place
        found = cell_at(tables, (left + right) / 2, y - MIDDLE * (right - left))
        if found:
            number, row, cell = found
            last = writers[number][row][cell]
            last.put(char, left, right, y)
    return [
        grid_of(table, [[writer.closed() for writer in row] for row in made])
        for table, made in zip(tables, writers, strict=True)
    ]
