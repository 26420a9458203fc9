"""What a page lists, taken along: a table as an Excel workbook or as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from ui.export import format_named
from ui.export.columns import Cell
from ui.plain import shorten

__all__ = ["offer"]

_NAME: Final = 60  # characters of what a file is about, in its name


def offer(
    name: str,
    heads: Sequence[str],
    rows: Callable[[], Sequence[Sequence[Cell]]],
    language: Language,
    *,
    about: str = "",
) -> None:
    """Two buttons side by side; `rows` is asked when one is clicked. The file is called `name`, then what it is `about`."""
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        for kind in ("xlsx", "csv"):
            known = format_named(kind)
            st.download_button(
                message(f"pages.download_{kind}", language),
                partial(_file, kind, name, heads, rows),
                file_name=shorten(f"{name} {about}", _NAME) + known.suffix,
                mime=known.mime,
                key=f"taken-{kind}",
                on_click="ignore",
            )


def _file(kind: str, name: str, heads: Sequence[str], rows: Callable[[], Sequence[Sequence[Cell]]]) -> bytes:
    if kind == "csv":
        from ui.export.csv_file import write_rows

        return write_rows(heads, rows())
    from ui.export.table import write_table  # xlsxwriter: 0.1 s that the page need not wait for

    return write_table(name, heads, rows())
