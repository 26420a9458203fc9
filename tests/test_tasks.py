"""Tasks: cut where a new time or body governs, bound to what governs them. Truth set by reading."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.samples import sample_text
from ingest.pipeline import read_document
from ingest.tasks import modality_of
from tests.read_tasks import WRITTEN, dated, tasks

SECTION = "一、发展目标\n到2025年，托育体系基本建成。\n供给扩大。托位达到500个。\n——服务更优。持证人员比例达到90%。\n"


def test_what_opens_a_section_of_goals_holds_for_the_list_beneath_and_no_other_paragraph() -> None:
    due = ("2025-12-31", True)
    assert [d for _, d in dated(SECTION)][1:] == [[], [], [due]]
    assert dated("一、重点任务\n到2025年，托育体系基本建成。\n扩大供给。\n")[1] == ("扩大供给。", [])
    assert dated(SECTION + "二、任务\n扩大供给。\n")[-1] == ("扩大供给。", [])
    assert dated(SECTION.replace("\n供给扩大", "\n2023年供给扩大"))[1][1] == [("2023-12-31", False)]


def test_figures_in_paragraphs_that_spell_out_one_sentence_of_goals_are_due_by_its_day() -> None:
    found = {t.text: t.targets for t in tasks(SECTION)}
    assert [str(x.due) for x in found["托位达到500个。"]] == ["2025-12-31"]
    two = SECTION.replace("基本建成。", "基本建成。服务更好。")  # a paragraph of its own that tells more
    assert [x.due for t in tasks(two) if t.text.startswith("托位") for x in t.targets] == [None]


def test_a_dashed_line_of_goals_stands_under_what_opens_their_section() -> None:
    goals = "到2025年，托育体系基本建成。\n——扩供给：托位达到500个。\n——优服务：持证人员比例达到90%。\n"
    assert [d for _, d in dated("一、总体目标\n" + goals)][1:] == [[("2025-12-31", True)]] * 2
    assert [d for _, d in dated("一、重点任务\n" + goals)][1:] == [[], []]


def test_a_numbered_line_of_goals_stands_under_what_opens_their_section() -> None:
    goals = "到2025年，托育体系基本建成。\n1.每千人托位数达到4.5个\n2.持证人员比例达到90%\n"
    assert [d for _, d in dated("一、总体目标\n" + goals)][1:] == [[("2025-12-31", True)]] * 2
    assert [d for _, d in dated("一、重点任务\n" + goals)][1:] == [[], []]


def test_a_share_of_a_class_behind_a_semicolon_is_a_further_goal() -> None:
    goals = "到2025年，污水治理率达到45%；30%以上的行政村达到美丽乡村标准。"
    assert dated(goals)[-1][1] == [("2025-12-31", True)]
    assert dated(goals.replace("30%以上的行政村达到", "各行政村要符合"))[-1][1] == []


def test_the_first_sentence_of_goals_may_say_by_when_in_its_middle() -> None:
    goals = "加快托育体系建设，到2025年，供给明显增加。托位达到500个。\n"
    assert dated("一、工作目标\n" + goals)[-1] == ("托位达到500个。", [("2025-12-31", True)])
    assert dated("一、重点任务\n" + goals)[-1] == ("托位达到500个。", [])


def test_how_often_does_not_end_by_when_in_one_sentence() -> None:
    day, yearly = ("2025-12-31", False), ("FREQ=YEARLY", False)
    assert dated("一、任务\n到2025年，托位达到500个，缺口逐年缩小。\n") == [
        ("到2025年，托位达到500个", [day]),
        ("缺口逐年缩小。", [yearly, ("2025-12-31", True)]),
    ]
    assert dated("一、任务\n到2025年，托位达到500个，每年开展评估。\n")[1] == ("每年开展评估。", [yearly])
    assert dated("一、任务\n到2025年，托位达到500个。每年开展评估。\n")[1] == ("每年开展评估。", [yearly])


def test_the_head_of_a_list_governs_all_of_it_whoever_its_members_name() -> None:
    source = "2025年主要预期目标是：托位达到500个；各县托育支出增长5%；市民满意度达到90%。\n完善标准。\n"
    assert [bool(d) for _, d in dated(source)] == [True, True, True, False]


def test_the_title_of_a_box_lays_no_period_on_it() -> None:
    assert dated("一、任务\n专栏1 “十四五”托育工程\n建设托育中心。\n") == [("建设托育中心。", [])]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "建立托育服务台账，2021年6月底前向社会公开。",
            [("建立托育服务台账", []), ("2021年6月底前向社会公开。", [("2021-06-30", False)])],
            id="a date in mid-sentence governs from where it stands",
        ),
        pytest.param(
            "完善管理制度，水质不达标的县要于2021年年底前编制达标方案，报市政府备案。",
            [
                ("完善管理制度", []),
                ("水质不达标的县要于2021年年底前编制达标方案，报市政府备案。", [("2021-12-31", False)]),
            ],
            id="the subject before a date belongs to the dated task",
        ),
        pytest.param(
            "2021年6月底前，完成普查；2022年年底前，完成改造。",
            [
                ("2021年6月底前，完成普查；", [("2021-06-30", False)]),
                ("2022年年底前，完成改造。", [("2022-12-31", False)]),
            ],
            id="two deadlines, two tasks",
        ),
        pytest.param(
            "2021年年底前，完成管网改造，修订运行规程，鼓励社会监督。",
            [("2021年年底前，完成管网改造，修订运行规程，鼓励社会监督。", [("2021-12-31", False)])],
            id="a deadline holds to the end of its sentence",
        ),
        pytest.param(
            "2021年年底前，完成入户调查。公布调查结果。",
            [("2021年年底前，完成入户调查。", [("2021-12-31", False)]), ("公布调查结果。", [])],
            id="a full stop ends a deadline",
        ),
        pytest.param(
            "按照国家统一部署，2021年年底前完成登记。",
            [("按照国家统一部署，2021年年底前完成登记。", [("2021-12-31", False)])],
            id="what only sets the scene stays with its action",
        ),
    ],
)
def test_cutting_at_times(sentence: str, expected: list[tuple[str, list[tuple[str, bool]]]]) -> None:
    assert dated(sentence) == expected


def test_a_part_without_object_points_at_the_words_before_it() -> None:
    first, second = tasks("各县制定托幼机构布局规划，2021年10月底前报市政府。")
    assert first.context is None
    assert second.context is not None
    assert (second.context.start, second.context.end) == (first.start, first.end)


def test_goals_that_open_with_a_deadline_keep_it_to_the_end_of_the_paragraph() -> None:
    source = "一、主要目标\n到2025年，托位供给明显增加。服务质量持续提升。家庭满意度不断提高。\n"
    assert [d for _, d in dated(source)] == [[("2025-12-31", False)], [("2025-12-31", True)], [("2025-12-31", True)]]


def test_what_spells_out_a_goal_has_its_deadline() -> None:
    source = "二、任务\n（一）到2025年，服务能力明显提升。具体指标为：新增托位2万个；普惠率达到60%。完善标准。\n"
    assert [d for _, d in dated(source)] == [
        [("2025-12-31", False)],
        [("2025-12-31", True)],
        [("2025-12-31", True)],
        [],
    ]


def test_the_period_of_a_heading_is_laid_on_what_stands_beneath() -> None:
    source = "一、2021年重点工作\n（一）稳就业。落实减负政策。\n（二）保供给。2021年6月底前建成储备库。\n二、保障措施\n加强领导。\n"
    assert [d for _, d in dated(source)] == [[("2021-12-31", True)], [("2021-06-30", False)], []]


@pytest.mark.parametrize("head", ["2021年，市政府将办好两件实事：", "2021年市政府实施两项实事，具体安排如下。"])
def test_a_period_that_opens_the_announcement_of_a_list_is_laid_on_it(head: str) -> None:
    source = f"一、总体要求\n{head}\n1.改善住房条件。修缮旧房。\n2.扩大托育服务。新增托位。\n"
    assert [d for _, d in dated(source)][-2:] == [[("2021-12-31", True)]] * 2


def test_a_recurrence_ends_at_the_next_subject() -> None:
    source = "每季度通报一次进展，督促整改，群众满意度明显提高。"
    assert [(t.text, [d.rrule for d in t.deadlines]) for t in tasks(source)] == [
        ("每季度通报一次进展，督促整改", ["FREQ=MONTHLY;INTERVAL=3"]),
        ("群众满意度明显提高。", []),
    ]


def test_a_note_on_who_acts_is_no_part_of_the_task() -> None:
    (task,) = tasks("建立药品追溯体系（国家药监局牵头，国家卫生健康委配合）。")
    assert task.text == "建立药品追溯体系"
    assert {(b.text, b.role, b.inherited) for b in task.bodies} == {
        ("国家药监局", "lead", True),
        ("国家卫生健康委", "support", True),
    }


def test_a_new_subject_begins_a_new_task() -> None:
    found = tasks("地级市要建立调度平台，县级人民政府要配备专职人员。")
    assert [t.text for t in found] == ["地级市要建立调度平台", "县级人民政府要配备专职人员。"]
    assert [[b.text for b in t.bodies] for t in found] == [["地级市"], ["县级人民政府"]]


def test_a_target_is_due_when_its_task_is() -> None:
    (task,) = tasks("到2025年，污水处理率达到95%以上。")
    assert [(t.value, t.due) for t in task.targets] == [(95, date(2025, 12, 31))]


def test_a_region_holds_to_the_end_of_its_sentence() -> None:
    found = tasks("京津冀地区要统一标准，2022年年底前建成共享平台。")
    assert [[(r.text, r.inherited) for r in t.regions] for t in found] == [
        [("京津冀地区", False)],
        [("京津冀地区", True)],
    ] or [[(r.text, r.inherited) for r in t.regions] for t in found] == [[("京津冀", False)], [("京津冀", True)]]


@pytest.mark.parametrize(
    ("words", "heading", "modality"),
    [
        ("加快建设区域医疗中心", "重点任务", "must"),
        ("各地要完善应急预案", "", "must"),
        ("严禁擅自改变土地用途", "", "must_not"),
        ("不得向学生收取费用", "", "must_not"),
        ("暂停受理新增产能项目", "", "must_not"),
        ("加强湿地保护,禁止侵占自然湿地", "", "must_not"),
        ("对未按期完成任务的单位,暂停受理项目申请", "", "must_not"),
        ("强化禁止开发区域监管", "", "must"),
        ("对首次轻微违法的,依法不予行政处罚", "", "must"),
        ("积极争取上级专项资金", "", "must"),
        ("自治区鼓励企业支援边远地区教育", "", "encourage"),
        ("每年培训不得少于20学时", "", "must"),
        ("突出环境问题得到有效解决", "整改目标", "goal"),
        ("在重点区域,鼓励使用新能源车", "", "encourage"),
        ("力争新增托位2万个", "", "strive"),
        ("原则上每县建设一所职业学校", "", "strive"),
        ("鼓励社会力量兴办养老机构", "", "encourage"),
        ("积极探索长期护理保险", "", "encourage"),
        ("支持企业开展技术改造", "", "encourage"),
        ("城乡环境面貌明显改善", "主要目标", "goal"),
        ("完成老旧小区改造任务", "主要目标", "must"),
    ],
)
def test_modality(words: str, heading: str, modality: str) -> None:
    assert modality_of(words, (), heading) == modality


def test_the_block_size_never_changes_the_result() -> None:
    source = "一、任务\n" + "".join(
        f"（{n}）2021年{m}月底前，各县完成第{m}批检查。抽查比例达到{m}0%以上。\n"
        for m, n in enumerate("一二三四五六七八九", 1)
    )
    whole = read_document(source, name="t", written=WRITTEN, block=10**9)
    assert whole.tasks
    for size in (1, 40, 333):
        assert read_document(source, name="t", written=WRITTEN, block=size) == whole


def test_ids_survive_another_layout_of_the_same_text() -> None:
    source = "一、任务\n（一）强化培训。各县要在2021年6月底前完成轮训。建立档案。\n"
    assert [t.id for t in tasks(source)] == [t.id for t in tasks(source.replace("\n", "\r\n\r\n"))]


def test_lines_on_who_and_when_bind_to_the_item_above_them() -> None:
    source = "二、重点任务\n1.建设政务云平台。整合各部门存量机房。\n牵头单位：市大数据局\n完成时限：2022年6月\n2.建设网络。实现全覆盖。\n"
    first, second = tasks(source)
    assert [(str(d.due), d.inherited) for d in first.deadlines] == [("2022-06-30", True)]
    assert [(b.text, b.role) for b in first.bodies] == [("市大数据局", "lead")]
    assert not second.deadlines


def test_a_note_in_square_brackets_is_a_note() -> None:
    (task,) = tasks("推行“一件事一次办”。[市行政审批局牵头，市财政局配合]")
    assert {(b.text, b.role) for b in task.bodies} == {("市行政审批局", "lead"), ("市财政局", "support")}


def test_a_period_in_brackets_in_a_title_is_laid_on_what_stands_beneath() -> None:
    found = dated(
        "（一）准备阶段（2022年5月至6月）。各县制定方案，6月20日前报市政府。\n（二）试点阶段（2022年7月—12月）。开展试点。"
    )
    assert found == [
        ("各县制定方案", [("2022-06-30", True)]),
        ("6月20日前报市政府。", [("2022-06-20", False)]),
        ("开展试点。", [("2022-12-31", True)]),
    ]


def test_figures_of_two_years_each_go_with_their_own() -> None:
    found = tasks("到2022年底开设夜间门诊的比例达到60%以上，2023年达到80%以上。")
    assert [(t.text, [(x.indicator, x.value, str(x.due)) for x in t.targets]) for t in found] == [
        ("到2022年底开设夜间门诊的比例达到60%以上", [("开设夜间门诊的比例", 60, "2022-12-31")]),
        ("2023年达到80%以上。", [("开设夜间门诊的比例", 80, "2023-12-31")]),
    ]


def test_the_rows_of_a_flattened_table_of_indicators_are_tasks_with_their_figures() -> None:
    found = tasks("主要指标\n指标\n2020年\n2025年\n属性\n绿地率（%）\n23.2\n24.1\n约束性\n")
    assert [(t.text, [(x.value, str(x.due)) for x in t.targets]) for t in found] == [
        ("绿地率（%）", [(24.1, "2025-12-31")])
    ]


@pytest.mark.parametrize(
    "note",
    [
        "（市林业局牵头，6月底前完成）",
        "（市林业局牵头，6月底前持续推进）",
        "（市林业局，6月底前出台办法）",
        "（责任单位：市林业局，2021年6月底）",
        "（2021年6月底前完成，市林业局负责）",
    ],
)
def test_a_note_that_says_by_when_dates_the_tasks_since_the_last_one(note: str) -> None:
    found = dated(
        f"1.河道管护。修订规程。完善台账。（市水务局，3月底前完成）开展普查。公布结果。{note}\n2.队伍建设。培训人员。"
    )
    assert found == [
        ("修订规程。", [("2021-03-31", True)]),
        ("完善台账。", [("2021-03-31", True)]),
        ("开展普查。", [("2021-06-30", True)]),
        ("公布结果。", [("2021-06-30", True)]),
        ("培训人员。", []),
    ]


def test_a_paragraph_under_the_general_requirements_that_opens_with_a_year_tells_goals() -> None:
    found = dated(
        "一、总体要求\n到2025年，监测体系基本形成。河道水质明显改善。\n二、任务\n到2025年，建成站点。加强巡查。"
    )
    assert [days for _, days in found] == [
        [("2025-12-31", False)],
        [("2025-12-31", True)],
        [("2025-12-31", False)],
        [],
    ]


def test_a_document_without_a_date_has_the_year_of_its_number() -> None:
    source = (
        "某某市人民政府关于做好防汛工作的通知\n某政〔2026〕14号\n各县人民政府：\n一、年底前完成检修。5日内报送方案。\n"
    )
    report, plan = read_document(source, name="t").tasks
    assert [(str(d.due), bool(d.uncertain)) for d in report.deadlines] == [("2026-12-31", True)]
    assert [d.due for d in plan.deadlines] == [None]


# The sample in pieces between its marks, and the marks: put together anew they are what broken layouts leave.
PIECES = re.findall(r"[，。；、：（）“”《》\n,;:()]|[^，。；、：（）“”《》\n,;:()]+", sample_text())


@settings(max_examples=60, deadline=None, derandomize=True)  # the same in every run: what fails is found again
@given(st.lists(st.sampled_from(PIECES), max_size=150))
def test_any_mixture_of_pieces_of_the_genre_is_read(pieces: list[str]) -> None:
    source = "".join(pieces)
    for task in tasks(source):
        assert source[task.start : task.end].strip()


@pytest.mark.parametrize("source", ["重的、科技部。", "加强领导\n用两年时间以。努力"])
def test_scraps_are_read_to_their_end(source: str) -> None:
    assert read_document(source, name="t").text == source


def test_lines_at_the_head_of_an_item_hold_for_the_measures_below_them() -> None:
    source = (
        "整改任务清单\n一、河道乱占问题突出。督察发现，河道内违建36处。\n责任单位：甲市党委和政府\n督导单位：省水利厅\n"
        "整改时限：2025年12月底前\n整改目标：恢复河道行洪能力。\n整改措施：\n1.2024年6月底前，摸清违建底数。\n2.拆除违建。\n"
        "二、监测能力薄弱。\n整改措施：补齐监测设施。\n"
    )
    tasks = read_document(source, name="t").tasks
    seen = [(t.text, {(b.name, b.role) for b in t.bodies}, [str(d.due) for d in t.deadlines]) for t in tasks]
    who = {("甲市党委和政府", "responsible"), ("省水利厅", "oversee")}
    assert seen[-4:] == [
        ("整改目标：恢复河道行洪能力。", who, ["2025-12-31"]),
        ("2024年6月底前，摸清违建底数。", who, ["2024-06-30"]),
        ("拆除违建。", who, ["2025-12-31"]),
        ("整改措施：补齐监测设施。", set(), []),
    ]


def test_once_found_out_belongs_to_what_follows() -> None:
    assert [t.text for t in tasks("骗取补贴的，一经查实，3个月内追回资金。")] == [
        "骗取补贴的，一经查实，3个月内追回资金。"
    ]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        # Who acts and when, without an action, is no task of its own.
        ("市教育局会同市财政局自2027年起，每年开展一次督导。", 1),
        ("县财政从2027年开始，连续三年每年安排500万元。", 1),
        ("整改时限延长至2027年底，每月报告一次进展。", 2),
        # Nor what the dated part is about, by its number.
        ("列入计划的68座小型水库，2027年底前全部开工。", 1),
        ("建成68座小型水库，2027年底前发挥效益。", 2),
        # Nor what somebody does it for.
        ("为加快绿化，改善环境，市政府决定，从2027年起开展造林行动。", 1),
        ("加快绿化，改善环境，市政府每年安排资金。", 2),
        ("对未按期完成任务，工作推进不力的单位，市政府将每年通报。", 1),
        ("各地区、各有关部门的贯彻落实情况，年底前书面报国务院。", 1),
        ("老旧居住区按照每百户15平方米的标准，通过置换等方式于2027年前补齐。", 1),
        ("各乡镇要对照清单，2027年11月10日前整改到位。", 1),
        ("检查对象不服处理决定的，2027年底前由市政府复核。", 1),
    ],
)
def test_what_has_no_action_is_no_task_of_its_own(sentence: str, parts: int) -> None:
    assert len(tasks(f"一、任务\n{sentence}\n")) == parts


def test_a_note_in_angled_brackets_is_not_cut_at_its_semicolon() -> None:
    source = "一、任务\n1.推行容缺受理。〔市市场监管局牵头，市公安局配合；2027年6月底前完成〕\n2.压减材料。\n"
    found = tasks(source)
    assert [t.text for t in found] == ["推行容缺受理。", "压减材料。"]
    assert [d.text for d in found[0].deadlines] == ["2027年6月底前"]
    assert {(b.name, b.role) for b in found[0].bodies} == {("市市场监管局", "lead"), ("市公安局", "support")}


def test_a_line_without_a_mark_that_lays_a_duty_is_a_task() -> None:
    assert [t.text for t in tasks("一、任务\n市财政局要保障经费\n市教育局文件\n")] == ["市财政局要保障经费"]
