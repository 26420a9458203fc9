"""Subjects of duties: names at the beginning of a clause with a predicate behind them (`各地区要…`, `企业应当…`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from corpus.types import Role
from ingest.taggers.bodies_duty import is_subject
from ingest.taggers.bodies_events import CLAUSE, PREFIX, PUBLIC, YEAR, Event, is_imperative
from ingest.taggers.bodies_names import Heads, Member, Names
from ingest.taggers.bodies_titles import before_colon
from ingest.taggers.roles import LEADS, PERMISSION, SUPPORTING, VERB_START

__all__ = ["subjects"]

# A clause that only says when, where or for whom; a new subject after it takes it along:
# `2020年底前,各省…`, `对未达标的县,市里要…`, `在国务院领导下,各部门…`; not `结合本地情况编方案,各县要…`.
_ADVERBIAL: Final = re.compile(
    rf"(?:{YEAR}|今年年?底?前?|年底前|每年|“\x02{{2,6}}”期间|其中|同时|此外|另外)$|"
    r"(?:到|至|自|从|在|于|按照|按|根据|依据|围绕|结合|针对|通过|截至|以|除)[^,;。]*"
    r"(?:[下中上后前时起内外]|要求|原则|规定|精神|情况|实际|方面|部署|方式|领域|过程|期间|基础|依据|方案)$|"
    r"(?:对|对于|针对|涉及)(?![^,;。]*(?:负责|负总责|进行|开展|实施|给予))[^,;。]*的[^,;。]{0,14}$|[^,;。]{2,30}的$|[^,;。]{4,30}[后时]$"
)
# The verbs of supervising, with or without `对…进行` before them.
_SUPERVISES: Final = re.compile(
    r"(?:等)?(?:会同[^,;。对]{2,24})?(?:要|应当?|须|必须|负责|积极|主动|切实|依法|定期|加强|做好){0,4}"
    r"(?:对[^,;。]{2,40}?(?:的|进行|开展|实施|加强|予以)?[^,;。]{0,12}?)?"
    r"(?:督导|督促|督查|督察|监督|检查|稽查|考核|审计|指导)"
)
# What stands behind the one that is supervised: `对各县进行督导`, `对下级政府的考核`, `对各区定期督查`.
_SUPERVISED: Final = re.compile(
    r"(?:定期|不定期|适时|全面|集中|逐级|统一|依法|每(?:半年|季度|[年月季周])){0,2}(?:进行|开展|实施|加强|督|考核|审计|的(?:监督|督|指导|考核|审计))"
)
_SUPERVISES_LATER: Final = re.compile(r"(?:监督|督促|督导|督查|督察)(?:和|并|、)?(?:指导|检查|推动)?")


def subjects(heads: Heads, end: int) -> Iterator[Event]:
    """The subjects of a masked sentence, clause by clause."""
    masked = heads.masked
    cuts = [0, *(m.end() for m in CLAUSE.finditer(masked, 0, end))]
    clauses = [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True) if b - a > 2]
    for index, (begin, stop) in enumerate(clauses):
        if not heads.between(begin, min(stop, begin + 180)):
            continue
        prefix = PREFIX.match(masked, begin, stop)
        at = prefix.end() if prefix else begin
        names = heads.read(at, stop, guess=True)
        mentions = _roles(heads, names, stop, end) if names else before_colon(heads, at, stop, end)
        if not mentions or (names and _dealt_with(masked, clauses, index, names)):
            continue
        boundary = begin
        while index > 0 and (partners := _partners(heads, *clauses[index - 1], mentions)):
            index -= 1
            mentions = partners + mentions
            boundary = begin = at = clauses[index][0]
            prefix = None
        for back in range(index - 1, max(-1, index - 5), -1):
            words = masked[clauses[back][0] : clauses[back][1] - 1]
            if not _ADVERBIAL.match(words) and not (_OF_WHOM.fullmatch(words) and _dealt_above(masked, clauses, back)):
                break
            boundary = clauses[back][0]
        yield Event(at if prefix else begin, boundary, "subject", mentions)


def _partners(
    heads: Heads, begin: int, stop: int, mentions: tuple[tuple[Member, Role], ...]
) -> tuple[tuple[Member, Role], ...]:
    """Those of a clause that only names some, set off by a comma from the rest: `各区政府,市各有关部门要…`."""
    if heads.masked[stop - 1] != ",":
        return ()
    prefix = PREFIX.match(heads.masked, begin, stop)
    names = heads.read(prefix.end() if prefix else begin, stop - 1, need_predicate=False)
    if names is None or heads.masked[names.end : stop - 1].strip("\x01") or "的" in heads.masked[begin:stop]:
        return ()
    if is_imperative(heads, names) or any(m.kind in ("place", "region", "none", "thing") for m in names.members):
        return ()
    return tuple((m, role) for m in names.members for _, role in mentions[-1:])


# `对盲目决策,造成严重后果的干部,要…`: with whom somebody deals; not `对发现的问题,有关的单位,要…`, where a clause says it all.
_DEALT_WITH: Final = re.compile(
    r"(?:凡是?)?对于?(?![外口])(?![^,;。]*(?:的[^,;。]{0,14},|负责|进行|开展|实施|实行|给予|予以|采取|加强|落实|建立|要|应|须|一律|依法|严))[^,;。]{4,60},$"
)
# The last of such clauses, and one before it: `(对…,)工作不力的单位`.
_OF_WHOM: Final = re.compile(r"[^,;。]{2,30}的[^,;。]{1,14}|对[^,;。]{4,60}")
# Who is in charge: `所在地的县政府`
_IN_CHARGE: Final = re.compile(r"(?:所在|主管|属地|负有|负责|承担|有[^,;。的]{0,8}[责职][任责])[^,;。的]{0,12}的")


def _dealt_with(masked: str, clauses: Sequence[tuple[int, int]], index: int, names: Names) -> bool:
    """Whether a name closes the words of a 对 that an earlier clause of its sentence begins with."""
    here = clauses[index][0]
    if not masked.startswith(",", names.end) or "的" not in masked[here : names.end] or _IN_CHARGE.match(masked, here):
        return False
    return _dealt_above(masked, clauses, index)


def _dealt_above(masked: str, clauses: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether an earlier clause of a sentence begins with 对 and goes on to the one at `index`."""
    above = takewhile(lambda clause: masked[clause[1] - 1] == ",", reversed(clauses[max(0, index - 4) : index]))
    return any(_DEALT_WITH.match(masked, *clause) for clause in above)


