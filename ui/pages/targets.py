"""指标 Targets: every figure to be reached, with its limit, base year, scope and day; a small chart for each family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Final

import msgspec
import streamlit as st

from corpus.fold import fold
from corpus.indicators import indicator_keys
from corpus.messages import Language, message
from corpus.types import Target
from search.archive import Archive
from search.query import Query
from ui.export import Entry, entries_of
from ui.export.entry import place
from ui.export.table import write_table
from ui.pages import ways
from ui.pages.card import open_card
from ui.pages.ledger import STEP, page_of, turn
from ui.pages.narrowed import DAYS, NAMES, choice_words, conditions, query_of_address
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link, values_of
from ui.plain import one_line

__all__ = ["page", "value_words"]

_SIGNS: Final = ("", ">=", "<=", "=", "~", ">", "<")
_SIGN_SHOWN: Final[Mapping[str, str]] = {">=": "≥", "<=": "≤", "~": "≈"}
_ORDERS: Final = ("due", "place")
_FAMILIES: Final = 8  # small charts shown
_COLUMNS: Final = ("indicator", "demand", "baseline", "scope", "due", "place", "document")
# In a file each part of the demand has a column of its own.
_FILED: Final = (
    "indicator", "change", "comparator", "value", "unit", "baseline", "scope", "due", "place", "document",
)  # fmt: skip


def page(url: str, language: Language) -> None:
    """The page: `?comparator=>=&topic=大气&document=KEY`."""
    archive = archive_of(url)
    counts = archive.facets(Query(has_target=True), ("topic", "document"))
    labels = {info.key: info.label for info in archive.documents() if info.current}
    words, sign, topic, document, order, file_at = st.columns([1.6, 0.8, 1, 1.6, 1, 0.9], vertical_alignment="bottom")
    picked: dict[str, str] = {}
    with words:
        picked["text"] = ways.type_words(
            message("pages.filter_text", language), "text", hint=message("pages.targets_hint", language)
        )
    with sign:
        ways.pick_one(message("pages.part_comparator", language), "comparator", _SIGNS, partial(_sign, language))
    with topic:
        picked["topic"] = ways.pick_one(
            message("pages.facet_topic", language), "topic", ("", *counts["topic"]),
            partial(choice_words, "topic", labels, language),
        )  # fmt: skip
    with document:
        picked["document"] = ways.pick_one(
            message("pages.facet_document", language), "document", ("", *counts["document"]),
            partial(choice_words, "document", labels, language),
        )  # fmt: skip
    with order:
        ways.pick_one(
            message("pages.order", language), "order", _ORDERS, lambda one: message(f"pages.order_{one}", language)
        )
    signs = tuple(value for value in values_of("comparator") if value in _SIGNS)
    query = msgspec.structs.replace(query_of_address(archive), has_target=True, comparators=signs)
    with file_at:
        st.download_button(
            message("pages.download_xlsx", language), partial(_file, archive, query, language),
            file_name=message("pages.targets", language) + ".xlsx", on_click="ignore", width="stretch",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )  # fmt: skip
    if told := conditions("targets", (*NAMES, *DAYS), picked, labels, language):
        clickable(told, "conditions")
    total = archive.count(query)
    at = page_of(total)
    found = archive.find(msgspec.structs.replace(query, offset=at * STEP, limit=STEP))
    rows = _pairs(entries_of(archive, [hit.task for hit in found.hits]), signs)
    if not rows:
        st.info(message("pages.no_targets", language))
        return
    st.html(
        '<p class="duban-headline" role="status">'
        + escape(message("pages.targets_total", language, figures=len(rows), tasks=total))
        + "</p>"
    )
    clickable(_families(rows) + _table(rows, language), "targets")
    turn(at, total, language)
    open_card(archive, language)


def value_words(target: Target, language: Language) -> str:
    """What is demanded, short: `下降 ≥12%`."""
    change = message(f"cli.change_{target.change}", language) + " " if target.change else ""
    sign = _SIGN_SHOWN.get(target.comparator, target.comparator)
    return f"{change}{sign} {target.value:g}{one_line(target.unit or '')}"


def _sign(language: Language, sign: str) -> str:
    return _SIGN_SHOWN.get(sign, sign) or message("pages.any", language)


def _pairs(entries: Sequence[Entry], signs: Sequence[str]) -> list[tuple[Entry, Target]]:
    return [
        (entry, target) for entry in entries for target in entry.task.targets if not signs or target.comparator in signs
    ]


def _here(task: str) -> str:
    return ways.here("targets", task=task, at=st.query_params.get("at", ""))


def _families(rows: Sequence[tuple[Entry, Target]]) -> str:
    """A small chart for each indicator that several figures are of, the same unit and direction."""
    families: dict[tuple[str, str, str], list[tuple[Entry, Target]]] = {}
    for entry, target in rows:
        keys = indicator_keys(fold(target.indicator))
        name = min(keys, key=len, default=target.indicator)
        families.setdefault((name, target.unit or "", target.change or ""), []).append((entry, target))
    several = [(name, some) for (name, _, _), some in families.items() if len(some) > 1]
    charts = "".join(_chart(name, some) for name, some in several[:_FAMILIES])
    return f'<div class="duban-families">{charts}</div>' if charts else ""


def _chart(name: str, some: Sequence[tuple[Entry, Target]]) -> str:
    most = max(abs(target.value) for _, target in some) or 1.0
    if some[0][1].unit == "%" and most <= 100:
        most = 100.0
    bars = []
    for entry, target in sorted(some, key=lambda pair: (pair[1].due is None, pair[1].due, pair[1].value)):
        words = " ".join(
            part for part in (str(target.due.year) if target.due else "", target.scope or target.indicator) if part
        )
        bar = f'<i style="width:{100 * abs(target.value) / most:.1f}%"></i>'
        content = f"<span>{escape(one_line(words))}</span><b>{bar}</b><small>{target.value:g}{escape(target.unit or '')}</small>"
        bars.append(f"<li>{link(_here(entry.task.id), content, kind='duban-bar')}</li>")
    return f"<figure><figcaption>{escape(one_line(name))}</figcaption><ul>{''.join(bars[:8])}</ul></figure>"


def _cells(entry: Entry, target: Target, language: Language) -> Mapping[str, str]:
    return {
        "indicator": one_line(target.indicator),
        "demand": value_words(target, language),
        "change": message(f"cli.change_{target.change}", language) if target.change else "",
        "comparator": _SIGN_SHOWN.get(target.comparator, target.comparator),
        "unit": one_line(target.unit or ""),
        "baseline": str(target.baseline or ""),
        "scope": one_line(target.scope or ""),
        "due": target.due.isoformat() if target.due else "",
        "place": one_line(place(entry.task)),
        "document": one_line(entry.document),
    }


def _head(name: str, language: Language) -> str:
    return message(
        f"exports.column_{name}" if name in ("due", "place", "document") else f"pages.target_{name}", language
    )


def _table(rows: Sequence[tuple[Entry, Target]], language: Language) -> str:
    one = len({entry.task.doc for entry, _ in rows}) == 1
    columns = [name for name in _COLUMNS if name != "document" or not one]
    heads = "".join(f'<th scope="col">{escape(_head(name, language))}</th>' for name in columns)
    body = []
    for entry, target in rows:
        cells = _cells(entry, target, language)
        shown = []
        for name in columns:
            words = escape(cells[name])
            if name == "indicator":
                words = link(_here(entry.task.id), words)
            elif name == "place":
                words = link(address("reader", doc=entry.task.doc, task=entry.task.id), words)
            elif name == "demand" and target.unit == "%" and 0 <= target.value <= 100:
                words += f'<b class="duban-gauge"><i style="width:{target.value:.0f}%"></i></b>'
            shown.append(f'<td class="duban-c-{name}">{words}</td>')
        body.append(f"<tr data-row>{''.join(shown)}</tr>")
    return f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _file(archive: Archive, query: Query, language: Language) -> bytes:
    """All figures that the filters leave, whatever page is shown."""
    entries = entries_of(archive, [hit.task for hit in archive.find(query).hits])
    heads = [_head(name, language) for name in _FILED]
    rows: list[list[str | float]] = []
    for entry, target in _pairs(entries, query.comparators):
        cells = _cells(entry, target, language)
        rows.append([target.value if name == "value" else cells[name] for name in _FILED])
    return write_table(message("pages.targets", language), heads, rows)
