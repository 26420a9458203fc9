"""Citations led to the documents that they mean: by number, else by title; what fits several stays open.

`CitationIndex` holds of every document what `search.crossref_source` keeps of it. Where a citation leads is looked up
when it is asked, by a few names, so a document that comes later is found by the citations of those that came before it
without reading them again. `around` asks an archive for those few documents that one document has to do with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from corpus.fold import fold
from corpus.regions import contains
from corpus.types import Citation
from search.archive import Archive
from search.crossref_levels import issuing_places
from search.crossref_names import issuer_fits, issuers_in, loose_key, near_number, number_key, title_keys
from search.crossref_source import (
    Source,
    borne,
    by_key,
    by_name,
    by_slip,
    changed_by,
    meant_by,
    names_of,
    slips_of,
    title_names,
    title_plain,
    used_by,
    used_names,
)

__all__ = ["CitationIndex", "Cited", "Missing", "Standing", "around"]

# found: one document · open: several fit · self: the document itself · near: only nearly · missing: none in the archive
State = Literal["found", "open", "self", "near", "missing"]


class Cited(msgspec.Struct, frozen=True):
    """A citation and what it leads to: `keys` are the documents that fit (of `found` and `self`: one; of `open` the oldest first)."""

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
    """What another document does to one: `amend` or `repeal`; `since` is the day from which, None where it has none."""

    relation: Literal["amend", "repeal"]
    by: str
    since: date | None = None


def around(archive: Archive, key: str) -> CitationIndex:
    """The index over the documents that one document may cite, and that may cite it: a few, however many are there.

    `cites`, `cited_by` and `standing` of `key`, and `standing` of what it cites, are those of an index over all.
    """
    index = CitationIndex(archive.sources([by_key(key)]))
    mine = index.sources.get(key)
    if mine is None:
        return index
    used = {name for citation in mine.citations for name in used_names(citation)}
    numbers = {number_key(citation.number) for citation in mine.citations if citation.number}
    near = {by_slip(part) for number in numbers for part in slips_of(number)}
    index.fetch(archive, {*map(by_name, used), *near, *map(used_by, borne(mine))})
    cited = [mine, *(index.sources[one.keys[0]] for one in index.cites(key) if one.state == "found")]
    theirs = {name for source in cited for name in borne(source)}
    index.fetch(archive, map(changed_by, theirs))
    # What else bears a name under which these are cited decides with them whom a citation means.
    rivals = {
        name
        for source in index.sources.values()
        for citation in source.citations
        if not theirs.isdisjoint(names := used_names(citation))
        for name in names
    }
    index.fetch(archive, map(by_name, rivals))
    return index


class CitationIndex:
    """Documents by the names that they may be cited under, and citations by the names that they use."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self.sources: dict[str, Source] = {}
        # What documents are found by (`names_of`) -> their keys, in order of coming.
        self._found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Add a document, or put its newer version in the place of the older one."""
        self.drop(source.key)
        self.sources[source.key] = source
        for name in names_of(source):
            self._found[name][source.key] = None

    def drop(self, key: str) -> None:
        """Remove a document; citations of it are missing then."""
        source = self.sources.pop(key, None)
        for name in names_of(source) if source else ():
            self._found[name].pop(key)
            if not self._found[name]:
                del self._found[name]

    def fetch(self, archive: Archive, names: Iterable[str]) -> None:
        """Add the documents of an archive that are found by one of these names."""
        for source in archive.sources(sorted(set(names))):
            if source.key not in self.sources:
                self.add(source)

    def _keys(self, name: str) -> Iterable[str]:
        return self._found.get(name, ())

    def cites(self, key: str) -> tuple[Cited, ...]:
        """What a document cites, in the order of its text; () for a document that is not here."""
        source = self.sources.get(key)
        return tuple(self._resolve(source, at) for at in range(len(source.citations))) if source else ()

    def cited_by(self, key: str) -> tuple[Cited, ...]:
        """The citations that lead to a document, those of its own left out."""
        source = self.sources.get(key)
        if source is None:
            return ()
        users = sorted({user for name in borne(source) for user in self._keys(used_by(name))} - {key})
        found = [cited for user in users for cited in self.cites(user)]
        return tuple(cited for cited in found if cited.state == "found" and cited.keys == (key,))

    def standing(self, key: str) -> tuple[Standing, ...]:
        """What later documents do to a document: who amends it, who repeals it."""
        mine = self.sources.get(key)
        changing = {user for name in borne(mine) for user in self._keys(changed_by(name))} - {key} if mine else ()
        found = [one for user in sorted(changing) for other, one in self.changes(user) if other == key]
        return tuple(dict.fromkeys(found))

    def changes(self, key: str) -> Iterator[tuple[str, Standing]]:
        """What a document does to others, each by its key. It changes neither itself nor what is younger.

        One that is repealed by a title that several older ones bear is meant with all of them that the same issuer has
        issued: none of them is left in force. A bare title (`《物业管理办法》同时废止`) never means that of another place.
        """
        by = self.sources[key]
        for at, citation in enumerate(by.citations):
            relation = citation.relation
            if relation != "amend" and relation != "repeal":
                continue
            cited = self._resolve(by, at)
            if cited.state not in ("found", "open"):
                continue
            meant = [other for other in cited.keys if other != key and not self._younger(other, by)]
            if citation.number is None:
                meant = [other for other in meant if not self._elsewhere(other, by)]
            if len(meant) > 1:
                own = [other for other in meant if not set(by.issuer).isdisjoint(self.sources[other].issuer)]
                meant = own if relation == "repeal" else []
            for other in meant:
                yield other, Standing(relation, key, by.since)

    def _younger(self, key: str, than: Source) -> bool:
        day = self.sources[key].date
        return bool(day and than.date and than.date < day)

    def _elsewhere(self, key: str, by: Source) -> bool:
        """Whether a document was issued for places that those who issued another one do not govern."""
        other = self.sources[key]
        theirs, own = issuing_places(other.issuer, other.title), issuing_places(by.issuer, by.title)
        return bool(theirs and own) and not any(contains(place, their) for place in own for their in theirs)

    def missing(self) -> tuple[Missing, ...]:
        """The cited documents that are not here, most cited first."""
        lost = [
            cited for key in self.sources for cited in self.cites(key) if cited.state in ("missing", "near")
        ]  # fmt: skip
        titled: dict[str, str] = {}  # a number -> the title that stands beside it in some citation
        for cited in lost:
            if cited.citation.number and (names := title_names(cited.citation.title)):
                titled.setdefault(number_key(cited.citation.number), names[0])
        wanted: dict[str, list[Cited]] = {}
        for cited in lost:
            if used := used_names(cited.citation):
                name = next(iter(title_names(cited.citation.title)), titled.get(used[0], used[0]))
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
        state, keys = self._find(source, meant_by(source, at))
        if state == "found" and keys == (source.key,):
            state = "self"
        if state == "open":  # for whoever has to choose: the oldest first
            keys = tuple(sorted(keys, key=lambda key: (self.sources[key].date or date.min, key)))
        return Cited(source.key, source.citations[at], state, keys)

    def _find(self, source: Source, at: int) -> tuple[State, tuple[str, ...]]:
        citation = source.citations[at]
        titled = self._by_title(source, at, citation)
        if citation.number is None:
            return _state(titled)
        number = number_key(citation.number)
        numbered = tuple(sorted(self._keys(by_name(number))))
        if len(numbered) > 1:
            both = tuple(key for key in numbered if key in titled)
            return _state(both or numbered)
        if numbered and titled and numbered[0] not in titled:
            return "near", (*numbered, *titled)  # the number of one, the title of another: one of them is a slip
        if numbered:
            return "found", numbered
        unnumbered = tuple(key for key in titled if not self.sources[key].number)
        if unnumbered:
            return _state(unnumbered)
        # Another number under the same title is another document, or a slip: a person has to look.
        slips = {key for part in slips_of(number) for key in self._keys(by_slip(part))}
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
                found = sorted(key for key in self._keys(by_name(form)) if self._fits(named, key))
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
