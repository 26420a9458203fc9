"""Tables without a frame, or without rules between their columns: rules across only, bands of colour, a head set off."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from pdf_maker import FONT, Sheets, register
from test_reader_pdf import document, read_made

HEAD = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")
ROWS = [
    ("1", "推进城镇污水处理设施提标改造，新建改造污水管网120公里，城市生活污水集中收集率达到75%以上。", "市水务局", "市财政局、市自然资源局", "2022年12月底前"),
    ("2", "开展农村户厕问题摸排整改，逐户建立台账。", "市农业农村局", "市卫生健康委", "2022年6月底前"),
    ("3", "淘汰国三及以下排放标准营运柴油货车2400辆，严格路检路查。", "市公安局", "市交通运输局、市商务局", "2022年底前"),
    ("4", "建立部门联席会议制度。", "市发展改革委", "", "长期"),
]  # fmt: skip
BEFORE = "各县（市、区）人民政府要按照下列分工表抓好落实，市直有关部门每季度末前将进展情况报送市人民政府办公室。"
AFTER = (
    "三、保障措施",
    "市人民政府办公室会同市直有关部门于2022年9月底前开展中期评估，评估结果报市人民政府，并抄送市直有关部门。",
)

_ACROSS = [
    ("LINEABOVE", (0, 0), (-1, 0), 1.5, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1.5, colors.black),
]
_TIGHT = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
STYLES = {
    "three rules": _ACROSS,
    "three rules, rows as near as lines": [*_ACROSS, *_TIGHT],
    "three rules, cells with their middles at one height": [*_ACROSS, *_TIGHT, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
    "a rule below each row": [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)],
    "every second row on a ground": [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.lightblue, None])],
    "the head on a ground": [("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)],
}


def printed(rows: Sequence[Sequence[str]], style: Sequence[tuple[object, ...]], repeat: int = 0) -> bytes:
    """A text with a table, as reportlab sets it."""
    register()
    line = ParagraphStyle("line", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=14, wordWrap="CJK")
    cells = [[Paragraph(words, cell) for words in row] for row in rows]
    made = Table(cells, (36, 180, 75, 85, 75), repeatRows=repeat, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *style])
    stream = BytesIO()
    parts = [Paragraph(BEFORE, line), Spacer(1, 6), made, Spacer(1, 6), *(Paragraph(words, line) for words in AFTER)]
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build(parts)
    return stream.getvalue()


@pytest.mark.parametrize("times", [1, 8], ids=["one page", "over pages"])
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_rows_keep_their_cells(tmp_path: Path, style: Sequence[tuple[object, ...]], times: int) -> None:
    rows = [HEAD, *ROWS * times]
    for repeat in (0, 1) if times > 1 else (0,):
        source = read_made(tmp_path, printed(rows, style, repeat))
        assert source.text.splitlines() == [BEFORE, *map("\t".join, rows), *AFTER]
    found = [task for task in document(source.text).tasks if task.text in {row[1] for row in ROWS}][: len(ROWS)]
    assert [[body.name for body in task.bodies if body.role == "lead"] for task in found] == [[row[2]] for row in ROWS]
    assert [[deadline.text for deadline in task.deadlines] for task in found[:3]] == [[row[4]] for row in ROWS[:3]]


LINES = (
    "为深入打好污染防治攻坚战，根据省委、省政府有关部署，结合我市实际，制定本实施方案，请认真贯彻执行。",
    "各县、区人民政府要落实主体责任，逐级分解任务，加强统筹协调，形成工作合力，确保各项任务按期完成。",
) * 6  # fmt: skip


def test_columns_of_running_text_between_rules_are_no_table(tmp_path: Path) -> None:
    """Below a head of two pieces between two rules, as gazettes have it."""
    sheets = Sheets(foot="", size=12)
    sheets.rule()
    sheets.line("某市人民政府公报", sheets.left)
    sheets.draw("2022年第3号", 400, sheets.y)
    sheets.rule()
    sheets.columns(LINES)
    sheets.rule()
    lines = read_made(tmp_path, sheets.done()).text.splitlines()
    assert sorted(lines) == sorted(["某市人民政府公报", "2022年第3号", *LINES])


def test_paragraphs_between_rules_are_no_table(tmp_path: Path) -> None:
    """The rule under a red head, those of the last page's foot, and lines of two statements."""
    sheets = Sheets(foot="")
    sheets.line("某政发〔2022〕15号", sheets.left)
    sheets.draw("签发人：张某某", 400, sheets.y)
    sheets.rule(red=True)
    for words in LINES[:2]:
        sheets.paragraph(words)
    sheets.rule()
    sheets.line("抄送：省委办公厅。", sheets.left)
    sheets.draw("共印200份", 420, sheets.y)
    sheets.rule()
    sheets.line("某市人民政府办公室", sheets.left)
    sheets.draw("2022年3月1日印发", 380, sheets.y)
    sheets.rule()
    assert read_made(tmp_path, sheets.done()).text.splitlines() == [
        "某政发〔2022〕15号", "签发人：张某某", *LINES[:2], "抄送：省委办公厅。", "共印200份", "某市人民政府办公室", "2022年3月1日印发",
    ]  # fmt: skip


