"""The embedded archive: one SQLite file that holds documents, their index and what people add.

A document and its index entries change in one transaction, so a reader meets all of it or nothing, also after
a crash. Any number of threads and processes read while one writes; a second writer waits for the first.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec

from corpus.errors import ArchiveError
from corpus.types import Document, Task
from search import sqlite_citations, sqlite_speeches
from search.archive import Found, Hit, Note, NoteKind, Receipt, Saying
from search.better import rank
from search.crossref_source import Source
from search.library import Library
from search.query import Facet, Query
from search.sqlite_documents import Rest, load_document, text_of
from search.sqlite_index import index, index_stamp, unindex
from search.sqlite_kept import Memory, changed, made_anew
from search.sqlite_query import fitting, nearest
from search.sqlite_schema import connect, empty_index, explained, prepare, transaction
from search.terms import Cutter, clean, cutter

__all__ = ["SqliteArchive"]


_encode: Final = msgspec.json.Encoder().encode
_decode_task: Final = msgspec.json.Decoder(Task).decode


class SqliteArchive:
    """An `Archive` in one file; safe to share between threads. Raises ArchiveError where the file says no."""

    def __init__(self, path: Path, advance: Callable[[int, int], None] | None = None) -> None:
        """`advance` is told of how many of how many documents the index was made anew, where it has to be."""
        self._path = path
        self._advance = advance or (lambda _done, _total: None)
        self._idle: list[sqlite3.Connection] = []  # a connection serves one thread at a time
        self._lock = threading.Lock()  # over `_idle` and `_closed`
        self._writing = threading.Lock()  # threads queue here, more fairly than at the file's lock
        self._closed = False
        self._memory = Memory()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError("errors.archive_unwritable", archive=path, reason=str(error)) from error
        with self._connection() as connection:
            prepare(connection, path)
            if self._stamp(connection) != index_stamp():
                self._reindex(connection)

    def put(self, document: Document) -> Receipt:
        """See `Archive.put`."""
        with self._writer() as connection:
            return self._put(connection, document)

    def _put(self, connection: sqlite3.Connection, document: Document, kept: str = "") -> Receipt:
        same = connection.execute(
            "SELECT id, key, version, source, tasks, current, original FROM document WHERE digest = ?",
            (document.digest,),
        ).fetchone()
        if same:
            row, key, version, source, tasks, current, original = same
            if key != document.key or rank(document.source) >= rank(source):
                return Receipt(key, "unchanged", version, tasks)
            # The same words from a better file: its text and offsets take the place of the other's.
            self._forget(connection, row)
            self._store(connection, document, version, bool(current), original)
            self._discard_unused(connection, original)
            return Receipt(key, "unchanged", version, len(document.tasks))
        before = connection.execute(
            "SELECT id, version FROM document WHERE key = ? AND current", (document.key,)
        ).fetchone()
        cut = cutter()  # a new version has most of its sentences from the one before
        if before:
            self._retire(connection, before[0], cut)
        version = before[1] + 1 if before else 1
        self._store(connection, document, version, current=True, kept=kept, cut=cut)
        return Receipt(document.key, "version" if before else "stored", version, len(document.tasks))

    def replace(self, document: Document, old: Document | None = None) -> bool:
        """See `Archive.replace`."""
        old = old or document
        with self._writer() as connection:
            sql = "SELECT id, version, current, original FROM document WHERE key = ? AND digest = ?"
            found = connection.execute(sql, (old.key, old.digest)).fetchone()
            there = "SELECT 1 FROM document WHERE digest = ?"
            if not found or (
                document.digest != old.digest and connection.execute(there, (document.digest,)).fetchone()
            ):
                return False
            row, version, current, original = found
            self._forget(connection, row)
            if document.key == old.key:
                self._store(connection, document, version, bool(current), original)
            else:
                if current:
                    self._renew(connection, old.key)
                self._put(connection, document, original)
            self._discard_unused(connection, original)
            return True

    def drop(self, key: str) -> bool:
        """See `Archive.drop`. What people noted stays: the same document brings the same task ids again."""
        with self._writer() as connection:
            rows = connection.execute("SELECT id, original FROM document WHERE key = ?", (clean(key),)).fetchall()
            for row, original in rows:
                self._forget(connection, row)
                self._discard_unused(connection, original)
            return bool(rows)

    def get(self, key: str, version: int | None = None) -> Document | None:
        """See `Archive.get`."""
        with self._reader() as connection:
            row = connection.execute(
                "SELECT id FROM document WHERE key = ?1 AND ((?2 IS NULL AND current) OR version = ?2)",
                (clean(key), version),
            ).fetchone()
            return load_document(connection, row[0]) if row else None

    def text(self, key: str) -> str | None:
        """See `Archive.text`."""
        with self._reader() as connection:
            return text_of(connection, clean(key))

    def documents(self) -> Library:
        """See `Archive.documents`."""
        with self._reader() as connection:
            return self._memory.at(connection).library(connection)

    def find(self, query: Query) -> Found:
        """See `Archive.find`."""
        offset, limit = max(0, query.offset), None if query.limit is None else max(0, query.limit)
        with self._reader() as connection:
            columns = self._memory.at(connection).columns(connection)
            fit = fitting(connection, columns, query)
            if query.order == "relevance":
                positions, scores = fit.by_relevance(offset, limit)
                return Found(fit.total, self._hits(connection, columns.rows(positions).tolist(), scores.tolist()))
            positions = (fit.by_day if query.order == "due" else fit.by_place)(offset, limit)
            return Found(fit.total, self._hits(connection, columns.rows(positions).tolist()))

    def count(self, query: Query) -> int:
        """See `Archive.count`."""
        with self._reader() as connection:
            columns = self._memory.at(connection).columns(connection)
            return fitting(connection, columns, msgspec.structs.replace(query, order="place")).total

    def facets(self, query: Query, by: Iterable[Facet]) -> Mapping[Facet, Mapping[str, int]]:
        """See `Archive.facets`."""
        with self._reader() as connection:
            kept = self._memory.at(connection)
            fit = fitting(connection, kept.columns(connection), msgspec.structs.replace(query, order="place"))
            return kept.counter(connection).facets(fit.tasks, by)

    def nearest(self, query: Query) -> Sequence[Hit]:
        """See `Archive.nearest`."""
        with self._reader() as connection:
            kept = self._memory.at(connection)
            ranked = nearest(connection, kept.columns(connection), kept.tallies(connection), query)
            return self._hits(connection, [row for row, _ in ranked], [score for _, score in ranked])

    def sentences(
        self, text: str = "", *, phrases: Sequence[str] = (), documents: Sequence[str] = (), limit: int | None = None
    ) -> Sequence[Saying]:
        """See `Archive.sentences`."""
        with self._reader() as connection:
            kept = self._memory.at(connection)
            columns, tallies = kept.columns(connection), kept.tallies(connection)
            return sqlite_speeches.find(connection, columns, tallies, text, phrases, documents, limit)

    def ended(self, as_of: date) -> frozenset[str]:
        """See `Archive.ended`."""
        with self._reader() as connection:
            return self._memory.at(connection).ended(connection, as_of)

    def sources(self, names: Collection[str] | None = None) -> Sequence[Source]:
        """See `Archive.sources`."""
        with self._reader() as connection:
            return sqlite_citations.find(connection, names)

    def sharing(self, names: Collection[str], least: int, limit: int) -> Sequence[str]:
        """See `Archive.sharing`."""
        with self._reader() as connection:
            return sqlite_citations.sharing(connection, names, least, limit)

    def note(self, note: Note) -> None:
        """See `Archive.note`."""
        with self._writer() as connection:
            connection.execute(
                "INSERT INTO note (subject, kind, value, who, at) VALUES (?, ?, ?, ?, ?)",
                (clean(note.subject), note.kind, clean(note.value), clean(note.who), note.when.isoformat()),
            )

    def notes(self, subject: str | None = None, kind: NoteKind | None = None) -> Sequence[Note]:
        """See `Archive.notes`."""
        with self._reader() as connection:
            rows = connection.execute(
                "SELECT subject, kind, value, who, at FROM note"
                " WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY id",
                (subject and clean(subject), kind),
            )
            return [Note(name, what, value, who, datetime.fromisoformat(at)) for name, what, value, who, at in rows]

    def attach(self, content: bytes) -> str:
        """See `Archive.attach`."""
        digest = hashlib.sha256(content).hexdigest()
        with self._writer() as connection:
            connection.execute("INSERT OR IGNORE INTO original (digest, content) VALUES (?, ?)", (digest, content))
        return digest

    def original(self, digest: str) -> bytes | None:
        """See `Archive.original`."""
        with self._reader() as connection:
            row = connection.execute("SELECT content FROM original WHERE digest = ?", (clean(digest),)).fetchone()
            return bytes(row[0]) if row else None

    def originals(self) -> Sequence[str]:
        """See `Archive.originals`."""
        with self._reader() as connection:
            return [digest for (digest,) in connection.execute("SELECT digest FROM original ORDER BY digest")]

    def reindex(self) -> None:
        """Build the index anew from the documents, as is done unasked when the analyzer or the lexicon changed."""
        with self._connection() as connection:
            self._reindex(connection, always=True)

    def close(self) -> None:
        """See `Archive.close`. Connections still in use by other threads close when they are done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        with explained(self._path):
            for connection in idle:
                connection.close()

    # Within a transaction.

    def _store(
        self, connection: sqlite3.Connection, document: Document, version: int, current: bool, kept: str = "",
        cut: Cutter | None = None,
    ) -> None:  # fmt: skip
        """Write a version; `kept` is the original that stays with it where it names none itself."""
        rest = Rest(
            document.text, document.headings, document.citations, document.times, document.sentences, document.pages,
            document.original, document.given,
        )  # fmt: skip
        old_tasks = None if current else zlib.compress(_encode(document.tasks), 6)
        cursor = connection.execute(
            "INSERT INTO document (key, version, digest, current, title, issuer, number, date, source, tasks, rest,"
            " old_tasks, original) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.key, version, document.digest, current, document.title, _encode(document.issuer),
                document.number, document.date and document.date.isoformat(), document.source, len(document.tasks),
                zlib.compress(_encode(rest), 6), old_tasks, document.original or kept,
            ),
        )  # fmt: skip
        row = cursor.lastrowid
        if current and row is not None:
            self._enter(connection, document, row, cut)

    def _retire(self, connection: sqlite3.Connection, row: int, cut: Cutter) -> None:
        """Take a version out of the index: it is kept whole, but no longer found."""
        document = load_document(connection, row)
        changed(connection)
        unindex(connection, document, row, self._tasks(connection, row), cut)
        connection.execute("DELETE FROM task WHERE document = ?", (row,))
        packed = zlib.compress(_encode(document.tasks), 6)
        connection.execute("UPDATE document SET current = 0, old_tasks = ? WHERE id = ?", (packed, row))

    def _renew(self, connection: sqlite3.Connection, key: str) -> None:
        """Make the newest version that is left the current one: it is found again."""
        sql = "SELECT id FROM document WHERE key = ? ORDER BY version DESC LIMIT 1"
        for (row,) in connection.execute(sql, (key,)).fetchall():
            document = load_document(connection, row)
            connection.execute("UPDATE document SET current = 1, old_tasks = NULL WHERE id = ?", (row,))
            self._enter(connection, document, row)

    def _enter(self, connection: sqlite3.Connection, document: Document, row: int, cut: Cutter | None = None) -> None:
        """Make a document found that has this row number."""
        changed(connection)
        tasks = [(row, task.id, _encode(task)) for task in document.tasks]
        connection.executemany("INSERT INTO task (document, name, json) VALUES (?, ?, ?)", tasks)
        index(connection, document, row, self._tasks(connection, row), cut)

    def _forget(self, connection: sqlite3.Connection, row: int) -> None:
        (current,) = connection.execute("SELECT current FROM document WHERE id = ?", (row,)).fetchone()
        changed(connection)
        if current:
            unindex(connection, load_document(connection, row), row, self._tasks(connection, row))
        connection.execute("DELETE FROM document WHERE id = ?", (row,))  # its tasks go with it

    def _discard_unused(self, connection: sqlite3.Connection, original: str) -> None:
        """Remove a file that no version of any document is from any more."""
        sql = "DELETE FROM original WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE original = ?1)"
        connection.execute(sql, (original,))

    def _tasks(self, connection: sqlite3.Connection, row: int) -> list[int]:
        """The rows of a document's tasks in their order; none for a version that is not current."""
        return [task for (task,) in connection.execute("SELECT id FROM task WHERE document = ? ORDER BY id", (row,))]

    def _hits(
        self, connection: sqlite3.Connection, rows: Sequence[int], scores: Sequence[float] = ()
    ) -> tuple[Hit, ...]:
        """The tasks of these rows, with their scores or 0."""
        sql = "SELECT t.json FROM json_each(?) e JOIN task t ON t.id = e.value ORDER BY e.id"
        found = connection.execute(sql, (json.dumps(rows),))
        of_each = scores or [0.0] * len(rows)
        return tuple(Hit(_decode_task(task), score) for (task,), score in zip(found, of_each, strict=True))

    def _stamp(self, connection: sqlite3.Connection) -> str | None:
        row = connection.execute("SELECT value FROM setting WHERE name = 'index'").fetchone()
        return str(row[0]) if row else None

    def _reindex(self, connection: sqlite3.Connection, *, always: bool = False) -> None:
        with transaction(connection):
            if not always and self._stamp(connection) == index_stamp():
                return  # another process was first
            empty_index(connection)
            rows = connection.execute("SELECT id FROM document WHERE current ORDER BY id").fetchall()
            for at, (row,) in enumerate(rows):
                self._advance(at, len(rows))
                index(connection, load_document(connection, row), row, self._tasks(connection, row))
            made_anew(connection)
            connection.execute("INSERT OR REPLACE INTO setting VALUES ('index', ?)", (index_stamp(),))

    # Connections.

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with explained(self._path):
            with self._lock:
                if self._closed:
                    raise ArchiveError("errors.archive_closed", archive=self._path)
                connection = self._idle.pop() if self._idle else None
            connection = connection or connect(self._path)
            try:
                yield connection
            except BaseException:
                connection.close()  # whatever state it is in, nobody gets it again
                raise
            with self._lock:
                if not self._closed:
                    self._idle.append(connection)
                    return
            connection.close()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the archive throughout, whatever is written meanwhile."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def _writer(self) -> Iterator[sqlite3.Connection]:
        with self._writing, self._connection() as connection, transaction(connection):
            yield connection
