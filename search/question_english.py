"""What English questions say about days: `by the end of 2018`, `before June 2020`, `next 90 days`, `every quarter`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import msgspec

from corpus.calendar import add_months
from search.query import Window
from search.question_times import Days, window_of
from search.reading import Part, PartKind, joined

__all__ = ["read_english_days"]

_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_YEAR: Final = r"(?:19|20|21)\d\d"
# `1 March 2019`, `March 1, 2019`, `2019—03—01` (folded dashes), `June 2020`, `2018`, `Q1 2021`, `first half of 2020`
_WHEN: Final = (
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH}),? (?P<y1>{_YEAR})|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})[-—/.](?P<m3>\d{{1,2}})[-—/.](?P<d3>\d{{1,2}})|(?P<m4>{_MONTH}),? (?:of )?(?P<y4>{_YEAR})"
    rf"|(?:the )?(?P<q>first|second|third|fourth|q[1-4]|1st|2nd|3rd|4th)(?: quarter)?,? (?:of )?(?P<y5>{_YEAR})"
    rf"|(?:the )?(?P<h>first|second) half,? of (?P<y6>{_YEAR})|(?P<mm>(?:the )?(?:middle of|mid[-—]?) ?)?(?:the year )?(?P<y7>{_YEAR})|(?:the )?(?P<mid>middle of (?:the|this) century|mid[-—]?century))"
)
_ANY: Final = re.compile(rf"\b{_WHEN}\b")
_AS_OF: Final = re.compile(
    rf"\b(?:as of|as at|taking|assuming today is|if today is|from the standpoint of|counting from|looking (?:ahead )?from|standing (?:at|on)|based on) {_WHEN}(?: as (?:the )?(?:base|reference)(?: date)?)?"
)
_FROM_THEN: Final = re.compile(rf"\b(?:from|starting (?:from|on)|beginning (?:from|on)|after|on) {_WHEN}")
_TODAY: Final = re.compile(
    r"\b(?:as of|as at|up to|until|till) (?:today|now|the present)\b|\b(?:today|now|currently)\b(?=\W*$)"
)
_OVERDUE: Final = re.compile(
    r"\b(?:already )?(?:overdue|past due|past (?:its|their) deadlines?|late|delayed|behind schedule|(?:missed|passed|exceeded|overrun) (?:its|their|the) (?:deadlines?|due dates?)|not (?:been )?(?:finished|done|completed) (?:on|in) time)\b"
)
_COUNT: Final = r"(?P<n>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety)"
_NUMBERS: Final = {
    **{w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1)},
    "twelve": 12, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NEXT: Final = re.compile(
    rf"\b(?:(?:in|within|over|during|for) )?(?:the )?(?:next|coming|following|upcoming) {_COUNT}[ —-](?P<u>day|week|month|quarter|year)s?\b"
    rf"|\bwithin (?:the )?(?P<n2>\d{{1,4}})[ —-](?P<u2>day|week|month|year)s?\b"
    r"|\bwithin the (?:next|coming|following) (?P<u3>week|month|quarter|year)\b"  # counted from today, unlike `next month`
)
_THIS: Final = re.compile(
    r"\b(?:by the end of |before the end of |in |during |for |by )?(?P<s>this|next|last|the current|the coming|the previous) (?P<u>week|month|quarter|half[-—]?year|year)\b"
)
_BETWEEN: Final = re.compile(
    rf"\b(?:between|from) {_WHEN} (?:and|to|until|till|through) (?P<b>{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|\d{{1,2}} {_MONTH} {_YEAR}|{_MONTH},? {_YEAR}|{_YEAR}(?:[-—/.]\d{{1,2}}[-—/.]\d{{1,2}})?)\b"
)
# `between January and March 2019`: the first month takes the year of the second
_MONTHS_OF: Final = re.compile(
    rf"\b(?:between|from) (?P<a>{_MONTH}) (?:and|to|until|till|through) (?P<b>{_MONTH}),? (?:of )?(?P<y>{_YEAR})\b"
)
_EVERY: Final = re.compile(
    r"\b(?:(?:every|each|once an?|per|at least once an?|twice an?) (?P<u>day|week|month|quarter|half[-—]?year|six months|year)|(?P<a>daily|weekly|monthly|quarterly|half[-—]?yearly|annually|yearly))\b"
)
_PERIODIC: Final = re.compile(r"\b(?:recurring|recurrent|periodic(?:ally)?|regular(?:ly)?|repeated(?:ly)?)\b")
_FREQUENCIES: Final = {
    "day": "FREQ=DAILY", "daily": "FREQ=DAILY", "week": "FREQ=WEEKLY", "weekly": "FREQ=WEEKLY", "month": "FREQ=MONTHLY", "monthly": "FREQ=MONTHLY",
    "quarter": "FREQ=MONTHLY;INTERVAL=3", "quarterly": "FREQ=MONTHLY;INTERVAL=3", "half": "FREQ=MONTHLY;INTERVAL=6", "six months": "FREQ=MONTHLY;INTERVAL=6",
    "year": "FREQ=YEARLY", "annually": "FREQ=YEARLY", "yearly": "FREQ=YEARLY",
}  # fmt: skip
# What stands before a date: `by (the end of)`, `before`, `after`, `since`, `from`, `until`, `in`
_BEFORE: Final = re.compile(
    r"(?P<w>on or after|on or before|no later than|not later than|prior to|as early as|starting (?:from|in|on)|beginning (?:from|in|on)|effective|by|before|until|till|after|since|from|later than|in|during|on|for|throughout|within)?\s*(?P<end>(?:the )?(?:very )?(?:end of|close of|year[-—]?end|late))?\s*(?:the year\s*)?$"
)
_BEGINS: Final = re.compile(
    r"\b(?:start|starts|starting|begin|begins|beginning|take effect|takes effect|come into (?:force|effect)|effective|commence|enter into force)\b"
)
_ENDS: Final = re.compile(
    r"\b(?:due|expire|expires|complete|completed|finish|finished|deadline|deadlines|done|end|ends|achieve|achieved|reach|reached)\b"
)
_FROM_WORDS: Final = frozenset(
    [
        "from",
        "since",
        "starting from",
        "starting in",
        "starting on",
        "beginning from",
        "beginning in",
        "beginning on",
        "effective",
    ]
)
_ONE_DAY: Final = timedelta(days=1)


def _month(name: str) -> int:
    return next(n for n, full in enumerate(_MONTHS, start=1) if full.startswith(name.rstrip(".")[:3]))


def _span(g: dict[str, str | None]) -> tuple[date, date] | None:
    """First and last day of what `_WHEN` found; None for a day that does not exist."""
    if g["mid"]:
        return date(2050, 1, 1), date(2050, 12, 31)
    year = int(g["y1"] or g["y2"] or g["y3"] or g["y4"] or g["y5"] or g["y6"] or g["y7"] or 0)
    if g["q"]:
        quarter = {"f": 1, "s": 2, "t": 3}.get(g["q"][0]) or int(g["q"].strip("qstndrh")) if g["q"] != "fourth" else 4
        return date(year, 3 * quarter - 2, 1), add_months(date(year, 3 * quarter - 2, 1), 3) - _ONE_DAY
    if g["h"]:
        return (date(year, 1, 1), date(year, 6, 30)) if g["h"] == "first" else (date(year, 7, 1), date(year, 12, 31))
    named = g["m1"] or g["m2"] or g["m4"]
    month = _month(named) if named else int(g["m3"]) if g["m3"] else None
    if g["mm"]:
        return date(year, 1, 1), date(year, 6, 30)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    day = g["d1"] or g["d2"] or g["d3"]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    return (date(year, month, int(day)),) * 2 if 1 <= int(day) <= length else None


def _later(day: date, count: int, unit: str) -> date:
    try:
        if unit in ("month", "quarter", "year"):
            return add_months(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    except (OverflowError, ValueError):
        return date.max


def read_english_days(lower: str, as_of: date, taken: Callable[[int, int], bool]) -> Days:
    """All that a folded question in lower case says about days."""
    parts: list[Part] = []
    impossible: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return not taken(start, end) and all(end <= p.start or p.end <= start for p in parts)

    def add(kind: PartKind, start: int, end: int, window: Window | None = None, values: tuple[str, ...] = ()) -> None:
        parts.append(Part(kind, lower[start:end], start, end, values, window))

    def sense() -> PartKind:
        ends, begins = _ENDS.search(lower) is not None, _BEGINS.search(lower) is not None
        return "due" if ends and not begins else "starts" if begins and not ends else "due_or_starts"

    for match in _AS_OF.finditer(lower):
        days = _span(match.groupdict())
        if days is None:
            impossible.append(match.span())
        else:
            as_of = days[1]
            add("as_of", *match.span(), Window(as_of, as_of), (as_of.isoformat(),))
    for match in _TODAY.finditer(lower):
        if free(*match.span()):
            add("as_of", *match.span(), Window(as_of, as_of), (as_of.isoformat(),))
    counted = _FROM_THEN.search(lower) if _NEXT.search(lower) else None
    if counted and free(*counted.span()) and (days := _span(counted.groupdict())):
        # `from 1 November 2019, the following 90 days`: the day from which one counts
        as_of = days[0]
        add("as_of", *counted.span(), Window(as_of, as_of), (as_of.isoformat(),))
    for match in _OVERDUE.finditer(lower):
        if free(*match.span()):
            add("overdue", *match.span(), Window(None, as_of - _ONE_DAY))
    for match in _NEXT.finditer(lower):
        if free(*match.span()):
            words, unit = match["n"] or match["n2"] or "one", match["u"] or match["u2"] or match["u3"]
            add("due", *match.span(), Window(as_of, _later(as_of, _NUMBERS.get(words) or int(words), unit)))
    for match in _THIS.finditer(lower):
        if free(*match.span()):
            step = {"next": 1, "the coming": 1, "last": -1, "the previous": -1}.get(match["s"], 0)
            window = window_of(match["u"].replace("—", "-").split("-")[0].removesuffix("year") or "year", step, as_of)
            add("due" if "end" in match[0] or match[0].startswith("by") else sense(), *match.span(), window)
    for match in _MONTHS_OF.finditer(lower):
        if free(*match.span()):
            opens, closes = (date(int(match["y"]), _month(match[name]), 1) for name in "ab")
            add(sense(), *match.span(), Window(opens, add_months(closes, 1) - _ONE_DAY))
    for match in _BETWEEN.finditer(lower):
        end = _ANY.fullmatch(match["b"])
        if free(*match.span()) and end:
            first, last = _span(match.groupdict()), _span(end.groupdict())
            if first is None or last is None:
                impossible.append(match.span())
            else:
                add(sense(), *match.span(), Window(first[0], last[1]))
    for match in _EVERY.finditer(lower):
        if free(*match.span()):
            unit = (
                (match["u"] or match["a"])
                .replace("—", "-")
                .split("-")[0]
                .removesuffix("yearly" if "half" in match[0] else "\0")
            )
            add("frequency", *match.span(), None, (_FREQUENCIES["half" if unit.startswith("half") else unit],))
    for match in _ANY.finditer(lower):
        if not free(*match.span()) or any(a <= match.start() < b for a, b in impossible):
            continue
        days = _span(match.groupdict())
        if days is None:
            impossible.append(match.span())
            continue
        lead = _BEFORE.search(lower, max(0, match.start() - 32), match.start())
        word, at_end = (lead["w"] or "", lead["end"] is not None) if lead else ("", False)
        start = lead.start() if lead and lead[0].strip() else match.start()
        if word in ("on", "by", "") and any(part.kind == "overdue" for part in parts):
            # `overdue on 1 March 2019`: the day from which one looks back
            as_of = days[1]
            add("as_of", start, match.end(), Window(as_of, as_of), (as_of.isoformat(),))
            parts = [
                msgspec.structs.replace(part, window=Window(None, as_of - _ONE_DAY)) if part.kind == "overdue" else part
                for part in parts
            ]
            continue
        if word == "on or after":
            kind, window = sense(), Window(days[0], None)
        elif word in ("after", "later than"):
            kind, window = sense(), Window(days[1] + _ONE_DAY, None)
        elif word in _FROM_WORDS:
            kind, window = "starts", Window(days[0], days[1])
        elif word in ("before", "prior to") and not at_end:
            kind, window = "due", Window(None, days[0] - _ONE_DAY)
        elif (
            word in ("by", "on or before", "before", "until", "till", "no later than", "not later than", "prior to")
            or at_end
        ):
            # `by the end of 2018`, `by June 2020` name a deadline: due then or earlier that year
            exact = days[0] == days[1]
            kind, window = "due", Window(None if exact and not at_end else date(days[1].year, 1, 1), days[1])
        else:
            kind, window = sense(), Window(*days)
        add(kind, start, match.end(), window)
        if word in _FROM_WORDS:
            # `take effect from 2020` asks for what goes on from then, not for what is to be done within that year.
            parts.append(Part("kind", parts[-1].text, start, match.end(), ("from",)))
    for match in _PERIODIC.finditer(lower):
        if free(*match.span()):
            add("kind", *match.span(), None, ("every",))
    return Days(tuple(joined(sorted(parts, key=lambda p: p.start), lower)), as_of, tuple(impossible))
