"""The line to a real server is cut: in the middle of a request, before its answer, for good. Nothing is lost or half there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

import pytest

from builders import make_document, make_task
from corpus.errors import ArchiveError
from corpus.types import Document
from elastic_server import address, server
from search.archive import Note
from search.elastic import ElasticArchive
from search.elastic_client import Cluster
from search.query import Query

Side = Literal["request", "answer"]

REQUESTS = 10  # a put that replaces a version has eight, a drop fewer


class Line:
    """A TCP line to the server that is cut where a test says; whoever asks next gets a new one, unless it is `down`."""

    def __init__(self, port: int) -> None:
        self.down = False
        self.stays_down = False  # after the next cut
        self.cuts = 0
        self._server = port
        self._cut: tuple[int, Side] | None = None
        self._turn, self._asking = 0, False
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, request: int, side: Side) -> None:
        """Cut at this request from now (the first is 1): with half of it sent, or before its answer arrives."""
        self._cut, self._turn, self._asking = (request, side), 0, False

    def close(self) -> None:
        self._listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        held, self._open = self._open, []
        for end in held:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                if self.down:
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", self._server))
                self._open += [here, there]
                for source, target, side in ((here, there, "request"), (there, here, "answer")):
                    threading.Thread(target=self._pump, args=(source, target, side), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, side: Side) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if side == "request" and not self._asking:
                    self._turn += 1
                self._asking = side == "request"
                if self._cut == (self._turn, side):
                    self._cut = None
                    self.cuts += 1
                    self.down = self.down or self.stays_down
                    if side == "request":
                        target.sendall(data[: len(data) // 2])
                    self.hang_up()
                    return
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(server().port)
    yield made
    made.close()


@pytest.fixture
def archives(line: Line) -> Iterator[tuple[ElasticArchive, ElasticArchive]]:
    """The same archive over the line, and beside it."""
    url = address()
    beside, over = ElasticArchive(url), ElasticArchive(f"http://127.0.0.1:{line.port}/{url.rpartition('/')[2]}")
    yield over, beside
    over.close()
    beside.close()


def version(number: int) -> Document:
    tasks = [make_task(f"第{number}版任务{part}") for part in range(3)]
    return make_document("意见", tasks, remark=f"第{number}版")


def refreshed(archive: ElasticArchive) -> None:
    """What others wrote is found at once."""
    archive._cluster.client.indices.refresh(index=f"{archive._prefix}-*")
    archive._views.close()


def entries(archive: ElasticArchive) -> int:
    """How many tasks stand in the index, seen or not."""
    refreshed(archive)
    client, index = archive._cluster.client, f"{archive._prefix}-tasks"
    return int(client.count(index=index, query={"exists": {"field": "generation"}})["count"])


@pytest.mark.parametrize("side", ["request", "answer"])
def test_a_put_goes_through_whichever_request_is_cut(
    line: Line, archives: tuple[ElasticArchive, ElasticArchive], side: Side
) -> None:
    over, beside = archives
    over.put(version(0))
    for request in range(1, REQUESTS + 1):
        line.cut_at(request, side)
        receipt = over.put(version(request))
        assert (receipt.outcome, receipt.version) == ("version", request + 1)
        assert over.get(receipt.key) == version(request)
        assert over.count(Query()) == 3
    assert line.cuts >= 8
    refreshed(beside)
    assert [info.version for info in beside.documents()] == list(range(1, REQUESTS + 2))
    assert entries(beside) == 3  # no superseded task is left, and none of a try that failed


@pytest.mark.parametrize("side", ["request", "answer"])
def test_a_new_document_goes_through_whichever_of_its_three_requests_is_cut(
    line: Line, archives: tuple[ElasticArchive, ElasticArchive], side: Side
) -> None:
    over, beside = archives
    over.put(version(0))  # it asks once which index it is
    reached = []
    for request in range(1, 5):
        document = make_document(f"第{request}份", [make_task(f"第{request}份任务{part}") for part in range(3)])
        before = line.cuts
        line.cut_at(request, side)
        assert over.put(document).outcome == "stored"
        reached.append(line.cuts - before)
        assert over.get(document.key) == document
        assert over.count(Query(documents=(document.key,))) == 3
    assert reached == [1, 1, 1, 0]
    assert entries(beside) == 15  # none of a try that failed
    hidden = {"exists": {"field": "hidden.generation"}}
    assert beside._cluster.client.count(index=beside._tasks, query=hidden)["count"] == 0


@pytest.mark.parametrize("side", ["request", "answer"])
def test_a_drop_goes_through_whichever_request_is_cut(
    line: Line, archives: tuple[ElasticArchive, ElasticArchive], side: Side
) -> None:
    over, beside = archives
    for request in range(1, REQUESTS + 1):
        document = version(request)
        assert beside.put(document).outcome == "stored"
        line.cut_at(request, side)
        assert over.drop(document.key) is True
        assert over.drop(document.key) is False
        refreshed(beside)
        assert beside.documents() == []
    assert line.cuts >= 5
    assert entries(beside) == 0


def test_notes_and_originals_are_kept_once(line: Line, archives: tuple[ElasticArchive, ElasticArchive]) -> None:
    over, beside = archives
    note = Note("任务", "state", "done", "张三", datetime(2018, 10, 1, tzinfo=UTC))
    line.cut_at(1, "answer")
    over.note(note)
    line.cut_at(2, "answer")
    digest = over.attach(b"bytes of a file")
    assert line.cuts == 2
    refreshed(beside)
    assert beside.notes() == [note]
    assert beside.original(digest) == b"bytes of a file"


def test_a_line_that_stays_down_is_told_and_comes_back_by_itself(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Cluster.__init__
    monkeypatch.setattr(Cluster, "__init__", lambda self, url, where: real(self, url, where, pauses=(0.05, 0.1)))
    url = address()
    beside, over = ElasticArchive(url), ElasticArchive(f"http://127.0.0.1:{line.port}/{url.rpartition('/')[2]}")
    over.put(version(0))
    for request in range(1, 6):  # before the one that makes it current
        before = over.get(version(0).key)
        line.cut_at(request, "request")
        line.down = True
        new = version(request)
        with pytest.raises(ArchiveError) as caught:
            over.put(new)
        assert caught.value.key == "errors.elastic_away"
        assert len(str(caught.value).splitlines()) == 2  # what happened, and the next step, in both languages
        assert beside.get(new.key) == before
        refreshed(beside)
        assert beside.count(Query()) == 3
        line.down = False
        assert over.put(new).outcome == "version"
        assert over.get(new.key) == new
        assert over.count(Query()) == 3
    refreshed(beside)
    assert len(beside.documents()) == 6
    over.close()
    beside.close()
