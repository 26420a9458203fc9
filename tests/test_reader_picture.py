"""The picture of a page of the source file, with the words of a task marked where they stand."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import UnreadableFile
from corpus.types import Document
from ingest.options import Options
from ingest.pipeline import read_document
from ingest.readers import read_content
from ingest.readers.picture import page_picture
from page_runs import open_page
from pdf_maker import official
from search import open_archive
from ui.batch import put_files

LINES = (
    "关于做好检查工作的通知",
    "各区人民政府：",
    "一、2019年6月底前，各区完成检查。",
    "二、各区完成检查。",
    *(f"{number}．各单位要做好第{number}项准备工作，认真落实各项要求，不得推诿。" for number in range(1, 25)),
    "三、2020年年底前，各区完成复查。",
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return official(LINES)


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    source = read_content(content, "通知.pdf")
    return read_document(source.text, name=source.name, pages=source.pages)


def marked(picture: bytes) -> tuple[int, int, int, int] | None:
    """The box of what is yellow: upper left and lower right corner as shares of the page, in percent."""
    with Image.open(BytesIO(picture)) as image:
        red, _, blue = image.convert("RGB").split()
        pairs = Image.merge("RGB", (red, red, blue)).get_flattened_data()
        width, height = image.size
    places = [at for at, (reddish, _, bluish) in enumerate(pairs) if reddish > 200 and bluish < 170]
    if not places:
        return None
    across, down = [at % width for at in places], [at // width for at in places]
    return (
        100 * min(across) // width,
        100 * min(down) // height,
        100 * max(across) // width,
        100 * max(down) // height,
    )


def place(document: Document, words: str, nth: int = 0) -> tuple[int, int]:
    at = document.text.index(words)
    for _ in range(nth):
        at = document.text.index(words, at + 1)
    return at, at + len(words)


def test_the_second_of_two_equal_clauses_is_marked_where_it_stands(content: bytes, document: Document) -> None:
    first = marked(page_picture(content, document, 1, *place(document, "各区完成检查。")))
    second = marked(page_picture(content, document, 1, *place(document, "各区完成检查。", 1)))
    assert first
    assert second
    assert first[3] <= second[1] + 1  # the lower one
    assert first[0] > second[0]  # behind the date of its line


def test_what_stands_on_another_page_marks_nothing_here(content: bytes, document: Document) -> None:
    last = document.pages[-1].number
    assert last > 1
    stretch = place(document, "各区完成复查。")
    assert marked(page_picture(content, document, 1, *stretch)) is None
    assert marked(page_picture(content, document, last, *stretch))


def test_a_stretch_over_two_pages_is_marked_on_both(content: bytes, document: Document) -> None:
    begin = document.pages[1].start
    for number in (1, 2):
        assert marked(page_picture(content, document, number, begin - 8, begin + 8))


def test_a_row_of_a_table_is_marked_cell_by_cell() -> None:
    from pdf_maker import Sheets

    sheets = Sheets()
    sheets.table([["任务", "责任单位", "完成时限"], ["建成监测平台", "市生态环境局", "2020年12月"]], [160, 130, 120])
    content = sheets.done()
    source = read_content(content, "分工.pdf")
    document = read_document(source.text, name=source.name, pages=source.pages)
    stretch = place(document, "建成监测平台\t市生态环境局\t2020年12月")
    assert marked(page_picture(content, document, 1, *stretch))


def test_a_scan_is_shown_as_it_is() -> None:
    stream = BytesIO()
    Image.new("RGB", (3000, 2000), "white").save(stream, "TIFF")
    document = read_document("通知\n一、完成检查。\n", name="扫描.tif")
    with Image.open(BytesIO(page_picture(stream.getvalue(), document, 1, 0, 2))) as image:
        assert image.size == (1600, 1067)


@pytest.mark.parametrize("number", [9])
def test_a_page_that_is_not_there_is_refused(content: bytes, document: Document, number: int) -> None:
    with pytest.raises(UnreadableFile):
        page_picture(content, document, number, 0, 4)


def test_a_damaged_original_is_refused(document: Document) -> None:
    with pytest.raises(UnreadableFile):
        page_picture(b"%PDF-1.7 nothing", document, 1, 0, 4)


@pytest.mark.parametrize("originals", [True, False])
def test_the_reader_shows_the_page_of_a_kept_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, originals: bool
) -> None:
    path = tmp_path / "通知.pdf"
    path.write_bytes(content)
    url = f"sqlite:///{tmp_path}/duban.db"
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    with closing(open_archive(url)) as archive:
        outcomes = list(put_files(archive, [path], options=Options(originals=originals)))
        assert [outcome.result for outcome in outcomes] == ["stored"]
        document = archive.get(archive.documents()[0].key)
        assert document
        assert archive.originals() == ([document.original] if originals else [])
        task = document.tasks[0]
    app = open_page("reader", doc=document.key, task=task.id, sheet="1")
    assert len(app.get("image")) == originals
