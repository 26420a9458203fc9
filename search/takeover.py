"""A document takes the place of what is stored: other particulars for the same words, or a text for its scan."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Document
from search.alike import link, links
from search.archive import Archive
from search.marks import carry

__all__ = ["figures_apart", "take_place"]

_FIGURE: Final = re.compile(r"\d{1,20}(?:\.\d{1,20})?")


def figures_apart(one: str, two: str) -> tuple[str, ...]:
    """The figures that only one of two texts has, in the order of the first: those of a scan that is misread, or a version."""
    mine, theirs = (Counter(_FIGURE.findall(fold(text))) for text in (one, two))
    return (*(mine - theirs), *(theirs - mine))


def take_place(archive: Archive, document: Document, old: Document, *, when: datetime) -> bool:
    """Store a document in the place of a stored one; False where that is gone, and nothing is stored.

    What people noted and corrected goes along, and first: a program that is ended in between leaves notes on tasks that
    are not there yet, the stored document as it was, and the file to be read again.
    """
    carry(archive, old.tasks, document.tasks, when=when)
    if document.key != old.key:
        for what in links(archive, old.key):
            link(archive, document.key, what, when)
        for note in archive.notes(old.key, "correction"):
            archive.note(msgspec.structs.replace(note, subject=document.key))
    return archive.replace(document, old)
