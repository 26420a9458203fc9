"""Bodies in the cells of a table of tasks: who leads, acts, supports or guides what the row asks for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from corpus.types import Role, Span
from ingest.taggers.bodies_notes import BodyMention, read_note
from ingest.text import Cell, Column, Layout, Text

__all__ = ["cell_bodies", "outside_cells"]

_ROLES: Final[dict[Column, Role]] = {
    "lead": "lead", "responsible": "responsible", "support": "support", "oversee": "oversee",
}  # fmt: skip
# `党委、政府` of one place are one body.
_BETWEEN: Final = re.compile(r"(?:(?<!党委)|(?!、(?:人民)?政府))[、,;\s]+(?![^()]*\))|(?<=[部局委厅办院署会行府])和")
# What is no name: `等`, `按职责分工负责`, `—`.
_NO_NAME: Final = re.compile(r"等?(?:相关|有关|各)?(?:部门|单位)?等?$|按.{0,10}分工.{0,6}|[—/\-无]+$")
_HEADED: Final = re.compile(r"(?:牵头|责任|配合|负责|参与|协办|主办)(?:单位|部门)?:|牵头|配合|参与|负责")


def cell_bodies(text: Text, layout: Layout) -> list[BodyMention]:
    """The bodies of every row, each governing the task cells of its row."""
    found: list[BodyMention] = []
    for row in layout.rows:
        scope = tuple(Span(c.start, c.end) for c in row.of("task"))
        if scope:
            for cell in row.of("lead", "responsible", "support", "oversee"):
                found.extend(_read(text, cell, scope))
    return found


def outside_cells(layout: Layout, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """The mentions that do not stand in a column of bodies or times, which `cell_bodies` reads by its head."""
    cells = [(c.start, c.end) for row in layout.rows for c in row.cells if c.column != "task"]
    if not cells:
        return list(mentions)
    starts = [start for start, _ in cells]
    inside = (bisect_right(starts, m.start) - 1 for m in mentions)
    return [m for m, i in zip(mentions, inside, strict=True) if i < 0 or m.start >= cells[i][1]]


def _read(text: Text, cell: Cell, scope: tuple[Span, ...]) -> list[BodyMention]:
    words = text.folded[cell.start : cell.end]
    if _HEADED.search(words):
        # The cell says itself who leads and who helps: it reads like a note.
        noted = read_note(f"({words})")
        if noted:
            shift = cell.start - 1
            return [
                BodyMention(
                    m.start + shift,
                    m.end + shift,
                    text.quote(m.start + shift, m.end + shift) + m.name,
                    m.role,
                    "line",
                    scope,
                )
                for m in noted
            ]
    mentions = []
    at = 0
    for gap in [*_BETWEEN.finditer(words), None]:
        stop = gap.start() if gap else len(words)
        name = words[at:stop].removesuffix("等")
        if len(name) >= 2 and not _NO_NAME.fullmatch(name):
            start = cell.start + at
            quoted = text.quote(start, start + len(name))
            mentions.append(BodyMention(start, start + len(name), quoted, _ROLES[cell.column], "line", scope))
        at = gap.end() if gap else stop
    return mentions
