"""The archive on Elasticsearch: the same answers as the embedded one, on as many machines as there are documents for.

How a document is never seen by half is told in `search.elastic_records`, how it gets there in `search.elastic_write`,
what the indices hold in `search.elastic_schema`. No scripts, no plugins: what reaches the server is cut already.
"""

from __future__ import annotations

import secrets
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, Final, TypeVar

import msgspec
from elasticsearch import ConflictError, NotFoundError
from msgspec.structs import replace

from corpus.errors import ArchiveError
from corpus.types import Document, Task
from search import elastic_speeches
from search.archive import DocumentInfo, Found, Hit, Note, NoteKind, Receipt, Saying
from search.crossref_source import Source
from search.elastic_citations import expired, sharing, source_from, streams
from search.elastic_client import Cluster, Moved, address_of
from search.elastic_entries import FACET_FIELDS, fit
from search.elastic_originals import Originals
from search.elastic_query import Stream, plan
from search.elastic_records import Head
from search.elastic_reindex import reindex
from search.elastic_schema import name, prepare, stale, tasks_index
from search.elastic_view import Row, View, Views
from search.elastic_write import Writer, unpacked
from search.query import Facet, Query
from search.terms import clean
from search.validity import repeals

__all__ = ["ElasticArchive"]

T = TypeVar("T")

_decode_task: Final = msgspec.json.Decoder(Task).decode


