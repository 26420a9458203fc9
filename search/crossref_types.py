"""What setting two documents beside each other says; its JSON is `contract/compare.md`."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from corpus.types import Span, Target, Task

__all__ = [
    "Answering",
    "ClauseRow",
    "Comparison",
    "Counterpart",
    "DuePair",
    "Figure",
    "Place",
    "Ranked",
    "Shift",
    "TargetRow",
    "TaskRow",
    "Verdict",
    "comparison_json",
]

Verdict = Literal["stricter", "looser", "equal", "different", "only_central", "only_local"]
# What a local deadline is against the one that the central text sets for the same measure.
Shift = Literal["earlier", "equal", "later"]


class Place(msgspec.Struct, frozen=True):
    """A stretch of a document and the clause that it stands in."""

    clause: str
    start: int
    end: int


class Ranked(msgspec.Struct, frozen=True):
    """A central place that a local one carries out; a higher score is a surer one, in no unit."""

    clause: str
    start: int
    end: int
    score: float


class Counterpart(Ranked, frozen=True):
    """A central sentence that a local task carries out.

    `unsure`: it has little enough in common with the task that a person ought to check it.
    """

    unsure: bool = False


class Figure(msgspec.Struct, frozen=True):
    """A target of one of the documents; `also` holds the other places of its text that set the same figure."""

    target: Target
    clause: str
    also: tuple[Target, ...] = ()


class TargetRow(msgspec.Struct, frozen=True):
    """One indicator in both documents; None is the side that has no counterpart. `why` is for the reader."""

    indicator: str
    verdict: Verdict
    local: Figure | None
    central: Figure | None
    why: str


class DuePair(msgspec.Struct, frozen=True):
    """Two days that bound one measure, each with the words that set it."""

    local: date
    central: date
    local_words: str
    central_words: str


class TaskRow(msgspec.Struct, frozen=True):
    """A local task and the central sentences that it carries out, best first; `due` where both have a day.

    `in_time` says of one that comes later that another local task carries out the same sentence by its day: a further
    stage (到2035年) of what is first asked for by 2020.
    """

    local: Place
    central: tuple[Counterpart, ...]
    due: Shift | None = None
    days: DuePair | None = None
    in_time: bool = False

    @property
    def unsure(self) -> bool:
        """Whether a person ought to check even what is named first, and so all that is named."""
        return bool(self.central) and self.central[0].unsure


class ClauseRow(msgspec.Struct, frozen=True):
    """A local clause and the central clauses whose measures it carries out, best first."""

    local: Place
    central: tuple[Ranked, ...]


class Answering(msgspec.Struct, frozen=True):
    """A document that is compared: what it is known by and called."""

    key: str
    label: str


class Comparison(msgspec.Struct, frozen=True):
    """A local document set beside a central one (`contract/compare.md`).

    `uncovered` are central tasks that no local one answers, `added` local ones that no central sentence asks for;
    all lists are in the order of the text, but `tasks`, which begins with those that come later than asked, of these
    with those that surely answer and that no other task carries out in time.
    """

    local: Answering
    central: Answering
    targets: tuple[TargetRow, ...]
    tasks: tuple[TaskRow, ...]
    clauses: tuple[ClauseRow, ...]
    uncovered: tuple[Task, ...]
    added: tuple[Task, ...]
    same_document: bool = False

    @property
    def later(self) -> tuple[TaskRow, ...]:
        """The local tasks that are due after the central ones that they carry out."""
        return tuple(row for row in self.tasks if row.due == "later")


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    fields: dict[str, Any] = msgspec.to_builtins(figure.target)
    fields["clause"] = figure.clause
    fields["also"] = [msgspec.to_builtins(Span(t.start, t.end)) | {"text": t.text} for t in figure.also]
    return fields


def target_row_json(row: TargetRow) -> dict[str, Any]:
    """A row of the comparison's `targets`."""
    return {
        "indicator": row.indicator,
        "verdict": row.verdict,
        "local": _figure(row.local),
        "central": _figure(row.central),
        "why": row.why,
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The object of `contract/compare.md`; spans are each in its own document's source."""
    whole: dict[str, Any] = msgspec.to_builtins(comparison)
    whole["local"], whole["central"] = comparison.local.label, comparison.central.label
    whole["targets"] = [target_row_json(row) for row in comparison.targets]
    return whole