def drawn(
    rows: Sequence[Sequence[str]], rules: Sequence[int], partial: Sequence[int] = (), kind: type[Sheets] = Sheets
) -> bytes:
    """A text with a table 320 points wide: `rules` and `partial` ones, without the first column, by the rows that they are below."""
    sheets = kind(foot="", size=11, leading=18)
    sheets.paragraph(BEFORE)
    for number, row in enumerate(rows):
        for below, x0 in [(each, 80) for each in rules] + [(each, 140) for each in partial]:
            if below == number:
                sheets.canvas.line(x0, sheets.y - 5, 400, sheets.y - 5)
        sheets.line(" ", sheets.left)
        for place, words in zip((85, 145, 260, 350), row, strict=False):
            sheets.draw(words, place, sheets.y)
    sheets.canvas.line(80, sheets.y - 5, 400, sheets.y - 5)
    sheets.paragraph(AFTER[1])
    return sheets.done()


def test_words_that_reach_over_the_ends_of_rules_stay_whole(tmp_path: Path) -> None:
    """They were cut at the end of the rule, the rest of the cell lost or said twice."""
    rows = (
        ("序号", "任务", "责任单位"),
        ("1", "建设污水管网", "市水务局"),
        ("2", "开展户厕排查", "市农业农村局、市卫生健康委员会"),
    )
    source = read_made(tmp_path, drawn(rows, [0, 1]))
    assert source.text.splitlines() == [BEFORE, *map("\t".join, rows), AFTER[1]]


@pytest.mark.parametrize("partial", [(2, 4), ()], ids=["rules beside it", "no rules beside it"])
def test_rows_beside_a_cell_of_several_rows(tmp_path: Path, partial: Sequence[int]) -> None:
    """Rules that leave out the first column were a second table with the same words; without them rows became one."""
    rows = (
        ("领域", "任务", "单位", "时限"),
        ("环境", "建设污水管网", "市水务局", "2022年"),
        ("", "开展户厕排查", "市农业局", "2023年"),
        ("科技", "建设实验室", "市科技局", "2025年"),
        ("", "培育企业", "市工信局", "2024年"),
    )
    source = read_made(tmp_path, drawn(rows, [0, 1, 3], partial))
    assert source.text.splitlines() == [BEFORE, *map("\t".join, rows), AFTER[1]]


def test_cells_over_rows_beside_columns_that_all_have_rules(tmp_path: Path) -> None:
    """Where only the first column leaves a rule out, the rules below the others were taken for those of a second table."""
    register()
    rows = [
        ("领域", "任务", "单位", "时限"),
        ("水源", "扩建水库两座", "市水务局", "2022年"),
        ("", "划定保护区", "市环保局", "2023年"),
        ("", "清理违建", "市城管局", "2023年"),
    ]
    made = Table(rows, (60, 180, 100, 80))
    made.setStyle(
        [("FONT", (0, 0), (-1, -1), FONT, 10), ("GRID", (0, 0), (-1, -1), 0.6, "black"), ("SPAN", (0, 1), (0, 3))]
    )
    stream = BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build([made])
    assert read_made(tmp_path, stream.getvalue()).text.splitlines() == list(map("\t".join, rows))


