"""Which documents on Elasticsearch hold no more: what each record says of its document and of others, and how it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from msgspec.structs import replace

from corpus.types import Document
from search.elastic_entries import fit, pairs
from search.elastic_query import Stream
from search.elastic_records import Head
from search.elastic_view import View
from search.sqlite_entries import pair
from search.validity import LEAST, bare_number, bare_title, holding_of

__all__ = ["ended", "holding"]

_BY_KEY: Final = ({"head": "asc"},)
_MANY: Final = 200  # repeals that one request asks about


def holding(head: Head, document: Document) -> Head:
    """The record with until when its newest version, this document, holds, what it is called, and what it repeals."""
    said = holding_of(document)
    return replace(
        head, until=said.until, issued=document.date, number=fit(bare_number(document.number)),
        title=" ".join(pairs(bare_title(document.title))),
        repeals=tuple(pair(fit(title), fit(number)) for title, number in said.repeals),
    )  # fmt: skip


def ended(view: View, as_of: date) -> frozenset[str]:
    """The keys of current documents that are expired or repealed on a day.

    A repeal meets the documents of its number, or of its title that are older than it: the new plan often bears the
    name of the old one.
    """
    over = set(_keys(view, {"range": {"until": {"lt": as_of.isoformat()}}}))
    repeals = _repealed(view, as_of)
    while some := list(islice(repeals, _MANY)):
        over.update(_keys(view, {"bool": {"should": some, "minimum_should_match": 1}}))
    return frozenset(over)


def _keys(view: View, query: dict[str, Any]) -> Iterator[str]:
    return (str(row["sort"][0]) for row in view.rows(Stream(query, _BY_KEY), 0, None, fields=()))


def _repealed(view: View, as_of: date) -> Iterator[dict[str, Any]]:
    """For each repeal that was written by that day, which documents it meets."""
    written = [{"exists": {"field": "repeals"}}, {"range": {"issued": {"lte": as_of.isoformat()}}}]
    stream = Stream({"bool": {"filter": written}}, _BY_KEY)
    for row in view.rows(stream, 0, None, fields=("repeals", "issued")):
        older = {"range": {"issued": {"lt": row["_source"]["issued"]}}}
        for repeal in row["_source"]["repeals"]:
            title, number = repeal.split("\n")
            if number:
                named: dict[str, Any] = {"term": {"number": number}}
            elif len(title) >= LEAST:
                # All pairs but the last: a single character, which in a longer title has a neighbour.
                named = {"match_phrase": {"title": " ".join(pairs(title)[:-1])}}
            else:
                continue
            yield {"bool": {"filter": [older, named], "must_not": {"term": {"head": row["sort"][0]}}}}
