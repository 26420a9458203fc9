"""One file an export format; `FORMATS` is the registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from ui.export.columns import LAYOUTS, Layout
from ui.export.entry import Entry, by_due, entries_of
from ui.export.options import Format, Options

__all__ = ["FORMATS", "LAYOUTS", "Entry", "Format", "Layout", "Options", "by_due", "entries_of", "format_named"]


def _late(module: str) -> Callable[[Sequence[Entry], Options], bytes]:
    """The `write` of a module, imported when first called: xlsxwriter, docx and icalendar take 0.1 s each to import."""

    def write(entries: Sequence[Entry], options: Options) -> bytes:
        content: bytes = import_module(f"ui.export.{module}").write(entries, options)
        return content

    return write


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
FORMATS: Final = (
    Format("xlsx", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _late("xlsx")),
    Format("csv", ".csv", "text/csv", _late("csv_file")),
    Format("ics", ".ics", "text/calendar", _late("ics")),
    Format("docx", ".docx", f"{_OFFICE}.wordprocessingml.document", _late("docx_file")),
    Format("json", ".json", "application/json", _late("json_file")),
)


def format_named(name: str) -> Format:
    """The format of this name. Raises `KeyError` where there is none: callers offer only names of `FORMATS`."""
    return {known.name: known for known in FORMATS}[name]
