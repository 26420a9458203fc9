"""Which sentences of one document ask for what a task of another carries out: evidence, weights, ranking.

Words alone decide little: both texts speak of the environment, or of schools, all the time. What counts is how much of
the matter of a task, weighed by how rare its words are in the other document, comes back in one of its sentences (BM25
over pairs of characters, over words with their synonyms, and over single characters, which are what is left in common
where the same thing is said with other words: 控药减害, 合理使用农药), whether the section around that sentence speaks
of it and of the clause that the task stands in, whether the sentence speaks of what the task's own heading
announces, and whether the headings over both are alike. Days, figures and comparators are left out of the words: they are compared on their own, and
`到2020年…控制在…以内` would make anything like anything.
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
from search.words import by_synonyms

if TYPE_CHECKING:  # loaded where documents are compared, which most commands do not do
    from numpy import float64, intp
    from numpy.typing import NDArray

__all__ = [
    "ACCEPT",
    "EVIDENCE",
    "SURE",
    "SURE_FURTHER",
    "WEIGHTS",
    "Aligner",
    "Bag",
    "Weights",
    "best_of",
    "is_sure",
    "pairs_of",
    "words_of",
]


class Weights(msgspec.Struct, frozen=True):
    """How much each evidence counts. Chosen by `scripts/fit_compare.py` (docs/compare.md), not by taste."""

    pairs: float  # the share of the task's pairs of characters, weighed by rarity, that the sentence holds
    words: float  # the same for words, synonyms being one
    letters: float  # the same for single characters
    held: float  # the share of the task's pairs that the sentence holds, each counting alike
    section: float  # how well the section around the sentence fits the task, against the best section
    clause: float  # the same for all tasks of the clause that the task stands in
    heading: float  # the same for the pairs of the task's heading in the sentence
    headings: float  # how much the headings over both have in common
    title: float  # the sentence is a heading: what it announces, those below it ask for
    figures: float  # the sentence sets a figure that is the counterpart of one of the task's


WEIGHTS: Final = Weights(
    pairs=10.9, words=8.5, letters=17.7, held=2.3, section=1.1, clause=3.2, heading=1.7, headings=2.7, title=-3.2,
    figures=4.0,
)  # fmt: skip
EVIDENCE: Final = Weights.__struct_fields__[:-1]  # the columns of what an `Aligner` gathers
ACCEPT: Final = 9.2  # from this score on a sentence is named as what a task carries out; below, nothing is
# Below these a person ought to check what is named, first or further down (docs/compare.md): at one score a further
# sentence is rightly named far less often than a first.
SURE: Final = 10.3
SURE_FURTHER: Final = 13.0
_NAMED: Final = 5  # sentences named for a task at most
_CLOSE: Final = 0.7  # of the best score: what is further behind it is not named
_POOL: Final = 60  # sentences looked at closely for each task: those with most in common

# BM25: how soon repetition stops to count, and how much a long sentence is marked down.
_K: Final = 1.2
_B: Final = 0.75
# The mass of a text is the rarity of all its terms together. A short task matches by chance, a long one never matches
# as a whole: the share is taken of mass ** _BEND of itself and the rest of what is usual, both with something added.
_BEND: Final = 0.7
_USUAL: Final = {"pairs": 26.0, "words": 15.0, "letters": 20.0}
_ADDED: Final = {"pairs": 10.5, "words": 4.7, "letters": 8.0}

_RUN: Final = re.compile(r"[㐀-䶿一-鿿]+|[a-z][a-z0-9.]*", re.IGNORECASE)
_LETTER: Final = re.compile("[㐀-䶿一-鿿]")
# The characters of 推进, 加强, 完善, 实施 and of the particles: they stand in every task.
_EMPTY: Final = frozenset("的了和与及等各对在为以要并将把按实施推进加强建立完善加快开展全面工作")


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
    """The words of a text as search cuts them, synonyms as one, without single characters and bare figures."""
    known, rest = by_synonyms(masked)
    return known + [word for word in words(rest) if len(word) > 1 and not word.replace(".", "").isdigit()]


def _letters_of(masked: str) -> list[str]:
    return [letter for letter in _LETTER.findall(masked) if letter not in _EMPTY]


_CUTS: Final = {"pairs": pairs_of, "words": words_of, "letters": _letters_of}


class Bag:
    """Texts as bags of terms, and BM25 over them.

    `asking` are the texts that will be set against these. What is all over them is their common subject (固体废物 in a
    plan on waste) and tells none of them from the others: the oftener a term is in them, the less it counts.
    """

    def __init__(self, texts: Sequence[list[str]], asking: Sequence[list[str]] = ()) -> None:
        import numpy as np

        self.count = len(texts)
        mean = sum(map(len, texts)) / max(self.count, 1) or 1.0
        numbers: dict[str, int] = {}
        terms: list[int] = []
        repeated: list[int] = []
        sizes: list[int] = []
        for text in texts:
            often = Counter(text)
            terms += [numbers.setdefault(term, len(numbers)) for term in often]
            repeated += often.values()
            sizes.append(len(often))
        places = np.repeat(np.arange(self.count), sizes)
        damp = _K * (1 - _B + _B * np.fromiter(map(len, texts), dtype=float, count=self.count) / mean)
        times = np.array(repeated, dtype=float)
        weights = times * (_K + 1) / (times + damp[places])
        # The places of a term lie side by side, from its first to that of the next term.
        order = np.argsort(terms, kind="stable")
        counts = np.bincount(np.array(terms, dtype=int), minlength=len(numbers))
        # Against that of a term that no text holds: so that a figure means the same in a short document and a long one.
        rarity = np.log(1 + (self.count - counts + 0.5) / (counts + 0.5)) / math.log(1 + (self.count + 0.5) / 0.5)
        self._common = _commonness(asking)
        rarity *= np.fromiter((self._common.get(term, 1.0) for term in numbers), dtype=float, count=len(numbers))
        self._places = places[order]
        self._weights = weights[order] * np.repeat(rarity, counts)
        ends = np.cumsum(counts)
        self._ranges = dict(zip(numbers, zip((ends - counts).tolist(), ends.tolist(), strict=True), strict=True))
        self._rarity: dict[str, float] = dict(zip(numbers, rarity.tolist(), strict=True))

    def mass(self, text: list[str]) -> float:
        """How much a text says: the rarity of its terms together (0 to 1 each), those that no text here holds at the full."""
        return sum([self._rarity.get(term) or self._common.get(term, 1.0) for term in text])

    def scores(self, text: list[str]) -> NDArray[float64]:
        """BM25 of every text against this one, in their order."""
        return self.found(text)[0]

    def found(self, text: list[str]) -> tuple[NDArray[float64], NDArray[float64]]:
        """BM25 of every text against this one, and the share of its different terms that each holds (0 to 1)."""
        import numpy as np

        often = Counter(text)
        known = [(*self._ranges[term], count) for term, count in often.items() if term in self._ranges]
        if not known:
            return np.zeros(self.count), np.zeros(self.count)
        starts, ends, counts = np.array(known).T
        lengths = ends - starts
        # Where the entries of all terms lie: from the start of each as many as it has.
        at = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        weights = self._weights[at] * np.repeat(counts, lengths)
        scores = np.bincount(self._places[at], weights, minlength=self.count).astype(float, copy=False)
        return scores, np.bincount(self._places[at], minlength=self.count) / len(often)


def _commonness(texts: Sequence[list[str]]) -> dict[str, float]:
    """For terms that several texts hold how much they still tell, against a term that one of them holds (1)."""
    often = Counter(term for text in texts for term in set(text))
    least = math.log(1 + (len(texts) - 0.5) / 1.5)
    return {
        term: math.sqrt(math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) / least)
        for term, count in often.items()
        if count > 1
    }


def best_of(scores: NDArray[float64], most: int) -> list[int]:
    """The places of the highest scores above nothing, best first; of equal ones the earlier."""
    order = (-scores).argsort(kind="stable")[:most]
    return [at for at in order.tolist() if scores[at] > 0]


class Aligner:
    """Local units set against central ones: the evidence is gathered once and may be weighed several times."""

    def __init__(self, local: Sequence[Unit], central: Sequence[Unit]) -> None:
        import numpy as np

        self.central = central
        sections = {section: at for at, section in enumerate(dict.fromkeys(unit.section for unit in central))}
        self._section = np.array([sections[unit.section] for unit in central], dtype=int)
        self._title = np.array([unit.title for unit in central], dtype=float)
        cuts = {name: [cut(unit.masked) for unit in local] for name, cut in _CUTS.items()}
        self._bags = {name: Bag([cut(unit.masked) for unit in central], cuts[name]) for name, cut in _CUTS.items()}
        self._sections = Bag(_joined(central), cuts["pairs"])
        above = {heading: at for at, heading in enumerate(dict.fromkeys(unit.heading for unit in central))}
        self._above = [frozenset(pairs_of(heading)) for heading in above]
        self._under = np.array([above[unit.heading] for unit in central], dtype=int)
        self._headings: dict[str, tuple[NDArray[float64], NDArray[float64]]] = {}
        clauses = dict.fromkeys(unit.section for unit in local)
        fitting = dict(zip(clauses, map(self._fitting, _joined(local)), strict=True))
        self.evidence = [
            self._weigh(unit, texts, fitting[unit.section])
            for unit, texts in zip(local, zip(*cuts.values(), strict=True), strict=True)
        ]

    def _weigh(
        self, unit: Unit, texts: Sequence[list[str]], clause: NDArray[float64]
    ) -> tuple[NDArray[intp], NDArray[float64]]:
        """The sentences that have most in common with a task, and what speaks for each (columns as in `EVIDENCE`).

        `texts` are the task's terms, kind by kind as in `_CUTS`.
        """
        import numpy as np

        found = [
            _shares(name, bag, text) for (name, bag), text in zip(self._bags.items(), texts, strict=True)
        ]  # fmt: skip
        shares = [share for share, _ in found]
        pool = np.array(best_of(np.sum(shares, axis=0), _POOL), dtype=np.intp)
        columns = [*shares, found[0][1], self._fitting(texts[0]), clause, *self._headed(unit.heading), self._title]
        return pool, np.stack([column[pool] for column in columns], axis=1)

    def _fitting(self, pairs: list[str]) -> NDArray[float64]:
        """For each sentence how well its section fits a text, against the section that fits best."""
        scores = self._sections.scores(pairs)
        fitting: NDArray[float64] = (scores / (scores.max(initial=0.0) or 1.0))[self._section]
        return fitting

    def _headed(self, heading: str) -> tuple[NDArray[float64], NDArray[float64]]:
        """For each sentence how much of a heading it holds, and how much of it the heading over the sentence has (0 to 1)."""
        import numpy as np

        if heading not in self._headings:
            cut, bag = pairs_of(heading), self._bags["pairs"]
            own = frozenset(cut)
            alike = np.array([2 * len(own & other) / max(len(own) + len(other), 1) for other in self._above])
            self._headings[heading] = bag.scores(cut) / (bag.mass(cut) or 1.0), alike[self._under]
        return self._headings[heading]

    def rank(
        self, counterparts: Sequence[frozenset[int]] = (), weights: Weights = WEIGHTS, accept: float = ACCEPT
    ) -> list[list[tuple[int, float]]]:
        """For each local unit the central ones (by index) that it carries out, with their scores, best first.

        `counterparts` tells for each local unit which central ones set a figure that answers to one of its own. An
        empty list is a common and right answer.
        """
        import numpy as np

        *single, figures = msgspec.structs.astuple(weights)
        factors = np.array(single)
        ranked = []
        for at, (pool, evidence) in enumerate(self.evidence):
            scores = dict(zip(pool.tolist(), (evidence @ factors).tolist(), strict=True))
            for index in counterparts[at] if counterparts else ():
                scores[index] = scores.get(index, 0.0) + figures
            ranked.append(_best(scores, accept))
        return ranked


def is_sure(rank: int, score: float) -> bool:
    """Whether a sentence that is named at a rank (0 the first) is named surely enough to be taken for an answer."""
    return score >= (SURE_FURTHER if rank else SURE)


def _joined(units: Sequence[Unit]) -> list[list[str]]:
    """The pairs of each section, in the order in which the sections begin."""
    joined: dict[int, list[str]] = {}
    for unit in units:
        joined.setdefault(unit.section, []).append(unit.masked)
    return [pairs_of(",".join(texts)) for texts in joined.values()]


def _best(scores: dict[int, float], accept: float) -> list[tuple[int, float]]:
    scored = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    if not scored or scored[0][1] < accept:
        return []
    least = _CLOSE * scored[0][1]
    return [(index, score) for index, score in scored[:_NAMED] if score >= least]


def _shares(name: str, bag: Bag, text: list[str]) -> tuple[NDArray[float64], NDArray[float64]]:
    """How much of a text's terms of one kind each central unit holds: weighed by rarity, and each counting alike."""
    scores, held = bag.found(text)
    mass: float = (bag.mass(text) + _ADDED[name]) ** _BEND * (_USUAL[name] + _ADDED[name]) ** (1 - _BEND)
    return scores / mass, held
