"""Every export is read back by a library other than the one that wrote it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime

import docx
import msgspec
import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from corpus.errors import BadRequest
from corpus.types import Body, Deadline, Region, Span, Target, Task
from search.accounts import Checked
from search.marks import Mark
from search.recurrence import dated, first_occurrence, occurrences
from ui.export import FORMATS, LAYOUTS, Entry, Options, by_due, format_named
from ui.export import xlsx as xlsx_module
from ui.export.csv_file import neutral
from ui.export.entry import due_of

LEDGER = ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"]
RECTIFICATION = ["整改任务", "责任单位", "责任人", "整改目标", "整改措施", "整改时限"]


def task(text: str, *deadlines: Deadline, id: str = "a1", **fields: object) -> Task:
    common = {"doc": "d1", "clause": "五(一)", "heading": "加强治理", "start": 10, "end": 10 + len(text), "page": None}
    return Task(id=id, text=text, modality="must", deadlines=deadlines, **{**common, **fields})


def by(day: str, text: str = "2018年年底前") -> Deadline:
    return Deadline(text, 0, len(text), "by", due=date.fromisoformat(day))


def every(rule: str, text: str = "每季度") -> Deadline:
    return Deadline(text, 0, len(text), "every", rrule=rule)


@pytest.fixture
def entries() -> list[Entry]:
    lead = Body("省发展改革委", 0, 6, "省发展改革委", "lead")
    support = Body("省财政厅", 7, 11, "省财政厅", "support")
    acting = Body("各市人民政府", 12, 18, "各市人民政府", "responsible")
    target = Target("优良天数比例达到83.8%", 0, 13, "优良天数比例", ">=", 83.8, "%", due=date(2020, 12, 31))
    return [
        Entry(
            task("2018年年底前,完成改造。", by("2018-12-31"), bodies=(lead, support, acting), targets=(target,)),
            document="关于打好污染防治攻坚战的意见",
            number="某发〔2018〕1号",
            written=date(2018, 8, 22),
            file="opinion.txt",
            issuer=("某省人民政府",),
            mark=Mark(owner="张三"),
        ),
        Entry(
            task("=1+1,严禁新建\x1b[2J\x07项目", every("FREQ=MONTHLY;INTERVAL=3"), id="b2"),
            document='=HYPERLINK("http://example.invalid")',
            written=date(2018, 8, 22),
        ),
        Entry(task("加强宣传教育。", id="c3", clause="", heading=""), document="另一文件"),
    ]


@dataclass
class Written:
    content: bytes

    def sheets(self) -> tuple[list[list[object]], list[list[object]]]:
        book = load_workbook(io.BytesIO(self.content))
        first, second = ([list(line) for line in sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
        return first, second


def write(name: str, entries: list[Entry], **options: object) -> Written:
    return Written(format_named(name).write(entries, Options(**options)))


def test_the_registry_names_each_format_once() -> None:
    assert [known.name for known in FORMATS] == ["xlsx", "csv", "ics", "docx", "json"]


@pytest.mark.parametrize(("layout", "heads"), [("ledger", LEDGER), ("rectification", RECTIFICATION)])
def test_xlsx_layouts_have_the_heads_of_the_ledgers_in_use(entries: list[Entry], layout: str, heads: list[str]) -> None:
    assert write("xlsx", entries, layout=layout).sheets()[0][0] == heads


def test_xlsx_dates_are_dates_and_formula_text_is_text(entries: list[Entry]) -> None:
    book = load_workbook(io.BytesIO(write("xlsx", entries, layout="ledger").content))
    sheet = book.worksheets[0]
    assert sheet["D2"].value == datetime(2018, 12, 31)
    assert sheet["D2"].is_date
    assert sheet["D3"].value == "每季度"
    assert sheet["C3"].value == "=1+1,严禁新建[2J项目"
    assert sheet["C3"].data_type == "s"
    assert [sheet[cell].value for cell in ("E2", "F2", "G2")] == ["省发展改革委", "各市人民政府", "省财政厅"]
    sources = book.worksheets[1]
    assert not any(cell.hyperlink for line in sources.iter_rows() for cell in line)


def test_xlsx_has_a_frozen_head_filters_wrapped_text_and_sources(entries: list[Entry]) -> None:
    book = load_workbook(io.BytesIO(write("xlsx", entries).content))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:U4"
    assert sheet["D2"].alignment.wrap_text
    sources = [list(line) for line in book.worksheets[1].iter_rows(values_only=True)]
    row = dict(zip(sources[0], sources[1], strict=True))
    assert row["文件"] == "关于打好污染防治攻坚战的意见"
    assert row["成文日期"] == datetime(2018, 8, 22)
    assert (row["起"], row["止"], row["任务编号"], row["来源文件"]) == (10, 24, "a1", "opinion.txt")


def test_xlsx_of_the_rectification_ledger_names_the_person_noted(entries: list[Entry]) -> None:
    first, _ = write("xlsx", entries, layout="rectification").sheets()
    assert first[1][:3] == ["五(一) 加强治理", "省发展改革委、各市人民政府", "张三"]
    assert first[1][3:] == ["优良天数比例达到83.8%", "2018年年底前,完成改造。", datetime(2018, 12, 31)]
    assert first[2][2] is None


def test_xlsx_cuts_what_no_cell_holds_and_refuses_what_no_sheet_holds(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = [Entry(task("长" * 40_000), document="d")]
    assert len(write("xlsx", long, layout="ledger").sheets()[0][1][2]) == 32_767
    monkeypatch.setattr(xlsx_module, "_MOST_ROWS", 2)
    with pytest.raises(BadRequest, match="csv"):
        write("xlsx", entries)


def test_a_day_before_1900_is_written_as_words() -> None:
    old = [Entry(task("完成。", by("1899-12-31")), document="d")]
    assert write("xlsx", old, layout="ledger").sheets()[0][1][3] == "1899-12-31"


def test_csv_has_a_mark_for_excel_and_no_formula(entries: list[Entry]) -> None:
    content = write("csv", entries).content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert lines[1]["任务原文"] == "'=1+1,严禁新建[2J项目"
    assert lines[1]["文件"].startswith("'=HYPERLINK")
    assert lines[0]["到期日"] == "2018-12-31"
    assert lines[2]["到期日"] == ""
    assert len(lines) == 3


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1"])
def test_what_a_spreadsheet_would_compute_is_neutralised(words: str) -> None:
    assert neutral(words) == "'" + words


@pytest.mark.parametrize("words", ["", "2018年", "——坚持", "A=B"])
def test_other_words_stay(words: str) -> None:
    assert neutral(words) == words


def components(content: bytes, kind: str) -> list[object]:
    return list(Calendar.from_ical(content).walk(kind))


def test_ics_has_an_all_day_event_on_the_due_day(entries: list[Entry]) -> None:
    first, second = components(write("ics", entries).content, "VEVENT")
    assert first.decoded("dtstart") == date(2018, 12, 31)
    assert first.decoded("dtend") == date(2019, 1, 1)
    assert str(first["uid"]) == "a1-1@duban"
    assert "2018年年底前,完成改造。" in str(first["description"])
    assert "省发展改革委、各市人民政府" in str(first["description"])
    assert [part.name for part in first.subcomponents] == ["VALARM"]
    assert second.decoded("dtstart") == date(2018, 9, 30)
    assert second["rrule"] == {"FREQ": ["MONTHLY"], "INTERVAL": [3], "BYMONTHDAY": [-1]}
    assert "\x1b" not in str(second["summary"])


def test_ics_lines_are_folded_and_the_same_tasks_make_the_same_file(entries: list[Entry]) -> None:
    long = [*entries, Entry(task("继续推进" * 60, by("2020-06-30"), id="e5"), document="d")]
    content = write("ics", long).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content == write("ics", long).content


def test_ics_can_hold_things_to_do(entries: list[Entry]) -> None:
    start = Deadline("自2021年1月1日起", 0, 11, "from", begins=date(2021, 1, 1))
    begun = Entry(task("自2021年1月1日起施行。", start, id="f6"), document="d", written=date(2018, 8, 22))
    todo, recurring, beginning = components(write("ics", [*entries, begun], todo=True).content, "VTODO")
    assert todo.decoded("due") == date(2018, 12, 31)
    assert "dtstart" not in todo
    assert todo.subcomponents[0]["trigger"].params["RELATED"] == "END"
    assert recurring.decoded("dtstart") == date(2018, 9, 30)
    assert "rrule" in recurring
    assert beginning.decoded("dtstart") == date(2021, 1, 1)
    assert "due" not in beginning
    assert "RELATED" not in beginning.subcomponents[0]["trigger"].params
    assert components(write("ics", entries, todo=True).content, "VEVENT") == []


def test_ics_ticks_off_what_is_done(entries: list[Entry]) -> None:
    done = msgspec.structs.replace(entries[0], mark=Mark(state="done"))
    first, same = (components(write("ics", [one], todo=True).content, "VTODO")[0] for one in (entries[0], done))
    assert (str(first["status"]), str(same["status"])) == ("NEEDS-ACTION", "COMPLETED")
    assert first["uid"] == same["uid"]


def test_ics_of_a_beginning_and_of_a_recurrence_with_a_beginning() -> None:
    start = Deadline("2020年起", 0, 6, "from", begins=date(2020, 1, 1))
    yearly = every("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "每年2月底前")
    both = Entry(task("2020年起,每年2月底前公布。", start, yearly), document="d", written=date(2018, 8, 22))
    only = Entry(task("2020年起施行。", start, id="f6"), document="d", written=date(2018, 8, 22))
    first, second = components(write("ics", [both, only]).content, "VEVENT")
    assert first.decoded("dtstart") == date(2020, 2, 29)
    assert str(first["uid"]) == "a1-2@duban"
    assert second.decoded("dtstart") == date(2020, 1, 1)
    assert str(second["summary"]).startswith("开始")


def test_ics_of_a_row_of_a_table_stands_on_the_day_of_its_figures() -> None:
    aims = [Target(f"率{n}%", 0, 3, "率", "=", n, "%", due=date(2020, 12, 31)) for n in (1, 2)]
    (event,) = components(write("ics", [Entry(task("率1%率2%", targets=tuple(aims)), document="d")]).content, "VEVENT")
    assert event.decoded("dtstart") == date(2020, 12, 31)
    assert "率1%" in str(event["description"])


@pytest.mark.parametrize(
    ("rule", "since", "day"),
    [
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2018-08-22", "2019-01-31"),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2018-01-31", "2018-01-31"),
        ("FREQ=MONTHLY;INTERVAL=3", "2018-08-22", "2018-09-30"),
        ("FREQ=MONTHLY;INTERVAL=3", "2018-09-30", "2018-09-30"),
        ("FREQ=MONTHLY;INTERVAL=6", "2018-08-22", "2018-12-31"),
        ("FREQ=MONTHLY", "2018-01-31", "2018-01-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2019-02-03", "2019-02-28"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10", "2018-08-22", "2018-10-10"),
        ("FREQ=YEARLY", "2018-08-22", "2018-12-31"),
        ("FREQ=WEEKLY", "2018-08-22", "2018-08-26"),
        ("FREQ=DAILY", "2018-08-22", "2018-08-22"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2018-08-22", None),
        ("每年", "2018-08-22", None),
    ],
)
def test_first_occurrence(rule: str, since: str, day: str | None) -> None:
    found = first_occurrence(rule, date.fromisoformat(since))
    assert (found and found.isoformat()) == day


def test_a_monthly_duty_misses_no_month() -> None:
    days = occurrences("FREQ=MONTHLY", date(2018, 12, 31), date(2019, 1, 1), date(2019, 4, 30))
    assert [day.isoformat() for day in days] == ["2019-01-31", "2019-02-28", "2019-03-31", "2019-04-30"]
    assert occurrences("每月", date(2018, 1, 1), date(2018, 1, 1), date(2019, 1, 1)) == []
    assert dated("FREQ=HOURLY") == "FREQ=HOURLY"


def test_docx_is_a_table_with_its_head_repeated(entries: list[Entry]) -> None:
    paper = docx.Document(io.BytesIO(write("docx", entries, heading="2018年年底前到期的任务").content))
    assert paper.paragraphs[0].text == "2018年年底前到期的任务"
    (table,) = paper.tables
    assert [cell.text for cell in table.rows[0].cells] == LEDGER
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert [cell.text for cell in table.rows[1].cells][3:5] == ["2018-12-31", "省发展改革委"]
    assert table.rows[2].cells[2].text == "=1+1,严禁新建[2J项目"
    assert "某发〔2018〕1号" in paper.paragraphs[-1].text


def test_json_holds_the_tasks_of_the_contract(entries: list[Entry]) -> None:
    whole = json.loads(write("json", entries).content)
    assert whole["total"] == 3
    first = whole["tasks"][0]
    assert list(first) == [
        "id", "doc", "clause", "heading", "text", "start", "end", "page", "modality", "deadlines", "targets", "bodies",
        "regions", "topics", "context", "uncertain",
    ]  # fmt: skip
    assert list(first["deadlines"][0]) == ["text", "start", "end", "kind", "begins", "due", "rrule", "inherited"]
    assert whole["documents"]["d1"]["number"] == "某发〔2018〕1号"


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_list_is_a_file_too(name: str, layout: str, language: str) -> None:
    assert write(name, [], layout=layout, language=language).content


def test_several_deadlines_are_said_with_their_words() -> None:
    twice = task("完成。", by("2018-06-30", "2018年6月底前"), by("2018-09-30", "9月底前"))
    assert due_of(twice) == "2018-06-30（2018年6月底前）；2018-09-30（9月底前）"
    assert due_of(task("完成。")) == ""
    inherited = task("完成。", by("2018-12-31"), by("2018-12-31", "年底前"))
    assert due_of(inherited) == date(2018, 12, 31)


def test_sorting_puts_what_has_no_day_last() -> None:
    late, none, soon = (
        Entry(task("做。", *days), document="d") for days in ([by("2020-12-31")], [], [by("2018-12-31")])
    )
    assert by_due([late, none, soon]) == [soon, late, none]


def test_a_leadin_is_quoted_before_its_task() -> None:
    entry = Entry(task("2018年年底前向社会公开。", context=Span(0, 4)), document="d", lead_in="制定计划")
    assert write("xlsx", [entry], layout="ledger").sheets()[0][1][2] == "制定计划……2018年年底前向社会公开。"


def test_regions_stand_in_the_calendar() -> None:
    entry = Entry(task("完成。", by("2018-12-31"), regions=(Region("乌海", 0, 2, "乌海"),)), document="d")
    assert str(components(write("ics", [entry]).content, "VEVENT")[0]["location"]) == "乌海"


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_exports_say_how_far_their_documents_were_checked(entries: list[Entry]) -> None:
    listed = [entries[0], entries[0]]
    said = "核对情况：关于打好污染防治攻坚战的意见，279 句，223 项任务，12 句待核对。"
    options = {"checked": (Checked("d1", 279, 223, 12), Checked("d2", 3, 2, 1))}
    book = load_workbook(io.BytesIO(write("xlsx", listed, **options).content))
    assert [sheet.title for sheet in book.worksheets] == ["任务", "来源", "核对"]
    assert book.worksheets[2]["A1"].value == said
    paper = docx.Document(io.BytesIO(write("docx", listed, **options).content))
    assert paper.paragraphs[-2].text == said
    for layout in ("all", "ledger", "rectification"):  # a column more, for a row more would be read as a task
        bare, told = (rows_of(write("csv", listed, layout=layout, **each).content) for each in ({}, options))
        assert told == [
            [*row, last] for row, last in zip(bare, ["核对情况", *["279 句，223 项任务，12 句待核对"] * 2], strict=True)
        ]
    assert Calendar.from_ical(write("ics", listed, **options).content)["x-wr-caldesc"].split(r"\n")[0] == said
    whole = json.loads(write("json", listed, **options).content)
    assert whole["documents"]["d1"]["checked"] == {"sentences": 279, "tasks": 223, "to_check": 12}
