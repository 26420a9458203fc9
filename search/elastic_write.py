"""Writing documents to Elasticsearch: never seen by half, each put once whoever comes first, retried where it may be."""

from __future__ import annotations

import base64
import secrets
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any, Final

import msgspec
from elasticsearch import ConflictError, NotFoundError
from msgspec.structs import replace

from corpus.errors import ArchiveError
from corpus.types import Document
from search.archive import PutOutcome, Receipt
from search.elastic_citations import cited
from search.elastic_client import Cluster, Moved
from search.elastic_entries import task_fields
from search.elastic_records import Head, Hidden, Records, Version, now, record_id
from search.elastic_schema import name, tasks_index, writers
from search.sqlite import BETTER

__all__ = ["Writer", "packed", "task_id", "unpacked"]

Action = dict[str, Any]

_BATCH: Final = 4_000_000  # bytes of one bulk request: what a node takes without pressing others
_ABANDONED_MS: Final = 3_600_000  # a put that has been under way for an hour was given up by a program that ended
_OTHERS_TURN: Final = 15.0  # seconds to wait for another key's put of the same content before taking its place
_TIMES: Final = 40  # how often a put begins again, where others write to the same document or the index moves

_ACCEPTED: Final = "application/vnd.elasticsearch+json; compatible-with=8"

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Document).decode


def packed(document: Document) -> str:
    """A document for a `binary` field."""
    return base64.b64encode(zlib.compress(_encode(document), 6)).decode()


def unpacked(content: str) -> Document:
    """The document that was packed. Raises zlib.error or msgspec.DecodeError where it is damaged."""
    return _decode(zlib.decompress(base64.b64decode(content)))


def task_id(generation: str, place: int) -> str:
    """The id of a task's entry: those of a generation are known without asking."""
    return f"{generation}-{place}"


class _Again(Exception):
    """Somebody else wrote to the same document: begin again with what is there now."""


