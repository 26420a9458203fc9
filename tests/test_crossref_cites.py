"""Citations resolved over a made archive: documents that cite each other in every way that titles are written."""

from __future__ import annotations

import pytest

from corpus.types import Document
from ingest.pipeline import read_document
from search.crossref_cites import CitationIndex, Cited
from search.crossref_names import issuer_fits, near_number, title_keys
from search.crossref_source import source_of


def document(
    title: str, number: str, body: str, issued: str = "2019年3月5日", issuer: str = "某市人民政府"
) -> Document:
    head = f"{title}\n\n{number}\n\n各县（区）人民政府：\n\n"
    return read_document(f"{head}一、总体要求\n\n{body}\n\n{issuer}\n{issued}\n", name=f"{title}.txt")


# What is cited: a plan sent out by a notice, a law of the nation, two notices of one title, a rule under its own number.
PLAN = document(
    "国务院关于印发“十四五”河湖治理规划的通知", "国发〔2021〕7号", "到2025年，河湖面貌改善。", "2021年2月1日", "国务院"
)
RULES = document("湿地保护管理暂行规定", "某政令第12号", "各单位要加强湿地保护。", "2017年6月1日", "某市人民政府")
SHARED_A = document(
    "甲省人民政府关于推进节水工作的意见", "甲政发〔2018〕3号", "各市要推进节水。", "2018年4月1日", "甲省人民政府"
)
SHARED_B = document(
    "乙省人民政府关于推进节水工作的意见", "乙政发〔2018〕9号", "各市要推进节水。", "2018年5月1日", "乙省人民政府"
)
CITED = (PLAN, RULES, SHARED_A, SHARED_B)


def resolved(body: str, *others: Document, number: str = "某政发〔2022〕1号") -> tuple[Cited, ...]:
    """The citations of a document with this body, over the archive of what is cited."""
    citing = document("某市人民政府关于做好河湖工作的通知", number, body, "2022年3月1日")
    index = CitationIndex(map(source_of, (*CITED, *others, citing)))
    return index.cites(citing.key)


# Each way of citing, and the document that it leads to (None: none is meant by it).
WAYS = (
    ("按照《“十四五”河湖治理规划》（国发〔2021〕7号）要求，推进治理。", PLAN),
    ("按照《国务院关于印发“十四五”河湖治理规划的通知》（国发[2021]7号）要求，推进治理。", PLAN),
    ("按照国发（2021） 7 号文件要求，推进治理。", PLAN),
    ("按照國發〔2021〕7號文件要求，推进治理。", PLAN),
    ("按照《国务院关于印发“十四五”河湖治理规划的通知》要求，推进治理。", PLAN),
    ("按照《国务院关于印发十四五河湖治理规划的通知》要求，推进治理。", PLAN),
    ("按照国务院《“十四五”河湖治理规划》要求，推进治理。", PLAN),
    ("按照《「十四五」河湖治理規劃》要求，推进治理。", PLAN),
    ("按照《“十四五”河湖治理规划》要求，推进治理。", PLAN),
    ("根据《湿地保护管理暂行规定》，加强保护。", RULES),
    ("根据《中华人民共和国湿地保护管理暂行规定》，加强保护。", RULES),
    ("根据《湿地保护管理暂行规定（2017年修订）》，加强保护。", RULES),
    ("根据《甲省人民政府关于推进节水工作的意见》，推进节水。", SHARED_A),
    ("根据甲省人民政府《关于推进节水工作的意见》，推进节水。", SHARED_A),
    ("根据乙省人民政府《关于推进节水工作的意见》，推进节水。", SHARED_B),
    ("根据《关于推进节水工作的意见》（乙政发〔2018〕9号），推进节水。", SHARED_B),
    ("根据《丙省人民政府关于推进节水工作的意见》，推进节水。", None),
    ("根据《湿地保护法》，加强保护。", None),
    ("根据《湿地保护》，加强保护。", None),
    ("根据《治理规划》，推进治理。", None),
    ("根据《规划》，推进治理。", None),
    ("根据《“十四五”城市河湖治理规划》，推进治理。", None),
)


