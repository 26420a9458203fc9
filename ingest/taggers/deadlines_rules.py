"""Recurrences as RFC 5545 rules: `每季度第一个月10日前`, `每年1月15日和7月15日前`, `每月结束后5日内`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import msgspec

from corpus.calendar import Unit, festivals
from ingest.taggers.deadlines_grammar import Group, Point
from ingest.taggers.deadlines_tokens import Token
from ingest.taggers.deadlines_types import Part

__all__ = ["Rule", "by_points", "every", "next_period", "other_months", "within_period"]


class Rule(NamedTuple):
    """A rule and where its words end in the flat text."""

    rule: str
    end: int
    ambiguous: bool = False


_FREQ: Final[dict[Unit, tuple[str, int]]] = {
    "year": ("YEARLY", 1), "half": ("MONTHLY", 6), "quarter": ("MONTHLY", 3), "month": ("MONTHLY", 1),
    "week": ("WEEKLY", 1), "day": ("DAILY", 1), "hour": ("HOURLY", 1),
}  # fmt: skip
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# `每季度第一个月10日前`, `每季度首月`, `每季度末月25日前`; also of a half year
_MONTH_OF: Final = re.compile(
    r"的?(?:(?P<first>首月|首个月)|第(?P<n>[一二三123])个月|(?P<last>末月|最后一?个月))"
    r"(?:的?(?:(?P<day>\d{1,2})[日号]|(?P<xun>[上中下])旬|(?P<mark>底|末))(?:以|之)?前?)?"
)
# `每月底前`, `每月月底`, `每季度末`, `每年底前`, `每年年底前`; not `每年初中…`
_EDGE: Final = re.compile(
    r"(?:年|月|季度?)?(?:(?P<end>[底末终])(?![线数层端])|(?P<begin>初)(?![步级中期]))(?:(?:以|之)?前)?"
)
# `每周五前`, `每周一`
_WEEKDAY: Final = re.compile(
    r"(?P<day>[一二三四五六日天])(?![次轮个期])(?:(?:(?:[上中下]午|晚上)?\d{1,2}[时点]|下班)?(?:以|之)?前)?"
)
# `每季度结束后10日内`, `每年度终了后3个月内`, `每月终了之日起5日内`
_AFTER: Final = re.compile(
    r"(?:年度?|季度|月份?)?(?:结束|终了|届满)(?:之日起|以?后|之后)?的?(?P<n>\d{1,2}|[一二三四五六七八九十两]{1,3})(?:个)?(?P<unit>工作日|日|天|月)(?:以|之)?内"
)
_NUMBERS: Final = {char: n for n, char in enumerate("一二三四五六七八九十", 1)}


def every(unit: Unit, amount: float) -> Rule:
    """`每两年`, `每半年`, `逐月` as a rule; working days count as weekdays, ten-day periods by their last day."""
    if unit == "workday":
        return Rule(
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" if amount == 1 else f"FREQ=DAILY;INTERVAL={int(amount)}", 0, amount != 1
        )
    if unit == "xun":
        return Rule("FREQ=MONTHLY;BYMONTHDAY=10,20,-1", 0)
    if unit == "month" and amount == 0.5:
        return Rule("FREQ=MONTHLY;BYMONTHDAY=15,-1", 0)
    freq, step = _FREQ.get(unit, ("YEARLY", 1))
    steps = amount * step
    if freq == "YEARLY" and steps != int(steps):
        freq, steps = "MONTHLY", steps * 12
    interval = max(1, int(steps))
    return Rule(f"FREQ={freq}" + (f";INTERVAL={interval}" if interval > 1 else ""), 0)


def within_period(flat: str, token: Token, high: int) -> Rule | None:
    """What directly follows a recurring period and picks a day of it; None where nothing does."""
    unit, amount, end = token.unit, token.amount, token.end
    if amount != 1 and unit != "half":
        return None
    after = after_period(flat, token, high)
    if after is not None:
        return after
    months = _months(unit, amount)
    found = _MONTH_OF.match(flat, end, high)
    if found and unit in ("quarter", "half"):
        return _month_of(found, months, 3 if unit == "quarter" else 6)
    edge = _EDGE.match(flat, end, high)
    if edge and unit in ("year", "half", "quarter", "month"):
        return Rule(_edge(unit, months, bool(edge["end"])), edge.end())
    weekday = _WEEKDAY.match(flat, end, high) if unit == "week" else None
    if weekday:
        return Rule(
            f"FREQ=WEEKLY;BYDAY={_DAYS[6 if weekday['day'] == '天' else '一二三四五六日'.index(weekday['day'])]}",
            weekday.end(),
        )
    return None


def after_period(flat: str, token: Token, high: int) -> Rule | None:
    """`每季度结束后10日内`: the tenth of the months that follow a quarter."""
    found = _AFTER.match(flat, token.end, high)
    if not found or token.unit not in ("year", "half", "quarter", "month"):
        return None
    n = int(found["n"]) if found["n"].isdigit() else _NUMBERS.get(found["n"], 15)
    firsts = [m % 12 + 1 for m in _months(token.unit, token.amount)]
    if found["unit"] == "月":
        at = ",".join(str((m + n - 2) % 12 + 1) for m in firsts)
        return Rule(f"FREQ=YEARLY;BYMONTH={at};BYMONTHDAY=-1", found.end())
    if n > 28:
        return Rule(every(token.unit, token.amount).rule, found.end(), True)
    by_month = "" if token.unit == "month" else f";BYMONTH={','.join(map(str, sorted(firsts)))}"
    freq = "MONTHLY" if token.unit == "month" else "YEARLY"
    return Rule(f"FREQ={freq}{by_month};BYMONTHDAY={n}", found.end(), found["unit"] == "工作日")


def _months(unit: Unit, amount: float) -> list[int]:
    """The last month of each period of a year."""
    if unit == "quarter":
        return [3, 6, 9, 12]
    if unit == "half" or (unit == "year" and amount == 0.5):
        return [6, 12]
    return [12] if unit == "year" else list(range(1, 13))


def _edge(unit: Unit, months: list[int], last: bool) -> str:
    if unit == "month":
        return "FREQ=MONTHLY;BYMONTHDAY=-1" if last else "FREQ=MONTHLY;BYMONTHDAY=1"
    size = {"quarter": 3, "half": 6, "year": 12}[unit]
    at = ",".join(str(m if last else m - size + 1) for m in months)
    return f"FREQ=YEARLY;BYMONTH={at}" + (";BYMONTHDAY=-1" if last else "")


def by_points(unit: Unit, group: Group) -> Rule | None:
    """A rule from the points behind 每年 or 每月 (`每年3月底前`, `每月5日前`); None where they do not fit."""
    end = group.points[-1].end
    if unit == "month":
        days = [day for day in map(_day_of_month, group.points) if day]
        return Rule(f"FREQ=MONTHLY;BYMONTHDAY={','.join(days)}", end) if len(days) == len(group.points) else None
    if group.ranged:
        return _yearly_range(group.points[0].part, group.points[1].part, end)
    spots = [_spot(point) for point in group.points]
    if any(spot is None for spot in spots):
        return Rule("FREQ=YEARLY", end, True)
    months: list[str] = []
    days_: list[str] = []
    for spot in spots:
        if spot is not None:
            months += [str(spot[0])] if str(spot[0]) not in months else []
            days_ += [str(spot[1])] if spot[1] and str(spot[1]) not in days_ else []
    rule = f"FREQ=YEARLY;BYMONTH={','.join(months)}"
    return Rule(rule + (f";BYMONTHDAY={','.join(days_)}" if days_ else ""), end, len(days_) > 1)


def next_period(unit: Unit, point: Point, flat: str, high: int) -> Rule | None:
    """A rule from the next period's day: `每月…于次月10日前报送`, `每季度…于下季度首月5日前报送`; None where it names none."""
    part = point.part
    if unit == "month" and part.month_shift == 1 and (day := _day_of_month(Point(_bare(part), *point[1:]))):
        return Rule(f"FREQ=MONTHLY;BYMONTHDAY={day}", point.end)
    found = _MONTH_OF.match(flat, part.end, high) if unit == "quarter" and part.quarter_shift == 1 else None
    return _month_of(found, [3, 6, 9, 12], 3) if found else None


