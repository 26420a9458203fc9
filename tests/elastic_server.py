"""The Elasticsearch of the tests: one real node on loopback, started when a test first asks for it."""

from __future__ import annotations

import atexit
import os
import sys
import uuid
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from elastic import Server

from search.elastic import ElasticArchive

__all__ = ["Server", "address", "empty_archive", "server"]


@cache
def server() -> Server:
    """A node of this run of the tests on a free port; it ends with this process."""
    node = Server()
    if running := os.environ.get("DUBAN_ELASTIC_PORT"):  # one that runs already, when the same tests are run often
        node.port = int(running)
        return node
    atexit.register(node.close)
    node.start()
    return node


def address() -> str:
    """The address of an archive that nobody has used."""
    return f"http://127.0.0.1:{server().port}/t{uuid.uuid4().hex[:12]}"


_free: list[_Reused] = []  # to make the indices of one takes a second


def empty_archive(_: Path | None = None) -> ElasticArchive:
    """An empty archive there; closing it empties it for the next test."""
    return _free.pop() if _free else _Reused(address())


class _Reused(ElasticArchive):
    def close(self) -> None:
        empty(self)
        _free.append(self)


def empty(archive: ElasticArchive) -> None:
    """Take every entry out of an archive."""
    client, indices = archive._cluster.client, f"{archive._prefix}-*"
    client.indices.refresh(index=indices)
    archive._views.close()
    hits = client.search(index=indices, size=10_000, source=False)["hits"]["hits"]
    actions = [{"delete": {"_index": hit["_index"], "_id": hit["_id"], "routing": hit.get("_routing")}} for hit in hits]
    if actions:
        client.bulk(operations=actions, refresh=True)
