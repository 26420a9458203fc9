"""Folding keeps the length of every text, so that an offset in the folded text is one in the source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.fold import fold, fold_whole

CASES = [
    ("生态環境保護", "生态环境保护"),
    ("烏海及周邊地區", "乌海及周边地区"),
    ("劣Ⅴ類斷面", "劣Ⅴ类断面"),
    ("２０２０年", "2020年"),
    ("（一），；：！？％", "(一),;:!?%"),
    ("﹙一﹚", "(一)"),
    ("中发[2018]17号", "中发〔2018〕17号"),
    ("中发［2018］17号", "中发〔2018〕17号"),
    ("中发【2018】17号", "中发〔2018〕17号"),
    ("「十三五」", "“十三五”"),
    ("2018－2020", "2018—2020"),
    ("2018-2020", "2018-2020"),  # the hyphen-minus stays: it joins words and standards too
    ("呼和浩特•包头", "呼和浩特·包头"),
    ("国　务　院", "国 务 院"),
    ("第一章\t总则", "第一章 总则"),
    ("PM2.5、㎡、一.", "PM2.5、㎡、一."),
    ("。、《》", "。、《》"),
    ("⼈⺠政府⻓期統⼀", "人民政府长期统一"),  # signs of radicals, as fonts of PDF give them
    ("\uf9d8师", "律师"),
    ("a\r\nb\x00", "a\r\nb\x00"),
]


@pytest.mark.parametrize(("source", "folded"), CASES)
def test_forms(source: str, folded: str) -> None:
    assert fold(source) == folded


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ('"十四五"时期，"三线一单"', "“十四五”时期,“三线一单”"),
        ('落实"放管服\n"互联网"平台', "落实“放管服\n“互联网”平台"),  # a line begins anew
        ("＂双随机＂和“一公开”", "“双随机”和“一公开”"),
        ('"', "“"),
    ],
)
def test_straight_quotation_marks_of_a_text_are_pairs(source: str, folded: str) -> None:
    assert fold_whole(source) == folded


@settings(max_examples=500)
@given(st.text())
def test_length_is_kept_and_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text) == len(fold_whole(text))
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_a_character_is_folded_the_same_wherever_it_stands(before: str, after: str) -> None:
    assert fold(before + after) == fold(before) + fold(after)


def test_every_character_of_unicode() -> None:
    everything = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    folded = fold(everything)
    assert len(folded) == len(everything)
    assert fold(folded) == folded


def test_the_shared_texts(shared: Path) -> None:
    for path in sorted((shared / "corpus").rglob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        assert len(fold(text)) == len(text), path.name
