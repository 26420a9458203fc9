"""What may answer, and how far it speaks of a thing that was asked about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import add

import msgspec
import rjieba

from corpus.types import Task
from search.words import alternatives, parts_of

__all__ = ["Candidate", "speaks"]


class Candidate(msgspec.Struct, frozen=True):
    """A task or a sentence, folded, with what it leans on; `hit` is the score of the index."""

    doc: str
    start: int
    end: int
    text: str
    beside: str
    title: str
    keys: frozenset[str]
    task: Task | None
    clause: str = ""
    hit: float = 0.0


def speaks(candidate: Candidate, words: Sequence[str], keys: frozenset[str]) -> float:
    """How far a candidate speaks of a term, 1 in its own words, less by a heading, a title, or pieces of the word.

    `words` are those of the term in lower case.
    """
    if keys and keys & candidate.keys:
        return 1.0
    text = candidate.text
    if words[0] in text and _stands(words[0], text):
        return 1.0
    best = 0.0
    for word in words:
        if word in text and _stands(word, text):
            return 0.95
        if word in candidate.beside:
            best = max(best, 0.9)
        elif word in candidate.title:
            best = max(best, 0.85)
    if best == 0.0 and len(words[0]) >= 3:
        inner = parts_of(words[0])
        if inner and all(any(said in text for said in alternatives(part)) for part in inner):
            return 0.85
        pairs = _pairs_in(words[0])
        share = sum(pair in text for pair in pairs) / len(pairs)
        best = 0.6 * share if share >= 0.5 else 0.0
    return best


def _stands(word: str, text: str) -> bool:
    """Whether a word of two letters found in a text is a word there, and not the end of one and the begin of the next.

    `提高铁路运力` speaks of no 高铁.
    """
    if len(word) != 2 or word.isascii():
        return True
    between = _between(text)
    at = text.find(word)
    while at >= 0:
        if at + 1 not in between:
            return True
        at = text.find(word, at + 1)
    return False


@lru_cache(maxsize=5_000)
def _between(text: str) -> frozenset[int]:
    """The places in a text between two words of two letters or more."""
    lengths = [len(word) for word in rjieba.cut(text)]
    ends = accumulate(lengths)
    return frozenset(end for end, (a, b) in zip(ends, pairwise(lengths), strict=False) if a > 1 and b > 1)


@lru_cache(maxsize=10_000)
def _pairs_in(word: str) -> tuple[str, ...]:
    return tuple(map(add, word, word[1:]))
