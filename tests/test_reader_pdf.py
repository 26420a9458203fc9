"""PDFs with text: paragraphs and rows to the character, and the tags of the plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from corpus.samples import sample_text
from corpus.types import Document
from ingest.pipeline import read_document
from ingest.readers import Source, read, read_content
from pdf_maker import HEIGHT, WIDTH, Sheets, broken, by_count, official, uneven, wide

# Spaces that only set figures apart are left out of the text of a page.
_SET_APART = re.compile(
    r"(?<=[\u4e00-\u9fff，。、；：）》”]) +(?=[0-9A-Za-z“])|(?<=[0-9A-Za-z%]) +(?=[\u4e00-\u9fff（《“])"
)


def paragraphs(text: str) -> list[str]:
    lines = (_SET_APART.sub("", line.replace("\u200b", "")).strip() for line in text.splitlines())
    return [line for line in lines if line]


def read_made(folder: Path, content: bytes, name: str = "文件.pdf") -> Source:
    (folder / name).write_bytes(content)
    return read(folder / name)


def document(text: str) -> Document:
    return read_document(text, name="text")


def tags(found: Document) -> list[object]:
    """What was found, without the places: line ends differ."""
    places = ("start", "end", "page", "context")

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in places}
        return [bare(v) for v in value] if isinstance(value, list) else value

    return [bare(msgspec.to_builtins(part)) for part in (found.tasks, found.headings, found.citations, found.times)]


def test_the_sample_to_the_paragraph_and_to_the_tag(tmp_path: Path) -> None:
    expected = paragraphs(sample_text())
    source = read_made(tmp_path, official(expected))
    assert source.text.splitlines() == expected
    assert (source.format, source.name) == ("pdf", "文件.pdf")
    assert [page.number for page in source.pages] == list(range(1, len(source.pages) + 1))
    assert len(source.pages) > 20
    assert tags(document(source.text)) == tags(document("\n".join(expected)))
    assert len(document(source.text).tasks) > 50


@pytest.mark.parametrize("name", ["vocational-2019.txt", "report-2021.txt", "genre/work-report-2011.txt"])
def test_shared_texts_with_a_running_head(shared: Path, tmp_path: Path, name: str) -> None:
    expected = paragraphs((shared / "corpus" / name).read_text(encoding="utf-8"))
    sheets = Sheets(size=14, leading=22, head="某某文件汇编　第{}页", foot="- {} -")
    for text in expected:
        sheets.paragraph(text)
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == expected
    assert tags(document(source.text)) == tags(document("\n".join(expected)))


@pytest.mark.parametrize("name", ["", "zerowaste-2018.txt", "vocational-2019.txt"], ids=lambda name: name or "sample")
@pytest.mark.parametrize(
    "made",
    [partial(uneven, indent=2, after=0), partial(uneven, indent=0, after=8), by_count],
    ids=["uneven lines", "no indents, some space below", "as many characters a line"],
)
def test_lines_that_are_not_full(shared: Path, made: Callable[[Sequence[str]], bytes], name: str) -> None:
    text = (shared / "corpus" / name).read_text(encoding="utf-8") if name else sample_text()
    expected = paragraphs(text)
    read_lines = read_content(made(expected), "made.pdf").text.splitlines()
    # Which spaces a line's end swallows is another matter.
    assert ["".join(line.split()) for line in read_lines] == ["".join(line.split()) for line in expected]


class Marked(Sheets):
    """Each page has a light word in the middle, over the lines."""

    def begin(self) -> None:
        super().begin()
        self.canvas.setFillGray(0.8)
        self.draw("内部资料", 200, 400, 48)
        self.canvas.setFillGray(0)


def test_a_watermark_over_the_lines_is_no_text(tmp_path: Path) -> None:
    expected = paragraphs(sample_text())[:30]
    sheets = Marked()
    for text in expected:
        sheets.paragraph(text)
    assert read_made(tmp_path, sheets.done()).text.splitlines() == expected


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_on_its_side_or_head(tmp_path: Path, turned: int) -> None:
    expected = paragraphs(sample_text())[:30]
    document = pypdfium2.PdfDocument(official(expected))
    for page in document:
        page.set_rotation(turned)
    stream = BytesIO()
    document.save(stream)
    document.close()
    assert read_made(tmp_path, stream.getvalue()).text.splitlines() == expected


def test_footnotes_stand_at_the_end(tmp_path: Path) -> None:
    """A sentence runs on over the page with notes at its foot; one note is on the page after its mark."""
    sheets = Sheets()
    body = paragraphs(sample_text())[8]

    def line(words: str, mark: str = "", rest: str = "") -> None:
        sheets.line(words, sheets.left)
        sheets.draw(mark, sheets.left + wide(words, 16) + 0.5, sheets.y + 6, 9)
        sheets.draw(rest, sheets.left + wide(words, 16) + wide(mark, 9) + 0.5, sheets.y)

    line("全面完成城市建成区范围内" + "的河道清淤任务" * 2, "1", "，")
    line("建立长效管护机制，落实河湖长制各项要求，城市黑臭水体整", "2")
    sheets.draw("1 指国家公布的城市建成区，具体范围由有关部门另行公布，不含", sheets.left, 110, 9)
    sheets.draw("已经退出的。", sheets.left, 97, 9)
    sheets.begin()
    line("治取得明显成效，绿地面积达到120万m", "2")
    sheets.draw("2含农村黑臭水体。", sheets.left, 110, 9)
    for _ in range(2):
        sheets.paragraph(body)
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == [
        "全面完成城市建成区范围内的河道清淤任务的河道清淤任务，建立长效管护机制，落实河湖长制各项要求，城市黑臭水体整治取得明显成效，绿地面积达到120万m2",
        body,
        body,
        "指国家公布的城市建成区，具体范围由有关部门另行公布，不含已经退出的。",
        "含农村黑臭水体。",
    ]


def test_a_task_knows_its_page(tmp_path: Path) -> None:
    source = read_made(tmp_path, official(paragraphs(sample_text())))
    found = read_document(source.text, name=source.name, pages=source.pages)
    assert found.pages == source.pages
    starts = [*(page.start for page in source.pages), len(source.text)]
    for task in found.tasks:
        assert task.page is not None
        assert starts[task.page - 1] <= task.start < starts[task.page]
    # The first words of the second page as they were printed.
    assert source.pages[1].start == source.text.index("态文明等重大理論")


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    body = paragraphs(sample_text())[6:40]
    sheets = Sheets()
    sheets.centered("关于开展两栏排版工作的意见", 22)
    sheets.columns(body)
    sheets.paragraph("栏外的一段，横贯整个版面，在两栏之后读，不在其中，哪怕它比一栏宽。")
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == [
        "关于开展两栏排版工作的意见",
        *body,
        "栏外的一段，横贯整个版面，在两栏之后读，不在其中，哪怕它比一栏宽。",
    ]


HEAD = ("序号", "重点任务", "责任单位", "完成时限")
TASKS = [
    (str(n), f"完成第{n}批{'老旧小区' * 9 * (n % 4)}改造，建立长效机制，健全配套政策。", f"{place}住房和城乡建设局、财政局", f"20{20 + n % 5}年{1 + n % 12}月底前")
    for n, place in enumerate("甲乙丙丁戊己庚辛壬癸" * 5, 1)
]  # fmt: skip


def row(cells: Sequence[str]) -> str:
    return "\t".join(cells)


@pytest.mark.parametrize("repeat", [False, True], ids=["head once", "head on every page"])
@pytest.mark.parametrize("cut", [False, True], ids=["whole rows", "rows cut by the page"])
def test_a_table_over_pages_is_one(tmp_path: Path, repeat: bool, cut: bool) -> None:
    sheets = Sheets(head="任务分工")
    sheets.centered("重点任务分工表", 18)
    sheets.table([HEAD, *TASKS], (40, 220, 100, 80), repeat=repeat, cut=cut)
    sheets.paragraph("（此件公开发布）")
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == ["重点任务分工表", row(HEAD), *map(row, TASKS), "（此件公开发布）"]
    found = document(source.text).tasks
    assert len(found) == len(TASKS)
    for task, cells in zip(found, TASKS, strict=True):
        assert task.text == cells[1]
        assert task.bodies[0].name.endswith("建设局")
        assert [deadline.text for deadline in task.deadlines] == [cells[3]]


def test_merged_cells_keep_their_columns(tmp_path: Path) -> None:
    """A cell over two rows stands in the first; the row below has an empty place for it."""
    sheets = Sheets(foot="")
    x, y, pen = sheets.left, sheets.y, sheets.canvas
    for left, top, width, height in (
        (0, 0, 40, 30),
        (40, 0, 200, 30),
        (240, 0, 100, 60),
        (0, 30, 40, 30),
        (40, 30, 200, 30),
    ):
        pen.rect(x + left, y - top - height, width, height)
    for left, top, words in (
        (3, 20, "1"),
        (43, 20, "完成甲项整治"),
        (243, 20, "某局"),
        (3, 50, "2"),
        (43, 50, "完成乙项整治"),
    ):
        sheets.draw(words, x + left, y - top, 12)
    source = read_made(tmp_path, sheets.done())
    assert source.text == "1\t完成甲项整治\t某局\n2\t完成乙项整治\t\n"


def test_a_paragraph_above_a_table_that_fills_the_next_pages_is_one(tmp_path: Path) -> None:
    """Pages of nothing but a table have no margins of their own, and told none of the others'."""
    sheets = Sheets(foot="")
    sheets.paragraph("为加快推进城乡供水一体化，市水务局制定本表，请各责任单位对照落实，按时报送进展。")
    sheets.table([HEAD, *TASKS, *TASKS, *TASKS], (40, 220, 100, 80), cut=True)
    lines = read_made(tmp_path, sheets.done()).text.splitlines()
    assert lines[:2] == ["为加快推进城乡供水一体化，市水务局制定本表，请各责任单位对照落实，按时报送进展。", row(HEAD)]


