"""Looking into the indices at one point in time: hits page by page, counts and values, whatever is written meanwhile."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from corpus.errors import ArchiveError
from search.elastic_client import Cluster, Moved
from search.elastic_query import Plan, Stream

__all__ = ["Row", "View", "Views"]

T = TypeVar("T")
Row = dict[str, Any]

_PAGE: Final = 10_000  # hits of one request at most (`index.max_result_window`)
_FULL_PAGE: Final = 2_000  # of those that bring their task along
_KEEP: Final = "2m"  # how long a point in time is kept from one request to the next
_FRESH: Final = 1.0  # seconds for which a view is used again
_TIMES: Final = 5  # how often a look begins again
_BUCKETS: Final = 10_000  # values of a facet in one request
_JSON: Final = ("json",)  # the field that hits bring along unless told otherwise


class _Lost(Exception):
    """The point in time is there no more: its node is gone, or its index was replaced."""


class Views:
    """Looks into indices. What was written here (`wrote`) is found here at once; else a look may be a second old."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._opening = threading.Lock()
        self._lock = threading.Lock()  # over what follows, and who uses a view
        self._written: Counter[str] = Counter()  # how often each index was written to from here
        self._held: dict[str, View] = {}  # of each index the newest view

    def ask(self, act: Callable[[Elasticsearch], T]) -> T:
        """One request; a cluster that takes no writes says so to whoever only writes once."""
        try:
            return self._cluster.ask(act)
        except Moved as error:
            raise ArchiveError(
                "errors.elastic_closed_to_writers", archive=self._cluster.url, reason=str(error)
            ) from error

    def wrote(self, index: str) -> None:
        """Something was written to an index."""
        with self._lock:
            self._written[index] += 1

    def look(self, index: str, act: Callable[[View], T]) -> T:
        """What `act` finds in an index at one point in time; it looks again, in a new one, where that was lost."""
        reason = ""
        for _ in range(_TIMES):
            view = self._view(index)
            try:
                return act(view)
            except _Lost as error:
                reason = str(error)
                self._retire(index, view)
            finally:
                self._leave(view)
        raise ArchiveError("errors.elastic_away", archive=self._cluster.url, reason=reason)

    def close(self) -> None:
        """Give the points in time back; who looks again, here or elsewhere, finds all that was written here."""
        for index, written in list(self._written.items()):
            held = self._held.get(index)
            # The server would do so by itself within its refresh interval; the next command may be quicker than that.
            if not self._cluster.closed and (held is None or held.written < written):
                with suppress(ApiError, TransportError):
                    self._cluster.client.indices.refresh(index=index)
        for index, view in list(self._held.items()):
            self._retire(index, view)

    def _view(self, index: str) -> View:
        # One at a time: of two views the one that is held is the later one, so that nobody ever looks back.
        with self._opening:
            begun = time.monotonic()
            with self._lock:
                written = self._written[index]
                held = self._held.get(index)
                if held is not None and held.written == written and begun - held.begun < _FRESH:
                    held.users += 1
                    return held
            view = View(self.ask, self._open(index, refreshed=written > (held.written if held else 0)), begun, written)
            if held is not None:
                self._retire(index, held)
            with self._lock:
                self._held[index] = view
            return view

    def _open(self, index: str, refreshed: bool) -> str:
        try:
            if refreshed:
                self.ask(lambda client: client.indices.refresh(index=index))
            opened = self.ask(lambda client: client.open_point_in_time(index=index, keep_alive=_KEEP))
        except NotFoundError as error:
            raise ArchiveError("errors.archive_missing", archive=self._cluster.url) from error
        return str(opened.body["id"])

    def _retire(self, index: str, view: View) -> None:
        with self._lock:
            if self._held.get(index) is view:
                del self._held[index]
            view.retired = True
            unused = not view.users
        if unused:
            self._close(view)

    def _leave(self, view: View) -> None:
        with self._lock:
            view.users -= 1
            unused = view.retired and not view.users
        if unused:
            self._close(view)

    def _close(self, view: View) -> None:
        # Left open it would end by itself; that the line is down now must not hide what went wrong before.
        with suppress(ApiError, TransportError):
            if not self._cluster.closed:
                self._cluster.client.close_point_in_time(id=view.point["id"])


