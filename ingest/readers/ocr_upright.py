"""Pictures made ready for recognition: which way up a page lies, how far it leans, its seals, how long it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["lean", "leaned", "lies", "straight", "strips", "without_seals"]

_LONG: Final = 4.0  # a line is so many times as long as high: short ones tell no angle
_LEAST_LEAN: Final = 0.2  # degrees: less moves the end of a line by less than a tenth of its height
_MOST_LEAN: Final = 20.0  # degrees: what leans more is no page on a scanner
_SEAL: Final = (0.08, 0.75)  # the side of a seal, in sides of the page: 4 cm of 21 is usual, more on a part of one
_ROUND: Final = 0.6  # a seal is at least so high as wide, or so wide as high
_RED: Final = 45  # how much more red than green and blue there is in ink of a seal, of 255
_CLOSED: Final = 150  # gaps in the ring of a seal, where letters cross it, are less than this part of the width
_TALL: Final = 2.2  # a picture that is so many times as high as wide is several pages
_PAGE: Final = 1.4  # the height of a page, in widths
_SHADES: Final = 40  # of 255, that differ by less than this are one shade


def lies(boxes: Sequence[Any]) -> bool:
    """Whether the lines (four corners each, in pixels) run from top to bottom: the page lies on its side."""
    sizes = [box.max(axis=0) - box.min(axis=0) for box in boxes]
    upright = sum(high for wide, high in sizes if high > 2 * wide)
    level = sum(wide for wide, high in sizes if wide > 2 * high)
    return bool(upright > level)


def lean(boxes: Sequence[Any]) -> float:
    """By how many degrees the lines lean, clockwise positive; 0 where they hardly do, or too few tell."""
    found = []
    for box in boxes:
        (x0, y0), (x1, y1), *_, (x3, y3) = box.tolist()
        if math.hypot(x1 - x0, y1 - y0) > _LONG * math.hypot(x3 - x0, y3 - y0):
            found.append(math.degrees(math.atan2(y1 - y0, x1 - x0)))
    angle = median(found) if len(found) >= 3 else 0.0
    return angle if _LEAST_LEAN < abs(angle) < _MOST_LEAN else 0.0


def leaned(picture: Any, boxes: list[Any], angle: float) -> tuple[Any, list[Any], float]:
    """A picture and the boxes on it, turned back by an angle, and that; what comes in at the edges is white.

    As they are where the left margin is no straighter then: a page that was photographed from the side.
    """
    import cv2
    import numpy

    high, wide = picture.shape[:2]
    way = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    turned = [numpy.hstack((box, numpy.ones((4, 1)))) @ way.T for box in boxes] if angle else boxes
    if not angle or _ragged(turned) > _ragged(boxes):
        return picture, boxes, 0.0
    return cv2.warpAffine(picture, way, (wide, high), borderValue=(255, 255, 255)), turned, angle


def _ragged(boxes: Sequence[Any]) -> float:
    """How far the longer lines begin from where most of them do, in pixels."""
    sides = [(box[:, 0].min(), box[:, 0].max()) for box in boxes]
    longest = max(right - left for left, right in sides)
    lefts = [left for left, right in sides if right - left > 0.6 * longest]
    middle = median(lefts)
    return float(median(abs(left - middle) for left in lefts))


def straight(picture: Any, box: Any) -> Any:
    """The line in a box of a picture, cut out and set straight; one from top to bottom is laid down."""
    import cv2
    import numpy

    corners = box.astype(numpy.float32)
    wide = int(max(numpy.linalg.norm(corners[0] - corners[1]), numpy.linalg.norm(corners[2] - corners[3])))
    high = int(max(numpy.linalg.norm(corners[0] - corners[3]), numpy.linalg.norm(corners[1] - corners[2])))
    if not wide or not high:
        return picture[:0]
    places = numpy.array([(0, 0), (wide, 0), (wide, high), (0, high)], numpy.float32)
    way = cv2.getPerspectiveTransform(corners, places)
    line = cv2.warpPerspective(picture, way, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return numpy.rot90(line) if high >= 1.5 * wide else line


def without_seals(picture: Any) -> Any:
    """A picture (blue first) whose red seals are gone, the letters beneath them left; itself where there is none.

    Red ink looks white through a red glass: within the square of a seal the red part of the light alone is kept. Red
    letters of a head are no seal: none of their parts is as large as one and about as high as wide.
    """
    import cv2
    import numpy

    high, wide = picture.shape[:2]
    blue, green, light = cv2.split(picture)
    red = (cv2.subtract(light, cv2.max(blue, green)) > _RED).astype(numpy.uint8)
    side = max(wide // _CLOSED, 1)
    closed = cv2.morphologyEx(red, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (side, side)))
    across = min(wide, high)
    kept = picture
    for x, y, w, h, _ in cv2.connectedComponentsWithStats(closed)[2][1:].tolist():
        if _SEAL[0] * across <= max(w, h) <= _SEAL[1] * across and min(w, h) >= _ROUND * max(w, h):
            kept = picture.copy() if kept is picture else kept
            kept[y : y + h, x : x + w] = light[y : y + h, x : x + w, None]
    return kept


def strips(image: Image) -> Iterator[Image]:
    """A picture in pieces of about a page each, cut between lines; one that is no longer than a page as it is."""
    import numpy

    wide, high = image.size
    if high <= _TALL * wide:
        yield image
        return
    # Rows that are all of one shade, nearly.
    free = numpy.ptp(numpy.asarray(image.convert("L")), axis=1) < _SHADES
    top = 0
    while high - top > _TALL * wide:
        low, far = top + round(0.7 * _PAGE * wide), top + round(_PAGE * wide)
        gaps = numpy.flatnonzero(numpy.diff(numpy.concatenate(([False], free[low:far], [False]))))
        begins, ends = gaps[::2], gaps[1::2]
        # The widest gap; where there is none, a line is cut.
        widest = int(numpy.argmax(ends - begins)) if len(begins) else None
        bottom = far if widest is None else low + int(begins[widest] + ends[widest]) // 2
        yield image.crop((0, top, wide, bottom))
        top = bottom
    yield image.crop((0, top, wide, high))
