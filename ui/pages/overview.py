"""概览 Overview: what is due as of a day, overdue, by body, topic and month; every number is a way to its tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from search.archive import Archive, DocumentInfo
from search.marks import marks_of
from search.query import Query, Window
from ui.export import entries_of
from ui.export.entry import due_cell, names
from ui.pages import ways
from ui.pages.card import open_card
from ui.pages.narrowed import body_words
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link
from ui.plain import one_line
from ui.reading import topic_words

__all__ = ["page"]

_SOON, _AHEAD = timedelta(days=30), timedelta(days=90)
_SHOWN: Final = ("near", "overdue", "ahead")
_BARS: Final = 8
_NEXT: Final = 8  # tasks named
_MONTHS: Final = 12


def page(url: str, language: Language) -> None:
    """The page: `?asof=2018-10-05&show=overdue`; without a day it is today. A question in the address (`?q=…`) goes to 问答."""
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
    windows = _windows(today)
    counts = {name: archive.count(Query(due=window)) for name, window in windows.items()}
    clickable(_figures(archive, documents, counts, windows, today, language), "overview")
    show = ways.pick_one(
        message("pages.show", language), "show", _SHOWN, partial(_named, language), radio=True, label_shown=False,
        otherwise=next((name for name in _SHOWN if counts[name]), _SHOWN[0]),
    )  # fmt: skip
    clickable(_charts(archive, show, windows[show], today, language), "overview-charts")
    clickable(_first(archive, show, windows[show], today, language), "overview-next")
    open_card(archive, language)


def _windows(today: date) -> dict[str, Window]:
    """The days that each way of looking is about."""
    return {
        "near": Window(today, today + _AHEAD),
        "overdue": Window(None, today - timedelta(days=1)),
        "ahead": Window(today, None),
    }


def _named(language: Language, show: str) -> str:
    return message(f"pages.tile_{show}", language)


def _ledger(window: Window, today: date, **more: str) -> str:
    """The address of the ledger of these days."""
    if window.first is None:
        return address("ledger", overdue=today.isoformat(), **more)
    days = {"due_from": window.first, "due_to": window.last}
    return address("ledger", **{name: day.isoformat() for name, day in days.items() if day}, **more)


def _figures(
    archive: Archive,
    documents: Sequence[DocumentInfo],
    counts: Mapping[str, int],
    windows: Mapping[str, Window],
    today: date,
    language: Language,
) -> str:
    done = tuple(task for task, mark in marks_of(archive).items() if mark.state in ("done", "not_applicable"))
    past = counts["overdue"]
    settled = archive.count(Query(due=windows["overdue"], tasks=done)) if done else 0
    soon = Window(today, today + _SOON)
    tasks = sum(info.tasks for info in documents)
    tiles = [
        ("soon", archive.count(Query(due=soon)), _ledger(soon, today), ""),
        ("near", counts["near"], _ledger(windows["near"], today), ""),
        (
            "overdue",
            past,
            _ledger(windows["overdue"], today),
            message("pages.settled_of_past", language, left=past - settled, settled=settled),
        ),
        ("recurring", archive.count(Query(kinds=("every",))), address("ledger", kind="every"), ""),
        ("tasks", tasks, address("ledger"), message("pages.in_documents", language, documents=len(documents))),
    ]
    return '<div class="duban-tiles">' + "".join(_tile(*tile, language) for tile in tiles) + "</div>"


def _tile(name: str, count: int, where: str, more: str, language: Language) -> str:
    words = escape(message(f"pages.tile_{name}", language))
    content = f"<b>{count}</b><span>{words}</span><small>{escape(more)}</small>"
    return link(where, content, kind=f"duban-tile duban-tile-{name}")


def _charts(archive: Archive, show: str, window: Window, today: date, language: Language) -> str:
    counts = archive.facets(Query(due=window), ("year", "topic", "body"))
    if show == "overdue":  # for as long as there have been documents
        years = {year: counts["year"][year] for year in sorted(counts["year"], reverse=True)}
        times = _chart("year", years, lambda year: _ledger(window, today, year=year), language)
    else:
        months = _months(archive, today, window.last)
        times = _chart("month", months, _month_address, language, most=_MONTHS)
    return (
        f'<div class="duban-charts">{times}'
        + _chart("topic", counts["topic"], lambda value: _ledger(window, today, topic=value), language)
        + _chart("body", counts["body"], lambda value: _ledger(window, today, body=value), language)
        + "</div>"
    )


def _months(archive: Archive, first: date, until: date | None) -> dict[str, int]:
    """How many tasks fall due in each month from a day on, until a day or for a year: by its first and last day."""
    found: dict[str, int] = {}
    for _ in range(_MONTHS):
        if until and first > until:
            break
        last = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        last = min(last, until or last)
        found[f"{first.isoformat()}/{last.isoformat()}"] = archive.count(Query(due=Window(first, last)))
        first = last + timedelta(days=1)
    return found


def _month_address(days: str) -> str:
    first, _, last = days.partition("/")
    return address("ledger", due_from=first, due_to=last)


def _chart(
    name: str, counts: Mapping[str, int], where: Callable[[str], str], language: Language, *, most: int = _BARS
) -> str:
    shown = list(counts.items())[:most]
    highest = max((count for _, count in shown), default=0) or 1
    lines = []
    for value, count in shown:
        words = _words(name, value, language)
        bar = f'<i style="width:{100 * count / highest:.1f}%"></i>'
        content = f"<span>{escape(one_line(words))}</span><b>{bar}</b><small>{count}</small>"
        lines.append(f"<li>{link(where(value), content, kind='duban-bar')}</li>")
    title = escape(message(f"pages.chart_{name}", language))
    body = f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(message('pages.nothing_due', language))}</p>"
    return f"<figure><figcaption>{title}</figcaption>{body}</figure>"


def _words(chart: str, value: str, language: Language) -> str:
    """What a bar is called."""
    if chart == "month":
        first = date.fromisoformat(value.partition("/")[0])
        return message("pages.month_named", language, year=first.year, month=first.month)
    if chart == "year":
        return message("pages.year_named", language, year=value)
    return topic_words(value, language) if chart == "topic" else body_words(value)


def _first(archive: Archive, show: str, window: Window, today: date, language: Language) -> str:
    """The tasks of these days that were or are due first."""
    found = archive.find(Query(due=window, limit=_NEXT))
    if not found.hits:
        return f"<p>{escape(message('pages.nothing_ahead', language))}</p>"
    rows = []
    for entry in entries_of(archive, [hit.task for hit in found.hits]):
        task = entry.task
        where = address("overview", **{name: st.query_params.get(name, "") for name in ("asof", "show")}, task=task.id)
        state = message(f"exports.state_{entry.mark.state}", language) if entry.mark.state else ""
        badge = f'<span class="duban-state duban-{entry.mark.state}">{escape(state)}</span>' if state else ""
        rows.append(
            f'<tr data-row><td class="duban-c-due">{escape(due_cell(task))}</td>'
            f'<td class="duban-c-quotation">{link(where, escape(one_line(entry.quotation)))}</td>'
            f'<td class="duban-c-responsible">{escape(one_line(names(task, "lead", "responsible")))}</td>'
            f'<td class="duban-c-state">{badge}</td></tr>'
        )
    title = escape(message(f"pages.first_{show}", language))
    every = link(_ledger(window, today), escape(message("pages.ledger_total", language, total=found.total)))
    return f'<h3 class="duban-group">{title}<small>{every}</small></h3><table class="duban-table"><tbody>{"".join(rows)}</tbody></table>'
