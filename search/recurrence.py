"""The days on which a recurring duty falls due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import dropwhile, takewhile
from typing import Final

from dateutil.rrule import rrulestr

__all__ = ["dated", "first_occurrence", "occurrences"]

# "每季度至少一次" names no day: such a duty falls due, at the latest, on the last day of its period.
_PERIOD_END: Final = {
    "YEARLY": "BYMONTH=12;BYMONTHDAY=31",
    "MONTHLY": "BYMONTHDAY=-1",
    "WEEKLY": "BYDAY=SU",
}


def dated(rule: str) -> str:
    """`rule` (RFC 5545) with the day on which it falls: a rule without BY parts gets the last day of its period."""
    parts = _parts(rule)
    end = _PERIOD_END.get(parts.get("FREQ", ""))
    return f"{rule};{end}" if end and _bare(parts) else rule


def first_occurrence(rule: str, since: date) -> date | None:
    """The first day on or after `since` on which `rule` falls due; None where it never does or is no rule.

    Several months are counted by the calendar's periods: quarters begin in January, April, July and October.
    """
    parts = _parts(rule)
    months = int(parts.get("INTERVAL", "1")) if parts.get("INTERVAL", "1").isdigit() else 1
    start = since
    if parts.get("FREQ") == "MONTHLY" and months in (2, 3, 4, 6):
        month = (since.month - 1) // months * months + 1  # the period's first
        start = since.replace(month=month + months - 1 if _bare(parts) else month, day=1)
    return next(dropwhile(lambda day: day < since, _days(dated(rule), start)), None)


def occurrences(rule: str, since: date, first: date, last: date) -> list[date]:
    """All days between `first` and `last`, both included, on which `rule`, in force since `since`, falls due."""
    start = first_occurrence(rule, since)
    if start is None:
        return []
    until_last = takewhile(lambda day: day <= last, _days(dated(rule), start))
    return [day for day in until_last if day >= first]


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";") if "=" in part)


def _bare(parts: dict[str, str]) -> bool:
    return not any(name.startswith("BY") for name in parts)


def _days(rule: str, start: date) -> Iterator[date]:
    try:
        found = rrulestr(rule, dtstart=datetime(start.year, start.month, start.day))
    except (ValueError, TypeError, KeyError):  # no rule that the library can read: the duty has no days
        return
    for moment in found:
        yield moment.date()
