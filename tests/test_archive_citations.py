"""What every archive engine keeps of citations: found by name, changed with their documents, read from no document."""

from __future__ import annotations

import pytest

from corpus.types import Document
from search.archive import Archive
from search.crossref_cites import CitationIndex, around
from search.crossref_source import borne, by_key, by_name, by_piece, source_of, used_by
from search.query import Query
from test_crossref_cites import CITED, PLAN, RULES, WAYS, document

CITING = document(
    "关于河湖工作的方案", "某水发〔2022〕1号", "按照《“十四五”河湖治理规划》（国发〔2021〕7号）要求，推进治理。"
)


def keys(archive: Archive, *names: str) -> list[str]:
    return [source.key for source in archive.sources(names)]


def test_a_document_is_found_by_the_names_it_bears_and_uses(archive: Archive) -> None:
    for one in (CITING, PLAN, RULES):
        archive.put(one)
    assert archive.sources() == sorted(map(source_of, (CITING, PLAN, RULES)), key=lambda source: source.key)
    assert keys(archive, by_key(PLAN.key)) == [PLAN.key]
    assert keys(archive, by_name("湿地保护管理暂行规定")) == [RULES.key]
    assert keys(archive, used_by("“十四五”河湖治理规划".strip("“”"))) == []
    assert keys(archive, used_by("十四五河湖治理规划")) == [CITING.key]
    assert keys(archive, used_by("十四五河湖治理规划"), by_key(RULES.key)) == sorted([CITING.key, RULES.key])
    assert keys(archive) == keys(archive, by_name("治理规划")) == []
    # What is no task is not counted as one.
    assert archive.count(Query()) == sum(len(one.tasks) for one in (CITING, PLAN, RULES))


def test_documents_that_share_names(archive: Archive) -> None:
    for one in (CITING, PLAN, RULES):
        archive.put(one)
    names = [by_key(PLAN.key), *map(by_name, borne(source_of(PLAN))), by_key(CITING.key), by_key("none")]
    assert len(names) > 4
    assert archive.sharing(names, 1, 9) == [PLAN.key, CITING.key]
    assert archive.sharing(names, 2, 9) == archive.sharing(names, 1, 1) == [PLAN.key]
    assert archive.sharing(names, 9, 9) == archive.sharing([], 1, 9) == archive.sharing(names, 1, 0) == []
    sketched = [by_piece(piece) for piece in source_of(CITING).sketch]
    assert archive.sharing(sketched, len(sketched), 9) == [CITING.key]
    assert archive.drop(CITING.key)
    assert archive.sharing(sketched, len(sketched), 9) == []


def test_a_new_version_takes_the_citations_of_the_old_one_away(archive: Archive) -> None:
    newer = document("关于河湖工作的方案", "某水发〔2022〕1号", "按照《湿地保护管理暂行规定》要求，推进治理。")
    assert newer.key == CITING.key
    archive.put(CITING)
    archive.put(newer)
    assert archive.sources() == [source_of(newer)]
    assert keys(archive, used_by("十四五河湖治理规划")) == []
    assert keys(archive, used_by("湿地保护管理暂行规定")) == [CITING.key]
    assert archive.put(CITING).outcome == "unchanged"
    assert archive.sources() == [source_of(newer)]
    archive.reindex()
    assert archive.sources() == [source_of(newer)]
    assert archive.drop(CITING.key)
    assert archive.sources() == []
    assert keys(archive, by_key(CITING.key)) == []
    archive.put(CITING)
    assert archive.sources() == [source_of(CITING)]


def test_a_missing_document_is_found_once_it_comes_and_nothing_is_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a document was read")

    archive.put(CITING)
    archive.put(RULES)
    monkeypatch.setattr(archive, "get", read)
    assert [cited.state for cited in around(archive, CITING.key).cites(CITING.key)] == ["missing"]
    assert len(CitationIndex(archive.sources()).missing()) == 1
    archive.put(PLAN)
    assert [cited.keys for cited in around(archive, CITING.key).cites(CITING.key)] == [(PLAN.key,)]
    assert [cited.doc for cited in around(archive, PLAN.key).cited_by(PLAN.key)] == [CITING.key]
    assert CitationIndex(archive.sources()).missing() == ()
    monkeypatch.undo()
    archive.drop(PLAN.key)
    assert [cited.state for cited in around(archive, CITING.key).cites(CITING.key)] == ["missing"]
    assert around(archive, PLAN.key).cites(PLAN.key) == ()


def library() -> list[Document]:
    """Documents that cite others in every way, repeal and amend them, cite themselves and each other in a ring."""
    citing = [
        document(f"某市人民政府关于做好第{at}项河湖工作的通知", f"某政发〔2022〕{at}号", body, "2022年3月1日")
        for at, (body, _) in enumerate(WAYS, 1)
    ]
    bodies = (
        "自2020年1月1日起，《湿地保护管理暂行规定》同时废止。",
        "修改《湿地保护管理暂行规定》（以下简称《规定》），将第三条删去。修改《规定》第五条。",
        "按照《关于疏浚河道的通知》（某水发〔2020〕5号）要求，清理岸线。",
        "按照国发〔2012〕7号文件和《关于推进节水工作的意见》要求，清理岸线。",
        "按照《关于清理第3处岸线的通知》（某水发〔2020〕3号）要求，参照《关于清理第5处岸线的通知》，清理岸线。",
    )
    others = [
        document(f"关于清理第{at}处岸线的通知", f"某水发〔2020〕{at}号", body, "2020年3月1日")
        for at, body in enumerate(bodies, 1)
    ]
    return [*CITED, *citing, *others]


def test_the_few_documents_around_one_say_what_all_of_them_say(archive: Archive) -> None:
    documents = library()
    for one in documents:
        archive.put(one)
    whole = CitationIndex(map(source_of, documents))
    for one in documents:
        near = around(archive, one.key)
        assert near.cites(one.key) == whole.cites(one.key)
        assert near.cited_by(one.key) == whole.cited_by(one.key)
        assert near.standing(one.key) == whole.standing(one.key)
        for cited in near.cites(one.key):
            if cited.state == "found":
                assert near.standing(cited.keys[0]) == whole.standing(cited.keys[0])
    assert len(whole.standing(RULES.key)) == 2
    assert len(around(archive, RULES.key).sources) < len(documents)
