"""The record of a document on Elasticsearch: one small entry, written at once or not, that says what is to be seen.

Every put has a generation. Its tasks are written while the record lists the generation as hidden; one write of the
record makes it the current one and hides the one before, whose tasks are then removed. Record and tasks stand on
one shard (routed by the document's key), and a shard shows its changes in their order: whoever looks at one point
in time, and leaves out what the records there hide, meets every document once and whole.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

import msgspec
from elasticsearch import ConflictError, NotFoundError

from corpus.types import Document
from search.archive import DocumentInfo
from search.elastic_client import Cluster, Moved
from search.elastic_schema import name, writers
from search.terms import clean

__all__ = ["Head", "Hidden", "Place", "Record", "Records", "Version", "now", "record_id"]


class Version(msgspec.Struct, frozen=True):
    """A version of a document and the generation under which its content stands."""

    version: int
    digest: str
    generation: str
    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: date | None
    source: str
    tasks: int
    entries: int = 0  # in the index: its tasks and its sentences
    # The digest of the file that is kept for it ("": none): its own, or that of the reading whose place it took.
    original: str | None = None  # None: not known yet, in an index that is to be made anew (search.elastic_reindex)

    @classmethod
    def of(cls, document: Document, version: int, generation: str, entries: int, kept: str) -> Version:
        """The version that a document becomes; `kept` is the original that stays with it where it names none itself."""
        return cls(
            version, document.digest, generation, document.title, document.issuer, document.number, document.date,
            document.source, len(document.tasks), entries, document.original or kept,
        )  # fmt: skip

    def info(self, key: str, *, current: bool) -> DocumentInfo:
        """The line of the library."""
        return DocumentInfo(
            key, self.version, self.title, self.issuer, self.number, self.date, self.source, self.tasks, self.digest,
            current,
        )  # fmt: skip


class Hidden(msgspec.Struct, frozen=True):
    """A generation that queries leave out: being written, or superseded and not yet removed."""

    generation: str
    since: int  # milliseconds since 1970
    content: bool  # whether its content goes with it
    entries: int = 0  # how many are in the index at most


class Head(msgspec.Struct, frozen=True):
    """What is known of a key: its versions, oldest first (none: dropped), and what is hidden.

    The rest is of the newest version: `names`, `citing` and `until` of `search.elastic_citations`.
    """

    head: str
    versions: tuple[Version, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    names: tuple[str, ...] = ()
    citing: str = ""
    until: date | None = None

    def with_digest(self, digest: str) -> Version | None:
        """The version of this content."""
        return next((version for version in self.versions if version.digest == digest), None)

    def numbered(self, number: int | None) -> Version | None:
        """A version by its number, the newest unless told otherwise."""
        if number is None:
            return self.versions[-1] if self.versions else None
        return next((version for version in self.versions if version.version == number), None)

    def hides(self, generation: str) -> bool:
        """Whether a generation is listed as hidden."""
        return any(entry.generation == generation for entry in self.hidden)


class Place(NamedTuple):
    """Where a record was read, to write it only if nobody did since."""

    where: str
    sequence: int
    term: int


class Record(NamedTuple):
    """A record as it was read; `place` is None where there is none yet."""

    head: Head
    place: Place | None


def record_id(key: str) -> str:
    """The id of a key's record: any text may be a key."""
    return "head-" + hashlib.sha256(clean(key).encode()).hexdigest()[:40]


class Records:
    """Reading and writing records, one at a time and never over somebody else's change."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._alias = name(prefix, "tasks")

    def action(self, head: Head, index: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What makes a record where there is none of its key: for a request with other things."""
        name = record_id(head.head)
        place = {"_index": writers(index), "_id": name, "routing": name, "require_alias": True}
        return {"create": place}, msgspec.to_builtins(head)

    def read(self, key: str) -> Record:
        """The record as it is now, whether searches see it already or not."""
        try:
            found = self._cluster.ask(
                lambda client: client.get(index=self._alias, id=record_id(key), routing=record_id(key))
            ).body
        except NotFoundError:
            return Record(Head(key), None)
        head = msgspec.convert(found["_source"], Head, strict=False)
        return Record(head, Place(found["_index"], found["_seq_no"], found["_primary_term"]))

    def write(self, record: Record, head: Head, index: str) -> Record | None:
        """Put `head` in the place of `record`, in that index; None where somebody was first. Raises Moved."""
        source: dict[str, Any] = msgspec.to_builtins(head)
        place = record.place
        if place is not None and place.where != index:
            return None
        condition: dict[str, Any] = (
            {"if_seq_no": place.sequence, "if_primary_term": place.term} if place else {"op_type": "create"}
        )
        try:
            done = self._cluster.ask(
                lambda client: client.index(
                    index=writers(index), id=record_id(head.head), routing=record_id(head.head), document=source,
                    require_alias=True, **condition,
                )
            ).body  # fmt: skip
        except ConflictError:
            held = self.read(head.head)
            return held if held.head == head else None  # it was written, but the answer was lost
        except NotFoundError as error:
            raise Moved(str(error)) from error
        return Record(head, Place(index, done["_seq_no"], done["_primary_term"]))

    def remove(self, record: Record) -> None:
        """Delete a record that says nothing any more, unless somebody wrote to it."""
        place = record.place
        if place is None:
            return
        with suppress(ConflictError, NotFoundError):
            self._cluster.ask(
                lambda client: client.delete(
                    index=place.where, id=record_id(record.head.head), routing=record_id(record.head.head),
                    if_seq_no=place.sequence, if_primary_term=place.term,
                )
            )  # fmt: skip


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000
