"""The pieces that time expressions are made of: years, months, days, plans, festivals, durations, recurrences.

One expression runs once over the whole text. It works on a *flat* copy: the sentences that may hold a
deadline, one after the other with a line feed between, without the white space that converters set between
Chinese and digits (`2020 年 6 月 底 前`) and that broken lines leave in mid-sentence. `Flat` leads back to offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, Literal, cast

import msgspec

from corpus.calendar import Unit, festivals
from corpus.numerals import chinese_year, integer, number
from ingest.text import Sentence, Text

__all__ = ["Flat", "Kind", "Token", "flatten", "tokens"]

# Zones without duties: dates that stand there are the document's own.
_SILENT: Final = frozenset(("metadata", "title", "addressee", "signature", "residue"))
# White space and page marks; kept between two digits or letters, where it keeps two figures apart.
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")

Kind = Literal[
    "year", "year_from_here", "years", "school", "half", "quarter", "quarter_from_here", "first_months", "month",
    "month_from_here", "issue", "earlier", "day", "week", "xun", "date", "mark", "plan", "festival", "now", "century", "season", "every", "duration", "ahead",
]  # fmt: skip


class Token(msgspec.Struct, frozen=True):
    """A piece with its place in the flat text; `value` and `text` mean what its kind needs."""

    kind: Kind
    start: int
    end: int
    value: int = 0
    other: int = 0
    amount: float = 1
    unit: Unit = "day"
    text: str = ""


class Flat:
    """The sentences that are read, without white space, and the way back to the source."""

    def __init__(self, folded: str, sentences: Sequence[Sentence]) -> None:
        parts: list[str] = []
        self.starts: list[int] = []  # in the flat text
        self.sentences: list[Sentence] = []
        self._maps: list[list[int] | int] = []  # source offset of each character, or of the first
        at = 0
        for sentence in sentences:
            if sentence.zone in _SILENT:
                continue
            piece = folded[sentence.start : sentence.end]
            place: list[int] | int = sentence.start
            if _SPACE.search(piece):
                piece, place = _squeeze(piece, sentence.start)
            parts.append(piece)
            self.starts.append(at)
            self.sentences.append(sentence)
            self._maps.append(place)
            at += len(piece) + 1
        self.text = "\n".join(parts)

    def index(self, offset: int) -> int:
        """Which sentence holds an offset of the flat text."""
        return bisect_right(self.starts, offset) - 1

    def bounds(self, index: int) -> tuple[int, int]:
        """Where a sentence begins and ends in the flat text."""
        end = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.text)
        return self.starts[index], end

    def source(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Offsets of the source for a stretch of sentence `index` in the flat text."""
        place, at = self._maps[index], self.starts[index]
        if isinstance(place, int):
            return place + start - at, place + end - at
        return place[start - at], place[end - 1 - at] + 1


def _squeeze(piece: str, start: int) -> tuple[str, list[int] | int]:
    kept: list[str] = []
    place: list[int] = []
    at = 0
    for space in _SPACE.finditer(piece):
        kept.append(piece[at : space.start()])
        place.extend(range(start + at, start + space.start()))
        before, after = piece[space.start() - 1 : space.start()], piece[space.end() : space.end() + 1]
        if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
            kept.append(" ")
            place.append(start + space.start())
        at = space.end()
    kept.append(piece[at:])
    place.extend(range(start + at, start + len(piece)))
    return "".join(kept), place


def flatten(text: Text, sentences: Sequence[Sentence]) -> Flat:
    """The flat copy of the sentences of `text` that may hold a deadline."""
    return Flat(text.folded, sentences)


_C: Final = "一二三四五六七八九"
_N: Final = rf"(?:\d{{1,3}}(?:\.5)?|[{_C}十两]{{1,3}})"
_YEAR_DIGITS: Final = "0-9〇○◯零oO一二三四五六七八九"
_UNITS: Final[dict[str, Unit]] = {
    "工作日": "workday", "日": "day", "天": "day", "周": "week", "星期": "week", "月": "month", "个月": "month",
    "季度": "quarter", "季": "quarter", "年": "year", "年度": "year", "学年": "year", "小时": "hour", "分钟": "minute",
    "半年": "half", "学期": "half", "旬": "xun", "届": "year", "半个月": "day", "年半": "year", "月度": "month",
}  # fmt: skip


def _names() -> str:
    """Festival names as an alternation by first character."""
    heads: dict[str, list[str]] = {}
    for name in festivals():
        heads.setdefault(name[0], []).append(re.escape(name[1:]))
    branches = (rf"(?<={head})(?:{'|'.join(sorted(tails, key=len, reverse=True))})" for head, tails in heads.items())
    return f"[{''.join(heads)}](?:{'|'.join(branches)})"


