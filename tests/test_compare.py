"""Documents set beside each other: pairs, verdicts, dates, what is left over; truth set by reading the made texts."""

from __future__ import annotations

import io
import json

import docx
import pytest
from openpyxl import load_workbook

from corpus.types import Document
from ingest.pipeline import read_document
from search.align import SURE, SURE_FURTHER, Aligner
from search.align_units import central_units, local_units
from search.crossref import compare
from search.crossref_matrix import matrix
from search.crossref_types import Comparison, comparison_json
from ui.cli_compare import matrix_sheet
from ui.comparing import cells, export, rows_of

CENTRAL_TEXT = """国务院关于印发全国河湖与校园建设规划的通知

国发〔2016〕88号

一、主要目标

到2020年，森林覆盖率达到24%，空气质量优良天数比率达到82%以上，化学需氧量排放量下降10%，建设水文观测站300个。

二、水库安全

2018年年底前，完成全部小型水库除险加固。建立水库巡查值守制度，配备专职巡查员。

三、校园体育

2019年6月底前，实现城区学校操场向居民开放。支持学校聘请退役运动员担任教练。

国务院
2016年3月5日
"""
LOCAL_TEXT = """某省人民政府关于加强河湖与校园建设的实施意见

某政发〔2017〕5号

各市人民政府：

一、主要目标

到2020年，全省森林覆盖率达到26%，优良天数比例达到80%以上，COD排放量比2015年减少10%，公共图书馆达到40座。

二、水库安全

2019年年底前，全部小型水库完成除险加固。推行水库巡查值守制度，每座水库配备专职巡查员。

三、乡村驿站

开发乡村驿站导览地图，评选最美驿站掌柜。

某省人民政府
2017年3月5日
"""


def read(text: str, name: str = "made.txt") -> Document:
    return read_document(text, name=name)


CENTRAL, LOCAL = read(CENTRAL_TEXT, "central.txt"), read(LOCAL_TEXT, "local.txt")


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(LOCAL, CENTRAL)


def verdicts(found: Comparison) -> dict[tuple[str, str], str]:
    """Verdicts by the figures of both sides, as the texts word them."""
    return {
        (row.local.target.text if row.local else "", row.central.target.text if row.central else ""): row.verdict
        for row in found.targets
    }


def test_targets_are_paired_over_names_and_judged(found: Comparison) -> None:
    assert verdicts(found) == {
        ("森林覆盖率达到26%", "森林覆盖率达到24%"): "stricter",
        ("优良天数比例达到80%以上", "空气质量优良天数比率达到82%以上"): "looser",
        ("COD排放量比2015年减少10%", "化学需氧量排放量下降10%"): "equal",
        ("公共图书馆达到40座", ""): "only_local",
        ("", "水文观测站300个"): "only_central",
    }
    assert "26 %" in next(row.why for row in found.targets if row.verdict == "stricter")


def test_a_later_deadline_comes_first(found: Comparison) -> None:
    row = found.tasks[0]
    assert (row.due, [one.due for one in found.tasks].count("later")) == ("later", 1)
    assert "除险加固" in LOCAL.text[row.local.start : row.local.end]
    assert "除险加固" in CENTRAL.text[row.central[0].start : row.central[0].end]
    assert row.days is not None
    assert (row.days.local.isoformat(), row.days.central.isoformat()) == ("2019-12-31", "2018-12-31")


def test_a_further_stage_of_what_is_done_in_time_comes_after_what_nobody_does_in_time() -> None:
    stages = "2018年年底前，完成全部小型水库除险加固。到2035年，全部小型水库完成新一轮除险加固。"
    late = "2020年年底前，城区学校操场向居民开放。"
    text = LOCAL_TEXT.replace("2019年年底前，全部小型水库完成除险加固。", stages)
    found = compare(read(text.replace("评选最美驿站掌柜。", "评选最美驿站掌柜。\n\n四、校园体育\n\n" + late)), CENTRAL)
    shown = [(row.days.local.year if row.days else None, row.in_time) for row in found.later]
    assert shown == [(2020, False), (2035, True)]


def test_an_earlier_and_an_equal_deadline() -> None:
    for written, due in (("2018年6月底前", "earlier"), ("2018年年底前", "equal")):
        found = compare(read(LOCAL_TEXT.replace("2019年年底前", written)), CENTRAL)
        assert due in [row.due for row in found.tasks]
        assert not found.later


def test_what_nobody_took_up_and_what_was_added(found: Comparison) -> None:
    uncovered = "".join(task.text for task in found.uncovered)
    assert "操场" in uncovered
    assert "教练" in uncovered
    assert "除险加固" not in uncovered
    added = "".join(task.text for task in found.added)
    assert "驿站" in added
    assert "除险加固" not in added


