"""The archive on Elasticsearch: the same answers as the embedded one, on as many machines as there are documents for.

How a document is never seen by half is told in `search.elastic_records`, how it gets there in `search.elastic_write`,
what the indices hold in `search.elastic_schema`. No scripts, no plugins: what reaches the server is cut already.
"""

from __future__ import annotations

import heapq
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from elastic_transport import TransportError
from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError

from corpus.errors import ArchiveError
from corpus.types import Document, Task
from search.archive import DocumentInfo, Found, Hit, Note, NoteKind, Receipt
from search.crossref_source import Source
from search.elastic_citations import source_from, streams
from search.elastic_client import Cluster, Moved, address_of
from search.elastic_entries import FACET_FIELDS, fit
from search.elastic_originals import Originals
from search.elastic_query import Plan, Stream, plan
from search.elastic_records import Head
from search.elastic_reindex import reindex
from search.elastic_schema import name, prepare, stale, tasks_index
from search.elastic_write import Writer, unpacked
from search.query import Facet, Query
from search.terms import clean

__all__ = ["ElasticArchive"]

T = TypeVar("T")

_PAGE: Final = 10_000  # hits of one request at most (`index.max_result_window`)
_FULL_PAGE: Final = 2_000  # of those that bring their task along
_KEEP: Final = "2m"  # how long a point in time is kept from one request to the next
_BUCKETS: Final = 10_000  # values of a facet in one request

_decode_task: Final = msgspec.json.Decoder(Task).decode


class _View(NamedTuple):
    """The tasks at one point in time, and the generations that are not to be seen in it."""

    point: dict[str, Any]
    hidden: list[str]


