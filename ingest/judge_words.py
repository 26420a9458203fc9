"""What a sentence of the body is by its words, where neither its place nor a modal decides (tagging.md, "Task")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.types import SentenceKind
from corpus.verbs import MAY, opens_with_action, states
from ingest.judge_forms import ALREADY, DONE

__all__ = ["AIM", "acts", "asks", "kind_by_words"]

# A definition or description: `本办法所称…是指…`, `…由…组成`, `分为初级、中级`, `计算公式`, `重点工程包括:…`.
_DEFINED: Final = re.compile(
    r"^(?:主要)?包括|^[^,。:;]{2,16}(?:时点|口径|基期)为|\d{1,3}分(?:\(含\))?(?:及?以[上下]|至)[^,。]{0,16}为|^[^,。:;]{2,20}范围(?:主要)?(?:包括|为|是)|^凡?[^,。]{2,60}的,(?:为|属于|认定为|视为)[^,。]{2,24}:$|^[^,。:;]{2,20}(?:工程|范围|对象|品种|情形|人员|单位|机构)(?:主要)?包括:|"
    r"^[^,。:;]{1,20}(?:形式|内容|对象|方式|程序|情形|信息|材料|资料|条件|要件|要素|依据|等次|种类|类型|环节|经费|费用)(?:一般|主要)?包括(?!在)|^本[^,。]{1,6}适用于|^[^,。]{2,40}见附(?:件|表|录)\d{0,2}。?$|是指|所称|(?<![联关体])系指|是[^,。]{0,30}的(?:总称|统称|简称)|^[^,。]{2,60}(?:成员|组成人员|专家组|委员会)?(?:包括|由[^,。]{2,200}组成)[^。]{0,120}担任|^[^,。:;]{0,14}(?:组长|主任|总指挥|指挥长|召集人)(?:单位)?由[^。;]{2,160}(?:担任|兼任)(?![^。;]*(?:负责|,(?:统筹|协调|组织|指挥|研究|全面|统一|推进|定期)))|成员(?:单位)?(?:包括|由)|^成员(?:单位)?为[:,]?|^(?:正副|副|常务副)?(?:总指挥长?|指挥长|组长|主任委员|召集人|主席|主任|秘书长|成员|委员|顾问)(?:单位)?:(?! ?(?:全面|统一|具体|主要|认真)?(?:负责|承担|按|根据|做好|组织|协助|配合|落实|统筹|领导|指挥|主持|完成|开展))|由[^。]{2,260}(?:组成|构成)[。,;]|"
    r"计算(?:公式|方法)[为::]|=[^,。]{1,30}[÷×/+]|分为[^,。]{2,40}(?:[级类种档等]|等次|等级|层级)(?:\([^()]*\))?[,。]|^[^,。:;]{2,16}(?<!阶段)分为[^,。;:]{2,24}[、和与][^,。;:]{2,24}。|(?:同等|同样)效力|以下(?:统)?简称[^)]{1,30}\)是"
)
# A judgement with `是`: `发展是解决…的关键`, `既是…更是…`; a person answerable (`第一责任人`) is a duty.
_COPULA: Final = re.compile(
    r"^[^,。:]{2,70}?(?<!特别)(?<!尤其)(?<![凡或还于若只总要别就])(?<!重点)(?<!关键)(?<!核心)(?<!目的)(?<!任务)(?<!目标)(?<!要求)(?<!重点仍)(?<!首先)(?:既|不仅|也|都|正|更|仍|仍然|并不|不)?(?<!重点仍)是(?![否指要])[^,。]{2,}"
    r"|事关|关系(?:到|着)?[^,]{0,20}(?:大局|发展|利益|福祉|稳定)|意味着|标志着|具有(?:重要|重大|十分|深远)[^,]{0,10}意义|^(?:都|也|就|这|那)?是(?!否)|对于?[^,。]{2,60}(?:至关重要|[十非极]\w重要|意义重大)|[^,。]{2,40}(?:至关重要|意义重大|责任重大|刻不容缓|势在必行|任重道远)。?$|(?:在于|取决于|要靠|得益于|来源于|体现了)[^,。]{2,}"
)
# One of these is in whatever `_COPULA` finds: looked for first, since most clauses have none.
_COPULA_HINT: Final = re.compile(
    "是|事关|关系|意味|标志|具有|重要|重大|刻不容缓|势在必行|任重道远|在于|取决|要靠|得益|来源|体现"
)
_NOW: Final = re.compile(r"今年|明年|年内|每[年月]|每季度|今冬明春|下半年|下一步|今后")
_IS: Final = re.compile(r"(?:既|不仅|也|都|正|更|就|这|那)?是(?!否|指)")
_ANSWERABLE: Final = re.compile(r"责任人|责任主体|责任单位|主管(?:部门|单位)|牵头(?:部门|单位)|召集人")
# A permission or entitlement: `可以…`, `可按…`, `享受…待遇`, `允许…`.
_PERMITTED: Final = re.compile(
    MAY
    + r"|(?<!不)允许|有权|(?:享受|享有|适用)[^,。]{2,60}?(?:待遇|政策|优惠|税率|津贴|补贴)(?!的)|免于|不受[^,。]{2,12}限制"
)
# `鼓励公司开展…,个人可以…`: a duty beside the permission.
_ENCOURAGED: Final = re.compile(r"(?:积极|大力)?(?:鼓励|支持|引导)(?![^,]*的$)")
# A need, an expectation: `需要各方支持`, `预计…`.
_NEEDED: Final = re.compile(
    r"(?:^|,)(?!(?:可|并|应|要|须|也)?(?:根据|按|结合|适应|满足|围绕|为|对|凡|如))[^,]{0,14}(?:还|仍|也)?需要(?![的,。;]|$)|预计|有望"
)
# One of the cases of a list: `未按规定参加年检的;`
_CASE: Final = re.compile(r"(?<!目)的[;。]$")
# A state to be reached by a day: `到2025年,…迈上新台阶。`
AIM: Final = re.compile(r"(?:力争|争取|努力)?(?:到|至|在)[^,。]{2,12}(?:年|末|底|期|时)[^,。]{0,4},")
_DATED: Final = re.compile(r"\d{4}年|年底|月底|每[一二两三四五六七八九十\d]{0,3}(?:年|季|个?月|周|半年)")
# `在接到报告后2小时内派员赶赴现场`: what has to be done within a time
_WITHIN: Final = re.compile(r"\d个?(?:工作日|日|天|小时|月|年)内[^,]{2,}")
_PART: Final = re.compile(r"[,;:]")
# `享受补贴所需的资金,由县政府安排`: an authority's part beside what somebody is entitled to.
_BY: Final = re.compile(r"(?:具体[^,]{0,6})?由(?!于)(?![^,]*自[行主])[^,]{2,}")
_CARRIED_OUT_BY: Final = re.compile(r"(?:具体)?由(?!于)[^,]{2,40}(?:负责|牵头|承担|组织实施|统筹|审[核批定])")
# `请各单位按时报送`, `请提前安排时间`
_ASKED: Final = re.compile(r"(?:敬|特|恳|务|并)?请(?![示求假功愿罪柬战辞])|望(?=[各你抓认贯尽立及切])")
# Words by which a clause describes: `区位条件优越`, `产业基础较好`, `具备加快发展的条件`, `责任重于泰山`.
_DESCRIBES: Final = re.compile(
    r"(?:具备|具有|拥有|富有|富含|有着|位于|地处|坐落于?|毗邻|东[临接]|素有)[^,、]{2,}"
    r"|[^,、]{1,20}?(?:优越|优良|良好|丰富|雄厚|扎实|便利|独特|明显|显著|突出|严[峻重]|复杂|薄弱|广阔|巨大|深厚|密集|较[好高强大低差弱多少快]|"
    r"(?:很|十分|非常|特别|极为|更加|日益|依然)[\u4e00-\u9fff]{1,3}|重于泰山|重大|艰巨|繁重|在当代|在千秋|利长远)|[^,、]{2,8}就是[^,、]{2,8}"
)


def kind_by_words(words: str, *, bodied: bool, dated: bool, entrusted: bool, goal: bool) -> SentenceKind:
    """The kind of a sentence of the body without a modal: a task unless its words only tell or allow.

    `bodied`, `dated` and `entrusted` as in `judge`; `goal` says whether it stands under a heading of goals.
    """
    clauses = [c.strip() for c in _PART.split(words) if c.strip()]
    # `考核内容包括…,由县督查室负责`: somebody's duty beside the definition
    if _DEFINED.search(words) and not (entrusted and any(_CARRIED_OUT_BY.match(c) for c in clauses[1:])):
        return "definition"
    if _CASE.search(words) and not opens_with_action(words, 0, len(words)):
        return "definition"
    judged = [c for c in clauses if _is_judgement(c)]
    # `植树造林,绿化祖国,是…的义务`: what is judged acts no more than the judgement
    told = clauses[: max((n for n, c in enumerate(clauses) if _IS.match(c)), default=0)]
    acting = any(_acts(c) and not DONE.search(c) for c in clauses if c not in judged and c not in told)
    if dated and AIM.match(words):
        return "task"
    if (DONE.search(words) and not (dated and acting)) or (ALREADY.search(words) and not acting and not entrusted):
        return "narration"
    # `企业可申请延期,主管部门依规定审核`: somebody's duty beside the permission
    by_another = entrusted and any(_BY.match(c) for c in clauses)
    if _only_permits(clauses) and not bodied and not by_another:
        return "permission"
    if (judged or _is_judgement(words)) and not _ANSWERABLE.search(words) and not acting:
        return "narration"
    if _NEEDED.search(words) and not acting:
        return "narration"
    if not (acting or goal or bodied or dated or entrusted) and _describes(words):
        return "narration"
    # `资金不足的,按比例拨付`: a case is no state
    if (
        any(states().search(c.replace("不足部分", "")) for c in clauses if not c.endswith("的"))
        and not acting
        and not goal
        and not entrusted
    ):
        return "narration"
    return "task"


# `审核机构可以…`, whatever verb the name of who may begins with.
_WHO_MAY: Final = re.compile(
    r"[\u4e00-\u9fff、]{2,24}(?:机构|部门|单位|企业|组织|公司|人员|医院|学校|政府|机关|中心|小组|委员会|办公室|人|者|方)(?:也|还|均|都)?可"
)
# `由主管部门牵头,可会同…`: a duty before the permission
_LED: Final = re.compile(r"由(?!于)[^,]{2,40}(?:牵头|负责)")
# `允许对境内货物,实施便捷管理`: what is allowed follows; `促进…` only says what for.
_ALLOWED_FOR: Final = re.compile(r"允许(?:对|在|将|把|向|从)[^,]*$")
_SO_THAT: Final = re.compile(r"促进|提高|提升|降低|激发|便利|满足|方便")


def _only_permits(clauses: Sequence[str]) -> bool:
    """Whether a sentence only allows or entitles: no clause before the first permission acts, and nothing but its
    own coordinates follows (`主管部门可委托…,进行指导、考核`); after `允许…` the authority's own actions may follow."""
    for number, clause in enumerate(clauses):
        permitted = _PERMITTED.search(clause)
        acting = not _WHO_MAY.match(clause) and bool(
            (opens_with_action(clause, 0, len(clause)) and not clause.endswith("的"))
            or (not permitted and (_DATED.search(clause) or _WITHIN.search(clause)))
            or _ENCOURAGED.match(clause)
            or _LED.match(clause)
        )
        if permitted and (not acting or permitted.group() == "允许"):
            if permitted.group() == "允许":
                after = clauses[number + (2 if _ALLOWED_FOR.search(clause) else 1) :]
                return not any(opens_with_action(c, 0, len(c)) and not _SO_THAT.match(c) for c in after)
            return True
        if acting:
            return False
    return False


def asks(words: str) -> bool:
    """Whether any part of a sentence asks somebody to do something: `请提前入场`."""
    return ("请" in words or "望" in words) and any(_ASKED.match(part.strip()) for part in _PART.split(words))


def acts(words: str) -> bool:
    """Whether any part of a sentence opens with an action."""
    return any(_acts(part.strip()) for part in _PART.split(words))


def _acts(clause: str) -> bool:
    """Whether a clause opens with an action, behind a word of time if any (`今年继续办理交接手续`), or asks for one."""
    if clause.endswith("的"):  # `检查对象不服的`: a condition
        return False
    if _ASKED.match(clause):
        return True
    time = _NOW.match(clause)
    return opens_with_action(clause, time.end() if time else 0, len(clause))


def _describes(words: str) -> bool:
    """Whether every part of a sentence describes something: `条件优越、基础较好,具备…的潜力`."""
    return all(_DESCRIBES.fullmatch(part) for part in re.split("[,、;]", words.rstrip("。;! ")))


def _is_judgement(words: str) -> bool:
    return bool(_COPULA_HINT.search(words) and _COPULA.search(words))
