"""The pages 期限日历 and 指标: what falls due as of a day, recurring duties, colours; figures with their demands."""

from __future__ import annotations

import io
import re
from contextlib import closing
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from builders import by, every, make_document, make_task, target, who
from page_runs import open_page, shown
from search import open_archive
from search.agenda import Occasion
from search.marks import Mark, mark
from search.query import Query
from ui.pages import calendar, targets

TODAY = date(2018, 10, 5)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    document = make_document(
        "关于台账的通知",
        [
            make_task("9月底前完成排查", by("2018-09-30"), clause="一"),
            make_task("10月底前完成整治", by("2018-10-31"), clause="一", topics=("水",), bodies=(who("生态環境局", "lead"),)),
            make_task("年底前完成验收", by("2018-12-31"), clause="二(一)", bodies=(who("生态環境局", "support"),)),
            make_task("每季度报送进展", every("FREQ=MONTHLY;INTERVAL=3"), clause="二(二)"),
            make_task("处理率达到95%", by("2020-12-31"), clause="三", targets=(target("处理率", ">=", 95, due="2020-12-31"),)),
            make_task("处理率达到=85%", clause="三", targets=(target("处理率", ">=", 85), target("=用水量", "<=", 3, "亿立方米"))),
        ],
        issued=date(2018, 8, 22),
        headings=[("一", "排查", 1), ("二", "长效", 1), ("三", "目标", 1)],
    )  # fmt: skip
    with closing(open_archive(url)) as store:
        store.put(document)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    return url


def due(day: date, *, recurring: bool = False) -> Occasion:
    task, _ = make_task("完成")
    return Occasion(day, task, "", recurring)


@pytest.mark.parametrize(
    ("occasion", "mark", "standing"),
    [
        (due(date(2018, 10, 4)), None, "overdue"),
        (due(date(2018, 10, 4)), Mark("in_progress"), "overdue"),
        (due(date(2018, 10, 4)), Mark("done"), "done"),
        (due(date(2018, 10, 4)), Mark("not_applicable"), "done"),
        (due(date(2018, 10, 4), recurring=True), None, "past"),
        (due(date(2018, 10, 5)), None, "soon"),
        (due(date(2018, 11, 4)), None, "soon"),
        (due(date(2018, 11, 5)), None, "near"),
        (due(date(2019, 1, 3)), None, "near"),
        (due(date(2019, 1, 4)), None, "later"),
    ],
)
def test_how_an_occasion_stands(occasion: Occasion, mark: Mark | None, standing: str) -> None:
    assert calendar.standing_of(occasion, TODAY, mark) == standing


def test_a_duty_of_every_day_stands_once_in_each_month_of_the_list(archive: str) -> None:
    daily = make_document("关于值守的通知", [make_task("每天值守", every("FREQ=DAILY"))], issued=date(2018, 8, 22))
    with closing(open_archive(archive)) as store:
        store.put(daily)
    text = shown(open_page("calendar", asof="2018-10-05", view="list"))
    days = re.findall(r'duban-c-due">([0-9-]+)</td>(?:(?!</tr>).)*每天值守</a>', text)
    assert days == ["2018-08-22", "2018-09-01", "2018-10-05", "2018-11-01", "2018-12-01"]
    assert shown(open_page("calendar", asof="2018-10-05")).count("每天值守</a>") == 35  # each day of the month's weeks


