"""The words around a figure: what it measures, whose it is, how it is compared.

Read from right to left: `indicator` · `比2015年` · `分别` · `下降` · figure. Each expression is anchored at one
end of a short stretch, so that the cost of a figure does not depend on the length of the text.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from corpus.numerals import chinese_int
from corpus.types import Change, Comparator

__all__ = [
    "BUILT",
    "EACH_PLACE",
    "ENDS",
    "HEAD",
    "LAID",
    "PLACES",
    "TO",
    "Lead",
    "bare",
    "baselines",
    "before_base",
    "cleaned",
    "lead",
    "scope_of",
    "scope_only",
]  # fmt: skip

VerbKind = Literal["level", "down", "weak", "change", "none"]


class Lead(msgspec.Struct, frozen=True):
    """What stands between an indicator and its figure; `start` is where the indicator's words end."""

    start: int
    verb: VerbKind = "none"
    change: Change | None = None
    bound: Comparator | None = None
    each: bool = False  # 分别, 均, 各: every member of a list has a value
    joint: bool = False  # 总体, 平均, 合计: the list as a whole has one
    past: bool = False  # 已达到, 增长了
    times: bool = False  # 每年, 年均


_LEVEL = (
    "达到或超过|达到了?|达至|达成|提高到|提高至|提高为|提升到|提升至|提升为|增加到|增加至|增长到|"
    "增长至|增至|上升到|上升至|升至|升到|"
    "扩大到|扩大至|扩展到|扩展至|拓展到|拓展至|发展到|提至|提到|延长到|延长至|上调到|上调至|调整到|"
    "调整为|调整至|调增至|调高到|调高至|增产到|"
    "保持在|保持到|保持|稳定在|稳定到|稳定|维持在|维持|设定为|设定在|确定为|占到|占|恢复到|覆盖到|"
    "回升到|做到|达|发展至|巩固在|扩增至|扩增到|推广到|推广至|升级到|上浮到"
)
_DOWN = (
    "(?:严格)?控制在|控制到|控制为|管控在|下降到|下降至|下降为|降低到|降低至|降低为|降至|降到|降为|"
    "减少到|减少至|减少为|减量至|减量到|减至|减到|减为|"
    "压缩到|压缩至|压缩为|压缩在|压减到|压减至|压减为|缩短到|缩短至|缩短为|缩减到|缩减至|缩减为|精简到|精简至|精简为|"
    "下调到|下调至|下调为|缩小到|缩小至|缩小为|收窄到|收窄至|限制在|限定在|缩至|压至|压到|削减到|削减至|回落到|回落至"
)
_WEAK = "为|是|完成|实现|拥有|具有|有|到|至|按照?|安排|设置|配备|配置|提供|保障|建有|建成|(?<!建)设"
_UP = "增长|增加|提高|(?<!改造)(?<!整治)提升|上升|上涨|上调|扩大|增产|增收|(?<!新)增|(?<!造提)(?<!治提)升|涨|提|延长|递增|上浮|拓展|调增|扩增|扩张"
_FALL = "下降|降低|减少|削减|压减|压缩|缩短|缩小|缩减|下调|精简|下浮|减排|减|降|回落|收窄|节约|节省|减量|压降"
_YEAR = r"(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}"
_PLAN = r"“?(?:十?[一二三四五六七八九]|十)五”?"
# `比2015年` · `较2020年末` · `与2015年相比` · `在2010年的基础上` · `以2015年为基数` · `比“十二五”末` · `比上年` · `在此基础上`.
_BASE = (
    rf"(?:比|较|与|同|和|在|以|按)(?:(?P<year>{_YEAR})年?(?:年?底|年?末|全年|同期|实际)?|"
    rf"(?P<plan>{_PLAN})(?:时?期?末|期末|末期?|时期|期间)|"
    r"(?P<other>上年|去年|上年度|上一年|前一年|前年|同期|上年同期|去年同期|现状|目前|现在|当前|现有|"
    r"此|原有|基准年|(?:上|本)世纪末|"
    r"(?:全国|全省|全市|同行业|行业|社会|当地)平均(?:水平)?))"
    # `比2010年的2551.7万吨下降8%`: with what it was then
    r"(?:的(?:[0-9][0-9.]{0,8}(?:(?!下降|降低|减少|削减|增长|提高|增加|提升|上升|分别|均|翻)[^,;。、0-9和]){0,8}[、和]?){1,4})?"
    r"(?:的?(?:水平|基础|基数|实绩|实际)){0,2}上?(?:相比|为基(?:数|准|期)年?)?,?"
)
# `在明显提高质量的基础上`: a basis in words, no baseline.
_UPON = r"在[^,;。、0-9]{2,20}?的?(?:基础|前提)上?下?,?"

