"""Reading stored documents again with the tagger as it is now: the text stays, what is found in it is found anew."""

from __future__ import annotations

from datetime import datetime

import msgspec

from corpus.types import Document
from ingest.pipeline import read_document
from search.archive import Archive
from search.corrections import corrected, corrections_of
from search.marks import carry
from search.tagged import note_tagger

__all__ = ["retag"]


def retag(archive: Archive, key: str, *, when: datetime) -> tuple[int, int] | None:
    """Tag the newest version of a document anew; how many tasks it had and has now, None where there is no such one.

    What people put right is applied again, what they noted goes along to tasks whose words changed.
    """
    old = archive.get(key)
    if old is None:
        return None
    # What the file said of itself outside its text stays known, what people set by hand stays set.
    told = {"title": old.title or "", "issuer": "、".join(old.issuer), "number": old.number or ""}
    fresh = read_document(
        old.text,
        name=old.source,
        written=old.date,
        pages=old.pages,
        given=dict(old.given),
        said={name: words for name, words in told.items() if words},
    )
    fresh = msgspec.structs.replace(fresh, original=old.original)
    note_tagger(archive, key, when)
    if fresh.key != old.key:  # title or number are read otherwise now: it stays the document that it is
        return len(old.tasks), len(old.tasks)
    new: Document = corrected(fresh, corrections_of(archive, key))
    if new != old:
        if not archive.replace(new):  # dropped, or another version put, while it was read
            return None
        carry(archive, old.tasks, new.tasks, when=when)
    return len(old.tasks), len(new.tasks)
