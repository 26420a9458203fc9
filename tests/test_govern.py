"""Which deadline governs which task: stages, announced lists, plans, and what binds backwards. Truth set by reading."""

from __future__ import annotations

import pytest

from ingest.pipeline import read_document
from tests.read_tasks import dated


def test_a_stage_told_in_a_sentence_holds_to_the_next_one_of_its_paragraph() -> None:
    source = (
        "整治分为两个阶段：第一阶段（2021年5月至6月）为动员阶段。各地要制定方案。第二阶段（2021年7月至9月）为实施阶段。各地要全面整治。\n"
        "各地要加强宣传。\n"
    )
    assert [d for t, d in dated(source) if "各地要" in t] == [[("2021-06-30", True)], [("2021-09-30", True)], []]


def test_a_stage_that_leads_its_paragraph_holds_to_its_end() -> None:
    source = (
        "自查阶段（2021年5月上旬）：召开动员会议。各地要逐项登记，2021年5月8日前上报。各地要如实填报。\n"
        "总结阶段（2021年6—7月）：市政府办公室汇总情况。督促整改。\n"
    )
    assert [d for _, d in dated(source)] == [
        [("2021-05-10", False)],
        [("2021-05-10", True)],
        [("2021-05-08", False)],
        [("2021-05-10", True)],
        [("2021-07-31", False)],
        [("2021-07-31", True)],
    ]


def test_what_a_figure_is_to_come_to_is_no_new_subject() -> None:
    source = "2021年底前，养老床位达到500张；残疾人机构托养达到60人；新进人员，凡进必考。"
    assert [d for _, d in dated(source)][:2] == [[("2021-12-31", False)], [("2021-12-31", True)]]


@pytest.mark.parametrize(
    "head", ["为做好2021年防汛工作，现将有关事项通知如下：", "2021年3月1日，市政府召开会议，议定事项如下："]
)
def test_the_period_of_a_purpose_or_a_meeting_is_not_laid_on_the_list(head: str) -> None:
    source = f"{head}\n1.加强巡查。清理沟渠。\n2.备足物资。补充沙袋。\n"
    assert [d for _, d in dated(source)] == [[], []]


@pytest.mark.parametrize(
    ("title", "due"),
    [
        ("某市2021年托育工作要点", "2021-12-31"),
        ("某市政府关于印发2021年为民办实事项目的通知", "2021-12-31"),
        ("某市托育服务三年行动方案（2021—2023年）", "None"),
        ("某市人民政府关于印发某市托育服务发展规划（2018—2025年）的通知", "2025-12-31"),
        ("2011—2025年某市托育服务发展纲要", "2025-12-31"),
        ("某市人民政府关于某县托育服务发展规划（2018—2025年）的批复", "None"),
        ("某市“十四五”托育发展规划（2021—2025年）", "2025-12-31"),
        ("某市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", "2025-12-31"),
        ("某市关于做好2021年元旦春节期间托育工作的通知", "None"),
        ("某市“十四五”托育发展规划", "2025-12-31"),
        ("某市关于落实2021年《政府工作报告》重点任务分工的通知", "2021-12-31"),
        ("某市2030年前托育普及行动方案", "None"),
        ("某市2020年托育工作要点", "None"),
        ("某市2021年托育工作情况通报", "None"),
        ("某市2021年冬季和2022年托育工作计划", "None"),
        ("某市托育机构设置标准（2021年版）工作方案", "None"),
        ("某市托育工作方案", "None"),
    ],
)
def test_what_a_plan_counts_up_without_a_day_is_due_by_the_end_of_its_titles_period(title: str, due: str) -> None:
    source = f"{title}\n2021年2月1日\n一、扩大供给\n新增托位800个。每年培训保育员90名。2022年6月底前建成托育中心3个。\n"
    found = read_document(source, name="t").tasks
    assert [[str(t.due) for t in task.targets] for task in found] == [[due], ["None"], ["2022-06-30"]]
    assert not found[0].deadlines


def test_back_reference_to_the_work_named_before() -> None:
    source = "一、任务\n推进供热老旧管网改造，提升保供能力。2021年10月底前，全部小区完成改造任务。\n"
    assert dated(source)[0] == ("推进供热老旧管网改造，提升保供能力。", [("2021-10-31", True)])