_TOKEN: Final = re.compile(
    rf"(?:(?P<ge>(?:最[低少短])?(?:不得?|不能|不应|不可|应不|要不|须不)(?:低于|少于|小于|短于)|至少(?:达到)?|最少|"
    rf"最低|≥|达到或超过|不下于|下限为?)"
    rf"|(?P<le>(?:最[高多长])?(?:不得?|不能|不应|不可|不准|严禁|原则上不|最多不|最长不|最高不)(?:再)?(?:超过|高于|"
    rf"大于|多于|长于|突破|超出|超)|最多|最长|最高|至多|上限为?|≤)"
    rf"|(?P<lt>低于|小于|少于|不足|不到|<)|(?P<gt>超过|突破|高于|大于|多于|优于|超|>)"
    rf"|(?P<near>大约|约为?|将近|接近|近|大致)"
    rf"|(?P<down>{_DOWN})|(?P<level>{_LEVEL})|(?P<up>{_UP})|(?P<fall>{_FALL})"
    rf"|(?P<base>{_BASE})|(?P<upon>{_UPON})"
    rf"|(?P<past>了|已经?|曾|一度|共计已)"
    rf"|(?P<each>分别|均|各|都|皆|双双)|(?P<joint>总体上?|平均|综合|合计|共计|总共|总计|共|整体|合并)"
    rf"|(?P<times>年均|年平均|每年|逐年|每年平均)"
    rf"|(?P<adv>(?:主要|年度|预期|总体|发展|工作){{0,2}}目标(?:是|为|定为|确定为)|也|再|又|还|仍|力争|争取|努力|基本|大体|原则上|一般|应该?|应当|要|须|需|必须|可|确保|"
    rf"保证|全部|普遍|进一步|继续|持续|同比|环比|"
    rf"实际|名义|预期|累计|拟|将|即|届时|逐步|尽快|率先|全面|稳步|最大|最小|要求|控制|有望|至|只能|阶段性|每人每[年月天]|每生每年|每[0-9]{{1,4}}(?:公斤|千克|斤|吨|亩|度|立方米|平方米)|每[百千万十]{{0,2}}[人户亩生月床]|每[百千万]{{1,2}}(?:名|位|个)?[一-龥]{{0,6}}(?:人口|老年人|老人|居民|学生|儿童|职工|常住人口|婴幼儿)|每?[二两三四五十]年|每学[期年]|(?<=达到)每个?[省市县区旗乡镇街村社]{{1,4}}|“十?[一二三四五]五”(?:时期|期间)?|"
    rf"(?:(?:到|至|于|在)|(?<=[率例重比量度数额积值平幅程模入口]))20[0-9]{{2}}年(?:[0-9]{{1,2}}月)?(?:年?[底末])?(?:以?前)?|(?<=[率例重比量度数额积值平幅程模入口])(?:[0-9]{{1,2}}月[底末]?|[上下]半年|年[底末])(?:以?前)?|在(?:(?:全[国省市县区域]|本[省市县区])范围|[省市县]域)内|常年|年内|今年|当年|全年|长期|始终|大幅|明显|显著|(?<![本励束低期])目标|不含|而|并|[ \n​])"
    rf"|(?P<weak>{_WEAK}))$"
)
_BOUNDS: Final[dict[str, Comparator]] = {"ge": ">=", "le": "<=", "lt": "<", "gt": ">", "near": "~"}
_WINDOW: Final = 40
# The characters that a token may end in, some more among them; only `比2010年的2551.7万吨` ends in any.
_LAST: Final = frozenset(_TOKEN.pattern) | frozenset("0123456789\n")