_HEADS: Final = "".join(sorted({name[0] for name in festivals()}))
_SECONDS: Final = "".join(sorted({name[1:2] for name in festivals()}))
# The first two characters of every piece: looked for first, which makes the search ten times quicker than to try
# every branch at every place.
_FIRST: Final = (
    rf"(?:[0-9](?<!\d\d)|[{_C}十两半](?<![{_C}十两半]{{5}}))[0-9{_C}十两半〇○◯零oO年月日号周季星个天学小分工至到、和及—\-~./多余一]|[今明后次翌来当本去上下全][年月季周个半旬明冬春夏秋后来世]"
    rf"|未来|中旬|中下旬|上中旬|提前|[第前][{_C}十两1-4]|[年月季岁][底末终初内关度]|年中|[每隔][单双隔{_C}十两半0-9个年月季学旬周星工日天小]|[逐按各][年月季日周旬半学]"
    rf"|“[{_C}十]|[即目当现][日前下在]|[印发下公][发布](?=之日)|岁末|日起|[春夏秋冬](?<=[\d〇○零一二三四五六七八九十]年[春夏秋冬])|[{_HEADS}][{_SECONDS}\d{_C}十百前期]"
)

# Behind `2020年均` that each of them does so, and no yearly average: `甲、乙两率到2020年均不低于90%`.
_EACH: Final = "达|不[低少高多超]|高于|低于|实现|完成|[要应须]|保持|控制在|超过|建成|得到|纳入|基本|全部|力争"
_TOKEN: Final = re.compile(
    rf"(?={_FIRST})(?:%s)"
    % "|".join(
        (
            # `2019—2020学年`, `2018—2019年秋冬季`, `2018-2019采暖季`
            r"(?P<school>[12](?<![\d.][12])\d{3}(?:学年度?|年?(?:[—\-~至]|——)\d{2,4}年?(?:度)?"
            r"(?P<cold>学年度?|[采供取]暖[季期]|供热[季期]|秋冬季|冬春季?)))",
            # `2018年`, `二〇一八年度`, `2018` of `2018—2020年` and of `2018、2019年`; not `12020年`, `2020年代`.
            rf"(?P<year>[12一二](?<![\d.{_C}][12一二])[{_YEAR_DIGITS}]{{3}}"
            rf"(?:(?P<nian>年度?)(?!均(?!{_EACH})|代|龄|薪|鉴|轮|[12]\d{{3}}年)|(?=(?:[—\-~至到、和及]|——)[12一二][{_YEAR_DIGITS}]{{3}}(?:年(?!均(?!{_EACH}))|[、和及—\-~至到][12]\d{{3}}年))"
            r"))",
            # `2018.12.31`, `2018-12-31`, `2018/12/31` (cells of tables)
            r"(?P<date>[12](?<![\d.][12])\d{3}(?P<sep>[.\-/])\d{1,2}(?P=sep)\d{1,2}日?)(?!\d)",
            # `自本意见印发之日起30日内`, `3—5年时间`, `半年内`, `两到三年内`, `3个工作日内`, `一年半内`; not `3年内容`
            rf"(?P<duration>(?P<n1>\d(?<!\d\d)\d{{0,2}}(?:\.5)?|[{_C}十两半](?<![{_C}十百][{_C}十两半])[{_C}十两]{{0,2}})"
            rf"(?:[—\-~至到、](?P<n2>{_N}))?(?:多|余)?(?P<unit>个?(?:工作日|星期|学期|季度|小时|月半|月)|周|日|天|年半|年|学年|分钟)"
            r"(?:左右)?(?:(?:的)?(?:时间|期限)(?:左右)?(?:(?:以|之)?内)?|(?:以|之)?内(?!容|部|蒙|外|地|河|涝|需|资|设|控|在)|(?:的)?(?=(?:持续|不懈|集中|系统|接续|创新|共同)?(?:努力|奋斗|攻坚|治理|整治|创建|示范|试点))))",
            # `今后五年`, `未来三年`, `未来3—5年`
            rf"(?P<ahead>[今未](?:后|来)(?P<n3>{_N})(?:[—\-~至到](?P<n4>{_N}))?(?P<unit2>年|个月)(?:左右)?(?:时间)?(?:以?内)?)",
            # `提前一年完成`: before the day that the sentence before it set; not `提前5日告知`
            r"(?P<earlier>提前(?P<n16>[一两二三1-3]|半(?=年))(?P<unit5>个月|年)(?=(?:全面|基本|全部|率先)?(?:完成|实现|达到|达标|建成|完工)|[,。;)]))",
            # `每年`, `每两年`, `每隔6至10年`, `每半年`, `每季度`, `每3个月`, `每个工作日`
            rf"(?P<every>每(?:隔)?(?:(?P<n5>{_N}|半)(?:[—\-~至到](?P<n17>{_N}))?|[单双](?=月))?个?(?P<unit3>半年|季度?|学年|年度?|学期|月|旬|周|星期|工作日|日|天|小时))",
            # `逐年`, `按月`, `各年度`, `隔年`; not `按日计罚`, `按年龄`
            r"(?P<every2>(?:[逐](?:年度?|月|季度?|日|周|旬)|[按](?:年度?|月度?|季度?|周(?!期)|日|旬|半年|学期|学年)|[各]年度|[隔]年))",
            # `季度终了后15日内`, `年度终了后三个月内`: of every one of them, where no year or quarter is named
            rf"(?P<every4>(?<![本该上下每一二三四\d个])(?:季度?|年度|月度)(?=(?:终了|结束)(?:之日起|以?后|之后)的?[\d{_C}十]))",
            # `三年一次`, `两个月安排一次`, `5年一周期`, `一月一调度`, `一季度一通报`
            rf"(?P<every3>(?P<n6>\d(?<!\d\d)\d?|[{_C}十两半](?<![{_C}十第每][{_C}十两半])[{_C}十]?)(?P<unit4>年|个月|个季度|(?<=[一半])季度?|周|天|日|个?月)"
            r"(?:至少|安排|组织|开展|召开|进行|修订|评估|更新|轮训)?一(?:次|轮|周期|调度|通报|[小总]结|报告|考核|评估|督[查办]|分析|研判|汇总|会商|检查|统计|评|调整|修订|修编|更新|复[审核]|认定|命名|换届|盘点|排名|公示|公开)(?![年级]))",
            # `“十四五”`, `十四五期间`, `第十四个五年规划期间`
            rf"(?P<plan>“[{_C}十](?P<n7>(?<=“.)[{_C}十]?)五”(?:规划(?=期))?|[{_C}十](?<![{_C}十百第之][{_C}十])[{_C}十]?五(?=规划期|期间|时期|期末|末[,期,]|初期|中期)(?:规划(?=期))?"
            rf"|[第](?P<n8>[{_C}十]{{1,3}})个五年(?:规划|计划)(?=期|时期))",
            # `今明两年`; `今年`, `明年`, `次年`, `第二年`, `本年度`; not `近年来年均`, `今后年均`, `以前年度`
            r"(?P<years>[今]明(?:两|后三|、?后三)年)",
            r"(?P<year_from_here>(?:[今明次翌]|[后](?<![今以]后)|[来](?<![未近]来)|[当](?<!适当)|[本](?<![资基日]本)|[去]|[上](?<!以上)|[第]二)年度?(?!均|代|龄|薪|终奖))",
            # `前三季度`, `上半年`, `三季度`, `一、二季度`, `本季度`
            r"(?P<first_months>前(?:(?P<n9>[二两三])个?季度|(?P<n15>\d{1,2}|[两三四五六七八九十]{1,2})个月))|(?P<half>[上下](?<!以[上下])半年|[全](?<![健安]全)年(?!度|面))",
            r"(?P<quarter>[第]?(?P<n10>[一二三四1-4])(?:个?季度|(?=[、和至—\-~]第?[二三四2-4]个?季度)))",
            r"(?P<quarter_from_here>[本下上当]季度)",
            # `6月`, `十二月份`, `6` of `6—9月` and of `6、12月底前`; not `6个月`, `月度`, `月龄`
            rf"(?P<month>(?P<n11>\d(?<![\d.]\d)\d?|[十一二三四五六七八九](?<![{_C}十百].)[一二]?)"
            rf"(?:月份?(?!龄|球|饼|薪|租|嫂|均|度|销)|(?=(?:[—\-~至到、和及]|——)(?:\d{{1,2}}|[{_C}十]{{1,2}})月)))",
            r"(?P<month_from_here>[本下当次上](?<![基资日]本)(?<!以上)个?月份?(?!龄|球|饼|薪|租|嫂|均|度|销|亮|收))",
            # `本周五前`, `下周`
            r"(?P<week>[本下](?:个)?(?:周(?![期边转岁])|星期)(?P<weekday>[一二三四五六日末天](?![一二三四五六七八九十次]))?)",
            # `31日`, `十五日`, `1号`, `10` of `10—20日`; with a weekday in brackets
            rf"(?P<day>(?P<n12>\d(?<![\d.]\d)\d?|[十一二三四五六七八九廿](?<![{_C}十百第].)[十]?[{_C}]?)"
            r"(?:[日号](?!均|常|报(?![送告请备省市县区国各经])|志|文|楼|令|线|院|机)|(?=(?:[—\-~至到、和及]|——)\d{1,2}日))(?:\((?:星期|周|礼拜)[一二三四五六日天]\))?)",
            r"(?P<xun>[上中下]旬|(?:上中|中下)旬)",
            # `今冬明春`, `岁末年初`, `2026年冬`, `2027年春`; not `2027年春节`, `2027年冬季` (of the table of festivals)
            r"(?P<season>[今]冬明春|[岁]末年初|[今明](?:春|夏|秋|冬)(?![节季天运耕])"
            r"|[春夏秋冬](?<=[\d〇○零一二三四五六七八九十]年[春夏秋冬])(?:[夏秋冬春](?![节运]))?(?![节季天运耕分训招播风]|至(?![\d一二])))",
            # `年底前`, `年内`, `月底`, `季末`, `季度末`, `岁末` without a year
            r"(?P<mark>[年](?<![近多周每历往各来元千百万成青少中老幼\d]年)(?:[底末终初内](?!蒙|容|部|始|步|级|中|薪|奖|加薪)|关(?=前)|(?<![一二三四五六七八九十两几全]年)中(?=前|[和及、或]年|底))|[月](?<![\d个]月)[底末初内](?!部|容)"
            r"|[季](?<!\d季)(?:度)?[底末内](?!部|容)|[岁]末)",
            # `自发布之日起施行`, `自公布之日起30日后施行`
            r"(?P<issue>日起(?:(?P<n14>\d{1,3})[日天]后)?(?=(?:正式|开始)?(?:施行|实施|执行|生效|起效|试行|停止|废止|启用)))",
            r"(?P<now>[即]日|[印发下公][发布]之日(?=起?[至到]\d)|[现]在(?=起|开始|至|到)|[目当][前下](?=至|起))",
            r"(?P<century>(?:[本]|[2]1|[二]十一)世纪(?:中叶|中期|末))",
            # `国庆节`, `“五一”`, `汛期`, `新中国成立70周年`; bare `十一` only in quotation marks
            rf"(?P<festival>(?P<quote>“(?:五一|十一|七一|八一)”(?:国?际?劳动节|国庆节|假期|黄金周|小?长假)?)|(?P<name>{_names()})(?:(?P<n13>\d{{2,3}}|[{_C}十百]{{1,4}})周?年)?)",
        )
    ),
)


