"""Finding: from the points, recurrences and durations of a sentence to expressions that bound something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from corpus.calendar import Unit
from corpus.types import DeadlineKind
from ingest.taggers import deadlines_rules as rules
from ingest.taggers import deadlines_terms as terms
from ingest.taggers import deadlines_traps as traps
from ingest.taggers.deadlines_grammar import Group, Point, groups, points
from ingest.taggers.deadlines_points import kind_of, plausible
from ingest.taggers.deadlines_tokens import Flat, Token
from ingest.taggers.deadlines_types import Base, TimeExpr
from ingest.text import Sentence

__all__ = ["expressions"]

# `(自)印发之日起施行`, `自公布之日起实施`: what stands before 日起
_FROM_ISSUE: Final = re.compile(r"[自从](?P<event>[^,。;:!?、()\n]{0,16}?)之?$")
# `2019年6月`, `2018—2020年`, `2020年完成`, `每季度`, `长期坚持`: a whole cell
_TIME_CELL: Final = re.compile(
    r"[\d年月日号底末前初至到—\-~、,和及每逐季度周旬上下中半个“”一二三四五六七八九十期间时起:;。()第今明本内持续推进长期坚持完成启动实施开展落实出台印发全面基本分别]{1,60}"
)
# `2030年前碳达峰目标`
_GOAL_NAME: Final = re.compile(r"(?!底)[^,。;:]{1,20}目标(?![是为:])")
# How long after it: `开学后[两]周内`
_LENGTH: Final = re.compile(r"[\d一二两三四五六七八九十半]")
_BETWEEN_EVERY: Final = re.compile(r"(?:的|于|在|,?分别于|,)?")


def expressions(flat: Flat, index: int, pieces: Sequence[Token]) -> list[TimeExpr]:
    """The expressions of sentence `index`, in the order of the text, in offsets of the source."""
    low, high = flat.bounds(index)
    sentence = flat.sentences[index]
    boxed = sentence.zone == "heading" and traps.BOX_TITLE.search(sentence.label)
    if boxed or traps.table_title(flat.text, low, high):
        return []
    reader = _Reader(flat.text, sentence, low, high)
    kept: list[TimeExpr] = []
    for expr in _merged(reader.read(pieces), flat.text):
        start, end = flat.source(index, expr.start, expr.end)
        kept.append(msgspec.structs.replace(expr, start=start, end=end, sentence=index))
    return kept


def _merged(found: Iterator[TimeExpr], flat: str) -> list[TimeExpr]:
    """`自2018年10月1日起3个月内` is one term that runs from its date."""
    out: list[TimeExpr] = []
    for expr in found:
        before = out[-1] if out else None
        dated = before is not None and before.kind == "from" and before.first is not None
        if (
            dated
            and before is not None
            and expr.kind == "within"
            and expr.start <= before.start < before.end < expr.end
        ):
            out[-1] = msgspec.structs.replace(
                expr, first=before.first, base="previous", tail=before.tail, start=before.start
            )
            continue
        if before is not None and _qualifies(before, expr, flat):
            out[-1] = msgspec.structs.replace(before, silent=True)
        out.append(expr)
    return out


def _qualifies(year: TimeExpr, term: TimeExpr, flat: str) -> bool:
    """`2022年专项债券8月底前…`: a bare year whose clause goes on to a term of its own only says which bonds."""
    bare = year.kind == "during" and year.last is None and year.first is not None and year.first.month is None
    gap = flat[year.end : term.start]
    open_term = term.kind == "by" and term.first is not None and not term.first.dated
    return bare and open_term and len(gap) <= 24 and not re.search("[,。;:!?、()]", gap)


class _Reader:
    """One sentence of the flat text, read once."""

    def __init__(self, text: str, sentence: Sentence, low: int, high: int) -> None:
        self.text, self.low, self.high = text, low, high
        self.heading = sentence.zone == "heading"
        self.article = "条" in sentence.label
        # A cell of a time column holds nothing but times; what else stands in cells names no term without 前 or 起.
        self.table = sentence.zone == "table" and _TIME_CELL.fullmatch(text, low, high) is None
        self.unit: Unit | None = None  # of the last recurrence by one such unit
        self.event = False  # a term that runs from an event was read before

    def before(self, start: int, length: int) -> str:
        """Up to `length` characters before a place, within the sentence."""
        return self.text[max(self.low, start - length) : start]

    def read(self, pieces: Sequence[Token]) -> Iterator[TimeExpr]:
        """Expressions in order."""
        items = list(points(self.text, pieces, self.low, self.high))
        at = done = 0
        while at < len(items):
            item = items[at]
            if isinstance(item, Token):
                at += 1
                if item.start < done:
                    continue  # the 10日内 of 每季度结束后10日内
                if item.kind == "every":
                    follow = self.run_of_points(items, at)
                    expr, used = self.every(item, follow)
                    at += used
                elif item.kind == "earlier":
                    expr = TimeExpr(
                        item.start,
                        item.end,
                        "by",
                        amount=item.amount,
                        unit=item.unit,
                        base="previous",
                        heading=self.heading,
                    )
                else:
                    expr = self.from_issue(item) if item.kind == "issue" else self.duration(item)
                if expr is not None:
                    done = expr.end
                    yield expr
                continue
            run = self.run_of_points(items, at)
            at += len(run)
            for group in groups(self.text, run):
                yield from self.absolute(group)

    @staticmethod
    def run_of_points(items: Sequence[Point | Token], at: int) -> list[Point]:
        """The points from `at` on, up to the next recurrence or duration."""
        run: list[Point] = []
        while at < len(items):
            item = items[at]
            if isinstance(item, Token):
                break
            run.append(item)
            at += 1
        return run

    @property
    def yearly(self) -> bool:
        """Whether a recurrence by years was read before."""
        return self.unit == "year"

    # Recurrences

    def every(self, token: Token, follow: list[Point]) -> tuple[TimeExpr | None, int]:
        """A recurrence with the points that belong to it, and how many of them it used."""
        text, low, high = self.text, self.low, self.high
        start, end, used = token.start, token.end, 0
        if traps.quoted(text, start, end, low, high):
            return None, 0
        plain = rules.every(token.unit, token.amount)
        rule, ambiguous = plain.rule, plain.ambiguous
        inner = rules.within_period(text, token, high)
        if inner is not None:
            rule, end, ambiguous = inner.rule, inner.end, inner.ambiguous
            used = sum(point.part.start < end for point in follow)
        elif follow and token.amount == 1 and token.unit in ("year", "month"):
            gap = text[end : follow[0].part.start]
            if _BETWEEN_EVERY.fullmatch(gap) and not follow[0].part.dated and (gap != "," or token.unit == "year"):
                group = next(groups(text, follow))
                found = rules.by_points(token.unit, group)
                if found is not None:
                    rule, end, ambiguous, used = found.rule, found.end, found.ambiguous, len(group.points)
        elif (
            follow
            and token.text.endswith("学期")
            and (opens := follow[0]).part.festival
            and (opens.part.start == end and not _LENGTH.match(text, opens.end, high))
        ):
            end, used = opens.end, 1  # `每学期开学前`
        rule = rules.other_months(text[start + 1], rule)
        if not used and traps.capacity(text, start, end, low, high):
            return None, 0
        if token.unit == "hour" and not re.match(r"[^,。;]{0,6}(?:报|测|查|更新|巡)", text[end:high]):
            return None, used
        if self.table and not used:
            return None, used
        self.unit = token.unit if token.amount == 1 else None
        expr = TimeExpr(start, end, "every", rule=rule, yearly=self.yearly, heading=self.heading, ambiguous=ambiguous)
        return expr, used

    def yearly_points(self, group: Group) -> TimeExpr | None:
        """`每年2月底前…,3月底前…`: a left-out 每年 is supplied."""
        found = rules.by_points("year", group)
        if found is None:
            return None
        return TimeExpr(group.points[0].start, found.end, "every", rule=found.rule, yearly=True, heading=self.heading)

    # Durations

    def duration(self, token: Token) -> TimeExpr | None:
        """`自印发之日起30日内`, `用3年左右时间`, `今后五年`; None where the words are a length or a condition."""
        text, low, high = self.text, self.low, self.high
        start, end = token.start, token.end
        if self.table and token.kind == "ahead":
            return None
        if traps.quoted(text, start, end, low, high) or traps.vague_duration(text, start, end, low, high):
            return None
        base: Base = "document"
        if token.kind == "duration":
            taking = terms.taking(self.before(start, 6))
            if not token.text.endswith("内"):
                # `3年时间` alone is a length: it needs 用, 经过, 力争 before it.
                if not taking:
                    return None
                start -= len(taking)
                if text.startswith("努力", end):  # 经过五年努力
                    end += 2
            base, start = terms.runs_from(text, low, high, token, start)
            if base == "document" and self.article:
                base = "event"  # what an article sets runs from what it is about
            if base == "document" and self.event and token.text.endswith("内"):
                base = "event"  # `发现问题后24小时内报告,3日内提交书面材料`
            self.event = base == "event"
        return TimeExpr(
            start, end, "within", amount=token.amount, unit=token.unit, base=base, heading=self.heading,
            ambiguous=token.kind == "ahead",
        )  # fmt: skip

    def from_issue(self, token: Token) -> TimeExpr | None:
        """`自发布之日起施行`: from the document's own day on; None where it runs from an event."""
        found = _FROM_ISSUE.search(self.before(token.start, 20))
        if found is None or not terms.is_issue(found["event"]):
            return None
        return TimeExpr(
            token.start - len(found[0]), token.end, "from", amount=token.value, base="issue", heading=self.heading
        )

    # Points, ranges, lists

    def absolute(self, group: Group) -> Iterator[TimeExpr]:
        """The expressions that a range or list of points makes."""
        first, last = group.points[0], group.points[-1]
        text, low, high = self.text, self.low, self.high
        if traps.quoted(text, first.part.start, last.end, low, high):
            return
        if self.yearly and not any(point.part.dated and not point.part.relative for point in group.points):
            if first.part.month or first.part.quarter or first.part.half or first.part.mark == "end":
                expr = self.yearly_points(group)
                if expr is not None:
                    yield expr
                return
        elif any(point.part.year or (point.part.year_shift or -1) >= 0 for point in group.points):
            self.unit = None
        elif self.unit and (rule := rules.next_period(self.unit, last, text, high)):
            yield TimeExpr(last.part.start, rule.end, "every", rule=rule.rule, heading=self.heading)
            return
        if group.ranged:
            expr = self.range(first, last)
            if expr is not None:
                yield expr
            return
        for place, point in enumerate(group.points):
            if self.column(group.points, place):
                continue  # `2015年2020年` is the head of a flattened table
            expr = self.single(point)
            if expr is not None:
                yield expr

    def column(self, run: list[Point], place: int) -> bool:
        """A bare year that touches another bare year."""
        point = run[place]
        if point.part.year is None or point.tail or point.to or point.part.month:
            return False
        around = self.text[point.part.start - 1 : point.part.start], self.text[point.end : point.end + 4]
        return around[0] == "年" or (around[1].isdigit() and len(around[1]) == 4)

    def range(self, first: Point, last: Point) -> TimeExpr | None:
        """`2018年10月1日至2019年3月31日`, `即日起至2020年底`."""
        text, low, high = self.text, self.low, self.high
        if first.tail == "since" or last.tail == "since" or text.startswith("有效", last.end):
            return None
        # The start of the range has 自/从 before it, which belongs to the words.
        start, end = first.start, last.end
        if traps.validity(text, start, low) or traps.bracketed(text, first.part.start, end, low, high):
            return None
        if traps.bare_trap(text, first.part.start, end, low, high) and not self.heading:
            return None
        if last.tail != "before" and traps.named(text, first.part.start, end, low, high, self.heading):
            return None
        if first.part.festival and first.part.year is None and last.part.year is None:
            return None
        kind: DeadlineKind = "during"
        return TimeExpr(
            start, end, kind, first.part, last.part, tail=last.tail, heading=self.heading,
            negated=traps.negated(text, end, high),
        )  # fmt: skip

    def single(self, point: Point) -> TimeExpr | None:
        """One point: by, from or during; None where it bounds nothing."""
        text, low, high = self.text, self.low, self.high
        part, start, end = point.part, point.start, point.end
        before = self.before(part.start, 8)
        if point.tail == "since" or (part.word == "now" and point.tail != "from"):
            return None
        if point.tail in ("before", "after") and traps.modifier(text, end, high):
            return None
        if point.tail == "" and not part.mark and traps.of_year(text, end, high):
            return None
        if traps.validity(text, part.start, low) or traps.validity(text, start, low):
            return None
        if (part.mark or part.festival) and not part.dated and traps.names_work(text, part.start, end, low, high):
            return None
        if traps.set_goal(text, part.start, end, low, high):
            return None
        kind = kind_of(point, before, text, high)
        if kind is None or not plausible(point, kind, text, low, high, self.yearly):
            return None
        bare = kind == "during" or (kind == "by" and point.tail != "before")
        if kind == "during" and part.plan and part.mark == "" and not self.plan(point):
            return None
        if bare:
            if traps.bare_trap(text, part.start if not point.to else start, end, low, high) and not (
                self.heading and kind == "during" and not text[end:high].startswith(("以来", "是"))
            ):
                return None
            if kind == "during" and traps.bracketed(text, part.start, end, low, high):
                return None
            if kind == "during" and self.table:
                return None
        elif traps.quoted(text, part.start, end, low, high):
            return None
        names = kind in ("during", "by") and traps.named(text, part.start, end, low, high, self.heading)
        if names and (kind == "during" or self.object_name(part.start, end)):
            return None
        ambiguous = point.tail == "after" or (part.xun is not None and point.tail == "before")
        if point.to and kind != "by":
            start = part.start
        return TimeExpr(
            start, end, kind, part, None, tail=point.tail, to=point.to, heading=self.heading, ambiguous=ambiguous,
            negated=traps.negated(text, end, high),
        )  # fmt: skip

    def object_name(self, start: int, end: int) -> bool:
        """`制定2030年前碳排放达峰行动方案`, `实现2030年前达峰目标`: the date is in the name of what is to be made or reached."""
        before = self.before(start, 6)
        goal = _GOAL_NAME.match(self.text, end, self.high) is not None and before.endswith(
            ("实现", "完成", "达成", "提出", "提出了")
        )
        return goal or re.search(r"(?:制定|制订|编制|实施|落实|印发|出台|执行)(?:好|并实施)?$", before) is not None

    def plan(self, point: Point) -> bool:
        """Whether a five-year plan names its years (`“十四五”期间`) and not the plan itself (`“十四五”规划`)."""
        years = bool(point.part.first_years) or point.tail == "span"
        if not years and not self.heading and self.before(point.part.start, 1) not in ("", ",", "。", ";", ":", "、"):
            return False
        if traps.reviewed(self.text, point.part.start, self.low) or traps.talked_of(self.text, point.end, self.high):
            return False
        return years or not traps.plan_name(self.text, point.end, self.high)