def lead(folded: str, start: int, at: int) -> Lead:
    """Read the words before a figure at `at`, not before `start`, from right to left."""
    verb: VerbKind = "none"
    change: Change | None = None
    bound: Comparator | None = None
    each = joint = past = times = False
    while at > start:
        if folded[at - 1] not in _LAST and "的" not in folded[max(start, at - _WINDOW) : at]:
            break  # no token ends so: cheaper to see than to try
        m = _TOKEN.search(folded, max(start, at - _WINDOW), at)
        if m is None:
            break
        kind = m.lastgroup or ""
        if m["base"] is not None:
            kind = "base"
        if kind in _BOUNDS:
            if verb not in ("none", "weak") and kind != "near" and not (verb == "change" and kind == "ge"):
                break
            bound = bound or _BOUNDS[kind]
            verb = "level" if verb in ("none", "weak") and kind != "near" else verb
        elif kind in ("level", "down", "weak"):
            word = m.group()
            if kind == "level" and word == "达到或超过":
                bound = bound or ">="
            if verb in ("none", "weak") or (verb == "level" and bound is not None and change is None):
                verb = "down" if kind == "down" else "level" if kind == "level" else verb if verb != "none" else "weak"
            else:
                break
        elif kind in ("up", "fall"):
            if change is not None or (verb not in ("none", "weak") and not bound) or (verb == "down"):
                break
            change = "increase" if kind == "up" else "decrease"
            verb = "change"
        elif kind == "past":
            past = True
        elif kind == "each":
            each = True
        elif kind == "joint":
            if m.group() in ("综合", "平均") and verb == "none":
                break
            joint = True
        elif kind == "times":
            times = True
        at = m.start()
    return Lead(start=at, verb=verb, change=change, bound=bound, each=each, joint=joint, past=past, times=times)


# A baseline anywhere in the sentence: `与2015年相比，…`, `以2020年为基准，…`, `比2015年下降…`.
_BASELINE: Final = re.compile(_BASE)


def baselines(folded: str, start: int, end: int) -> list[tuple[int, int | None]]:
    """Where baselines stand in a sentence, with their year (None for `比上年` and the like)."""
    found: list[tuple[int, int | None]] = []
    for m in _BASELINE.finditer(folded, start, end):
        if m["year"]:
            word = m.group()
            if word[0] in "在按以和同" and not re.search(r"基[础数准期]|相比", word):
                continue  # `在2020年前`, `以2020年`: dates
            year = int(m["year"]) if m["year"].isdigit() else chinese_int(m["year"].replace("○", "〇"))
            found.append((m.start(), year))
        elif m["plan"]:
            if m.group()[0] in "比较与" or "基" in m.group():
                number = chinese_int(m["plan"].strip("“”")[:-1])
                found.append((m.start(), 1952 + 5 * number + (0 if number < 3 else 3) if number else None))
        elif m.group()[0] in "比较" or "基" in m.group():
            found.append((m.start(), None))
    return found


def before_base(folded: str, start: int, end: int) -> int:
    """Where the words of a stretch end that closes with a baseline: `事故起数在“十四五”末的基础上,每年下降2%`."""
    for m in _BASELINE.finditer(folded, start, end):
        if m.end() >= end and m.start() - start >= 2:
            return m.start()
    return end


# On whom a duty is laid, before what it is: `市住房局、各区政府要建设…`
LAID: Final = re.compile(r"^[^,;。:]{2,60}?(?:[局委办厅部府县区市等]|单位|企业)(?:要|应|须)(?![求素点件])")

