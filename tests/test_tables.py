"""Tables whose rows are tasks, with tabs, bars, or flattened to a cell a line."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.types import Task
from ingest.pipeline import read_document

ROWS = [
    ("1", "建成市级托育综合服务中心，完善备案管理。", "市卫生健康委", "市财政局、市住房城乡建设局", "2022年6月底前"),
    ("2", "新增普惠托位3000个。", "市发展改革委", "各区人民政府", "2022年年底前"),
]
HEAD = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")


def tasks(source: str) -> list[Task]:
    return list(read_document(source, name="t", written=date(2022, 1, 5)).tasks)


def seen(source: str) -> list[tuple[str, set[tuple[str, str]], list[str]]]:
    return [(t.text, {(b.name, b.role) for b in t.bodies}, [str(d.due) for d in t.deadlines]) for t in tasks(source)]


EXPECTED = [
    (
        "建成市级托育综合服务中心，完善备案管理。",
        {("市卫生健康委", "lead"), ("市财政局", "support"), ("市住房城乡建设局", "support")},
        ["2022-06-30"],
    ),
    ("新增普惠托位3000个。", {("市发展改革委", "lead"), ("各区人民政府", "support")}, ["2022-12-31"]),
]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("\n".join("\t".join(r) for r in (HEAD, *ROWS)), id="tabs"),
        pytest.param("\n".join("| " + " | ".join(r) + " |" for r in (HEAD, ("---",) * 5, *ROWS)), id="bars"),
        pytest.param(
            "\n".join(
                "\t".join(r)
                for r in (("序号", "重点任务", "责任单位", "", "完成时限"), ("", "", *HEAD[2:4], ""), *ROWS)
            ),
            id="a head of two lines",
        ),
        pytest.param("\n".join(" ".join(r) for r in (HEAD, *ROWS)), id="spaces"),
        pytest.param("\n".join(c for r in (HEAD, *ROWS) for c in r), id="a cell a line"),
        pytest.param("\n".join(c for r in (HEAD, *ROWS) for c in r[1:]), id="a cell a line, no numbers"),
    ],
)
def test_a_row_is_a_task_with_its_bodies_and_its_day(table: str) -> None:
    assert seen(f"任务分工表\n{table}\n") == EXPECTED


def test_a_task_may_hold_a_space_where_the_cells_have_only_spaces_between_them() -> None:
    rows = ["序号 重点任务 责任单位 完成时限", "1 新建公园 12个 市园林局 2022年9月底前", "注：以上为年度任务。"]
    assert seen("任务清单\n" + "\n".join(rows)) == [("新建公园 12个", {("市园林局", "responsible")}, ["2022-09-30"])]


def test_a_space_between_those_who_act_is_none_within_the_task() -> None:
    rows = ["序号 重点任务 责任单位 完成时限", "1 改造管网 市住建局 市水利局 2022年9月底前"]
    both = {("市住建局", "responsible"), ("市水利局", "responsible")}
    assert seen("任务清单\n" + "\n".join(rows)) == [("改造管网", both, ["2022-09-30"])]


def test_what_was_found_wrong_is_no_task_and_its_measures_are() -> None:
    rows = [
        "序号 存在问题 整改措施 责任单位 整改时限",
        "1 台账不规范，底数不清。 1.核查档案；2.完善台账。 市园林局 2022年9月底前",
    ]
    who = {("市园林局", "responsible")}
    assert seen("问题清单\n" + "\n".join(rows)) == [
        ("核查档案；", who, ["2022-09-30"]),
        ("完善台账。", who, ["2022-09-30"]),
    ]


def test_organs_below_the_head_of_a_table_are_cells_and_no_rest_of_a_sentence() -> None:
    measure = "建立老旧管网改造项目库，改造管网不少于80公里"
    rows = ["1", "改造管网", measure, "市住建局", "市水利局", "2022年9月底前"]
    found = seen("\n".join(["序号", "重点任务", "具体举措", *HEAD[2:], *rows]))
    both = {("市住建局", "lead"), ("市水利局", "support")}
    assert found == [("改造管网", both, ["2022-09-30"]), (measure, both, ["2022-09-30"])]


def test_a_column_may_have_a_name_of_its_own_that_asks_for_something() -> None:
    head = "任务内容 | 卫生城市标准或要求 | 工作内容及要求 | 责任单位或牵头单位 | 协助单位 | 完成期限 |"
    row = "环境卫生 | 垃圾处理率达到90%。 | 改造转运站。 | 市城管局 | 市财政局 | 2022年6月底前 |"
    assert seen(f"任务分解表\n{head}\n{row}\n") == [
        (words, {("市城管局", "responsible"), ("市财政局", "support")}, ["2022-06-30"])
        for words in ("垃圾处理率达到90%。", "改造转运站。")
    ]


def test_a_cell_of_the_head_over_two_columns_names_both() -> None:
    head = "序号\t重点任务\t完成时限\t责任单位\t"
    row = "1\t新增普惠托位3000个。\t2022年年底前\t市发展改革委\t各区人民政府"
    assert seen(f"任务分工表\n{head}\n{row}\n") == [
        ("新增普惠托位3000个。", {("市发展改革委", "responsible"), ("各区人民政府", "responsible")}, ["2022-12-31"])
    ]
    parted = "序号\t重点任务\t进度安排\t\t责任单位\n\t\t启动时间\t完成时限\t\n1\t新建公园。\t2022年3月\t2022年6月底前\t市园林局"
    assert seen(f"任务分工表\n{parted}\n") == [("新建公园。", {("市园林局", "responsible")}, ["2022-06-30"])]


def test_rows_go_on_below_the_title_of_a_section() -> None:
    lines = [*HEAD, "一、设施建设", *ROWS[0], "二、服务供给", *ROWS[1], "附件2", "其他事项"]
    assert seen("\n".join(lines)) == EXPECTED


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_rows_go_on_below_the_title_of_a_section_that_is_a_row(mark: str) -> None:
    """`一、设施建设` over all columns, once as one cell, once with the empty ones behind it; not the title of the next table."""
    rows = [mark.join(cells) for cells in ROWS]
    ending = mark.strip(" ") * (len(HEAD) - 1)
    lines = [mark.join(HEAD), f"一、设施建设{ending}", "（一）第一批", rows[0], "二、服务供给", rows[1], "合计两项"]
    assert seen("\n".join(lines)) == EXPECTED
    other = ["甲市任务表", "序号\t任务\t责任单位", "3\t植树五百亩。\t市林业局"]
    assert seen("\n".join([*lines[:-1], *other])) == [*EXPECTED, ("植树五百亩。", {("市林业局", "responsible")}, [])]


def test_a_name_beside_a_measure_is_no_task_of_its_own() -> None:
    lines = [
        "序号",
        "任务",
        "具体措施",
        "责任单位",
        "1",
        "托育服务提升行动",
        "培训托育人员500名。",
        "市人力资源社会保障局",
    ]
    assert seen("\n".join(lines)) == [("培训托育人员500名。", {("市人力资源社会保障局", "responsible")}, [])]


def test_a_cell_that_spans_rows_is_told_by_its_words() -> None:
    lines = [*HEAD, *ROWS[0], "2", "新增普惠托位3000个。", "市发展改革委", "2022年年底前", "3", *ROWS[1][1:]]
    assert seen("\n".join(lines))[1] == ("新增普惠托位3000个。", {("市发展改革委", "lead")}, ["2022-12-31"])


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_an_empty_cell_keeps_its_place_and_takes_who_acts_from_above(mark: str) -> None:
    rows = [
        ("类别", "序号", "工作任务", "责任单位", "配合单位", "完成时限", "备注"),
        ("建设", "1", "完成选址。", "市水务局", "市林业局", "2022年3月底前", ""),
        ("", "2", "开工建设。", "", "", "2022年9月底前", "分批"),
        ("运行", "3", "招聘人员。", "市气象局", "", "", ""),
    ]
    found = tasks("\n".join(mark.join(row) for row in rows))
    assert [(t.text, {(b.name, b.role) for b in t.bodies}, [str(d.due) for d in t.deadlines]) for t in found] == [
        ("完成选址。", {("市水务局", "responsible"), ("市林业局", "support")}, ["2022-03-31"]),
        ("开工建设。", {("市水务局", "responsible")}, ["2022-09-30"]),
        ("招聘人员。", {("市气象局", "responsible")}, ["2022-09-30"]),
    ]
    assert [bool(t.uncertain) for t in found] == [False, True, True]


def test_measures_numbered_in_a_cell_are_tasks_with_their_own_days() -> None:
    source = """序号 | 实事项目 | 工作举措及实施计划 | 责任单位 |