class Writer:
    """Puts and drops documents. Any number of writers, of any number of machines, may do so at a time."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self._digests = name(prefix, "digests")
        self._contents = name(prefix, "contents")
        self.records = Records(cluster, prefix)

    def put(self, document: Document) -> Receipt:
        """See `Archive.put`."""
        reason = ""
        for attempt in range(_TIMES):
            try:
                return self._put(document)
            except (_Again, Moved) as error:
                reason = str(error)
                time.sleep(min(1.0, 0.02 * 2**attempt))
        raise ArchiveError("errors.elastic_closed_to_writers", archive=self._cluster.url, reason=reason)

    def drop(self, key: str) -> bool:
        """See `Archive.drop`."""
        reason = ""
        for attempt in range(_TIMES):
            try:
                record = self.records.read(key)
                if record.place is None or not record.head.versions:
                    return False
                newest = record.head.versions[-1]
                gone = tuple(
                    Hidden(version.generation, version.tasks if version is newest else 0, now(), content=True)
                    for version in record.head.versions
                )
                head = Head(record.head.head, hidden=record.head.hidden + gone)
                if self.records.write(record, head, record.place.where):
                    self._release(record.head)
                    self._clean(key, record.place.where, gone)
                    return True
            except Moved as error:
                reason = str(error)
            time.sleep(min(1.0, 0.02 * 2**attempt))
        raise ArchiveError("errors.elastic_closed_to_writers", archive=self._cluster.url, reason=reason)

    def _put(self, document: Document) -> Receipt:
        known = self._claim(document)
        if known is not None:
            return known
        key, record = document.key, self.records.read(document.key)
        same = record.head.with_digest(document.digest)
        if same is not None and rank(document.source) >= rank(same.source):
            return Receipt(key, "unchanged", same.version, same.tasks)
        index = record.place.where if record.place else self._index()
        mine = Hidden(secrets.token_hex(12), len(document.tasks), now(), content=True)
        # From here on queries leave out what we write.
        if not self.records.write(record, replace(record.head, hidden=(*record.head.hidden, mine)), index):
            raise _Again("a record was changed")
        try:
            self._write(self._actions(document, mine.generation, index))
            return self._commit(document, mine, index)
        except (_Again, Moved):
            self._write([({"delete": {"_index": self._contents, "_id": mine.generation}}, None)])
            raise

    def _commit(self, document: Document, mine: Hidden, index: str) -> Receipt:
        """Make what was written the current generation: one write of the record."""
        key = document.key
        while True:
            record = self.records.read(key)
            head = record.head
            same = head.with_digest(document.digest)
            if same is not None and same.generation == mine.generation:  # written, but the answer was lost
                return self._receipt(head, same, document)
            if record.place is None or record.place.where != index or not head.hides(mine.generation):
                raise _Again("the index was rebuilt meanwhile")
            if same is not None and rank(document.source) >= rank(same.source):
                self._clean(key, index, [mine])  # somebody was first with the same content
                return Receipt(key, "unchanged", same.version, same.tasks)
            current = head.versions[-1] if head.versions else None
            gone: list[Hidden] = []
            if same is not None:
                version = Version.of(document, same.version, mine.generation)
                versions = tuple(version if held is same else held for held in head.versions)
                seen = same is current
                gone.append(Hidden(same.generation, same.tasks if seen else 0, now(), content=True))
                if not seen:  # an old version's tasks are not searched
                    gone.append(replace(mine, content=False))
            else:
                version = Version.of(document, current.version + 1 if current else 1, mine.generation)
                versions = (*head.versions, version)
                if current is not None:
                    gone.append(Hidden(current.generation, current.tasks, now(), content=False))
            kept = tuple(entry for entry in head.hidden if entry.generation != mine.generation)
            head = replace(head, versions=versions, hidden=(*kept, *gone))
            if version is versions[-1]:
                head = cited(head, document)
            if not self.records.write(record, head, index):
                continue
            # What a program that ended in the middle left behind goes along.
            left = [entry for entry in kept if entry.since < now() - _ABANDONED_MS]
            if gone or left:
                # It is committed: an index that is closed to writers now must not undo that. What stays is hidden,
                # and goes with the index or with the next put.
                with suppress(Moved):
                    self._clean(key, index, [*gone, *left])
            return self._receipt(head, version, document, replaced=same is not None)

    def _receipt(self, head: Head, version: Version, document: Document, *, replaced: bool = False) -> Receipt:
        outcome: PutOutcome = "unchanged" if replaced else "version" if len(head.versions) > 1 else "stored"
        return Receipt(head.head, outcome, version.version, len(document.tasks))

    def _claim(self, document: Document) -> Receipt | None:
        """Make this key the one that has this content; where another one has it, what is known of it there."""
        digest, claim = document.digest, {"key": document.key}
        until = time.monotonic() + _OTHERS_TURN
        place: dict[str, Any] = {"op_type": "create"}
        while True:
            try:
                self._take(digest, claim, place)
                return None
            except ConflictError:
                place = {"op_type": "create"}
            try:
                found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            except NotFoundError:
                continue
            owner = found["_source"]["key"]
            if owner == document.key:
                return None
            same = self.records.read(owner).head.with_digest(digest)
            if same is not None:
                return Receipt(owner, "unchanged", same.version, same.tasks)
            if time.monotonic() < until:
                time.sleep(0.05)  # it is being put there
            else:  # whoever wanted to put it there has ended before
                place = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}

    def _take(self, digest: str, claim: dict[str, str], place: dict[str, Any]) -> None:
        self._cluster.ask(lambda client: client.index(index=self._digests, id=digest, document=claim, **place))

    def _release(self, head: Head) -> None:
        """Take the claims to the contents of a dropped document back."""
        for version in head.versions:
            self._release_one(version.digest, head.head)

    def _release_one(self, digest: str, key: str) -> None:
        try:
            found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            if found["_source"]["key"] == key:
                place = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
                self._cluster.ask(lambda client: client.delete(index=self._digests, id=digest, **place))
        except (ConflictError, NotFoundError):
            return  # another one has it by now

    def _index(self) -> str:
        index = tasks_index(self._cluster, self._prefix)
        if index is None:
            raise ArchiveError("errors.archive_missing", archive=self._cluster.url)
        return index

    def _actions(self, document: Document, generation: str, index: str) -> Iterator[tuple[Action, Action | None]]:
        yield {"index": {"_index": self._contents, "_id": generation}}, {"content": packed(document)}
        yield from task_actions(document, generation, index)

    def _clean(self, key: str, index: str, gone: Sequence[Hidden]) -> None:
        """Remove hidden generations, then take them off the record."""
        self._write(self._deletions(key, index, gone))
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

    def _deletions(self, key: str, index: str, gone: Sequence[Hidden]) -> Iterator[tuple[Action, None]]:
        for entry in gone:
            for place in range(entry.tasks):
                where = {"_index": writers(index), "_id": task_id(entry.generation, place), "routing": record_id(key)}
                yield {"delete": {**where, "require_alias": True}}, None
            if entry.content:
                yield {"delete": {"_index": self._contents, "_id": entry.generation}}, None

    def _write(self, actions: Iterable[tuple[Action, Action | None]]) -> None:
        write(self._cluster, actions)


def task_actions(document: Document, generation: str, index: str) -> Iterator[tuple[Action, Action]]:
    """What writes a document's tasks into an index."""
    routing = record_id(document.key)
    for place, fields in enumerate(task_fields(document, generation)):
        where = {"_index": writers(index), "_id": task_id(generation, place), "routing": routing, "require_alias": True}
        yield {"index": where}, fields