OFFICIAL = [
    "000123", "机密★1年", "特急", "某省人民政府文件", "某政发〔2020〕15号", "签发人：张某某",
    "某省人民政府", "关于加快推进老旧小区改造工作的实施意见",
    "各市、县人民政府，省政府各部门、各直属机构：",
    "为改善群众居住条件，提高城市治理水平，经省人民政府同意，现就加快推进老旧小区改造工作提出如下实施意见。",
    "一、总体要求",
    "到2022年年底前，各市、县人民政府完成2000个老旧小区改造，惠及居民30万户以上，建立健全长效管理机制。",
    "附件：1.老旧小区改造年度任务分解一览表以及省级财政补助资金分配办法实施细则汇编",
    "2.责任分工",
    "某省人民政府", "2020年6月30日",
    "（此件公开发布）",
    "抄送：省委各部门，省人大常委会办公厅，省政协办公厅，省监委，省法院，省检察院，各民主党派省委。",
    "某省人民政府办公厅", "2020年7月1日印发",
]  # fmt: skip


@pytest.mark.parametrize(("above", "back"), [(105, 4), (50, 0)], ids=["to the standard", "at the very edges"])
def test_the_layout_of_official_documents(tmp_path: Path, above: float, back: float) -> None:
    """GB/T 9704: every element stands by itself, none is lost, none runs into the next."""
    part = iter(OFFICIAL)
    sheets = Sheets(margins=(above, 99, 79, 74))
    for _ in range(3):
        sheets.line(next(part), sheets.left)
    sheets.centered(next(part), 40)
    sheets.line(next(part), sheets.left + 16)
    sheets.draw(next(part), 595 - 74 - 8 * 16, sheets.y)
    sheets.rule(red=True)
    sheets.centered(next(part), 22)
    sheets.centered(next(part), 22)
    sheets.paragraph(next(part), indent=0)
    for _ in range(3):
        sheets.paragraph(next(part))
    sheets.paragraph(next(part), hanging=6)
    sheets.line(next(part), sheets.left + 5 * 16)
    sheets.line("", sheets.left)
    sheets.flush_right(next(part), back)
    sheets.flush_right(next(part), back)
    sheets.paragraph(next(part))
    sheets.rule()
    sheets.paragraph(next(part), indent=1, hanging=4)
    sheets.line(next(part), sheets.left + 16)
    sheets.draw(next(part), 595 - 74 - 9.5 * 16, sheets.y)
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == OFFICIAL
    found = document(source.text)
    assert found.title == "某省人民政府关于加快推进老旧小区改造工作的实施意见"
    assert found.number == "某政发〔2020〕15号"
    assert str(found.date) == "2020-06-30"


