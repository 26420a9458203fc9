"""Resolving: what a text leaves out is supplied from what precedes, else from the document's date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from corpus import calendar
from corpus.calendar import Period
from corpus.messages import message
from corpus.types import Deadline, Precision
from ingest.metadata_dates import year_of
from ingest.taggers.deadlines_chapters import climbs, looking_back, sets_a_day, year_told
from ingest.taggers.deadlines_context import Context
from ingest.taggers.deadlines_types import Part, TimeExpr
from ingest.taggers.deadlines_words import campaign, of_plan, of_word
from ingest.text import Layout, Text

__all__ = ["resolve"]

_DAY: Final = timedelta(days=1)


class _Reading:
    """A period with how it came about."""

    __slots__ = ("guessed", "period", "precision", "vague")

    def __init__(self, period: Period, precision: Precision, guessed: bool = False, vague: bool = False) -> None:
        self.period, self.precision, self.guessed, self.vague = period, precision, guessed, vague


def resolve(
    text: Text,
    layout: Layout,
    found: Sequence[TimeExpr],
    written: date | None,
    published: date | None,
    year: int | None = None,
) -> list[Deadline]:
    """The deadlines among `found`, dated; see `ingest.taggers.deadlines.resolve_times`."""
    if written is None and year is None:
        year = year_told(text.folded, layout)
    context = Context(text.source, layout.title, written, published, year)
    titled = year_of(None, layout.title)
    context.next_years = written is not None and titled == written.year + 1
    back = looking_back(layout)
    out: list[Deadline] = []
    # By place: the finders count the sentences of a block, those that are read.
    starts = [sentence.start for sentence in layout.sentences]
    sentences = [bisect_right(starts, e.start) - 1 for e in found]
    paragraphs = [layout.sentences[i].paragraph if i >= 0 else 0 for i in sentences]
    for index, expr in enumerate(found):
        if sentences[index] >= 0 and layout.sentences[sentences[index]].heading in back and not sets_a_day(expr):
            continue
        context.enter(sentences[index], paragraphs[index])
        context.forget(expr)
        context.this_years = written is not None and climbs(found, paragraphs, index, written)
        made = _resolve(expr, context)
        if made is None or expr.silent:
            continue
        kind, begins, due, precision, doubt = made
        if expr.kind == "from":
            context.begins, context.begins_end = begins, expr.end
        rule = expr.rule if kind == "every" else None
        note = message(f"dates.{doubt}") if doubt else None
        if expr.kind == "by" and expr.base == "document":
            context.due, context.precision = due, precision
        words = text.quote(expr.start, expr.end)
        out.append(Deadline(words, expr.start, expr.end, expr.kind, begins, due, rule, False, precision, note))
    return out


_Made = tuple[str, date | None, date | None, Precision, str | None]


def _resolve(expr: TimeExpr, context: Context) -> _Made | None:
    if expr.kind == "every":
        return "every", None, None, "period", "recurrence" if expr.ambiguous else None
    if expr.kind == "within":
        return _within(expr, context)
    if expr.kind == "by" and expr.base == "previous":  # 提前一年
        due = context.due and calendar.earlier(context.due, expr.amount, expr.unit)
        return ("by", None, due, context.precision, None) if due else None
    if expr.first is None:  # 自发布之日起, 自公布之日起30日后
        begins = context.issue + int(expr.amount) * _DAY if context.issue else None
        return "from", begins, None, "day", None if begins else "undated"
    part = expr.first
    first = _period(part, context, None)
    if first is None:
        return None if context.written else (expr.kind, None, None, "period", "undated")
    if expr.last is not None:
        return _ranged(expr, first, context)
    reading = first
    if expr.kind == "from":
        return _from(expr, reading, context)
    due = _due(expr, part, reading)
    begins = reading.period.begins if expr.kind == "during" else None
    doubt = "vague" if reading.vague else "term" if expr.ambiguous else None
    written = context.written
    if written is None and reading.guessed:
        doubt = "year_only"
    if expr.kind == "during" and begins == due == written and part.year is not None:
        return None  # the document's own date
    to_come = written is not None and due.year > written.year  # of which nothing can be told
    if written is not None and due < written:
        over = context.this_years and expr.kind == "by"  # the plan of a year that has begun
        past = expr.kind == "during" and not part.festival and not (context.next_years and part.day is not None)
        if not reading.guessed or past or expr.negated or over:
            return None
        # `3月底前` in a notice of November means next year's March.
        if part.festival:
            again = _at(part, written.year + 1, context)
            if again is None:
                return None
            due, begins = _due(expr, part, again), again.period.begins if expr.kind == "during" else None
        else:
            due = _later(due)
            begins = begins and _later(begins)
        doubt = None if context.next_years else "next_year"
        if context.year is not None:
            context.year += 1
    elif expr.negated and expr.tail != "before" and expr.kind == "by" and not (expr.to or part.mark == "in" or to_come):
        return None
    return expr.kind, begins, due, reading.precision, doubt


def _later(day: date) -> date:
    """The same day a year later, the end of February staying its end."""
    return calendar.add_months(day, 12) if (day + _DAY).day != 1 else calendar.last_day(day.year + 1, day.month)


def _within(expr: TimeExpr, context: Context) -> _Made | None:
    base = context.base(expr.base)
    if expr.base == "previous" and expr.first is not None:
        start = _period(expr.first, context, None)
        if start is None:
            return "within", None, None, "day", "undated"
        due = calendar.add(start.period.due if expr.tail == "after" else start.period.begins, expr.amount, expr.unit)
        if expr.tail == "after":
            return "within", None, due, "day", None
        return "within", None, due - _DAY if due else None, "day", "term"
    if expr.base == "event" or (expr.base == "reply" and base is None):
        return "within", None, None, "day", None
    precise: Precision = "day"
    if context.begins is not None and 0 <= expr.start - context.begins_end <= 2 and expr.base == "document":
        due = calendar.add(context.begins, expr.amount, expr.unit)
        return "within", None, due - _DAY if due else None, precise, None
    if base is None:
        return "within", None, None, precise, "undated"
    due = calendar.add(base, expr.amount, expr.unit)
    doubt = "term" if expr.ambiguous else "workdays" if due is None and expr.unit == "workday" else None
    return "within", None, due, precise, doubt


def _from(expr: TimeExpr, reading: _Reading, context: Context) -> _Made | None:
    begins = reading.period.begins
    if expr.tail == "after":
        begins = reading.period.due + _DAY
    written = context.written
    if written is not None and begins.year < written.year - 1 and expr.first is not None and expr.first.word != "now":
        return None  # began long ago: history
    if expr.negated and written is not None and begins < written:
        return None
    doubt = "vague" if reading.vague else "after" if expr.tail == "after" else None
    if written is not None and reading.guessed and begins < written and expr.first is not None and expr.first.month:
        begins, doubt = calendar.add_months(begins, 12), "next_year"
    return "from", begins, None, reading.precision, doubt


def _ranged(expr: TimeExpr, first: _Reading, context: Context) -> _Made | None:
    a, b = expr.first, expr.last
    if a is None or b is None:
        return None
    last = _period(b, context, first)
    if last is None:
        return None
    if not a.dated and b.dated and b.year_shift is None:
        # `12月—2019年3月`: the year stands with the end.
        year = last.period.due.year
        again = _at(a, year, context)
        if again is not None and again.period.begins > last.period.due:
            again = _at(a, year - 1, context)
        first = again or first
    begins, due = first.period.begins, last.period.due
    if campaign(a, b):
        begins, due = begins.replace(month=11), due.replace(month=3)
    if a.mark == "end" and first.precision in ("year", "half", "quarter"):
        begins = first.period.due.replace(day=1)  # `2026年底到2027年初`
    if a.word == "now" and context.written:
        begins = context.written
    if b.mark == "" and expr.tail == "before" and b.day is None:
        due = last.period.begins - _DAY
    if due < begins:
        return None
    if due.year == begins.year + 1 and (due - begins).days < 366:
        context.over_years = Period(begins, due)
    written = context.written
    if written is not None and due < written:
        if not (first.guessed and last.guessed) or expr.negated or written.month < 10:
            return None
        begins, due = _later(begins), _later(due)
        context.year = due.year
        return "during", begins, due, last.precision, None if context.next_years else "next_year"
    return "during", begins, due, last.precision, "vague" if first.vague or last.vague else None


def _due(expr: TimeExpr, part: Part, reading: _Reading) -> date:
    """The last day on which something said to be done by or during a part is in time."""
    period = reading.period
    if expr.tail != "before":
        if part.festival and expr.to and not (part.year and reading.precision == "period"):
            return period.begins
        return period.due
    if part.mark or part.day is not None or part.half or part.xun or part.weekday or part.first_years or part.word:
        return period.due
    return period.begins - _DAY


def _period(part: Part, context: Context, start: _Reading | None) -> _Reading | None:
    """The days of a part; `start` is the beginning of the range that it ends."""
    written = context.written
    if part.plan is not None or part.word is not None:
        named = of_plan(part) if part.plan is not None else of_word(part, written)
        if named and part.year is not None:
            context.year = part.year
        return named and _Reading(named.period, named.precision, vague=named.vague)
    if part.week_shift is not None:
        if written is None:
            return None
        week = calendar.week(written, part.week_shift)
        if part.weekday:
            day = week.begins + timedelta(days=part.weekday - 1)
            return _Reading(Period(day, day), "day")
        return _Reading(week, "period")
    year, guessed = _year(part, context, start)
    if year is None:
        if part.festival is not None:
            days = calendar.festival_days(calendar.festivals()[part.festival], None, part.anniversary)
            return None if days is None else _Reading(days, "day")
        return None
    reading = _at(part, year, context, start)
    if reading is None:
        return None
    reading.guessed = guessed
    if not guessed or start is not None or context.year is None:
        context.year = year if part.festival is None or part.year else context.year
        if part.year is not None:
            context.whole_year = not (part.month or part.quarter or part.half)
    context.month = reading.period.due.month if part.month or part.month_shift is not None else context.month
    return reading


def _year(part: Part, context: Context, start: _Reading | None) -> tuple[int | None, bool]:
    """The year of a part, and whether it was taken from the document's date."""
    written = context.written
    before = start.period.begins.year if start is not None else context.year
    if part.year is not None:
        return part.year, False
    if part.year_shift is not None:
        if part.relative and before is not None:
            return before + part.year_shift, False
        return (None, False) if context.this_year is None else (context.this_year + part.year_shift, False)
    if part.month_shift is not None or part.quarter_shift is not None:
        return (written.year, False) if written is not None else (None, False)
    if start is not None and start.guessed:
        return before, True
    span = context.over_years
    if span is not None and part.month and part.month >= span.begins.month and start is None:
        before = span.begins.year  # `(11月1日至2027年3月31日)…11月上旬开工`
    if before is not None and part.festival is not None and context.month:
        days = calendar.festival_days(calendar.festivals()[part.festival], before, part.anniversary)
        if days is not None and days.begins.year == before and days.begins.month < context.month:
            before += 1  # `11月开工,春节前完成`
    if before is not None:
        return before, False
    if context.earlier is not None and part.month and (written is None or context.earlier >= written.year):
        return context.earlier, False
    return (None, False) if context.this_year is None else (context.this_year, True)


