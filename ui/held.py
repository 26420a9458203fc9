"""Whether a document holds on a day: by its own words, and by what later documents of the archive do to it."""

from __future__ import annotations

from datetime import date

import msgspec

from corpus.messages import Language, message
from corpus.types import Document
from ingest.validity import State, Validity, read_validity
from search.archive import Archive
from search.crossref_cites import around
from ui.plain import one_line

__all__ = ["Held", "held", "held_words"]


class Held(msgspec.Struct, frozen=True):
    """The state of a document on `day`; `by` is the title of the document that repeals it, where one does."""

    state: State
    day: date
    validity: Validity
    by: str = ""


def held(archive: Archive, document: Document, day: date) -> Held:
    """How a document stands on a day."""
    validity = read_validity(document.text, document.date)
    repealed, by = _repealed(archive, document)
    state = validity.state(day, repealed)
    return Held(state, day, validity, by if repealed and state == "repealed" else "")


def held_words(one: Held, language: Language) -> str:
    """The same as a sentence with its days; "" where neither the text nor the archive says anything of it."""
    if one.state == "unstated":
        return ""
    by = message("cli.validity_by", language, what=one_line(one.by)) if one.by else ""
    return message(
        f"cli.validity_{one.state}", language, day=one.day, since=one.validity.since or "—",
        until=one.validity.until or "—", by=by,
    )  # fmt: skip


def _repealed(archive: Archive, document: Document) -> tuple[date | None, str]:
    """The day from which a document of the archive repeals this one, and which; that of the first where several do."""
    found: list[tuple[date, str]] = []
    for standing in around(archive, document.key).standing(document.key):
        later = archive.get(standing.by) if standing.relation == "repeal" else None
        if later and later.date:
            since = read_validity(later.text, later.date).since
            found.append((since or later.date, later.title or later.source))
    return min(found, default=(None, ""))
