"""The table of particulars that government sites set above a text: `索引号 … 发文字号 …`, in cells or in lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.types import Span
from ingest.metadata_words import KEYED, WHOLE_NUMBER

__all__ = ["Particulars", "read_particulars"]

# Lines of the page that may stand above the table.
_ABOVE: Final = 10


class Particulars(msgspec.Struct, frozen=True):
    """Values by kind (`title`, `issuer`, `publisher`, `date`, `sent` (发文日期), `number`), the table's lines, the first piece below it."""

    values: dict[str, Span]
    lines: tuple[Span, ...]
    below: int


def read_particulars(folded: str, pieces: Sequence[Span]) -> Particulars:
    """Keys and values from the top of a text whose paragraphs are `pieces`."""
    values: dict[str, Span] = {}
    lines: list[Span] = []
    at = last = 0

    def words_of(index: int) -> str:
        return folded[pieces[index].start : pieces[index].end]

    while at < len(pieces) and at < (last + 3 if last else _ABOVE) and at < 60:
        span, words = pieces[at], words_of(at)
        keys = [
            m
            for m in KEYED.finditer(words)
            if m.start() == 0 or words[m.start() - 1] in " 】」\n" or m["mark"] or "〔" in m.group()
        ]
        if not keys or keys[0].start() or (len(words) > 120 and len(keys) < 3):
            at += 1
            continue
        for number, match in enumerate(keys):
            stop = keys[number + 1].start() if number + 1 < len(keys) else len(words)
            value = _trimmed(folded, span.start + match.end(), span.start + stop)
            kind = next(k for k, v in match.groupdict().items() if v and k != "mark")
            if not value and at + 1 < len(pieces):
                # The value stands in the next line.
                free = KEYED.match(words_of(at + 1)) is None and not _issues(
                    words_of(at + 2) if at + 2 < len(pieces) else ""
                )
                if kind != "other":
                    if number + 1 == len(keys) and free:
                        at += 1
                        value = pieces[at]
                        lines.append(value)
                elif match.group().startswith("主题分类") or (
                    # Where several keys share a line, their values do too: `发布时间:2018-06-19    来源:`
                    (free and len(keys) == 1) and not match.group().startswith("主") and len(words_of(at + 1)) < 60
                ):
                    at += 1
                    lines.append(pieces[at])
            if value and kind != "other" and (kind != "number" or WHOLE_NUMBER.search(folded[value.start : value.end])):
                values.setdefault(kind, value)
        lines.append(span)
        at += 1
        last = at
    return Particulars(values, tuple(lines), last)


def _issues(words: str) -> bool:
    """Whether a line goes on with what the organ above it issues: that one stands in a title, it is no value."""
    return words.startswith(("关于", "印发", "转发", "批转"))


def _trimmed(folded: str, start: int, end: int) -> Span | None:
    """A value without blanks and the bars of its cell."""
    while start < end and folded[start] in " \n\r|":
        start += 1
    bar = folded.find("|", start, end)
    end = bar if bar >= 0 else end
    while end > start and folded[end - 1] in " \n\r":
        end -= 1
    return Span(start, end) if start < end else None
