"""A comparison as a table that one can hand in (对照表): the same rows for the terminal, a file and a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

import msgspec
import rjieba

from corpus.fold import fold
from corpus.messages import Language, message
from corpus.types import Document, Task
from search.crossref_types import Comparison, TargetRow, TaskRow
from ui.plain import one_line, shorten
from ui.reading import bracketed, named

__all__ = [
    "COLUMNS", "STATES", "Further", "Row", "cells", "differing", "export", "further_words", "heads", "rows_of", "sheets_of", "summary", "verdict_words",
]  # fmt: skip

# later: carried out after the day asked for · covered · unsure: covered, if a person who checks it says so
# uncovered: nobody took it up · added: nobody asked for it
State = Literal["later", "covered", "unsure", "uncovered", "added"]
STATES: Final[tuple[State, ...]] = get_args(State)
# The columns of the 对照表, and how wide each is against the others.
COLUMNS: Final = (("central", 40), ("local", 40), ("state", 14), ("targets", 34), ("due", 22))
_SHORT: Final = 40  # characters of a central sentence that is carried out besides the first one


class Further(msgspec.Struct, frozen=True):
    """A central sentence that a local task carries out besides the first one; `unsure`: a person ought to check it."""

    words: str
    clause: str
    span: tuple[int, int]
    unsure: bool


class Row(msgspec.Struct, frozen=True):
    """One line of the table; spans are those of the first place on each side, None where there is none.

    `further` are the other central sentences that the local task carries out, the likeliest first.
    """

    state: State
    central: str
    central_clause: str
    central_span: tuple[int, int] | None
    local: str
    local_clause: str
    local_span: tuple[int, int] | None
    targets: tuple[str, ...]
    due: str
    verdicts: tuple[str, ...] = ()
    further: tuple[Further, ...] = ()


def rows_of(comparison: Comparison, local: Document, central: Document, language: Language) -> list[Row]:
    """The table: what comes later than asked, then the local tasks in order, then what nobody took up."""
    figures = list(comparison.targets)
    made = [_row(row, local, central, figures, language) for row in comparison.tasks]
    for task in comparison.uncovered:
        rows = [row for row in figures if row.local is None and row.central and _inside(row.central.target, task)]
        made.append(
            Row(
                "uncovered", _quoted(central, task.start, task.end), task.clause, (task.start, task.end), "", "", None,
                tuple(_figure(row, language) for row in rows), "", tuple(row.verdict for row in rows),
            )
        )  # fmt: skip
    return made


def _row(row: TaskRow, local: Document, central: Document, figures: Sequence[TargetRow], language: Language) -> Row:
    mine = [each for each in figures if each.local and row.local.start <= each.local.target.start < row.local.end]
    due = ""
    if row.days and row.due:
        due = message(
            f"compare.due_{row.due}", language, local=row.days.local.isoformat(), central=row.days.central.isoformat()
        )
        if row.in_time:
            due += message("compare.due_in_time", language)
        if row.unsure:
            due += message("compare.due_unsure", language)
    best = row.central[0] if row.central else None
    return Row(
        _state(row),
        _quoted(central, best.start, best.end) if best else "",
        best.clause if best else "",
        (best.start, best.end) if best else None,
        _quoted(local, row.local.start, row.local.end),
        row.local.clause,
        (row.local.start, row.local.end),
        tuple(_figure(each, language) for each in mine),
        due,
        tuple(each.verdict for each in mine),
        tuple(
            Further(_quoted(central, one.start, one.end), one.clause, (one.start, one.end), one.unsure)
            for one in row.central[1:]
        ),
    )


def _state(row: TaskRow) -> State:
    if not row.central:
        return "added"
    return "later" if row.due == "later" else "unsure" if row.unsure else "covered"


def _inside(target: object, task: Task) -> bool:
    start = getattr(target, "start", -1)
    return task.start <= start < task.end


def _quoted(document: Document, start: int, end: int) -> str:
    return one_line(document.text[start:end])


def _figure(row: TargetRow, language: Language) -> str:
    return one_line(named(row.indicator, bracketed(row.why, verdict_words(row.verdict, language), language), language))


def verdict_words(verdict: str, language: Language) -> str:
    """A verdict in the reader's language."""
    return message(f"compare.verdict_{verdict}", language)


