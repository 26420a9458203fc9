"""The index of the embedded archive as rows: a document's entries put in and taken out, in the caller's transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from corpus.types import Document
from search import sqlite_citations, sqlite_speeches, sqlite_validity
from search.sqlite_entries import Entry, Kind, entries
from search.sqlite_schema import INDEX_RULES, NEVER
from search.terms import analyzer

__all__ = ["index", "index_stamp", "unindex"]

Labels = dict[tuple[Kind, str], int]


@cache
def index_stamp() -> str:
    """Under which rules an index is made: tables, analyzer, and the words and code that names are keyed by.

    Another stamp means another index: a key that a question has and an older index lacks would hide tasks.
    """
    corpus = files("corpus")
    rules = hashlib.sha256()
    for folder, suffix in ((corpus, ".py"), (corpus / "lexicon", ".toml")):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(suffix):
                rules.update(entry.name.encode() + entry.read_bytes())
    return f"{INDEX_RULES}/{analyzer()}/{rules.hexdigest()[:16]}"


def index(connection: sqlite3.Connection, document: Document, tasks: Sequence[int]) -> None:
    """Enter a document whose tasks have these row numbers, in their order."""
    made = list(entries(document))
    labels = _count_labels(connection, made, 1)
    rows = list(zip(tasks, made, strict=True))
    connection.executemany(
        "INSERT INTO mark (label, task) VALUES (?, ?)",
        ((labels[mark], task) for task, entry in rows for mark in entry.marks),
    )
    connection.executemany(
        "INSERT INTO due (day, document, place, task, kind, previous) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (day, document.key, place, task, kind, previous)
            for place, (task, entry) in enumerate(rows)
            for day, kind, previous in entry.dues
        ),
    )
    connection.executemany(
        "INSERT INTO begin (day, kind, task) VALUES (?, ?, ?)",
        ((day, kind, task) for task, entry in rows for day, kind in entry.begins),
    )
    connection.executemany(
        "INSERT INTO facet (task, day, document, place, labels) VALUES (?, ?, ?, ?, ?)",
        (
            (
                task,
                entry.dues[0][0] if entry.dues else NEVER,
                document.key,
                place,
                array("i", sorted(labels[facet] for facet in entry.facets)).tobytes(),
            )
            for place, (task, entry) in enumerate(rows)
        ),
    )
    connection.executemany(
        "INSERT INTO plain (task, text) VALUES (?, ?)", ((task, entry.plain) for task, entry in rows)
    )
    connection.executemany(
        "INSERT INTO words (rowid, task, context, heading) VALUES (?, ?, ?, ?)",
        ((task, *entry.words) for task, entry in rows),
    )
    sqlite_speeches.enter(connection, document)
    sqlite_validity.enter(connection, document)
    sqlite_citations.enter(connection, document)


def unindex(connection: sqlite3.Connection, document: Document, tasks: Sequence[int]) -> None:
    """Take a document out that was entered under the same stamp: the same entries are made and removed."""
    made = list(entries(document))
    labels = _count_labels(connection, made, -1)
    rows = list(zip(tasks, made, strict=True))
    connection.executemany(
        "DELETE FROM mark WHERE label = ? AND task = ?",
        ((labels[mark], task) for task, entry in rows for mark in entry.marks),
    )
    connection.executemany(
        "DELETE FROM due WHERE day = ? AND document = ? AND place = ? AND task = ? AND kind = ?",
        (
            (day, document.key, place, task, kind)
            for place, (task, entry) in enumerate(rows)
            for day, kind, _ in entry.dues
        ),
    )
    connection.executemany(
        "DELETE FROM begin WHERE day = ? AND kind = ? AND task = ?",
        ((day, kind, task) for task, entry in rows for day, kind in entry.begins),
    )
    for table in ("facet", "plain"):
        connection.executemany(f"DELETE FROM {table} WHERE task = ?", ((task,) for task in tasks))
    # A table without content of its own has to be told what it was given.
    connection.executemany(
        "INSERT INTO words (words, rowid, task, context, heading) VALUES ('delete', ?, ?, ?, ?)",
        ((task, *entry.words) for task, entry in rows),
    )
    sqlite_speeches.take_out(connection, document.key)
    sqlite_validity.take_out(connection, document.key)
    sqlite_citations.take_out(connection, document.key)


def _count_labels(connection: sqlite3.Connection, made: Iterable[Entry], sign: int) -> Labels:
    """The row numbers of all labels of these entries, after counting their tasks up or down."""
    tasks = Counter(label for entry in made for label in entry.marks | entry.facets)
    connection.executemany(
        "INSERT INTO label (kind, value, tasks) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, value) DO UPDATE SET tasks = tasks + excluded.tasks",
        ((int(kind), value, sign * count) for (kind, value), count in tasks.items()),
    )
    find = "SELECT id FROM label WHERE kind = ? AND value = ?"
    return {label: connection.execute(find, (int(label[0]), label[1])).fetchone()[0] for label in tasks}
