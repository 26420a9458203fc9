"""An archive as one person may use it: what their role does not allow is refused where it is done, not in the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

from corpus.errors import BadRequest
from corpus.types import Document
from search.archive import Archive, Note, Receipt
from ui.users import Role

__all__ = ["Right", "guarded", "may"]

# mark: note on tasks, correct, save questions · keep: upload, tag anew, delete
Right = Literal["mark", "keep"]
_RIGHTS: Final[dict[Role, tuple[Right, ...]]] = {"reader": (), "editor": ("mark",), "keeper": ("mark", "keep")}

_READS: Final = frozenset({
    "count", "documents", "ended", "facets", "find", "get", "nearest", "notes", "original", "originals", "sentences",
    "sharing", "sources", "text",
})  # fmt: skip


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in _RIGHTS[role]


def guarded(archive: Archive, who: Callable[[], tuple[str, Role]]) -> Archive:
    """The archive for one person: reads go through; a change needs their role's right, else `BadRequest`.

    `who` tells name and role, and is asked at each change: a role that was taken away meanwhile is gone.

    What is done with a document (stored, a new version, read again, deleted) is noted on it as a note of the kind
    `document`; other changes are notes themselves.
    """
    return cast(Archive, _Guard(archive, who))


class _Guard:
    """The changes; what only reads is passed on, and nothing else is."""

    def __init__(self, archive: Archive, who: Callable[[], tuple[str, Role]]) -> None:
        self._archive, self._who = archive, who

    def __getattr__(self, name: str) -> Any:
        if name not in _READS:
            raise AttributeError(name)
        return getattr(self._archive, name)

    def put(self, document: Document) -> Receipt:
        name = self._need("keep")
        receipt = self._archive.put(document)
        if receipt.outcome != "unchanged":
            self._record(name, receipt.key, receipt.outcome)
        return receipt

    def drop(self, key: str) -> bool:
        name = self._need("keep")
        dropped = self._archive.drop(key)
        if dropped:
            self._record(name, key, "deleted")
        return dropped

    def replace(self, document: Document, old: Document | None = None) -> bool:
        # A correction is applied so; other words are another file.
        name = self._need("mark" if old is None else "keep")
        replaced = self._archive.replace(document, old)
        if replaced:
            self._record(name, document.key, "reread")
        return replaced

    def note(self, note: Note) -> None:
        self._need("mark")
        self._archive.note(note)

    def attach(self, content: bytes) -> str:
        self._need("keep")
        return self._archive.attach(content)

    def reindex(self) -> None:
        self._need("keep")
        self._archive.reindex()

    def close(self) -> None:
        """Nothing: others use the same archive."""

    def _record(self, name: str, key: str, what: str) -> None:
        self._archive.note(Note(key, "document", what, name, datetime.now(UTC)))

    def _need(self, right: Right) -> str:
        name, role = self._who()
        if not may(role, right):
            raise BadRequest(f"users.may_not_{right}")
        return name
