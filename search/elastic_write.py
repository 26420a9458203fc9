"""Writing documents to Elasticsearch: never seen by half, each put once whoever comes first, retried where it may be."""

from __future__ import annotations

import base64
import secrets
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from elasticsearch import NotFoundError
from msgspec.structs import replace

from corpus.errors import ArchiveError
from corpus.types import Document
from search.archive import PutOutcome, Receipt
from search.better import rank
from search.elastic_bulk import Home, create, write
from search.elastic_citations import cited
from search.elastic_claims import Claims
from search.elastic_client import Cluster, Moved
from search.elastic_entries import task_fields
from search.elastic_records import Head, Hidden, Place, Record, Records, Version, now, record_id
from search.elastic_schema import name, tasks_index, writers
from search.elastic_speeches import speech_fields
from search.speeches import prepare

__all__ = ["Entries", "Writer", "deletions", "described", "home", "packed", "unpacked"]

Action = dict[str, Any]
T = TypeVar("T")

_ABANDONED_MS: Final = 3_600_000  # a put that has been under way for an hour was given up by a program that ended
_EFFORT: Final = 3  # of packing: half the time of the usual six, and a tenth more bytes
_TIMES: Final = 40  # how often a put begins again, where others write to the same document or the index moves

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Document).decode


def packed(document: Document) -> str:
    """A document for a `binary` field."""
    return base64.b64encode(zlib.compress(_encode(document), _EFFORT)).decode()


def unpacked(content: str) -> Document:
    """The document that was packed. Raises zlib.error or msgspec.DecodeError where it is damaged."""
    return _decode(zlib.decompress(base64.b64decode(content)))


class _Again(Exception):
    """Somebody else wrote to the same document: begin again with what is there now."""


class _Aim(NamedTuple):
    """What a document is written for, decided by the record as it is when it is to become current."""

    wanted: Callable[[Head], bool]
    instead: str  # the digest of the version whose place it takes, where there is one
    without: str = ""  # that of a version that goes in the same write
    original: str | None = None  # the file that is kept for it where it names none, and takes no version's place


