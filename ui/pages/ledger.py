"""任务台账 Ledger: the table of tasks, narrowed by filters and counted, each row a way to its clause; taken along as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Final

import msgspec
import streamlit as st

from corpus.messages import Language, message
from search.accounts import checked
from search.archive import Archive
from search.marks import STATES
from search.query import Query
from ui.export import FORMATS, LAYOUTS, Options, entries_of
from ui.export.columns import Column, columns_of, row
from ui.export.entry import Entry
from ui.pages import facets, ways
from ui.pages.card import open_card
from ui.pages.narrowed import KINDS, ORDERS, ROLES, conditions, query_of_address, role_words
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link
from ui.plain import one_line, shorten

__all__ = ["STEP", "page", "page_of", "turn"]

STEP: Final = 50  # rows of a page
_NAME: Final = 30  # characters of a document beside a clause
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
        facets.show(archive, query, language)
    with main:
        if told := conditions("ledger", ("overdue", "lacking", "clause"), {}, {}, language):
            clickable(told, "conditions")
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
        ways.pick_one(message("pages.part_role", language), "role", ROLES, lambda one: role_words(one, language))
    with kind:
        ways.pick_one(message("pages.part_kind", language), "kind", KINDS, partial(_named, "kind", language))
    with state:
        ways.pick_one(
            message("exports.column_state", language), "state", ("", *STATES), partial(_state_words, language)
        )
    with order:
        ways.pick_one(message("pages.order", language), "order", ORDERS, partial(_named, "order", language))


def _named(what: str, language: Language, value: str) -> str:
    return message(f"pages.{what}_{value}" if value else "pages.any", language)


def _state_words(language: Language, value: str) -> str:
    return message(f"exports.state_{value}" if value else "pages.any", language)


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
    # Where there are several documents a clause is told with its own.
    named = "document" not in columns and sum(info.current for info in archive.documents()) > 1
    clickable(_rows(entries, at * STEP, columns_of("all", (*columns, "quotation")), language, named=named), "rows")
    turn(at, total, language)


def page_of(total: int, step: int = STEP, otherwise: int = 0) -> int:
    """Which page of a list the address names, counted from 0; beyond the last it is the last."""
    given = st.query_params.get("at", "")
    return max(min(int(given[:9]) - 1 if given.isdecimal() else otherwise, -(-total // step) - 1), 0)


def _rows(entries: Sequence[Entry], offset: int, columns: Sequence[Column], language: Language, *, named: bool) -> str:
    # What the row is about comes right behind the day that it is due.
    order = sorted(columns, key=lambda column: {"number": 0, "due": 1, "quotation": 2}.get(column.name, 3))
    heads = "".join(
        f'<th scope="col" class="duban-c-{column.name}">{escape(message(f"exports.column_{column.name}", language))}</th>'
        for column in order
    )
    body = "".join(_row(entry, offset + index, order, language, named=named) for index, entry in enumerate(entries, 1))
    return f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(entry: Entry, number: int, columns: Sequence[Column], language: Language, *, named: bool) -> str:
    cells = []
    for column, cell in zip(columns, row(tuple(columns), number, entry, language), strict=True):
        words = escape(one_line(cell.isoformat() if isinstance(cell, date) else str(cell)))
        if column.name == "quotation":
            words = link(_with_card(entry.task.id), words)
        elif column.name == "place":
            words = link(address("reader", doc=entry.task.doc, task=entry.task.id), words)
            if named:
                words += f'<br><span class="duban-source">{escape(shorten(entry.document, _NAME))}</span>'
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
