"""A document takes the place of what is stored: other particulars for the same words, or a text for its scan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Document
from search.alike import link, links
from search.archive import Archive, Receipt
from search.marks import carry

__all__ = ["figures_apart", "take_place"]

_FIGURE: Final = re.compile(r"\d{1,20}(?:\.\d{1,20})?")


def figures_apart(one: str, two: str) -> tuple[str, ...]:
    """The figures that only one of two texts has, in the order of the first: those of a scan that is misread, or a version."""
    mine, theirs = (Counter(_FIGURE.findall(fold(text))) for text in (one, two))
    return (*(mine - theirs), *(theirs - mine))


def take_place(archive: Archive, document: Document, old: Document, version: int, *, when: datetime) -> Receipt:
    """Store a document in the place of a version `old` that is stored under its own key; older versions of it stay.

    What people noted and corrected goes along. Other particulars of the same words change in one transaction where the
    key stays; otherwise a program that is ended in between has stored the older versions, and the file can be read
    again.
    """
    if document.key == old.key and document.digest == old.digest:
        archive.replace(document)
        receipt = Receipt(document.key, "stored", version, len(document.tasks))
    else:
        versions = sorted(
            info.version for info in archive.documents() if info.key == old.key and info.version != version
        )
        others = [found for number in versions if (found := archive.get(old.key, number))]
        originals = _originals(archive, [document, *others])
        archive.drop(old.key)
        for other in (*others, document):
            if content := originals.get(other.original or ""):
                archive.attach(content)
            receipt = archive.put(other)
    carry(archive, old.tasks, document.tasks, when=when)
    if document.key != old.key:
        for what in links(archive, old.key):
            link(archive, document.key, what, when)
        for note in archive.notes(old.key, "correction"):
            archive.note(msgspec.structs.replace(note, subject=document.key))
    return receipt


def _originals(archive: Archive, documents: Sequence[Document]) -> dict[str, bytes]:
    """The files that were kept, by digest: they go with what is dropped."""
    digests = {document.original for document in documents if document.original}
    return {digest: content for digest in digests if (content := archive.original(digest))}
