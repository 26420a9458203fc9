"""What Elasticsearch is given of a task: the entries that the embedded engine has, as fields of one document."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, get_args

import msgspec

from corpus.types import DeadlineKind, Document, Task
from search.query import Facet
from search.sqlite_entries import Entry, Kind, entries, shown
from search.sqlite_schema import NEVER

__all__ = ["FACET_FIELDS", "FIELDS", "NO_DAY", "fit", "fit_word", "fitting", "pairs", "task_fields"]

FIELDS: Final[dict[Kind, str]] = {
    kind: kind.name.lower() for kind in Kind if kind not in (Kind.YEAR, Kind.DOCUMENT, Kind.TARGET)
}
FACET_FIELDS: Final[dict[Facet, str]] = {
    "year": "year", "body": "body_name", "region": "region", "topic": "topic", "document": "document",
    "modality": "modality",
}  # fmt: skip
NO_DAY: Final = NEVER
_KINDS: Final = get_args(DeadlineKind)
_LONGEST: Final = 32_000  # bytes of a keyword; Lucene takes 32,766
_LONGEST_WORD: Final = 250  # characters (of UTF-16) of a word; the whitespace tokenizer cuts at 255

_encode: Final = msgspec.json.Encoder().encode


def fit(value: str) -> str:
    """A value as a term: one that is too long for the index becomes its beginning and its hash."""
    if len(value) * 4 <= _LONGEST or len(value.encode()) <= _LONGEST:
        return value
    return f"{value[:200]}…{hashlib.sha256(value.encode()).hexdigest()}"


def fit_word(term: str) -> str:
    """A term of a text as one token: a longer one becomes its beginning and its hash."""
    if len(term) * 2 <= _LONGEST_WORD:
        return term
    return f"{term[:40]}…{hashlib.sha256(term.encode()).hexdigest()}"


def pairs(squeezed: str) -> list[str]:
    """Each character with its neighbour, the last one alone: a phrase is a run of such pairs, and of nothing else."""
    return [squeezed[at : at + 2] for at in range(len(squeezed))]


def task_fields(document: Document, generation: str) -> Iterator[dict[str, Any]]:
    """The fields of a document's tasks, in their order."""
    for place, (task, entry) in enumerate(zip(document.tasks, entries(document), strict=True)):
        yield {
            "generation": generation,
            "document": document.key,
            "place": place,
            "id": fit(task.id),
            "json": _encode(task).decode(),
            **_labels(entry),
            **_days(entry),
            "value": _values(task),
            "plain": [" ".join(pairs(part)) for part in entry.plain.split("\n")],
            "words_task": fitting(entry.words[0]),
            "words_context": fitting(entry.words[1]),
            "words_heading": fitting(entry.words[2]),
        }


def _labels(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"target": (Kind.TARGET, "") in entry.marks}
    for kind, value in sorted(entry.marks):
        if kind in FIELDS:
            fields.setdefault(FIELDS[kind], []).append(fit(value))
    fields["body_name"] = [
        fit(value) for kind, value in sorted(entry.facets) if kind == Kind.BODY and shown(kind, value)
    ]
    fields["year"] = [value for kind, value in sorted(entry.facets) if kind == Kind.YEAR]
    return fields


def _days(entry: Entry) -> dict[str, Any]:
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


def fitting(words: str) -> str:
    """Terms joined by spaces, each as it can be found again."""
    # Nearly all texts hold no word as long as that, and most are shorter themselves.
    if len(words) <= _LONGEST_WORD:
        return words
    return " ".join(map(fit_word, words.split(" ")))
