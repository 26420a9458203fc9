"""The tasks of a text that is read in the test, and the days that govern them."""

from __future__ import annotations

from datetime import date

from corpus.types import Task
from ingest.pipeline import read_document

WRITTEN = date(2021, 3, 1)


def tasks(source: str) -> list[Task]:
    return list(read_document(source, name="t", written=WRITTEN).tasks)


def dated(source: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Each task with the days of its deadlines and whether they are inherited."""
    return [(t.text, [(str(d.due or d.begins or d.rrule), d.inherited) for d in t.deadlines]) for t in tasks(source)]