def test_annexes_at_the_top_of_pages_and_a_foot_that_is_set_in(tmp_path: Path) -> None:
    """`附件1` and `附件2` at the same place of two pages are no running head; `抄送` may be set in by one at both sides."""
    text = "各有关部门要按照职责分工抓好落实，建立健全长效机制，加强统筹协调，确保各项任务按期完成。"
    foot = "抄送：省委各部门，省人大常委会办公厅，省政协办公厅，省监委，省法院，省检察院，各民主党派省委，省军区。"
    sheets = Sheets()
    for words, title in (("附件1", "任务清单"), ("附件2", "工作进展情况统计表")):
        sheets.line(words, sheets.left)
        sheets.centered(title, 22)
        sheets.paragraph(text)
        if words == "附件1":
            sheets.begin()
    for words in broken(foot, 16, WIDTH - sheets.left - sheets.right - 32):
        sheets.line(words, sheets.left + 16)
    source = read_made(tmp_path, sheets.done())
    assert source.text.splitlines() == ["附件1", "任务清单", text, "附件2", "工作进展情况统计表", text, foot]


def test_turned_pages_and_shifted_corners(tmp_path: Path) -> None:
    """Pages that are shown turned, or of which only a part is shown, are read as they are shown."""
    import pypdfium2

    text = "横排的表格常常放在转过来的页面上，读出来的文字却应当与没有转过的一样，一字不差，一行不乱。" * 4
    made = pypdfium2.PdfDocument(official([text], foot=""))
    page = made[0]
    page.set_cropbox(60, 100, 560, 800)
    made.save(tmp_path / "cropped.pdf")
    assert read(tmp_path / "cropped.pdf").text == text + "\n"
    page.close()
    made.close()
    sheets = Sheets(foot="")
    for turn in (90, 180, 270):
        turned = Sheets(foot="")
        turned.canvas.saveState()
        # Drawn against the turn of the page, so that it is shown upright.
        turned.canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 595)}[turn])
        turned.canvas.rotate(turn)
        turned.y = 560 if turn != 180 else turned.y
        turned.paragraph(text)
        turned.canvas.restoreState()
        turned.canvas.setPageRotation(turn)
        assert read_made(tmp_path, turned.done()).text == text + "\n", turn
    assert sheets.page == 1


