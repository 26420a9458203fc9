"""Footnotes of printed pages: small lines at the foot of a page with the mark that stands raised in its text.

They cut sentences that run on over the page; taken out, they stand at the end of the text, a line each, as those of a
DOCX do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ingest.readers.columns import rows_of
from ingest.readers.running import is_number
from ingest.readers.sheets import Fragment, Sheet, joint

__all__ = ["without_notes"]

_SMALL: Final = 0.85  # of the size of most of the text
# What a note begins with: `①`, `[1]`, `1`, `*`; not `1.`, `10%`, `2020年`.
_MARK: Final = re.compile(r"([①-⑳]|[\[［〔]\d{1,3}[\]］〕]|\d{1,3}(?=[\u3400-\u9fff《“])(?!年)|[*＊]{1,3})\s*(?=\S)")


def without_notes(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """The pages without their footnotes and the marks that refer to these, and the words of the notes in their order."""
    notes: list[list[Fragment]] = []
    marks: dict[
        str, Fragment
    ] = {}  # raised in the text, this page's or one before: a note may not find room on its own
    gone: set[int] = set()
    for sheet in sheets:
        least = _SMALL * _common(sheet.fragments)
        marks |= {piece.text: piece for piece in sheet.fragments if piece.raised and piece.size < least}
        if not marks:
            continue
        begun = len(notes)
        rows = rows_of(sheet.fragments)
        text = [at for at, row in enumerate(rows) if _size(row) >= least and not is_number(row, sheet)]
        for row in rows[max(text, default=-1) + 1 :]:
            mark = _MARK.match("".join(piece.text for piece in row))
            if mark and mark[1] in marks:
                gone.add(id(marks.pop(mark[1])))
                notes.append([])
            if len(notes) > begun and not is_number(row, sheet):
                notes[-1] += row
                gone |= set(map(id, row))
    kept = [
        msgspec.structs.replace(sheet, fragments=[piece for piece in sheet.fragments if id(piece) not in gone])
        for sheet in sheets
    ]
    return kept, [_words(note) for note in notes]


def _common(fragments: Sequence[Fragment]) -> float:
    """The size of the text: that of the character in the middle."""
    sizes = sorted((piece.size, len(piece.text)) for piece in fragments)
    half = sum(count for _, count in sizes) / 2
    for size, count in sizes:
        half -= count
        if half <= 0:
            return size
    return 0.0


def _size(row: Sequence[Fragment]) -> float:
    return max(row, key=lambda piece: len(piece.text)).size


def _words(note: Sequence[Fragment]) -> str:
    words = ""
    for piece in note:
        words += joint(words, piece.text) + piece.text
    return _MARK.sub("", words, count=1)
