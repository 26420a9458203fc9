"""One page of a PDF: its characters as fragments, and what else is drawn on it."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import pi, sin
from typing import Any, Final

import msgspec
import pypdfium2.raw as pdfium

from corpus.fold import common_forms
from ingest.readers.ruled import Rule
from ingest.readers.sheets import MIDDLE, Fragment, Sign, Writer, is_wide

__all__ = ["Drawn", "Letters", "drawn", "upright"]

_IGNORED: Final = "\x00\x02\r\n\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffe\uffff"
_SPACES: Final = "\t \xa0\u2002\u2003\u2009\u3000"
_BREAKS: Final = frozenset(_IGNORED + _SPACES)
# What may be the mark of a note in mid-line: `管护1，`, `工作①。`; not `6月`, `380公里`, `10%`.
_MAY_BE_RAISED: Final = re.compile(
    r"(?<=[\u4e00-\u9fff”》）])(?:\d{1,2}(?=[，。；：、）》”\u4e00-\u9fff])(?![年月日时号个项条])|[①-⑳]|\[\d|[*＊])"
)
_EITHER: Final = "“”‘’—…·"  # as wide as a Chinese character or as a Latin one, by the font
_MOST_SHAPES: Final = 20_000  # a map or drawing has more, no table has
_MOST_SEGMENTS: Final = 4_000  # of one path: a table may be drawn in one stroke, a drawing has more
_NESTED: Final = 3  # how deep forms within forms are looked into
_THIN: Final = 3.0  # points: a rule is thinner
_LONG: Final = 8.0  # points: a rule of a table is longer
_ASKEW: Final = 0.1  # radians: text that is turned further is a watermark or stands on its side
_ASKED: Final = 40  # characters that tell which way up the text of a page is
_ASKED_WAY: Final = 20  # characters that tell which way lines run
_ASKED_KNOWN: Final = 60  # characters that tell whether those of a page are known
# Light greys of 255, and how much of what is beneath a letter covers: watermarks. White is for letters on dark.
_FAINT: Final = (180, 240)
_TINT: Final = (
    16  # of 255: what differs more among its parts is a colour, such as heads of tables have on a dark ground
)
_COVERING: Final = 100


class Drawn(msgspec.Struct):
    """What is drawn on a page beside its characters: rules, none in a drawing, and the share that pictures cover."""

    rules: list[Rule] = []
    pictured: float = 0.0


class Letters:
    """The characters of a page with their places as the page is shown: x from the left, y downwards, in points."""

    def __init__(self, page: Any, textpage: Any) -> None:
        self._raw = textpage.raw
        self._box, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._parts = [ctypes.byref(part) for part in self._colour]
        self.down = False
        self._turn = _turn(page)
        self.text = self._text()
        self.down = self._runs_down()
        if self.down:  # read as a page that lies on its left side: the column at the right becomes the first line
            self._turn.quarters = (self._turn.quarters + 3) % 4

    def _text(self) -> str:
        """A character an index; NUL where there is none that could be written."""
        count = pdfium.FPDFText_CountChars(self._raw)
        buffer = (ctypes.c_ushort * (count + 1))()
        got = pdfium.FPDFText_GetText(self._raw, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "surrogatepass")
        if len(text) == count and got == count + 1:
            return text.translate(common_forms())
        # Characters beyond the basic plane or without a map to Unicode: the indices of text and page differ.
        codes = (pdfium.FPDFText_GetUnicode(self._raw, index) for index in range(count))
        return "".join(chr(code) if code < 0x110000 else "\0" for code in codes).translate(common_forms())

    def place(self, index: int) -> tuple[float, float, float] | None:
        """Left and right edge and base of a character; None where it stands askew, or is as faint as a watermark."""
        askew = (pdfium.FPDFText_GetCharAngle(self._raw, index) - self._turn.angle) % (2 * pi)
        # Figures lie on their side in a column that runs down.
        lies = self.down and abs(askew - pi / 2) < _ASKEW
        if (_ASKEW < askew < 2 * pi - _ASKEW and not lies) or self._faint(index):
            return None
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, ctypes.byref(self._box))
        pdfium.FPDFText_GetCharOrigin(self._raw, index, ctypes.byref(self._x), ctypes.byref(self._y))
        left, right, base = self._turn.place(self._box, self._x.value, self._y.value)
        if not self.down:
            return left, right, base
        width, middle = self._box.right - self._box.left, (self._box.right + self._box.left) / 2
        if not lies:  # as long as it is wide
            left, right = (left + right - width) / 2, (left + right + width) / 2
        return left, right, self._turn.point(middle, self._y.value)[1]

    def _runs_down(self) -> bool:
        """Whether most characters stand below the one before them: text in columns from top to bottom."""
        count, ways = len(self.text), Counter[bool]()
        for at in range(0, count - 1, count // _ASKED_WAY + 1):
            first, second = (self.place(index) if is_wide(self.text[index]) else None for index in (at, at + 1))
            if first and second:
                em = first[1] - first[0]
                ways[abs(second[0] - first[0]) < 0.3 * em < second[2] - first[2] < 3 * em] += 1
        return ways[True] > max(ways[False], 5)

    def _faint(self, index: int) -> bool:
        if not pdfium.FPDFText_GetFillColor(self._raw, index, *self._parts):
            return False
        red, green, blue, cover = (part.value for part in self._colour)
        least, most = min(red, green, blue), max(red, green, blue)
        return 0 < cover < _COVERING or (_FAINT[0] <= least and most <= _FAINT[1] and most - least <= _TINT)

    def unknown(self) -> float:
        """The share of characters of which the file does not say what they are: their font has no map to Unicode."""
        count = len(self.text)
        asked = [
            pdfium.FPDFText_HasUnicodeMapError(self._raw, at) == 1
            for at in range(0, count, count // _ASKED_KNOWN + 1)
            if self.text[at] not in _BREAKS
        ]
        return sum(asked) / len(asked) if asked else 0.0

    def made(self, index: int) -> bool:
        """Whether a space is not in the file, only a gap."""
        return bool(pdfium.FPDFText_IsGenerated(self._raw, index))

    def signs(self) -> Iterator[Sign]:
        """The characters that are seen, one by one, and the spaces between them."""
        for index, char in enumerate(self.text):
            if char in _SPACES:
                yield char, None, self.made(index)
            elif char not in _IGNORED and (place := self.place(index)):
                yield char, place, False

    def fragments(
        self, inside: Callable[[float, float], bool] | None = None, *, writer: Writer | None = None
    ) -> list[Fragment]:
        """The pieces of lines; `inside` leaves out the characters whose middle (x, y) it is true of."""
        writer = writer or Writer()
        text, end, at = self.text, len(self.text), 0
        while at < end:
            char = text[at]
            if char in _BREAKS:
                if char in _SPACES:
                    writer.space(char, self.made(at))
                at += 1
                continue
            stop = at + 1
            while stop < end and text[stop] not in _BREAKS:
                stop += 1
            if inside or not self._run(writer, at, stop):
                self._singly(writer, at, stop, inside)
            at = stop
        writer.close()
        return writer.fragments

    def _run(self, writer: Writer, start: int, stop: int) -> bool:
        """Put a run of characters by the places of its first and last; False where they do not tell those between."""
        run = self.text[start:stop]
        wide = sum(map(is_wide, run))
        first, last = self.place(start), self.place(stop - 1)
        if not first or not last or not wide or first[2] != last[2]:
            return False
        em = max(
            (place[1] - place[0] for char, place in ((run[0], first), (run[-1], last)) if is_wide(char)), default=0
        )
        if not em:
            return False
        # The mark of a note stands above the line, which the places of the ends do not tell.
        if any(self._base(start + mark.start()) != first[2] for mark in _MAY_BE_RAISED.finditer(run)):
            return False
        narrow = len(run) - wide
        either = sum(map(run.count, _EITHER))
        mean = (last[1] - first[0]) / (wide + either + 0.5 * (narrow - either))
        if wide >= 6 and em < 0.9 * mean:
            em = mean  # a font that gives the width of what is black
        # Chinese characters are as wide as high, others between a quarter and the whole of it.
        if not (wide + 0.25 * narrow - 0.5) * em <= last[1] - first[0] <= (1.1 * wide + narrow + 0.5) * em:
            return False
        writer.put(run, first[0], last[1], first[2], em)
        return True

    def _base(self, index: int) -> float:
        place = self.place(index)
        return place[2] if place else 0.0

    def _singly(self, writer: Writer, start: int, stop: int, inside: Callable[[float, float], bool] | None) -> None:
        for index in range(start, stop):
            place = self.place(index)
            if place and not (inside and inside((place[0] + place[1]) / 2, place[2] - MIDDLE * (place[1] - place[0]))):
                writer.put(self.text[index], *place)


class _Turn(msgspec.Struct):
    """How the page is turned when it is shown, and where its corner is."""

    angle: float  # of text that is shown upright, radians
    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is when it is shown."""
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:  # shown turned clockwise: what was up is to the right
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def place(self, box: pdfium.FS_RECTF, x: float, y: float) -> tuple[float, float, float]:
        """Left and right edge and base of a character."""
        first, second = self.point(box.left, box.bottom), self.point(box.right, box.top)
        return min(first[0], second[0]), max(first[0], second[0]), self.point(x, y)[1]


