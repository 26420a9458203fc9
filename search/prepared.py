"""Documents made ready for looking: their sentences that are no tasks, and the labels of their clauses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Final

from search.archive import Archive
from search.library import Library
from search.speeches import Prepared, prepare

__all__ = ["MANY", "Shelf"]

MANY: Final = 60  # documents up to which all are looked through where a question names none
_KEPT: Final = 200  # documents whose sentences are kept ready in the process

# Made ready by this process, the least lately used first. Pages run in threads of one process.
_ready: OrderedDict[str, Prepared] = OrderedDict()
_lock: Final = Lock()


class Shelf:
    """Documents made ready, kept for the process by what was read of which file: many questions look at the same few."""

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