# What is built, set up, trained or treated in a number: `建设300个实训基地`, `改造农村危房150万户`.
BUILT: Final = (
    "谋划实施|策划实施|新?(?:\\(改、?扩?\\)|\\(扩\\))建|新建?、改建?(?:、|和|及)?扩建|新建、?续建|建成投[用运]|开工改造|改扩建|新建改建|新建改造|新建和改造|新改扩建|新建改扩建|新增建设|开工建设|规划建设|布局建设|建设完成|建设改造|新建扩建|"
    "改造提升|新建|改建|扩建|建设|建成|建立|建好|完成|开工|实施|推进|推动|开展|打造|培育壮大|培育|"
    "培养|培植|募集|补齐|配齐|放映|送戏|演出|"
    "培训|创建|扩增|挖潜|新增|新设|增加|设立|组建|布局|改造|治理|整治|修复|恢复|淘汰|关停|退出|化解|压减|削减|"
    "减少|引进|引育|招引|认定|扶持|孵化|制修订|制定|修订|研制|"
    "举办|开发|攻克|突破|发展|配备|配置|招收|扩招|招募|选派|资助|解决|转移|安置|搬迁|选树|推广|储备|"
    "集聚|聚集|吸引|推出|形成|投放|更新|安装|"
    "铺设|敷设|提供|筹集|盘活|收储|供应|开行|开通|栽植|种植|营造|造林|替代|抚育|绿化|保护|抢救|复壮|维修养护|维修加固|修复加固|除险加固|清淤疏浚|疏浚|清淤|加固|"
    "提升|转化|落地|组织|(?<=[新共])建|(?<![\u4e00-\u9fff])[建办]|(?<=至少)[建办设]|力争|争取|确保|实现|纳入|新认定|"
    "评选|评定|树立|配建|设置|归集|认证|打通|新(?:登记|注册|签约|开工|投产|入库|获批|获评)|出栏|存栏|接待|续建|更新投运|投运|遴选培育|新培育|加装|抽检|发放|补充|增设|开设|轮训|轮换|创办|创立|争创|申报|办好|征转|发展壮大|做大做强|壮大|新辟|开辟|新开(?!发|工)|优化调整|调整优化|开竣工|竣工|完工|抓好"
)

_TIME_LEAD = (
    r"(?:到|至|截至|自|从|在)?(?:(?:19|20)[0-9]{2}|"
    r"二[〇零○][〇零○一二三四五六七八九]{2})(?:[—~至到-](?:19|20)?[0-9]{2})?(?:年度?)?(?:年?底|年?末|"
    r"年初|上半年|下半年)?(?:以?前|之前|期间|起|内)?|[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?(?:以?前)?"
    rf"|(?:到|在)?{_PLAN}(?:规划)?(?:期间|时?期末?|末)|“十?[一二三四五]五”(?=年均|累计|[^规计])|今年|"
    rf"(?:元旦|春节|国庆节?|“?五一”?|两会|汛期?|麦收|秋收|入冬|开学)前|明年|本年度?|[上下]半年|[一二三四]季度(?:末|底)?前?|年内|年底前?|今后[^,;。、]{{1,3}}年(?:内|间)?|(?:前|后)?(?:[一二两三四五]|[1-9])年(?:内|来|"
    rf"间)(?:累计)?|[1-9]年(?=累计)|(?:前|后)[一二两三四]年(?=新增|累计|共|每年|年均|完成|建成)|[一二三四五六七八九十两]年(?=城镇|农村|城乡|累计|共|新增|培训|培养|建设|新建|改造|完成|招收|引进)|每年|届时|全年(?!龄)|当年|近期|远期|到?本世纪中叶"
)
# What may stand before an indicator and is not of it; not where the word goes on otherwise (`应急`, `再生`, `使用量`).
_LEAD: Final = re.compile(
    rf"(?:{_TIME_LEAD}|力争|争取|确保|保证(?!率)|努力|实现(?!率)|逐步|进一步|继续(?!教育)|稳步|加快|推动|"
    rf"推进|促进|引导|使得?(?![用命])|要(?![素件求点闻])|"
    r"应当|应(?![急用收届税对征付])|须|必须|将|把|让|并(?!网)|且|而|同时|其中|具体|大力|不断|切实|"
    r"有序|积极|认真|落实(?![率到])|率先|着力|严格(?!控制区)|深入|"
    r"持续|坚持|保持|严守|再(?![生贷担就制造])|又|还|也|以及|及(?![时格])|和(?![谐田平])|与|、|,|的|"
    r"是|为|预期|总的|目标(?:任务)?(?:是|为)?:?|指标(?:是|为)?:?|:|;|—+|"
    r"[一二三四五六七八九十]是|[0-9]{1,2}[.、)]|\([一二三四五六七八九十0-9]{1,3}\)|[①-⑳]|"
    r"到(?![户村位期])|在(?![校职线园岗册建地编读产途])|从|由|基本(?=实现|建成|完成|消除|达到)|"
    r"全面(?=实现|建成|完成|达到)|控制(?![单线区])|通过|有效|原则上|首先|最终|(?:分别|各)(?=新[增建]|建|完成|培|招|实施|推出|制|修|打造|创建|引进|举办|组织)|除[^,;。0-9]{2,16}?外,?|总体(?=上?实现)|"
    r"上(?=实现)|做到|所有(?=指标)|要求|规定|鼓励|支持(?!率)|(?:超额)?完成(?![率量时度])|计划(?=完成|新[建增]|实施|建设|改造|实现)|(?:国家|上级|省|市)?下达的|[均都](?=[要应须])|拟?安排|拟(?!定)|保障(?![性房水能率覆体])|(?:双)(?=[ ]?$)|[ \n​])"
)
_CHANGE_LEAD: Final = re.compile(
    r"(?:(?P<up>提高|提升|增加|扩大|延长|增强|上调)|(?P<fall>降低|减少|压减|压缩|削减|缩减|缩短|精简|下调|减免))(?!额)"
)
# Words within a stretch after which the indicator begins anew: `各地要将…`, `推动…，确保…`.
_CUT: Final = re.compile(
    r"(?<=[局委办厅部府县区市等])(?:要|应|须)(?![求素点件])|确保|力争|争取|实现(?!率)|使得?(?![用命者])|将(?![来军])|把(?![关])|保证(?![金率])|做到|要求"
)


