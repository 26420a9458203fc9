"""The archive on Elasticsearch as a cluster: addresses, refusals, reindexing, many writers, what readers meet meanwhile."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from builders import by, make_document, make_task, target
from corpus.errors import ArchiveError
from elastic_server import address, empty_archive, server
from search import open_archive
from search.archive import Note
from search.elastic import ElasticArchive
from search.elastic_client import Address, Cluster, address_of
from search.query import Query, Window

NOW = datetime(2018, 10, 1, 9, tzinfo=UTC)
DOCUMENT = make_document("意见", [make_task("消除黑臭水体", by("2018-12-31"), clause="一(一)", topics=["水"])])


@pytest.fixture
def raw() -> Iterator[Elasticsearch]:
    """The server without duban, as nobody should use it."""
    with Elasticsearch(f"http://127.0.0.1:{server().port}", request_timeout=120) as client:
        yield client


@pytest.fixture
def elastic() -> Iterator[ElasticArchive]:
    archive = empty_archive()
    yield archive
    archive.close()


def refusal(url: str, *, create: bool = True) -> str:
    """The key of the error that opening gives; its words are there in both languages."""
    with pytest.raises(ArchiveError) as caught:
        open_archive(url, create=create).close()
    assert len(str(caught.value).splitlines()) == 2
    return caught.value.key


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up after one more try."""
    real = Cluster.__init__
    monkeypatch.setattr(Cluster, "__init__", lambda self, url, where: real(self, url, where, pauses=(0.05,)))


# Addresses and refusals


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost", Address("http://localhost:9200", "duban")),
        ("http://localhost:9201/", Address("http://localhost:9201", "duban")),
        ("https://search.example/policy-2", Address("https://search.example:9200", "policy-2")),
        ("http://[::1]:9200/a", Address("http://[::1]:9200", "a")),
    ],
)
def test_addresses(url: str, expected: Address) -> None:
    assert address_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://h:99999/a",
        "http://h:x/a",
        "http://h/A",
        "http://h/a/b",
        "http://h/_a",
        "http://h/a*",
        "http://h/a?b=c",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    assert refusal(url) == "errors.elastic_address"


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ArchiveError) as caught:
        open_archive("https://elastic:geheim@localhost:9200/duban")
    assert caught.value.key == "errors.elastic_password_in_address"
    assert "geheim" not in str(caught.value)


@pytest.mark.usefixtures("impatient")
def test_nobody_there() -> None:
    assert refusal("http://127.0.0.1:9/duban") == "errors.elastic_away"


def test_missing_archive_is_not_made_for_a_question(raw: Elasticsearch) -> None:
    url = address()
    assert refusal(url, create=False) == "errors.archive_missing"
    assert not raw.indices.get(index=f"{url.rpartition('/')[2]}-*").body


class _Other(http.server.BaseHTTPRequestHandler):
    """A server that answers as told; `product` is the header by which Elasticsearch is known."""

    product, version, headers_seen = "", "", []  # set by the test

    def do_GET(self) -> None:
        _Other.headers_seen.append({name.lower(): value for name, value in self.headers.items()})
        body = json.dumps({"nodes": {"a": {"version": self.version}}}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if self.product:
            self.send_header("x-elastic-product", self.product)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def other() -> Iterator[str]:
    _Other.headers_seen = []
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Other)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}/duban"
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.mark.parametrize(
    ("product", "version", "key"),
    [("", "2.19.1", "errors.elastic_foreign"), ("Elasticsearch", "7.17.9", "errors.elastic_old")],
)
def test_what_is_no_elasticsearch_or_too_old(
    other: str, product: str, version: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Other, "product", product)
    monkeypatch.setattr(_Other, "version", version)
    assert refusal(other) == key


def test_an_api_key_is_sent_and_goes_before_a_password(other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Other, "version", "2.0.0")
    monkeypatch.setenv("DUBAN_ES_USER", "somebody")
    monkeypatch.setenv("DUBAN_ES_PASSWORD", "geheim")
    refusal(other)
    monkeypatch.setenv("DUBAN_ES_API_KEY", "aWQ6a2V5")
    refusal(other)
    sent = [headers["authorization"] for headers in _Other.headers_seen]
    assert sent == ["Basic c29tZWJvZHk6Z2VoZWlt", "ApiKey aWQ6a2V5"]


