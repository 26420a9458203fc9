"""What a reader hands over, and how a reader is described in the registry."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

__all__ = ["Reader", "Source"]


class Source(msgspec.Struct, frozen=True):
    """The one canonical text of a file: nothing edits it afterwards, and every offset counts in it.

    `text` keeps the line ends of the file as they are (`\\r\\n` counts two); a byte order mark is no part of it.
    `format` is the name of the reader that took the file, `name` the file's name without its folder.
    """

    text: str
    format: str
    name: str


class Reader(msgspec.Struct, frozen=True):
    """A file format: `takes` looks at the content (and the suffix, in lower case), `decode` makes the text.

    `decode` gets the whole content and the file's name (for its messages); it returns the text or raises
    `UnreadableFile`. A reader that `takes` nothing of a file leaves it to the next one.
    """

    format: str
    takes: Callable[[bytes, str], bool]
    decode: Callable[[bytes, str], str]
