"""A made archive whose documents cite each other in every way that titles and numbers are written: each is led to its
document, and none to another one. The titles are traps for each other: each begins or ends like another, or holds it."""

from __future__ import annotations

import pytest

from corpus.types import Document
from search.crossref_cites import CitationIndex
from search.crossref_source import source_of
from test_crossref_cites import document

PROVINCE, CITY = "云南省人民政府", "昆明市人民政府"
PROPER = (
    "河道采砂管理办法", "城市河道采砂管理办法", "河道采砂管理办法实施细则", "水闸安全鉴定办法", "小型水闸安全鉴定办法",
    "山区供水保障规划", "山区供水保障规划编制导则", "渔港建设三年行动方案", "深水渔港建设三年行动方案", "桥梁养护考核评价标准",
)  # fmt: skip


def made(at: int) -> Document:
    """The document of a title: one in three sends it out by a notice, one in three is about it, one bears it bare."""
    proper, number = PROPER[at], f"云政发〔20{10 + at}〕{at + 3}号"
    title = (
        f"{PROVINCE}关于印发《{proper}》的通知" if at % 3 == 0 else f"{PROVINCE}{proper}" if at % 3 == 1 else proper
    )  # fmt: skip
    return document(title, number, "各单位要加强管理。", f"20{10 + at}年3月1日", PROVINCE)


LIBRARY = [made(at) for at in range(len(PROPER))]


def ways(at: int) -> dict[str, str]:
    """How the document is cited, each way by its name."""
    proper, year, serial = PROPER[at], 2010 + at, at + 3
    traditional = proper.translate(str.maketrans("办闸规标桥渔导则细评价动设划编", "辦閘規標橋漁導則細評價動設劃編"))
    return {
        "number": f"云政发〔{year}〕{serial}号文件",
        "number in square brackets": f"云政发[{year}]{serial}号文件",
        "number in round brackets": f"云政发（{year}）{serial}号文件",
        "number with spaces": f"云政发〔 {year} 〕 {serial} 号文件",
        "number in the other script": f"雲政發〔{year}〕{serial}號文件",
        "full-width figures": f"云政发〔{year}〕{serial}号文件".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "title": f"《{proper}》",
        "title and number": f"《{proper}》（云政发〔{year}〕{serial}号）",
        "issuer before the marks": f"{PROVINCE}《{proper}》",
        "issuer inside": f"《{PROVINCE}关于印发{proper}的通知》",
        "shell within marks": f"《{PROVINCE}关于印发〈{proper}〉的通知》",
        "转发": f"《{CITY}转发{PROVINCE}关于印发{proper}的通知》",
        "the nation in front": f"《中华人民共和国{proper}》",
        "quotation marks": f"《“{proper[:2]}”{proper[2:]}》",
        "corner marks": f"《「{proper[:2]}」{proper[2:]}》",
        "other script": f"《{traditional}》",
        "edition behind": f"《{proper}（试行）》",
        "year behind": f"《{proper}（{year}年修订）》",
        "broken line": f"《{proper[:4]}\n{proper[4:]}》",
    }  # fmt: skip


CASES = [(at, name, words) for at in range(len(PROPER)) for name, words in ways(at).items()]


@pytest.fixture(scope="module")
def index() -> tuple[CitationIndex, list[str]]:
    """The library, and a document for each case that cites nothing else."""
    whole = CitationIndex(map(source_of, LIBRARY))
    citing = []
    for number, (_, _, words) in enumerate(CASES):
        source = source_of(
            document(
                f"关于第{number}次巡查的通知", f"昆巡〔2022〕{number}号", f"按照{words}要求，开展巡查。", "2022年3月1日"
            )
        )
        whole.add(source)
        citing.append(source.key)
    return whole, citing


def test_every_way_leads_to_its_document_and_to_no_other(index: tuple[CitationIndex, list[str]]) -> None:
    whole, citing = index
    wrong = []
    for (at, name, words), key in zip(CASES, citing, strict=True):
        found = [(cited.state, cited.keys) for cited in whole.cites(key)]
        if found != [("found", (LIBRARY[at].key,))]:
            wrong.append((name, words, found))
    assert not wrong, wrong[:5]
    # ... and the other way round: each is cited by its own, once a way.
    for at, one in enumerate(LIBRARY):
        assert {cited.doc for cited in whole.cited_by(one.key)} == {
            key for (other, _, _), key in zip(CASES, citing, strict=True) if other == at
        }


@pytest.mark.parametrize(
    "words",
    [
        "《采砂管理办法》", "《管理办法》", "《农村河道采砂管理办法》", "《水闸安全鉴定》", "《供水保障规划》", "《山区供水》",
        "《渔港建设三年行动方案实施情况》", "《大型水闸安全鉴定办法》", "《桥梁养护》", "《中华人民共和国渔港法》",
        "《四川省人民政府关于印发河道采砂管理办法的通知》", "川政发〔2010〕3号文件", "云政办发〔2010〕3号文件",
    ],
)  # fmt: skip
def test_what_only_looks_alike_leads_nowhere(index: tuple[CitationIndex, list[str]], words: str) -> None:
    whole, _ = index
    source = source_of(document("关于另一次巡查的通知", "昆巡〔2023〕1号", f"按照{words}要求，开展巡查。"))
    whole.add(source)
    (cited,) = whole.cites(source.key)
    whole.drop(source.key)
    assert cited.state in ("missing", "near")


def test_the_number_of_one_beside_the_title_of_another_is_a_near_miss(index: tuple[CitationIndex, list[str]]) -> None:
    whole, _ = index
    words = "《河道采砂管理办法》（云政发〔2013〕6号）"
    source = source_of(document("关于另一次巡查的通知", "昆巡〔2023〕2号", f"按照{words}要求，开展巡查。"))
    whole.add(source)
    (cited,) = whole.cites(source.key)
    whole.drop(source.key)
    assert (cited.state, set(cited.keys)) == ("near", {LIBRARY[0].key, LIBRARY[3].key})


def test_short_names_of_several_citations_are_kept_apart(index: tuple[CitationIndex, list[str]]) -> None:
    whole, _ = index
    body = (
        "按照《河道采砂管理办法》（云政发〔2010〕3号，以下简称《办法》）和《山区供水保障规划》（以下简称《规划》）要求，开展巡查。"
        "各县要落实《规划》。违反《办法》的，依法处理。"
    )
    source = source_of(document("关于另一次巡查的通知", "昆巡〔2023〕3号", body))
    whole.add(source)
    found = [cited.keys for cited in whole.cites(source.key)]
    whole.drop(source.key)
    # The short names count where they are given and where they are used.
    assert found == [(LIBRARY[at].key,) for at in (0, 0, 5, 5, 5, 0)]
