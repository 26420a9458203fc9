"""Calendar arithmetic of official texts: periods, plans, durations, working days, festivals and set events.

A `Period` is a pair of inclusive days. Nothing here reads the clock. Festivals and events are data
(`corpus/lexicon/festivals.toml`); lunar ones are turned to solar days by lunardate, working days come from
the State Council's holiday arrangements as chinesecalendar carries them.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal, NamedTuple

import chinese_calendar
import msgspec
from lunardate import LunarDate

from corpus.tables import lexicon_table

__all__ = [
    "Festival",
    "Period",
    "Unit",
    "add",
    "add_months",
    "add_working_days",
    "earlier",
    "festival_days",
    "festivals",
    "five_year_plan",
    "half",
    "last_day",
    "month",
    "quarter",
    "week",
    "xun",
    "year",
]

Unit = Literal["minute", "hour", "day", "workday", "week", "xun", "month", "quarter", "half", "year"]
_ONE_DAY: Final = timedelta(days=1)
# `date` ends with year 9999; official texts end long before.
_LAST_YEAR: Final = 2999


class Period(NamedTuple):
    """First and last day, both included."""

    begins: date
    due: date


class Festival(msgspec.Struct, frozen=True):
    """A festival or set event: how its days are found, and where that is laid down.

    `names` are all its ways of writing, folded. Exactly one of the rules is set: `solar` (month, day) and
    `lunar` (month, day) recur every year, `term` names a solar term, `season` is a first and last
    (month, day) that may run into the next year, `dates` lists single years, `once` is one date.
    `also` is an earlier day beside `solar`: schools open twice a year. `founded` is the day whose anniversaries are
    meant (`建党100周年`). `days` is the length of a festival in days. `vague` says that the days differ from place to place.
    """

    key: str
    names: tuple[str, ...]
    source: str
    solar: tuple[int, int] | None = None
    also: tuple[int, int] | None = None
    lunar: tuple[int, int] | None = None
    term: str | None = None
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    dates: dict[str, date] | None = None
    once: date | None = None
    founded: date | None = None
    days: int = 1
    vague: bool = False


@cache
def festivals() -> dict[str, Festival]:
    """All festivals and set events by each of their folded names."""
    raw = lexicon_table("festivals")
    table: dict[str, Festival] = {}
    for key, entry in raw.items():
        festival = msgspec.convert({"key": key, **entry}, Festival)
        table.update((name, festival) for name in festival.names)
    return table


def festival_days(festival: Festival, of_year: int | None, anniversary: int = 0) -> Period | None:
    """The days of a festival in a year (a season: the one that begins in it); None where they are not known.

    Single events (`once`) and anniversaries have their date whatever the year.
    """
    if festival.once is not None:
        return Period(festival.once, festival.once)
    if festival.founded is not None:
        day = festival.founded
        return None if anniversary > 1000 else Period(*[day.replace(year=day.year + anniversary)] * 2)
    if of_year is None or not 1 <= of_year <= _LAST_YEAR:
        return None
    if festival.season is not None:
        (m1, d1), (m2, d2) = festival.season
        to_year = of_year + 1 if (m2, d2) < (m1, d1) else of_year
        return Period(
            date(of_year, m1, min(d1, _length(of_year, m1))), date(to_year, m2, min(d2, _length(to_year, m2)))
        )
    first = _first_day(festival, of_year)
    return None if first is None else Period(first, first + timedelta(days=festival.days - 1))


def _first_day(festival: Festival, of_year: int) -> date | None:
    if festival.solar is not None:
        return date(of_year, *festival.solar)
    if festival.dates is not None:
        return festival.dates.get(str(of_year))
    if festival.term == "qingming":
        # The day on which the sun reaches 15° in Beijing's time, within 2000-2099.
        short = of_year % 100
        return date(of_year, 4, int(short * 0.2422 + 4.81) - short // 4) if 2000 <= of_year <= 2099 else None
    if festival.lunar is not None:
        try:
            day: date = LunarDate(of_year, *festival.lunar).to_solar_date()
            return day
        except ValueError:  # beyond the table of lunar years (1900-2099)
            return None
    return None


def _length(of_year: int, of_month: int) -> int:
    return monthrange(of_year, of_month)[1]


def last_day(of_year: int, of_month: int) -> date:
    """The last day of a month. Raises ValueError where there is no such month."""
    return date(of_year, of_month, _length(of_year, of_month))


def year(of_year: int) -> Period:
    """1 January to 31 December."""
    return Period(date(of_year, 1, 1), date(of_year, 12, 31))


def half(of_year: int, which: int) -> Period:
    """上半年 (1) or 下半年 (2)."""
    return (
        Period(date(of_year, 1, 1), date(of_year, 6, 30))
        if which == 1
        else Period(date(of_year, 7, 1), date(of_year, 12, 31))
    )


def quarter(of_year: int, which: int) -> Period:
    """The quarters 1 to 4."""
    return Period(date(of_year, 3 * which - 2, 1), last_day(of_year, 3 * which))


def month(of_year: int, which: int) -> Period:
    """The months 1 to 12."""
    return Period(date(of_year, which, 1), last_day(of_year, which))


def xun(of_year: int, of_month: int, which: int) -> Period:
    """上旬 (1): days 1-10, 中旬 (2): 11-20, 下旬 (3): 21 to the month's end; 中下旬 (4): from 11 on, 上中旬 (5): up to 20."""
    first, last = {4: (11, None), 5: (1, 20)}.get(which, (10 * which - 9, None if which == 3 else 10 * which))
    due = last_day(of_year, of_month) if last is None else date(of_year, of_month, last)
    return Period(date(of_year, of_month, first), due)


