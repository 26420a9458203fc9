"""JSON: the tasks as contract/tagging.md writes them, and the documents that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ui.export.entry import Entry
from ui.export.options import Options
from ui.wire import task_json

__all__ = ["write"]


def write(entries: Sequence[Entry], options: Options) -> bytes:
    """One object: `total` (of all that fit, also where this is a page), `tasks`, and `documents` by their keys.

    A document has `checked` where that is to be said: its `sentences`, its `tasks` and how many sentences are `to_check`.
    """
    total = len(entries) if options.total is None else options.total
    documents: dict[str, Any] = {}
    for entry in entries:
        documents.setdefault(
            entry.task.doc,
            {
                "title": entry.document,
                "issuer": entry.issuer,
                "number": entry.number,
                "date": entry.written,
                "file": entry.file,
            },
        )
    for one in options.checked:
        if one.document in documents:
            told = {"sentences": one.sentences, "tasks": one.tasks, "to_check": one.left}
            documents[one.document]["checked"] = told
    whole = {"total": total, "tasks": [task_json(entry.task) for entry in entries], "documents": documents}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"
