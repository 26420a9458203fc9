"""The period that the title of a plan names: `2025年工作要点`, `“十四五”…规划`.

It is no deadline of any task (tagging.md counts names of plans among what is none), but what the plan counts up without
a day of its own is to be reached by its end, as with `…规划(2014—2020年)`. Not so for a scheme of some years
(`…方案(2024—2026年)`): half of what it counts up are rules that hold throughout.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from corpus.calendar import five_year_plan
from corpus.fold import fold
from corpus.numerals import chinese_int

__all__ = ["period_end"]

# `2025年`, `2025年度`; not `2030年前`, `2020年以来`, `2021年版`, `2022年冬春`, `2026年元旦`, `2019年第三次`
_YEAR: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:年度|年)"
    r"(?!度?(?:以?前|以[来后]|末|底|初|起|版|本|修[订正]|第|[上下]半年|[一二三四]季度|\d{1,2}月|[春夏秋冬汛]|元旦|五一|国庆|中秋|端午|清明|除夕))"
)
_SPAN: Final = re.compile(r"20\d\d年?[—~至到-]+20\d\d年?度?|20\d\d年远景目标")
_PLAN: Final = re.compile(r"(?P<number>十[一二三四五六七八九]?)(?:五”(?!以来)|个五年(?=规划|计划))")
# `城镇化发展规划(2014—2020年)`, `2011—2020年…纲要`: a plan of years, whose last one is its end
_YEARS: Final = re.compile(r"20\d\d年?[—~至到-]+(?P<last>20\d\d)年?")
_PLANNED: Final = re.compile(r"(?:规划|纲要)(?:》?的通知)?\(?$")
# What plans ahead, and what looks back or only names the year of another text.
_AHEAD: Final = re.compile("要点|任务|工作|计划|方案|安排|目标|实事|分工|分解|行动|规划|纲要|措施|部署|项目|指标")
_NOT_AHEAD: Final = re.compile(
    "总结|情况|通报|考[核评]|名单|公[报告示]|[预决]算|统计|评[估价选]|督[查察]|修[订改正]|废止|报告$|结果|纪要|条例|办法|批复"
)
_REPORT_ON: Final = re.compile("《[^《》]{0,20}报告》|〈[^〈〉]{0,20}报告〉")


def period_end(title: str | None, written: date | None) -> date | None:
    """The last day of the one period that a title of a plan names; None where there is none, or it was over when written."""
    whole = _REPORT_ON.sub("", fold(title or ""))
    words = _SPAN.sub("", whole)
    if not _AHEAD.search(words) or _NOT_AHEAD.search(words):
        return None
    spans = list(_YEARS.finditer(whole))
    if len(spans) == 1 and _PLANNED.search(whole[: spans[0].start()] or whole) and "远景" not in whole:
        last = date(int(spans[0]["last"]), 12, 31)
        return last if written is None or last > written else None
    ends = {date(int(m["year"]), 12, 31) for m in _YEAR.finditer(words)}
    if re.search(r"20\d\d年", _YEAR.sub("", words)):
        return None  # `2026年冬季和2027年…`: which of them is left open
    if not ends:
        plans = [five_year_plan(chinese_int(m["number"]) or 0) for m in _PLAN.finditer(words)]
        ends = {plan.due for plan in plans if plan}
    end = ends.pop() if len(ends) == 1 else None
    return end if end and (written is None or end > written) else None
