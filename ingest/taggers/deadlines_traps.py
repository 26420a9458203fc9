"""What looks like a deadline and is none: baselines, history, names of plans and events, validity, ages, capacities.

Each rule looks a few characters around an expression in the flat text (`corpus.fold`'s forms, no white space).
"""

from __future__ import annotations

import re
from typing import Final

from corpus.verbs import opens_with_action

__all__ = [
    "BOX_TITLE",
    "bare_trap",
    "capacity",
    "named",
    "names_work",
    "negated",
    "quoted",
    "set_goal",
    "vague_duration",
    "validity",
]

# Words that a duty's verb may be: between a year and a noun they show that the year is no part of the noun's name
# (`2018年编制实施…规划` against `2018年工作计划`).
_VERB: Final = (
    "完成|实现|建成|达到|制定|编制|出台|印发|启动|开展|组织|推进|推动|建立|健全|完善|实施|落实|新增|新建|建设|改造|提高|降低|下降|减少|增加|"
    "争取|力争|确保|全面|基本|初步|率先|继续|重点|安排|发布|公布|提交|提出|形成|力求|选择|选取|支持|培育|打造|消除|淘汰|"
    "整治|治理|取得|召开|举办|覆盖|完工|投产|投运|竣工|开工|上线|运行|纳入|修订|修改|报送|上报|全省|全市|全国|全县|全区|"
    "进一步|着力|切实|深入|积极|大力|不断|稳步|有序|缩减|发挥|安装|更换|清理|清退|退出|培训|创建|评估|总结|验收|研究|起草|设立|筹建|筹集|下达|拨付|兑付|保持|控制|力保|保障|扩大|"
    "推广|深化|加快|加大|加强|优化|改革|试点|先行|分批|陆续|集中|统一|全部|所有|累计|年均|人均|平均"
)
_NOUN: Final = (
    "规划|计划|纲要|方案|预算|决算|报告|清单|目录|要点|大会|会议|论坛|博览会|奥运会|冬奥会|亚运会|世博会|运动会|全运会|年会|峰会|普查|议程|"
    "白皮书|公报|年鉴|统计数据|远景目标|目标任务|目标|指标|标准|年报|台账|任务书|考核结果|评价结果|评估结果|行动|"
    "(?:情况|统计|进度|汇总|分工|一览|任务|登记|调查|申报)表"
)
# `2018年工作计划`, `2030年碳达峰目标`, `2022年北京冬奥会`: the year opens a name.
_NAME: Final = re.compile(rf"(?:的)?(?P<between>[^,。;:!?、()“”《》\n]{{0,16}}?)(?P<noun>{_NOUN})(?P<after>[^\n]?)")
_HAS_VERB: Final = re.compile(rf"{_VERB}|^的?(?:要|拟|将|应(?![对急用])|须|再|由|对|在|向|让|使|为|各|不|把|用)")
# Verbs that take the name of a plan or goal as their object: `落实2030年…目标`, `编制2021年预算`
_OBJECT_OF: Final = re.compile(
    r"(?:落实|实现|完成|制定|制订|编制|实施|执行|印发|出台|发布|下达|按照|根据|依据|围绕|对照|贯彻|纳入|列入|研究|起草|提出|分解|推进|审议|批准|"
    r"开展|做好|组织|启动|筹办|参加|举办|以|为|对|将|把|的|和|与|及|、)(?:好|了|全国|全省|全市|全区|国家|本级|本地区|省级|市级)?$"
)
# What is named for the time at which it is done.
_WORK_NAME: Final = re.compile(
    r"(?:安全)?(?:大?检查|准备|防范|排查|备汛|验收|考核|总结|决算|评[估议比]|盘点|慰问)(?=[^一-龥]|工作|[和与及、]|$)"
)
# What was set for a year: `2026年度建设任务`
_QUOTA: Final = re.compile(r"[^,。;:的]{0,10}(?:任务|项目|工程|资金|计划)(?=[,。;:]|$)")
# The same where it opens its clause: `年终考核实行“一票否决”`
_WORK_TOLD: Final = re.compile("(?:考核|考评|评比|决算|表彰)(?:实行|采取|采用|中|时|结果|得分|以|由|不|按|作为)")
# `统筹“十三五”期间建设项目`: which ones
_REVIEWED: Final = re.compile(r"(?:统筹|谋划|储备|梳理|总结|评估|回顾|编制)(?:好)?$")
# What is made or carried out is a paper or a goal, whatever verbs its name holds: also `编制本级2018年…建设方案`.
_MAKING: Final = re.compile(
    r"(?:制定|制订|编制|研究|起草|草拟|出台|印发|发布|提出|下达|分解|报送|填[报写]|审议|审定|批准|执行|落实|实施|修订|公布)(?:好|了)?"
    r"(?:(?:全|本)?(?:[省市县区乡镇村]|地区|单位|部门)级?|县\(市、区\))?$"
)
_DOCUMENT: Final = re.compile(
    r"规划|计划|纲要|方案|预算|决算|报告|清单|目录|要点|目标任务|目标|指标|台账|任务书|年报|公报|..表"
)
# What is held: `承办2027年全国青年科技大赛启动仪式`
_HOLDING: Final = re.compile(r"(?:申办|承办|举办|筹办|主办|协办|办好|参加|组织参加)(?:好|了)?$")
_EVENT: Final = re.compile(
    r"[^,。;:!?、《》\n]{2,24}?(?:仪式|大会|年会|峰会|论坛|博览会|交易会|推介会|洽谈会|运动会|文化节|旅游节|艺术节|采摘节|大赛|竞赛|联赛|锦标赛)(?![前后])"
)
# `比2015年`, `较2020年`, `与2000年相比`, `以2005年为基`, `高于“十三五”时期`, `在2010年的基础上`, `按2010年价格`
_BASE_BEFORE: Final = re.compile(
    r"(?:比|较|相对于?|相比于?|对比|对照|高于|低于|大于|小于|多于|少于|超过|优于|好于|快于|不低于|不高于|不超过|不少于|达到|恢复到|回到|保持在|维持在|相当于|居|(?<![应针])对|将|把|(?:^|[,。;:])为|(?:确定|提出|明确|部署|规定|要求|安排|下达|通过)的|有关|关于|涉及|影响|对在|扣除|不含|不包括|剔除|(?<![清消排拆])除|数据截[止至](?:时间)?[为至]?|时点为|基准[日期]为|资料为|数据为)$"
)
_BASE_AFTER: Final = re.compile(
    r"(?:[底末初]|年底|年末)?(?:的\d(?![\d.]*[项件个大])|(?:的)?与\d{4}年相比)|(?:[底末初]|年底|年末)?(?:的)?(?:(?!在)[^,。;、]{0,12}?(?:基础上|相比|比较|持平)|(?:同期|同口径|水平|基数|基期|基准|基线|价格|不变价|可比价|实际|实绩|存量|峰值|现状)|为(?:基|参照))"
)
_WITH: Final = re.compile(r"(?:与|和|同|跟|以|按|按照|在)$")
# What a period is or was: `今年是…的一年`, `2018年以来`, `“十四五”时期是`, `今年以前`
_DESCRIBED: Final = re.compile(
    r",?(?:的?工作(?:对于?|打下|奠定|至关重要)|[^,。;]{0,20}(?:总体要求|总的要求|总要求|总体思路|指导思想)(?:是|为)|是(?!否)|被|正值|恰逢|适逢|以来|已经?|共计|共有|为“?[^,。;“”]{2,20}年[”,。]|[^,。;]{0,12}?(?:面临|形势(?:依然|仍|将)|任务(?:十分|依然|更加|艰巨|繁重)|有利条件)|"
    r"(?:的)?(?:主要|预期)?(?:发展)?(?:预期)?目标(?:设定|确定为|考虑|高于|低于|与))"
)
# `2015年修订`, `2020年版`, `2018年第3号`, `2017年国务院令`, `2018年3月5日在…会议上`
_EDITION: Final = re.compile(
    r"(?:版|本(?![年级地市省县区单部人])|修订|修正|修改|年版|[〔(]?第?\d+号|第[\d一二三四五六七八九十百]+[号次届期]|级|出生|[^,。;]{0,6}令第|[国省市区县州旗盟我]{0,3}《[^《》]{2,30}(?:报告|要点|计划|清单)》|以前年度|及以前)"
)
_MEETING: Final = re.compile(
    r"[^,。;!?]{0,24}?(?:会议|大会|座谈会|全会|常务会|讲话)(?:上|审议|通过|精神|修订|讨论|指出|强调|批准)"
)
# `有效期至2023年12月31日`, `执行期限为2019年1月1日至…`, `有效期5年`, `保质期`, `任期`, `满18年`
_VALID: Final = re.compile(
    r"(?:有效期限?|有效时间|有效|执行期限?|保存期限?|保管期限?|保质期|保修期|任期|聘期|合同期限?|租期|服务期限?|补贴期限?|政策期限?|过渡期|补扣期限?|结转期限?|(?<=[策准度费贴助])执行|(?:延续|延长)(?:执行|实施)?|"
    r"期限|规划期限?|规划基期|基期|基准年|目标年|使用年限|寿命|学制|年龄|周期)(?:一般|原则上|均)?(?:延长|顺延|届满)?(?:为|是|至|到|自|从|定为)?(?:不超过|最长|最短|不少于)?$"
)
_KEEP_TERM: Final = re.compile(r"(?:试点|整改|完成|整治|建设|实施|工作|排查|清理)(?:期限?|时限)(?:为|是|至|到)?$")
# `压缩至5个工作日内`, `缩短到3年内`, `控制在20日以内`, `近三年内`, `过去五年`, `不超过`: a length, not a term
_LENGTH: Final = re.compile(
    r"(?:(?:压缩|缩短|缩减|压减|减少|控制|限制|提速|降低|降|限定|减|精简|压)[^,。;]{0,10}?[到至在为于](?:[\d.]{1,4}个?[、和]){0,4}|近|最近|过去|此前|(?<![满期开行办工效业])前|连续|以往|以|上述|每|第|满|平均|约定|至少|不少于|不超过|同一|一个|任一|任何)$"
)
# `3年内无重大违法记录的`, `两年内未发生`: a condition
_CONDITION: Final = re.compile(
    r"(?:(?:办[结理复]|响应|处置|受理|答复|到[达场])率|的(?!努力|时间)|无|未|没有|曾|有过|受过|累计|连续|发生|出现|被|(?:[^,。;]{0,10}的(?:,|企业|单位|项目|人员)))"
)
# `每小时65蒸吨`, `每月1000元`, `每人每年380元`, `每天一小时`: a measure
_MEASURE_AFTER: Final = re.compile(
    r"(?:不低于|不超过|不少于|达到?|约|为|平均)?(?:\d[\d,.]*|[一二三四五六七八九十百千万两]+)(?:余|多)?(?:[万亿千百]{0,2})"
    r"(?:元|蒸吨|吨|立方米|千瓦时?|公里|千克|公斤|升|毫克|兆|卡|度|车次|人次|辆|标准煤|标煤|平方米|头|只|羽|美元|港元)"
)
_MEASURE_BEFORE: Final = re.compile(r"(?:人均|户均|亩均|每人|每户|每生|每亩|每床|每车|每家|每吨|每个子女|每头|平均)$")
_PER: Final = re.compile(r"(?:\d[\d,.]*|[一二三四五六七八九十]+)(?:万|亿)?(?:元|吨|立方米|公斤|千克|小时|次|名|人)$")
# `按日连续处罚`, `按年度计划`, `按月销售额`, `按日加收`
_BY_UNIT: Final = re.compile(
    r"(?:(?<=按年度)(?:分解|细化|划分)|(?<=按月)分解|连续处罚|连续计罚|计罚|计征|加收|计算|计价|计酬|计息|折算|均|销售额|应纳税|度?(?:计划|任务|目标|预算|考核办法|工作计划)|龄|产|薪)"
)
# `“十四五”规划`, `“十三五”良好开局`, `“五五”普法`: the name of the plan
_PLAN_NAME: Final = re.compile(r"[^,。;:、]{0,12}?(?:规划|纲要|计划|普法|开局|开好局|收官|建议|中期|评估)")
# Titles of tables, which hold no deadline: `专栏1 “十三五”…主要指标`, `表2 2020年…目标`
_TABLE_TITLE: Final = re.compile(
    r"(?:专栏|附?表|图)\d{0,2}[^,。;]{0,40}$|(?:专栏|附?表)(?:\d|[一二三四五六七八九十])|附件\d{0,2}[:.]?[^,。;]{0,60}$"
)
# The clause label of a box's own title
BOX_TITLE: Final = re.compile(r"专栏\w{1,3}$")
# What years in brackets belong to, be they with months: `…方案(2023年4月—2025年12月)`, `《…》(…)`; and what has months or
# days in brackets behind anything else is a term: `动员部署(2023年4月中旬)`.
_PAPER_NAME: Final = re.compile(r"(?:方案|规划|计划|行动|纲要|要点|办法|规定|条例|意见|措施|清单|目录|法|[》〉”])$")
_FINE: Final = re.compile("[月日旬]|季度|[年月][底末初前]|半年|[前起]$")
# `2018年12月31日前注册的车辆`, `2004年年底前投运的…电厂`, `2020年1月1日后新生产的`
_MODIFIER: Final = re.compile(
    r"已(?!经?(?:确定|明确)[^的]{0,8}任务)|(?:新)?(?:注册|登记|投产|投运|出厂|出生|入学|购买|退休|参加工作|核准|备案|销售|到期|受理|录取|毕业|发生|开工|动工)[^,。;!?]{0,12}的"
    r"|(?:新)?(?:取得|建成|形成|生产|成立|通过|颁发|发布|出台|新建|排查|发现|认定|评定|签订|批准|立项|竣工)的"
    # `2024年底前通过验收的县要…`; not `2024年底前建成群众满意的示范村`, which is a duty
    r"|(?:取得|建成|形成|生产|成立|通过|颁发|发布|出台|新建|排查|发现|认定|评定|签订|批准|立项|竣工)[^,。;!?]{1,12}的"
    r"[^,。;!?]{0,16}?(?:[要应须由]|全部|一律|均|不得|可以?|继续|逐步|限期|方可|按)"
    # `2027年底前取得许可证的企业,应当…`; not `取得看得见的成效,要…`
    r"|(?:取得|成立|通过|排查|发现|认定|评定|签订|批准|立项|竣工)[^,。;!?]{1,12}的(?![^,]{0,6}(?:成[效果绩]|进展|突破|经验|方案|制度))"
    r"[^,。;!?]{1,10},(?:应|须|必须|不得|方可)"
)
# `2016年开工的项目`: which ones
_OF_YEAR: Final = re.compile(
    r"(?:注册|登记|投产|投运|出厂|出生|入学|购买|退休|参加工作|核准|备案|销售|到期|受理|录取|毕业|发生|开工|动工|立项|签订|批准|通报|反馈)(?:建设)?的"
)
# `“十二五”时期的辉煌成就`, `“十四五”时期良好开局`, `“十五”时期经济发展中也存在矛盾`: the period is talked about
_TALKED_OF: Final = re.compile(
    r"(?:(?!结合|针对|立足|根据|围绕|聚焦|着眼|解决|整改)[^,。;]){0,16}?(?:良好开局|成就|成绩|存在[^,。;]{0,8}(?:问题|矛盾|不足|差距)|特点)"
)
# `相继发生了2月3日…、3月19日…`, `早在2003年7月`, `刚刚过去的2017年`: told, not set
_TOLD_BEFORE: Final = re.compile(
    r"(?:相继|先后|曾|曾经|陆续)(?:(?:发生|出现)[^。;]{0,80}|(?:召开|出台|印发|举办|启动)了[^,。;]{0,80})$|早在$|(?:刚刚?|已经?)过去的$"
)
# `今后五年是…的重要阶段`, `未来15年我国人口将继续增加`: what will be, not what shall be
_FORESEEN: Final = re.compile(
    r",?(?:[^,。;]{0,6}?是(?!否)|(?:国际|国内|世界|全球|我[国省市区州县])[^,。;]{0,16}(?:(?<!生态)(?<!营商)环境(?!质量)|形势|人口|需求|经济(?:总量)?)[^,。;]{0,8}(?:将(?![突达超迈翻实])|对|总体|面临|持续(?!改善|向好|优化|提升)|仍))"
)
# `为做好2023年河湖长制工作,根据…`: what a paper is for; `围绕2025年…达到20%的要求,…`: what a measure goes by
_FOR: Final = re.compile(r"为[^。;]{0,60}(?:做好|抓好|推进|完成)(?:好|全[省市县区])?$")
_WORK: Final = re.compile(r"[^,。;]{0,20}工作,(?:根据|按照|依据|结合|现|经|制定|特)")
_GOING_BY: Final = re.compile(r"(?:围绕|对照|按照)(?:国家|省|市|全[国省市县区])?$")
_DEMAND: Final = re.compile(r"[^,。;]{2,40}的(?:目标)?要求")
_CARRYING: Final = re.compile("(?:落实|贯彻|锚定|对标|聚焦)(?:好|国家|中央)?$")
_DEMANDED: Final = re.compile(r"(?!底)[^,。;:]{2,24}(?:要求|愿景|承诺|部署)(?=[,。;]|$)")
# `2024-05-24 07:07:42`: when a page was made
_STAMP: Final = re.compile(r" ?\d{1,2}:\d\d(?::\d\d)?(?![:\d至到前~—-])")
# `发布时间:2026-03-08 收藏 为进一步…`: the same in one line with the text
_PUT_UP: Final = re.compile(r"(?:发布|公开|成文|印发|生成|更新|发稿|录入)(?:时间|日期):?$")
# `规划期限为2021—2030年,展望到2035年`: how far a plan looks
_HORIZON: Final = re.compile(r"规划期限?(?:为|是)[^。;]{0,24}展望[到至]?$")
# `提出到2030年我国控制排放目标`: the date is the goal's
_STATED: Final = re.compile(r"(?:提出|确定|明确)了?$")
_A_GOAL: Final = re.compile(r"[^,。;:]{2,24}目标(?![是为:])")
# `展望今后五年`, `提出了未来五年…的目标`, `面向今后一个时期`
_TALKING: Final = re.compile(r"(?:展望|[提明][出确]了|描绘了|规划了|部署了|事关|是|作为)$")
# `经过五年努力,…又上了一个大台阶`: what was reached
_REACHED: Final = re.compile(
    r"[^。;]{0,40}?(?:又?[上迈]了|取得了|实现了|得到了|已经?(?=[达实基全形成])|大幅提升了|(?:胜利|圆满)(?:完成|实现|收官))"
)
# In a clause that tells what has been: `2018年6月底前已…`, `截至2017年底,全区已建成…`
_TOLD: Final = re.compile(
    r"[^。;!?\n]{0,14}?(?:已(?!经?(?:建成|投产|纳入|取得|安装|完成)[^,。;]{0,12}的)|以来|取得了|完成了|达到了)"
)


