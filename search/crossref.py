"""Documents set beside each other: targets paired and judged, tasks and clauses aligned, what is left on either side.

Pure: everything follows from the documents that are given. `contract/compare.md` says what a comparison must hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.messages import Language, message
from corpus.types import Document, Task
from search.align import Aligner, Bag, best_of, is_sure, pairs_of
from search.align_units import (
    Section,
    Unit,
    central_units,
    chapters_of,
    clause_sections,
    local_units,
    parts_of,
    past_chapters,
    sections_of,
)
from search.crossref_targets import Measure, measures_of, pair_figures, territory_of, told_together
from search.crossref_types import (
    Answering,
    ClauseRow,
    Comparison,
    Counterpart,
    DuePair,
    Figure,
    Place,
    Ranked,
    Shift,
    TargetRow,
    TaskRow,
)
from search.crossref_verdict import figure_words, judge_pair

__all__ = ["compare"]

_CLAUSES: Final = 3  # central clauses named for a local one at most
_CLAUSE_CLOSE: Final = 0.5  # of the best score
_CLAUSE_LEAST: Final = 0.06  # of a clause's matter, that the best central one must hold


def compare(local: Document, central: Document, language: Language = "zh") -> Comparison:
    """`local`, which carries out, set beside `central`, the document above it.

    Any two documents have a comparison; a document with itself too (`same_document` says so). `language` is that of
    the reasons for verdicts. About 0.5 s for 15 and 46 thousand characters.
    """
    asking, asked = local_units(local), central_units(central)
    aligner = Aligner(asking, asked)
    inside = _tasks_inside(asked, central.tasks)
    near = {
        (at, task): 1.0
        for at, ranked in enumerate(aligner.rank())
        for index, _ in ranked
        for task in inside[index]
    }  # fmt: skip
    past = past_chapters(central)
    mine = measures_of(local)
    theirs = [measure for measure in measures_of(central) if not _in_one(past, measure.figure.target.start)]
    pairs = pair_figures(mine, theirs, territory_of(local), near)
    holders = {task: index for index, tasks in enumerate(inside) for task in tasks}
    counterparts: list[frozenset[int]] = [frozenset() for _ in asking]
    for i, j in pairs:
        if theirs[j].task in holders:
            counterparts[mine[i].task] |= {holders[theirs[j].task]}
    ranked = aligner.rank(counterparts)
    rows = [
        _task_row(task, [(asked[index], score, inside[index]) for index, score in found], central.tasks)
        for task, found in zip(local.tasks, ranked, strict=True)
    ]
    met = {row.central[0].start for row in rows if row.due in ("earlier", "equal")}
    rows = [msgspec.structs.replace(row, in_time=row.due == "later" and row.central[0].start in met) for row in rows]
    # Who may be wrong takes nothing off the list of what nobody took up: a hole there costs more than a line too many.
    answered = {
        task
        for found in ranked
        for rank, (index, score) in enumerate(found)
        if is_sure(rank, score)
        for task in inside[index]
    }
    answered |= {theirs[j].task for _, j in pairs}
    return Comparison(
        local=Answering(local.key, _label(local)),
        central=Answering(central.key, _label(central)),
        targets=tuple(_target_rows(mine, theirs, pairs, language)),
        tasks=tuple(sorted(rows, key=_order)),
        clauses=tuple(_clause_rows(local, central)),
        uncovered=tuple(
            task for at, task in enumerate(central.tasks) if at not in answered and not _in_one(past, task.start)
        ),
        added=tuple(task for task, found in zip(local.tasks, ranked, strict=True) if not found),
        same_document=local.key == central.key or local.digest == central.digest,
    )


def _in_one(stretches: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in stretches)


def _order(row: TaskRow) -> tuple[bool, bool, bool, int]:
    later = row.due == "later"
    return not later, later and row.unsure, row.in_time, row.local.start


def _label(document: Document) -> str:
    return document.title or document.source or document.key


def _tasks_inside(units: Sequence[Unit], tasks: Sequence[Task]) -> list[list[int]]:
    """For each unit the tasks (by index) that lie in it for the greater part; a task lies in one unit."""
    starts = [unit.start for unit in units]
    inside: list[list[int]] = [[] for _ in units]
    for at, task in enumerate(tasks):
        first = max(bisect_left(starts, task.start) - 2, 0)
        shared = [
            (min(unit.end, task.end) - max(unit.start, task.start), unit.start - unit.end, first + offset)
            for offset, unit in enumerate(units[first : bisect_left(starts, task.end)])
        ]
        if shared and max(shared)[0] > 0:
            inside[max(shared)[2]].append(at)
    return inside


def _task_row(task: Task, found: Sequence[tuple[Unit, float, list[int]]], tasks: Sequence[Task]) -> TaskRow:
    ranked = tuple(
        Counterpart(unit.clause, unit.start, unit.end, round(score, 3), not is_sure(rank, score))
        for rank, (unit, score, _) in enumerate(found)
    )
    place = Place(task.clause, task.start, task.end)
    days = _days(task, [tasks[index] for index in found[0][2]]) if found else None
    if days is None:
        return TaskRow(place, ranked)
    due: Shift = "equal" if days.local == days.central else "later" if days.local > days.central else "earlier"
    return TaskRow(place, ranked, due, days)


def _days(task: Task, central: Sequence[Task]) -> DuePair | None:
    """The last days that bound a local task and the central tasks that it carries out, if both have one."""
    mine, theirs = _last_day([task]), _last_day(central)
    if mine is None or theirs is None:
        return None
    return DuePair(mine[0], theirs[0], mine[1], theirs[1])


def _last_day(tasks: Sequence[Task]) -> tuple[date, str] | None:
    days = [(time.due, time.text) for task in tasks for time in task.deadlines if time.due is not None]
    if not days:
        days = [(target.due, str(target.due)) for task in tasks for target in task.targets if target.due is not None]
    return max(days, default=None)


def _target_rows(
    mine: Sequence[Measure], theirs: Sequence[Measure], pairs: Sequence[tuple[int, int]], language: Language
) -> list[TargetRow]:
    """The pairs and what is only local in the order of the local text, then what is only central."""
    partner = dict(pairs)
    given = {central: local for local, central in pairs}
    with_mine, with_theirs = told_together(mine, theirs, partner), told_together(theirs, mine, given)
    rows = []
    for at, measure in enumerate(mine):
        target = measure.figure.target
        if at in partner:
            other = theirs[partner[at]]
            verdict, why = judge_pair(target, other.figure.target, language)
            own, above = _whole(mine, at, with_mine), _whole(theirs, partner[at], with_theirs)
            rows.append(TargetRow(other.figure.target.indicator, verdict, own, above, why))
        elif at not in with_mine:
            why = message("compare.why_only_local", language, local=figure_words(target, language))
            rows.append(TargetRow(target.indicator, "only_local", measure.figure, None, why))
    for at, measure in enumerate(theirs):
        if at not in given and at not in with_theirs:
            target = measure.figure.target
            why = message("compare.why_only_central", language, central=figure_words(target, language))
            rows.append(TargetRow(target.indicator, "only_central", None, measure.figure, why))
    return rows


def _whole(measures: Sequence[Measure], at: int, together: dict[int, int]) -> Figure:
    """The figure of a measure; the other members of its list are places of it."""
    figure = measures[at].figure
    members = tuple(measures[other].figure.target for other, paired in together.items() if paired == at)
    return msgspec.structs.replace(figure, also=(*figure.also, *members))


def _clause_rows(local: Document, central: Document) -> list[ClauseRow]:
    """The clauses of the local document, each with the central clauses that ask for most of what it holds.

    A clause is long enough for its bare words to tell: BM25 over pairs of characters is as good as anything here. A
    chapter that has sections answers to chapters, every other clause to sections.
    """
    mine, theirs = fold(local.text), fold(central.text)
    clauses, above = clause_sections(local), clause_sections(central)
    asking = [pairs_of(mine[clause.start : clause.end]) for clause in clauses]
    chapters = chapters_of(clauses)
    kinds = [_Clauses(theirs, kind(above), asking) for kind in (sections_of, chapters_of)]
    rows = []
    for clause, terms in zip(clauses, asking, strict=True):
        whole = clause in chapters and bool(parts_of(clause, clauses))
        rows.append(ClauseRow(Place(clause.label, clause.start, clause.end), kinds[whole].best(terms)))
    return rows


class _Clauses:
    """Central clauses of one kind, which local ones are set beside."""

    def __init__(self, folded: str, sections: Sequence[Section], asking: Sequence[list[str]]) -> None:
        self._sections = sections
        self._bag = Bag([pairs_of(folded[section.start : section.end]) for section in sections], asking)

    def best(self, terms: list[str]) -> tuple[Ranked, ...]:
        """Those that ask for most of what a clause of these terms holds, best first."""
        shares = self._bag.scores(terms) / (self._bag.mass(terms) or 1.0)
        best = [(self._sections[at], round(float(shares[at]), 3)) for at in best_of(shares, _CLAUSES)]
        least = max(_CLAUSE_LEAST, _CLAUSE_CLOSE * best[0][1]) if best else 0.0
        return tuple(Ranked(one.label, one.start, one.end, share) for one, share in best if share >= least)
