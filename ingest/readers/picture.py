"""The picture of a page as the file shows it, with the words marked that a task was read from.

Drawn in the worker process (ingest/readers/worker.py), like all that touches the bytes of a file from outside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from corpus.types import Document, Page, Place
from ingest.readers import worker
from ingest.readers.source import Limits

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw", "page_picture"]

_SIDE: Final = 1_600  # pixels of the longer side: letters of a page are read well, and it is half a megabyte
_MARK: Final = (255, 214, 10)
_STRENGTH: Final = 0.45  # of the mark over white paper; the letters stay black
# Where the words of a page are not together in the file (a row of a table is drawn cell by cell), their parts are
# looked for one by one; parts that are shorter than this stand anywhere and are not marked.
_PART: Final = re.compile(r"[^，。；;：:\s]{4,}")

_Span = tuple[int, int]
_Box = tuple[float, float, float, float]


def page_picture(content: bytes, document: Document, number: int, start: int, end: int) -> bytes:
    """Page `number` of a document's file, a PNG, with what of `document.text[start:end]` stands on it marked.

    `content` are the file's bytes (`Document.original`): a PDF or a picture. A page that was recognised is shown the
    way it was read. Raises `UnreadableFile` when the page cannot be drawn.
    """
    first, last = _text_of(document, number)
    start, end = max(start, first), min(end, last)
    page = next((page for page in document.pages if page.number == number), Page(number, first))
    text = document.text
    places = list(_places(page.places, text[first:last], start - first, end - first)) if start < end else []
    # What was recognised stands in no text of the file.
    words = "" if page.confidence is not None else text[start:end]
    picture = worker.run(
        draw, content, document.source, Limits(), number, text[first:start], words, places, page.turned
    )
    assert isinstance(picture, bytes)
    return picture


def _text_of(document: Document, number: int) -> _Span:
    """Where the text of a page begins and ends."""
    starts = [page.start for page in document.pages if page.number >= number]
    return (starts[0], starts[1] if len(starts) > 1 else len(document.text)) if starts else (0, 0)


def _places(lines: Sequence[Place], text: str, start: int, end: int) -> Iterator[_Box]:
    """The boxes of what of the recognised lines of a page is in a stretch of its text, as parts of the page."""
    bare = "".join(text.split())
    first, last = (len("".join(text[:at].split())) for at in (start, end))
    seen: Counter[str] = Counter()
    for line in lines:
        words = "".join(line.words.split())
        span = _nth(bare, words, seen[words])
        seen[words] += 1
        if not words or not span or span[0] >= last or span[1] <= first:
            continue
        letter = (line.right - line.left) / len(words)
        begin, stop = max(first - span[0], 0), min(last - span[0], len(words))
        yield line.left + begin * letter, line.top, line.left + stop * letter, line.bottom


def draw(
    content: bytes, name: str, number: int, before: str, words: str, places: Sequence[_Box], turned: float
) -> bytes:
    """What `page_picture` says, within the worker: `words` stand on the page behind `before`, or in `places` of it when
    it is turned by so many degrees."""
    from ingest.readers.pdf import opened, page_at

    if b"%PDF-" not in content[:1024]:
        return _png(_marked_at(_scan(content, name, number), places, turned))
    with opened(content, name) as pdf, page_at(pdf, number - 1) as (page, letters):
        width, height = page.get_size()
        image = page.render(scale=_SIDE / max(width, height)).to_pil().convert("RGB")
        boxes = list(_boxes(page, letters, image.size, before, words)) if words else []
    return _png(_marked(image, boxes) if boxes else _marked_at(image, places, turned))


def _marked_at(image: Image, places: Sequence[_Box], turned: float) -> Image:
    """A picture turned as it was read, marked in these parts of it."""
    from PIL import Image as Pictures

    quarters, lean = divmod(turned + 45, 90)
    upright = image.rotate(90 * quarters, expand=True) if quarters else image
    if lean - 45:
        upright = upright.rotate(lean - 45, Pictures.Resampling.BICUBIC, fillcolor="white")
    wide, high = upright.size
    boxes = [(left * wide, top * high, right * wide, bottom * high) for left, top, right, bottom in places]
    return _marked(upright, boxes)


def _scan(content: bytes, name: str, number: int) -> Image:
    from PIL import Image

    from ingest.readers.ocr import pictures

    whole = Image.fromarray(next(pictures(content, name, number))[:, :, ::-1])
    whole.thumbnail((_SIDE, _SIDE))
    return whole


def _png(image: Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _marked(image: Image, boxes: list[_Box]) -> Image:
    from PIL import Image, ImageChops, ImageDraw

    colour = tuple(round(255 - (255 - part) * _STRENGTH) for part in _MARK)
    over = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(over)
    for box in boxes:
        pen.rectangle(box, fill=colour)
    return ImageChops.multiply(image, over)


def _boxes(page: Any, textpage: Any, size: tuple[int, int], before: str, words: str) -> Iterator[_Box]:
    """The place of each character of `words`, in pixels from the upper left."""
    from ctypes import byref, c_int

    import pypdfium2.raw as pdfium

    from ingest.readers.pdf_page import Letters

    letters = Letters(page, textpage).text
    seen = [at for at, char in enumerate(letters) if not char.isspace() and char.isprintable()]
    text = "".join(letters[at] for at in seen)
    x, y = c_int(), c_int()
    for start, end in _found(text, "".join(before.split()), words):
        for at in seen[start:end]:
            left, bottom, right, top = textpage.get_charbox(at, loose=True)
            corners = []
            for across, up in ((left, top), (right, bottom)):
                pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, across, up, byref(x), byref(y))
                corners.append((x.value, y.value))
            (x0, y0), (x1, y1) = corners
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _found(text: str, before: str, words: str) -> Iterator[_Span]:
    """Where `words` stand in a page's characters: as a whole, or part by part, each behind as many others as it was."""
    whole = "".join(words.split())
    if whole and (span := _nth(text, whole, before.count(whole))):
        yield span
        return
    for part in _PART.finditer(words):
        read = before + "".join(words[: part.start()].split())
        if span := _nth(text, part[0], read.count(part[0])):
            yield span


def _nth(text: str, words: str, number: int) -> _Span | None:
    """The occurrence with so many before it; the last one where there are fewer, None where there is none."""
    at = text.find(words)
    found = None
    while at >= 0 and number >= 0:
        found = (at, at + len(words))
        at, number = text.find(words, at + 1), number - 1
    return found
