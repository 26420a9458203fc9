"""Which sentences of one document ask for what a task of another carries out: evidence, weights, ranking.

Words alone decide little: both texts speak of the environment, or of schools, all the time. What counts is how much of
the matter of a task, weighed by how rare its words are in the other document, comes back in one of its sentences (BM25
over pairs of characters and over words), whether the section around that sentence speaks of it, and whether the
sentence speaks of what the task's own heading announces. Days, figures and comparators are left out of the words: they
are compared on their own, and `到2020年…控制在…以内` would make anything like anything.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec

from search.align_units import Unit
from search.terms import PAIR, terms

__all__ = ["ACCEPT", "WEIGHTS", "Aligner", "Bag", "Evidence", "Weights", "pairs_of", "words_of"]


class Weights(msgspec.Struct, frozen=True):
    """How much each evidence counts. Chosen by `scripts/fit_compare.py` (docs/compare.md), not by taste."""

    pairs: float  # the share of the task's pairs of characters, weighed by rarity, that the sentence holds
    words: float  # the same for words
    section: float  # how well the section around the sentence fits, against the best section
    heading: float  # the same for the pairs of the task's heading in the sentence
    figures: float  # the sentence sets a figure that is the counterpart of one of the task's


WEIGHTS: Final = Weights(pairs=11.6, words=12.5, section=5.2, heading=3.1, figures=4.0)
ACCEPT: Final = 8.2  # from this score on a sentence is named as what a task carries out; below, nothing is
_NAMED: Final = 5  # sentences named for a task at most
_CLOSE: Final = 0.55  # of the best score: what is further behind it is not named
_POOL: Final = 60  # sentences looked at closely for each task: those with most in common

# BM25: how soon repetition stops to count, and how much a long sentence is marked down.
_K: Final = 1.2
_B: Final = 0.75
# The mass of a text is the rarity of all its terms together. A short task matches by chance, a long one never matches
# as a whole: the share is taken of mass ** _BEND of itself and the rest of what is usual, both with something added.
_BEND: Final = 0.7
_USUAL: Final = {"pairs": 200.0, "words": 115.0}
_ADDED: Final = {"pairs": 80.0, "words": 36.0}

_RUN: Final = re.compile(r"[㐀-䶿一-鿿]+|[a-z][a-z0-9.]*", re.IGNORECASE)


def pairs_of(masked: str) -> list[str]:
    """The pairs of neighbouring characters of a text without its marks, latin words whole."""
    found: list[str] = []
    for run in _RUN.findall(masked):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


def words_of(masked: str) -> list[str]:
    """The words of a text as search cuts them, without single characters and bare figures."""
    return [word for word in terms(masked) if len(word) > 1 and word[0] != PAIR and not word.replace(".", "").isdigit()]


class Bag:
    """Texts as bags of terms, and BM25 over them."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        self.count = len(texts)
        mean = sum(map(len, texts)) / max(self.count, 1) or 1.0
        self._post: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, text in enumerate(texts):
            damp = _K * (1 - _B + _B * len(text) / mean)
            for term, often in Counter(text).items():
                self._post[term].append((at, often * (_K + 1) / (often + damp)))
        self._rarity = {term: self._rare(len(places)) for term, places in self._post.items()}
        self._unseen = self._rare(0)

    def _rare(self, places: int) -> float:
        return math.log(1 + (self.count - places + 0.5) / (places + 0.5))

    def mass(self, text: list[str]) -> float:
        """How much a text says: the rarity of its terms together, those that no text here holds at the full."""
        return sum(self._rarity.get(term, self._unseen) for term in text)

    def scores(self, text: list[str]) -> dict[int, float]:
        """BM25 of every text that shares a term with this one."""
        found: defaultdict[int, float] = defaultdict(float)
        for term, often in Counter(text).items():
            rarity = self._rarity.get(term, 0.0) * often
            for at, weight in self._post.get(term, ()):
                found[at] += rarity * weight
        return found


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for one sentence, each from 0 to about 1; the fields are those of `Weights`."""

    pairs: float = 0.0
    words: float = 0.0
    section: float = 0.0
    heading: float = 0.0

    def score(self, weights: Weights) -> float:
        """All of it together."""
        return (
            weights.pairs * self.pairs
            + weights.words * self.words
            + weights.section * self.section
            + weights.heading * self.heading
        )


class Aligner:
    """Local units set against central ones: the evidence is gathered once and may be weighed several times."""

    def __init__(self, local: Sequence[Unit], central: Sequence[Unit]) -> None:
        self.central = central
        sections = dict.fromkeys(unit.section for unit in central)
        self._number = {section: at for at, section in enumerate(sections)}
        joined: list[list[str]] = [[] for _ in sections]
        for unit in central:
            joined[self._number[unit.section]].append(unit.masked)
        self._pairs = Bag([pairs_of(unit.masked) for unit in central])
        self._words = Bag([words_of(unit.masked) for unit in central])
        self._sections = Bag([pairs_of(",".join(texts)) for texts in joined])
        self._titles: dict[str, tuple[dict[int, float], float]] = {}
        self.evidence = [self._weigh(unit) for unit in local]

    def _weigh(self, unit: Unit) -> dict[int, Evidence]:
        """What speaks for the sentences that have most in common with a task."""
        cut, pairs = _shares("pairs", self._pairs, pairs_of(unit.masked))
        _, words = _shares("words", self._words, words_of(unit.masked))
        sections = self._sections.scores(cut)
        most = max(sections.values(), default=0.0) or 1.0
        heading, whole = self._title(unit.heading)
        pool = sorted(pairs, key=lambda at: (-pairs[at] - words.get(at, 0.0), at))[:_POOL]
        return {
            at: Evidence(
                pairs=pairs[at],
                words=words.get(at, 0.0),
                section=sections.get(self._number[self.central[at].section], 0.0) / most,
                heading=heading.get(at, 0.0) / whole,
            )
            for at in pool
        }

    def _title(self, title: str) -> tuple[dict[int, float], float]:
        if title not in self._titles:
            cut = pairs_of(title)
            self._titles[title] = self._pairs.scores(cut), self._pairs.mass(cut) or 1.0
        return self._titles[title]

    def rank(
        self, counterparts: Sequence[frozenset[int]] = (), weights: Weights = WEIGHTS, accept: float = ACCEPT
    ) -> list[list[tuple[int, float]]]:
        """For each local unit the central ones (by index) that it carries out, with their scores, best first.

        `counterparts` tells for each local unit which central ones set a figure that answers to one of its own. An
        empty list is a common and right answer.
        """
        return [
            _best(each, counterparts[at] if counterparts else frozenset(), weights, accept)
            for at, each in enumerate(self.evidence)
        ]


def _best(
    evidence: dict[int, Evidence], counterparts: frozenset[int], weights: Weights, accept: float
) -> list[tuple[int, float]]:
    scores = {at: each.score(weights) for at, each in evidence.items()}
    for at in counterparts:
        scores[at] = scores.get(at, 0.0) + weights.figures
    scored = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    if not scored or scored[0][1] < accept:
        return []
    least = _CLOSE * scored[0][1]
    return [(index, score) for index, score in scored[:_NAMED] if score >= least]


def _shares(name: str, bag: Bag, text: list[str]) -> tuple[list[str], dict[int, float]]:
    mass = (bag.mass(text) + _ADDED[name]) ** _BEND * (_USUAL[name] + _ADDED[name]) ** (1 - _BEND)
    return text, {at: score / mass for at, score in bag.scores(text).items()}
