"""What every archive engine promises about what is kept: one suite over all of them (search/archive.py)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_engines import ENGINES, FACETS, OPINION, WINDOW_2018, texts
from builders import by, make_document, make_task, who
from corpus.fold import fold
from corpus.types import Document
from search.archive import Archive, Note
from search.query import Order, Query


def test_a_document_comes_back_whole(archive: Archive) -> None:
    receipt = archive.put(OPINION)
    assert (receipt.key, receipt.outcome, receipt.version, receipt.tasks) == (OPINION.key, "stored", 1, 9)
    assert archive.get(OPINION.key) == OPINION
    assert archive.get(OPINION.key, 1) == OPINION
    assert archive.get(OPINION.key, 2) is None
    assert archive.get("x") is None
    assert archive.text(OPINION.key) == OPINION.text
    assert archive.text("x") is None
    (info,) = archive.documents()
    assert (info.title, info.issuer, info.date, info.tasks) == (OPINION.title, OPINION.issuer, OPINION.date, 9)
    assert (info.digest, info.current, info.label) == (OPINION.digest, True, OPINION.title)


def test_versions(archive: Archive) -> None:
    first = make_document("意见", [make_task("旧任务", by("2018-12-31"), topics=["水"])])
    second = make_document("意见", [make_task("新任务", by("2019-12-31")), make_task("又一项")], remark="修订")
    assert first.key == second.key
    archive.put(first)
    receipt = archive.put(second)
    assert (receipt.outcome, receipt.version, receipt.tasks) == ("version", 2, 2)
    # Queries see the new one only, the old one is kept whole.
    assert texts(archive, Query()) == ["新任务", "又一项"]
    assert texts(archive, Query(phrases=("旧",))) == []
    assert texts(archive, Query(text="旧任务", require_text=True)) == ["新任务"]
    assert archive.facets(Query(), ["topic", "year"]) == {"topic": {}, "year": {"2019": 1}}
    assert archive.get(first.key) == second
    assert archive.get(first.key, 1) == first
    assert [(info.version, info.current, info.tasks) for info in archive.documents()] == [(1, False, 1), (2, True, 2)]
    # A folder that holds both files changes nothing when it is read again.
    for again in (first, second, first):
        assert archive.put(again).outcome == "unchanged"
    assert archive.get(first.key) == second
    assert archive.drop(first.key)
    assert not archive.drop(first.key)
    assert not archive.documents()
    assert archive.count(Query()) == 0
    assert archive.facets(Query(), ["document"]) == {"document": {}}
    assert archive.put(first).version == 1


def test_same_content_is_the_same_document(archive: Archive) -> None:
    text = make_document("意见", [make_task("任务甲")], source="a.txt")
    archive.put(text)
    # Under another name, its metadata unread: still this document.
    other = make_document("意见", [make_task("任务甲")], issued=None, source="b.txt")
    receipt = archive.put(other)
    assert (receipt.key, receipt.outcome) == (text.key, "unchanged")
    assert len(archive.documents()) == 1
    # From a better format the reading is kept, from a worse one not.
    better = make_document("意见", [make_task("任务甲", by("2018-12-31"))], source="a.docx")
    assert archive.put(better).outcome == "unchanged"
    assert archive.get(text.key) == better
    assert archive.count(Query(due=WINDOW_2018)) == 1
    assert archive.put(text).outcome == "unchanged"
    assert archive.get(text.key) == better
    assert [info.version for info in archive.documents()] == [1]


def test_a_document_without_tasks(archive: Archive) -> None:
    empty = make_document("空文件")
    assert archive.put(empty).tasks == 0
    assert archive.get(empty.key) == empty
    assert archive.count(Query()) == 0
    assert archive.drop(empty.key)


HOSTILE = [
    '" OR 1=1 --', "'; DROP TABLE task; --", "NEAR(水 体, 2)", "task:水", "水 AND NOT 体", "水*", "(", '"', "^水", "{task}:x",
    "-水", "%", "_", "\\", "\x00", "水\x00体", "\ud800", "？！。", " ", "　\n\t", "🐉", "a" * 10_000, "水" * 10_000, "_水体",
    "''", "[水]", "PM2.5 OR PM10", "<script>", "{0}", "%s", "𠀀𠀁",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_ever_syntax(archive: Archive, text: str) -> None:
    archive.put(OPINION)
    for order in get_args(Order):
        assert archive.find(Query(text=text, order=order)).total == 9
        assert archive.count(Query(text=text, order=order, require_text=True)) <= 9
    bare = "".join(fold(text).split())
    assert archive.count(Query(phrases=(fold(text),))) == sum(bare in fold(task.text) for task in OPINION.tasks)
    for name in ("bodies", "regions", "topics", "indicators", "documents", "clauses", "frequencies", "tasks"):
        assert archive.count(Query(**{name: (text,)})) == 0
    assert archive.get(text) is None
    assert archive.drop(text) is False
    assert archive.notes(text) == []
    assert archive.original(text) is None
    assert archive.get(OPINION.key) == OPINION


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "\ud800"], ids=range(len(HOSTILE) - 1))
def test_documents_of_any_text(archive: Archive, text: str) -> None:
    held = make_document("文件" + text, [make_task(text, by("2018-12-31"), topics=[text], bodies=[who(text)])])
    archive.put(held)
    assert archive.get(held.key) == held
    assert texts(archive, Query(due=WINDOW_2018)) == [text]
    assert texts(archive, Query(phrases=(fold(text),))) == [text]
    assert archive.facets(Query(), ["topic"])["topic"] == {text: 1}
    assert archive.drop(held.key)


def test_both_scripts_meet(archive: Archive) -> None:
    archive.put(make_document("意見", [make_task("消除黑臭水體,開展環境整治")]))
    assert texts(archive, Query(text="黑臭水体", require_text=True)) == ["消除黑臭水體,開展環境整治"]
    assert archive.count(Query(phrases=("环境整治",))) == 1


def test_notes_only_grow(archive: Archive) -> None:
    begun = datetime(2018, 10, 1, 9, tzinfo=UTC)
    said = [
        Note("task", "state", "doing", "张三", begun),
        Note("task", "owner", "李四", "张三", begun + timedelta(hours=1)),
        Note("另一个", "question", "哪些任务", "王五", begun),
        Note("task", "state", "done", "李四", begun + timedelta(days=1)),
    ]
    for note in said:
        archive.note(note)
    assert archive.notes("task") == [said[0], said[1], said[3]]
    assert archive.notes("task", "state") == [said[0], said[3]]
    assert archive.notes(kind="question") == [said[2]]
    assert archive.notes() == said
    assert archive.notes("x") == []
    archive.put(OPINION)
    archive.note(Note(OPINION.tasks[0].id, "state", "done", "张三", begun))
    archive.drop(OPINION.key)
    assert len(archive.notes(OPINION.tasks[0].id)) == 1  # what people said outlives a re-reading


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 1000, "意见".encode()])
def test_originals(archive: Archive, content: bytes) -> None:
    digest = archive.attach(content)
    assert len(digest) == 64
    assert archive.attach(content) == digest
    assert archive.original(digest) == content
    assert archive.original("0" * 64) is None


def test_what_is_dropped_takes_its_original_along(archive: Archive) -> None:
    mine, other = archive.attach("意见".encode()), archive.attach("方案".encode())
    archive.put(msgspec.structs.replace(OPINION, original=mine))
    document = archive.get(OPINION.key)
    assert document
    assert document.original == mine
    archive.drop(OPINION.key)
    assert archive.original(mine) is None
    assert archive.originals() == [other]


def test_ten_writers_and_ten_readers(archive: Archive) -> None:
    written = [
        make_document(f"文件{number}", [make_task(f"任务{number}甲"), make_task(f"任务{number}乙")])
        for number in range(40)
    ]
    finished = threading.Event()

    def read() -> int:
        seen = 0
        while True:
            last = finished.is_set()
            found = archive.find(Query())
            assert found.total == len(found.hits)
            assert found.total % 2 == 0  # never half a document
            assert found.total >= seen
            seen = found.total
            archive.facets(Query(text="任务", require_text=True), ["document"])
            if last:
                return seen

    with ThreadPoolExecutor(20) as pool:
        readers = [pool.submit(read) for _ in range(10)]
        try:
            list(pool.map(archive.put, written))
        finally:
            finished.set()
        assert [reader.result() for reader in readers] == [80] * 10
    assert len(archive.documents()) == 40


names = st.sampled_from(["文件甲", "文件乙", "文件丙"])
words = st.text(st.sampled_from("完成整治水体黑臭2018,.\"'() "), min_size=1, max_size=12)
days = st.none() | st.dates(date(2017, 1, 1), date(2021, 1, 1))


@st.composite
def small_documents(draw: st.DrawFn) -> Document:
    drawn = draw(st.lists(st.tuples(words, days), max_size=3))
    return make_document(draw(names), [make_task(text, *([by(day)] if day else [])) for text, day in drawn])


@given(documents=st.lists(small_documents(), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_put_twice_is_put_once(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> None:
    for engine in ENGINES.values():
        archive = engine(tmp_path_factory.mktemp("archive"))

        def state(archive: Archive = archive) -> object:
            keys = {info.key for info in archive.documents()}
            return (
                archive.documents(),
                archive.find(Query()),
                archive.facets(Query(), FACETS),
                {*map(archive.get, keys)},
            )

        for document in documents:
            archive.put(document)
        once = state()
        for document in documents:
            assert archive.put(document).outcome == "unchanged"
        assert state() == once
        # The newest of each key is what is found: all of it and nothing else.
        stored = {info.key: info for info in archive.documents() if info.current}
        assert archive.count(Query()) == sum(info.tasks for info in stored.values())
        for key in stored:
            assert archive.drop(key)
        assert archive.find(Query()).total == 0
        archive.close()
