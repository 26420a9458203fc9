"""Indicators under all their names: text and question meet at one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fold import fold
from corpus.indicators import find_indicators, indicator_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("化学需氧量排放量", "COD"),
        ("细颗粒物(PM2.5)年均浓度", "PM2.5"),
        ("空气质量优良天数比率", "空气质量优良天数比例"),
        ("草原植被平均盖度", "草原综合植被盖度"),
        ("单位GDP能耗", "单位国内生产总值能源消耗"),
        ("数字经济核心产业增加值占GDP比重", "数字经济核心产业增加值占国内生产总值比重"),
        ("规模养殖场糞污處理裝備配套率", "规模养殖场粪污处理设施装备配套率"),
        ("城镇新增就业", "新增城镇就业"),
        ("高铁营业里程", "高速铁路营业里程"),
    ],
)
def test_two_names_of_one_indicator_share_a_key(one: str, other: str) -> None:
    assert set(indicator_keys(fold(one))) & set(indicator_keys(fold(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高铁营业里程", "高速公路通车里程"),
        ("化肥使用量", "农药使用量"),
        ("化肥利用率", "化肥使用量"),
        ("畜禽粪污综合利用率", "规模养殖场粪污处理设施装备配套率"),
        ("森林覆盖率", "森林蓄积量"),
        ("受污染耕地安全利用率", "污染地块安全利用率"),
        ("城镇调查失业率", "城镇登记失业率"),
        ("占地面积10km2", "M2"),
    ],
)
def test_two_indicators_do_not_share_a_key(one: str, other: str) -> None:
    assert not set(indicator_keys(one)) & set(indicator_keys(other))


def test_an_indicator_of_no_family_is_found_under_its_own_words() -> None:
    assert indicator_keys("“示范”车间(线)数量") == ("示范车间数量",)
    assert indicator_keys("") == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("森林覆盖率要达到多少", ["森林覆盖率"]),
        ("What is the target for PM2.5 and forest coverage?", ["细颗粒物浓度", "森林覆盖率"]),
        ("How much must energy consumption per unit of GDP fall?", ["单位国内生产总值能耗"]),
        ("二氧化硫和氮氧化物排放量分别要减少多少", ["二氧化硫排放量", "氮氧化物排放量"]),
        ("codes of conduct", []),
        ("哪些部门负责", []),
    ],
)
def test_indicators_of_a_question(question: str, expected: list[str]) -> None:
    found = find_indicators(fold(question))
    assert [key for _, _, key in found] == expected
    assert all(0 <= start < end <= len(question) for start, end, _ in found)


@given(st.text(max_size=40))
def test_any_text_has_places_within_it(text: str) -> None:
    folded = fold(text)
    assert all(0 <= start < end <= len(folded) for start, end, _ in find_indicators(folded))
    assert all(indicator_keys(folded)) or not folded.strip()
