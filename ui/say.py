"""How the command line speaks: to whom, in which language, and with nothing in a document's words that acts."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from corpus.messages import Language, message
from corpus.types import Page
from ui.plain import one_line, plain

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = [
    "Piece",
    "complain",
    "language",
    "on_terminal",
    "paragraph",
    "progress",
    "speak_any_encoding",
    "table",
    "tell",
    "tell_recognised",
    "write",
    "write_bytes",
]

_NARROW: Final = 16  # cells: the columns beside the widest one
_LINE_BREAKS: Final = re.compile(r"\s*[\r\n]\s*")
_LOCALE_VARIABLES: Final = ("DUBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> Language:
    """The reader's language: `DUBAN_LANG`, else the locale; Chinese unless one of them says English."""
    for name in _LOCALE_VARIABLES:
        if value := os.environ.get(name, ""):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


class Piece(NamedTuple):
    """Words of a paragraph, and how a terminal shows them (`bold`, `dim` or as the rest)."""

    words: str
    style: str = ""


def on_terminal() -> bool:
    """Whether a person reads standard output as it appears."""
    return sys.stdout.isatty()


def write(text: str = "") -> None:
    """A line on standard output, fit for a terminal whatever `text` holds."""
    print(plain(text))


def complain(text: str) -> None:
    """A line on standard error, likewise."""
    print(plain(text), file=sys.stderr)


def speak_any_encoding() -> None:
    """Let a locale without Chinese get escapes (`\\u4efb`) instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(key: str, **values: object) -> None:
    """A sentence of the catalogue on standard output, in the reader's language."""
    write(message(key, language(), **values))


def tell_recognised(pages: Sequence[Page]) -> None:
    """How sure the recognition of a document's pages is, and which to look at; nothing where the file had its text."""
    sure = [page.confidence for page in pages if page.confidence is not None]
    if not sure:
        return
    unsure = "、".join(str(page.number) for page in pages if page.unsure)
    tell(
        "reading.recognised_unsure" if unsure else "reading.recognised",
        share=f"{sum(sure) / len(sure):.0%}",
        pages=unsure,
    )


def paragraph(indent: str, pieces: Sequence[Piece]) -> None:
    """Words on one line behind `indent`; on a terminal wrapped to its width, the lines that follow indented alike."""
    if not on_terminal():
        write(indent + one_line("".join(piece.words for piece in pieces)))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    text = Text()
    for piece in pieces:
        text.append(_LINE_BREAKS.sub("", plain(piece.words)), style=piece.style or None)
    grid = Table.grid(padding=0)
    grid.add_column(width=len(indent), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(indent), text)
    Console(highlight=False).print(grid)


@contextmanager
def progress(key: str) -> Iterator[Callable[[int, int], None]]:
    """How far a work is that goes document by document, once it goes: a bar on a terminal, a line elsewhere.

    What is yielded is told how many of how many are done.
    """
    bar: Progress | None = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            bar.add_task(message(key, language()))
            bar.start()
        elif bar is None and done == 0:
            complain(message(key, language()))
        if bar:
            bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield advance
    finally:
        if bar:
            bar.stop()


def write_bytes(content: bytes) -> None:
    """Bytes on standard output as they are: JSON in UTF-8 whatever the locale, an export for a pipe."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int = -1) -> None:
    """A table: fitted to the terminal (the column `widest` takes what is left), tab-separated lines elsewhere."""
    if not on_terminal():
        for line in (heads, *rows):
            write("\t".join(one_line(cell) for cell in line))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=widest >= 0)
    for at, head in enumerate(heads):
        # A long list of bodies would leave no room for the words that they are named in: it folds.
        grid.add_column(
            Text(head), overflow="fold", ratio=1 if at == widest else None, max_width=None if at == widest else _NARROW
        )
    for line in rows:
        grid.add_row(*(Text(one_line(cell)) for cell in line))  # Text: a document's `[red]` is no markup
    Console(highlight=False).print(grid)
