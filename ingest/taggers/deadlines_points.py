"""Judging a single point: what its words say (by, from, during), and whether a date would stand where it stands."""

from __future__ import annotations

import re
from typing import Final

from corpus.calendar import festivals
from corpus.types import DeadlineKind
from corpus.verbs import opens_with_action
from ingest.taggers.deadlines_grammar import Point

__all__ = ["kind_of", "plausible"]

# `自2019年1月1日施行` has lost its 起
_EFFECT: Final = re.compile(r"[^,。;]{0,10}?(?:施行|实施|执行|启动|生效|开征|停止)")
# `报送上半年情况`: the period is what the report is about
_NOT_NOW: Final = re.compile(r"(?!在)[^,。;:、]{0,6}?(?:情况|数据|报表|总结|进展|结果|材料|工作总结|运行)")
# `会议召开10日前`, `提前5日`, `前10日`: a length, no day
_NUMBER_BEFORE: Final = re.compile(
    r"(?:前|后|第|满|提前|延长|连续|不少于|至少|不超过|达到?|\d|举办|举行|开展|召开|届满|期满|召开前|使用|结束)$"
)
# where a clause begins, or after a preposition
_CLAUSE_START: Final = re.compile(r"(?:^|[,。;:、(]|于|在|应|请|须|务|要|并|需|分别|或|和|及|至|到)$")
# `报送上半年…`
_BAD_HALF: Final = re.compile(r"(?:报送|上报|通报|公布|汇总|对|将|前|去年)$")


def kind_of(point: Point, before: str, text: str, high: int) -> DeadlineKind | None:
    """What a single point says by its preposition and tail."""
    part = point.part
    if point.tail == "before":
        return "by"
    if point.tail == "from":
        return "from"
    if point.tail == "after":
        return "from"
    if part.word == "now":
        return None
    if before.endswith(("自", "从", "由")):
        # `自2019年1月1日施行` has lost its 起; `从2015年的10%` is a baseline.
        return "from" if _EFFECT.match(text, point.end, high) else None
    if point.to or part.mark in ("end", "middle"):
        return "by"
    if (
        part.mark == "in"
        and part.year is None
        and part.year_shift is None
        and part.month is None
        and part.quarter is None
    ):
        return "by" if part.month_shift is None and part.quarter_shift is None else "during"
    return "during"


def _whole_year(before: str, after: str) -> bool:
    """`全年新增就业900万人以上`, `确保全年…`; not `全年目标任务`, `全年的`."""
    starts = (
        before == ""
        or before[-1] in ",。;:"
        or before.endswith(
            ("确保", "力争", "争取", "实现", "机构", "企业", "单位", "部门", "全省", "全市", "全县", "全区")
        )
    )
    return starts and not re.match("的|目标|任务|工作|经济|预期", after)


def plausible(point: Point, kind: DeadlineKind, text: str, low: int, high: int, yearly: bool) -> bool:
    """Whether words without a year or with little else stand where a date would stand."""
    part = point.part
    before = text[max(low, part.start - 6) : part.start]
    after = text[point.end : min(high, point.end + 16)]
    if part.festival is not None:
        held = festivals()[part.festival]
        if point.tail in ("before", "after", "from") or point.to or part.mark:
            return True
        named_year = part.year is not None or part.year_shift is not None
        season = held.season is not None and held.lunar is None
        return (named_year and season) or (point.tail == "span" and (named_year or held.season is None))
    if part.year is None and part.year_shift is None and part.month is None and part.month_shift is None:
        if part.day is not None:
            # `25日前` stands at the head of its clause; `会议召开10日前` is a length.
            return kind in ("by", "from") and bool(_CLAUSE_START.search(before)) and not _NUMBER_BEFORE.search(before)
        if part.quarter_shift is not None and part.quarter_shift < 0:
            return False
        if (part.half is not None or part.quarter is not None) and kind == "during":
            return (
                not (_NOT_NOW.match(after) and not opens_with_action(text, point.end, high))
                and (part.half != 0 or _whole_year(before, after))
                and not _BAD_HALF.search(before)
            )
        if part.xun is not None:
            return bool(_CLAUSE_START.search(before))  # `5月上旬…,下旬…`
        if part.first_months is not None:
            return False
        if part.week_shift is not None:
            return kind == "by" or part.weekday > 0 or part.mark == "in"
        if part.mark == "begin" and part.plan is None and part.month_shift is None and part.quarter_shift is None:
            return False  # 年初 alone: 年初预算, 年初剩余
    if part.month_shift is not None and part.relative and part.month_shift > 0 and not yearly:
        return False  # 次月 counts from an event
    if part.month_shift is not None and part.day is None and part.xun is None and not part.mark:
        return kind in ("by", "from") or (
            part.month_shift == 0 and not part.relative and bool(re.match("[,内]", after))
        )
    if part.year_shift is not None and part.year_shift < 0:
        return False  # 去年
    if part.year_shift is not None and part.year is None:
        only_year = (
            part.month is None and part.quarter is None and part.half is None and not part.mark and part.day is None
        )
        if only_year and part.relative and kind == "during":
            return False  # 当年, 次年 alone are part of a rule's words
        if only_year and text[part.start] in "当":
            return False
    if part.day is not None and part.month is not None and kind == "during" and part.year is None:
        return not re.match(r"[^,。;]{0,4}(?:会议|讲话|通知)", after)
    return True
