"""What duban refuses, and why: one small tree of errors whose texts name the next step.

Every error carries the key of an entry in the catalogue (`corpus/messages/errors.toml`) and the values
for its blanks, so that a command line and a page say the same words, Chinese first with English beside it.
"""

from __future__ import annotations

from corpus.messages import both

__all__ = ["ArchiveError", "BadRequest", "DubanError", "UnreadableFile"]


class DubanError(Exception):
    """Base of everything that duban refuses on purpose. `str(error)` is what a user reads."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return both(self.key, **self.values)


class UnreadableFile(DubanError):
    """A file that cannot be read as a policy text; `values` always holds `file`."""


class ArchiveError(DubanError):
    """The archive is missing, locked, of a newer version, full or away; `values` holds `archive`."""


class BadRequest(DubanError):
    """A command or question that contradicts itself or names what does not exist."""
