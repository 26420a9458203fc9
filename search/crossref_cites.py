"""Citations led to the documents that they mean: by number, else by title; what fits several stays open.

`CitationIndex` holds of every document its names and citations, nothing else. Looking up is a matter of a few dictionary
entries, so a document that comes later is found by the citations of those that came before it without reading them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.types import Citation, Document
from search.archive import Archive
from search.crossref_names import aliases, issuer_fits, issuers_in, loose_key, near_number, number_key, title_keys

__all__ = ["CitationIndex", "Cited", "Missing", "Source", "Standing", "gather", "source_of"]

# found: one document · open: several fit · self: the document itself · near: only nearly · missing: none in the archive
State = Literal["found", "open", "self", "near", "missing"]
_BEFORE: Final = 24  # characters before a title in which its issuer may stand


class Source(msgspec.Struct, frozen=True):
    """What is kept of a document: its names, its citations, the words before each and the short names it gives them."""

    key: str
    label: str
    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: date | None
    citations: tuple[Citation, ...]
    before: tuple[str, ...]
    short: dict[str, int]  # a short name -> the citation (by index) that it stands for


class Cited(msgspec.Struct, frozen=True):
    """A citation and what it leads to: `keys` are the documents that fit (of `found` and `self`: one)."""

    doc: str
    citation: Citation
    state: State
    keys: tuple[str, ...] = ()


class Missing(msgspec.Struct, frozen=True):
    """A document that is cited and not there: how it is called, and by which documents."""

    title: str | None
    number: str | None
    documents: tuple[str, ...]


class Standing(msgspec.Struct, frozen=True):
    """What another document does to one: `amend` or `repeal`."""

    relation: Literal["amend", "repeal"]
    by: str


def source_of(document: Document) -> Source:
    """What the index keeps of a document."""
    folded = fold(document.text)
    short: dict[str, int] = {}
    for at, citation in enumerate(document.citations):
        if name := aliases(folded, citation.end):
            short.setdefault(name, at)
    return Source(
        document.key, document.title or document.source or document.key, document.title, document.issuer,
        document.number, document.date, document.citations,
        tuple(folded[max(0, citation.start - _BEFORE) : citation.start] for citation in document.citations), short,
    )  # fmt: skip


def gather(archive: Archive) -> CitationIndex:
    """The index over all current documents of an archive: reads each of them once."""
    index = CitationIndex()
    for info in archive.documents():
        if info.current and (document := archive.get(info.key)) is not None:
            index.add(source_of(document))
    return index


class CitationIndex:
    """Documents by the names that they may be cited under, and citations by the names that they use."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self.sources: dict[str, Source] = {}
        # Names of documents, and names used in citations: number or title -> keys of documents, in order of coming.
        self._numbers: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._titles: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._users: defaultdict[str, dict[str, None]] = defaultdict(dict)
        # Numbers with one character left out: two that differ by one slip share one of these.
        self._slips: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Add a document, or put its newer version in the place of the older one."""
        if source.key in self.sources:
            self.drop(source.key)
        self.sources[source.key] = source
        for table, name in self._entries(source):
            table[name][source.key] = None

    def drop(self, key: str) -> None:
        """Remove a document; citations of it are missing then."""
        source = self.sources.pop(key, None)
        if source is None:
            return
        for table, name in self._entries(source):
            table[name].pop(key, None)
            if not table[name]:
                del table[name]

    def _entries(self, source: Source) -> Iterable[tuple[defaultdict[str, dict[str, None]], str]]:
        if source.number:
            number = number_key(source.number)
            yield self._numbers, number
            for slip in _slips(number):
                yield self._slips, slip
        for title in _names(source.title):
            yield self._titles, title
        used = {name for citation in source.citations for name in _used(citation)}
        for name in sorted(used):
            yield self._users, name

    def cites(self, key: str) -> tuple[Cited, ...]:
        """What a document cites, in the order of its text; () for a document that is not here."""
        source = self.sources.get(key)
        return tuple(self._resolve(source, at) for at in range(len(source.citations))) if source else ()

    def cited_by(self, key: str) -> tuple[Cited, ...]:
        """The citations that lead to a document, those of its own left out."""
        source = self.sources.get(key)
        if source is None:
            return ()
        names = _names(source.title)
        if source.number:
            names = (*names, number_key(source.number))
        users = sorted({user for name in names for user in self._users.get(name, ())} - {key})
        found = [cited for user in users for cited in self.cites(user)]
        return tuple(cited for cited in found if cited.state == "found" and cited.keys == (key,))

    def standing(self, key: str) -> tuple[Standing, ...]:
        """What later documents do to a document: who amends it, who repeals it."""
        mine = self.sources.get(key)
        found: dict[Standing, None] = {}
        for cited in self.cited_by(key):
            relation, by = cited.citation.relation, self.sources[cited.doc]
            earlier = bool(mine and mine.date and by.date and by.date < mine.date)
            if (relation == "amend" or relation == "repeal") and not earlier:
                found[Standing(relation, by.key)] = None
        return tuple(found)

    def missing(self) -> tuple[Missing, ...]:
        """The cited documents that are not here, most cited first."""
        lost = [
            cited for key in self.sources for cited in self.cites(key) if cited.state in ("missing", "near")
        ]  # fmt: skip
        titled: dict[str, str] = {}  # a number -> the title that stands beside it in some citation
        for cited in lost:
            if cited.citation.number and (names := _names(cited.citation.title)):
                titled.setdefault(number_key(cited.citation.number), names[0])
        wanted: dict[str, list[Cited]] = {}
        for cited in lost:
            if used := _used(cited.citation):
                name = next(iter(_names(cited.citation.title)), titled.get(used[0], used[0]))
                wanted.setdefault(name, []).append(cited)
        listed = [
            Missing(
                next((cited.citation.title for cited in each if cited.citation.title), None),
                next((cited.citation.number for cited in each if cited.citation.number), None),
                tuple(dict.fromkeys(cited.doc for cited in each)),
            )
            for each in wanted.values()
        ]
        return tuple(sorted(listed, key=lambda one: (-len(one.documents), one.number or one.title or "")))

    def _resolve(self, source: Source, at: int) -> Cited:
        citation = source.citations[at]
        plain = title_plain(citation.title)
        meant = source.short.get(plain) if plain else None
        if meant is not None and meant != at and citation.number is None:
            return msgspec.structs.replace(self._resolve(source, meant), citation=citation)
        state, keys = self._find(source, at, citation)
        if state in ("found", "open") and source.key in keys:
            return Cited(source.key, citation, "self", (source.key,))
        return Cited(source.key, citation, state, keys)

    def _find(self, source: Source, at: int, citation: Citation) -> tuple[State, tuple[str, ...]]:
        titled = self._by_title(source, at, citation)
        if citation.number is None:
            return _state(titled)
        number = number_key(citation.number)
        numbered = tuple(self._numbers.get(number, ()))
        if len(numbered) > 1:
            both = tuple(key for key in numbered if key in titled)
            return _state(both or numbered)
        if numbered:
            return "found", numbered
        unnumbered = tuple(key for key in titled if not self.sources[key].number)
        if unnumbered:
            return _state(unnumbered)
        # Another number under the same title is another document, or a slip: a person has to look.
        slips = {key for slip in _slips(number) for key in self._slips.get(slip, ())}
        near = [key for key in sorted(slips) if near_number(number, number_key(self.sources[key].number or ""))]
        near += [key for key in titled if key not in near]
        return ("near", tuple(near)) if near else ("missing", ())

    def _by_title(self, source: Source, at: int, citation: Citation) -> tuple[str, ...]:
        """The documents that a title fits, in full before the looser form; the issuer parts what else is alike."""
        if not citation.title:
            return ()
        named = issuers_in(citation.title)
        for forms in (title_keys(citation.title), tuple(map(loose_key, title_keys(citation.title)))):
            for form in forms:
                found = [key for key in self._titles.get(form, ()) if self._fits(named, key)]
                if found:
                    return tuple(self._parted(found, citation.title, source.before[at]))
        return ()

    def _fits(self, named: tuple[str, ...], key: str) -> bool:
        source = self.sources[key]
        return issuer_fits(named, source.issuer, source.title)

    def _parted(self, found: list[str], title: str, before: str) -> list[str]:
        """Of several documents those that the citation tells by its full title, or by the issuer before it."""
        if len(found) == 1:
            return found
        plain = title_plain(title)
        same = [key for key in found if title_plain(self.sources[key].title) == plain]
        if len(same) == 1:
            return same
        said = [
            key for key in found if any(before.endswith("".join(fold(who).split())) for who in self.sources[key].issuer)
        ]
        return said or found


def _state(keys: tuple[str, ...]) -> tuple[State, tuple[str, ...]]:
    return ("missing", ()) if not keys else ("found", keys) if len(keys) == 1 else ("open", keys)


def title_plain(title: str | None) -> str:
    """A title without marks and white space, folded."""
    return "".join(char for char in fold(title or "") if char.isalnum())


def _names(title: str | None) -> tuple[str, ...]:
    keys = title_keys(title) if title else ()
    return tuple(dict.fromkeys((*keys, *map(loose_key, keys))))


def _used(citation: Citation) -> tuple[str, ...]:
    """The names that a citation uses, the surest first."""
    number = (number_key(citation.number),) if citation.number else ()
    return (*number, *_names(citation.title))


def _slips(number: str) -> Iterable[str]:
    return {number, *(number[:at] + number[at + 1 :] for at in range(len(number)))}
