"""Titles that numbered stretches open with: where they end, and what is a plain sentence instead."""

from __future__ import annotations

import re
from typing import Final

from corpus.verbs import opens_with_action
from ingest.labelled import WHO_OR_WHEN, says_only_who

__all__ = ["lays_on", "names_chapter", "says_who", "states_goal", "title_end"]

# A sentence ends with its mark and the quotation marks and brackets that close on it.
_END: Final = re.compile(r"[。!?;]+[”’)》]*")
# A note in brackets that stands behind a sentence: `(教育部牵头,…参与)`.
_NOTE: Final = re.compile(r" *(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|〔[^〔〕]*〕)")
_TITLE_LENGTH: Final = 45
_SHORT_TITLE: Final = 26
# Words that a title does not hold: it names a measure, it does not lay it on somebody under conditions.
_NO_TITLE: Final = re.compile(
    r"(?<![供适响对相反回感])应(?![用急对变届付收力激声运]|[^,。]{1,2}尽)|自.{2,16}起(?!步|点|草|居)|必须|不得|(?<![许认])可(?![再持靠]|[^,。]{1,8}的)|^对(?![标接外内口照冲])[^,]*的|同意|按照.{0,20}要求,|(?<![需主重])要(?![求素点件害闻])|的,|,并|,由|,以(?!.{1,4}$)|具体(?:为|如下)|以.{2,30}为指导|的.{0,6}(?:单位|部门|机构)为"
)
# `推进学前教育普惠发展,新建幼儿园45所`: a measure with its figure.
_FIGURED: Final = re.compile(r"[,、][^。]*\d[万亿]?(?:[个所家座套项名人张亩户间处条]|公里|%)")
# `人均预期寿命达到81岁以上`, `2023年底前建成市级平台`: what a line without a mark says to its end is no title of anything.
_GOAL: Final = re.compile(
    r"[一-龥)]{3}(?:达到?|不低于|不少于|不高于|不超过|超过|突破|控制在|稳定在|保持在|[提升增下减降缩][高升加长降少低短小至到]{1,2}|压减|翻)[^。]{0,8}?\d|[≥≤]\d"
    r"|[一-龥)]{3}\d[\d.]*\S{0,8}以[上下内]$|\d{4}年[^。]{0,6}(?:底|末|月)?前(?![一二三四五六七八九十百\d])[^。]{3}"
)
_LAID: Final = re.compile(
    r"[^关]{1,16}(?:[局厅委办部院行]|政府|部门|单位|公司|企业|学校|街道|[乡镇])(?:要|应当?|须|必须)(?![求点闻件素用急对])[^的]{3}"
)
_PAPER: Final = re.compile(r"(?:通知|意见|方案|规划|计划|办法|规定|公告|通告|函|表|目标|任务|要求|措施|安排|情况)$")
# `(一)工作目标:到2020年…`, `(一)自评(4月10日—30日):各园…`: a title closed by a colon.
_COLON_TITLE: Final = re.compile(r"[^,。;:、()\d]{2,14}(?:\([^()]{0,16}[年月日][^()]{0,8}\))?:(?=.)")
# `一、总体目标到2025年…`, `三、保障措施各县要…`: a title of the genre that its text runs on from.
_USUAL_TITLE: Final = re.compile(
    r"(?:总体要求|指导思想|基本原则|(?:总体|工作|主要|发展)?目标|(?:重点|主要|工作|目标)任务|(?:工作|保障|主要|政策)措施|组织(?:保障|领导|实施)|"
    r"工作要求|(?:实施|工作|方法)步骤|(?:时间|工作|进度)安排)(?=[到为各以按]|坚持|根据|力争|20\d\d年|“十|[市县省区]\S{1,12}要|成立|加强|建立|全[市县省区])"
)
# What is to be made, by a word that names things as well: `建设省级监测平台`.
_DEED: Final = re.compile(r"(?:建设|发展|培训|治理|保护)(?!工作|目标|任务|规划|标准|内容)[一-龥“]{4}")
# What is to be built, by its name: `城北污水处理厂二期`, `某高速公路连接线`.
_PROJECT: Final = re.compile(
    r"[^,、\d负责成完加推要]{3,18}(?:工程|项目|[一二三四五六七八九十]期|厂房|[路桥线]|水库|园区|公园|基地|医院|学校|管网|广场|码头|枢纽|机场)"
)
_WHO: Final = re.compile(rf"[((]?{WHO_OR_WHEN}")
# `(一)指导思想 以邓小平理论…`: a title closed by a space.
_SPACE_TITLE: Final = re.compile(r"[^,。;: ()\d]{2,16} +(?=[^ ]{12})")

