"""Text of pictures by rapidocr (the extra `duban[ocr]`): PNG, JPEG, TIFF, and the pages of scanned PDFs.

Its settings are those that lost no line in trials: no classifier of angles over every line, one line at a time. A page
that is recognised badly is turned and tried again. Runs in the worker process (ingest/readers/worker.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib.util import find_spec
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import UnreadableFile
from corpus.types import Place
from ingest.readers.compose import compose
from ingest.readers.ocr_tables import WIDE, Found, in_tables, tables_of
from ingest.readers.ocr_upright import lean, leaned, lies, straight, strips, without_seals
from ingest.readers.page_tables import outside
from ingest.readers.ruled import Box
from ingest.readers.sheets import Fragment, Sheet, is_wide, scaled
from ingest.readers.source import Limits, Reader, Reading, check_pixels
from ingest.readers.worker import alive, allow

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["PICTURE", "decode", "engine", "installed", "pictures", "recognise", "require"]

SETTINGS: Final[dict[str, object]] = {
    "Global.use_cls": False,
    "Global.log_level": "critical",
    "Det.limit_side_len": 960,
    "Det.limit_type": "max",
    "Rec.rec_batch_num": 1,
    # One thread: two wait for each other more than they work, and files are read side by side (`--jobs`).
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_MEMORY: Final = (
    2048  # MB of addresses: libraries and models take one; what is resident is watched by the worker's parent
)
_SURE: Final = 0.8  # below this mean score a page is tried the other ways round
_TELLING: Final = 24  # the longest lines of a page tell which way round it is
_LEAST_SURE: Final = 0.3  # a line that is hard to read is a line all the same; its page's confidence tells
_LARGEST_SIDE: Final = 4_000  # pixels: more adds nothing that is read
_MOST_TAKEN: Final = 210_000_000  # pixels: cameras of telephones have up to 200 million
_MOST_PAGES: Final = 500

_Box = Any  # where a line stands: its four corners in pixels, from the upper left on, an array of 4 x 2
_Said = tuple[str, float]  # the words of a line, and how sure they are (0 to 1)

_STARTS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def require(name: str) -> None:
    """Raises `UnreadableFile` naming the extra where it is not installed."""
    if not installed():
        raise UnreadableFile("errors.ocr_missing", file=name)


def recognise(number: int, picture: Any, width: float = WIDE) -> Sheet:
    """The page that a picture (an array of height x width x 3) shows; `width` is how wide it is among other pages.

    Red seals are taken off it first. Where the lines are read with low scores the picture is turned upside down, then
    to either side, and the best reading counts; where they run from top to bottom, to either side at once. A page that
    leans is set straight.
    """
    picture = without_seals(picture)
    best, sure, turns = _Page(picture, []), -1.0, 0
    lying = False
    for quarters in (0, 2, 1, 3):
        if quarters == 2 and lying:
            continue  # upside down it lies as well
        turned = _turned(picture, quarters)
        page = _Page(turned, _boxes(turned))
        lying = lies(page.boxes)
        # Lines from top to bottom are read letter by letter, but not in their order.
        score = 0.0 if lying else page.telling()
        if score > sure:
            best, sure, turns = page, score, quarters
        if sure >= _SURE or not page.boxes:
            break
    return _sheet(number, best, width * best.picture.shape[1] / picture.shape[1], turns)


class _Page:
    """A picture with the boxes of its lines, each read when it is first asked for."""

    def __init__(self, picture: Any, boxes: list[_Box]) -> None:
        self.picture, self.boxes = picture, boxes
        self._read: dict[int, _Said | None] = {}

    def said(self, at: int) -> _Said | None:
        """What stands in a box, as far as it is read."""
        if at not in self._read:
            self._read[at] = _words(straight(self.picture, self.boxes[at]))
        return self._read[at]

    def telling(self) -> float:
        """How sure the longest lines are."""
        longest = sorted(range(len(self.boxes)), key=lambda at: _length(self.boxes[at]))[-_TELLING:]
        return _confidence(said for at in longest if (said := self.said(at)))


def _sheet(number: int, page: _Page, width: float, quarters: int) -> Sheet:
    """A page that stands the right way up, after so many quarters of a turn."""
    picture, boxes, angle = leaned(page.picture, page.boxes, lean(page.boxes))
    high, wide = picture.shape[:2]
    scale = WIDE / wide
    found = [
        Found((*(box.min(axis=0) * scale).tolist(), *(box.max(axis=0) * scale).tolist()), *said)
        for at, box in enumerate(boxes)
        if (said := page.said(at))
    ]
    sure = _confidence((line.words, line.sure) for line in found)
    common = median(map(_size, found)) if found else 0.0
    ruled, opened = tables_of(picture, found, partial(_tight, common)) if len(found) > 3 else ([], [])
    places: list[Place] = []

    def fragment(line: Found) -> Fragment:
        left, top, right, bottom = (
            round(side / whole, 4) for side, whole in zip(line.box, (WIDE, WIDE * high / wide) * 2, strict=True)
        )
        places.append(Place(line.words, left, top, right, bottom))
        return _fragment(common, line)

    grids, found = in_tables(ruled, found, partial(_part, picture), fragment)
    fragments = outside(opened, map(fragment, found))
    grids += [one.grid for one in opened]
    sheet = Sheet(
        number, WIDE, WIDE * high / wide, fragments, grids, round(sure, 4), tuple(places), 90.0 * quarters + angle
    )
    return scaled(sheet, width / WIDE)


def _turned(picture: Any, quarters: int) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(picture, quarters)) if quarters else picture


def _part(picture: Any, box: Box) -> Found | None:
    """What stands in a part of a line."""
    scale = picture.shape[1] / WIDE
    left, top, right, bottom = (round(place * scale) for place in box)
    inset = max((bottom - top) // 10, 2)  # the rules at its sides are no strokes of a character
    said = _words(picture[top:bottom, left + inset : right - inset])
    return Found(box, *said) if said else None


def _words(cut: Any) -> _Said | None:
    """The line in a piece of a picture; None where nothing is read."""
    alive()
    if not cut.size:
        return None
    found = engine()(cut, use_det=False, use_cls=False, use_rec=True)
    words = (found.txts or ("",))[0].strip()
    return (words, float(found.scores[0])) if words and found.scores[0] >= _LEAST_SURE else None


@cache
def engine() -> Callable[..., Any]:
    """rapidocr with our settings; loaded once a process."""
    allow(_MEMORY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its libraries say about each other is not for our users
        from rapidocr import RapidOCR

        made: Callable[..., Any] = RapidOCR(params=SETTINGS)
    return made


def _boxes(picture: Any) -> list[_Box]:
    """Where lines stand on a picture."""
    allow(_MEMORY)
    alive()
    found = engine()(picture, use_det=True, use_cls=False, use_rec=False).boxes
    return [] if found is None else list(found)


def _length(box: _Box) -> float:
    return float((box.max(axis=0) - box.min(axis=0)).max())


def _confidence(lines: Iterable[_Said]) -> float:
    """The mean score of the characters."""
    counted = [(len(words), sure) for words, sure in lines]
    count = sum(size for size, _ in counted)
    return sum(size * sure for size, sure in counted) / count if count else 0.0


def _fragment(common: float, line: Found) -> Fragment:
    """A line as on a page of text; where its letters are of about the common size they are of it: boxes vary."""
    left, top, right, bottom = line.box
    size = _size(line)
    near = 0.8 * common <= size <= 1.25 * common
    return Fragment("".join(_spaced(line.words)), left, right, (top + bottom) / 2, common if near else size)


def _tight(common: float, line: Found) -> Fragment:
    """A line as on a page of text, without the margins of its box, by which columns would seem to touch."""
    fragment = _fragment(common, line)
    if fragment.size != common:
        return fragment
    margin = (fragment.x1 - fragment.x0 - common * _units(line.words)) / 2
    margin = min(max(margin, 0.0), common)
    fragment.x0, fragment.x1 = fragment.x0 + margin, fragment.x1 - margin
    return fragment


def _units(words: str) -> float:
    """How wide words are, in sizes of a character."""
    return sum(1.0 if is_wide(char) else 0.5 for char in words)


def _size(line: Found) -> float:
    """The side of a character: by the width of a line of several, by its height else."""
    left, top, right, bottom = line.box
    units = _units(line.words)
    return (right - left) / units if units >= 4 else 0.8 * (bottom - top)


def _spaced(words: str) -> Iterator[str]:
    """The words without spaces but those between Latin words."""
    words = words.strip()
    for at, char in enumerate(words):
        if char != " " or (words[at - 1].isascii() and words[at + 1].isascii()):
            yield char


def _takes(content: bytes, suffix: str) -> bool:
    return content.startswith(_STARTS)


def decode(content: bytes, name: str) -> Reading:
    """The text that a picture shows; each page of a TIFF is a page, and each stretch of a long picture.

    Raises `UnreadableFile` where the extra is not installed, and for a picture that is damaged or too large.
    """
    sheets = []
    for number, picture in enumerate(pictures(content, name), 1):
        if number == 1:
            require(name)  # what is no picture is refused for that
        sheets.append(recognise(number, picture))
    text, pages = compose(sheets)
    return Reading(text, pages)


def pictures(content: bytes, name: str, only: int = 0) -> Iterator[Any]:
    """The pages in a picture's file, each an array of height x width x 3: several in a TIFF, or in a long picture.

    With `only` the page of that number alone. Raises `UnreadableFile` for a file that is damaged or too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked below
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd but readable headers
            image = Image.open(BytesIO(content), formats=("PNG", "JPEG", "TIFF", "BMP"))
        # The further pictures in a photograph (its depth, its lights, a small copy of it) are no pages.
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if frames > _MOST_PAGES:
            raise UnreadableFile("errors.pdf_pages", file=name, pages=frames, limit=_MOST_PAGES)
        number = 0
        for frame in range(frames):
            image.seek(frame)
            width, height = image.size
            # A JPEG is unpacked no larger than is read: a photograph of 200 megapixels would fill the memory.
            if image.draft(None, (_LARGEST_SIDE, _LARGEST_SIDE)):
                check_pixels(name, width, height, _MOST_TAKEN)
            check_pixels(name, image.width, image.height)
            allow(_MEMORY)
            # The way the camera was held, without a copy; TIFF is turned as it is loaded.
            ImageOps.exif_transpose(image, in_place=True)
            for page in strips(image):
                number += 1
                if not only or number == only:
                    yield _array(_shown(page))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFile("errors.file_unparsed", file=name, format="IMAGE", reason=str(error)[:200]) from None


def _shown(image: Image) -> Image:
    """A picture as it is seen: on white, no larger than says more."""
    from PIL import Image as Pictures

    see_through = "transparency" in image.info
    shown = image
    if image.mode in ("1", "P"):  # made small as they are, they lose whole strokes
        shown = image.convert("RGBA" if see_through else "RGB")
    # Small before anything is copied: four copies of the largest picture are more than a gigabyte.
    shown.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        shown = shown.convert("RGBA")
        shown = Pictures.alpha_composite(Pictures.new("RGBA", shown.size, "white"), shown)
    return shown.convert("RGB")


def _array(image: Image) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])  # blue first, as the engine has it


PICTURE: Final = Reader(format="ocr", takes=_takes, decode=decode, apart=Limits(), largest=100 * 1024**2)
