"""What an export can be asked for, and what a format is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from corpus.messages import Language, message
from search.accounts import Checked
from ui.export.columns import Layout
from ui.export.entry import Entry
from ui.plain import one_line

__all__ = ["Format", "Options", "checked_cells", "checked_words"]


class Options(msgspec.Struct, frozen=True):
    """How to write an export. A format heeds what concerns it."""

    language: Language = "zh"
    layout: Layout = "all"
    columns: tuple[str, ...] = ()  # names of columns of the layout `all`, where a person chose; goes before `layout`
    heading: str = ""  # what the list answers: the title of a sheet, a table or a calendar
    total: int | None = None  # how many there are in all, where the list is a page of them
    checked: tuple[Checked, ...] = ()  # how far the documents of the list were checked, where that is to be said
    todo: bool = False  # calendar entries as things to do (VTODO) instead of events


def checked_words(entries: Sequence[Entry], options: Options) -> list[str]:
    """What is said of how far each document was checked: `《…》: 279 sentences, 223 tasks, 12 to check`."""
    names = {entry.task.doc: entry.document for entry in entries}
    return [
        message(
            "exports.checked", options.language, document=one_line(names.get(one.document, one.document)),
            sentences=one.sentences, tasks=one.tasks, left=one.left,
        )
        for one in options.checked
    ]  # fmt: skip


def checked_cells(options: Options) -> dict[str, str]:
    """The same for each document by its key, without its name: `279 sentences, 223 tasks, 12 to check`."""
    return {
        one.document: message(
            "exports.checked_cell", options.language, sentences=one.sentences, tasks=one.tasks, left=one.left
        )
        for one in options.checked
    }


class Format(msgspec.Struct, frozen=True):
    """An export format: `write` makes the whole file."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Sequence[Entry], Options], bytes]