def test_lines_of_which_none_is_full_are_paragraphs(tmp_path: Path) -> None:
    """Two short lines of the same length made a right margin that all others ran over."""
    lines = [
        "某市水利工程管护办法",
        "市水务局应当于2022年6月底前完成工程确权。",
        "移来的句子。",
        "文本框之前。",
        "各县人民政府完成管护协议签订1500份，并报市水务局备案。",
    ]
    sheets = Sheets(foot="")
    for words in lines:
        sheets.line(words, sheets.left)
    assert read_made(tmp_path, sheets.done()).text.splitlines() == lines


def test_what_closes_a_text_is_no_row_of_the_table_before(tmp_path: Path) -> None:
    """A table that ends with its page, and a signature at the top of the next one that fits two of its columns."""
    sheets = Sheets(foot="", size=11, leading=20)
    sheets.line("各县（市、区）按下列分工抓好落实。", sheets.left)
    rows = [
        ("序号", "任务", "单位", "时限"),
        *((str(n), f"建设第{n}项污水处理设施", "市水务局", "2022年") for n in range(1, 27)),
    ]
    for number, row in enumerate(rows):
        if number < 2:
            sheets.canvas.line(80, sheets.y - 5, 500, sheets.y - 5)
        sheets.line(" ", sheets.left)
        for place, words in zip((85, 150, 300, 420), row, strict=True):
            sheets.draw(words, place, sheets.y)
    sheets.canvas.line(80, sheets.y - 5, 500, sheets.y - 5)
    sheets.begin()
    sheets.line("附注：", 85)
    sheets.draw("某省人民政府", 300, sheets.y)
    sheets.line("2022年3月1日", 300)
    sheets.paragraph(LINES[0])
    lines = read_made(tmp_path, sheets.done()).text.splitlines()
    assert lines[1 : len(rows) + 1] == ["\t".join(row) for row in rows]
    assert not any("\t" in line for line in lines[len(rows) + 1 :])


def test_a_table_without_a_frame(tmp_path: Path) -> None:
    """Rules between its rows and columns alone, as tables that are open at the sides have them."""
    sheets = Sheets(size=12)
    for words in ("一、任务", "二、分工", "三、时限"):
        sheets.line(words, sheets.left)
    left, top, pen = sheets.left, sheets.y - 20, sheets.canvas
    for x in (40, 240, 340):
        pen.line(left + x, top, left + x, top - 3 * 24)
    for row in (1, 2):
        pen.line(left, top - row * 24, left + 430, top - row * 24)
    cells = [
        ("序号", "任务", "单位", "时限"),
        ("1", "完成甲项整治", "某局", "2020年6月底前"),
        ("2", "完成乙项整治", "某厅", "2021年"),
    ]
    for row, words in enumerate(cells, 1):
        for x, cell in zip((4, 44, 244, 344), words, strict=True):
            sheets.draw(cell, left + x, top - row * 24 + 8)
    assert read_made(tmp_path, sheets.done()).text.splitlines() == [
        "一、任务", "二、分工", "三、时限", *map("\t".join, cells),
    ]  # fmt: skip


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    text = "专栏内的文字有好几行，不是表格，应当作为一个段落来读，行与行之间接起来，一直读到段落的末尾为止。" * 2
    sheets = Sheets()
    top = sheets.y
    sheets.paragraph(text)
    sheets.canvas.rect(sheets.left - 6, sheets.y - 8, 460, top - sheets.y)
    sheets.canvas.rect(sheets.left - 8, sheets.y - 10, 464, top - sheets.y + 4)
    assert read_made(tmp_path, sheets.done()).text == text + "\n"