def week(of_day: date, ahead: int = 0) -> Period:
    """Monday to Sunday of the week that holds a day, or of a later one."""
    monday = of_day - timedelta(days=of_day.weekday()) + timedelta(weeks=ahead)
    return Period(monday, monday + timedelta(days=6))


def five_year_plan(number: int) -> Period | None:
    """The years of “一五” (1953-1957), “二五” (1958-1962), “三五” (1966-1970) … “十三五” (2016-2020); None below 1.

    After the second plan came three years of adjustment, so that the third begins in 1966.
    """
    if not 1 <= number <= 100:
        return None
    first = 1953 + 5 * (number - 1) if number <= 2 else 1966 + 5 * (number - 3)
    return Period(date(first, 1, 1), date(first + 4, 12, 31))


def add_months(base: date, months: int) -> date:
    """`months` later: the same day number, or the month's last day where it has none (31 January + 1 = 28 February)."""
    index = base.year * 12 + base.month - 1 + months
    to_year, to_month = index // 12, index % 12 + 1
    return date(to_year, to_month, min(base.day, _length(to_year, to_month)))


def earlier(day: date, amount: float, unit: Unit) -> date:
    """The day that lies years or months before another; the end of a month stays one."""
    months = -int(amount * (12 if unit == "year" else 1))
    moved = add_months(day, months)
    return last_day(moved.year, moved.month) if (day + _ONE_DAY).day == 1 else moved


def add_working_days(base: date, days: int) -> date | None:
    """The `days`-th working day after `base`; None beyond the years whose holidays have been published."""
    day = base
    try:
        while days > 0:
            day += _ONE_DAY
            if chinese_calendar.is_workday(day):
                days -= 1
    except NotImplementedError:  # chinesecalendar's way to say that it does not know the year
        return None
    return day


def add(base: date, amount: float, unit: Unit) -> date | None:
    """The last day of `amount` units that run from the day after `base`.

    Half years and half months count as 6 months and 15 days. None where no day can be told: hours and minutes, and
    working days beyond the known years.
    """
    if amount > 10_000:
        return None
    try:
        if unit == "workday":
            return add_working_days(base, int(amount)) if amount <= 1000 else None
        if unit in ("day", "week", "xun"):
            return base + timedelta(days=int(amount * {"day": 1, "week": 7, "xun": 10}[unit]))
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(unit)
        if months is None:
            return None
        whole = int(amount * months)
        rest = amount * months - whole
        return add_months(base, whole) + timedelta(days=15 if rest else 0)
    except (ValueError, OverflowError):  # beyond the calendar
        return None