@pytest.mark.parametrize(("body", "meant"), WAYS, ids=[body for body, _ in WAYS])
def test_each_way_of_citing_leads_to_its_document_and_to_no_other(body: str, meant: Document | None) -> None:
    (cited,) = resolved(body)
    if meant is None:
        assert cited.state == "missing"
        assert not cited.keys
    else:
        assert (cited.state, cited.keys) == ("found", (meant.key,))


def test_what_fits_several_stays_open_and_says_which() -> None:
    (cited,) = resolved("根据《关于推进节水工作的意见》，推进节水。")
    assert cited.state == "open"
    assert set(cited.keys) == {SHARED_A.key, SHARED_B.key}


def test_ten_documents_with_one_title_stay_open_unless_the_number_parts_them() -> None:
    ten = [
        document("关于开展清洁行动的通知", f"某环发〔20{n}〕{n}号", "各单位要清洁。", f"20{n}年3月5日")
        for n in range(10, 20)
    ]
    (cited,) = resolved("落实《关于开展清洁行动的通知》，开展清洁。", *reversed(ten))
    assert cited.state == "open"
    assert cited.keys == tuple(one.key for one in ten)
    (cited,) = resolved("落实《关于开展清洁行动的通知》（某环发〔2013〕13号），开展清洁。", *ten)
    assert (cited.state, cited.keys) == ("found", (ten[3].key,))


def test_a_short_name_means_what_it_was_given_to_in_its_own_document() -> None:
    cited = resolved(
        "按照《“十四五”河湖治理规划》（国发〔2021〕7号，以下简称《规划》）要求，推进治理。各县要按《规划》分工落实。"
    )
    assert [one.keys for one in cited] == [(PLAN.key,)] * len(cited)
    assert cited[-1].citation.title == "规划"
    cited = resolved("按照《“十四五”河湖治理规划》（以下简称《规划》）要求，推进治理。各县要按《规划》分工落实。")
    assert [one.keys for one in cited] == [(PLAN.key,)] * len(cited)


@pytest.mark.parametrize("slip", ["国发〔2021〕8号", "国发〔2012〕7号", "国发〔2021〕77号"])
def test_a_slip_in_a_number_is_a_near_miss_and_no_link(slip: str) -> None:
    (cited,) = resolved(f"按照{slip}文件要求，推进治理。")
    assert cited.state == "near"
    assert cited.keys == (PLAN.key,)


def test_a_right_title_under_another_number_is_a_near_miss() -> None:
    (cited,) = resolved("按照《“十四五”河湖治理规划》（国发〔2016〕31号）要求，推进治理。")
    assert (cited.state, cited.keys) == ("near", (PLAN.key,))


def test_a_citation_of_itself_is_told_as_such() -> None:
    citing = document(
        "关于加强水库巡查的通知",
        "某水发〔2022〕5号",
        "各单位在执行某水发〔2022〕5号文件和《关于加强水库巡查的通知》时要报告。",
    )
    found = CitationIndex([source_of(citing)]).cites(citing.key)
    assert all(cited.state == "self" for cited in found)
    assert not CitationIndex([source_of(citing)]).cited_by(citing.key)


def test_documents_that_cite_each_other_in_a_ring() -> None:
    one = document(
        "关于疏浚河道的通知", "某水发〔2020〕1号", "按照《关于清理岸线的通知》（某水发〔2020〕2号）要求，疏浚河道。"
    )
    two = document(
        "关于清理岸线的通知", "某水发〔2020〕2号", "按照《关于疏浚河道的通知》（某水发〔2020〕1号）要求，清理岸线。"
    )
    index = CitationIndex(map(source_of, (one, two)))
    assert [cited.doc for cited in index.cited_by(one.key)] == [two.key]
    assert [cited.doc for cited in index.cited_by(two.key)] == [one.key]


