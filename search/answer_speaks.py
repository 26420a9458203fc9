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

__all__ = ["Candidate", "spoken_of"]


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


def spoken_of(pool: Sequence[Candidate], words: Sequence[str], keys: frozenset[str]) -> list[float]:
    """How far each candidate speaks of a term, 1 in its own words, less by a heading, a title, or pieces of the word.

    `words` are those of the term in lower case.
    """
    first = words[0]
    short = len(first) == 2 and not first.isascii()
    inner = [alternatives(part) for part in parts_of(first)] if len(first) >= 3 else []
    pairs = _pairs_in(first) if len(first) >= 3 else ()
    found: list[float] = []
    for candidate in pool:
        text = candidate.text
        if (keys and keys & candidate.keys) or (first in text and (not short or _stands(first, text))):
            found.append(1.0)
        else:
            found.append(_otherwise(candidate, words) or _in_pieces(text, inner, pairs))
    return found


def _otherwise(candidate: Candidate, words: Sequence[str]) -> float:
    """How far a candidate speaks of a term by another word, a heading or a title."""
    text, beside, title = candidate.text, candidate.beside, candidate.title
    best = 0.0
    for word in words:
        if word in text and _stands(word, text):
            return 0.95
        if word in beside:
            best = 0.9
        elif best == 0.0 and word in title:
            best = 0.85
    return best


def _in_pieces(text: str, inner: Sequence[Sequence[str]], pairs: Sequence[str]) -> float:
    """How far a text speaks of a long word by the words (each in one of its alternatives), or the pairs of letters, that it
    consists of."""
    if inner and all(any(said in text for said in part) for part in inner):
        return 0.85
    share = sum(map(text.__contains__, pairs)) / len(pairs) if pairs else 0.0
    return 0.6 * share if share >= 0.5 else 0.0


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
