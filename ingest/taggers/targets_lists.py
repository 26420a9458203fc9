"""Lists of indicators that share a value or a head, taken apart (tagging.md, "Target")."""

from __future__ import annotations

import re
from typing import Final

from ingest.taggers.targets_words import BUILT, HEAD

__all__ = ["members", "subject_end"]

# Heads that the members of a list may share: `化肥、农药使用量`, `供水、供气普及率`.
_SHARED: Final = re.compile(
    r"(?:(?:平均|年均|综合|安全|资源化|无害化|有效|规范化?|集中|规模化|累计|人均|日均|总体|全程|"
    r"标准化|耕种收|种植|收获|播种)*(?:(?:排放|削减|减排|储备|使用|利用|施用|回收|处理|处置|收集|消费|消耗|生产|普及|"
    r"覆盖|达标|合格|优良|机械化|配套|参保|"
    r"毛入学|净入学|入学|入园|巩固|升学|转化|贡献|渗透|治愈|治疗|管理|接种|报销|发病|死亡|检出|超标|"
    r"增长|就业|失业|开发|保有|供给|供应|通达|满意|知晓|参与|占有|竣工|完成|整改|办结|网办|"
    r"到位|抽检|检测|监测|运输|周转|吞吐|进出口|销售|交易|营业|投资|装机|支付|备案|公开|应用|服务|"
    r"入河|入海|产生|取水|用水|用电|管控|安全|治理|修复|去除|产销|自给|国产化|本地化|电气化|通过|建成)(?:水平|能力|总量|量|率|"
    r"强度|总额|额|收入|规模|面积|密度|比例|占比|比重|价格|效率|人数|次数)|"
    r"(?:人均|生均)(?:财政)?(?:补助|补贴|经费|拨款)?标准|(?:业务)?(?:办理|审批|登记|审查|办结|报装|接入|受理|响应)?(?:时间|时限|期限)|增加值(?:增速|占比)?|单产|亩产|浓度|能耗|覆盖面|产量|面积|收入|用地|资费|价格|成本|支出|费用|总产量|增速|增幅|降幅|"
    r"涨幅|标准|水平|能力|规模|总量|数量|比例|占比|比重|产值|人数|排放|[^,;。、]{2}率|"
    r"量)(?:\([^()]{1,12}\))?)$"
)
_PREFIX: Final = re.compile(
    r"(?:单位[^,;。、]{0,8}?(?:总值|增加值|GDP|面积|产品|产值)|人均|规模以上|每万?千?人口?|中小企业|"
    r"城镇|城市|农村|城乡|新增)"
)
_SEPARATOR: Final = re.compile(
    r"、(?:以?及|和)?|(?<![饱柔温缓中谐])和(?![谐平田睦])|以及|(?<![以普波涉危顾兼])及(?![时格以其]|相关产业|周边)"
)
_PLACE_KIND: Final = re.compile(
    r"(?:地级及以上|设市|县级|建制|中心|特大|超大|重点|一般|大中|中小|东部|中部|西部|东北)*(?:城市|"
    r"县城|主城区|区县城|城镇|城乡结合部|建制镇|农村|乡镇|乡村|城区|镇区|县级市|地级市|城乡|重点镇|省级|市级|县级|国家级|"
    r"自治区级|地级|东部|中部|西部|东北|中西部)(?:地区|区域)?"
)
_LEVELS: Final = re.compile(r"(?:^|[、和,])?(?:国家|中央|省|市|县|区|乡|镇|村|街道)级?$")
_LEVEL: Final = re.compile(r"(?:省|市|县|区|乡|镇|村|街道)(?:[、和]\w)?[级两三四各]")
_FUSED: Final = (("化肥", "农药"), ("农药", "化肥"), ("小麦", "玉米"))
_BODY: Final = re.compile(r"[^,;。、]{1,12}(?:机关|单位|部门|机构|学校|院校|高校|医院|企业|团体|组织|公司|银行)")
# `A、B等C`, not 高等, 平等, 等级.
_CLASS: Final = re.compile(r"(?<![高中初平均同优特相对])等(?![级效额价])")
# `国家和省级示范县比例`: grades of one thing
_GRADES: Final = re.compile(r"(?:国家|中央|部|省|自治区|市|地|县)级?$")
_GRADE: Final = re.compile(r"(?:部|省|自治区|市|地|县|乡|镇)级(?!市)")
# A part that says what is to become of its subject.
_MADE_SO: Final = re.compile(r"(?:统一|完善|健全|改善|优化|增强|衔接|到位|达标)$")
# `对餐饮、住宿、民航业的综合贡献率`: the list stands within the attribute.
_FOR_ALL: Final = re.compile(r"(?:对|与)[^,;。的、]{2,20}、[^,;。的]{2,60}的[^,;。、]{2,20}(?:率|度|比例|比重)$")
# `规模化、标准化养殖比重`: attributes of one thing
_ATTRIBUTE: Final = re.compile(
    r"[一-龥]{2,4}化|(?:.{0,8}(?:周?岁以[上下]))?(?:半?失能|失智|独居|空巢|留守|高龄|残疾|孤寡|困境|计划生育特殊家庭|经济困难|特困)"
)
# `谷子播种、收获的机械化率`: steps of the growing of one crop
_STEP: Final = re.compile(
    r"(?:耕整地|种植|播种|移栽|植保|灌溉|采收|收获|烘干|养殖|加工|分类|收集|转运|处理|处置|(?:资源化|回收)利用)$"
)
_PLACE_LEVEL: Final = re.compile(r"(?:国家|省|市|州|盟|县|区|旗|乡镇?|镇|街道|行政村|村|社区)(?:级|\([^()]{1,10}\))?")
_IN_LEVELS: Final = re.compile(r"(?:省|市|县|区|乡镇?|镇|街道|行政村|村|社区)(?:\([^()]{1,10}\))?[两二三四五]级")
_SHARE_OF: Final = re.compile(r"占(?!比)[^,;。、]{1,24}?(?:比重|比例|份额)$")
# Things that the members of a list share where each has a figure: `稻谷、玉米示范基地各5万亩`.
_SHARED_THING: Final = re.compile(
    r"(?:示范|标准化|生产|种植|养殖|加工)*(?:基地|园区|示范区|中心|车间|平台|合作社|企业|项目|设施|床位|学位|站点|网点)$"
)
# What the members of a list are, said once behind the last: `高血压、糖尿病患者`, `电子信息、装备制造产业`.
_KIND: Final = re.compile(r"患者|病人|人群|家庭|产业(?!园)|行业|产品")
_KINDS: Final = frozenset("人业户院校类级病车区县市省州旗盟乡镇")
_VERBAL: Final = re.compile(
    rf"(?:{BUILT}|优化|完善|健全|加强|强化|落实|做好|构建|加大|提高|提升|降低|促进|扩大|深化|坚持|巩固|"
    rf"规范|严格|增强|改善|实行|推行|拓展|创新|保障和|激发|支持|鼓励|引导)(?![率量])"
)

