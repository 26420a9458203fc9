"""A document takes the place of another on Elasticsearch: others write meanwhile, or the program ends in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from archive_engines import texts
from builders import make_document, make_task
from corpus.types import Document
from elastic_server import empty_archive
from ingest.pipeline import read_document
from search.crossref_source import source_of
from search.elastic import ElasticArchive
from search.elastic_client import Cluster
from search.elastic_records import Record, Records
from search.query import Query


@pytest.fixture
def elastic() -> Iterator[ElasticArchive]:
    archive = empty_archive()
    yield archive
    archive.close()


def check(archive: ElasticArchive, key: str, expected: tuple[Document, ...]) -> None:
    """These are the versions of a key, and what is found and told of it is what is in the newest of them."""
    infos = [info for info in archive.documents() if info.key == key]
    assert tuple(archive.get(key, info.version) for info in infos) == expected
    assert [info.current for info in infos] == [held is expected[-1] for held in expected]
    newest = expected[-1:]
    assert texts(archive, Query(documents=(key,), order="place")) == [
        task.text for held in newest for task in held.tasks
    ]
    assert [held for held in archive.sources() if held.key == key] == [source_of(held) for held in newest]


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("moment", [1, 2])
def test_a_version_that_is_put_while_the_one_before_it_is_taken_away_stays(
    elastic: ElasticArchive, monkeypatch: pytest.MonkeyPatch, before: int, moment: int
) -> None:
    older, old, new = (
        make_document("意见", [make_task(words)], remark=words) for words in ("更早", "旧任务", "新任务")
    )
    other = make_document("通知", [make_task("另一任务")])
    stay = (older,) * before
    for document in (*stay, old):
        elastic.put(document)
    real = Records.read
    reads = count(1)

    def read(records: Records, key: str) -> Record:
        found = real(records, key)
        if key == old.key and next(reads) == moment:
            with monkeypatch.context() as patched:
                patched.setattr(Records, "read", real)
                elastic.put(new)
        return found

    monkeypatch.setattr(Records, "read", read)
    assert elastic.replace(other, old) is True
    assert next(reads) > moment
    check(elastic, old.key, (*stay, new))
    check(elastic, other.key, (other,))


@pytest.mark.parametrize("same", [True, False], ids=["same words", "other words"])
def test_a_program_that_ends_while_a_document_takes_the_place_of_a_version(
    elastic: ElasticArchive, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    """Whichever request is its last: the version is there, or the one before it, whole and found; the new one follows."""
    for number in count(1, 1 if same else 3):
        first, old, new = documents(number, same)
        elastic.put(first)
        elastic.put(old)
        ended = ends_at(number, monkeypatch, partial(elastic.replace, new, old))
        elastic._views.wrote(elastic._tasks)
        placed = elastic.get(new.key)
        # The other words are put first, so that one of them is there at any time.
        held = tuple(filter(None, (elastic.get(old.key, version) for version in (1, 2))))
        assert held in {(first, old), (first,)}
        check(elastic, old.key, held)
        assert held == (first, old) or placed
        if same:  # begun again it is brought to its end
            elastic.replace(new, old)
            check(elastic, old.key, (first,))
            placed = elastic.get(new.key)
            assert placed
        if placed:
            check(elastic, new.key, (new,))
        if not ended:
            return


def test_records_of_before_learn_at_reindexing_what_their_originals_are(elastic: ElasticArchive) -> None:
    shared, other = elastic.attach(b"of both"), elastic.attach(b"of one")
    first, second = (make_document("意见", [make_task(words)], remark=words) for words in ("旧任务", "新任务"))
    beside = make_document("通知", [make_task("另一任务")])
    for document, original in ((first, shared), (second, other), (beside, shared)):
        elastic.put(replace(document, original=original))
    records = elastic._writer.records
    for key in (first.key, beside.key):  # as they were
        record = records.read(key)
        assert record.place
        versions = tuple(replace(version, original=None) for version in record.head.versions)
        assert records.write(record, replace(record.head, versions=versions), record.place.where)
    elastic.reindex()
    elastic.drop(beside.key)
    assert elastic.originals() == sorted([shared, other])
    elastic.drop(first.key)
    assert elastic.originals() == []


def documents(number: int, same: bool) -> tuple[Document, Document, Document]:
    """Two versions of a document, and what takes the place of the second: of the same words, or of others."""
    words = (
        "某市人民政府关于第{}项工作的意见\n某政发〔2018〕{}号\n\n一、{}\n根据《{}办法》，在2018年年底前完成{}整治。\n"
    )
    first, old = (
        read_document(words.format(number, number, words_of, words_of, words_of), name="一.txt")
        for words_of in ("道路", "河道")
    )
    given = {"number": f"某政发〔2019〕{number}号"}
    new = read_document(old.text if same else old.text.replace("整治", "治理"), name="二.txt", given=given)
    assert (first.key == old.key, old.key == new.key, old.digest == new.digest) == (True, False, same)
    return first, old, new


def ends_at(request: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> bool:
    """Do something in a program that ends at its request of that number; whether it got so far."""
    asked = count(1)
    real: Any = Cluster.ask

    def ask(*given: Any, **named: Any) -> Any:
        if next(asked) == request:
            raise KeyboardInterrupt
        return real(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Cluster, "ask", ask)
        try:
            act()
        except KeyboardInterrupt:
            return True
    return False
