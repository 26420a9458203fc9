"""Who has to act, answer or be told: bodies with their roles and what they govern (tagging.md, "Body").

`find_bodies` works sentence by sentence: subjects at the start of clauses, bodies that a verb makes act
(`鼓励企业…`), agents (`由…负责`), partners (`会同…`) and those who are told (`向…报告`). `bind_bodies` adds what
needs the document: notes in brackets, lines of responsible units, subjects laid on a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from corpus.types import Role, Span
from ingest.taggers.bodies_binding import bind_bodies
from ingest.taggers.bodies_names import Heads, Member, Names, mask
from ingest.taggers.bodies_notes import BodyMention, How, read_note
from ingest.taggers.roles import (
    AUTHORITY,
    CAUSES,
    CONDITION,
    ABOUT,
    ENCOURAGING,
    JOINT,
    OVERSEEING,
    PERMISSION,
    SUPPORTING,
    VERB_START,
    has_object,
)
from ingest.text import Sentence, Text

__all__ = ["BodyMention", "How", "bind_bodies", "find_bodies"]


class _Event(NamedTuple):
    """Bodies found together: where their part begins, where an earlier part ends, how far it may reach."""

    at: int
    boundary: int
    how: How
    mentions: tuple[tuple[Member, Role], ...]
    end: int | None
    encouraged: bool


_CLAUSE: Final = re.compile(r"[,;:。!?\n]")
# What may precede a subject in its clause: numbers, conjunctions, time (`(一)`, `一是`, `并`, `2018年底前`, `到2020年`).
_PREFIX: Final = re.compile(
    r"(?:[\s—]+|\(?[一二三四五六七八九十]{1,3}[)、.是]|第[一二三四五六七八九十]{1,3}[,、是条章节]|\(?\d{1,2}[)、.](?!\d)|[①-⑳]|"
    r"(?:并且|并|同时|其中|此外|另外|但是|但|而且|而|则|且|再|对此|为此|因此|原则上|今后|必要时|目前|当前|现阶段|从现在起|从今年起|今年|明年|每年|每季度|每月|还|也|又)(?![\u4e00-\u9fff]?级)|"
    r"(?:到|至|自|从|在|于|截至|力争)?(?:\d{2,4}年)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末初]|上半年|下半年|[一二三四]季度)?(?:之?前|以前|起|后|内|开始|期间|以来)?|"
    r"(?:到|至)?“\x02{2,6}”(?:期间|末|时期)|凡是?(?=[\u4e00-\u9fff]{0,20}的)|力争(?![到在])|争取(?![到在]))+"
)
# A clause that only says when, where or for whom; a new subject after it takes it along.
_ADVERBIAL: Final = re.compile(
    r"(?:到|至|自|从|在|于|对|对于|按照|按|根据|依据|围绕|结合|针对|通过|截至|“|\d{2,4}年|今年|明年|每年|年底|其中|同时|此外|力争)[^,;。]*$"
)
# What is told: `向上级政府报告`, `报国务院批准`, `报送财政部`, `抄送有关部门`, `反馈各地区`.
_TELL: Final = re.compile(
    r"(?P<to>向)|(?P<report>(?:上报|报送|抄送|抄报|报请|呈报|呈送|通报给|通报(?!表扬|批评|和|情况|会)|反馈给|反馈至|反馈(?=[各有相省市县])|报告(?=国务院|党中央|[\u4e00-\u9fff]{0,22}(?:部门|机关|政府|机构|委员会|小组|联席会议|指挥部|党委|党组|省委|市委|县委))|报(?![告送请经名纸刊道销废考警批备表账酬复社价数价失案偿关恩头亭])))"
)
_TOLD: Final = re.compile(
    r"[^,;。]{0,14}?(?:报告|备案|汇报|报送|通报|反馈|报备|上报|提交|作出[^,;。]{0,6}(?:检查|说明)|述职|请示|申报|备查|抄送|提出(?:意见|建议|报告)|移送|移交)"
)
_TOLD_AFTER: Final = re.compile(
    r"(?:等)?(?:[,。;、]|$|备案|批准|审批|审定|审核|审查|同意|核准|核定|备查|统筹|汇总|决定|研究|审议|批复|认定|印发|并|及|和|后|,|\s|组织)"
)
# The receiver of a transfer is none: `移送公安机关`, `移交住建部门`.
_TRANSFER: Final = re.compile(r"(?:移送|移交|转交|转送|交由?)$")
# Agents: `由生态环境部牵头`, `交由省级人民政府负责`.
_AGENT: Final = re.compile(r"(?<![自理缘事因])由")
_NO_AGENT: Final = re.compile(r"[^,;。]{0,12}(?:组成|担任|兼任|为主|构成|自主决定|转变为|向)")
# With whom: `会同财政部门制定`, `商有关部门`, `联合公安机关开展`.
_PARTNER: Final = re.compile(
    r"会同|(?<![协磋招电工客厂会通经外内微网])商(?=[\u4e00-\u9fff]{2,9}(?:部|委|局|署|部门|单位|银行))|(?<![有业])联合(?!会|国|体|执法|惩|监|审|检|抽|奖|重|防|培|收|办|社|开|建|发|印|组|制|举|攻|评|工|验|调|社|申|招|运)|配合(?=[\u4e00-\u9fff])"
)
# To whom duties are given: `责任落实到各单位`, `任务分解到有关部门`.
_LAID_ON: Final = re.compile(r"(?:落实|分解|压实|细化|明确|落细|传导)(?:到|至|给)")
# `以政府为责任主体`, `纳入各级河长的职责范围`
_AS_SUBJECT: Final = re.compile(
    r"以(?=[^,;。]{2,20}为(?:责任|实施|第一责任)主体)|纳入(?=[^,;。]{2,20}的?(?:职责|工作职责|责任)范围)"
)
# `在省政府指导下`, `在有关部门监督下`
_UNDER: Final = re.compile(r"在(?=[^,;。在]{2,24}的?(?:统一|业务)?(?:指导|监督)(?:和|、)?(?:指导|监督|支持)?下)")
# Under a prohibition nobody is made to act: `不得要求企业…`, `严禁强制…`.
_FORBIDDEN: Final = re.compile(r"(?:不得|严禁|不准|不许|防止|避免|杜绝|允许|准许|不能|无需|不再)[^,;。]{0,12}$")
_TRIGGERS: Final = re.compile(
    f"(?P<c>{CAUSES.pattern.replace('?P<cause>', '?:')})|(?P<t>{_TELL.pattern.replace('?P<to>', '?:').replace('?P<report>', '?:')})|(?P<a>{_AGENT.pattern})|(?P<p>{_PARTNER.pattern})|(?P<l>{_LAID_ON.pattern})|(?P<s>{_AS_SUBJECT.pattern})|(?P<u>{_UNDER.pattern})"
)
_PUBLIC: Final = frozenset(
    ("government", "party", "congress", "court", "department", "organ", "field", "place", "region")
)
_SUPERVISES: Final = re.compile(
    r"(?:等)?(?:要|应当?|须|必须|负责|积极|主动|切实|依法|定期|加强|做好){0,4}(?:对(?P<of>[^,;。]{2,40}?)(?:的|进行|开展|实施|加强|予以)?[^,;。]{0,12}?)?"
    r"(?:督导|督促|督查|督察|监督|检查|稽查|考核|审计|指导)"
)


def find_bodies(text: Text, sentences: Sequence[Sentence]) -> list[BodyMention]:
    """The bodies of each sentence with their roles and scopes within it, in the order of the text."""
    found: set[BodyMention] = set()
    for sentence in sentences:
        if sentence.zone in ("body", "heading", "table"):
            found.update(_shifted(text, sentence.start, _read(text.folded[sentence.start : sentence.end])))
    return sorted(found, key=lambda m: (m.start, m.end, m.role))


def _shifted(text: Text, offset: int, mentions: Iterable[BodyMention]) -> Iterator[BodyMention]:
    for m in mentions:
        start, end = m.start + offset, m.end + offset
        scope = tuple(Span(s.start + offset, s.end + offset) for s in m.scope)
        yield BodyMention(start, end, text.quote(start, end) + m.name, m.role, m.how, scope)


def _read(words: str) -> Iterator[BodyMention]:
    """The mentions of one folded sentence, offsets from its start; `name` holds only the borrowed last word."""
    if note := read_note(words):
        yield from note
        return
    masked, brackets = mask(words)
    heads = Heads(masked)
    if heads.heads:
        yield from _sentence(masked, heads)
    for bracket in brackets:
        inner = words[bracket.start + 1 : bracket.end - 1]
        if bracket.end - bracket.start < 6:
            continue
        at_end = not masked[bracket.end :].strip("。;!? \n")
        found = read_note(f"({inner})") if at_end else []
        # What else stands in a bracket is a sentence of its own: `(技工院校由人力资源部门负责)`.
        shift = bracket.start if found else bracket.start + 1
        for m in found or _read(inner.replace("(", ",").replace(")", ",")):
            scope = tuple(Span(s.start + shift, s.end + shift) for s in m.scope)
            yield msgspec.structs.replace(m, start=m.start + shift, end=m.end + shift, scope=scope)


def _sentence(masked: str, heads: Heads) -> Iterator[BodyMention]:
    end = len(masked)
    events = sorted(
        (*_subjects(masked, heads, 0, end), *_triggered(masked, heads, 0, end)), key=lambda e: (e.at, e.how)
    )
    for index, event in enumerate(events):
        stop = event.end if event.end is not None else _reach(masked, events, index, end)
        for member, role in event.mentions:
            scope = (Span(event.at, max(stop, member.end)),)
            yield BodyMention(member.start, member.end, member.borrowed, role, event.how, scope)


def _reach(masked: str, events: list[_Event], index: int, end: int) -> int:
    """How far a subject holds: to the next subject or such verb, or what only the authority can do."""
    event = events[index]
    stop = end
    for later in events[index + 1 :]:
        if later.at == event.at or later.how in ("told", "partner"):
            continue
        if later.how == "subject" or later.how == "agent" or event.encouraged or later.encouraged:
            stop = max(later.boundary, event.at)
            break
    if event.encouraged:
        for clause in _CLAUSE.finditer(masked, event.mentions[-1][0].end, stop):
            if AUTHORITY.match(masked, clause.end()) or re.match(
                r"要|应当?(?!用)|须|必须", masked[clause.end() : clause.end() + 2]
            ):
                return clause.end()
    return stop


def _clauses(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(masked, start, end))]
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=False) if b - a > 2]


def _subjects(masked: str, heads: Heads, start: int, end: int) -> Iterator[_Event]:
    clauses = _clauses(masked, start, end)
    for index, (begin, stop) in enumerate(clauses):
        if not heads.between(begin, stop):
            continue
        prefix = _PREFIX.match(masked, begin, stop)
        at = prefix.end() if prefix else begin
        names = heads.read(at, stop)
        if names is None or names.predicate is None:
            continue
        mentions = _subject_roles(masked, heads, names, stop, end)
        if not mentions:
            continue
        boundary = begin
        back = index
        while back > 0 and _ADVERBIAL.match(masked[clauses[back - 1][0] : clauses[back - 1][1] - 1]):
            back -= 1
            boundary = clauses[back][0]
        # a dated or adverbial clause before the subject is its own, unless another subject stands there
        yield _Event(begin if not prefix else at, boundary, "subject", mentions, None, False)


def _subject_roles(masked: str, heads: Heads, names: Names, stop: int, end: int) -> tuple[tuple[Member, Role], ...]:
    predicate = names.predicate
    assert predicate is not None
    group = predicate.lastgroup
    after = masked[names.end : stop]
    members = [m for m in names.members if m.kind != "none"]
    if not members or PERMISSION.match(masked, names.end):
        return ()
    first_words = masked[names.start : names.end]
    if ABOUT.match(masked, names.start, names.end) and not _starts_with_head(heads, names):
        return ()
    imperative = VERB_START.match(masked, names.start, names.end)
    head_first = any(h.start == names.start for h in heads.between(names.start, names.start + 1))
    # `部门制定的文件`: the clause qualifies a noun; `工作组应对`: a title
    if group in ("verb", "noun") and (
        masked[predicate.end() : predicate.end() + 1] == "的" or predicate.end() >= stop - 1
    ):
        return ()
    late = predicate.group()[0] == ","
    strong = group in ("modal", "is")
    # `有条件的城市,要…`: a comma after the subject only where it is a phrase of some length
    if late and (imperative or "的" not in first_words and not re.match(r"各|所有|每个", first_words)):
        return ()
    # `各类主体都是…`, `机构不是…`: a statement
    if masked.startswith("是", predicate.end()) and group == "adverb":
        return ()
    # `县级基本财力`: a level alone acts only with a word of duty
    if not strong and re.fullmatch(r"[省市县乡]级", masked[names.members[-1].start : names.end]):
        return ()
    if (
        imperative
        and not head_first
        and not (strong and ("的" in first_words or imperative.end() >= names.members[0].end - 4))
    ):
        return ()
    if imperative and head_first and not strong and heads.between(names.start, names.start + 1)[0].kind in ("none",):
        return ()
    clause_end = masked[stop - 1 : stop]
    body = after.rstrip(",;:。!?\n")
    if late:
        body = after = masked[names.end + 1 : stop]
    if not strong:
        if group == "noun" and not (
            has_object(masked, predicate.end(), stop)
            and re.match(r"各|所有|每个|有关|相关|地方|凡|.{0,20}的", first_words)
        ):
            return ()
        # `企业参与教育的积极性明显提高`, `群众办理的事项`: the clause qualifies another noun
        if re.match(
            r"[^,;。]{1,22}?的[\u4e00-\u9fff]{2,8}?(?:均|都|应当?|要|须|必须|不得|不[低高超少]|可以?|原则上|一般|不再|较|有较|明显|不断)",
            after,
        ):
            return ()
        # `各部门报送国务院的公文,应当…`: the clause qualifies the subject of the next
        if (
            clause_end == ","
            and re.search(r"的[\u4e00-\u9fff]{2,8}$", body)
            and re.match(r"应|须|必须|要|由|不得|均", masked[stop : stop + 2])
        ):
            return ()
        if re.match(
            r".{0,24}的[\u4e00-\u9fff]{0,2}(?:积极性|能力|作用|比例|水平|意愿|动力|格局|局面|机制|体系|事项|问题|行为|项目|产品|企业|单位|环境)(?:[^,;。]{0,8}(?:提升|提高|增强|改善|下降|形成|$)|$)",
            after[: predicate.end() - names.end] + after[predicate.end() - names.end :].rstrip(",;:。!?\n"),
        ):
            return ()
    # a condition: `企业违反规定的,由…处罚`; it is a subject only where the duty follows without one
    while_doing = group == "prep" and masked.startswith("在", names.end) and not body.endswith("的")
    if (
        not while_doing
        and CONDITION.match(masked[names.start : names.end + len(body)])
        and (clause_end == "," or body.endswith("的"))
    ):
        rest = masked[stop : stop + 4]
        if not re.match(r"(?:要|应|须|必须|不得|将)", rest):
            return ()
    lead = re.match(r"(?:等)?(?:[^,;。]{0,25})牵头(?!单位|部门|人)", after)
    supporting = SUPPORTING.match(masked, names.end, stop)
    roles: list[Role]
    if lead and not heads.between(names.end, names.end + lead.end()):
        roles = ["lead"]
    elif supporting:
        roles = ["support"]
    elif re.match(r"[^,;。]{0,60}给予[^,;。]{0,8}支持", after) and predicate.lastgroup != "verb":
        roles = ["support"]
    else:
        roles = ["responsible"]
        supervises = _SUPERVISES.match(masked, names.end, stop)
        if supervises and _oversees(masked, heads, names.end, supervises.end(), stop):
            roles = ["oversee"]
        elif _oversees_later(masked, heads, names.end, end):
            roles.append("oversee")
    return tuple((member, role) for member in members for role in roles)


def _oversees(masked: str, heads: Heads, begin: int, verb_end: int, stop: int) -> bool:
    """Whether the one that is supervised is a public body: `督促各地区…`, `对下级政府进行考核`."""
    within = heads.between(begin, verb_end)
    if within:
        last = within[-1]
        return last.kind in _PUBLIC and masked[last.end : last.end + 2] in (
            "进行",
            "开展",
            "的监",
            "的督",
            "的指",
            "的考",
            "的审",
            "实施",
            "加强",
        )
    names = heads.read(verb_end, stop, need_predicate=False)
    return names is not None and names.members[0].kind in _PUBLIC and names.end - verb_end < 30


def _oversees_later(masked: str, heads: Heads, begin: int, end: int) -> bool:
    for match in re.finditer(r"(?:监督|督促|督导|督查|督察)", masked[begin:end]):
        at = begin + match.end()
        names = heads.read(at, end)
        if names is not None and names.members[0].kind in _PUBLIC and not VERB_START.match(masked, at):
            return True
    return False


def _triggered(masked: str, heads: Heads, start: int, end: int) -> Iterator[_Event]:
    at = start
    while at < end:
        match = _TRIGGERS.search(masked, at, end)
        if match is None:
            return
        at = match.end()
        begin, stop = _clause_around(masked, match.start(), start, end)
        kind = match.lastgroup
        if not heads.between(match.end(), min(match.end() + 60, end)):
            continue
        if kind == "c":
            event = _caused(masked, heads, match, begin, end)
        elif kind == "t":
            event = _told(masked, heads, match, begin, stop, end)
        elif kind == "a":
            event = _agent(masked, heads, match, begin, stop, end)
        elif kind == "p":
            event = _partner(masked, heads, match, begin, stop, end)
        else:
            event = _laid_on(masked, heads, match, begin, stop, end)
        if event is not None:
            yield event


def _clause_around(masked: str, at: int, start: int, end: int) -> tuple[int, int]:
    begin = max(start, *(masked.rfind(mark, start, at) + 1 for mark in ",;:。\n"))
    stop = _CLAUSE.search(masked, at, end)
    return begin, stop.start() if stop else end


def _caused(masked: str, heads: Heads, match: re.Match[str], begin: int, end: int) -> _Event | None:
    words = match.group()
    if masked[match.end() : match.end() + 1] in "、的和与及作力,;" or masked.startswith("领导", match.end()):
        return None
    # `强化地方引导学校办学的职责`: what the authority strengthens is the noun, nobody is made to act
    before = masked[begin : match.start()]
    if (
        len(before) > 2
        and VERB_START.match(before)
        and re.search(r"的[\u4e00-\u9fff]{2,6}$", masked[begin : _comma(masked, begin, end)])
    ):
        return None
    if _FORBIDDEN.search(masked, begin, match.start()):
        return None
    names = heads.read(match.end(), _comma(masked, match.end(), end) + 1)
    if (
        names is None
        or names.predicate is None
        or (VERB_START.match(masked, names.start) and not _starts_with_head(heads, names))
    ):
        if not (names and "的" in masked[names.start : names.end]):
            return None
    assert names is not None
    assert names.predicate is not None
    predicate = names.predicate
    stop = _comma(masked, predicate.end(), end)
    if re.match(r"与[^,;。]{2,30}的“?[^,;。]{0,8}(?:合作|协作|联系|对接)", masked[names.end : stop]):
        return None
    joint = sum(m.kind != "none" for m in names.members) > 1 and JOINT.match(masked, names.end, stop)
    if predicate.lastgroup == "noun" and not joint and not has_object(masked, predicate.end(), stop):
        return None
    # `推动省里对市县的督察向纵深发展`: the nominal clause is what is furthered
    if masked.startswith("对", names.end) and re.search(
        r"(?:督察|监管|监督|管理|工作|投入)(?:力度)?向", masked[names.end : stop]
    ):
        return None
    if predicate.group()[0] in ",等" and predicate.group().lstrip("等")[0] == "," and not _MOBILISED.search(words):
        return None
    if predicate.lastgroup == "prep" and predicate.end() >= stop:
        return None
    encouraging = bool(ENCOURAGING.search(words)) and not OVERSEEING.search(words)
    members = [m for m in names.members if m.kind != "none" and not (encouraging and m.kind == "post")]
    if not members:
        return None
    role: Role = "responsible"
    if SUPPORTING.match(masked, names.end, stop):
        role = "support"
    elif re.match(r"[^,;。]{0,8}牵头(?!单位|部门|人)", masked[names.end : stop]):
        role = "lead"
    return _Event(match.start(), match.start(), "object", tuple((m, role) for m in members), None, encouraging)


# Only after these the predicate may stand behind a comma: `动员高等院校,通过结对方式帮助…`.
_MOBILISED: Final = re.compile(r"动员|组织|鼓励|支持|引导")


def _starts_with_head(heads: Heads, names: Names) -> bool:
    return any(h.start == names.start and h.kind != "none" for h in heads.between(names.start, names.start + 1))


def _comma(masked: str, at: int, end: int) -> int:
    found = _CLAUSE.search(masked, at, end)
    return found.start() if found else end


def _told(masked: str, heads: Heads, match: re.Match[str], begin: int, stop: int, end: int) -> _Event | None:
    names = heads.read(match.end(), stop, need_predicate=False)
    if names is None or VERB_START.match(masked, names.start) and not _starts_with_head(heads, names):
        return None
    after = masked[names.end : min(stop, names.end + 30)]
    if match.group() == "向":
        if not _TOLD.match(after):
            return None
    elif not _TOLD_AFTER.match(after + ("," if names.end == stop else "")):
        return None
    if _TRANSFER.search(masked, begin, match.start()):
        return None
    members = tuple((m, "report_to") for m in names.members if m.kind not in ("none", "enterprise", "place"))
    typed: tuple[tuple[Member, Role], ...] = tuple((m, "report_to") for m, _ in members)
    return _Event(begin, begin, "told", typed, stop, False) if typed else None


def _agent(masked: str, heads: Heads, match: re.Match[str], begin: int, stop: int, end: int) -> _Event | None:
    names = heads.read(match.end(), _comma(masked, match.end(), end))
    if names is None:
        names = heads.read(match.end(), _comma(masked, match.end(), end), need_predicate=False)
        if names is None or not re.match(r"[\u4e00-\u9fff]{2}", masked[names.end : names.end + 2]):
            return None
    if (
        _NO_AGENT.match(masked, names.end, stop)
        or VERB_START.match(masked, names.start)
        and not _starts_with_head(heads, names)
    ):
        return None
    role: Role = "responsible"
    after = masked[names.end : stop]
    # `由国务院办公厅印发的方案`, `由政府确定的机构`: the agent of a noun
    if re.match(r"(?:共同|统一|联合|分别)?[\u4e00-\u9fff]{2,4}的(?!监督|指导)", after) and not after.startswith(
        ("负责", "承担")
    ):
        return None
    if re.match(r"[^,;。]{0,12}牵头(?!单位|部门|人)", after):
        role = "lead"
    elif SUPPORTING.match(masked, names.end, stop):
        role = "support"
    members = tuple((m, role) for m in names.members if m.kind != "none")
    return _Event(begin, begin, "agent", members, None, False) if members else None


def _partner(masked: str, heads: Heads, match: re.Match[str], begin: int, stop: int, end: int) -> _Event | None:
    need = match.group() in ("联合", "配合")
    names = heads.read(match.end(), _comma(masked, match.end(), end), need_predicate=need)
    if names is None or VERB_START.match(masked, names.start) and not _starts_with_head(heads, names):
        return None
    role: Role = "responsible" if match.group() == "配合" else "support"
    members = tuple((m, role) for m in names.members if m.kind != "none")
    return _Event(begin, begin, "partner", members, end, False) if members else None


def _laid_on(masked: str, heads: Heads, match: re.Match[str], begin: int, stop: int, end: int) -> _Event | None:
    names = heads.read(match.end(), stop, need_predicate=False)
    if names is None or VERB_START.match(masked, names.start) and not _starts_with_head(heads, names):
        return None
    if match.lastgroup == "l" and not re.match(r"等?(?:[,;。、]|$|和|及|并|\s)", masked[names.end : stop + 1]):
        return None
    role: Role = "oversee" if match.lastgroup == "u" else "responsible"
    if match.lastgroup == "u":
        stop = end
    members: tuple[tuple[Member, Role], ...] = tuple(
        (m, role) for m in names.members if m.kind not in ("none", "post") or match.lastgroup == "s"
    )
    how: How = "partner" if match.lastgroup == "u" else "object"
    return _Event(begin, begin, how, members, stop, False) if members else None