def _at(part: Part, year: int, context: Context, start: _Reading | None = None) -> _Reading | None:
    """The days of a part in a year."""
    if not 1900 <= year <= 2200:
        return None
    if part.festival is not None:
        held = calendar.festivals()[part.festival]
        days = calendar.festival_days(held, year, part.anniversary)
        if days is None:
            return None
        if held.also and part.year is None and context.written and context.written <= date(year, *held.also):
            days = Period(date(year, *held.also), date(year, *held.also))  # `开学前` in January
        return _Reading(days, "period" if held.season else "day", vague=held.vague)
    written = context.written
    month = part.month
    if part.month_shift is not None and written is not None:
        shifted = calendar.add_months(written.replace(day=1), part.month_shift)
        year, month = shifted.year, shifted.month
    if month is None and (part.day is not None or part.xun is not None):
        month = start.period.begins.month if start is not None else context.month
        if month is None:
            if written is None:
                return None
            month = written.month
    if month is not None:
        if (
            start is not None
            and part.year is None
            and part.year_shift is None
            and (year, month) < (start.period.begins.year, start.period.begins.month)
        ):
            year += 1  # 10月—3月 ends in the next year
        return _in_month(part, year, month)
    if part.quarter_shift is not None and written is not None:
        index = written.year * 4 + (written.month - 1) // 3 + part.quarter_shift
        return _edge(part, calendar.quarter(index // 4, index % 4 + 1), "quarter")
    if part.quarter is not None:
        return _edge(part, calendar.quarter(year, part.quarter), "quarter")
    if part.first_months is not None:
        return _Reading(Period(date(year, 1, 1), calendar.last_day(year, min(12, part.first_months))), "period")
    if part.half:
        return _edge(part, calendar.half(year, part.half), "half")
    return _edge(part, calendar.year(year), "year")


def _in_month(part: Part, year: int, month: int) -> _Reading | None:
    if part.day is not None:
        try:
            day = date(year, month, part.day)
        except ValueError:  # 2月30日 is no day
            return None
        return _Reading(Period(day, day), "day")
    if part.xun is not None:
        return _Reading(calendar.xun(year, month, part.xun), "xun")
    return _edge(part, calendar.month(year, month), "month")


def _edge(part: Part, period: Period, precision: Precision) -> _Reading:
    """The beginning of a period where 初 says so: first month of a year or quarter, first ten days of a month."""
    if part.mark == "middle" and precision == "year":
        return _Reading(calendar.month(period.begins.year, 6), "month", vague=True)
    if part.mark != "begin":
        return _Reading(period, precision)
    first = period.begins
    due = first.replace(day=10) if precision == "month" else calendar.last_day(first.year, first.month)
    return _Reading(Period(first, due), "month" if precision != "month" else "xun", vague=True)
