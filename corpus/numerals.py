"""Numerals of official texts as numbers: Arabic, Chinese, positional years and mixed forms.

Every function is total and strict: it reads the whole of its argument or returns None, and never raises.
The text may be folded (`corpus.fold`) or as written: the characters that folding would change are known
here too. White space within the text is dropped, since converters set spaces between Chinese and digits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["NUMERAL", "chinese_int", "chinese_year", "integer", "number"]

# Every way of writing a zero that scans and converters produce in `二〇二〇年`.
_ZEROS: Final = "零〇○◯Ｏ０0Oo"

_DIGITS: Final[dict[str, int]] = {
    **dict.fromkeys("零〇○◯", 0),
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("壹貳參肆伍陸柒捌玖", range(1, 10), strict=True)),
    "两": 2, "兩": 2, "叄": 3,
}  # fmt: skip
_TENS: Final[dict[str, int]] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final[dict[str, int]] = {
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12,
}  # fmt: skip
# Tens of their own sign, as dates on seals and covers have them: 廿四, 卅.
_SHORT: Final[dict[str, int]] = {"廿": 20, "卅": 30, "卌": 40}
_WIDE: Final[dict[int, str]] = {
    **{0xFF10 + n: str(n) for n in range(10)},
    ord("．"): ".", ord("，"): ",", ord("％"): "%", ord("－"): "-", ord("—"): "-", ord("−"): "-",
}  # fmt: skip

# A run that may be a numeral: `1.5万`, `二十四`, `1,200`. Whether it is one, `number` says.
NUMERAL: Final = r"(?:\d[\d,，]*(?:\.\d+)?[十百千万萬亿億]{0,3}|[零〇○一二两三四五六七八九十百千万亿半]{1,16})"

_ARABIC: Final = re.compile(r"(?P<sign>-?)(?P<body>\d{1,3}(?:,\d{3})+|\d+)(?P<rest>\.\d+)?")
# `1.5万`, `3百万`, `2000亿`: Arabic figures and a Chinese order of magnitude.
_MIXED: Final = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)([十拾百佰千仟]?[万萬]?[亿億]?|兆)")
# `一点五`, `三点一四万`.
_POINT: Final = re.compile(r"([^点點]+)[点點]([零〇○一二三四五六七八九]+)([万萬亿億]{0,2})")
_MAX_LENGTH: Final = 40  # no figure of a policy text is longer; what is, is no numeral


def chinese_int(text: str) -> int | None:
    """The whole number that Chinese numerals write (`二十四` 24, `一百二十` 120, `二〇二〇` 2020, `三万五千` 35000).

    Reads cardinals with orders (`十百千万亿`, `两`, `零`) and digit by digit (`二〇二〇`, `二○一八`, at least two
    digits). None for anything else, Arabic digits included, also for what no reader would write (`十十`, `百二百`).
    """
    text = "".join(text.split())
    if not text or len(text) > _MAX_LENGTH:
        return None
    if all(char in _DIGITS for char in text):
        # Digit by digit; a lone `两` counts, within a row (`二两三`) it does not.
        if len(text) > 1 and ("两" in text or "兩" in text):
            return None
        value = 0
        for char in text:
            value = value * 10 + _DIGITS[char]
        return value
    return _cardinal(text)


def _cardinal(text: str) -> int | None:
    """`三万五千二百`: sections of thousands, hundreds and tens, each closed by 万 or 亿, falling in size."""
    total, section, rest = 0, "", text
    top = 10**16
    while rest:
        at = next((i for i, char in enumerate(rest) if char in _MYRIADS), -1)
        if at < 0:
            section, rest = rest, ""
            order = 1
        else:
            section, order, end = rest[:at], _MYRIADS[rest[at]], at + 1
            while end < len(rest) and rest[end] in _MYRIADS:  # 万亿
                order, end = order * _MYRIADS[rest[end]], end + 1
            rest = rest[end:]
        value = _section(section)
        if value is None or order >= top or (value == 0 and text != section):
            return None
        # `三万五` means 35,000: a lone last digit counts in the order below.
        if order == 1 and total and len(section) == 1 and section in _DIGITS:
            value *= top // 10
        total, top = total + value * order, order
    return total


def _section(text: str) -> int | None:
    """`三千五百零二`, `十五`, `廿四`: a number below ten thousand."""
    if not text:
        return None
    total, digit, top, zero = 0, -1, 10**4, False
    for at, char in enumerate(text):
        if char in _DIGITS:
            if _DIGITS[char] == 0:
                if digit >= 0 or zero or at == len(text) - 1 != 0:
                    return None
                zero = True
                continue
            if digit >= 0:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            order = _TENS[char]
            if order >= top or (digit < 0 and not (order == 10 and (at == 0 or zero))):
                return None
            total, digit, top, zero = total + (1 if digit < 0 else digit) * order, -1, order, False
        elif char in _SHORT:
            if digit >= 0 or top <= 10:
                return None
            total, top, zero = total + _SHORT[char], 10, False
        else:
            return None
    if digit >= 0:
        # `一百二` is 120, `一百零二` 102, `二十二` 22.
        total += digit * (1 if zero or top in (10, 10**4) else top // 10)
    return total


def chinese_year(text: str) -> int | None:
    """The four-digit year that digits of either script write: `2020`, `二〇二〇`, `二○一八`, `２０２０`, `2O20`.

    The letter O and circles stand for zero, as scans have them. None unless exactly four digits of 1000-2999.
    """
    text = "".join(text.split())
    if len(text) != 4:
        return None
    value = 0
    for char in text:
        digit = 0 if char in _ZEROS else _DIGITS.get(char)
        if digit is None:
            digit = ord(char) - 48 if "0" <= char <= "9" else ord(char) - 0xFF10 if "０" <= char <= "９" else None
        if digit is None or char in "两兩":
            return None
        value = value * 10 + digit
    return value if 1000 <= value <= 2999 else None


@lru_cache(maxsize=1024)  # the figures of a text are few, and each is read by several taggers
def number(text: str) -> float | None:
    """The number that `text` as a whole writes, else None.

    Arabic with or without groups of thousands (`1,200`, `3.2`, `-5`), Chinese (`二十四`, `半` is 0.5, `一个半` is
    no numeral), with a decimal point in words (`一点五`), mixed (`1.5万`, `3百万`, `2000亿`). Units and percent signs
    are not read.
    """
    text = "".join(text.split()).translate(_WIDE)
    if not text or len(text) > _MAX_LENGTH:
        return None
    if text == "半":
        return 0.5
    found = _ARABIC.fullmatch(text)
    if found:
        return float(text.replace(",", ""))
    mixed = _MIXED.fullmatch(text)
    if mixed:
        head = _ARABIC.fullmatch(mixed[1])
        if head is None:
            return None
        factor = 1
        for char in mixed[2]:
            factor *= _TENS.get(char) or _MYRIADS[char]
        # `1.1万` is 11000, not 11000.000000000002.
        return round(float(mixed[1].replace(",", "")) * factor, 6)
    point = _POINT.fullmatch(text)
    if point:
        whole, part = chinese_int(point[1]), chinese_int(point[2])
        if whole is None or part is None:
            return None
        factor = 1
        for char in point[3]:
            factor *= _MYRIADS[char]
        return round((whole + part * 10.0 ** -len(point[2])) * factor, 6)
    whole = chinese_int(text)
    return None if whole is None else float(whole)


def integer(text: str) -> int | None:
    """The whole number that `text` as a whole writes in either script (`12`, `十二`, `１２`), else None."""
    value = number(text)
    return int(value) if value is not None and value == int(value) else None
