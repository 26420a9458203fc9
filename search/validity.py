"""Until when a document holds and which others it repeals, as archives keep it to leave out what holds no more. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from corpus.fold import fold
from corpus.types import Document
from search.terms import clean

__all__ = ["LEAST", "OVER", "Holding", "bare_number", "bare_title", "holding_of"]

LEAST: Final = 6  # letters of a title that tells one document from others
OVER: Final = date.min  # the last day of a document that says that it is over, but not since when
_FRAME: Final = re.compile(r"[\s《》〈〉“”]")


class Holding(NamedTuple):
    """The last day of a document, where it names one, and the bare titles and numbers of those that it repeals."""

    until: date | None
    repeals: tuple[tuple[str, str], ...]


def bare_title(title: str | None) -> str:
    """A title without the marks around it."""
    return _FRAME.sub("", fold(clean(title or "")))


def bare_number(number: str | None) -> str:
    """The number of a document without its brackets."""
    return re.sub(r"[〔〕()\[\]\s第]", "", fold(clean(number or "")))


def holding_of(document: Document) -> Holding:
    """What a document says of itself and of others; one without a date repeals nothing."""
    from ingest.validity import read_validity  # only what stores needs it, and its expressions take a while

    validity = read_validity(document.text, document.date)
    over = bool(validity.status and re.search("废止|失效", fold(validity.status)))
    repealed = {
        (bare_title(cited.title), bare_number(cited.number))
        for cited in document.citations
        if cited.relation == "repeal" and document.date
    }
    return Holding(OVER if over else validity.until, tuple(sorted(repealed)))
