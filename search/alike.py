"""Documents that say nearly the same: another copy, a scan with errors of recognition, a re-publisher's text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from corpus.fold import fold
from corpus.types import Document
from search.archive import Archive, Note
from search.crossref_source import by_piece
from search.sketch import LEAST, pieces, share, sketch

__all__ = ["LINKED_BY", "link", "links", "nearest", "same_number"]

LINKED_BY: Final = "duban"  # who a link is noted by
_NEARLY: Final = 0.8  # share of common pieces from which two texts are nearly the same: an error in 20 characters
_MOST: Final = 5  # documents whose texts are looked at
_FIGURES: Final = re.compile(r"\d{1,20}")


def nearest(archive: Archive, document: Document) -> tuple[Document, float] | None:
    """Of the current documents in an archive the one that says nearly the same, and how nearly; None where none does.

    Only documents with much of its sketch are read, whatever their titles and numbers are: those of a scan may be
    misread.
    """
    names = [by_piece(piece) for piece in sketch(document.text)]
    own = pieces(document.text)
    best: tuple[Document, float] | None = None
    # A short text has few pieces.
    for key in archive.sharing(names, max(1, min(LEAST, len(names) // 3)), _MOST):
        other = archive.get(key)
        if other is None or other.digest == document.digest:
            continue
        common = share(own, pieces(other.text))
        if common >= _NEARLY and (best is None or common > best[1]):
            best = other, common
    return best


def same_number(one: Document, two: Document) -> bool:
    """Whether two documents may have one number: the figures in it are the same, or not both have one."""
    mine, theirs = (_FIGURES.findall(fold(document.number or "")) for document in (one, two))
    return mine == theirs or not mine or not theirs


def link(archive: Archive, key: str, what: str, when: datetime) -> None:
    """Note on a document that something else says nearly the same; noted once, however often it is met."""
    if what not in links(archive, key):
        archive.note(Note(key, "near", what, LINKED_BY, when))


def links(archive: Archive, key: str) -> list[str]:
    """What says nearly the same as a document, with how nearly, as it was noted."""
    return [note.value for note in archive.notes(key, "near")]
