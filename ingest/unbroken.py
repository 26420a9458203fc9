"""A text without what layout put into its sentences, and the way back to the text as it was given.

Names, figures and times are written across the ends of lines where a page or a mail program broke them (`市场监管总⏎局`,
`7⏎90万吨`), pages hold marks without width, and some programs set a space on either side of every figure
(`比 2010 年提高 15 个百分点`). The taggers read the text without those, so that none of their rules has to think of them;
what they find is then told by its place in the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from corpus.types import Document, Heading, Span
from ingest.margins import LINE_BREAKS

__all__ = ["Unbroken", "unbroken"]

_BREAK: Final = re.compile(rf"\s*[{LINE_BREAKS}]\s*")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_LATIN: Final = re.compile(r"[A-Za-z]")
# A space between a figure and a Chinese character or mark, on either side, and before its sign of per cent.
_BESIDE_FIGURE: Final = re.compile(
    r"(?<=[一-鿿，、；：（“])[ \u00a0\u2009](?=[0-9])|(?<=[0-9%])[ \u00a0\u2009](?=[一-鿿，。、；：）])|(?<=[0-9])[ \u00a0\u2009](?=%)"
)
_NUMBER: Final = re.compile(r"[0-9]+[ \u00a0\u2009]")  # of a row or item, whose space is its mark
_TIGHT: Final = re.compile(r"[一-鿿][0-9]|[0-9][一-鿿]")
_SPACED: Final = 10  # spaces beside figures that are no accident
# A line without such a mark that has another space is the row of a table.
_SENTENCE: Final = re.compile("[，。；,;]")
_CELLS: Final = re.compile(r"[^0-9%]\s+[^0-9]|[0-9%]\s+[0-9]")


class Unbroken:
    """`text` is `source` without some stretches, `pieces` are its paragraphs."""

    def __init__(self, source: str, cuts: Sequence[Span], pieces: Sequence[Span]) -> None:
        self._source = source
        kept = zip([0, *(cut.end for cut in cuts)], [*(cut.start for cut in cuts), len(source)], strict=True)
        self.text = "".join(source[start:end] for start, end in kept)
        self._gone = [0, *accumulate(cut.end - cut.start for cut in cuts)]
        self._at = [cut.start - gone for cut, gone in zip(cuts, self._gone, strict=False)]
        ends = [cut.end for cut in cuts]
        before = [(self._gone[bisect_right(ends, p.start)], self._gone[bisect_right(ends, p.end)]) for p in pieces]
        self.pieces = [Span(p.start - a, p.end - b) for p, (a, b) in zip(pieces, before, strict=True)]

    def document(self, found: Document) -> Document:
        """A document that was read from `text` as it would have been read from the source."""
        moved = {name: self._moved(getattr(found, name)) for name in ("headings", "citations", "times", "sentences")}
        return replace(found, text=self._source, tasks=self._moved(found.tasks), **moved)

    def _moved(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(self._moved, value))
        if not isinstance(value, msgspec.Struct):
            return value
        fields = {name: self._moved(getattr(value, name)) for name in value.__struct_fields__}
        start, end = fields["start"], fields["end"]
        fields["start"] = self._place(start)
        fields["end"] = self._place(end - 1) + 1 if end > start else fields["start"]
        if "text" in fields and not isinstance(value, Heading):  # a title is told without its breaks
            fields["text"] = self._source[fields["start"] : fields["end"]]
        return replace(value, **fields)

    def _place(self, offset: int) -> int:
        """Where a character of `text` stands in the source."""
        return offset + self._gone[bisect_right(self._at, offset)]


def unbroken(source: str, pieces: Sequence[Span]) -> Unbroken | None:
    """A text without what layout put into its paragraphs, which `pieces` are; None where there is nothing of that."""
    cuts = [
        Span(gap.start(), gap.end())
        for piece in pieces
        for gap in _BREAK.finditer(source, piece.start, piece.end)
        # Between words of letters a break is a space.
        if not (_LATIN.match(source, gap.start() - 1) and _LATIN.match(source, gap.end()))
    ]
    cuts += [Span(*mark.span()) for mark in _INVISIBLE.finditer(source)]
    cuts = sorted([*cuts, *_beside_figures(source, pieces)])
    return Unbroken(source, cuts, pieces) if cuts else None


def _beside_figures(source: str, pieces: Sequence[Span]) -> list[Span]:
    """The spaces beside figures in sentences, where most figures of the text have them: not those of tables."""
    if sum(map(source.count, " \u00a0\u2009")) < _SPACED:
        return []
    found = [
        Span(gap.start(), gap.end())
        for piece in pieces
        if _SENTENCE.search(source, piece.start, piece.end) or not _CELLS.search(source, piece.start, piece.end)
        for gap in _BESIDE_FIGURE.finditer(source, piece.start, piece.end)
        if not _NUMBER.fullmatch(source, piece.start, gap.end())
    ]
    return found if len(found) >= _SPACED and len(found) > len(_TIGHT.findall(source)) else []