def test_index_of_another_program(raw: Elasticsearch) -> None:
    prefix = f"x{uuid.uuid4().hex[:8]}"
    raw.indices.create(index=f"{prefix}-tasks", mappings={"properties": {"theirs": {"type": "keyword"}}})
    assert refusal(f"http://127.0.0.1:{server().port}/{prefix}") == "errors.elastic_index"
    assert list(raw.indices.get(index=f"{prefix}*").body) == [f"{prefix}-tasks"]
    raw.indices.delete(index=f"{prefix}-tasks")


def test_a_changed_mapping_stores_nothing(raw: Elasticsearch) -> None:
    archive = open_archive(address())
    assert isinstance(archive, ElasticArchive)
    index = next(iter(raw.indices.get(index=f"{archive._prefix}-tasks").body))
    mapping = raw.indices.get(index=index).body[index]
    mapping["mappings"]["properties"]["value"] = {"type": "ip"}  # a target's figure is none
    raw.indices.delete(index=index)
    raw.indices.create(index=index, mappings=mapping["mappings"], aliases=mapping["aliases"])
    document = make_document(
        "有指标", [make_task("细颗粒物", targets=[target("浓度", ">=", 1.5)]), make_task("另一项")]
    )
    with pytest.raises(ArchiveError) as caught:
        archive.put(document)
    assert caught.value.key == "errors.elastic_refused"
    assert caught.value.values["count"] == 1
    assert archive.count(Query()) == 0
    assert archive.documents() == []
    archive.reindex()
    assert archive.put(document).outcome == "stored"
    assert archive.count(Query()) == 2
    archive.close()


def test_a_cluster_that_takes_no_writes(
    elastic: ElasticArchive, raw: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    elastic.put(DOCUMENT)
    monkeypatch.setattr("search.elastic_write._TIMES", 2)
    # What a node does to its indices when the disk is nearly full.
    raw.indices.put_settings(index=f"{elastic._prefix}-*", settings={"index.blocks.read_only_allow_delete": True})
    try:
        for write in (
            lambda: elastic.put(make_document("另一份", [make_task("任务")])),
            lambda: elastic.attach(b"x"),
            lambda: elastic.note(Note("a", "state", "done", "b", NOW)),
        ):
            with pytest.raises(ArchiveError) as caught:
                write()
            assert caught.value.key == "errors.elastic_closed_to_writers"
        assert elastic.get(DOCUMENT.key) == DOCUMENT
        assert elastic.count(Query()) == 1
    finally:
        raw.indices.put_settings(index=f"{elastic._prefix}-*", settings={"index.blocks.read_only_allow_delete": None})
    assert elastic.put(make_document("另一份", [make_task("任务")])).outcome == "stored"
    assert elastic.count(Query()) == 2


def test_use_after_close() -> None:
    archive = ElasticArchive(address())
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError) as caught:
        archive.count(Query())
    assert caught.value.key == "errors.archive_closed"


# Index


def test_other_rules_mean_another_index(monkeypatch: pytest.MonkeyPatch) -> None:
    url = address()
    archive = ElasticArchive(url)
    archive.put(DOCUMENT)
    archive.close()
    monkeypatch.setattr("search.elastic_schema.index_stamp", lambda: "other words")
    assert refusal(url) == "errors.elastic_stale"
    told: list[tuple[int, int]] = []
    archive = ElasticArchive(url, outdated=True, advance=lambda done, total: told.append((done, total)))
    archive.reindex()
    archive.close()
    assert told == [(0, 1)]
    archive = ElasticArchive(url)
    assert archive.count(Query(due=Window(), clauses=("一",))) == 1
    archive.close()


def test_reindexing_while_others_write_and_read() -> None:
    archive = ElasticArchive(address())
    for number in range(20):
        archive.put(make_document(f"文件{number}", [make_task("任务甲"), make_task("任务乙")]))
    finished = threading.Event()

    def write() -> int:
        number = 20
        while not finished.is_set():
            archive.put(make_document(f"文件{number}", [make_task("任务甲"), make_task("任务乙")]))
            archive.put(
                make_document(f"文件{number % 20}", [make_task("新任务"), make_task("又一项")], remark=str(number))
            )
            archive.drop(make_document(f"文件{number - 2}", []).key)
            number += 1
        return number

    def read() -> int:
        looked = 0
        while not finished.is_set():
            assert archive.count(Query()) % 2 == 0
            looked += 1
        return looked

    with ThreadPoolExecutor(2) as pool:
        writer, reader = pool.submit(write), pool.submit(read)
        try:
            for _ in range(2):
                archive.reindex()
        finally:
            finished.set()
        assert writer.result() > 20
        assert reader.result() > 0
    infos = archive.documents()
    assert archive.count(Query()) == sum(info.tasks for info in infos if info.current)
    for info in infos:
        held = archive.get(info.key, info.version)
        assert held is not None
        assert len(held.tasks) == info.tasks
    indices = archive._cluster.client.indices.get(index=f"{archive._prefix}-tasks-*").body
    assert len(indices) == 1
    archive.close()


