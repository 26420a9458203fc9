"""The bytes of source files in Elasticsearch: in parts, since an entry of a hundred megabytes is more than it takes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from corpus.errors import ArchiveError

__all__ = ["Originals"]

_PART: Final = 8_000_000  # bytes of a file kept in one entry: far below what a node takes in one request
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class Originals:
    """What an archive keeps of the files that its documents are from. `ask` sends one request, `url` is for messages."""

    def __init__(self, ask: Callable[[Callable[[Elasticsearch], Any]], Any], index: str, url: str) -> None:
        self.index = index
        self._ask = ask
        self._url = url

    def attach(self, content: bytes) -> str:
        """See `Archive.attach`."""
        digest = hashlib.sha256(content).hexdigest()
        parts = range(0, len(content), _PART)
        for number, at in enumerate(parts):
            self._create(f"{digest}-{number}", {"content": base64.b64encode(content[at : at + _PART]).decode()})
        self._create(digest, {"digest": digest, "parts": len(parts)})  # last: what is cut off before it is not there
        return digest

    def read(self, digest: str) -> bytes | None:
        """See `Archive.original`."""
        if not _DIGEST.fullmatch(digest):
            return None
        try:
            parts = self._entry(digest)["parts"]
            content = b"".join(
                base64.b64decode(self._entry(f"{digest}-{number}")["content"]) for number in range(parts)
            )
        except NotFoundError:
            return None
        if hashlib.sha256(content).hexdigest() != digest:
            raise ArchiveError("errors.archive_corrupt", archive=self._url)
        return content

    def discard(self, digest: str) -> None:
        """Remove what `attach` kept; its name first, so that nobody finds it by half."""
        with suppress(NotFoundError):
            parts = self._entry(digest)["parts"]
            for identity in (digest, *(f"{digest}-{number}" for number in range(parts))):
                self._delete(identity)

    def _delete(self, identity: str) -> None:
        self._ask(lambda client: client.delete(index=self.index, id=identity))

    def _create(self, identity: str, entry: dict[str, Any]) -> None:
        with suppress(ConflictError):  # it is there already
            self._ask(lambda client: client.create(index=self.index, id=identity, document=entry))

    def _entry(self, identity: str) -> dict[str, Any]:
        return dict(self._ask(lambda client: client.get(index=self.index, id=identity)).body["_source"])