def quoted(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """Inside 《…》: a title's year is the title's."""
    opened = flat.rfind("《", max(low, start - 150), start)
    if opened < 0 or flat.rfind("》", opened, start) >= 0:
        return False
    return flat.find("》", end, min(high, end + 120)) >= 0 or start - opened < 40


def bracketed(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """`(2018—2020年)` behind a plan's name; not `(2019年1月—3月)` behind the name of a stage."""
    if start <= low or end >= high or flat[start - 1] != "(" or flat[end] != ")":
        return False
    before = flat[max(low, start - 9) : start - 1]
    if ("年" in flat[start:end] and _PAPER_NAME.search(before)) or (
        before.endswith(("季", "期")) and flat.startswith(")为", end)
    ):
        return True  # `以秋冬季(10月—次年3月)为重点时段`
    return not _FINE.search(flat, start, end) and not any(w in before for w in ("阶段", "时间", "期间", "步", "期限"))


def validity(flat: str, start: int, low: int) -> bool:
    """`有效期至…`: how long something holds, no term of a duty."""
    if _HORIZON.search(flat, max(low, start - 40), start):
        return True
    before = flat[max(low, start - 16) : start]
    return _VALID.search(before) is not None and _KEEP_TERM.search(before) is None


def bare_trap(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """A year or period without 前, 起, 到 that is a baseline, a description, an edition or the day of a meeting."""
    before, after = flat[max(low, start - 8) : start], flat[end : min(high, end + 40)]
    if _BASE_BEFORE.search(before) or _TOLD_BEFORE.search(flat, max(low, start - 96), start):
        return True
    if _PUT_UP.search(before):
        return True
    stamp = _STAMP.match(after) and "月" not in flat[start:end] and "至" not in flat[max(low, start - 1) : end]
    if stamp or (_GOING_BY.search(before) and _DEMAND.match(flat, end, high)):
        return True
    if _FOR.match(flat, low, start) and _WORK.match(flat, end, high):
        return True
    if _STATED.search(before) and _A_GOAL.match(after):
        return True
    found = _BASE_AFTER.match(after)
    if found and (
        "基础上" in found[0]
        or "与" in found[0]
        or not found[0].endswith(("相比", "比较", "持平"))
        or _WITH.search(before)
    ):
        return True
    return bool(_DESCRIBED.match(after) or _EDITION.match(after) or _MEETING.match(after))


def named(flat: str, start: int, end: int, low: int, high: int, heading: bool) -> bool:
    """The year opens the name of a plan, a goal, a report, an event: `落实2030年…目标`, `编制2021年预算`."""
    before = flat[max(low, start - 12) : start]
    if _HOLDING.search(before) and _EVENT.match(flat, end, high):
        return True
    if flat[end - 1] == "度" and _QUOTA.match(flat, end, high) and _OBJECT_OF.search(before):
        return True  # `3月底前完成2026年度建设任务`
    found = _NAME.match(flat, end, high)
    if not found:
        return False
    if _MAKING.search(before) and _DOCUMENT.fullmatch(found["noun"]):
        return True  # `制定2018—2020年实施方案`
    if heading or _HAS_VERB.search(found["between"]):
        return False
    if found["noun"] == "普查" and found["between"]:
        return False  # `2027年5月选聘普查员`
    if found["noun"] in ("目标", "指标", "目标任务") and found["after"] in ("是", "为", ":"):
        return False
    return found["noun"] not in ("目标", "指标", "行动") or _OBJECT_OF.search(before) is not None


def set_goal(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """`落实2030年前碳达峰要求`: the date is that of a goal which is there already."""
    return (
        _CARRYING.search(flat[max(low, start - 4) : start]) is not None and _DEMANDED.match(flat, end, high) is not None
    )


def names_work(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """`抓好汛前检查`, `中期评估和年终验收`: the time is in the name of a piece of work; not `汛前检查到位`, `,年底考核一次`."""
    opens = start == low or flat[start - 1] in ",。;:(" or flat[start - 1 : start].isdigit()
    return (_WORK_TOLD if opens else _WORK_NAME).match(flat, end, high) is not None


def reviewed(flat: str, start: int, low: int) -> bool:
    """`统筹“十三五”期间建设项目`: the period tells which ones are meant."""
    return _REVIEWED.search(flat[max(low, start - 4) : start]) is not None


def table_title(flat: str, low: int, high: int) -> bool:
    """The title of a table or box: its periods belong to the table's columns."""
    return _TABLE_TITLE.match(flat, low, high) is not None


def talked_of(flat: str, end: int, high: int) -> bool:
    """`“十二五”时期的辉煌成就`: a period that is judged, not one to act in."""
    return not opens_with_action(flat, end, high) and _TALKED_OF.match(flat, end, high) is not None


def plan_name(flat: str, end: int, high: int) -> bool:
    """`“十四五”规划`, `“五五”普法`."""
    return _PLAN_NAME.match(flat, end, high) is not None


def modifier(flat: str, end: int, high: int) -> bool:
    """`2018年12月31日前注册的车辆`, `2018年底前已完成转制的企业`: which ones are meant, not by when."""
    return _MODIFIER.match(flat, end, high) is not None


def of_year(flat: str, end: int, high: int) -> bool:
    """`2016年开工的项目`: which ones are meant, not when."""
    return _OF_YEAR.match(flat, end, high) is not None


def negated(flat: str, end: int, high: int) -> bool:
    """The clause tells what has been: `截至2017年底,全区已建成污水处理厂120座`."""
    return _TOLD.match(flat, end, high) is not None


def vague_duration(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """A length of time that is no term: `压缩至5个工作日内`, `近三年内`, `3年内无违法记录的`."""
    before = flat[max(low, start - 24) : start]
    if flat[start] in "今未" and (_FORESEEN.match(flat, end, high) or _TALKING.search(before)):
        return True
    if before.endswith("经过") and flat[start] not in "今未" and _REACHED.match(flat, end, high):
        return True
    return bool(_LENGTH.search(before) or _CONDITION.match(flat, end, high) or validity(flat, start, low))


def capacity(flat: str, start: int, end: int, low: int, high: int) -> bool:
    """`每小时65蒸吨`, `每月1000元`, `每人每年380元`, `按日计罚`: a measure, no recurrence."""
    before = flat[max(low, start - 6) : start]
    return bool(
        _MEASURE_BEFORE.search(before)
        or _PER.search(before)
        or _MEASURE_AFTER.match(flat, end, high)
        or _BY_UNIT.match(flat, end, high)
    )
