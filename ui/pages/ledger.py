"""任务台账 Ledger: the table of tasks, narrowed by filters and counted, each row a way to its clause; taken along as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Final, cast

import msgspec
import streamlit as st

from corpus.messages import Language, message
from corpus.types import DeadlineKind, Modality, Role
from search.accounts import checked
from search.archive import Archive
from search.marks import STATES, tasks_in_state
from search.query import Facet, Order, Query, Window
from ui.export import FORMATS, LAYOUTS, Options, entries_of
from ui.export.columns import Column, columns_of, row
from ui.export.entry import Entry
from ui.filters import Filters, query_of
from ui.pages import ways
from ui.pages.card import open_card
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, day_of, link, values_of
from ui.plain import one_line
from ui.reading import topic_words

__all__ = ["STEP", "choice_words", "page", "page_of", "query_of_address", "turn", "value_words"]

STEP: Final = 50  # rows of a page
_MOST: Final = 8  # values of a facet shown at once
_FACETS: Final[tuple[Facet, ...]] = ("year", "topic", "body", "region", "modality", "document")
_ROLES: Final = ("", "lead", "responsible", "support", "report_to", "oversee")
_KINDS: Final = ("", "by", "during", "from", "every", "within")
_ORDERS: Final = ("due", "place", "relevance")
_COLUMNS: Final = tuple(column.name for column in LAYOUTS["all"] if column.name not in ("number", "quotation"))
_FIRST_COLUMNS: Final = ("due", "responsible", "place", "state")
_LAYOUTS: Final = ("shown", "ledger", "rectification", "all")
_DOWNLOADS: Final = ("xlsx", "csv", "docx", "ics")


def page(url: str, language: Language) -> None:
    """The page. All filters are in the address: `?due_to=2018-12-31&topic=大气`."""
    archive = archive_of(url)
    _filters(language)
    query = query_of_address(archive)
    side, main = st.columns([1, 3.4], gap="medium")
    with side:
        clickable(_facets(archive, query, language), "facets")
    with main:
        _table(archive, query, language)
    open_card(archive, language)


def _filters(language: Language) -> None:
    words, first, last, role, kind, state, order = st.columns([2.2, 1, 1, 1, 1, 1, 1], vertical_alignment="bottom")
    with words:
        ways.type_words(
            message("pages.filter_text", language), "text", hint=message("pages.filter_text_hint", language)
        )
    with first:
        ways.pick_day(message("pages.filter_due_from", language), "due_from")
    with last:
        ways.pick_day(message("pages.filter_due_to", language), "due_to")
    with role:
        ways.pick_one(message("pages.part_role", language), "role", _ROLES, partial(_role_words, language))
    with kind:
        ways.pick_one(message("pages.part_kind", language), "kind", _KINDS, partial(_named, "kind", language))
    with state:
        ways.pick_one(
            message("exports.column_state", language), "state", ("", *STATES), partial(_state_words, language)
        )
    with order:
        ways.pick_one(message("pages.order", language), "order", _ORDERS, partial(_named, "order", language))


def _named(what: str, language: Language, value: str) -> str:
    return message(f"pages.{what}_{value}" if value else "pages.any", language)


def _role_words(language: Language, value: str) -> str:
    return message(f"exports.column_{value}" if value else "pages.any", language)


def _state_words(language: Language, value: str) -> str:
    return message(f"exports.state_{value}" if value else "pages.any", language)


def query_of_address(archive: Archive) -> Query:
    """The query that the parameters of the address make together."""
    parameters = st.query_params
    found = query_of(archive, Filters(text=parameters.get("text", "")))
    years = [int(year) for year in values_of("year")[:1] if year.isdecimal() and 1 <= int(year) <= 9999]
    first, last = day_of("due_from"), day_of("due_to")
    if years:
        first = max(first or date.min, date(years[0], 1, 1))
        last = min(last or date.max, date(years[0], 12, 31))
    if overdue := day_of("overdue"):
        last = min(last or date.max, overdue - timedelta(days=1))
    role, kind, state, order = (parameters.get(name, "") for name in ("role", "kind", "state", "order"))
    text = parameters.get("text", "")
    return Query(
        text=text if order == "relevance" else "",
        phrases=found.phrases,
        due=Window(first, last) if first or last else None,
        kinds=(cast(DeadlineKind, kind),) if kind in _KINDS[1:] else (),
        bodies=tuple(values_of("body")),
        roles=(cast(Role, role),) if role in _ROLES[1:] else (),
        regions=tuple(values_of("region")),
        topics=tuple(values_of("topic")),
        modalities=tuple(cast(Modality, value) for value in values_of("modality")),
        documents=tuple(values_of("document")),
        # Of a state that no task is in nothing fits: an empty tuple would mean any.
        tasks=(tasks_in_state(archive, state) or ("-",)) if state in STATES else (),
        order=cast(Order, order) if order in _ORDERS else "due",
    )


# What may be chosen, and how many tasks each choice leaves.


def _facets(archive: Archive, query: Query, language: Language) -> str:
    counts = dict(archive.facets(query, _FACETS))
    for facet in _FACETS:
        if values_of(facet):  # of what is chosen already, also what else there is to choose
            counts[facet] = archive.facets(_without(query, facet), [facet])[facet]
    labels = {info.key: info.label for info in archive.documents() if info.current}
    clear = ""
    if any(values_of(name) for name in (*_FACETS, "text", "due_from", "due_to", "role", "kind", "state", "overdue")):
        clear = f"<p>{link(address('ledger'), escape(message('pages.clear', language)), kind='duban-way')}</p>"
    return clear + "".join(_facet(facet, counts[facet], labels, language) for facet in _FACETS)


def _without(query: Query, facet: Facet) -> Query:
    if facet == "year":
        first, last = day_of("due_from"), day_of("due_to")
        return msgspec.structs.replace(query, due=Window(first, last) if first or last else None)
    field = {"body": "bodies", "region": "regions", "topic": "topics", "document": "documents"}.get(facet, "modalities")
    return msgspec.structs.replace(query, **{field: ()})


def _facet(facet: Facet, counts: Mapping[str, int], labels: Mapping[str, str], language: Language) -> str:
    chosen = values_of(facet)
    values = sorted(counts) if facet == "year" else list(counts)
    listed = [*(value for value in chosen if value not in values[:_MOST]), *values[:_MOST]]
    if not listed or (facet == "document" and len(values) < 2 and not chosen):
        return ""
    rest = [value for value in values[_MOST:] if value not in listed][:40]
    head = escape(message(f"pages.facet_{facet}", language))

    def lines(some: Sequence[str]) -> str:
        return "".join(_choice(facet, value, counts.get(value, 0), labels, language, value in chosen) for value in some)

    more = ""
    if rest:
        words = escape(message("pages.facet_more", language, count=len(rest)))
        more = f"<details><summary>{words}</summary><ul>{lines(rest)}</ul></details>"
    return f'<section class="duban-facet"><h3>{head}</h3><ul>{lines(listed)}</ul>{more}</section>'


def _choice(facet: Facet, value: str, count: int, labels: Mapping[str, str], language: Language, chosen: bool) -> str:
    words = escape(one_line(value_words(facet, value, labels, language)))
    content = f"<span>{words}</span><small>{'✕' if chosen else count}</small>"
    # A window of days is one: of years the last chosen counts.
    where = ways.toggled("ledger", facet, value, alone=facet == "year")
    return f"<li>{link(where, content, kind='duban-chosen' if chosen else '')}</li>"


def value_words(facet: Facet, value: str, labels: Mapping[str, str], language: Language) -> str:
    """How a value of a facet is called."""
    if facet == "modality":
        return message(f"exports.modality_{value}", language)
    if facet == "document":
        return labels.get(value, value)
    return topic_words(value, language) if facet == "topic" else value


def choice_words(facet: Facet, labels: Mapping[str, str], language: Language, value: str) -> str:
    """The same in a box, where nothing chosen is any."""
    return one_line(value_words(facet, value, labels, language)) if value else message("pages.any", language)


# The table.


def _table(archive: Archive, query: Query, language: Language) -> None:
    total = archive.count(query)
    at = page_of(total)
    found = archive.find(msgspec.structs.replace(query, offset=at * STEP, limit=STEP))
    head, settings = st.columns([3, 1], vertical_alignment="center")
    head.html(
        f'<p class="duban-headline" role="status">{escape(message("pages.ledger_total", language, total=total))}</p>'
    )
    with settings, st.popover(message("pages.columns_and_files", language), width="stretch"):
        columns = ways.pick_several(
            message("pages.columns", language), "columns", _COLUMNS,
            lambda name: message(f"exports.column_{name}", language), _FIRST_COLUMNS,
        )  # fmt: skip
        _downloads(archive, query, columns, language)
    if not total:
        st.info(message("pages.ledger_nothing", language))
        return
    entries = entries_of(archive, [hit.task for hit in found.hits])
    clickable(_rows(entries, at * STEP, columns_of("all", (*columns, "quotation")), language), "rows")
    turn(at, total, language)


def page_of(total: int, step: int = STEP, otherwise: int = 0) -> int:
    """Which page of a list the address names, counted from 0; beyond the last it is the last."""
    given = st.query_params.get("at", "")
    return max(min(int(given[:9]) - 1 if given.isdecimal() else otherwise, -(-total // step) - 1), 0)


def _rows(entries: Sequence[Entry], offset: int, columns: Sequence[Column], language: Language) -> str:
    # What the row is about comes right behind the day that it is due.
    order = sorted(columns, key=lambda column: {"number": 0, "due": 1, "quotation": 2}.get(column.name, 3))
    heads = "".join(
        f'<th scope="col" class="duban-c-{column.name}">{escape(message(f"exports.column_{column.name}", language))}</th>'
        for column in order
    )
    body = "".join(_row(entry, offset + index, order, language) for index, entry in enumerate(entries, 1))
    return f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(entry: Entry, number: int, columns: Sequence[Column], language: Language) -> str:
    cells = []
    for column, cell in zip(columns, row(tuple(columns), number, entry, language), strict=True):
        words = escape(one_line(cell.isoformat() if isinstance(cell, date) else str(cell)))
        if column.name == "quotation":
            words = link(_with_card(entry.task.id), words)
        elif column.name == "place":
            words = link(address("reader", doc=entry.task.doc, task=entry.task.id), words)
        elif column.name == "state" and entry.mark.state:
            changed = " duban-changed" if entry.mark.changed else ""
            words = f'<span class="duban-state duban-{entry.mark.state}{changed}">{words}</span>'
        cells.append(f'<td class="duban-c-{column.name}">{words}</td>')
    return f"<tr data-row>{''.join(cells)}</tr>"


def _with_card(task: str) -> str:
    """The address of this page, as it is, with the card of a task open."""
    state = {key: st.query_params.get_all(key) for key in st.query_params if key not in ("lang", "task")}
    return address("ledger", **state, task=task)


def turn(at: int, total: int, language: Language, step: int = STEP) -> None:
    """Ways to the pages before and after, where a list has several."""
    pages = -(-total // step)
    if pages < 2:
        return

    def show(to: int) -> None:
        st.query_params["at"] = str(to + 1)

    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        st.button(message("pages.page_before", language), disabled=at == 0, on_click=show, args=(at - 1,))
        st.html(escape(message("pages.page_of", language, at=at + 1, pages=pages)), width="content")
        st.button(message("pages.page_after", language), disabled=at + 1 >= pages, on_click=show, args=(at + 1,))


def _downloads(archive: Archive, query: Query, columns: Sequence[str], language: Language) -> None:
    layout = ways.pick_one(
        message("pages.layout", language), "layout", _LAYOUTS, lambda name: message(f"pages.layout_{name}", language)
    )
    for known in FORMATS:
        if known.name in _DOWNLOADS:
            st.download_button(
                message(f"pages.download_{known.name}", language),
                partial(_file, archive, query, tuple(columns), layout, known.name, language),
                file_name=message("pages.ledger", language) + known.suffix,
                mime=known.mime,
                key=f"ledger-{known.name}",
                on_click="ignore",
                width="stretch",
            )


def _file(
    archive: Archive, query: Query, columns: tuple[str, ...], layout: str, name: str, language: Language
) -> bytes:
    """All rows that the filters leave, whatever page of them is shown, in the order and columns shown."""
    entries = entries_of(archive, [hit.task for hit in archive.find(query).hits])
    options = Options(
        language=language,
        layout=layout if layout in LAYOUTS else "all",
        columns=(*columns, "quotation") if layout == "shown" else (),
        heading=message("pages.ledger", language),
        checked=checked(archive, [entry.task.doc for entry in entries]),
    )
    known = next(known for known in FORMATS if known.name == name)
    return known.write(entries, options)
