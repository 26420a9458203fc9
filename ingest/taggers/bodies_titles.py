"""Offices that stand before what they do: as a title (`(一)市教育局。负责…`) or before a colon (`市教育局:负责…`)."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Role
from corpus.verbs import opens_with_action
from ingest.taggers.bodies_duty import ANSWERS
from ingest.taggers.bodies_events import CLAUSE, OFFICES, PREFIX
from ingest.taggers.bodies_names import Heads, Member
from ingest.taggers.roles import SUPPORTING

__all__ = ["before_colon", "titled"]

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


def titled(heads: Heads) -> tuple[Member, ...]:
    """The offices that a title names and nothing else: what stands beneath is their duty (`(一)市教育局。负责…`)."""
    masked = heads.masked
    prefix = PREFIX.match(masked)
    at = prefix.end() if prefix else 0
    names = heads.read(at, len(masked), need_predicate=False)
    if names is None or not _DUTIES.fullmatch(masked, names.end):
        unknown = _UNKNOWN.fullmatch(masked, at)
        return (Member(at, unknown.end("name"), "organ", ""),) if unknown else ()
    first = names.members[0]
    nouns = heads.between(first.start, first.end)
    if not first.borrowed and not (nouns and nouns[0].start - first.start <= _TITLE_LEAD):
        return ()
    own = all(m.kind in OFFICES or masked[m.end - 2 : m.end] in _UNIONS for m in names.members)
    return names.members if own else ()


def before_colon(heads: Heads, at: int, stop: int, end: int) -> tuple[tuple[Member, Role], ...]:
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
    acts = opens_with_action(masked, stop, end) or ANSWERS.match(masked, stop)
    return tuple((m, role) for m in names.members if m.kind in OFFICES or (acts and m.kind in _UNITS))
