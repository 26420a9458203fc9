"""The archive on Elasticsearch where one request does not hold all: deep pages, long facets, large files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import search.elastic_originals
import search.elastic_view
from builders import by, make_document, make_task
from elastic_server import empty_archive
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
