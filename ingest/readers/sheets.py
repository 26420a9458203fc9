"""Pages as they are printed, whatever the format: pieces of lines with their places, and ruled tables.

A reader of PDF, OFD or pictures fills a `Sheet` a page; `compose` (ingest/readers/compose.py) makes the text of them.
Places are in any unit that is the same over a document, x to the right and y downwards.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from corpus.types import Place

__all__ = ["MIDDLE", "Fragment", "Grid", "Sheet", "Sign", "Writer", "is_wide", "joint", "scaled"]

# Signs that a font for Chinese sets on a square: Han characters, their punctuation, full-width forms.
_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]")
# Words of Latin letters and figures, between which spaces mean something: `COD and NH3`, `GB 3095`.
_LATIN: Final = re.compile("[\x21-\x7e\u00c0-\u024f]")
# What a gap or the end of a line parts: words, not `前;` and `2020年`, nor the digits of one figure.
_WORD_BEFORE: Final = re.compile(r"[A-Za-z\u00c0-\u024f][,.;:)]?\Z|[A-Za-z]\d\Z")
_WORD_AFTER: Final = re.compile(r"[A-Za-z0-9(\u00c0-\u024f]")
MIDDLE: Final = 0.3  # in widths of a character: its middle is above its base
_GAP: Final = 1.2  # in widths of a character: what is further apart are two fragments


def is_wide(char: str) -> bool:
    """Whether a character fills a square: its width is the size of its font."""
    return _WIDE.match(char) is not None


def joint(before: str, after: str) -> str:
    """What stands between two pieces of text that a gap or a line's end parted: a space between Latin words."""
    return " " if _WORD_BEFORE.search(before[-2:]) and _WORD_AFTER.match(after) else ""


# A character of a page in the order of its file, where it stands (left and right edge, base), and whether it is a space
# that only a gap makes. A space has no place.
Sign = tuple[str, tuple[float, float, float] | None, bool]


class Fragment(msgspec.Struct):
    """A piece of a line without wide gaps: from `x0` to `x1`, its base at `y`, `size` the side of a character.

    `before` are the spaces that were written before it, where that says something. `raised`: small signs right behind
    words, above the base of their line, as marks of notes stand (`y` is that base all the same); not the 2 of `m2`.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    before: str = ""
    raised: bool = False


class Grid(msgspec.Struct):
    """A ruled table: its extent, the left edges of its columns, and its rows with a text a cell.

    Where one cell spans several columns or rows its text stands in the first; the others are empty.
    """

    x0: float
    x1: float
    top: float
    bottom: float
    columns: tuple[float, ...]
    rows: list[tuple[str, ...]]


class Sheet(msgspec.Struct):
    """A page: its number from 1, its size, and what stands on it. The rest is as in `corpus.types.Page`."""

    number: int
    width: float
    height: float
    fragments: list[Fragment]
    grids: list[Grid] = []
    confidence: float | None = None
    places: tuple[Place, ...] = ()
    turned: float = 0.0


def scaled(sheet: Sheet, by: float) -> Sheet:
    """A page with all its places in another unit."""
    if by == 1:
        return sheet
    change = msgspec.structs.replace
    return change(
        sheet,
        width=sheet.width * by,
        height=sheet.height * by,
        fragments=[change(f, x0=f.x0 * by, x1=f.x1 * by, y=f.y * by, size=f.size * by) for f in sheet.fragments],
        grids=[
            change(g, x0=g.x0 * by, x1=g.x1 * by, top=g.top * by, bottom=g.bottom * by,
                   columns=tuple(place * by for place in g.columns))
            for g in sheet.grids
        ],
    )  # fmt: skip


class Writer:
    """Puts characters, in the order in which a file draws them, together into fragments.

    Spaces between Latin words stay, and those that were written between Chinese characters; those between Chinese
    and figures, and those that only typesetting made, do not. `gap` is the widest within a fragment, in widths of a character.
    """

    def __init__(self, gap: float = _GAP) -> None:
        self._gap = gap
        self.fragments: list[Fragment] = []
        self._chars: list[str] = []
        self._x0 = self._x1 = self._y = self._size = 0.0
        self._base: float | None = None  # of the line in which the open fragment is raised or lowered
        self._raised = False
        self._spaces = ""
        self._before = ""
        self._apart = False

    def space(self, char: str, made: bool) -> None:
        """A space; `made` where the file does not hold it and only a gap is there."""
        if made:
            self._apart = True
        elif len(self._spaces) < 40:
            self._spaces += char

    def put(self, text: str, x0: float, x1: float, y: float, em: float = 0) -> None:
        """Characters without gaps, from `x0` to `x1`, their base at `y`; `em` is the size of a wide one among them."""
        em = em or (x1 - x0 if is_wide(text) else 0)
        near = em or self._size or 2 * (x1 - x0) / len(text)
        chars = self._chars
        if not chars or abs(y - self._y) > 0.3 * near or not -0.5 * near <= x0 - self._x1 <= self._gap * near:
            base = self._y if self._is_script(x0, y, em or 2 * (x1 - x0) / len(text)) else None
            raised = base is not None and y < base and not _LATIN.match(chars[-1][-1])
            self.close()
            self._before, self._x0, self._y, chars = self._spaces, x0, y, self._chars
            self._base, self._raised = base, raised
        elif self._spaces or self._apart:
            last = chars[-1][-1]
            if not self._spaces:
                chars.append(joint(chars[-1], text))
            elif _LATIN.match(last) and _LATIN.match(text):
                chars.append(" ")
            elif is_wide(last) and is_wide(text):
                chars.append(self._spaces)
        self._spaces, self._apart = "", False
        chars.append(text)
        if x1 > self._x1:
            self._x1 = x1
        if em > self._size:
            self._size = em

    def _is_script(self, x0: float, y: float, size: float) -> bool:
        """Whether a character is small, and raised or lowered, right behind the open fragment."""
        line = self._size
        return bool(
            self._chars
            and self._base is None
            and size < 0.8 * line
            and abs(y - self._y) <= 0.6 * line
            and abs(x0 - self._x1) <= 0.3 * line
        )

    def closed(self) -> list[Fragment]:
        """All that was put, the last fragment ended."""
        self.close()
        return self.fragments

    def close(self) -> None:
        """End the fragment; what is put next begins another."""
        if self._chars:
            text = "".join(self._chars)
            size = self._size or 2 * (self._x1 - self._x0) / len(text)
            y = self._y if self._base is None else self._base
            self.fragments.append(Fragment(text, self._x0, self._x1, y, size, self._before, self._raised))
        self._chars, self._base, self._raised = [], None, False
        self._x1 = self._size = 0.0
        self._before = ""
