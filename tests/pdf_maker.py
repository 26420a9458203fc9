"""PDF files made in the test: official pages as GB/T 9704 sets them (22 lines of 28 characters), tables, columns.

Lines are broken here as typesetters break Chinese: closing marks do not begin a line, figures and words stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

__all__ = ["FONT", "FONT_FILE", "Sheets", "broken", "by_count", "official", "register", "uneven", "wide"]

FONT: Final = "UMing"
FONT_FILE: Final = Path("/usr/share/fonts/truetype/arphic/uming.ttc")
WIDTH, HEIGHT = A4
_CLOSING: Final = "，。、；：！？）》〉”’】〕％%,.;:!?)"
_OPENING: Final = "（《〈“‘【〔("
_WORD: Final = re.compile(rf"[{re.escape(_OPENING)}]*(?:[A-Za-z0-9.]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)


def register() -> None:
    """Make the font known; fails the test where it is not installed."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        if not FONT_FILE.exists():
            pytest.fail("the font fonts-arphic-uming is not installed: scripts/install-system.sh fonts-arphic-uming")
        pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE), subfontIndex=0))


def wide(text: str, size: float) -> float:
    """How wide a text is drawn, in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def broken(text: str, size: float, width: float, first: float = 0) -> list[str]:
    """The lines of a paragraph whose first line is indented by `first`; each fits into `width`."""
    lines, line, room = [], "", width - first
    for word in _WORD.findall(text):
        if line and wide(line + word, size) > room + 0.01:
            lines.append(line)
            line, room = "", width
        line += word
    return [*lines, line] if line else lines


class Sheets:
    """Pages that are filled from the top down: lines, paragraphs and ruled tables."""

    def __init__(
        self, *, size: float = 16, margins: tuple[float, float, float, float] = (105, 99, 79, 74), leading: float = 28.0,
        head: str = "", foot: str = "— {} —", **options: Any,
    ) -> None:  # fmt: skip
        register()
        self.stream = BytesIO()
        self.canvas = self.make_canvas(**options)
        self.size, self.leading = size, leading
        self.top, self.bottom, self.left, self.right = margins
        self.head, self.foot = head, foot
        self.page = 0
        self.begin()

    def make_canvas(self, **options: Any) -> Any:
        """What is drawn on; another format draws on something else."""
        return Canvas(self.stream, pagesize=A4, invariant=1, **options)

    def begin(self) -> None:
        """A new page with its running head and its number."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - self.top
        if self.head:
            self.draw(self.head.format(self.page), self.left, HEIGHT - 50, 10.5)
        if self.foot:
            foot = self.foot.format(self.page)
            self.draw(foot, (WIDTH - wide(foot, 14)) / 2, 50, 14)

    def draw(self, text: str, x: float, y: float, size: float | None = None) -> None:
        """A piece of text at a place."""
        self.canvas.setFont(FONT, size or self.size)
        self.canvas.drawString(x, y, text)

    def room(self, needed: float) -> None:
        if self.y - needed < self.bottom - 0.01:
            self.begin()

    def line(self, text: str, x: float, size: float | None = None) -> None:
        """A line of its own, below the last."""
        self.room(self.leading)
        self.y -= self.leading
        self.draw(text, x, self.y, size)

    def paragraph(self, text: str, indent: float = 2, hanging: float = 0) -> None:
        """A paragraph with the first line indented by so many characters, the others by `hanging`."""
        width = WIDTH - self.left - self.right - hanging * self.size
        lines = broken(text, self.size, width, (indent - hanging) * self.size)
        for number, words in enumerate(lines):
            self.line(words, self.left + (indent if number == 0 else hanging) * self.size)

    def centered(self, text: str, size: float | None = None) -> None:
        """A line in the middle."""
        self.line(text, (WIDTH + self.left - self.right - wide(text, size or self.size)) / 2, size)

    def flush_right(self, text: str, back: float = 4) -> None:
        """A line that ends `back` characters before the right margin."""
        self.line(text, WIDTH - self.right - wide(text, self.size) - back * self.size)

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, size: float = 10.5, repeat: bool = False,
        cut: bool = False,
    ) -> None:  # fmt: skip
        """A ruled table; rows that do not fit go to the next page, or are cut there; `repeat` repeats the head."""
        pad, leading = 3.0, size * 1.4
        for number, row in enumerate(rows):
            left = [broken(cell, size, width - 2 * pad) for cell, width in zip(row, widths, strict=True)]
            while any(left):
                fits = int((self.y - self.bottom - 2 * pad) / leading)
                if fits < max(map(len, left)) and not (cut and fits >= 2):
                    self.begin()
                    if repeat and number:
                        self._row(
                            [broken(c, size, w - 2 * pad) for c, w in zip(rows[0], widths, strict=True)], widths, size
                        )
                    continue
                part = [cell[:fits] for cell in left]
                left = [cell[fits:] for cell in left]
                self._row(part, widths, size)

    def _row(self, cells: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> None:
        pad, leading = 3.0, size * 1.4
        height = max(1, max(map(len, cells))) * leading + 2 * pad
        x = self.left
        for lines, width in zip(cells, widths, strict=True):
            self.canvas.rect(x, self.y - height, width, height, stroke=1, fill=0)
            for n, words in enumerate(lines):
                self.draw(words, x + pad, self.y - pad - leading * (n + 1) + size * 0.3, size)
            x += width
        self.y -= height

    def columns(self, paragraphs: Sequence[str], *, size: float = 10.5, gutter: float = 24) -> None:
        """Paragraphs in two columns, from page to page."""
        width = (WIDTH - self.left - self.right - gutter) / 2
        lines = [
            (words, 2 * size * (number == 0))
            for text in paragraphs
            for number, words in enumerate(broken(text, size, width, 2 * size))
        ]
        leading = 1.6 * size
        while lines:
            top, each = self.y, int((self.y - self.bottom) / leading)
            # The last page's columns are of equal height.
            each = min(each, -(-len(lines) // 2))
            for side in (0, 1):
                part, lines = lines[:each], lines[each:]
                for number, (words, indent) in enumerate(part):
                    self.draw(words, self.left + side * (width + gutter) + indent, top - leading * (number + 1), size)
            if lines:
                self.begin()
        self.y = top - leading * each

    def rule(self, red: bool = False) -> None:
        """A line across, as under a red head."""
        if red:
            self.canvas.setStrokeColorRGB(1, 0, 0)
        self.canvas.line(self.left, self.y - 6, WIDTH - self.right, self.y - 6)
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.y -= 12

    def done(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.stream.getvalue()


def official(paragraphs: Sequence[str], **options: Any) -> bytes:
    """A file of plain paragraphs."""
    sheets = Sheets(**options)
    for text in paragraphs:
        sheets.paragraph(text)
    return sheets.done()


def uneven(paragraphs: Sequence[str], *, indent: float, after: float) -> bytes:
    """Paragraphs as reportlab itself sets Chinese: lines that are not justified, closing marks that hang over the margin.

    `indent` is that of first lines in characters, `after` the space below a paragraph in points. The font is not in the file.
    """
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "text", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=12 * indent, spaceAfter=after,
        wordWrap="CJK",
    )  # fmt: skip
    stream = BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build([Paragraph(escape(text), style) for text in paragraphs])
    return stream.getvalue()


def by_count(paragraphs: Sequence[str], each: int = 38) -> bytes:
    """Lines of as many characters each, whatever their width, the first with an indent of two."""
    sheets = Sheets(size=12, leading=18, margins=(72, 72, 56, 56), foot="第 {} 页")
    for text in paragraphs:
        whole = "　　" + text
        for at in range(0, len(whole), each):
            sheets.line(whole[at : at + each], sheets.left)
    return sheets.done()
