"""The straight lines that are drawn on an OFD page, of which tables are made (ingest/readers/page_tables.py).

OFD has no tables, only lines and text; places are in millimetres from the corner of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from ingest.readers.package import local
from ingest.readers.ruled import Rule

__all__ = ["rules_of"]

_STRAIGHT: Final = 0.2  # mm
_SHORT: Final = 1.5  # mm: what is shorter is no side of a cell
_MOST_LINES: Final = 3_000  # a page of squared paper is no table
_STEP: Final = re.compile(r"([SMLQBAC])((?:\s+-?[\d.]+(?:[eE]-?\d+)?){0,7})")
_PLAIN: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def rules_of(page: etree._Element) -> list[Rule]:
    """The lines along an axis on a page (its Content.xml); none of a drawing, which has more than any table."""
    found = [rule for element in page.iter() if local(element) == "PathObject" for rule in _rules(element)]
    return found if len(found) <= _MOST_LINES else []


def _numbers(words: str | None, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(word) for word in (words or "").split())
    except ValueError:
        return None
    return numbers if len(numbers) == count else None


def _rules(path: etree._Element) -> Iterator[Rule]:
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
            yield (x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1)
        elif abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) >= _SHORT:
            yield min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2
