"""Documents as rows of the embedded archive: what is kept beside the columns, packed, and how it is read again."""

from __future__ import annotations

import sqlite3
import zlib
from datetime import date
from typing import Final

import msgspec

from corpus.types import Citation, Deadline, Document, Heading, Page, Sentence, Task

__all__ = ["Rest", "load_document", "text_of"]


class Rest(msgspec.Struct, frozen=True):
    """What a Document holds beside the columns of its row and its tasks."""

    text: str
    headings: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    times: tuple[Deadline, ...]
    sentences: tuple[Sentence, ...]
    pages: tuple[Page, ...] = ()  # archives of before 0.2 have none
    original: str = ""  # the same
    given: tuple[tuple[str, str], ...] = ()  # the same


_decode_rest: Final = msgspec.json.Decoder(Rest).decode
_decode_task: Final = msgspec.json.Decoder(Task).decode
_decode_tasks: Final = msgspec.json.Decoder(tuple[Task, ...]).decode
_decode_names: Final = msgspec.json.Decoder(tuple[str, ...]).decode


def load_document(connection: sqlite3.Connection, row: int) -> Document:
    """The document that has this row number, with its tasks."""
    key, digest, title, issuer, number, issued, source, packed, old_tasks = connection.execute(
        "SELECT key, digest, title, issuer, number, date, source, rest, old_tasks FROM document WHERE id = ?",
        (row,),
    ).fetchone()
    rest = _decode_rest(zlib.decompress(packed))
    if old_tasks is not None:
        tasks = _decode_tasks(zlib.decompress(old_tasks))
    else:
        stored = connection.execute("SELECT json FROM task WHERE document = ? ORDER BY id", (row,))
        tasks = tuple(_decode_task(json) for (json,) in stored)
    return Document(
        key, digest, rest.text, title, _decode_names(issuer), number, _day(issued), source,
        rest.headings, rest.citations, rest.times, rest.sentences, tasks, rest.pages, rest.original, rest.given,
    )  # fmt: skip


def text_of(connection: sqlite3.Connection, key: str) -> str | None:
    """The text of the newest version of a document; its tasks are not read for it."""
    row = connection.execute("SELECT text FROM source WHERE document = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
