"""The body of a text cut at its enumerators into the stretches that titles, items and sentences are read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from ingest.enumerators import Enumerator, enumerator_at, inner_enumerators
from ingest.text import Text, Zone
from ingest.titles import title_end

__all__ = ["Stretch", "plain_lists", "stretches_of"]


class Stretch(msgspec.Struct, frozen=True):
    """A piece of a paragraph that begins with an enumerator or with the paragraph."""

    start: int
    end: int
    paragraph: int
    enumerator: Enumerator | None


def stretches_of(text: Text, blocks: Sequence[tuple[int, int, Zone | None, int]]) -> Iterator[Stretch]:
    """The body cut at its enumerators; inside of a paragraph only at those that begin or continue a list."""
    folded = text.folded
    counts: dict[int, int] = {}
    for start, end, _, paragraph in blocks:
        while start < end and folded[start] in " \n\r\t|":
            start += 1
        while end > start and folded[end - 1] in " \n\r\t|":
            end -= 1
        if start >= end:
            continue
        opening = enumerator_at(folded, start, end)
        if opening and opening.label.isdigit() and opening.alone and "\t" in text.source[start : opening.end]:
            opening = None  # the number of a row: `5\t改造管网`
        if opening:
            counts[opening.rank] = opening.count
        at, current = start, opening
        for inner in inner_enumerators(folded, opening.end if opening else start, end):
            if inner.start < at or not _continues(counts, inner, folded, current, at):
                continue
            counts[inner.rank] = inner.count
            yield Stretch(at, inner.start, paragraph, current)
            at, current = inner.start, inner
        yield Stretch(at, end, paragraph, current)


def _continues(counts: dict[int, int], inner: Enumerator, folded: str, current: Enumerator | None, at: int) -> bool:
    """Whether an enumerator inside of a paragraph opens a list or goes on with one, be it over chapters."""
    if inner.start > 0 and "一" <= folded[inner.start - 1] <= "龥":
        # Only a short title may run into the first item beneath it.
        title = folded[current.end if current else at : inner.start]
        runs_in = current is not None and current.rank < inner.rank
        if not runs_in or len(title) > 30 or re.search(r"[。;:]|,[^,]*,", title):
            return False
    return inner.count in (1, counts.get(inner.rank, 0) + 1)


# A list of at least so many items, one in so many of which has a title at most, is one without titles.
_LIST: Final = 5
_RARE: Final = 3


def plain_lists(folded: str, stretches: Sequence[Stretch]) -> set[int]:
    """Where the items of lists begin that hardly have titles: what looks like one there may be a short sentence."""
    plain: set[int] = set()
    lists: dict[int, list[tuple[int, bool]]] = {}

    def close(rank: int) -> None:
        items = lists.pop(rank, [])
        if len(items) >= _LIST and sum(titled for _, titled in items) * _RARE < len(items):
            plain.update(start for start, _ in items)

    for stretch in stretches:
        if found := stretch.enumerator:
            if found.count == 1:
                close(found.rank)
            ends = title_end(folded, found.end, stretch.end, beneath=True, listed=None, rare=False)
            lists.setdefault(found.rank, []).append((stretch.start, ends is not None))
    for rank in list(lists):
        close(rank)
    return plain
