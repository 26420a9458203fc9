"""Subjects of duties: names at the beginning of a clause with a predicate behind them (`各地区要…`, `企业应当…`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from corpus.types import Role
from corpus.verbs import MAY, opens_with_action
from ingest.taggers.bodies_events import CLAUSE, PUBLIC, Event, is_imperative, named_by_work, starts_with_head
from ingest.taggers.bodies_names import Heads, Member, Names, is_guess, opens_with_verb
from ingest.taggers.roles import ABOUT, CONDITION, MODAL, PERMISSION, SUPPORTING, VERB_START, has_object
from ingest.taggers.roles_words import OFFICIAL_ACTS, STATE_VERBS

__all__ = ["subjects", "titled"]

# A year with what may stand around it: `到2020年`, `2018年6月底前`, `自2019年1月1日起`.
_YEAR: Final = (
    r"(?:到|至|自|从|在|于|截至|力争)?\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末初]|上半年|下半年|[一二三四]季度)?"
    r"(?:之?前|以前|起|后|内|开始|期间|以来)?"
)
# What may precede a subject in its clause: numbers, conjunctions, time (`(一)`, `一是`, `并`, `到2020年`, `原则上`).
_PREFIX: Final = re.compile(
    r"(?:[\s—]+|\(?[一二三四五六七八九十]{1,3}[)、.是]|第[一二三四五六七八九十]{1,3}[,、是条章节]|\(?\d{1,3}[)、.](?!\d)|[①-⑳]|"
    r"(?:并且|并|同时|其中|此外|另外|但是|但|而且|而|则|且|再|对此|为此|因此|原则上|今后|必要时|目前|当前|现阶段|从现在起|从今年起|"
    r"今年|明年|每年|每季度|每月|还|也|又)(?!级)|"
    r"其(?=(?:法定代表|主要负责|分管负责|直接责任|负责)人|(?:上级|业务)?主管(?:部门|单位))|(?:特别|尤其)是(?=[\u4e00-\u9fff])|"
    rf"{_YEAR}|(?:到|至)?“\x02{{2,6}}”(?:期间|末|时期)|凡是?(?=[\u4e00-\u9fff]{{0,20}}的)|力争(?![到在])|争取(?![到在])|[\u4e00-\u9fff]{{2,6}}期间(?=[\u4e00-\u9fff]))+"
)
# A clause that only says when, where or for whom; a new subject after it takes it along:
# `2020年底前,各省…`, `对未达标的县,市里要…`, `在国务院领导下,各部门…`; not `结合本地情况编方案,各县要…`.
_ADVERBIAL: Final = re.compile(
    rf"(?:{_YEAR}|今年年?底?前?|年底前|每年|“\x02{{2,6}}”期间|其中|同时|此外|另外)$|"
    r"(?:到|至|自|从|在|于|按照|按|根据|依据|围绕|结合|针对|通过|截至|以|除)[^,;。]*"
    r"(?:[下中上后前时起内外]|要求|原则|规定|精神|情况|实际|方面|部署|方式|领域|过程|期间|基础|依据|方案)$|"
    r"(?:对|对于|针对|涉及)(?![^,;。]*(?:负责|负总责|进行|开展|实施|给予))[^,;。]*的[^,;。]{0,14}$|[^,;。]{2,30}的$|[^,;。]{4,30}[后时]$"
)
# `农户参加合作社的意愿明显增强`, `居民常去的场所`: the clause only qualifies another noun.
_QUALIFIES: Final = re.compile(
    r"[^,;。]{1,22}?的[\u4e00-\u9fff]{2,8}?(?:均|都|应当?|要(?!求)|须|必须|不得|不[低高超少]|可以?|原则上|免征|减征|免收|一般|不再|较|有较|明显|不断)|"
    r".{0,24}的[\u4e00-\u9fff]{0,2}(?:积极性|能力|作用|比例|水平|意愿|动力|格局|局面|机制|体系|事项|问题|行为|项目|产品|企业|单位|环境)"
    r"(?:[^,;。]{0,8}(?:提升|提高|增强|改善|下降|形成)|$)"
)
# `商户凭回执即可营业`, `学校通过培训所得收入,可按比例分配`: what they may, not what they must.
_ALLOWED: Final = re.compile(
    # Behind a comma it is theirs only where no other subject stands before it: not `按照要求建设站点,居民可就近办理`.
    rf"(?:按照?|依据|根据|凭|经|通过|利用)[^,;。]{{2,40}}(?:(?:,[^,;。]{{2,40}}){{0,2}},)?(?:即|均|也|还)?{MAY}|[^,;。]{{2,40}}即可(?!能)"
)
_DEALT: Final = re.compile(rf"对[^,;。]{{2,40}}的[\u4e00-\u9fff]{{2,8}}(?:{MODAL})(?!由)")
_ITS_DUTY: Final = re.compile(rf" *(?:{MODAL})(?!由)")
_COUNTED: Final = re.compile(
    r"(?:力争|争取|预计|累计|总数|全部){0,2}(?:达到?|突破|超过|增加到?|发展到)[^,;。]{0,4}\d[\d.]*[万亿]?[多余]?[家个户所人名]"
)
_KINDS: Final = ("机构", "部门", "单位", "组织")
_KINDS_OF_OFFICE: Final = ("机构", "部门", "单位", "机关")
_OTHER_OFFICE: Final = re.compile(r"[为是][^,;。]{2,24},(?:具体|主要|全面|统一)?(?:负责|承担)")
_DUTY: Final = re.compile(r"负责|承担|依法|具体|主要|要|应|须")
_DONE_BY: Final = re.compile(
    r"(?:组织|负责|统一|直接|投资|出资|委托|批准)(?:实施|建设|管理|组织|开展|承建|运营|投资|兴办|举办|审批|承担|监管)?的"
)
_BELONGS: Final = re.compile(r"(?:为|任|担任|兼任)(?:常务|第一)?副?(?:组长|主任|总指挥|指挥长|召集人|秘书长|成员)")
_CASE: Final = re.compile(r"[^;。]{2,120}?(?<!目)的,(?!要|应|须|必须|不得|将|还)")
_DONE_TO: Final = re.compile(
    r"[^,;。]{0,4}从[^,;。]{2,40}(?:招聘|选聘|选拔|遴选|抽调|抽取|聘用|录用|产生)(?=[,;。]|$)|[^;。]{2,120}?(?<!目)的,(?:(?:应当?|要|须|必须)?(?:依法|依规|依纪|按照?[^,;。]{2,12}规定)+(?:追究|给予|处理|处分|移送|问责|惩处)|由|给予|责令|追究|移送|视|从严|严肃)"
)
# The applicant's own steps: `企业网上提交材料`, `单位先行办理手续`.
_APPLIES: Final = re.compile(
    r"[^,;。]{0,16}(?:办理[^,;。]{0,8}手续|提出[^,;。]{0,8}申请|提交[^,;。]{0,12}(?:申请|材料|资料)|领取[^,;。]{0,10}(?:证|照|执照|证书)|填写[^,;。]{0,10}表|作出[^,;。]{0,8}承诺)"
)
_BY_ANOTHER: Final = re.compile(
    r"(?:[^,;。]{2,30}?(?:应当?|须|必须|要|需|均|都)|(?:统一|一律|全部|分别))由(?!于)[^,;。]{2,}"
)
# The verbs of supervising, with or without `对…进行` before them.
_SUPERVISES: Final = re.compile(
    r"(?:等)?(?:要|应当?|须|必须|负责|积极|主动|切实|依法|定期|加强|做好){0,4}"
    r"(?:对[^,;。]{2,40}?(?:的|进行|开展|实施|加强|予以)?[^,;。]{0,12}?)?"
    r"(?:督导|督促|督查|督察|监督|检查|稽查|考核|审计|指导)"
)
_SUPERVISES_LATER: Final = re.compile(r"(?:监督|督促|督导|督查|督察)(?:和|并|、)?(?:指导|检查|推动)?")
_QUALIFIED_DUTY: Final = re.compile(rf"(?:{MODAL})[^,;。的]{{2,4}}的[^,;。]{{2,16}}")
_UNDERGONE: Final = re.compile(
    r"予以(?!配合|支持|协助|落实|公[开示布]|解决|执行|整改|保障|告知|答复|说明|纠正)[\u4e00-\u9fff]{2}(?=[,;。]|$)"
)
# What may stand without an object: `市财政局配合`.
_BARE: Final = re.compile(r"配合|协助|协办|承办|主办|参与|参加|牵头|落实|实施")
# A subject told by what it does: `从事食品生产的企业`, `发布预警的部门`.
_PHRASE: Final = re.compile(
    r"(?:没有|无(?!人)|不|存在|负责|负有|实施|开展|完成|建有|设有|列入|纳入|申请|提供|设立|从事|参与|承担|发布|取得|获得|持有|具有|具备|使用|经营|生产|排放|涉及|举办|主办|承办|存储|储存|运输|管理|接到|接受|发现)[^,;。]{2,24}的[^的]{2,40}$"
)
# Nor is one told by what he has with others, or by whom and where he is set up, dealt with: `与医保机构签约的医院应当…`.
_TOLD_BY: Final = re.compile(
    r"(?:[与同][^,;。]{2,30}(?:签约|签订|建立|形成|订立|合作|存在)|(?:经|由|依照|按照|依据|根据|在)[^,;。]{2,30}(?:设立|设置|成立|批准|认定|核准|注册|登记|备案|指定|确定|取得)|在[^,;。]{2,30}(?:从事|进行|开展|举办|经营|生产|建设|施工|使用|投资|排放|停放|作业)[^,;。的]{0,16})"
    r"[^,;。的]{0,10}的[^,;。]{2,30}"
)
# `新建、改建、扩建养殖场要…`: which of them it is laid on
_BUILT: Final = re.compile(r"(?:[新改扩迁续]建(?:、|和|及|或)?)+")
# A quantifier or clause that makes even a word that may be a noun a verb: `各地建设…`, `符合条件的县发展…`.
_QUANTIFIED: Final = re.compile(r"各|所有|每个|有关|相关|地方|凡|.{0,20}的")


def subjects(heads: Heads, end: int) -> Iterator[Event]:
    """The subjects of a masked sentence, clause by clause."""
    masked = heads.masked
    cuts = [0, *(m.end() for m in CLAUSE.finditer(masked, 0, end))]
    clauses = [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True) if b - a > 2]
    for index, (begin, stop) in enumerate(clauses):
        if not heads.between(begin, min(stop, begin + 180)):
            continue
        prefix = _PREFIX.match(masked, begin, stop)
        at = prefix.end() if prefix else begin
        names = heads.read(at, stop, guess=True)
        mentions = _roles(heads, names, stop, end) if names else _before_colon(heads, at, stop, end)
        if not mentions or (names and _dealt_with(masked, clauses, index, names)):
            continue
        boundary = begin
        while index > 0 and (partners := _partners(heads, *clauses[index - 1], mentions)):
            index -= 1
            mentions = partners + mentions
            boundary = begin = at = clauses[index][0]
            prefix = None
        for back in range(index - 1, max(-1, index - 5), -1):
            if not _ADVERBIAL.match(masked[clauses[back][0] : clauses[back][1] - 1]):
                break
            boundary = clauses[back][0]
        yield Event(at if prefix else begin, boundary, "subject", mentions)


def _partners(
    heads: Heads, begin: int, stop: int, mentions: tuple[tuple[Member, Role], ...]
) -> tuple[tuple[Member, Role], ...]:
    """Those of a clause that only names some, set off by a comma from the rest: `各区政府,市各有关部门要…`."""
    if heads.masked[stop - 1] != ",":
        return ()
    prefix = _PREFIX.match(heads.masked, begin, stop)
    names = heads.read(prefix.end() if prefix else begin, stop - 1, need_predicate=False)
    if names is None or names.end < stop - 1 or "的" in heads.masked[begin:stop]:
        return ()
    if is_imperative(heads, names) or any(m.kind in ("place", "region", "none", "thing") for m in names.members):
        return ()
    return tuple((m, role) for m in names.members for _, role in mentions[-1:])


# `对盲目决策,造成严重后果的干部,要…`: with whom somebody deals; not `对发现的问题,有关的单位,要…`, where a clause says it all.
_DEALT_WITH: Final = re.compile(
    r"(?:凡是?)?对于?(?![外口])(?![^,;。]*(?:的[^,;。]{0,14},|负责|进行|开展|实施|实行|给予|予以|采取|加强|落实|建立|要|应|须|一律|依法|严))[^,;。]{4,60},$"
)
# Who is in charge: `所在地的县政府`
_IN_CHARGE: Final = re.compile(r"(?:所在|主管|属地|负有|负责|承担|有[^,;。的]{0,8}[责职][任责])[^,;。的]{0,12}的")


def _dealt_with(masked: str, clauses: Sequence[tuple[int, int]], index: int, names: Names) -> bool:
    """Whether a name closes the words of a 对 that an earlier clause of its sentence begins with."""
    here = clauses[index][0]
    if not masked.startswith(",", names.end) or "的" not in masked[here : names.end] or _IN_CHARGE.match(masked, here):
        return False
    above = takewhile(lambda clause: masked[clause[1] - 1] == ",", reversed(clauses[max(0, index - 4) : index]))
    return any(_DEALT_WITH.match(masked, *clause) for clause in above)


# What may follow a name that is a title: `市教育局主要职责`.
_DUTIES: Final = re.compile(r"(?:的?(?:主要|工作|具体)?(?:职责|职能|任务)(?:分工|任务)?)?[。:]?\s*")
# `县环保局`, `市属公安局`: no more than this stands before the first head noun of a title.
_TITLE_LEAD: Final = 4
# An office that the lexicon lacks, as the title of its part: `16.市社会办:指导…`.
_UNKNOWN: Final = re.compile(
    r"(?P<name>(?:各?(?:区县|县区|县市区|旗县区|乡镇|省|市|县|区|旗|盟|州|镇|乡)|自治区)(?![区县])(?:(?![的和与及对])[\u4e00-\u9fff]){1,12}"
    r"(?:[局委办厅署](?<![布格结大][局])|总队|支队|大队|中心|公司|联社|协会|联合会|办公室)):\s*"
)
_UNIONS: Final = ("妇联", "残联", "工会", "团委", "科协", "侨联", "文联", "商联")
_UNITS: Final = frozenset(["unit", "enterprise", "hospital", "school", "post"])
_OFFICES: Final = frozenset(["organ", "field", "government", "department", "party", "congress", "court"])


def titled(heads: Heads) -> tuple[Member, ...]:
    """The offices that a title names and nothing else: what stands beneath is their duty (`(一)市教育局。负责…`)."""
    masked = heads.masked
    prefix = _PREFIX.match(masked)
    at = prefix.end() if prefix else 0
    names = heads.read(at, len(masked), need_predicate=False)
    if names is None or not _DUTIES.fullmatch(masked, names.end):
        unknown = _UNKNOWN.fullmatch(masked, at)
        return (Member(at, unknown.end("name"), "organ", ""),) if unknown else ()
    first = names.members[0]
    nouns = heads.between(first.start, first.end)
    if not first.borrowed and not (nouns and nouns[0].start - first.start <= _TITLE_LEAD):
        return ()
    own = all(m.kind in _OFFICES or masked[m.end - 2 : m.end] in _UNIONS for m in names.members)
    return names.members if own else ()


def _before_colon(heads: Heads, at: int, stop: int, end: int) -> tuple[tuple[Member, Role], ...]:
    """A division of work: `市教育局:负责…`."""
    masked = heads.masked
    if masked[stop - 1] != ":" or stop >= end or masked[stop : stop + 1] == "\n":
        return ()
    names = heads.read(at, stop - 1, need_predicate=False)
    if names is None or names.end != stop - 1 or CLAUSE.search(masked, 0, at):
        return ()
    role: Role = "lead" if masked.startswith("牵头", stop) else "responsible"
    role = "support" if SUPPORTING.match(masked, stop) else role
    # `市电力公司:负责…`, not `龙头企业:甲公司`
    acts = opens_with_action(masked, stop, end) or _DUTY.match(masked, stop)
    return tuple((m, role) for m in names.members if m.kind in _OFFICES or (acts and m.kind in _UNITS))


def _roles(heads: Heads, names: Names, stop: int, end: int) -> tuple[tuple[Member, Role], ...]:
    """The members of a subject with their roles; none where the clause lays nothing on them."""
    masked = heads.masked
    if PERMISSION.match(masked, names.end) or not _is_subject(heads, names, stop):
        return ()
    return tuple((member, role) for member in names.members for role in _verb_roles(heads, names, stop, end))


def _is_subject(heads: Heads, names: Names, stop: int) -> bool:
    masked, predicate = heads.masked, names.predicate
    assert predicate is not None
    group = predicate.lastgroup
    words = masked[names.start : names.end]
    strong = group in ("modal", "is")
    late = predicate.group().lstrip("\x01等")[0] == ","
    head_first = starts_with_head(heads, names) or named_by_work(heads, names)
    imperative = VERB_START.match(masked, names.start, names.end)
    told_by = strong and _TOLD_BY.fullmatch(words)
    if ABOUT.match(masked, names.start, names.end) and not head_first and not told_by:
        return False
    # `主管部门为市文化局,负责…`: the other one acts
    if _OTHER_OFFICE.match(masked, predicate.start()) and words.endswith(_KINDS_OF_OFFICE):
        return False
    # `部门制定的文件`: the clause qualifies a noun; `工作组应对`: a title
    public = all(m.kind in PUBLIC for m in names.members)
    if group in ("verb", "noun") and (masked.startswith("的", predicate.end()) or _at_end(predicate, stop, public)):
        return False
    # `部门负责人为成员的工作组`: what somebody is
    if _BELONGS.match(masked, names.end):
        return False
    # `市政府组织实施的项目由…`: what somebody does qualifies a noun
    if _DONE_BY.match(masked, predicate.start()) or predicate.group().lstrip("\x01等") in ("担任", "兼任"):
        return False
    # `明确人员须采取的措施`: the clause qualifies a noun; `达标的学会予以保留`: it is kept, by another
    if (
        imperative
        and strong
        and not head_first
        and not _PHRASE.match(words)
        and _QUALIFIED_DUTY.fullmatch(masked, names.end, stop - 1)
    ):
        return False
    if not public and _UNDERGONE.match(masked, names.end, stop):
        return False
    # `营业收入亿元以上企业达到250家`: they are counted
    if not public and _COUNTED.match(masked, names.end, stop) and not _QUANTIFIED.match(words):
        return False
    # `领导、协调各部门推进`: verbs both
    if words.startswith("领导") and masked.startswith("、", names.start + 2):
        return False
    # `符合条件的县,要…`: a comma after the subject only where it is a phrase of some length, or before a duty
    # `从事食品生产的企业,应当…`: the verb belongs to the phrase
    phrase = _PHRASE.match(words) or told_by
    if late and (
        (imperative and not phrase)
        or not (strong or "的" in words or re.match(r"各|所有|每个", words) or len(names.members) > 2)
    ):
        return False
    # `各类主体都是…`, `机构不是…`: a statement
    if group == "adverb" and masked.startswith("是", predicate.end()):
        return False
    # `市级基本医保`: a level alone acts only with a word of duty
    if not strong and re.fullmatch(r"[省市县乡]级", masked[names.members[-1].start : names.end]):
        return False
    # `部分县出现干旱`: a state, no duty; `城市空气改善`: a place acts where it is told which
    if is_guess(predicate) and (
        predicate.group() in STATE_VERBS
        or (names.members[0].kind in ("place", "region", "none") and not _QUANTIFIED.match(words))
    ):
        return False
    # `加强企业…`: an imperative, unless a clause or the verb itself belongs to the name (`用能单位应当…`)
    if not head_first and not strong and not phrase and (imperative or opens_with_verb(heads, names.start)):
        return False
    built = strong and _BUILT.match(words)
    if imperative and not (head_first or built or "的" in words) and imperative.end() < names.members[0].end - 4:
        return False
    # `监测站是市水利局的直属单位,负责…`
    if group == "is" and masked[predicate.end() - 2 : predicate.end()] in _KINDS and not _DUTY.match(masked, stop):
        return False
    after = masked[names.end + (1 if late else 0) : stop]
    body = after.rstrip(",;:。!?\n")
    # `工作人员在管理中玩忽职守,构成犯罪的,依法追究…`, `监督员从群众代表中选聘`: what is done to them
    if not strong and names.members[-1].kind == "post" and _DONE_TO.match(masked, names.end):
        return False
    # `企业以分立方式转让资产的,不征税`: a case that is ruled on
    if not strong and _bare_applicant(masked, names) and _CASE.match(masked, names.end):
        return False
    if not strong and (_ALLOWED.match(masked, names.end) or (_bare_applicant(masked, names) and _APPLIES.match(body))):
        return False
    # `企业实施改制须由中介机构评估`: what they do is only what another's duty is about
    if _BY_ANOTHER.match(body):
        return False
    if group == "noun" and not (has_object(masked, predicate.end(), stop) and _is_act(names, predicate, words)):
        return False
    # `学校对不合格的车辆,要报告`: what is dealt with, no subject of the next clause
    # `法院对拖欠工资的案件要从速审理`: an office does so with what a clause qualifies
    dealt = public and group == "prep" and (_DEALT.match(body) or _goes_on_with_duty(masked, stop))
    qualifies = (not dealt and _QUALIFIES.match(body)) or (group != "prep" and _qualifies_next(masked, body, stop))
    if qualifies and not strong and predicate.group().lstrip("\x01等") != "会同":
        return False
    return not _is_condition(masked, names, body, stop)


def _is_act(names: Names, predicate: re.Match[str], words: str) -> bool:
    """Whether a word that may be a noun is what those named do: `各地建设…`, `县政府设立专户`."""
    official = predicate.group("noun") in OFFICIAL_ACTS and all(m.kind in _OFFICES for m in names.members)
    return official or bool(_QUANTIFIED.match(words))


def _goes_on_with_duty(masked: str, stop: int) -> bool:
    """Whether the clause behind one goes on with a word of duty: `县政府对新建的项目,应当…`."""
    return masked[stop - 1] == "," and _ITS_DUTY.match(masked, stop) is not None


def _bare_applicant(masked: str, names: Names) -> bool:
    """Whether nobody but enterprises or units without a quantifier is named."""
    words = masked[names.start : names.end]
    return all(m.kind in ("enterprise", "unit") for m in names.members) and not _QUANTIFIED.match(words)


def _at_end(predicate: re.Match[str], stop: int, public: bool) -> bool:
    """Whether nothing follows the verb that needs something to follow; `区政府负责,街道办组织` is enough of an office."""
    words = predicate.group("verb") or predicate.group("noun")
    bare = _BARE.match(words) or (public and words == "组织")
    return predicate.end() >= stop - 1 and len(words) < 4 and not bare


def _qualifies_next(masked: str, body: str, stop: int) -> bool:
    """`各部门报送国务院的公文,应当…`: the clause qualifies the subject of the next."""
    return (
        masked[stop - 1] == ","
        and bool(re.search(r"的[\u4e00-\u9fff]{2,8}$", body[-12:]))
        and bool(re.match(r"应|须|必须|要|由|不得|均", masked[stop : stop + 2]))
    )


# What follows a condition about somebody is done to him or by another: `验收合格后,由…`, `…后,给予补助`.
_UNDERGOES: Final = re.compile(r"由|可|给予|予以|享受|按规定给予|纳入|列入|视为|方可|才能|对|凡|无|没有")


def _is_condition(masked: str, names: Names, body: str, stop: int) -> bool:
    """`企业违反规定的,由…处罚`; a subject all the same where the duty follows without one (`…后,应当…`)."""
    while_doing = masked.startswith("在", names.end) and not body.endswith("的")
    assert names.predicate is not None
    # `各校要在开学前…`: a word of duty, and no 的 behind it
    if names.predicate.lastgroup == "modal" and not body.endswith("的"):
        return False
    if while_doing or not CONDITION.match(masked[names.start : names.end + len(body)]):
        return False
    if masked[stop - 1] != "," and not body.endswith("的"):
        return False
    if re.match(r"要|应|须|必须|不得|将", masked[stop : stop + 4]):
        return False
    # `省财政厅审核确定后,从专项资金中安排补助`: an office goes on
    goes_on = body.endswith("后") and not _UNDERGOES.match(masked, stop) and VERB_START.match(masked, stop)
    return not (goes_on and all(m.kind in PUBLIC for m in names.members))


def _verb_roles(heads: Heads, names: Names, stop: int, end: int) -> list[Role]:
    masked, predicate = heads.masked, names.predicate
    after = masked[names.end : min(stop, names.end + 90)]
    lead = re.match(r"(?:等)?[^,;。]{0,25}牵头(?!单位|部门|人)", after)
    if lead and not heads.between(names.end, names.end + lead.end()):
        return ["lead"]
    if SUPPORTING.match(masked, names.end, stop):
        return ["support"]
    if re.match(r"[^,;。]{0,60}给予[^,;。]{0,8}支持", after) and predicate and predicate.lastgroup != "verb":
        return ["support"]
    supervises = _SUPERVISES.match(masked, names.end, stop)
    if supervises and _oversees(heads, names.end, supervises.end(), stop):
        return ["oversee"]
    return ["responsible", "oversee"] if _oversees_later(heads, names.end, end) else ["responsible"]


def _oversees(heads: Heads, begin: int, verb_end: int, stop: int) -> bool:
    """Whether the one that is supervised is a public body: `督促各地区…`, `对下级政府进行考核`."""
    within = heads.between(begin, verb_end)
    if within:
        of = re.compile(r"进行|开展|实施|加强|的(?:监督|督|指导|考核|审计)")
        return within[-1].kind in PUBLIC and bool(of.match(heads.masked, within[-1].end))
    names = heads.read(verb_end, stop, need_predicate=False)
    return names is not None and names.members[0].kind in PUBLIC and names.end - verb_end < 30


def _oversees_later(heads: Heads, begin: int, end: int) -> bool:
    """Whether a later verb of the subject makes public bodies act: `要加强领导,督促各地区落实`."""
    for match in _SUPERVISES_LATER.finditer(heads.masked, begin, min(end, begin + 400)):
        names = heads.read(match.end(), end)
        if names is not None and names.members[0].kind in PUBLIC and not VERB_START.match(heads.masked, match.end()):
            return True
    return False