def test_back_reference_to_all_of_the_item() -> None:
    source = "一、任务\n（一）清理库存。公开清单。规范流程。上述工作2021年9月底前完成。\n（二）强化培训。\n"
    assert [d for _, d in dated(source)] == [
        [("2021-09-30", True)],
        [("2021-09-30", True)],
        [("2021-09-30", False)],
        [],
    ]


def test_back_reference_of_an_item_that_closes_the_list_and_not_of_what_is_checked() -> None:
    source = (
        "关于防汛的通知\n各县：\n1.各县要清理河道；对未硬化的通道进行维修。\n"
        "2.各县要加强领导，确保上述两项工作在2021年4月26日前完成。\n3.市局于2021年4月28日对上述工作进行验收。\n"
    )
    assert [d for _, d in dated(source)] == [
        [("2021-04-26", True)],
        [("2021-04-26", True)],
        [],
        [("2021-04-26", False)],
        [("2021-04-28", False)],
    ]


def test_what_governs_before_a_recurrence_goes_on_behind_it() -> None:
    source = "一、目标\n到2025年，环境总体改善，优良天数逐年提高，颗粒物浓度比2020年下降10%以上。\n"
    assert [d for _, d in dated(source)] == [
        [("2025-12-31", False)],
        [("FREQ=YEARLY", False), ("2025-12-31", True)],
        [("2025-12-31", True)],
    ]


def test_a_numbered_sentence_lays_its_period_on_the_lines_beneath_it_and_no_further() -> None:
    source = "一、任务\n1.“十四五”期间，管护的具体任务是：\n清理河道。\n加固堤防。\n2.各县要加强巡查。\n"
    assert [d for t, d in dated(source)][-3:] == [[("2025-12-31", True)], [("2025-12-31", True)], []]


@pytest.mark.parametrize("done", ["完成", "全部完成", "建成投用", "整改到位"])
def test_a_bare_word_of_completion_dates_what_stands_before_it_in_its_sentence(done: str) -> None:
    source = f"一、任务\n摸清底数。修缮堤防，加固涵闸，2021年6月底前{done}。\n"
    assert [d for _, d in dated(source)] == [[], [("2021-06-30", True)], [("2021-06-30", False)]]


def test_a_bare_word_of_completion_dates_nothing_before_a_part_with_a_day_of_its_own() -> None:
    source = "一、任务\n科学划定禁养区，2027年底前关闭区内养殖场，沿江区域提前一年完成。\n"
    assert [d for _, d in dated(source)] == [[], [("2027-12-31", False)], [("2026-12-31", False)]]


def test_a_verb_that_is_no_completion_dates_itself_alone() -> None:
    source = "一、任务\n各县要制定方案，2021年3月底前报省政府。\n"
    assert [d for _, d in dated(source)] == [[], [("2021-03-31", False)]]


def test_the_list_of_a_section_of_goals_is_due_by_the_plans_end_not_by_the_later_day_it_looks_on_to() -> None:
    opening = "二、发展目标\n到2025年，托育体系基本建成。到2035年，全面建成托育友好市。\n"
    source = f"某市“十四五”托育发展规划\n2021年2月1日\n{opening}1.扩大供给。每千人口托位达到4.5个。\n"
    listed = read_document(source, name="t").tasks[-1]
    assert [str(t.due) for t in listed.targets] == ["2025-12-31"]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("2027年6月底前，在三类店铺推行，2027年底前扩大到十类。", ["2027-06-30", "2027-12-31"]),
        ("自印发之日起2个月内拟定方案并备案，2027年底前动工。", ["2021-05-01", "2027-12-31"]),
        ("2027年5月底前，在县报开辟栏目，每周刊登一回。", ["2027-05-31", "FREQ=WEEKLY"]),
        ("2027年3月和9月，县教育局开展两次抽测。", ["2027-03-31 2027-09-30"]),
        ("主汛期（6—8月），各站每日巡堤。", ["2021-08-31 FREQ=DAILY"]),
        ("2027年6月底前建好台账，逐月核对。", ["2027-06-30", "FREQ=MONTHLY"]),
        ("每年12月底前将账目报省政府，同时抄送省财政厅。", ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"]),
        ("2027年底前建成平台，此后开展监测。", ["2027-12-31", ""]),
        ("2027年5月底前报送方案；省级验收前销号。", ["2027-05-31", ""]),
        ("2027年5月底前改好；对逾期未改的，由县政府督办。", ["2027-05-31", ""]),
        ("理顺抽查机制，样本核验2027年6月底前完成。", ["", "2027-06-30"]),
        ("2027年6月底前建好台账；试点期满前6个月，提交总结。", ["2027-06-30", ""]),
    ],
)
def test_a_time_of_its_own_makes_a_task_and_ends_what_governed_before(sentence: str, days: list[str]) -> None:
    assert [" ".join(d for d, _ in held) for _, held in dated(f"一、任务\n{sentence}\n")] == days