def _bare(part: Part) -> Part:
    """A part without the shift of its month."""
    return msgspec.structs.replace(part, month_shift=None)


def _month_of(found: re.Match[str], months: list[int], size: int) -> Rule:
    """The rule of `第一个月10日前` in periods of `size` months that end with `months`."""
    nth = 1 if found["first"] else size if found["last"] else "一二三".find(found["n"]) + 1 or int(found["n"])
    at = ",".join(str(m - size + nth) for m in months)
    day = found["day"] or (
        str({"上": 10, "中": 20}.get(found["xun"], -1)) if found["xun"] else "-1" if found["mark"] else ""
    )
    return Rule(f"FREQ=YEARLY;BYMONTH={at}" + (f";BYMONTHDAY={int(day)}" if day else ""), found.end())


def _day_of_month(point: Point) -> str:
    part = point.part
    if part.month or part.year or part.festival:
        return ""
    if part.day:
        return str(part.day)
    return {1: "10", 2: "20", 3: "-1", 4: "-1", 5: "20"}.get(part.xun or 0, "")


def _spot(point: Point) -> tuple[int, int] | None:
    """Month and day (0: none, -1: the last) that a point names within a year."""
    part, before = point.part, point.tail == "before"
    if part.festival:
        solar = festivals()[part.festival].solar
        if solar is None or not before:
            return solar
        return (solar[0], solar[1] - 1) if solar[1] > 1 else ((solar[0] - 2) % 12 + 1, -1)
    if part.quarter:
        return part.quarter * 3, -1
    if part.half:
        return part.half * 6, -1
    if part.month is None:
        return {"end": (12, -1), "begin": (1, 0)}.get(part.mark) if part.day is None else None
    if part.day:
        return part.month, part.day
    if part.xun:
        return part.month, {1: 10, 2: 20, 5: 20}.get(part.xun, -1)
    if part.mark == "end":
        return part.month, -1
    return ((part.month - 2) % 12 + 1, -1) if before else (part.month, 0)


def _yearly_range(first: Part, last: Part, end: int) -> Rule:
    """`每年6月至9月` is the months from 6 to 9; a range of days is told by its first day."""
    if first.month and last.month and not first.day and not last.day:
        count = (last.month - first.month) % 12 + 1
        return Rule(f"FREQ=YEARLY;BYMONTH={','.join(str((first.month + i - 1) % 12 + 1) for i in range(count))}", end)
    if first.month and first.day:
        return Rule(f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={first.day}", end, True)
    return Rule("FREQ=YEARLY", end, True)


def other_months(word: str, rule: str) -> str:
    """A monthly rule laid on odd or even months where the word behind 每 says so: `每单月10日前`, `每双月`."""
    months = {"单": "1,3,5,7,9,11", "双": "2,4,6,8,10,12"}.get(word)
    return rule.replace("FREQ=MONTHLY", f"FREQ=YEARLY;BYMONTH={months}") if months else rule
