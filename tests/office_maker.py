"""DOCX and OFD files made in the test, by hand where it matters what stands in them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from pdf_maker import FONT_FILE, HEIGHT, Sheets, wide

__all__ = ["OfdSheets", "ofd_file", "official_ofd", "paragraph", "table", "word_file", "word_of", "zip_of"]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MORE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v" xmlns:wps="urn:wps"'


def zip_of(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def word_of(paragraphs: Iterable[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A document as python-docx writes it: paragraphs, then a table."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        made = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraph(text: str, *, level: int | None = None, number: int = 1, style: str = "") -> str:
    """A `w:p` of one run; `level` sets it into the list of that number."""
    place = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{place}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A `w:tbl`; a cell is the markup of its inside."""
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def word_file(body: str, **parts: str) -> bytes:
    """A document by hand; `numbering`, `styles`, `footnotes` are the insides of those parts."""
    made = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/document.xml": f"<?xml version='1.0' encoding='UTF-8'?><w:document {_W} {_MORE}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        made[f"word/{name}.xml"] = f"<w:{name} {_W}>{inside}</w:{name}>"
    return zip_of(made)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


class _OfdCanvas:
    """Takes what is drawn on a page in points from the lower left, keeps it as OFD has it: mm from the upper left."""

    MM = 25.4 / 72

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.size = 10.0

    def setFont(self, name: str, size: float) -> None:  # noqa: N802 (reportlab's name)
        self.size = size

    def setStrokeColorRGB(self, *color: float) -> None:  # noqa: N802 (reportlab's name)
        """Colours are all one here."""

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802 (reportlab's name)
        steps = [wide(char, self.size) * self.MM for char in text[:-1]]
        size = self.size * self.MM
        deltas = " ".join(_number(step) for step in steps)
        place = f"{_number(x * self.MM)} {_number((HEIGHT - y) * self.MM - size)} 200 {_number(size * 1.2)}"
        self.pages[-1].append(
            f'<ofd:TextObject ID="{len(self.pages[-1]) + 10}" Boundary="{place}" Font="1" Size="{_number(size)}">'
            f'<ofd:TextCode X="0" Y="{_number(size)}" DeltaX="{deltas}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def _path(self, x0: float, y0: float, x1: float, y1: float, data: str) -> None:
        place = " ".join(_number(n * self.MM) for n in (x0, HEIGHT - y1, x1 - x0, y1 - y0))
        self.pages[-1].append(
            f'<ofd:PathObject ID="{len(self.pages[-1]) + 10}" Boundary="{place}"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        )

    def rect(self, x: float, y: float, width: float, height: float, **_: Any) -> None:
        w, h = _number(width * self.MM), _number(height * self.MM)
        self._path(x, y, x + width, y + height, f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        data = f"M 0 0 L {_number((x1 - x0) * self.MM)} {_number((y1 - y0) * self.MM)}"
        self._path(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), data)

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self.pages.append([])

    def save(self) -> None:
        """Nothing is left to be done."""


class _PathPen(BasePen):  # type: ignore[misc]  # the library has no types
    """Writes the outline of a glyph as OFD does, `scale` mm a unit of the font, y downwards."""

    def __init__(self, glyphs: Any, scale: float, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.data: list[str] = []
        self.scale, self.x, self.y = scale, x, y

    def step(self, name: str, *points: tuple[float, float]) -> None:
        places = (_number(n) for x, y in points for n in (self.x + x * self.scale, self.y - y * self.scale))
        self.data.append(" ".join((name, *places)))

    def _moveTo(self, point: Any) -> None:  # noqa: N802 (the library's name)
        self.step("M", point)

    def _lineTo(self, point: Any) -> None:  # noqa: N802 (the library's name)
        self.step("L", point)

    def _qCurveToOne(self, *points: Any) -> None:  # noqa: N802 (the library's name)
        self.step("Q", *points)

    def _curveToOne(self, *points: Any) -> None:  # noqa: N802 (the library's name)
        self.step("B", *points)

    def _closePath(self) -> None:  # noqa: N802 (the library's name)
        self.data.append("C")


class _OutlineCanvas(_OfdCanvas):
    """Draws each line of text as one path of the outlines of its letters, as some programs export OFD."""

    def __init__(self) -> None:
        super().__init__()
        self.font = TTFont(BytesIO(FONT_FILE.read_bytes()), fontNumber=0, lazy=True)
        self.names, self.glyphs = self.font.getBestCmap(), self.font.getGlyphSet()

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802 (reportlab's name)
        scale = self.size * self.MM / self.font["head"].unitsPerEm
        data: list[str] = []
        at = 0.0
        for char in text:
            pen = _PathPen(self.glyphs, scale, at, self.size * self.MM)
            if name := self.names.get(ord(char)):
                self.glyphs[name].draw(pen)
            data += pen.data
            at += wide(char, self.size) * self.MM
        place = " ".join(
            _number(n) for n in (x * self.MM, (HEIGHT - y - self.size) * self.MM, at, 1.2 * self.size * self.MM)
        )
        self.pages[-1].append(
            f'<ofd:PathObject ID="{len(self.pages[-1]) + 10}" Boundary="{place}" Fill="true" Stroke="false">'
            f"<ofd:AbbreviatedData>{' '.join(data)}</ofd:AbbreviatedData></ofd:PathObject>"
        )


class OfdSheets(Sheets):
    """Pages as `Sheets` lays them out, in an OFD; `outlines` draws the letters instead of writing them."""

    def make_canvas(self, *, outlines: bool = False, **options: Any) -> Any:
        return _OutlineCanvas() if outlines else _OfdCanvas()

    def done(self) -> bytes:
        return ofd_file(["".join(page) for page in self.canvas.pages])


def ofd_file(pages: Sequence[str], **parts: str) -> bytes:
    """An OFD with pages of these objects; `parts` replace parts by the last piece of their names."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    declared = "<?xml version='1.0' encoding='UTF-8'?>"
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    made = {
        "OFD.xml": f'{declared}<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{declared}<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, inside in enumerate(pages):
        made[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'{declared}<ofd:Page {space}><ofd:Content><ofd:Layer ID="1">{inside}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    made.update({name: content for name in made for key, content in parts.items() if name.endswith(f"{key}.xml")})
    return zip_of(made)


def official_ofd(paragraphs: Sequence[str], **options: Any) -> bytes:
    """An OFD of plain paragraphs, set as an official text is."""
    sheets = OfdSheets(**options)
    for text in paragraphs:
        sheets.paragraph(text)
    return sheets.done()
