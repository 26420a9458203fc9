"""What a person typed or clicked to narrow a list, as a `Query`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import msgspec

from corpus.bodies import body_keys, find_bodies_in_question
from corpus.errors import BadRequest
from corpus.fold import fold
from corpus.messages import message
from corpus.regions import region_keys
from corpus.topics import topic_named
from search.archive import Archive
from search.query import Order, Query, Window
from ui.library import resolve
from ui.say import language

__all__ = ["Filters", "query_of"]


class Filters(msgspec.Struct, frozen=True):
    """Words as typed. All that are set must hold; of several bodies, regions or topics one suffices."""

    due_by: date | None = None
    due_from: date | None = None
    overdue_on: date | None = None  # due before this day
    bodies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    document: str | None = None
    clause: str | None = None
    text: str = ""
    has_target: bool = False
    order: Order = "due"  # relevance ranks by the words of `text`
    limit: int | None = None
    offset: int = 0


def query_of(archive: Archive, filters: Filters) -> Query:
    """The query that the filters mean. Raises `BadRequest` for a name that is none, naming it."""
    last = min((day for day in (filters.due_by, _day_before(filters.overdue_on)) if day), default=None)
    window = Window(filters.due_from, last) if filters.due_from or last else None
    return Query(
        phrases=tuple(fold(filters.text).split()),
        due=window,
        bodies=_keys(filters.bodies, _body, "body"),
        regions=_keys(filters.regions, region_keys, "region"),
        topics=_keys(filters.topics, _topic, "topic"),
        documents=(resolve(archive, filters.document).key,) if filters.document else (),
        clauses=("".join(fold(filters.clause).split()),) if filters.clause else (),
        has_target=filters.has_target,
        text=fold(filters.text) if filters.order == "relevance" else "",
        order=filters.order,
        limit=filters.limit,
        offset=filters.offset,
    )


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _keys(names: Iterable[str], keys_of: Callable[[str], Iterable[str]], what: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        keys = tuple(keys_of(fold(name).strip()))
        if not keys:
            raise BadRequest("cli.no_such_filter", what=message(f"cli.what_{what}", language()), name=name)
        found.update(dict.fromkeys(keys))
    return tuple(found)


def _body(name: str) -> tuple[str, ...]:
    # A question's reading of a name is the wider one: 旗县一级政府 is a level there, not an organ of that name.
    asked = find_bodies_in_question(name)
    return tuple(key for *_, keys in asked for key in keys) or body_keys(name)


def _topic(name: str) -> tuple[str, ...]:
    key = topic_named(name)
    return (key,) if key else ()