# `新建城区、新建居住区…达标率`: what they are
_NEWLY: Final = re.compile(r"新建[^,;。、]{0,6}(?:区|建筑|住宅|道路|项目|学校|医院)")
# `公交、出租、环卫车辆中新能源车占比`: the share of one thing in all of them
_AMONG: Final = re.compile(r"[^,;。、]{1,12}(?<!其)中(?![心小央等级学国医药])[^,;。、]{2,14}(?:占比|比例|比重|率)$")
# A verb of making before a list; `新增` is of the name.
_BUILDS: Final = re.compile(rf"(?=新增)|{BUILT}")
# `蔬菜种植面积、产量分别稳定在28万亩、60万吨`: of one crop
_YIELD: Final = re.compile(r"(?:总|单|亩)?产(?:量|值)?|面积|存栏|出栏")
_GROWS: Final = re.compile(r"(?:种植|播种|栽培|养殖)?面积|(?:总|单|亩)?产量?|年?[存出]栏量?")


def members(
    folded: str, start: int, end: int, *, split_and: bool, count: int = 1, apart: bool = False
) -> list[tuple[int, list[tuple[int, int]]]]:
    """The indicators of a list that share a value: for each where it begins and the stretches that it is built of.

    `二氧化硫、氮氧化物排放量` gives (`二氧化硫`, `排放量`) and (`氮氧化物排放量`); `单位产值电耗和取水量` gives the second
    member its `单位国内生产总值`. `split_and` allows a split at 和, 及 too where no 、 stands.
    """
    cuts: list[tuple[int, int]] = []
    depth = 0
    marks = [m.span() for m in _SEPARATOR.finditer(folded, start, end)]
    spans = dict(marks)
    for i in range(start, end):
        char = folded[i]
        if char in "(“‘《":
            depth += 1
        elif char in ")”’》":
            depth = max(0, depth - 1)
        elif depth == 0 and i in spans and i > start and spans[i] < end:
            cuts.append((i, spans[i]))
    # `市、县两级财政投入占比`: levels of one body, no members
    cuts = [
        (a, b)
        for a, b in cuts
        if not (_GRADES.search(folded, start, a) and _GRADE.match(folded, b, end))
        and not (folded[a] == "、" and _LEVELS.search(folded, start, a) and _LEVEL.match(folded, b))
    ]
    points = [a for a, _ in cuts if folded[a] == "、"]
    listed = bool(points)
    if listed and not (count > 1 and len(cuts) + 1 == count):
        # Of `A、B和C、D` each 、 parts; 和 parts only before the last member (`A、B和C`), else it joins (`车辆购置及运行费、接待费`).
        cuts = [(a, b) for a, b in cuts if folded[a] == "、" or a > points[-1]]
    if cuts and not listed and (not split_and or "的" in folded[cuts[-1][1] : end]):
        cuts = []
    # `供水、供气企业的用水、用气报装时间`: whose they are stands before 的, what is listed behind it
    if (of := folded.rfind("的", start, end)) > 0 and any(a < of for a, _ in cuts) and any(a > of for a, _ in cuts):
        cuts = [(a, b) for a, b in cuts if a > of]
    pieces: list[tuple[int, int]] = []
    at = start
    for a, b in cuts:
        pieces.append((at, a))
        at = b
    pieces.append((at, end))
    # Of `优化结构、提升质量、城镇化率` only the last part is an indicator.
    if len(pieces) > 1 and all(_BODY.fullmatch(folded, a, b) for a, b in pieces[:-1]) and count == 1:
        return [(start, [(start, end)])]  # `国家机关、事业单位采购中预留份额占比`: whose it is, not several indicators
    if not listed and len(pieces) > 1 and _VERBAL.match(folded, *pieces[0]):
        return [(start, [(start, end)])]  # `新增和更新公交车中新能源车辆比例`
    if len(pieces) > 1 and any(_CLASS.search(folded, a, b) for a, b in pieces[:-1]):
        return [(start, [(start, end)])]  # `钢铁、水泥等重点行业产能和数据中心达到标杆水平的比例`
    if len(pieces) > 1 and any(_MADE_SO.search(folded, a, b) for a, b in pieces[:-1]):
        pieces = pieces[-1:]  # `标准统一、经费统一和政策全覆盖`: what stands before are goals of their own
    # `改造供水、供热老旧管网分别为80公里、40公里`: the verb is of all, each of which has its figure
    making = _BUILDS.match(folded, *pieces[0]) if apart and len(pieces) > 1 else None
    if making:
        pieces[0] = (making.end(), pieces[0][1])
    for i in range(len(pieces) - 2, 0 if making else -1, -1):
        verbal = _VERBAL.match(folded, *pieces[i]) and not _NEWLY.fullmatch(folded, *pieces[i])
        if verbal or pieces[i][1] - pieces[i][0] < 1:
            pieces = pieces[i + 1 :]
            break
    if (
        count == 1 < len(pieces)
        and _AMONG.fullmatch(folded, *pieces[-1])
        and not HEAD.search(folded[slice(*pieces[0])])
    ):
        pieces = [(start, end)]
    attributes = (
        count == 1 < len(pieces) and not apart and all(_ATTRIBUTE.fullmatch(folded, a, b) for a, b in pieces[:-1])
    )
    if attributes or _FOR_ALL.search(folded, start, end):
        pieces = [(start, end)]
    level = next((i for i, (a, b) in enumerate(pieces) if _IN_LEVELS.match(folded, a, b)), 0)
    if level and all(_PLACE_LEVEL.fullmatch(folded, a, b) for a, b in pieces[:level]):
        # `县、乡、村三级卫生设施`: one class of things
        pieces = [(pieces[0][0], pieces[level][1]), *pieces[level + 1 :]]
    last = pieces[-1]
    if len(pieces) == 1:
        for one, two in _FUSED:
            if folded.startswith(one + two, start) and end - start > 4:
                mid = start + len(one)
                tail = mid + len(two)
                return [(start, [(start, mid), (tail, end)]), (mid, [(mid, end)])]
        return [(pieces[0][0], [pieces[0]])]
    tail_start = _head_start(folded, last, pieces[-2])
    if tail_start is None and apart and (thing := _SHARED_THING.search(folded, last[0] + 1, last[1])):
        tail_start = thing.start()
    if apart and folded[last[0]] == "“" and last[0] < (quoted := folded.find("”", *last)) < last[1] - 2:
        # `“甲”计划、“乙”计划年招录人数分别不低于…`
        before = folded[slice(*pieces[0])].rpartition("”")[2]
        tail_start = quoted + 1 + (len(before) if before and folded.startswith(before, quoted + 1) else 0)
    share = _SHARE_OF.search(folded, *last)
    if share is not None:  # `甲产量和乙产量占总产量比重`, `甲产业和乙产业增加值占生产总值比重`: each one's share
        owes = tail_start is not None and HEAD.search(folded[slice(*pieces[-2])]) is None
        tail_start = min(tail_start, share.start()) if owes and tail_start else share.start()
    # `A、B等增幅`: the head follows 等, and what follows 等 otherwise names the class: one indicator.
    # `城市和县城污水处理率`: where the members are kinds of places, all that follows the last of them is shared.
    kind = _PLACE_KIND.match(folded, *last)
    if kind is not None and all(_PLACE_KIND.fullmatch(folded, a, b) for a, b in pieces[:-1]):
        tail_start = kind.end()
    # `水稻、小麦、玉米三大主粮作物保险覆盖率`: the list has a name of its own, and one value.
    if not apart and re.match(r"[^,;。、]{1,10}?[二三四五六七八九十]大", folded[last[0] : last[1]]):
        return [(pieces[0][0], [(pieces[0][0], last[1])])]
    among = _CLASS.search(folded, *last)
    etc = among.start() if among else -1
    if etc > last[0]:
        if _SHARED.fullmatch(folded, etc + 1, last[1]) is not None:
            tail_start = etc + 1
        elif tail_start is None or tail_start <= etc or count != len(pieces):
            return [(pieces[0][0], [(pieces[0][0], last[1])])]
        # `甲、乙等污染物排放量分别下降5%、6%`: each member has its own figure, so the list is no class
    prefix = _PREFIX.match(folded, *pieces[0])
    grows = _GROWS.search(folded, pieces[0][0] + 1, pieces[0][1])
    grown = grows.start() if grows and grows.end() == pieces[0][1] else 0
    step = _STEP.search(folded, pieces[0][0] + 1, pieces[0][1])
    made: list[tuple[int, list[tuple[int, int]]]] = []
    for i, (a, b) in enumerate(pieces):
        parts: list[tuple[int, int]] = []
        if i and prefix and not _PREFIX.match(folded, a, b) and prefix.group() not in ("城市", "城镇", "农村"):
            parts.append(prefix.span())
        elif i and grown and _YIELD.fullmatch(folded, a, b):
            parts.append((pieces[0][0], grown))
        elif i and step and _STEP.match(folded, a, tail_start if tail_start and (a, b) == last else b):
            parts.append((pieces[0][0], step.start()))
        if (a, b) == last:
            parts.extend([(a, etc), (tail_start or etc + 1, b)] if etc > a else [(a, b)])
        else:
            parts.append((a, b))
            owed = share is not None or folded.endswith("需氧量", a, b) or HEAD.search(folded[a:b]) is None
            if owed and tail_start is not None:
                parts.append((tail_start, last[1]))
        made.append((a, parts))
    return made


def _head_start(folded: str, span: tuple[int, int], before: tuple[int, int] | None = None) -> int | None:
    m = _SHARED.search(folded, span[0] + 1, span[1])
    if m is None or before is None or HEAD.search(folded[slice(*before)]):
        return m.start() if m else None
    kind = folded[before[1] - 1]
    # `老年人、残疾人家庭医生签约服务率`: what follows the last word that they have in common
    if kind in _KINDS and (same := folded.find(kind, span[0] + 1, m.start())) > 0:
        return same + 1
    class_of = _KIND.search(folded, span[0] + 2, m.start())  # `高血压、糖尿病患者规范管理率`
    return class_of.start() if class_of and not _KIND.search(folded, *before) else m.start()


def subject_end(folded: str, span: tuple[int, int]) -> int:
    """Where the subject of an indicator ends and its head (`使用量`, `覆盖率`) begins."""
    m = _SHARED.search(folded, span[0] + 1, span[1])
    return m.start() if m else span[1]
