"""The lines of a table that is text, and the cells in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.types import Span
from ingest.text import Text

__all__ = ["Lines"]

_CUT: Final = re.compile(r"[\t|｜\n]")
_GAP: Final = re.compile(r" +")
# Words that a head spreads over their column.
_SPREAD: Final = frozenset(("指标", "单位", "属性", "类别", "序号", "名称"))


class Lines:
    """A stretch of a text up to `limit`, read by lines and cells."""

    def __init__(self, text: Text, limit: int) -> None:
        self.folded, self.source, self.limit = text.folded, text.source, limit

    def lines(self, start: int, end: int) -> Iterator[Span]:
        """The lines of a stretch that hold something."""
        while start < end:
            stop = self.folded.find("\n", start, end)
            stop = end if stop < 0 else stop
            if self.folded[start:stop].strip():
                yield Span(start, stop)
            start = stop + 1

    def line_end(self, at: int) -> int:
        stop = self.folded.find("\n", at, self.limit)
        return self.limit if stop < 0 else stop

    def cells(self, start: int, end: int) -> list[Span]:
        """The cells of a line, empty ones kept where marks set them apart."""
        marked = any(mark in self.source[start:end] for mark in "\t|｜")
        gaps = _CUT.finditer(self.source, start, end) if marked else _GAP.finditer(self.folded, start, end)
        made, at = [], start
        for gap_start, gap_end in [*(gap.span() for gap in gaps), (end, end)]:
            made.append(self.trimmed(at, gap_start))
            at = gap_end
        if not marked:
            return self.spread([cell for cell in made if cell.end > cell.start])
        # Bars at both ends of a line set no cells apart.
        first = self.source[start : start + 1] in "|｜" and made[0].start == made[0].end
        last = self.source[end - 1 : end] in "|｜" and made[-1].start == made[-1].end
        return made[first : len(made) - last]

    def spread(self, cells: list[Span]) -> list[Span]:
        """Cells with words that were spread over their column (`指   标`) made one again."""
        made: list[Span] = []
        for cell in cells:
            if made and self.folded[made[-1].start : made[-1].end] + self.folded[cell.start : cell.end] in _SPREAD:
                made[-1] = Span(made[-1].start, cell.end)
            else:
                made.append(cell)
        return made

    def trimmed(self, start: int, end: int) -> Span:
        while start < end and self.folded[start] in " \u200b":
            start += 1
        while end > start and self.folded[end - 1] in " \u200b":
            end -= 1
        return Span(start, end)

    def words(self, cell: Span) -> str:
        """The words of a cell without white space, in one form of each sign."""
        return "".join(self.folded[cell.start : cell.end].split()).replace("﹥", ">").replace("﹤", "<")