# A line that can only be the title of a chapter, numeral or not: `“十四五”时期工作回顾`, `2026年重点工作`, `保障措施`
_CHAPTER: Final = re.compile(
    r"(?:(?:20\d\d年|“?十[一二三四五六七八九]?五”?|过去[一五]年|今后[一五]年|[今去]年|[上下]半年|下一步|当前)(?:的|时期的?|期间的?|及|和)?)?"
    r"(?:全[省市县区]|政府|经济[和与及]?社会发展|(?:主要|重点|年度)?工作)?的?"
    r"(?:工作?回顾|工作总结|发展回顾|(?:主要|发展|奋斗|工作|总体|预期|规划)目标(?:任务|要求|和主要任务)?|重点工作(?:任务|安排)?|主要工作(?:任务|安排)?|(?:重点|主要|工作|目标)任务|"
    r"工作(?:安排|打算|思路|要求|措施|建议)|总体(?:要求|思路)|指导思想|基本原则|(?:保障|政策|主要)措施|组织(?:领导|保障|实施)|实施步骤)"
)


def names_chapter(words: str) -> bool:
    """Whether a line without a mark and a numeral is the title of a chapter by its words."""
    return _CHAPTER.fullmatch(words) is not None


def lays_on(words: str) -> bool:
    """Whether a line without a mark lays a duty on somebody: `市财政局要保障经费`."""
    return _LAID.match(words) is not None


def states_goal(words: str) -> bool:
    """Whether a line without a mark states a figure or a day to be reached by itself, as items of lists of goals do."""
    return _GOAL.search(words) is not None and _PAPER.search(words) is None


def says_who(folded: str, start: int, end: int) -> bool:
    """Whether a line only says who does what stands above it, or by when: `牵头单位:市教育局`, `市教育局负责。`."""
    return _WHO.match(folded, start) is not None or says_only_who(folded[start:end])


def title_end(
    folded: str,
    start: int,
    end: int,
    *,
    beneath: bool,
    listed: bool | None,
    rare: bool,
    announced: bool = False,
    served: bool = False,
) -> int | None:
    """Where the title ends that the words of a numbered stretch open with; None where they are plain text.

    `beneath` says whether something stands beneath the item but lines of who does it (`served`), `listed` whether the item before it in its list has a
    title (None: it is the first), `rare` that hardly any item of the list has one, `announced` that a colon is before it.
    """
    mark = _END.search(folded, start, end)
    if mark is None:
        words = folded[start:end].rstrip()
        if colon := _COLON_TITLE.match(folded, start, end):
            return colon.end()
        if not beneath and (announced or served or listed is False or states_goal(words)):
            return None
        return end if len(words) <= 60 and not words.endswith((":", ",")) and words else None
    if (usual := _USUAL_TITLE.match(folded, start, end)) and mark.start() - usual.end() >= 6:
        return usual.end()
    title = folded[start : mark.start()]
    if (colon := _COLON_TITLE.match(folded, start, end)) and not _NO_TITLE.search(colon.group()):
        return colon.end()
    if (space := _SPACE_TITLE.match(folded, start, end)) and not _NO_TITLE.search(space.group()):
        return space.end()
    if (
        mark.group()[0] != "。"
        or not 2 <= len(title) <= _TITLE_LENGTH
        or title.count(",") > 2
        or _NO_TITLE.search(title)
        or _FIGURED.search(title)
    ):
        return None
    named = _PROJECT.fullmatch(title) is not None
    if rare and not named and ("," in title or not opens_with_action(folded, start, mark.start())):
        return None
    rest = folded[mark.end() : end].strip()
    # `3.新辟公交线路10条。责任单位:…`, `(一)制定办法。省水利厅牵头。`: what the item has to do, and who does it
    if rest and (re.search(r"\d", title) or _DEED.match(title) or opens_with_action(folded, start, mark.start())):
        said = [part for part in re.split("(?<=[。;])", rest) if part]
        if all(says_who(part, 0, len(part)) for part in said):
            return None
    # A long sentence is a title only in a list whose items have titles.
    plain = len(title) > _SHORT_TITLE or bool(re.search(r"\d", title))
    if plain and listed is False:
        return None
    if rest and not _NOTE.fullmatch(rest):
        return mark.end()
    # The sentence is all that the item holds: a title only when something stands beneath it.
    if listed is False:
        return None
    return mark.end() if beneath and not re.search(r"\d[年月日]|月底|牵头|负责", title) else None