def write(cluster: Cluster, actions: Iterable[tuple[Action, Action | None]]) -> None:
    """Do these in bulk, a batch after the other: the next is sent when the one before was taken.

    What a busy node turned away is sent again after a pause. Raises Moved where the index is closed or gone, and
    ArchiveError, which names how many were refused and the first of them.
    """
    batch: list[tuple[bytes, bytes | None]] = []
    size = 0
    for action, fields in actions:
        lines = _encode(action), _encode(fields) if fields is not None else None
        batch.append(lines)
        size += len(lines[0]) + len(lines[1] or b"")
        if size >= _BATCH:
            _send(cluster, batch)
            batch, size = [], 0
    if batch:
        _send(cluster, batch)


def _send(cluster: Cluster, batch: list[tuple[bytes, bytes | None]]) -> None:
    for pause in (*cluster.pauses(), None):
        answer = _bulk(cluster, batch)
        again: list[tuple[bytes, bytes | None]] = []
        refused: list[dict[str, Any]] = []
        for pair, item in zip(batch, answer["items"] if answer["errors"] else (), strict=False):
            (result,) = item.values()
            if "error" not in result:
                continue
            kind = result["error"]["type"]
            if kind == "index_not_found_exception" or (kind == "cluster_block_exception" and result["status"] != 503):
                raise Moved(result["error"]["reason"])
            if result["status"] in (429, 503):
                again.append(pair)
            else:
                refused.append(result)
        if refused:
            first = refused[0]
            raise ArchiveError(
                "errors.elastic_refused", archive=cluster.url, count=len(refused), item=first["_id"],
                reason=first["error"]["reason"][:300],
            )  # fmt: skip
        if not again:
            return
        if pause is None:
            raise ArchiveError("errors.elastic_busy", archive=cluster.url, reason=f"{len(again)} × 429")
        batch = again
        time.sleep(pause)


def _bulk(cluster: Cluster, batch: list[tuple[bytes, bytes | None]]) -> dict[str, Any]:
    lines = [line for pair in batch for line in pair if line is not None]
    headers = {"accept": _ACCEPTED, "content-type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8"}
    answer: dict[str, Any] = cluster.ask(
        lambda client: client.perform_request("POST", "/_bulk", headers=headers, body=lines)
    ).body
    return answer


def rank(source: str) -> int:
    """Which of two files with the same content is kept: the lower."""
    return BETTER.get(PurePath(source).suffix.lower(), len(BETTER))
