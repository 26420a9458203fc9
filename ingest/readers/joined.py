"""Pictures that are the pages of one document, as a PDF: photographs of a paper, a page each.

What touches their bytes runs in the worker process (ingest/readers/worker.py); what it hands back is made here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from corpus.errors import UnreadableFile
from corpus.numerals import chinese_int
from ingest.readers import content_of, worker
from ingest.readers.ocr import PICTURE, pictures
from ingest.readers.source import LARGEST, Limits

__all__ = ["in_order", "joined"]

_SIDE: Final = 595  # points: the shorter side of a page, that of A4
_QUALITY: Final = 85  # of JPEG: letters are read as well as from the picture itself
_NUMBER: Final = re.compile(r"(\d{1,18}|[〇零一二三四五六七八九十百]{1,8})")


def in_order(paths: Sequence[Path]) -> list[Path]:
    """Files in the order of the numbers in their names: `IMG_9` stands before `IMG_10`, `第九页` before `第十页`."""
    return sorted(paths, key=lambda path: _by_numbers(path.name.lower()))


def _by_numbers(name: str) -> list[tuple[str, str]]:
    """Words and numbers by turns; only numbers are filled up: a name of more letters stands where its letters do."""
    return [(_filled(part) if at % 2 else part, part) for at, part in enumerate(_NUMBER.split(name))]


def _filled(number: str) -> str:
    value = None if number.isascii() else chinese_int(number)
    return (number if value is None else str(value)).zfill(18)


def joined(paths: Sequence[Path]) -> bytes:
    """A PDF with a page for each picture in `paths`, in their order; each page of a TIFF and each stretch of a long
    picture is one.

    Raises `UnreadableFile` for what is no picture, is damaged or too large.
    """
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    try:
        for path in paths:
            content = content_of(path)
            if not PICTURE.takes(content[:LARGEST], path.suffix.lower()):
                raise UnreadableFile("errors.not_picture", file=str(path))
            part = pypdfium2.PdfDocument(worker.run(as_pdf, content, str(path), Limits(), format="image"))
            whole.import_pages(part)
            part.close()
        return _saved(whole)
    finally:
        whole.close()


def as_pdf(content: bytes, name: str) -> bytes:
    """What a picture's file shows, upright, as a PDF; within the worker."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for picture in pictures(content, name):
        worker.alive()
        high, wide = picture.shape[:2]
        scale = _SIDE / min(high, wide)
        page = document.new_page(wide * scale, high * scale)
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(_jpeg(picture), inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(wide * scale, high * scale))
        page.insert_obj(image)
        page.gen_content()
        page.close()
    made = _saved(document)
    document.close()
    return made


def _jpeg(picture: Any) -> BytesIO:
    from PIL import Image

    stream = BytesIO()
    Image.fromarray(picture[:, :, ::-1]).save(stream, "JPEG", quality=_QUALITY)
    stream.seek(0)
    return stream


def _saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
