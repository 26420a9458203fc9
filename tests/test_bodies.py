"""Bodies: who has to act, answer or be told, in which role, and what each governs (tests/cases/bodies*.jsonl)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import body_keys, find_bodies_in_question
from corpus.fold import fold
from ingest.structure import read_layout
from ingest.taggers.bodies import BodyMention, bind_bodies, find_bodies
from ingest.text import Sentence, Text

_CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[Any]:
    lines = (_CASES / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["text"][:24]) for case in map(json.loads, lines)]


def _mentions(source: str) -> list[BodyMention]:
    text = Text(source)
    layout = read_layout(text)
    return bind_bodies(text, layout, find_bodies(text, layout.sentences))


def _governs(source: str, mention: BodyMention, fragment: str) -> bool:
    at = source.index(fragment)
    return any(span.start < at + len(fragment) and at < span.end for span in mention.scope)


@pytest.mark.parametrize("case", _cases("bodies.jsonl"))
def test_sentence_gives_its_bodies(case: dict[str, Any]) -> None:
    """Every body of the sentence with its name and role and no other; each governs the words it is named for."""
    source = case["text"]
    found = _mentions(source)
    said = sorted((source[m.start : m.end], m.name, m.role) for m in found)
    assert said == sorted((b["words"], b["name"], b["role"]) for b in case["bodies"])
    for body in case["bodies"]:
        mention = next(m for m in found if (source[m.start : m.end], m.role) == (body["words"], body["role"]))
        assert _governs(source, mention, body["governs"])
