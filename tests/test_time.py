"""Time expressions: tables of cases by family, the contract's cases with their figures, properties and speed."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import read_document
from ingest.taggers.deadlines import find_times, resolve_times, span_times
from ingest.text import Layout, Sentence, Text
from tests import time_report

CASES = Path(__file__).parent / "cases"


def _table() -> list[Any]:
    rows = []
    for path in sorted(CASES.glob("time_*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            rows.append(pytest.param(json.loads(line), id=f"{path.stem}-{number}"))
    return rows


@pytest.mark.parametrize("case", _table())
def test_reads_every_expression_of_a_sentence_and_nothing_else(case: dict[str, Any]) -> None:
    found = [
        {
            "text": entry.text,
            "kind": entry.kind,
            "begins": entry.begins and entry.begins.isoformat(),
            "due": entry.due and entry.due.isoformat(),
            "rrule": entry.rrule,
        }
        for entry in span_times(case["sentence"], date.fromisoformat(case["date"]))
    ]
    assert found == case["expected"]


def test_a_length_behind_the_beginning_of_school_is_no_part_of_the_recurrence() -> None:
    found = span_times("县级教育部门每学期开学后两周内检查校舍。", date(2026, 3, 5))
    assert [(entry.text, entry.kind) for entry in found] == [("每学期", "every"), ("开学后两周内", "within")]


def test_tables_are_large_enough_and_hold_negatives() -> None:
    rows = [row.values[0] for row in _table()]
    assert len(rows) >= 150
    assert sum(not row["expected"] for row in rows) >= 40


def test_undated_documents_keep_their_words_and_say_so() -> None:
    entries = span_times("今年年底前完成改造，9月底前报送进展，到2030年全面实现。", None)
    assert [(entry.text, entry.due, entry.uncertain is not None) for entry in entries] == [
        ("今年年底前", None, True),
        ("9月底前", None, True),
        ("到2030年", date(2030, 12, 31), False),
    ]


def test_terms_from_issue_run_from_the_day_of_publication_where_known() -> None:
    sentence = "自本通知发布之日起30日内备案，两年内完成。"
    text = Text(sentence)
    whole = Sentence(0, len(sentence), 0, -1, "", "body", 0)
    layout = Layout(None, (), None, None, (), (whole,))
    found = find_times(text, layout.sentences)
    entries = resolve_times(text, layout, found, date(2019, 1, 1), date(2019, 2, 1))
    assert [entry.due for entry in entries] == [date(2019, 3, 3), date(2021, 1, 1)]


def test_a_month_is_taken_from_the_sentence_before_only_within_its_paragraph() -> None:
    source = "2020年6月底前完成招标。9月底前开工。\n10月底前自查。"
    text = Text(source)
    cuts = [(0, 13, 0), (13, 20, 0), (21, len(source), 1)]
    sentences = tuple(Sentence(start, end, paragraph, -1, "", "body", 0) for start, end, paragraph in cuts)
    layout = Layout(None, (), None, None, (), sentences)
    entries = resolve_times(text, layout, find_times(text, sentences), date(2018, 8, 22))
    assert [entry.due for entry in entries] == [date(2020, 6, 30), date(2020, 9, 30), date(2018, 10, 31)]


@pytest.mark.parametrize("zone", ["metadata", "title", "addressee", "signature", "residue"])
def test_dates_around_the_text_are_no_deadlines(zone: Any) -> None:
    source = "2020年6月底前"
    assert find_times(Text(source), [Sentence(0, len(source), 0, -1, "", zone, 0)]) == []


def test_headings_hold_periods_and_tables_only_terms() -> None:
    source = "2020年重点工作2020年底前"
    heading = Sentence(0, 9, 0, -1, "", "heading", 0)
    table = Sentence(9, len(source), 0, -1, "", "table", 0)
    assert [found.kind for found in find_times(Text(source), [heading, table])] == ["during", "by"]
    bare = Sentence(0, 9, 0, -1, "", "table", 0)
    assert find_times(Text(source), [bare]) == []


def test_the_contract_cases_reach_their_figures(shared: Path) -> None:
    cases = time_report.load(shared / "contract" / "cases" / "time.jsonl")
    for chosen in (cases, [case for case in cases if case["source"] == "genre"]):
        tally, wrong, _ = time_report.score(chosen, span_times)
        shares = {figure: right / of for figure, (right, of) in tally.items()}
        told = [(case["id"], case["failed"]) for case in wrong]
        assert shares["end right"] >= 0.98, told
        assert shares["end and kind"] >= 0.97, told
        assert shares["recurrence"] >= 0.97, told
        assert shares["no false span"] >= 0.99, told


def test_the_judge_of_the_contract_cases_can_say_no() -> None:
    case = {
        "type": "by", "span": [0, 7], "start": None, "end": "2020-12-31", "recurrence": None, "multi": [],
        "accept_type": [], "accept_end": [], "accept_start": [], "accept_recurrence": [],
    }  # fmt: skip
    right = span_times("2020年底前完成", date(2018, 8, 22))
    assert time_report.judge(case, right) == {"end right": True, "end and kind": True}
    assert time_report.judge(case | {"end": "2019-12-31"}, right) == {"end right": False, "end and kind": False}
    assert time_report.judge(case | {"type": "during", "start": "2020-01-01"}, right) == {
        "end right": True,
        "end and kind": False,
    }
    assert time_report.judge(case | {"type": "none"}, right) == {"no false span": False}
    assert time_report.judge(case | {"type": "recurring", "recurrence": "FREQ=DAILY"}, right) == {"recurrence": False}
    assert time_report.judge(case, []) == {"end right": False, "end and kind": False}
    assert time_report.judge(case | {"multi": ["2020-12-31", "2021-12-31"]}, right)["end right"] is False


def test_every_expression_is_a_slice_of_the_text(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "genre").glob("work-report-*.txt")):
        text = Text(path.read_bytes().decode("utf-8"))
        whole = (Sentence(0, len(text.source), 0, -1, "", "body", 0),)
        layout = Layout(None, (), None, None, (), whole)
        entries = resolve_times(text, layout, find_times(text, whole), date(2011, 3, 5))
        assert entries, path
        for entry in entries:
            assert text.source[entry.start : entry.end] == entry.text
            assert entry.begins is None or entry.due is None or entry.begins <= entry.due


@pytest.mark.parametrize(
    "piece", ["2020年", "一", "1", "每", "“", "年", "《", "2020年底前", "每年", "收到后3日内", "自", "国庆"]
)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        source = piece * (length // len(piece))
        text = Text(source)
        assert text.folded
        whole = (Sentence(0, len(source), 0, -1, "", "body", 0),)
        layout = Layout(None, (), None, None, (), whole)
        begun = time.process_time()
        resolve_times(text, layout, find_times(text, whole), date(2018, 8, 22))
        return time.process_time() - begun

    half, full = min(seconds(100_000) for _ in range(2)), min(seconds(200_000) for _ in range(2))
    # A fifth of a megabyte: a megabyte takes five times as long, and five seconds at most.
    assert full < 1.0
    assert full <= 3 * half + 0.1  # quadratic growth is 4; the figure, 2.3, is held by tests/bench


@pytest.mark.filterwarnings("ignore")  # JioNLP's own
def test_is_far_faster_than_jionlp_and_better(shared: Path) -> None:
    pytest.importorskip("jionlp", reason="JioNLP is a test extra, and it is not installed: the peer was left out")
    cases = time_report.load(shared / "contract" / "cases" / "time.jsonl")[::3]
    peer = time_report.jionlp_entries()
    for entries in (span_times, peer):
        time_report.score(cases[:10], entries)
    ours, _, our_seconds = time_report.score(cases, span_times)
    theirs, _, their_seconds = time_report.score(cases, peer)
    assert their_seconds >= 2.5 * our_seconds  # usually 9 to 18 times: a busy machine must not fail this
    for figure, (right, of) in ours.items():
        assert right / of >= theirs[figure][0] / theirs[figure][1]


@pytest.mark.parametrize("block", [1, 20_000])
def test_a_year_left_out_comes_from_its_own_paragraph(block: int) -> None:
    source = (
        "某某市水务局关于河道清淤的通知\n某水发〔2026〕6号\n各县水务局：\n一、动员阶段（2026年5月至6月）。制定方案。\n"
        "二、总结阶段（2027年10月至12月）。开展评估，12月15日前报告。\n三、保障。12月20日前公开。\n某某市水务局\n2026年4月1日\n"
    )
    found = read_document(source, name="t", block=block).times
    assert [(d.text, str(d.due)) for d in found if "日前" in d.text] == [
        ("12月15日前", "2027-12-15"),
        ("12月20日前", "2026-12-20"),
    ]


def _times_under(heading: str, sentence: str) -> list[str]:
    source = f"某市工作报告\n一、{heading}\n（一）经济。{sentence}\n二、重点任务\n（一）供水。2027年底前完成改造。\n"
    document = read_document(source, name="report.txt", written=date(2027, 1, 10))
    return [entry.text for entry in document.times if entry.start < source.index("二、")]


def test_what_a_chapter_that_looks_back_tells_is_history() -> None:
    assert _times_under("2026年工作回顾", "全年新建泵站12座，年末投运8座。") == []
    assert _times_under("2027年主要任务", "全年新建泵站12座，年末投运8座。") == ["2027年", "全年", "年末"]
    # A heading that looks ahead as well, and a day that is set
    assert _times_under("发展成就和“十五五”时期主要任务", "年末投运8座。") == ["“十五五”时期", "年末"]
    assert _times_under("工作回顾", "遗留问题要在2027年6月底前解决。") == ["2027年6月底前"]
    # What is to be done with a report, or with what was reached, looks ahead.
    assert _times_under("定期报送工作进展情况", "每月25日前报送。") == ["每月25日前"]
    assert _times_under("巩固提升工作成效", "9月底前复查。") == ["9月底前"]
    assert _times_under("落实河长制工作情况", "9月底前复查。") == []


def test_days_of_a_notice_on_the_next_year_lie_in_it() -> None:
    source = (
        "某市关于2027年放假安排的通知\n各县政府：\n一、元旦：1月1日放假。\n"
        "二、春节：2月4日至10日放假。2月2日（星期二）、2月3日（星期三）上班。\n某市人民政府\n2026年12月4日\n"
    )
    document = read_document(source, name="holidays.txt")
    assert [(entry.text, entry.begins) for entry in document.times] == [
        ("1月1日", date(2027, 1, 1)),
        ("2月4日至10日", date(2027, 2, 4)),
        ("2月2日（星期二）", date(2027, 2, 2)),
        ("2月3日（星期三）", date(2027, 2, 3)),
    ]
    other = source.replace("关于2027年放假", "关于放假")
    assert "1月1日" not in [entry.text for entry in read_document(other, name="holidays.txt").times]


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("2014年底前投运的排放超标的水泥窑，应在2027年底前改造。", ["2014年底前投运的排放超标的水泥窑，应在2027年底前改造。"]),
        ("群众经常办理的事项，今年要实现跨市通办。", ["群众经常办理的事项，今年要实现跨市通办。"]),
        ("综合考虑各种因素，2027年用水量下降5%。", ["综合考虑各种因素，2027年用水量下降5%。"]),
        ("实现全面达标目标，到2028年达标率达到95%。", ["实现全面达标目标，到2028年达标率达到95%。"]),
        # An action of its own stays a task of its own, without the day.
        ("建成一批优质的学校，2028年前实现全覆盖。", ["建成一批优质的学校，", "2028年前实现全覆盖。"]),
        ("研究提出拟支持的项目，2027年底前公布。", ["研究提出拟支持的项目，", "2027年底前公布。"]),
        ("各县要改造有隐患的学校，2027年底前完成。", ["各县要改造有隐患的学校，", "2027年底前完成。"]),
    ],
)  # fmt: skip
def test_a_topic_or_a_view_before_a_day_belongs_to_the_dated_task(sentence: str, texts: list[str]) -> None:
    document = read_document(f"一、重点任务\n{sentence}\n", name="t.txt", written=date(2026, 3, 1))
    assert [task.text for task in document.tasks] == [text.rstrip("，") for text in texts]


def test_terms_run_from_the_day_that_a_text_takes_effect_or_a_reply_is_given() -> None:
    rule = "某市养蜂规定\n第一条　养蜂人应当自本规定施行之日起六个月内登记。\n第二条　本规定自2027年3月1日起施行。\n"
    assert [d.due for d in read_document(rule, name="rule.txt").times] == [date(2027, 9, 1), None]
    reply = "某省人民政府关于同意某市{}的{}\n某市人民政府：\n一、自批复之日起2个月内制定方案。\n某省人民政府\n2027年3月5日\n"
    for kind, due in (("批复", date(2027, 5, 5)), ("通知", None)):
        document = read_document(reply.format("建区", kind), name="reply.txt")
        assert [d.due for d in document.times] == [due]
