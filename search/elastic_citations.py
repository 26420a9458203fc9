"""What documents cite, on Elasticsearch: kept in the record of each document, so that it changes with what is current."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from corpus.types import Document
from search.crossref_source import Source, names_of, source_of
from search.elastic_entries import fit
from search.elastic_query import Stream
from search.elastic_records import Head
from search.terms import clean

__all__ = ["cited", "expired", "sharing", "source_from", "streams"]

_MANY: Final = 10_000  # names of one request; a server takes 65,536 unless told otherwise
_BY_KEY: Final = ({"head": "asc"},)
_BY_MOST: Final = ({"_score": "desc"}, *_BY_KEY)

_encode: Final = msgspec.json.Encoder().encode
source_from: Final = msgspec.json.Decoder(Source).decode


def cited(head: Head, document: Document) -> Head:
    """The record with what its newest version, this document, cites and is found by, and its last day."""
    source = source_of(document)
    names = tuple(sorted(fit(clean(name)) for name in names_of(source)))
    return replace(head, names=names, citing=_encode(source).decode(), until=source.until)


def streams(names: Collection[str] | None) -> Iterator[Stream]:
    """The records that are found by one of these names, of all documents without; a record may come twice."""
    if names is None:
        yield Stream({"exists": {"field": "names"}}, _BY_KEY)
        return
    wanted = sorted({fit(clean(name)) for name in names})
    for at in range(0, len(wanted), _MANY):
        yield Stream({"terms": {"names": wanted[at : at + _MANY]}}, _BY_KEY)


def expired(as_of: date) -> Stream:
    """The records of the documents that hold no more on a day by their own words."""
    return Stream({"range": {"until": {"lt": as_of.isoformat()}}}, _BY_KEY)


def sharing(names: Collection[str], least: int) -> Stream:
    """The records that are found by so many of these names, by most first: each adds one to the score."""
    each = [
        {"constant_score": {"filter": {"term": {"names": name}}}}
        for name in sorted({fit(clean(name)) for name in names})
    ]
    return Stream({"bool": {"should": each, "minimum_should_match": least}}, _BY_MOST)
