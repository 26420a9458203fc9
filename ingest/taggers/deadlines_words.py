"""Periods that words name: five-year plans (`“十四五”前三年`), seasons (`今冬明春`, `2026年冬`), `今明两年`, `本世纪中叶`."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from corpus import calendar
from corpus.calendar import Period
from corpus.types import Precision
from ingest.taggers.deadlines_types import Part

__all__ = ["Named", "campaign", "of_plan", "of_word"]


class Named(NamedTuple):
    """A period, how exact its words are, and whether readers take its first and last day differently."""

    period: Period
    precision: Precision = "period"
    vague: bool = False


# Months from a year on: (years later, month) of the first and the last. Seasons are those of the weather service, both of
# them together the months of the national campaigns.
_SEASONS: Final[dict[str, tuple[int, int, int, int]]] = {
    "春": (0, 3, 0, 5), "夏": (0, 6, 0, 8), "秋": (0, 9, 0, 11), "冬": (0, 12, 1, 2),
    "冬明春": (0, 11, 1, 3), "冬春": (0, 11, 1, 3), "秋冬": (0, 10, 1, 3), "春夏": (0, 3, 0, 8), "夏秋": (0, 6, 0, 11),
    "岁末年初": (0, 12, 1, 1),
}  # fmt: skip


def of_plan(part: Part) -> Named | None:
    """The years of a five-year plan, or those of them that the part picks; None where the plan's number has none."""
    period = calendar.five_year_plan(part.plan or 0)
    if period is None:
        return None
    first, last = period.begins.year, period.due.year
    if part.first_years > 0:
        last = first + part.first_years - 1
    elif part.first_years < 0:
        first = last + part.first_years + 1
    elif part.mark in ("begin", "middle"):
        return Named(calendar.year(first if part.mark == "begin" else first + 2), "year", True)
    return Named(Period(date(first, 1, 1), date(last, 12, 31)))


def of_word(part: Part, written: date | None) -> Named | None:
    """The period that a word names, counted from the part's year where it has one, else from `written`; None without either."""
    word = part.word or ""
    if word in ("century", "century-end"):  # its middle, its end
        return Named(calendar.year(2050 if word == "century" else 2100))
    if part.year is not None:
        return _season(word, part.year)
    if written is None:
        return None
    if word == "now":
        return Named(Period(written, written), "day")
    if word in ("years-2", "years-3"):
        return Named(Period(date(written.year, 1, 1), date(written.year + int(word[-1]) - 1, 12, 31)))
    if word[0] in "今明":
        return _season(word[1:], written.year + (word[0] == "明"))
    return _season(word, written.year)


def campaign(first: Part, last: Part) -> bool:
    """Whether a range is one winter and the spring behind it (`2026年冬至2027年春`), the months of the campaigns."""
    return first.word in ("冬", "今冬") and last.word in ("春", "明春")


def _season(word: str, year: int) -> Named:
    shift, month, shift2, month2 = _SEASONS[word]
    return Named(Period(date(year + shift, month, 1), calendar.last_day(year + shift2, month2)), "period", True)
