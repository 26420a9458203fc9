"""Chapters whose titles have no numeral, and what stands under one that looks back."""

from __future__ import annotations

import pytest

from ingest.pipeline import read_document
from ingest.structure import read_layout
from ingest.text import Text


def headings(source: str) -> list[tuple[str, str, int]]:
    return [(h.label, h.text, h.level) for h in read_layout(Text(source)).headings]


def test_chapters_without_numerals_stand_above_those_that_have_one() -> None:
    source = (
        "某县2027年政府工作报告\n各位代表：\n现在，我代表县人民政府报告工作。\n2026年工作回顾\n一年来，全县新建公园6座。\n"
        "2027年重点工作\n（一）抓好水利\n新建水库3座。\n保障措施\n加强督查。\n"
    )
    assert headings(source) == [
        ("", "2026年工作回顾", 1),
        ("", "2027年重点工作", 1),
        ("(一)", "抓好水利", 2),
        ("", "保障措施", 1),
    ]


def test_a_title_without_a_numeral_stands_beneath_the_chapter_that_has_one() -> None:
    source = (
        "一、总体要求\n指导思想\n以高质量发展为主线。\n主要目标\n到2027年，新建公园6座。\n二、重点任务\n加强督查。\n"
    )
    assert headings(source)[:4] == [
        ("一", "总体要求", 1),
        ("一", "指导思想", 2),
        ("一", "主要目标", 2),
        ("二", "重点任务", 1),
    ]


def test_the_name_of_a_chapter_among_lines_of_a_title_is_none() -> None:
    assert headings("附件1\n某市城市更新\n工作目标\n序号 区县 目标\n甲县 20\n") == []


@pytest.mark.parametrize(
    "told",
    [
        "截至2020年底，全省充电站达到4210座。",
        "“十二五”时期，城镇新增就业超过64万人，登记失业率控制在4.1%以内。",
    ],
)
def test_what_was_reached_by_then_is_no_goal_in_a_chapter_on_the_situation(told: str) -> None:
    source = f"某省新能源“十四五”发展规划\n一、面临形势\n（一）发展基础\n{told}\n二、发展目标\n到2025年，充电站达到8000座。\n"
    document = read_document(source, name="plan.txt")
    assert [t.due.isoformat() for s in document.tasks for t in s.targets if t.due] == ["2025-12-31"]