def heads(language: Language) -> list[str]:
    """The heads of the table's columns."""
    return [message(f"compare.column_{name}", language) for name, _ in COLUMNS]


def cells(row: Row, language: Language) -> list[str]:
    """A row's cells in the order of the columns."""
    central = [f"[{row.central_clause}] {row.central}"] if row.central else []
    central += [
        further_words(one, f"[{one.clause}] {shorten(one.words, _SHORT)}", language) for one in row.further
    ]  # fmt: skip
    return [
        "\n".join(central),
        f"[{row.local_clause}] {row.local}" if row.local else "",
        message(f"compare.state_{row.state}", language),
        "；".join(row.targets),
        row.due,
    ]


def further_words(one: Further, named: str, language: Language) -> str:
    """A further central sentence as it is named in the table, with the mark of one that ought to be checked."""
    return message("compare.also_unsure" if one.unsure else "compare.also", language, words=named)


def summary(comparison: Comparison, language: Language) -> str:
    """The comparison in a sentence."""
    counts = {
        name: sum(row.verdict == name for row in comparison.targets)
        for name in ("stricter", "looser", "equal", "different", "only_central", "only_local")
    }
    return message(
        "compare.summary",
        language,
        local=one_line(comparison.local.label),
        central=one_line(comparison.central.label),
        answered=sum(bool(row.central) for row in comparison.tasks),
        unsure=sum(row.unsure for row in comparison.tasks),
        tasks=len(comparison.tasks),
        later=len(comparison.later),
        uncovered=len(comparison.uncovered),
        added=len(comparison.added),
        **counts,
    )


# From which length on words are set against each other as words: what is shorter is a particle or a mark.
_WORD: Final = 2


def differing(words: str, other: str) -> list[tuple[str, bool]]:
    """A quotation in pieces, each with whether it is a word that the other side does not have; script does not count."""
    said = fold(other)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for word in rjieba.cut(fold(words)):
        piece = words[at : at + len(word)]
        at += len(word)
        differs = len(word) >= _WORD and word not in said and any(char.isalnum() for char in word)
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = (pieces[-1][0] + piece, differs)
        else:
            pieces.append((piece, differs))
    return pieces


_TINT_OF: Final = {"later": "bad", "unsure": "open", "uncovered": "open", "added": "", "covered": ""}


def sheets_of(found: Comparison, rows: Sequence[Row], language: Language) -> list[Any]:
    """The tables of an export: the 对照表 and the indicators."""
    from ui.export.compare_file import Sheet

    names = ("indicator", "local", "central", "verdict", "why")
    figures = [
        [
            row.indicator,
            row.local.target.text if row.local else "",
            row.central.target.text if row.central else "",
            verdict_words(row.verdict, language),
            row.why,
        ]
        for row in found.targets
    ]
    marks = {"looser": "bad", "different": "open", "only_central": "open", "stricter": "good"}
    return [
        Sheet(
            message("compare.sheet_rows", language),
            heads(language),
            [width for _, width in COLUMNS],
            [cells(row, language) for row in rows],
            [_TINT_OF[row.state] for row in rows],
        ),
        Sheet(
            message("compare.sheet_targets", language),
            [message(f"compare.column_{name}", language) for name in names],
            (26, 34, 34, 14, 40),
            figures,
            [marks.get(row.verdict, "") for row in found.targets],
        ),
    ]


def export(found: Comparison, rows: Sequence[Row], format: str, language: Language) -> bytes:
    """The comparison as a file: `xlsx` or `docx`."""
    from ui.export.compare_file import as_docx, as_xlsx

    title = message("compare.title", language, local=found.local.label, central=found.central.label)
    if format == "xlsx":
        return as_xlsx(title, sheets_of(found, rows, language), language)
    return as_docx(title, summary(found, language), sheets_of(found, rows, language), language)