def test_a_stage_whose_title_holds_its_months_dates_what_stands_beneath_it() -> None:
    source = "三、安排\n（一）动员（2027年4月中旬）。召开动员会。\n（二）收尾（2028年11月—12月）。评出结果，12月8日前上报。\n"
    assert [d for _, d in dated(source)] == [
        [("2027-04-20", True)],
        [("2028-12-31", True)],
        [("2028-12-08", False)],
    ]


def test_a_title_of_nothing_but_a_year_dates_what_stands_in_it_and_is_no_task() -> None:
    goals = "（一）总目标\n2021年底，回收率达到三成；2022年底，回收率达到四成。\n"
    source = f"一、工作目标\n{goals}（二）年度目标\n1.2021年。新建站点30个。\n2.2022年。新增车辆80台。\n"
    assert [d for _, d in dated(source)][-2:] == [[("2021-12-31", True)], [("2022-12-31", True)]]
    assert [t for t, _ in dated(source)][-2:] == ["新建站点30个。", "新增车辆80台。"]


def test_a_rate_a_year_does_not_end_the_day_of_the_list_that_it_stands_in() -> None:
    source = "一、目标\n到2025年，托位达到900个；普惠率每年提高2个百分点；持证率达到95%。\n"
    assert [d for _, d in dated(source)] == [
        [("2025-12-31", False)],
        [("FREQ=YEARLY", False)],
        [("2025-12-31", True)],
    ]


def test_a_stage_of_which_only_the_time_is_told_dates_what_stands_beneath_it() -> None:
    source = "（一）节点\n1.启动阶段：2027年7月。各县制定方案，7月20日前备案。\n2.评审（8月上旬）：县教育局看现场。\n"
    assert [d for _, d in dated(source)] == [[("2027-07-31", True)], [("2027-07-20", False)], [("2021-08-10", True)]]


def test_months_lie_in_the_stage_that_goes_on_into_the_next_year() -> None:
    source = "二、安排\n（一）施工阶段（十月一日至二〇二二年三月三十一日）。十一月上旬开工，明年三月底完成。\n"
    assert [d for _, d in dated(source)] == [[("2021-11-10", False)], [("2022-03-31", False)]]


@pytest.mark.parametrize(
    "chapters",
    [
        ("一、2020年工作回顾", "二、2021年重点工作"),
        ("一、去年工作回顾", "二、对2021年工作的建议"),
        ("一、2020年工作总结", "二、主要任务"),
    ],
)
def test_a_text_without_a_date_takes_its_year_from_its_chapters(chapters: tuple[str, str]) -> None:
    source = (
        "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n"
        f"{chapters[0]}\n过去一年，全市新增托位300个。\n{chapters[1]}\n今年新增托位900个，6月底前建成托育中心3个。\n"
    )
    found = [(t.value, str(t.due)) for task in read_document(source, name="t").tasks for t in task.targets]
    assert found == [(900, "2021-12-31"), (3, "2021-06-30")]


def test_a_rate_a_year_is_not_due_by_the_day_that_follows_it() -> None:
    source = "二、任务\n近视率每年降低0.5个百分点以上，力争到2025年控制在50%以内。\n"
    found = [(t.value, str(t.due)) for task in read_document(source, name="t").tasks for t in task.targets]
    assert found == [(0.5, "None"), (50, "2025-12-31")]
