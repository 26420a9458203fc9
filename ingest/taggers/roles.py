"""What a body does: the verbs and constructions that tell its role (tagging.md, "Body").

The words here are grammar, not vocabulary: verbs that open a predicate, adverbs and prepositions that may
stand before it, and the verbs that make somebody else act. Everything matches on masked text
(`ingest.taggers.bodies_heads.mask`).
"""

from __future__ import annotations

import re
from typing import Final

from corpus.bodies import words_pattern
from corpus.types import Role
from ingest.taggers.roles_words import ADVERBS, ATTRIBUTIVE, IN_NAMES, NOUN_VERBS, STRONG_VERBS, VERBS

__all__ = [
    "ABOUT",
    "AUTHORITY",
    "CAUSES",
    "CLAUSE_VERB",
    "CONDITION",
    "ENCOURAGING",
    "JOINT",
    "LATE_PREDICATE",
    "LEADS",
    "LINE_ROLES",
    "MODAL",
    "OVERSEEING",
    "PERMISSION",
    "PREDICATE",
    "STRONG_VERBS",
    "SUPPORTING",
    "VERB_START",
    "has_object",
]

# The words of duty. `应急`, `要求` and the like only begin with the same character.
MODAL: Final = (
    r"(?<![重主必首次摘纪扼概简纲])要(?![求素点件害闻塞道地领])(?!(?<=机要)[通密局室文员])|应当(?!事人|地)|应该|(?<![供适响相反感回效因照顺])应(?![急用届税诉聘征付援变]|对(?![接标照]))|须|必须|需(?![求要])|不得|不准|不许|不能|不再|"
    r"一定要|将(?![来军士])|负责(?![任同制]|人(?![口才事员防民力体群均类]))|务必|务须|宜|需要"
)

# Permissions are no tasks: `符合条件的县可先行先试`, `企业有权拒绝`.
PERMISSION: Final = re.compile(r"(?:等)?(?:也|还|均|都)?(?:可(?![靠持行])|有权|享受|享有|能够)")

# Prepositions that open what a subject does: `企业按照…`, `各地对…`, but not `企业在线`, `地方对口`, `学校自主`.
_PREPOSITIONS: Final = (
    r"按照|按(?!揭)|根据|依据|依照|结合|围绕|通过|针对|参照|对照|遵照|凭|自(?![身有主然律我治查愿建动由贸])|从(?![业轻])|"
    r"在(?![线岗校编读册]|建(?!设|立|筑)|职(?![责能业]))|对(?![外口象标策])|把|将|为(?![主民本])|以(?![上下内外及来往])|向|与|同(?![级类等意行业城])|就(?![业地近医读诊餐])|"
    r"视(?=[^,;。]{1,20}(?:情况|情形|需要|实际|程度))|到(?![期位账])|赴|于|因|由于|由(?=[^,;。]{2,16}向[^,;。]{2,16}转)|经(?![济营费验贸])|据|本着|基于|出于|借鉴|依托|利用|运用|借助|沿(?![街海江边线湖途])|面向|面对|比照|发现|如|既|报(?![告送请经名纸刊道销废考警批备表账酬复社价数失案偿关])|请(?=于|在|按|将|及时|认真|抓紧|务必|严格|尽快)|商(?=[\u4e00-\u9fff]{2,9}(?:部|委|局|署|部门|单位|银行)|当地|同级|有关|相关|国家|省|市|县|财政|中央)"
)

_TIME: Final = r"(?:\d{2,4}年|\d{1,2}月|今年|明年|年内|年底前?|本月|每(?:[年月周季天日旬半两\d]|学[期年]|个(?:月|季|工作日|年))|各年度|“\x02{2,6}”(?:期间|末|时期))"

CLAUSE_VERB: Final = re.compile(words_pattern(w for w in VERBS if len(w) > 1 and w not in IN_NAMES))

