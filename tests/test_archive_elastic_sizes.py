"""The archive on Elasticsearch where one request does not hold all: deep pages, long facets, large files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

import search.elastic_originals
import search.elastic_view
from builders import by, make_document, make_task
from corpus.errors import ArchiveError
from elastic_server import address, empty_archive
from search.archive import Archive
from search.elastic import ElasticArchive
from search.query import Query


@pytest.fixture
def elastic() -> Iterator[ElasticArchive]:
    archive = empty_archive()
    yield archive
    archive.close()


def test_pages_and_facets_beyond_one_request(elastic: ElasticArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a request may bring, made small: deep pages and long facets are put together from several."""
    tasks = [make_task(f"任务{number}", by("2018-12-31"), topics=[f"题{number}"]) for number in range(57)]
    elastic.put(make_document("长文", tasks))
    whole = elastic.find(Query())
    facets = elastic.facets(Query(), ["topic"])
    for name, size in (("_PAGE", 20), ("_FULL_PAGE", 5), ("_BUCKETS", 8)):
        monkeypatch.setattr(search.elastic_view, name, size)
    assert elastic.find(Query()) == whole
    assert elastic.facets(Query(), ["topic"]) == facets
    assert len(facets["topic"]) == 57
    for offset in (0, 3, 16, 19, 20, 41, 56, 57):
        assert elastic.find(Query(offset=offset, limit=7)).hits == whole.hits[offset : offset + 7]


def test_large_files_are_kept_in_parts(elastic: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.elastic_originals, "_PART", 1000)
    content = bytes(range(256)) * 17
    digest = elastic.attach(content)
    assert elastic.original(digest) == content
    assert elastic.originals() == [digest]


def test_who_looks_into_an_archive_that_nobody_searched_for_long_finds_all_of_it() -> None:
    """Unless told how often, the server makes nothing visible while nobody searches."""
    writing, beside = ElasticArchive(url := address()), ElasticArchive(url)
    idle = {"index.search.idle.after": "0ms"}  # long ago at once
    writing._cluster.client.indices.put_settings(index=f"{writing._prefix}-*", settings=idle)
    writing.put(make_document("文件", [make_task("任务", by("2018-12-31"))]))
    # It marks within a second that something waits to be seen; the next look waits for that.
    until = time.monotonic() + 60
    while not beside.count(Query()) and time.monotonic() < until:
        time.sleep(0.2)
    assert beside.count(Query()) == 1
    writing.close()
    beside.close()


def test_shards_replicas_and_refresh_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over several shards the answers are those of one."""
    for name, value in (("SHARDS", "3"), ("REPLICAS", "0"), ("REFRESH", "7s")):
        monkeypatch.setenv(f"DUBAN_ES_{name}", value)
    archive = ElasticArchive(address())
    indices = archive._cluster.client.indices
    told = next(iter(indices.get_settings(index=f"{archive._prefix}-tasks").body.values()))["settings"]["index"]
    assert (told["number_of_shards"], told["number_of_replicas"], told["refresh_interval"]) == ("3", "0", "7s")
    # As an earlier program made them: what nobody searches was refreshed, too.
    of_before = f"{archive._prefix}-contents"
    indices.put_settings(index=of_before, settings={"refresh_interval": "1s"})
    archive.reindex()
    told = next(iter(indices.get_settings(index=of_before).body.values()))["settings"]["index"]
    assert told["refresh_interval"] == "-1"
    one = empty_archive()
    made = [
        make_document(f"文件{n}", [make_task(f"任务{n}之{m}", by(f"2018-1{m}-0{n + 1}")) for m in (0, 1)])
        for n in range(9)
    ]
    for document in made:
        assert archive.put(document) == one.put(document)
    assert archive.count(Query()) == 18
    shards: Any = archive._cluster.client.cat.shards(index=archive._tasks, format="json", h="shard,docs").body
    assert sorted(shard["shard"] for shard in shards) == ["0", "1", "2"]
    assert all(int(shard["docs"]) for shard in shards)
    for query in (Query(), Query(order="place", offset=3, limit=8), Query(text="任务3", require_text=True, limit=5)):
        assert archive.find(query) == one.find(query)
        assert archive.facets(query, ["document", "year"]) == one.facets(query, ["document", "year"])
    assert archive.drop(made[0].key)
    assert archive.count(Query()) == 16
    archive.close()
    one.close()


@pytest.mark.parametrize(
    ("name", "value"), [("SHARDS", "0"), ("SHARDS", "viele"), ("REPLICAS", "-1"), ("TIMEOUT", "lang")]
)
def test_settings_that_make_no_sense(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DUBAN_ES_{name}", value)
    with pytest.raises(ArchiveError) as caught:
        ElasticArchive(address())
    assert caught.value.key == "errors.elastic_setting"
