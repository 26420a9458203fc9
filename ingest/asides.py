"""Paragraphs beside the running text: tables of contents, lists of annexes, rows of tables that hold no tasks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from corpus.types import Span
from ingest.enumerators import enumerator_at
from ingest.tables import Table
from ingest.text import Text

__all__ = ["annex_lists", "other_rows", "table_of_contents"]

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


# How far from the top a table of contents is looked for, in paragraphs, and how many lines one has at least.
_NEAR_TOP: Final = 60
_LINES: Final = 5
_CONTENTS: Final = re.compile(r"目 *录")
_LINE: Final = 45


def table_of_contents(pieces: Sequence[Span], folded: str) -> Span | None:
    """The extent of a table of contents, under its title or without one; None where there is none."""
    return _titled_contents(pieces, folded) or _bare_contents(pieces, folded)


def _titled_contents(pieces: Sequence[Span], folded: str) -> Span | None:
    """The extent of a table of contents: from its title to where its first line comes a second time."""
    for number, piece in enumerate(pieces[:_NEAR_TOP]):
        if not _CONTENTS.fullmatch(folded[piece.start : piece.end].strip()) or number + 1 >= len(pieces):
            continue
        start = pieces[number + 1].start
        opening = enumerator_at(folded, start, pieces[number + 1].end)
        if not opening:
            continue
        title = re.match(r"[^ 。第\n]{2,30}", folded[opening.end : opening.end + 30])
        if not title:
            continue
        again = folded.find(title.group(), opening.end + len(title.group()))
        while again > 0:
            line = next((p for p in pieces if p.start <= again < p.end), None)
            if line and line.start > start and again - line.start <= opening.end - start + 2:
                return Span(piece.start, line.start)
            again = folded.find(title.group(), again + 1)
    return None


def _bare_contents(pieces: Sequence[Span], folded: str) -> Span | None:
    """Numbered lines without a mark, the first of which comes a second time right behind them."""

    def line(number: int) -> str:
        words = "".join(folded[pieces[number].start : pieces[number].end].split())
        return words if len(words) <= _LINE and not re.search("[。;:]", words) else ""

    for first in range(min(_NEAR_TOP, len(pieces))):
        opening = line(first)
        if not opening or not enumerator_at(folded, pieces[first].start, pieces[first].end):
            continue
        number = first + 1
        while number < len(pieces) and line(number) not in ("", opening):
            number += 1
        again = number < len(pieces) and line(number) == opening
        return Span(pieces[first].start, pieces[number].start) if again and number - first >= _LINES else None
    return None
