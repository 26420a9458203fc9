"""Which figures with words before them are to be reached: the judgement, apart from the reading."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Change
from ingest.taggers.targets_context import Context
from ingest.taggers.targets_figures import Figure, alike
from ingest.taggers.targets_words import BUILT, ENDS, HEAD, LAID, Lead, scope_only

__all__ = ["fits"]

_SPENT: Final = re.compile(
    r"(?:投入|支出|资金|投资|经费|补助|补贴|奖励|贷款|债券|赤字|拨款|罚款|费用?|减税|让利|税费|减负|"
    r"预算|融资|国债|专项|限额|税收|缴费|借款|转移支付|投入资金|亏损|损失|罚金|担保)$"
)
_WORTH: Final = re.compile(
    r"(?:标准|水平|人均[^,;。]{0,16}|总值|产值|增加值|价值量?|收入|营业额|交易额|销售额|零售额|进出口额?|总额|"
    r"规模|营收|市场|起征点|额度|上限|成本|价格?|劳动生产率|GDP|补助标准|电价|产出|税收|贸易额|利润|经济|产业|"
    r"单价|面积|额|总量|生产率|服务业|制造业|集群|外资|注册资本)$"
)
_TIMES_OF: Final = re.compile(
    r"(?:时间|时长|时限|期限|年限|寿命|周期|天数|课时|学时|工时|用时|耗时|审批|办理|开办|登记|通关|"
    r"响应|接电|办结|工作日|环节|次数|材料|审核|受教育|满意度|得分|分数|评分|环节数|活动|锻炼|实习|培训|"
    r"学习|环评|注册|接入|报装|年龄|运行|供电|供水|停电)"
)
_GOAL_NOUN: Final = re.compile(r"的?(?:预期)?(?:目标|要求|水平|标准|规模|任务|红线|底线|能力)(?!占|比|较|的?数)")
# `6亩以下(不含6亩)的土地`: a class by its size
_CLASS_NOTE: Final = re.compile(r"\((?:不?含|包括|不包括)[^()]{1,12}\)的(?!目标|要求|水平|标准)")
# `必须按照人均用地不少于0.1平方米的标准规划`: by what measure, not what is to be reached
_BY_STANDARD: Final = re.compile(r"[^,;。]{0,12}?(?:(?:必须|应当?|要|须)(?:严格)?按照?|按照?每)")
# `新建小区按人均不低于0.1平方米配建健身设施`
_BY_EACH: Final = re.compile(r"按照?[^,;。]{0,8}(?:每|人均)[^,;。]{0,12}$")
_ALLOTTED: Final = re.compile(r"[^,;。]{0,24}(?:配建|配备|配置|配套|安排)")
_REASON: Final = re.compile(r"(?:为了?|围绕|按照|根据|对照|落实|考虑|依据|对标|鉴于|聚焦|针对|紧扣|着眼于?|对于?)")
# `危旧房改造600万套`, `退化林修复900万公顷`: a noun of doing before a quantity.
_DONE_NOUN: Final = re.compile(
    r"(?:改造|治理|建设|修复|抚育|改良|落户|搬迁|脱贫|造林|还林|还草|培训|开工|种植|补种|更新|整治|植树|"
    r"流转|托管|安装|新建|扩容|入库|入规|入统|上市|投产|达产|签约|落地|就业)$"
)
# `每千人口床位数6.5张`, `每万人拥有律师4.5名`: the name of an amount, with its figure and nothing else.
_AMOUNT: Final = re.compile(r"^(?:全[国省市区县])?每[千万百]|(?:数|产量|总量|面积|里程|能力|规模)$")
_ACT: Final = re.compile(rf"(?:{BUILT}|[一-龥]{{1,4}}化改造|节约|节省|节水|节电|节能|减排)")
_MADE: Final = re.compile(rf"(?:{BUILT})$")
_SKIP: Final = r"力争|争取|计划|全年|年(?=节|减)|确保|努力|今年|年内|要|应|将|再|全面|加快|进一步|继续|逐步|大力|“十?[一二三四五六七八九]五”(?:期间|时期)?|(?:到|至)?20[0-9]{2}年(?:[0-9]{1,2}月)?(?:年?[底末])?前?,?|[0-9]{1,2}月[底末]?前?,?|全国|全省|全市|每年|同时|[、,和及 \n]|共|并|其中|新(?=投放|安装|添置|购置|改造|改建|扩建|开工|营造|造|种|栽|开发|开通|引进|培育|招)|累计|(?:前|后)?(?:[一二两三四五六七八九十]|\d)年(?:内|间)?|分批|重点|积极|基本|统筹|有序|稳步"


# `支持中西部地区新建幼儿园1.5万所`: whom it is that is helped to build
_HELPED: Final = re.compile(
    rf"^(?:支持|引导|推动|指导|帮助|鼓励|组织|推进)[^,;。、]{{2,14}}?(?:地区|区|省|市|县|旗|乡镇|村|企业|机构|院校|学校|医院)(?={BUILT})"
)
# `改造内容包括基础类、完善类、提升类3类`: how many were listed
_LISTS: Final = re.compile(r"(?:内容|范围|对象|类型|方式|等级|阶段)(?:主要)?(?:包括|分为|有|为)")
_LONG_NAME: Final = 4
# Units of what helps nobody by itself: not `绿化率达到30%,惠及4万人`.
_SHARES: Final = (None, "%", "‰", "个百分点")
# `培训1万人次,其中2027年3000人次、2028年3500人次`
_IN_YEAR: Final = re.compile(r"[、,]?(?:其中[,:]?)?20[0-9]{2}年")
# `改造小区49个、256万平方米`: the same in another measure
_BESIDE: Final = re.compile(r"、(?:共|合计|约)?")
# `其中甲工程80万亩,乙工程70万亩`: what a sum is made up of
_PART_OF: Final = re.compile(r"(?:其|这当)中")


def fits(ctx: Context, group: list[Figure], words: Lead, said: str, floor: int, zone_change: Change | None) -> bool:
    """Whether a figure with these words before it is something to be reached."""
    folded, first, last = ctx.folded, group[0], group[-1]
    after = last.tail
    strong = words.verb in ("level", "down", "change")
    if _CLASS_NOTE.match(folded, after, ctx.end) or (
        _ALLOTTED.match(folded, after, ctx.end) and _BY_EACH.search(folded, floor, first.start)
    ):
        return False
    if folded.startswith("的", after):
        if not _GOAL_NOUN.match(folded, after, ctx.end):
            return False
        if _REASON.match(folded, floor) or _BY_STANDARD.match(folded, floor) or not (strong or said):
            return False
    if folded.startswith(("的基础上", "基础上", "为基数", "后"), after):
        return False
    if re.match(
        r"(?:以上|以下|及以上|及以下)?[^,;。、!?)\n”和与及并且而的 ,]", folded[after : after + 2]
    ) and not ENDS.match(folded, after, ctx.end):
        # A noun behind the figure: a size class or a condition, unless the figure is a rate.
        if first.kind not in ("ratio", "time"):
            return False
        if words.verb == "none":
            return False
    opened = folded.rfind("(", max(ctx.start, first.start - 80), first.start)
    if opened > folded.rfind(")", max(ctx.start, first.start - 80), first.start) and not strong:
        # `建设农田4万亩(新建3万亩、改造1万亩)`: what it is made up of
        parted = ctx.state.unit == first.unit and opened <= floor <= first.start and first.kind != "ratio"
        if not (parted and _MADE.search(folded, floor, first.start) and ENDS.match(folded, after, ctx.end)):
            return False
    raw = LAID.sub("", folded[floor : words.start].lstrip())
    raw = _HELPED.sub("", raw)
    acted = bool(_ACT.match(re.sub(rf"^(?:{_SKIP})+", "", raw))) or "新增" in raw or ctx.state.chain
    bounded = last.bound is not None or words.bound is not None
    head = HEAD.search(said) is not None
    if first.kind == "money" and "/" not in (first.unit or ""):
        if not said:
            return strong and ctx.state.unit is not None
        if _SPENT.search(said) or _SPENT.search(re.sub(r"(?:规模|总额|总量)$", "", said)):
            lowered = words.verb == "down" and first.unit == "元"  # `将手续费降至5元以下`
            return lowered or (bool(re.search(r"(?:标准|水平|人均|生均)[^,;。]*$", said)) and strong)
        if not strong and re.match(r"[^,;。]{0,24}的", folded[after : after + 26]):
            return False  # `对单户担保金额500万元及以下、平均担保费率不超过1%的担保业务`
        if words.verb == "weak" and re.search(r"(?:人均|生均|每人)[^,;。]*标准$", said):
            return True
        bounded = bounded or bool(ctx.state.members)
        return (bool(_WORTH.search(said)) or (first.unit == "元" and words.verb == "down")) and (
            strong or bounded or zone_change is not None
        )
    if first.kind == "time":
        unit = first.unit or ""
        limited = words.bound == "<=" and len(said) >= _LONG_NAME  # `对同一企业的检查不得超过2次`
        if limited and unit == "次":
            return bool(ENDS.match(folded, after, ctx.end))
        if (unit.endswith("次") and not said.endswith("次数")) or re.search(r"(?:年龄|有效期|任期|期满)$", said):
            return False
        if not said and ctx.state.members:
            said = "".join(folded[a:b] for a, b in ctx.state.members[0].parts)
            head = HEAD.search(said) is not None
        if words.verb == "none" and not (head and (bounded or said.endswith(("寿命", "年限", "天数")))):
            return False
        if words.bound == ">=" and re.search(r"小时|课时|学时|分钟|学分", unit):
            return bool(said)
        if words.verb == "down" or words.change == "decrease":
            return True
        if words.verb == "weak" and not re.search(r"(?:时间|时长|年限|寿命|课时|学时|时限)$", said):
            return False
        return (bool(_TIMES_OF.search(said)) and (strong or head)) or (head and words.verb == "change")
    if first.kind == "none":
        return (
            words.verb in ("level", "down")
            and (head or not said or said[-1:].isascii() or first.value != int(first.value))
            and bool(ENDS.match(folded, after, ctx.end))
            and (first.value != int(first.value) or first.value < 1900 or words.verb == "down")
        )
    if first.kind == "ratio":
        if words.verb == "none":
            moved = zone_change is not None and bool(ENDS.match(folded, after, ctx.end))  # `压减办理环节50%以上`
            return moved or (head and (not first.share or bounded))
        if words.verb == "weak":
            goes_on = not said and bool(ctx.state.members) and folded.startswith("完成", words.start)
            return head or goes_on or words.bound is not None
        return True
    # Counts and quantities.
    if _LISTS.search(raw):
        return False
    if ctx.state.members and _BESIDE.fullmatch(folded, ctx.state.limit, first.start):
        return bool(ENDS.match(folded, after, ctx.end))
    if words.verb == "change":
        return True
    if words.verb in ("level", "down"):
        return len(said) >= 2 or bool(ctx.state.members) or ctx.moved(floor)
    if first.chinese:
        return False
    if not said:  # `2026年完成危桥改造120座，2027年完成150座`
        listed = ctx.state.unit == first.unit or folded[floor - 1 : floor] == ":"  # `公共厕所:3月底前新建2座`
        # `改造老旧小区120个、惠及4.5万户`
        helped = folded.endswith(("惠及", "受益"), floor, words.start) and ctx.state.unit not in _SHARES
        made = words.verb == "weak" or helped or _MADE.search(folded, floor, words.start)
        # What an earlier figure has named is not counted here: `绿化率达到30%,培训1000人次`.
        if not listed and made and words.verb == "none" and not ctx.state.members:
            listed = ctx.carried(floor, words.start) is not None  # `启动棚改攻坚计划,今年开工580万套`
        made = made or _IN_YEAR.fullmatch(folded, floor, first.start)
        listed = listed or helped or alike(ctx.state.unit, first.unit)
        return bool(made and listed and ENDS.match(folded, after, ctx.end))
    if words.verb == "weak":
        # `上市企业数为20家,高新技术企业为300家`
        listed = bool(ctx.state.members) and ctx.state.unit == first.unit
        named = (listed or bool(_AMOUNT.search(said))) and bool(ENDS.match(folded, after, ctx.end))
        return head or acted or bounded or named
    if first.loose or (first.bound == "<=" and words.verb == "none" and scope_only(said) and not ctx.state.members):
        return False  # `城市地区160千瓦及以下、农村地区100千瓦及以下用户`: who they are
    if _DONE_NOUN.search(said) and ENDS.match(folded, after, ctx.end):
        return True
    parted = ctx.state.unit == first.unit and bool(_PART_OF.search(folded, ctx.start, first.start))
    return (
        acted
        or (parted and bool(ENDS.match(folded, after, ctx.end)))
        or (bounded and (head or "新增" in said))
        or (head and (bounded or bool(ctx.state.members)))
        or (bool(_AMOUNT.search(said)) and bool(ENDS.match(folded, after, ctx.end)))
        or (bounded and bool(ENDS.match(folded, after, ctx.end)))
    )