def test_what_a_chapter_tells_of_the_past_is_neither_asked_for_nor_a_figure() -> None:
    told = "一、发展形势\n\n（一）水库建设取得新成效。各地建设小水电站500座，渔业产量达到70万吨。\n\n二、主要目标"
    found = compare(LOCAL, read(CENTRAL_TEXT.replace("一、主要目标", told)))
    assert not [row for row in found.targets if row.central and row.central.target.value in (500, 70)]
    assert "小水电站" not in "".join(task.text for task in found.uncovered)
    goals = compare(LOCAL, read(CENTRAL_TEXT.replace("一、主要目标", told.replace("发展形势", "发展目标"))))
    assert [row.verdict for row in goals.targets if row.central and row.central.target.value in (500, 70)]


def test_a_task_without_counterpart_names_none(found: Comparison) -> None:
    rows = [row for row in found.tasks if "驿站" in LOCAL.text[row.local.start : row.local.end]]
    assert rows
    assert all(row.central == () and row.due is None and row.days is None for row in rows)


def test_clauses_answer_to_clauses_and_do_not_touch(found: Comparison) -> None:
    best = {row.local.clause: row.central[0].clause for row in found.clauses if row.central}
    assert best["一"] == "一"
    assert best["二"] == "二"
    ends = [row.local.end for row in found.clauses]
    assert all(end < row.local.start for end, row in zip(ends, found.clauses[1:], strict=False))


def test_the_json_has_the_fields_of_the_contract(found: Comparison) -> None:
    whole = json.loads(json.dumps(comparison_json(found), default=str))
    assert {"local", "central", "targets", "tasks", "clauses", "uncovered", "added"} <= set(whole)
    for row in whole["targets"]:
        assert {"indicator", "verdict", "local", "central", "why"} <= set(row)
        for side, document in (("local", LOCAL), ("central", CENTRAL)):
            if row[side]:
                assert document.text[row[side]["start"] : row[side]["end"]] == row[side]["text"]
    for row in whole["tasks"]:
        assert row["due"] in (None, "earlier", "equal", "later")
        assert all({"clause", "start", "end", "score"} <= set(one) for one in row["central"])
        assert [one["score"] for one in row["central"]] == sorted((o["score"] for o in row["central"]), reverse=True)


@pytest.mark.parametrize(("places", "holds"), [("京津冀地区", False), ("东部地区", False), ("中西部地区", True)])
def test_a_figure_for_other_places_has_no_counterpart(places: str, holds: bool) -> None:
    central = read(CENTRAL_TEXT.replace("森林覆盖率达到24%", f"{places}森林覆盖率达到24%"))
    local = read(LOCAL_TEXT.replace("某省", "云南省"))
    assert (("森林覆盖率达到26%", "") in verdicts(compare(local, central))) != holds


def test_figures_of_other_levels_are_no_pair() -> None:
    central = read(CENTRAL_TEXT.replace("森林覆盖率达到24%", "城市和县城污水处理率分别达到95%和85%"))
    local = read(LOCAL_TEXT.replace("全省森林覆盖率达到26%", "县城污水处理率达到88%"))
    pairs = {mine: verdict for (mine, theirs), verdict in verdicts(compare(local, central)).items() if theirs}
    assert pairs["县城污水处理率达到88%"] == "stricter"


@pytest.mark.parametrize(
    ("local", "central", "verdict"),
    [
        # A level and a decrease of one thing cannot be compared; on whom a figure is laid parts no names.
        ("PM2.5年均浓度控制在29微克/立方米以内", "PM2.5未达标地级及以上城市浓度下降18%", "different"),
        ("挥发性有机物排放总量下降26%", "重点地区重点行业挥发性有机物排放总量下降10%", "stricter"),
        # A gloss in brackets parts no name.
        ("单位地区生产总值（GDP）能耗下降17%", "万元国内生产总值能耗下降15%", "stricter"),
        # A list with one figure is one line where the other side sets it for the list as a whole.
        (
            "大棚种植、网箱养鱼和牧草烘干机械化率达到50%",
            "大棚种植、网箱养鱼和牧草烘干机械化率总体达到55%左右",
            "looser",
        ),
    ],
)
def test_figures_of_one_thing_are_one_line(local: str, central: str, verdict: str) -> None:
    found = compare(
        read(LOCAL_TEXT.replace("公共图书馆达到40座", local)),
        read(CENTRAL_TEXT.replace("建设水文观测站300个", central)),
    )
    rows = [row for row in found.targets if row.local is None or row.central is None or row.verdict == verdict]
    assert [(row.verdict, row.local is None, row.central is None) for row in rows if "森林" not in row.indicator] == [
        (verdict, False, False), *([("looser", False, False)] if verdict == "looser" else []),
    ]  # fmt: skip