def cleaned(folded: str, start: int, end: int) -> tuple[int, int, Change | None]:
    """The indicator's words within a stretch: its start, its end, and the change that a verb before it says."""
    for m in _CUT.finditer(folded, start, end):
        start = m.end()
    change: Change | None = None
    while start < end:
        skipped = _LEAD.match(folded, start, end)
        if skipped is not None and skipped.end() > skipped.start():
            start = skipped.end()
            continue
        verb = _CHANGE_LEAD.match(folded, start, end)
        if verb is None or change is not None or end - verb.end() < 2:
            break
        change = "increase" if verb["up"] else "decrease"
        start = verb.end()
    while end > start and folded[end - 1] in "、,:的之 \n":
        end -= 1
    return start, end, change


# The last word of what can be measured.
HEAD: Final = re.compile(
    r"(?:率|比例|比重|占比|之比|份额|[产销存流容质数热当总含用排降用]量|流量|体量|[^衡测考商丈]量|"
    r"[浓强密厚精长宽高深盖温湿]度|满意度|集中度|贡献度|知晓度|支持度|度电|"
    r"[人户家件套台个项数次班校床面票倍天指常系基分]数|"
    r"[金总税余额限产销营差定投交]额|[产增市估价总均净数比]值|面积|容积|蓄积|水平|能力|规模|收入|标准|"
    r"增速|速度|[增降涨跌升]幅|幅度|时间|时长|时限|期限|年限|寿命|周期|浓度|强度|能耗|水耗|电耗|煤耗|"
    r"消耗|"
    r"成本|价格|电价|费用|收费|资费|里程|库容|产能|效率|效益|指数|系数|总数|人口|就业|支出|投入|贷款|存款|"
    r"余额|税收|生产总值|GDP|利润|资产|盖度|覆盖面|排放|消费|覆盖|差距|起征点|限额|限值|红线|线|"
    r"PM2\.5|PM10)(?:\([^()]{1,20}\))?$"
)
_BARE: Final = re.compile(
    r"(?:综合|平均|安全|有效|其|所占|比|产|单|总)?(?:利用|回收|覆盖|使用|达标|普及|处理|处置|合格|配套|收集|"
    r"贡献|增长|排放|完成|参保|满意|转化|参与|知晓|入户)?(?:率|量|占比|比例|比重|增速|增幅|降幅|涨幅|浓度|面积|总量|"
    r"规模|强度|数量|总数)|[总亩单]产"
)


