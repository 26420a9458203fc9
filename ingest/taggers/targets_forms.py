"""Targets whose figure stands before the thing: shares of a class, and things to be made."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from corpus.types import Change, Comparator, Target
from ingest.taggers.targets_context import Context, Member, Span
from ingest.taggers.targets_figures import Figure
from ingest.taggers.targets_served import FINISHED, TASK_NOUN, qualified
from ingest.taggers.targets_words import BUILT, ENDS, HEAD, PLACES, TO, Lead, lead, scope_of, scope_only

__all__ = ["built", "share"]

_WHOLE: Final = re.compile(r"(?:全国|全区|全省|全市|全县|全州|全社会)(?:范围内)?$")
_SHARE_LEAD: Final = re.compile(
    r"(?:对|在|使|让|覆盖|实现|确保|力争|推动|推进|完成|支持|组织|引导|帮助|有|将|把|至少|超过|争取|,|"
    r"、|到|达到|培训|保障|保证|轮训|惠及|每年|为|促进|吸引|和|及|与|并|以上)$"
)
_PLACE: Final = frozenset("县市区省村乡镇")  # `扩大到全国40%的县`
_PREDICATE: Final = re.compile(
    r"(?:基本|全面|均|都|能够|能|可以?|要|应|率先|初步|全部)?(?:实施|实现|完成|达到|建成|建立|开展|"
    r"配套|配备|纳入|得到|通过|具备|接入|覆盖|设有|设立|开设|参与|使用|采用|开通|成为|拥有|享有|获得|"
    r"进入|转化|办理|创建|符合|就近|安全|在|有|掌握|接受|建有|推行|参加|用于|上线|下沉|达标|满足|形成|"
    r"转为|由|网上|集中|布局|落户|来自|分布|不|建设|配建|安装|设置|执行|落实|公开|通|开|免费|按)"
)
_COMPLETE: Final = re.compile(r"(?:达到|建成|完成|实现|得到|纳入|开展|配备)[^,;。、]{2,}$")
_RATE_NOUN: Final = re.compile(
    r"的?(?:比例|(?:设计|强制性|建筑)?标准|税率|速度|增速|幅度|费率|利率|份额|权重|折扣|价格|概率|浓度|精度|增长率|频率|"
    r"水平|目标|要求|规模|部分|底线|红线)"
)


# `北方40%以上、南方20%以上的县达到标准`: a class of which each place has its share; a further place.
_ELSEWHERE: Final = re.compile(r"(?:、|和|,)(?P<place>[一-龥()、]{2,12}?)$")
_PLACES_AT_MOST: Final = 6


def _by_place(ctx: Context, figure: Figure, words: Lead, floor: int) -> list[Target] | None:
    """The shares that places have in one class, which stands behind the last of them; None where it is another form."""
    folded = ctx.folded
    zone = ctx.zone(floor, words.start)
    if zone is None or words.verb != "none":
        return None
    shares: list[tuple[Span, Figure]] = [(zone[:2], figure)]
    at = bisect_right(ctx.starts, figure.start)
    for following in ctx.found[at : at + _PLACES_AT_MOST]:
        last = shares[-1][1].tail
        further = _ELSEWHERE.fullmatch(folded, last, following.start) if following.start - last <= 14 else None
        if further is None or following.unit != "%":
            break
        shares.append((further.span("place"), following))
    if len(shares) == 1 or not all(PLACES.fullmatch(folded, *a) or scope_only(folded[slice(*a)]) for a, _ in shares):
        return None
    tail = shares[-1][1].tail
    after = tail + folded.startswith("的", tail)
    stop = ctx.stop(after, ",;。、!?:")
    if _PREDICATE.search(folded, after + 1, stop) is None:
        return None
    ctx.state.limit, ctx.state.unit = stop, "%"
    thing = (after, stop)
    ctx.state.members = (Member(after, (thing,)),)
    return [
        ctx.target(Member(place[0], (thing,)), place[0], stop, one, ctx.comparator(one, one.bound, words), None, place)
        for place, one in shares
    ]


def share(ctx: Context, figure: Figure, words: Lead, floor: int, following: Figure | None) -> list[Target] | None:
    """`75%的企业完成节水改造`, `90%以上的事项网上可办`, `对30%以上的市开展稽查`; None where it is another form."""
    folded, after = ctx.folded, figure.tail
    if following is not None and (by_place := _by_place(ctx, figure, words, floor)) is not None:
        return by_place
    if folded.startswith("的", after):
        after += 1
    elif folded.startswith("左右的", after):
        after += 3
    stop = ctx.stop(after, ",;。!?:")
    rest = folded[after:stop]
    if rest.startswith(
        (
            "用于",
            "由",
            "作为",
            "征收",
            "计征",
            "缴纳",
            "折算",
            "计算",
            "补贴",
            "补助",
            "奖励",
            "支持",
            "优惠",
            "资金",
            "贴息",
        )
    ) or folded.startswith("允许", floor):
        return None
    if (
        (len(rest) < 2 and rest not in _PLACE)
        or ENDS.match(folded, after, ctx.end)
        or _RATE_NOUN.match(folded, figure.tail, ctx.end)
    ):
        return None
    if TO.match(folded, figure.tail, ctx.end):
        return None
    before = folded[floor : figure.start]
    scope: Span | None = None
    m = _WHOLE.search(folded, floor, figure.start)
    if m is not None and words.verb == "none":
        # `扩大到全国40%的县`
        scope, words, before = m.span(), lead(folded, floor, m.start()), folded[floor : m.start()]
    zone = ctx.zone(floor, words.start)
    if zone is not None:
        wide = scope_of(folded, zone[0], figure.start)
        whose = scope_only(folded[zone[0] : zone[1]]) and _PREDICATE.match(folded, after, stop) is None
        if PLACES.fullmatch(folded, zone[0], zone[1]) or (whose and words.verb == "none"):
            scope, zone = (zone[0], zone[1]), None
        elif wide and wide[1] >= zone[1]:
            scope, zone = wide, None
    named = "" if zone is None else folded[zone[0] : zone[1]]
    if words.change is not None or words.verb in ("down",) or (words.verb in ("level", "weak") and HEAD.search(named)):
        return None
    if folded[figure.start - 1 : figure.start] == "的":
        return None
    # `将70%的降雨就地消纳和利用的土地面积达到…20%以上`: the share belongs to the indicator of a later figure.
    if following is not None and following.start < stop:
        between = folded[after : following.start]
        if (
            not re.search(r"[和及、与]$", between)
            and following.kind == "ratio"
            and re.search(r"达到|占|不低于|提高到", between)
        ):
            ctx.state.hold = True
            return []
    cut = stop
    comma = folded.find("、", after, stop)
    if comma > 0 and following is not None and comma < following.start <= stop:
        cut = comma
    pred: Span | None = None
    if following is not None and _COMPLETE.search(folded, after, min(cut, max(after, following.start))):
        pass  # `30%的甲达到乙标准、50%的丙达到丁标准`: each has its own predicate
    elif following is not None and after < following.start < stop and following.kind == "ratio":
        # `75%的A和50%的B实施C`: the predicate stands once, behind the last.
        cut = following.start
        while cut > after and folded[cut - 1] in "和及、与 ":
            cut -= 1
        if cut < following.start:
            m = _PREDICATE.search(folded, following.tail + 2, stop)
            if m:
                pred = (m.start(), stop)
    start = figure.start
    bound = figure.bound or words.bound
    if (
        zone is not None
        and named
        and words.verb != "level"
        and not _SHARE_LEAD.search(before[: words.start - floor] or before)
    ):
        if (
            figure.value != 100
            and _PREDICATE.match(folded, after, stop) is None
            and not folded.startswith("的", figure.tail)
        ):
            return None
        parts: tuple[Span, ...] = ((zone[0], zone[1]), (after, cut))
        start = zone[0]
    elif zone is not None and (before.endswith("覆盖") or words.verb == "level"):
        parts = ((zone[0], zone[1]), (after, cut))
        start = zone[0]
    elif pred:
        parts = ((after, cut), pred)
    else:
        parts = ((after, cut),)
    if words.bound and not figure.bound and start == figure.start:
        start = words.start if folded[words.start : words.start + 1] not in "、,和" else start
    scope = ctx.keep_scope(scope or ctx.actor(floor, start))
    member = Member(start, parts)
    ctx.state.members, ctx.state.unit = (member,), figure.unit
    ctx.state.limit = cut
    return [ctx.target(member, start, cut, figure, ctx.comparator(figure, bound, words), None, scope)]


# `50个针对大型化工园区、水源地等区域的示范区`: the list stands within the thing's attribute.
_OPEN_NOUN: Final = re.compile(r"(?:针对|面向|服务|具有|具备|以|集|涵盖|覆盖|包含|融|适合|适应|符合|兼具|体现)[^的]*$")
_ATTRIBUTES: Final = 40  # characters that the attributes before a thing may take
_SHRINK: Final = frozenset(("压减", "削减", "减少"))
_LOOSE_VERBS: Final = frozenset((
    "实施", "推进", "推动", "开展", "组织", "解决", "完成", "提供", "突破", "提升",
    "实现", "力争", "确保", "推广", "形成", "保护", "发展", "修订", "制定", "抓好",
))  # fmt: skip
_BUILT_BEFORE: Final = re.compile(
    rf"(?P<least>至少|最少)?(?P<verb>{BUILT})(?:了|剩余|\([^()]{{1,6}}\))?(?P<more>至少|不少于|不低于|超过|大约|约|近|总共|"
    rf"共|累计|第一批|首批|分批|每年|国家级|省级|[ ])*$"
)
# `每年为不少于10万名妇女开展筛查`: a floor for the number of those that something is done for.
_AT_LEAST: Final = re.compile(
    r"(?<!安排)(?<!选择)(?<!选取)(?<!确定)(?<!推荐)(?P<least>不少于|不低于|至少(?:要|应)?(?:有|设有|拥有|建有|保留|启动|打造|举办|培育)?|(?<=每)[^,;。]{1,8}有)(?P<verb>(?!))?$"
)
# `10个5000吨冷库`: how large each is, not what all come to
_OF_EACH: Final = frozenset(["吨", "千瓦", "兆瓦"])
# `引导约2万人就近城镇化`: so many people are brought to do something
_HELPED: Final = re.compile(r"(?P<verb>引导|带动|帮助|吸纳|促进)(?P<least>至少|不少于)?(?:超过|大约|约|近|累计|[ ])*$")
# What a thing is rated at, not how much of it there is to be: `建设750千伏输电通道`
_RATED: Final = re.compile("(?:伏|赫|赫兹)$")


# `确保5个乡镇的群众搬得出`: what they are to come to, no number of things
_RESULT: Final = re.compile(r"(?:[搬稳住上看用吃留]得[出稳住下上起好了富]|有学上|有活干|有保障|能致富)$")
_ASIDE: Final = re.compile(r"\([^()]{1,12}\)")
# `按照300至500户设置1个投放点的标准`: by what measure
_STANDARD: Final = re.compile("的(?:标准|要求|原则|比例|规模|方式|办法)$")
# What names the class of things behind those that it lists.
_AND_ALL: Final = re.compile(r"(?:、[^,;。、:()0-9]{2,14}){1,4}?等[^,;。、:()0-9级]{2,20}(?=[,;。]|$)")
# `建成1所传染病医院或依托综合医院建设病区`: another way to do it
_OR_ELSE: Final = re.compile(r"或者?(?:依托|在|由|通过|采取|委托|建设|新建|设立|设置|整合)")
# `完成7家化工厂迁建任务`: the duty is the things'
_SET_TASK: Final = re.compile(
    r"[^,;。、]{2,30}?(?:建设|改造|治理|整治|修复|搬迁|新建|创建|培育|安装|建成|拆除|更新|清淤|加固|置换){1,2}(?:任务|工作)"
)


def built(ctx: Context, figure: Figure, floor: int, following: Figure | None) -> list[Target] | None:
    """`建设300个实训基地`, `至少办好一家综合医院`: a verb of making, the number, the thing; None where another form fits."""
    folded = ctx.folded
    m = _BUILT_BEFORE.search(folded, max(floor, figure.start - 16), figure.start)
    chained = ctx.state.chain and folded[floor : figure.start].strip() in ("", "和", "、", "及", "以及", "与")
    if m is None and not chained:
        helped = figure.unit is not None and figure.unit[-1] in "人户名" and not figure.chinese
        m = (_HELPED.search(folded, floor, figure.start) if helped else None) or _AT_LEAST.search(
            folded, floor, figure.start
        )
        if m is None or (m["least"] and figure.chinese and "至少" not in m["least"]) or figure.kind != "count":
            return qualified(ctx, figure, floor)
    if folded.startswith("的", figure.tail):
        return None
    stop = ctx.stop(figure.tail, ",;。!?:、")
    if ctx.folded.startswith("、", stop) and _OPEN_NOUN.match(folded, figure.tail, stop):
        stop = ctx.stop(figure.tail, ",;。!?:")
    while folded.startswith("、", stop) and folded[stop - 1] in "性型" and stop - figure.tail < _ATTRIBUTES:
        stop = ctx.stop(stop + 1, ",;。!?:、")  # `100项原创性、颠覆性技术攻关`
    if etc := _AND_ALL.match(folded, stop, ctx.end):
        stop = etc.end()  # `2000个体育公园、健身中心等场地设施`
    note = folded.find("(", figure.tail, stop)
    if following is not None and figure.tail < note < following.start and ")" not in folded[note : following.start]:
        stop = min(stop, note)  # `整治120个村庄(包括60个中心村)`
    sized = following is not None and following.start == figure.tail
    sized = sized and following is not None and (following.bound is not None or following.unit in _OF_EACH)
    # `4个“15分钟生活圈”`: a figure in a name
    if following is not None and folded.startswith("“", figure.tail):
        sized = sized or following.start < folded.find("”", figure.tail, stop)
    if following is not None and figure.tail <= following.start < stop and not sized:  # not `20个5万头以上养殖场`
        stop = following.start
        while stop > figure.tail and folded[stop - 1] in "和及与以、 ":
            stop -= 1
    # `85幢20万平方米老旧小区`: the thing stands behind what its number comes to
    amount = following if following is not None and following.start == figure.tail and not sized else None
    thing = amount.tail if amount else figure.tail
    if amount is not None:
        stop = ctx.stop(thing, ",;。!?:、")
        joint = re.search("[和及]", folded[thing:stop])
        stop = thing + joint.start() if joint else stop
    other = _OR_ELSE.search(folded, thing + 2, stop)
    stop = other.start() if other else stop
    noun = _ASIDE.sub("", folded[thing:stop])  # `60个县(市、区)水源置换工作`
    shared: list[Span] = []
    if following is not None and stop < following.start and re.fullmatch(r"[^,;。]{1,5}[级亩]", noun):
        # `100个国家级、500个省级农业产业园`: the thing is named behind the last number.
        last = re.compile(r"[^,;。、]{1,5}?[级亩]").match(folded, following.tail, ctx.end)
        if last is not None:
            shared = [(last.end(), ctx.stop(last.end(), ",;。!?:、"))]
    if len(noun) < 2 or noun[0] == "(":
        return None  # `改造100公里(其中2026年60公里)`: it stands before
    if noun[0] in "和及、" and noun[1].isdigit():
        return None  # `不低于4万名和10万名`
    if noun.startswith("为") or _STANDARD.search(noun):
        return []  # `按照每千人不低于1.5张为民办医院预留空间`: by what measure
    set_task = _SET_TASK.fullmatch(noun)
    if _RESULT.search(noun):
        return []
    bound = figure.bound or _before_bound(m.group() if m else "") or (">=" if figure.ranged else None)
    verb = m["verb"] or "" if m else ""
    if figure.chinese and (bound != ">=" or (figure.unit or "")[-1] in "次年月天时日"):
        return []
    if bound == "<=" and verb not in _SHRINK:
        return []
    if (
        figure.kind == "measure"
        and figure.bound in (">=", "<=")
        and not (verb in _SHRINK or re.search(r"[亩顷里]$", figure.unit or ""))
    ):
        return []
    if figure.kind == "measure" and ("/" in (figure.unit or "") or _RATED.search(figure.unit or "")):
        return []
    if (figure.unit or "").endswith("次") and not (figure.unit or "").endswith(("人次", "批次", "场次", "班次")):
        return []
    listed = figure.chinese or TASK_NOUN.search(noun) is not None or noun.startswith(("方面", "大"))
    if (
        verb in _LOOSE_VERBS
        and figure.kind == "count"
        and listed
        and not set_task
        and not (noun.endswith(("任务", "问题")) and (figure.value >= 1000 or (figure.unit or "")[0] in "万亿"))
    ):
        return []
    if (
        TASK_NOUN.fullmatch(noun[-2:])
        and figure.unit in ("项", "个", "条")
        and not noun.endswith("任务")
        and not set_task
    ):
        return []
    if noun.endswith("任务") and (figure.unit in ("项", "条") or (figure.unit == "个" and not set_task)):
        return []
    if (figure.loose and verb in _LOOSE_VERBS) or (verb == "推动" and figure.value < 50 and not figure.bound):
        return []
    done = FINISHED.match(folded, thing, stop) if verb in _LOOSE_VERBS else None
    end = done.end("thing") if done else stop
    for tail in ("建设任务", "建设", "任务", "工作", "以上"):
        if folded.endswith(tail, thing, end) and end - len(tail) - thing >= 2:
            end -= len(tail)
            break
    change: Change | None = "decrease" if verb in _SHRINK else "increase" if verb == "增加" else None
    start = figure.start
    if m and m["least"]:
        start = m.start("least")
    scope = ctx.actor(floor, start)
    member = Member(start, ((thing, end), *shared))
    ctx.state.chain = True
    ctx.state.limit = stop
    ctx.state.members, ctx.state.unit = (member,), figure.unit
    counted = [ctx.target(member, start, stop, figure, bound or "=", change, scope)]
    return (
        [*counted, ctx.target(member, start, stop, amount, amount.bound or "=", change, scope)] if amount else counted
    )


def _before_bound(words: str) -> Comparator | None:
    if re.search(r"至少|不少于|不低于", words):
        return ">="
    if "超过" in words:
        return ">"
    return "~" if re.search(r"约|近", words) else None
