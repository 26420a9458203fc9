"""Elasticsearch beside the embedded engine at the same size, on one node that shares the machine with the client.

Small: 3,000 tasks, as a check that it runs. Full: 100,000; `--tasks 1000000` for the size that needs half an hour and 8 GB
of disk. A server that has just begun compiles itself over its first tasks and questions; it is measured when it has met
many, and what the first ones took is printed beside. Each question is asked with a view of its own, as after a pause, and
no answer is taken from the server's cache.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final

import harness
from bench_archive import BODIES, documents, months, spread

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.types import Document
from elastic_server import address, server
from search.archive import Archive
from search.elastic import ElasticArchive
from search.query import Query
from search.sqlite import SqliteArchive

_SEED: Final = 20181231
_WRITERS: Final = 3  # threads that put at a time: while one waits for the server, another makes its entries
_WARM: Final = 100_000  # tasks that a server has met before it is measured
_WARM_QUESTIONS: Final = 300  # of each kind
_AT_ONCE: Final = 80  # documents that are made before the clock runs
_WORDS: Final = ("黑臭水体整治", "排放标准", "危险废物", "清洁取暖")
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def server_seconds() -> float:
    """Processor time that the server has taken so far."""
    fields = Path(f"/proc/{server().pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def put_all(archive: Archive, writers: int, some: list[Document]) -> float:
    """Seconds that so many threads took to put these."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(archive.put, some))
    return time.perf_counter() - begun


def fill(archives: Iterable[tuple[Archive, int]], count: int) -> list[float]:
    """Seconds that each archive took to be filled by so many threads; making the documents does not count."""
    archives = list(archives)
    took = [0.0] * len(archives)
    made = documents(count)
    while some := list[Document](islice(made, _AT_ONCE)):
        for at, (archive, writers) in enumerate(archives):
            took[at] += put_all(archive, writers, some)
    return took


def warm(count: int) -> None:
    """Have the server meet tasks, in an archive that goes again; it tells how quick it is at first."""
    archive = ElasticArchive(address())
    made = documents(count)
    while some := list[Document](islice(made, _AT_ONCE)):
        before, tasks = server_seconds(), sum(len(document.tasks) for document in some)
        took = put_all(archive, _WRITERS, some)
        used = (server_seconds() - before) / tasks * 1e6
        print(f"  a server's first tasks: {tasks / took:.0f} tasks/s, {used:.0f} µs of its processor time each")
    client = archive._cluster.client
    client.indices.delete(index=[*client.indices.get(index=f"{archive._prefix}-*").body])
    archive.close()


def queries(number: int) -> dict[str, Query]:
    """What is asked, with two facets."""
    word = random.Random(_SEED + number).choice(_WORDS)
    return {
        "due in a month, two facets": Query(due=months(number), limit=20),
        "a body, two facets": Query(bodies=(BODIES[number % len(BODIES)],), limit=20),
        "words, two facets": Query(text=word, require_text=True, order="relevance", limit=20),
    }


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--tasks", type=int, help="how many tasks (small: 3000, full: 100000)")
    chosen = parser.parse_args()
    full = chosen.size == "full"
    count = chosen.tasks or (100_000 if full else 3_000)
    # Milliseconds at 95 of 100: at 100,000 tasks and below, or above.
    most = 50 if count <= 100_000 else 250
    bench = harness.Bench(f"Elasticsearch with {count} tasks (tests/bench/bench_elastic.py)")
    with tempfile.TemporaryDirectory() as folder:
        embedded = SqliteArchive(Path(folder) / "duban.db")
        elastic = ElasticArchive(url := address())
        if full:
            warm(_WARM)
        before, ours = server_seconds(), time.process_time()
        beside_took, took = fill([(embedded, 1), (elastic, _WRITERS)], count)
        theirs = (server_seconds() - before) / count * 1e6
        ours = (time.process_time() - ours) / count * 1e6
        load = os.getloadavg()[0]
        # Only the full sizes are judged: a server that has just begun, or whose machine runs tests, is another one.
        bench.at_least(
            "filling", count / took, 3_000 if full else 100, "tasks/s",
            beside=f"embedded {count / beside_took:.0f}, {took / beside_took:.2f} x its time",
        )  # fmt: skip
        print(f"  of processor time a task: server {theirs:.0f} µs; both clients, and making the tasks, {ours:.0f} µs")
        print(f"  load of the machine: {load:.1f}")
        client = elastic._cluster.client
        if full:
            client.options(request_timeout=3600).indices.forcemerge(
                index=f"{elastic._prefix}-tasks", max_num_segments=1
            )
        client.indices.refresh(index=f"{elastic._prefix}-*")
        stats = client.indices.stats(index=f"{elastic._prefix}-*", metric="store").body
        size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
        beside_size = sum(file.stat().st_size for file in Path(folder).glob("duban.db*"))
        beside = f"{size / 1e6:.0f} MB; embedded {beside_size / count / 1000:.2f}"
        bench.at_most("disk", size / count / 1000, 3, "KB/task", beside=beside)
        client.indices.put_settings(index=f"{elastic._prefix}-*", settings={"index.requests.cache.enable": False})
        reader = ElasticArchive(url, create=False)
        for title in queries(0):

            def ask(archive: Archive, number: int, title: str = title) -> None:
                query = queries(number)[title]
                archive.find(query)
                archive.facets(query, ("body", "topic"))
                if archive is reader:
                    reader._views.close()  # so that the next one has a view of its own

            times = 100 if full else 20
            first = spread(lambda number, ask=ask: ask(reader, number), times)[1]
            for number in range(_WARM_QUESTIONS if full else 0):
                ask(reader, number)
            half, slow = spread(lambda number, ask=ask: ask(reader, number), times)
            beside_half, beside_slow = spread(lambda number, ask=ask: ask(embedded, number), times)
            bench.at_most(
                title, slow, most, "ms p95", fails_at=None if full else 100 * most,
                beside=f"p50 {half:.1f}, at first {first:.1f} p95; embedded {beside_slow:.1f}, p50 {beside_half:.1f}: {half / beside_half:.2f} x",
            )  # fmt: skip
        client.indices.delete(index=[*client.indices.get(index=f"{elastic._prefix}-*").body])
        reader.close()
        elastic.close()
        embedded.close()
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
