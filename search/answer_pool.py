"""What may answer a question: tasks and sentences that the index ranks first, with what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.regions import region_keys
from corpus.types import Task
from search.answer_speaks import Candidate
from search.archive import Archive, Hit, Saying
from search.query import Query

__all__ = ["POOL", "Candidate", "candidate_of", "candidates", "of_saying", "with_context", "with_notes"]

POOL: Final = 150  # hits of the index that are looked at


@lru_cache(maxsize=5_000)
def _places(name: str) -> str:
    return "".join(region_keys(fold(name)))


@lru_cache(maxsize=5_000)
def _bodies(name: str) -> frozenset[str]:
    return frozenset(body_keys(fold(name)))


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return fold(text).lower().replace("\n", "").replace(" ", "")


def candidate_of(task: Task, title: str, hit: float = 0.0) -> Candidate:
    """A task as a candidate."""
    beside = (
        task.heading
        + "".join([d.text for d in task.deadlines if d.inherited])
        + "".join([r.text + _places(r.name) for r in task.regions])
    )
    bodies = frozenset().union(*[_bodies(body.name) for body in task.bodies])
    names = "".join([body.name for body in task.bodies])
    return Candidate(
        task.doc, task.start, task.end, _folded(task.text), _folded(beside + names), title, bodies, task, task.clause, hit
    )  # fmt: skip


def candidates(archive: Archive, query: Query, titles: Mapping[str, str]) -> list[Candidate]:
    """The tasks that the index ranks first for a query, at most `POOL` for each of its windows."""
    ranked = msgspec.structs.replace(
        query, require_text=bool(query.text), order="relevance", limit=POOL, offset=0, due_or_starts=False
    )
    queries = [ranked]
    if query.due_or_starts:
        # One window after the other: an index ranks within either of two windows far more slowly.
        queries = [msgspec.structs.replace(ranked, starts=None), msgspec.structs.replace(ranked, due=None)]
    hits: dict[str, Hit] = {}
    for each in queries:
        hits.update((hit.task.id, hit) for hit in archive.nearest(each))
    return [candidate_of(hit.task, titles.get(hit.task.doc, ""), hit.score) for hit in hits.values()]


def with_context(pool: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what those that need the words before them take up, where that is a candidate too."""
    starts = {(c.doc, c.start): c for c in pool}
    made: list[Candidate] = []
    for candidate in pool:
        context = candidate.task.context if candidate.task else None
        before = starts.get((candidate.doc, context.start)) if context else None
        if before is not None and before is not candidate:
            candidate = msgspec.structs.replace(candidate, beside=candidate.beside + before.text)
        made.append(candidate)
    return made


def with_notes(pool: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the bracketed note of where they apply right behind them, where it is a candidate too.

    `某事。(负责部门:某局,适用范围:某省)`: who has to act the tagger has bound to the task, where it has not.
    """
    notes = {(c.doc, c.start): c.text for c in pool if c.task is None and c.text.startswith("(") and "范围" in c.text}
    if not notes:
        return list(pool)
    made: list[Candidate] = []
    for candidate in pool:
        behind = notes.get((candidate.doc, candidate.end)) or notes.get((candidate.doc, candidate.end + 1))
        made.append(msgspec.structs.replace(candidate, beside=candidate.beside + behind) if behind else candidate)
    return made


def of_saying(saying: Saying, title: str) -> Candidate:
    """A sentence that the index found as a candidate."""
    return Candidate(
        saying.doc, saying.start, saying.end, saying.folded, saying.beside, title, frozenset(), None, saying.clause,
        saying.score,
    )  # fmt: skip
