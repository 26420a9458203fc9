"""Bulk requests to a cluster that is busy or refuses: what is sent again, what is reported. No server is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError

from corpus.errors import ArchiveError
from search.elastic_bulk import Home, write
from search.elastic_client import Address, Cluster, Moved

Answer = Callable[[list[str]], list[tuple[int, str]]]  # ids of a request -> a status and kind of error for each


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made; none is waited for."""
    made: list[float] = []
    for module in ("elastic_client", "elastic_bulk"):
        monkeypatch.setattr(f"search.{module}.time", SimpleNamespace(sleep=made.append))
    return made


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cluster, list[list[str]], list[Answer | int]]]:
    """A cluster that answers as told (the last answer for ever), and the ids of each request that reached it."""
    made = Cluster("http://stub:9200/a", Address("http://stub:9200", "a"))
    sent: list[list[str]] = []
    answers: list[Answer | int] = []

    def request(*_: object, body: list[bytes], **__: object) -> Any:
        ids = [json.loads(line)["index"]["_id"] for line in body[::2]]
        sent.append(ids)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, int):
            meta = ApiResponseMeta(answer, "1.1", HttpHeaders(), 0.0, NodeConfig("http", "stub", 9200))
            raise ApiError("busy", meta, {"error": {"type": "busy", "reason": "busy"}})
        items = []
        for name, (status, kind) in zip(ids, answer(ids), strict=True):
            wrong = {"error": {"type": kind, "reason": f"{kind} of {name}"}} if kind else {}
            items.append({"index": {"_id": name, "status": status, **wrong}})
        return SimpleNamespace(body={"errors": any("error" in one["index"] for one in items), "items": items})

    monkeypatch.setattr(made.client, "perform_request", request)
    yield made, sent, answers
    made.close()


def actions(count: int, size: int = 0) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [({"index": {"_id": str(number)}}, {"text": "x" * size}) for number in range(count)]


def taken(ids: list[str]) -> list[tuple[int, str]]:
    return [(201, "")] * len(ids)


def test_only_what_a_busy_node_turned_away_is_sent_again(
    cluster: tuple[Cluster, list[list[str]], list[Answer | int]], pauses: list[float]
) -> None:
    made, sent, answers = cluster
    answers += [
        lambda ids: [(429, "es_rejected_execution_exception") if int(name) % 2 else (201, "") for name in ids],
        lambda ids: [(503, "unavailable_shards_exception") if name == "3" else (201, "") for name in ids],
        taken,
    ]
    write(made, actions(6))
    assert sent == [["0", "1", "2", "3", "4", "5"], ["1", "3", "5"], ["3"]]
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 2  # growing


def test_a_cluster_that_stays_busy_is_told(
    cluster: tuple[Cluster, list[list[str]], list[Answer | int]], pauses: list[float]
) -> None:
    made, sent, answers = cluster
    answers.append(lambda ids: [(429, "es_rejected_execution_exception")] * len(ids))
    with pytest.raises(ArchiveError) as caught:
        write(made, actions(2))
    assert caught.value.key == "errors.elastic_busy"
    assert len(sent) == len(pauses) + 1
    assert 20 < sum(pauses) < 60  # what the election of a new master takes


def test_whole_requests_turned_away_are_sent_again(
    cluster: tuple[Cluster, list[list[str]], list[Answer | int]], pauses: list[float]
) -> None:
    made, sent, answers = cluster
    answers += [429, 503, taken]
    write(made, actions(2))
    assert sent == [["0", "1"]] * 3
    assert len(pauses) == 2


@pytest.mark.usefixtures("pauses")
def test_what_is_refused_is_named(cluster: tuple[Cluster, list[list[str]], list[Answer | int]]) -> None:
    made, sent, answers = cluster
    answers.append(
        lambda ids: [(400, "document_parsing_exception") if name in ("1", "2") else (201, "") for name in ids]
    )
    with pytest.raises(ArchiveError) as caught:
        write(made, actions(4))
    assert caught.value.key == "errors.elastic_refused"
    assert (caught.value.values["count"], caught.value.values["item"]) == (2, "1")
    assert len(sent) == 1


def test_a_closed_index_means_to_begin_again(cluster: tuple[Cluster, list[list[str]], list[Answer | int]]) -> None:
    made, _, answers = cluster
    answers.append(lambda ids: [(403, "cluster_block_exception")] * len(ids))
    with pytest.raises(Moved):
        write(made, actions(1))


def test_a_batch_is_sent_when_the_one_before_was_taken(
    cluster: tuple[Cluster, list[list[str]], list[Answer | int]],
) -> None:
    made, sent, answers = cluster
    answers.append(taken)
    made_so_far: list[int] = []

    def streamed() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for number, action in enumerate(actions(20, size=1_000_000)):
            made_so_far.append(number)
            # Nothing is made ahead of what the cluster has taken but the batch in hand.
            assert len(made_so_far) - sum(map(len, sent)) <= 5
            yield action

    write(made, streamed())
    assert [name for batch in sent for name in batch] == [str(number) for number in range(20)]
    assert len(sent) == 5


def test_what_names_no_place_goes_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alias and the routing are said once a request; no index may be made under the alias."""
    made = Cluster("http://stub:9200/a", Address("http://stub:9200", "a"))
    asked: list[str] = []

    def request(_: str, target: str, **__: object) -> Any:
        asked.append(target)
        return SimpleNamespace(body={"errors": False, "items": []})

    monkeypatch.setattr(made.client, "perform_request", request)
    write(made, actions(1))
    write(made, actions(1), Home("a-writers", "head-1"))
    made.close()
    (nowhere, home) = map(urlsplit, asked)
    assert (nowhere.path, home.path) == ("/_bulk", "/a-writers/_bulk")
    assert {"routing": ["head-1"], "require_alias": ["true"]}.items() <= parse_qs(home.query).items()
    assert "routing" not in parse_qs(nowhere.query)
