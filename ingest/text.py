"""What every tagger works on: the text as written beside its folded form, and its layout."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, Literal

import msgspec

from corpus.fold import fold_whole
from corpus.types import Heading

__all__ = ["Cell", "Column", "Layout", "Row", "Sentence", "Text", "Zone", "leaves_chapter"]

# Where a sentence stands. Taggers look at `body` (and `heading`, for periods and run-in tasks) only.
Zone = Literal["body", "heading", "metadata", "title", "addressee", "signature", "residue", "table"]

# What a column of a table of tasks holds.
Column = Literal["number", "task", "responsible", "lead", "support", "oversee", "time", "other"]


class Text:
    """A source text and its folded twin of the same length; offsets fit both."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def folded(self) -> str:
        """The form that rules match on (`corpus.fold`)."""
        return fold_whole(self.source)

    def quote(self, start: int, end: int) -> str:
        """The words as written between two offsets."""
        return self.source[start:end]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of the text, its final mark included, line breaks within it kept.

    `paragraph` counts the paragraphs of the document; `heading` is the index in `Layout.headings` of the
    heading that it stands under (-1 above all); `label` the clause label, which a numbered item sets even
    where it is no heading; `item` the offset at which its numbered item or paragraph begins.
    """

    start: int
    end: int
    paragraph: int
    heading: int
    label: str
    zone: Zone
    item: int


_CHAPTER: Final = re.compile("[一二三四五六七八九十]+")


def leaves_chapter(label: str, above: str) -> bool:
    """Whether a label stands in another chapter than the one above it: `三1` behind `一`, where `三` has no title."""
    own, other = _CHAPTER.match(label), _CHAPTER.match(above)
    return own is not None and other is not None and own.group() != other.group()


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table of tasks, and what its column holds."""

    start: int
    end: int
    column: Column


class Row(msgspec.Struct, frozen=True):
    """A row of a table of tasks.

    `sure` is False where its cells could only be told by their words, or one is taken from the row above.
    """

    cells: tuple[Cell, ...]
    sure: bool = True

    def of(self, *columns: Column) -> list[Cell]:
        """The cells of these columns, in order."""
        return [c for c in self.cells if c.column in columns]


class Layout(msgspec.Struct, frozen=True):
    """The structure of a document: its metadata, headings, sentences and rows of tables, in the order of the text."""

    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: str | None  # ISO 8601
    headings: tuple[Heading, ...]
    sentences: tuple[Sentence, ...]
    rows: tuple[Row, ...] = ()
