"""Pictures in JBIG2 (ITU-T T.88), as scans stand in OFD: pdfium decodes them, from a PDF that is made around each.

A PDF takes the segments of such a file as they are, without its head (ISO 32000-1, 7.4.7). Runs in the worker process.
"""

from __future__ import annotations

import struct
from typing import Any, Final

from corpus.errors import UnreadableFile
from ingest.readers.source import check_pixels

__all__ = ["JBIG2", "jbig2"]

JBIG2: Final = b"\x97JB2\r\n\x1a\n"
_PAGE: Final = 48  # the type of the segment that tells the size of a page
_LAST: Final = (49, 51)  # ends of page and file, which a PDF leaves out
_MOST_SEGMENTS: Final = 10_000


def jbig2(content: bytes, name: str) -> Any:
    """The picture in a JBIG2 file of one page, an array of height x width x 3.

    Raises `UnreadableFile` where it is damaged, too large, or its segments do not follow each other.
    """
    import pypdfium2

    try:
        (width, height), segments = _segments(content)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFile("errors.file_unparsed", file=name, format="JBIG2", reason=str(error)) from None
    check_pixels(name, width, height)
    document = pypdfium2.PdfDocument(_pdf(width, height, segments))
    try:
        page = document[0]
        made = page.render(scale=1, rev_byteorder=False, prefer_bgrx=False).to_numpy()[:, :, :3].copy()
        page.close()
    finally:
        document.close()
    return made


def _segments(content: bytes) -> tuple[tuple[int, int], bytes]:
    """The size of the page, and the segments without those that end it."""
    flags = content[8]
    if not flags & 1:
        raise ValueError("segments out of their order")
    at = 9 if flags & 2 else 13
    size, kept = (0, 0), bytearray()
    for _ in range(_MOST_SEGMENTS):
        if at >= len(content):
            break
        begin = at
        number, about, count = struct.unpack_from(">IBB", content, at)
        at += 5
        if count >> 5 == 7:
            (count,) = struct.unpack_from(">I", content, at)
            count &= 0x1FFFFFFF
            at += 4 + (count + 8) // 8
        else:
            count >>= 5
            at += 1
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if about & 0x40 else 1)
        (length,) = struct.unpack_from(">I", content, at)
        at += 4
        if about & 63 == _PAGE and not any(size):
            size = struct.unpack_from(">II", content, at)
        if length > len(content) - at:
            raise ValueError("cut short")
        at += length
        if about & 63 not in _LAST:
            kept += content[begin:at]
    else:
        raise ValueError(f"{_MOST_SEGMENTS} segments or more")
    if not all(size):
        raise ValueError("no page")
    return size, bytes(kept)


def _pdf(width: int, height: int, segments: bytes) -> bytes:
    """A PDF of one page, a point a pixel, that the picture fills."""
    draw = f"{width} 0 0 {height} 0 0 cm /I Do".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 1/ColorSpace/DeviceGray"
        f"/Filter/JBIG2Decode/Length {len(segments)}>>stream\n".encode() + segments + b"\nendstream",
    )  # fmt: skip
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, part)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, table)
    return bytes(made)
