"""Sentences that are no tasks, on Elasticsearch: entries beside the tasks of a document, under the same generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from corpus.fold import fold
from search.archive import Saying
from search.elastic_entries import fit, joined, pairs, parted
from search.elastic_query import Stream, phrase_clause, words_clause
from search.elastic_view import View
from search.speeches import Speech
from search.sqlite_entries import squeezed
from search.sqlite_query import ranking_terms
from search.terms import clean, words

__all__ = ["find", "speech_fields"]

# The sentence's own words tell more than those of the headings above.
_WORDS, _PAIRS, _WEIGHTS = ("said", "beside"), ("said_plain", "beside_pairs"), (10, 4)
_BY_PLACE: Final = ({"document": "asc"}, {"place": "asc"})
_BY_SCORE: Final = ({"_score": "desc"}, *_BY_PLACE)

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Saying).decode


def speech_fields(key: str, speeches: Sequence[Speech], generation: str) -> Iterator[dict[str, Any]]:
    """The fields of a document's sentences, in their order."""
    above = lru_cache(maxsize=64)(parted)  # a heading stands above many sentences
    for said in speeches:
        folded, beside = clean(said.folded), clean(said.beside)
        beside_words, beside_pairs = above(beside)
        kept = Saying(key, said.start, said.end, said.clause, folded, beside, 0.0)
        yield {
            "speech": generation, "document": key, "place": said.start, "heading": said.title,
            "json": _encode(kept).decode(), "said": joined(words(folded)),
            "said_plain": " ".join(pairs(folded)), "beside": beside_words, "beside_pairs": beside_pairs,
        }  # fmt: skip


def find(view: View, text: str, phrases: Sequence[str], documents: Sequence[str], limit: int | None) -> list[Saying]:
    """See `search.archive.Archive.sentences`."""
    chosen = ranking_terms(text)
    wanted = [phrase for phrase in (squeezed(clean(fold(p))).lower() for p in phrases) if phrase]
    if (text and not chosen) or not (chosen or wanted):
        return []
    filters: list[dict[str, Any]] = [{"exists": {"field": "speech"}}, *(phrase_clause("said_plain", p) for p in wanted)]
    if chosen:
        filters.append({"term": {"heading": False}})
    if documents:
        filters.append({"terms": {"document": [fit(clean(key)) for key in documents]}})
    query: dict[str, Any] = {"filter": filters, "must_not": {"terms": {"speech": view.hidden}}}
    if chosen:
        query |= {"should": words_clause(chosen, _WORDS, _PAIRS, _WEIGHTS), "minimum_should_match": 1}
    stream = Stream({"bool": query}, _BY_SCORE if chosen else _BY_PLACE)
    return [
        replace(_decode(row["_source"]["json"]), score=float(row["sort"][0]) if chosen else 0.0)
        for row in view.rows(stream, 0, None if limit is None else max(0, limit))
    ]
