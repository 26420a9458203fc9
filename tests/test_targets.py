"""Quantified targets: cases read by hand, and what holds for any text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Target
from ingest.taggers.targets import find_targets
from ingest.taggers.targets_figures import figures
from ingest.taggers.targets_tables import find_table_targets, with_tables
from ingest.text import Sentence, Text

CASES = Path(__file__).parent / "cases"


def cut(source: str) -> list[Sentence]:
    """Sentences by their marks alone: what the structure of a document adds is tested elsewhere."""
    return [
        Sentence(m.start(), m.end(), 0, -1, "", "body", m.start())
        for m in re.finditer(r"[^。;；！？!?\n]+[。;；！？!?\n]?", source)
        if m.group().strip()
    ]


def read(source: str) -> list[Target]:
    return find_targets(Text(source), cut(source))


def cases(name: str) -> list[Any]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(json.loads(line), id=json.loads(line)["text"][:24]) for line in lines]


FIELDS = ("indicator", "comparator", "value", "unit", "change", "baseline")


# `targets`: truth set before the first run. `targets_plans`: sentences of ours whose reading was pinned from the output
# and then checked by eye; it guards what works and is no independent measure.
@pytest.mark.parametrize("case", cases("targets") + cases("targets_plans"))
def test_sentence(case: dict[str, Any]) -> None:
    found = [{field: getattr(target, field) for field in FIELDS} for target in read(case["text"])]
    assert found == [{field: target[field] for field in FIELDS} for target in case["targets"]]


@pytest.mark.parametrize("case", cases("targets_words"))
def test_words_and_scope(case: dict[str, Any]) -> None:
    found = [(target.text, target.scope) for target in read(case["text"])]
    assert found == [(target["text"], target["scope"]) for target in case["targets"]]


@pytest.mark.parametrize("case", cases("targets_tables"))
def test_table(case: dict[str, Any]) -> None:
    source = case["text"]
    found = [
        [t.indicator, t.comparator, t.value, t.unit, t.change, t.due and t.due.isoformat(), t.uncertain is not None]
        for t in find_table_targets(Text(source), cut(source))
    ]
    assert found == case["targets"]


def test_tables_and_running_text_are_read_together() -> None:
    source = "森林覆盖率达到24.1%。指标2015年2020年属性湿地保有量（亿亩）-≥8预期性"
    found = with_tables(Text(source), cut(source), read(source))
    assert [(t.indicator, t.value) for t in found] == [("森林覆盖率", 24.1), ("湿地保有量", 8)]


def test_years_of_a_pair_are_the_due_days_of_its_figures() -> None:
    found = read("到2022年和2030年,居民健康素养水平分别不低于22%和30%。")
    assert [(t.value, t.due and t.due.isoformat()) for t in found] == [(22, "2022-12-31"), (30, "2030-12-31")]


def test_traditional_text_keeps_its_words() -> None:
    source = "全區二氧化硫、氮氧化物排放量比2015年分别減少15％、11％。"
    first, second = read(source)
    assert (first.indicator, first.unit, first.scope) == ("二氧化硫排放量", "％", "全區")
    assert (second.indicator, second.value, second.baseline) == ("氮氧化物排放量", 11, 2015)


def test_headings_and_metadata_hold_no_targets() -> None:
    source = "森林覆盖率达到24.1%"
    for zone in ("heading", "title", "metadata", "addressee", "signature", "residue"):
        sentence = Sentence(0, len(source), 0, -1, "", zone, 0)
        assert find_targets(Text(source), [sentence]) == []


def test_blocks_do_not_change_what_is_found() -> None:
    source = "森林覆盖率达到24.1%。湿地保护率达到55%;建设50所高水平高等职业学校和150个骨干专业(群)。" * 5
    sentences = cut(source)
    text = Text(source)
    by_one = [target for sentence in sentences for target in find_targets(text, [sentence])]
    assert by_one == find_targets(text, sentences)


WORDS = (
    "到2025年|力争|森林覆盖率|达到|24.1%|以上|,|、|。|;|(|)|“|”|分别|和|比2015年|下降|12%|5%—10%|建设|300个|实训基地|全覆盖|零增长|"
    "其中|从10万元|提高到|15万元|一半|三分之二|八成|翻一番|约|211亿立方米|的|全区|占|左右|2/3|1,200人|十|每|14.5/10万|\n|　|％|１００|"
    "指标2015年2020年属性|约束性|〔18〕|--|（%）"
)
PIECES = st.sampled_from(re.split(r"\|", WORDS))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60))
def test_every_target_is_a_slice_of_its_sentence(source: str) -> None:
    sentences = cut(source)
    found = find_targets(Text(source), sentences) + find_table_targets(Text(source), sentences)
    for target in found:
        assert source[target.start : target.end] == target.text != ""
        assert any(s.start <= target.start and target.end <= s.end for s in sentences) or target.due is not None
        assert all(char in source for char in target.indicator)
        assert target.scope is None or target.scope in source
        assert target.value >= 0


@pytest.mark.parametrize("piece", ["2020年", "1%", "a", "百", "(", "1-", "5%的", "增长"])
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """No expression may backtrack: a long line of one thing is read in a time that a person does not notice."""
    source = (piece * 100_000)[:100_000]
    assert all(source[t.start : t.end] == t.text for t in find_targets(Text(source), cut(source)))


def test_letters_before_a_figure_make_it_a_name() -> None:
    assert list(figures("推广E10升油品，监测PM2.5，建成B12座的G30公里标志。")) == []
