"""What narrows a list: the conditions in the address as a query, and as chips where a page has no box for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from html import escape
from typing import Final, cast, get_args

import streamlit as st

from corpus.messages import Language, message
from corpus.types import DeadlineKind, Modality, Role
from search.archive import Archive
from search.marks import STATES, tasks_in_state
from search.query import Facet, Lack, Order, Query, Window
from ui.filters import Filters, query_of
from ui.pages.ways import day_of, here, link, values_of
from ui.plain import capital, one_line
from ui.reading import named, topic_words

__all__ = [
    "DAYS", "KINDS", "NAMES", "ORDERS", "ROLES", "body_words", "choice_words", "conditions", "query_of_address", "role_words",
    "value_words",
]  # fmt: skip

# Parameters of an address that narrow: by days, and by anything else.
DAYS: Final = ("due_from", "due_to", "year", "overdue")
NAMES: Final = ("text", "role", "kind", "state", "region", "topic", "body", "modality", "document", "clause", "lacking")
_ACTING: Final = "acting"  # who leads or answers for a task: what the timeline counts by
ROLES: Final = ("", _ACTING, "lead", "responsible", "support", "report_to", "oversee")
KINDS: Final = ("", "by", "during", "from", "every", "within")
ORDERS: Final = ("due", "place", "relevance")
_SINGLE: Final = ("text", "role", "kind", "state", *DAYS)  # the last one in an address holds


def query_of_address(archive: Archive) -> Query:
    """The query that the parameters of the address make together."""
    parameters = st.query_params
    found = query_of(archive, Filters(text=parameters.get("text", "")))
    first, last = day_of("due_from"), day_of("due_to")
    if year := _year():
        first = max(first or date.min, date(year, 1, 1))
        last = min(last or date.max, date(year, 12, 31))
    if overdue := day_of("overdue"):
        last = min(last or date.max, overdue - timedelta(days=1))
    role, kind, state, order = (parameters.get(name, "") for name in ("role", "kind", "state", "order"))
    text = parameters.get("text", "")
    return Query(
        text=text if order == "relevance" else "",
        phrases=found.phrases,
        due=Window(first, last) if first or last else None,
        kinds=(cast(DeadlineKind, kind),) if kind in KINDS[1:] else (),
        bodies=tuple(values_of("body")),
        roles=_roles(role),
        regions=tuple(values_of("region")),
        topics=tuple(values_of("topic")),
        lacking=tuple(cast(Lack, value) for value in values_of("lacking") if value in get_args(Lack)),
        modalities=tuple(cast(Modality, value) for value in values_of("modality")),
        documents=tuple(values_of("document")),
        clauses=tuple(values_of("clause")),
        # Of a state that no task is in nothing fits: an empty tuple would mean any.
        tasks=(tasks_in_state(archive, state) or ("-",)) if state in STATES else (),
        order=cast(Order, order) if order in ORDERS else "due",
    )


def _roles(role: str) -> tuple[Role, ...]:
    if role == _ACTING:
        return ("lead", "responsible")
    return (cast(Role, role),) if role in ROLES[1:] else ()


def _year() -> int | None:
    given = st.query_params.get("year", "")
    return int(given) if given.isdecimal() and len(given) <= 4 and int(given) else None


def conditions(
    page: str, names: Iterable[str], shown: Mapping[str, str], labels: Mapping[str, str], language: Language
) -> str:
    """What of the address narrows a page unseen, as HTML: each a way to the same without it; "" where nothing does.

    `names` are the parameters that the page minds, `shown` what its boxes say of them.
    """
    chips = []
    for name in names:
        values = values_of(name)
        for value in values[-1:] if name in _SINGLE else values:
            words = _condition(name, value, labels, language)
            if words and value != shown.get(name):
                where = here(page, **{name: [each for each in values if each != value], "task": ""})
                title = message("pages.remove_part", language)
                chips.append(
                    link(
                        where, f"{escape(words)}　✕", kind="duban-switch duban-on", title=named(words, title, language)
                    )
                )
    if not chips:
        return ""
    return f'<p class="duban-legend"><span>{escape(message("pages.narrowed_by", language))}</span>{"".join(chips)}</p>'


def _condition(name: str, value: str, labels: Mapping[str, str], language: Language) -> str:
    """A condition in words; "" for a value that is none and so narrows nothing."""
    if name == "lacking":
        return message(f"pages.lacking_{value}", language) if value in get_args(Lack) else ""
    if name in DAYS:
        good = _year() if name == "year" else day_of(name)
        head, words = ("facet_year" if name == "year" else f"filter_{name}"), value if good else ""
    elif name == "text":
        head, words = "filter_text", one_line(value).strip()
    elif name == "clause":
        head, words = "part_clause", one_line(value)
    elif name == "role":
        head, words = "part_role", role_words(value, language) if value in ROLES else ""
    elif name == "kind":
        head, words = "part_kind", message(f"pages.kind_{value}", language) if value in KINDS else ""
    elif name == "state":
        head, words = "mark_state", message(f"exports.state_{value}", language) if value in STATES else ""
    else:
        head, words = f"facet_{name}", one_line(value_words(cast(Facet, name), value, labels, language))
    if not words:
        return ""
    return capital(named(message(f"pages.{head}", language), words, language))


def role_words(value: str, language: Language) -> str:
    """What a part in a task is called; any where it is empty."""
    if not value:
        return message("pages.any", language)
    return message("pages.role_acting" if value == _ACTING else f"exports.column_{value}", language)


def value_words(facet: Facet, value: str, labels: Mapping[str, str], language: Language) -> str:
    """How a value of a facet is called."""
    if facet == "modality":
        return message(f"exports.modality_{value}", language) if value in get_args(Modality) else value
    if facet == "document":
        return labels.get(value, value)
    if facet == "body":
        return body_words(value)
    return topic_words(value, language) if facet == "topic" else value


def body_words(name: str) -> str:
    """How a body is called: 各地 is kept as 地, which is no name by itself."""
    return f"各{name}" if len(name) == 1 else name


def choice_words(facet: Facet, labels: Mapping[str, str], language: Language, value: str) -> str:
    """The same in a box, where nothing chosen is any."""
    return one_line(value_words(facet, value, labels, language)) if value else message("pages.any", language)
