"""Whether a clause lays a duty on those whom it begins with: `各校要…` does, `企业违反规定的,由…` and `企业的产品…` do not."""

from __future__ import annotations

import re
from typing import Final

from corpus.verbs import MAY
from ingest.taggers.bodies_events import OFFICES, PUBLIC, named_by_work, starts_with_head
from ingest.taggers.bodies_names import Heads, Names, is_guess, opens_with_verb
from ingest.taggers.roles import ABOUT, CONDITION, MODAL, VERB_START, has_object
from ingest.taggers.roles_words import OFFICIAL_ACTS, STATE_VERBS

__all__ = ["ANSWERS", "is_subject"]

# `农户参加合作社的意愿明显增强`, `居民常去的场所`: the clause only qualifies another noun.
_QUALIFIES: Final = re.compile(
    r"[^,;。]{1,22}?的[\u4e00-\u9fff]{2,8}?(?:均|都|应当?|要(?!求)|须|必须|不得|不[低高超少]|可以?|原则上|免征|减征|免收|一般|不再|较|有较|明显|不断)|"
    r".{0,24}的[\u4e00-\u9fff]{0,2}(?:积极性|能力|作用|比例|水平|意愿|动力|格局|局面|机制|体系|事项|问题|行为|项目|产品|企业|单位|环境)"
    r"(?:[^,;。]{0,8}(?:提升|提高|增强|改善|下降|形成)|$)"
)
# `商户凭回执即可营业`, `学校通过培训所得收入,可按比例分配`: what they may, not what they must.
_ALLOWED: Final = re.compile(
    # Behind a comma it is theirs only where no other subject stands before it: not `按照要求建设站点,居民可就近办理`.
    rf"(?:按照?|依据|根据|凭|经|通过|利用)[^,;。]{{2,40}}(?:(?:,[^,;。]{{2,40}}){{0,2}},)?(?:即|均|也|还)?{MAY}|[^,;。]{{2,40}}(?:即可(?!能)|的可(?![能再]))"
)
_DEALT: Final = re.compile(rf"对[^,;。]{{2,40}}的[\u4e00-\u9fff]{{2,8}}(?:{MODAL})(?!由)")
_ITS_DUTY: Final = re.compile(rf" *(?:{MODAL})(?!由)")
_COUNTED: Final = re.compile(
    r"(?:力争|争取|预计|累计|总数|全部){0,2}(?:达到?|突破|超过|增加到?|发展到)[^,;。]{0,4}\d[\d.]*[万亿]?[多余]?[家个户所人名]"
)
_KINDS: Final = ("机构", "部门", "单位", "组织")
_KINDS_OF_OFFICE: Final = ("机构", "部门", "单位", "机关")
_OTHER_OFFICE: Final = re.compile(r"[为是][^,;。]{2,24},(?:具体|主要|全面|统一)?(?:负责|承担)")
ANSWERS: Final = re.compile(r"负责|承担|依法|具体|主要|要|应|须")
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
_QUALIFIED_DUTY: Final = re.compile(rf"(?:{MODAL})[^,;。的]{{2,4}}的[^,;。]{{2,16}}")
_UNDERGONE: Final = re.compile(
    r"予以(?!配合|支持|协助|落实|公[开示布]|解决|执行|整改|保障|告知|答复|说明|纠正)[\u4e00-\u9fff]{2}(?=[,;。]|$)"
)
# `办公室在市水利局`: where it has its seat
_SEATED: Final = re.compile(r"设?在[^,;。]{1,24}[局委办厅部处室府]")
# The name of an indicator goes on behind them: `乡村医生参保率达到…`, `企业开办时间压缩至…`; so does a share: `西部地区为5:5`.
_MEASURED: Final = re.compile(
    r"(?!实现|确保|保证|保持|达到|力争|提高|提升|完成|推动|使|按|在|到)[^,;。的]{1,12}(?:率|比例|占比|比重|时间|时限)(?:较|比|达|[≥≤>]|不[低少高超]|提高|提升|控制|压[缩减]|缩短|超过|稳定|均?为|降|下降|增长|\d)|为\d{1,3}(?:[:%]|$)"
)
# Nor are places that have a rate each laid a duty on: `普及率东部、中部地区分别达到…`, `分担率大城市达到…`.
_RATE_OF: Final = re.compile(r"[^,;。的]{2,16}(?:(?<![效频])率|占比|比重)[^,;。的率]{2,}")
_GRANTED: Final = re.compile(r"按照?[^,;。]{0,20}标准(?:给予|予以|发放)")
# What may stand without an object: `市财政局配合`.
_BARE: Final = re.compile(r"配合|协助|协办|承办|主办|承建|参与|参加|牵头|落实|实施|指导")
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


def is_subject(heads: Heads, names: Names, stop: int) -> bool:
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
    if group == "is" and masked[predicate.end() - 2 : predicate.end()] in _KINDS and not ANSWERS.match(masked, stop):
        return False
    after = masked[names.end + (1 if late else 0) : stop]
    body = after.rstrip(",;:。!?\n")
    # `工作人员在管理中玩忽职守,构成犯罪的,依法追究…`, `监督员从群众代表中选聘`: what is done to them
    if not strong and names.members[-1].kind == "post" and _DONE_TO.match(masked, names.end):
        return False
    if _SEATED.fullmatch(body) or (not strong and (_MEASURED.match(body) or _RATE_OF.fullmatch(words))):
        return False
    # `乡村医生按照每人三万元标准给予补助`: what they get
    if not public and group == "prep" and _GRANTED.match(body):
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
    official = predicate.group("noun") in OFFICIAL_ACTS and all(m.kind in OFFICES for m in names.members)
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
