"""What runs on from page to page and is no part of the text: heads, feet and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from ingest.readers.columns import rows_of
from ingest.readers.sheets import Fragment, Sheet

__all__ = ["is_number", "without_running"]

_DEPTH: Final = 2  # rows from the top and from the bottom that may run on
_APART: Final = 1.25  # in distances of lines: what is further from the text is no part of it
_BANDS: Final = 60  # a page is so many bands high: what runs on stands in the same one
_MARGIN: Final = 0.11  # of the height: a number stands this near to the edge of the page
_FIGURES: Final = re.compile(r"\d+|[ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ]+")
# `— 3 —`, `-3-`, `3`, `·3·`, `第3页`, `第3页 共10页`, `3/10`, `iv`; not `000001`, the number of a copy; spaces are gone. On scans the dashes read as `一3一`.
_PAGE: Final = re.compile(
    r"[-—–―─一_·•.~]{0,6}(?:第?\d{1,4}页?|[ivxⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ]{1,6})[-—–―─一_·•.~]{0,6}|第?\d{1,4}页?(?:[/,，]共?|共)\d{1,4}页?",
    re.IGNORECASE,
)

# The label of an annex (`附件2`): the next one, at the same place of another page, is no running head.
_ANNEX: Final = re.compile(r"附(?:件|表|录|图)[0-9一二三四五六七八九十]{0,3}[:：]?")


class _Edge(msgspec.Struct):
    """A row near the edge of a page: its words and height, and whether it stands apart from the text."""

    mark: tuple[str, int]
    row: list[Fragment]
    apart: bool


def without_running(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without their heads, feet and numbers.

    A row near the edge of a page runs on where the same words, figures aside, stand at the same height on another
    page, apart from the text there by distance or size, or on most pages. A number is one by itself.
    """
    edges = [_edges(sheet) for sheet in sheets]
    seen = Counter(mark for found in edges for mark in {edge.mark for edge in found})
    most = max(3, len(sheets) / 2)
    kept = []
    for sheet, found in zip(sheets, edges, strict=True):
        gone = {
            id(piece)
            for edge in found
            if (seen[edge.mark] > 1 and edge.apart) or seen[edge.mark] >= most or is_number(edge.row, sheet)
            for piece in edge.row
        }
        pieces = [piece for piece in sheet.fragments if id(piece) not in gone] if gone else sheet.fragments
        kept.append(msgspec.structs.replace(sheet, fragments=pieces))
    return kept


def _edges(sheet: Sheet) -> list[_Edge]:
    rows = rows_of(sheet.fragments)
    steps = [below[0].y - above[0].y for above, below in pairwise(rows)]
    leading = median(steps) if steps else 0
    size = median(row[0].size for row in rows) if rows else 0
    found = []
    for at in sorted({*range(min(_DEPTH, len(rows))), *range(max(len(rows) - _DEPTH, 0), len(rows))}):
        row = rows[at]
        # The distance to the text: downwards from the top, upwards from the bottom.
        inward = steps[at : at + 1] if row[0].y < sheet.height / 2 else steps[at - 1 : at] if at else []
        apart = any(step > _APART * leading for step in inward) or abs(row[0].size - size) > 0.1 * size
        mark = (_masked(row), round(row[0].y / sheet.height * _BANDS))
        found.append(_Edge(mark, row, apart or len(rows) <= _DEPTH))
    return found


def _masked(row: Sequence[Fragment]) -> str:
    words = _squeezed(row)
    return words if _ANNEX.fullmatch(words) else _FIGURES.sub("0", words)


def _squeezed(row: Sequence[Fragment]) -> str:
    return "".join("".join(piece.text.split()) for piece in row)


def is_number(row: Sequence[Fragment], sheet: Sheet) -> bool:
    """Whether a row is the number of its page."""
    edge = _MARGIN * sheet.height
    return not edge < row[0].y < sheet.height - edge and _PAGE.fullmatch(_squeezed(row)) is not None