class ElasticArchive:
    """An `Archive` at `http(s)://host:port/prefix`; safe to share between threads. Raises ArchiveError."""

    def __init__(
        self,
        url: str,
        *,
        create: bool = True,
        outdated: bool = False,
        advance: Callable[[int, int], None] | None = None,
    ) -> None:
        """`advance` is told of how many of how many documents an index made anew has."""
        self._advance = advance or (lambda _done, _total: None)
        address = address_of(url)
        self._url = url
        self._prefix = address.prefix
        self._cluster = Cluster(url, address)
        self._tasks = name(address.prefix, "tasks")
        try:
            self._cluster.check()
            prepare(self._cluster, self._prefix, create=create)
            index = tasks_index(self._cluster, self._prefix)
            if index is not None and not outdated and stale(self._cluster, index):
                raise ArchiveError("errors.elastic_stale", archive=url)
        except Moved as error:
            self._cluster.close()
            raise ArchiveError("errors.elastic_closed_to_writers", archive=url, reason=str(error)) from error
        except BaseException:
            self._cluster.close()
            raise
        self._views = Views(self._cluster)
        self._originals = Originals(self._views.ask, name(address.prefix, "originals"), url)
        self._writer = Writer(self._cluster, self._prefix, self._discard_unused)

    def put(self, document: Document) -> Receipt:
        """See `Archive.put`."""
        try:
            return self._writer.put(document)
        finally:
            self._views.wrote(self._tasks)

    def replace(self, document: Document, old: Document | None = None) -> bool:
        """See `Archive.replace`."""
        try:
            return self._writer.replace(document, old or document)
        finally:
            self._views.wrote(self._tasks)

    def drop(self, key: str) -> bool:
        """See `Archive.drop`. What people noted stays: the same document brings the same task ids again."""
        try:
            return self._writer.drop(key)
        finally:
            self._views.wrote(self._tasks)

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

    def text(self, key: str) -> str | None:
        """See `Archive.text`."""
        document = self.get(key)
        return document.text if document else None

    def documents(self) -> Sequence[DocumentInfo]:
        """See `Archive.documents`."""
        heads = self._look(lambda view: list(_heads(view)))
        return [held.info(head.head, current=held is head.versions[-1]) for head in heads for held in head.versions]

    def find(self, query: Query) -> Found:
        """See `Archive.find`."""
        return self._look(lambda view: _find(view, query))

    def nearest(self, query: Query) -> Sequence[Hit]:
        """See `Archive.nearest`. All terms rank: what cannot come first any more is passed over by the server."""
        limit = None if query.limit is None else max(0, query.limit)

        def look(view: View) -> tuple[Hit, ...]:
            what = plan(replace(query, order="relevance"), view.hidden)
            return _hits(view.rows(what.streams[0], 0, limit), scored=what.scored)

        return self._look(look)

    def count(self, query: Query) -> int:
        """See `Archive.count`."""
        return self._look(lambda view: view.total(plan(query, view.hidden)))

    def facets(self, query: Query, by: Iterable[Facet]) -> Mapping[Facet, Mapping[str, int]]:
        """See `Archive.facets`."""
        fields = {facet: FACET_FIELDS[facet] for facet in by}
        if not fields:
            return {}
        found = self._look(lambda view: view.buckets(plan(query, view.hidden).query, fields))
        counts = {facet: [(str(one["key"]), int(one["doc_count"])) for one in found[facet]] for facet in fields}
        return {facet: dict(sorted(values, key=lambda item: (-item[1], item[0]))) for facet, values in counts.items()}

    def sentences(
        self, text: str = "", *, phrases: Sequence[str] = (), documents: Sequence[str] = (), limit: int | None = None
    ) -> Sequence[Saying]:
        """See `Archive.sentences`."""
        return self._look(lambda view: elastic_speeches.find(view, text, phrases, documents, limit))

    def ended(self, as_of: date) -> frozenset[str]:
        """See `Archive.ended`."""
        stream = expired(as_of)
        over = self._look(lambda view: [str(row["sort"][0]) for row in view.rows(stream, 0, None, fields=())])
        return frozenset((*over, *(key for key, day in repeals(self.sources) if day <= as_of)))

    def sources(self, names: Collection[str] | None = None) -> Sequence[Source]:
        """See `Archive.sources`."""

        def look(view: View) -> dict[str, Source]:
            rows = (row for stream in streams(names) for row in view.rows(stream, 0, None, fields=("citing",)))
            return {row["sort"][0]: source_from(row["_source"]["citing"]) for row in rows}

        found = self._look(look)
        return [found[key] for key in sorted(found)]

    def sharing(self, names: Collection[str], least: int, limit: int) -> Sequence[str]:
        """See `Archive.sharing`."""
        if not names or limit <= 0:
            return []
        stream = sharing(names, least)
        return self._look(lambda view: [str(row["sort"][1]) for row in view.rows(stream, 0, limit, fields=())])

    def note(self, note: Note) -> None:
        """See `Archive.note`."""
        entry = {
            "subject": fit(clean(note.subject)), "kind": note.kind, "value": clean(note.value), "who": clean(note.who),
            "when": note.when.isoformat(), "name": clean(note.subject), "added": time.time_ns(),
            "tie": secrets.token_hex(12),
        }  # fmt: skip
        index = name(self._prefix, "notes")
        # The id is ours: sent a second time because the answer was lost, it is still one note.
        with suppress(ConflictError):
            self._views.ask(lambda client: client.create(index=index, id=str(entry["tie"]), document=entry))
        self._views.wrote(index)

    def notes(self, subject: str | None = None, kind: NoteKind | None = None) -> Sequence[Note]:
        """See `Archive.notes`."""
        index = name(self._prefix, "notes")
        filters: list[dict[str, Any]] = []
        if subject is not None:
            filters.append({"term": {"subject": fit(clean(subject))}})
        if kind is not None:
            filters.append({"term": {"kind": kind}})
        stream = Stream({"bool": {"filter": filters}}, ({"added": "asc"}, {"tie": "asc"}))
        rows = self._views.look(index, lambda view: list(view.rows(stream, 0, None, fields=("*",))))
        said = [row["_source"] for row in rows]
        return [
            Note(one["name"], one["kind"], one["value"], one["who"], datetime.fromisoformat(one["when"]))
            for one in said
        ]

    def attach(self, content: bytes) -> str:
        """See `Archive.attach`."""
        digest = self._originals.attach(content)
        self._views.wrote(self._originals.index)
        return digest

    def original(self, digest: str) -> bytes | None:
        """See `Archive.original`."""
        return self._originals.read(digest)

    def originals(self) -> Sequence[str]:
        """See `Archive.originals`."""
        everything = Stream({"exists": {"field": "digest"}}, ({"digest": "asc"},))
        index = self._originals.index
        rows = self._views.look(index, lambda view: list(view.rows(everything, 0, None, fields=())))
        return [row["sort"][0] for row in rows]

    def reindex(self) -> None:
        """See `Archive.reindex`. Others may read and write meanwhile."""
        reindex(self._cluster, self._prefix, self._advance)

    def close(self) -> None:
        """See `Archive.close`."""
        self._views.close()
        self._cluster.close()

    def _discard_unused(self, digest: str | None) -> None:
        """Remove a file that no version of any document is from any more."""
        if not digest:
            return
        self._views.wrote(self._tasks)  # a moment ago, by the writer: it is looked at, too
        users = Stream({"term": {"versions.original": digest}}, ({"head": "asc"},))
        if not self._look(lambda view: list(view.rows(users, 0, 1, fields=()))):
            self._originals.discard(digest)
            self._views.wrote(self._originals.index)

    def _look(self, act: Callable[[View], T]) -> T:
        """What is found among tasks, sentences and records at one point in time."""
        with self._sound():
            return self._views.look(self._tasks, act)

    def _entry(self, index: str, identity: str) -> Row:
        """An entry as it is now, whether searches see it already or not."""
        return dict(self._views.ask(lambda client: client.get(index=index, id=identity)).body["_source"])

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except (zlib.error, ValueError, msgspec.DecodeError) as error:
            raise ArchiveError("errors.archive_corrupt", archive=self._url, reason=str(error)) from error


def _find(view: View, query: Query) -> Found:
    offset = max(0, query.offset)
    what = plan(query, view.hidden)
    if len(what.streams) == 1 and query.limit != 0:
        totals: list[int] = []
        limit = None if query.limit is None else max(0, query.limit)
        rows = list(view.rows(what.streams[0], offset, limit, totals=totals))
        return Found(totals[0] if totals else view.total(what), _hits(rows, scored=what.scored))
    total = view.total(what)
    left = max(0, total - offset)
    wanted = left if query.limit is None else min(left, max(0, query.limit))
    return Found(total, _hits(view.merged(what.streams, offset, wanted) if wanted else (), scored=what.scored))


def _heads(view: View) -> Iterator[Head]:
    stream = Stream({"exists": {"field": "head"}}, ({"head": "asc"},))
    for row in view.rows(stream, 0, None, fields=("head", "versions", "hidden")):
        yield msgspec.convert(row["_source"], Head, strict=False)


def _hits(rows: Iterable[Row], *, scored: bool) -> tuple[Hit, ...]:
    return tuple(Hit(_decode_task(row["_source"]["json"]), float(row["sort"][0]) if scored else 0.0) for row in rows)
