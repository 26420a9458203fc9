"""Bulk requests: a batch after the other, what a busy node turned away again, what it refused reported."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from corpus.errors import ArchiveError
from search.elastic_client import Cluster, Moved

__all__ = ["Home", "create", "write"]

Action = dict[str, Any]
Lines = tuple[bytes, bytes | None]  # an action and its fields

_BATCH: Final = 4_000_000  # bytes of one request: what a node takes without pressing others
_ACCEPTED: Final = "application/vnd.elasticsearch+json; compatible-with=8"
# What is read of an answer: to tell places and sequence numbers of each entry costs the server more than some fields do.
_TOLD: Final = "errors,items.*._id,items.*.status,items.*.error"
_MADE: Final = f"{_TOLD},items.*._seq_no,items.*._primary_term"
_CONFLICT: Final = 409  # the status of an entry that is there already

_encode: Final = msgspec.json.Encoder().encode


class Home(NamedTuple):
    """Where entries are for that name no place of their own: an alias (no index may take its name), and a routing."""

    alias: str
    routing: str


def write(cluster: Cluster, actions: Iterable[tuple[Action, Action | None]], home: Home | None = None) -> None:
    """Do these in bulk, a batch after the other: the next is sent when the one before was taken.

    What a busy node turned away is sent again after a pause. Raises Moved where the index is closed or gone, and
    ArchiveError, which names how many were refused and the first of them.
    """
    batch: list[Lines] = []
    size = 0
    for action, fields in actions:
        lines = _encode(action), _encode(fields) if fields is not None else None
        batch.append(lines)
        size += len(lines[0]) + len(lines[1] or b"")
        if size >= _BATCH:
            _send(cluster, batch, home)
            batch, size = [], 0
    if batch:
        _send(cluster, batch, home)


def create(cluster: Cluster, actions: Iterable[tuple[Action, Action]]) -> dict[str, Action]:
    """Make entries by `create`, in one request; what the server tells of each that was not there yet, by its id.

    Where the answer was lost they are ours, but told as if they had been there. Raises as `write` does.
    """
    made: dict[str, Action] = {}
    _send(cluster, [(_encode(action), _encode(fields)) for action, fields in actions], made=made)
    return made


def _send(
    cluster: Cluster, batch: list[Lines], home: Home | None = None, *, made: dict[str, Action] | None = None
) -> None:
    """Send a batch until all is done; where `made` is given what was done goes there, and a conflict is no refusal."""
    for pause in (*cluster.pauses(), None):
        answer = _bulk(cluster, batch, home, _TOLD if made is None else _MADE)
        again: list[Lines] = []
        refused: list[Action] = []
        for lines, item in zip(batch, answer["items"] if answer["errors"] or made is not None else (), strict=False):
            (result,) = item.values()
            if "error" not in result:
                if made is not None:
                    made[result["_id"]] = result
                continue
            if made is not None and result["status"] == _CONFLICT:
                continue
            kind = result["error"]["type"]
            if kind == "index_not_found_exception" or (kind == "cluster_block_exception" and result["status"] != 503):
                raise Moved(result["error"]["reason"])
            if result["status"] in (429, 503):
                again.append(lines)
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


def _bulk(cluster: Cluster, batch: list[Lines], home: Home | None, told: str) -> dict[str, Any]:
    target = f"/_bulk?filter_path={told}"
    if home:
        target = f"/{home.alias}{target}&routing={home.routing}&require_alias=true"
    lines = [line for pair in batch for line in pair if line is not None]
    headers = {"accept": _ACCEPTED, "content-type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8"}
    answer: dict[str, Any] = cluster.ask(
        lambda client: client.perform_request("POST", target, headers=headers, body=lines)
    ).body
    return answer
