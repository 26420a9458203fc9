"""From when to when a document holds, by its own words and its table of particulars, and its state as of a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

import msgspec
from dateutil.relativedelta import relativedelta

from corpus.fold import fold_whole
from corpus.numerals import chinese_int
from corpus.types import Span
from ingest.metadata_dates import written_date

__all__ = ["State", "Validity", "read_validity"]

# pending: not yet in force · unstated: the text says nothing of it
State = Literal["pending", "in_force", "expired", "repealed", "unstated"]

_KIND: Final = r"(?:办法|规定|意见|通知|方案|细则|条例|决定|规划|计划|措施|标准|规则|制度|规程|准则|政策|指南|预案|公告|通告|批复|实施细则|实施意见|实施方案|实施办法|管理办法)"
_DAY: Final = r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|[〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
# `本办法自2020年1月1日起施行`, `本规定自公布之日起30日后施行`, `第三十条 自2021年5月1日起施行`; not `新标准自…起实施`, `《…》自…`.
_EFFECT: Final = re.compile(
    rf"(?:本{_KIND}[^。;《》]{{0,12}}?|(?:^|[\n。;条]) *)(?:自|从|于) *(?:(?P<day>{_DAY})|(?:印发|发布|公布|颁布|下发|发文|签发)之日)起?"
    r"(?: *(?P<wait>\d{1,3}|[一二三四五六七八九十]{1,3}) ?(?P<unit>日|天|个月)后)?(?:起)?(?:正式|开始)?(?:施行|实施|执行|实行|生效|试行)"
)
_COUNT: Final = r"(?P<years>\d{1,2}|[一二三四五六七八九十]{1,2}|两) ?(?P<unit>年|个月)"
# `有效期至2025年12月31日`, `有效期5年`, `有效期为三年`, `试行期2年`, `有效期自2020年5月1日至2025年4月30日`
_TERM: Final = re.compile(
    rf"(?:有效|试行|执行|施行|实施|暂行)期限? *(?:为|是|暂定)? *(?:[自从]?(?P<since>{_DAY})起?(?= *[至到])|自[^。;]{{0,20}}起)?"
    rf",? *(?:(?:截至|截止到?|至|到) *(?P<day>{_DAY})|{_COUNT})"
)
# Behind the words that set it in force: `，至2022年4月30日废止`, `，执行至2021年12月31日`, `，暂行2年`
_ON: Final = re.compile(
    rf",(?:施行|实施|执行|实行|试行|暂行|有效)?(?:(?:截至|截止到?|至|到) *(?P<day>{_DAY})|(?<!,){_COUNT})"
)
# `本通知2023年12月31日废止`, `本办法自2023年12月31日起失效`, `…起施行，2022年4月30日失效`
_ENDS: Final = re.compile(
    rf"(?:本{_KIND}[^。;《》]{{0,12}}?|(?:施行|实施|执行|实行|生效|试行),[自于]?)(?P<day>{_DAY})起?(?:自动|自行)?(?:废止|失效)"
)
# A line of the table of particulars: `有效性:失效`, `时效性 现行有效`; the value may be on the next line.
_STATUS: Final = re.compile(
    r"^ *(?:有 *效 *性|有效状态|效力状态|时 *效 *性?) *:? *\n? *(?P<word>[一-龥]{2,6})", re.MULTILINE
)
# `失效`, `已废止`; not `未失效`, `尚未废止`, `部分失效`, of which the rest holds
_OVER: Final = re.compile(r"(?<![未没])(?<!部分)(?:失效|(?P<repealed>废止))")
_SELF: Final = re.compile(rf"本{_KIND}[^。;《》,]{{0,4}}$")
_OWN: Final = 120  # characters between the words that set a document in force and those that say for how long
_HEAD: Final = 3_000  # characters within which the table stands


class Validity(msgspec.Struct, frozen=True):
    """The first and the last day on which a document holds, None where it says none; `quotes` are the words.

    `status` is what the table of particulars says (`失效`, `现行有效`), which knows more than the text but not since when.
    """

    since: date | None = None
    until: date | None = None
    status: str | None = None
    quotes: tuple[Span, ...] = ()

    @property
    def ends(self) -> date | None:
        """The last day by the document's own words; `date.min` where they say that it is over, but not since when."""
        return date.min if self._over else self.until

    @property
    def _over(self) -> re.Match[str] | None:
        return _OVER.search(self.status or "")

    def state(self, as_of: date, repealed: date | None = None) -> State:
        """The state as of a day; `repealed` is the day on which a later document ended this one, where one did."""
        if repealed is not None and as_of >= repealed:
            return "repealed"
        if over := self._over:
            return "repealed" if over["repealed"] else "expired"
        if self.since is not None and as_of < self.since:
            return "pending"
        if self.ends is not None and as_of > self.ends:
            return "expired"
        return "in_force" if self.since or self.until or self.status else "unstated"


def read_validity(text: str, written: date | None) -> Validity:
    """What a text (as found, not folded) says of its own validity; `written` is its 成文日期.

    A term that counts from the day of issue needs that day; without it the term is left out.
    """
    folded = fold_whole(text)
    quotes: list[Span] = []
    since = until = None
    terms: list[re.Match[str]] = []
    for effect in _EFFECT.finditer(folded):
        begins = written_date(effect["day"]) if effect["day"] else written
        since = _later(begins, effect["wait"], effect["unit"])
        quotes.append(_quote(folded, effect))
        terms += filter(None, [_ON.match(folded, effect.end())])
    terms += [term for term in _TERM.finditer(folded) if _is_own(folded, term, quotes)]
    for ends in (*terms, *_ENDS.finditer(folded)):
        given = ends.groupdict()
        if given.get("since") and since is None:
            since = written_date(given["since"])
        last = _before(since or written, given.get("years"), given.get("unit"))
        if ends["day"]:
            last = written_date(ends["day"])
        if last:
            until = last - timedelta(days=ends.re is _ENDS)
            quotes.append(_quote(folded, ends))
    status = _STATUS.search(folded[:_HEAD])
    return Validity(since, until, status["word"] if status else None, tuple(sorted(set(quotes))))


def _is_own(folded: str, term: re.Match[str], effects: Sequence[Span]) -> bool:
    """Whether a term is the document's own: `施行,《…》同时废止,有效期5年` is, `施行。许可证有效期为5年` is not."""
    before = folded[max(term.start() - _OWN, 0) : term.start()]
    behind = before.rpartition("\n")[2]  # what sets the document in force stands in the same paragraph
    begins = behind.rstrip().endswith((",", "。", ";", ":", "("))
    gaps = [term.start() - span.end for span in effects]
    return _SELF.search(before) is not None or any(gap == 0 or (begins and 0 < gap <= len(behind)) for gap in gaps)


def _quote(folded: str, found: re.Match[str]) -> Span:
    begin = found.start() + len(found[0]) - len(found[0].lstrip("\n。;条 "))
    return Span(begin, found.end())


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() else 2 if words == "两" else chinese_int(words)


def _later(day: date | None, wait: str | None, unit: str | None) -> date | None:
    count = _number(wait) if wait else 0
    if day is None or count is None:
        return None
    later: date = day + (relativedelta(months=count) if unit == "个月" else relativedelta(days=count))
    return later


def _before(day: date | None, count: str | None, unit: str | None) -> date | None:
    number = _number(count) if count else None
    if day is None or number is None:
        return None
    after: date = day + (relativedelta(months=number) if unit == "个月" else relativedelta(years=number))
    return after - timedelta(days=1)
