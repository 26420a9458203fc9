"""Figures: every expression of a quantity in a text, read to a value and a unit.

A figure is only what stands there (`83.8%以上`, `三分之二`, `零增长`); whether it is a target is for
`ingest.taggers.targets` to say. All expressions run over folded text and begin with a set of characters,
so that a long text is searched at the speed of a scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

import msgspec

from corpus.numerals import chinese_int, number
from corpus.tables import lexicon_table
from corpus.types import Change, Comparator
from ingest.enumerators import COUNTED

__all__ = ["BOUNDS", "ORDERS", "Figure", "UnitKind", "alike", "figures"]

UnitKind = Literal["ratio", "count", "measure", "money", "time", "none", "word"]


class Figure(msgspec.Struct, frozen=True):
    """A quantity as it stands in the text.

    `start` to `end` hold number and unit; `tail` is where the words after them that belong to the figure end
    (`以上`, `左右`). `bound` is what those words say, None where there are none. A figure in words (`零增长`, `翻一番`)
    brings its own `change` and is of kind `word`. `high` is the upper end of a range, `loose` stands for `多`, `余`;
    `chinese` for a number in Chinese numerals.
    """

    start: int
    end: int
    tail: int
    value: float
    unit: str | None
    kind: UnitKind
    bound: Comparator | None = None
    change: Change | None = None
    ranged: bool = False
    loose: bool = False
    chinese: bool = False
    share: bool = False  # a fraction or share in words: `一半`, `三分之二`, `八成`


# What multiplies a unit (`万个`, `亿元`).
ORDERS: Final = "万亿千百"


def alike(one: str | None, other: str | None) -> bool:
    """Whether two units count the same, be it in different orders (`万个`, `个`)."""
    return (one or "").lstrip(ORDERS) == (other or "").lstrip(ORDERS)


# Units of one character: the closed class of counting words and measures. Longer ones are data.
_SINGLE: Final[dict[UnitKind, str]] = {
    "ratio": "%‰倍",
    "count": "起宗个家所项户人名套辆台座处条种件间张门支艘架列株棵头只羽口部本册篇位片块栋幢孔场例份款类箱对卷节道床群课期届粒盏根枚路站队码",
    "measure": "吨克斤担米里亩方升桶瓦度焦兆P℃帕tL",
    "money": "元角",
    "time": "年岁天日秒周分次",
}
_SINGLE_BELOW: Final = "人天日年月秒亩户床元吨度例件次L台辆桶机头个家名生"


@cache
def _table() -> dict[str, list[str]]:
    return lexicon_table("units")


@cache
def _kinds() -> dict[str, UnitKind]:
    names: tuple[UnitKind, ...] = ("ratio", "count", "measure", "money", "time")
    return {unit: kind for kind in names for unit in (*_table()[kind], *_SINGLE[kind])}


@cache
def _below() -> frozenset[str]:
    return frozenset(_table()["below"]) | frozenset(_SINGLE_BELOW) | frozenset(_kinds())


# `29微克每立方米`: the stroke in words
_EACH: Final = re.compile("每(?:立方米|平方米|升|公斤|千克|平方公里|千瓦时|吨)")
_LONGEST: Final = 8  # characters of the longest unit


def _unit_end(folded: str, at: int, end: int) -> tuple[int, UnitKind | None]:
    """Where the unit that begins at `at` ends (`微克/立方米`, `元/人·月`), with its kind; (at, None) where there is none."""
    kinds = _kinds()
    for length in range(min(_LONGEST, end - at), 0, -1):
        kind = kinds.get(folded[at : at + length])
        if kind is not None:
            at += length
            for _ in range(2):
                if not folded.startswith("/", at) and not _EACH.match(folded, at, end):
                    break
                for below in range(min(_LONGEST, end - at - 1), 0, -1):
                    if folded[at + 1 : at + 1 + below] in _below():
                        at += 1 + below
                        break
                else:
                    break
            return at, kind
    if folded.startswith("/10万", at) and not folded[at + 4 : at + 5].isdigit():
        return at + 4, "ratio"  # `孕产妇死亡率下降到14.5/10万`
    return at, None


_NUMBER: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,12})(?:\.[0-9]{1,6})?"
# What follows a figure and bounds it: `以上`, `及以下`, `以内`, `左右`; `30分钟内`, not `3个内陆口岸`.
_TAIL_WORDS: Final = (
    r"[ ]?(?:\([^()0-9]{1,6}\)(?=以[上下]))?(?:(?P<bound>(?:及其?|[或和])?以上|(?:及|[或和])?以下|以内|之内|左右|上下)"
    r"|(?P<within>内)(?![容部外地陆在蒙设需销]))?"
)
_TAIL: Final = re.compile(_TAIL_WORDS)
# Dates are passed over first (`2020年`, `2018—2020年`), then every number: `83.8`, `1,200`.
_ARABIC: Final = re.compile(
    rf"(?:19|20)[0-9]{{2}}(?:[—~至到-](?:19|20)[0-9]{{2}})?年|(?<![0-9.])(?:[2-6][GD]|[1-5]A(?=级))(?![A-Za-z])|[0-9]{{1,3}}(?:强(?!度)|分钟(?=[^,;。、]{{0,6}}圈))|(?P<low>{_NUMBER})"
)
_LOOSE: Final = re.compile(
    r"[ ]?(?P<loose>[多余])?(?P<many>万亿|千亿|百亿|千万|百万|十万|亿|万|千|百)?(?P<loose2>[多余])?[ ]?"
)
# `5%—10%`, `8%至10%`, `5到7元`, `2万—3万人`.
_RANGE: Final = re.compile(rf"[ ]?[—~至到-]{{1,2}}[ ]?(?P<high>{_NUMBER})")
# Shares, multiples and names of changes in words, each begun by one of a few characters:
# `百分之二十五以上` · `三分之二` · `八成以上` · `一半以上` · `过半` · `翻一番` · `两倍` · `减半` · `零增长` · `全覆盖` · `不少于两名` · `百家`.
_CN: Final = "零〇一二两三四五六七八九十百千万点"
_WORDS: Final = re.compile(
    rf"(?:(?P<base>[百千])分之(?P<percent>[{_CN}]{{1,8}}|{_NUMBER})"
    rf"|(?P<below>[二三四五六七八九十]{{1,2}})分之(?P<above>[一二两三四五六七八九十]{{1,2}})"
    rf"|(?P<tenths>[一二三四五六七八九])成(?P<half5>半)?(?=以上|以下|以内|左右|[,。;、!?的 \n)]|$)"
    rf"|(?P<half>一半|半数|过半数?|对半)"
    rf"|(?P<double>翻(?P<times>[一两二三])番|翻番|倍增)(?!计划|行动|工程)|(?P<halve>减半)"
    rf"|(?P<nought>趋?零增长|趋于零增长|[负正]增长)(?!行动|计划|方案)"
    rf"|(?P<none>零(?:发生|死亡|事故|填埋|新增|感染))"
    rf"|(?P<all>全覆盖)"
    rf"|(?P<order>[百千万])(?=[家个所名][^喻户人万灯])(?P<orderunit>[家个所名])"
    rf"|(?P<cn>[一二两三四五六七八九十百]{{1,6}})(?P<many>[万亿])?(?P<unit>个百分点|个工作日|个月|人次|"
    rf"批次|倍|个|家|所|项|名|套|座|处|条|支|台|间|户|人|门|张|场|件|年|天|小时|岁|次)"
    rf"){_TAIL_WORDS}"
)
# What `_WORDS` may begin with: a set of characters is scanned for faster than thirteen forms are tried.
_WORDS_BEGIN: Final = re.compile("[一二两三四五六七八九十百千万半过对翻倍减趋零负正全]")
# `2/3以上`: a fraction in figures, not a date and not a unit.
_FRACTION: Final = re.compile(r"(?P<above>[1-9][0-9]?)/(?P<below>[1-9][0-9]?)(?![0-9/年月日万])" + _TAIL_WORDS)

# `18:1`, `1:350`: the second number of a proportion is its unit, as `10万` is that of `14.5/10万`.
_AGAINST: Final = re.compile(r"(?P<against>:[0-9]{1,5}(?:\.[0-9]{1,2})?)(?![0-9:])" + _TAIL_WORDS)

# `30个10万头以上养殖场`: a number of things of a size
_SIZED: Final = re.compile(
    r"[0-9]{1,6}(?:\.[0-9]{1,2})?[万千百]?(?:头|只|羽|亩|吨|张|公顷|平方米|千瓦|千伏|兆瓦|周?岁)(?:及?以上|以下|级)"
)
# `85幢20万平方米老旧小区`: how much a number of things comes to
_AMOUNTING: Final = re.compile(
    r"[0-9]{1,6}(?:\.[0-9]{1,2})?[万千百]?(?:平方米|平方公里|公顷|亩|公里|米|户|人|吨|千瓦|兆瓦)(?=[“一-龥])"
)
# `200家5G应用企业`, `30家3A级景区`, `10家500强企业`: things whose name begins with a number
_NAMED: Final = re.compile(r"(?:[2-6][GD](?![A-Za-z])|[1-5]A级?(?![A-Za-z])|[0-9]{1,3}(?:强|分钟[一-龥“]|[xX×*]\d))")
# What the words and signs beside a figure make of it, in a sentence or in a cell.
BOUNDS: Final[dict[str, Comparator]] = {
    "不低于": ">=", "不少于": ">=", "不小于": ">=", "至少": ">=", "≥": ">=", ">=": ">=", "不高于": "<=", "不超过": "<=", "不大于": "<=",
    "控制在": "<=", "≤": "<=", "<=": "<=", ">": ">", "高于": ">", "超过": ">", "大于": ">", "<": "<", "低于": "<", "小于": "<", "约": "~", "近": "~",
    "以上": ">=", "及以上": ">=", "及其以上": ">=", "或以上": ">=", "和以上": ">=",
    "以下": "<=", "及以下": "<=", "或以下": "<=", "和以下": "<=", "以内": "<=", "之内": "<=", "内": "<=",
    "左右": "~", "上下": "~",
}  # fmt: skip
# What may not stand before a figure: letters and points (PM2.5), 第3次, 前10位, 每10万人, a stroke of a fraction.
# `2.50个小区`: an item's number and what it counts
_ITEM: Final = re.compile(r"(?<![^\n])\d{1,2}\.(?=\d{1,4}" + COUNTED + ")")
_NOT_BEFORE: Final = frozenset("第前每/〔·Ⅰ-.") | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def figures(folded: str, start: int = 0, end: int | None = None) -> Iterator[Figure]:
    """All figures of `folded[start:end]` in the order of the text, none overlapping another."""
    end = len(folded) if end is None else end
    found = [*_arabic(folded, start, end), *_in_words(folded, start, end)]
    found.sort(key=lambda figure: (figure.start, -figure.tail))
    last = start
    for figure in found:
        if figure.start >= last:
            last = figure.end
            yield figure


def _arabic(folded: str, start: int, end: int) -> Iterator[Figure]:
    for m in _ARABIC.finditer(folded, start, end):
        if m.lastgroup is None:
            continue
        at, stop = m.span()
        low = m["low"]
        if item := _ITEM.match(folded, at, end):
            at, low = item.end(), low.partition(".")[2]
        after = folded[stop : stop + 1]
        if after and after in "月日号":
            continue  # 12月, 3日: dates are not figures
        if after == "%" and folded[stop + 1 : stop + 2].isdigit():
            continue  # figures that run into one another are no prose
        before = folded[at - 1] if at and not item else ""
        if (before in _NOT_BEFORE and not folded.endswith("GDP", 0, at)) or before.isdigit() or after.isdigit():
            continue  # and no figure is a piece of a longer run of digits
        if after == "/":
            fraction = _FRACTION.match(folded, at, end)
            if fraction is not None and int(fraction["above"]) < int(fraction["below"]):
                value = round(100 * int(fraction["above"]) / int(fraction["below"]), 2)
                yield _made(fraction, fraction.end("below"), value, "%", "ratio", share=True)
                continue
        against = _AGAINST.match(folded, stop, end)
        if against is not None and (parts := number(m["low"])) is not None:
            yield _made(against, against.end("against"), parts, against["against"], "ratio", start=at)
            continue
        figure = _measured(folded, low, at, stop, end)
        if figure is not None:
            yield figure


def _measured(folded: str, low: str, start: int, at: int, end: int) -> Figure | None:
    """The figure whose number `low` stands from `start` to `at`: range, order, unit and bound read behind it."""
    value = number(low)
    if value is None:
        return None
    order = _LOOSE.match(folded, at, end)
    assert order is not None  # every part of it may be empty
    many, loose = order["many"] or "", bool(order["loose"] or order["loose2"])
    unit_at = order.end()
    stop, kind = _unit_end(folded, unit_at, end)
    if kind is None and many == "千" and (inner := _unit_end(folded, order.start("many"), end))[1]:
        many, (stop, kind), unit_at = "", inner, order.start("many")  # `750千伏`: the order is of the unit
    ranged = _RANGE.match(folded, stop if kind else order.end("many") if many else at, end)
    if ranged is not None and not loose:
        first = (many, folded[unit_at:stop] if kind else "")
        again = _LOOSE.match(folded, ranged.end(), end)
        assert again is not None
        upper_at = again.end()
        upper_stop, upper_kind = _unit_end(folded, upper_at, end)
        if folded[ranged.end() : ranged.end() + 1] not in ("年", "月", "日") and (
            upper_kind or again["many"] or not kind
        ):
            many = first[0] or again["many"] or ""
            unit_at, stop, kind = upper_at, upper_stop, upper_kind
            order = again
        else:
            ranged = None
    else:
        ranged = None
    if kind is None:
        stop = order.end("many") if many and order["many"] else order.end("loose") if order["loose"] else at
        if ranged is not None:
            stop = max(stop, ranged.end())
        kind, unit = ("count" if many else "none"), many or None
    else:
        unit = many + folded[unit_at:stop]
    if unit == "年" and value > 150:
        return None
    if (
        folded[stop : stop + 1].isdigit()
        and kind != "none"
        and not any(form.match(folded, stop, end) for form in (_SIZED, _AMOUNTING, _NAMED))
    ):
        return None  # figures that run into one another are no prose
    tail = _TAIL.match(folded, stop, end)
    assert tail is not None
    word = tail["bound"] or (tail["within"] if kind == "time" else None)
    if unit == "日" and word is None:
        return None
    return Figure(
        start=start,
        end=stop,
        tail=tail.end() if word else stop,
        value=value,
        unit=unit,
        kind=kind,
        bound=BOUNDS.get(word) if word else None,
        ranged=ranged is not None,
        loose=loose,
    )


def _worded(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    at = start
    while begin := _WORDS_BEGIN.search(folded, at, end):
        at = begin.end()
        if m := _WORDS.match(folded, begin.start(), end):
            at = m.end()
            yield m


def _in_words(folded: str, start: int, end: int) -> Iterator[Figure]:
    for m in _worded(folded, start, end):
        before = folded[m.start() - 1] if m.start() else ""
        if before and before in "第每前〇零一二三四五六七八九十百千万亿":
            continue
        if m["percent"]:
            percent = number(m["percent"])
            if percent is not None:
                yield _made(m, m.end("percent"), percent, "%" if m["base"] == "百" else "‰", "ratio")
        elif m["below"]:
            below, above = chinese_int(m["below"]), chinese_int(m["above"])
            if below and above:
                yield _made(m, m.end("above"), round(100 * above / below, 2), "%", "ratio", share=True)
        elif m["tenths"]:
            value = 10.0 * (chinese_int(m["tenths"]) or 0) + (5 if m["half5"] else 0)
            yield _made(m, max(m.end("tenths") + 1, m.end("half5")), value, "%", "ratio", share=True)
        elif m["half"]:
            made = _made(m, m.end("half"), 50, "%", "ratio", share=True)
            yield msgspec.structs.replace(made, bound=">") if m["half"].startswith("过") else made
        elif m["double"]:
            times = chinese_int(m["times"]) if m["times"] else 1
            yield _made(m, m.end("double"), 100.0 * (2 ** (times or 1) - 1), "%", "word", change="increase")
        elif m["halve"]:
            yield _made(m, m.end("halve"), 50, "%", "word", change="decrease")
        elif m["nought"]:
            word = m["nought"]
            bound: Comparator = "~" if word[0] == "趋" else "<" if word[0] == "负" else ">" if word[0] == "正" else "<="
            yield msgspec.structs.replace(_made(m, m.end("nought"), 0, "%", "word", change="increase"), bound=bound)
        elif m["none"]:
            yield msgspec.structs.replace(_made(m, m.end("none"), 0, None, "word"), bound="=")
        elif m["all"]:
            yield msgspec.structs.replace(_made(m, m.end("all"), 100, "%", "word"), bound=">=")
        elif m["order"]:
            size = {"百": 100, "千": 1000, "万": 10000}[m["order"]]
            yield _made(m, m.end("orderunit"), size, m["orderunit"], "count")
        elif m["cn"]:
            count = chinese_int(m["cn"])
            if count is not None:
                unit = (m["many"] or "") + m["unit"]
                yield _made(m, m.end("unit"), count, unit, _kinds()[m["unit"]], chinese=True)


def _made(
    m: re.Match[str],
    end: int,
    value: float,
    unit: str | None,
    kind: UnitKind,
    *,
    change: Change | None = None,
    ranged: bool = False,
    loose: bool = False,
    chinese: bool = False,
    share: bool = False,
    start: int | None = None,
) -> Figure:
    word = m["bound"] or m["within"]
    if m["within"] and kind != "time":
        word = None
    tail = (m.end("bound") if m["bound"] else m.end("within")) if word else end
    return Figure(
        start=m.start() if start is None else start, end=end, tail=tail, value=value, unit=unit, kind=kind,
        bound=BOUNDS.get(word) if word else None, change=change, ranged=ranged, loose=loose, chinese=chinese, share=share,
    )  # fmt: skip
