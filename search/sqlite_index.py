"""The index of the embedded archive as rows: a document's entries put in and taken out, in the caller's transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from corpus.collector import collector_paused
from corpus.types import Document
from search import sqlite_citations, sqlite_speeches
from search.sqlite_columns import piece_of
from search.sqlite_entries import Entry, Label, entries
from search.sqlite_schema import INDEX_RULES
from search.sqlite_terms import count_terms
from search.terms import Cutter, analyzer, clean, cutter

__all__ = ["index", "index_stamp", "unindex"]


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


@collector_paused()
def index(
    connection: sqlite3.Connection, document: Document, row: int, tasks: Sequence[int], cut: Cutter | None = None
) -> None:
    """Enter a document that has this row number; those of its tasks, in their order, are consecutive.

    `cut` is what another one was taken out with, whose place it takes.
    """
    cut = cut or cutter()
    made = list(entries(document, cut))
    labels = _labels(connection, made)
    said = sqlite_speeches.enter(connection, document, cut)
    connection.execute(
        "INSERT INTO piece (document, first, tasks, said, titles, labels, dues, begins) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row,
            tasks[0] if tasks else 0,
            len(tasks),
            said.first,
            said.titles,
            *piece_of(made, [{labels[label] for label in entry.marks | entry.facets} for entry in made]),
        ),
    )
    connection.execute("INSERT INTO source VALUES (?, ?)", (document.key, clean(document.text)))
    rows = list(zip(tasks, made, strict=True))
    connection.executemany(
        "INSERT INTO plain (task, text) VALUES (?, ?)", ((task, entry.plain) for task, entry in rows)
    )
    connection.executemany(
        "INSERT INTO words (rowid, task, context, heading) VALUES (?, ?, ?, ?)",
        ((task, *entry.words) for task, entry in rows),
    )
    count_terms(connection, (entry.words for entry in made), said.given, 1)
    sqlite_citations.enter(connection, document)


@collector_paused()
def unindex(
    connection: sqlite3.Connection, document: Document, row: int, tasks: Sequence[int], cut: Cutter | None = None
) -> None:
    """Take a document out that was entered under the same stamp: the same entries are made and removed."""
    cut = cut or cutter()
    made = list(entries(document, cut))
    connection.execute("DELETE FROM piece WHERE document = ?", (row,))
    connection.execute("DELETE FROM source WHERE document = ?", (document.key,))
    connection.executemany("DELETE FROM plain WHERE task = ?", ((task,) for task in tasks))
    # A table without content of its own has to be told what it was given.
    connection.executemany(
        "INSERT INTO words (words, rowid, task, context, heading) VALUES ('delete', ?, ?, ?, ?)",
        ((task, *entry.words) for task, entry in zip(tasks, made, strict=True)),
    )
    said = sqlite_speeches.take_out(connection, document.key, cut)
    count_terms(connection, (entry.words for entry in made), said, -1)
    sqlite_citations.take_out(connection, document.key)


def _labels(connection: sqlite3.Connection, made: Iterable[Entry]) -> dict[Label, int]:
    """The numbers of all labels of these entries."""
    used = sorted({label for entry in made for label in entry.marks | entry.facets})
    connection.executemany("INSERT OR IGNORE INTO label (kind, value) VALUES (?, ?)", used)
    find = "SELECT id FROM label WHERE kind = ? AND value = ?"
    return {label: connection.execute(find, label).fetchone()[0] for label in used}
