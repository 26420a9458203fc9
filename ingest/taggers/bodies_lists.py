"""Lists of bodies cut into their members: levels, shared attributes and shared last words (tagging.md, "Body")."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from corpus.bodies import lexicon

__all__ = ["Head", "Member", "members_of"]


class Head(NamedTuple):
    """A head noun where it stands; `kind` is its class in the lexicon, `organ`, `field` or `region`."""

    start: int
    end: int
    kind: str


class Member(NamedTuple):
    """A body in a list: where its words are, its head and the last word it borrows from the list, if any."""

    start: int
    end: int
    kind: str
    borrowed: str


# What joins two members of a list.
_AND: Final = re.compile(r"\x01{0,90}等?(?:、|和|与|以及|及|或者|或|暨)")
# Bare nouns that share the attribute of the noun before: `有关机关和单位`, `各级党委、政府`, `符合条件的县和医院`.
_SHARES: Final = re.compile(r"(?:部门|单位|机构|地区|地方|组织|人员|团体|机关|企业|高校)")
# Those who answer for all that the list names before them.
_WHOSE: Final = re.compile(r"[^的]的(?:主要|分管|直接)?(?:负责人|负责同志|领导|责任人|法定代表人|一把手)$")
_KIND_OF: Final = re.compile(
    r"(?:各|各类|所有)?(?:国有|集体|公办|民办|公立|民营|私营|外资|合资|股份制|省属|市属|县属|部属|地方|国营|大型|中型|小型|特大型|开发性|政策性|商业性|营利性|非营利性|大中型|城市|农村|新建|改建|扩建|迁建|续建|在建|拟建|已建|现有)"
)
_CLOSES: Final = re.compile(r"等[^、,;]{0,12}(?:、|和|及|以及|或)(?:有关|相关)?(?:部门|单位|机构|企业|人员|组织|团体)")
_GOVERNING: Final = re.compile(r"(?:党委|政府|人大|政协|人民政府|党组|常委会|省|市|县|区)")
# Members that are only levels of one body: `省、市、县级人民政府`, `市、县两级…部门`, `各省、自治区、直辖市政府`.
_LEVEL: Final = re.compile(
    r"(?:各)?(?:国家|中央|省级?|自治区级?|直辖市|市级?|县级市|(?:省|市|县)和(?:市|县|区)|地级?|地市级?|直管市|林区|设区的?市|县级?|区级?|旗县级?|盟市级?|市州|州市|地州市|县市区|县区|区县|州级?|自治州|盟级?|乡\(镇\)|乡级?|镇级?|乡镇级?|村级?|街道|"
    r"计划单列市|新疆生产建设兵团|兵团|省会城市|县\(市\x03?区\)|县\(市\x03区\)|旗县\(市\x03区\)|部级?|厅级?|司局级?|处级?|苏木乡?镇?)"
)


# What belongs to the body before it and is named with it: `残联及其地方组织`, `安委会及其办公室`.
_ITS_OWN: Final = re.compile("及其(?![他它余])")
_LEVELS_OF: Final = re.compile(r"各?(?:市州|州市|地州市|县市区|县区|区县)")
# Words for money and trades that in a list stand for a field of work: `财政、审计部门`.
_FIELDS_ALONE: Final = frozenset(["财政", "行业", "产业", "外资"])


def members_of(masked: str, start: int, end: int, heads: list[Head]) -> list[Member]:
    """Cut a list into its members (tagging.md, "Body": levels, shared attributes and shared last words)."""
    closing = {h.end: h for h in heads}
    parts: list[tuple[int, int]] = []
    at = start
    inside = sorted((h.start, h.end) for h in heads)
    i = start
    spans = iter(inside)
    span = next(spans, None)
    while i < end:
        if span and i == span[0]:  # within a head nothing is cut: `文化和旅游厅`
            i = span[1]
            span = next(spans, None)
            cut = _AND.match(masked, i, end)
            if cut and masked.startswith(("特别是", "尤其是"), i):
                cut = None
            if cut and cut.end() < end and not _ITS_OWN.match(masked, i):
                parts.append((at, i))
                at = i = cut.end()
                while span and span[0] < i:
                    span = next(spans, None)
            elif masked.startswith("各", i) and i < end and masked[at] == "各":  # `各地区各单位`
                parts.append((at, i))
                at = i
            continue
        if masked[i] == "、" or (
            masked[i] in "和及与或"
            and masked[at:i] in lexicon().fields
            and not _is_one_field(masked, at, i)
            and not _ITS_OWN.match(masked, i)
        ):
            parts.append((at, i))
            at = i + 1
        elif masked.startswith("以及", i) and masked[at:i] in lexicon().fields:
            parts.append((at, i))
            at = i + 2
        i += 1
    parts.append((at, end))
    return _join(masked, start, end, parts, closing, heads)


def _is_one_field(masked: str, begin: int, at: int) -> bool:
    """Whether the word at an offset (`和`) stands within a field of work: `卫生和计划生育`."""
    return any(masked[begin:end] in lexicon().fields for end in range(at + 3, at + 7))


def _join(
    masked: str, start: int, end: int, parts: list[tuple[int, int]], closing: dict[int, Head], heads: list[Head]
) -> list[Member]:
    members: list[Member] = []
    waiting: list[tuple[int, int]] = []  # members without a head of their own
    for number, (begin, stop) in enumerate(parts):
        head = closing.get(stop)
        last = number == len(parts) - 1
        if head is None or (
            not last
            and (
                # `公安、海关、税务等部门`
                (waiting and masked[begin:stop] in lexicon().fields)
                or (head.kind == "none" and masked[head.start : stop] in _FIELDS_ALONE)
                or _is_level(masked, parts, number)
            )
        ):
            if head is None and waiting and _of_levels(masked, waiting, begin, stop):
                waiting = [(waiting[0][0], stop)]  # `省、市、县教育、财政部门`
            else:
                waiting.append((begin, stop))
            continue
        words = masked[begin:stop]
        so_on = _so_on(masked, begin, stop, heads)
        if waiting:
            # `省、市、县政府`, `尚未达标的市、县(区)`
            if all(_LEVEL.fullmatch(masked[a:b].rsplit("的", 1)[-1]) for a, b in waiting) and _LEVEL.match(words):
                members.append(Member(waiting[0][0], stop, head.kind, ""))
                waiting = []
                continue
            # `各国有、集体林场`, `新建、改建、扩建养殖场`: what kind of them, one by one
            if all(_KIND_OF.fullmatch(masked[a:b]) for a, b in waiting):
                members.append(Member(waiting[0][0], stop, head.kind, ""))
                waiting = []
                continue
            own = masked[begin : head.start]
            # `有较好基础、符合条件的单位`, `沿江、易涝区域内学校`
            if ("的" in own or re.search(r"[域围区]内", own)) and not so_on:
                members.append(Member(waiting[0][0], stop, head.kind, ""))
                waiting = []
                continue
            field = masked[head.start : stop] if so_on is not None else _lent(masked, begin, head)
            members.extend(
                Member(a, b, head.kind, "" if _COMPLETE.search(masked[a:b]) else field)
                for a, b in waiting
                if 2 <= b - a <= 14
            )
            waiting = []
            if so_on is not None:
                if so_on > begin:
                    whole = so_on in closing and closing[so_on].kind != "none"
                    members.append(Member(begin, so_on, head.kind, "" if whole else field))
                continue
        if so_on is not None and so_on > begin:
            inner = closing.get(so_on)
            if inner is None and masked[begin:so_on] in lexicon().fields:  # `交通运输等有关部门`
                members.append(Member(begin, so_on, head.kind, masked[head.start : stop]))
                continue
            if inner is not None and (members or inner.kind in ("organ", "field", "region")):
                members.append(Member(begin, so_on, inner.kind, ""))
                continue
        # `财政、审计等部门和单位`: the class that closes the list
        if members and _CLOSES.fullmatch(masked, members[-1].end, stop):
            continue
        if members and _is_shared(masked, members[-1], begin, stop, head):
            members[-1] = members[-1]._replace(end=stop)
            continue
        members.append(Member(begin, stop, head.kind, ""))
    # `对口支援西藏、青海的省市`
    if len(members) > 1 and all(m.kind == "region" for m in members[:-1]) and _FOR_REGION.match(masked, start, end):
        return [members[-1]._replace(start=start)]
    # `学校和幼儿园的主要负责人`
    of_all = len(members) > 1 and _WHOSE.search(masked[members[-1].start : members[-1].end])
    if of_all and not any("的" in masked[m.start : m.end] or m.borrowed for m in members[:-1]):
        return [members[-1]._replace(start=members[0].start)]
    return members


# A place told by the regions that it has to do with.
_FOR_REGION: Final = re.compile(r"(?:对口|承担|负责|支援|援助|毗邻|帮扶|接壤|参与)[^,;。]{2,40}的[省市县区州单部企]")
# A member that the lexicon lacks, but whose own last word makes it a name: `总参作战部`, `消防救援队伍`.
_COMPLETE: Final = re.compile(
    r"(?<=[^、]{2})(?:[部委局办厅署院社处站所队组员宫馆庭长]|中心|公司|集团|企业|机构|单位|部门|队伍|部队|学校|医院|银行|协会|小组|办公室|政府|党委)$"
)
# The noun that a list of kinds shares: `生产、流通企业`, `担保、再担保机构`.
_GENERIC: Final = re.compile(
    r"(?:企业|机构|单位|公司|组织|基金|院校|学校|医院|协会|中心|场所|管委会|人员|主体)(?:\([^()]{1,6}\))?$"
)


def _lent(masked: str, begin: int, head: Head) -> str:
    """The last word that a list lends to its members: `部门` of `审计部门`, `企业` of `流通企业`, `职业院校` of `民办职业院校`."""
    if head.kind == "organ":
        return ""
    word = masked[head.start : head.end]
    if ending := _field_ending(word):
        return ending
    if (
        word in lexicon().offices
    ):  # `教育、商务、妇联`: a union lends nothing, fields of work stand for their departments
        return "部门"
    generic = _GENERIC.search(word)
    return generic.group() if generic and masked[begin : head.start] in ("", "再", "非") else word


def _of_levels(masked: str, levels: list[tuple[int, int]], begin: int, stop: int) -> bool:
    """Whether a field of work stands under several levels: `省、市、县教育` before `、财政部门`."""
    level = _LEVEL.match(masked, begin, stop)
    return (
        level is not None
        and masked[level.end() : stop] in lexicon().fields
        and all(_LEVEL.fullmatch(masked[a:b]) for a, b in levels)
    )


def _is_level(masked: str, parts: list[tuple[int, int]], number: int) -> bool:
    """Whether a member is only a level of the body that follows: `各省、自治区、直辖市政府`."""
    begin, stop = parts[number]
    after = masked[parts[number + 1][0] : parts[number + 1][1]]
    # `县和乡镇政府`, but `各县和省有关部门` are two
    level = _LEVEL.match(after)
    joined = masked[stop] == "、" or (
        masked[stop] == "和"
        and masked[begin] != "各"
        and level
        and re.match("级|两级|人民政府|政府", after[level.end() :])
    )
    return (
        bool(joined)
        and after[:1] != "各"
        # `各街道、区直部门`, `各乡镇、村委会`: two
        and after[1:2] != "直"
        and not after.startswith(("村委", "村民", "社区居", "居委"))
        and not (_LEVELS_OF.fullmatch(masked, begin, stop) and _LEVELS_OF.fullmatch(after))  # `各市州、县市区`: two
        and bool(_LEVEL.fullmatch(masked[begin:stop]) and _LEVEL.match(after))
    )


def _so_on(masked: str, begin: int, stop: int, heads: list[Head]) -> int | None:
    """Where `等` cuts off the class that closes a list: `教育等部门`, `财政部等有关部门`; None without it."""
    at = masked.find("等", begin, stop)
    if at < 0 or masked.startswith(("等级", "等学校", "等院校", "等教育", "等职业", "等医"), at):
        return None
    # `等有关部门`, `等市场监管领域相关部门`, `等金融机构`
    if any(h.end == stop and at < h.start <= at + 11 for h in heads) and not re.search("[、的和]", masked[at:stop]):
        return at
    return None


def _field_ending(word: str) -> str:
    """The ending of a department's name, "" where it is none: `教育主管部门` gives `主管部门`, `安全监管部门` `部门`."""
    fields, endings = lexicon().fields, lexicon().endings
    return next((word[at:] for at in range(2, len(word)) if word[:at] in fields and word[at:] in endings), "")