def test_the_water_of_sources_is_not_that_of_rivers() -> None:
    rivers, sources = (
        "水质优良（达到或优于Ⅲ类）比例达到70%",
        "地级及以上城市集中式饮用水水源水质达到或优于Ⅲ类比例高于91%",
    )
    own = "城市集中式饮用水水源地水质达到或优于Ⅲ类比例高于94%"
    central = read(CENTRAL_TEXT.replace("建设水文观测站300个", f"{rivers}，{sources}"))
    found = verdicts(compare(read(LOCAL_TEXT.replace("公共图书馆达到40座", own)), central))
    assert (found[own, sources], found["", rivers]) == ("stricter", "only_central")


@pytest.mark.parametrize(
    ("task", "carried_out"),
    [
        # Full synonyms are one word, single characters (名) are what else is left in common.
        ("拟定环评名单。", "环境影响评价名录"),
        # What a heading announces, the sentences below it ask for.
        ("加强教师培训，开展研修和交流。", "安排教师研修"),
    ],
)
def test_what_a_task_carries_out_is_found_in_other_words(task: str, carried_out: str) -> None:
    central = """国务院关于做好几项工作的意见

一、审批改革

（一）做好审批服务。印发环境影响评价名录。编制企业开办指南。

二、学校建设

（一）加强教师培训。安排教师研修，组织交流。改善农村学校宿舍。

国务院
2016年3月5日
"""
    local = f"某市人民政府关于做好几项工作的实施意见\n\n一、具体工作\n\n{task}\n\n某市人民政府\n2017年3月5日\n"
    above = read(central)
    ranked = Aligner(local_units(read(local)), units := central_units(above)).rank(accept=0.0)
    assert carried_out in above.text[units[ranked[0][0][0]].start : units[ranked[0][0][0]].end]


NETS_ABOVE = """国务院关于做好几项工作的意见

一、分项要求

（一）废弃渔网。提升废弃渔网综合治理水平。

（二）财税支持。落实节能产品税收优惠。

国务院
2016年3月5日
"""
_ITEMS = "（一）摸清废弃渔网底数。\n\n（二）设立废弃渔网回收站点。\n\n（三）落实废弃渔网税收优惠。\n\n（四）充实废弃渔网巡查队伍。"
NETS = f"某市人民政府关于废弃渔网的实施方案\n\n一、具体工作\n\n{_ITEMS}\n\n某市人民政府\n2017年3月5日\n"


def test_what_the_whole_local_text_is_about_tells_none_of_its_tasks_apart() -> None:
    above, below = read(NETS_ABOVE), read(NETS)
    aligner = Aligner(local_units(below), units := central_units(above))
    best = units[aligner.rank(accept=0.0)[2][0][0]]
    assert above.text[best.start : best.end] == "落实节能产品税收优惠。"
    assert not any(aligner.rank(accept=SURE))  # what is asked of other things is none that surely answers
    found = compare(below, above)
    assert [row.unsure for row in found.tasks] == [False, False, True, False]
    states = {row.local[:2]: row.state for row in rows_of(found, below, above, "zh") if row.local}
    assert states == {"摸清": "added", "设立": "added", "落实": "unsure", "充实": "added"}


def test_each_further_counterpart_is_marked_by_its_own_score_wherever_it_is_shown() -> None:
    above = read(CENTRAL_TEXT.replace("配备专职巡查员。", "配备专职巡查员。完善水库巡查值守考核。"))
    found = compare(LOCAL, above)
    named = next(row["central"] for row in comparison_json(found)["tasks"] if len(row["central"]) > 1)
    assert [one["unsure"] for one in named] == [False, True]
    assert SURE < named[1]["score"] < SURE_FURTHER  # what is named second at the score of a first is oftener wrong
    assert any(task.start == named[1]["start"] for task in found.uncovered)  # and takes nothing off what is left
    surer = read(CENTRAL_TEXT.replace("配备专职巡查员。", "配备专职巡查员。推行水库巡查值守制度考核。"))
    assert [one.unsure for row in compare(LOCAL, surer).tasks for one in row.central[1:]] == [False]
    rows = rows_of(found, LOCAL, above, "zh")
    row = next(row for row in rows if row.further)
    assert row.state == "covered"
    shown = "[二] 建立水库巡查值守制度，配备专职巡查员。\n另见[二] 完善水库巡查值守考核。（可能对应，请核对）"
    assert cells(row, "zh")[0] == shown
    book = load_workbook(io.BytesIO(export(found, rows, "xlsx", "zh")))
    assert shown in [line[0].value for line in book.worksheets[0].rows]
    paper = docx.Document(io.BytesIO(export(found, rows, "docx", "zh")))
    assert shown in [cell.text for cell in paper.tables[0].columns[0].cells]


