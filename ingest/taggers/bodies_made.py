"""Those whom a verb or a preposition makes act, answer or be told: `鼓励企业…`, `由…负责`, `会同…`, `向…报告`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.bodies import words_pattern
from corpus.types import Role
from ingest.taggers.bodies_events import (
    PUBLIC,
    Event,
    begins_with_work,
    clause_end,
    clause_start,
    is_imperative,
    starts_with_head,
)
from ingest.taggers.bodies_names import Heads, Member, Names
from ingest.taggers.roles import (
    ABOUT,
    CAUSES,
    ENCOURAGING,
    JOINT,
    LEADS,
    MODAL,
    OVERSEEING,
    SUPPORTING,
    VERB_START,
    has_object,
)
from ingest.taggers.roles_words import IN_NAMES

__all__ = ["made_to_act"]

# Who is told: `向上级政府报告`, `报国务院批准`, `报送财政部`, `抄送有关部门`, `反馈各地区`, `及时报告国务院`.
_TELL: Final = (
    r"向|上报|报送|抄送|函告|函报|函送|(?<![报移配抄护输转运投发寄呈接选赠扭派推遣放])送(?=[省市县区州国各][\u4e00-\u9fff]{1,22}[部委局厅办组室府])|抄报|报请|提请|呈报|呈送|通报给|通报(?!表扬|批评|和|情况|会)|反馈给|反馈至|反馈(?=[各有相省市县])|(?<![移转提上])交(?=[^,;。]{2,14}(?:存档|备案|审核|汇总))|提交(?=[\u4e00-\u9fff]{1,12}(?:部|委|局|厅|办|组|政府|部门|机关|中心|小组|委员会|指挥部)(?:[、,。;和]|审|备|汇总))|"
    r"[在到](?=[^,;。在到向报的]{2,24}备案(?!的))|报告(?=国务院|党中央|[\u4e00-\u9fff]{0,22}(?:部门|机关|政府|机构|委员会|小组|联席会议|指挥部|党委|党组|省委|市委|县委)|[\u4e00-\u9fff]{1,14}(?:部|委|局|厅|办|院)(?=[、,。;和]))|"
    r"报(?![告送请经名纸刊道销废考警批备表账酬复社价数失案偿关恩头亭])"
)
_TOLD: Final = re.compile(
    r"[^,;。]{0,14}?(?:报告|备案|汇报|报送|通报|反馈|报备|上报|提交|作出[^,;。]{0,6}(?:检查|说明)|述职|请示|申报|备查|抄送|举报|报警|报案|"
    r"提出[^,;。]{0,40}?(?:意见|建议|报告|请求))"
)
_TOLD_AFTER: Final = re.compile(
    r"(?:等)?(?:[,。;、\x01]|$|存档|备案|批准|审批|审定|审核|审查|进行|依法|处置|处理|查处|同意|核准|核定|备查|统筹|汇总|决定|研究|审议|批复|认定|印发|并|及|和|后|\s|组织)"
)
# `报集团备案`: an enterprise is told by those that belong to it
_APPROVED: Final = re.compile("备案|审批|批准|审定|同意|审核")
_INNER_OFFICE: Final = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:[司局处室科]|办(?!理))(?=[,;。、\x01]|$|备案|汇总|审批|审核|审定|批准|核准|邮箱|联系)"
)
# The receiver of a transfer is none: `移送公安机关`.
_TRANSFER: Final = re.compile(r"(?:移送|移交|转交|转送|交由?)$")
# Agents: `由水利部牵头`, `交由省级政府负责`; not `理由`, `自由`.
_AGENT: Final = r"(?<![自理缘事因])由(?!于)"
_NO_AGENT: Final = re.compile(
    r"(?!负责(?!人))[^,;。]{0,12}(?:任(?:常务)?副?(?:组长|主任|总指挥|指挥长|召集人)|为(?:常务)?副?(?:组长|主任|总指挥|成员)|组成(?!员)|自主决策|担任|兼任|为主|构成|自主决定|转变为|向(?![^,;。]{2,20}(?:提出|报告|报送|提交|申请|备案|通报|公布|公开|发布)))"
)
# `由省政府印发的方案`, `由政府确定的机构`: the agent of a noun.
_OF_NOUN: Final = re.compile(
    r"(?![在按从对向把将])(?:共同|统一|联合|分别)?(?!负责|承担)[\u4e00-\u9fff]{2,4}(?<!统一)(?<!相应)(?<!具体)(?<!明确)(?<!详细)(?<!完整)的(?!监督|指导)|[^,;。]{2,40}(?<!相应)(?<!具体)(?<!统一)(?<!必要)(?<!详细)(?<!完整)的[\u4e00-\u9fff]{0,8}(?:制度|机制|体系|格局|体制|小组|委员会|联席会议|队伍)"
)
# `成立由县长任组长的工作专班`: what is set up, nobody's work
_SET_UP: Final = re.compile(r"(?:成立|组建|设立)由[^,;。]*任(?:常务|第一)?副?(?:组长|主任|总指挥|指挥长|召集人)")
# `防止风险转由担保机构承担`
_NOT_BY: Final = re.compile(r"(?:不得|严禁|不准|不许|防止|避免|杜绝)[^,;。]{0,40}由$")
_FORCES: Final = re.compile(r"强制|强迫|变相|违规|以|利用|借")
# `建立由县政府牵头的协调机制`: who leads the thing that is set up leads.
_LEADS_WHAT: Final = re.compile(r"牵头的")
# With whom: `会同财政部门制定`, `商有关部门`, `联合公安机关开展`, `配合司法机关办理`.
_PARTNER: Final = (
    r"会同|(?<![协磋招电工客厂会通经外内微网])商(?=[\u4e00-\u9fff]{2,9}(?:部|委|局|署|部门|单位|银行)|当地|同级|有关|相关|国家|国务院|省|市|县|财政)|"
    r"(?<![有业由])联合(?![会国执惩监抽奖重防培收办社督开印组制举攻评工验调申招运采]|发(?!改|展)|审(?!计)|检(?!察)|建(?!设[部局])|体(?!育))|(?:配合|协助|协同)(?=[\u4e00-\u9fff])"
)
# Who is said to be the office in charge: `主管部门为市文化局,负责…`.
_NAMED: Final = r"[为是](?<=(?:部门|机关|单位|机构).)(?=[^,;。]{2,24},(?:具体|主要|全面|统一)?(?:负责|承担))"
# On whom duties are laid: `责任落实到各单位`, `任务分解到有关部门`.
_LAID_ON: Final = r"(?:落实|分解|压实|细化|明确|落细|传导)(?:到|至|给)"
# `以村集体为实施主体`, `纳入林长职责范围`.
_AS_SUBJECT: Final = (
    r"以(?=[^,;。]{2,20}为(?:责任|实施|第一责任)主体)|纳入(?=[^,;。]{2,20}的?(?:职责|工作职责|责任)范围)"
)
# `接受审计机关监督`, `自觉接受人大的监督和检查`.
_ACCEPTS: Final = r"接受(?=[^,;。]{2,30}(?:监督|检查|指导|审计|考核|督导|监管|督查|督察))"
# `在省政府指导下`, `在有关部门监督下`.
_UNDER: Final = r"在(?=[^,;。在]{2,24}的?(?:统一|业务)?(?:指导|监督)(?:和|、)?(?:指导|监督|支持)?下)"
_TRIGGERS: Final = re.compile(
    f"(?P<caused>{CAUSES})|(?P<told>{_TELL})|(?P<agent>{_AGENT})|(?P<partner>{_PARTNER})|(?P<laid>{_LAID_ON})|"
    f"(?P<as>{_AS_SUBJECT})|(?P<under>{_UNDER}|{_ACCEPTS})|(?P<named>{_NAMED})"
)
# Under a prohibition or a permission nobody is made to act: `不得要求企业…`, `允许…`.
_FORBIDDEN: Final = re.compile(r"(?:不得|严禁|不准|不许|防止|避免|杜绝|允许|准许|不能|无需|不再)[^,;。]{0,12}$|可以?$")
_STATE_OF: Final = re.compile(r"(?:情况|进展|进度|成效|效果)$")
_BY_RULE: Final = re.compile(r"(?:按照?|根据|依据|参照|落实|执行|享受|用好|兑现)(?:国家|省|市|好|有关)?$")
_RULE: Final = re.compile(r"政策|规定|措施|办法|制度|条款|标准")
# Verbs that bring in or set up the one behind them.
_HAS_OBJECT: Final = frozenset(
    ["引进", "组建", "创建", "承办", "兴办", "整合", "培育", "扶持", "资助", "帮助", "关爱", "引导", "减少", "调整", "改善", "协调", "面向", "规范", "统筹",
     "启用", "聘用", "购买", "实施", "领导", "对接", "支撑", "指导", "监督", "联合", "组织", "督导", "督察", "督查", "稽查", "巡查", "清理", "稳定"]
)  # fmt: skip
# `与县里指定的医院签订协议`: with whom, nobody is made to act.
_WITH: Final = re.compile(r"(?:^|要|应当?|须|可)[与同][^,;。]{0,12}$")
# Those told by what they do: `推动制作机构利用…`; not `引进机构开展…`.
_DOES: Final = re.compile(
    rf"(?:{words_pattern(w for w in IN_NAMES if w not in _HAS_OBJECT)})(?:机构|单位|部门|中心)(?=[^,;。、的])"
)
# Only after these the predicate may stand behind a comma: `动员高等院校,通过结对方式帮助…`.
_MOBILISED: Final = re.compile(r"动员|组织|鼓励|支持|引导")
# `推动A与B的“总对总”合作`, `推动省里对市县的监督向基层延伸`: a nominal clause is what is furthered.
_WITH_WHOM: Final = re.compile(
    r"与(?![^,;。]{1,12}(?:建立|形成|签订|签署|开展|构建|结成))[^,;。]{2,30}的“?[^,;。]{0,8}(?:合作|协作|联系|对接)"
)
# How they are to grow is no act of theirs: `促进大中小企业融通发展`, `推动园区绿色发展`.
_GROWS: Final = re.compile(
    r"(?:高质量|融通|融合|协同|协调|健康|可持续|共同|联动|有序|规范|集聚|集群|绿色|快速|均衡|一体化|特色|差异化|错位|跨越式?)发展(?:[,;。、的和与等]|$)"
)
_ABOUT_WHAT: Final = re.compile(r"对[^,;。]{2,40}(?:督察|监管|监督|管理|工作|投入)(?:力度)?向")


def made_to_act(heads: Heads, end: int) -> Iterator[Event]:
    """What verbs and prepositions of a masked sentence say of others than its subject, in their order."""
    masked = heads.masked
    for match in _TRIGGERS.finditer(masked, 0, end):
        if not heads.between(match.end(), min(match.end() + 60, end)) or heads.covers(match.start()):
            continue
        stop = clause_end(masked, match.end(), end)
        begin = clause_start(masked, match.start())
        kind = match.lastgroup
        if kind == "caused":
            event = _caused(heads, match, begin, end)
        else:
            needs = kind == "agent" or match.group() in ("联合", "配合", "协助", "协同")
            names = heads.read(match.end(), stop, need_predicate=needs, guess=needs)
            if names is None and kind == "agent":
                names = heads.read(match.end(), stop, need_predicate=False)
                if names is not None and not re.match(r"[\u4e00-\u9fff]{2}", masked[names.end : names.end + 2]):
                    continue
            # `由承担监测任务的机构报告`, `向管理节能工作的部门报告`: a clause with 的 is part of the name
            if names is None or (
                is_imperative(heads, names)
                and not (kind == "agent" and begins_with_work(heads, names))
                and not (kind in ("agent", "told") and _has_clause(masked, names))
            ):
                continue
            behind = names.predicate and names.predicate.group().lstrip("\x01等")[0] == ","
            if kind == "partner" and behind and match.group() != "联合":
                continue  # `要积极配合有关部门,做好…`
            if kind == "told":
                event = _told(masked, match, names, begin, stop)
            elif kind == "agent":
                event = _agent(masked, names, begin, stop)
            elif kind == "named":
                event = _event(names, "responsible", begin, "agent") if names.end == stop else None
            elif kind == "partner":
                role: Role = "responsible" if match.group() in ("配合", "协助", "协同") else "support"
                if match.group() == "协助":  # `协助企业开拓市场` lays nothing on enterprises
                    names = names._replace(members=tuple(m for m in names.members if m.kind in PUBLIC))
                # `配合市级统一建设`: a level alone is nobody
                named = tuple(m for m in names.members if not re.fullmatch("[省市县乡]级", masked[m.start : m.end]))
                event = _event(names._replace(members=named), role, begin, "partner")
            else:
                event = _laid_on(masked, str(kind), names, begin, stop, end)
        if event is not None:
            yield event


def _has_clause(masked: str, names: Names) -> bool:
    return "的" in masked[names.start : names.end]


def _event(names: Names, role: Role, begin: int, how: str, end: int | None = None) -> Event | None:
    members: tuple[tuple[Member, Role], ...] = tuple((m, role) for m in names.members)
    if not members:
        return None
    if how == "agent":
        return Event(begin, begin, "agent", members, end)
    if how == "told":
        return Event(begin, begin, "told", members, end)
    return Event(begin, begin, "partner" if how == "partner" else "object", members, end)


def _caused(heads: Heads, match: re.Match[str], begin: int, end: int) -> Event | None:
    """`鼓励企业申请…`, `督促各地落实…`: those whom a verb makes act, with a verb of their own."""
    masked, words = heads.masked, match.group()
    if masked[match.end() : match.end() + 1] in "、的和与及作力,;" or masked.startswith(
        ("领导", "好", "小组"), match.end()
    ):
        return None
    # `严禁强制学校…`: what is forbidden is to make them act
    if words.startswith("严禁") and _FORCES.match(masked, match.end()):
        return None
    # `强化乡镇引导学校招生的职责`: what the authority strengthens is the noun, nobody is made to act
    if (
        match.start() - begin > 2
        and VERB_START.match(masked, begin, match.start())
        and not re.search(MODAL, masked[begin : match.start()])
    ):
        clause = masked[begin : clause_end(masked, match.start(), end)]
        if re.search(r"的[\u4e00-\u9fff]{2,6}$", clause[-8:]):
            return None
    # `按照支持企业研发的政策执行`: the name of a policy
    if _BY_RULE.search(masked, begin, match.start()) and _RULE.search(
        masked, match.end(), clause_end(masked, match.end(), end)
    ):
        return None
    if _FORBIDDEN.search(masked, begin, match.start()):
        return None
    # `督促检查煤矿停产整顿落实情况`: how things go is looked into
    if "检查" in words and _STATE_OF.search(masked, match.end(), clause_end(masked, match.end(), end)):
        return None
    # `受委托银行办理…`
    if _WITH.search(masked, begin, match.start()) or masked.startswith("受", match.start() - 1):
        return None
    names = heads.read(match.end(), min(end, clause_end(masked, match.end(), end) + 1), guess=True)
    if names is not None and masked.startswith(("一批", "一大批"), match.end()) and masked[names.end] == ",":
        return None  # `扶持一批企业,…`: they are what is furthered
    # `外汇指定银行应当…`: its name
    if names is None or names.predicate is None or (words == "指定" and names.predicate.lastgroup == "modal"):
        return None
    if (
        VERB_START.match(masked, names.start)
        and not starts_with_head(heads, names)
        and not _DOES.match(masked, names.start)
        and "的" not in masked[names.start : names.end]
    ):
        return None
    if ABOUT.match(masked, names.start) and not starts_with_head(heads, names):
        return None
    # `银行要重点支持小微企业,优先发放…`: the part behind the comma is the bank's
    laid = bool(re.search(MODAL, masked[begin : match.start()]))
    if not _has_duty(masked, words, names, begin, end, laid):
        return None
    encouraging = bool(ENCOURAGING.search(words)) and not OVERSEEING.search(words)
    # staff who are only encouraged are none
    members = [m for m in names.members if not (encouraging and m.kind == "post")]
    stop = clause_end(masked, names.predicate.end(), end)
    role: Role = "responsible"
    if SUPPORTING.match(masked, names.end, stop):
        role = "support"
    elif re.match(rf"[^,;。]{{0,8}}{LEADS}", masked[names.end : stop]):
        role = "lead"
    if not members:
        return None
    return Event(match.start(), match.start(), "object", tuple((m, role) for m in members), None, encouraging)


def _has_duty(masked: str, words: str, names: Names, begin: int, end: int, laid: bool) -> bool:
    """Whether what follows is a verb of theirs, with an object or complement of its own."""
    predicate = names.predicate
    assert predicate is not None
    stop = clause_end(masked, predicate.end(), end)
    after = masked[names.end : stop]
    if _GROWS.match(after):
        return False
    if _WITH_WHOM.match(after) or _ABOUT_WHAT.match(after):
        return False
    if predicate.lastgroup in ("noun", "verb") and masked.startswith("的", predicate.end()):
        return False  # `支持企业创新的政策`
    # `通过组织中介机构评审,…`: a means, nobody is told what to do
    if predicate.end() >= stop and re.match(r"通过|采取", masked[begin : begin + 2]):
        return False
    if predicate.lastgroup == "noun":
        joint = len(names.members) > 1 and JOINT.match(masked, names.end, stop)
        if not joint and not has_object(masked, predicate.end(), stop):
            return False
    if predicate.group().lstrip("\x01等")[0] == "," and not (
        _MOBILISED.search(words) and (predicate.lastgroup == "prep" or not laid)
    ):
        return False
    return predicate.lastgroup != "prep" or predicate.end() < stop


def _told(masked: str, match: re.Match[str], names: Names, begin: int, stop: int) -> Event | None:
    # `报送国资委科创局`, `报教育部基础教育司备案`: an office within the organ
    if names.members[-1].kind in ("organ", "field") and (inner := _INNER_OFFICE.match(masked, names.end, stop)):
        last = names.members[-1]._replace(end=inner.end())
        names = names._replace(members=(*names.members[:-1], last), end=inner.end())
    after = masked[names.end : min(stop, names.end + 30)]
    if match.group() == "向":
        if not _TOLD.match(after):
            return None
    # `报送省政府审定前要…`: only when, not a duty to report
    elif not _TOLD_AFTER.match(after) or re.match(r"[^,;。]{0,6}[前时](?!间)|[^,;。]{0,14}(?<!目)的$", after):
        return None
    if _TRANSFER.search(masked, begin, match.start()):
        return None
    # `向西部地区提供…` tells nobody, `通报受影响的地区` does
    members = tuple(
        m
        for m in names.members
        if m.kind not in ("enterprise", "place")
        or match.group().startswith(("通报", "在", "到"))
        or (m.kind == "enterprise" and match.group().startswith("报") and _APPROVED.match(after))
    )
    return _event(names._replace(members=members), "report_to", begin, "told", stop)


def _agent(masked: str, names: Names, begin: int, stop: int) -> Event | None:
    after = masked[names.end : stop]
    # `由口岸通关向物流服务拓展`: from what, not by whom
    # `必要时可由上级直接调度`: a permission
    if (
        masked.startswith(("可由", "可以由"), max(0, names.start - 3))
        or masked.startswith("可由", max(0, names.start - 2))
        or "向" in masked[names.start : names.end]
        or _NOT_BY.search(masked, begin, names.start)
        or _SET_UP.match(masked, max(0, names.start - 3), names.end)
        or _NO_AGENT.match(masked, names.end, stop)
        or (_OF_NOUN.match(after) and not _LEADS_WHAT.match(after))
    ):
        return None
    role: Role = "responsible"
    if re.match(rf"[^,;。]{{0,12}}{LEADS}", after):
        role = "lead"
    elif SUPPORTING.match(masked, names.end, stop):
        role = "support"
    return _event(names, role, begin, "agent")


def _laid_on(masked: str, kind: str, names: Names, begin: int, stop: int, end: int) -> Event | None:
    if kind == "under":
        if not re.match(
            r"(?:等)?(?:的|依法|统一|业务|工作|日常|专项|民主|有关|相关|统筹|协调|全面|行业|登记|安全|现场|防火|和|、)*(?:监督|检查|指导|审计|考核|督导|监管|督查|督察)",
            masked[names.end : stop],
        ):
            return None
        names = names._replace(members=tuple(m for m in names.members if m.kind in PUBLIC))
        return _event(names, "oversee", begin, "partner", end)
    if kind == "laid" and not re.match(r"等?(?:[,;。、]|$|和|及|并|\s)", masked[names.end : stop + 1]):
        return None
    return _event(names, "responsible", begin, "object", stop)
