"""What a process keeps of the embedded archive from question to question, for as long as nothing is put or dropped."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from functools import partial
from typing import Final

import msgspec

from search.archive import DocumentInfo
from search.library import Library
from search.sqlite_citations import expired, find
from search.sqlite_columns import Columns, load
from search.sqlite_labels import Counter, Label, load_labels
from search.sqlite_terms import Tallies, load_tallies
from search.validity import repeals

__all__ = ["Kept", "Memory", "changed", "made_anew"]

_names: Final = msgspec.json.Decoder(tuple[str, ...]).decode


class Kept:
    """What was read at one state of the archive, each part when it is first asked for."""

    def __init__(self, generation: str, made: str, before: Kept | None) -> None:
        """`before` is what was read at an earlier state of the same making of the index."""
        self.generation, self.made = generation, made
        self.before: Columns | None = before.before if before else None
        self.counted: Tallies = before.counted if before else {}
        self.labels: tuple[Label, ...] = before.labels if before else ()
        self._counter: Counter | None = None
        self._library: Library | None = None
        self._ended: dict[date, frozenset[str]] = {}
        self._repeals: list[tuple[str, date]] | None = None
        self._lock = threading.Lock()  # over `before`: two threads that ask at once read the columns once
        self._read = self._tallied = False

    def columns(self, connection: sqlite3.Connection) -> Columns:
        """The columns of all tasks."""
        with self._lock:
            if self.before is None or not self._read:
                self.before, self._read = load(connection, self.before), True
            return self.before

    def tallies(self, connection: sqlite3.Connection) -> Tallies:
        """In how many rows each term stands."""
        if not self._tallied:
            self.counted, self._tallied = load_tallies(connection, self.counted), True
        return self.counted

    def counter(self, connection: sqlite3.Connection) -> Counter:
        """The tasks by what they are counted under."""
        if self._counter is None:
            self.labels = load_labels(connection, self.labels)
            self._counter = Counter(self.columns(connection), self.labels)
        return self._counter

    def library(self, connection: sqlite3.Connection) -> Library:
        """All documents, every version, ordered by key and version."""
        if self._library is None:
            rows = connection.execute(
                "SELECT key, version, title, issuer, number, date, source, tasks, digest, current"
                " FROM document ORDER BY key, version"
            )
            self._library = Library(
                DocumentInfo(
                    key, version, title, _names(issuer), number, date.fromisoformat(day) if day else None, source,
                    tasks, digest, bool(current),
                )
                for key, version, title, issuer, number, day, source, tasks, digest, current in rows
            )  # fmt: skip
        return self._library

    def ended(self, connection: sqlite3.Connection, as_of: date) -> frozenset[str]:
        """The keys of current documents that are expired or repealed on a day."""
        if self._repeals is None:
            self._repeals = repeals(partial(find, connection))
        if as_of not in self._ended:
            repealed = {key for key, day in self._repeals if day <= as_of}
            self._ended[as_of] = frozenset(repealed | expired(connection, as_of))
        return self._ended[as_of]


class Memory:
    """The newest state that was asked for; safe to share between threads."""

    def __init__(self) -> None:
        self._newest = Kept("", "", None)

    def at(self, connection: sqlite3.Connection) -> Kept:
        """What is kept of the state that the transaction sees."""
        sql = "SELECT name, value FROM setting WHERE name IN ('generation', 'made')"
        settings: dict[str, str] = dict(connection.execute(sql).fetchall())
        generation, made = settings.get("generation", "0"), settings.get("made", "0")
        newest = self._newest  # another thread may put another in its place meanwhile
        if (generation, made) != (newest.generation, newest.made):
            newest = Kept(generation, made, newest if newest.made == made else None)
            self._newest = newest
        return newest


def changed(connection: sqlite3.Connection) -> None:
    """Note in a transaction that it changes documents: what was kept of the state before holds no more."""
    sql = "INSERT INTO setting VALUES ('generation', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
    connection.execute(sql)


def made_anew(connection: sqlite3.Connection) -> None:
    """Note in a transaction that it makes the index anew: its numbers mean something else than before."""
    changed(connection)
    sql = "INSERT OR REPLACE INTO setting SELECT 'made', value FROM setting WHERE name = 'generation'"
    connection.execute(sql)
