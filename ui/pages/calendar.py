"""期限日历 Calendar: what falls due on which day, as a month, a list or a timeline, coloured as of a chosen day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from itertools import groupby
from typing import Final, Literal, NamedTuple

import msgspec
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.messages import Language, message
from search.agenda import Occasion, agenda
from search.archive import Archive
from search.marks import Mark, marks_of
from search.query import Facet, Query, Window, clause_path
from ui.export import Options, entries_of, format_named
from ui.export.entry import names
from ui.pages import ways
from ui.pages.card import open_card
from ui.pages.ledger import page_of, turn
from ui.pages.narrowed import NAMES, choice_words, conditions, query_of_address
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link, values_of
from ui.plain import one_line, shorten
from ui.reading import named

__all__ = ["Standing", "page", "standing_of"]

Standing = Literal["done", "overdue", "soon", "near", "later", "past"]
_STANDINGS: Final[tuple[Standing, ...]] = ("overdue", "soon", "near", "later", "done", "past")
_SOON, _NEAR = timedelta(days=30), timedelta(days=90)
_VIEWS: Final = ("month", "list", "timeline")
_ROWS: Final = 3  # tasks written in the cell of a day; the rest is counted
_YEARS: Final = (1900, 2200)
_STEP: Final = 200  # days of the list, chapters of the timeline shown at once
_MOST: Final = 5_000  # occasions of a view: more is nothing that a person reads
_BY: Final = ("chapter", "body")


def page(url: str, language: Language) -> None:
    """The page: `?asof=2018-10-05&month=2018-12&view=list&topic=大气`, `?view=timeline&by=body`. Without a day it is today."""
    archive = archive_of(url)
    view_at, day_at, topic_at, body_at, document_at, file_at = st.columns(
        [1.5, 0.9, 1, 1.2, 1.5, 0.9], vertical_alignment="bottom"
    )
    with view_at:
        view = ways.pick_one(message("pages.view", language), "view", _VIEWS, partial(_view, language), radio=True)
    with day_at:
        today = ways.pick_day(message("pages.as_of", language), "asof", date.today()) or date.today()
    counts = archive.facets(Query(), ("topic", "body", "document"))
    labels = {info.key: info.label for info in archive.documents() if info.current}
    boxes: tuple[tuple[Facet, DeltaGenerator], ...] = (
        ("topic", topic_at),
        ("body", body_at),
        ("document", document_at),
    )
    picked: dict[str, str] = {}
    for facet, box in boxes:
        with box:
            picked[facet] = ways.pick_one(
                message(f"pages.facet_{facet}", language), facet, ("", *counts[facet]),
                partial(choice_words, facet, labels, language),
            )  # fmt: skip
    if told := conditions("calendar", NAMES, picked, labels, language):
        clickable(told, "conditions")
    query = msgspec.structs.replace(query_of_address(archive), due=None)
    year, month = _month(today)
    first, last = (date(year, 1, 1), date(year, 12, 31)) if view != "month" else _weeks(year, month)
    with file_at:
        _file_button(archive, query, language)
    if archive.count(msgspec.structs.replace(query, due=Window(first, last))) > _MOST:
        st.info(message("pages.too_many", language, most=_MOST))
        return
    occasions = agenda(archive, query, first, last)
    if view == "list":
        occasions = _once_a_month(occasions, today)
    marks = marks_of(archive, {occasion.task.id for occasion in occasions})
    clickable(_head(view, year, month, occasions, today, marks, language), "calendar-head")
    if not occasions:
        st.info(message("pages.nothing_due", language))
    elif view == "month":
        clickable(_grid(year, month, first, last, occasions, today, marks, language), "calendar")
    elif view == "list":
        begin = date(year, month, 1)
        before = sum(one.day < begin for one in occasions)
        at = page_of(len(occasions), _STEP, before // _STEP)
        listed = occasions[at * _STEP : (at + 1) * _STEP]
        clickable(_list(listed, begin, today, marks, language), "calendar")
        turn(at, len(occasions), language, _STEP)
    else:
        by = ways.pick_one(
            message("pages.group_by", language), "by", _BY, partial(_named_by, language), radio=True, label_shown=False
        )
        rows = _bodies(occasions) if by == "body" else _chapters(occasions)
        at = page_of(len(rows), _STEP)
        some = rows[at * _STEP : (at + 1) * _STEP]
        clickable(_timeline(archive, some, by, today, marks, language), "calendar")
        turn(at, len(rows), language, _STEP)
    open_card(archive, language)


def _once_a_month(occasions: Sequence[Occasion], today: date) -> list[Occasion]:
    """The same, a recurring duty once in each month: on its first day from `today` on, or where none is left its first.

    What is to be done every day would otherwise be the whole list; its words say how often it comes.
    """
    kept: dict[object, Occasion] = {}
    for one in occasions:
        month = (one.task.id, one.words, one.day.year, one.day.month)
        known = kept.setdefault(month if one.recurring else id(one), one)
        if known.day < today <= one.day:
            kept[month] = one
    return sorted(kept.values(), key=lambda one: one.day)


def standing_of(occasion: Occasion, today: date, mark: Mark | None) -> Standing:
    """How an occasion stands on a day. A recurring duty's days that went by are past: whether each was kept is not known."""
    if mark is not None and mark.state in ("done", "not_applicable"):
        return "done"
    if occasion.day < today:
        return "past" if occasion.recurring else "overdue"
    if occasion.day <= today + _SOON:
        return "soon"
    return "near" if occasion.day <= today + _NEAR else "later"


