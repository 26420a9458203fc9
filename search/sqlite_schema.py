"""The file of the embedded archive: its tables, how it is opened, and what can go wrong with it.

Facts stand in `document`, `task`, `note` and `original`; everything else (`label`, `piece`, `tally`, `plain`, `words`,
`speech`, `said`, `source`, `holds`, `citing`, `called`) is derived from them by `search.sqlite_entries`, changes with
them, and can be built anew.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from corpus.errors import ArchiveError

__all__ = ["INDEX_RULES", "MIGRATIONS", "NEVER", "connect", "empty_index", "explained", "prepare", "transaction"]

# "duba" in ASCII: tells our file from the databases of other programs (`PRAGMA application_id`).
_APPLICATION: Final = 0x64756261
_BUSY_MS: Final = 10_000  # how long a writer waits for another before it gives up, in milliseconds
# How long who only looks waits where another program keeps the file to itself.
_WAIT_MS: Final = 1_500

# Bytes of the file that are read where the system keeps them, not copied into the memory of each process: a question looks
# at pages here and there, and takes a quarter less of time so. More SQLite does not map.
_MAPPED: Final = 2**31 - 2**16

# The index: dropped and built anew when these tables, the analyzer or the lexicon change, so no migration touches it.
# Days are proleptic Gregorian ordinals (`date.toordinal`); stand-ins for "none" keep the comparisons plain.
INDEX_RULES: Final = 11  # raised when the tables below, or what sqlite_entries puts into them, change
NEVER: Final = 9_999_999  # the due day of a task without one: after every day
_DERIVED: Final = (
    *("words_terms", "said_terms", "mark", "due", "begin", "facet", "term", "repeal"),  # of earlier rules
    *("words", "said", "label", "piece", "tally", "plain", "speech", "source", "holds", "citing", "called"),
)
_INDEX: Final = (
    # A value that tasks are found by or counted under: `kind` says of what (sqlite_entries.Kind).
    """CREATE TABLE label (
        id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (kind, value))""",
    # What filters, orders and counts the tasks of a document (sqlite_columns); their rows follow from `first` on. The
    # rows of its sentences in `speech` follow from `said` on, of which `titles` has a byte each: 1 for a heading.
    """CREATE TABLE piece (
        document INTEGER PRIMARY KEY, first INTEGER NOT NULL, tasks INTEGER NOT NULL, said INTEGER NOT NULL,
        labels BLOB NOT NULL, dues BLOB NOT NULL, begins BLOB NOT NULL, titles BLOB NOT NULL)""",
    # In how many rows of `words` and of `said` terms stand (sqlite_terms). A number is never given twice, since what
    # was read under it is kept.
    "CREATE TABLE tally (id INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL, terms BLOB NOT NULL)",
    "CREATE INDEX tally_level ON tally (level)",
    # Folded words and context of a task without white space, for exact phrases.
    "CREATE TABLE plain (task INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    # Terms as search.terms cuts them, joined by spaces: the tokenizer only splits at them, and lower-cases ASCII.
    # Without the sizes of rows BM25 does not mark down long ones (fts5.html 4.5: a size of -1): a task is one sentence,
    # and its length says nothing. Ranking is three times as fast, and recall at 10 on the sample 0.90 instead of 0.87.
    """CREATE VIRTUAL TABLE words USING fts5 (
        task, context, heading, content = '', columnsize = 0, tokenize = "ascii tokenchars '._'")""",
    # Sentences that are no tasks (search.speeches), and their terms. A `title` is a heading, met by phrases only.
    """CREATE TABLE speech (
        id INTEGER PRIMARY KEY, document TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        clause TEXT NOT NULL, text TEXT NOT NULL, beside TEXT NOT NULL, title INTEGER NOT NULL)""",
    "CREATE INDEX speech_document ON speech (document, start)",
    # The text of a document once more, as it is: an answer quotes from many, whose rest need not be unpacked for it.
    "CREATE TABLE source (document TEXT PRIMARY KEY, text TEXT NOT NULL)",
    # The last day of a document that says one (0001-01-01: over already).
    "CREATE TABLE holds (document TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID",
    # What a document cites (search.crossref_source.Source), and the names that documents are found by for that.
    "CREATE TABLE citing (document TEXT PRIMARY KEY, json BLOB NOT NULL)",
    "CREATE TABLE called (name TEXT, document TEXT, PRIMARY KEY (name, document)) WITHOUT ROWID",
    """CREATE VIRTUAL TABLE said USING fts5 (
        text, beside, content = '', columnsize = 0, tokenize = "ascii tokenchars '._'")""",
)

# One entry a version of the file; an archive of an older version is led through those that it has not seen.
MIGRATIONS: tuple[Sequence[str], ...] = (
    (
        # `rest` is the compressed remainder of the Document; an old version keeps its tasks in `old_tasks`, not in
        # `task`, so that queries meet those of current versions only.
        """CREATE TABLE document (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            digest TEXT NOT NULL,
            current INTEGER NOT NULL,
            title TEXT, issuer TEXT NOT NULL, number TEXT, date TEXT, source TEXT NOT NULL,
            tasks INTEGER NOT NULL,
            rest BLOB NOT NULL,
            old_tasks BLOB,
            UNIQUE (key, version))""",
        "CREATE INDEX document_digest ON document (digest)",
        # `name` is the task's id, `json` the Task.
        """CREATE TABLE task (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            json BLOB NOT NULL)""",
        "CREATE INDEX task_document ON task (document)",
        "CREATE INDEX task_name ON task (name)",
        """CREATE TABLE note (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subject TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX note_subject ON note (subject)",
        "CREATE TABLE original (digest TEXT PRIMARY KEY, content BLOB NOT NULL)",
        # `index`: under which analyzer and lexicon the index was made.
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        # The digest of the file that is kept for a version ("": none): its own, or that of the reading whose place it took.
        "ALTER TABLE document ADD COLUMN original TEXT NOT NULL DEFAULT ''",
        "UPDATE document SET original = original_of(rest)",
        "CREATE INDEX document_original ON document (original)",
    ),
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the file, made where it is not there; used by one thread at a time, by any."""
    # A new file is made ready by one of those who open it first; the others wait as writers do.
    wait = _WAIT_MS if os.path.exists(path) and os.path.getsize(path) else _BUSY_MS
    connection = sqlite3.connect(path, timeout=wait / 1000, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # With WAL this survives any crash of the program; a loss of power may cost the last documents, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")  # KiB
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest version; refuse one of a newer program or of another one."""
    if _version(connection, path) == len(MIGRATIONS):
        return
    connection.create_function("original_of", 1, _original_of, deterministic=True)
    with transaction(connection):  # another process may have done it while this one waited
        for version in range(_version(connection, path), len(MIGRATIONS)):
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")


