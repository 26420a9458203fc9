"""Bulk requests: a batch after the other, what a busy node turned away again, what it refused reported."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from corpus.errors import ArchiveError
from search.elastic_client import Cluster, Moved

__all__ = ["write"]

Action = dict[str, Any]

_BATCH: Final = 4_000_000  # bytes of one request: what a node takes without pressing others
_ACCEPTED: Final = "application/vnd.elasticsearch+json; compatible-with=8"

_encode: Final = msgspec.json.Encoder().encode


def write(cluster: Cluster, actions: Iterable[tuple[Action, Action | None]]) -> None:
    """Do these in bulk, a batch after the other: the next is sent when the one before was taken.

    What a busy node turned away is sent again after a pause. Raises Moved where the index is closed or gone, and
    ArchiveError, which names how many were refused and the first of them.
    """
    batch: list[tuple[bytes, bytes | None]] = []
    size = 0
    for action, fields in actions:
        lines = _encode(action), _encode(fields) if fields is not None else None
        batch.append(lines)
        size += len(lines[0]) + len(lines[1] or b"")
        if size >= _BATCH:
            _send(cluster, batch)
            batch, size = [], 0
    if batch:
        _send(cluster, batch)


def _send(cluster: Cluster, batch: list[tuple[bytes, bytes | None]]) -> None:
    for pause in (*cluster.pauses(), None):
        answer = _bulk(cluster, batch)
        again: list[tuple[bytes, bytes | None]] = []
        refused: list[dict[str, Any]] = []
        for pair, item in zip(batch, answer["items"] if answer["errors"] else (), strict=False):
            (result,) = item.values()
            if "error" not in result:
                continue
            kind = result["error"]["type"]
            if kind == "index_not_found_exception" or (kind == "cluster_block_exception" and result["status"] != 503):
                raise Moved(result["error"]["reason"])
            if result["status"] in (429, 503):
                again.append(pair)
            else:
                refused.append(result)
        if refused:
            first = refused[0]
            raise ArchiveError(
                "errors.elastic_refused", archive=cluster.url, count=len(refused), item=first["_id"],
                reason=first["error"]["reason"][:300],
            )  # fmt: skip
        if not again:
            return
        if pause is None:
            raise ArchiveError("errors.elastic_busy", archive=cluster.url, reason=f"{len(again)} × 429")
        batch = again
        time.sleep(pause)


def _bulk(cluster: Cluster, batch: list[tuple[bytes, bytes | None]]) -> dict[str, Any]:
    lines = [line for pair in batch for line in pair if line is not None]
    headers = {"accept": _ACCEPTED, "content-type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8"}
    answer: dict[str, Any] = cluster.ask(
        lambda client: client.perform_request("POST", "/_bulk", headers=headers, body=lines)
    ).body
    return answer