def test_signs_of_radicals_become_characters_and_watermarks_go(tmp_path: Path) -> None:
    sheets = Sheets()
    sheets.paragraph("完善生态环境治理。")
    sheets.canvas.saveState()
    sheets.canvas.translate(200, 300)
    sheets.canvas.rotate(45)
    sheets.draw("内部资料注意保存", 0, 0, 40)
    sheets.canvas.restoreState()
    assert read_made(tmp_path, sheets.done()).text == "完善生态环境治理。\n"


def test_light_colour_on_dark_is_text(tmp_path: Path) -> None:
    sheets = Sheets()
    sheets.canvas.setFillColorRGB(0.1, 0.2, 0.5)
    sheets.canvas.rect(60, 60, 480, 720, fill=1)
    sheets.canvas.setFillColorRGB(189 / 255, 215 / 255, 238 / 255)
    sheets.paragraph("完善生态环境治理。")
    assert read_made(tmp_path, sheets.done()).text == "完善生态环境治理。\n"


SPACED = [
    ("到 2020 年，全区 PM2.5 浓度下降 18% 以上。", "到2020年，全区PM2.5浓度下降18%以上。"),
    ("某某自治区党委 自治区人民政府", "某某自治区党委 自治区人民政府"),
    ("执行 GB 3095 and WHO limits 的要求。", "执行GB 3095 and WHO limits的要求。"),
]


@pytest.mark.parametrize(("printed", "text"), SPACED)
def test_spaces(tmp_path: Path, printed: str, text: str) -> None:
    assert read_made(tmp_path, official([printed])).text == text + "\n"


def test_what_is_drawn_twice_to_look_bold_is_read_once(tmp_path: Path) -> None:
    sheets = Sheets()
    for text in ("一、总体要求", "到2020年年底前完成。"):
        sheets.paragraph(text)
        sheets.draw(text, sheets.left + 32.4, sheets.y + 0.2)
        sheets.draw(text[:4], sheets.left + 32.2, sheets.y)
    assert read_made(tmp_path, sheets.done()).text.splitlines() == ["一、总体要求", "到2020年年底前完成。"]


def test_columns_from_top_to_bottom(tmp_path: Path) -> None:
    """The first at the right; figures lie on their side."""
    text = [
        "某市人民政府要落实主体责任，建立健全长效机制，加强统筹协调，确保各项任务在2022年年底前按期完成，一件一件抓好落实。"
    ] * 3
    sheets = Sheets(foot="")
    x = WIDTH - sheets.right
    for words in text:
        for n, line in enumerate(broken(words, 16, 480, 32)):
            x, y = x - 28, HEIGHT - 120 - 32 * (n == 0)
            for char in line:
                if char.isdigit():
                    sheets.canvas.saveState()
                    sheets.canvas.translate(x + 3, y)
                    sheets.canvas.rotate(-90)
                    sheets.draw(char, 0, 0)
                    sheets.canvas.restoreState()
                else:
                    sheets.draw(char, x, y - 14)
                y -= wide(char, 16)
    assert read_made(tmp_path, sheets.done()).text.splitlines() == text
