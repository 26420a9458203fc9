"""Which indicators the words before a figure name, and whose they are."""

from __future__ import annotations

import re
from typing import Final

from ingest.taggers.targets_context import Context, Member, Span, Zone
from ingest.taggers.targets_figures import Figure, alike
from ingest.taggers.targets_words import BUILT, EACH_PLACE, HEAD, Lead, bare, scope_of, scope_only

__all__ = ["named", "whose_time"]

# Whose time a further limit is for: `审批时间压减至20个工作日内,政府投资项目不超过90个工作日`
_WHOSE_TIME: Final = re.compile(r"(?:项目|用户|客户|工程)$")
# Not where these are shortened themselves: `企业开办时间压缩至1个工作日,不动产登记压缩至3个工作日`
_WHAT_TAKES_TIME: Final = re.compile(r"(?:事项|业务|登记)$")

# `参加合作社的农户达到50%`: a share of those whom a clause tells, no place of the indicator before
_TOLD: Final = re.compile(
    r"(?:开展|参加|建立|实现|享受|使用|采用|通过|配备|设有|建有|具备|接受|完成|获得|纳入|实行|实施)[^,;。的]{2,20}的[^,;。的]{2,10}"
)
# `办学条件达标率|东部地区`
_THEN_PLACE: Final = re.compile(
    r"(?P<what>[^,;。]{2,30}?(?:率|比例|比重|占比|覆盖面))(?P<place>(?:东部|中部|西部|东北|城市|城镇|农村|城区|县城|乡镇|镇区|地级|"
    r"县级|市级|省级|设区|建制镇|重点|山区|平原|老城|新城|新建|主城|中心|沿海|内陆|试点|其他|各)[^,;。率]{0,12})"
)
_GRADE: Final = re.compile(r"(?:国际|世界|国家|部|省|市|县|区|镇|村)级")
_GRADED: Final = re.compile(r"(?:(?:新增|新认定)?(?:国际|世界|国家|部|省|市|县|区|镇|村)级(?:及?以上)?)?")
# What a unit counts that could else say whose a figure is.
_COUNTS_OWN: Final = frozenset("家户所")
_OWN: Final = re.compile(r"(?:企业|单位|机构|院校|学校|医院|园区|合作社|商户)$")
_FOR_PLACE: Final = re.compile(
    rf"[^,;。、]{{2,14}}?(?:地区|区|省|市|县|旗|乡镇|村|企业|机构|院校|学校|医院)(?={BUILT})"
)
# `支持中西部地区|新建幼儿园`
_HELPS: Final = ("支持", "引导", "推动", "鼓励", "推进")
_SHORTEST: Final = 2  # characters of a thing's name
# What goes on with the verb before it: `培训基地`, `建设面积`
_NO_THING: Final = re.compile(
    r"(?:面积|规模|里程|能力|总?[量数额]|数量|人[数次]|基地|中心|区|站|园区?|用地|资金)(?:$|[^一-龥])|[的率]"
)
# Verbs of making, which are no part of the thing's name; what is done to things that are there is (`改造老旧小区`).
_MAKING: Final = re.compile(
    r"(?:形成|新?\((?:改|扩|改、扩)\)建|新建?、改建?(?:、|和|及)?扩建|新建、?续建|新建成|新建改建|新建改造|新建和改造|新建改扩建|改扩建|新改扩建|新建扩建|新建|续建|"
    r"改建|扩建|开工建设|建设|建成投[用运]|建成|配建|完成|新?开工(?:并(?:基本)?(?:改造|建设)?完成)?|实施|推进|开展|实现|谋划|策划|创建|创立|打造|培育|培养|培训|引进|引育|认证|发展|新辟|开辟|"
    r"新开(?!发|工)(?:和优化)?|投放|筹集|制修订|制定|修订|设立|设置|布局|累计|分别|总?共|年均|每年|或|再)(?![的率])"
)

# `新建|、改造|供水管网`: a verb beside one that is no part of the name
_JOINED: Final = re.compile(r"(?:[、和及与](?:改造|提升|更新|维修|修复|加固)?){1,3}")


