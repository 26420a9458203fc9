"""Several documents beside each other: an indicator or a measure a row, a document a column, deviations marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from corpus.messages import Language
from corpus.types import Document, Target
from search.crossref import compare
from search.crossref_levels import government_level
from search.crossref_targets import Measure, measures_of, pair_figures, territory_of
from search.crossref_types import Answering, Comparison, Verdict
from search.crossref_verdict import figure_words, judge_pair

__all__ = ["Cell", "Line", "Matrix", "matrix"]

Deviation = Literal["stricter", "looser", "different", "later", "earlier"]


class Cell(msgspec.Struct, frozen=True):
    """What one document says: the figure or day in short, where it stands, and how it departs from the one above.

    `unsure`: a person ought to check that it carries out the measure of its line at all.
    """

    words: str
    clause: str
    start: int
    end: int
    due: date | None
    deviation: Deviation | None = None
    unsure: bool = False


class Line(msgspec.Struct, frozen=True):
    """An indicator, or a measure with a day, in every document; None where a document does not have it."""

    kind: Literal["target", "measure"]
    name: str
    cells: tuple[Cell | None, ...]


class Matrix(msgspec.Struct, frozen=True):
    """The documents in the order given, and what they have in common, the highest of them as the measure."""

    documents: tuple[Answering, ...]
    reference: int  # the column of the highest document, against which the others are marked
    lines: tuple[Line, ...]


def matrix(documents: Sequence[Document], language: Language = "zh") -> Matrix:
    """Two or more documents in columns. Deviations are counted from the highest that has the indicator: the centre
    before a province, a province before a city; of one level the last named, as `compare LOCAL CENTRAL` has it."""
    order = sorted(
        range(len(documents)), key=lambda at: (government_level(documents[at].issuer, documents[at].title), -at)
    )
    reference = order[0]
    compared = {
        at: compare(document, documents[reference], language)
        for at, document in enumerate(documents)
        if at != reference
    }  # fmt: skip
    lines = [*_targets(documents, order, language), *_measures(documents, reference, compared)]
    # What several documents have stands first: that is what the table is for.
    lines.sort(key=lambda line: (line.kind != "target", sum(cell is not None for cell in line.cells) < 2))
    known = tuple(Answering(one.key, one.title or one.source or one.key) for one in documents)
    return Matrix(known, reference, tuple(lines))


def _targets(documents: Sequence[Document], order: Sequence[int], language: Language) -> list[Line]:
    """Every indicator of every document, the highest first; those of one name in one line."""
    lines: list[dict[int, Measure]] = []
    for at in order:
        mine = measures_of(documents[at])
        # Each line is known by the measure of the document that came first.
        heads = [line[min(line, key=order.index)] for line in lines]
        partner = dict(pair_figures(mine, heads, territory_of(documents[at]), {}))
        for number, measure in enumerate(mine):
            if number in partner:
                lines[partner[number]][at] = measure
            else:
                lines.append({at: measure})
    return [_target_line(line, len(documents), order, language) for line in lines]


def _target_line(line: dict[int, Measure], columns: int, order: Sequence[int], language: Language) -> Line:
    first = min(line, key=order.index)
    cells: list[Cell | None] = []
    for at in range(columns):
        measure = line.get(at)
        if measure is None:
            cells.append(None)
            continue
        target = measure.figure.target
        deviation = None if at == first else _deviation(target, line[first].figure.target, language)
        words = figure_words(target, language)
        cells.append(Cell(words, measure.figure.clause, target.start, target.end, target.due, deviation))
    return Line("target", line[first].figure.target.indicator, tuple(cells))


def _deviation(local: Target, central: Target, language: Language) -> Deviation | None:
    verdict: Verdict = judge_pair(local, central, language)[0]
    if verdict == "stricter" or verdict == "looser" or verdict == "different":
        return verdict
    return None


def _measures(documents: Sequence[Document], reference: int, compared: dict[int, Comparison]) -> list[Line]:
    """The sentences of the highest document that others carry out by a day of their own."""
    rows: dict[tuple[int, int], dict[int, Cell]] = {}
    for at, comparison in compared.items():
        for row in comparison.tasks:
            if row.days is None or not row.central:
                continue
            best = row.central[0]
            deviation: Deviation | None = row.due if row.due in ("later", "earlier") else None
            line = rows.setdefault((best.start, best.end), {})
            line.setdefault(
                reference, Cell(row.days.central_words, best.clause, best.start, best.end, row.days.central)
            )  # fmt: skip
            place, days = row.local, row.days
            cell = Cell(
                days.local_words, place.clause, place.start, place.end, days.local, deviation, best.unsure
            )  # fmt: skip
            # Of several local tasks under one sentence the last day is the one that counts, of one that surely
            # carries it out before one that may.
            held = line.get(at)
            if held is None or (not best.unsure, days.local) > (not held.unsure, held.due or date.min):
                line[at] = cell
    text = documents[reference].text
    return [
        Line("measure", text[start:end].strip(), tuple(line.get(at) for at in range(len(documents))))
        for (start, end), line in sorted(rows.items())
    ]