class Writer:
    """Puts and drops documents. Any number of writers, of any number of machines, may do so at a time."""

    def __init__(self, cluster: Cluster, prefix: str, discard: Callable[[str | None], None]) -> None:
        """`discard` removes an original that no version is from any more."""
        self._cluster = cluster
        self._prefix = prefix
        self._discard = discard
        self._contents = name(prefix, "contents")
        self._known: str | None = None
        self.records = Records(cluster, prefix)
        self._claims = Claims(cluster, prefix, self.records)

    def put(self, document: Document) -> Receipt:
        """See `Archive.put`."""
        return self._repeated(lambda: self._put(document))

    def replace(self, document: Document, old: Document) -> bool:
        """See `Archive.replace`. With another key it is put first, and the old one goes then."""
        if document.key == old.key:
            return self._repeated(lambda: self._replace(document, old.digest))
        version = self.records.read(old.key).head.with_digest(old.digest)
        if version is None:
            return False
        same = document.digest == old.digest
        if same:  # else the claim of the old key would have the put end as unchanged
            self._repeated(lambda: self._claims.pass_on(old.digest, old.key, document.key))
        receipt = self._repeated(lambda: self._put(document, version.original))
        if receipt.outcome == "unchanged":
            if not same or receipt.key != document.key:
                return False
            # A program that ended in the middle of this left the content under both keys: it is gone on with.
            self._repeated(lambda: self._replace(document, document.digest))
        self._repeated(lambda: self._withdraw(old))
        return True

    def drop(self, key: str) -> bool:
        """See `Archive.drop`."""
        return self._repeated(lambda: self._drop(key))

    def _repeated(self, act: Callable[[], T]) -> T:
        """Do something that begins again where others write to the same document, or the index moves."""
        reason = ""
        for attempt in range(_TIMES):
            try:
                return act()
            except (_Again, Moved) as error:
                self._known = None
                reason = str(error)
                time.sleep(min(1.0, 0.02 * 2**attempt))
        raise ArchiveError("errors.elastic_closed_to_writers", archive=self._cluster.url, reason=reason)

    def _drop(self, key: str) -> bool:
        record = self.records.read(key)
        return self._take_away(record, record.head.versions)

    def _take_away(self, record: Record, versions: Sequence[Version]) -> bool:
        """Take these versions off a record, as it was read: all that it has, or such as are not found."""
        if record.place is None or not versions:
            return False
        key, left = record.head.head, tuple(held for held in record.head.versions if held not in versions)
        gone = _superseded(record.head, left)
        head = replace(record.head if left else Head(key), versions=left, hidden=(*record.head.hidden, *gone))
        if self.records.write(record, head, record.place.where) is None:
            raise _Again("a record was changed")
        for version in versions:
            self._claims.give_back(version.digest, key)
        with suppress(Moved):  # they are gone: an index that is closed to writers now must not undo that
            self._clean(key, record.place.where, gone)
        for version in versions:
            self._discard(version.original)
        return True

    def _put(self, document: Document, kept: str | None = None) -> Receipt:
        mine = _begun(document)
        claimed, record = self._begin(document, mine)
        if record is None:
            if not claimed and (known := self._claims.make(document)):
                return known
            record = self.records.read(document.key)
        same = record.head.with_digest(document.digest)
        if same is not None and not _adds(document, record.head):
            return Receipt(document.key, "unchanged", same.version, same.tasks)
        aim = _Aim(lambda head: _adds(document, head), document.digest, original=kept)
        receipt = self._store(document, record, aim, mine)
        if receipt is None:
            raise _Again("put by another one meanwhile")
        if same is not None and document.original not in {"", same.original}:
            self._discard(same.original)
        return receipt

    def _begin(self, document: Document, mine: Hidden) -> tuple[bool, Record | None]:
        """Claim the content of a new document and list a generation of its key, in one request.

        Whether nobody had the content, and the record where nobody had that nor the key.
        """
        index, head = self._index(), Head(document.key, hidden=(mine,))
        made = create(self._cluster, [self._claims.action(document), self.records.action(head, index)])
        told = made.get(record_id(document.key))
        if told is None:
            return document.digest in made, None
        record = Record(head, Place(index, told["_seq_no"], told["_primary_term"]))
        if document.digest in made:
            return True, record
        self.records.remove(record)  # the content stands under another key
        return False, None

    def _replace(self, document: Document, digest: str) -> bool:
        record = self.records.read(document.key)
        same = record.head.with_digest(digest)
        if same is None:
            return False
        if digest != document.digest and (record.head.with_digest(document.digest) or self._claims.make(document)):
            return False  # another document, or another version, has this content
        # It may be dropped while this is written: then it stays so.
        aim = _Aim(lambda head: head.with_digest(digest) is not None, digest)
        done = self._store(document, record, aim) is not None
        if done and digest != document.digest:
            self._claims.give_back(digest, document.key)
        if done and document.original not in {"", same.original}:
            self._discard(same.original)
        return done

    def _withdraw(self, old: Document) -> None:
        """Take a version away; where it was the newest, the one before it is found again from the same write on."""
        record = self.records.read(old.key)
        versions = record.head.versions
        version = record.head.with_digest(old.digest)
        if version is None:
            return
        if version is not versions[-1] or len(versions) == 1:
            self._take_away(record, (version,))
            return
        before = versions[-2]
        try:
            asked = self._cluster.ask(lambda client: client.get(index=self._contents, id=before.generation))
        except NotFoundError as error:
            raise _Again("replaced meanwhile") from error
        aim = _Aim(lambda head: head.versions == versions, before.digest, without=old.digest)
        if self._store(unpacked(asked.body["_source"]["content"]), record, aim) is None:
            raise _Again("a record was changed")
        self._claims.give_back(old.digest, old.key)
        self._discard(version.original)

    def _store(self, document: Document, record: Record, aim: _Aim, mine: Hidden | None = None) -> Receipt | None:
        """Write a document beside what is there, then make it current. None where it is not wanted by then."""
        index = record.place.where if record.place else self._index()
        mine = mine or _begun(document)
        if not record.head.hides(mine.generation):
            # From here on queries leave out what we write.
            head = replace(record.head, hidden=(*record.head.hidden, mine))
            listed = self.records.write(record, head, index)
            if listed is None:
                raise _Again("a record was changed")
            record = listed
        made = Entries(document, mine.generation)
        mine = replace(mine, entries=made.count)
        try:
            content = {"index": self._content(mine)}, {"content": packed(document)}
            write(self._cluster, chain([content], made.actions()), home(document.key, index))
            return self._commit(document, mine, index, record, aim)
        except (_Again, Moved):
            write(self._cluster, [({"delete": self._content(mine)}, None)])
            raise

    def _commit(self, document: Document, mine: Hidden, index: str, record: Record, aim: _Aim) -> Receipt | None:
        """Make what was written the current generation: one write of the record."""
        key = document.key
        while True:
            head = record.head
            written = next((held for held in head.versions if held.generation == mine.generation), None)
            if written is not None:  # but the answer was lost
                return self._receipt(head, written, document)
            if record.place is None or record.place.where != index or not head.hides(mine.generation):
                raise _Again("the index was rebuilt meanwhile")
            if not aim.wanted(head):  # somebody was first, or dropped what was to be replaced
                with suppress(Moved):
                    self._clean(key, index, [mine])
                return None
            same = head.with_digest(aim.instead)
            number = same.version if same else head.versions[-1].version + 1 if head.versions else 1
            kept = same.original if same else aim.original
            version = Version.of(document, number, mine.generation, mine.entries, kept or "")
            versions = tuple(version if held is same else held for held in head.versions if held.digest != aim.without)
            if same is None:
                versions = (*versions, version)
            gone = _superseded(head, versions)
            if version is not versions[-1]:  # an old version's tasks are not searched
                gone.append(replace(mine, content=False))
            others = tuple(entry for entry in head.hidden if entry.generation != mine.generation)
            head = replace(head, versions=versions, hidden=(*others, *gone))
            if version is versions[-1]:
                head = described(head, document)
            if self.records.write(record, head, index) is None:
                record = self.records.read(key)
                continue
            # What a program that ended in the middle left behind goes along.
            left = [entry for entry in others if entry.since < now() - _ABANDONED_MS]
            if gone or left:
                # It is committed: an index that is closed to writers now must not undo that. What stays is hidden,
                # and goes with the index or with the next put.
                with suppress(Moved):
                    self._clean(key, index, [*gone, *left])
            return self._receipt(head, version, document, replaced=same is not None)

    def _receipt(self, head: Head, version: Version, document: Document, *, replaced: bool = False) -> Receipt:
        outcome: PutOutcome = "unchanged" if replaced else "version" if len(head.versions) > 1 else "stored"
        return Receipt(head.head, outcome, version.version, len(document.tasks))

    def _index(self) -> str:
        """The index of tasks: the one known, unless it has moved since."""
        index = self._known or tasks_index(self._cluster, self._prefix)
        if index is None:
            raise ArchiveError("errors.archive_missing", archive=self._cluster.url)
        self._known = index
        return index

    def _clean(self, key: str, index: str, gone: Sequence[Hidden]) -> None:
        """Remove hidden generations, then take them off the record."""
        write(self._cluster, self._deletions(gone), home(key, index))
        names = {entry.generation for entry in gone}
        while True:
            record = self.records.read(key)
            if record.place is None or record.place.where != index:
                return
            left = tuple(entry for entry in record.head.hidden if entry.generation not in names)
            if not left and not record.head.versions:
                self.records.remove(record)
                return
            if self.records.write(record, replace(record.head, hidden=left), index):
                return

    def _deletions(self, gone: Sequence[Hidden]) -> Iterator[tuple[Action, None]]:
        for entry in gone:
            yield from deletions(entry.generation, entry.entries)
            if entry.content:
                yield {"delete": self._content(entry)}, None

    def _content(self, entry: Hidden) -> Action:
        """The place of a generation's content, whatever the home of the entries that it is sent with."""
        return {"_index": self._contents, "_id": entry.generation, "routing": "", "require_alias": False}