def test_of_like_sentences_the_one_under_a_like_heading_is_carried_out_and_chapters_answer_to_chapters() -> None:
    above = read(
        "国务院关于做好几项工作的意见\n\n一、社区服务\n\n（一）书屋\n\n采购图书。\n\n（二）老年人助餐点\n\n建立台账，按月更新。\n\n"
        "二、河道巡护\n\n（一）护岸\n\n种植芦苇。\n\n（二）清淤\n\n建立台账，按月更新。\n\n国务院\n2016年3月5日\n"
    )
    below = read(
        "某市人民政府关于做好几项工作的实施方案\n\n一、河道的巡护\n\n（一）清淤船\n\n建立台账，按月更新。\n\n（二）岸线\n\n补种芦苇。\n\n"
        "二、服务\n\n（一）老人助餐\n\n建立台账，按月更新。\n\n（二）书屋\n\n添置图书。\n\n某市人民政府\n2017年3月5日\n"
    )
    found = compare(below, above)
    led = {row.local.clause: row.central[0].clause for row in found.tasks if row.central}
    assert (led["一(一)"], led["二(一)"]) == ("二(二)", "一(二)")
    assert {row.local.clause: row.central[0].clause for row in found.clauses if "(" not in row.local.clause} == {
        "一": "二", "二": "一"
    }  # fmt: skip


def test_who_acts_is_nothing_to_carry_out() -> None:
    central = read(CENTRAL_TEXT.replace("配备专职巡查员。", "配备专职巡查员。（水利部、国家市场监督管理总局负责）"))
    assert not [unit for unit in central_units(central) if "监督管理" in central.text[unit.start : unit.end]]


# Bad input: each has a clear answer.


def test_a_document_with_itself_is_told_and_all_equal() -> None:
    found = compare(LOCAL, LOCAL)
    assert found.same_document
    assert {row.verdict for row in found.targets} == {"equal"}
    assert not found.later


def test_documents_without_targets_or_tasks() -> None:
    empty = read("")
    bare = read("某市关于散步的通知\n\n各单位要组织散步。\n")
    for one, other in ((empty, empty), (empty, CENTRAL), (LOCAL, empty), (bare, CENTRAL), (LOCAL, bare)):
        found = compare(one, other)
        assert len(found.tasks) == len(one.tasks)
        assert len(found.targets) <= 5
    assert all(row.verdict == "only_central" for row in compare(bare, CENTRAL).targets)


def test_a_central_document_in_the_other_script_compares_alike(found: Comparison) -> None:
    table = str.maketrans(
        "国务关于发湖与设规划标达气质优数观测库实务导书", "國務關於發湖與設規劃標達氣質優數觀測庫實務導書"
    )
    other = compare(LOCAL, read(CENTRAL_TEXT.translate(table)))
    assert [row.verdict for row in other.targets] == [row.verdict for row in found.targets]
    assert [bool(row.central) for row in other.tasks] == [bool(row.central) for row in found.tasks]


def test_a_matrix_has_a_column_a_document_and_marks_deviations() -> None:
    city = read(LOCAL_TEXT.replace("某省", "云南省昆明市").replace("26%", "22%"), "city.txt")
    found = matrix([city, LOCAL, CENTRAL])
    assert len(found.documents) == 3
    assert found.reference == 2
    line = next(line for line in found.lines if line.name == "森林覆盖率")
    assert [cell.deviation if cell else "" for cell in line.cells] == ["looser", "stricter", None]
    shared = [sum(cell is not None for cell in line.cells) > 1 for line in found.lines if line.kind == "target"]
    assert shared == sorted(shared, reverse=True)
    days = [line for line in found.lines if line.kind == "measure" and "除险加固" in line.name]
    assert [cell.deviation if cell else "" for cell in days[0].cells] == ["later", "later", None]


def test_a_matrix_marks_the_days_of_what_may_answer_to_something_else() -> None:
    above = read(NETS_ABOVE.replace("落实节能", "2017年年底前落实节能"))
    below = read(NETS.replace("落实废弃", "2018年年底前落实废弃"))
    found = matrix([below, below, above])
    assert [(cell.deviation, cell.unsure) for line in found.lines for cell in line.cells if cell] == [
        ("later", True), ("later", True), (None, False)
    ]  # fmt: skip
    assert "2018年年底前 2018-12-31（更晚）（对应关系请核对）" in matrix_sheet(found).lines[0]


def test_what_the_highest_document_leaves_out_is_measured_by_the_next() -> None:
    city = read(LOCAL_TEXT.replace("某省", "云南省昆明市").replace("26%", "22%"), "city.txt")
    province = read(LOCAL_TEXT.replace("某省", "云南省"), "province.txt")
    bare = read(CENTRAL_TEXT.replace("森林覆盖率达到24%", "加强造林"))
    line = next(line for line in matrix([city, province, bare]).lines if line.name == "森林覆盖率")
    assert [cell.deviation if cell else "" for cell in line.cells] == ["looser", None, ""]
