"""The JSON that duban prints: exactly the fields that design.md and contract/tagging.md name, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from corpus.types import Document, Target, Task
from search.answer_types import Answer, Item

__all__ = ["answer_json", "dumps", "tagged", "target_json", "task_json"]

# How exact the words of a date are, and which single reading is doubtful, is ours to work with; readers of the JSON
# have the words themselves and the task's `uncertain`.
_KEPT_BACK: Final = ("precision", "uncertain")
_TIME_FIELDS: Final = ("text", "start", "end", "kind", "begins", "due", "rrule")


def task_json(task: Task | Item) -> dict[str, Any]:
    """A task as contract/tagging.md writes it (an answer's says more, behind those fields); dates as ISO 8601."""
    fields: dict[str, Any] = msgspec.to_builtins(task)
    for part in (*fields["deadlines"], *fields["targets"]):
        for name in _KEPT_BACK:
            part.pop(name, None)
    return fields


def answer_json(answer: Answer) -> dict[str, Any]:
    """The object that `duban ask --json` prints."""
    fields: dict[str, Any] = msgspec.to_builtins(answer)
    fields["tasks"] = [task_json(item) for item in answer.tasks]
    fields["nearest"] = [task_json(item) for item in answer.nearest]
    return fields


def target_json(target: Target) -> dict[str, Any]:
    """A target as contract/tagging.md writes it."""
    fields: dict[str, Any] = msgspec.to_builtins(target)
    return {name: value for name, value in fields.items() if name not in _KEPT_BACK}


def tagged(file: str, document: Document) -> dict[str, Any]:
    """The object that `duban tag --json` prints for a file."""
    whole: dict[str, Any] = msgspec.to_builtins(
        {
            "title": document.title,
            "issuer": document.issuer,
            "number": document.number,
            "date": document.date,
            "headings": document.headings,
            "citations": document.citations,
            "times": [{name: getattr(time, name) for name in _TIME_FIELDS} for time in document.times],
        }
    )
    return {"file": file, "document": whole, "tasks": [task_json(task) for task in document.tasks]}


def dumps(value: Mapping[str, Any]) -> bytes:
    """One line of JSON in UTF-8, Chinese as it is, ended by a line feed."""
    return msgspec.json.encode(value) + b"\n"
