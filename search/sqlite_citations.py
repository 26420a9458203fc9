"""What documents cite, in the embedded archive: entered, taken out and found by name, in the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date
from typing import Final

import msgspec

from corpus.types import Document
from search.crossref_source import Source, names_of, source_of
from search.sqlite_terms import holes
from search.terms import clean

__all__ = ["enter", "expired", "find", "sharing", "take_out"]

_MANY: Final = 500  # names that one statement binds

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Source).decode


def enter(connection: sqlite3.Connection, document: Document) -> None:
    """Enter the citations of a document, the names that it is found by, and its last day."""
    source = source_of(document)
    if source.until:
        connection.execute(
            "INSERT INTO holds (document, until) VALUES (?, ?)", (document.key, source.until.isoformat())
        )
    connection.execute("INSERT INTO citing (document, json) VALUES (?, ?)", (document.key, _encode(source)))
    rows = [(clean(name), document.key) for name in sorted(names_of(source))]
    connection.executemany("INSERT OR IGNORE INTO called (name, document) VALUES (?, ?)", rows)


def take_out(connection: sqlite3.Connection, key: str) -> None:
    """Take out what `enter` entered."""
    for (json,) in connection.execute("SELECT json FROM citing WHERE document = ?", (key,)).fetchall():
        rows = [(clean(name), key) for name in names_of(_decode(json))]
        connection.executemany("DELETE FROM called WHERE name = ? AND document = ?", rows)
    connection.execute("DELETE FROM citing WHERE document = ?", (key,))
    connection.execute("DELETE FROM holds WHERE document = ?", (key,))


def find(connection: sqlite3.Connection, names: Collection[str] | None) -> list[Source]:
    """See `Archive.sources`."""
    if names is None:
        return [_decode(json) for (json,) in connection.execute("SELECT json FROM citing ORDER BY document")]
    found: dict[str, Source] = {}
    wanted = sorted({clean(name) for name in names})
    for part in (wanted[at : at + _MANY] for at in range(0, len(wanted), _MANY)):
        called = f"SELECT document FROM called WHERE name IN ({holes(part)})"
        rows = connection.execute(f"SELECT document, json FROM citing WHERE document IN ({called})", part)
        found.update((key, _decode(json)) for key, json in rows if key not in found)
    return [found[key] for key in sorted(found)]


def expired(connection: sqlite3.Connection, as_of: date) -> set[str]:
    """The keys of the documents that hold no more on a day by their own words."""
    return {key for (key,) in connection.execute("SELECT document FROM holds WHERE until < ?", (as_of.isoformat(),))}


def sharing(connection: sqlite3.Connection, names: Collection[str], least: int, limit: int) -> list[str]:
    """See `Archive.sharing`."""
    wanted = sorted({clean(name) for name in names})
    sql = (
        f"SELECT document FROM called WHERE name IN ({holes(wanted)})"
        " GROUP BY document HAVING count(*) >= ? ORDER BY count(*) DESC, document LIMIT ?"
    )
    return [key for (key,) in connection.execute(sql, (*wanted, least, limit))]
