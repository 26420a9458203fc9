"""The command line and an Elasticsearch that is not as it should be: a message with the next step, and exit code 1."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from builders import make_document, make_task
from command_line import NOTICE, Run
from corpus.errors import ArchiveError
from elastic_server import address, server
from search.elastic import ElasticArchive
from search.elastic_client import Cluster
from search.query import Query
from test_elastic_line import Line


@pytest.fixture
def raw() -> Iterator[Elasticsearch]:
    """The server without duban, as nobody should use it."""
    with Elasticsearch(f"http://127.0.0.1:{server().port}", request_timeout=120) as client:
        yield client


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up after one more try."""
    real = Cluster.__init__
    monkeypatch.setattr(Cluster, "__init__", lambda self, url, where: real(self, url, where, pauses=(0.05,)))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", ["ask", "ingest", "reindex"])
def test_addresses_where_no_archive_is(run: Run, raw: Elasticsearch, tmp_path: Path, command: str) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    what = {"ask": ["哪些任务2020年到期"], "ingest": ["notice.txt"], "reindex": []}[command]
    theirs = f"x{uuid.uuid4().hex[:8]}"
    raw.indices.create(index=f"{theirs}-tasks", mappings={"properties": {"theirs": {"type": "keyword"}}})
    here = f"127.0.0.1:{server().port}"
    for archive in (
        "http://127.0.0.1:9/duban",
        f"https://{here}/duban",
        f"http://{here}/A*",
        f"http://{here}/{theirs}",
    ):
        done = run(command, *what, "--archive", archive)
        assert done.code == 1, archive
        assert done.out == ""
        assert archive in done.err
        assert "Traceback" not in done.err
    raw.indices.delete(index=f"{theirs}-tasks")


@pytest.mark.usefixtures("impatient")
def test_an_ingest_whose_line_is_cut_is_told_and_goes_on_the_next_time(run: Run, tmp_path: Path) -> None:
    line = Line(server().port)
    url = f"http://127.0.0.1:{line.port}/{address().rpartition('/')[2]}"
    for number in range(4):
        text = NOTICE.replace("3号", f"{number}号").replace("一、加强水源保护", f"一、加强第{number}处水源保护")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    archive = ElasticArchive(url)
    line.cut_at(9, "request")  # in the middle of the second document's put, or of what comes before it
    line.stays_down = True
    done = run("ingest", "0.txt", "1.txt", "2.txt", "3.txt", "--archive", url)
    assert done.code == 1
    assert "Traceback" not in done.err
    line.down = line.stays_down = False
    assert run("ingest", "0.txt", "1.txt", "2.txt", "3.txt", "--archive", url).code == 0
    assert len(archive.documents()) == 4
    assert archive.count(Query()) == sum(info.tasks for info in archive.documents()) > 0
    archive.close()
    line.close()


def test_what_a_command_stored_is_found_by_everybody_once_it_has_ended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ES_REFRESH", "-1")  # the server shows nothing by itself
    url = address()
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    beside = ElasticArchive(url)
    assert run("ingest", "notice.txt", "--archive", url).code == 0
    assert beside.count(Query()) > 0
    beside.close()


@pytest.mark.usefixtures("impatient")
def test_a_red_cluster_is_told_and_comes_back_by_itself(raw: Elasticsearch) -> None:
    archive = ElasticArchive(address())
    index = f"{archive._prefix}-tasks-000001"
    made = raw.indices.get(index=index).body[index]
    raw.indices.delete(index=index)
    nowhere = "index.routing.allocation.require._name"
    raw.indices.create(
        index=index, mappings=made["mappings"], aliases=made["aliases"], settings={nowhere: "none", "number_of_replicas": 0},
        wait_for_active_shards=0,
    )  # fmt: skip
    with pytest.raises(ArchiveError) as caught:
        archive.count(Query())
    assert caught.value.key == "errors.elastic_busy"
    assert len(str(caught.value).splitlines()) == 2
    raw.indices.put_settings(index=index, settings={nowhere: None})
    raw.cluster.health(index=index, wait_for_status="yellow", timeout="60s")
    assert archive.put(make_document("通知", [make_task("又一项")])).outcome == "stored"
    assert archive.count(Query()) == 1
    archive.close()
