"""What is kept of a document so that citations are led to their documents without reading it again, and its names.

An archive keeps one `Source` a document, and finds it by its `names_of`: those that it is known by and those that it
uses. A few look-ups by name answer what a document cites, and who cites it, however many documents are there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from corpus.fold import fold, fold_whole
from corpus.types import Citation, Document
from search.crossref_names import aliases, loose_key, number_key, title_keys
from search.sketch import sketch

__all__ = [
    "REPEALS", "Source", "borne", "by_key", "by_name", "by_piece", "by_slip", "changed_by", "meant_by", "names_of", "slips_of",
    "source_of", "title_names", "title_plain", "used_by", "used_names",
]  # fmt: skip

_BEFORE: Final = 24  # characters before a title in which its issuer may stand


class Source(msgspec.Struct, frozen=True):
    """What is kept of a document: its names, its citations, the words before each and the short names it gives them."""

    key: str
    label: str
    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: datetime.date | None
    citations: tuple[Citation, ...]
    before: tuple[str, ...]
    short: dict[str, int]  # a short name -> the citation (by index) that it stands for
    sketch: tuple[str, ...] = ()  # of its words (search.sketch): texts that are nearly the same have it in common
    # From when on what it sets holds: by its own words, else since it was written. Until when, by its own words alone.
    since: datetime.date | None = None
    until: datetime.date | None = None


def source_of(document: Document) -> Source:
    """What is kept of a document."""
    from ingest.validity import read_validity  # only who stores needs it, and its expressions take a while

    folded = fold_whole(document.text)
    validity = read_validity(document.text, document.date)
    short: dict[str, int] = {}
    for at, citation in enumerate(document.citations):
        if name := aliases(folded, citation.end):
            short.setdefault(name, at)
    return Source(
        document.key, document.title or document.source or document.key, document.title, document.issuer,
        document.number, document.date, document.citations,
        tuple(folded[max(0, citation.start - _BEFORE) : citation.start] for citation in document.citations), short,
        sketch(document.text), validity.since or document.date, validity.ends,
    )  # fmt: skip


# What a document is found by. The first letter tells what the rest is to it, so that one table holds all.


REPEALS: Final = "r"  # the documents that repeal another


def by_key(key: str) -> str:
    """The document of a key."""
    return f"k{key}"


def by_name(name: str) -> str:
    """Documents that bear a number or a title (in a form of `borne`)."""
    return f"n{name}"


def by_slip(part: str) -> str:
    """Documents whose number is this one with a character left out, or this one."""
    return f"s{part}"


def used_by(name: str) -> str:
    """Documents that cite something under this name."""
    return f"u{name}"


def changed_by(name: str) -> str:
    """Documents that amend or repeal something under this name."""
    return f"c{name}"


def by_piece(piece: str) -> str:
    """Documents in whose sketch this piece is."""
    return f"p{piece}"


def names_of(source: Source) -> frozenset[str]:
    """All that a document is found by."""
    return frozenset(_names(source))


def _names(source: Source) -> Iterator[str]:
    yield by_key(source.key)
    yield from map(by_name, borne(source))
    if source.number:
        yield from map(by_slip, slips_of(number_key(source.number)))
    yield from map(by_piece, source.sketch)
    if any(citation.relation == "repeal" for citation in source.citations):
        yield REPEALS
    for at, citation in enumerate(source.citations):
        names = used_names(source.citations[meant_by(source, at)])
        yield from map(used_by, names)
        if citation.relation in ("amend", "repeal"):
            yield from map(changed_by, names)


def borne(source: Source) -> tuple[str, ...]:
    """The names that a document bears: the forms of its title and its number."""
    names = title_names(source.title)
    return (*names, number_key(source.number)) if source.number else names


def title_names(title: str | None) -> tuple[str, ...]:
    """The forms under which a title is looked up, in full before without what stands in brackets at its end."""
    keys = title_keys(title) if title else ()
    return tuple(dict.fromkeys((*keys, *map(loose_key, keys))))


def title_plain(title: str | None) -> str:
    """A title without marks and white space, folded."""
    return "".join(char for char in fold(title or "") if char.isalnum())


def used_names(citation: Citation) -> tuple[str, ...]:
    """The names that a citation uses, the surest first."""
    number = (number_key(citation.number),) if citation.number else ()
    return (*number, *title_names(citation.title))


def meant_by(source: Source, at: int) -> int:
    """The citation (by index) that another one stands for: `《规划》` after `《…规划》(以下简称《规划》)`; else itself."""
    citation = source.citations[at]
    plain = title_plain(citation.title) if citation.number is None else ""
    return source.short.get(plain, at) if plain else at


def slips_of(number: str) -> Iterable[str]:
    """A number and what it is with a character left out: two that differ by one slip share one of these."""
    return {number, *(number[:at] + number[at + 1 :] for at in range(len(number)))}
