"""References to other documents (ingest.taggers.citations)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.identity import number_key
from ingest.pipeline import read_document
from ingest.taggers.citations import find_citations
from ingest.text import Sentence, Text

CASES = Path(__file__).parent / "cases" / "citations.jsonl"


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def body(source: str, zone: Any = "body") -> list[Sentence]:
    """The text as one sentence."""
    return [Sentence(0, len(source), 0, -1, "", zone, 0)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"][:24])
def test_citations_of_a_sentence(case: dict[str, Any]) -> None:
    found = find_citations(Text(case["text"]), body(case["text"]))
    assert [{"title": c.title, "number": c.number, "relation": c.relation} for c in found] == case["citations"]
    assert all(case["text"][c.start : c.end] == c.text for c in found)


def test_the_table_has_enough_cases_of_both_kinds() -> None:
    table = cases()
    assert len(table) >= 60
    assert sum(not case["citations"] for case in table) >= 15


def test_a_citation_covers_its_bracketed_number() -> None:
    source = "落实《关于加强质量工作的意见》（国发〔2017〕24号）精神。"
    assert [c.text for c in find_citations(Text(source), body(source))] == [source[2:-3]]


def test_the_documents_names_for_itself_are_none() -> None:
    title, line, rest = (
        "关于印发《节水行动方案》的通知\n",
        "国发〔2019〕7号\n",
        "按照《节水行动方案》要求，落实《水法》。",
    )
    source = title + line + rest
    sentences = [
        Sentence(0, len(title), 0, -1, "", "title", 0),
        Sentence(len(title), len(title + line), 1, -1, "", "body", len(title)),
        Sentence(len(title + line), len(source), 2, -1, "", "body", len(title + line)),
    ]
    assert [c.title for c in find_citations(Text(source), sentences)] == ["水法"]


def test_a_short_name_of_the_enclosure_is_none_later_on() -> None:
    first, second = "现将《节水行动方案》（以下简称《方案》）印发给你们。", "各地要按照《方案》落实《水法》。"
    source = first + second
    sentences = [
        Sentence(0, len(first), 0, -1, "", "body", 0),
        Sentence(len(first), len(source), 0, -1, "", "body", 0),
    ]
    assert [c.title for c in find_citations(Text(source), sentences)] == ["水法"]


def test_the_documents_own_number_is_none() -> None:
    head, rest = "国办发〔2020〕24号\n", "按照国办发〔2020〕24号和国发〔2019〕18号文件要求推进。"
    source = head + rest
    sentences = [
        Sentence(0, len(head), 0, -1, "", "metadata", 0),
        Sentence(len(head), len(source), 1, -1, "", "body", len(head)),
    ]
    assert [c.number for c in find_citations(Text(source), sentences)] == ["国发〔2019〕18号"]


@pytest.mark.parametrize("zone", ["title", "metadata", "residue", "addressee", "signature"])
def test_only_the_documents_own_text_holds_citations(zone: str) -> None:
    source = "根据《水法》，制定本办法。"
    assert find_citations(Text(source), body(source, zone)) == []


@pytest.mark.parametrize("source", ["《", "》", "《》", "《《《甲》", "》《", "《甲。乙》", "", "《" * 50 + "》" * 50])
def test_broken_brackets_are_no_titles(source: str) -> None:
    for citation in find_citations(Text(source), body(source)):
        assert citation.title
        assert "。" not in citation.title


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("国办发〔2018〕128号", "國辦發（2018）128 號"),
        ("国办发[2018]128号", "国办发【2018】128号"),
        ("国办发〔2018〕128号", "国办发〔2018〕第128号"),
        ("GB 3095—2012", "GB3095-2012"),
        ("国务院令第591号", "国务院令 第591号"),
    ],
)
def test_spellings_of_a_number_meet(one: str, two: str) -> None:
    assert number_key(one) == number_key(two)


def test_numbers_that_differ_do_not_meet() -> None:
    assert (
        len({number_key(n) for n in ("国发〔2018〕22号", "国发〔2018〕2号", "国办发〔2018〕22号", "国发〔2019〕22号")})
        == 4
    )


@pytest.mark.parametrize(
    ("title", "sentence", "cited"),
    [
        ("关于印发2026年《政府工作报告》重点任务分工的通知", "各单位要落实《政府工作报告》。", ["政府工作报告"]),
        ("关于印发《某某县公园管理办法》的通知", "各单位要落实《某某县公园管理办法》。", []),
        (
            "关于印发《某某县公园管理办法（试行）》和《养护规程》的通知",
            "落实《养护规程》和《绿化条例》。",
            ["绿化条例"],
        ),
    ],
)
def test_what_the_title_sends_out_is_the_document_what_it_names_is_another(
    title: str, sentence: str, cited: list[str]
) -> None:
    found = read_document(f"某某县人民政府{title}\n各乡镇人民政府：\n一、{sentence}\n", name="t").citations
    assert [c.title for c in found] == cited


@pytest.mark.parametrize("unit", ["《", "《甲》", "现将《甲》", "国发〔2018〕3号", "〔2018〕", "GB"])
def test_time_stays_short(unit: str) -> None:
    source = unit * (200_000 // len(unit))
    text = Text(source)
    assert text.folded
    begin = time.process_time()
    find_citations(text, body(source))
    assert time.process_time() - begin < 5


def test_an_older_paper_of_the_same_name_and_one_that_an_item_speaks_of_are_cited() -> None:
    source = (
        "某市关于印发防汛预案的通知\n某政函〔2014〕9号\n各县政府：\n现将修订后的《防汛预案》印发给你们，请认真组织实施。"
        "2005年5月24日印发的《防汛预案》同时废止。\n某市人民政府\n2014年12月29日\n防汛预案\n一、总则\n按照《防汛预案》执行。\n"
        "（一）市水务局《关于疏浚河道的报告》已经市政府同意，请各县认真贯彻落实。\n"
    )
    found = read_document(source, name="t.txt").citations
    assert [(c.title, c.relation) for c in found] == [("防汛预案", "repeal"), ("关于疏浚河道的报告", "mention")]
    plain = "某市关于防汛的通知\n各县政府：\n市水务局《关于疏浚河道的报告》已经市政府同意，请认真贯彻落实。\n"
    assert read_document(plain, name="t.txt").citations == ()
