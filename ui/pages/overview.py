"""概览 Overview: what is due as of a day, overdue, by body, topic and month; every number is a way to its tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import escape
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from search.archive import Archive
from search.marks import marks_of
from search.query import Query, Window
from ui.export import entries_of
from ui.export.entry import due_cell, names
from ui.pages import ways
from ui.pages.card import open_card
from ui.pages.ledger import value_words
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link
from ui.plain import one_line

__all__ = ["page"]

_AHEAD: Final = timedelta(days=90)
_BARS: Final = 8
_NEXT: Final = 8  # tasks named
_MONTHS: Final = 12


def page(url: str, language: Language) -> None:
    """The page: `?asof=2018-10-05`; without a day it is today. A question in the address (`?q=…`) goes to 问答."""
    if question := st.query_params.get("q", ""):
        ways.go("ask", q=question, without=st.query_params.get_all("without"))
    archive = archive_of(url)
    documents = [info for info in archive.documents() if info.current]
    if not documents:
        st.info(message("pages.library_empty", language))
        return
    day_at, ask_at, button_at = st.columns([1, 3.4, 0.7], vertical_alignment="bottom")
    with day_at:
        today = ways.pick_day(message("pages.as_of", language), "asof", date.today()) or date.today()
    asked = ask_at.text_input(
        message("pages.question", language),
        key="overview-question",
        placeholder=message("pages.question_hint", language),
    )
    button_at.button(message("pages.submit", language), type="primary", width="stretch")
    if asked.strip():
        del st.session_state["overview-question"]  # not to be asked again by coming back
        ways.go("ask", q=asked.strip())
    tasks = sum(info.tasks for info in documents)
    content = _figures(archive, len(documents), tasks, today, language) + _charts(archive, today, language)
    clickable(content, "overview")
    clickable(_next(archive, today, language), "overview-next")
    open_card(archive, language)


def _figures(archive: Archive, documents: int, tasks: int, today: date, language: Language) -> str:
    before = today - timedelta(days=1)
    done = tuple(task for task, mark in marks_of(archive).items() if mark.state in ("done", "not_applicable"))
    passed = Query(due=Window(None, before))
    settled = archive.count(Query(due=Window(None, before), tasks=done)) if done else 0
    past = archive.count(passed)
    soon = archive.count(Query(due=Window(today, today + timedelta(days=30))))
    near = archive.count(Query(due=Window(today, today + _AHEAD)))
    tiles = [
        ("soon", soon, address("ledger", due_from=today.isoformat(), due_to=(today + timedelta(days=30)).isoformat()), ""),
        ("near", near, address("ledger", due_from=today.isoformat(), due_to=(today + _AHEAD).isoformat()), ""),
        (
            "overdue",
            past,
            address("ledger", overdue=today.isoformat()),
            message("pages.settled_of_past", language, left=past - settled, settled=settled),
        ),
        ("recurring", archive.count(Query(kinds=("every",))), address("ledger", kind="every"), ""),
        ("tasks", tasks, address("ledger"), message("pages.in_documents", language, documents=documents)),
    ]  # fmt: skip
    return '<div class="duban-tiles">' + "".join(_tile(*tile, language) for tile in tiles) + "</div>"


def _tile(name: str, count: int, where: str, more: str, language: Language) -> str:
    words = escape(message(f"pages.tile_{name}", language))
    content = f"<b>{count}</b><span>{words}</span><small>{escape(more)}</small>"
    return link(where, content, kind=f"duban-tile duban-tile-{name}")


def _charts(archive: Archive, today: date, language: Language) -> str:
    ahead = Query(due=Window(today, None))
    counts = archive.facets(ahead, ("body", "topic"))
    first = today.isoformat()
    months = _months(archive, today)
    return (
        '<div class="duban-charts">'
        + _chart("month", months, lambda month: _month_address(month), language, most=_MONTHS)
        + _chart("topic", counts["topic"], lambda value: address("ledger", topic=value, due_from=first), language)
        + _chart("body", counts["body"], lambda value: address("ledger", body=value, due_from=first), language)
        + "</div>"
    )


def _months(archive: Archive, today: date) -> dict[str, int]:
    """How many tasks fall due in each of the months to come (in this one: from the day on); empty months are left out
    once there are more than fit."""
    found: dict[str, int] = {}
    first = today
    for _ in range(_MONTHS):
        after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found[f"{first.year:04}-{first.month:02}"] = archive.count(Query(due=Window(first, after - timedelta(days=1))))
        first = after
    return found


def _month_address(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=32)).replace(day=1)
    return address("ledger", due_from=first.isoformat(), due_to=(after - timedelta(days=1)).isoformat())


def _chart(
    name: str, counts: Mapping[str, int], where: Callable[[str], str], language: Language, *, most: int = _BARS
) -> str:
    shown = list(counts.items())[:most]
    highest = max((count for _, count in shown), default=0) or 1
    lines = []
    for value, count in shown:
        words = value_words("topic", value, {}, language) if name == "topic" else value
        bar = f'<i style="width:{100 * count / highest:.1f}%"></i>'
        content = f"<span>{escape(one_line(words))}</span><b>{bar}</b><small>{count}</small>"
        lines.append(f"<li>{link(where(value), content, kind='duban-bar')}</li>")
    title = escape(message(f"pages.chart_{name}", language))
    body = f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(message('pages.nothing_due', language))}</p>"
    return f"<figure><figcaption>{title}</figcaption>{body}</figure>"


def _next(archive: Archive, today: date, language: Language) -> str:
    found = archive.find(Query(due=Window(today, None), limit=_NEXT))
    if not found.hits:
        return f"<p>{escape(message('pages.nothing_ahead', language))}</p>"
    rows = []
    for entry in entries_of(archive, [hit.task for hit in found.hits]):
        task = entry.task
        where = address("overview", asof=st.query_params.get("asof", ""), task=task.id)
        state = message(f"exports.state_{entry.mark.state}", language) if entry.mark.state else ""
        badge = f'<span class="duban-state duban-{entry.mark.state}">{escape(state)}</span>' if state else ""
        rows.append(
            f'<tr data-row><td class="duban-c-due">{escape(due_cell(task))}</td>'
            f'<td class="duban-c-quotation">{link(where, escape(one_line(entry.quotation)))}</td>'
            f'<td class="duban-c-responsible">{escape(one_line(names(task, "lead", "responsible")))}</td>'
            f'<td class="duban-c-state">{badge}</td></tr>'
        )
    title = escape(message("pages.next", language))
    every = link(
        address("ledger", due_from=today.isoformat()), escape(message("pages.count", language, count=found.total))
    )
    return f'<h3 class="duban-group">{title}<small>{every}</small></h3><table class="duban-table"><tbody>{"".join(rows)}</tbody></table>'
