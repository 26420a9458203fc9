"""Days in Chinese questions: windows, the day from which one looks, what is overdue, how often something recurs.

What texts say too (`2018年年底前`, `到2035年`, `每季度`) is read by the tagger of deadlines; here is what only
questions say (`未来90天内`, `以2018年10月5日为基准`, `2019年到2020年之间`), and what a window means for a question.
Everything works on folded text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import msgspec

from corpus.calendar import add_months, five_year_plan
from corpus.numerals import chinese_year, integer
from corpus.types import Deadline
from ingest.taggers.deadlines import span_times
from search.query import Window
from search.reading import Part, PartKind, joined

__all__ = ["Days", "read_days", "window_of"]

_NUM: Final = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
_YEAR: Final = r"(?:\d{4}|[一二][零〇○一二三四五六七八九]{3})"
# `2018年10月5日`, `二〇一八年十月`, `2018年`, `2018-10-05`, `2018/10/5`, `2018.10.5`
_DATE: Final = rf"(?:({_YEAR}) ?年(?:度)?(?: ?({_NUM}) ?月(?:份)?(?: ?({_NUM}) ?[日号])?)?|(\d{{4}})[-—/.](\d{{1,2}})[-—/.](\d{{1,2}}))"
_ANY_DATE: Final = re.compile(_DATE)
# `以2018年10月5日为基准`, `以…为准`, `基准日为2018年10月5日`, `站在2019年3月1日`, `假设今天是2019年3月1日`, `按2019年3月1日计算`
_AS_OF: Final = re.compile(
    rf"(?:以|按照?){_DATE}(?:为|作为?|是)?(?:基准日?期?(?!年)|准|起点|参照|当前日期|今天|计算|计)(?:日)?(?:计算|来看|看)?"
)
# `以2015年为基准年的指标`, `以2013年为基数`: the year that figures are reckoned from
_BASE_YEAR: Final = re.compile(
    rf"以({_YEAR}) ?年?(?:作为|为|是)?(?:基准年份?|基数|基期|基年)|(?:基准年份?|基期|基年)(?:为|是)({_YEAR}) ?年?"
)
_AS_OF_BEFORE: Final = re.compile(
    rf"(?:基准日期?|基准时间|今天|当前日期|现在|今日)(?:是|为|:|设为)?{_DATE}|(?:站在|假设今天是|假定今天是|假如今天是){_DATE}"
)
# `截至2019年3月1日,哪些任务已经逾期`: the day from which one looks back
_UP_TO: Final = re.compile(rf"(?:截至|截止到?|到){_DATE}(?:为?止)?(?:,|时)?")
# `截至今天`, `到目前为止`: the caller's day
_TODAY: Final = re.compile(
    r"(?:截至|截止到?|到)(?:今天|今日|目前|现在|当前|此刻)(?:为?止)?,?|(?:今天|今日|目前|现在)为止"
)
_OVERDUE: Final = re.compile(
    r"(?:已经?)?(?:逾期|超期|过期|延期未|到期未完成|已到期|到期而?未|超过期限|错过期限|未按期完成|未按时完成)(?:的|了)?"
    r"|(?:还|仍|尚|至今|依然|仍然|仍旧)(?:是)?(?:没有?|未)(?:能)?(?:了结|完成|办结|做完|办完|办好|搞定|兑现|销号|落地)"
    r"(?:的|了|(?=任务|事项|[,。?;]|吗|呢|$))"  # not `尚未完成改造的企业`
    r"|(?:没有?|未)完成(?:的?(?=(?:任务|事项)(?!的))|(?:的|了)?(?=[?]?$))"  # not `未完成任务的地区`
)
# `未来90天内`, `今后三个月`, `接下来两周`, `90天之内到期`
_NEXT: Final = re.compile(
    rf"(?:(?:未来|今后|接下来|往后|此后|之后|再过)(?:的)?({_NUM}|(?=半年)) ?(个工作日|天|日|周|个星期|星期|个月|个季度|半年|年)(?:之?内|以内|里|之中)?"
    rf"|(?<![\d年月一二三四五六七八九十])(\d{{1,3}}|[一二两三四五六七八九十百]{{1,4}}) ?(天|日|周|个星期|星期|个月|年)(?:之?内|以内)(?=.{{0,8}}(?:到期|要完成|截止|到时)))"
)
# `2018年10月5日之后三个月里`, `从2018年9月1日算起,一个季度内`
_FROM_THEN: Final = re.compile(
    rf"(?:从|自|以)?{_DATE}(?:算起|起算|起|之后|以后|后|开始|往后)的?,?(?:未来|今后)?(?:的)?({_NUM}|(?=半年)) ?(天|日|周|个?星期|个月|个?季度|半年|年)(?:之?内|以内|里|之中)"
)
# `本月`, `下个月`, `这个季度`, `今年`, but not `今年年底前`, which the tagger reads, nor `上半年`, the first half of a year
_THIS: Final = re.compile(
    r"(?:(本|这|当|下|上|下个|上个|这个|下一|上一|下一个|上一个)(周|星期|月|季度|年度?|(?<![上下])半年)|(今|明|去|后)(年))"
    r"(?:份|之?内|里|中|期间|度)?(?!年?[底末初]|上半|下半|第?[一二三四]季|\d{1,2}月|[一二三四五六七八九十]{1,2}月|起|开始|级|度计划)"
)
# `这个月底前`, `下季度末`, `本周末`: the end of a period beside the day of asking
_END_OF_THIS: Final = re.compile(r"(本|这|当|下|上)(?:一?个)?(周|星期|月|季度)份?[底末](?:(?:之|以)?前)?")
# `2019年到2020年之间`, `2018年10月至2019年3月`, `从2019年1月1日到6月30日`
_BETWEEN: Final = re.compile(
    rf"(?:从|自|在|介于)?{_DATE}(?:以?来)?(?:到|至|—{{1,2}}|~|和|与)(?:({_YEAR}) ?年)?(?:({_NUM}) ?月(?:份)?)?(?: ?({_NUM}) ?[日号])?"
    r"(?:底|末)?(?:之间|期间|这段时间|以?内)?"
)
# `每季度至少一次`: how often, where the question itself says 每
_PERIODIC: Final = re.compile(
    r"(?:定期|周期性|经常性|循环|重复|常态化)(?:地)?(?:要?(?:做|开展|完成|进行|报告|报送|公开|研究))?(?:的?(?:任务|工作|事项))?"
)
_FREQUENCIES: Final = {
    "年": "FREQ=YEARLY", "年度": "FREQ=YEARLY", "半年": "FREQ=MONTHLY;INTERVAL=6", "季度": "FREQ=MONTHLY;INTERVAL=3",
    "季": "FREQ=MONTHLY;INTERVAL=3", "月": "FREQ=MONTHLY", "个月": "FREQ=MONTHLY", "周": "FREQ=WEEKLY",
    "星期": "FREQ=WEEKLY", "天": "FREQ=DAILY", "日": "FREQ=DAILY",
}  # fmt: skip
# `每季度`, `每个月`, `每半年`, `按月`, `逐年`, `一年一次`
_EVERY: Final = re.compile(
    r"(?:每(?:个|一)?|按|逐)(半年|年度|年|季度|季|月|周|星期|天|日)(?:度)?(?:至少)?(?:要|应|须)?(?:[一两三二]次)?"
)

# `一年报告一次`, `一个月内要检查一次`: the unit; how often is said behind it
_ONCE_A: Final = re.compile(
    r"(?<!每)(?:一个?(年|月|季度|周)|(半年))(?:[之以]?内)?(?![之以]?[后前上])(?=[^,。?几多\d]{1,6}[一1][次回](?!性))"
)

_LISTED: Final = re.compile(r"哪些|什么|列出|多少项|几项")
# Kinds of deadline that a question asks for: `有明确期限的任务`, `从某日起执行的任务`, `印发后若干日内完成的任务`
_KINDS: Final[tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = (
    (("by", "during", "within"), re.compile(r"(?<!没)有(?:着)?(?:明确|具体|确定)?的?(?:完成)?(?:期限|时限|时间节点|截止日期|截止时间|完成时间|时间要求)")),
    (("from",), re.compile(r"有(?:明确|具体)?的?(?:起始|开始|启动|起算)(?:日期|时间)|[从自](?:某|哪)[一个]?[天日年](?:起|开始)(?:执行|实施|施行)?")),
    (("within",), re.compile(r"(?:印发|发布|公布|受理|收到|接到)(?:之日)?[后起](?:的?)(?:若干|一定|规定)?的?(?:天|日|个?工作日|个?月|时间|期限)之?内")),
)  # fmt: skip

# `执业之日起30日内`: counted from what somebody does; `印发之日起30日内`: from the day of the document
_SINCE: Final = re.compile(
    rf"(?P<issued>印发|发布|公布|下发)?(?:之日)?(?:起|后)的?(?P<span>(?P<n>{_NUM}) ?(?P<unit>个?工作日|天|日|个月|年)(?:之|以)?内)$"
)

_HOW_OFTEN: Final = re.compile(r"[^,。?]{0,6}(?:几|多少)次")

# After a period: what happens in it. `到期或开始`, `完成`, `启动`
_ENDS: Final = re.compile(r"到期|完成|截止|截至|届满|实现|达到|底前|之前|前要|期限")
_BEGINS: Final = re.compile(r"开始|启动|起步|起实施|起执行|生效|施行|起算|起")
_ONE_DAY: Final = timedelta(days=1)


class Days(msgspec.Struct, frozen=True):
    """What a question says about days: its parts, the day from which it looks, and dates that do not exist."""

    parts: tuple[Part, ...]
    as_of: date
    impossible: tuple[tuple[int, int], ...] = ()


class _NoSuchDayError(Exception):
    pass


def _number(text: str) -> int:
    value = int(text) if text.isdigit() else integer(text)
    if value is None:
        raise _NoSuchDayError
    return value


def _period(groups: tuple[str | None, ...]) -> tuple[date, date]:
    """First and last day of what `_DATE` found. Raises `_NoSuchDayError` for the 30th of February."""
    year, month, day = (groups[0], groups[1], groups[2]) if groups[0] else (groups[3], groups[4], groups[5])
    y = chinese_year(year or "")
    if y is None:
        raise _NoSuchDayError
    if month is None:
        return date(y, 1, 1), date(y, 12, 31)
    m = _number(month)
    if not 1 <= m <= 12:
        raise _NoSuchDayError
    if day is None:
        return date(y, m, 1), date(y, m, monthrange(y, m)[1])
    d = _number(day)
    if not 1 <= d <= monthrange(y, m)[1]:
        raise _NoSuchDayError
    return date(y, m, d), date(y, m, d)


def _later(day: date, count: int, unit: str) -> date:
    """`count` units after `day`; the last day that a date can be where it would lie beyond."""
    try:
        if unit in ("个月", "月"):
            return add_months(day, count)
        if unit in ("个季度", "季度"):
            return add_months(day, 3 * count)
        if unit == "半年":
            return add_months(day, 6)
        if unit == "年":
            return add_months(day, 12 * count)
        return day + timedelta(days=count * (7 if unit in ("周", "星期", "个星期") else 1))
    except (OverflowError, ValueError):
        return date.max


def window_of(unit: str, step: int, as_of: date) -> Window:
    """The week, month, quarter, half or year that lies `step` periods from that of `as_of` (0 is its own)."""
    if unit == "week":
        monday = as_of - timedelta(days=as_of.weekday()) + timedelta(weeks=step)
        return Window(monday, monday + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    first = date(as_of.year, (as_of.month - 1) // months * months + 1, 1)
    first = add_months(first, months * step)
    return Window(first, add_months(first, months) - _ONE_DAY)


_UNITS: Final = {"周": "week", "星期": "week", "月": "month", "季度": "quarter", "半年": "half"}
_STEPS: Final = {"本": 0, "这": 0, "当": 0, "今": 0, "明": 1, "下": 1, "上": -1, "去": -1, "后": 2}


def _sense(folded: str, start: int, end: int) -> PartKind:
    """Whether what lies in a period is to end in it, to begin in it, or either."""
    around = folded[max(0, start - 6) : start] + folded[end : end + 24]
    ends, begins = _ENDS.search(around) is not None, _BEGINS.search(around) is not None
    if ends and not begins:
        return "due"
    return "starts" if begins and not ends else "due_or_starts"


def _of_deadline(found: Deadline, folded: str, as_of: date) -> tuple[PartKind, Window | None, tuple[str, ...]] | None:
    """What a time expression of the kind that texts have means in a question."""
    words, after = folded[found.start : found.end], folded[found.end : found.end + 3]
    if found.kind == "every":
        rule = ";".join(p for p in (found.rrule or "").split(";") if p.startswith(("FREQ=", "INTERVAL=")))
        return ("frequency", None, (rule,)) if rule else ("kind", None, ("every",))
    if found.kind == "from":
        begins = found.begins
        if begins is None:
            return None
        last = {"year": date(begins.year, 12, 31), "month": _later(begins, 1, "月") - _ONE_DAY}.get(
            found.precision, begins
        )
        if words.endswith("后"):  # `2020年以后到期的`, `2020年之后开始的`
            return ("starts" if _sense(folded, found.start, found.end) == "starts" else "due"), Window(begins, None), ()
        return "starts", Window(begins, last), ()
    if found.kind == "within":
        if found.due is None:
            return "kind", None, ("within",)
        return "due", Window(as_of, found.due), ()
    if found.due is None:
        return None
    if after.startswith(("以后", "之后", "后")):
        return "due", Window(found.due + _ONE_DAY, None), ()
    if found.kind == "during":
        sense = _sense(folded, found.start, found.end)
        return sense, Window(found.begins, found.due), ()
    # `2018年年底前`, `到2035年` name a deadline, and what is asked for is due then or earlier that year; `2020年前`
    # and `2019年3月1日前` mean all that went before.
    whole = re.search(r"[底末]|^(?:到|至)|(?:半年|季度|旬|中叶|时期|五)", words) is not None
    before = re.search(r"(?:之|以)前$", words) is not None or after.startswith(("以前", "之前"))
    if found.precision == "day" and not re.search(r"[底末]", words):
        before = True
    first = date(found.due.year, 1, 1) if whole and not before else None
    return "due", Window(first, found.due), ()


# A date with what a question puts around it: `2019年3月1日前`, `到2020年底`, `自2020年起`, `2019-06-30前`; not 比2015年
_PHRASE: Final = re.compile(
    rf"(?<![比较与同])(?:截至|自|从|到|至)?(?:{_DATE})(?:上半年|下半年|第?[一二三四]季度|年?[底末]|[春端中重清国劳][\u4e00-\u9fff]?节|元旦|国庆)?(?:(?:之|以)?[前后]|起|以来|期间|内)?"
)


# `18年底前`, `20年上半年`: a year in two digits, where the words around leave no doubt that it is one
_SHORT: Final = re.compile(
    r"(?<![\d.])(\d\d年(?:年?[底末]|[上下]半年|第?[一二三四]季度|\d{1,2}月(?:份|底)?)(?:(?:之|以)?前)?)"
)


def _times(folded: str, as_of: date) -> list[Deadline]:
    """Time expressions as texts have them. Days that are past on `as_of` may be asked for, a left-out year is its own."""
    found = {(t.start, t.end): t for t in span_times(folded, date(as_of.year, 1, 1))}
    found |= {(t.start, t.end): t for t in span_times(folded, as_of)}
    found |= {(t.start, t.end): t for t in span_times(folded, None) if t.due or t.begins or t.rrule}
    for match in _PHRASE.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in found):
            continue
        # What the words of a question hide from the tagger (`到期的任务`), it reads in a plain sentence.
        for time in span_times(match[0] + "完成改造。", None):
            if time.due or time.begins:
                at = (match.start() + time.start, match.start() + time.end)
                found[at] = msgspec.structs.replace(time, start=at[0], end=at[1])
    for match in _SHORT.finditer(folded):
        for time in span_times(f"20{match[1]}完成改造。", None)[:1]:
            found = {at: other for at, other in found.items() if at[1] <= match.start() or match.end() <= at[0]}
            found[match.span()] = msgspec.structs.replace(time, start=match.start(), end=match.end())
    return [found[at] for at in sorted(found)]


def read_days(folded: str, as_of: date, taken: Callable[[int, int], bool]) -> Days:
    """All that a folded Chinese question says about days; `taken` tells which of its words have been read already."""
    parts: list[Part] = []
    impossible: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return (
            not taken(start, end)
            and all(end <= p.start or p.end <= start for p in parts)
            and all(end <= a or b <= start for a, b in impossible)
        )

    def add(kind: PartKind, start: int, end: int, window: Window | None = None, values: tuple[str, ...] = ()) -> None:
        parts.append(Part(kind, folded[start:end], start, end, values, window))

    def dated(match: re.Match[str], groups: tuple[str | None, ...]) -> tuple[date, date] | None:
        try:
            return _period(groups)
        except _NoSuchDayError:
            impossible.append(match.span())
            return None

    for match in _BASE_YEAR.finditer(folded):
        base = chinese_year(match[1] or match[2])
        if base and free(*match.span()):
            add("phrase", *match.span(), None, tuple(f"{than}{base}年" for than in "比较"))
    overdue = [m for m in _OVERDUE.finditer(folded) if free(*m.span())]
    for pattern in (_AS_OF, _AS_OF_BEFORE) + ((_UP_TO,) if overdue else ()):
        for match in pattern.finditer(folded):
            groups = match.groups()
            if len(groups) == 12 and not (groups[0] or groups[3]):
                groups = groups[6:]
            if free(*match.span()) and (days := dated(match, groups)):
                as_of = days[1]
                add("as_of", *match.span(), Window(as_of, as_of), (as_of.isoformat(),))
    for match in _TODAY.finditer(folded):
        if free(*match.span()):
            add("as_of", *match.span(), Window(as_of, as_of), (as_of.isoformat(),))
    if overdue:
        first, *more = overdue
        add("overdue", *first.span(), Window(None, as_of - _ONE_DAY))
        impossible_free = [m for m in more if free(*m.span())]
        for match in impossible_free:  # said twice (`未报告完成即视为逾期`): read once
            add("overdue", *match.span(), Window(None, as_of - _ONE_DAY))
    for match in _ANY_DATE.finditer(folded):
        if free(*match.span()):
            dated(match, match.groups())
    for match in _FROM_THEN.finditer(folded):
        if free(*match.span()) and (days := dated(match, match.groups()[:6])):
            try:
                add("due", *match.span(), Window(days[0], _later(days[0], _number(match[7] or "1"), match[8])))
            except _NoSuchDayError:
                impossible.append(match.span())
    for match in _NEXT.finditer(folded):
        if free(*match.span()):
            count, unit = (match[1] or "1", match[2]) if match[2] else (match[3], match[4])
            sense: PartKind = "starts" if _sense(folded, *match.span()) == "starts" else "due"
            try:
                add(sense, *match.span(), Window(as_of, _later(as_of, _number(count), unit)))
            except _NoSuchDayError:
                impossible.append(match.span())
    for match in _BETWEEN.finditer(folded):
        groups = match.groups()
        if (
            not free(*match.span())
            or not any(groups[6:9])
            or (match[0].count("和") + match[0].count("与") and "之间" not in match[0])
        ):
            continue
        days = dated(match, groups[:6])
        if days is None:
            continue
        year = groups[6] or groups[0] or groups[3]
        month = groups[7] if groups[7] or groups[6] else groups[1]
        ends = dated(match, (year, month, groups[8], None, None, None))
        if ends:
            add(_sense(folded, *match.span()), *match.span(), Window(days[0], ends[1]))
    for match in _END_OF_THIS.finditer(folded):
        if free(*match.span()):
            add("due", *match.span(), window_of(_UNITS[match[2]], _STEPS[match[1]], as_of))
    for match in _THIS.finditer(folded):
        if free(*match.span()):
            step = _STEPS[(match[1] or match[3])[0]]
            unit = _UNITS.get(match[2] or "", "year")
            add(_sense(folded, *match.span()), *match.span(), window_of(unit, step, as_of))
    for match in _PLAN_END.finditer(folded):
        plan = five_year_plan(integer(match[1]) or 0)
        if plan and free(*match.span()):
            add("due", *match.span(), Window(date(plan.due.year, 1, 1), plan.due))
    for match in _EVERY.finditer(folded):
        # `每月开几次` asks how often.
        if free(*match.span()) and not _HOW_OFTEN.match(folded, match.end()):
            add("frequency", *match.span(), None, (_FREQUENCIES[match[1]],))
    for match in _ONCE_A.finditer(folded):
        if free(*match.span()):
            add("frequency", *match.span(), None, (_FREQUENCIES[match[1] or match[2]],))
    for found in _times(folded, as_of):
        if folded[: found.start].endswith(("几", "多少")):
            continue  # `几年内` asks
        if found.kind == "every" and _HOW_OFTEN.match(folded, found.end):
            continue
        if free(found.start, found.end) and (meaning := _of_deadline(found, folded, as_of)):
            kind, window, values = meaning
            if found.kind == "within" and (span := _SINCE.search(folded, found.start, found.end)):
                if span["issued"]:  # of each document that a task is of
                    add("kind", found.start, span.start("span"), None, ("within",))
                    add("phrase", *span.span("span"), None, (span["issued"], span["span"]))
                else:  # of the event the question speaks in words; `question.understand` makes words of the span, too
                    add("due", *span.span("span"), Window(as_of, _later(as_of, _number(span["n"]), span["unit"])))
                continue
            add(kind, found.start, found.end, window, values)
            if found.kind == "from" and kind == "starts":
                # `从2020年起` asks for what goes on from then, not for what is to be done within that year.
                parts.append(Part("kind", parts[-1].text, found.start, found.end, ("from",)))
    for kinds, pattern in _KINDS:
        for match in pattern.finditer(folded):
            if free(*match.span()) and _LISTED.search(folded):
                add("kind", *match.span(), None, kinds)
    for match in _PERIODIC.finditer(folded):
        if free(*match.span()) and _LISTED.search(folded):
            add("kind", *match.span(), None, ("every",))
    return Days(tuple(joined(sorted(parts, key=lambda p: p.start), folded)), as_of, tuple(impossible))


# `“十三五”末`, `十四五时期末`: the last year of a five-year plan
_PLAN_END: Final = re.compile(r"“?([一二三四五六七八九十]{1,3})五”?(?:规划)?(?:时期|期间)?(?:期末|末|结束时|收官)")