def _begun(document: Document) -> Hidden:
    """A generation of a document that is to be written; its sentences are looked through only then."""
    most = len(document.tasks) + len(document.sentences)
    return Hidden(secrets.token_hex(12), now(), content=True, entries=most)


def _adds(document: Document, head: Head) -> bool:
    """Whether a put changes anything: its content is not there, or from a worse file."""
    same = head.with_digest(document.digest)
    return same is None or rank(document.source) < rank(same.source)


def _superseded(head: Head, versions: Sequence[Version]) -> list[Hidden]:
    """What goes when these versions take the place of those of a record: contents, and what only the newest has,
    entries in the index."""
    stay = {version.generation for version in versions}
    newest = versions[-1].generation if versions else ""
    gone = []
    for version in head.versions:
        entries = version.entries if version is head.versions[-1] and version.generation != newest else 0
        if version.generation not in stay or entries:
            gone.append(Hidden(version.generation, now(), content=version.generation not in stay, entries=entries))
    return gone


class Entries:
    """What a document is found by: its tasks and its other sentences, under one generation."""

    def __init__(self, document: Document, generation: str) -> None:
        self.document = document
        self.generation = generation
        self._speeches = prepare(document).speeches
        self.count = len(document.tasks) + len(self._speeches)

    def actions(self) -> Iterator[tuple[Action, Action]]:
        """What writes them into the home of their document."""
        generation = self.generation
        tasks, said = (
            task_fields(self.document, generation),
            speech_fields(self.document.key, self._speeches, generation),
        )
        return (({"index": {"_id": _id(generation, at)}}, entry) for at, entry in enumerate(chain(tasks, said)))


def deletions(generation: str, entries: int) -> Iterator[tuple[Action, None]]:
    """What takes the entries of a generation out of the home of their document."""
    return (({"delete": {"_id": _id(generation, at)}}, None) for at in range(entries))


def home(key: str, index: str) -> Home:
    """Where record and entries of a document are: all on one shard of an index."""
    return Home(writers(index), record_id(key))


def described(head: Head, document: Document) -> Head:
    """The record with what it says of its newest version, which is this document."""
    return cited(head, document)


def _id(generation: str, place: int) -> str:
    """The id of an entry: known without asking."""
    return f"{generation}-{place}"
