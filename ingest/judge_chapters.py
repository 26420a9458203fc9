"""What a chapter is by its heading, where that decides what stands under it: the situation, the opening of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from corpus.verbs import opens_with_action
from ingest.text import Layout

__all__ = ["SITUATION", "arranges", "first_chapter", "names_things", "opens_plan", "told"]

# Headings of chapters that tell the situation: what stands under them is narration unless it lays a duty.
SITUATION: Final = re.compile(
    r"形势$|形势(?:严峻|和|与|依然|十分|分析)|的形势|(?:重大|重要|战略|现实)?意义$|重要性|必要性|紧迫性|现状|背景|回顾|(?:发展|工作|建设|取得的?)成[就效绩](?=$|和|与|及)|进展$|存在的?.{0,4}问题|(?:机遇|问题|困难)[和与、及]?.?(?:挑战|问题)|主要(?:问题|短板|挑战)$|短板(?:[和与]?(?:弱项|不足))?$|(?:^|[和与、])(?:发展|工作|现有|规划|现实|良好|坚实)?基础$"
)
_RECOGNISE: Final = re.compile(
    r"(?:充分|深刻|进一步|切实)?认识[^,、]{2,40}(?:重要性|必要性|紧迫性|意义)(?!.*(?:加强|做好|抓好|推进|落实|强化|开展|建立|明确))"
)
_PURPOSE: Final = re.compile(
    r"^(?:编制|制定|制订|立法|活动|工作|整治|考核|评选|检查)?目的(?:(?:和|与|及)[^,。]{2,6})?$"
)
_BACKGROUND: Final = re.compile(r"^(?:编制|制定|制订|起草|出台|规划|发展|政策|文件|立法|修订)的?背景|^规划的?基础")
# What has been: `全面小康建设取得决定性成就`, whatever verb it begins with; not a goal (`确保取得显著成效`, `取得新成效`).
_ACHIEVED: Final = re.compile(
    r"^(?!.*(?:确保|推动|力争|努力|促进|争取)).*取得[^,。]{0,8}(?:显著|重大|巨大|历史性|决定性|积极|明显|辉煌|丰硕|长足)的?(?:成[就效绩]|进展|成果)"
)
# What the first chapter of a plan tells.
_OPENING: Final = re.compile(r"^(?:发展|宏观|外部|国内外|时代|战略)的?(?:环境|条件|阶段)(?=$|[和与及、])")
# What a notice of a meeting tells of it, whatever it dates: `会议时间`, `参会人员`, `会议议程`.
_MEETING: Final = re.compile(
    r"(?:(?:会议|考试|报到|报名)的?)?(?:时间|地点)(?:(?:和|与|及|、)(?:会议|培训|报到)?(?:时间|地点))?"
    r"|会议(?:主要)?(?:内容|形式|方式|安排)|(?:会议|培训|活动)(?:主要)?(?:议程|议题|日程|主题)(?:(?:和|与|及|、)(?:议程|议题|日程|内容|形式))?"
    r"|(?:参会|与会|参加|参训|出席|列席|培训)(?:会议)?(?:人员|对象|范围|单位)(?:范围)?"
)
# What one of a course or campaign does, where it says neither who acts nor what he does: `活动时间`, `培训内容`.
_CAMPAIGN: Final = re.compile(
    r"(?:培训|活动|比赛|整治|行动|检查|申报|受理)的?(?:主要)?(?:时间|地点|内容|形式|方式|安排)(?:(?:和|与|及|、)(?:时间|地点|内容|形式|方式|安排))?"
)
# Whom or what a text is about (`考核对象`, `整治范围`, `入学条件`), and what is looked at (`检查内容`); not `明确支持范围`,
# nor what makes a work possible (`保障条件`).
_SCOPE: Final = re.compile(
    r"(?:考核|检查|督查|整治|排查|评选|评审|申报|申请|奖励|支持|补贴|补助|招生|入学|报名|适用|实施|试点|参评|参保|保障|救助|服务|资助|表彰|评价|"
    r"监测|普查|调查|创建|认定|准入|扶持|执法|公开|优惠|享受|行动|活动|工作){0,2}(?:对象|范围|(?<!保障)(?<!工作)条件|资格)(?:(?:和|及|与|、)(?:范围|对象|条件|内容|标准))?"
)
_LOOKED_AT: Final = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:考核|检查|督查|督导|评估|巡查|审计|评价|整治|排查|抽查)的?(?:主要)?(?:内容|重点|指标|事项)"
)
_DONE_THERE: Final = re.compile(
    "开展|实施|选择|遴选|选取|推开|推进|推广|组织|进行|[执施]行|给予|推行|建立|完成|确定|纳入"
)
_Named = Literal["meeting", "looked at", "campaign", "scope"]
_KINDS: Final[tuple[tuple[_Named, re.Pattern[str]], ...]] = (
    ("meeting", _MEETING), ("looked at", _LOOKED_AT), ("campaign", _CAMPAIGN), ("scope", _SCOPE),
)  # fmt: skip
_MEASURES: Final = re.compile(r"任务|目标|措施|要求|安排|重点工作|举措|推进|加强|建设(?!成)")


@lru_cache(maxsize=1_000)
def _tells_situation(heading: str) -> bool:
    """Whether what stands under a heading tells why and in what situation the text is, unless it lays a duty."""
    if _PURPOSE.search(heading) or _BACKGROUND.search(heading) or _ACHIEVED.search(heading):
        return True
    told = SITUATION.search(heading) and not _MEASURES.search(heading)
    return bool(_RECOGNISE.match(heading) or (told and not opens_with_action(heading, 0, len(heading))))


def told(above: Sequence[str]) -> bool:
    """Whether headings, outermost first, tell the situation: one does, and none above it sets goals."""
    for heading in above:
        if _tells_situation(heading):
            return True
        if "目标" in heading:
            return False  # `主要目标` over `社会治理取得新进展`
    return False


def arranges(above: Sequence[str]) -> Literal["meeting", "campaign"] | None:
    """What the innermost heading gives a particular of: under one of a meeting a notice only says when, where and with
    whom it is, under one of a course or campaign it may also say what somebody does."""
    named = _named(above[-1]) if above else None
    return named if named == "meeting" or named == "campaign" else None


def names_things(words: str, above: Sequence[str]) -> bool:
    """Whether a sentence only names whom or what its heading speaks of: `各镇街、园区。` under `考核对象`.

    Of what is looked at: the state of something (`主要考核…情况。`), or whether it is so (`是否…`).
    """
    if words.startswith(("是否", "有无")):
        return True
    if not above:
        return False
    if "looked at" in map(_named, above[-2:]):
        return words.rstrip("。;").endswith("情况")
    return _named(above[-1]) == "scope" and not _DONE_THERE.search(words)


@lru_cache(maxsize=1_000)
def _named(heading: str) -> _Named | None:
    """What a heading names that is no task, if anything: particulars of a `meeting` or `campaign`, a `scope`, or what is `looked at`."""
    words = heading.strip("。: ")
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), None)


def opens_plan(above: Sequence[str]) -> bool:
    """Whether headings say that a plan begins with its conditions: `发展环境`."""
    return any(map(_OPENING.search, above))


def first_chapter(layout: Layout) -> frozenset[int]:
    """The headings of the first chapter of a text with several."""
    top = [i for i, heading in enumerate(layout.headings) if heading.level == 1]
    return frozenset(range(top[0], top[1])) if len(top) > 1 else frozenset()