# Many at a time

REPLACED = 200


def test_a_reader_never_meets_half_a_document_nor_two(elastic: ElasticArchive) -> None:
    """Through many replacements always one generation of one document, in hits, counts and facets."""
    tasks = 7
    finished = threading.Event()

    def put(number: int) -> None:
        made = [make_task(f"第{number}代之{part}", topics=[f"代{number}"]) for part in range(tasks)]
        receipt = elastic.put(make_document("意见", made, remark=str(number)))
        assert receipt.version == number + 1

    def read() -> int:
        looked = 0
        while not finished.is_set():
            found = elastic.find(Query(order="place"))
            assert found.total == len(found.hits) == tasks
            assert len({hit.task.topics for hit in found.hits}) == 1
            assert elastic.count(Query()) == tasks
            facets = elastic.facets(Query(), ["topic", "document"])
            assert list(facets["topic"].values()) == list(facets["document"].values()) == [tasks]
            looked += 1
        return looked

    put(0)
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(1, REPLACED + 1):
                put(number)
        finally:
            finished.set()
        assert min(reader.result() for reader in readers) > 10
    assert len(elastic.documents()) == REPLACED + 1


def test_what_a_killed_writer_left_is_not_seen_and_goes_with_the_next_put(
    elastic: ElasticArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    elastic.put(DOCUMENT)
    second = make_document("意见", [make_task("新任务"), make_task("又一项")], remark="修订")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("_commit", "_clean"):
        with monkeypatch.context() as patched:
            patched.setattr(f"search.elastic_write.Writer.{step}", killed)
            with pytest.raises(KeyboardInterrupt):
                elastic.put(second)
        seen = DOCUMENT if step == "_commit" else second
        assert elastic.get(DOCUMENT.key) == seen
        assert elastic.count(Query()) == len(seen.tasks)
    assert elastic.put(second).outcome == "unchanged"
    monkeypatch.setattr("search.elastic_write._ABANDONED_MS", -1)
    elastic.put(make_document("意见", [make_task("第三")], remark="再修订"))
    client = elastic._cluster.client
    client.indices.refresh(index=f"{elastic._prefix}-tasks")
    assert client.count(index=f"{elastic._prefix}-tasks", query={"exists": {"field": "generation"}})["count"] == 1
    assert elastic.count(Query()) == 1


def test_the_same_content_put_by_many_at_once(elastic: ElasticArchive) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(elastic.put, [DOCUMENT] * 8))
    assert sorted(receipt.outcome for receipt in receipts) == ["stored"] + ["unchanged"] * 7
    assert {receipt.key for receipt in receipts} == {DOCUMENT.key}
    assert elastic.count(Query()) == len(elastic.documents()) == 1
    # Under two keys, since one of them was read without its date.
    pair = [make_document("通知", [make_task("任务")], issued=issued) for issued in (None, DOCUMENT.date)]
    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(elastic.put, pair))
    assert sorted(receipt.outcome for receipt in receipts) == ["stored", "unchanged"]
    assert len({receipt.key for receipt in receipts}) == 1
    client = elastic._cluster.client
    client.indices.refresh(index=elastic._tasks)
    # none of the other key
    assert client.count(index=elastic._tasks, query={"exists": {"field": "head"}})["count"] == 2


def test_two_programs_on_one_folder(tmp_path: Path) -> None:
    url = address()
    for number in range(8):
        text = f"某市人民政府关于第{number}项工作的意见\n\n一、工作任务\n2018年年底前，完成第{number}项整治任务。\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "duban"), "ingest", str(tmp_path), "--archive", url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=180) for process in running]
    assert [process.returncode for process in running] == [0, 0], outputs
    archive = open_archive(url)
    assert len(archive.documents()) == 8
    assert archive.count(Query()) == sum(info.tasks for info in archive.documents())
    archive.close()