def _count(text: str | None) -> float:
    if not text:
        return 1
    return number(text) or 1


def tokens(flat: str) -> Iterator[Token]:
    """The pieces of time expressions in a flat text, in order, not overlapping."""
    for m in _TOKEN.finditer(flat):
        token = _READERS[m.lastgroup or ""](m)
        if token is not None:
            yield token


def _year(m: re.Match[str]) -> Token | None:
    value = chinese_year(m["year"][:4])
    return None if value is None or not 1900 <= value <= 2100 else Token("year", m.start(), m.end(), value)


def _school(m: re.Match[str]) -> Token:
    return Token("school", m.start(), m.end(), int(m[0][:4]), text=(m["cold"] or "学年").removesuffix("度"))


def _date(m: re.Match[str]) -> Token | None:
    y, mo, d = (int(part) for part in m["date"].rstrip("日").split(m["sep"]))
    if not (1900 <= y <= 2100 and 1 <= mo <= 12 and 1 <= d <= 31):
        return None
    return Token("date", m.start(), m.end(), y, mo * 100 + d)


def _duration(m: re.Match[str]) -> Token:
    unit = m["unit"]
    amount = max(_count(m["n1"]), _count(m["n2"]) if m["n2"] else 0)
    if unit.endswith("半"):
        amount, unit = amount + 0.5, unit[:-1]
    return Token("duration", m.start(), m.end(), amount=amount, unit=_UNITS[unit.removeprefix("个")], text=m[0])