class View:
    """An index at one point in time."""

    def __init__(self, ask: Callable[[Callable[[Elasticsearch], Any]], Any], point: str, begun: float, written: int):
        self.point = {"id": point, "keep_alive": _KEEP}
        self.begun, self.written = begun, written  # when it was opened (monotonic), and after how many writes from here
        self.users, self.retired = 1, False
        self._ask = ask

    @cached_property
    def hidden(self) -> list[str]:
        """The generations that are not to be seen in it (`search.elastic_records`)."""
        everything = {"exists": {"field": "hidden.generation"}}
        return [bucket["key"] for bucket in self.buckets(everything, {"hidden": "hidden.generation"})["hidden"]]

    def total(self, what: Plan) -> int:
        """How many hits a plan has."""
        answer = self._search(query=what.query, size=0, track_total_hits=True)
        return int(answer["hits"]["total"]["value"])

    def rows(
        self,
        stream: Stream,
        offset: int,
        limit: int | None,
        *,
        fields: Sequence[str] = _JSON,
        totals: list[int] | None = None,
    ) -> Iterator[Row]:
        """Hits in the order of a stream, page by page; what lies before `offset` comes without its content.

        The number of all of them is added to `totals`, where one is given, by the first request.
        """
        after: list[Any] | None = None
        skip = offset
        while limit is None or limit > 0:
            near = after is None and skip + _FULL_PAGE <= _PAGE
            bare = bool(skip) and not near
            size = min(skip, _PAGE) if bare else _FULL_PAGE if limit is None else min(limit, _FULL_PAGE)
            body: dict[str, Any] = {"query": stream.query, "sort": list(stream.sort), "size": size}
            body |= {
                "track_total_hits": totals is not None and not totals,
                "source": False if bare or not fields else list(fields),
            }
            if after is not None:
                body["search_after"] = after
            elif near and skip:
                body["from_"] = skip
            found = self._search(**body)["hits"]
            rows = found["hits"]
            if totals is not None and not totals:
                totals.append(int(found["total"]["value"]))
            if bare:
                skip -= len(rows)
            else:
                skip = 0
                yield from rows
                limit = None if limit is None else limit - len(rows)
            if len(rows) < size:
                return
            after = rows[-1]["sort"][: len(stream.sort)]

    def merged(self, streams: Sequence[Stream], offset: int, limit: int) -> Iterator[Row]:
        """Hits of several streams in one order."""
        parts = [[(stream.day(row["sort"]), row) for row in self.rows(stream, 0, offset + limit)] for stream in streams]
        found = heapq.merge(*parts, key=lambda pair: pair[0])
        return (row for _, row in islice(found, offset, offset + limit))

    def buckets(self, query: Row, fields: dict[Any, str]) -> dict[Any, list[Row]]:
        """Of each field (by a name of the caller's) every value with its number of hits."""
        asked = {name: {"terms": {"field": field, "size": _BUCKETS}} for name, field in fields.items()}
        answer = self._search(query=query, size=0, track_total_hits=False, aggs=asked)["aggregations"]
        return {
            # More values than one request brings are asked for page by page.
            name: self._all_buckets(query, field) if answer[name]["sum_other_doc_count"] else answer[name]["buckets"]
            for name, field in fields.items()
        }

    def _all_buckets(self, query: Row, field: str) -> list[Row]:
        found: list[Row] = []
        after: Row = {}
        while True:
            asked = {"size": _BUCKETS, "sources": [{"value": {"terms": {"field": field}}}], **after}
            answer = self._search(query=query, size=0, track_total_hits=False, aggs={"values": {"composite": asked}})
            values = answer["aggregations"]["values"]
            found += [{"key": one["key"]["value"], "doc_count": one["doc_count"]} for one in values["buckets"]]
            if "after_key" not in values:
                return found
            after = {"after": values["after_key"]}

    def _search(self, **body: Any) -> Row:
        try:
            answer = self._ask(
                lambda client: client.search(pit=self.point, allow_partial_search_results=False, **body)
            ).body
        except NotFoundError as error:
            raise _Lost(str(error)[:200]) from error
        self.point["id"] = answer.get("pit_id", self.point["id"])
        return dict(answer)
