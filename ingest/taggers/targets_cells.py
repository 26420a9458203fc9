"""A cell of a table of indicators: the figure that it holds, or what stands instead of one."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Comparator
from ingest.taggers.targets_figures import BOUNDS
from ingest.taggers.targets_words import HEAD

__all__ = ["UNIT", "bound_of", "figure", "stands_for_all", "stands_for_figure"]

# What may be the unit of a column or row: `%`, `万公里`, `/10万`, `张/千人`.
UNIT: Final = re.compile(
    r"(?:%|‰|/\S{1,6}|[万亿千百]{0,2}(?:[个家所项户人名套辆台座处条种件张吨亩元年岁天日时部艘株头只羽门支场片口栋幢间期批篇站盏根床]|公里|公顷|平方米|平方公里|立方米|人次|千瓦|小时|床|"
    r"微克/立方米|个百分点|千克|克|标准煤|床位)\S{0,8}|[万亿]{1,2}|[EPTGMKk]?(?:bps|FLOPS|Wh|W|B|m)|m[23]|t|ppm|:\d.{0,8})$"
)

# What a cell may say instead of a figure: how it is to move, a state, whose goal it is.
_IN_WORDS: Final = re.compile(
    r"[-—－–/\\]{1,3}|与.{1,20}(?:同步|相当|持平|适应)|[高优低不]于.{1,10}(?:平均|水平|标准)|暂?无|(?:完成|达到|控制在|按照?|落实).{0,16}(?:下达|规定|国家|省|要求|目标|任务|标准|水平).{0,12}"
    r"|(?:保持|持续|不断|逐步|稳步|明显|显著|基本|进一步|有所|大幅|稳定|逐年|全面|总体).{1,16}|待定.{0,8}|另行.{0,8}"
    r"|(?:实现|基本)?达标|(?:已|基本|初步|全面|持续)?(?:建成|形成|建立|完善|完成|运行|领先|优化|覆盖)|应[一-龥]尽[一-龥]|[优良]好?|优良|(?:保持|力争|进入|位居|处于)?(?:全[国省市区])?(?:前列|领先|先进).{0,6}|[Ⅰ-ⅤIVX]{1,4}类(?:及以上|以上)?"
)
# What is to be reached by all: as good as a figure.
_ALL: Final = re.compile(r"(?:基本)?(?:实现)?全覆盖")
# `>77.3`, `75左右`, `达到90%`, `不超过50%`, `[-18%]`, `〔2.75〕`, `18.5(2013年)`, `7*`, `1,200万亩以上`, `较2020年下降13.5%`, `6%—7%`, `241.3/10万`
_VALUE: Final = re.compile(
    r"(?P<open>[〔\[【(]{0,2})(?:[较比](?:(?P<since>20\d\d)|“?十[一二三四五]五”?末|上)年?(?:底|末)?)?"
    r"(?P<lead>(?:累计|力争|基本|总体|平均|年均|预期|每年|新增)?(?:达到|达|提升[至到]|提高[至到]|增加到|增至|增长到|稳定在|保持在|维持在|降至|降到|下降到|降低到|"
    r"下降至|控制在)?)(?P<turn>增长|提高|增加|提升|下降|降低|减少)?(?P<bound>不低于|不少于|不小于|至少|不高于|不超过|不大于|高于|低于|超过|大于|小于|约|近|[<>]=?|[≥≤])?=? ?"
    r"(?P<sign>[+\-－±—]?)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>:\d{1,5}(?:\.\d{1,2})?|/\d{1,6}万?|[^\d\s()〔〕\[\]*+<>≥≤,;。—~-]{0,8}?)"
    r"(?P<upto>(?:[—~至]|-(?=\d))\d+(?:\.\d+)?[^\d\s()〔〕\[\]*+<>≥≤,;。—~-]{0,8}?)?(?:\(含\))?"
    r"(?P<tail>及?以上|及?以下|以内|之内|左右|上下)?(?P<close>[〕\]】)]{0,2})(?:\([^()]{1,14}\)|[*①-⑳]|注\d?)?"
)


def figure(words: str) -> re.Match[str] | None:
    """A cell that holds a figure and no more than belongs to it."""
    found = _VALUE.fullmatch(words)
    return (
        None
        if found is None or (found["unit"] and (HEAD.search(found["unit"]) or not UNIT.match(found["unit"])))
        else found
    )


def stands_for_figure(words: str) -> bool:
    """Whether a cell stands in a column of figures: with one, a dash, or words instead of one (`与经济增长同步`)."""
    if figure(words) or stands_for_all(words):
        return True
    return _IN_WORDS.fullmatch(words) is not None and HEAD.search(words.removesuffix("水平")) is None


def stands_for_all(words: str) -> bool:
    """Whether a cell says that all is to be covered, which is at least 100 %."""
    return _ALL.fullmatch(words) is not None


def bound_of(found: re.Match[str], *, full: bool = False) -> Comparator:
    """How a figure is compared: by the words behind it, else those before it; a `full` share is one of at least 100 %."""
    held = "控制在" if (found["lead"] or "").endswith("控制在") else ""
    said = next((BOUNDS[words] for words in (found["tail"], found["bound"], held) if words), None)
    return said or (">=" if full or found["upto"] else "=")
