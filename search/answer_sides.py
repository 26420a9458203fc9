"""Which two documents a question that compares is about: the local one, and the one above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from corpus.fold import fold
from corpus.regions import scan
from corpus.topics import topics_of
from corpus.types import Document
from search.answer_asking import Asking
from search.archive import Archive, DocumentInfo
from search.crossref_cites import around
from search.crossref_levels import government_level, issuing_places
from search.crossref_names import title_keys
from search.crossref_targets import measures_of, pair_figures, territory_of
from search.library import Library
from search.query import Query
from search.reading import Reading
from search.wishes import levels_of, wish_of

__all__ = ["Above", "Why", "above_of", "first_citing", "local_of", "names_two"]

_SHARED: Final = 3  # indicators that two documents must share where no citation leads from one to the other
_TRIED: Final = 12  # documents read in search of one above: those that are cited, then those nearest in time
_PLAN_YEARS: Final = 5
_NAMED: Final = 6  # characters of a title that a question must hold to name its document

# How the document above was found: named in the question · cited · cited by what is cited · of one matter, uncited
Why = Literal["named", "cited", "through", "uncited"]

# 中央, 国家: the highest level, where 上级 is the next one
_CENTRE: Final = re.compile(r"中央|国家|国务院|全国|\b(?:central|national|state council)\b", re.IGNORECASE)


def _rank(info: DocumentInfo) -> int:
    """The level of a document, 0 for the centre (`government_level`)."""
    return government_level(info.issuer, info.title)


def names_two(asking: Asking) -> bool:
    """Whether a question names the two documents that it sets beside each other, or one that all others stand below."""
    found = _named(asking)
    ranks = {_rank(info) for info in found}
    return len(found) > 1 or 0 in ranks or any(ranks and _rank(info) not in ranks for info in _of_places(asking))


def local_of(asking: Asking) -> Document:
    """The document that is asked about: the lowest of those meant, else of the archive; of several the newest.

    One that is named alone, with no word of what is above it (与某省方案相比), is what lower ones are set beside.
    """
    meant = _meant(asking)
    above = asking.library.current if len(meant) == 1 and not _is_lower(asking, meant[0]) else meant
    info = max(above or asking.library, key=lambda one: (_rank(one), one.date.isoformat() if one.date else "", one.key))
    document = asking.archive.get(info.key)
    assert document is not None, "a document that the library lists"
    return document


def _is_lower(asking: Asking, info: DocumentInfo) -> bool:
    if _rank(info) == 0:
        return False
    return wish_of(asking.reading.question) is not None or not any(
        _rank(other) > _rank(info) for other in asking.library
    )


def _meant(asking: Asking) -> Sequence[DocumentInfo]:
    """The documents that the question names, by title, number or the place that issued them; else those of the level
    that it speaks of."""
    found = _named(asking)
    of_places = [info for info in _of_places(asking) if not any(_rank(info) == _rank(one) for one in found)]
    if found or of_places:
        return found + of_places
    levels = levels_of(asking.reading.question)
    return [info for info in asking.library if levels and _rank(info) == levels[-1]]


def _of_places(asking: Asking) -> list[DocumentInfo]:
    places = {mention.key for mention in scan(fold(asking.reading.question))}
    return [info for info in asking.library if places.intersection(issuing_places(info.issuer, info.title)[-1:])]


def _named(asking: Asking) -> list[DocumentInfo]:
    """The documents that the question names, by the filter that it was read as or by their titles or numbers."""
    wanted = set(asking.reading.query.documents)
    question = "".join(char for char in fold(asking.reading.question) if char.isalnum())
    found = []
    for info in asking.library:
        titles = title_keys(info.title) if info.title else ()
        said = any(len(key) >= _NAMED and "".join(filter(str.isalnum, key)) in question for key in titles)
        number = "".join(filter(str.isalnum, fold(info.number or "")))
        if info.key in wanted or said or (number and number in question):
            found.append(info)
    return found


def above_of(archive: Archive, local: Document, library: Library) -> tuple[Document | None, Why]:
    """The document above a local one as a question finds it that names none; None where the archive holds none."""
    nothing = Reading("", "zh", "list", local.date or date.min, (), (), Query())
    return Above(Asking(archive, nothing, library, library.titles, 0, None), local).find()


def first_citing(archive: Archive, keys: Sequence[str]) -> str | None:
    """The first of some documents that rests on another one that is held, or carries out one of a higher level."""
    for key in keys:
        index = around(archive, key)
        level = {held: government_level(source.issuer, source.title) for held, source in index.sources.items()}
        for one in index.cites(key):
            relation = one.citation.relation if one.state == "found" else ""
            if relation == "basis" or (relation == "implement" and level[one.keys[0]] < level[key]):
                return key
    return None


class Above:
    """The search for the document above a local one; it reads a few and no more."""

    def __init__(self, asking: Asking, local: Document) -> None:
        self._asking, self._local = asking, local
        self._level = government_level(local.issuer, local.title)
        self._left = _TRIED

    def find(self) -> tuple[Document | None, Why]:
        """The document to set beside: named in the question, else cited as what the local one carries out or rests on,
        else of a higher level and the same matter, else one of a higher level that is mentioned.

        Where the centre is asked for, what a city cites of its province is passed over for what the province cites.
        """
        for info in _named(self._asking):
            if info.key != self._local.key and (document := self._asking.archive.get(info.key)) is not None:
                return document, "named"
        if issued := [info for info in _of_places(self._asking) if _rank(info) < self._level]:
            return self._most_shared(self._nearest(issued))[1], "named"
        if self._level > 1 and _CENTRE.search(fold(self._asking.reading.question)) and (centre := self._through()):
            return centre, "through"
        named, *lower = levels_of(self._asking.reading.question) or (0,)
        if lower and (spoken := self._of_level(named)):
            return spoken
        if above := self._cited("basis") or self._cited("implement"):
            return above, "cited"
        # What is only mentioned may be of another matter: a plan for the same things and years says more.
        mentioned = self._cited("mention")
        if above := self._alike():
            return above, "uncited" if mentioned is None or above.key != mentioned.key else "cited"
        return mentioned, "cited" if mentioned else "uncited"

    def _of_level(self, level: int) -> tuple[Document, Why] | None:
        """The document of a level that is spoken of beside the local one's: cited, else that shares most with it."""
        issued = [info for info in self._asking.library if _rank(info) == level]
        keys = {info.key for info in issued}
        cited = [
            key
            for relation in ("basis", "implement")
            for key in _cites(self._asking, self._local.key, relation)
            if key in keys
        ]
        _, above = self._most_shared(self._read(cited) if cited else self._nearest(issued))
        return (above, "cited" if cited else "named") if above else None

    def _cited(self, relation: str) -> Document | None:
        held = [
            one
            for one in self._read(_cites(self._asking, self._local.key, relation))
            if relation == "basis" or government_level(one.issuer, one.title) < self._level
        ]
        # Of several the one that sets figures for the same things; a law that is named too sets none.
        return self._most_shared(held)[1]

    def _through(self) -> Document | None:
        """The document of the centre that is carried out by what the local one carries out, unless it cites one itself."""
        ranks = {info.key: _rank(info) for info in self._asking.library}
        keys = [self._local.key]
        for direct in (True, False):
            keys = [
                key
                for one in keys
                for relation in ("basis", "implement")
                for key in _cites(self._asking, one, relation)
                if key in ranks
            ][: self._left]
            if centre := [key for key in keys if ranks[key] == 0]:
                return None if direct else self._most_shared(self._read(centre))[1]
        return None

    def _alike(self) -> Document | None:
        """The document of a higher level for the same plan period that shares most indicators, at least three."""
        higher = [info for info in self._asking.library if info.key != self._local.key and _rank(info) < self._level]
        shared, best = self._most_shared(self._nearest([info for info in higher if _one_period(info, self._local)]))
        return best if shared >= _SHARED else None

    def _nearest(self, infos: Sequence[DocumentInfo]) -> list[Document]:
        """Those of a topic of the local document's title, then the others, the nearest in time first; as many as may be read."""
        day, about = self._local.date, set(topics_of(fold(self._local.title or "")))

        def far(info: DocumentInfo) -> tuple[bool, int]:
            days = abs((info.date - day).days) if info.date and day else 0
            return about.isdisjoint(topics_of(fold(info.title or ""))), days

        return self._read([info.key for info in sorted(infos, key=far)])

    def _read(self, keys: Sequence[str]) -> list[Document]:
        some = list(dict.fromkeys(keys))[: self._left]
        self._left -= len(some)
        return [document for key in some if (document := self._asking.archive.get(key)) is not None]

    def _most_shared(self, others: Sequence[Document]) -> tuple[int, Document | None]:
        """The first of those that share most indicators with the local document, and how many; None where there is none."""
        if not others:
            return 0, None
        mine, territory = measures_of(self._local), territory_of(self._local)
        shared = [len(pair_figures(mine, measures_of(other), territory, {})) for other in others]
        most = max(shared)
        return most, others[shared.index(most)]


def _cites(asking: Asking, key: str, relation: str) -> list[str]:
    """The keys of the documents that a document cites so, in the order of its text."""
    found = around(asking.archive, key).cites(key)
    return [one.keys[0] for one in found if one.state == "found" and one.citation.relation == relation]


def _one_period(info: DocumentInfo, local: Document) -> bool:
    if info.date is None or local.date is None:
        return True
    return (info.date.year - 1) // _PLAN_YEARS == (local.date.year - 1) // _PLAN_YEARS
