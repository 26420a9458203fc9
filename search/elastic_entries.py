"""What Elasticsearch is given of a task: the entries that the embedded engine has, as fields of one document."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import add
from typing import Any, Final, get_args

import msgspec

from corpus.types import DeadlineKind, Document, Task
from search.query import Facet
from search.sqlite_entries import Entry, Kind, entries
from search.sqlite_schema import NEVER
from search.terms import PAIR, terms, words

__all__ = ["FACET_FIELDS", "FIELDS", "NO_DAY", "fit", "fit_word", "joined", "pairs", "parted", "task_fields"]

FIELDS: Final[dict[Kind, str]] = {
    kind: kind.name.lower() for kind in Kind if kind not in (Kind.YEAR, Kind.DOCUMENT, Kind.TARGET)
}
FACET_FIELDS: Final[dict[Facet, str]] = {
    "year": "year", "body": "body_name", "region": "region", "topic": "topic", "document": "document",
    "modality": "modality",
}  # fmt: skip
# What is counted under other values than it is found by.
_COUNTED: Final[dict[Kind, str]] = {Kind.BODY: "body_name", Kind.YEAR: "year"}
NO_DAY: Final = NEVER
_KINDS: Final = get_args(DeadlineKind)
_LONGEST: Final = 32_000  # bytes of a keyword; Lucene takes 32,766
_LONGEST_WORD: Final = 125  # characters of a word, of UTF-16 twice as many; the whitespace tokenizer cuts at 255
_LONGER: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1}}}")

_encode: Final = msgspec.json.Encoder().encode


def fit(value: str) -> str:
    """A value as a term: one that is too long for the index becomes its beginning and its hash."""
    if len(value) * 4 <= _LONGEST or len(value.encode()) <= _LONGEST:
        return value
    return f"{value[:200]}…{hashlib.sha256(value.encode()).hexdigest()}"


def fit_word(term: str) -> str:
    """A term of a text as one token: a longer one becomes its beginning and its hash."""
    if len(term) <= _LONGEST_WORD:
        return term
    return f"{term[:40]}…{hashlib.sha256(term.encode()).hexdigest()}"


def pairs(squeezed: str) -> list[str]:
    """Each character with its neighbour, the last one alone: a phrase is a run of such pairs, and of nothing else."""
    return [*map(add, squeezed, squeezed[1:]), squeezed[-1:]] if squeezed else []


def joined(found: Iterable[str]) -> str:
    """Words as the server gets them: white space between, each as it can be found again."""
    text = " ".join(found)
    return " ".join(map(fit_word, text.split())) if _LONGER.search(text) else text


def parted(folded_text: str) -> tuple[str, str]:
    """The terms of a text as the server gets them: the words, and the pairs, unmarked."""
    found = terms(folded_text)
    # Pairs come last, and no word begins as they do.
    first = next((at for at, term in enumerate(found) if term.startswith(PAIR)), len(found))
    return joined(found[:first]), " ".join(found[first:]).replace(PAIR, "")


def task_fields(document: Document, generation: str) -> Iterator[dict[str, Any]]:
    """The fields of a document's tasks, in their order."""
    beside = lru_cache(maxsize=256)(parted)  # headings stand above many tasks
    # The texts come uncut: a task's own pairs are those of `plain_task`.
    for place, (task, entry) in enumerate(zip(document.tasks, entries(document, str), strict=True)):
        task_plain, context_plain = entry.plain.split("\n")
        text, context, heading = entry.words
        words_context, pairs_context = beside(context)
        words_heading, pairs_heading = beside(heading)
        fields = {
            "id": fit(task.id),
            "json": _encode(task).decode(),
            **_labels(entry),
            **_days(entry),
            "value": _values(task),
            "plain_task": " ".join(pairs(task_plain)),
            "plain_context": " ".join(pairs(context_plain)),
            "words_task": joined(words(text)),
            "words_context": words_context,
            "words_heading": words_heading,
            "pairs_context": pairs_context,
            "pairs_heading": pairs_heading,
        }
        # What has no value is left out: it would be sent, read and kept all the same.
        given = {name: value for name, value in fields.items() if value}
        yield {"generation": generation, "document": document.key, "place": place, **given}


def _labels(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for kind, value in entry.marks:
        if name := FIELDS.get(kind):
            fields.setdefault(name, []).append(fit(value))
        elif kind == Kind.TARGET:
            fields["target"] = True
    for kind, value in entry.facets:
        if name := _COUNTED.get(kind):
            fields.setdefault(name, []).append(fit(value))
    return fields


def _days(entry: Entry) -> dict[str, Any]:
    if not entry.dues and not entry.begins:
        return {"first": NO_DAY}
    dues = [(date.fromordinal(day).isoformat(), _KINDS[kind]) for day, kind in entry.dues]
    begins = [(date.fromordinal(day).isoformat(), _KINDS[kind]) for day, kind in entry.begins]
    return {
        "due": _ranges(day for day, _ in dues),
        "first": entry.dues[0][0] if entry.dues else NO_DAY,
        "dues": [{"day": day, "kind": kind} for day, kind in dues],
        "begin": _ranges(day for day, _ in begins),
        "begins": [{"day": day, "kind": kind} for day, kind in begins],
    }


def _ranges(days: Iterable[str]) -> list[dict[str, str]]:
    """Days as ranges of one day each."""
    return [{"gte": day, "lte": day} for day in sorted(set(days))]


def _values(task: Task) -> list[float]:
    return [target.value for target in task.targets if math.isfinite(target.value)]
