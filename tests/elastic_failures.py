"""Three nodes on one machine, and what happens to them: `make elastic-failures`. Prints what was found; 1 when lost.

First real servers that are none for duban: an Elasticsearch that is too old, and another product.

While documents are put, a node is killed in the middle of it, then the master, then the disk is said to be full. What was
acknowledged has to be there, whole; what was not has to be reported, and goes through when it is put again.
"""

from __future__ import annotations

import itertools
import json
import socket
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from elastic import Server
from elastic_release import FOREIGN, OLD

from builders import by, make_document, make_task
from corpus.errors import ArchiveError
from corpus.types import Document
from search.elastic import ElasticArchive
from search.query import Query

TASKS = 100  # of a document
DOCUMENTS = 60  # put during each event
_WATERMARK = "cluster.routing.allocation.disk.watermark"


@contextmanager
def cluster() -> Iterator[list[Server]]:
    """Three nodes that know each other."""
    ports = [free_port() for _ in range(3)]
    hosts = json.dumps([f"127.0.0.1:{port}" for port in ports])
    with ExitStack() as stack:
        nodes = []
        for number, port in enumerate(ports):
            settings = {
                "discovery.type": "multi-node", "node.name": f"n{number}", "transport.port": str(port),
                "discovery.seed_hosts": hosts, "cluster.initial_master_nodes": '["n0", "n1", "n2"]',
                "cluster.routing.allocation.disk.threshold_enabled": "true",
                f"{_WATERMARK}.low": "1mb", f"{_WATERMARK}.high": "1mb", f"{_WATERMARK}.flood_stage": "1mb",
                "cluster.info.update.interval": "10s",
            }  # fmt: skip
            node = Server(settings=settings)
            stack.callback(node.close)
            node.start(wait=False)
            nodes.append(node)
        for node in nodes:
            node.ready()
        yield nodes


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def call(node: Server, method: str, path: str, body: object = None) -> str:
    """Ask a node as an administrator does."""
    data = json.dumps(body).encode() if body is not None else None
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{node.port}{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=300) as answer:
        return str(answer.read().decode())


def wait_for(node: Server, status: str, nodes: int) -> None:
    """Wait until the cluster is well again."""
    call(node, "GET", f"/_cluster/health?wait_for_status={status}&wait_for_nodes=>={nodes}&timeout=240s")


def documents(name: str) -> Iterator[Document]:
    """Documents without end."""
    for number in itertools.count():
        tasks = [make_task(f"{name}{number}任务{part}", by("2018-12-31")) for part in range(TASKS)]
        yield make_document(f"{name}{number}", tasks, number=f"{name}{number}号")


def through(
    archive: ElasticArchive, name: str, happen: Callable[[], None], felt: Callable[[], bool]
) -> tuple[list[Document], list[Document]]:
    """Put documents while something happens: those acknowledged at once, and those that were reported and put again.

    The rest of them waits until what happens is `felt` by the cluster.
    """
    acknowledged: list[Document] = []
    refused: list[Document] = []
    reasons: Counter[str] = Counter()
    event = threading.Thread(target=happen)
    slowest = 0.0
    for number, document in enumerate(itertools.islice(documents(name), DOCUMENTS)):
        if number == DOCUMENTS // 4:
            event.start()
            until(felt)
        begun = time.monotonic()
        try:
            archive.put(document)
            acknowledged.append(document)
        except ArchiveError as error:
            reasons[error.key] += 1
            refused.append(document)
        slowest = max(slowest, time.monotonic() - begun)
    event.join()
    told = ", ".join(f"{key} {times}" for key, times in reasons.items()) or "nothing refused"
    print(f"  {len(acknowledged)} acknowledged, {told}; the slowest put took {slowest:.1f} s", flush=True)
    return acknowledged, refused


def until(felt: Callable[[], bool]) -> None:
    """Wait until something is so; TimeoutError after two minutes."""
    patience = time.monotonic() + 120
    while not felt():
        if time.monotonic() > patience:
            raise TimeoutError("the cluster does not feel what happened to it")
        time.sleep(1)


