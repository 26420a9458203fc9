"""Bodies: who has to act, answer or be told, in which role, and what each governs (tests/cases/bodies*.jsonl)."""

from __future__ import annotations

import json
import time
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


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("市文化和旅游局（市文物局）制定方案。", "市文化和旅游局（市文物局）"),
        ("县教育局（会同县财政局）制定方案。", "县教育局"),
        ("县教育局（责任单位县财政局）制定方案。", "县教育局"),
    ],
)
def test_a_bracket_is_part_of_a_name_only_where_it_is_another_name(source: str, name: str) -> None:
    assert source[(first := _mentions(source)[0]).start : first.end] == name


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


@pytest.mark.parametrize("case", _cases("bodies_binding.jsonl"))
def test_body_governs_what_the_document_gives_it(case: dict[str, Any]) -> None:
    """Notes, lines and lists: what a body governs over sentences, and what it does not."""
    source = case["text"]
    found = _mentions(source)
    for body in case["bodies"]:
        same = [m for m in found if (source[m.start : m.end], m.role) == (body["words"], body["role"])]
        assert same, f"no {body['words']} as {body['role']}"
        for fragment in body["governs"]:
            assert any(_governs(source, m, fragment) for m in same), f"{body['words']} does not govern {fragment}"
        for fragment in body["not_governs"]:
            assert not any(_governs(source, m, fragment) for m in same), f"{body['words']} governs {fragment}"


def test_what_follows_falls_to_somebody() -> None:
    """`以下均需…落实` lays on it the tasks that follow, to the end of the chapter."""
    source = next(p.values[0]["text"] for p in _cases("bodies_binding.jsonl") if "以下均需" in p.values[0]["text"])
    forward = [m for m in _mentions(source) if m.how == "forward"]
    assert [source[m.start : m.end] for m in forward] == ["试点区政府"]
    assert _governs(source, forward[0], "扶持互助社")
    assert not _governs(source, forward[0], "加强考核")


@pytest.mark.parametrize("case", _cases("bodies_keys.jsonl"))
def test_name_has_its_keys(case: dict[str, Any]) -> None:
    """Present names, departments, levels and classes, and none that would find somebody else."""
    keys = body_keys(fold(case["text"]))
    assert set(case["has"]) <= set(keys)
    assert not set(case["has_not"]) & set(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("case", _cases("bodies_questions.jsonl"))
def test_question_asks_for_its_bodies(case: dict[str, Any]) -> None:
    """The bodies of a question with the keys that tell them from others."""
    assert [list(keys) for _, _, keys in find_bodies_in_question(fold(case["text"]))] == case["keys"]


def test_a_list_that_names_nobody_is_read_to_its_end() -> None:
    words = "、一、等部门"
    assert list(find_bodies(Text(words), [Sentence(0, len(words), 0, -1, "", "body", 0)])) == []


def test_traditional_characters_read_alike() -> None:
    """Mentions of a text in traditional characters are slices of it."""
    source = "縣級以上衛生健康主管部門應當建立預警機制，並向國務院報告。"
    found = {(source[m.start : m.end], m.role) for m in _mentions(source)}
    assert found == {("縣級以上衛生健康主管部門", "responsible"), ("國務院", "report_to")}


@given(
    st.text(alphabet="各市县政府部门企业要由负责牵头配合鼓励向报告会同、和,;。()〔〕的《》“”等2020年\n", max_size=60)
)
def test_every_mention_lies_in_the_text(source: str) -> None:
    """Whatever the text, mentions and scopes lie in it, and reading does not fail."""
    for m in _mentions(source):
        assert 0 <= m.start < m.end <= len(source)
        assert m.name.startswith(source[m.start : m.end])
        assert m.scope
        assert all(0 <= s.start <= s.end <= len(source) for s in m.scope)


@pytest.mark.parametrize(
    "unit", ["企业", "支持企业", "由企业", "各地要", "会同财政部、", "向国务院报告", "(", "2020年"]
)
def test_time_grows_with_the_length(unit: str) -> None:
    """A sentence of any repeated words is read in linear time: twice the text takes at most three times as long."""

    def seconds(length: int) -> float:
        words = (unit * (length // len(unit) + 1))[:length]
        text = Text(words)
        sentence = Sentence(0, length, 0, -1, "", "body", 0)
        find_bodies(text, [sentence])
        times = []
        for _ in range(3):
            began = time.process_time()
            find_bodies(text, [sentence])
            times.append(time.process_time() - began)
        return min(times)

    assert seconds(40_000) <= 3 * seconds(20_000) + 0.05
