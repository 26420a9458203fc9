"""Text whose lines were broken at a margin: the line that has no room for what comes next goes on in the next.

Programs that save a page as text break its lines at one width, in mid-sentence and in mid-word. Such a text is known by
its lines: many are as long as any, in columns or in characters, and hold the marks of sentences, which lists of names or
duties of one length do not. There a line goes on exactly if the next word would not have fitted into it; whether a full
line ended its paragraph by chance is told by the indent of the next, where paragraphs have one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from corpus.types import Span

__all__ = ["LINE_BREAKS", "Margin", "margin_of"]

# The characters that end a line, as a class of an expression holds them.
LINE_BREAKS: Final = r"\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"

_LINE: Final = re.compile(f"[^{LINE_BREAKS}]+")
# What is not parted at the end of a line that is set in columns: a figure or word with its marks, a character with the
# marks that follow it. Whoever counts characters parts anything.
_WORD: Final = re.compile(r"[0-9A-Za-z.,%]+|.[，。、；：”’）》」』！？)\]】〕]*")
_INDENT: Final = 2  # columns that a paragraph's first line is set in at least
_NARROWEST, _WIDEST = 20, 70  # Chinese characters of a line
_FEWEST: Final = 8  # lines of a text whose margin can be seen
_SLACK: Final = 2  # characters that lines may end before the margin
_FULL: Final = 0.3  # of all lines that reach it
_BEYOND: Final = 0.03  # of all lines that may be longer
_MARK: Final = re.compile("[，。、；：,;]")


class Margin:
    """Where the lines of a text end that is set to a width."""

    def __init__(self, source: str, lines: Sequence[Span], room: int, *, counted: bool) -> None:
        """`room` is how much a line holds: in characters where these were `counted`, else in columns."""
        self._source = source
        self._lines = lines
        self._starts = [line.start for line in lines]
        self._room = room
        self._counted = counted
        first = [self._indent(at) for at in range(1, len(lines)) if not self._is_full(at - 1)]
        self._indented = sum(indent >= _INDENT for indent in first) * 2 > len(first)

    def ends(self, offset: int) -> bool:
        """Whether the line that holds an offset ends before the margin, so that what it says ends there."""
        return not self._is_full(self._at(offset))

    def begins(self, offset: int) -> bool | None:
        """Whether the line that holds an offset begins a paragraph; None where paragraphs have no indent to tell by."""
        return self._indent(self._at(offset)) >= _INDENT if self._indented else None

    def _at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _is_full(self, at: int) -> bool:
        if at + 1 >= len(self._lines):
            return False
        line, following = (self._source[one.start : one.end] for one in self._lines[at : at + 2])
        if self._counted:
            return len(line.rstrip()) >= self._room
        word = _WORD.match(following.lstrip())
        return word is not None and _columns(line.rstrip()) + _columns(word.group()) > self._room

    def _indent(self, at: int) -> int:
        line = self._source[self._lines[at].start : self._lines[at].end]
        return _columns(line[: len(line) - len(line.lstrip())])


def margin_of(source: str) -> Margin | None:
    """The margin that the lines of a text were broken at; None where they were not."""
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(source) if not m.group().isspace()]
    if len(lines) < _FEWEST or len(source) > len(lines) * _WIDEST:
        return None
    words = [source[line.start : line.end].rstrip() for line in lines]
    characters, room = _reached(list(map(len, words)), _NARROWEST, _WIDEST, 1)
    columns, width = _reached(list(map(_columns, words)), 2 * _NARROWEST, 2 * _WIDEST, 2 * _SLACK)
    if max(characters, columns) < max(_FEWEST / 2, _FULL * len(lines)):
        return None
    counted = characters >= columns
    reach = [one for one in words if (len(one) == room if counted else width - 2 * _SLACK < _columns(one) <= width)]
    if sum(_MARK.search(one) is not None for one in reach) * 2 < len(reach):
        return None
    return Margin(source, lines, room if counted else width, counted=counted)


def _reached(lengths: Sequence[int], least: int, most: int, slack: int) -> tuple[int, int]:
    """How many lines end at a margin or within `slack` before it, and which one: that of most lines, with few beyond."""
    found = Counter(lengths)
    allowed = _BEYOND * len(lengths)
    possible = [n for n in found if least <= n <= most and sum(m for k, m in found.items() if k > n) <= allowed]
    return max(((sum(found[n - less] for less in range(slack)), n) for n in possible), default=(0, 0))


def _columns(words: str) -> int:
    """The width of some words: one column for a Latin letter, figure or space, two for a Chinese character or mark."""
    return len(words.encode("gbk", "replace"))
