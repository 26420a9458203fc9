"""Places in Chinese texts: where they are named, and under which keys they are found again.

A key is the full present name of a place (乌海 -> 乌海市, 襄樊 -> 襄阳市), the name of an area (呼包鄂) or of
a river, lake, sea or natural zone (黄河流域). Everything here works on folded text (`corpus.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final, Literal, NamedTuple

import rjieba

from corpus.gazetteer import ABBREVIATED, Form, Kind, gazetteer

__all__ = ["Level", "Mention", "contains", "find_places", "level_of", "region_keys", "scan"]

Level = Literal["province", "city", "county", "area", "water"]


class Mention(NamedTuple):
    """A place named at `start:end`; `base` is the end of its bare name (before 及周边地区, 干流, 地区)."""

    start: int
    end: int
    key: str
    kind: Kind
    code: str
    base: int


# What may stand between two members of a list or chain: 呼和浩特、包头; 京津冀和长三角; 上海—南京; 鄂尔多斯市准格尔旗
_LINKS: Final = frozenset(["", "、", "和", "及", "与", "以及", "或", "—", "——", "至", "到", "等", "”、“", "、“", "”、"])
# The words that follow a cut place inside the same jieba word without making it another word: 吉林 + 省委, 辽河 + 流域, 西部 + 大开发
_TAILS: Final = re.compile("[省市区县州盟旗等地]|流域|干流|大开发|振兴|崛起")
# 乌海[及周边地区], 京津冀[及周边“2+26”城市] , 上海[周边]
_AROUND: Final = re.compile(r"(?:及其?|和|与|以及)?周边(?:“?2\+26”?)?(?:地区|区域|城市|省份|县市|省市)?")
# 辽宁[中部], 内蒙古[东部地区], 京津冀[地区], 长三角[区域]
_PART: Final = re.compile(r"[东西南北中]{1,2}部(?:地区|区域|各县|沿海地区)?|地区(?!生产总值|差异|间)|区域(?!经济|性|协|发)")
# 黄河[干流], 辽河[流域], 长江[中下游地区], 三江源[地区], 太湖[水系]
_REACH: Final = re.compile(
    r"(?:[上中下]{1,2}游|干流|支流|干支流|主要支流|流域|水系|源头区?|沿线|沿岸|湖区|库区|海域|近岸海域|入海口|三角洲)+(?:地区|区域)?|地区"
)
# 淮河[生态经济带], 鄱阳湖[经济区]
_BELT: Final = re.compile(r"(?:生态|蓝色|文化)?(?:经济[带区]|自由贸易试验区|自贸试验区)")
# 晋陕豫, 湘鄂渝黔: three or more provinces by one character each
_PROVINCES: Final = re.compile(f"[{ABBREVIATED}]{{3,6}}")
# 郑洛新[城市群]: cities by their first character, only with such a word behind
_CITIES: Final = re.compile(r"([一-鿿]{3,5})(?=城市群|都市圈|经济圈|一体化|都市连绵|同城化)")
# “一湖两海”, “七河七湖”, “三河三湖”, “一江两河”: waters counted under one name
_COUNTED: Final = re.compile(r"(?<=“)[一二两三四五六七八九十]{1,2}[江河湖海库渠][一二两三四五六七八九十]{1,2}[江河湖海库山渠](?=”)")
# [沿黄]生态廊道, “[沿黄沿线]”, [沿淮]行蓄洪区, 沿黄[九省区]
_ALONG: Final = re.compile(r"沿(?:黄(?:河|沿线|地区|九省区)?|淮(?:河|地区)?|渭|长江|渤海|珠江|太湖)(?![色金山海])")
# 、[三艮河], 流域[海拉尔河], 和[某某湖]: waters that no lexicon holds, in a list or behind a place or basin
_WATER: Final = re.compile(
    r"(?:(?<=[、:(“])|(?<=流域)|(?<=水系)|(?<=支流)|(?<=[市县区旗州盟省]))"
    r"([一-鿿]{1,3}(?:河|江|湖|水库|海子|淖尔|淀|洱|渠))(?=[、,。;)”等流干水支上中下和及与沿入])"
)
# Ends that are words, not names: 江河湖库, 城市内河, 河湖, 黑臭河, 治河; the first characters of such words
_NO_WATER: Final = re.compile(
    r"[大小各中内江河湖库水入治护清全该本治引跨界]?[大中小内江河湖水]?[江河湖](?:水库)?$|.*(?:黑臭|中小|流域|城市|城区|农村|重要|重点|主要|跨界|城镇|内外|"
    r"[各全该本两多条治护清通排出入巡察管退填围还引跨截疏沿过个数级区市县乡村镇大小]|生态|景观|人工|天然|淡水|饮用|调蓄|界|及|和|与|或|的|等|是|在)(?:内|界)?[江河湖渠](?:水库)?$|.*(?:中小型|大型|小型|"
    r"重点|病险|中型|各|大中型|型)水库$|.*(?:灌|干|支|斗|沟|明|暗|水|毛)渠$"
)


def _cut_there(folded: str, start: int, end: int) -> bool:
    """Whether jieba cuts the sentence at a name: 重大理论 holds no 大理, 沟通化解 no 通化, 北京大学 no 北京."""
    left = max(0, start - 8)
    at = left
    for word in rjieba.cut(folded[left : end + 6], False):
        after = at + len(word)
        if at == start:
            if after >= end:
                rest = word[end - at :]
                return not rest or _TAILS.match(rest) is not None or rest[:2] in gazetteer().by_prefix
        elif at < start < after:
            # 上海浦东新区 and 吉林长春 are words of the dictionary: what stands before is a place as well
            return folded[at : at + 2] in gazetteer().by_prefix and start - at >= 2
        at = after
    return True


@cache
def _candidates() -> re.Pattern[str]:
    index = gazetteer()
    return re.compile(f"[{re.escape(index.firsts)}](?=[{re.escape(index.seconds)}])")


def _named(folded: str) -> list[tuple[int, Form]]:
    """Every form of the index where it stands, the longest at each place, none inside another."""
    by_prefix = gazetteer().by_prefix
    found: list[tuple[int, Form]] = []
    free = 0
    for match in _candidates().finditer(folded):
        at = match.start()
        if at < free:
            continue
        for form in by_prefix.get(folded[at : at + 2], ()):
            if folded.startswith(form.text, at):
                if form.trust == "sure" or _cut_there(folded, at, at + len(form.text)):
                    found.append((at, form))
                    if form.trust in ("sure", "checked"):
                        free = at + len(form.text)
                    break
                if len(form.text) > 3:
                    continue
        # a weak form leaves the next characters open to a stronger one
    return found


def _inside(code: str, other: str) -> bool:
    """Whether the place `code` lies in the place `other`."""
    return other[:2] == code[:2] and (other.endswith("0000") or (other[:4] == code[:4] and other.endswith("00")))


def _supported(folded: str, found: list[tuple[int, Form]]) -> list[tuple[int, Form]]:
    """Drop what needs a neighbour and has none, and what overlaps a form that stays."""

    def near(one: tuple[int, Form], two: tuple[int, Form]) -> bool:
        (a, left), (b, right) = one, two
        gap = folded[a + len(left.text) : b] if b - a - len(left.text) <= 3 else None
        return gap in _LINKS and left.kind == right.kind == "place"

    kept: list[tuple[int, Form]] = []
    for i, (at, form) in enumerate(found):
        if kept and kept[-1][0] + len(kept[-1][1].text) > at:
            continue  # inside one that stays
        if form.trust in ("weak", "within"):
            before = kept[-1] if kept else None
            behind = before is not None and near(before, (at, form))
            touching = before is not None and before[0] + len(before[1].text) == at
            if touching and before is not None and not _inside_any(form, before[1]):
                continue
            ahead = form.trust == "weak" and _strong_ahead(found, i, near)
            if not (behind or ahead) or (form.trust == "within" and not touching):
                continue
        kept.append((at, form))
    return kept


def _inside_any(form: Form, outer: Form) -> bool:
    inner = gazetteer().codes.get(form.key, (form.code,))
    return bool(outer.code) and any(_inside(code, outer.code) for code in inner)


def _strong_ahead(
    found: list[tuple[int, Form]], i: int, near: Callable[[tuple[int, Form], tuple[int, Form]], bool]
) -> bool:
    """Whether a chain of neighbours leads from the weak form `found[i]` to a strong one set off by a mark."""
    for j in range(i + 1, min(i + 12, len(found))):
        if found[j][0] == found[j - 1][0] + len(found[j - 1][1].text) or not near(found[j - 1], found[j]):
            return False
        if found[j][1].trust in ("sure", "checked"):
            return True
    return False


def _extend(folded: str, start: int, form: Form) -> Mention:
    """A form with what belongs to its name behind it: 及周边地区, 干流, 地区, 中部."""
    base = end = start + len(form.text)
    key = form.key
    if form.kind == "water":
        if tail := _REACH.match(folded, end):
            end = tail.end()
            key = folded[start:end].removesuffix("地区") if "流域" in tail[0] else key
        if belt := _BELT.match(folded, end):
            end = belt.end()
            key = folded[start:end]
    elif tail := _PART.match(folded, end):
        end = tail.end()
    if tail := _AROUND.match(folded, end):
        end = tail.end()
        key = folded[start:end]
    return Mention(start, end, key, form.kind, form.code, base)


def _compounds(folded: str) -> list[Mention]:
    """Areas and waters that are made by rule rather than listed."""
    index = gazetteer()
    found: list[Mention] = []
    for match in _PROVINCES.finditer(folded):
        names = {index.provinces[char] for char in match[0]}
        if len(names) == len(match[0]) and "港澳台" not in match[0]:
            found.append(Mention(match.start(), match.end(), match[0], "area", "", match.end()))
    if "圈" in folded or "群" in folded or "化" in folded:
        for match in _CITIES.finditer(folded):
            for size in (5, 4, 3):
                if len(match[1]) >= size and _cities(match[1][-size:]):
                    end = match.end()
                    found.append(Mention(end - size, end, folded[end - size : end], "area", "", end))
                    break
    for pattern in (_COUNTED, _ALONG):
        for match in pattern.finditer(folded):
            found.append(Mention(match.start(), match.end(), match[0], "water", "", match.end()))
    for match in _WATER.finditer(folded):
        if not _NO_WATER.fullmatch(match[1]):
            found.append(_extend(folded, match.start(1), Form(match[1], match[1], "water", "", "sure")))
    return found


@cache
def _initials() -> dict[str, dict[str, str]]:
    """Province -> first character of a prefecture's name -> the prefecture."""
    initials: dict[str, dict[str, str]] = {}
    for code, name in gazetteer().names.items():
        if code.endswith("00") and not code.endswith("0000"):
            initials.setdefault(code[:2], {}).setdefault(name[0], name)
    return initials


