"""Targets of two documents side by side: which measure the same, and which of them asks for more.

Pairing asks only what is measured: the indicator's family, the words of its name, on which level of places it is laid.
The figures, their kind, baseline, unit and date then decide the verdict (`contract/compare.md`, "Targets").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.indicators import find_indicators
from corpus.regions import contains, scan
from corpus.types import Document, Target
from search.crossref_types import Figure

__all__ = ["Measure", "figures_of", "measures_of", "pair_figures", "territory_of", "told_together"]

# Names that differ in wording only; what stands left is written as what stands right before names are compared.
_EVEN: Final = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\([^()]*\)|[\s“”‘’]", ""),
        ("比率|占比|比重|占有率", "比例"),
        ("建制村|村庄", "行政村"),
        ("县城|旗县级?|县级", "县"),
        ("装备", "设施"),
        ("汽车", "车"),
        ("排放总量|排放量", "排放"),
        ("达到或[好优]于|优良", "优"),
        ("平均|综合|得到|实现|完成|新增|有效|全面|基本|各级|全[国区省市]|我[国区省市]|以上|左右|的", ""),
    )
)
# On which level of places a figure is laid: the sewage of cities is not that of counties.
_LEVELS: Final = (
    ("city", re.compile("地级|设区|城市|市区|市级")),
    ("county", re.compile("县城|旗县|县级|各县|县[(市区]|区县")),
    ("town", re.compile("乡镇|建制镇|重点镇|城镇")),
    ("village", re.compile("行政村|建制村|村庄|农村|村级")),
    ("state", re.compile("国家级|国家重点")),
    ("province", re.compile("省级|自治区级")),
)
# What a name says beside the thing that is measured: that it is measured at all, and on whom it is laid.
_GENERAL: Final = re.compile(
    r"(?:年均|平均)?浓度|排放|总量|下降|降低|减少|削减|比例|未达标|(?:重点|地级|设区的?|县级)(?:及以?上?)?(?:地区|区域|行业|领域|流域|城市|市)"
)
_TOWNS: Final = re.compile("城镇")  # cities, counties and towns together
_ALIKE: Final = 0.62  # the share of common words from which two names of no family are one
_AKIN: Final = 0.22  # ... from which two names of one family are
_LITTLE: Final = 4  # characters that a name may hold beside that of its family, and say no more than it does
_COMMON: Final = 0.5  # of the shorter rest, that two names of one family must share
_NEAR: Final = 0.3  # ... from which two names are whose clauses carry out one another


class Measure(msgspec.Struct, frozen=True):
    """What a figure measures, as far as names are compared."""

    figure: Figure
    name: str  # folded and levelled, the scope behind it
    families: frozenset[str]
    levels: frozenset[str]
    places: tuple[str, ...]  # keys of the places that it is laid on
    task: int  # the index of its task in the document
    rest: str  # what the name says beside its family, levelled, without what is general: 果业 of 果业机械化率


def figures_of(document: Document) -> list[tuple[Figure, int]]:
    """The targets of a document in the order of its text, each with the index of its task; repeated ones once."""
    made: list[tuple[Figure, int]] = []
    seen: set[tuple[int, int, str, float]] = set()
    for index, task in enumerate(document.tasks):
        for target in task.targets:
            mark = (target.start, target.end, target.indicator, target.value)
            if mark not in seen:
                seen.add(mark)
                made.append((Figure(target, task.clause), index))
    return made


def measures_of(document: Document) -> list[Measure]:
    """What a document measures; the same figure of the same indicator in several places is one, with `also`."""
    found = [_measure(figure, task) for figure, task in figures_of(document)]
    weigh = _Weigher([measure.name for measure in found])
    kept: list[Measure] = []
    for measure in found:
        same = next((at for at, other in enumerate(kept) if _repeats(other, measure, weigh)), None)
        if same is None:
            kept.append(measure)
            continue
        first = kept[same].figure
        also = (*first.also, measure.figure.target)
        kept[same] = msgspec.structs.replace(kept[same], figure=msgspec.structs.replace(first, also=also))
    return kept


# 单位地区生产总值(GDP)能耗, 细颗粒物(PM2.5)浓度, 水质优良(达到或优于Ⅲ类)比例: the name goes on behind it
_GLOSS: Final = re.compile(r"(?<=[^()])\([^()]{1,20}\)(?=[^()])")


def _measure(figure: Figure, task: int) -> Measure:
    target = figure.target
    scope = fold(target.scope or "")
    name = _GLOSS.sub("", fold(target.indicator)) or fold(target.indicator)
    # A scope that names a level speaks louder than the indicator, which may be supplied from before.
    levels = _levels(scope) or _levels(name)
    families = frozenset(key for _, _, key in find_indicators(name))
    places = _places(f"{scope},{name}")
    return Measure(figure, _even(name) + "," + _even(scope), families, levels, places, task, _rest(name))


def _rest(name: str) -> str:
    rest = list(name)
    for start, end, _ in find_indicators(name):
        rest[start:end] = " " * (end - start)
    return _GENERAL.sub("", _even("".join(rest)))


def _kin(one: Measure, other: Measure) -> bool:
    """Whether two measures are of one family, and what they say beside it is no other thing."""
    if not one.families & other.families:
        return False
    left, right = set(_pairs(one.rest)), set(_pairs(other.rest))
    return not left or not right or len(left & right) >= _COMMON * min(len(left), len(right))


@lru_cache(maxsize=4096)
def _places(words: str) -> tuple[str, ...]:
    return tuple(mention.key for mention in scan(words) if mention.kind != "water")


def _levels(folded: str) -> frozenset[str]:
    found = {name for name, pattern in _LEVELS if pattern.search(folded)}
    return frozenset(found | {"city", "county"} if _TOWNS.search(folded) else found)


def _even(folded: str) -> str:
    for pattern, word in _EVEN:
        folded = pattern.sub(word, folded)
    return folded.upper()


def _repeats(one: Measure, other: Measure, weigh: _Weigher) -> bool:
    """Whether two targets of one document set one figure: in the table of indicators and in running text."""
    left, right = one.figure.target, other.figure.target
    if plain_value(left) != plain_value(right) or left.change != right.change or one.places != other.places:
        return False
    if one.families and other.families and not one.families & other.families:
        return False
    if one.levels and other.levels and not one.levels & other.levels:
        return False
    return weigh.alike(one.name, other.name) >= (_NEAR if _kin(one, other) else _ALIKE)


def territory_of(document: Document) -> frozenset[str]:
    """The places that the issuers govern; empty for a body of the centre."""
    names = ",".join(fold(issuer) for issuer in document.issuer) or fold(document.title or "")
    return frozenset(mention.key for mention in scan(names))


class _Weigher:
    """How much of two names is the same, their pairs of characters weighed by how rare they are among all names."""

    def __init__(self, names: Sequence[str]) -> None:
        self._often = Counter(pair for name in names for pair in set(_pairs(name)))
        self._count = len(names)
        self._seen: dict[str, tuple[frozenset[str], float]] = {}

    def _mass(self, pairs: Sequence[str]) -> float:
        return sum(math.log(1 + (self._count + 1) / (self._often[pair] + 0.5)) for pair in pairs)

    def alike(self, one: str, other: str) -> float:
        """From 0 to 1: the better of the names with their scopes and without."""
        return max(
            self._share(one, other),
            self._share(one.partition(",")[0], other.partition(",")[0]),
            self._share(one, other.partition(",")[0]),
        )

    def _share(self, one: str, other: str) -> float:
        (left, much), (right, more) = self._known(one), self._known(other)
        common = left & right
        return 2 * self._mass(sorted(common)) / (much + more) if common else 0.0

    def _known(self, name: str) -> tuple[frozenset[str], float]:
        """The pairs of a name and their mass: a name is set against every other."""
        if name not in self._seen:
            pairs = frozenset(_pairs(name))
            self._seen[name] = pairs, self._mass(sorted(pairs))
        return self._seen[name]


def _pairs(name: str) -> list[str]:
    return [run[at : at + 2] for run in re.findall(r"[^\W_]+", name) for at in range(max(len(run) - 1, 1))]


def pair_figures(
    local: Sequence[Measure],
    central: Sequence[Measure],
    territory: frozenset[str],
    near: dict[tuple[int, int], float],
) -> list[tuple[int, int]]:
    """Which local and central measures (by index) are one, best first, each in one pair at most.

    `near` holds how surely a local task carries out a central one (0 to 1), by the indices of the tasks.
    """
    weigh = _Weigher([measure.name for measure in (*local, *central)])
    scored: list[tuple[float, int, int]] = []
    for i, mine in enumerate(local):
        for j, theirs in enumerate(central):
            if not _comparable(mine, theirs, territory):
                continue
            likeness = weigh.alike(mine.name, theirs.name)
            kin = _kin(mine, theirs)
            if kin and max(len(mine.rest), len(theirs.rest)) <= _LITTLE:
                likeness = max(likeness, _ALIKE)  # COD and 化学需氧量 have no character in common
            beside = near.get((mine.task, theirs.task), 0.0)
            enough = _AKIN if kin else _NEAR if beside >= 1.0 and _one_kind(mine, theirs) else _ALIKE
            if likeness >= enough:
                alike = 0.1 * _one_kind(mine, theirs) + 0.1 * (mine.figure.target.due == theirs.figure.target.due)
                scored.append((likeness + 0.5 * kin + 0.2 * min(beside, 1.0) + alike, i, j))
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    given: set[int] = set()
    for _, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            pairs.append((i, j))
    return pairs


# Where the first member of a list ends.
_MEMBER: Final = re.compile("[、,，和及与]")


def told_together(own: Sequence[Measure], other: Sequence[Measure], partner: dict[int, int]) -> dict[int, int]:
    """Members of a list with one figure (`设施农业、畜牧养殖机械化率50%`) whose counterpart is the list as a whole.

    By index, each with the member that has the counterpart in `partner`: the other side sets one figure for all of them.
    """
    together: dict[int, int] = {}
    for paired, counterpart in partner.items():
        whole = other[counterpart]
        if any(each is not whole and _of_one_list(each, whole) for each in other):
            continue
        words = fold(whole.figure.target.text)
        for at, measure in enumerate(own):
            member = _MEMBER.split(fold(measure.figure.target.text), maxsplit=1)[0]
            if at not in partner and _of_one_list(measure, own[paired]) and member in words:
                together[at] = paired
    return together


def _of_one_list(one: Measure, other: Measure) -> bool:
    left, right = one.figure.target, other.figure.target
    return left.end == right.end and left.start != right.start and plain_value(left) == plain_value(right)


def _comparable(mine: Measure, theirs: Measure, territory: frozenset[str]) -> bool:
    """Whether two figures can be of one indicator: families, levels and places do not part them."""
    if mine.families and theirs.families and not mine.families & theirs.families:
        return False
    if mine.levels and theirs.levels and not mine.levels & theirs.levels:
        return False
    # A central figure for other places than the local ones (京津冀) has no local counterpart.
    own = (*territory, *mine.places)
    return not theirs.places or any(contains(outer, inner) for outer in theirs.places for inner in own)


def _one_kind(mine: Measure, theirs: Measure) -> bool:
    left, right = mine.figure.target, theirs.figure.target
    return plain_value(left)[1] == plain_value(right)[1] and (left.change is None) == (right.change is None)


# What stands before a unit and multiplies it; 成 is a tenth.
_MANY: Final = re.compile(r"^([十百千万亿]+)(?=\S)")
_TIMES: Final = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
# Units of one size, and by how much the left one is multiplied to be the right one.
_UNITS: Final = {
    "％": ("%", 1.0), "成": ("%", 10.0), "个百分点": ("%", 1.0), "百分点": ("%", 1.0), "‰": ("%", 0.1),
    "公斤": ("吨", 1e-3), "千克": ("吨", 1e-3), "克": ("吨", 1e-6), "t": ("吨", 1.0), "kg": ("吨", 1e-3),
    "亩": ("公顷", 1 / 15), "平方公里": ("公顷", 100.0), "平方米": ("公顷", 1e-4), "平方千米": ("公顷", 100.0),
    **dict.fromkeys(("m2", "m²", "㎡", "平米"), ("公顷", 1e-4)), **dict.fromkeys(("km2", "km²"), ("公顷", 100.0)),
    **dict.fromkeys(("hm2", "hm²"), ("公顷", 1.0)), **dict.fromkeys(("m3", "m³", "㎥", "方", "立方"), ("立方米", 1.0)),
    **dict.fromkeys(("km", "㎞", "千米"), ("公里", 1.0)), "里": ("公里", 0.5), "㎏": ("吨", 1e-3),
    "kW": ("千瓦", 1.0), "kw": ("千瓦", 1.0), "瓦": ("千瓦", 1e-3), "家": ("个", 1.0), "项": ("个", 1.0), "处": ("个", 1.0),
    "座": ("个", 1.0), "所": ("个", 1.0), "名": ("人", 1.0), "人次": ("人", 1.0), "万元": ("元", 1e4),
}  # fmt: skip


@lru_cache(maxsize=4096)
def plain_value(target: Target) -> tuple[float, str]:
    """The figure in the smallest number of units: `23 万吨` and `230000 吨` are one, `7 成` and `70 %` too.

    >>> from corpus.types import Target
    >>> plain_value(Target("", 0, 0, "", ">=", 7, "成"))
    (70.0, '%')
    """
    unit, value = fold(target.unit or "").replace(" ", ""), target.value
    if many := _MANY.match(unit):
        for char in many[1]:
            value *= _TIMES[char]
        unit = unit[many.end() :]
    unit, times = _UNITS.get(unit, (unit, 1.0))
    return round(value * times, 6), unit