def _turn(page: Any) -> _Turn:
    left, bottom, right, top = page.get_bbox()
    quarters = page.get_rotation() // 90 % 4
    return _Turn(-quarters * pi / 2, left, bottom, right, top, quarters)


def upright(page: Any, textpage: Any) -> bool:
    """Turn a page so that most of its text is upright; whether that had to be done (the text has to be taken anew then)."""
    count = pdfium.FPDFText_CountChars(textpage.raw)
    angles = (pdfium.FPDFText_GetCharAngle(textpage.raw, at) for at in range(0, count, count // _ASKED + 1))
    shown = page.get_rotation() // 90 % 4
    ways = Counter(round(-angle * 2 / pi) % 4 for angle in angles if abs(sin(2 * angle)) < _ASKEW)
    best = max(ways, key=lambda way: (ways[way], way == shown), default=shown)
    if best == shown:
        return False
    page.set_rotation(90 * best)
    return True


def drawn(page: Any) -> Drawn:
    """What is drawn on a page."""
    found = Drawn()
    turn = _turn(page)
    area = max(page.get_width() * page.get_height(), 1.0)
    corners = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(corner) for corner in corners]
    shapes = 0
    for kind, shape, within in _shapes(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, ()):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        shapes += 1
        if shapes > _MOST_SHAPES:
            found.rules = []
            break
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.rules.extend(_rules(shape, within, turn))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE and pdfium.FPDFPageObj_GetBounds(shape, *places):
            (x0, y0), (x1, y1) = (_moved(corners[n].value, corners[n + 1].value, within) for n in (0, 2))
            found.pictured += abs((x1 - x0) * (y1 - y0)) / area
    return found


_Matrices = tuple[pdfium.FS_MATRIX, ...]


def _shapes(holder: Any, count: Any, get: Any, within: _Matrices) -> Iterator[tuple[int, Any, _Matrices]]:
    """Kind and handle of everything drawn, that in forms included, with the matrices of the forms it is in."""
    for index in range(count(holder)):
        shape = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, shape, within
        elif len(within) < _NESTED:
            inner = (_matrix(shape), *within)
            yield from _shapes(shape, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner)


def _matrix(shape: Any) -> pdfium.FS_MATRIX:
    matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFPageObj_GetMatrix(shape, ctypes.byref(matrix))
    return matrix


def _moved(x: float, y: float, matrices: _Matrices) -> tuple[float, float]:
    for m in matrices:
        x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
    return x, y


def _rules(shape: Any, within: _Matrices, turn: _Turn) -> Iterator[Rule]:
    """The straight edges of a path that run across or down; a thin bar is one."""
    count = pdfium.FPDFPath_CountSegments(shape)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    matrices = (_matrix(shape), *within)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    edges: list[tuple[tuple[float, float], tuple[float, float]]] = []
    start = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = turn.point(*_moved(x.value, y.value, matrices))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            edges.append((points[-1] if points else point, point))
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            edges.append((point, start))
    x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
    y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        edges = [
            (((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))
            if x1 - x0 <= y1 - y0
            else ((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))
        ]
    for (ax, ay), (bx, by) in edges:
        if abs(ay - by) <= 1 and abs(ax - bx) >= _LONG:
            yield min(ax, bx), ay, max(ax, bx), ay
        elif abs(ax - bx) <= 1 and abs(ay - by) >= _LONG:
            yield ax, min(ay, by), ax, max(ay, by)
