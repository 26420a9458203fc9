#!/usr/bin/env python3
"""Choose the weights of search/align.py on annotated pairs, by cross-validation; docs/compare.md holds what it printed.

.venv/bin/python scripts/fit_compare.py [LOCAL CENTRAL GOLD]...

For each of the reader's local tasks the accepted central sentences are to score above all others: the loss is that of a
choice among the sentences looked at (conditional logit), held back towards words alone. Each chapter of the local text
is left out in turn, weights are fitted on the others and judged on it, so that no weight is judged on what chose it.
Where pairs are named, each is left out in turn beside the annotated one, the threshold chosen on the others too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from corpus.fold import fold
from ingest.pipeline import read_document
from search.align import ACCEPT, WEIGHTS, Aligner, Bag, Evidence, best_of, pairs_of
from search.align_units import Unit, central_units, local_units
from search.query import clause_path

SHARED: Final = Path(os.environ.get("DUBAN_SHARED") or Path(__file__).parent.parent.parent / "shared")
PAIR: Final = ("nmg-2018-pollution-opinion.txt", "ecology-plan-2016-2020.txt", "compare-seed.gold.jsonl")
NAMES: Final = ("pairs", "words", "section", "heading")
SETS: Final = (("pairs",), ("pairs", "words"), ("pairs", "words", "section"), ("pairs", "words", "heading"), NAMES)
START: Final = {"pairs": 8.0, "words": 8.0, "section": 0.0, "heading": 0.0}
HOLD: Final = 0.2  # how strongly the weights are held to where they start
STEPS: Final = 120


def meets(unit: Unit, place: dict[str, int]) -> bool:
    """Whether a sentence is the one that the reader chose (score_compare.py)."""
    shared = min(unit.end, place["end"]) - max(unit.start, place["start"])
    return 2 * shared > min(unit.end - unit.start, place["end"] - place["start"])


def fit(evidence: list[Any], grades: list[Any], start: Any) -> Any:
    """The weights (Adam on the loss above): grade 2 counts in full, grade 1 by half."""
    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        slope = HOLD * (weights - start)
        for features, marks in zip(evidence, grades, strict=True):
            scores = features @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            for grade, share in ((2, 1.0), (1, 0.5)):
                accepted = chance * (marks >= grade)
                if accepted.sum() > 0:
                    slope -= share * (accepted / accepted.sum() - chance) @ features
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = 0.5 if step < STEPS * 2 / 3 else 0.1
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


class Pair(NamedTuple):
    """What the reader chose in a pair, and for each row the evidence, the grades and the chapter of its sentences."""

    name: str
    rows: list[Any]
    features: list[Any]
    grades: list[Any]
    chapters: list[str]


def pair_of(local_file: Path, central_file: Path, gold: Path) -> Pair:
    """A pair as it is annotated in the form of compare-seed.gold.jsonl."""
    local, central = (read_document(path.read_bytes().decode(), name=path.name) for path in (local_file, central_file))
    lines = gold.read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["type"] == "task" and "doubt" not in row]
    asking, asked = local_units(local), central_units(central)
    aligner = Aligner(asking, asked)
    pair = Pair(gold.name, rows, [], [], [])
    for row in rows:
        # A reader's task may have been cut in two: what speaks for either part speaks for it.
        parts = [at for at, unit in enumerate(asking) if meets(unit, row["local"])]
        best: dict[int, Evidence] = {}
        for at in parts:
            for index, each in aligner.evidence[at].items():
                if index not in best or each.score(WEIGHTS) > best[index].score(WEIGHTS):
                    best[index] = each
        marks = [max((c["grade"] for c in row["central"] if meets(asked[index], c)), default=0) for index in best]
        features = [[getattr(each, name) for name in NAMES] for each in best.values()]
        # A sentence that nothing speaks for stands where no other has anything in common with the task.
        pair.features.append(np.array(features or [[0.0] * len(NAMES)]))
        pair.grades.append(np.array(marks or [0]))
        pair.chapters.append(clause_path(asking[parts[0]].clause)[0] if parts else "")
    print(f"{gold.name}:")
    _baseline(rows, local.text, asked, central.text)
    return pair


def main() -> int:
    """Print the figures of each set of evidence, left out and refitted; and the weights over the whole pair."""
    named = [Path(argument) for argument in sys.argv[1:]]
    seed = SHARED / "corpus" / PAIR[0], SHARED / "corpus" / PAIR[1], SHARED / "contract" / "cases" / PAIR[2]
    files = [seed, *zip(named[::3], named[1::3], named[2::3], strict=True)]
    pairs = [pair_of(*each) for each in files]
    if len(pairs) > 1:
        _pairs_left_out(pairs)
        return 0
    (pair,) = pairs
    for names in SETS:
        columns = [NAMES.index(name) for name in names]
        start = np.array([START[name] for name in names])
        mine = [each[:, columns] for each in pair.features]
        scored: list[tuple[float, Any]] = []
        for chapter in dict.fromkeys(pair.chapters):
            kept = [at for at, own in enumerate(pair.chapters) if own != chapter]
            weights = fit([mine[at] for at in kept], [pair.grades[at] for at in kept], start)
            for at in (at for at, own in enumerate(pair.chapters) if own == chapter):
                scored.append(_ranked(mine[at], pair.grades[at], weights))
        _tell("+".join(names), scored, pair.rows, fit(mine, pair.grades, start))
    print(f"in use: {WEIGHTS}, named from {ACCEPT} on")
    return 0


def _ranked(features: Any, grades: Any, weights: Any) -> tuple[float, Any]:
    """The best score, and the grades in the order of the scores."""
    scores = features @ weights
    order = np.argsort(-scores, kind="stable")
    return float(scores[order[0]]), grades[order]


def _pairs_left_out(pairs: list[Pair]) -> None:
    start = np.array([START[name] for name in NAMES])
    for out in pairs:
        others = [pair for pair in pairs if pair is not out]
        weights = fit([f for pair in others for f in pair.features], [g for pair in others for g in pair.grades], start)
        ranked = [_ranked(f, g, weights) for pair in others for f, g in zip(pair.features, pair.grades, strict=True)]
        # The threshold at which most is decided rightly on the others: what is named is accepted, what is not has none.
        least = max(np.arange(4, 14, 0.1), key=lambda x: sum((score >= x) == (marks[0] > 0) for score, marks in ranked))
        scored = [_ranked(f, g, weights) for f, g in zip(out.features, out.grades, strict=True)]
        _tell(f"{out.name} left out", scored, out.rows, weights, (0.0, round(float(least), 1)))


def _tell(
    name: str,
    scored: list[tuple[float, Any]],
    rows: list[Any],
    weights: Any,
    thresholds: Sequence[float] = (0.0, 7.5, 8.0, 8.5, 9.0),
) -> None:
    chosen = sum(any(c["grade"] == 2 for c in row["central"]) for row in rows) or 1
    print(f"{name}: weights {np.round(weights, 1).tolist()}")
    for least in thresholds:
        named = [marks for score, marks in scored if score >= least]
        first = sum(marks[0] == 2 for marks in named) / chosen
        third = sum((marks[:3] == 2).any() for marks in named) / chosen
        taken = sum(marks[0] > 0 for marks in named) / max(len(named), 1)
        print(
            f"    from {least}: recall@1 {first:.3f}  @3 {third:.3f}  first named accepted {taken:.3f} of {len(named)}"
        )


def _baseline(rows: list[Any], local: str, asked: list[Unit], central: str) -> None:
    """BM25 over bare pairs of folded characters, nothing masked, nothing left unnamed."""
    folded = fold(central)
    bag = Bag([pairs_of(folded[unit.start : unit.end]) for unit in asked])
    scored = []
    for row in rows:
        found = bag.scores(pairs_of(fold(local[row["local"]["start"] : row["local"]["end"]])))
        order = best_of(found, len(asked))
        marks = [max((c["grade"] for c in row["central"] if meets(asked[at], c)), default=0) for at in order]
        scored.append((np.inf, np.array(marks)))
    _tell("baseline", scored, rows, np.array([]))


if __name__ == "__main__":
    sys.exit(main())
