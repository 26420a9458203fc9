"""Scans and pictures: their text, how sure it is, and what is refused. One page is recognised a few times over."""

from __future__ import annotations

import difflib
import math
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps
from reportlab.lib.utils import ImageReader

from corpus.errors import UnreadableFile
from corpus.fold import fold
from corpus.samples import sample_text
from ingest.pipeline import read_document
from ingest.readers import Source, ocr, pdf, read, read_content
from ingest.readers.joined import in_order, joined
from ingest.readers.picture import page_picture
from ingest.readers.worker import alive, allow
from pdf_maker import FONT_FILE, HEIGHT, WIDTH, Sheets

# A page of the sample with dates, figures and bodies, its spaces as they are printed.
_FROM = "(一)加強工業企業大氣污染綜合治理"


def page_text() -> list[str]:
    lines = [line.strip() for line in sample_text().splitlines() if line.strip()]
    first = next(at for at, line in enumerate(lines) if line.startswith(_FROM))
    return ["關于打好污染防治攻堅戰的實施意見", *lines[first : first + 2]]


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    sheets = Sheets(size=14, leading=24)
    title, *body = page_text()
    sheets.centered(title, 20)
    for text in body:
        sheets.paragraph(text)
    document = pypdfium2.PdfDocument(sheets.done())
    page = document[0]
    made = page.render(scale=200 / 72).to_pil().convert("RGB")
    page.close()
    document.close()
    return made


ROWS = [
    ("序号", "重点任务", "责任单位", "完成时限"),
    ("1", "完成全部老旧小区改造，建立长效机制，健全配套政策。", "市住房和城乡建设局", "2020年6月底前"),
    ("2", "建成示范学校30所，开展教师培训。", "市教育局、市财政局", "2021年年底前"),
]


