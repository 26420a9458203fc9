"""Under which names a document is cited: its number, and its title in every way that titles are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from corpus.fold import fold
from corpus.identity import number_key

__all__ = ["aliases", "issuer_fits", "issuers_in", "loose_key", "near_number", "number_key", "title_keys"]

_MARKS: Final = re.compile(r"[\s《》<>〈〉“”‘’\"'\u200b·—\-]")
# …部关于印发《…规划》的通知, …办公厅转发…部关于…意见的通知: a shell around the document that it sends out
_SHELL: Final = re.compile(
    r"^(?P<who>.{0,60}?)(?:关于)?(?:印发|转发|发布|公布|批转|下发|颁布|批准)(?P<inner>.{4,200})的(?:通知|公告|决定|函|令|批复|通告)$"
)
# ...转发…关于印发… within a shell: its own 的通知 is left out, one stands for both
_INNER_SHELL: Final = re.compile(r"^.{0,60}?关于(?:印发|转发|发布|批转|下发)(?P<inner>.{4,200})$")
# An organ at the beginning of a title without 关于: 某省人民政府…管理办法
_ORGAN: Final = re.compile(r"^(?:[一-鿿]{2,12}人民政府|国务院)(?:办公[厅室])?")
_NATION: Final = "中华人民共和国"
_ABOUT: Final = "关于"
# (试行), (2016—2020年), (2018年修订): what a citation leaves out or adds at the end of a title
_TAIL: Final = re.compile(r"(?:\([^()]{1,24}\)|\[[^\[\]]{1,24}\]|〔[^〔〕]{1,24}〕)+$")
# A title that only says what kind of paper it is names none: 《意见》, 《实施方案》, 《通知》
_KIND: Final = re.compile(
    r"^(?:本|该|此|上述|以上)?(?:总体|具体|实施|工作|暂行|管理|若干|指导|专项|试点|行动|建设|发展|中长期)*"
    r"(?:意见|通知|方案|规划|计划|纲要|办法|规定|条例|决定|细则|规则|规程|标准|要点|措施|报告|目录|公告|通报|批复|请示|清单|指南)$"
)
_SHORT: Final = 4  # characters: a shorter title names nothing for sure
# Organs before a title proper; what they are called for short.
_SHORT_ORGANS: Final = {"国办": "国务院办公厅", "中办": "中共中央办公厅", "中央": "中共中央", "党中央": "中共中央"}
_JOINTS: Final = re.compile(r"[、,和与\s]+|转发|批转")
# (以下简称《规划》), (国发〔2016〕65号,以下简称“规划”), (下称《办法》)
_CALLED: Final = re.compile(
    r"\s?(?:\([^()]{2,40}\)\s?)?[(,;]?[^()《》“”。]{0,40}?(?:以下|下)?(?:统)?(?:简称|称)(?:为|作)?[:\s]?[《“‘]([^《》“”’()]{2,40})[》”’]\)"
)


@lru_cache(maxsize=200_000)
def title_keys(title: str) -> tuple[str, ...]:
    """The forms under which a title (as written) is looked up, the fullest first; () where it names nothing.

    Script, marks and white space do not count, nor 中华人民共和国 in front, nor the issuer before 关于 (which
    `issuer_fits` judges), nor the shell of a notice around what it sends out.
    """
    plain = _MARKS.sub("", fold(title))
    found: list[str] = []
    for form in _unshelled(plain):
        form = form.removeprefix(_NATION)
        at = form.find(_ABOUT)
        proper = form[at + len(_ABOUT) :] if 0 <= at <= 60 else form
        for name in (proper, _ORGAN.sub("", proper)):
            if len(name) >= _SHORT and not _KIND.match(name):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _unshelled(plain: str) -> list[str]:
    forms = [plain]
    while (shell := _SHELL.match(forms[-1])) and len(forms) < 4:
        forms.append(shell["inner"])
    if len(forms) > 1 and (shell := _INNER_SHELL.match(forms[-1])):
        forms.append(shell["inner"])
    return forms


def loose_key(key: str) -> str:
    """A title's form without what stands in brackets at its end: an edition, a period, 试行."""
    return _TAIL.sub("", key) or key


def issuers_in(title: str) -> tuple[str, ...]:
    """The organs that a title names in front (`…厅关于…`, `…人民政府…办法`), folded; () where it names none."""
    plain = "".join(fold(title).split())
    at = plain.find(_ABOUT)
    if at < 0 and (organ := _ORGAN.match(plain)) and len(plain) - organ.end() >= _SHORT:
        return (organ[0],)
    if at <= 0 or at > 60:
        return ()
    return tuple(_SHORT_ORGANS.get(name, name) for name in _JOINTS.split(plain[:at]) if name)


def issuer_fits(named: Sequence[str], issuers: Iterable[str], title: str | None) -> bool:
    """Whether organs that a citation names can be the issuers of a document: one of them is, or its title names it."""
    if not named:
        return True
    own = {"".join(fold(issuer).split()) for issuer in issuers} | set(issuers_in(title or ""))
    return not own or any(name == other or other.endswith(name) for name in named for other in own)


def aliases(folded: str, end: int) -> str | None:
    """The short name that a text gives to what it cites up to `end`: `《…规划》(以下简称《规划》)`."""
    found = _CALLED.match(folded, end)
    return _MARKS.sub("", found[1]) if found else None


def near_number(one: str, other: str) -> bool:
    """Whether two keys of numbers differ by one slip: a character wrong, left out, added, or two changed about."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]]
        return len(wrong) == 1 or (swapped and one[wrong[1]] == other[wrong[0]])
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :]