class ElasticArchive:
    """An `Archive` at `http(s)://host:port/prefix`; safe to share between threads. Raises ArchiveError."""

    def __init__(self, url: str, *, create: bool = True, outdated: bool = False) -> None:
        address = address_of(url)
        self._url = url
        self._prefix = address.prefix
        self._cluster = Cluster(url, address)
        self._tasks = name(address.prefix, "tasks")
        self._lock = threading.Lock()  # over refreshing
        self._written: dict[str, int] = {}  # how often each index was written to from here
        self._seen: dict[str, int] = {}  # up to which of these searches see it
        try:
            self._cluster.check()
            with self._writable():
                prepare(self._cluster, self._prefix, create=create)
            index = tasks_index(self._cluster, self._prefix)
            if index is not None and not outdated and stale(self._cluster, index):
                raise ArchiveError("errors.elastic_stale", archive=url)
        except BaseException:
            self._cluster.close()
            raise
        self._writer = Writer(self._cluster, self._prefix)
        self._originals = Originals(self._ask, name(address.prefix, "originals"), url)

    def put(self, document: Document) -> Receipt:
        """See `Archive.put`."""
        try:
            return self._writer.put(document)
        finally:
            self._wrote(self._tasks)

    def drop(self, key: str) -> bool:
        """See `Archive.drop`. What people noted stays: the same document brings the same task ids again."""
        versions = self._writer.records.read(key).head.versions
        kept = [document.original for held in versions if (document := self.get(key, held.version))]
        try:
            dropped = self._writer.drop(key)
        finally:
            self._wrote(self._tasks)
        for digest in filter(None, kept):
            self._originals.discard(digest)
        self._wrote(self._originals.index)
        return dropped

    def get(self, key: str, version: int | None = None) -> Document | None:
        """See `Archive.get`."""
        contents = name(self._prefix, "contents")
        for _ in range(10):
            held = self._writer.records.read(key).head.numbered(version)
            if held is None:
                return None
            try:
                found = self._entry(contents, held.generation)
            except NotFoundError:
                continue  # replaced between the two questions: the record names another by now
            with self._sound():
                return unpacked(found["content"])
        raise ArchiveError("errors.archive_corrupt", archive=self._url, reason="")

    def documents(self) -> Sequence[DocumentInfo]:
        """See `Archive.documents`."""
        listed: list[DocumentInfo] = []
        with self._view() as view:
            for head in self._heads(view):
                listed += [held.info(head.head, current=held is head.versions[-1]) for held in head.versions]
        return listed

    def find(self, query: Query) -> Found:
        """See `Archive.find`."""
        offset = max(0, query.offset)
        with self._view() as view:
            what = plan(query, view.hidden)
            if len(what.streams) == 1 and query.limit != 0:
                totals: list[int] = []
                limit = None if query.limit is None else max(0, query.limit)
                rows = list(self._rows(view, what.streams[0], offset, limit, totals=totals))
                total = totals[0] if totals else self._total(view, what)
            else:
                total = self._total(view, what)
                left = max(0, total - offset)
                wanted = left if query.limit is None else min(left, max(0, query.limit))
                rows = list(self._merged(view, what.streams, offset, wanted)) if wanted else []
            hits = tuple(
                Hit(_decode_task(row["_source"]["json"]), float(row["sort"][0]) if what.scored else 0.0) for row in rows
            )
            return Found(total, hits)

    def count(self, query: Query) -> int:
        """See `Archive.count`."""
        with self._view() as view:
            return self._total(view, plan(query, view.hidden))

    def facets(self, query: Query, by: Iterable[Facet]) -> Mapping[Facet, Mapping[str, int]]:
        """See `Archive.facets`."""
        wanted = list(dict.fromkeys(by))
        if not wanted:
            return {}
        counts: dict[Facet, dict[str, int]] = {}
        with self._view() as view:
            fitting = plan(query, view.hidden).query
            asked = {facet: {"terms": {"field": FACET_FIELDS[facet], "size": _BUCKETS}} for facet in wanted}
            answer = self._search(view, query=fitting, size=0, track_total_hits=False, aggs=asked)["aggregations"]
            for facet in wanted:
                buckets = answer[facet]["buckets"]
                if answer[facet]["sum_other_doc_count"]:  # more values than one request brings
                    buckets = self._all_buckets(view, fitting, FACET_FIELDS[facet])
                counts[facet] = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return {
            facet: dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
            for facet, values in counts.items()
        }

    def sources(self, names: Collection[str] | None = None) -> Sequence[Source]:
        """See `Archive.sources`."""
        with self._view() as view, self._sound():
            rows = (row for stream in streams(names) for row in self._rows(view, stream, 0, None, fields=["citing"]))
            found = {row["sort"][0]: source_from(row["_source"]["citing"]) for row in rows}
        return [found[key] for key in sorted(found)]

    def note(self, note: Note) -> None:
        """See `Archive.note`."""
        entry = {
            "subject": fit(clean(note.subject)), "kind": note.kind, "value": clean(note.value), "who": clean(note.who),
            "when": note.when.isoformat(), "name": clean(note.subject), "added": time.time_ns(),
            "tie": secrets.token_hex(12),
        }  # fmt: skip
        index = name(self._prefix, "notes")
        # The id is ours: sent a second time because the answer was lost, it is still one note.
        self._create(index, str(entry["tie"]), entry)
        self._wrote(index)

    def notes(self, subject: str | None = None, kind: NoteKind | None = None) -> Sequence[Note]:
        """See `Archive.notes`."""
        index = name(self._prefix, "notes")
        filters: list[dict[str, Any]] = []
        if subject is not None:
            filters.append({"term": {"subject": fit(clean(subject))}})
        if kind is not None:
            filters.append({"term": {"kind": kind}})
        with self._point(index) as point:
            view = _View(point, [])
            stream = Stream({"bool": {"filter": filters}}, ({"added": "asc"}, {"tie": "asc"}))
            said = [row["_source"] for row in self._rows(view, stream, 0, None, fields=True)]
        return [
            Note(one["name"], one["kind"], one["value"], one["who"], datetime.fromisoformat(one["when"]))
            for one in said
        ]

    def attach(self, content: bytes) -> str:
        """See `Archive.attach`."""
        digest = self._originals.attach(content)
        self._wrote(self._originals.index)
        return digest

    def original(self, digest: str) -> bytes | None:
        """See `Archive.original`."""
        return self._originals.read(digest)

    def originals(self) -> Sequence[str]:
        """See `Archive.originals`."""
        with self._point(self._originals.index) as point:
            everything = Stream({"exists": {"field": "digest"}}, ({"digest": "asc"},))
            return [row["sort"][0] for row in self._rows(_View(point, []), everything, 0, None)]

    def reindex(self) -> None:
        """See `Archive.reindex`. Others may read and write meanwhile."""
        reindex(self._cluster, self._prefix)

    def close(self) -> None:
        """See `Archive.close`."""
        self._cluster.close()

    # Looking.

    @contextmanager
    def _view(self) -> Iterator[_View]:
        """What is to be seen at one point in time, whatever is written meanwhile."""
        with self._point(self._tasks) as point:
            view = _View(point, [])
            asked = {"hidden": {"terms": {"field": "hidden.generation", "size": _BUCKETS}}}
            answer = self._search(
                view, query={"exists": {"field": "hidden.generation"}}, size=0, track_total_hits=False, aggs=asked
            )["aggregations"]["hidden"]
            hidden = [bucket["key"] for bucket in answer["buckets"]]
            if answer["sum_other_doc_count"]:
                found = self._all_buckets(view, {"match_all": {}}, "hidden.generation")
                hidden = [bucket["key"] for bucket in found]
            yield _View(point, hidden)

    @contextmanager
    def _point(self, index: str) -> Iterator[dict[str, Any]]:
        self._refresh(index)

        try:
            opened = self._ask(lambda client: client.open_point_in_time(index=index, keep_alive=_KEEP))
        except NotFoundError as error:
            raise ArchiveError("errors.archive_missing", archive=self._url) from error
        point = {"id": str(opened.body["id"]), "keep_alive": _KEEP}
        try:
            yield point
        finally:
            # Left open it would end by itself; that the line is down now must not hide what went wrong before.
            with suppress(ApiError, TransportError):
                if not self._cluster.closed:
                    self._cluster.client.close_point_in_time(id=point["id"])

    def _search(self, view: _View, **body: Any) -> dict[str, Any]:
        try:
            answer = self._ask(lambda client: client.search(pit=view.point, allow_partial_search_results=False, **body))
        except NotFoundError as error:  # the node that kept the point in time is gone
            raise ArchiveError("errors.elastic_away", archive=self._url, reason=str(error)[:200]) from error
        view.point["id"] = answer.body.get("pit_id", view.point["id"])
        return dict(answer.body)

    def _total(self, view: _View, what: Plan) -> int:
        answer = self._search(view, query=what.query, size=0, track_total_hits=True)
        return int(answer["hits"]["total"]["value"])

    def _merged(self, view: _View, streams: Sequence[Stream], offset: int, limit: int) -> Iterator[dict[str, Any]]:
        parts = [
            [(stream.day(row["sort"]), row) for row in self._rows(view, stream, 0, offset + limit)]
            for stream in streams
        ]
        merged = heapq.merge(*parts, key=lambda pair: pair[0])
        return (row for _, row in islice(merged, offset, offset + limit))

    def _rows(
        self,
        view: _View,
        stream: Stream,
        offset: int,
        limit: int | None,
        *,
        fields: bool | list[str] = False,
        totals: list[int] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Hits in the order of a stream, page by page; what lies before `offset` comes without its content.

        The number of all of them is added to `totals`, where one is given, by the first request.
        """
        after: list[Any] | None = None
        skip = offset
        while limit is None or limit > 0:
            near = after is None and skip + _FULL_PAGE <= _PAGE
            bare = bool(skip) and not near
            size = min(skip, _PAGE) if bare else _FULL_PAGE if limit is None else min(limit, _FULL_PAGE)
            body: dict[str, Any] = {"query": stream.query, "sort": list(stream.sort), "size": size}
            body |= {
                "track_total_hits": totals is not None and not totals,
                "source": False if bare else fields or ["json"],
            }
            if after is not None:
                body["search_after"] = after
            elif near and skip:
                body["from_"] = skip
            found = self._search(view, **body)["hits"]
            rows = found["hits"]
            if totals is not None and not totals:
                totals.append(int(found["total"]["value"]))
            if bare:
                skip -= len(rows)
            else:
                skip = 0
                yield from rows
                limit = None if limit is None else limit - len(rows)
            if len(rows) < size:
                return
            after = rows[-1]["sort"][: len(stream.sort)]

    def _heads(self, view: _View) -> Iterator[Head]:
        stream = Stream({"exists": {"field": "head"}}, ({"head": "asc"},))
        for row in self._rows(view, stream, 0, None, fields=["head", "versions", "hidden"]):
            yield msgspec.convert(row["_source"], Head, strict=False)

    def _all_buckets(self, view: _View, query: dict[str, Any], field: str) -> list[dict[str, Any]]:
        """Every value of a field with its number of tasks, however many there are."""
        found: list[dict[str, Any]] = []
        after: dict[str, Any] = {}
        while True:
            asked = {"size": _BUCKETS, "sources": [{"value": {"terms": {"field": field}}}], **after}
            answer = self._search(
                view, query=query, size=0, track_total_hits=False, aggs={"values": {"composite": asked}}
            )["aggregations"]["values"]
            found += [{"key": one["key"]["value"], "doc_count": one["doc_count"]} for one in answer["buckets"]]
            if "after_key" not in answer:
                return found
            after = {"after": answer["after_key"]}

    def _entry(self, index: str, identity: str) -> dict[str, Any]:
        """An entry as it is now, whether searches see it already or not."""
        return dict(self._ask(lambda client: client.get(index=index, id=identity)).body["_source"])

    # What was written here is to be found here.

    def _wrote(self, index: str) -> None:
        with self._lock:
            self._written[index] = self._written.get(index, 0) + 1

    def _refresh(self, index: str) -> None:
        with self._lock:
            written = self._written.get(index, 0)
            if self._seen.get(index, 0) < written and not self._cluster.closed:
                try:
                    self._ask(lambda client: client.indices.refresh(index=index))
                except NotFoundError as error:
                    raise ArchiveError("errors.archive_missing", archive=self._url) from error
                self._seen[index] = written

    def _create(self, index: str, identity: str, entry: dict[str, Any]) -> None:
        with suppress(ConflictError):  # it is there already
            self._ask(lambda client: client.create(index=index, id=identity, document=entry))

    def _ask(self, act: Callable[[Elasticsearch], T]) -> T:
        """One request; a cluster that takes no writes says so to whoever only writes once."""
        with self._writable():
            return self._cluster.ask(act)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except Moved as error:
            raise ArchiveError("errors.elastic_closed_to_writers", archive=self._url, reason=str(error)) from error

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except (zlib.error, ValueError, msgspec.DecodeError) as error:
            raise ArchiveError("errors.archive_corrupt", archive=self._url, reason=str(error)) from error
