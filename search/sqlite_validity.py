"""Which documents of the embedded archive hold no more: by their own words, or because another one repeals them."""

from __future__ import annotations

import sqlite3
from datetime import date

from corpus.types import Document
from search.validity import LEAST, OVER, bare_number, bare_title, holding_of

__all__ = ["ended", "enter", "take_out"]


def enter(connection: sqlite3.Connection, document: Document) -> None:
    """Enter until when a document holds, and which ones it repeals."""
    holding = holding_of(document)
    if holding.until:
        until = "" if holding.until == OVER else holding.until.isoformat()
        connection.execute("INSERT OR REPLACE INTO holds (document, until) VALUES (?, ?)", (document.key, until))
    if document.date:
        day = document.date.isoformat()
        connection.executemany(
            "INSERT INTO repeal (document, day, title, number) VALUES (?, ?, ?, ?)",
            [(document.key, day, title, number) for title, number in holding.repeals],
        )


def take_out(connection: sqlite3.Connection, key: str) -> None:
    """Take out what `enter` entered."""
    connection.execute("DELETE FROM holds WHERE document = ?", (key,))
    connection.execute("DELETE FROM repeal WHERE document = ?", (key,))


def ended(connection: sqlite3.Connection, as_of: date) -> frozenset[str]:
    """The keys of current documents that are expired or repealed on a day.

    A repeal meets the documents of its number, or of its title that are older than it: the new plan often bears the
    name of the old one.
    """
    day = as_of.isoformat()
    over = {key for (key,) in connection.execute("SELECT document FROM holds WHERE until < ?", (day,))}
    repeals = connection.execute("SELECT document, day, title, number FROM repeal WHERE day <= ?", (day,)).fetchall()
    if repeals:
        library = [
            (key, written, bare_title(title), bare_number(number))
            for key, written, title, number in connection.execute(
                "SELECT key, date, title, number FROM document WHERE current AND date IS NOT NULL"
            )
        ]
        for by, since, title, number in repeals:
            for key, written, own_title, own_number in library:
                same = bool(number) and number == own_number
                named = not number and len(title) >= LEAST and title in own_title
                if key != by and written < since and (same or named):
                    over.add(key)
    return frozenset(over)
