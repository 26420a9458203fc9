"""Which of two documents stands above the other: the level of those that issued them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corpus.fold import fold
from corpus.regions import level_of, scan

__all__ = ["government_level", "issuing_places", "place_level"]

_RANKS: Final = {"province": 1, "city": 2, "county": 3}
_HEAD: Final = 24  # characters of a title in which its issuer stands


def government_level(issuer: Sequence[str], title: str | None) -> int:
    """0 for the centre, 1 for provinces, 2 for cities, 3 for counties: the lowest place in the issuers' names.

    Where no issuer is known the beginning of the title tells.
    """
    places = issuing_places(issuer, title)
    return max(map(place_level, places), default=0)


def place_level(place: str) -> int:
    """The same for a place by its key (`corpus.regions`); 0 for one of no such level."""
    return _RANKS.get(level_of(place) or "", 0)


def issuing_places(issuer: Sequence[str], title: str | None) -> list[str]:
    """The keys of the places (`corpus.regions`) in the issuers' names, else in the beginning of the title, in order."""
    names = ",".join(fold(name) for name in issuer) or fold(title or "")[:_HEAD]
    return [mention.key for mention in scan(names)]
