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
from collections import Counter
from collections.abc import Sequence
from operator import add
from typing import TYPE_CHECKING, Final

import msgspec

from search.align_units import Unit
from search.terms import words

if TYPE_CHECKING:  # loaded where documents are compared, which most commands do not do
    from numpy import float64
    from numpy.typing import NDArray

__all__ = ["ACCEPT", "WEIGHTS", "Aligner", "Bag", "Evidence", "Weights", "best_of", "pairs_of", "words_of"]


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
_USUAL: Final = {"pairs": 26.0, "words": 15.0}
_ADDED: Final = {"pairs": 10.5, "words": 4.7}

_RUN: Final = re.compile(r"[㐀-䶿一-鿿]+|[a-z][a-z0-9.]*", re.IGNORECASE)


def pairs_of(masked: str) -> list[str]:
    """The pairs of neighbouring characters of a text without its marks, latin words whole."""
    found: list[str] = []
    for run in _RUN.findall(masked):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found += map(add, run, run[1:])
    return found


def words_of(masked: str) -> list[str]:
    """The words of a text as search cuts them, without single characters and bare figures."""
    return [word for word in words(masked) if len(word) > 1 and not word.replace(".", "").isdigit()]


class Bag:
    """Texts as bags of terms, and BM25 over them."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        import numpy as np

        self.count = len(texts)
        mean = sum(map(len, texts)) / max(self.count, 1) or 1.0
        numbers: dict[str, int] = {}
        terms: list[int] = []
        places: list[int] = []
        weights: list[float] = []
        for at, text in enumerate(texts):
            damp = _K * (1 - _B + _B * len(text) / mean)
            for term, often in Counter(text).items():
                terms.append(numbers.setdefault(term, len(numbers)))
                places.append(at)
                weights.append(often * (_K + 1) / (often + damp))
        # The places of a term lie side by side, from its first to that of the next term.
        order = np.argsort(terms, kind="stable")
        counts = np.bincount(np.array(terms, dtype=int), minlength=len(numbers))
        # Against that of a term that no text holds: so that a figure means the same in a short document and a long one.
        rarity = np.log(1 + (self.count - counts + 0.5) / (counts + 0.5)) / math.log(1 + (self.count + 0.5) / 0.5)
        self._places = np.array(places, dtype=int)[order]
        self._weights = np.array(weights)[order] * np.repeat(rarity, counts)
        ends = np.cumsum(counts)
        self._ranges = dict(zip(numbers, zip((ends - counts).tolist(), ends.tolist(), strict=True), strict=True))
        self._rarity: dict[str, float] = dict(zip(numbers, rarity.tolist(), strict=True))

    def mass(self, text: list[str]) -> float:
        """How much a text says: the rarity of its terms together (0 to 1 each), those that no text here holds at the full."""
        return sum(self._rarity.get(term, 1.0) for term in text)

    def scores(self, text: list[str]) -> NDArray[float64]:
        """BM25 of every text against this one, in their order."""
        import numpy as np

        often = Counter(term for term in text if term in self._ranges)
        if not often:
            return np.zeros(self.count)
        ranges = [(self._ranges[term], count) for term, count in often.items()]
        places = np.concatenate([self._places[start:end] for (start, end), _ in ranges])
        weights = np.concatenate([self._weights[start:end] * count for (start, end), count in ranges])
        return np.bincount(places, weights, minlength=self.count).astype(float, copy=False)


def best_of(scores: NDArray[float64], most: int) -> list[int]:
    """The places of the highest scores above nothing, best first; of equal ones the earlier."""
    order = (-scores).argsort(kind="stable")[:most]
    return [at for at in order.tolist() if scores[at] > 0]


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
        self._titles: dict[str, NDArray[float64]] = {}
        self.evidence = [self._weigh(unit) for unit in local]

    def _weigh(self, unit: Unit) -> dict[int, Evidence]:
        """What speaks for the sentences that have most in common with a task."""
        cut = pairs_of(unit.masked)
        pairs, words = _shares("pairs", self._pairs, cut), _shares("words", self._words, words_of(unit.masked))
        sections = self._sections.scores(cut)
        most = sections.max(initial=0.0) or 1.0
        heading = self._title(unit.heading)
        return {
            at: Evidence(
                pairs=float(pairs[at]),
                words=float(words[at]),
                section=float(sections[self._number[self.central[at].section]] / most),
                heading=float(heading[at]),
            )
            for at in best_of((pairs + words) * (pairs > 0), _POOL)
        }

    def _title(self, title: str) -> NDArray[float64]:
        if title not in self._titles:
            cut = pairs_of(title)
            self._titles[title] = self._pairs.scores(cut) / (self._pairs.mass(cut) or 1.0)
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


def _shares(name: str, bag: Bag, text: list[str]) -> NDArray[float64]:
    mass: float = (bag.mass(text) + _ADDED[name]) ** _BEND * (_USUAL[name] + _ADDED[name]) ** (1 - _BEND)
    return bag.scores(text) / mass
