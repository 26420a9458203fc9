"""Periods, durations, working days, festivals: facts looked up in calendars."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import calendar
from corpus.calendar import Period
from corpus.fold import fold


def test_periods_end_on_their_last_day() -> None:
    assert calendar.last_day(2020, 2) == date(2020, 2, 29)
    assert calendar.quarter(2021, 1) == Period(date(2021, 1, 1), date(2021, 3, 31))
    assert calendar.half(2019, 2) == Period(date(2019, 7, 1), date(2019, 12, 31))
    assert calendar.xun(2019, 2, 3) == Period(date(2019, 2, 21), date(2019, 2, 28))
    assert calendar.xun(2019, 5, 2).due == date(2019, 5, 20)
    assert calendar.week(date(2018, 8, 22)) == Period(date(2018, 8, 20), date(2018, 8, 26))
    assert calendar.year(2020).due == date(2020, 12, 31)
    assert calendar.month(2018, 9) == Period(date(2018, 9, 1), date(2018, 9, 30))


@pytest.mark.parametrize(
    ("plan", "years"),
    [(1, (1953, 1957)), (2, (1958, 1962)), (3, (1966, 1970)), (10, (2001, 2005)), (11, (2006, 2010)), (12, (2011, 2015)),
     (13, (2016, 2020)), (14, (2021, 2025)), (15, (2026, 2030))],
)  # fmt: skip
def test_five_year_plans(plan: int, years: tuple[int, int]) -> None:
    period = calendar.five_year_plan(plan)
    assert period == Period(date(years[0], 1, 1), date(years[1], 12, 31))


def test_there_is_no_plan_before_the_first() -> None:
    assert calendar.five_year_plan(0) is None


@pytest.mark.parametrize(
    ("base", "amount", "unit", "due"),
    [
        ("2019-01-31", 1, "month", "2019-02-28"), ("2020-01-31", 1, "month", "2020-02-29"), ("2018-08-22", 3, "year", "2021-08-22"),
        ("2020-02-29", 1, "year", "2021-02-28"), ("2011-08-31", 1, "half", "2012-02-29"), ("2007-12-14", 60, "day", "2008-02-12"),
        ("2019-03-15", 2, "week", "2019-03-29"), ("2019-03-15", 0.5, "month", "2019-03-30"), ("2019-03-15", 1.5, "year", "2020-09-15"),
        ("2015-11-12", 5, "workday", "2015-11-19"), ("2019-09-27", 2, "workday", "2019-09-30"), ("2019-01-24", 1, "quarter", "2019-04-24"),
    ],
)  # fmt: skip
def test_durations_run_from_the_day_after(base: str, amount: float, unit: calendar.Unit, due: str) -> None:
    assert calendar.add(date.fromisoformat(base), amount, unit) == date.fromisoformat(due)


def test_what_no_calendar_tells_is_none() -> None:
    assert calendar.add(date(2019, 1, 1), 24, "hour") is None
    assert calendar.add(date(2035, 1, 1), 5, "workday") is None
    assert calendar.add(date(2019, 1, 1), 9999, "year") is None
    assert calendar.add(date(2019, 1, 1), 10**6, "day") is None


@pytest.mark.parametrize(
    ("name", "year", "first"),
    [("春节", 2019, "2019-02-05"), ("春节", 2020, "2020-01-25"), ("春节", 2017, "2017-01-28"), ("中秋节", 2019, "2019-09-13"),
     ("端午节", 2019, "2019-06-07"), ("清明节", 2019, "2019-04-05"), ("清明", 2020, "2020-04-04"), ("国庆节", 2018, "2018-10-01"),
     ("五一", 2020, "2020-05-01"), ("全国两会", 2020, "2020-05-21"), ("汛期", 2019, "2019-06-01"), ("采暖季", 2019, "2019-11-15")],
)  # fmt: skip
def test_festivals_have_their_days(name: str, year: int, first: str) -> None:
    days = calendar.festival_days(calendar.festivals()[name], year)
    assert days is not None
    assert days.begins == date.fromisoformat(first)


def test_seasons_run_into_the_next_year_and_anniversaries_have_one_day() -> None:
    table = calendar.festivals()
    assert calendar.festival_days(table["供暖期"], 2018) == Period(date(2018, 11, 15), date(2019, 3, 15))
    assert calendar.festival_days(table["建党"], None, 100) == Period(date(2021, 7, 1), date(2021, 7, 1))
    assert calendar.festival_days(table["新中国成立"], None, 70) == Period(date(2019, 10, 1), date(2019, 10, 1))
    assert calendar.festival_days(table["全国两会"], 1999) is None
    assert calendar.festival_days(table["春节"], 2150) is None
    assert calendar.festival_days(table["国庆节"], None) is None


def test_each_entry_names_its_source_and_one_rule() -> None:
    for name, entry in calendar.festivals().items():
        assert entry.source, name
        assert fold(name) == name
        rules = (entry.solar, entry.lunar, entry.term, entry.season, entry.dates, entry.once, entry.founded)
        assert sum(rule is not None for rule in rules) == 1, name


def test_most_entries_come_from_no_annotated_text(shared: Path) -> None:
    names = ("nmg-2018-pollution-opinion", "zerowaste-2018", "vocational-2019", "report-2021")
    texts = [fold((shared / "corpus" / f"{name}.txt").read_bytes().decode("utf-8")) for name in names]
    entries = {entry.key: entry for entry in calendar.festivals().values()}
    unseen = [key for key, entry in entries.items() if not any(name in text for name in entry.names for text in texts)]
    assert len(unseen) >= 0.8 * len(entries), sorted(set(entries) - set(unseen))
