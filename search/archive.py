"""The seam between what is asked and where it is kept: one protocol, an engine a class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

import msgspec

from corpus.types import Document, Task
from search.crossref_source import Source
from search.query import Facet, Query

__all__ = [
    "Archive",
    "DocumentInfo",
    "Found",
    "Hit",
    "Note",
    "NoteKind",
    "Receipt",
    "Saying",
]

# stored: new · unchanged: the same content is there already · version: other content under a known key
PutOutcome = Literal["stored", "unchanged", "version"]
# near: what says nearly the same as a document
# document: what was done with a document in the pages (stored, version, reread, deleted)
# tagger: what the tagger was made of that last read a document (search.retag)
# carried: that the notes before it were made on another wording of the task, whose id is its value
NoteKind = Literal[
    "state", "owner", "remark", "evidence", "correction", "question", "carried", "near", "document", "tagger"
]


class Receipt(msgspec.Struct, frozen=True):
    """What became of a document that was put."""

    key: str
    outcome: PutOutcome
    version: int  # counts from 1 within one key
    tasks: int


class DocumentInfo(msgspec.Struct, frozen=True):
    """A line of the library: a document without its text."""

    key: str
    version: int
    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: date | None
    source: str
    tasks: int
    digest: str
    current: bool  # the newest version of its key

    @property
    def label(self) -> str:
        """What to call it: the title, else the file's name."""
        return self.title or self.source or self.key


class Hit(msgspec.Struct, frozen=True):
    """A task found: `score` ranks by the free text (higher is nearer; 0 where the order is another)."""

    task: Task
    score: float


class Found(msgspec.Struct, frozen=True):
    """A page of hits and the number of all tasks that fit."""

    total: int
    hits: tuple[Hit, ...]


class Note(msgspec.Struct, frozen=True):
    """What a person added: kept for ever with who and when; the newest of a kind counts."""

    subject: str  # a task id, a document key, or the name of a saved question
    kind: NoteKind
    value: str
    who: str
    when: datetime


class Saying(msgspec.Struct, frozen=True):
    """A sentence that is no task: its place, its words folded without spaces, and the headings that it stands under."""

    doc: str
    start: int
    end: int
    clause: str
    folded: str
    beside: str
    score: float


class Archive(Protocol):
    """Documents with their tasks, and what people add. A document and its index entries change together."""

    def put(self, document: Document) -> Receipt:
        """Store a document with its tasks, all or nothing; the same content again changes nothing.

        Only the source may change: of two files with one content and key the better format's reading is kept.
        """
        ...

    def replace(self, document: Document, old: Document | None = None) -> bool:
        """Put a document in the place of a stored one, `old` (of the same key and content unless told), all or nothing.

        False when that is not there, or the content is there elsewhere: nothing has changed then. Where the keys differ the older versions of `old` stay,
        and the newest of them is current. An engine of several machines may show both for a moment then, never neither.
        The original of `old` goes where the document brings another one and nothing else is from it; else it stays.
        """
        ...

    def drop(self, key: str) -> bool:
        """Remove a document, all its versions, index entries, and originals that nothing else is from; False when there
        is none."""
        ...

    def get(self, key: str, version: int | None = None) -> Document | None:
        """The document, its newest version unless told otherwise."""
        ...

    def text(self, key: str) -> str | None:
        """The text of a document in its newest version; cheaper than all of it."""
        ...

    def documents(self) -> Sequence[DocumentInfo]:
        """All documents, every version, ordered by key and version."""
        ...

    def find(self, query: Query) -> Found:
        """The tasks of current versions that fit, ordered as asked; ties by document and place."""
        ...

    def nearest(self, query: Query) -> Sequence[Hit]:
        """The first `query.limit` tasks by the rarer words of `query.text`, within its filters; none is counted."""
        ...

    def sentences(
        self, text: str = "", *, phrases: Sequence[str] = (), documents: Sequence[str] = (), limit: int | None = None
    ) -> Sequence[Saying]:
        """The sentences of current versions that are no tasks, with words of `text`, nearest first; with all `phrases`,
        headings too.

        Both are folded; without a text the order is by document and place. `documents` are keys, none is all.
        """
        ...

    def ended(self, as_of: date) -> frozenset[str]:
        """The keys of the documents that are repealed or expired on a day."""
        ...

    def count(self, query: Query) -> int:
        """How many tasks fit, whatever the page."""
        ...

    def facets(self, query: Query, by: Iterable[Facet]) -> Mapping[Facet, Mapping[str, int]]:
        """For each facet how many of the fitting tasks have each value, most first."""
        ...

    def sources(self, names: Collection[str] | None = None) -> Sequence[Source]:
        """What is kept of the citations of current documents, ordered by key: of those that are found by one of these
        names (`search.crossref_source.names_of`), of all without. No document is read for it."""
        ...

    def sharing(self, names: Collection[str], least: int, limit: int) -> Sequence[str]:
        """The keys of current documents that are found by `least` or more of these names, at most `limit`, by most first;
        ties by key."""
        ...

    def note(self, note: Note) -> None:
        """Add to the history of a subject; nothing is overwritten."""
        ...

    def notes(self, subject: str | None = None, kind: NoteKind | None = None) -> Sequence[Note]:
        """The history of a subject (or of all: saved questions are listed so), of one kind or all, oldest first."""
        ...

    def attach(self, content: bytes) -> str:
        """Keep the bytes of a source file; returns their SHA-256 in hex."""
        ...

    def original(self, digest: str) -> bytes | None:
        """The bytes that `attach` kept under this hash."""
        ...

    def originals(self) -> Sequence[str]:
        """The hashes of all that `attach` kept, in their order."""
        ...

    def reindex(self) -> None:
        """Build what finds tasks anew from the stored documents; they and what people noted stay as they are."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...
