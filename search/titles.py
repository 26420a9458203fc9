"""What the documents of a library are called, made ready once for the many questions that are held against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from corpus.fold import fold
from search.archive import DocumentInfo

__all__ = ["Called", "called", "core_of"]

# What a title consists of beside its subject: `国务院印发某某规划的通知`
_FRAME: Final = re.compile(
    r"^.{0,40}?关于(?:印发|发布|转发|批转|进一步|全面|切实|深入|加快|加强|做好|开展|推进|促进)*|的?(?:通知|批复|函)$|[《》“”〔〕()、,:;\s—]"
)


class Called(NamedTuple):
    """A document of a library by its names, folded."""

    info: DocumentInfo
    title: str
    whole: str  # the title without white space
    core: str  # what the title is about
    places: str  # in which a territory may stand: its issuers and the begin of its title, a line each


def core_of(folded_title: str) -> str:
    """The subject of a title."""
    return _FRAME.sub("", _FRAME.sub("", folded_title))


_last: list[tuple[Sequence[DocumentInfo], tuple[Called, ...]]] = []


def called(library: Sequence[DocumentInfo]) -> tuple[Called, ...]:
    """The current documents of a library; those of the newest library are kept."""
    for before, known in _last:
        if before is library:
            return known
    made = tuple(_called(info) for info in library if info.current)
    if isinstance(library, tuple):  # what can change may not be kept
        _last[:] = [(library, made)]
    return made


def _called(info: DocumentInfo) -> Called:
    title = fold(info.title or "")
    places = "\n".join(fold(name) for name in (*info.issuer, (info.title or "")[:12]))
    return Called(info, title, "".join(title.split()), core_of(title), places)
