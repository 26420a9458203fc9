"""The scorers' figures over the annotated texts: each text, and all pooled (counts summed).

    python tests/score_report.py [--holdout] [--only NAME] [--misses]

`--holdout` scores the texts that are kept unread (`make holdout`), `--misses` lists what was missed and
what is spurious. The tags are those that `duban tag FILE --json` prints, scored by contract/score.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared_texts import ROOT, SHARED, Annotated, annotated_texts

DUBAN = Path(sys.executable).parent / "duban"


@dataclass
class Line:
    """One category's counts: a rate is a count of hits over a count of records."""

    gold: int = 0
    predicted: int = 0
    found: float = 0  # gold records that were found
    right: float = 0  # predicted records that are right

    def add(self, row: dict[str, float]) -> None:
        """Add the row of one text, whose counts come back from its rounded rates."""
        self.gold += int(row["gold"])
        self.predicted += int(row["pred"])
        self.found += round(row["r"] * row["gold"])
        self.right += round(row["p"] * row["pred"])

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def errors(self) -> int:
        """What was missed and what is spurious, the larger of the two."""
        return round(max(self.gold - self.found, self.predicted - self.right))


@dataclass
class Scores:
    """The lines of one text, or of several pooled."""

    name: str
    lines: dict[str, Line] = field(default_factory=dict)
    metadata: dict[str, list[bool]] = field(default_factory=dict)
    bad_spans: int = 0
    misses: str = ""

    def add(self, report: dict) -> None:
        """Add the JSON line that the scorer ends with."""
        self.bad_spans += report["bad_spans"]
        for key, right in report["metadata"].items():
            self.metadata.setdefault(key, []).append(right)
        for name, row in report.items():
            if isinstance(row, dict) and "f1" in row:
                self.lines.setdefault(name, Line()).add(row)


def score(text: Annotated, *, misses: bool = False) -> dict:
    """What the scorer says about `duban tag` on one text; its words too, under `misses`."""
    # Run outside of the repository: tagging must not need it.
    tagged = run(DUBAN, "tag", text.text, "--json")
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.json"
        predicted.write_text(tagged, encoding="utf-8")
        scorer = SHARED / "contract" / "score.py"
        said = run(
            sys.executable, scorer, text.text, text.gold, predicted, "--json", *(["--misses"] * misses), may_fail=True
        )
    *words, report = said.splitlines()
    return json.loads(report) | {"misses": "\n".join(words)}


def run(*command: object, may_fail: bool = False) -> str:
    """The standard output of a command; raises with its standard error when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode and not (may_fail and done.stdout):
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def score_all(texts: Iterable[Annotated], *, misses: bool = False) -> list[Scores]:
    """The scores of each text, and of all pooled, last, under the name `pooled`."""
    pooled = Scores("pooled")
    every = []
    for text in texts:
        report = score(text, misses=misses)
        scores = Scores(text.name, misses=report.pop("misses"))
        scores.add(report)
        pooled.add(report)
        every.append(scores)
    return [*every, pooled]


def table(every: list[Scores]) -> str:
    """Lines by category, F1 of each text, then the pooled precision, recall, F1 and counts."""
    *texts, pooled = every
    head = f"{'':27}" + "".join(f"{scores.name[:12]:>13}" for scores in texts)
    rows = [head + f"{'P':>8}{'R':>7}{'F1':>7}{'gold':>7}{'said':>7}"]
    for name, line in pooled.lines.items():
        cells = "".join(f"{scores.lines[name].f1:13.3f}" for scores in texts)
        rows.append(
            f"{name:27}{cells}{line.precision:8.3f}{line.recall:7.3f}{line.f1:7.3f}{line.gold:7d}{line.predicted:7d}"
        )
    for key in pooled.metadata:
        cells = "".join(f"{'ok' if all(scores.metadata.get(key, [True])) else 'WRONG':>13}" for scores in texts)
        rows.append(f"{'metadata ' + key:27}{cells}")
    rows.append(f"{'spans off the source':27}" + "".join(f"{scores.bad_spans:13d}" for scores in texts))
    return "\n".join(rows)


def main() -> int:
    """Print the figures; 1 when there is nothing to score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holdout", action="store_true", help="the texts that are kept unread")
    parser.add_argument("--only", metavar="NAME", help="one text")
    parser.add_argument("--misses", action="store_true", help="also list what was missed and what is spurious")
    args = parser.parse_args()
    texts = [text for text in annotated_texts(holdout=args.holdout) if args.only in (None, text.name)]
    if not texts:
        print(f"No annotated text at {SHARED} (set DUBAN_SHARED).", file=sys.stderr)
        return 1
    every = score_all(texts, misses=args.misses)
    if args.misses:
        for scores in every[:-1]:
            print(f"== {scores.name}\n{scores.misses}\n")
    print(
        f"Annotated texts{' (held out)' if args.holdout else ''}, F1 of each and all pooled; {ROOT.name} at {SHARED}\n"
    )
    print(table(every))
    return 0


if __name__ == "__main__":
    sys.exit(main())
