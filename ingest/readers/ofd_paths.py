"""Paths of an OFD (GB/T 33190): outlines of S M L Q B A C, filled and drawn on a picture of greys."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import mul
from typing import Any, Final

from lxml import etree

from ingest.readers.package import local

__all__ = ["Affine", "Box", "draw_path", "extent", "fill_path", "numbers_of"]

_BITS: Final = 4  # binary places of a pixel at which outlines are filled
_FAR: Final = 30_000  # pixels: what lies further out is drawn there
_THIN: Final = 0.353  # mm: the width of a line that states none
_THICKEST: Final = 200  # pixels
_STEP: Final = re.compile(r"([SMLQBAC])([^SMLQBAC]{0,400})")
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_TAKES: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Affine = tuple[float, ...]  # a b c d e f: x' = a x + c y + e, y' = b x + d y + f
Box = tuple[int, int, int, int]  # pixels: left, top, and the right and bottom that lie just outside
_Point = tuple[float, float]
_Outline = tuple[list[_Point], bool]  # a part of a path, and whether it ends where it began


def numbers_of(words: str | None) -> list[float]:
    """The numbers in an attribute; what is none, or none that is finite, is left out."""
    return [number for word in _NUMBER.findall(words or "") if math.isfinite(number := float(word))]


def draw_path(canvas: Any, element: etree._Element, place: Affine) -> None:
    """Draw a PathObject on an array of greys (height x width); `place` leads from its own places to pixels."""
    import cv2

    scale = _scale(place)
    drawn = _drawn(element, place)
    inside, line = _grey(element, "FillColor"), _grey(element, "StrokeColor")
    if drawn and element.get("Fill") == "true" and inside is not None:
        _fill(canvas, [points for points, _ in drawn], inside, even_odd=element.get("Rule") == "Even-Odd")
    if element.get("Stroke") != "false" and line is not None:
        thickness = _thickness(element, scale)
        for points, closed in drawn:
            cv2.polylines(canvas, [points], closed, line, thickness, cv2.LINE_8, _BITS)


def fill_path(canvas: Any, element: etree._Element, place: Affine, grey: int) -> None:
    """Fill what is inside of a path, whatever its colours: the area that a clip leaves."""
    if drawn := _drawn(element, place):
        _fill(canvas, [points for points, _ in drawn], grey, even_odd=element.get("Rule") == "Even-Odd")


def extent(element: etree._Element, place: Affine) -> Box | None:
    """Within what pixels a path lies, its lines as thick as they are drawn; None where it has none."""
    import numpy

    drawn = _drawn(element, place)
    if not drawn:
        return None
    points = numpy.concatenate([points for points, _ in drawn]) >> _BITS
    around = _thickness(element, _scale(place)) + 1
    (left, top), (right, bottom) = (points.min(axis=0) - around).tolist(), (points.max(axis=0) + 1 + around).tolist()
    return left, top, right, bottom


def _thickness(element: etree._Element, scale: float) -> int:
    """How many pixels wide the lines of a path are."""
    width = next(iter(numbers_of(element.get("LineWidth"))), _THIN)
    return min(max(round(width * scale), 1), _THICKEST)


def _scale(place: Affine) -> float:
    a, b, c, d, *_ = place
    return math.sqrt(abs(a * d - b * c))


def _drawn(element: etree._Element, place: Affine) -> list[tuple[Any, bool]]:
    """The outlines of a path in pixels, and whether each is closed."""
    import numpy

    data = next((e.text or "" for e in element if local(e) == "AbbreviatedData"), "")
    a, b, c, d, e, f = place
    drawn = []
    for outline, closed in _outlines(data, _scale(place)):
        x, y = numpy.array(outline).T
        points = numpy.nan_to_num(numpy.stack((a * x + c * y + e, b * x + d * y + f), axis=1)).clip(-_FAR, _FAR)
        drawn.append((numpy.round(points * 2**_BITS).astype(numpy.int32), closed))
    return drawn


def _fill(canvas: Any, outlines: Sequence[Any], grey: int, *, even_odd: bool) -> None:
    """Fill what is inside: where outlines wind around a place an odd number of times, or not the same number each way."""
    import cv2
    import numpy

    height, width = canvas.shape
    corners = [(points.min(axis=0) >> _BITS, (points.max(axis=0) >> _BITS) + 2) for points in outlines]
    x0, y0 = numpy.min([low for low, _ in corners], axis=0).clip(0, (width, height)).tolist()
    x1, y1 = numpy.max([high for _, high in corners], axis=0).clip(0, (width, height)).tolist()
    turns = numpy.zeros((y1 - y0, x1 - x0), numpy.int16)
    for points, (low, high) in zip(outlines, corners, strict=True):
        left, top = low.clip((x0, y0), (x1, y1)).tolist()
        right, bottom = high.clip((x0, y0), (x1, y1)).tolist()
        if left >= right or top >= bottom:
            continue
        inside = numpy.zeros((bottom - top, right - left), numpy.uint8)
        cv2.fillPoly(inside, [points - (numpy.array((left, top), numpy.int32) << _BITS)], 1, cv2.LINE_8, _BITS)
        part = turns[top - y0 : bottom - y0, left - x0 : right - x0]
        if even_odd or _area(points) > 0:
            part += inside
        else:
            part -= inside
    canvas[y0:y1, x0:x1][(turns & 1 if even_odd else turns) != 0] = grey


def _area(points: Any) -> float:
    """Twice the area inside, negative where the outline runs the other way round."""
    x, y = points.astype(float).T
    return float(x @ _next(y) - y @ _next(x))


def _next(values: Any) -> Any:
    import numpy

    return numpy.roll(values, -1)


def _grey(element: etree._Element, name: str) -> int | None:
    """How light a colour is, 0 to 255; black where none is stated, None for what cannot be seen or is no plain colour."""
    colour = next((e for e in element if local(e) == name), None)
    if colour is None:
        return 0
    values = numbers_of(colour.get("Value"))
    if colour.get("Alpha") == "0" or (len(colour) and not values):
        return None
    if len(values) == 4:  # cyan, magenta, yellow, black
        values = [255 - sum(values[:3]) / 3 - values[3]]
    return min(max(round(sum(values) / len(values)), 0), 255) if values else 0


def _outlines(data: str, scale: float) -> Iterator[_Outline]:
    """The parts of a path, its curves as lines; `scale` is how many pixels a unit of it is."""
    points: list[_Point] = []
    for step in _STEP.finditer(data):
        kind, numbers = step[1], numbers_of(step[2])
        if kind == "C":
            if points:
                yield points, True
                points = points[:1]
            continue
        if len(numbers) < _TAKES[kind]:
            continue
        numbers = numbers[: _TAKES[kind]]
        end = numbers[-2], numbers[-1]
        if kind in "SM" or not points:
            if len(points) > 1:
                yield points, False
            points = [end]
        elif kind == "L":
            points.append(end)
        elif kind == "A":
            points.extend(_arc(points[-1], numbers, scale))
        else:
            points.extend(_curve([points[-1], *zip(numbers[::2], numbers[1::2], strict=True)], scale))
    if len(points) > 1:
        yield points, False


def _pieces(length: float) -> int:
    """In how many lines a curve of so many pixels is cut."""
    return min(max(math.ceil(math.sqrt(min(length, 10_000.0))), 2), 40)


def _curve(handles: Sequence[_Point], scale: float) -> list[_Point]:
    """A Bezier curve by its three or four points, without the first of them."""
    count = _pieces(scale * sum(math.dist(p, q) for p, q in pairwise(handles)))
    xs, ys = zip(*handles, strict=True)
    return [(sum(map(mul, weights, xs)), sum(map(mul, weights, ys))) for weights in _weights(len(handles) - 1, count)]


@cache
def _weights(degree: int, count: int) -> list[tuple[float, ...]]:
    """How much each handle of a curve counts at each of so many steps along it."""
    steps = [step / count for step in range(1, count + 1)]
    return [tuple(math.comb(degree, n) * t**n * (1 - t) ** (degree - n) for n in range(degree + 1)) for t in steps]


def _arc(start: _Point, numbers: Sequence[float], scale: float) -> Iterator[_Point]:
    """An arc of an ellipse: its half axes, their angle in degrees, whether it is the large and the clockwise one, its end."""
    rx, ry, angle, large, sweep = abs(numbers[0]), abs(numbers[1]), math.radians(numbers[2]), numbers[3], numbers[4]
    end = (numbers[5], numbers[6])
    if rx == 0 or ry == 0 or start == end:
        yield end
        return
    cos, sin = math.cos(angle), math.sin(angle)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    # In a frame where the ellipse is a circle of radius 1, half the way from the end to the start.
    u, v = (cos * half_x + sin * half_y) / rx, (cos * half_y - sin * half_x) / ry
    far = math.hypot(u, v)
    if far > 1:  # too small to reach: as large as it has to be
        rx, ry, u, v, far = rx * far, ry * far, u / far, v / far, 1.0
    off = math.sqrt(max(1 / far**2 - 1, 0.0)) * (-1 if bool(large) == bool(sweep) else 1)
    centre_u, centre_v = off * v, -off * u
    first = math.atan2(v - centre_v, u - centre_u)
    turn = (math.atan2(-v - centre_v, -u - centre_u) - first) % math.tau
    if not sweep:
        turn -= math.tau
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    count = _pieces(scale * max(rx, ry) * abs(turn))
    for step in range(1, count + 1):
        at = first + turn * step / count
        x, y = rx * (centre_u + math.cos(at)), ry * (centre_v + math.sin(at))
        yield middle[0] + cos * x - sin * y, middle[1] + sin * x + cos * y
