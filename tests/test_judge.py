"""What a sentence is: a task, or why it is none. Cases in `cases/sentences.jsonl`, truth set by reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.judge import judge
from ingest.pipeline import read_document
from ingest.structure import read_layout
from ingest.text import Text

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
]


def kinds(source: str) -> dict[str, str]:
    text = Text(source)
    layout = read_layout(text)
    return {source[s.start : s.end]: kind for s, kind in zip(layout.sentences, judge(text, layout), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:20] for c in CASES])
def test_kind_of_a_sentence(case: dict[str, str]) -> None:
    heading = f"{case['under']}\n" if case["under"] else ""
    assert kinds(heading + case["text"])[case["text"]] == case["kind"]


def test_a_paragraph_that_tells_of_the_past_is_narration_to_its_end() -> None:
    found = kinds("二、重点任务\n过去五年，经济平稳运行。粮食连年丰收。教育公平提升。\n完善住房保障体系。")
    assert [found[s] for s in ("粮食连年丰收。", "教育公平提升。")] == ["narration", "narration"]
    assert found["完善住房保障体系。"] == "task"


def test_the_preamble_of_a_text_with_chapters_is_narration_unless_it_lays_a_duty() -> None:
    found = kinds("数字政府建设提升治理能力。各地要抓紧落实。\n一、总体要求\n建立机制。\n二、任务\n建设平台。")
    assert found["数字政府建设提升治理能力。"] == "narration"
    assert found["各地要抓紧落实。"] == "task"


def test_items_of_a_list_of_cases_are_no_tasks() -> None:
    found = kinds(
        "第三条　有下列情形之一的，由市监管部门责令改正：\n（一）未按规定备案；\n（二）拒绝检查。\n第四条　应当公示。"
    )
    assert found["未按规定备案；"] == found["拒绝检查。"] == "definition"
    assert found["应当公示。"] == "task"


def test_who_is_in_a_group_is_no_task_but_what_its_members_do() -> None:
    found = kinds("二、组织领导\n组长：张三。\n成员单位：按照职责做好防汛工作。")
    assert (found["组长：张三。"], found["成员单位：按照职责做好防汛工作。"]) == ("definition", "task")


def test_a_run_in_title_with_a_date_is_a_heading_and_a_task() -> None:
    text = Text("一、任务\n（一）2023年底前完成管网改造。建立台账。\n")
    layout = read_layout(text)
    found = judge(text, layout, dated=frozenset(range(len(layout.sentences))))
    assert [k for s, k in zip(layout.sentences, found, strict=True) if s.zone == "heading"][1] == "task"


def test_what_has_to_be_told_of_is_no_task() -> None:
    found = kinds("（三）信息报告\n对下列信息，市应急局应当立即向省应急厅报告：\n1.较大以上火灾；\n2.跨市界火灾。")
    assert found["对下列信息，市应急局应当立即向省应急厅报告："] == "task"
    assert found["较大以上火灾；"] == found["跨市界火灾。"] == "definition"


def test_what_stands_above_an_announced_list_is_narration_unless_it_lays_a_duty() -> None:
    found = kinds(
        "各县人民政府：\n全会通过了报告。县政府实行分工负责制。有关事项通知如下：\n一、各单位要细化方案，抓好落实。\n二、建立台账。"
    )
    assert found["县政府实行分工负责制。"] == "narration"
    assert found["一、各单位要细化方案，抓好落实。".removeprefix("一、")] == "task"


def test_imperatives_that_follow_a_duty_in_the_preamble_are_tasks() -> None:
    found = kinds("各单位要制定方案。对重点项目实行专项督查。\n一、目标\n建设平台。\n二、任务\n建设网络。")
    assert found["对重点项目实行专项督查。"] == "task"


def test_a_long_preamble_that_sets_out_a_plan_is_no_task() -> None:
    basis = "、".join(f"《某某条例{n}》" for n in range(30))
    sentence = f"为做好防汛工作，根据{basis}，结合实际，特制定本方案。"
    assert kinds(f"一、总则\n{sentence}")[sentence] == "transmission"


def test_what_a_text_praises_was_done_already_and_what_it_asks_for_is_a_task() -> None:
    found = kinds(
        "某某市人民政府关于对典型做法给予表扬的通报\n各县人民政府：\n甲县推行一窗办理。各县要认真借鉴。\n"
        "一、下一步工作\n加快补齐短板。\n某某市人民政府\n2024年5月1日\n"
    )
    assert found["加快补齐短板。"] == "task"
    assert found["甲县推行一窗办理。"] == "narration"
    assert found["各县要认真借鉴。"] == "task"


def test_a_title_under_goals_tells_no_situation_and_the_first_chapter_of_a_plan_does() -> None:
    plan = "一、发展环境\n新增托位300个。\n二、主要目标\n（一）服务供给取得新进展\n托位达到500个。\n三、保障措施\n优化服务。\n"
    found = kinds(plan)
    assert (found["新增托位300个。"], found["托位达到500个。"]) == ("narration", "task")


def test_a_list_of_forbidden_acts_holds_prohibitions_and_ends_with_its_numbers() -> None:
    """What stands under `不得有下列行为:` is forbidden, whatever its words; under `有下列情形的` nothing is."""
    source = "某县通告\n一、库区内不得有下列行为：\n（一）炸鱼、电鱼；\n（二）其他污染水体的；\n违反上述规定的，由县水利局责令改正。\n二、有下列情形之一的，予以奖励：\n（一）举报属实的；"
    tasks = {t.text: t.modality for t in read_document(source, name="t.txt").tasks}
    assert tasks["炸鱼、电鱼；"] == tasks["其他污染水体的；"] == "must_not"
    assert tasks["违反上述规定的，由县水利局责令改正。"] == "must"
    assert "举报属实的；" not in tasks


def test_a_list_of_forbidden_acts_is_told_from_what_is_to_be_done_or_kept_to() -> None:
    source = (
        "某县通告\n一、在库区内，禁止下列行为：\n（一）采石取土；因工程需要取土的，应当报县水利局批准。\n"
        "二、严禁违规收费，并做好以下工作：\n（一）公开收费目录；\n三、不得要求申请人提供下列材料：\n（一）身份证复印件；\n"
    )
    tasks = {t.text: t.modality for t in read_document(source, name="t.txt").tasks}
    assert tasks["采石取土；"] == "must_not"
    assert tasks["因工程需要取土的，应当报县水利局批准。"] == tasks["公开收费目录；"] == "must"
    assert "身份证复印件；" not in tasks


def test_each_act_of_a_list_of_what_is_allowed_is_a_permission() -> None:
    found = kinds(
        "第三条　检查人员有权采取下列措施：\n（一）进入现场检查；\n（二）查阅资料。\n第四条　检查应当两人以上。"
    )
    assert found["进入现场检查；"] == found["查阅资料。"] == "permission"
    assert found["检查应当两人以上。"] == "task"


def test_what_a_case_looks_like_by_its_words_makes_it_no_narration() -> None:
    found = kinds("第四条　有下列情形之一的，应当问责：\n（一）瞒报事故；\n（二）其他需要问责的情形。")
    assert found["其他需要问责的情形。"] == "definition"


def test_days_off_in_a_preamble_are_told_a_decision_is_a_task() -> None:
    source = "2025年元旦放假1天。\n市防指决定于7月5日启动应急响应。\n一、值班\n落实值班制度。\n二、信息\n及时报告。"
    layout = read_layout(Text(source))
    found = judge(Text(source), layout, dated=frozenset(range(len(layout.sentences))))
    by = {source[s.start : s.end]: kind for s, kind in zip(layout.sentences, found, strict=True)}
    assert by["2025年元旦放假1天。"] == "narration"
    assert by["市防指决定于7月5日启动应急响应。"] == "task"


def test_titles_of_principles_in_a_row_are_doctrine() -> None:
    found = kinds("一、基本原则\n坚持底线思维、安全第一。坚持分类指导、因地制宜。建立巡查制度。\n二、任务\n开展巡查。")
    assert found["坚持分类指导、因地制宜。"] == "doctrine"
    assert found["建立巡查制度。"] == "task"


def test_the_year_s_demands_in_a_preamble_are_goals() -> None:
    found = kinds("今年工作的总体要求是：深入落实上级部署，完善平台。\n一、公开\n公布清单。\n二、解读\n发布解读。")
    assert found["今年工作的总体要求是：深入落实上级部署，完善平台。"] == "task"


def test_a_look_back_ends_with_its_chapter_though_the_next_has_no_title() -> None:
    found = kinds(
        "一、去年工作成效\n绿地增加。\n二、会议要求，各单位要抓好落实。\n1.经费问题。统筹解决经费。\n2.用地问题。办理用地手续。"
    )
    assert found["绿地增加。"] == "narration"
    assert found["统筹解决经费。"] == found["办理用地手续。"] == "task"


def test_what_is_decided_in_a_preamble_is_a_task_dated_or_not() -> None:
    found = kinds("为消除隐患，经县政府同意，决定在全县开展集中整治行动。\n一、范围\n排查商户。\n二、步骤\n张贴通告。")
    assert found["为消除隐患，经县政府同意，决定在全县开展集中整治行动。"] == "task"
