"""Notes in brackets and lines that only say who acts: `(水利部牵头,财政部参与)`, `责任单位:市发展改革委`.

A note is read alone here; what it governs is found over the document (`ingest.taggers.bodies_binding`).
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from corpus.types import Role, Span
from ingest.labelled import says_only_who
from ingest.taggers.bodies_heads import mask
from ingest.taggers.bodies_names import Heads, Member
from ingest.taggers.roles import LINE_ROLES

__all__ = ["FIRST_LEADS", "BodyMention", "How", "read_note"]

How = Literal["subject", "object", "agent", "partner", "told", "note", "line", "title", "forward"]


class BodyMention(msgspec.Struct, frozen=True):
    """A body in one role. `scope` are the stretches of the text that it governs; `how` tells what made it one."""

    start: int
    end: int
    name: str
    role: Role
    how: How
    scope: tuple[Span, ...]


# Words that make a bracket a note: `(…牵头,…配合)`, `(责任单位:…)`, `(各地区负责)`.
_NOTE_WORD: Final = re.compile(
    r"牵头|负责|参与|参加|配合|协助|指导|落实|责任|实施|督促|监督|督导|会同|承办|协办|主办|分工|协同|下同|以下(?![简统]?称)|主责|承担|列第一|排第一|按职责"
)
# `责任单位:`, `牵头部门:`, `负责部门:`, `责任单位及责任人:`; the names of persons are none.
_LABEL: Final = re.compile(
    r"(?:[一二三四五六七八九十\d、. ]{0,4})(?P<label>(?:牵头|责任|配合|负责|参与|参加|协助|协办|主办|承办|实施|落实|指导|督导|督办|监督|主责|支持|承担|第一责任|主要责任|具体责任|责任主体)(?:和|及|、)?(?:牵头|责任|配合|负责|参与|实施|落实|主体)?(?:单位|部门|机构|主体|处室|科室)|责任主体|分工|牵头|配合|责任)(?:和单位|和部门)?:"
)
_APART: Final = re.compile(r" (?=[\u4e00-\u9fff]{2,8}(?:单位|部门|时限|主体):)")
# The labels that hold no bodies: `完成时限:`, `责任人:`, `适用范围:`.
_OTHER_LABEL: Final = re.compile(
    r"(?:完成)?(?:时限|时间|进度|期限)[^:]{0,6}:|(?:责任领导|责任人|联系人|适用范围|备注|牵头领导|分管领导|工作目标|目标)[^:]{0,4}:"
)
# What a part of a note says of those it names: `…按分工负责`, `…等参与`, `…指导`.
_VERB: Final = re.compile(
    r"(?:等|等部门|等单位|等有关部门|等部门和单位|等相关部门)?(?:要|应|均|共同|具体|分别|各自|加强|予以|给予|负责|按照|按|根据|依据|依|职责|职能|分工|任务|结合|实际|联合|密切|协同|积极|组织|抓好|做好|统筹){0,7}"
    r"(?P<verb>牵头负责|负责牵头|牵头|负责|参与|参加|配合|协助|协同|协办|指导|落实|实施|督促|监督|督导|督办|主办|承办|承担|推进|支持|分工)"
    r"(?:落实|实施|推进|组织|负责|指导|配合|监督|督促|和|并|、|工作|好|做|抓|按职责分工|分工|参与|组织实施|统筹|协调|完成|任务|相关|有关|各项){0,6}$"
)
# `列第一位者牵头,下同`, `排在第一位的部门为牵头部门`, `排名第一的为牵头单位`.
FIRST_LEADS: Final = re.compile(r"(?:列|排|居)[^,。;]{0,6}(?:第一|首)[^,。;]{0,10}牵头")
# What tells how a note is read: `逗号前为省级责任单位`, `下同`.
_HOW_TO_READ: Final = re.compile(r"下同|[^、,;。]{1,14}[为是][^、,;。]{0,10}(?:牵头|责任|配合|主办|协办)(?:单位|部门)")
# `以下均需各市政府落实`, `以下各项均由省级政府负责`.
_FORWARD: Final = re.compile(r"以下(?:各项|任务|工作|内容)?(?:均|都)?(?:需|由|须|应|含|包括)?")
# The role of one office in a list.
_MARK: Final = re.compile(r"\((牵头|主办|负责|配合|协办|参与)(?:单位|部门)?\)")
_PART: Final = re.compile(r"[^,;。:]+[,;。:]?")
# A name in a note that the lexicon does not know, told by its last character: `市爱卫办`, `县供电公司`, `各镇(街道)`.
_PLAIN_NAME: Final = re.compile(
    r"[\u4e00-\u9fff()“”\x03]{1,20}(?:[部委局厅办院署会行社处室站所科组镇乡县市区州盟旗府队关校团联司馆台]|\))"
)


def read_note(words: str) -> list[BodyMention]:
    """The bodies of a note or a line of responsible units; none where the words (a folded sentence) are neither.

    Offsets count from the beginning of `words`; `name` holds only what a name borrows from its list.
    """
    bare = words.strip()
    if not bare:
        return []
    shift = words.index(bare)
    label = _LABEL.match(bare.lstrip("("))
    opened = bare.startswith("(") and (bare.count("(") > bare.count(")") or bare.rstrip("。;").endswith(")"))
    closed = bare.rstrip("。;").endswith(")") and bare.count(")") > bare.count("(")
    if len(bare) > 700:
        return []
    if not (opened or closed or label) and says_only_who(bare):
        return _Note(bare.rstrip("。;"), shift, "note").read()
    if not (opened or closed or label) and not _CELL.search(bare):
        return []
    if not (opened or closed or label):
        return _cell(bare, shift)
    if not label and not _NOTE_WORD.search(bare):
        return _bare_list(bare, shift)
    begin = 1 if opened else 0
    stop = len(bare.rstrip("。;"))
    if (opened or closed) and bare[stop - 1] == ")" and bare.count(")", begin, stop) > bare.count("(", begin, stop):
        stop -= 1
    return _Note(bare[begin:stop], shift + begin, "line" if label and not (opened or closed) else "note").read()


# A cell of a flattened table that only lists organs: `科技部、财政部、国家标准委`.
_CELL: Final = re.compile(r"^[^,。;:!?\d]{2,20}(?:、[^,。;:!?\d、]{2,20}){1,20}$")


def _cell(bare: str, shift: int) -> list[BodyMention]:
    masked, _ = mask(bare)
    names = Heads(masked).read(0, len(masked), need_predicate=False)
    if (
        names is None
        or names.end < len(masked.rstrip("等 "))
        or not all(m.kind in ("organ", "field") and not m.borrowed for m in names.members)
    ):
        return []
    return [_mention(m, "responsible", "line", shift, len(bare)) for m in names.members]


# Who may stand in a bracket that says nothing of them: `(省教育厅、省财政厅,各市人民政府)`.
_OFFICES: Final = frozenset(["organ", "field", "government", "party", "department", "court"])


# So many known offices let one pass that the lexicon lacks.
_MOST: Final = 2
_LAST: Final = re.compile("、[\u4e00-\u9fff()]{3,16}$")


def _is_office(masked: str, member: Member) -> bool:
    """Whether a member is an office by its kind, or by the level that it names: `市供销社`, `省电力公司`."""
    return member.kind in _OFFICES or (
        member.kind in ("unit", "enterprise") and masked[member.start] in "国省市县区州旗盟"
    )


# When it is to be done, behind those who do it: `(市司法局、市审计局,持续推进)`.
_SCHEDULE: Final = re.compile(
    r"[,;](?:持续|长期|常年|常态化?|全年)(?:推进|坚持|实施|开展|落实)?$|[,;](?:\d{4}年)?(?:\d{1,2}月|年|\d{1,2}月\d{1,2}日)?底?前?(?:完成|取得[^,;]{2,10})?$"
)


def _bare_list(bare: str, shift: int) -> list[BodyMention]:
    """A bracket that holds nothing but organs: `(教育部、财政部)`."""
    inner = _SCHEDULE.sub("", bare[1:].rstrip("。;").rstrip(")"))
    masked, _ = mask(inner)
    heads = Heads(masked)
    members: list[Member] = []
    at = 0
    for part in re.split("[,;]", masked):
        end = at + len(part.rstrip("等"))
        # `(市发改委、市粮食局、中储粮某市直属库)`: the lexicon lacks the last
        last = _LAST.search(masked, at, end)
        if last and masked.count("、", at, end) >= _MOST and all(h.end < end for h in heads.between(last.start(), end)):
            members.append(Member(last.start() + 1, end, "unit", ""))
            end = last.start()
        names = heads.read(at, end, need_predicate=False)
        if names is None or names.end < end or not all(_is_office(masked, m) for m in names.members):
            return []
        members.extend(names.members)
        at += len(part) + 1
    if re.search(r"[年月日\d]", inner) or not any(m.kind in ("organ", "field") for m in members):
        return []
    return [_mention(m, "responsible", "note", shift + 1, len(inner)) for m in members]


def _mention(member: Member, role: Role, how: How, shift: int, length: int) -> BodyMention:
    return BodyMention(
        member.start + shift, member.end + shift, member.borrowed, role, how, (Span(shift, shift + length),)
    )


class _Note:
    """Reads one note part by part; a part without a verb waits for the verb of the next."""

    def __init__(self, words: str, shift: int, how: How) -> None:
        # `牵头单位:甲局  配合单位:乙局`: labels set apart by spaces only
        self.words, self.masked = words, _APART.sub(";", mask(words)[0])
        self.heads = Heads(self.masked)
        self.shift, self.how = shift, how
        self.found: list[tuple[Member, str, How]] = []
        self.waiting: list[Member] = []

    def read(self) -> list[BodyMention]:
        role = last = ""
        ignored = False
        for part in _PART.finditer(self.masked):
            begin, stop = part.span()
            end = stop - 1 if part.group()[-1] in ",;。:" else stop
            if label := _LABEL.match(part.group().lstrip()):
                self._settle(role or "负责")
                role, ignored = label.group("label"), False
                continue
            if _OTHER_LABEL.match(part.group()):
                self._settle(role or "负责")
                role, ignored = "", True
                continue
            if ignored and part.group()[-1] != ":":
                ignored = part.group()[-1] not in ";。"
                continue
            if FIRST_LEADS.match(part.group()) or _HOW_TO_READ.match(part.group()):
                continue
            self._part(begin, end, role)
            last = role or last
            if part.group()[-1] == ";" and role:
                self._settle(role)
                role = ""
        # `(责任单位:甲局、乙局等;各区政府)`: the last part has the label of the first
        self._settle(role or last or ("" if self.found else "负责"))
        return self._mentions()

    def _part(self, begin: int, end: int, role: str) -> None:
        masked = self.masked
        forward = _FORWARD.match(masked, begin, end)
        verb = _VERB.search(masked, begin, end)
        stop = verb.start() if verb else end
        at = forward.end() if forward else begin
        joined = masked.find("会同", at, stop)
        first = self._names(at, joined if joined >= 0 else stop)
        partners = self._names(joined + 2, stop) if joined >= 0 else []
        if role and not verb:
            self.found.extend((m, role, self.how) for m in first)
            self.found.extend((m, "配合", self.how) for m in partners)
            return
        if verb is None:
            if first:
                self.waiting.extend(first)
            return
        words = verb.group()
        how: How = "forward" if forward else self.how
        self._settle(words)
        self.found.extend((m, words, how) for m in first)
        self.found.extend((m, "配合", how) for m in partners)

    def _settle(self, words: str) -> None:
        if words:
            self.found.extend((m, words, self.how) for m in self.waiting)
            self.waiting = []

    def _names(self, begin: int, end: int) -> list[Member]:
        masked = self.masked
        while begin < end and masked[begin] in " 由和与及、":
            begin += 1
        while end > begin and masked[end - 1] in " 等、":
            end -= 1
        if begin >= end:
            return []
        names = self.heads.read(begin, end, need_predicate=False)
        if (
            names is not None
            and names.end >= end - 6
            and masked[names.end : end] in ("", "等", "等部门", "等单位", "等有关部门")
        ):
            return list(names.members)
        members = []
        at = begin
        for piece in re.split(r"(、|和(?!信息|旅游|社会|城乡|计划|草原|储备|规划|国家|技术)|以及)", masked[begin:end]):
            stop = at + len(piece)
            bare = re.sub(r"等.{0,6}$", "", piece)
            if len(bare) > 1 and (_PLAIN_NAME.fullmatch(bare) or self._ends_with_head(at, at + len(bare))):
                members.append(Member(at, at + len(bare), "organ", ""))
            at = stop
        return members

    def _ends_with_head(self, begin: int, end: int) -> bool:
        return any(h.end == end and h.kind != "none" for h in self.heads.between(begin, end))

    def _mentions(self) -> list[BodyMention]:
        # `责任单位:县水利局(牵头)、县财政局`
        marks = [_MARK.match(self.words, member.end) for member, _, _ in self.found]
        said = [mark.group(1) if mark else words for mark, (_, words, _) in zip(marks, self.found, strict=True)]
        leads = any("牵头" in words for words in said)
        return [
            _mention(member, _role(words, leads), how, self.shift, len(self.masked))
            for (member, _, how), words in zip(self.found, said, strict=True)
        ]


def _role(words: str, leads: bool) -> Role:
    """The role that a note's verb or label gives; `按分工负责` beside a lead is support."""
    if "牵头" in words:
        return "lead"
    if leads and "分工" in words:
        return "support"
    if words.startswith("负责") or "负责" in words:
        return "responsible"
    for pattern, role in LINE_ROLES:
        if pattern.search(words):
            return role
    return "responsible"
