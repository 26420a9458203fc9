"""What a question asks of tasks beside days and names: that they lack something, are due first or last, or the base of their figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from corpus.messages import Language
from corpus.topics import topic_named, topics
from search.reading import Asks, Part
from search.words import Term

__all__ = ["every_figure", "named_bases", "named_edge", "named_lacks", "named_topics"]

Taken = Callable[[int, int], bool]

# `没有明确期限的任务`, `未写明责任单位`, `无量化指标`; not `有没有期限`, which asks whether there is one
_LACKS: Final = re.compile(
    r"(?:(?<!有)没有?|未|(?<![有还])无|缺少?|不含|欠缺)(?:写|标|注|载|设)?(?:明确|明|规定|具体|指定|指明|确定|设定|有)?的?(?:"
    r"(?P<deadline>(?:完成|办理|办结|到期)?(?:期限|时限|时间(?:节点|要求|限制|表)?|截止(?:日期|时间|日)?|到期日))"
    r"|(?P<owner>(?:责任|经办|承办|具体负责)人员?)"
    r"|(?P<lead>牵头(?:单位|部门|人)?)"
    r"|(?P<body>(?:责任|承办|实施|负责|主责|执行)(?:单位|部门|主体|机关)|主体)"
    r"|(?P<target>(?:量化|定量|具体)?的?(?:指标|目标值|数值|数字)|量化目标|量化要求))(?:要求|规定)?的?"
)
_LACKS_EN: Final = re.compile(
    r"\b(?:without|with no|lack(?:s|ing)?|(?:have|has|give|name|set) no) (?:an? |any )?(?:clear |specific |explicit |fixed |stated |named )?(?:"
    r"(?P<deadline>deadline|due date|time limit|date)|(?P<lead>lead(?:ing)? (?:body|department|unit|agency|ministry))"
    r"|(?P<owner>owner|person in charge|(?:responsible )?person(?: responsible)?|official in charge)"
    r"|(?P<body>responsible (?:body|department|unit|agency)|body|department)"
    r"|(?P<target>(?:quantified |numerical |quantitative )?(?:figure|target|indicator)))s?\b"
)

# `最先到期的`, `哪项最早要完成`, `下一个到期`, `最晚到期`
_EDGES: Final = re.compile(
    r"(?P<next>(?:下一?[个项批]|接下来(?:最先|首先|最早)|离现在最近|最近(?:一[个项批])?)(?:要|将|会|需要?)?(?:到期|截止)的?)"
    r"|(?P<first>(?:最[先早]|首先|率先|第一[个项批])(?:要|该|应该?|需要?)?(?:到期|截止|完成|做完|办结)的?|(?:到期|截止|完成)(?:日期?|时间)?最早的?|期限最[早近紧]的?)"
    r"|(?P<last>最[晚后迟](?:要|该|应该?|需要?)?(?:到期|截止|完成|做完|办结)的?|(?:到期|截止|完成)(?:日期?|时间)?最[晚迟]的?|期限最[晚远长]的?)"
)
_EDGES_EN: Final = re.compile(
    r"(?P<next>\bnext (?:deadlines?|due dates?|to (?:be|fall|come) due|due)\b)"
    r"|(?P<first>\b(?:(?:is|are|be|falls?|comes?) )?due (?:the )?(?:first|soonest|earliest)\b|\b(?:earliest|first|soonest) (?:deadlines?|due dates?|to (?:be|fall|come) due)\b|\bearliest to be (?:completed|finished|done)\b)"
    r"|(?P<last>\b(?:(?:is|are|be|falls?|comes?) )?due (?:the )?(?:last|latest)\b|\b(?:latest|last) (?:deadlines?|due dates?|to (?:be|fall|come) due)\b)"
)


# `以2015年或2013年为基准的指标有哪些`, `which targets are measured against 2015`: which, of all targets
_YEARS: Final = r"((?:19|20)\d\d)年?(?:(?:、|,|或者?|和|及|与| or | and |, ?)((?:19|20)\d\d)年?)?"
_WHICH: Final = re.compile(
    r"(?:哪些|什么|所有)[^,。?]{0,8}(?:指标|目标)|(?:指标|目标)都?(?:有|是)(?:哪些|什么)|\b(?:which|what|list|all)(?: \w+){0,3} (?:targets|indicators|figures)\b"
)
_BASES: Final = re.compile(
    rf"(?:以|按|拿){_YEARS}(?:为|作为?|当)(?:基准年?|基数年?|基年|比较基准)|(?:与|和|跟|同|比照|相对于?){_YEARS}(?:相比|比较?|对比)"
    rf"|\b(?:measured against|compared (?:with|to)|relative to|against|(?:base|baseline|base year|baseline year) (?:is|of|in)?|have) (?:the )?(?:base(?:line)? (?:year )?(?:of )?|levels? (?:of|in) )?{_YEARS}(?: levels?| (?:as|for) (?:the |its |their |a )?(?:base(?:line)?|reference)(?: year)?)?"
)


def named_bases(lower: str, taken: Taken) -> list[Part]:
    """The years against which the figures that are asked for are set, as wordings of a target: `比2015年`, `较2015年`."""
    if not _WHICH.search(lower):
        return []
    return [
        Part("wording", m[0], *m.span(), tuple(f"{than}{year}年" for year in m.groups() if year for than in "比较"))
        for m in _BASES.finditer(lower)
        if not taken(*m.span())
    ]


def named_lacks(lower: str, language: Language, taken: Taken) -> list[Part]:
    """What the tasks that are asked for must lack, as values of `Query.lacking`."""
    found = (_LACKS if language == "zh" else _LACKS_EN).finditer(lower)
    return [Part("lacking", m[0], *m.span(), (m.lastgroup or "",)) for m in found if not taken(*m.span())]


def named_edge(lower: str, language: Language, taken: Taken) -> list[Part]:
    """Whether those that are due first (`first`), first from the day of asking on (`next`) or `last` are asked for."""
    found = (_EDGES if language == "zh" else _EDGES_EN).finditer(lower)
    return [Part("edge", m[0], *m.span(), (m.lastgroup or "",)) for m in found if not taken(*m.span())][:1]


# `大气方面的任务`, `涉及教育的`, `关于住房的要求`: the word beside names a topic
_TOPIC_BEFORE: Final = re.compile(r"(?:涉及|关于|有关|围绕|针对|属于)(?:到)?$")
_TOPIC_AFTER: Final = re.compile(
    r"(?:方面|领域|类|主题|工作方面|问题|(?:指标|目标|任务|措施|要求|工作)都?(?:有|是)?(?:哪些|什么))"
)


def named_topics(folded: str, terms: list[Term], language: Language) -> list[Part]:
    """A topic that the question names as such (`大气方面`), or by its only word; its word ranks no more."""
    telling = [term for term in terms if not term.faint]
    for term in telling:
        name = topic_named(term.text)
        marked = language == "zh" and (
            _TOPIC_BEFORE.search(folded, 0, term.start) or _TOPIC_AFTER.match(folded, term.end)
        )
        if name and (marked or len(telling) == 1):
            if marked:
                terms.remove(term)
                after = folded[term.end : term.end + 2]
                if after in ("指标", "目标"):
                    figures = Part("target", after, term.end, term.end + 2)
                    return [Part("topic", term.text, term.start, term.end, (name,)), figures]
            return [Part("topic", term.text, term.start, term.end, (name,))] if marked else []
    if language == "en" and (by_name := _english_topic(folded.lower())):
        return [by_name]
    return []


# `on air quality`, `concerning education`, `tasks about housing`
_ON_TOPIC: Final = re.compile(
    r"\b(?:on|about|concerning|regarding|related to|in the (?:field|area) of) (?:the )?([a-z -]{3,30}?)(?: tasks?| duties| measures?)?[?.]?$"
)


def _english_topic(lower: str) -> Part | None:
    match = _ON_TOPIC.search(lower)
    if match and any(match[1] in topic.en for topic in topics()):
        return Part("topic", match[1], match.start(1), match.end(1), (topic_named(match[1]) or "",))
    return None


_FIGURES: Final = re.compile(
    r"(?:量化|定量|具体|主要|预期)?的?(?:指标|目标)(?=都?有哪些|是什么|都?有什么|[^,。?]{0,4}[?]?$)|(?<=哪些)(?:量化|定量|具体|主要|预期)?的?(?:指标|目标)"
    r"|\b(?:targets|indicators|figures)\b"
)


def every_figure(lower: str, asks: Asks, taken: Taken) -> list[Part]:
    """`有哪些量化指标`, `what are the targets?`: every figure that is set; none where the question does not ask so."""
    match = _FIGURES.search(lower)
    if match is None or asks not in ("figure", "list", "count", "define") or taken(*match.span()):
        return []
    return [Part("target", match[0], *match.span())]