# What opens a predicate after a name: `各地要`, `企业应当`, `部门于2020年底前`, `机构定期`, `学校制定`.
PREDICATE: Final = re.compile(
    rf"\x01{{0,90}}(?:等(?:地区|地|省份|城市|省市|市县|县市|[省市县])?)?(?:(?P<modal>{MODAL})|(?P<adverb>(?!不[良动足同利一力])(?!综合性|重点(?:地区|区域|城市|单位|企业|行业|领域|高校|群体|人群)){words_pattern(ADVERBS)}|主要(?=负责(?![人同]))|各(?=安排|选派|派出?|抽调|明确|确定|指定|负责|承担|推荐|报送)|拟(?![建入录定订人任聘用])|再(?![担保生制利就教贷贴融造次]))|(?P<verb>(?:{words_pattern(VERBS)})(?!要(?![求素点件害])|应当|必须|不得|(?:(?:标准|办法|资格|费用)(?:按|由|应|[,。;、]|$)|[度者员人](?![\u4e00-\u9fff])|率(?![先领队])|意识|水平|责任制|积极性|活动(?![\u4e00-\u9fff])))|建成(?!区)|负(?=[^,;。的]{{0,8}}责任?(?:[,;。]|$))|设(?![备施计想置立法区在于定]|召集人|副?[组会]长|副?主任|联络员|秘书|理事|委员|[^,;。]{{2,10}}(?:比例|数量))(?=[^,;。的]{{2}})|抓(?![手阻早获捕好紧实细])|作(?=[^用为风业品出物坊家战息者,;。]{{2}})|接(?=(?:本|此|该)?[^、,。]{{0,6}}(?:通知|报告|举报|文件)后)|来(?=[^、,。]{{1,3}}(?:设立|投资|落户|发展|创业|创新|开展|建立|兴办|工作|就业|经营))|集中(?![式供连饮]))"
    rf"|(?P<time>{_TIME})|(?P<prep>{_PREPOSITIONS})"
    rf"|(?P<is>(?:是|为|作为)[^,。;]{{0,30}}(?:责任|主管|牵头|主体)|(?:是|为)[^,。;]{{2,40}}(?:机构|部门|单位|组织)(?=,)|作为[^,。;]{{2,30}}(?=,))|(?P<noun>{words_pattern(NOUN_VERBS)}))"
)

# The predicate may stand behind a comma: `符合条件的县,要…`, `距学校五百米的网吧,必须…`.
LATE_PREDICATE: Final = re.compile(
    rf"(?:等(?:有关|相关|各类|方面)?(?:部门|单位|机构|力量|队伍|组织|主体|企业|团体|人员|媒体|院校)?)?,(?:(?P<modal>(?:(?:在|于|对|当|凡|除|经|按照?|根据|依据|结合|围绕|发现|遇|接到|自|一旦|如|若)[^,;。]{{2,60}},)?[都均也]?(?:{MODAL}))|(?P<adverb>{words_pattern(ADVERBS)})|(?P<verb>{words_pattern(VERBS)})|(?P<prep>把|将|按照|按|根据|通过|在(?=[^,;。]{{2,12}}(?:范围|职责|区域)内[^,;。]{{2}})|以(?=[^,;。]{{2,14}}方式)|对(?=[^,;。]{{2,40}}(?:进行|开展|实施))))"
)

# Verbs that make another body act: `鼓励企业申请…`, `督促各地落实…`. The longest chain is one: `指导、推动、督促`.
_ENCOURAGE: Final = "鼓励 支持 引导 激励 扶持 动员 倡导 帮助 吸引 带动 促进 推动 邀请 发动 促使 激发"
_OVERSEE: Final = "监督 督促 督导 敦促"
_ORDER: Final = "希望 组织 指导 责成 要求 责令 授权 委托 指定 协调 安排 部署 禁止 严禁 号召 商请 约束 提醒"
_WORDS: Final = f"{_ENCOURAGE} {_OVERSEE} {_ORDER} 检查"
# `请各单位…`, `让企业…`; not `申请`, `转让`.
_SHORT: Final = r"明确(?=(?:专人|[^,;。、的]{2,16})(?:负责|牵头|承担|抓))|(?<![申聘提邀报恳])请(?:批转|转发)?(?![求示假])|联系(?=[^,;。、的]{2,16}(?:开展|举办))|(?<![转出受谦忍礼避退])让(?![步利渡])"
CAUSES: Final = rf"(?:(?:{words_pattern(_WORDS.split())}|{_SHORT})(?:(?:和|并|、|与|及)?(?:{words_pattern(_WORDS.split())})){{0,3}})"
ENCOURAGING: Final = re.compile(
    "|".join(["鼓励", "支持", "引导", "激励", "扶持", "动员", "倡导", "帮助", "吸引", "带动", "邀请", "号召"])
)
OVERSEEING: Final = re.compile("|".join((*_OVERSEE.split(), "检查")))

# A clause that begins with a verb, an adverb or a preposition has no subject of its own: `在企业推广…`.
VERB_START: Final = re.compile(
    rf"(?:(?:{words_pattern(ADVERBS)})+(?:{words_pattern([*VERBS, *NOUN_VERBS])})|{words_pattern(w for w in [*STRONG_VERBS, *VERBS, *NOUN_VERBS, *_WORDS.split()] if w not in ATTRIBUTIVE)}|{_PREPOSITIONS}|{MODAL}|"
    r"除|随着|由|包括|使(?!用)|代表|特别是|尤其是|可以?(?!持续|再生|能)|优先(?![级类股])|或(?!者)|请(?![求示])|让(?![步利])|综合考虑|考虑|规范(?!化|性)|依|对于|关于|鉴于|凡是?|没有|无|非(?=经|因|必)|其(?![他它余中])|该(?![乡镇村县市区省校院局办企单机部])|的|等|得|了|着|不断|逐步|及时|定期|主动|认真|尽快|抓紧|有序|稳步|合理|广泛|坚决|努力|力争|争取|更好|始终|牢固|扎实|统一|建成|集中(?!连片|交易|供[水热气]|居住|隔离))"
)

