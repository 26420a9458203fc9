"""Which document on Elasticsearch has which content: a claim to each digest, so that a content is put once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from elasticsearch import ConflictError, NotFoundError

from corpus.types import Document
from search.archive import Receipt
from search.elastic_client import Cluster, Moved
from search.elastic_records import Records
from search.elastic_schema import name

__all__ = ["Claims"]

_OTHERS_TURN: Final = 15.0  # seconds to wait for another key's put of the same content before taking its place


class Claims:
    """The claims of one archive. Whose a claim is counts as long as the record of that key has the content."""

    def __init__(self, cluster: Cluster, prefix: str, records: Records) -> None:
        self._cluster = cluster
        self._digests = name(prefix, "digests")
        self._records = records

    def action(self, document: Document) -> tuple[dict[str, Any], dict[str, Any]]:
        """What makes this key the one that has this content, where nobody has it: for a request with other things."""
        return {"create": {"_index": self._digests, "_id": document.digest}}, {"key": document.key}

    def make(self, document: Document) -> Receipt | None:
        """Make this key the one that has this content; where another one has it, what is known of it there."""
        digest, claim = document.digest, {"key": document.key}
        until = time.monotonic() + _OTHERS_TURN
        while True:
            try:
                found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            except NotFoundError:
                found = None
            if found is not None:
                owner = found["_source"]["key"]
                if owner == document.key:
                    return None
                same = self._records.read(owner).head.with_digest(digest)
                if same is not None:
                    return Receipt(owner, "unchanged", same.version, same.tasks)
                if time.monotonic() < until:
                    time.sleep(0.05)  # it is being put there
                    continue
            # Nobody's, or of one who wanted to put it there and has ended before.
            with suppress(ConflictError):
                self._take(digest, claim, _unchanged(found))
                return None

    def pass_on(self, digest: str, owner: str, heir: str | None) -> None:
        """Give the claim of one key to another one, or to nobody; that of any other key stays."""
        with suppress(ConflictError, NotFoundError):  # another one has it by now, or nobody
            found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            if found["_source"]["key"] != owner:
                return
            if heir is not None:
                self._take(digest, {"key": heir}, _unchanged(found))
            else:
                self._cluster.ask(lambda client: client.delete(index=self._digests, id=digest, **_unchanged(found)))

    def give_back(self, digest: str, key: str) -> None:
        """Take the claim to a content back that a key has no more."""
        with suppress(Moved):  # left over it counts for nothing: whoever puts this content waits a moment
            self.pass_on(digest, key, None)

    def _take(self, digest: str, claim: dict[str, str], place: dict[str, Any]) -> None:
        self._cluster.ask(lambda client: client.index(index=self._digests, id=digest, document=claim, **place))


def _unchanged(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """On which condition a claim is written: that it still is as it was found, or not there."""
    if found is None:
        return {"op_type": "create"}
    return {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
