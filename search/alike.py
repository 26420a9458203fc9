"""Documents that say nearly the same: another copy, a scan with errors of recognition, a re-publisher's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from corpus.fold import fold
from corpus.types import Document
from search.archive import Archive, DocumentInfo, Note

__all__ = ["LINKED_BY", "alike", "link", "links", "nearest"]

LINKED_BY: Final = "duban"  # who a link is noted by
_PIECE: Final = 4  # characters a piece of a text that is compared
_NEARLY: Final = 0.8  # share of common pieces from which two texts are nearly the same: an error in 20 characters
_TITLE: Final = 0.6  # share of common pairs of characters from which two titles may be one
_MOST: Final = 5  # documents whose texts are looked at
_MARKS: Final = re.compile(r"[\W_]+")


def _pieces(words: str, size: int) -> frozenset[str]:
    bare = _MARKS.sub("", fold(words))
    return frozenset(bare[at : at + size] for at in range(max(len(bare) - size + 1, 1)))


def _share(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two))


def alike(one: str, two: str) -> float:
    """How much two texts have in common, 0 to 1: Dice over pieces of four characters, marks and spaces aside."""
    return _share(_pieces(one, _PIECE), _pieces(two, _PIECE))


def nearest(
    document: Document, known: Iterable[DocumentInfo], text_of: Callable[[DocumentInfo], str]
) -> tuple[DocumentInfo, float] | None:
    """Of the documents known the one that says nearly the same, and how nearly; None where none does.

    Looked at are those with the same key or number or a title much like it: no archive is compared text by text.
    """
    title = _pieces(document.title, 2) if document.title else None
    ranked: list[tuple[float, int, DocumentInfo]] = []
    for place, info in enumerate(known):
        if info.digest == document.digest:
            continue
        same = info.key == document.key or (document.number is not None and info.number == document.number)
        near = 1.0 if same else _share(title, _pieces(info.title, 2)) if title and info.title else 0.0
        if near >= _TITLE:
            ranked.append((-near, place, info))
    own: frozenset[str] | None = None
    best: tuple[DocumentInfo, float] | None = None
    for _, _, info in sorted(ranked, key=lambda entry: entry[:2])[:_MOST]:
        own = own or _pieces(document.text, _PIECE)
        share = _share(own, _pieces(text_of(info), _PIECE))
        if share >= _NEARLY and (best is None or share > best[1]):
            best = info, share
    return best


def link(archive: Archive, key: str, what: str, when: datetime) -> None:
    """Note on a document that something else says nearly the same; noted once, however often it is met."""
    if what not in links(archive, key):
        archive.note(Note(key, "near", what, LINKED_BY, when))


def links(archive: Archive, key: str) -> list[str]:
    """What says nearly the same as a document, with how nearly, as it was noted."""
    return [note.value for note in archive.notes(key, "near")]
