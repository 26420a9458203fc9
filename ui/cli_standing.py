"""What `duban show` says of a document's standing: its marks, its validity as of a day, what is nearly the same."""

from __future__ import annotations

from datetime import date

from corpus.messages import message
from corpus.types import Document
from ingest.markings import read_markings
from search.alike import links
from search.archive import Archive
from ui.held import held, held_words
from ui.plain import one_line
from ui.say import language

__all__ = ["standing_of"]


def standing_of(archive: Archive, document: Document, as_of: date) -> list[str]:
    """The lines to print, none where the text and the archive say nothing of it."""
    lines: list[str] = []
    none = "—"
    marks = read_markings(document.text)
    if marks.secrecy or marks.urgency or marks.copy:
        secrecy = "★".join(part for part in (marks.secrecy, marks.term) if part)
        lines.append(
            _say("document_marks", secrecy=secrecy or none, urgency=marks.urgency or none, copy=marks.copy or none)
        )
    if words := held_words(held(archive, document, as_of), language()):
        lines.append(words)
    lines += [_say("document_near", what=one_line(what)) for what in links(archive, document.key)]
    return lines


def _say(name: str, **values: object) -> str:
    return message(f"cli.{name}", language(), **values)
