"""OFD whose words are outlines or pictures: drawn as the format says, then recognised."""

from __future__ import annotations

import math
import struct
import tracemalloc
from io import BytesIO
from typing import Any

import numpy
import pytest
from PIL import Image, ImageOps

from corpus.errors import UnreadableFile
from corpus.fold import fold
from ingest.readers import ocr, read_content
from ingest.readers.jbig2 import JBIG2, jbig2
from ingest.readers.ofd import decode
from ingest.readers.ofd_picture import Drawings
from ingest.readers.package import Package
from ocr_report import errors, pictures
from office_maker import ofd_file, official_ofd, zip_of
from pdf_maker import official
from test_reader_ocr import whole

TEXT = [
    "某市人民政府关于治理河道的通知",
    "一、2021年6月底前完成清淤，治理河道35公里。",
    "二、2025年前水质优良比例达到83.8%以上。",
]
PAGE = "Doc_0/Pages/Page_0/Content.xml"
TEMPLATE = "Doc_0/Tpls/Tpl_0/Content.xml"


def path(data: str, more: str = 'Fill="true" Stroke="false"', inside: str = "", box: str = "10 10 50 50") -> str:
    return f'<ofd:PathObject ID="9" Boundary="{box}" {more}>{inside}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def drawn(*objects: str, **parts: str) -> Any:
    """The page as an array of darkness, 0 to 1, a tenth of a millimetre a place where `at` looks."""
    picture = Drawings(Package(ofd_file(["".join(objects)], **parts), "x.ofd")).picture(PAGE, (0, 0, 210, 297))
    return 1 - picture[:, :, 0] / 255


def at(picture: Any, x: float, y: float) -> float:
    """How dark it is at a place in millimetres."""
    return float(picture[round(y * 200 / 25.4), round(x * 200 / 25.4)])


def covered(picture: Any) -> float:
    """The dark area in square millimetres."""
    return float(picture.sum() * (25.4 / 200) ** 2)


