"""Pages of an OFD as pictures, for those whose words are outlines or scans: filled and drawn paths, images.

Drawn is what letters are made of (GB/T 33190: paths of S M L Q B A C, images, blocks, composite objects, templates)
within the clips of each object; patterns and shadings, which lie behind letters, are not. Places are in millimetres from the corner of the page until they are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any, Final

from lxml import etree

from ingest.readers.jbig2 import JBIG2, jbig2
from ingest.readers.ofd_paths import Affine, Box, draw_path, extent, fill_path, numbers_of
from ingest.readers.package import Package, local

__all__ = ["Drawings"]

_RESOLUTION: Final = 200 / 25.4  # pixels a millimetre: 200 dpi
_LARGEST_SIDE: Final = 4_000  # pixels
_FINER: Final = 2  # drawn so many times as large, then made small: smooth edges
_DEEPEST: Final = 32
_NOWHERE: Final[Box] = (0, 0, 0, 0)
_DRAWN: Final = frozenset({"PathObject", "ImageObject"})


class Drawings:
    """What is drawn on the pages of a file; templates and resources are looked up in the whole of it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._templates: dict[str, str] = {}  # by folder and id: the part
        self._images: dict[str, str] = {}
        self._units: dict[str, etree._Element] = {}
        self._pages: dict[str, etree._Element | None] = {}
        for part in package.parts:
            root = package.xml(part) if part.lower().endswith(".xml") else None
            if root is not None and local(root) == "Res":
                self._keep_resources(part, root)
            elif root is not None and local(root) == "Document":
                for element in root.iter():
                    if local(element) == "TemplatePage" and (where := element.get("BaseLoc")):
                        self._templates[_key(part, element.get("ID"))] = _within(part, where)

    def _keep_resources(self, part: str, root: etree._Element) -> None:
        base = root.get("BaseLoc") or ""
        for element in root.iter():
            if local(element) == "MultiMedia":
                file = next((e.text or "" for e in element if local(e) == "MediaFile"), "").strip()
                beside, based = _within(part, file), _within(part, join(base, file))
                self._images[_key(part, element.get("ID"))] = based if based in self._package.parts else beside
            elif local(element) == "CompositeGraphicUnit":
                self._units[_key(part, element.get("ID"))] = element

    def has(self, location: str) -> bool:
        """Whether anything is drawn on the page whose content stands in the part `location`."""
        return any(True for _ in self._objects(location, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)))

    def picture(self, location: str, box: tuple[float, float, float, float]) -> Any:
        """That page as an array of height x width x 3; `box` is its left, top, width and height in millimetres.

        Raises `UnreadableFile` for an image that is damaged or too large.
        """
        import cv2
        import numpy

        left, top, width, height = box
        scale = _FINER * min(_RESOLUTION, _LARGEST_SIDE / max(width, height, 1))
        shape = max(round(height * scale), _FINER), max(round(width * scale), _FINER)
        canvas = numpy.full(shape, 255, numpy.uint8)
        for element, place in self._objects(location, (scale, 0.0, 0.0, scale, -left * scale, -top * scale)):
            clips = _clips(element)
            if not clips:
                self._draw(canvas, location, element, place)
                continue
            # A page may have thousands of such objects: only the part that each may change is copied.
            x0, y0, x1, y1 = _changed(element, place, clips, (0, 0, shape[1], shape[0]))
            if x0 < x1 and y0 < y1:
                part = canvas[y0:y1, x0:x1]
                drawn, moved = part.copy(), _compose((1.0, 0.0, 0.0, 1.0, -x0, -y0), place)
                self._draw(drawn, location, element, moved)
                seen = _seen(clips, moved, part.shape)
                part[seen] = drawn[seen]
        small = cv2.resize(canvas, (shape[1] // _FINER, shape[0] // _FINER), interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)

    def _objects(self, location: str, place: Affine) -> Iterator[tuple[etree._Element, Affine]]:
        """What is drawn on a page in its order, each with its way to pixels: its templates lie beneath."""
        beneath = (
            self._templates.get(_key(location, element.get("TemplateID")))
            for element in self._content(location)
            if local(element) == "Template"
        )
        for part in (*filter(None, beneath), location):
            for content in self._content(part):
                for layer in content if local(content) == "Content" else ():
                    yield from self._inside(layer, location, place, 0)

    def _content(self, part: str) -> etree._Element | tuple[()]:
        if part not in self._pages:
            self._pages[part] = self._package.xml(part)
        root = self._pages[part]
        return () if root is None else root

    def _inside(
        self, holder: etree._Element, location: str, place: Affine, depth: int
    ) -> Iterator[tuple[etree._Element, Affine]]:
        for element in holder if depth < _DEEPEST else ():
            kind = local(element)
            if kind in _DRAWN and element.get("Visible") != "false":
                yield element, _compose(place, _way(element))
            elif kind == "PageBlock":
                yield from self._inside(element, location, place, depth + 1)
            elif kind == "CompositeObject":
                unit = self._units.get(_key(location, element.get("ResourceID")))
                for content in () if unit is None else unit:
                    if local(content) == "Content":
                        yield from self._inside(content, location, _compose(place, _way(element)), depth + 1)

    def _draw(self, canvas: Any, location: str, element: etree._Element, place: Affine) -> None:
        if local(element) == "PathObject":
            draw_path(canvas, element, place)
        else:
            self._draw_image(canvas, location, element, place)

    def _draw_image(self, canvas: Any, location: str, element: etree._Element, place: Affine) -> None:
        import cv2
        import numpy

        from ingest.readers.ocr import pictures  # where it is needed: OFD with text does without

        part = self._images.get(_key(location, element.get("ResourceID")))
        if part not in self._package.parts:
            return
        content, name = self._package.read(part), f"{self._package.name}/{part}"
        image = jbig2(content, name) if content.startswith(JBIG2) else next(pictures(content, name, 1))
        height, width = image.shape[:2]
        a, b, c, d, e, f = place
        way = numpy.array([[a / width, c / height, e], [b / width, d / height, f]])
        if not numpy.isfinite(way).all():
            return
        cv2.warpAffine(
            cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), way, canvas.shape[::-1], dst=canvas,
            borderMode=cv2.BORDER_TRANSPARENT,
        )  # fmt: skip


_Clip = list[tuple[etree._Element, Affine]]  # the paths of its areas, each with its way to the object's places


def _clips(element: etree._Element) -> list[_Clip]:
    """The clips of an object, but those of letters: what shows through them is no text."""
    clips = (clip for clips in element if local(clips) == "Clips" for clip in clips)
    paths = (
        [(path, _compose(_matrix(area), _way(path))) for area in clip for path in area if local(path) == "Path"]
        for clip in clips
    )
    return [clip for clip in paths if clip]


def _changed(element: etree._Element, place: Affine, clips: list[_Clip], page: Box) -> Box:
    """Within what part of the page an object may be seen."""
    own = extent(element, place) if local(element) == "PathObject" else _around_image(place)
    shown = [
        _around([box for path, way in clip if (box := extent(path, _compose(place, way)))] or [_NOWHERE])
        for clip in clips
    ]
    left, top, right, bottom = zip(page, own or _NOWHERE, *shown, strict=True)
    return max(left), max(top), min(right), min(bottom)


def _around(boxes: list[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _around_image(place: Affine) -> Box | None:
    a, b, c, d, e, f = place
    if not all(map(math.isfinite, place)):
        return None
    across, down = (e, a + e, c + e, a + c + e), (f, b + f, d + f, b + d + f)
    return math.floor(min(across)) - 1, math.floor(min(down)) - 1, math.ceil(max(across)) + 2, math.ceil(max(down)) + 2


def _seen(clips: list[_Clip], place: Affine, shape: tuple[int, int]) -> Any:
    """Where clips let an object be seen: in each of them, and there in one of its areas."""
    import numpy

    seen = numpy.ones(shape, numpy.bool_)
    for clip in clips:
        areas = numpy.zeros(shape, numpy.uint8)
        for path, way in clip:
            fill_path(areas, path, _compose(place, way), 1)
        seen &= areas > 0
    return seen


def _key(part: str, number: str | None) -> str:
    """Names are of one document; a file may hold several, each in a folder."""
    return f"{part.lstrip('/').partition('/')[0]} {(number or '').strip()}"


def _within(part: str, where: str) -> str:
    """The part that is named in another one, from the root or from beside it."""
    where = where.strip()
    return normpath(where.lstrip("/") if where.startswith("/") else join(dirname(part), where))


def _way(element: etree._Element) -> Affine:
    """From the places within an object to those around it: its matrix, then the corner of its boundary."""
    box = numbers_of(element.get("Boundary"))
    a, b, c, d, e, f = _matrix(element)
    x, y = box[:2] if len(box) == 4 else (0.0, 0.0)
    return a, b, c, d, e + x, f + y


def _matrix(element: etree._Element) -> Affine:
    matrix = numbers_of(element.get("CTM"))
    return tuple(matrix) if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _compose(outer: Affine, inner: Affine) -> Affine:
    """The way that goes `inner` first."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f
