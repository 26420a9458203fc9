"""Paragraphs beside the running text: lists of annexes, and rows of tables that hold no tasks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from corpus.types import Span
from ingest.tables import Table
from ingest.text import Text

__all__ = ["annex_lists", "other_rows"]

# `附件:1.任务分工表`, and the lines that go on with the list.
_ANNEX_LIST: Final = re.compile(r"附 *(?:件|表) *: *[^。;]{0,60}$")
_ANNEX_ITEM: Final = re.compile(r"\d{1,2} *[.、:] *[^。;]{2,60}$")
# A row of a table of whatever kind: cells apart by tabs, the first no numeral that opens a paragraph.
_ROW: Final = re.compile(r"(?![(（]?[一二三四五六七八九十\d]+[)）.、．]\t)[^\t。；]{0,40}(?:\t[^\t。；]{0,80}){1,14}$")


def annex_lists(pieces: Sequence[Span], folded: str) -> Iterator[Span]:
    """The lines that list the annexes of a text."""
    listing = False
    for piece in pieces:
        pattern = _ANNEX_ITEM if listing else _ANNEX_LIST
        listing = bool(pattern.match(folded, piece.start, piece.end))
        if listing:
            yield piece


def other_rows(
    text: Text, pieces: Sequence[Span], tables: Sequence[Table], indicators: Sequence[int]
) -> Iterator[Span]:
    """Rows of tables that are neither of tasks nor of indicators, whose rows begin at `indicators`."""
    read = {n for table in tables for n in range(table.first, table.last)}
    for number, piece in enumerate(pieces):
        if number in read or "\t" not in text.source[piece.start : piece.end]:
            continue
        of_indicators = bisect_left(indicators, piece.start) < bisect_left(indicators, piece.end)
        if not of_indicators and _ROW.match(text.source, piece.start, piece.end):
            yield piece
