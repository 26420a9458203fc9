"""Words of documents made fit for a terminal, a cell or a calendar: nothing in them acts, all of it is read."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["capital", "one_line", "plain", "shorten"]

# What a terminal, a spreadsheet or a reader of right-to-left marks would act on instead of showing:
# C0 and C1 controls (an escape sequence such as ESC[2J) but for tab and line feed, DEL, zero-width and directional
# marks, line and paragraph separators, the byte order mark, interlinear marks and lone surrogates.
_ACTING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_BLANKS: Final = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` without characters that act instead of showing; tabs and line feeds stay."""
    return _ACTING.sub("", text)


def one_line(text: str) -> str:
    """`text` as one line: acting characters gone; a line break between Chinese words vanishes, any other is a space."""
    return _BLANKS.sub(_gap, plain(text.replace("\r", "\n")).strip())


def _gap(blank: re.Match[str]) -> str:
    before, after = blank.string[blank.start() - 1], blank.string[blank.end()]
    # A line broken within Chinese words (`全面\n完成`) leaves no space, one between Latin words does (`PM\n2.5`); a
    # blank that was a blank (`党委 人民政府`) stays one.
    broken = "\n" in blank[0] and ord(before) > 0x2E7F and ord(after) > 0x2E7F
    return "" if broken else " "


def shorten(text: str, width: int) -> str:
    """`text` on one line of at most `width` characters, the cut shown by an ellipsis."""
    line = one_line(text)
    return line if len(line) <= width else line[: max(width - 1, 0)] + "…"


def capital(words: str) -> str:
    """Words as they stand above a box or at the head of a line: English writes `region` in a sentence, `Region` there."""
    return words[:1].upper() + words[1:]
