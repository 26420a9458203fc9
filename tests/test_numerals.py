"""Numerals in either script: total, strict, and in agreement with arithmetic."""

from __future__ import annotations

import pytest

from corpus.numerals import chinese_int, chinese_year, integer, number

CHINESE = [
    ("零", 0), ("〇", 0), ("两", 2), ("十", 10), ("十二", 12), ("二十四", 24), ("廿四", 24), ("一百", 100), ("一百零二", 102),
    ("一百二", 120), ("一百二十", 120), ("二百五十", 250), ("一千零五", 1005), ("一千零五十", 1050), ("两千三百", 2300),
    ("三万", 30_000), ("三万五", 35_000), ("三万五千", 35_000), ("十五万", 150_000), ("一百二十万", 1_200_000),
    ("一亿", 10**8), ("一亿三千万", 130_000_000), ("一万亿", 10**12), ("二〇二〇", 2020), ("二○一八", 2018), ("一九九七", 1997),
    ("二 〇 二 〇", 2020), ("貳拾", 20), ("兩千", 2000), ("三萬", 30_000),
]  # fmt: skip
NONE = [
    "",
    "十十",
    "百二百",
    "二两三",
    "万",
    "百",
    "2020",
    "十a",
    "千万万亿亿",
    "一二三四五六七八九" * 6,
    "半",
    "点五",
    "零零十",
]


@pytest.mark.parametrize(("text", "value"), CHINESE)
def test_reads_chinese_numerals(text: str, value: int) -> None:
    assert chinese_int(text) == value
    assert number(text) == value


@pytest.mark.parametrize("text", NONE)
def test_refuses_what_is_no_chinese_numeral(text: str) -> None:
    assert chinese_int(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("1,200", 1200), ("1，200", 1200), ("3.2", 3.2), ("-5", -5), ("１２．５", 12.5), ("1.5万", 15_000),
        ("1.1万", 11_000), ("3百万", 3_000_000), ("2000亿", 2e11), ("半", 0.5), ("一点五", 1.5), ("三点一四万", 31_400),
        ("0.35", 0.35), ("12万亿", 1.2e13),
    ],
)  # fmt: skip
def test_reads_figures_of_all_kinds(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "1,20", "1.2.3", "a1", "12个", "%", "一点", "1..5", ".5", "1万2", "--1"])
def test_refuses_what_is_no_figure(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("2020", 2020), ("２０２０", 2020), ("二〇二〇", 2020), ("2O20", 2020), ("二○一八", 2018), ("二 〇 二 〇", 2020),
     ("202", None), ("20200", None), ("0020", None), ("二两二〇", None), ("20年0", None)],
)  # fmt: skip
def test_reads_years_of_four_digits(text: str, value: int | None) -> None:
    assert chinese_year(text) == value


def test_integers_are_whole() -> None:
    assert (integer("十二"), integer("12"), integer("1.5"), integer("1.5万"), integer("x")) == (
        12,
        12,
        None,
        15_000,
        None,
    )


def _written(value: int) -> str:
    """A cardinal below ten thousand, written the long way."""
    digits, orders, out, gap = "零一二三四五六七八九", ("千", 1000), "", False
    for name, order in (orders, ("百", 100), ("十", 10), ("", 1)):
        digit = value // order % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return out or "零"


def test_agrees_with_arithmetic_up_to_a_myriad_and_beyond() -> None:
    for value in range(1, 10_000):
        assert chinese_int(_written(value)) == value, value
    for value in range(1, 10_000, 37):
        assert chinese_int(_written(value) + "万") == value * 10_000
        assert chinese_int(_written(value) + "亿零三十万") == value * 10**8 + 300_000