def _view(language: Language, view: str) -> str:
    return message(f"pages.view_{view}", language)


def _named_by(language: Language, by: str) -> str:
    return message(f"pages.by_{by}", language)


def _month(today: date) -> tuple[int, int]:
    day = _first_of(st.query_params.get("month", "")) or today
    year = min(max(day.year, _YEARS[0]), _YEARS[1])  # the steps to the years beside must be years too
    return year, day.month


def _first_of(words: str) -> date | None:
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        return None


def _weeks(year: int, month: int) -> tuple[date, date]:
    """The Monday before the month's first day and the Sunday after its last."""
    first = date(year, month, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def _here(**values: str | Sequence[str]) -> str:
    return ways.here("calendar", **({"task": ""} | values))


def _head(
    view: str,
    year: int,
    month: int,
    occasions: Sequence[Occasion],
    today: date,
    marks: Mapping[str, Mark],
    language: Language,
) -> str:
    step = 1 if view == "month" else 12
    at = year * 12 + (month - 1 if view == "month" else 0)  # another year is shown from its first month
    before, after = (f"{to // 12:04}-{to % 12 + 1:02}" for to in (at - step, at + step))
    key = "pages.month_named" if view == "month" else "pages.year_named"
    title = escape(message(key, language, year=year, month=month))
    ways_ = (
        link(_here(month=before), "‹", title=message("pages.earlier", language), kind="duban-step")
        + f'<b class="duban-month">{title}</b>'
        + link(_here(month=after), "›", title=message("pages.later_months", language), kind="duban-step")
        + link(_here(month=""), escape(message("pages.to_the_day", language)), kind="duban-way")
    )
    counts = dict.fromkeys(_STANDINGS, 0)
    for occasion in occasions:
        if view != "month" or occasion.day.month == month:
            counts[standing_of(occasion, today, marks.get(occasion.task.id))] += 1
    legend = "".join(
        f'<span class="duban-s duban-s-{standing}">{escape(message(f"pages.standing_{standing}", language))} {count}</span>'
        for standing, count in counts.items()
    )
    return f'<div class="duban-calendar-head"><span>{ways_}</span><span class="duban-standings" role="status">{legend}</span></div>'


def _grid(
    year: int,
    month: int,
    first: date,
    last: date,
    occasions: Sequence[Occasion],
    today: date,
    marks: Mapping[str, Mark],
    language: Language,
) -> str:
    by_day = {day: list(some) for day, some in groupby(occasions, lambda occasion: occasion.day)}
    heads = "".join(
        f'<th scope="col">{escape(message(f"pages.weekday_{number}", language))}</th>' for number in range(7)
    )
    rows = []
    day = first
    while day <= last:
        cells = []
        for _ in range(7):
            inside = "".join(_line(one, today, marks, language) for one in by_day.get(day, [])[:_ROWS])
            rest = len(by_day.get(day, [])) - _ROWS
            if rest > 0:
                words = escape(message("pages.more_of_day", language, count=rest))
                where = _here(view="list", month=f"{day.year:04}-{day.month:02}")  # recurring duties too
                inside += link(where, words, kind="duban-way")
            css = " ".join(
                name for name, holds in (("duban-other", day.month != month), ("duban-today", day == today)) if holds
            )
            cells.append(f'<td class="{css}"><time datetime="{day.isoformat()}">{day.day}</time>{inside}</td>')
            day += timedelta(days=1)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table class="duban-grid"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _line(occasion: Occasion, today: date, marks: Mapping[str, Mark], language: Language) -> str:
    standing = standing_of(occasion, today, marks.get(occasion.task.id))
    sign = "↻ " if occasion.recurring else ""
    title = named(message(f"pages.standing_{standing}", language), one_line(occasion.task.text), language)
    return link(
        _here(task=occasion.task.id), escape(sign + shorten(occasion.task.text, 40)), kind=f"duban-s duban-s-{standing}",
        title=title,
    )  # fmt: skip


def _list(
    occasions: Sequence[Occasion], begin: date, today: date, marks: Mapping[str, Mark], language: Language
) -> str:
    """The months from that of `begin` on; those before it are folded away above them, unless they are all there is."""
    before = [one for one in occasions if one.day < begin]
    if not before or len(before) == len(occasions):
        return _months(occasions, today, marks, language)
    overdue = sum(standing_of(one, today, marks.get(one.task.id)) == "overdue" for one in before)
    told = message("pages.months_before", language, count=len(before), overdue=overdue)
    return (
        f'<details class="duban-before"><summary>{escape(told)}</summary>'
        f"{_months(before, today, marks, language)}</details>"
        f"{_months(occasions[len(before) :], today, marks, language)}"
    )


def _months(occasions: Sequence[Occasion], today: date, marks: Mapping[str, Mark], language: Language) -> str:
    out = []
    for month, some in groupby(occasions, lambda occasion: (occasion.day.year, occasion.day.month)):
        together = list(some)
        title = message("pages.month_named", language, year=month[0], month=month[1])
        count = message("pages.count", language, count=len(together))
        rows = "".join(_list_row(occasion, today, marks, language) for occasion in together)
        out.append(
            f'<h3 class="duban-group">{escape(title)}<small>{escape(count)}</small></h3>'
            f'<table class="duban-table duban-days"><tbody>{rows}</tbody></table>'
        )
    return "".join(out)


def _list_row(occasion: Occasion, today: date, marks: Mapping[str, Mark], language: Language) -> str:
    task = occasion.task
    standing = standing_of(occasion, today, marks.get(task.id))
    words = escape(message(f"pages.standing_{standing}", language))
    sign = "↻ " if occasion.recurring else ""
    return (
        f'<tr data-row><td class="duban-c-due">{occasion.day.isoformat()}</td>'
        f'<td class="duban-c-state"><span class="duban-s duban-s-{standing}">{words}</span></td>'
        f'<td class="duban-c-quotation">{link(_here(task=task.id), escape(one_line(task.text)))}</td>'
        f'<td class="duban-c-place">{escape(sign + one_line(occasion.words))}</td>'
        f'<td class="duban-c-responsible">{escape(one_line(names(task, "lead", "responsible")))}</td></tr>'
    )


class _Row(NamedTuple):
    """A row of the timeline: what is due in it by month; the chapter that it is of, or who all of it is for."""

    months: Mapping[int, list[Occasion]]
    doc: str = ""  # the key of a document
    label: str = ""  # of a chapter in it
    body: str = ""


def _chapters(occasions: Sequence[Occasion]) -> list[_Row]:
    """A row a chapter, in the order of the texts."""
    found: dict[tuple[str, str], dict[int, list[Occasion]]] = {}
    for occasion in sorted(occasions, key=lambda one: (one.task.doc, one.task.start)):
        label = (clause_path(occasion.task.clause) or ("",))[0]
        found.setdefault((occasion.task.doc, label), {}).setdefault(occasion.day.month, []).append(occasion)
    return [_Row(months, doc, label) for (doc, label), months in found.items()]


def _bodies(occasions: Sequence[Occasion]) -> list[_Row]:
    """A row for each who leads or answers, those with most first; what nobody is named for comes last."""
    found: dict[str, dict[int, list[Occasion]]] = {}
    for occasion in occasions:
        # By the names that the ledger finds a body by, so that a number leads to as many tasks there.
        who = {
            key
            for body in occasion.task.bodies
            if body.role in ("lead", "responsible")
            for key in body_keys(fold(body.name))
            if ":" not in key
        }
        for name in sorted(who) or [""]:
            found.setdefault(name, {}).setdefault(occasion.day.month, []).append(occasion)
    rows = [_Row(months, body=name) for name, months in found.items()]
    return sorted(rows, key=lambda row: (not row.body, -sum(map(len, row.months.values()))))


def _titles(archive: Archive, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key in keys:
        document = archive.get(key)
        labels = {"".join(one.label.split()): one_line(one.text) for one in document.headings} if document else {}
        found[key] = labels | {"": one_line(document.title or document.source) if document else key}
    return found


def _timeline(
    archive: Archive, rows: Sequence[_Row], by: str, today: date, marks: Mapping[str, Mark], language: Language
) -> str:
    """A column a month: how many fall due, in the colour of the most pressing."""
    titles = _titles(archive, {row.doc for row in rows if row.doc})
    heads = "".join(
        f'<th scope="col">{escape(message("pages.month_short", language, month=month))}</th>' for month in range(1, 13)
    )
    lines, shown = [], ""
    for row in rows:
        if len(titles) > 1 and row.doc != shown:
            shown = row.doc
            lines.append(f'<tr><th colspan="13" class="duban-doc">{escape(shorten(titles[shown][""], 80))}</th></tr>')
        cells = "".join(_timeline_cell(row, month, today, marks, language) for month in range(1, 13))
        lines.append(f'<tr><th scope="row">{escape(shorten(_row_name(row, titles, language), 24))}</th>{cells}</tr>')
    head = escape(message(f"pages.by_{by}", language))
    return f'<table class="duban-time"><thead><tr><th scope="col">{head}</th>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'


def _row_name(row: _Row, titles: Mapping[str, Mapping[str, str]], language: Language) -> str:
    if not row.doc:
        return one_line(row.body) or message("pages.group_nobody", language)
    if not row.label:
        return message("pages.no_chapter", language)
    return f"{row.label} {titles[row.doc].get(row.label, '')}".strip()


def _of_row(row: _Row) -> dict[str, Sequence[str]]:
    """The conditions that leave the tasks of a row: a chapter's, or those of who has to act, or of nobody."""
    if row.doc:
        return {"document": [row.doc], "clause": [row.label]}
    if row.body:
        return {"body": [row.body], "role": ["acting"], "lacking": []}
    return {"lacking": ["body"]}


def _timeline_cell(row: _Row, month: int, today: date, marks: Mapping[str, Mark], language: Language) -> str:
    some = row.months.get(month, [])
    if not some:
        return "<td></td>"
    standings = [standing_of(one, today, marks.get(one.task.id)) for one in some]
    worst = min(standings, key=_STANDINGS.index)
    day = some[0].day
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if any(one.recurring for one in some):  # the ledger knows due days only
        where = _here(view="list", month=f"{day.year:04}-{day.month:02}", **_of_row(row))
    else:
        kept = {name: values_of(name) for name in NAMES} | _of_row(row)
        where = address("ledger", due_from=day.replace(day=1).isoformat(), due_to=last.isoformat(), **kept)
    title = named(message(f"pages.standing_{worst}", language), str(len(some)), language)
    return f"<td>{link(where, str(len(some)), kind=f'duban-s duban-s-{worst}', title=title)}</td>"


def _file_button(archive: Archive, query: Query, language: Language) -> None:
    st.download_button(
        message("pages.ics", language),
        partial(_file, archive, query, language),
        file_name=message("pages.calendar", language) + ".ics",
        mime="text/calendar",
        on_click="ignore",
        help=message("pages.ics_help", language),
        width="stretch",
    )


def _file(archive: Archive, query: Query, language: Language) -> bytes:
    """All deadlines of the tasks that the filters leave, whatever month is shown: a file to subscribe to."""
    entries = entries_of(archive, [hit.task for hit in archive.find(query).hits])
    return format_named("ics").write(entries, Options(language=language, heading=message("pages.calendar", language)))