def _ahead(m: re.Match[str]) -> Token:
    amount = max(_count(m["n3"]), _count(m["n4"]) if m["n4"] else 0)
    return Token("ahead", m.start(), m.end(), amount=amount, unit=_UNITS[m["unit2"]], text=m[0])


def _every(m: re.Match[str]) -> Token:
    unit = m["unit3"]
    return Token(
        "every",
        m.start(),
        m.end(),
        amount=0.5 if m["n5"] == "半" else _count(m["n17"] or m["n5"]),
        unit=_UNITS[unit],
        text=m[0],
    )


def _every2(m: re.Match[str]) -> Token:
    word = m["every2"]
    return Token("every", m.start(), m.end(), amount=2 if word == "隔年" else 1, unit=_UNITS[word[1:]], text=word)


def _every4(m: re.Match[str]) -> Token:
    return Token("every", m.start(), m.end(), unit=_UNITS[m[0]], text=m[0])


def _every3(m: re.Match[str]) -> Token:
    amount = 0.5 if m["n6"] == "半" else _count(m["n6"])
    return Token("every", m.start(), m.end(), amount=amount, unit=_UNITS[m["unit4"].removeprefix("个")], text=m[0])


def _earlier(m: re.Match[str]) -> Token:
    return Token(
        "earlier", m.start(), m.end(), amount=0.5 if m["n16"] == "半" else _count(m["n16"]), unit=_UNITS[m["unit5"]]
    )


