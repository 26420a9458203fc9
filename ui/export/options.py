"""What an export can be asked for, and what a format is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from corpus.messages import Language
from ui.export.columns import Layout
from ui.export.entry import Entry

__all__ = ["Format", "Options"]


class Options(msgspec.Struct, frozen=True):
    """How to write an export. A format heeds what concerns it."""

    language: Language = "zh"
    layout: Layout = "all"
    columns: tuple[str, ...] = ()  # names of columns of the layout `all`, where a person chose; goes before `layout`
    heading: str = ""  # what the list answers: the title of a sheet, a table or a calendar
    total: int | None = None  # how many there are in all, where the list is a page of them
    todo: bool = False  # calendar entries as things to do (VTODO) instead of events


class Format(msgspec.Struct, frozen=True):
    """An export format: `write` makes the whole file."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Sequence[Entry], Options], bytes]
