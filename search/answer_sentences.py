"""Sentences that are no tasks where the archive does not index them: looked at document by document.

Those of the documents that are named, or of those whose tasks come nearest to the question; all documents of a small
archive where that finds nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Final

from search.archive import Archive
from search.library import Library
from search.speeches import Prepared, prepare

__all__ = ["MANY", "Shelf", "nearest_documents"]

MANY: Final = 60  # documents up to which all are looked at when the nearest do not answer
NEAR: Final = 6  # documents of the nearest tasks that are looked at
_KEPT: Final = 200  # documents whose sentences are kept ready in the process

# Made ready by this process, the least lately used first. Pages run in threads of one process.
_ready: OrderedDict[str, Prepared] = OrderedDict()
_lock: Final = Lock()


class Shelf:
    """Documents made ready, kept for the process by content: many questions look at the same few."""

    def __init__(self, archive: Archive, library: Library) -> None:
        self.archive = archive
        self.digests = library.digests

    def take(self, key: str) -> Prepared | None:
        """A document made ready; None when the archive has it no more."""
        digest = self.digests.get(key, "")
        with _lock:
            if digest in _ready:
                _ready.move_to_end(digest)
                return _ready[digest]
        document = self.archive.get(key)
        if document is None:
            return None
        prepared = prepare(document)
        with _lock:
            _ready[digest] = prepared
            while len(_ready) > _KEPT:
                _ready.popitem(last=False)
        return prepared

    def all_of(self, keys: Iterable[str]) -> Iterator[Prepared]:
        """Those of `keys` that are there."""
        for key in dict.fromkeys(keys):
            prepared = self.take(key)
            if prepared is not None:
                yield prepared


def nearest_documents(hits: Sequence[tuple[str, float]], titles: Mapping[str, str], words: Sequence[str]) -> list[str]:
    """The documents that speak most of a question: by the scores of their tasks, and by words in their titles."""
    best: dict[str, float] = {}
    for key, score in hits:
        best[key] = max(best.get(key, 0.0), score)
    top = max(best.values(), default=0.0) or 1.0
    for key, title in titles.items():
        shared = sum(word in title for word in words)
        if shared:
            best[key] = best.get(key, 0.0) + top * shared / max(1, len(words))
    return sorted(best, key=lambda key: -best[key])[:NEAR]