def test_a_ruled_table_on_a_picture_is_rows(tmp_path: Path) -> None:
    sheets = Sheets(foot="")
    sheets.centered("重点任务分工表", 18)
    sheets.y -= 10
    sheets.table(ROWS, (40, 200, 100, 90), size=12)
    sheets.line("（此件公开发布）", sheets.left)
    document = pypdfium2.PdfDocument(sheets.done())
    page = document[0]
    shown = page.render(scale=200 / 72).to_pil().convert("L")
    page.close()
    document.close()
    source = read(saved(shown.crop((0, 0, shown.width, shown.height // 2)), tmp_path, "表.png"))
    expected = ["重点任务分工表", *("\t".join(row) for row in ROWS), "（此件公开发布）"]
    assert [fold(line) for line in source.text.splitlines()] == [fold(line) for line in expected]
    found = read_document(source.text, name="scan").tasks
    assert [str(task.deadlines[0].due) for task in found] == ["2020-06-30", "2021-12-31"]


def saved(picture: Image.Image, folder: Path, name: str, **options: object) -> Path:
    path = folder / name
    picture.save(path, **options)  # type: ignore[arg-type]  # options of the format
    return path


def errors(read_text: str, printed: str) -> float:
    """The share of printed characters that were read wrongly, spaces aside."""
    mine, theirs = ("".join(fold(text).split()) for text in (read_text, printed))
    same = sum(
        block.size for block in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    )
    return 1 - same / len(theirs)


@pytest.fixture(scope="module")
def scanned(picture: Image.Image, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The page as a scanner hands it over: a PDF of one picture, then an empty page."""
    path = tmp_path_factory.mktemp("scan") / "扫描件.pdf"
    picture.save(path, save_all=True, append_images=[], resolution=200)
    return read(path)


def test_a_scanned_page_is_found_and_read(scanned: Source) -> None:
    printed = page_text()
    assert scanned.format == "ocr"
    assert len(scanned.text.splitlines()) == len(printed)
    assert errors(scanned.text, "".join(printed)) < 0.02


def test_the_confidence_of_a_page_is_kept(scanned: Source) -> None:
    (page,) = scanned.pages
    assert page.number == 1
    assert page.confidence is not None
    assert 0.9 < page.confidence <= 1
    found = read_document(scanned.text, name=scanned.name, pages=scanned.pages)
    assert found.pages == scanned.pages
    assert {task.page for task in found.tasks} == {1}


def test_the_dates_and_figures_of_a_scan_are_those_of_the_text(scanned: Source) -> None:
    found = read_document(scanned.text, name="scan")
    expected = read_document("\n".join(page_text()), name="text")

    def dates(tasks: object) -> list[tuple[str, str]]:
        return [(d.kind, str(d.due)) for t in tasks for d in t.deadlines]  # type: ignore[attr-defined]  # tasks

    def figures(tasks: object) -> list[tuple[str, float, str | None]]:
        return [(t.comparator, t.value, t.unit) for task in tasks for t in task.targets]  # type: ignore[attr-defined]  # tasks

    assert dates(found.tasks) == dates(expected.tasks)
    assert figures(found.tasks) == figures(expected.tasks)
    assert len(dates(found.tasks)) > 3


def test_a_picture_upside_down_is_turned(picture: Image.Image, tmp_path: Path) -> None:
    width, height = picture.size
    part = picture.crop((0, 0, width, height // 4)).rotate(180, expand=True)
    source = read(saved(part, tmp_path, "倒置.jpg", quality=90))
    assert source.format == "ocr"
    assert source.text.startswith("關于打好")
    (page,) = source.pages
    assert page.confidence
    assert page.confidence > 0.9


def sealed(page: Image.Image) -> Image.Image:
    """The page with a red seal over its words, as ink lies over print."""
    over = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(over)
    across, red = page.width // 4, (214, 36, 40)
    x, y = page.width // 2, page.height // 2 - across // 2
    pen.ellipse((x, y, x + across, y + across), outline=red, width=across // 32)
    font = ImageFont.truetype(str(FONT_FILE), across // 7)
    for at, char in enumerate("某市人民政府办公室印"):
        turn = math.pi * (1.1 + 0.8 * at / 9)
        place = (x + across * (0.5 + 0.36 * math.cos(turn)), y + across * (0.5 + 0.36 * math.sin(turn)))
        pen.text(place, char, font=font, fill=red, anchor="mm")
    pen.text(
        (x + across / 2, y + across / 2),
        "★",
        font=ImageFont.truetype(str(FONT_FILE), across // 3),
        fill=red,
        anchor="mm",
    )
    return ImageChops.multiply(page, over)


def noisy(page: Image.Image) -> Image.Image:
    """The page with grain, and specks on one pixel of a hundred."""
    chance = numpy.random.default_rng(7)
    made = numpy.asarray(page).astype(float) + chance.normal(0, 25, (page.height, page.width, 1))
    made[chance.random(made.shape[:2]) < 0.01] = 0
    return Image.fromarray(made.clip(0, 255).astype("uint8"))


def marked_part(made: bytes) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """A picture of a page and the box of what is marked yellow in it."""
    shown = Image.open(BytesIO(made)).convert("RGB")
    light = numpy.asarray(shown).astype(int)
    rows, columns = numpy.nonzero((light[:, :, 0] > 200) & (light[:, :, 1] > 190) & (light[:, :, 2] < 170))
    return shown, (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


# Each is read with the words and paragraphs of the page as it came from the printer.
HARD = {
    "leans": lambda page: page.rotate(-3, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC),
    "sealed": sealed,
    "sealed, leans, noisy": lambda page: noisy(sealed(page).rotate(2, expand=True, fillcolor="white")),
    "75 dpi": lambda page: page.resize((page.width * 3 // 8, page.height * 3 // 8), Image.Resampling.LANCZOS),
    "lies on its left side": lambda page: page.rotate(90, expand=True),
    "lies on its right side": lambda page: page.rotate(270, expand=True),
}


@pytest.mark.parametrize("how", HARD)
def test_a_page_that_is_hard_to_read(picture: Image.Image, scanned: Source, tmp_path: Path, how: str) -> None:
    part = picture.crop((0, 0, picture.width, picture.height // 3))
    path = saved(HARD[how](part), tmp_path, "难认.png")
    source = read(path)
    title, body = fold(scanned.text).splitlines()[:2]
    first, second = fold(source.text).splitlines()
    assert len(second) > 150
    assert (first, second) == (title, body[: len(second)])
    if "sealed" in how:  # red grain looks marked, and the part of a seal in a cutting is no seal
        return
    # Shown as it was read, with the words marked that a span is of: there they are read again.
    document = read_document(source.text, name=source.name, pages=source.pages)
    start = fold(source.text).index("污染防治攻坚战")
    (shown, box) = marked_part(page_picture(path.read_bytes(), document, 1, start, start + 7))
    assert box[3] - box[1] < shown.height / 10
    cutting = numpy.asarray(ImageOps.expand(shown.crop(box), 40, "white"))[:, :, ::-1]
    again = fold("".join(line.text for line in ocr.recognise(1, numpy.ascontiguousarray(cutting)).fragments))
    assert "染防治攻坚" in again
    assert "关于" not in again
    assert "意见" not in again


def test_a_long_picture_is_read_as_pages(tmp_path: Path) -> None:
    """As telephones make it of a whole text: one column, far too long to be read at once."""
    printed = [line.strip() for line in sample_text().splitlines() if line.strip()][8:12]
    sheets = Sheets(foot="")
    for text in printed:
        sheets.paragraph(text)
    document = pypdfium2.PdfDocument(sheets.done())
    pages = [page.render(scale=110 / 72).to_pil().convert("RGB") for page in document]
    document.close()
    pages = [page.crop((0, page.height // 10, page.width, page.height * 9 // 10)) for page in pages]
    long = Image.new("RGB", (pages[0].width, sum(page.height for page in pages)), "white")
    for at, page in enumerate(pages):
        long.paste(page, (0, sum(before.height for before in pages[:at])))
    assert long.height > 2.2 * long.width
    path = saved(long, tmp_path, "长图.png")
    source = read(path)
    assert len(source.pages) > 1
    assert [fold(line) for line in source.text.splitlines()] == [fold(line) for line in printed]
    found = read_document(source.text, name="长图.png", pages=source.pages)
    assert page_picture(path.read_bytes(), found, len(source.pages), 0, 1).startswith(b"\x89PNG")


def test_a_scan_under_the_line_of_a_scanning_program(picture: Image.Image, scanned: Source, tmp_path: Path) -> None:
    sheets = Sheets(foot="")
    part = picture.crop((0, 0, picture.width, picture.height // 3))
    sheets.canvas.drawImage(ImageReader(part), 0, HEIGHT * 2 / 3, WIDTH, HEIGHT / 3)
    sheets.canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), "white")), 0, 0, WIDTH, HEIGHT * 2 / 3)
    sheets.draw("某某扫描软件 创建于 2021-03-01", 60, 40, 9)
    (tmp_path / "扫描.pdf").write_bytes(sheets.done())
    source = read(tmp_path / "扫描.pdf")
    assert source.format == "ocr"
    title, body = scanned.text.splitlines()[:2]
    first, second, written = source.text.splitlines()
    assert (first, second, written[:6]) == (title, body[: len(second)], "某某扫描软件")


COVERED = ["某市河道治理规划", "到2021年6月底前完成清淤，治理河道35公里，由市水务局牵头。", "此件公开发布。"]


def covered(*lines: str) -> bytes:
    """A page a line, the first over a picture of the whole page, as covers are."""
    sheets = Sheets(foot="")
    sheets.canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), (225, 235, 250))), 0, 0, WIDTH, HEIGHT)
    for number, text in enumerate(lines):
        if number:
            sheets.begin()
        sheets.paragraph(text)
    return sheets.done()


def test_the_letters_of_a_cover_stay_where_no_others_are_recognised(tmp_path: Path) -> None:
    (tmp_path / "规划.pdf").write_bytes(covered(*COVERED))
    source = read(tmp_path / "规划.pdf")
    assert (source.text.splitlines(), source.format) == (COVERED, "pdf")
    assert [page.confidence for page in source.pages] == [None] * 3


def test_without_the_extra_a_cover_is_read_and_a_scan_under_a_line_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert pdf.decode(covered(*COVERED), "规划.pdf").text.splitlines() == COVERED
    with pytest.raises(UnreadableFile) as caught:
        pdf.decode(covered("某某扫描软件 创建于 2021-03-01"), "扫描.pdf")
    assert caught.value.key == "errors.ocr_missing"


def test_pages_of_a_tiff_and_kinds_of_pictures(picture: Image.Image, tmp_path: Path) -> None:
    """Black and white, grey with transparency: all are read; what is empty is an empty page."""
    width, height = picture.size
    part = picture.crop((0, 0, width, height // 6))
    empty = Image.new("1", part.size, 1)
    path = saved(part.convert("1"), tmp_path, "两页.tif", save_all=True, append_images=[empty])
    source = read(path)
    assert [page.number for page in source.pages] == [1, 2]
    assert source.text.startswith("關于打好")
    glass = part.convert("LA")
    glass.putalpha(part.convert("L").point(lambda value: 255 - value))  # letters on glass
    assert read(saved(glass, tmp_path, "透明.png")).text.startswith("關于打好")
    turned = Image.Exif()
    turned[0x0112] = 6  # as a camera that was held on its side says
    photo = saved(part.convert("RGB").rotate(90, expand=True), tmp_path, "照片.jpg", exif=turned)
    assert read(photo).text.startswith("關于打好")
    assert read(photo).pages[0].turned == 0
    # What else a telephone keeps in a photograph (its lights, its depth) is no page.
    both = saved(part.convert("RGB"), tmp_path, "双图.mpo", save_all=True, append_images=[part.resize((200, 50))])
    assert len(list(ocr.pictures(both.read_bytes(), "双图.jpg"))) == 1


def test_a_photograph_of_many_pixels_is_unpacked_no_larger_than_is_read() -> None:
    stream = BytesIO()
    Image.new("L", (10_000, 9_000), 255).save(stream, "JPEG")
    (shown,) = ocr.pictures(stream.getvalue(), "照片.jpg")
    assert max(shown.shape) == 4_000
    Image.new("L", (17_000, 13_000), 255).save(large := BytesIO(), "JPEG")
    with pytest.raises(UnreadableFile, match="17000"):
        next(ocr.pictures(large.getvalue(), "照片.jpg"))


def test_letters_that_no_font_names_are_recognised(tmp_path: Path) -> None:
    """A font without a map to Unicode: what stands in the file are numbers of shapes."""
    text = "到2022年年底前，某市人民政府完成老旧小区改造120个。"
    sheets = Sheets(foot="", pageCompression=0)
    sheets.paragraph(text)
    path = tmp_path / "无字表.pdf"
    path.write_bytes(sheets.done().replace(b"/ToUnicode", b"/ToUnicodX"))
    source = read(path)
    assert (source.format, source.text) == ("ocr", text + "\n")


def huge(width: int, height: int) -> bytes:
    """A PNG that says so of itself, with hardly any content."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + width // 8)) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def whole(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def test_refusals(picture: Image.Image, tmp_path: Path) -> None:
    content = whole(picture)
    cases = {
        "huge.png": (huge(20_000, 20_000), "errors.picture_large"),
        "cut.png": (content[: len(content) // 2], "errors.file_unparsed"),
        "noise.png": (content[:8] + b"noise" * 100, "errors.file_unparsed"),
        "noise.jpg": (b"\xff\xd8\xff\xe0" + b"noise" * 100, "errors.file_unparsed"),
        "noise.tif": (b"II*\x00" + bytes(500), "errors.file_unparsed"),
        "blank.png": (whole(Image.new("L", (800, 600), 255)), "errors.file_empty"),
    }
    for name, (made, key) in cases.items():
        (tmp_path / name).write_bytes(made)
        with pytest.raises(UnreadableFile) as caught:
            read(tmp_path / name)
        assert caught.value.key == key, name
        assert name in str(caught.value)


def test_photographs_of_one_paper_are_one_document(picture: Image.Image, tmp_path: Path) -> None:
    half = picture.height // 2
    parts = [picture.crop((0, 0, picture.width, half)), picture.crop((0, half, picture.width, picture.height))]
    quarter = Image.Exif()
    quarter[0x0112] = 8  # held on its side: stored a quarter turned to the right
    first = saved(parts[0].transpose(Image.Transpose.ROTATE_270), tmp_path, "IMG_9.jpg", exif=quarter)
    files = in_order([saved(parts[1], tmp_path, "IMG_10.png"), first])
    assert [path.name for path in files] == ["IMG_9.jpg", "IMG_10.png"]
    names = ["cover.jpg", "page 2.jpg", "page 10.jpg", "封面与目录.jpg", "第9页.jpg", "第10页.jpg"]
    names += ["附件第二页.jpg", "附件第九页.jpg", "附件第十页.jpg", "附件第二十一页.jpg"]
    assert [path.name for path in in_order([Path(name) for name in reversed(names)])] == names
    source = read_content(joined(files), "通知.pdf")
    assert (len(source.pages), source.format) == (2, "ocr")
    assert errors(source.text, "".join(page_text())) < 0.02
    words = tmp_path / "a.txt"
    words.write_text("一、完成清淤。", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="--as-one"):
        joined([words])


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch, picture: Image.Image) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(UnreadableFile) as caught:
        ocr.decode(whole(picture), "图.png")
    assert caught.value.key == "errors.ocr_missing"
    assert str(caught.value).count("duban[ocr]") == 2


def test_outside_of_a_worker_nothing_is_limited() -> None:
    alive()
    allow(1)
