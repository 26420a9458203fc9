"""Chapters whose titles have no numeral, and what stands under one that looks back."""

from __future__ import annotations

from datetime import date

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


def test_what_opens_a_section_of_goals_dates_its_numbered_goals_too() -> None:
    source = (
        "某市数字经济三年行动计划\n一、总体要求\n（二）发展目标\n到2026年，数字经济成为新引擎，建成示范高地。\n"
        "1.规模持续扩大。到2025年，产值规模突破3500亿元。\n2.转型全面深化。数字化改造覆盖率达80%。\n"
    )
    found = {t.indicator: t.due for s in read_document(source, name="plan.txt").tasks for t in s.targets}
    assert found == {"产值规模": date(2025, 12, 31), "数字化改造覆盖率": date(2026, 12, 31)}


def test_a_chapter_ends_the_box_before_it() -> None:
    source = "第一章 目标\n第三节 水平\n专栏1 主要指标\n第二章 任务\n第一节 养护\n养护公园。"
    assert [label for label, _, _ in headings(source)] == [
        "第一章",
        "第一章第三节",
        "第一章第三节专栏1",
        "第二章",
        "第二章第一节",
    ]


def test_a_sentence_on_who_leads_is_no_title() -> None:
    source = "一、加强领导。各县要高度重视。\n二、分工中,列第一位的单位为牵头单位。各牵头单位要报告进展。\n"
    assert [h.text for h in read_layout(Text(source)).headings] == ["加强领导"]


def test_a_chapter_title_in_the_line_of_the_chapter_before_ends_with_the_line() -> None:
    text = Text("一、重点任务\n县公安局要维护现场秩序。二、工作要求\n各乡镇要报送进展情况。\n")
    assert [h.text for h in read_layout(text).headings] == ["重点任务", "工作要求"]


def test_goals_that_say_what_is_to_be_reached_look_back_on_nothing() -> None:
    source = "一、取得的显著成效\n新建公园10座。\n二、主要目标\n（一）改革取得决定性成就\n制度基本健全。\n"
    assert [t.text for t in read_document(source, name="t").tasks] == ["制度基本健全。"]


@pytest.mark.parametrize(
    "said",
    [
        "省水利厅牵头，省司法厅配合，2023年底前完成。",
        "\n省水利厅牵头，省司法厅配合，2023年底前完成。",
        "牵头单位：省水利厅；配合单位：省司法厅。完成时限：2023年底前。",
    ],
)
def test_an_item_whose_rest_says_who_does_it_is_what_there_is_to_do(said: str) -> None:
    items = f"（一）制定水权交易管理办法。{said}\n（二）建设水资源监测平台。由省水利厅会同省财政厅组织实施。\n"
    source = f"某省水利工作分工方案\n某政办发〔2023〕2号\n一、重点任务\n{items}某省人民政府办公厅\n2023年1月5日\n"
    document = read_document(source, name="plan.txt")
    found = [(t.text, {(b.name, b.role) for b in t.bodies}, [d.due for d in t.deadlines]) for t in document.tasks]
    assert found == [
        ("制定水权交易管理办法。", {("省水利厅", "lead"), ("省司法厅", "support")}, [date(2023, 12, 31)]),
        ("建设水资源监测平台。", {("省水利厅", "responsible"), ("省财政厅", "support")}, []),
    ]
    assert [h.text for h in document.headings] == ["重点任务"]


@pytest.mark.parametrize("rest", ["各新闻单位要开展宣传，引导社会参与。", "市教育局负责校园安全，市公安局负责巡逻。"])
def test_an_item_whose_rest_says_what_is_done_keeps_its_title(rest: str) -> None:
    document = read_document(f"一、重点任务\n（一）加强宣传引导。{rest}\n", name="plan.txt")
    assert [h.text for h in document.headings] == ["重点任务", "加强宣传引导"]
    assert document.tasks[0].text.startswith(rest[:4])


def test_what_is_to_be_built_is_the_title_of_its_item_among_items_without_titles() -> None:
    items = [
        "新建公园6座。",
        "新增就业4200人。",
        "剩余农户全部脱贫。",
        "城北污水处理厂二期。建设管网12公里，年内完工。",
    ]
    source = "一、推进项目建设\n" + "\n".join(f"{n}．{item}（县住建局牵头）" for n, item in enumerate(items, 1))
    document = read_document(source, name="plan.txt")
    assert [h.text for h in document.headings] == ["推进项目建设", "城北污水处理厂二期"]
    assert [t.text for t in document.tasks][3:] == ["建设管网12公里", "年内完工。"]
