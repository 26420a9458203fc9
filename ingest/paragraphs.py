"""Paragraphs of a text as found: line breaks in mid-sentence mended, wide gaps taken for breaks."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Span
from ingest.enumerators import enumerator_at
from ingest.labelled import LABEL
from ingest.margins import LINE_BREAKS, Margin, margin_of
from ingest.metadata_words import KEYED
from ingest.tables import heads_table, is_cell

__all__ = ["paragraphs"]

# A line's end, or a gap of two or more wide spaces, which one-line texts have instead; they have one space before
# `附件2指挥部组成`, the head of an annex.
_BREAK: Final = re.compile(
    rf"[{LINE_BREAKS}]+"
    r"|[\u3000\u00a0]{2,}"
    r"|(?<=[。）)；\u4e00-\u9fff])(?<![见按照送写报填据及和与以将把])[ \u00a0\u3000](?=附件\d{1,2}(?![所中的规])[\u4e00-\u9fff]{4})"
)
_BLANK: Final = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff\u2002\u2003\u2009\x0b\x0c"
# A line that ends so goes on in the next: `根据《`, `财政、`.
_OPEN_END: Final = "，、,《“（(—"
# A line that begins so is the rest of the one before: `》，市政府编制了`.
_REST: Final = "，。、；》”）,;)]』」!！?？"
_ENDED: Final = "。！？；：!?;:…”’）)】》」』"
# Words set in letter-spacing: `目　　录`, `第一章　总　　则`; their gaps are no breaks.
_SPACED: Final = re.compile(r"(?:^|(?<=[\s]))[\u4e00-\u9fff]$")
_SPACED_ON: Final = re.compile(r"[\u4e00-\u9fff](?=[\s:：]|$)")
# A chapter's title at the end of a line that holds the end of the chapter before: `…秩序。三、工作要求`.
_CHAPTER_LAST: Final = re.compile(r"[。;)] *[一二三四五六七八九十]{1,3}、[^。;:,、]{2,16}$")
# Lines of this length that do not end in a mark were broken by the page, not by the writer.
_FULL_LINE: Final = 18
_TITLE: Final = 40
_NAME: Final = 80
_COLUMN: Final = 15  # the name of a column is shorter


def paragraphs(source: str, folded: str) -> list[Span]:
    """The paragraphs in order, trimmed of white space; none is empty."""
    pieces: list[Span] = []
    at = 0
    for gap in _BREAK.finditer(source):
        line_break = any(char not in "\u3000\u00a0" for char in gap.group())
        if (
            not line_break
            and _SPACED_ON.match(source, gap.end())
            and _SPACED.search(source, max(at, gap.start() - 2), gap.start())
        ):
            continue
        _add(pieces, source, at, gap.start())
        at = gap.end()
    _add(pieces, source, at, len(source))
    if pieces and (cut := _particulars_end(folded, pieces[0])):
        first = pieces.pop(0)
        glued: list[Span] = []
        _add(glued, source, first.start, cut)
        _add(glued, source, cut, first.end)
        pieces = glued + pieces
    return _mend(pieces, source, folded)


# Particulars of a page that ran together with the text below them: at least so many of them, no value longer than this;
# a line shorter than the first that holds no sentence has no text.
_GLUED: Final = 250
_KEYS: Final = 3
_VALUE: Final = 60
_LAST_VALUE: Final = re.compile(r"(?:现行)?有效|已?(?:失效|废止)|[^ \n]{1,40} ")


def _particulars_end(folded: str, piece: Span) -> int | None:
    """Where the text begins behind particulars in its own line (`文号:某政发〔2026〕3号 有效性:有效 某市…`)."""
    short = piece.end - piece.start < _GLUED and folded.find("。", piece.start, piece.end) < 0
    if short or not KEYED.match(folded, piece.start):
        return None
    last, keys = piece.start, 0
    for match in KEYED.finditer(folded, piece.start, piece.start + 600):
        if match["mark"] and (match.start() == piece.start or folded[match.start() - 1] == " "):
            if match.start() - last > _VALUE:
                break
            last, keys = match.end(), keys + 1
    if keys < _KEYS:
        return None
    value = _LAST_VALUE.match(folded, last)
    return value.end() if value else last


def _add(pieces: list[Span], source: str, start: int, end: int) -> None:
    while start < end and source[start] in _BLANK:
        start += 1
    while end > start and source[end - 1] in _BLANK:
        end -= 1
    if start < end:
        pieces.append(Span(start, end))


def _mend(pieces: list[Span], source: str, folded: str) -> list[Span]:
    mended: list[Span] = []
    tabled = False
    margin = margin_of(source)
    for i, piece in enumerate(pieces):
        # Below the head of a table with a cell a line, organs and times are cells, not the rest of a sentence.
        tabled = tabled or (i >= 2 and piece.end - piece.start < _COLUMN and heads_table(folded, pieces[i - 2 : i + 1]))
        if (
            mended
            and not (tabled and is_cell(folded, piece))
            and (
                _goes_on(mended[-1], piece, source, folded)
                if margin is None
                else _wrapped(mended[-1], piece, source, folded, margin)
            )
        ):
            mended[-1] = Span(mended[-1].start, piece.end)
        else:
            mended.append(piece)
    return mended


def _goes_on(before: Span, after: Span, source: str, folded: str) -> bool:
    """Whether the break between two pieces stands in mid-sentence."""
    last, first = source[before.end - 1], source[after.start]
    if last in _OPEN_END or first in _REST:
        # A wide gap after a comma is still a gap of the writer's own; a break there is none.
        return first not in "（(《“" or last in _OPEN_END
    if any(mark in source[before.start : before.end] for mark in "\t|｜"):
        return False  # a row of a table
    opened = source.rfind("《", max(before.start, before.end - _NAME), before.end)
    if opened >= 0 and source.find("》", opened, before.end) < 0:
        closed = source.find("》", after.start, after.start + _NAME)
        if closed >= 0 and source.find("《", after.start, closed) < 0:
            return True  # in the middle of a title: `《中共中央⏎国务院关于…⏎的意见》`
    if last in _ENDED or first in "——" or enumerator_at(folded, after.start, after.end):
        return False
    if _CHAPTER_LAST.search(folded, max(before.start, before.end - _TITLE), before.end):
        return False
    length = before.end - before.start
    running = any(mark in folded[before.start : before.end] for mark in ",。;")
    return length >= _FULL_LINE and running and after.end - after.start > 1 and not _looks_apart(folded, before, after)


def _wrapped(before: Span, after: Span, source: str, folded: str, margin: Margin) -> bool:
    """Whether a line of a text that is set to a width goes on in the next."""
    last = source[before.end - 1]
    begins = margin.begins(after.start)
    if margin.ends(before.end - 1):
        return last in _OPEN_END or (not begins and _goes_on(before, after, source, folded))
    if begins is not None:
        return not begins
    opens = enumerator_at(folded, after.start, after.end) or _APART.match(folded, after.start, after.end)
    return last not in ":：" and not opens and not LABEL.match(folded, after.start, after.end)


# What never continues a sentence: a date line, an office's signature, an annex.
_APART: Final = re.compile(r"(?:附件|附表|附:|\(此件|\d{4}年\d{1,2}月\d{1,2}日$|来源:|抄送|责任编辑)")


def _looks_apart(folded: str, before: Span, after: Span) -> bool:
    if _APART.match(folded, after.start, after.end) or LABEL.match(folded, after.start, after.end):
        return True
    # A numbered line without a full stop is a title, though it has a comma: `第三章 强化源头防控,夯实发展基础`.
    numbered = enumerator_at(folded, before.start, before.end)
    return (
        numbered is not None and before.end - numbered.end <= _TITLE and "。" not in folded[before.start : before.end]
    )
