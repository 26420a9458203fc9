"""The server is killed while documents are put, and comes back: what was acknowledged is there (three nodes: elastic_failures.py)."""

from __future__ import annotations

import itertools
import threading
from contextlib import ExitStack

from builders import by, make_document, make_task
from corpus.errors import ArchiveError
from corpus.types import Document
from elastic_server import Server, address, server
from search.elastic import ElasticArchive
from search.query import Query

TASKS = 100


def document(number: int) -> Document:
    tasks = [make_task(f"第{number}件任务{part}", by("2018-12-31")) for part in range(TASKS)]
    return make_document(f"文件{number}", tasks, number=f"〔2018〕{number}号")


def test_a_server_killed_in_mid_bulk_loses_nothing_that_was_acknowledged() -> None:
    with ExitStack() as stack:
        node = server()
        if node.process is None:  # one that is not ours to kill
            node = stack.enter_context(Server())
        url = f"http://127.0.0.1:{node.port}/{address().rpartition('/')[2]}"
        archive = ElasticArchive(url)
        acknowledged: list[Document] = []
        refused: list[Document] = []
        reported: set[str] = set()
        enough, back, finished = threading.Event(), threading.Event(), threading.Event()

        def put() -> None:
            after = 0
            try:
                for number in itertools.count():
                    was_back = back.is_set()
                    try:
                        archive.put(document(number))
                        acknowledged.append(document(number))
                        after += was_back
                    except ArchiveError as error:
                        reported.add(error.key)
                        refused.append(document(number))
                    if len(acknowledged) > 5:
                        enough.set()
                    if after > 3:
                        return
            finally:
                enough.set()
                finished.set()

        writer = threading.Thread(target=put)
        writer.start()
        assert enough.wait(300)
        node.kill()
        node.process = None
        node.start()
        back.set()
        assert finished.wait(300)
        writer.join()
        assert reported <= {"errors.elastic_away", "errors.elastic_busy"}
        # The same archive goes on by itself; a new one sees the same.
        for seen in (archive, ElasticArchive(url)):
            assert [seen.get(held.key) for held in acknowledged] == acknowledged
            assert seen.count(Query(documents=tuple(held.key for held in acknowledged))) == TASKS * len(acknowledged)
        for held in refused:
            assert archive.put(held).tasks == TASKS
        assert archive.count(Query()) == TASKS * len(archive.documents()) == TASKS * len(acknowledged + refused)
        archive.close()
