"""What `duban show` says of a document's standing: its marks, its validity as of a day, what is nearly the same."""

from __future__ import annotations

from datetime import date

from corpus.messages import message
from corpus.types import Document
from ingest.markings import read_markings
from ingest.validity import read_validity
from search.alike import links
from search.archive import Archive
from search.crossref_cites import around
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
    validity = read_validity(document.text, document.date)
    repealed, by = _repealed(archive, document)
    state = validity.state(as_of, repealed)
    if state != "unstated":
        lines.append(
            _say(
                f"validity_{state}", day=as_of, since=validity.since or none, until=validity.until or none,
                by=_say("validity_by", what=one_line(by)) if repealed and by else "",
            )
        )  # fmt: skip
    lines += [_say("document_near", what=one_line(what)) for what in links(archive, document.key)]
    return lines


def _say(name: str, **values: object) -> str:
    return message(f"cli.{name}", language(), **values)


def _repealed(archive: Archive, document: Document) -> tuple[date | None, str]:
    """The day from which a document of the archive repeals this one, and which; that of the first where several do."""
    found: list[tuple[date, str]] = []
    for standing in around(archive, document.key).standing(document.key):
        later = archive.get(standing.by) if standing.relation == "repeal" else None
        if later and later.date:
            since = read_validity(later.text, later.date).since
            found.append((since or later.date, later.title or later.source))
    return min(found, default=(None, ""))
