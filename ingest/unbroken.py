"""A text without the line breaks that stand within its sentences, and the way back to the text as it was given.

Names, figures and times are written across the ends of lines where a page or a mail program broke them (`市场监管总⏎局`,
`7⏎90万吨`). The taggers read the text without those breaks, so that none of their rules has to think of them; what they
find is then told by its place in the text as given.
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
_LATIN: Final = re.compile(r"[A-Za-z]")


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
    """A text without the line breaks within its paragraphs, which `pieces` are; None where it has none."""
    cuts = [
        Span(gap.start(), gap.end())
        for piece in pieces
        for gap in _BREAK.finditer(source, piece.start, piece.end)
        # Between words of letters a break is a space.
        if not (_LATIN.match(source, gap.start() - 1) and _LATIN.match(source, gap.end()))
    ]
    return Unbroken(source, cuts, pieces) if cuts else None
