"""OFD with text: paragraphs and rows to the character, the tags of the plain text, refusals by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.samples import sample_text
from ingest.pipeline import read_document
from ingest.readers import read, read_content
from office_maker import OfdSheets, ofd_file, official_ofd, zip_of
from test_reader_pdf import HEAD, TASKS, document, paragraphs, tags
from test_reader_pdf_open import AFTER, BEFORE, drawn

ROWS = [
    ("序号", "重点任务", "责任单位", "完成时限"),
    ("1", "建成全市统一的政务服务平台，网上可办事项达到90%以上。", "市大数据局", "2021年6月底前"),
    ("2", "新建城市公园12个，改造老旧小区45个。", "市住房城乡建设局、各区人民政府", "2021年12月底前"),
]


def test_the_sample_to_the_paragraph_and_to_the_tag(tmp_path: Path) -> None:
    expected = paragraphs(sample_text())
    (tmp_path / "文件.ofd").write_bytes(official_ofd(expected))
    source = read(tmp_path / "文件.ofd")
    assert source.text.splitlines() == expected
    assert (source.format, source.name) == ("ofd", "文件.ofd")
    assert [page.number for page in source.pages] == list(range(1, len(source.pages) + 1))
    assert tags(document(source.text)) == tags(document("\n".join(expected)))


@pytest.mark.parametrize("name", ["vocational-2019.txt", "genre/work-report-2011.txt"])
def test_shared_texts_with_a_running_head(shared: Path, name: str) -> None:
    expected = paragraphs((shared / "corpus" / name).read_text(encoding="utf-8"))
    content = official_ofd(expected, size=14, leading=22, head="某某文件汇编　第{}页", foot="- {} -")
    assert read_content(content, "text.ofd").text.splitlines() == expected


def test_ruled_tables_are_rows() -> None:
    sheets = OfdSheets()
    sheets.paragraph("附件：重点任务分工表如下。")
    sheets.table(ROWS, [36, 200, 110, 80])
    sheets.paragraph("各单位每季度报告一次进展。")
    expected = ["附件：重点任务分工表如下。", *("\t".join(row) for row in ROWS), "各单位每季度报告一次进展。"]
    source = read_content(sheets.done(), "table.ofd")
    assert source.text.splitlines() == expected
    tasks = read_document(source.text, name="table.ofd").tasks
    assert [body.name for body in tasks[0].bodies] == ["市大数据局"]


@pytest.mark.parametrize("repeat", [False, True])
def test_a_row_that_the_end_of_a_page_cuts_is_one(repeat: bool) -> None:
    sheets = OfdSheets()
    sheets.paragraph("附件：重点任务分工表如下。")
    sheets.table([HEAD, *TASKS], [36, 200, 110, 80], cut=True, repeat=repeat)
    text = read_content(sheets.done(), "table.ofd").text
    assert text.splitlines() == ["附件：重点任务分工表如下。", *map("\t".join, [HEAD, *TASKS])]


def test_a_table_with_rules_across_only_is_rows() -> None:
    rows = [("序号", "任务", "责任单位"), ("1", "建设污水管网", "市水务局"), ("2", "开展户厕排查", "市农业农村局")]
    text = read_content(drawn(rows, [0, 1], kind=OfdSheets), "table.ofd").text
    assert text.splitlines() == [BEFORE, *map("\t".join, rows), AFTER[1]]


def test_a_run_that_goes_on_in_the_next_cell_is_told_apart_by_its_steps() -> None:
    """As programs write a line of a table, or a number with who signed, in one: 14 mm for `号` and the gap behind it."""
    run = '<ofd:TextObject ID="20" Boundary="20 40 150 6" Font="1" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="{}">{}</ofd:TextCode></ofd:TextObject>'
    lines = ["某政发〔2022〕15号签发人：张某", "各市、县人民政府要于2022年年底前完成水库除险加固任务。"]
    number = lines[0].index("签")
    steps = ["2.5" if char.isdecimal() else "5" for char in lines[0]]
    steps[number - 1] = "40"
    made = run.format(" ".join(steps[:-1]), lines[0]) + run.replace("20 40", "20 60").format("g 26 5", lines[1])
    text = read_content(ofd_file([made]), "head.ofd").text
    assert text.splitlines() == [lines[0][:number], lines[0][number:], lines[1]]


def test_a_cell_over_several_rows_stands_in_the_first() -> None:
    sheets = OfdSheets()
    x, y, canvas = sheets.left, sheets.y, sheets.canvas
    for left, top, width, height, words in (
        (0, 0, 60, 60, "环境"), (60, 0, 200, 30, "治理河道十公里"), (60, 30, 200, 30, "植树二百亩"), (0, 60, 60, 30, "教育"),
        (60, 60, 200, 30, "新建学校三所"),
    ):  # fmt: skip
        canvas.rect(x + left, y - top - height, width, height)
        sheets.draw(words, x + left + 4, y - top - 20, 10.5)
    text = read_content(sheets.done(), "table.ofd").text
    assert text.splitlines() == ["环境\t治理河道十公里", "\t植树二百亩", "教育\t新建学校三所"]


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
BAD = {
    "a line and no word": (ofd_file(['<ofd:PathObject ID="9" Boundary="10 10 100 5"><ofd:AbbreviatedData>M 0 0 L 9 0</ofd:AbbreviatedData></ofd:PathObject>']), "errors.file_empty"),
    "entities": (ofd_file(["x"], Content=ENTITY), "errors.xml_entities"),
    "entities in UTF-16": (zip_of({"OFD.xml": ENTITY.encode("utf-16")}), "errors.xml_entities"),
    "damaged XML": (ofd_file(["x"], Document="<ofd:Doc"), "errors.zip_damaged"),
    "no document": (zip_of({"OFD.xml": "<OFD/>"}), "errors.file_unparsed"),
    "cut short": (official_ofd(["一、完善制度。"])[:-40], "errors.zip_damaged"),
    "a flood": (zip_of({"OFD.xml": "<OFD/>", "Doc_0/Res.xml": b" " * 100_000_000}), "errors.zip_bomb"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_has_no_text_is_refused_by_name(name: str) -> None:
    content, key = BAD[name]
    with pytest.raises(UnreadableFile) as caught:
        read_content(content, "文件.ofd")
    assert caught.value.key == key
    assert "文件.ofd" in str(caught.value)
