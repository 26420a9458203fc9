"""From a Query to Elasticsearch's query DSL: values only ever stand where values stand, nothing is parsed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from search.elastic_entries import FIELDS, NO_DAY, fit, fit_word, pairs
from search.query import Query, Window
from search.sqlite_entries import Kind, squeezed
from search.sqlite_query import lacks_of, marks_of, ranking_terms
from search.terms import PAIR, clean

__all__ = ["PLACE", "Plan", "Stream", "by_kind", "phrase_clause", "plan", "words_clause"]

Clause = dict[str, Any]

# Weights of the words of a task, of what it leans on and of its headings: those of the embedded engine times ten.
_WORDS: Final = ("words_task", "words_context", "words_heading")
_PAIRS: Final = ("plain_task", "pairs_context", "pairs_heading")
_WEIGHTS: Final = (10, 5, 4)
PLACE: Final[tuple[Clause, ...]] = ({"document": "asc"}, {"place": "asc"})
_FIRST: Final = date(1, 1, 1)
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Stream:
    """Tasks in one order: those of several streams are merged by `day`, then document and place."""

    query: Clause
    sort: tuple[Clause, ...]
    milliseconds: bool = False  # whether the first value of the sort is a time since 1970 instead of a day count

    def day(self, sorted_by: list[Any]) -> tuple[int, str, int]:
        """What a hit is merged by, from the values that it was sorted by."""
        first, document, place = sorted_by[0], sorted_by[1], sorted_by[2]
        return (int(first) // _DAY_MS + _EPOCH if self.milliseconds else int(first)), document, int(place)


@dataclass(frozen=True, slots=True)
class Plan:
    """What fits a query, and in which order it comes."""

    query: Clause  # all that fits: for counts and facets
    streams: tuple[Stream, ...]
    scored: bool


def plan(query: Query, hidden: list[str]) -> Plan:
    """How to find what `query` asks for, without the generations that are hidden."""
    filters: list[Clause] = [{"exists": {"field": "generation"}}, *_filters(query)]  # tasks, not records
    chosen = ranking_terms(query.text)
    if query.require_text and chosen:
        words, marked = by_kind(chosen)
        either_kind = [(words, _WORDS), (marked, _PAIRS)]
        filters.append(_any([{"terms": {field: some}} for some, fields in either_kind if some for field in fields]))
    without: list[Clause] = [{"terms": {"generation": hidden}}] if hidden else []
    if query.without:
        without.append(_terms("document", query.without))
    for kind, values in lacks_of(query):
        without.append({"term": {"target": True}} if kind == Kind.TARGET else _terms(FIELDS[kind], values))
    if "deadline" in query.lacking:
        filters.append({"term": {"first": NO_DAY}})

    def fitting(*more: Clause, beside: Clause | None = None, score: list[Clause] | None = None) -> Clause:
        left_out = [*without, beside] if beside else without
        body: Clause = {"filter": [*filters, *more], "must_not": left_out}
        if score:
            body |= {"should": score, "minimum_should_match": 0}
        return {"bool": body}

    due, starts = _due(query), _starts(query)
    either = query.due_or_starts and due is not None and starts is not None
    if either:
        assert due is not None
        assert starts is not None
        windows: tuple[Clause, ...] = (_any([due, starts]),)
    else:
        windows = tuple(clause for clause in (due, starts) if clause)
    everything = fitting(*windows)
    if query.order == "place" or (query.order == "relevance" and not chosen):
        return Plan(everything, (Stream(everything, PLACE),), scored=False)
    if query.order == "relevance":
        ranked = fitting(*windows, score=words_clause(chosen, _WORDS, _PAIRS, _WEIGHTS))
        return Plan(everything, (Stream(ranked, ({"_score": "desc"}, *PLACE)),), scored=True)
    by_first: tuple[Clause, ...] = ({"first": "asc"}, *PLACE)
    if query.due is None or due is None:
        return Plan(everything, (Stream(everything, by_first),), scored=False)
    # A task goes by its first day within the window; one that is there for its beginning only by its first due day.
    within = {
        "dues.day": {"order": "asc", "mode": "min", "nested": {"path": "dues", "filter": _nested(query, query.due)}}
    }
    in_window = Stream(fitting(*([due] if either else windows)), (within, *PLACE), milliseconds=True)
    if not either:
        return Plan(everything, (in_window,), scored=False)
    assert starts is not None
    return Plan(everything, (in_window, Stream(fitting(starts, beside=due), by_first)), scored=False)


def _filters(query: Query) -> list[Clause]:
    found: list[Clause] = []
    for kind, values in marks_of(query):
        if kind == Kind.TARGET:
            found.append({"term": {"target": True}})
        else:
            found.append(_terms(FIELDS[kind], values))
    if query.documents:
        found.append(_terms("document", query.documents))
    if query.tasks:
        found.append(_terms("id", query.tasks))
    found += [
        _any([phrase_clause("plain_task", phrase), phrase_clause("plain_context", phrase)])
        for phrase in (squeezed(clean(phrase)) for phrase in query.phrases)
        if phrase
    ]
    return found


def _terms(field: str, values: Any) -> Clause:
    return {"terms": {field: [fit(clean(value)) for value in values]}}


def _any(clauses: list[Clause]) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def phrase_clause(field: str, phrase: str) -> Clause:
    """A phrase, character by character, in a field of pairs."""
    if len(phrase) == 1:
        return {"prefix": {field: {"value": phrase}}}
    # All pairs but the last: a single character, which in a longer text has a neighbour.
    return {"match_phrase": {field: " ".join(pairs(phrase)[:-1])}}


def by_kind(chosen: Sequence[str]) -> tuple[list[str], list[str]]:
    """Terms as they stand in the index: words, and pairs without their mark, which have fields of their own."""
    words = [fit_word(term) for term in chosen if not term.startswith(PAIR)]
    return words, [term.removeprefix(PAIR) for term in chosen if term.startswith(PAIR)]


def words_clause(
    chosen: Sequence[str], words: Sequence[str], marked: Sequence[str], weights: Sequence[int]
) -> list[Clause]:
    """Terms that each add to the score, in the fields of words or those of pairs, which have the same weights."""
    return [
        {
            "combined_fields": {
                "query": term,
                "fields": [f"{field}^{by}" for field, by in zip(fields, weights, strict=True)],
            }
        }
        for some, fields in zip(by_kind(chosen), (words, marked), strict=True)
        for term in some
    ]


def _range(field: str, window: Window) -> Clause:
    if window.first and window.last and window.last < window.first:
        return {"match_none": {}}  # a field of ranges refuses such a window
    days: dict[str, str] = {"gte": (window.first or _FIRST).isoformat()}
    if window.last:
        days["lte"] = window.last.isoformat()
    return {"range": {field: days}}


def _nested(query: Query, window: Window, path: str = "dues") -> Clause:
    clauses = [_range(f"{path}.day", window)]
    if query.kinds:
        clauses.append({"terms": {f"{path}.kind": list(query.kinds)}})
    return {"bool": {"filter": clauses}}


def _due(query: Query) -> Clause | None:
    if query.due is None:
        return None
    if not query.kinds:
        return _range("due", query.due)
    return {"nested": {"path": "dues", "query": _nested(query, query.due)}}


def _starts(query: Query) -> Clause | None:
    if query.starts is None:
        return None
    if not query.kinds:
        return _range("begin", query.starts)
    return {"nested": {"path": "begins", "query": _nested(query, query.starts, "begins")}}
