"""Places: names and keys (corpus.regions) and the regions of a text (ingest.taggers.regions)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.fold import fold
from corpus.gazetteer import gazetteer
from corpus.regions import contains, find_places, level_of, region_keys
from ingest.taggers.regions import find_regions, territory
from ingest.text import Sentence, Text

CASES = Path(__file__).parent / "cases" / "regions.jsonl"


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def body(source: str, zone: Any = "body") -> list[Sentence]:
    """The text as one sentence."""
    return [Sentence(0, len(source), 0, -1, "", zone, 0)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"][:24])
def test_regions_of_a_sentence(case: dict[str, Any]) -> None:
    text = Text(case["text"])
    found = find_regions(text, body(case["text"]), frozenset(case.get("own", ())))
    assert [region.text for region in found] == case["regions"]
    assert all(case["text"][r.start : r.end] == r.text == r.name for r in found)


def test_the_table_has_enough_cases_of_both_kinds() -> None:
    table = cases()
    assert len(table) >= 80
    assert sum(not case["regions"] for case in table) >= 30


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("乌海", {"乌海市"}),
        ("呼包鄂", {"呼包鄂", "呼和浩特市", "包头市", "鄂尔多斯市"}),
        ("乌海及周边地区", {"乌海及周边地区", "乌海市"}),
        ("鄂尔多斯市准格尔旗", {"鄂尔多斯市", "准格尔旗"}),
        ("襄樊", {"襄阳市"}),
        ("思茅市", {"普洱市"}),
        ("毕节地区", {"毕节市"}),
        ("内蒙古", {"内蒙古自治区"}),
        ("宁夏自治区", {"宁夏回族自治区"}),
        ("延边州", {"延边朝鲜族自治州"}),
        ("恭城县", {"恭城瑶族自治县"}),
        ("京津冀", {"京津冀", "北京市", "天津市", "河北省"}),
        ("晋陕豫", {"晋陕豫", "山西省", "陕西省", "河南省"}),
        ("郑洛新城市群", {"郑洛新", "郑州市", "洛阳市", "新乡市"}),
        ("辽河流域", {"辽河流域", "辽河"}),
        ("西辽河干流", {"西辽河"}),
        ("呼伦湖", {"呼伦湖"}),
        ("浙江自贸试验区", {"浙江自贸试验区", "浙江省"}),
        ("三艮河", {"三艮河"}),
        ("兴安", {"兴安盟"}),
        ("海淀", {"海淀区"}),
    ],
)
def test_keys_of_a_region(name: str, keys: set[str]) -> None:
    assert set(region_keys(name)) == keys


def test_a_question_meets_what_it_should_and_no_more() -> None:
    def asked(question: str) -> str:
        return find_places(fold(question))[0][2]

    assert asked("烏海有哪些任務？") in region_keys(fold("烏海及周邊地區"))
    assert asked("呼伦贝尔要做什么") not in region_keys("呼伦湖")
    assert asked("鄂尔多斯的任务") in region_keys("呼包鄂")
    assert asked("襄阳要完成什么") in region_keys("襄樊市")


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("哪些任务涉及大同", ["大同市"]),
        ("通遼要消除哪個斷面", ["通辽市"]),
        ("上海和江苏有哪些任务", ["上海市", "江苏省"]),
        ("黄河流域的要求", ["黄河流域"]),
        ("全区要完成什么", []),
        ("和平与发展的任务", []),
        ("2018年年底前要完成哪些任务？", []),
        ("", []),
    ],
)
def test_places_of_a_question(question: str, keys: list[str]) -> None:
    assert [key for _, _, key in find_places(fold(question))] == keys


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("内蒙古自治区", "province"), ("重庆市", "province"), ("乌海市", "city"), ("延边朝鲜族自治州", "city"),
        ("准格尔旗", "county"), ("呼包鄂", "area"), ("黄河", "water"), ("黄河流域", "water"), ("什么", None),
    ],
)  # fmt: skip
def test_level_of_a_key(key: str, level: str | None) -> None:
    assert level_of(key) == level


@pytest.mark.parametrize(
    ("parent", "child", "inside"),
    [
        ("内蒙古自治区", "乌海市", True),
        ("鄂尔多斯市", "准格尔旗", True),
        ("内蒙古自治区", "准格尔旗", True),
        ("乌海市", "准格尔旗", False),
        ("乌海市", "内蒙古自治区", False),
        ("呼包鄂", "准格尔旗", True),
        ("京津冀", "石家庄市", True),
        ("京津冀", "济南市", False),
        ("黄河流域", "大黑河", True),
        ("黄河流域", "西辽河", False),
        ("乌海市", "乌海市", True),
        # Parts of the country, and those that are made of others.
        ("西部", "内蒙古自治区", True),
        ("中西部", "呼和浩特市", True),
        ("东部", "内蒙古自治区", False),
    ],
)
def test_what_lies_in_what(parent: str, child: str, inside: bool) -> None:
    assert contains(parent, child) is inside


def test_every_full_name_of_the_country_finds_itself() -> None:
    index = gazetteer()
    lost = [
        name
        for code, name in index.names.items()
        if code[2:] == "0000" or code.endswith("00")
        if name not in [key for _, _, key in find_places(f"在{name}开展试点。")]
    ]
    assert lost == []


def test_every_county_is_found_behind_its_prefecture() -> None:
    index = gazetteer()
    lost = []
    for code, name in index.names.items():
        above = index.names.get(code[:4] + "00") or index.names[code[:2] + "0000"]
        if not code.endswith("00") and name not in [key for _, _, key in find_places(f"在{above}{name}开展试点。")]:
            lost.append(above + name)
    assert len(lost) <= 0.003 * len(index.names), lost


def test_only_the_documents_own_text_holds_regions() -> None:
    source = "乌海市生态环境局关于治理的通知"
    assert find_regions(Text(source), body(source, "title")) == []


def test_territory_of_the_issuers() -> None:
    assert "浙江省" in territory(["浙江省人民政府"])
    assert "內蒙古" not in territory(["内蒙古自治區黨委"])
    assert "内蒙古自治区" in territory(["内蒙古自治區黨委"])


def test_time_grows_with_the_text() -> None:
    def seconds(source: str) -> float:
        text, sentences = Text(source), body(source)
        assert text.folded
        begin = time.process_time()
        find_regions(text, sentences)
        return time.process_time() - begin

    for unit in ("河", "2020年", "兴安、", "的"):
        seconds(unit)
        assert seconds(unit * (200_000 // len(unit))) < 5
