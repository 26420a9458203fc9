"""Where the shared texts are, and which of them a person has marked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
SHARED: Final = Path(os.environ.get("DUBAN_SHARED") or ROOT.parent / "shared").resolve()
ON_CI: Final = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# Kept unread while the rules are written, so that their figures say how the tagger does on unseen texts.
HOLDOUT: Final = frozenset({"farm-machinery-2018", "business-climate-2020"})
# Texts of our own making with their marks beside them, always scored (`tests/test_scores.py`).
_OWN: Final = ROOT / "tests" / "cases" / "texts"
# The gold of the bundled sample has a name of its own.
_TEXTS: Final = {"seed": "nmg-2018-pollution-opinion"}


class Annotated(NamedTuple):
    """A text that a person has marked, and the marks (contract/gold.md)."""

    name: str
    text: Path
    gold: Path


def annotated_texts(*, holdout: bool = False) -> list[Annotated]:
    """The annotated texts, by name; those held out only when asked for. Empty without the shared folder."""
    found = []
    for gold in sorted((SHARED / "contract" / "cases").glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        text = SHARED / "corpus" / f"{_TEXTS.get(name, name)}.txt"
        if text.exists() and (name in HOLDOUT) == holdout:
            found.append(Annotated(name, text, gold))
    return found


def own_texts() -> list[Annotated]:
    """The texts that we wrote and marked ourselves, by name: kinds that the shared ones do not hold (tables, stages)."""
    return [
        Annotated(gold.name.removesuffix(".gold.jsonl"), gold.with_name(gold.name.replace(".gold.jsonl", ".txt")), gold)
        for gold in sorted(_OWN.glob("*.gold.jsonl"))
    ]