def _plan(m: re.Match[str]) -> Token | None:
    digits = m["plan"].strip("“”").removesuffix("规划").removesuffix("”")
    value = integer(m["n8"] or digits.removesuffix("五"))
    return None if value is None else Token("plan", m.start(), m.end(), value)


_AHEAD: Final = {
    "今": 0,
    "本": 0,
    "当": 0,
    "明": 1,
    "次": 1,
    "翌": 1,
    "来": 1,
    "第": 1,
    "后": 2,
    "下": 1,
    "去": -1,
    "上": -1,
}


def _from_here(m: re.Match[str]) -> Token:
    kind = cast(Kind, m.lastgroup)  # the group is named after the kind
    return Token(kind, m.start(), m.end(), _AHEAD[m[0][0]], text=m[0])


def _half(m: re.Match[str]) -> Token:
    return Token("half", m.start(), m.end(), {"上": 1, "下": 2, "全": 0}[m[0][0]])


def _quarter(m: re.Match[str]) -> Token:
    return Token("quarter", m.start(), m.end(), integer(m["n10"]) or 1)


def _first_months(m: re.Match[str]) -> Token:
    months = 3 * (integer(m["n9"]) or 1) if m["n9"] else integer(m["n15"]) or 1
    return Token("first_months", m.start(), m.end(), max(1, months))


def _month(m: re.Match[str]) -> Token | None:
    value = integer(m["n11"])
    return None if value is None or not 1 <= value <= 12 else Token("month", m.start(), m.end(), value)


def _day(m: re.Match[str]) -> Token | None:
    value = integer(m["n12"].replace("廿", "二十") if len(m["n12"]) > 1 else m["n12"])
    return None if value is None or not 1 <= value <= 31 else Token("day", m.start(), m.end(), value)


def _week(m: re.Match[str]) -> Token:
    day = "一二三四五六日天末".find(m["weekday"]) if m["weekday"] else -1
    return Token("week", m.start(), m.end(), _AHEAD[m[0][0]], 7 if day >= 6 else day + 1)


_XUN: Final = {"上": 1, "中": 2, "下": 3, "中下": 4, "上中": 5}  # as `calendar.xun` counts them


def _xun(m: re.Match[str]) -> Token:
    return Token("xun", m.start(), m.end(), _XUN[m[0][:-1]])


def _festival(m: re.Match[str]) -> Token | None:
    name = m["name"]
    if m["quote"]:
        inner = m["quote"][1:3]
        name = {"十一": "国庆节"}.get(inner, inner)
    held = festivals()[name]
    anniversary = integer(m["n13"]) if m["n13"] else 0
    if (held.founded is None) == bool(anniversary):
        return None
    return Token("festival", m.start(), m.end(), anniversary or 0, text=name)


def _issue(m: re.Match[str]) -> Token:
    return Token("issue", m.start(), m.end(), int(m["n14"] or 0))


def _plain(m: re.Match[str]) -> Token:
    kind = cast(Kind, m.lastgroup)  # the group is named after the kind
    return Token(kind, m.start(), m.end(), text=m[0])


_READERS: Final = {
    "year": _year, "school": _school, "date": _date, "duration": _duration, "ahead": _ahead, "every": _every,
    "earlier": _earlier, "every2": _every2, "every3": _every3, "every4": _every4, "plan": _plan, "years": _plain, "year_from_here": _from_here, "half": _half, "quarter": _quarter,
    "first_months": _first_months, "quarter_from_here": _from_here, "month": _month, "month_from_here": _from_here,
    "week": _week, "day": _day, "xun": _xun, "mark": _plain, "now": _plain, "issue": _issue, "century": _plain, "season": _plain,
    "festival": _festival,
}  # fmt: skip
# `lastgroup` names the last group that closed, which is the branch's own (it closes last).