def _roles(heads: Heads, names: Names, stop: int, end: int) -> tuple[tuple[Member, Role], ...]:
    """The members of a subject with their roles; none where the clause lays nothing on them."""
    masked = heads.masked
    if PERMISSION.match(masked, names.end) or not is_subject(heads, names, stop):
        return ()
    return tuple((member, role) for member in names.members for role in _verb_roles(heads, names, stop, end))


def _verb_roles(heads: Heads, names: Names, stop: int, end: int) -> list[Role]:
    masked, predicate = heads.masked, names.predicate
    after = masked[names.end : min(stop, names.end + 90)]
    lead = re.match(rf"(?:等)?[^,;。]{{0,25}}{LEADS}", after)
    if lead and not heads.between(names.end, names.end + lead.end()):
        return ["lead"]
    if SUPPORTING.match(masked, names.end, stop):
        return ["support"]
    # `市住建局指导,各区政府落实`
    if predicate and predicate.group() == "指导" and predicate.end() >= stop - 1:
        return ["oversee"]
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
        return within[-1].kind in PUBLIC and bool(_SUPERVISED.match(heads.masked, within[-1].end))
    names = heads.read(verb_end, stop, need_predicate=False)
    return names is not None and names.members[0].kind in PUBLIC and names.end - verb_end < 30


def _oversees_later(heads: Heads, begin: int, end: int) -> bool:
    """Whether a later verb of the subject makes public bodies act: `要加强领导,督促各地区落实`."""
    for match in _SUPERVISES_LATER.finditer(heads.masked, begin, min(end, begin + 400)):
        if heads.masked.startswith(("部门", "机构", "单位", "组", "室"), match.end()):
            continue
        names = heads.read(match.end(), end)
        if names is not None and names.members[0].kind in PUBLIC and not VERB_START.match(heads.masked, match.end()):
            return True
    return False