def test_a_missing_document_is_found_once_it_comes_and_missing_again_when_it_goes() -> None:
    citing = document("关于河湖工作的方案", "某水发〔2022〕1号", "按照《“十四五”河湖治理规划》要求，推进治理。")
    other = document(
        "关于河湖巡查的方案",
        "某水发〔2022〕2号",
        "按照国发〔2021〕7号文件和《“十四五”河湖治理规划》（国发〔2021〕7号）要求，开展巡查。",
    )
    index = CitationIndex(map(source_of, (citing, other)))
    (missing,) = index.missing()
    assert (missing.number, set(missing.documents)) == ("国发〔2021〕7号", {citing.key, other.key})
    index.add(source_of(PLAN))
    assert index.missing() == ()
    assert {cited.doc for cited in index.cited_by(PLAN.key)} == {citing.key, other.key}
    index.drop(PLAN.key)
    assert len(index.missing()) == 1
    assert not index.cited_by(PLAN.key)


def test_missing_documents_are_listed_by_how_often_they_are_cited() -> None:
    citing = [
        document(
            f"关于第{n}次巡查的通知",
            f"某水发〔2022〕{n}号",
            f"按照{'《河道采砂管理条例》和' if n > 1 else ''}《水闸安全鉴定办法》要求，开展巡查。",
        )
        for n in range(1, 4)
    ]
    missing = CitationIndex(map(source_of, citing)).missing()
    assert [(one.title, len(one.documents)) for one in missing] == [("水闸安全鉴定办法", 3), ("河道采砂管理条例", 2)]


def test_what_is_repealed_or_amended_is_shown_as_such() -> None:
    repealing = document(
        "关于湿地保护的决定",
        "某政发〔2020〕8号",
        "自2020年1月1日起，《湿地保护管理暂行规定》同时废止。",
        "2019年12月1日",
    )
    amending = document(
        "关于修改部分文件的决定", "某政发〔2021〕8号", "修改《湿地保护管理暂行规定》，将第三条删去。", "2021年12月1日"
    )
    index = CitationIndex(map(source_of, (RULES, repealing, amending)))
    assert {(one.relation, one.by) for one in index.standing(RULES.key)} == {
        ("repeal", repealing.key),
        ("amend", amending.key),
    }
    assert index.standing(repealing.key) == ()


def test_a_bare_title_repeals_nothing_of_another_place() -> None:
    held = [
        document("物业管理办法", number, "各单位要加强物业管理。", "2015年6月1日", issuer)
        for number, issuer in (("苏政令第3号", "苏州市人民政府"), ("沈政令第3号", "沈阳市人民政府办公室"))
    ]
    repealing = document(
        "沈阳市住宅小区管理规定", "沈政令第9号", "本规定自2020年6月1日起施行，《物业管理办法》同时废止。", "2020年5月1日", "沈阳市人民政府"
    )  # fmt: skip
    repealed = {one.key: CitationIndex(map(source_of, (one, repealing))).standing(one.key) for one in held}
    assert [bool(repealed[one.key]) for one in held] == [False, True]


def test_a_document_put_again_stands_once() -> None:
    index = CitationIndex(map(source_of, (PLAN, PLAN)))
    assert len(index.sources) == 1
    index.drop(PLAN.key)
    index.drop(PLAN.key)
    assert index.cites(PLAN.key) == index.cited_by(PLAN.key) == index.standing(PLAN.key) == ()


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("国务院办公厅转发水利部关于加强水库管理意见的通知", "加强水库管理意见"),
        ("某市人民政府办公室关于印发某市防汛应急预案的通知", "某市防汛应急预案"),
        ("中华人民共和国防洪条例", "防洪条例"),
    ],
)
def test_titles_are_known_without_their_shells(title: str, key: str) -> None:
    assert key in title_keys(title)


@pytest.mark.parametrize("title", ["意见", "实施意见", "通知", "总体方案", "本办法", "规划"])
def test_a_title_that_only_says_its_kind_names_nothing(title: str) -> None:
    assert title_keys(title) == ()


def test_slips_and_issuers() -> None:
    assert near_number("国发〔2021〕7", "国发〔2012〕7")
    assert not near_number("国发〔2021〕7", "国发〔2021〕7")
    assert not near_number("国发〔2021〕7", "国发〔2019〕9")
    assert issuer_fits(("国务院",), ("国务院",), None)
    assert not issuer_fits(("丙省人民政府",), ("甲省人民政府",), None)