RECTANGLE = "M 0 0 L 40 0 L 40 20 L 0 20 C"
AREAS = {
    "a rectangle": (path(RECTANGLE), 800),
    "begun with S": (path(RECTANGLE.replace("M", "S")), 800),
    "not closed": (path(RECTANGLE.removesuffix(" C")), 800),
    "written close": (path("M0 0L40-0L40 2e1L0 20C"), 800),
    "a circle of two arcs": (path("M 10 0 A 10 10 0 0 1 10 20 A 10 10 0 0 1 10 0 C"), math.pi * 100),
    "three quarters of a circle": (path("M 20 10 A 10 10 0 1 1 10 0 L 10 10 C"), math.pi * 75),
    "a quarter of a circle": (path("M 10 0 A 10 10 0 0 1 20 10 L 10 10 C"), math.pi * 25),
    "the other way round": (path("M 20 10 A 10 10 0 0 0 10 0 L 10 10 C"), math.pi * 25),
    "an ellipse that is turned": (path("M 5 10 A 20 10 90 0 1 25 10 A 20 10 90 0 1 5 10 C"), math.pi * 200),
    "a parabola": (path("M 0 0 Q 20 30 40 0 C"), 2 / 3 * 40 * 15),
    "a cubic curve": (path("M 0 0 B 0 20 40 20 40 0 C"), 480),
    "a hole that runs the other way": (path(f"{RECTANGLE} M 10 5 L 10 15 L 30 15 L 30 5 C"), 600),
    "two that overlap": (path(f"{RECTANGLE} M 10 5 L 30 5 L 30 15 L 10 15 C"), 800),
    "two that overlap, even-odd": (path(f"{RECTANGLE} M 10 5 L 30 5 L 30 15 L 10 15 C", 'Fill="true" Stroke="false" Rule="Even-Odd"'), 600),
    "twice as large by its matrix": (path(RECTANGLE, 'Fill="true" Stroke="false" CTM="2 0 0 2 0 0"'), 3200),
    "in grey": (path(RECTANGLE, inside='<ofd:FillColor Value="128 128 128"/>'), 400),
    "in white": (path(RECTANGLE, inside='<ofd:FillColor Value="255 255 255"/>'), 0),
    "in black of four inks": (path(RECTANGLE, inside='<ofd:FillColor Value="0 0 0 255"/>'), 800),
    "not to be seen": (path(RECTANGLE, inside='<ofd:FillColor Value="0 0 0" Alpha="0"/>'), 0),
    "neither filled nor drawn": (path(RECTANGLE, 'Stroke="false"'), 0),
    "a line": (path("M 0 0 L 40 0", 'LineWidth="2"'), 80),
    "nonsense": (path("M L 3 A 1 1 B 2 nan C Q 1 2"), 0),
    "off the page": (path(RECTANGLE, box="500 1e30 1 1"), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", AREAS)
def test_paths_cover_what_they_should(name: str) -> None:
    markup, area = AREAS[name]
    assert covered(drawn(markup)) == pytest.approx(area, rel=0.03, abs=8)


def test_objects_stand_where_their_blocks_units_and_templates_put_them() -> None:
    unit = f"<ofd:CompositeGraphicUnit ID='5'><ofd:Content>{path('M 0 0 L 9 0 L 9 9 L 0 9 C', box='0 0 9 9')}</ofd:Content></ofd:CompositeGraphicUnit>"
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    extra = {
        "Doc_0/PublicRes.xml": f"<ofd:Res {space}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>",
        TEMPLATE: f"<ofd:Page {space}><ofd:Template TemplateID='3'/><ofd:Content><ofd:Layer>{path(RECTANGLE, box='100 200 9 9')}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    objects = f"<ofd:PageBlock>{path(RECTANGLE)}<ofd:CompositeObject ID='8' ResourceID='5' Boundary='100 50 99 99' CTM='2 0 0 2 1 1'/></ofd:PageBlock>"
    package = Package(ofd_file([objects]), "x.ofd")
    parts = {name: package.read(name).decode() for name in package.parts}
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</ofd:CommonData>", "<ofd:TemplatePage ID='3' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData>"
    )
    parts[PAGE] = parts[PAGE].replace("<ofd:Content>", "<ofd:Template TemplateID='3'/><ofd:Content>", 1)
    drawings = Drawings(Package(zip_of(parts | extra), "x.ofd"))
    picture = 1 - drawings.picture(PAGE, (0, 0, 210, 297))[:, :, 0] / 255
    assert covered(picture) == pytest.approx(800 + 324 + 800, rel=0.02)
    for x, y, dark in ((11, 11, 1), (49, 29, 1), (51, 29, 0), (102, 52, 1), (118, 68, 1), (120, 68, 0), (101, 201, 1)):
        assert at(picture, x, y) == dark, (x, y)


def clip(*areas: str) -> str:
    """A clip of these areas: each the corner, width and height of a rectangle in the object's millimetres."""
    inside = ""
    for area in areas:
        x, y, width, height = area.split()
        data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
        inside += f'<ofd:Area><ofd:Path Boundary="{x} {y} {width} {height}"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:Path></ofd:Area>'
    return f"<ofd:Clip>{inside}</ofd:Clip>"


def test_clips_leave_what_is_in_all_of_them() -> None:
    one = path(RECTANGLE, inside=f"<ofd:Clips>{clip('0 0 10 20', '30 0 10 20')}</ofd:Clips>")
    two = path(RECTANGLE, inside=f"<ofd:Clips>{clip('0 0 20 20')}{clip('10 0 20 10')}</ofd:Clips>", box="10 60 50 50")
    letters = path(
        RECTANGLE,
        inside="<ofd:Clips><ofd:Clip><ofd:Area><ofd:Text/></ofd:Area></ofd:Clip></ofd:Clips>",
        box="10 110 50 50",
    )
    picture = drawn(one, two, letters)
    assert covered(picture) == pytest.approx(400 + 100 + 800, rel=0.02)
    for x, y, dark in ((11, 11, 1), (25, 20, 0), (45, 20, 1), (15, 65, 0), (25, 65, 1), (25, 75, 0), (35, 65, 0)):
        assert at(picture, x, y) == dark, (x, y)


def most_memory(*objects: str) -> int:
    """How many bytes at most are taken while a page is drawn."""
    drawings = Drawings(Package(ofd_file(["".join(objects)]), "x.ofd"))
    drawings.picture(PAGE, (0, 0, 210, 297))  # what is loaded once
    tracemalloc.start()
    try:
        drawings.picture(PAGE, (0, 0, 210, 297))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_clip_takes_no_more_than_the_part_of_the_page_that_it_and_its_object_share() -> None:
    small, page = path("M 0 0 L 3 0 L 3 3 L 0 3 C"), "-10 -10 210 297"
    plain = most_memory(small)
    within = small.replace("<ofd:Abb", f"<ofd:Clips>{clip(page)}</ofd:Clips><ofd:Abb", 1)
    large = path("M 0 0 L 190 0 L 190 270 L 0 270 C", inside=f"<ofd:Clips>{clip('5 5 3 3')}</ofd:Clips>")
    for objects in ((within,), (large, path("M 0 0 L 3 0 L 3 3 L 0 3 C"))):
        assert most_memory(*objects) < plain + 1_000_000
    assert covered(drawn(within)) == pytest.approx(9, abs=0.5)
    assert covered(drawn(large)) == pytest.approx(9, abs=0.5)
    # Lines are as thick as they are, and an image is where it is.
    line = path("M 0 0 L 40 0", 'LineWidth="6"', inside=f"<ofd:Clips>{clip('-5 -5 60 60')}</ofd:Clips>")
    assert covered(drawn(line)) == pytest.approx(covered(drawn(path("M 0 0 L 40 0", 'LineWidth="6"'))), abs=0.1)
    outside = path(RECTANGLE, inside=f"<ofd:Clips>{clip('100 100 9 9')}</ofd:Clips>")
    assert covered(drawn(outside)) == 0


def jbig2_of(page: Image.Image) -> bytes:
    """A file of one region, coded as a fax codes it (ITU-T T.88, 6.2.6), which is what TIFF holds."""
    stream = BytesIO()
    # Fax codes what is 1 as black; Pillow has white for it.
    ImageOps.invert(page.convert("L")).convert("1", dither=Image.Dither.NONE).save(
        stream, "TIFF", compression="group4", strip_size=1 << 24
    )
    with Image.open(BytesIO(stream.getvalue())) as made:
        [start], [size] = made.tag_v2[273], made.tag_v2[279]
    coded = stream.getvalue()[start : start + size]
    width, height = page.size
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + coded

    def segment(number: int, kind: int, body: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body

    size_told = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    return (
        JBIG2
        + b"\x01"
        + struct.pack(">I", 1)
        + segment(0, 48, size_told)
        + segment(1, 38, region)
        + segment(2, 49, b"")
        + segment(3, 51, b"")
    )


def test_scans_in_jbig2() -> None:
    page = pictures(official(TEXT))[0].point(lambda value: 255 * (value > 160)).convert("1", dither=Image.Dither.NONE)
    content = jbig2_of(page)
    read = jbig2(content, "p.jb2")
    assert (read[:, :, 0] == numpy.asarray(page.convert("L"))).all()
    source = read_content(ofd_of_pictures(content), "扫描.ofd")
    assert errors(source.text, "".join(TEXT)) < 0.02
    for bad in (content[:40], content[:8] + b"\x00" + content[9:], content[:300], JBIG2):
        with pytest.raises(UnreadableFile) as caught:
            jbig2(bad, "p.jb2")
        assert caught.value.key == "errors.file_unparsed"
    many = content[:43] + struct.pack(">IBBBI", 9, 62, 0, 1, 0) * 10_000 + content[43:]  # words about the picture
    with pytest.raises(UnreadableFile) as caught:
        jbig2(many, "p.jb2")
    assert caught.value.key == "errors.file_unparsed"
    huge = content.replace(struct.pack(">II", *page.size), struct.pack(">II", 60_000, 60_000), 1)
    with pytest.raises(UnreadableFile) as caught:
        jbig2(huge, "p.jb2")
    assert caught.value.key == "errors.picture_large"


def ofd_of_pictures(*content: bytes) -> bytes:
    """An OFD each page of which is one image over the whole of it, as scanners make them."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    pages = [
        f'<ofd:ImageObject ID="{n}" ResourceID="{n + 70}" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>' for n in range(len(content))
    ]  # fmt: skip
    package = Package(ofd_file(pages), "x.ofd")
    listed = "".join(
        f'<ofd:MultiMedia ID="{n + 70}" Type="Image"><ofd:MediaFile>p{n}.png</ofd:MediaFile></ofd:MultiMedia>' for n in range(len(content))
    )  # fmt: skip
    parts: dict[str, str | bytes] = {name: package.read(name) for name in package.parts}
    parts["Doc_0/DocumentRes.xml"] = (
        f'<ofd:Res {space} BaseLoc="Res"><ofd:MultiMedias>{listed}</ofd:MultiMedias></ofd:Res>'
    )
    return zip_of(parts | {f"Doc_0/Res/p{n}.png": image for n, image in enumerate(content)})


def test_outlines_and_images_are_recognised() -> None:
    for content in (official_ofd(TEXT, outlines=True), ofd_of_pictures(whole(pictures(official(TEXT))[0]))):
        source = read_content(content, "文件.ofd")
        assert source.format == "ocr"
        assert errors(source.text, "".join(TEXT)) < 0.02
        assert len(source.text.splitlines()) == len(TEXT)
        [page] = source.pages
        assert page.confidence
        assert page.confidence > 0.9


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(UnreadableFile) as caught:
        decode(official_ofd(TEXT, outlines=True), "文件.ofd")
    assert caught.value.key == "errors.ocr_missing"
    assert "duban[ocr]" in str(caught.value)


def test_an_image_that_is_damaged_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_content(ofd_of_pictures(b"\x89PNG\r\n\x1a\nnoise"), "文件.ofd")
    assert caught.value.key == "errors.file_unparsed"
    assert "文件.ofd" in str(caught.value)


def test_pages_with_text_are_not_drawn() -> None:
    source = read_content(official_ofd(TEXT), "文件.ofd")
    assert source.format == "ofd"
    assert [fold(line) for line in source.text.splitlines()] == [fold(line) for line in TEXT]