def _is_shared(masked: str, before: Member, begin: int, stop: int, head: Head) -> bool:
    """Whether a member stands under the attribute of the one before: `有关机关和单位`, `自治区党委、政府`."""
    words, earlier = masked[begin:stop], masked[before.start : before.end]
    joint = masked[before.end : begin]
    if joint in ("特别是", "尤其是") or (words.startswith(("周边", "毗邻", "邻近")) and before.kind == "region"):
        return True
    if joint.startswith("等"):
        return False
    if re.match(r"及其", joint):
        return True
    if _GOVERNING.fullmatch(words) and re.search(r"(?:党委|政府|人大|政协|人民政府|党组)$", earlier):
        return True
    if _SHARES.fullmatch(words) and re.match(
        r"[\u4e00-\u9fff]{0,4}(?:各有关|各相关|有关|相关|其他|其它|各|国务院有关|国务院相关|中央有关|.{1,12}的)",
        earlier,
    ):
        if re.match(r"各(?!有关|相关)", earlier) and words not in ("部门", "单位", "机构"):
            return False
        return joint != "、" or words in ("单位", "部门", "地区", "机构")
    # `空气污染严重的市、县(市)`: levels under one clause
    return (
        "的" in earlier
        and head.kind == "place"
        and bool(_LEVEL.fullmatch(words) or head.end - head.start == len(words))
        and before.kind == "place"
    )