# A noun that follows a word that may be verb or noun makes it a noun: `企业创新能力`, `学校管理水平`.
_NOMINAL: Final = re.compile(
    r"(?:能力|水平|成本|责任|行为|活动|环境|投入|政策|资金|机制|体系|需求|用地|人才|制度|工作|质量|效率|情况|问题|项目|方案|计划|"
    r"标准|信息|数据|平台|规模|压力|风险|收入|条件|基础|模式|方式|方法|机会|渠道|成果|经费|费用|许可证|秩序|全过程|职责|主体|网络|为(?:主|辅|补充)|的|等|与|和|、|及|或)"
)

# What a clause begins with that is about somebody, not by him: `对未达标的城市,要…`.
ABOUT: Final = re.compile(
    r"对(?![外口])|对于|关于|将|把|在|以(?!工|色)|为(?!民)|从(?![事业])|由|按|经(?![济营])|除|向(?!阳)|依|根据|通过|围绕|随着|鉴于|与|同(?![级类济])"
)

# Verbs of two partners: `鼓励企业与高校合作`.
JOINT: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6})?(?:合作|协作|对接|融合|联动|共建|共享|联合|组建|结对|联盟|互动|互通)(?!项目|模式|机制|办学|区|平台|关系|机构|社|组织|企业|银行)"
)


_NOUN_VERB: Final = re.compile(f"(?:{words_pattern(NOUN_VERBS)})+")


def has_object(masked: str, at: int, limit: int) -> bool:
    """Whether what follows a verb-or-noun at `at` reads as its object or complement (`建设一批平台`)."""
    rest = masked[at : min(limit, at + 14)]
    for mark in ",;:。!?\n":
        rest = rest.split(mark, 1)[0]
    if _NOUN_VERB.fullmatch(rest):  # `规划建设`, `改革发展`: nouns both
        return False
    return len(rest) >= 2 and (rest[0] == "或" or not _NOMINAL.match(rest))


# The verb, not what `牵头单位` or `牵头医院` begins with.
LEADS: Final = r"牵头(?!单位|部门|人|医院|企业|高校|学校|院校|机构|科室|处室|银行)"

# The verb that a body joins with: `要积极配合…`, `参与制定…`; not `加强协作配合`.
SUPPORTING: Final = re.compile(
    r"(?:等)?(?:(?:通过|以)[^,;。]{2,8}(?:方式|形式)|按照?[^,;。]{2,8}(?:标准|要求|规定)(?:做好)?)?(?:要|应当?|须|必须|负责|积极|主动|全部|自愿|密切|深度|广泛|认真|切实|共同|全力|大力|做好|依法|依据职责|依职责|依据职能|按照职责|按职责分工|按照职责分工|按职责|根据职责){0,4}"
    r"(?:配合|协助|协办|参与|参加|加入|协同(?!推进)|给予[^,。;]{0,8}支持|予以支持|提供[^,。;]{0,6}支持)"
)

# A condition, not a duty: `企业违反规定的,`, `各地验收合格后,`.
CONDITION: Final = re.compile(
    r"[^,;。]{2,60}(?:(?<!目)的|后|时|前|中|之日起|以后|之后|期间|情况下|情形下|基础上|前提下)$"
)

# What only the authority itself can do ends the part of those who are encouraged: `…,给予资金补助`.
AUTHORITY: Final = re.compile(
    r"(?:按规定|按照规定|适当|相应|优先)?(?:给予|予以)|对(?!接|标|外)[^,;。]{2,40}|(?:加强|依法开展|组织开展|开展)[^,;。]{0,14}(?:监管|执法|扶持|领导|监督检查|执法检查|专项治理|专项整治)|严厉打击|依法(?:查处|打击|惩处|追究)|"
    r"出台|加大[^,;。]{0,16}(?:支持力度|投入|执法力度|处罚力度)|建立健全|健全[^,;。]{2,16}(?:制度|机制|体系)|落实[^,;。]{0,16}政策|完善[^,;。]{0,16}(?:政策|制度|法规)|将[^,;。]{2,30}纳入"
)

# The labels of lines and notes that say who acts: `责任单位:…`, `(牵头部门:…)`.
LINE_ROLES: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (re.compile(r"牵头"), "lead"),
    (re.compile(r"配合|协助|参与|参加|协办|支持"), "support"),
    (re.compile(r"指导|督导|监督|督办|督促"), "oversee"),
    (re.compile(r"责任|负责|实施|承办|落实|主办|承担|主责|主体"), "responsible"),
)
