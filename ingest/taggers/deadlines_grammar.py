"""From pieces to expressions: which pieces form one point, which points a range or a list, and what they say.

Everything here is local to a sentence of the flat text and needs no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from ingest.taggers.deadlines_tokens import Token
from ingest.taggers.deadlines_types import Part, Tail

__all__ = ["Group", "Point", "groups", "points"]


class Point(NamedTuple):
    """A part with what stands before and after it in the flat text."""

    part: Part
    start: int  # with its preposition where that belongs to the expression (到, 自, 最迟)
    end: int  # with its tail (前, 起)
    tail: Tail
    to: bool
    rank: int


class Group(NamedTuple):
    """Points that belong together: a range (two points) or a list."""

    points: list[Point]
    ranged: bool


# 前 as the end of a term: not 前期, 前后, 前列, 前三季度, 前10个月; but `前提交`, `前进行`, `前列入`.
_AHEAD: Final = (
    r"(?:以|之)?前(?!期(?!限)|后(?!续)|列(?!入|出)|半|[一二两三四五六七八九十\d]{1,3}(?:个?季度|个月|年|名|位|批|强))"
)
_HOUR: Final = r"(?:[上中下]午|凌晨|晚上)? ?(?:\d{1,2}|零|[一二三四五六七八九十]{1,3})(?:时|点|:\d\d)整?"
_TAIL: Final = re.compile(
    # an hour or 下班 may stand between the day and 前: `8月31日24时前`, `25日下班前`; `汛期来临前`; and what begins on that
    # day: `4月15日入汛前`, `9月1日开学前`
    rf"(?:\(含\)|{_HOUR}|下班|来临|到来|(?<=[季期])开始|(?<=日)(?:入汛|入冬|进入汛期|开学|施行|实施|开幕|开园|开馆))?(?P<before>{_AHEAD})"
    r"|(?P<since>以来|来(?=[,、]))"
    rf"|(?:之日|{_HOUR})?(?P<start>起(?!用(?![\d一两二三四五半])|[草点步飞初来诉因码伏到重源底止]|始)|开始(?!前)|始(?=[,;]))(?P<stop>(?=至|到))?"
    r"|(?P<after>(?:以|之)?后(?![期续备勤方补来面果]))"
    r"|(?P<about>左右|前后)"
    r"|(?P<span>(?:规划)?期间|(?:之|到来|来临)际|时期|期内|之间|以内|(?:当|全|整)年|内(?!容|部|蒙|外|地|河|涝|需|资|设|控|在|陆|生|科)|止|期(?=[,,]))"
)
_TAILS: Final[dict[str, Tail]] = {
    "before": "before",
    "start": "from",
    "stop": "from",
    "since": "since",
    "after": "after",
    "about": "",
}
_MARK: Final = re.compile(
    # 底, 末, 初, 内 right after a year, month, quarter, half, plan: `2018年底`, `2018年年底`, `“十四五”末`, `2019年初`
    r"年?(?:(?P<end>(?:期间|时期|规划期|期|月|季|度)?[底末终](?![了线数层座部色盘片稿册板泥质蕴气价账商图库栖端梢位牌期]))"
    r"|(?P<middle>中(?=(?:以|之)?前|,|完成|组织|开展|启动|印发))|(?P<begin>初(?![步级中期审任始衷次创评选心具加高检试一二三]))|(?P<in>内(?![容部蒙外地河涝需资设控在陆生科])))"
)
_EDGES: Final = {"内": "in", "初": "begin", "中": "middle"}
# `到“十五五”中期`; not `“十四五”中期评估`
_PLAN_MIDDLE: Final = re.compile(r"(?:规划|时期)?中期(?!评|检查|考核|调整|报告|总结)")
_PLAN_YEARS: Final = re.compile(r"(?P<side>前|头|后)(?P<n>[一二两三四1-4])年")
_NUMBERS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# Before a point: `到`, `至`, `截至`, `最迟于`, `不晚于` set an end; `自`, `从` a beginning.
_BEFORE: Final = re.compile(
    r"(?:(?P<to>(?:力争|争取|确保)?(?:截[至止]到?|(?<![达得收接签办送遇报迟周以甚乃直涉])[到至](?!少|多))|(?:(?:最迟|最晚)?不(?:得|能|应|可)?(?:晚于|迟于)|(?:最迟|最晚)(?:不(?:得|能|应|可)?超过)?)[在于到至]?)|(?P<from>自从|[自从由]))$"
)
# An hour may stand before the sign of a range: `11月1日9:00至11月10日17:00`.
_RANGE: Final = re.compile(rf"(?:(?:年|月|日)?(?:起|开始|{_HOUR})?(?:至|到|——?|-|~|起-)|——)")
_GAP: Final = 10  # characters between two points that belong together
_LIST: Final = re.compile(r"[、和及与或]|以及")

# How pieces follow one another within a point; the plain number is the slot, a piece must come in a later slot.
_SLOT: Final = {
    "year": 0, "year_from_here": 0, "years": 0, "school": 2, "date": 3, "plan": 0, "now": 3, "century": 0, "season": 2,
    "half": 1, "quarter": 1, "quarter_from_here": 1, "first_months": 1, "month": 1, "month_from_here": 1, "festival": 1,
    "xun": 2, "week": 2, "day": 2, "mark": 3,
}  # fmt: skip


def _fields(token: Token) -> dict[str, Any]:
    """What a piece adds to the part that it belongs to."""
    kind, value = token.kind, token.value
    if kind == "first_months":
        return {"first_months": value}
    if kind in ("year", "half", "quarter", "month", "xun", "day", "plan"):
        return {kind: value}
    if kind == "year_from_here":
        return {"year_shift": value, "relative": token.text[0] in "次翌第当来"}
    if kind == "school":
        return {"year": value, "festival": token.text}
    if kind == "quarter_from_here":
        return {"quarter_shift": value}
    if kind == "month_from_here":
        return {"month_shift": value, "relative": token.text[0] in "次当"}
    if kind == "week":
        return {"week_shift": value, "weekday": token.other}
    if kind == "date":
        return {"year": value, "month": token.other // 100, "day": token.other % 100}
    if kind == "festival":
        return {"festival": token.text, "anniversary": value}
    if kind == "mark":
        return _mark_fields(token.text)
    if kind == "century":
        return {"word": "century-end" if token.text.endswith("末") else "century"}
    if kind == "years":
        return {"word": "years-2" if "两" in token.text else "years-3"}
    if kind == "season":
        return {"word": token.text}
    return {"word": "now"}


def _mark_fields(text: str) -> dict[str, Any]:
    """`年底`, `月末`, `季度末`, `岁末`, `年内`: a period that is left out, and its edge."""
    mark = _EDGES.get(text[-1], "end")
    if text.startswith("月"):
        return {"month_shift": 0, "mark": mark, "relative": True}
    if text.startswith("季"):
        return {"quarter_shift": 0, "mark": mark, "relative": True}
    return {"mark": mark}


def points(flat: str, pieces: Sequence[Token], low: int, high: int) -> Iterator[Point | Token]:
    """The points of one sentence (`flat[low:high]`), recurrences and durations passed through in their order."""
    at = 0
    while at < len(pieces):
        token = pieces[at]
        if token.kind in ("every", "duration", "ahead", "issue", "earlier"):
            yield token
            at += 1
            continue
        fields = _fields(token)
        end, slot = token.end, _SLOT[token.kind]
        at += 1
        while at < len(pieces):
            after = pieces[at]
            gap = flat[end : after.start]
            later = _SLOT.get(after.kind, -1)
            if gap not in ("", "的") or later <= slot or (after.kind == "mark" and "mark" in fields):
                break
            if after.kind == "mark" and gap == "":
                if after.text[0] in "岁":
                    break
                fields["mark"] = _mark_fields(after.text)["mark"]
            else:
                fields.update(_fields(after))
            end, slot, at = after.end, later, at + 1
        if token.kind == "plan":
            found = _PLAN_YEARS.match(flat, end, high)
            if found:
                fields["first_years"] = _NUMBERS[found["n"]] * (-1 if found["side"] == "后" else 1)
                end = found.end()
            elif found := _PLAN_MIDDLE.match(flat, end, high):
                fields["mark"], end = "middle", found.end()
        if "mark" not in fields and slot < 3:
            found = _MARK.match(flat, end, high)
            if found:
                fields["mark"] = found.lastgroup
                end = found.end()
        point = _point(flat, Part(token.start, end, **fields), low, high, slot)
        while at < len(pieces) and pieces[at].start < point.end:
            at += 1  # the 汛前 of `4月15日入汛前`
        yield point


def _point(flat: str, part: Part, low: int, high: int, slot: int) -> Point:
    start, end = part.start, part.end
    tail: Tail = ""
    found = _TAIL.match(flat, end, high)
    to = False
    if found:
        tail = _TAILS.get(found.lastgroup or "", "span")
        end = found.end()
    before = _BEFORE.search(flat[max(low, start - 8) : start])
    if before:
        start -= len(before[0])
        to = before.lastgroup == "to"
    return Point(part, start, end, tail, to, slot)


def groups(flat: str, found: Sequence[Point]) -> Iterator[Group]:
    """Neighbouring points joined to ranges (`2018年10月1日至2019年3月31日`) and lists (`6月、12月底前`)."""
    at = 0
    while at < len(found):
        members = [found[at]]
        ranged = False
        at += 1
        while at < len(found):
            last, point = members[-1], found[at]
            gap = flat[last.part.end : point.part.start]
            if len(gap) > _GAP:
                break
            if not ranged and len(members) == 1 and _spans(last, point, gap):
                ranged = True
            elif ranged or not _listed(last, point, flat[last.end : point.part.start]):
                break
            members.append(point)
            at += 1
        if not ranged and len(members) > 1:
            members = _shared(members)
        yield Group(members, ranged)


def _spans(last: Point, point: Point, gap: str) -> bool:
    """Whether two points are the ends of a range: `10月至次年3月`, also a winter and the spring behind it, `2026年冬2027年春`."""
    if gap == "":
        return last.part.word == "冬" and point.part.word == "春"
    return last.tail != "before" and _RANGE.fullmatch(gap) is not None


def _listed(last: Point, point: Point, gap: str) -> bool:
    """`6月、12月底前`; festivals also stand side by side: `元旦春节前`."""
    if gap == "":
        return last.part.festival is not None and point.part.festival is not None
    return _LIST.fullmatch(gap) is not None


def _shared(members: list[Point]) -> list[Point]:
    """A list shares its 底前 backwards (`2018年和2020年底前`) and its 到 forwards (`到2020年、2025年和2035年`)."""
    for i in range(len(members) - 2, -1, -1):
        this, after = members[i], members[i + 1]
        if not this.tail and after.tail in ("before", "from", "after"):
            mark = this.part.mark or after.part.mark
            members[i] = this._replace(tail=after.tail, part=msgspec.structs.replace(this.part, mark=mark))
        elif not this.tail and this.part.festival and after.part.festival and after.tail == "span":
            members[i] = this._replace(tail="span")  # `“五一”、“十一”期间`
        elif not this.tail and not this.part.mark and after.part.mark == "end":
            members[i] = this._replace(part=msgspec.structs.replace(this.part, mark="end"))
    for i in range(1, len(members)):
        before, this = members[i - 1], members[i]
        if before.part.day and this.part.day and this.part.month is None and this.part.month_shift is None:
            # `6月7日、8日、9日`
            members[i] = this._replace(part=msgspec.structs.replace(this.part, month=before.part.month))
        if before.to and not this.tail:
            members[i] = members[i]._replace(to=True)
    return members
