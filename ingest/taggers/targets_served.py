"""Targets whose figure stands at the head of its part: what comes up to a standard, is finished, or gets something."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Target
from ingest.taggers.targets_context import Context, Member
from ingest.taggers.targets_figures import Figure
from ingest.taggers.targets_words import PLACES, scope_of

__all__ = ["FINISHED", "TASK_NOUN", "qualified"]

TASK_NOUN: Final = re.compile(
    r"(?:任务|工作|措施|举措|方面|问题|内容|要求|原则|政策|环节|事项|改革|行动|领域|方针|制度|条件|部门|方式|职责|短板|弱项|堵点|难点|痛点)"
)
# `30平方公里以上建成区达到节水型城市标准`: so much of a class has to come up to something.
_COMES_UP: Final = re.compile(
    r"(?:的)?[^,;。、:]{2,24}?(?:达到|符合|满足)[^,;。、:]{2,20}?(?:要求|标准|条件|目标)(?=[,;。]|$)"
)
_AREA: Final = re.compile(r"(?:平方公里|公顷|亩|公里)$")


def qualified(ctx: Context, figure: Figure, floor: int) -> list[Target] | None:
    """An amount at the head of its part, of what has to come up to a standard; not a size class (`5万平方米以上建筑`)."""
    if figure.kind == "count" and figure.bound is None and not figure.chinese:
        return _finished(ctx, figure, floor)
    if figure.bound != ">=" or ctx.zone(floor, figure.start) is not None:
        return None
    if figure.kind != "count" and not _AREA.search(figure.unit or ""):
        return None
    m = _COMES_UP.match(ctx.folded, figure.tail, ctx.end)
    if m is None:
        return None
    at = figure.tail + ctx.folded.startswith("的", figure.tail)
    member = Member(figure.start, ((at, m.end()),))
    ctx.state.members, ctx.state.unit, ctx.state.limit = (member,), figure.unit, m.end()
    return [ctx.target(member, figure.start, m.end(), figure, ">=", None, ctx.actor(floor, figure.start))]


# `为10个老旧小区实施消防设施改造`, `50个小区加装充电设施`: how many get something
_GETS: Final = re.compile(
    r"(?P<all>(?:[0-9]{1,2}周?岁(?:及?以[上下])?)?[^,;。、:!?的0-9]{2,16}?(?:接种|体检|筛查|义诊|投保|适配|配发|配送|赠送|新增|加装|安装|更换|配建|配备|(?:实施|进行)[^,;。、]{0,12}(?:建设|改造|整治|治理|修缮|升级)|改造|开通|接通|建成|提供|发放|购买|落实|得到|(?:开展|提供|组织)[^,;。、:0-9]{0,20}(?:服务|筛查|体检|培训|救助))[^,;。、:]{0,24})(?=[,;。、]|$)"
)
# `460个活动室提供不少于2300场活动`: who is to give so much
_GIVES: Final = re.compile(r"(?:提供|开展|举办|组织|发放)(?:不少于|不低于|至少|超过|约|共|累计)?[0-9]")
_FOR: Final = re.compile(
    r"(?:免费|无偿|优先|累计|全年)?(?:(?:为|给|对)(?:全[国省市区县])?|在|推动|为新增|推进|帮助|完成|实现|确保)?$"
)
_OFFICIAL: Final = re.compile(r"部门|单位|小组|工作组|机关|委员会|政府")

# `首批100个示范社区全面建成`: a number of things, and that they are to be there.
FINISHED: Final = re.compile(
    r"(?P<thing>[^,;。、:!?]{2,40}?)(?:,(?:今年|明年|年|20\d\d年|\d{1,2}月)[^,;。]{0,8}前,?)?(?:要|应|须|力争|确保|争取|按期|如期|全部|全面|基本|正式|陆续|均|建成){0,3}"
    r"(?:建成|投用|投产|投入(?:使用|运营|运行)|完工|竣工|开工|挂牌|通车|开业|建设完成)(?:投用|投产|使用|运营|并?投入(?:使用|运营|运行))?(?=[,;。]|$)"
)
_FIRST: Final = re.compile(r"(?:首批|第[一二三]批|新增|新建|另外?|其中|至少)?(?:建设)?$")


def _finished(ctx: Context, figure: Figure, floor: int) -> list[Target] | None:
    """A number of things at the head of its part that are to be built or at work; not a count of duties."""
    m = FINISHED.match(ctx.folded, figure.tail, ctx.end)
    first = _FIRST.search(ctx.folded, floor, figure.start)
    before = ctx.zone(floor, first.start() if first else figure.start)
    if m is None:
        return _served(ctx, figure, floor)
    if TASK_NOUN.search(m["thing"]) or m["thing"].startswith("的"):
        return None
    scope = None
    if before is not None and ctx.folded[figure.start - 1] != "的":  # `列入规划的68座水库`
        if scope_of(ctx.folded, before[0], figure.start) is None and not PLACES.fullmatch(ctx.folded, *before[:2]):
            return None
        scope = (before[0], before[1])
    member = Member(figure.start, (m.span("thing"),))
    ctx.state.members, ctx.state.unit, ctx.state.limit = (member,), figure.unit, m.end()
    return [ctx.target(member, figure.start, m.end(), figure, "=", None, scope)]


def _served(ctx: Context, figure: Figure, floor: int) -> list[Target] | None:
    """A number of things or people that get something, at the head of its part or behind 为."""
    m = _GETS.match(ctx.folded, figure.tail, ctx.end)
    by = _FOR.search(ctx.folded, floor, figure.start)
    if m is None or by is None or _OFFICIAL.search(m["all"]) or TASK_NOUN.match(m["all"]):
        return None
    if not by.group() and _GIVES.search(m["all"]):
        return None
    if by.group() == "在" and figure.value < 100 and (figure.unit or "")[0] not in "万亿":
        return None  # `在10个村实施改造`: chosen
    if ctx.folded[floor : by.start()].strip(" \n.、0123456789"):
        return None
    member = Member(figure.start, (m.span("all"),))
    ctx.state.members, ctx.state.unit, ctx.state.limit = (member,), figure.unit, m.end()
    return [ctx.target(member, figure.start, m.end(), figure, "=", None, None)]
