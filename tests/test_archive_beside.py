"""What every archive engine promises beside finding tasks: other sentences, what holds no more, another reading put in place."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from archive_engines import texts
from builders import by, make_document, make_task
from corpus.types import Document
from ingest.pipeline import read_document
from search.archive import Archive
from search.elastic import ElasticArchive
from search.query import Query
from search.sqlite import SqliteArchive
from ui.held import held

Engine = ElasticArchive | SqliteArchive

OLD = read_document(
    "某市人民政府关于印发《某市节水管理办法》的通知\n某政发〔2015〕7号\n\n"
    "一、总体要求\n本办法所称再生水，是指污水经处理后可以再利用的水。2018年年底前，完成管网改造。\n"
    "二、附则\n节水设施是指雨水收集装置。本办法有效期至2023年12月31日。\n\n某市人民政府\n2015年3月1日\n",
    name="old.txt",
)
NEW = read_document(
    "某市人民政府关于印发《某市节水管理办法》的通知\n某政发〔2019〕9号\n\n"
    "一、总体要求\n各区应当在2020年年底前完成雨水收集装置检查。\n"
    "二、附则\n本办法自2019年5月1日起施行。《某市节水管理办法》（某政发〔2015〕7号）同时废止。\n\n"
    "某市人民政府\n2019年4月1日\n",
    name="new.txt",
)
OTHER = read_document(
    "某市卫生局关于健康检查的通知\n某卫发〔2016〕1号\n\n一、说明\n健康检查是指对从业人员的体检。\n\n某市卫生局\n2016年1月1日\n",
    name="other.txt",
)


def said(
    archive: Archive, text: str = "", phrases: tuple[str, ...] = (), documents: tuple[str, ...] = (),
    limit: int | None = None,
) -> list[str]:  # fmt: skip
    """The words of the sentences found, in order."""
    assert isinstance(archive, Engine)
    return [saying.folded for saying in archive.sentences(text, phrases=phrases, documents=documents, limit=limit)]


def test_sentences_that_are_no_tasks(archive: Archive) -> None:
    for document in (OLD, NEW, OTHER):
        archive.put(document)
    (first, *_) = archive.sentences("再生水是什么")
    assert "所称再生水" in first.folded
    assert (first.doc, first.score > 0) == (OLD.key, True)
    assert OLD.text[first.start : first.end].startswith("本办法所称再生水")
    assert said(archive, "体检") == ["健康检查是指对从业人员的体检。"]
    assert said(archive, "体检", documents=(OLD.key,)) == []
    assert said(archive, "不存在的词语") == said(archive) == said(archive, "。") == []
    # Phrases stand there letter by letter; tasks and their words are not among the sentences.
    assert said(archive, phrases=("雨水收集装置",)) == ["节水设施是指雨水收集装置。"]
    assert said(archive, phrases=("装置雨水",)) == []
    assert said(archive, "节水设施", phrases=("雨水 收集",)) == ["节水设施是指雨水收集装置。"]
    assert said(archive, phrases=("总体要求",)) == ["总体要求"] * 2  # headings too
    assert said(archive, "总体要求", phrases=("总体要求",)) == []  # a heading answers nothing
    assert len(said(archive, "办法 检查 装置", limit=1)) == 1
    for phrase in ('"', "*", "\x00", "\ud800"):
        assert said(archive, phrases=(phrase,)) == []


def test_sentences_go_with_their_document(archive: Archive) -> None:
    archive.put(OTHER)
    changed = read_document(OTHER.text.replace("从业人员", "全体人员"), name="other.txt")
    assert archive.put(changed).outcome == "version"
    assert said(archive, "体检") == ["健康检查是指对全体人员的体检。"]
    archive.drop(OTHER.key)
    assert said(archive, "体检") == []


def test_what_holds_no_more(archive: Archive) -> None:
    assert isinstance(archive, Engine)
    for document in (OLD, OTHER):
        archive.put(document)
    assert archive.ended(date(2023, 12, 31)) == frozenset()
    assert archive.ended(date(2024, 1, 1)) == {OLD.key}
    archive.put(NEW)  # repeals it
    assert archive.ended(date(2019, 4, 30)) == frozenset()  # the new one was issued, but is not in force
    assert archive.ended(date(2019, 5, 1)) == {OLD.key}
    for day in (date(2019, 4, 30), date(2019, 5, 1), date(2024, 1, 1)):  # what is shown says the same
        states = {each.key: held(archive, each, day).state for each in (OLD, OTHER, NEW)}
        assert {key for key, state in states.items() if state in ("expired", "repealed")} == archive.ended(day)
    archive.reindex()
    assert archive.ended(date(2020, 1, 1)) == {OLD.key}
    assert said(archive, "体检") == ["健康检查是指对从业人员的体检。"]
    archive.drop(NEW.key)
    assert archive.ended(date(2020, 1, 1)) == frozenset()


def test_a_repeal_by_title_meets_what_is_older(archive: Archive) -> None:
    assert isinstance(archive, Engine)
    by_title = replace(
        NEW,
        citations=tuple(
            replace(c, title="某市节水管理办法", number=None) if c.relation == "repeal" else c for c in NEW.citations
        ),
    )
    assert any(c.relation == "repeal" for c in by_title.citations)
    for document in (OLD, OTHER, by_title):
        archive.put(document)
    assert archive.ended(date(2020, 1, 1)) == {OLD.key}  # not itself, whose title is the same
    assert held(archive, OLD, date(2020, 1, 1)).by == NEW.title
    # An older one still of this name is over as well; that of another place is not, nor what is younger.
    older = read_document(
        OLD.text.replace("〔2015〕7", "〔2011〕3").replace("2015年3月1日", "2011年3月1日"), name="older.txt"
    )
    younger = read_document(OLD.text.replace("2015", "2020"), name="younger.txt")
    elsewhere = read_document(
        OLD.text.replace("某市人民", "邻市人民").replace("某政发", "邻政发"), name="elsewhere.txt"
    )
    for document in (older, younger, elsewhere):
        archive.put(document)
    assert len({document.key for document in (OLD, NEW, older, younger, elsewhere)}) == 5
    assert archive.ended(date(2020, 12, 31)) == {OLD.key, older.key}


def another(document: Document, words: str) -> Document:
    """Another reading of the same content: its first task is due, and called, otherwise."""
    first = replace(document.tasks[0], text=words, deadlines=(by("2021-06-30"),))
    return replace(document, tasks=(first, *document.tasks[1:]))


def test_another_reading_in_the_place_of_the_stored_one(archive: Archive) -> None:
    assert isinstance(archive, Engine)
    first = make_document("意见", [make_task("旧任务"), make_task("又一项")])
    second = make_document("意见", [make_task("新任务")], remark="修订")
    assert archive.replace(first) is False
    assert not archive.documents()
    archive.put(first)
    assert archive.replace(second) is False  # this content is not there
    reread = another(first, "改正的任务")
    assert archive.replace(reread) is True
    assert archive.get(first.key) == reread
    assert texts(archive, Query()) == ["改正的任务", "又一项"]
    assert [(info.version, info.current) for info in archive.documents()] == [(1, True)]
    archive.put(second)
    # An old version is replaced where it stands, and is not found.
    assert archive.replace(another(first, "再改")) is True
    assert archive.get(first.key, 1) == another(first, "再改")
    assert texts(archive, Query()) == ["新任务"]
    assert [(info.version, info.current) for info in archive.documents()] == [(1, False), (2, True)]
    assert archive.drop(first.key)
    assert archive.replace(second) is False
    assert archive.count(Query()) == 0


def test_another_document_in_the_place_of_the_stored_one(archive: Archive) -> None:
    assert isinstance(archive, Engine)
    first = make_document("意见", [make_task("旧任务")])
    scan = make_document("意见", [make_task("误读的任务")], remark="修订")
    assert archive.replace(make_document("别的", [make_task("别的任务")]), first) is False
    assert not archive.documents()
    archive.put(first)
    archive.put(scan)
    # Of the same key: the version is the same one.
    text = make_document("意见", [make_task("正读的任务")], remark="修订，再印")
    assert archive.replace(text, scan) is True
    assert [(info.version, info.current) for info in archive.documents()] == [(1, False), (2, True)]
    assert (archive.get(text.key), archive.get(text.key, 1)) == (text, first)
    assert texts(archive, Query()) == ["正读的任务"]
    assert archive.put(scan).outcome == "version"  # its content is free again
    assert archive.replace(text, scan) is False  # its content is there, as version 2
    # Of another key: the version before is found again.
    other = make_document("通知", [make_task("另一任务")])
    newest = archive.get(text.key)
    assert newest
    assert archive.replace(other, newest) is True
    assert archive.get(other.key) == other
    assert archive.get(text.key) != newest
    current = archive.get(text.key)
    assert current
    assert sorted(texts(archive, Query())) == sorted([current.tasks[0].text, "另一任务"])
    assert [info.current for info in archive.documents() if info.key == text.key][-1]
    # The only version of a key.
    last = make_document("公告", [make_task("最后的任务")])
    assert archive.replace(last, other) is True
    assert archive.get(other.key) is None
    assert sorted(texts(archive, Query())) == sorted([current.tasks[0].text, "最后的任务"])


def test_the_same_content_under_another_key_in_the_place_of_the_stored_one(archive: Archive) -> None:
    """What `ingest --meta number=…` does to a file that is there: other particulars, other key, the same words."""
    assert isinstance(archive, Engine)
    first = make_document("意见", [make_task("旧任务")])
    second = make_document("意见", [make_task("新任务")], remark="修订")
    revised = make_document("意见", [make_task("新任务")], remark="修订", number="某政发〔2018〕5号")
    assert (revised.digest == second.digest, revised.key == second.key) == (True, False)
    archive.put(first)
    archive.put(second)
    assert archive.replace(revised, second) is True
    assert (archive.get(first.key), archive.get(revised.key)) == (first, revised)
    assert sorted(texts(archive, Query())) == sorted(["旧任务", "新任务"])
    assert {(info.key, info.digest, info.current) for info in archive.documents()} == {
        (first.key, first.digest, True), (revised.key, revised.digest, True),
    }  # fmt: skip
    # The content is that of the new key now, and of no other.
    assert (archive.put(second).key, archive.put(second).outcome) == (revised.key, "unchanged")
    assert archive.replace(second, first) is False
    assert archive.drop(revised.key)
    assert archive.put(second).outcome == "version"
    # The only version of a key; and back.
    archive.drop(first.key)
    archive.put(second)
    for new, old in ((revised, second), (second, revised)):
        assert archive.replace(new, old) is True
        assert (archive.get(new.key), archive.get(old.key)) == (new, None)
        assert texts(archive, Query()) == ["新任务"]


@pytest.mark.parametrize("goes", ["dropped", "other reading", "other words", "other key", "same words, other key"])
def test_an_original_that_two_documents_are_from_goes_with_the_last(archive: Archive, goes: str) -> None:
    """One PDF with two notices in it, or a file that was stored under two titles."""
    assert isinstance(archive, Engine)
    shared, other = archive.attach(b"%PDF of both"), archive.attach(b"%PDF of one")
    one = replace(make_document("意见", [make_task("任务甲")]), original=shared)
    two = replace(make_document("通知", [make_task("任务乙")]), original=shared)
    archive.put(one)
    archive.put(two)
    new = {
        "dropped": None,
        "other reading": another(one, "改正的任务"),
        "other words": make_document("意见", [make_task("改正的任务")]),
        "other key": make_document("公告", [make_task("任务丙")]),
        "same words, other key": make_document("意见", [make_task("任务甲")], number="某政发〔2018〕5号"),
    }[goes]
    if new is None:
        assert archive.drop(one.key)
    else:
        new = replace(new, original=other)
        assert archive.replace(new, one)
        assert archive.get(new.key) == new
    assert archive.original(shared) == b"%PDF of both"
    assert archive.original(other) == b"%PDF of one"
    archive.drop(two.key)
    assert archive.originals() == [other]
    archive.drop(one.key if new is None else new.key)
    assert archive.originals() == ([other] if new is None else [])  # where it was dropped nothing was from that file


@pytest.mark.parametrize("goes", ["replaced", "under another key"])
def test_an_older_version_keeps_its_original(archive: Archive, goes: str) -> None:
    assert isinstance(archive, Engine)
    shared, other = archive.attach(b"%PDF"), archive.attach(b"%PDF again")
    first = replace(make_document("意见", [make_task("旧任务")]), original=shared)
    second = replace(make_document("意见", [make_task("新任务")], remark="修订"), original=shared)
    archive.put(first)
    archive.put(second)
    title = "意见" if goes == "replaced" else "通知"
    third = replace(make_document(title, [make_task("改正的任务")], remark="修订"), original=other)
    assert archive.replace(third, second)
    assert archive.get(first.key, 1) == first
    assert archive.originals() == sorted([shared, other])
    archive.reindex()
    archive.drop(first.key)
    assert archive.originals() == ([] if goes == "replaced" else [other])


@pytest.mark.parametrize("number", [None, "某政发〔2018〕5号"])
def test_a_reading_without_an_original_discards_none(archive: Archive, number: str | None) -> None:
    """`--no-originals` keeps no more files; those that were kept stay as long as the document."""
    assert isinstance(archive, Engine)
    kept = archive.attach(b"%PDF")
    first = replace(make_document("意见", [make_task("旧任务")]), original=kept)
    archive.put(first)
    bare = another(make_document("意见", [make_task("旧任务")], number=number), "改正的任务")
    for old in (first, bare):
        archive.replace(bare, old)
        assert archive.get(bare.key) == bare
        assert archive.originals() == [kept]
    archive.reindex()
    archive.drop(bare.key)
    assert archive.originals() == []


def test_the_original_of_a_worse_file_goes_with_it(archive: Archive) -> None:
    worse, better = archive.attach(b"scanned"), archive.attach(b"printed")
    document = make_document("意见", [make_task("旧任务")], source="意见.png")
    archive.put(replace(document, original=worse))
    assert archive.originals() == sorted([worse, better])
    archive.put(replace(document, original=better, source="意见.pdf"))
    assert archive.originals() == [better]
    archive.put(replace(document, source="意见.docx"))
    assert archive.originals() == [better]
    archive.drop(document.key)
    assert archive.originals() == []


@pytest.mark.parametrize("limit", [None, 0, 1, 3])
def test_nearest(archive: Archive, limit: int | None) -> None:
    assert isinstance(archive, Engine)
    archive.put(make_document("意见", [make_task("完成黑臭水体整治"), make_task("检查加油站"), make_task("黑臭水体")]))
    asked = Query(text="黑臭水体", require_text=True, order="relevance", limit=limit)
    assert archive.nearest(asked) == archive.find(asked).hits