def bare(words: str) -> bool:
    """Whether an indicator is only its last word (`利用率`, `占比`) and needs what precedes."""
    return len(words) <= 5 and _BARE.fullmatch(words) is not None


_WIDE_SCOPE: Final = re.compile(
    r"(?:全国|全[区省市县]域|全区|全省|全市|全县|全州|全盟|全旗|全域|全行业|全社会(?=$)|中国(?![0-9])|我国|我省|我市|我区|我县|"
    r"全镇|全系统)(?!性|有)(?:的|各级|范围内?)?"
)
_CLASS_SCOPE: Final = re.compile(
    r"(?:所有|全部|各级?|每个)[地州盟旗县市区省级乡镇街道村社及以上、()自治设区直辖]{1,16}(?:城市|地区|"
    r"学校|医院|部门|机构|园区)?(?=[^,;。]{3})"
)
# `北京、天津、河北、山东、河南五省(市)煤炭消费总量`: a list of places before the indicator.
_LIST_SCOPE: Final = re.compile(
    r"[^,;。、率量比占()]{1,8}?(?:[、和及][^,;。、率量比占()]{1,8}?){0,8}?(?:等[^,;。、率量比占()]{0,4}?)?(?:[二三四五六七八九十]|"
    r"[0-9]{1,2})?个?(?:省\(区、市\)|省\(市\)|省份|省区市|省区|省|市|地区|区域|城市|流域|"
    r"城市群)(?!等)(?=[^,;。、和及]{3})"
)


# `甲新区、乙区、丙县`: places alone.
PLACES: Final = re.compile(
    r"[一-龥]{2,10}?(?:区|县|市|州|旗|盟|省)(?:[、和及][一-龥]{2,10}?(?:区|县|市|州|旗|盟|省)){1,20}(?:等地?)?"
)


def scope_of(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The words at the start of an indicator that say whom or where it binds, if any."""
    for pattern in (_WIDE_SCOPE, _CLASS_SCOPE):
        m = pattern.match(folded, start, end)
        if m is not None and end - m.end() >= 2:
            return m.start(), m.end()
    m = _LIST_SCOPE.match(folded, start, end)
    if m is not None and "、" in m.group() and end - m.end() >= 3:
        return m.start(), m.end()
    return None


_SCOPE_ONLY: Final = re.compile(
    r".*(?:区|地区|区域|省|市|县|旗|州|盟|镇|乡|村|级|城市|县城|农村|城镇|城区|结合部|节点|试验区|示范区|园区|"
    r"开发区|机构|部门|企业|单位|用户|客户|院校|学校|高校|医院|以上|以下|东部|中部|西部|东北|北方|南方|沿海|内陆|珠三角|长三角|"
    r"京津冀|行业|居民|职工|群体|人群|地方|中央|全国|流域|全省|全市|平原|山区|牧区|省份|学生|儿童|"
    r"老年人|女性|男性|重点)"
)


def scope_only(words: str) -> bool:
    """Whether words before a figure only say for whom it is (`旗县级`, `自由贸易试验区`), not what it measures."""
    words = re.sub(r"\([^()]*\)$", "", words)
    return _SCOPE_ONLY.fullmatch(words) is not None and HEAD.search(words) is None


# `每县`, `每个乡镇(街道)`: for whom the figure is.
EACH_PLACE: Final = re.compile(r"(?:各|每)个?[省市区县州盟旗乡镇村街道社区开发园校院]{1,6}(?:\([^()]{1,8}\))?")

# What may follow a figure that ends its part.
ENDS: Final = re.compile(r"[ \n​]*(?:[,;。、!?:()”]|和|及|以及|并|且|$|而|其中|或)")
TO: Final = re.compile(
    r"[ ]?(?:左右|以上|以下|以内)?(?:进一步|逐步|统一|直接|将|,|再)?(?:提高|提升|增加|增长|上升|扩大|"
    r"下降|降低|减少|降|升|压缩|压减|缩短|调整|上调|下调|延长|缩减|精简|增|减|拓展|扩展|发展|"
    r"恢复)(?:到|至|为)"
)