def _cities(chars: str) -> tuple[str, ...]:
    """The prefectures of one province that `chars` stands for by first characters (呼包鄂), () if it does not."""
    for table in _initials().values():
        if len(set(chars)) == len(chars) and all(char in table for char in chars):
            return tuple(table[char] for char in chars)
    return ()


def scan(folded: str) -> list[Mention]:
    """Every place, area and water named in a folded text, in the order of the text, none overlapping."""
    named = [_extend(folded, at, form) for at, form in _supported(folded, _named(folded))]
    found = sorted(named + _compounds(folded), key=lambda m: (m.start, -m.end))
    result: list[Mention] = []
    for mention in found:
        if not result or mention.start >= result[-1].end:
            result.append(mention)
        elif mention.start == result[-1].start or mention.end <= result[-1].end:
            continue
    return result


def find_places(folded: str) -> list[tuple[int, int, str]]:
    """Start, end and key of every place in a folded text (for questions)."""
    return [(mention.start, mention.end, mention.key) for mention in scan(folded)]


def region_keys(folded_name: str) -> tuple[str, ...]:
    """The keys that a region is found under: its own, those of what it names, and the members of an area."""
    index = gazetteer()
    keys = []
    for mention in scan(folded_name):
        bare = folded_name[mention.start : mention.base]
        keys.append(mention.key)
        if mention.kind == "place":
            keys += [index.names.get(mention.code, bare)]
        else:
            keys += [bare, *index.members.get(bare, ()), *_members(bare)]
    return tuple(dict.fromkeys(keys or [folded_name]))


