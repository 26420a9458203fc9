"""Text of pictures by rapidocr (the extra `duban[ocr]`): PNG, JPEG, TIFF, and the pages of scanned PDFs.

Its settings are those that lost no line in trials: no classifier of angles over every line, one line at a time. A page
that is recognised badly is turned and tried again. Runs in the worker process (ingest/readers/worker.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib.util import find_spec
from io import BytesIO
from statistics import median
from typing import Any, Final

from corpus.errors import UnreadableFile
from ingest.readers.compose import compose
from ingest.readers.ocr_tables import WIDE, Found, in_tables, tables_of
from ingest.readers.ruled import Box
from ingest.readers.sheets import Fragment, Sheet, is_wide, scaled
from ingest.readers.source import Limits, Reader, Reading
from ingest.readers.worker import alive, allow

__all__ = ["PICTURE", "decode", "engine", "pictures", "recognise", "require"]

SETTINGS: Final[dict[str, object]] = {
    "Global.use_cls": False,
    "Global.text_score": 0.3,  # a line that is hard to read is a line all the same; its page's confidence tells
    "Global.log_level": "critical",
    "Det.limit_side_len": 960,
    "Det.limit_type": "max",
    "Rec.rec_batch_num": 1,
    # One thread: two wait for each other more than they work, and files are read side by side (`--jobs`).
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_MEMORY: Final = 3072  # MB of addresses; what is resident stays below 1 GB
_SECONDS: Final = 120  # a page may take that long on a busy machine; 2 to 4 are usual
_SURE: Final = 0.8  # below this mean score a page is tried the other ways round
_MOST_PIXELS: Final = 80_000_000  # A3 at 600 dpi has 70 million
_LARGEST_SIDE: Final = 4_000  # pixels: more adds nothing that is read
_MOST_PAGES: Final = 500

_STARTS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def require(name: str) -> None:
    """Raises `UnreadableFile` naming the extra where it is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        raise UnreadableFile("errors.ocr_missing", file=name)


def recognise(number: int, picture: Any, width: float = WIDE) -> Sheet:
    """The page that a picture (an array of height x width x 3) shows; `width` is how wide it is among other pages.

    Where the lines are read with low scores the picture is turned upside down, then to either side, and the best
    reading counts.
    """
    best, sure = picture, -1.0
    lines: list[Found] = []
    for quarters in (0, 2, 1, 3):
        turned = _turned(picture, quarters)
        found = _lines(turned)
        score = _confidence(found)
        if score > sure:
            best, lines, sure = turned, found, score
        if sure >= _SURE or not found:
            break
    high, wide = best.shape[:2]
    common = median(map(_size, lines)) if lines else 0.0
    tables = tables_of(best) if len(lines) > 3 else []
    grids, lines = in_tables(tables, lines, partial(_part, best), partial(_fragment, common))
    fragments = [_fragment(common, line) for line in lines]
    sheet = Sheet(number, WIDE, WIDE * high / wide, fragments, grids, round(max(sure, 0.0), 4))
    return scaled(sheet, width / picture.shape[1] * wide / WIDE)


def _turned(picture: Any, quarters: int) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(picture, quarters)) if quarters else picture


def _part(picture: Any, box: Box) -> Found | None:
    """What stands in a part of a line."""
    scale = picture.shape[1] / WIDE
    left, top, right, bottom = (round(place * scale) for place in box)
    inset = max((bottom - top) // 10, 2)  # the rules at its sides are no strokes of a character
    cut = picture[top:bottom, left + inset : right - inset]
    if cut.size == 0:
        return None
    found = engine()(cut, use_det=False, use_cls=False, use_rec=True)
    words = (found.txts or ("",))[0].strip()
    return Found(box, words, float(found.scores[0])) if words else None


@cache
def engine() -> Callable[..., Any]:
    """rapidocr with our settings; loaded once a process."""
    allow(_MEMORY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its libraries say about each other is not for our users
        from rapidocr import RapidOCR

        made: Callable[..., Any] = RapidOCR(params=SETTINGS)
    return made


def _lines(picture: Any) -> list[Found]:
    allow(_MEMORY)
    alive(_SECONDS)
    found = engine()(picture)
    if found.boxes is None or not found.txts:
        return []
    scale = WIDE / picture.shape[1]
    return [
        Found((min(xs) * scale, min(ys) * scale, max(xs) * scale, max(ys) * scale), words, score)
        for box, words, score in zip(found.boxes.tolist(), found.txts, map(float, found.scores), strict=True)
        for xs, ys in [tuple(zip(*box, strict=True))]
        if words.strip()
    ]


def _confidence(found: Sequence[Found]) -> float:
    """The mean score of the characters."""
    count = sum(len(line.words) for line in found)
    return sum(len(line.words) * line.sure for line in found) / count if count else 0.0


def _fragment(common: float, line: Found) -> Fragment:
    """A line as on a page of text; where its letters are of about the common size they are of it: boxes vary."""
    left, top, right, bottom = line.box
    size = _size(line)
    near = 0.8 * common <= size <= 1.25 * common
    return Fragment("".join(_spaced(line.words)), left, right, (top + bottom) / 2, common if near else size)


def _size(line: Found) -> float:
    """The side of a character: by the width of a line of several, by its height else."""
    left, top, right, bottom = line.box
    units = sum(1.0 if is_wide(char) else 0.5 for char in line.words)
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
    """The text that a picture shows; each page of a TIFF is a page.

    Raises `UnreadableFile` where the extra is not installed, and for a picture that is damaged or too large.
    """
    sheets = []
    for number, picture in enumerate(pictures(content, name), 1):
        if number == 1:
            require(name)  # what is no picture is refused for that
        sheets.append(recognise(number, picture))
    text, pages = compose(sheets)
    return Reading(text, pages)


def pictures(content: bytes, name: str) -> Iterator[Any]:
    """The pictures in a file (several in a TIFF), each an array of height x width x 3.

    Raises `UnreadableFile` for one that is damaged or too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd but readable headers
            image = Image.open(BytesIO(content), formats=("PNG", "JPEG", "TIFF", "BMP"))
        frames = getattr(image, "n_frames", 1)
        if frames > _MOST_PAGES:
            raise UnreadableFile("errors.pdf_pages", file=name, pages=frames, limit=_MOST_PAGES)
        for frame in range(frames):
            image.seek(frame)
            if image.width * image.height > _MOST_PIXELS:
                raise UnreadableFile(
                    "errors.picture_large", file=name, width=image.width, height=image.height,
                    limit=_MOST_PIXELS // 1_000_000,
                )  # fmt: skip
            allow(_MEMORY)
            shown: Image.Image = image
            if image.mode in ("1", "P"):  # made small as they are, they lose whole strokes
                shown = image.convert("RGBA" if "transparency" in image.info else "RGB")
            # Small before anything is copied: four copies of the largest picture are more than a gigabyte.
            shown.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
            upright = ImageOps.exif_transpose(shown)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
            upright = upright.convert("RGB")
            yield _array(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFile("errors.file_unparsed", file=name, format="IMAGE", reason=str(error)[:200]) from None


def _array(image: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])  # blue first, as the engine has it


PICTURE: Final = Reader(format="ocr", takes=_takes, decode=decode, apart=Limits(), largest=100 * 1024**2)