def named(
    ctx: Context, group: list[Figure], words: Lead, zone: Zone, floor: int
) -> tuple[tuple[Member, ...], Span | None, int | None]:
    """The indicators that the words before a figure name, whose they are, and where the target's words begin else."""
    folded, first, state = ctx.folded, group[0], ctx.state
    start, stop = zone[:2]
    said = folded[start:stop]
    if first.kind == "count" and EACH_PLACE.fullmatch(said) is not None:
        # `建设冷库,每县至少建成1座`
        found = state.members or ctx.carried(floor, floor)
        return found or (), (start, stop), start
    if (
        scope_only(said)
        and "的" not in said
        and not state.members
        and first.unit in ("个", "项")
        and words.verb == "level"
    ):
        return (), None, None  # `示范市达到100项`: whose it is, but not what
    scoped = scope_only(said) and not _TOLD.fullmatch(said) and not _is_counted(said, first)
    if (bare(said) or said.startswith("占")) and state.members and ctx.near(start):
        return ctx.completed(zone), None, None
    if _GRADE.fullmatch(said) and alike(state.unit, first.unit) and state.members:
        # `省级以上创新平台15个,其中国家级1个`
        thing = state.members[0].parts[-1]
        graded = _GRADED.match(folded, *thing)
        rest = (graded.end(), thing[1]) if graded else thing
        return (Member(start, ((start, stop), rest)),), None, None
    placed = _THEN_PLACE.fullmatch(folded, start, stop) if first.kind == "ratio" else None
    if placed is not None and scope_only(placed["place"]):
        # `达标率东部地区达到95%`
        state.topic = True
        return ctx.members(*placed.span("what"), split_and=False), placed.span("place"), None
    if scoped and not state.members and words.verb in ("level", "down") and first.kind == "ratio":
        carried = ctx.carried(floor, floor)
        return carried or (Member(start, ((start, stop),)),), (start, stop), None
    if (
        (scoped or ((state.topic or (first.kind == "time" and whose_time(said, words))) and HEAD.search(said) is None))
        and state.members
        and (alike(state.unit, first.unit) or words.each)
        and (words.verb != "none" or first.kind == "ratio")
    ):
        return ctx.elsewhere(), (start, stop), start
    peeled = scope_of(folded, start, stop)
    scope = peeled or ctx.actor(floor, start)
    start = peeled[1] if peeled else start
    if first.kind in ("count", "measure") and (
        words.verb in ("none", "weak") or (words.bound is not None and first.kind == "count")
    ):
        start = _made_of(folded, start, stop)
    rate = first.kind in ("ratio", "none", "time")
    dealt = words.each or len(group) > 1
    # `物种和生态系统得到保护的占90%以上`: a share of coordinated classes is one target.
    whole = folded.startswith("占", words.start) and first.kind == "ratio" and not dealt
    if words.joint or whole or not (rate or dealt):
        return (Member(start, ((start, stop),)),), scope, None
    return ctx.members(start, stop, split_and=True, count=len(group), apart=dealt), scope, None


def whose_time(said: str, words: Lead) -> bool:
    """Whether words before a length of time say for whom or what a time told before them has another limit."""
    return bool(_WHOSE_TIME.search(said) or (words.verb != "down" and _WHAT_TAKES_TIME.search(said)))


def _is_counted(said: str, figure: Figure) -> bool:
    """Whether words that could say whose a figure is are what it counts: `规模以上工业企业达到1500家`."""
    return (figure.unit or "")[-1:] in _COUNTS_OWN and _OWN.search(said) is not None


def _made_of(folded: str, start: int, stop: int) -> int:
    """Where a thing's name begins behind the verbs that make it: `新建、改建农村公路`; `新增` and the like are of the name."""
    if folded.endswith(_HELPS, 0, start) and (whom := _FOR_PLACE.match(folded, start, stop)):
        start = whom.end()
    while m := _MAKING.match(folded, start, stop):
        if stop - m.end() < _SHORTEST or _NO_THING.match(folded, m.end(), stop):
            break
        start = m.end()
        joined = _JOINED.match(folded, start, stop)
        if joined and stop - joined.end() >= _SHORTEST:
            start = joined.end()
    return start
