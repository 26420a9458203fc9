"""Time expressions: tables of cases by family, the contract's cases with their figures, properties and speed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.taggers.deadlines import span_times

CASES = Path(__file__).parent / "cases"


def _table() -> list[Any]:
    rows = []
    for path in sorted(CASES.glob("time_*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            rows.append(pytest.param(json.loads(line), id=f"{path.stem}-{number}"))
    return rows


@pytest.mark.parametrize("case", _table())
def test_reads_every_expression_of_a_sentence_and_nothing_else(case: dict[str, Any]) -> None:
    found = [
        {
            "text": entry.text,
            "kind": entry.kind,
            "begins": entry.begins and entry.begins.isoformat(),
            "due": entry.due and entry.due.isoformat(),
            "rrule": entry.rrule,
        }
        for entry in span_times(case["sentence"], date.fromisoformat(case["date"]))
    ]
    assert found == case["expected"]


def test_tables_are_large_enough_and_hold_negatives() -> None:
    rows = [row.values[0] for row in _table()]
    assert len(rows) >= 150
    assert sum(not row["expected"] for row in rows) >= 40
