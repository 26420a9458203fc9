"""`duban copy`: an archive into another one, of whatever engine; begun again it goes on where it stopped."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable

import msgspec

from corpus.errors import ArchiveError
from corpus.types import Document
from search.archive import Archive
from search.query import Query

__all__ = ["Copied", "copy_archive"]

_encode = msgspec.json.Encoder().encode


class Copied(msgspec.Struct, frozen=True):
    """What was brought over, and what was there already."""

    documents: int
    there: int
    tasks: int  # of all current versions in the target
    notes: int
    originals: int


def copy_archive(
    source: Archive, target: Archive, name: str, advance: Callable[[int, int], None] = lambda _, __: None
) -> Copied:
    """Bring every version of every document, every note and every original from `source` to `target`, and verify.

    `name` is what errors call the target; `advance` is told how many of how many documents are done. Nothing that
    the target has is changed or removed. Raises ArchiveError where it has other content under a key and version, and
    where what arrived is not what was sent.
    """
    listed = source.documents()
    held = {(info.key, info.version): info.digest for info in target.documents()}
    for info in listed:
        if held.get((info.key, info.version), info.digest) != info.digest:
            raise ArchiveError("errors.copy_other", archive=name, document=info.label)
    brought = 0
    for at, info in enumerate(listed):
        document = source.get(info.key, info.version)
        if document is None:
            raise ArchiveError("errors.copy_changed", archive=name, document=info.label)
        if (info.key, info.version) not in held:
            receipt = target.put(document)
            if (receipt.key, receipt.version) != (info.key, info.version):
                raise ArchiveError("errors.copy_other", archive=name, document=info.label)
            brought += 1
        if _checksum(target.get(info.key, info.version)) != _checksum(document):
            raise ArchiveError("errors.copy_differs", archive=name, document=info.label)
        advance(at + 1, len(listed))
    notes = 0
    there = Counter(target.notes())
    for note in source.notes():
        if there[note]:
            there[note] -= 1
        else:
            target.note(note)
            notes += 1
    originals = 0
    known = set(target.originals())
    for digest in source.originals():
        content = None if digest in known else source.original(digest)
        if content is not None:
            target.attach(content)  # its name is its hash: another content would have another name
            originals += 1
    # A target that is larger held more before.
    total = target.count(Query())
    if total < source.count(Query()) or Counter(source.notes()) - Counter(target.notes()):
        raise ArchiveError("errors.copy_changed", archive=name, document="")
    return Copied(brought, len(listed) - brought, total, notes, originals)


def _checksum(document: Document | None) -> str:
    return hashlib.sha256(_encode(document)).hexdigest()
