#!/usr/bin/env python3
"""Choose the weights of search/align.py on annotated pairs, by cross-validation; docs/compare.md holds what it printed.

.venv/bin/python scripts/fit_compare.py [LOCAL CENTRAL GOLD]...

For each of the reader's local tasks the accepted central sentences are to score above all others: the loss is that of a
choice among the sentences looked at (conditional logit), held back towards equal weights. What is judged is never what
chose: each chapter of the annotated local text is left out in turn; where more pairs are named, each central text with
all its pairs. The threshold is chosen on the others too; at the end stands what other thresholds would give, over all tasks
and over those alone for which the reader chose something.
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
from search.align import ACCEPT, EVIDENCE, WEIGHTS, Aligner, Bag, best_of, pairs_of
from search.align_units import Unit, central_units, local_units
from search.query import clause_path

SHARED: Final = Path(os.environ.get("DUBAN_SHARED") or Path(__file__).parent.parent.parent / "shared")
PAIR: Final = ("nmg-2018-pollution-opinion.txt", "ecology-plan-2016-2020.txt", "compare-seed.gold.jsonl")
SETS: Final = (
    ("pairs",),
    ("pairs", "words"),
    ("pairs", "words", "letters"),
    ("pairs", "words", "letters", "held"),
    ("pairs", "words", "letters", "held", "clause"),
    ("pairs", "words", "letters", "held", "clause", "title"),
    ("pairs", "words", "letters", "held", "section", "clause", "heading", "title"),
    EVIDENCE,
)
START: Final = 4.0  # of every weight but that of titles, which speak against
HOLD: Final = 0.2  # how strongly the weights are held to where they start
STEPS: Final = 150
THRESHOLDS: Final = (8.0, 8.5, 9.0, 9.5, 10.0, 10.3, 10.6)


def meets(unit: Unit, place: dict[str, int]) -> bool:
    """Whether a sentence is the one that the reader chose (score_compare.py)."""
    shared = min(unit.end, place["end"]) - max(unit.start, place["start"])
    return 2 * shared > min(unit.end - unit.start, place["end"] - place["start"])


class Row(NamedTuple):
    """A local task of the reader's: what speaks for each sentence looked at, and the reader's grades of them."""

    group: str  # what is left out together
    chosen: bool  # the reader named a sentence of grade 2
    features: Any
    grades: Any


def rows_of(local_file: Path, central_file: Path, gold: Path, *, by_chapter: bool) -> list[Row]:
    """A pair as it is annotated in the form of compare-seed.gold.jsonl."""
    local, central = (read_document(path.read_bytes().decode(), name=path.name) for path in (local_file, central_file))
    lines = gold.read_text(encoding="utf-8").splitlines()
    chosen = [row for row in map(json.loads, lines) if row["type"] == "task" and "doubt" not in row]
    asking, asked = local_units(local), central_units(central)
    aligner = Aligner(asking, asked)
    rows = []
    for row in chosen:
        # A reader's task may have been cut in two: the first part speaks for it.
        at = next((at for at, unit in enumerate(asking) if meets(unit, row["local"])), None)
        pool, features = aligner.evidence[at] if at is not None else (np.zeros(0, dtype=int), np.zeros((0, 0)))
        marks = [max((c["grade"] for c in row["central"] if meets(asked[i], c)), default=0) for i in pool.tolist()]
        group = central.digest if not by_chapter else clause_path(asking[at].clause)[0] if at is not None else ""
        direct = any(c["grade"] == 2 for c in row["central"])
        # A task that has nothing in common with any sentence stands with one that nothing speaks for.
        rows.append(Row(group, direct, features if marks else np.zeros((1, len(EVIDENCE))), np.array(marks or [0])))
    print(f"{gold.name}: {len(rows)} tasks, {sum(row.chosen for row in rows)} with a sentence of grade 2")
    _baseline(chosen, local.text, asked, central.text)
    return rows


def fit(rows: Sequence[Row], columns: list[int]) -> Any:
    """The weights (Adam on the loss above): grade 2 counts in full, grade 1 by half."""
    start = np.array([0.0 if EVIDENCE[column] == "title" else START for column in columns])
    chosen = [row for row in rows if row.grades.any()]
    # All tasks at once: those with fewer sentences are filled up with some that have no chance.
    most = max(len(row.grades) for row in chosen)
    features = np.zeros((len(chosen), most, len(columns)))
    grades, barred = np.zeros((len(chosen), most)), np.full((len(chosen), most), -np.inf)
    for at, row in enumerate(chosen):
        count = len(row.grades)
        features[at, :count], grades[at, :count], barred[at, :count] = row.features[:, columns], row.grades, 0.0
    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        chance = _shares(features @ weights + barred)
        pull = np.zeros_like(chance)
        for grade, share in ((2, 1.0), (1, 0.5)):
            accepted = chance * (grades >= grade)
            total = accepted.sum(axis=1, keepdims=True)
            pull += share * np.where(total > 0, accepted / np.where(total > 0, total, 1.0) - chance, 0.0)
        slope = HOLD * (weights - start) - np.tensordot(pull, features, axes=2)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = 0.5 if step < STEPS * 2 / 3 else 0.1
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def _shares(scores: Any) -> Any:
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    return chance / chance.sum(axis=1, keepdims=True)


def main() -> int:
    """Print the figures of each set of evidence on what was left out, and the weights over everything."""
    named = [Path(argument) for argument in sys.argv[1:]]
    seed = SHARED / "corpus" / PAIR[0], SHARED / "corpus" / PAIR[1], SHARED / "contract" / "cases" / PAIR[2]
    files = [seed, *zip(named[::3], named[1::3], named[2::3], strict=True)]
    rows = [row for each in files for row in rows_of(*each, by_chapter=len(files) == 1)]
    for names in SETS:
        columns = [EVIDENCE.index(name) for name in names]
        ranked: list[tuple[Row, float, Any, bool]] = []
        for group in dict.fromkeys(row.group for row in rows):
            others = [row for row in rows if row.group != group]
            weights = fit(others, columns)
            least = _threshold([_ranked(row, columns, weights) for row in others])
            for row in (row for row in rows if row.group == group):
                best, marks = _ranked(row, columns, weights)
                ranked.append((row, best, marks, best >= least))
        weights = fit(rows, columns)
        least = _threshold([_ranked(row, columns, weights) for row in rows])
        print(f"{'+'.join(names)}: over everything {np.round(weights, 1).tolist()}, from {least:.1f}")
        _tell("everything named", [(row, marks) for row, _, marks, _ in ranked], rows)
        _tell("from the threshold on", [(row, marks) for row, _, marks, named in ranked if named], rows)
    for sort, judged in (("all", ranked), ("with a counterpart", [each for each in ranked if each[0].grades.any()])):
        for least in THRESHOLDS:
            kept = [(row, marks) for row, best, marks, _ in judged if best >= least]
            _tell(f"{sort}, from {least} on", kept, [row for row, *_ in judged])
    print(f"in use: {WEIGHTS}, named from {ACCEPT} on")
    return 0


def _ranked(row: Row, columns: list[int], weights: Any) -> tuple[float, Any]:
    """The best score, and the grades in the order of the scores."""
    scores = row.features[:, columns] @ weights
    order = np.argsort(-scores, kind="stable")
    return float(scores[order[0]]), row.grades[order]


def _threshold(ranked: list[tuple[float, Any]]) -> float:
    """Where most is decided rightly: what is named is accepted, and what is not has nothing to accept."""
    return float(
        max(np.arange(2, 16, 0.1), key=lambda x: sum((score >= x) == (marks[0] > 0) for score, marks in ranked))
    )


def _tell(name: str, named: list[tuple[Row, Any]], rows: list[Row]) -> None:
    chosen = sum(row.chosen for row in rows) or 1
    first = sum(row.chosen and marks[0] == 2 for row, marks in named) / chosen
    third = sum(row.chosen and (marks[:3] == 2).any() for row, marks in named) / chosen
    taken = sum(marks[0] > 0 for _, marks in named) / max(len(named), 1)
    none = [row for row in rows if not row.grades.any()]
    bare = len(none) - sum(not row.grades.any() for row, _ in named)
    print(
        f"    {name}: recall@1 {first:.3f}  @3 {third:.3f}  first named accepted {taken:.3f} of {len(named)}"
        f"  rightly without {bare}/{len(none)}"
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
        direct = any(c["grade"] == 2 for c in row["central"])
        scored.append((Row("", direct, None, np.array(marks or [0])), np.array(marks or [0])))
    _tell("bare BM25", scored, [row for row, _ in scored])


if __name__ == "__main__":
    sys.exit(main())
