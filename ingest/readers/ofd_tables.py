"""Ruled tables of an OFD page: cells by the lines that are drawn, words by where they stand.

OFD has no tables, only lines and text; places are in millimetres from the corner of the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from lxml import etree

from ingest.readers.columns import rows_of
from ingest.readers.package import local
from ingest.readers.sheets import Fragment, Grid, joint

__all__ = ["grids_of"]

_SLACK: Final = 0.6  # mm: lines that are meant to meet do so within this
_STRAIGHT: Final = 0.2  # mm
_SHORT: Final = 1.5  # mm: what is shorter is no side of a cell
_MOST_LINES: Final = 3_000  # a page of squared paper is no table
_STEP: Final = re.compile(r"([SMLQBAC])((?:\s+-?[\d.]+(?:[eE]-?\d+)?){0,7})")
_PLAIN: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Rule(msgspec.Struct):
    """A straight line along one axis: `at` on the other, from `start` to `end`."""

    upright: bool
    at: float
    start: float
    end: float

    def box(self) -> tuple[float, float, float, float]:
        if self.upright:
            return self.at, self.start, self.at, self.end
        return self.start, self.at, self.end, self.at


def grids_of(page: etree._Element, fragments: Sequence[Fragment]) -> tuple[list[Grid], list[Fragment]]:
    """The ruled tables of a page (its Content.xml) with the words in them, and the fragments outside of all tables."""
    rest = list(fragments)
    grids: list[Grid] = []
    if not rest:  # the strokes of words that are outlines are no tables
        return grids, rest
    rules = [rule for element in page.iter() if local(element) == "PathObject" for rule in _rules(element)]
    if len(rules) > _MOST_LINES:
        return grids, rest
    for group in _groups(rules):
        xs = _places(rule.at for rule in group if rule.upright)
        ys = _places(rule.at for rule in group if not rule.upright)
        if len(xs) < 3 or len(ys) < 2:
            continue
        inside = [f for f in rest if xs[0] < (f.x0 + f.x1) / 2 < xs[-1] and ys[0] < _middle(f) < ys[-1]]
        if not inside:
            continue
        rest = [f for f in rest if not any(f is other for other in inside)]
        grids.append(_grid(group, xs, ys, inside))
    return grids, rest


def _middle(fragment: Fragment) -> float:
    return fragment.y - 0.35 * fragment.size


def _numbers(words: str | None, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(word) for word in (words or "").split())
    except ValueError:
        return None
    return numbers if len(numbers) == count else None


def _rules(path: etree._Element) -> Iterator[_Rule]:
    """The straight lines along an axis of one drawn path."""
    box = _numbers(path.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = _numbers(path.get("CTM"), 6) or _PLAIN
    data = next((element.text or "" for element in path if local(element) == "AbbreviatedData"), "")
    points: list[tuple[float, float]] = []
    drawn: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for step in _STEP.finditer(data):
        numbers = [float(word) for word in step[2].split() if word.count(".") < 2 and word not in ".-"]
        if step[1] == "C":
            if len(points) > 1:
                drawn.append((points[-1], points[0]))
        elif len(numbers) >= 2:
            x, y = numbers[-2:]
            place = (a * x + c * y + e + box[0], b * x + d * y + f + box[1])
            if step[1] in "SM":
                points = []
            elif step[1] == "L" and points:
                drawn.append((points[-1], place))
            points.append(place)
    for (x0, y0), (x1, y1) in drawn:
        if abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) >= _SHORT:
            yield _Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        elif abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) >= _SHORT:
            yield _Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def _groups(rules: Sequence[_Rule]) -> list[list[_Rule]]:
    """The lines that touch each other, a table a group, from the top of the page down."""
    groups: list[tuple[list[_Rule], list[float]]] = []
    for rule in sorted(rules, key=lambda r: r.box()[1]):
        left, top, right, bottom = rule.box()
        touched = [
            group
            for group in groups
            if any(_touch(rule, other) for other in group[0] if other.upright != rule.upright or other.at == rule.at)
        ]
        merged: list[_Rule] = [rule]
        extent = [left, top, right, bottom]
        for group in touched:
            merged += group[0]
            extent = [
                min(extent[0], group[1][0]), min(extent[1], group[1][1]),
                max(extent[2], group[1][2]), max(extent[3], group[1][3]),
            ]  # fmt: skip
        groups = [group for group in groups if not any(group is other for other in touched)]
        groups.append((merged, extent))
    return [group for group, extent in sorted(groups, key=lambda g: g[1][1])]


def _touch(one: _Rule, two: _Rule) -> bool:
    a, b = one.box(), two.box()
    return (
        a[0] <= b[2] + _SLACK and b[0] <= a[2] + _SLACK and a[1] <= b[3] + _SLACK and b[1] <= a[3] + _SLACK
    )  # fmt: skip


def _places(found: Iterator[float]) -> list[float]:
    places: list[float] = []
    for place in sorted(found):
        if not places or place - places[-1] > _SLACK * 2:
            places.append(place)
    return places


def _grid(rules: Sequence[_Rule], xs: Sequence[float], ys: Sequence[float], inside: Sequence[Fragment]) -> Grid:
    """The table; a cell that spans several columns or rows has its words in the first."""
    cells: defaultdict[tuple[int, int], list[Fragment]] = defaultdict(list)
    for fragment in inside:
        column = bisect_right(xs, (fragment.x0 + fragment.x1) / 2) - 1
        row = bisect_right(ys, _middle(fragment)) - 1
        while column > 0 and not _drawn(rules, True, xs[column], (ys[row] + ys[row + 1]) / 2):
            column -= 1
        while row > 0 and not _drawn(rules, False, ys[row], (xs[column] + xs[column + 1]) / 2):
            row -= 1
        cells[row, column].append(fragment)
    rows = [tuple(_words(cells[row, column]) for column in range(len(xs) - 1)) for row in range(len(ys) - 1)]
    return Grid(xs[0], xs[-1], ys[0], ys[-1], tuple(xs[:-1]), rows)


def _drawn(rules: Sequence[_Rule], upright: bool, at: float, across: float) -> bool:
    return any(
        rule.upright == upright and abs(rule.at - at) <= _SLACK * 2 and rule.start <= across <= rule.end
        for rule in rules
    )


def _words(fragments: Sequence[Fragment]) -> str:
    words = ""
    for line in rows_of(fragments):
        for piece in line:
            words += joint(words, piece.text) + piece.text
    return words.strip()