def _members(area: str) -> tuple[str, ...]:
    """The members of an area that is named by rule: 晋陕豫, 郑洛新."""
    index = gazetteer()
    if area in index.members:
        return ()
    if len(area) >= 3 and all(char in index.provinces for char in area):
        return tuple(index.provinces[char] for char in area)
    return _cities(area) if 3 <= len(area) <= 5 else ()


def level_of(key: str) -> Level | None:
    """What kind of place a key is, None if it is none that we know."""
    index = gazetteer()
    if codes := index.codes.get(key):
        code = codes[0]
        return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
    if key in index.basins or _REACH.search(key) is not None:
        return "water"
    form = next((form for form in index.by_prefix.get(key[:2], ()) if form.text == key), None)
    if form is not None and form.kind != "place":
        return form.kind
    return None


def contains(parent_key: str, child_key: str) -> bool:
    """Whether the place `child_key` lies within `parent_key` (a place is within itself)."""
    if parent_key == child_key:
        return True
    index = gazetteer()
    inner = index.codes.get(child_key, ())
    if inner and any(_inside(code, outer) for outer in index.codes.get(parent_key, ()) for code in inner):
        return True
    if parent_key in index.members:
        return any(contains(member, child_key) for member in index.members[parent_key])
    basin = parent_key.removesuffix("流域")
    river = child_key.removesuffix("流域")
    return basin == river or (basin in index.basins.values() and index.basins.get(river) == basin)
