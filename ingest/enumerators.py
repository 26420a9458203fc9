"""Numerals that open a chapter, section, item or article, and where in a paragraph they may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from corpus.numerals import chinese_int

__all__ = ["COUNTED", "Enumerator", "enumerator_at", "inner_enumerators"]

_C: Final = "一二三四五六七八九十百零〇"
# What is counted, behind a figure that opens an item: `2.50个小区`, `3.12条道路`; not `2.5个百分点`.
COUNTED: Final = "[个户栋家所座条名项台处辆套场](?!百分点)"

# The forms of a numeral, an alternative each; the group that matched names the form.
_FORM: Final = re.compile(
    # `第三章`, `第二节`, `第十二条`; not `第三章的规定`, `第二条第一款` (a reference in running text), nor
    # `第一篇:`, which collections of texts set above each.
    rf"(?P<chapter>第[{_C}]{{1,5}}[编篇章节条])(?![的和、第之款所中]|规定|(?<=篇):)"
    # `专栏8`, `专栏一`: a box.
    rf"|专栏 ?(?P<box>\d{{1,2}}|[{_C}]{{1,3}})"
    # `1.1 编制目的`, `3.2.1 预警`: decimal numbering of emergency plans; not `1.5倍`.
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})(?: {1,3}|(?<=\.\d\.\d))(?=[一-龥])(?![万亿])"
    # `4 应急响应`; not `4 月`.
    r"|(?P<whole>\d{1,2}) {1,3}(?=[一-龥])(?![年月日个项])"
    # `五、`, `五.`, `十二、`; not `一、二、三产业`, `三、四线`.
    rf"|(?P<first>[{_C}]{{1,4}}) ?[、.](?![{_C}]{{1,3}}[、线级类产])"
    # `(一)`, `(十二)、`.
    rf"|\( ?(?P<second>[{_C}]{{1,4}}) ?\)[、.]?"
    # `1.`, `2、`, `104.`; `1.4月底前`, `2.50个小区`; not `3.5%`, `1、2号`.
    rf"|(?P<third>\d{{1,3}}) ?[.、](?!\d(?!\d?月|\d{{3}}年|\d{{0,4}}{COUNTED}))"
    # `(1)`, `2)`, `①`.
    r"|\( ?(?P<fourth>\d{1,2}) ?\)|(?P<half>\d{1,2})\)|(?P<ring>[①-⑳])"
)
_UNIT_RANK: Final = {"编": 1, "篇": 1, "章": 2, "节": 3, "条": 4}
_DECIMAL_RANK: Final = 5  # and one more a point; its label stands by itself
_FORM_RANK: Final = {"box": 10, "first": 11, "second": 12, "third": 13, "fourth": 14, "half": 14, "ring": 15}

# An enumerator may open something inside of a paragraph after a sentence's end, a colon or a closing mark,
# and right after a title that it runs into: `一、总体要求(一)指导思想。`
_INSIDE: Final = re.compile(
    r"(?<=[。!?;:)”]) {0,4}(?=[一二三四五六七八九十(第专①-⑳0-9])|(?<=[一-龥”]) {0,2}(?=\( ?[一二三四五六七八九十]{1,4} ?\)|\d{1,2} ?[.、][一-龥]|第一节)"
)


class Enumerator(msgspec.Struct, frozen=True):
    """A numeral at `start` whose title or text begins at `end`.

    `rank` orders the forms (a lower one encloses a higher one); `label` is the numeral as a clause path
    has it, with half-width brackets; `count` its number; `alone` says that its label needs no path.
    """

    start: int
    end: int
    rank: int
    label: str
    count: int
    alone: bool = False


def enumerator_at(folded: str, at: int, end: int) -> Enumerator | None:
    """The enumerator that stands at an offset, if any."""
    match = _FORM.match(folded, at, end)
    if not match:
        return None
    form = match.lastgroup or ""
    words = match[form]
    stop = match.end()
    while stop < end and folded[stop] == " ":
        stop += 1
    if form in ("decimal", "whole"):
        return Enumerator(at, stop, _DECIMAL_RANK + words.count("."), words, int(words.rpartition(".")[2]), True)
    if form == "chapter":
        count = chinese_int(words[1:-1])
        rank = _UNIT_RANK[words[-1]]
        return Enumerator(at, stop, rank, words, count or 0, words[-1] == "条") if count else None
    count = ord(words) - ord("①") + 1 if form == "ring" else int(words) if words.isdigit() else chinese_int(words)
    if not count:
        return None
    label = f"专栏{words}" if form == "box" else words if form in ("first", "third") else f"({words})"
    return Enumerator(at, stop, _FORM_RANK[form], label, count)


def inner_enumerators(folded: str, start: int, end: int) -> Iterator[Enumerator]:
    """Candidates for enumerators inside of a paragraph; whether one continues a list is for the caller to say."""
    for gap in _INSIDE.finditer(folded, start, end):
        found = enumerator_at(folded, gap.end(), end)
        if found and not _DECIMAL_RANK <= found.rank < _FORM_RANK["box"]:
            yield found
