"""A quotation cut at the words that are marked in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.types import Span

__all__ = ["pieces"]


def pieces(text: str, offset: int, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """`text`, which begins at `offset` of its source, piece by piece, each with whether it is marked.

    `marks` are stretches of the source; those outside of the text are passed over. Joined, the pieces are the text.
    """
    at = 0
    for mark in sorted(marks):
        start, end = max(mark.start - offset, at), min(mark.end - offset, len(text))
        if start >= end:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