def whole(node: Server, expected: list[Document]) -> bool:
    """Whether all of these are there as they were put."""
    with closing(ElasticArchive(f"http://127.0.0.1:{node.port}/failures")) as archive:
        return all(archive.get(document.key) == document for document in expected)


def verify(archive: ElasticArchive, node: Server, known: list[Document], refused: list[Document]) -> bool:
    """Whether all that was acknowledged is there; then the rest is put again, and nothing else may be there."""
    kept = whole(node, known)
    for document in refused:
        archive.put(document)
    known += refused
    counted = archive.count(Query())
    sound = kept and whole(node, known) and counted == len(known) * TASKS
    again = f"{len(refused)} put again" if refused else "none had to be put again"
    print(
        f"  {'nothing lost' if sound else 'LOST'}: {again}; {len(archive.documents())} documents of {len(known)},"
        f" {counted} tasks of {len(known) * TASKS}", flush=True,
    )  # fmt: skip
    return sound


def told_apart() -> bool:
    """Whether servers that are none for duban are told apart, and left as they were."""
    sound = True
    for release, expected in ((OLD, "errors.elastic_old"), (FOREIGN, "errors.elastic_foreign")):
        with Server(release=release) as node:
            try:
                ElasticArchive(f"http://127.0.0.1:{node.port}/failures").close()
                told, message = "", "nothing"
            except ArchiveError as error:
                told, message = error.key, str(error).splitlines()[-1]
            untouched = not call(node, "GET", "/_cat/indices/failures*").strip()
        print(f"{release.name} is told: {message.rpartition('failures: ')[2]}", flush=True)
        sound &= told == expected and untouched
    return sound


def main() -> int:
    """Let it happen."""
    begun = time.monotonic()
    sound = told_apart()
    with cluster() as nodes:
        wait_for(nodes[0], "yellow", 3)
        print(f"Three nodes after {time.monotonic() - begun:.0f} s", flush=True)
        names = [f"n{number}" for number in range(3)]
        master = names.index(call(nodes[0], "GET", "/_cat/master?h=node").strip())
        # duban talks to a node that lives on; which ones die is not known to it.
        talking = nodes[next(number for number in range(3) if number != master)]
        victim = next(node for number, node in enumerate(nodes) if node is not talking and number != master)
        known: list[Document] = []

        def closed() -> bool:
            return "read_only_allow_delete" in call(talking, "GET", "/failures*/_settings/index.blocks.*")

        def full() -> None:
            values = {f"{_WATERMARK}.{name}": "100000gb" for name in ("low", "high", "flood_stage")}
            call(talking, "PUT", "/_cluster/settings", {"persistent": values})
            until(closed)  # the cluster looks at its disks every half minute
            time.sleep(60)  # the event itself: so long the disk is full
            call(talking, "PUT", "/_cluster/settings", {"persistent": dict.fromkeys(values)})

        with closing(ElasticArchive(f"http://127.0.0.1:{talking.port}/failures")) as archive:
            wait_for(talking, "green", 3)
            for title, name, happen, felt in (
                ("A node is killed in mid-bulk", "节点", victim.kill, lambda: True),
                ("The master is killed", "主节点", nodes[master].kill, lambda: True),
                ("The disk is full for a minute", "磁盘", full, closed),
            ):
                print(title, flush=True)
                acknowledged, refused = through(archive, name, happen, felt)
                known += acknowledged
                wait_for(talking, "yellow", 2)
                sound &= verify(archive, talking, known, refused)
                if happen == victim.kill:
                    victim.process = None
                    victim.start()
                    wait_for(talking, "green", 3)
    print(
        f"{'Nothing was lost' if sound else 'SOMETHING WAS LOST, OR A SERVER TAKEN THAT IS NONE'}; {time.monotonic() - begun:.0f} s in all"
    )
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