1 | 新建成公园3座。 | 1.4月底前完成选址。 2.8月底前开工；清理渣土。 | 城管局 |
2 | 新建停车场。 | 1.停车泊位：9月底前新建200个。 | 住建局 |
"""
    found = [(t.text, [str(d.due) for d in t.deadlines], [x.indicator for x in t.targets]) for t in tasks(source)]
    assert found == [
        ("新建成公园3座。", [], ["公园"]),
        ("4月底前完成选址。", ["2022-04-30"], []),
        ("8月底前开工；", ["2022-08-31"], []),
        ("清理渣土。", ["2022-08-31"], []),
        ("新建停车场。", [], []),
        ("停车泊位：9月底前新建200个。", ["2022-09-30"], ["停车泊位"]),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "序号\n重点任务\n各地要抓好落实。\n",
        "任务\n单位\n各区要完成改造。",
        "一、重点任务\n（一）责任单位\n要压实责任。\n",
    ],
)
def test_what_is_no_table_stays_text(source: str) -> None:
    assert read_document(source, name="t").tasks


def test_a_numbered_row_without_its_empty_last_cells_ends_no_table() -> None:
    head = "序号\t重点任务\t牵头单位\t配合单位\t完成时限"
    rows = [
        "1\t公布事项清单。\t市司法局\t市财政局\t2026年6月底前",
        "2\t开展业务培训。",
        "3\t组织年度考核。\t市人社局\t市审计局\t2026年12月底前",
    ]
    found = seen("\n".join(["任务分工表", head, *rows]))
    assert [text for text, _, _ in found] == ["公布事项清单。", "开展业务培训。", "组织年度考核。"]
    assert found[2][2] == ["2026-12-31"]
