"""Files of each format cut short and mangled: each ends in a text or in a refusal that names it, whatever was hit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image

from corpus.errors import UnreadableFile
from ingest.readers import read_content
from office_maker import official_ofd, word_of, zip_of
from pdf_maker import official
from test_reader_html import PAGE

LINES = ["某市人民政府关于治理河道的通知", *(f"{n}.2021年6月底前完成第{n}段清淤{n * 3}公里。" for n in range(1, 12))]
ROWS = [("序号", "重点任务", "责任单位", "完成时限"), ("1", "植树200亩。", "市林业局", "2021年底前")]
EACH = 3  # variants of each kind of damage


def picture(form: str) -> bytes:
    stream = BytesIO()
    Image.new("L", (60, 40), 255).save(stream, form)  # empty: what is tried is the decoding, not the recognition
    return stream.getvalue()


WHOLE: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: "\n".join(LINES).encode("gb18030"),
    "a.html": lambda: PAGE.encode(),
    "a.pdf": lambda: official(LINES),
    "a.docx": lambda: word_of(LINES, ROWS),
    "a.ofd": lambda: official_ofd(LINES),
    "a.zip": lambda: zip_of({"一.txt": "\n".join(LINES), "二.txt": "通知"}),
    "a.png": lambda: picture("PNG"),
    "a.jpg": lambda: picture("JPEG"),
    "a.tif": lambda: picture("TIFF"),
}


def damaged(content: bytes, seed: str) -> Iterator[bytes]:
    """Cut at any place; bytes changed, taken out and doubled here and there; a stretch of noise."""
    chance = random.Random(seed)
    for _ in range(EACH):
        yield content[: chance.randrange(1, len(content))]
        mangled = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        yield bytes(mangled)
        begin, end = sorted(chance.choices(range(len(content)), k=2))
        yield content[:begin] + content[end:]
        yield content[:end] + content[begin:]
        yield content[:begin] + chance.randbytes(min(end - begin, 400)) + content[begin + 400 :]


@pytest.mark.parametrize("name", WHOLE)
def test_whatever_was_hit_it_is_read_or_refused_by_name(name: str) -> None:
    for content in damaged(WHOLE[name](), name):
        if not content:
            continue
        try:
            assert read_content(content, name).text
        except UnreadableFile as error:
            refusal = error
        else:
            continue
        assert str(refusal).count(name) >= 2, refusal.key
