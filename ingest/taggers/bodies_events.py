"""What the readers of subjects and of those made to act share: events, clauses, kinds of heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from corpus.types import Role
from ingest.taggers.bodies_heads import begins_field
from ingest.taggers.bodies_names import Heads, Member, Names
from ingest.taggers.bodies_notes import How
from ingest.taggers.roles import AUTHORITY, CAUSES, VERB_START

__all__ = [
    "CLAUSE",
    "OFFICES",
    "PREFIX",
    "PUBLIC",
    "YEAR",
    "Event",
    "begins_with_work",
    "clause_end",
    "clause_start",
    "is_imperative",
    "named_by_work",
    "reaches",
    "starts_with_head",
]

CLAUSE: Final = re.compile(r"[,;:。!?\n\t]")
_LEADS_ONLY: Final = re.compile(r"(?:等)?(?:负责牵头|牵头负责|牵头)[,、]")
_ANSWERS_ONLY: Final = re.compile(r"(?:等)?(?:负责|承办|主办)[,、]")
# A year with what may stand around it: `到2020年`, `2018年6月底前`, `自2019年1月1日起`.
YEAR: Final = (
    r"(?:到|至|自|从|在|于|截至|力争)?\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末初]|上半年|下半年|[一二三四]季度)?"
    r"(?:之?前|以前|起|后|内|开始|期间|以来)?"
)
# What may precede a subject in its clause: numbers, conjunctions, time (`(一)`, `一是`, `并`, `到2020年`, `原则上`).
PREFIX: Final = re.compile(
    r"(?:[\s—]+|\(?[一二三四五六七八九十]{1,3}[)、.是]|第[一二三四五六七八九十]{1,3}[,、是条章节]|\(?\d{1,3}[)、.](?!\d)|[①-⑳]|"
    r"(?:并且|并|否则|同时|其中|此外|另外|但是|但|而且|而|则|且|再|对此|为此|因此|原则上|今后|必要时|目前|当前|现阶段|从现在起|从今年起|"
    r"今年|明年|每年|每季度|每月|还|也|又)(?!级)|"
    r"其(?=(?:法定代表|主要负责|分管负责|直接责任|负责)人|(?:上级|业务)?主管(?:部门|单位))|(?:特别|尤其)是(?=[\u4e00-\u9fff])|"
    r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})(?:年|个月|个工作日|[天日周])(?:之|以)?内|"
    rf"{YEAR}|(?:到|至)?“\x02{{2,6}}”(?:期间|末|时期)|凡是?(?=[\u4e00-\u9fff]{{0,20}}的)|力争(?![到在])|争取(?![到在])|[\u4e00-\u9fff]{{2,6}}期间(?=[\u4e00-\u9fff]))+"
)
# How far from a word its clause is looked for: longer clauses are no prose.
_FAR: Final = 400
# Heads whose bodies are public: supervising them is `oversee`.
PUBLIC: Final = frozenset(
    ["government", "party", "congress", "court", "department", "organ", "field", "place", "region"]
)
# Heads that are offices: what a title or a bare verb may lay on them.
OFFICES: Final = frozenset(["organ", "field", "government", "department", "party", "congress", "court"])


class Event(NamedTuple):
    """Bodies found together: where their part begins, where an earlier part ends, how far it may reach.

    `end` is None where the part goes on to the next subject; `encouraged` is set for those who are only
    encouraged, whose part ends where the authority itself acts.
    """

    at: int
    boundary: int
    how: How
    mentions: tuple[tuple[Member, Role], ...]
    end: int | None = None
    encouraged: bool = False


def clause_start(masked: str, at: int) -> int:
    """Where the clause that holds an offset begins."""
    first = max(0, at - _FAR)
    return max(first, *(masked.rfind(mark, first, at) + 1 for mark in ",;:。\n\t"))


def clause_end(masked: str, at: int, end: int) -> int:
    """Where the clause that holds an offset ends, its mark left out."""
    found = CLAUSE.search(masked, at, min(end, at + _FAR))
    return found.start() if found else min(end, at + _FAR)


def starts_with_head(heads: Heads, names: Names) -> bool:
    """Whether a name begins with a head noun or a field of work: `监督部门…`, `宣传、网信部门…`, whatever verb it looks
    like."""
    if begins_field(heads.masked, names.start):
        return True
    return any(h.start == names.start and h.kind != "none" for h in heads.between(names.start, names.start + 1))


# What an office is called by its work: `联合采购办公室`, `试点工作小组`; not what somebody does with one: `设立办公室`.
_OFFICE: Final = re.compile(
    rf"(?!设|成立|组|建|新建|筹建|撤销|加入|进入|依托|通过|聘请|联系|配合|协助|协同|会同|服务|依靠|支撑|监管|派|向|对|把|将|在|由|与|同|按|以|{CAUSES})"
    r"(?:(?![的与和或及对])[\u4e00-\u9fff]){2,10}"
)
_OFFICE_HEADS: Final = (
    "办公室",
    "小组",
    "指挥部",
    "委员会",
    "中心",
    "专班",
    "工作组",
    "专家组",
    "联席会议",
    "巡视组",
    "机构",
    "机关",
)


def begins_with_work(heads: Heads, names: Names) -> bool:
    """Whether before its first head noun a name holds nothing but some work: `主管海关`, `联合采购办公室`."""
    return bool(_OFFICE.fullmatch(heads.masked, names.start, heads.between(names.start, names.end)[0].start))


def named_by_work(heads: Heads, names: Names) -> bool:
    """Whether a name begins with the work of an office, whatever verb that looks like: `联合采购办公室`."""
    head = heads.between(names.start, names.end)[0]
    word = heads.masked[head.start : head.end]
    office = word.endswith(_OFFICE_HEADS) or (len(word) > 3 and word.endswith(("单位", "部门")))
    return office and begins_with_work(heads, names)


def is_imperative(heads: Heads, names: Names) -> bool:
    """Whether what was read as a name begins with a verb or a preposition instead."""
    return bool(VERB_START.match(heads.masked, names.start)) and not (
        starts_with_head(heads, names) or named_by_work(heads, names)
    )


def reaches(masked: str, events: Sequence[Event], end: int) -> list[int]:
    """How far each event (sorted by place) reaches: to the next subject, such verb, or act of the authority."""
    stops = [end] * len(events)
    subject = other = end  # where the next plain subject begins, and where the next body of any such kind does
    pending: list[tuple[int, int, bool]] = []  # what begins at the same place ends nothing there
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if pending and pending[0][0] != event.at:
            for _, boundary, plain in pending:
                other = min(other, boundary)
                subject = min(subject, boundary) if plain else subject
            pending = []
        stops[index] = (
            event.end
            if event.end is not None
            else max(event.at, other if event.encouraged or event.how == "object" else subject)
        )
        if event.how not in ("told", "partner"):
            # `请各县…` ends what another subject does as well: it is the issuer who asks
            plain = event.how in ("subject", "agent") or event.encouraged or masked.startswith("请", event.at)
            pending.append((event.at, event.boundary, plain))
        if event.encouraged:
            stops[index] = _until_authority(masked, event, stops[index])
        # `甲局牵头,乙局配合,做好…`: who leads without saying what leads what follows, who answers for it beside supporters
        if index + 1 < len(events):
            supported = all(role == "support" for _, role in events[index + 1].mentions)
            bare = (_LEADS_ONLY, _ANSWERS_ONLY) if supported else (_LEADS_ONLY,)
            if any(words.fullmatch(masked, event.mentions[-1][0].end, stops[index]) for words in bare):
                stops[index] = stops[index + 1]
    return stops


def _until_authority(masked: str, event: Event, stop: int) -> int:
    for clause in CLAUSE.finditer(masked, event.mentions[-1][0].end, stop):
        if AUTHORITY.match(masked, clause.end()) or re.match(
            r"要|应当?(?!用)|须|必须", masked[clause.end() : clause.end() + 2]
        ):
            return clause.end()
    return stop
