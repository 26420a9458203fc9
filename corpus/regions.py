"""Places in Chinese texts: where they are named, and under which keys they are found again.

A key is the full present name of a place (乌海 -> 乌海市, 襄樊 -> 襄阳市), the name of an area (呼包鄂) or of
a river, lake, sea or natural zone (黄河流域). Everything here works on folded text (`corpus.fold`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

import rjieba

from corpus.gazetteer import ABBREVIATED, Form, Kind, gazetteer
from corpus.zones import OTHER_ZONE, ZONE

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


# What may stand between two members of a list or chain: 呼和浩特、包头; 京津冀和长三角; 上海—南京; 赤峰市巴林左旗
_LINKS: Final = frozenset(["", "、", "和", "及", "与", "以及", "或", "—", "——", "至", "到", "等", "”、“", "、“", "”、"])
# What may follow a place inside the same jieba word: 吉林 + 省, 辽河 + 流域, 西部 + 大开发
# 张北[地区], 舟曲[灾区]: words that show a county's short name for what it is
_PLAINLY: Final = ("地区", "等地", "灾区", "一带", "两地", "三地")
_NOT_HAN: Final = re.compile(r".*[^一-鿿]", re.DOTALL)
_TAILS: Final = re.compile(
    "[省市区县州盟旗等地]|流域|干流|大开发|振兴|崛起|(?:经济)?特区|经济技术开发区|特别行政区|自治|"
    "旅游|医药|科技(?!大)|电力|石油|沿海|盆地|山脉"
)
# 乌海[及周边地区], 京津冀[及周边“2+26”城市] , 上海[周边]
_AROUND: Final = re.compile(r"(?:及其?|和|与|以及)?周边(?:“?2\+26”?)?(?:地区|区域|城市|省份|县市|省市)?")
# 辽宁[中部], 内蒙古[东部地区], 京津冀[地区], 长三角[区域]
_PART: Final = re.compile(
    r"[东西南北中]{1,2}部(?!新[区城])(?:地区|区域|各县|沿海地区)?|地区(?!生产总值|差异|间)|区域(?!经济|性|协|发)"
)
# 黄河[干流], 辽河[流域], 长江[中下游地区], 三江源[地区], 太湖[水系]
_REACH: Final = re.compile(
    r"(?:[上中下]{1,2}游|干流|支流|干支流|主要支流|流域|水系|源头区?|沿线|沿岸|湖区|库区|海域|近岸海域|入海口|三角洲)+(?:地区|区域)?|地区|脉"
)
# 淮河[生态经济带], 鄱阳湖[经济区]
_BELT: Final = re.compile(r"(?:生态|蓝色|文化)?经济[带区]")
# 晋陕豫, 湘鄂渝黔: provinces by one character each; two only with such a word behind: 湘鄂[交界], 闽宁[协作]
_PROVINCES: Final = re.compile(f"[{ABBREVIATED}]{{3,6}}|[{ABBREVIATED}]{{2}}(?=(?:省际)?(?:交界|毗邻|边界|边区)|协作)")
# 郑洛新[城市群]: cities by their first character, only with such a word behind
_CLUSTER: Final = re.compile("城市群|都市圈|经济圈|一体化|都市连绵|同城化")
# 中国(上海)自由贸易试验区: its full name swallows the place
_FULL_ZONE: Final = re.compile(r"中国\([一-鿿]{2,4}\)自由贸易(?:试验区|港)")
# “一湖两海”, “七河七湖”, “三河三湖”, “一江两河”: waters counted under one name
_COUNTED: Final = re.compile(
    r"(?P<left>“)[一二两三四五六七八九十]{1,2}[江河湖海库渠][一二两三四五六七八九十]{1,2}[江河湖海库山渠](?=”)"
)
# [沿黄]生态廊道, “[沿黄沿线]”, [沿淮]行蓄洪区, 沿黄[九省区]
_ALONG: Final = re.compile(r"沿(?:黄(?:河|沿线|地区|九省区)?|淮(?:河|地区)?|渭|长江|渤海|珠江|太湖)(?![色金山海])")
# 、[三艮河]、; ([黑惠江]大理…: waters that no lexicon holds, as members of a list or beside another place
_WATER: Final = re.compile(r"(?<=[、:(“;—\n])[一-鿿]{1,3}(?:[河江湖溪淀洼]|水库|海子|淖尔)")
_WATER_BESIDE: Final = re.compile(r"[一-鿿]{1,3}(?:[河江湖]|水库)")
_WATER_ENDS: Final = re.compile(r"[、,。;)”—等流干水支上中下和及与沿入]")
# What makes such words a class or an action: 江河湖, 黑臭河, 治河, 中小水库, 退田还湖, 沉淀
_NO_WATER: Final = re.compile(
    r"[和及与或对在将把以各全该本其每为从向由的等是大小中内外入出治清引跨截沿临环拥滨域级围填退还护巡管化改造重一二两三四五六七八九十多]"
    r"|.{0,3}[江河湖海沟渠塘库洼域级县市区乡镇村小大型险点要臭观工然用内外界还围护治河理][河江湖溪淀洼水]|沉|海[河湖]$"
)


def _cut_there(folded: str, start: int, end: int) -> bool:
    """Whether jieba cuts the sentence at a name: 重大理论 holds no 大理, 沟通化解 no 通化, 北京大学 no 北京."""
    left = max(0, start - 10)
    if mark := _NOT_HAN.match(folded[left:start]):  # begin behind the last mark, where a word begins
        left += mark.end()
    return _cut_at(folded[left : end + 6], start - left, end - left)


@lru_cache(maxsize=4096)
def _cut_at(window: str, start: int, end: int) -> bool:
    at = 0
    for word in rjieba.cut(window, False):
        after = at + len(word)
        if at == start and after >= end:
            rest = word[end - at :]
            return not rest or _TAILS.match(rest) is not None or rest[:2] in gazetteer().by_prefix
        if at < start < after:
            # 上海浦东新区 and 吉林长春 are words of the dictionary: what stands before is a place as well
            return start - at >= 2 and window[at : at + 2] in gazetteer().by_prefix
        at = after
    return True


def _ends_there(folded: str, end: int) -> bool:
    """Whether no word runs over an offset: 支持港澳[青年], 推动川渝[新]…"""
    at = max(0, end - 1)
    return len(rjieba.cut(folded[at : end + 1], False)[0]) == 1


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
        if form.trust == "near" and folded.startswith(_PLAINLY, at + len(form.text)):
            kept.append((at, form))
            continue
        if form.trust in ("near", "weak", "within"):
            before = kept[-1] if kept else None
            behind = before is not None and near(before, (at, form))
            touching = before is not None and before[0] + len(before[1].text) == at
            if touching and before is not None and not _inside_any(form, before[1]):
                continue
            ahead = form.trust != "within" and _strong_ahead(found, i, near)
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
    """Whether a chain of neighbours leads from the weak form `found[i]` to a strong one: 兴安、通辽 or 怒江兰坪县."""
    for j in range(i + 1, min(i + 8, len(found))):
        before, after = found[j - 1], found[j]
        touching = after[0] == before[0] + len(before[1].text)
        if not near(before, after) or (touching and not _inside_any(after[1], before[1])):
            return False
        if after[1].trust in ("sure", "checked"):
            return True
    return False


def _stands_alone(folded: str, start: int) -> bool:
    """Whether a place before 自贸试验区 is no mere member of a list that shares this word."""
    return (
        folded[start - 1 : start] not in ("、", "和")
        or folded[max(0, start - 4) : start - 1]
        in (
            "试验区",
            "自贸区",
        )
        or folded.endswith(("新区", "开发区", "经开区", "保税区"), 0, start - 1)
    )


def _extend(folded: str, start: int, form: Form) -> Mention:
    """A form with what belongs to its name behind it: 及周边地区, 干流, 地区, 中部."""
    base = end = start + len(form.text)
    key = form.key
    if form.kind == "water":
        if folded.startswith("新区", end):  # 长江新区 lies in a city
            return Mention(start, end + 2, folded[start : end + 2], "area", "", end + 2)
        if tail := _REACH.match(folded, end):
            end = tail.end()
            key = folded[start:end].removesuffix("地区") if "流域" in tail[0] else key
        if belt := _BELT.match(folded, end):
            end = belt.end()
            key = folded[start:end]
    elif form.kind == "place" and (zone := ZONE.match(folded, end)) and _stands_alone(folded, start):
        end = zone.end()
        key = folded[start:end]
    elif tail := _PART.match(folded, end):
        end = tail.end()
    if tail := _AROUND.match(folded, end):
        end = tail.end()
        key = folded[start:end]
    return Mention(start, end, key, form.kind, form.code, base)


# Towns, which no gazetteer holds, where a preposition or a list sets them: 在[天目山镇]、[於潜镇]推进; not 在建制镇,
# 在各街道.
_LOCAL: Final = re.compile(
    r"(?<=[在于、])(?!各|全|本|该|每|有关|相关|所有|重点|试点|示范|中心|建制|国家|省级|市级|县级|其他|部分|条件|一般|新建|周边|邻近|城|乡|边|特色|文明|生态|工业|农业|旅游|历史|传统|贫困|先行|综合|城市|农村|镇|街|社区|老|旧)"
    r"[一-鿿]{2,3}(?:镇(?!级|街|村|政)|乡(?!镇|村|级|土)|街道(?!办|党)|苏木)"
    r"(?=[、,;。和及等]|开展|推进|实施|建设|试点|先行|率先|率|启动|探索|设立|打造|推行|范围|境内|区域)"
)
_NO_LOCAL: Final = re.compile(
    r"[的和与及等对为要应将各一二三四五六七八九十百个条家在]|城镇|乡镇|[城返下故家老水侨入回离还美]乡|小镇"
)


def _compounds(folded: str) -> Iterator[Mention]:
    """Areas and waters that are made by rule rather than listed; they may hold a listed name."""
    provinces = gazetteer().provinces
    for match in _PROVINCES.finditer(folded):
        names = {provinces[char] for char in match[0]}
        if len(names) == len(match[0]) and match[0][:2] != "港澳" and _ends_there(folded, match.end()):
            yield Mention(match.start(), match.end(), match[0], "area", "", match.end())
    for match in _CLUSTER.finditer(folded):
        end = match.start()
        for size in (5, 4, 3):
            if end >= size and _cities(name := folded[end - size : end]):
                yield Mention(end - size, end, name, "area", "", end)
                break
    for match in _FULL_ZONE.finditer(folded):
        yield Mention(match.start(), match.end(), match[0], "area", "", match.end())
    for match in OTHER_ZONE.finditer(folded):
        yield Mention(match.start(), match.end(), match[0], "area", "", match.end())
    for match in _LOCAL.finditer(folded):
        if not _NO_LOCAL.search(match[0]):
            yield Mention(match.start(), match.end(), match[0], "area", "", match.end())
    for match in _COUNTED.finditer(folded):
        start = match.end("left")
        yield Mention(start, match.end(), folded[start : match.end()], "water", "", match.end())
    for match in _ALONG.finditer(folded):
        yield Mention(match.start(), match.end(), match[0], "water", "", match.end())


def _unlisted(folded: str, named: list[Mention]) -> Iterator[Mention]:
    """Waters that no lexicon holds, known by the list or the place that they stand in."""
    starts = {mention.start for mention in named}
    after = [_WATER_BESIDE.match(folded, mention.end) for mention in named]
    for match in (*_WATER.finditer(folded), *(match for match in after if match)):
        if (_WATER_ENDS.match(folded, match.end()) or match.end() in starts) and not _NO_WATER.match(match[0]):
            yield _extend(folded, match.start(), Form(match[0], match[0], "water", "", "sure"))


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
    named: list[Mention] = []
    for at, form in _supported(folded, _named(folded)):
        if not named or at >= named[-1].end:  # 辽宁中部 is one place
            named.append(_extend(folded, at, form))
    # 京津冀晋 and 沿黄河 swallow the name they hold; 创新青藏高原 shows that 新青藏 was none
    named = _merge(named, _compounds(folded), swallow=True)
    return _merge(named, _unlisted(folded, named), swallow=False)


def _merge(named: list[Mention], others: Iterable[Mention], *, swallow: bool) -> list[Mention]:
    """`named` with those of `others` that fit between them (or, to `swallow`, cover some of them whole)."""
    starts = [mention.start for mention in named]
    kept: list[Mention] = []
    dropped: set[int] = set()
    for other in sorted(others):
        if kept and other.start < kept[-1].end:
            continue
        low = bisect_left(starts, other.start)
        if low and named[low - 1].end > other.start:
            continue
        high = bisect_left(starts, other.end)
        if high > low and not (swallow and named[high - 1].end <= other.end):
            continue
        dropped.update(range(low, high))
        kept.append(other)
    return sorted([mention for i, mention in enumerate(named) if i not in dropped] + kept) if kept else named


def find_places(folded: str) -> list[tuple[int, int, str]]:
    """Start, end and key of every place in a question.

    A person asks for 大同 or 通州 without the words that a document would put beside them: where nothing else was
    found, such a name counts as well if it is a prefecture's or jieba knows the word as a place.
    """
    found = [(mention.start, mention.end, mention.key) for mention in scan(folded)]
    if found:
        return found
    at = 0
    for word, tag in rjieba.tag(folded):
        form = _exactly(word)
        if form is not None and (tag == "ns" or form.code.endswith("00")):
            found.append((at, at + len(word), form.key))
        at += len(word)
    return found


def _exactly(name: str) -> Form | None:
    """The form that is written so, however little it may be trusted elsewhere."""
    return next((form for form in gazetteer().by_prefix.get(name[:2], ()) if form.text == name), None)


def region_keys(folded_name: str) -> tuple[str, ...]:
    """The keys that a region is found under: its own, those of what it names, and the members of an area."""
    index = gazetteer()
    keys: list[str] = []
    mentions = scan(folded_name)
    if not mentions and (form := _exactly(folded_name)) is not None:
        return (form.key,)  # 兴安, found beside 呼伦贝尔
    for mention in mentions:
        bare = folded_name[mention.start : mention.base]
        keys.append(mention.key)
        if mention.kind == "place":
            keys += [index.names.get(mention.code, bare)]
        else:
            keys += [bare, *index.members.get(bare, ()), *_members(bare)]
            keys += [inner.key for inner in scan(bare[3:-8])] if bare.startswith("中国(") else []
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
    form = _exactly(key)
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
    if made_of := index.members.get(parent_key) or index.parts.get(parent_key):
        return any(contains(member, child_key) for member in made_of)
    basin = parent_key.removesuffix("流域")
    river = child_key.removesuffix("流域")
    return basin == river or (basin in index.basins.values() and index.basins.get(river) == basin)
