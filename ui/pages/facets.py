"""What a list may be narrowed to and how many tasks each choice leaves; a long list of choices is searched by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.messages import Language, message
from search.archive import Archive
from search.query import Facet, Query, Window
from ui.pages import ways
from ui.pages.narrowed import DAYS, NAMES, value_words
from ui.pages.ways import address, clickable, day_of, link, values_of
from ui.plain import one_line

__all__ = ["show"]

_FACETS: Final[tuple[Facet, ...]] = ("year", "topic", "body", "region", "modality", "document")
_MOST: Final = 8  # values of a facet shown at once
_FOLDED: Final = 40  # more that a fold holds
_FOUND: Final = 200  # shown of those that a search in the lists finds


def show(archive: Archive, query: Query, language: Language) -> None:
    """The facets of the tasks that a query leaves, each value a way to the ledger narrowed to it."""
    counts = {facet: dict(values) for facet, values in archive.facets(query, _FACETS).items()}
    for facet in _FACETS:
        if values_of(facet):  # of what is chosen already, also what else there is to choose
            counts[facet] = dict(archive.facets(_without(query, facet), [facet])[facet])
    wanted = fold(
        ways.type_words(message("pages.facet_find", language), "among", hint=message("pages.facet_find_hint", language))
    ).lower()
    labels = {info.key: info.label for info in archive.documents() if info.current}
    parts = [_facet(facet, counts[facet], wanted.split(), labels, language) for facet in _FACETS]
    if wanted and not any(parts):
        parts = [f"<p>{escape(message('pages.facet_none', language))}</p>"]
    clickable(_ways_on(query, language) + "".join(parts), "facets")


def _ways_on(query: Query, language: Language) -> str:
    """Where the chosen tasks are shown in another way, from when they are due on, and the whole ledger again."""
    kept = {name: values_of(name) for name in NAMES}
    if day := (query.due.first or query.due.last) if query.due else None:
        kept |= {"view": ["list"], "month": [day.isoformat()[:7]]}
    on = [link(address("calendar", **kept), escape(message("pages.see_in_calendar", language)), kind="duban-way")]
    if any(values_of(name) for name in (*NAMES, *DAYS, "among")):
        on.append(link(address("ledger"), escape(message("pages.clear", language)), kind="duban-way"))
    return f'<p class="duban-legend">{"　".join(on)}</p>'


def _without(query: Query, facet: Facet) -> Query:
    if facet == "year":
        first, last = day_of("due_from"), day_of("due_to")
        return msgspec.structs.replace(query, due=Window(first, last) if first or last else None)
    field = {"body": "bodies", "region": "regions", "topic": "topics", "document": "documents"}.get(facet, "modalities")
    return msgspec.structs.replace(query, **{field: ()})


def _facet(
    facet: Facet, counts: Mapping[str, int], wanted: Sequence[str], labels: Mapping[str, str], language: Language
) -> str:
    chosen = values_of(facet)
    values = sorted(counts, reverse=True) if facet == "year" else list(counts)
    if wanted:
        named = {value: fold(value_words(facet, value, labels, language)).lower() for value in values}
        values = [value for value in values if all(word in named[value] for word in wanted)]
    most = _FOUND if wanted else _MOST
    listed = [*(value for value in chosen if value not in values[:most]), *values[:most]]
    if not listed or (facet == "document" and len(counts) < 2 and not chosen):
        return ""
    rest = [value for value in values[most:] if value not in listed]
    folded = [] if wanted else rest[:_FOLDED]

    def lines(some: Sequence[str]) -> str:
        return "".join(_choice(facet, value, counts.get(value, 0), labels, language, value in chosen) for value in some)

    more = ""
    if len(rest) > len(folded):
        words = message("pages.facet_rest", language, count=len(rest) - len(folded))
        more = f"<p>{escape(words)}</p>"
    if folded:
        words = escape(message("pages.facet_more", language, count=len(rest)))
        more = f"<details><summary>{words}</summary><ul>{lines(folded)}</ul>{more}</details>"
    head = escape(message(f"pages.facet_{facet}", language))
    return f'<section class="duban-facet"><h3>{head}</h3><ul>{lines(listed)}</ul>{more}</section>'


def _choice(facet: Facet, value: str, count: int, labels: Mapping[str, str], language: Language, chosen: bool) -> str:
    words = escape(one_line(value_words(facet, value, labels, language)))
    content = f'<span title="{words}">{words}</span><small>{"✕" if chosen else count}</small>'
    # A window of days is one: of years the last chosen counts.
    where = ways.toggled("ledger", facet, value, alone=facet == "year")
    return f"<li>{link(where, content, kind='duban-chosen' if chosen else '')}</li>"