def test_the_month_of_the_chosen_day_is_shown(archive: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05"))
    assert "2018年10月" in text
    assert "30天内 1" in text
    assert "完成整治" in text
    assert 'class="duban-today"><time datetime="2018-10-05"' in text
    assert text.count("<td class=") == 35


def test_the_list_opens_at_the_month_of_the_chosen_day(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def days(**asked: str) -> tuple[list[str], list[str]]:
        """What is folded away, what stands open."""
        text = shown(open_page("calendar", view="list", **asked))
        folded = re.search(r"<details.*</details>", text, re.DOTALL)
        kept = folded[0] if folded else ""
        first, second = (re.findall(r'duban-c-due">([0-9-]+)<', part) for part in (kept, text.replace(kept, "", 1)))
        return first, second

    september, later = ["2018-09-30"] * 2, ["2018-10-31", "2018-12-31", "2018-12-31"]
    assert days(asof="2018-10-05") == (september, later)
    text = shown(open_page("calendar", asof="2018-10-05", view="list"))
    assert "<summary>本页另有此前各月 2 项，其中已逾期 1 项</summary>" in text
    assert "2 more on this page in earlier months, 1 of them overdue" in shown(
        open_page("calendar", asof="2018-10-05", view="list", lang="en")
    )
    assert days(asof="2018-10-05", month="2018-12") == ([*september, "2018-10-31"], ["2018-12-31"] * 2)
    assert days(asof="2018-01-05") == ([], [*september, *later])
    assert days(asof="2018-10-05", topic="大气", month="2018-12") == ([], [])
    for step in ("2017-01", "2019-01"):  # another year is shown whole
        assert f"month={step}" in text
    # On the page of the list that holds the month; the pages before it are left whole.
    monkeypatch.setattr(calendar, "_STEP", 2)
    assert days(asof="2018-10-05") == ([], later[:2])
    assert days(asof="2018-10-05", at="1") == ([], september)
    monkeypatch.setattr(calendar, "_STEP", 4)
    assert days(asof="2019-10-05", month="2018-12") == ([*september, later[0]], later[1:2])


def test_recurring_duties_stand_on_each_of_their_days(archive: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05", view="list"))
    assert text.count("↻") == 2  # in force since August: the ends of September and December
    assert "已逾期 1" in text
    assert "经常性（已过） 1" in text


def test_what_is_done_is_not_overdue(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        task = store.find(Query(phrases=("排查",))).hits[0].task
        mark(store, task.id, who="张三", when=datetime(2018, 10, 1, tzinfo=UTC), state="done")
    text = shown(open_page("calendar", asof="2018-10-05", view="list"))
    assert "已逾期 0" in text
    assert "已办结 1" in text


def test_the_timeline_counts_by_chapter_and_month(archive: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05", view="timeline"))
    assert '<th scope="row">一 排查</th>' in text
    assert '<th scope="row">二 长效</th>' in text
    assert "due_from=2018-10-01&amp;due_to=2018-10-31" in text


def test_the_timeline_counts_by_body_too(archive: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05", view="timeline", by="body"))
    rows = re.findall(r'<th scope="row">([^<]*)</th>', text)
    assert rows == ["生态环境局", "生态环境部门", "原文未写明责任单位"]  # as the ledger finds them; nobody comes last
    leads = [(_parameters(where), count) for where, count in re.findall(r'href="(ledger\?[^"]*)"[^>]*>(\d+)</a>', text)]
    assert [(sorted(where), count) for where, count in leads] == [(["body", "due_from", "due_to", "role"], "1")] * 2
    nobody = re.findall(r'href="(calendar\?[^"]*lacking=body)"', text)[-1]
    listed = shown(open_page("calendar", **(_parameters(nobody) | {"asof": "2018-10-05"})))
    assert "完成验收" in listed
    assert "完成整治" not in listed
    acting = leads[0][0] | {"due_from": "", "due_to": ""}
    assert "共 1 项任务" in shown(open_page("ledger", **acting))
    assert "共 2 项任务" in shown(open_page("ledger", **(acting | {"role": ""})))  # where it supports, too


def _parameters(where: str) -> dict[str, str | list[str]]:
    return dict(parse_qs(unescape(where).partition("?")[2]))


def test_what_narrows_a_calendar_unseen_is_said_and_taken_away(archive: str) -> None:
    asked: dict[str, str | list[str]] = {"asof": "2018-10-05", "view": "list", "kind": "by", "topic": ["水", "火星"]}
    text = shown(open_page("calendar", **asked))
    chips = dict(re.findall(r'href="([^"]*)"[^>]*>([^<]*)　✕</a>', text))
    assert list(chips.values()) == ["时限类型：限期完成", "主题：水", "主题：火星"]
    for where in chips:  # each leads to the same without it
        assert sum(map(len, _parameters(where).values())) == 4
    assert "✕" not in shown(
        open_page("calendar", topic="水", kind="<b>", lacking="<b>")
    )  # a box shows it; no condition
    assert "未写明责任单位　✕" in shown(open_page("ledger", lacking="body"))
    assert "到期不晚于：2018-12-31　✕" in shown(open_page("targets", due_to="2018-12-31"))


@pytest.mark.parametrize(
    "parameters",
    [{"asof": "tomorrow"}, {"asof": "9999-12-31"}, {"month": "9999-99"}, {"view": "<b>"}, {"topic": "火星"}],
)
def test_an_address_that_makes_no_sense_shows_a_calendar_all_the_same(archive: str, parameters: dict[str, str]) -> None:
    assert "duban-grid" in shown(open_page("calendar", **parameters))


def test_the_first_and_last_month_have_neighbours(archive: str) -> None:
    for month in ("0001-01", "9999-12"):
        assert "duban-grid" in shown(open_page("calendar", month=month))


def test_filters_narrow_the_calendar(archive: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05", view="list", topic="水"))
    assert "完成整治" in text
    assert "完成排查" not in text


def test_the_file_holds_every_deadline(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        events = Calendar.from_ical(calendar._file(store, Query(), "zh")).walk("VEVENT")
    assert len(events) == 5
    assert sum("RRULE" in event for event in events) == 1


# Targets.


def test_figures_are_listed_with_their_demands_and_charted_by_family(archive: str) -> None:
    text = shown(open_page("targets"))
    assert "2 项任务含有指标，本页列出指标 3 个" in text
    assert "≥ 95%" in text
    assert "≤ 3亿立方米" in text
    assert text.count("<figure>") == 1
    assert 'style="width:85%"' in text


def test_figures_by_limit(archive: str) -> None:
    text = shown(open_page("targets", comparator="<="))
    assert "本页列出指标 1 个" in text
    assert open_page("targets", text="火星").info[0].value == "没有符合条件的指标。"


def test_the_sheet_of_figures_holds_words_only(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        content = targets._file(store, Query(has_target=True), "zh")
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert rows[0][:6] == ("指标", "升降", "限值", "数值", "计量单位", "基期")
    assert len(rows) == 4
    assert ("≥", 95, "%") in [row[2:5] for row in rows]
    assert any(row[0] == "=用水量" for row in rows)
