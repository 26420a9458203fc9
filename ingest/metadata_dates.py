"""The day on which a document was written, as its lines give it, and its year where they give no day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from corpus.fold import fold
from corpus.numerals import chinese_int, chinese_year

__all__ = ["BROKEN_DATE", "DATE", "published_date", "written_date", "year_of"]

_C: Final = "〇○零一二三四五六七八九十"
# Digits of both kinds may stand in one: `二〇一六年5月17日`.
_DAY_OR_MONTH: Final = rf"(?:\d{{1,2}}|[{_C}]{{1,3}})"
DATE: Final = rf"(?:(?:\d{{4}}|[{_C}0Oo]{{4}}) ?年 ?{_DAY_OR_MONTH} ?月 ?{_DAY_OR_MONTH} ?日)"
# `2017821`: a page lost the words 年, 月 and 日; it may be read in more than one way, so it is no date
BROKEN_DATE: Final = r"(?:19|20)\d\d(?:1[0-2]|0?[1-9])(?:3[01]|[12]\d|0?[1-9])"
_DATE_PARTS: Final = re.compile(
    rf"([\d{_C}Oo]{{4}}) ?年 ?([\d{_C}]{{1,3}}) ?月 ?([\d{_C}]{{1,3}}) ?日|(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})"
)


def written_date(folded: str) -> date | None:
    """The first whole date in a piece of folded text (`2018年8月22日`, `二○○五年十二月三日`), None where there is none real."""
    match = _DATE_PARTS.search(folded)
    if not match:
        return None
    if match[4]:
        year, month, day = int(match[4]), int(match[5]), int(match[6])
    else:
        parts = [
            int(p) if p.isdigit() else chinese_year(p) if i == 0 else chinese_int(p)
            for i, p in enumerate(match.groups()[:3])
        ]
        if None in parts:
            return None
        year, month, day = (int(p) for p in parts if p is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def published_date(folded: str) -> date | None:
    """The day on which a line says that the document was published, else its first date.

    `(2027年3月1日省政府常务会议通过 2027年3月9日省政府令第12号公布 自2027年5月1日起施行)`
    """
    dates = list(_DATE_PARTS.finditer(folded))
    for match, after in zip(dates, [*dates[1:], None], strict=True):
        if re.search("[公发颁]布|印发|令第", folded[match.end() : after.start() if after else None]):
            return written_date(match[0])
    return written_date(folded)


def year_of(number: str | None, title: str | None) -> int | None:
    """The year in which a document without a date was written: that of its number, else the one year of its title."""
    years = re.findall(r"[〔(] ?(\d{4}) ?[〕)]", fold(number or "")) or re.findall(
        r"(?<!\d)(20\d\d)(?=年度?(?!以))", fold(title or "")
    )
    return int(years[0]) if len(years) == 1 else None
