"""A new index of tasks from what is stored, while others read and write: `duban reindex` on Elasticsearch."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import msgspec
from elasticsearch import ApiError, NotFoundError
from msgspec.structs import replace

from corpus.errors import ArchiveError
from corpus.types import Document
from search.elastic_bulk import write
from search.elastic_client import Cluster, Moved
from search.elastic_records import Head, Version, record_id
from search.elastic_schema import create_tasks, name, settle, tasks_index
from search.elastic_write import Entries, deletions, described, home, unpacked

__all__ = ["reindex"]

_PAGE: Final = 500  # records of one request
_PASSES: Final = 5  # over what changed meanwhile, before writers are asked to wait
_OF_RECORDS: Final = {"exists": {"field": "head"}}
_FEW: Final = 50  # changed records that are brought over in a moment


class _Copied(NamedTuple):
    """A record that was brought over, as it was."""

    sequence: int
    newest: Version


def reindex(cluster: Cluster, prefix: str, advance: Callable[[int, int], None]) -> int:
    """Fill a new index from the stored documents and switch to it; returns how many documents it has.

    `advance` is told of how many of how many documents were brought over. Readers notice nothing; writers wait for a
    moment at the end, and what they were writing begins again. Raises ArchiveError, the old index then being the one
    in use.
    """
    old = tasks_index(cluster, prefix)
    if old is None:
        raise ArchiveError("errors.archive_missing", archive=cluster.url)
    settle(cluster, prefix)
    number = int(old.removeprefix(name(prefix, "tasks-"))[:6]) + 1
    new = create_tasks(cluster, prefix, number, mark=secrets.token_hex(4))
    copied: dict[str, _Copied] = {}
    try:
        _bring(cluster, prefix, old, new, copied, advance)
        for _ in range(_PASSES - 1):
            if _bring(cluster, prefix, old, new, copied) <= _FEW:
                break
        cluster.ask(lambda client: client.indices.add_block(index=old, block="write"))
        try:
            _bring(cluster, prefix, old, new, copied, last=True)
            cluster.ask(lambda client: client.indices.refresh(index=new))
            _switch(cluster, prefix, old, new)
        except BaseException:
            _writable(cluster, old)
            raise
    except (Moved, NotFoundError) as error:
        _remove(cluster, new)
        raise ArchiveError("errors.elastic_closed_to_writers", archive=cluster.url, reason=str(error)) from error
    except BaseException:
        _remove(cluster, new)
        raise
    # The old one, and what a run that ended in the middle left.
    found = cluster.ask(lambda client: client.indices.get(index=f"{name(prefix, 'tasks')}-*", features="aliases")).body
    for index in found:
        if index != new:
            _remove(cluster, index)
    return len(copied)


def _bring(
    cluster: Cluster,
    prefix: str,
    old: str,
    new: str,
    copied: dict[str, _Copied],
    advance: Callable[[int, int], None] | None = None,
    *,
    last: bool = False,
) -> int:
    """Bring over what changed since the last pass; returns how many records did."""
    changed = 0
    seen: set[str] = set()
    total = cluster.ask(lambda client: client.count(index=old, query=_OF_RECORDS)).body["count"] if advance else 0
    for at, (head, sequence) in enumerate(_records(cluster, old)):
        if advance:
            advance(at, max(at, total))  # more may be put meanwhile
        if not head.versions:
            continue
        seen.add(head.head)
        before = copied.get(head.head)
        if before is not None and before.sequence == sequence:
            continue
        changed += 1
        try:
            newest = _renew(cluster, prefix, new, head, before)
        except NotFoundError as error:
            if last:  # nobody changes records any more
                raise ArchiveError("errors.archive_corrupt", archive=cluster.url, reason=str(error)) from error
            continue  # replaced or dropped since this pass began: the next one sees what it has become
        copied[head.head] = _Copied(sequence, newest)
    for key in [key for key in copied if key not in seen]:
        changed += 1
        before = copied.pop(key)
        gone = [
            *deletions(before.newest.generation, before.newest.entries),
            ({"delete": {"_id": record_id(key)}}, None),
        ]
        write(cluster, gone, home(key, new))
    return changed


def _renew(cluster: Cluster, prefix: str, new: str, head: Head, before: _Copied | None) -> Version:
    """Bring a record and its newest version over; returns that version as the new index has it."""
    newest, key = head.versions[-1], head.head
    contents = name(prefix, "contents")
    document = _content(cluster, contents, newest)
    made = Entries(document, newest.generation)
    original = document.original if newest.original is None else newest.original
    version = replace(newest, entries=made.count, original=original)
    earlier = (_with_original(cluster, contents, held) for held in head.versions[:-1])
    # Nothing is hidden there: what is being written now begins again in the new index.
    record = described(Head(key, (*earlier, version)), document)
    if before is not None and before.newest.generation != newest.generation:
        write(cluster, deletions(before.newest.generation, before.newest.entries), home(key, new))
    if before is None or before.newest.generation != newest.generation:
        write(cluster, made.actions(), home(key, new))
    write(cluster, [({"index": {"_id": record_id(key)}}, msgspec.to_builtins(record))], home(key, new))
    return version


def _with_original(cluster: Cluster, contents: str, version: Version) -> Version:
    """A version with the file that it is from, which records of before do not tell."""
    if version.original is not None:
        return version
    return replace(version, original=_content(cluster, contents, version).original)


def _content(cluster: Cluster, contents: str, version: Version) -> Document:
    found = cluster.ask(lambda client: client.get(index=contents, id=version.generation)).body
    return unpacked(found["_source"]["content"])


def _records(cluster: Cluster, index: str) -> Iterator[tuple[Head, int]]:
    cluster.ask(lambda client: client.indices.refresh(index=index))
    point = cluster.ask(lambda client: client.open_point_in_time(index=index, keep_alive="10m")).body["id"]
    try:
        after: list[Any] | None = None
        while True:
            more = {"search_after": after} if after is not None else {}
            rows = _page(cluster, point, more)
            for row in rows:
                yield msgspec.convert(row["_source"], Head, strict=False), row["_seq_no"]
            if len(rows) < _PAGE:
                return
            after = rows[-1]["sort"][:1]
    finally:
        cluster.ask(lambda client: client.close_point_in_time(id=point))


def _page(cluster: Cluster, point: str, more: dict[str, Any]) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {
        "pit": {"id": point, "keep_alive": "10m"}, "query": _OF_RECORDS, "size": _PAGE,
        "sort": [{"head": "asc"}], "seq_no_primary_term": True, "track_total_hits": False, **more,
    }  # fmt: skip
    rows: list[dict[str, Any]] = cluster.ask(lambda client: client.search(**asked)).body["hits"]["hits"]
    return rows


def _switch(cluster: Cluster, prefix: str, old: str, new: str) -> None:
    alias = name(prefix, "tasks")
    actions: list[dict[str, Any]] = [
        {"remove": {"index": old, "alias": alias, "must_exist": True}},  # fails where another run was first
        {"add": {"index": new, "alias": alias}},
    ]
    cluster.ask(lambda client: client.indices.update_aliases(actions=actions))


def _writable(cluster: Cluster, index: str) -> None:
    cluster.ask(lambda client: client.indices.put_settings(index=index, settings={"index.blocks.write": None}))


def _remove(cluster: Cluster, index: str) -> None:
    try:
        cluster.ask(lambda client: client.indices.delete(index=index))
    except (NotFoundError, ApiError):
        return
