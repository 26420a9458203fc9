"""Whether a document holds on a day: by its own words, and by what later documents of the archive do to it."""

from __future__ import annotations

from datetime import date

import msgspec

from corpus.messages import Language, message
from corpus.types import Document
from ingest.validity import State, Validity, read_validity
from search.archive import Archive
from search.crossref_cites import around
from search.query import Window
from search.validity import repeal_of
from ui.plain import one_line
from ui.reading import window_words

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
    index = around(archive, document.key)
    repeal = repeal_of(index, document.key)
    state = validity.state(day, repeal.since if repeal else None)
    return Held(state, day, validity, index.sources[repeal.by].label if repeal and state == "repealed" else "")


def held_words(one: Held, language: Language) -> str:
    """The same as a sentence with its days; "" where neither the text nor the archive says anything of it."""
    if one.state == "unstated":
        return ""
    by = message("cli.validity_by", language, what=one_line(one.by)) if one.by else ""
    days = window_words(Window(one.validity.since, one.validity.until), language)
    term = message("cli.validity_term", language, days=days) if days else ""
    return message(f"cli.validity_{one.state}", language, day=one.day, since=one.validity.since, term=term, by=by)
