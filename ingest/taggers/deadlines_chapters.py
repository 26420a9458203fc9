"""What the place of an expression says: in a chapter that looks back (`一、2026年工作回顾`), in a series of months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.fold import fold
from ingest.taggers.deadlines_types import TimeExpr
from ingest.text import Layout, leaves_chapter

__all__ = ["climbs", "looking_back", "sets_a_day", "year_told"]

# Headings of chapters that look back, and words by which a heading looks ahead as well: `发展成就和主要任务`.
_BACK: Final = re.compile(
    r"回顾|(?:发展|工作|建设|取得的?|主要|显著|重大|巨大|历史性|决定性|积极|明显|辉煌|丰硕|长足)的?成[就效绩](?=$|[和与及、])|(?:工作|实施|执行|完成|落实|进展|主要|基本|活动|发展|开展|总体|处理|查处|处置|检查|督查|抽查|核查)(?:总体|进展)?情况(?=$|[和与及])|工作总结|^(?:去年|上年|过去)"
    r"|(?:五”|20\d\d|上一?年)[^,。]{0,16}情况(?:评估|分析)"
)
_AHEAD: Final = re.compile("任务|目标|安排|措施|部署|打算|计划|建议|重点|下一步|要求|举措")
# How a plan was carried out: `2026年年度计划执行情况`, `“十四五”规划实施情况`
_CARRIED_OUT: Final = re.compile(
    r"(?:计划|规划|任务|目标|纲要){1,2}(?=(?:的)?(?:执行|实施|完成|落实)(?:总体|进展)?情况)"
)
# `定期报送工作进展情况`, `巩固提升工作成效`: what is to be done with a report, with what was reached
_DEALT_WITH: Final = re.compile(
    r"(?:[报呈]送|上报|报告(?!期)|通报|反馈|公开|公示|公布|发布|宣传|掌握|了解|摸清|跟踪|调度|监测|检查|督查|评[估价]|考核|"
    r"巩固|提[升高]|确保|增强|扩大|放大|注重|检验)[^,。]{0,20}(?:情况|成[就效绩])|(?:推动|力争|努力|促进|争取)[^,。]{0,20}成[就效绩]"
)


def looking_back(layout: Layout) -> frozenset[int]:
    """The headings of chapters that tell what has been, and those beneath them; none beneath one of goals."""
    back: set[int] = set()
    level = goals = None
    label = ""
    for index, heading in enumerate(layout.headings):
        if level is not None and heading.level > level and not leaves_chapter(heading.label, label):
            back.add(index)
            continue
        level = None
        if goals is not None and heading.level > goals:
            continue  # `主要目标` over `改革取得显著成效`
        words = _CARRIED_OUT.sub("", fold(heading.text))
        goals = heading.level if "目标" in words else None
        if _BACK.search(words) and not _AHEAD.search(words) and not _DEALT_WITH.search(words):
            back.add(index)
            level, label = heading.level, heading.label
    return frozenset(back)


# `2015年工作回顾`: told in the year after; `2016年重点工作`; `2011年,是“十二五”开局之年`.
_LOOKED_BACK_ON: Final = re.compile(r"(20\d\d)年度?[^,。]{0,12}(?:回顾|总结)")
_YEAR_AHEAD: Final = re.compile(
    r"(?<![\d—~至到-])(20\d\d)年度?(?![\d—~至到前-])[^,。]{0,24}(?:工作|任务|目标|安排|要求|建议|部署)$"
)
_THE_YEAR_IS: Final = re.compile(
    r"(?:^|[。\n 　])(20\d\d)年,?是[^。,;]{2,30}(?:之年|第一年|关键年|起步年|关键一年|最后一年)"
)


def year_told(folded: str, layout: Layout) -> int | None:
    """The year in which a text without a date was written, as its chapters or a sentence on the year ahead tell it.

    None where they tell none or more than one.
    """
    titles = [fold(heading.text) for heading in layout.headings]
    back = {int(m[1]) + 1 for title in titles if (m := _LOOKED_BACK_ON.search(title))}
    ahead = {int(m[1]) for title in titles if (m := _YEAR_AHEAD.search(title)) and not _LOOKED_BACK_ON.search(title)}
    years = (back & ahead) or ahead or back or {int(m[1]) for m in _THE_YEAR_IS.finditer(folded)}
    return years.pop() if len(years) == 1 else None


def sets_a_day(expr: TimeExpr) -> bool:
    """Whether the words set an end of their own (`到2030年`, `2027年底前`), be it in a chapter that looks back."""
    return expr.first is not None and expr.first.year is not None and (expr.to or expr.tail == "before")


# Of a series of months in one paragraph so many are looked at.
_SERIES: Final = 12


def climbs(found: Sequence[TimeExpr], paragraphs: Sequence[int], index: int, written: date) -> bool:
    """Whether the months of a paragraph climb from here to one that is still to come: `3月底前…;6月底前…;9月底前…` in July."""
    last = 0
    for at in range(index, min(index + _SERIES, len(found))):
        part = found[at].first
        if paragraphs[at] != paragraphs[index] or part is None or part.month is None or part.dated or part.month < last:
            return False
        last = part.month
        if at > index and last >= written.month:
            return True
    return False