class _Rest(msgspec.Struct):
    """Of what is packed in `document.rest` (search.sqlite_documents.Rest) the digest of the file."""

    original: str = ""


_decode_rest: Final = msgspec.json.Decoder(_Rest).decode


def _original_of(rest: bytes) -> str:
    """The file that a stored document is from; none for a damaged one, which is refused when it is read."""
    try:
        return _decode_rest(zlib.decompress(rest)).original
    except (zlib.error, msgspec.DecodeError):
        return ""


def empty_index(connection: sqlite3.Connection) -> None:
    """Make the tables of the index, empty, within a transaction of the caller."""
    for table in _DERIVED:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _INDEX:
        connection.execute(statement)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing of what is written within."""
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != _APPLICATION:
        if application or version or connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise ArchiveError("errors.archive_foreign", archive=path)
        return 0
    if version > len(MIGRATIONS):
        raise ArchiveError("errors.archive_newer", archive=path, found=version, known=len(MIGRATIONS))
    return version


# What SQLite's result codes (sqlite.org/rescode.html, the low byte) mean to the person before the screen.
_REASONS: Final = {
    sqlite3.SQLITE_NOTADB: "errors.archive_not_database",
    sqlite3.SQLITE_CORRUPT: "errors.archive_corrupt",
    sqlite3.SQLITE_BUSY: "errors.archive_locked",
    sqlite3.SQLITE_LOCKED: "errors.archive_locked",
    sqlite3.SQLITE_FULL: "errors.archive_full",
    sqlite3.SQLITE_CANTOPEN: "errors.archive_unwritable",
    sqlite3.SQLITE_READONLY: "errors.archive_unwritable",
    sqlite3.SQLITE_PERM: "errors.archive_unwritable",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says into an ArchiveError that names the file and the next step."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        key = _REASONS.get(code & 0xFF, "errors.archive_failed") if code is not None else "errors.archive_failed"
        raise ArchiveError(key, archive=path, reason=str(error)) from error
    except (zlib.error, msgspec.DecodeError) as error:  # the file is sound, what is in it is not
        raise ArchiveError("errors.archive_corrupt", archive=path, reason=str(error)) from error
