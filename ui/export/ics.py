"""An iCalendar file (RFC 5545): an all-day entry on each due day, recurring duties as recurring entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, Todo, vRecur, vText

from corpus.messages import message
from corpus.types import Deadline
from search.agenda import begins_of
from search.marks import State
from search.recurrence import dated, first_occurrence
from ui.export.entry import Entry, names, place
from ui.export.options import Options, checked_words
from ui.plain import one_line, shorten

__all__ = ["dated_deadlines", "write"]

_SUMMARY: Final = 60  # characters: what a calendar shows of a title
_REMINDER: Final = timedelta(days=-7)
# A file for the same tasks is the same file: the stamp is the document's day, never the day of the export.
_NO_DAY: Final = date(1970, 1, 1)
# RFC 5545, 3.8.1.11
_STATUS: Final[dict[State, str]] = {
    "not_started": "NEEDS-ACTION", "in_progress": "IN-PROCESS", "done": "COMPLETED", "not_applicable": "CANCELLED",
}  # fmt: skip


def dated_deadlines(entry: Entry) -> list[tuple[int, Deadline, date]]:
    """The deadlines of a task that fall on a day of the calendar: their place among its deadlines, and the day.

    A deadline with a due day stands on it, one that only begins (`2019年1月1日起`) on its first day, a recurring one
    on its first occurrence on or after the document's date. A recurring one of an undated document has no day. Where no
    deadline has a day, the figures' due days count (a row of a table has no other).
    """
    since = begins_of(entry.task, entry.written)
    recurring = any(part.kind == "every" for part in entry.task.deadlines)
    found = []
    for at, deadline in enumerate(entry.task.deadlines):
        if deadline.kind == "every":
            day = first_occurrence(deadline.rrule, since) if deadline.rrule and since else None
        elif deadline.kind == "from":
            # `2020年起,每年2月底前`: the beginning only says when the recurrence starts.
            day = None if recurring else deadline.begins
        else:
            day = deadline.due
        if day:
            found.append((at, deadline, day))
    if found:
        return found
    aims = {aim.due: aim for aim in reversed(entry.task.targets) if aim.due}  # of a day the first
    first = len(entry.task.deadlines)
    return [
        (first + at, Deadline(aim.text, aim.start, aim.end, "by", due=day), day)
        for at, (day, aim) in enumerate(sorted(aims.items()))
    ]


def write(entries: Sequence[Entry], options: Options) -> bytes:
    """The calendar. Tasks without a day are not in it. A second import of the same tasks updates the first."""
    calendar = Calendar()
    calendar.add("prodid", "-//duban//duban//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", shorten(options.heading, _SUMMARY) or message("exports.calendar", options.language))
    if options.checked:
        calendar.add("x-wr-caldesc", vText("\n".join(checked_words(entries, options))))
    for entry in entries:
        for at, deadline, day in dated_deadlines(entry):
            calendar.add_component(_component(entry, at, deadline, day, options))
    content: bytes = calendar.to_ical()
    return content


def _component(entry: Entry, at: int, deadline: Deadline, day: date, options: Options) -> Event | Todo:
    part = Todo() if options.todo else Event()
    # The identity of a task survives re-reading; its place among the task's deadlines survives a corrected date.
    part.add("uid", f"{entry.task.id}-{at + 1}@duban")
    written = entry.written or _NO_DAY
    part.add("dtstamp", datetime(written.year, written.month, written.day, tzinfo=UTC))
    words = shorten(entry.task.text, _SUMMARY)
    key = "exports.event_begins" if deadline.kind == "from" else "exports.event_due"
    part.add("summary", message(key, options.language, task=words))
    rule = deadline.rrule if deadline.kind == "every" else None
    starts = bool(rule) or deadline.kind == "from"  # the day is that of a beginning, not one that a thing is due on
    if not options.todo:
        part.add("dtstart", day)
        part.add("dtend", day + timedelta(days=1))
        part.add("transp", "TRANSPARENT")
    else:
        # RFC 5545, 3.8.2.3: DUE lies after DTSTART, so that a thing to do has one of them: calendars show DUE as the day
        # that it is due on, and a recurrence counts from DTSTART.
        part.add("dtstart" if starts else "due", day)
        part.add("status", _STATUS[entry.mark.state or "not_started"])
    if rule:
        part.add("rrule", vRecur.from_ical(dated(rule)))
    part.add("description", _description(entry, deadline, options))
    if entry.task.regions:
        part.add("location", shorten("、".join(region.name for region in entry.task.regions), _SUMMARY))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    from_end = {"related": "END"} if options.todo and not starts else {}
    alarm.add("trigger", _REMINDER, parameters=from_end)
    alarm.add("description", words)
    part.add_component(alarm)
    return part


def _description(entry: Entry, deadline: Deadline, options: Options) -> str:
    blanks = {
        "quotation": one_line(entry.quotation),
        "deadline": one_line(deadline.text),
        "who": names(entry.task, "lead", "responsible") or message("exports.nobody", options.language),
        "place": one_line(place(entry.task)),
        "document": one_line(entry.document),
        "number": entry.number or "",
    }
    return message("exports.event_description", options.language, **blanks)
