"""`duban tasks` and `duban targets`: lists by filters, on the terminal and as files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec

from corpus.errors import BadRequest
from corpus.messages import message
from corpus.types import Target, Task
from search import open_archive
from search.accounts import checked
from search.agenda import Occasion, agenda
from search.archive import Archive
from search.states import done_tasks
from ui.export import Entry, Layout, Options, entries_of, format_named
from ui.export.entry import due_cell, names
from ui.filters import Filters, query_of
from ui.plain import one_line
from ui.say import language, on_terminal, table, tell, write_bytes
from ui.wire import dumps, target_json

__all__ = ["calendar", "targets", "tasks"]

_TEXT_FORMATS: Final = ("csv", "ics", "json")  # what may be looked at on a terminal


def tasks(url: str, filters: Filters, format: str, layout: Layout, *, todo: bool, output: Path | None) -> int:
    """List the tasks that fit; returns the exit code."""
    with closing(open_archive(url, create=False)) as archive:
        listed, total = _listed(archive, filters)
        entries = entries_of(archive, listed)
        known = checked(archive, [task.doc for task in listed]) if format != "table" or output else ()
    if format == "table" and output is None:
        _tell_entries(entries)
        if on_terminal():
            tell("cli.tasks_total", total=total, listed=len(entries))
        return 0
    # A table in a file is one that a program can open.
    chosen = format_named("csv" if format == "table" else format)
    if output is None and on_terminal() and format not in _TEXT_FORMATS:
        raise BadRequest("cli.output_needed", format=format)
    options = Options(language=language(), layout=layout, total=total, checked=known, todo=todo)
    content = chosen.write(entries, options)
    if output is None:
        write_bytes(content)
        return 0
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadRequest("cli.cannot_write", file=output, reason=error.strerror) from None
    tell("cli.written", file=output, count=len(entries))
    if format == "ics":
        from ui.export.ics import dated_deadlines

        if undated := sum(not dated_deadlines(entry) for entry in entries):
            tell("cli.written_calendar", count=undated)
    return 0


def _listed(archive: Archive, filters: Filters) -> tuple[list[Task], int]:
    """The page of tasks that was asked for, and how many there are in all."""
    query = query_of(archive, filters)
    if filters.overdue_on is None:
        found = archive.find(query)
        return [hit.task for hit in found.hits], found.total
    # What is done is not overdue. Only notes tell, so the page is cut after they were read.
    done = done_tasks(archive)
    whole = archive.find(msgspec.structs.replace(query, offset=0, limit=None))
    left = [hit.task for hit in whole.hits if hit.task.id not in done]
    end = None if filters.limit is None else filters.offset + filters.limit
    return left[filters.offset : end], len(left)


def calendar(url: str, filters: Filters, today: date) -> int:
    """List what falls due, month by month, recurring duties on each of their days; returns the exit code."""
    if filters.due_by is None:
        raise BadRequest("cli.calendar_open")
    first = filters.due_from or today
    with closing(open_archive(url, create=False)) as archive:
        occasions = agenda(archive, query_of(archive, filters), first, filters.due_by)
    names_of = ("due", "due_words", "quotation", "responsible", "clause")
    heads = [message(f"exports.column_{name}", language()) for name in names_of]
    if not on_terminal():
        table(heads, [_occasion(occasion) for occasion in occasions])
        return 0
    for month, members in groupby(occasions, lambda occasion: (occasion.day.year, occasion.day.month)):
        together = list(members)
        tell("cli.month", year=month[0], month=month[1], count=len(together))
        table(heads, [_occasion(occasion) for occasion in together], widest=2)
    tell("cli.calendar_total", count=len(occasions), first=first, last=filters.due_by)
    return 0


def _occasion(occasion: Occasion) -> list[str]:
    task = occasion.task
    return [occasion.day.isoformat(), occasion.words, task.text, names(task, "lead", "responsible"), task.clause]


def _tell_entries(entries: Sequence[Entry]) -> None:
    columns = ("number", "due", "quotation", "responsible", "clause", "document")
    heads = [message(f"exports.column_{name}", language()) for name in columns]
    rows = [
        [
            str(index),
            due_cell(entry.task),
            entry.quotation,
            names(entry.task, "lead", "responsible"),
            entry.task.clause,
            entry.document,
        ]
        for index, entry in enumerate(entries, 1)
    ]
    if on_terminal():  # a title takes the room that the quotation needs; the clause is enough to find it
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    table(heads, rows, widest=2)


def targets(url: str, filters: Filters, *, as_json: bool) -> int:
    """List the targets of the tasks that fit; returns the exit code."""
    with closing(open_archive(url, create=False)) as archive:
        found = archive.find(query_of(archive, filters))
        entries = entries_of(archive, [hit.task for hit in found.hits])
    rows = [(entry, target) for entry in entries for target in entry.task.targets]
    if as_json:
        write_bytes(dumps({"total": len(rows), "targets": [_row(entry.task, target) for entry, target in rows]}))
        return 0
    heads = [message(f"cli.column_{name}", language()) for name in ("indicator", "value", "baseline", "scope")]
    heads += [message(f"exports.column_{name}", language()) for name in ("due", "clause", "document")]
    cells = [
        [
            one_line(target.indicator),
            _value(target),
            str(target.baseline or ""),
            one_line(target.scope or ""),
            target.due.isoformat() if target.due else "",
            entry.task.clause,
            entry.document,
        ]
        for entry, target in rows
    ]
    if on_terminal():
        heads, cells = heads[:-1], [row[:-1] for row in cells]
    table(heads, cells, widest=0)
    if on_terminal():
        tell("cli.targets_total", total=len(rows))
    return 0


def _row(task: Task, target: Target) -> dict[str, Any]:
    place = {"task": task.id, "doc": task.doc, "clause": task.clause}
    return {**place, **target_json(target)}


def _value(target: Target) -> str:
    change = message(f"cli.change_{target.change}", language()) if target.change else ""
    return f"{change}{target.comparator}{target.value:g}{one_line(target.unit or '')}"
