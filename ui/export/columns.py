"""The columns of the table exports: which layouts there are and what stands in each column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal

import msgspec

from corpus.messages import Language, message
from corpus.types import Role
from ui.export.entry import Entry, due_of, due_words, first_due, names, place
from ui.plain import one_line

__all__ = ["LAYOUTS", "SOURCES", "Cell", "Column", "Layout", "columns_of", "heads", "row"]

Cell = str | int | date
# all: every field of a task · ledger: 督办台账 · rectification: 整改台账
Layout = Literal["all", "ledger", "rectification"]


class Line(msgspec.Struct, frozen=True):
    """What a cell is made of: an entry, its number from 1, and the language of the words that are ours."""

    index: int
    entry: Entry
    language: Language


class Column(msgspec.Struct, frozen=True):
    """A column: its head is `exports.column_NAME` of the catalogue, its width counts Latin characters."""

    name: str
    width: int
    cell: Callable[[Line], Cell]


def _who(name: str, width: int, *roles: Role) -> Column:
    return Column(name, width, lambda line: names(line.entry.task, *roles))


def _first_due(line: Line) -> Cell:
    day = first_due(line.entry.task)
    return "" if day == date.max else day


def _modality(line: Line) -> Cell:
    return message(f"exports.modality_{line.entry.task.modality}", line.language)


def _state(line: Line) -> Cell:
    state = line.entry.mark.state
    return message(f"exports.state_{state}", line.language) if state else ""


def _marked(line: Line) -> Cell:
    known = line.entry.mark
    if known.when is None:
        return ""
    when = known.when.strftime("%Y-%m-%d %H:%M")
    key = "exports.marked_before" if known.changed else "exports.marked_by"
    return message(key, line.language, who=known.who, when=when)


def _targets(line: Line) -> Cell:
    return "；".join(dict.fromkeys(one_line(target.text) for target in line.entry.task.targets))


def _regions(line: Line) -> Cell:
    return "、".join(dict.fromkeys(region.name for region in line.entry.task.regions))


def _place(line: Line) -> Cell:
    return one_line(place(line.entry.task))


def _quotation(line: Line) -> Cell:
    return one_line(line.entry.quotation)


def _document(line: Line) -> Cell:
    return one_line(line.entry.document)


_NUMBER: Final = Column("number", 6, lambda line: line.index)

LAYOUTS: Final[dict[Layout, tuple[Column, ...]]] = {
    "all": (
        _NUMBER,
        Column("due", 12, _first_due),
        Column("due_words", 18, lambda line: one_line(due_words(line.entry.task))),
        Column("quotation", 60, _quotation),
        Column("place", 26, _place),
        Column("modality", 8, _modality),
        Column("targets", 26, _targets),
        _who("lead", 18, "lead"),
        _who("responsible", 18, "responsible"),
        _who("support", 18, "support"),
        _who("report_to", 18, "report_to"),
        _who("oversee", 18, "oversee"),
        Column("regions", 14, _regions),
        Column("topics", 12, lambda line: "、".join(line.entry.task.topics)),
        Column("state", 10, _state),
        Column("owner", 12, lambda line: line.entry.owner),
        Column("remark", 24, lambda line: line.entry.mark.remark),
        Column("evidence", 24, lambda line: line.entry.mark.evidence),
        Column("marked", 20, _marked),
        Column("document", 30, _document),
        Column("uncertain", 18, lambda line: line.entry.task.uncertain or ""),
    ),
    "ledger": (
        _NUMBER,
        Column("key_task", 26, _place),
        Column("measure", 60, _quotation),
        Column("time_limit", 16, lambda line: due_of(line.entry.task)),
        _who("lead_department", 20, "lead"),
        _who("responsible_unit", 20, "responsible"),
        _who("supporting_unit", 20, "support"),
    ),
    "rectification": (
        Column("rectification_task", 26, _place),
        _who("answerable_unit", 20, "lead", "responsible"),
        Column("answerable_person", 12, lambda line: line.entry.owner),
        Column("rectification_goal", 30, _targets),
        Column("rectification_measure", 60, _quotation),
        Column("rectification_limit", 16, lambda line: due_of(line.entry.task)),
    ),
}

# The second sheet: where each row of the first one comes from, to the character.
SOURCES: Final[tuple[Column, ...]] = (
    _NUMBER,
    Column("document", 40, _document),
    Column("issuer", 24, lambda line: "、".join(one_line(name) for name in line.entry.issuer)),
    Column("document_number", 18, lambda line: line.entry.number or ""),
    Column("written", 12, lambda line: line.entry.written or ""),
    Column("file", 24, lambda line: one_line(line.entry.file)),
    Column("clause", 12, lambda line: line.entry.task.clause),
    Column("heading", 30, lambda line: one_line(line.entry.task.heading)),
    Column("page", 6, lambda line: line.entry.task.page or ""),
    Column("start", 8, lambda line: line.entry.task.start),
    Column("end", 8, lambda line: line.entry.task.end),
    Column("quotation", 60, _quotation),
    Column("task_id", 18, lambda line: line.entry.task.id),
)


def columns_of(layout: Layout, chosen: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The columns of a layout, or those of all columns that were chosen by name, in the order of the layout."""
    if not chosen:
        return LAYOUTS[layout]
    return tuple(column for column in LAYOUTS["all"] if column.name in chosen or column is _NUMBER)


def heads(columns: tuple[Column, ...], language: Language) -> list[str]:
    """The heads of the columns in one language."""
    return [message(f"exports.column_{column.name}", language) for column in columns]


def row(columns: tuple[Column, ...], index: int, entry: Entry, language: Language) -> list[Cell]:
    """The cells of one entry; `index` counts from 1."""
    line = Line(index, entry, language)
    return [column.cell(line) for column in columns]
