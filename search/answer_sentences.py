"""The sentences of documents that are no tasks: definitions, conditions, descriptions. They answer questions too.

The archive indexes tasks. Other sentences are looked at document by document: those of the documents that are named,
or of those whose tasks come nearest to the question; all documents of a small archive where that finds nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Document
from search.archive import Archive, DocumentInfo
from search.query import clause_path

__all__ = ["MANY", "Prepared", "Shelf", "Speech", "nearest_documents"]

MANY: Final = 60  # documents up to which all are looked at when the nearest do not answer
NEAR: Final = 6  # documents of the nearest tasks that are looked at
_KEPT: Final = 200  # documents whose sentences are kept ready in the process

# Kinds of sentences that say something; headings, signatures and the like do not.
_SPEAKING: Final = frozenset(
    ["narration", "doctrine", "definition", "permission", "note", "announcement", "task", "residue"]
)


class Speech(msgspec.Struct, frozen=True):
    """A sentence that is no task: its place, its words folded without spaces, and the headings that it stands under."""

    start: int
    end: int
    clause: str
    folded: str
    beside: str


class Prepared(msgspec.Struct, frozen=True):
    """A document made ready for looking: its sentences that are no tasks, and all clause labels that it has."""

    key: str
    speeches: tuple[Speech, ...]
    labels: tuple[str, ...]


def _tight(text: str) -> str:
    return "".join(text.lower().split())


def prepare(document: Document) -> Prepared:
    """The sentences of a document that its tasks do not cover."""
    folded = fold(document.text)
    titles = {heading.label: _tight(fold(heading.text)) for heading in document.headings}
    tasks = sorted((task.start, task.end) for task in document.tasks)
    speeches: list[Speech] = []
    labels = dict.fromkeys(titles)
    at = 0
    lead, lead_clause = "", ""
    for sentence in document.sentences:
        labels.setdefault(sentence.clause)
        if sentence.kind not in _SPEAKING:
            continue
        start, end = sentence.start, sentence.end
        while start < end and folded[start].isspace():
            start += 1
        while end > start and folded[end - 1].isspace():
            end -= 1
        text = _tight(folded[start:end])
        path = clause_path(sentence.clause)
        # What a list is introduced by (`按照以下标准定额扣除:`) belongs to each of its items.
        beside = "".join(titles.get(label, "") for label in path)
        if lead and (sentence.clause.startswith(lead_clause)):
            beside += lead
        if text.endswith((":", "如下:")) or "以下" in text[-14:]:
            lead, lead_clause = text, sentence.clause
        while at < len(tasks) and tasks[at][1] <= sentence.start:
            at += 1
        inside = sum(min(e, end) - max(s, start) for s, e in tasks[at : at + 12] if s < end and e > start)
        if inside < 0.7 * (end - start):
            speeches.append(Speech(start, end, sentence.clause, text, beside))
    return Prepared(document.key, tuple(speeches), tuple(labels))


# Made ready by this process, the least lately used first. Pages run in threads of one process.
_ready: OrderedDict[str, Prepared] = OrderedDict()
_lock: Final = Lock()


class Shelf:
    """Documents made ready, kept for the process by content: many questions look at the same few."""

    def __init__(self, archive: Archive, library: Iterable[DocumentInfo]) -> None:
        self.archive = archive
        self.digests = {info.key: info.digest + info.key for info in library}

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


def nearest_documents(hits: Sequence[tuple[str, float]], titles: dict[str, str], words: Sequence[str]) -> list[str]:
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
