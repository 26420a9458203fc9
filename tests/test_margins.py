"""Texts whose lines were broken at a margin, or whose figures stand between spaces or that hold marks without width, give the tags of plain paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from corpus.types import Document
from ingest.margins import margin_of
from ingest.pipeline import read_document

PLAN = """\
某市人民政府关于印发城市供水节水三年行动计划的通知
某政发〔2021〕18号
各区人民政府，市政府各部门：
为保障供水安全，提高用水效率，结合我市实际，制定本计划。请各区、各部门结合工作实际，认真抓好落实。
一、主要目标
到2023年年底，全市供水管网漏损率控制在9%以内，公共供水普及率达到99.5%，再生水利用率达到45%以上，节水型居民小区覆盖率达到20%，万元工业增加值用水量较2020年下降12%。
二、重点任务
（一）改造供水设施。2022年6月底前，市水务局会同市住房城乡建设局、市发展改革委完成老旧供水管网普查；2023年10月底前，各区人民政府完成更新改造老旧管网1200公里。（市水务局牵头，市财政局、各区人民政府配合）
（二）推进二次供水。市住房城乡建设局要在2021年12月31日前制定二次供水设施改造技术导则，对2000年以前建成的住宅小区优先安排改造，3年内改造小区不少于360个。（市住房城乡建设局、市水务局、市卫生健康委按职责分工负责）
（三）严格用水管理。月用水量10000立方米以上的单位要每3年开展一次水平衡测试，每年1月底前向市节约用水办公室报送上年度用水情况。禁止使用国家明令淘汰的用水器具。
三、保障措施
各区人民政府要于2021年8月底前制定实施方案，报市水务局备案。市政府督查室每半年组织一次督查，结果在全市范围内通报，并作为年度考核的重要依据。鼓励社会资本参与再生水设施建设和运营，探索合同节水管理模式。
"""


def _counted(width: int, indent: str) -> Callable[[str], str]:
    """Lines of so many characters, whatever is parted."""

    def wrapped(paragraph: str) -> str:
        words = indent + paragraph
        return "\n".join(words[at : at + width] for at in range(0, len(words), width))

    return wrapped


def _set(columns: int, indent: str) -> Callable[[str], str]:
    """Lines of so many columns, no figure parted and no mark at the beginning of a line."""

    def wrapped(paragraph: str) -> str:
        lines = [indent]
        for word in re.findall(r"[0-9A-Za-z.%]+|.[，。；：）〕]*", paragraph):
            if len((lines[-1] + word).encode("gbk")) > columns:
                lines.append("")
            lines[-1] += word
        return "\n".join(lines)

    return wrapped


WRAPPED = {
    "counted": _counted(38, ""),
    "counted, indented": _counted(35, "　　"),
    "set": _set(70, ""),
    "set, indented": _set(76, "    "),
    "marks without width": lambda paragraph: re.sub(r"(?<=[。，、局])", "\u200b", paragraph),
    "spaced": lambda paragraph: re.sub(r"(?<=[一-龥，])(?=[0-9])|(?<=[0-9%])(?=[一-龥，。；）])|(?=%)", " ", paragraph),
}


def tags(document: Document) -> dict[str, Any]:
    """Everything that was found, without white space."""

    def bare(words: str) -> str:
        return "".join(words.replace("\u200b", "").split())

    return {
        "title": document.title,
        "number": bare(document.number or ""),
        "headings": [(h.label, h.text) for h in document.headings],
        "sentences": [(bare(document.text[s.start : s.end]), s.kind) for s in document.sentences],
        "tasks": [(t.id, t.clause, bare(t.text), t.modality) for t in document.tasks],
        "deadlines": [(bare(d.text), d.due, d.rrule) for t in document.tasks for d in t.deadlines],
        "targets": [(x.indicator, x.value, x.unit, x.due) for t in document.tasks for x in t.targets],
        "bodies": [(b.name, b.role) for t in document.tasks for b in t.bodies],
    }


def wrapped_text(way: str) -> str:
    return "\n".join(map(WRAPPED[way], PLAN.splitlines())) + "\n"


@pytest.mark.parametrize("way", WRAPPED)
def test_what_layout_put_in_changes_nothing_that_is_found(way: str) -> None:
    assert tags(read_document(wrapped_text(way), name="plan.txt")) == tags(read_document(PLAN, name="plan.txt"))


@pytest.mark.parametrize("way", WRAPPED)
def test_what_is_found_is_told_by_its_place_in_the_text_as_given(way: str) -> None:
    source = wrapped_text(way)
    document = read_document(source, name="plan.txt")
    assert document.text == source
    found: list[Any] = [*document.times, *document.citations, *document.tasks]
    for task in document.tasks:
        found += [*task.deadlines, *task.targets, *task.bodies, *task.regions]
    assert [one for one in found if source[one.start : one.end] != one.text] == []
    assert any(re.search("[\n \u200b]", one.text) for one in found)


def test_paragraphs_a_line_have_no_margin() -> None:
    assert margin_of(PLAN) is None
    assert margin_of("各区要抓好落实。\n" * 50) is None
    assert margin_of("市水务局要在2023年6月底前完成全部老旧管网改造任务\n" * 8) is None  # duties of one length
    assert margin_of("") is None


def test_a_short_line_ends_its_paragraph_though_no_mark_stands_there() -> None:
    short = ["市水务局要在2022年年底前公布结果", "市财政局要在2023年6月底前拨付经费"]
    source = wrapped_text("counted").replace("三、保障措施", "\n".join([*short, "三、保障措施"]))
    found = [task.text for task in read_document(source, name="plan.txt").tasks]
    assert [text for text in found if text in short] == short


def test_words_of_letters_stay_apart_where_a_line_ends_between_them() -> None:
    source = "建设国家级平台，推广使用 Green\nHydrogen 技术标准，扩大应用。\n"
    assert "Green\nHydrogen" in read_document(source, name="a.txt").tasks[0].text


def test_the_number_of_a_line_is_no_figure_whatever_space_follows_it() -> None:
    lines = [
        f"{month}\u00a0各区要在\u00a02026\u00a0年\u00a0{month}\u00a0月底前完成\u00a050\u00a0个项目。"
        for month in range(1, 7)
    ]
    found = read_document("\n".join(["关于改造管网的通知", *lines]), name="a.txt")
    assert [[body.name for body in task.bodies] for task in found.tasks] == [["各区"]] * 6


def test_a_title_that_lines_cut_is_cited_whole() -> None:
    source = "各市要落实《国务院关于\n加强质量工作的意见\n》（国发〔2017〕24号）。\n"
    (cited,) = read_document(source, name="a.txt").citations
    assert (cited.title, cited.number) == ("国务院关于加强质量工作的意见", "国发〔2017〕24号")
    assert cited.text == source[5:-2]
