"""Plain text in the encodings that Chinese offices use, told apart by what the text then says.

A byte order mark decides; else strict UTF-8; else GB18030, Big5 and UTF-16 are tried, and the one under
which the text consists of common Chinese characters is right. A text that is none of them is refused: a
wrong guess would put wrong words into somebody's mouth.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Final

from corpus.errors import UnreadableFile
from corpus.tables import read_table
from ingest.readers.source import Reader, Reading

__all__ = ["TEXT", "decode"]

# Longer marks first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Each family with the tables it is found in, the strictest first. On a tie the earlier family wins.
_FAMILIES: Final = (("gb18030",), ("big5", "cp950", "big5hkscs"), ("utf-16-le",), ("utf-16-be",))

_SAMPLE: Final = 100_000  # code points looked at to judge a text: enough for certainty, quick on a long one
_ENOUGH: Final = 0.7  # share of the characters beyond ASCII that must be common ones (right: > 0.8, wrong: < 0.6)
_NULS_AT_MOST: Final = 0.6  # half of the bytes of English in UTF-16 are NUL; more is no text in any encoding
_CONTROLS_AT_MOST: Final = 0.02  # a stray NUL happens; more than one control character in fifty is no text

# Control characters but for tab, line ends, form feed; C1 without NEL; non-characters.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What Chinese texts hold beside Han characters: punctuation, full-width forms, enclosed and Roman numerals, units.
_MARKUP: Final = (
    "·—–‘’“”…‰′″※℃㎡㎎±×÷≤≥²³μⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩■□▲△●○★☆　、。〇〈〉《》「」『』【】〔〕﹏"
    "！％（），－．／：；＜＝＞？［］｛｜｝～￥─│┌┐└┘├┤┬┴┼\u00a0\u200b\ufeff"
)


@cache
def _common() -> frozenset[str]:
    table = read_table("ingest.readers", "common_characters")
    wide_digits_and_letters = (chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B)))
    return frozenset(table["simplified"]) | frozenset(table["traditional"]) | {*_MARKUP, *wide_digits_and_letters}


def _likeness(text: str) -> float:
    """How much of `text` is what Chinese texts consist of, 0 to 1; ASCII counts half, so that it decides nothing."""
    sample = text[:_SAMPLE]
    common = sum(map(_common().__contains__, sample))
    ascii_only = sum(char.isascii() for char in sample) - len(_CONTROL.findall(sample))
    return (common + ascii_only / 2) / len(sample)


def _plausible(text: str) -> bool:
    """Whether the characters beyond ASCII are, by their great part, common Chinese ones."""
    beyond = [char for char in text[:_SAMPLE] if not char.isascii()]
    return sum(map(_common().__contains__, beyond)) >= _ENOUGH * len(beyond)


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    # One to three are let pass in a short text too, unless it holds hardly anything else.
    return controls <= max(min(3, len(sample) // 4), _CONTROLS_AT_MOST * len(sample))


def _strict(data: bytes, encodings: tuple[str, ...]) -> str | None:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _best_reading(data: bytes) -> str | None:
    readings = [text for family in _FAMILIES if (text := _strict(data, family)) and _is_text(text) and _plausible(text)]
    return max(readings, key=_likeness, default=None)


def decode(data: bytes, name: str) -> str:
    """The text of a file's content, every line end and stray control character kept, a byte order mark dropped.

    Raises `UnreadableFile` (naming `name`) for what is no text in any of the encodings, or no text at all.
    """
    if data.count(0, 0, _SAMPLE) > _NULS_AT_MOST * min(len(data), _SAMPLE):
        raise UnreadableFile("errors.file_binary", file=name)  # at once: an archive may hold many of them
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            marked = _strict(data[len(mark) :], (encoding,))
            if marked is None:
                raise UnreadableFile("errors.file_broken", file=name, encoding=encoding.upper())
            if not _is_text(marked):
                raise UnreadableFile("errors.file_binary", file=name)
            return marked
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        other = _best_reading(data)
        if other is None:
            raise _refusal(data, name, error.start) from None
        return other
    if _is_text(text):
        return text
    # English or a list of figures in UTF-16 is valid UTF-8, full of NULs.
    other = _best_reading(data)
    if other is None:
        raise UnreadableFile("errors.file_binary", file=name)
    return other


def _refusal(data: bytes, name: str, broken_at: int) -> UnreadableFile:
    """Says what is wrong: a UTF-8 text damaged at one place, something binary, or an unknown encoding."""
    sound = data[:broken_at].decode("utf-8")
    after = data[broken_at + 1 :].decode("utf-8", errors="ignore")  # only to judge by; never handed over
    whole = sound + after
    kept = len(whole.encode("utf-8"))
    if any(not char.isascii() for char in whole) and kept > 0.99 * len(data) - 4 and _plausible(whole):
        return UnreadableFile("errors.file_damaged", file=name, offset=broken_at)
    controls = sum(byte < 0x09 or 0x0E <= byte < 0x20 for byte in data[:_SAMPLE])
    if controls > _CONTROLS_AT_MOST * min(len(data), _SAMPLE):
        return UnreadableFile("errors.file_binary", file=name)
    return UnreadableFile("errors.file_encoding", file=name)


TEXT: Final = Reader(
    format="text", takes=lambda content, suffix: True, decode=lambda content, name: Reading(decode(content, name))
)
