"""What a term of so many days runs from: the document's issue, the day it takes effect, an event, or its date."""

from __future__ import annotations

import re
from typing import Final

from ingest.taggers.deadlines_tokens import Token
from ingest.taggers.deadlines_types import Base

__all__ = ["is_issue", "runs_from", "taking"]

# `自本意见印发之日起`, `接到举报后`, `收到申请之日起`, `有效期届满前`: what a duration runs from, right before it
_ANCHOR: Final = re.compile(
    r"(?P<words>(?:[自从])?(?P<event>[^,。;:!?、()〔〕\n]{0,24}?)"
    r"(?P<edge>(?:之日|之时|日|时|当日|次日)起(?:的)?|(?:之|以)?后(?:的)?|(?<=[满期开行办工效业])前(?:的)?),?(?:在)?)$"
)
# An anchor's words begin after one of these at the latest: `应当自…`, `要在接到举报后…`
_BEGIN: Final = re.compile(r"(?:应当?|须|必须|要|于|可以?|在|的|自|从)(?=[^,。;]{2,})")
_SELF: Final = (
    r"(?:本|此|该)?(?:[一-龥]{0,8}(?:意见|通知|办法|方案|文件|规定|公告|决定|计划|细则|纲要|规划|措施|条例|通告|本文)|"
    r"本[一-龥]{1,6}|文件|文)"
)
_ISSUE: Final = re.compile(rf"{_SELF}?(?:印发|发布|公布|下发|发文|颁布|出台|印送|发出)$")
# `自本规定施行之日起六个月内`: from the day on which it takes effect
_EFFECT: Final = re.compile(rf"{_SELF}?(?:施行|实施|生效)$")
# `自批复之日起2个月内`: the issue where the document is the reply, an event elsewhere
_REPLY: Final = re.compile(r"(?:本|此)?批复(?:印发|下发|发布)?$")
# `中标企业应当在公布后十五日内…`: somebody else's list, unless the words name this text
_OTHERS: Final = re.compile(r"(?:发布|公布|颁布|出台|施行|实施|生效)$")
# A condition before a bare duration: `发生突发环境事件的,24小时内上报`, `扣税款的次月十五日内`
_CONDITION: Final = re.compile(
    r"(?:的|后|时|之日起|以前|满|次月|次日|次年|翌日|当月|终了|结束),?(?:应当?|要|须|必须|于|在|并|应在|须在|要在)?$"
)
_RECEIVED: Final = re.compile(
    r"(?:接到|收到|受理|签订|取得|竣工|发生|获得|送达|发现|接报|届满|创业|成立|毕业|离校|注册|出生|到期|期满|投产|投运)[^,。;]{0,10}$"
    # `对新识别的对象10日内落实…`, `责令其在60日内…`
    r"|对(?:新|排查|发现|反映|投诉)[^,。;]{2,14}$|责令[^,。;]{0,6}$"
)
_PROCEDURE: Final = re.compile(r"申请|受理|审批|办结|答复|举报|投诉|登记|审查|复核|申诉|告知|批复|备案|核准|异议")
# `3年内不得再次申请`: runs from the decision
_BARRED: Final = re.compile(
    r"(?:不得|不予|不再|禁止)(?:再次|再|重新)?(?:申请|申报|报名|参加|参评|参与|从事|从业|任职|担任|受理|录用)"
)
# `转制为企业的,五年内免征所得税`: a benefit runs from what gives the right to it
_BENEFIT: Final = re.compile(
    r"(?:可|继续|可继续|按[^,。;]{0,8})?(?:免征|减征|免收|减免|免缴|减半征收|给予[^,。;]{0,12}(?:补贴|补助|贴息|奖励|减免))"
)
# `用3年时间`, `经过5—10年左右时间`, `力争三到五年时间内`
_TAKING: Final = re.compile(r"(?:再?用|利用|经过|通过|花|以|历时|力争用?|争取用?|计划用?|拟用)(?:大?约|不到|大概)?$")


def taking(before: str) -> str:
    """`用`, `经过`, `力争用`: the words right before a length of time that make it a term; empty where there are none."""
    found = _TAKING.search(before[-6:])
    return found[0] if found else ""


def is_issue(event: str) -> bool:
    """Whether an event is the document's own issue or coming into force: `印发`, `本办法公布`, `施行`."""
    return _ISSUE.match(event) is not None or _EFFECT.match(event) is not None


def runs_from(text: str, low: int, high: int, token: Token, start: int) -> tuple[Base, int]:
    """What a duration of the sentence `text[low:high]` runs from, and where its words begin (else at `start`)."""

    def before(place: int, length: int) -> str:
        return text[max(low, place - length) : place]

    found = _ANCHOR.search(before(token.start, 40))
    if found and found["words"].endswith(("后,", "后的,")):
        return "event", start
    if found and found["words"].strip(","):
        words, event = found["words"], found["event"]
        cuts = [m.end() for m in _BEGIN.finditer(event) if m[0] not in ("自", "从")]
        cut_from = [m.start() for m in re.finditer("[自从]", event)]
        event_at = max([0, *cuts])
        if cut_from and cut_from[-1] >= event_at:
            event_at = cut_from[-1]
        head = words.index(event) if event else 0
        words_at = head + event_at if event_at else 0
        return _base(event[event_at:].lstrip("自从"), found["edge"]), token.start - len(words) + words_at
    if token.unit in ("hour", "minute"):
        return "event", start
    if _CONDITION.search(before(start, 8)) and not taking(before(token.start, 6)):
        return "event", start
    if _RECEIVED.search(before(start, 16)):
        return "event", start
    if _BARRED.match(text, token.end, high) or _BENEFIT.match(text, token.end, high):
        return "event", start
    if token.unit in ("workday", "day") and _PROCEDURE.search(text, max(low, start - 80), min(high, token.end + 80)):
        return "event", start
    return "document", start


def _base(event: str, edge: str) -> Base:
    """What the words before a duration name: `event` ends where `edge` (之日起, 后, 前) begins."""
    if "前" in edge or ("后" in edge and _OTHERS.fullmatch(event)):
        return "event"
    if event in ("即", "") or _ISSUE.match(event):
        return "issue"
    if _EFFECT.match(event):
        return "effect"
    return "reply" if _REPLY.match(event) and "起" in edge else "event"
