"""Which document on Elasticsearch has which content: a claim to each digest, so that a content is put once."""

from __future__ import annotations

import time
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

    def make(self, document: Document) -> Receipt | None:
        """Make this key the one that has this content; where another one has it, what is known of it there."""
        digest, claim = document.digest, {"key": document.key}
        until = time.monotonic() + _OTHERS_TURN
        place: dict[str, Any] = {"op_type": "create"}
        while True:
            try:
                self._take(digest, claim, place)
                return None
            except ConflictError:
                place = {"op_type": "create"}
            try:
                found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            except NotFoundError:
                continue
            owner = found["_source"]["key"]
            if owner == document.key:
                return None
            same = self._records.read(owner).head.with_digest(digest)
            if same is not None:
                return Receipt(owner, "unchanged", same.version, same.tasks)
            if time.monotonic() < until:
                time.sleep(0.05)  # it is being put there
            else:  # whoever wanted to put it there has ended before
                place = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}

    def pass_on(self, digest: str, owner: str, heir: str | None) -> None:
        """Give the claim of one key to another one, or to nobody; that of any other key stays."""
        with suppress(ConflictError, NotFoundError):  # another one has it by now, or nobody
            found = self._cluster.ask(lambda client: client.get(index=self._digests, id=digest)).body
            if found["_source"]["key"] != owner:
                return
            place = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
            if heir is not None:
                self._take(digest, {"key": heir}, place)
            else:
                self._cluster.ask(lambda client: client.delete(index=self._digests, id=digest, **place))

    def give_back(self, digest: str, key: str) -> None:
        """Take the claim to a content back that a key has no more."""
        with suppress(Moved):  # left over it counts for nothing: whoever puts this content waits a moment
            self.pass_on(digest, key, None)

    def _take(self, digest: str, claim: dict[str, str], place: dict[str, Any]) -> None:
        self._cluster.ask(lambda client: client.index(index=self._digests, id=digest, document=claim, **place))
