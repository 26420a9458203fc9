"""By which tagger each document was read last: what another one read may be tagged anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files

from search.archive import Archive, DocumentInfo, Note

__all__ = ["note_tagger", "outdated", "tagger_stamp"]


@cache
def tagger_stamp() -> str:
    """What the tagger is made of, rules and words: another stamp may find other things in the same text."""
    # Not the readers: the text that they gave stays as it is stored.
    rules = hashlib.sha256()
    corpus, ingest = files("corpus"), files("ingest")
    for folder in (corpus, corpus / "lexicon", ingest, ingest / "taggers"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".toml")):
                rules.update(entry.name.encode() + entry.read_bytes())
    return rules.hexdigest()[:16]


def note_tagger(archive: Archive, key: str, when: datetime) -> None:
    """Keep that the tagger as it is now has read a document."""
    notes = archive.notes(key, "tagger")
    if not notes or notes[-1].value != tagger_stamp():
        archive.note(Note(key, "tagger", tagger_stamp(), "duban", when))


def outdated(archive: Archive, documents: Iterable[DocumentInfo]) -> list[DocumentInfo]:
    """Those of the documents that another tagger than the one of now read last, or one that is not known."""
    stamps = {note.subject: note.value for note in archive.notes(kind="tagger")}
    return [info for info in documents if stamps.get(info.key) != tagger_stamp()]
