"""Tables on pictures: by their rules, whatever a scan has lost of them, and by nothing that only looks like rules."""

from __future__ import annotations

import numpy
import pytest

from ingest.readers.ocr_tables import Found, tables_of
from ingest.readers.open_tables import Bands, tables_on
from ingest.readers.ruled import cell_at, cells_of
from ingest.readers.sheets import Fragment


def piece(line: Found) -> Fragment:
    left, top, right, bottom = line.box
    return Fragment(line.words, left, right, (top + bottom) / 2, bottom - top - 2)


def test_words_of_a_cell_that_is_not_closed_are_kept() -> None:
    """A black and white scan had lost a part of a rule, and with it the words of that cell."""
    across = [(80.0, y, 520.0, y) for y in (100.0, 120.0)] + [(80.0, 140.0, 200.0, 140.0), (350.0, 140.0, 520.0, 140.0)]
    down = [(x, 100.0, x, 140.0) for x in (80.0, 200.0, 350.0, 520.0)]
    (table,) = cells_of([*across, *down])
    assert [len(row) for row in table.rows] == [3, 3]
    assert cell_at([table], 270, 130) == (0, 1, 1)


def test_letters_of_a_head_are_no_table() -> None:
    """The strokes of large letters cross as rules do; a table is not within one line."""
    picture = numpy.full((1200, 1200, 3), 255, numpy.uint8)
    for x in (600, 640, 680):
        picture[400:480, x : x + 4] = 0
    for y in (400, 440, 480):
        picture[y : y + 4, 600:684] = 0
    line = Found((200.0, 190.0, 400.0, 250.0), "某市人民政府文件", 1.0)
    assert tables_of(picture, [line], piece) == ([], [])
    assert len(tables_of(picture, [], piece)[0]) == 1


ROWS = [
    ("序号", "任务", "责任单位"),
    ("1", "建设污水管网五十公里", "市水务局"),
    ("2", "开展户厕排查", "市农业农村局、市住建局"),
]


@pytest.mark.parametrize("rules", [(180, 204, 264), (180, 204, 234, 264)], ids=["three rules", "a rule below each row"])
def test_a_table_with_rules_across_only(rules: tuple[int, ...]) -> None:
    picture = numpy.full((1200, 1200, 3), 255, numpy.uint8)
    for y in rules:
        picture[2 * y : 2 * y + 3, 160:1040] = 0
    lines = [
        Found((x, 186.0 + 30 * row, x + 12.0 * len(words), 200.0 + 30 * row), words, 1.0)
        for row, cells in enumerate(ROWS)
        for x, words in zip((84.0, 150.0, 330.0), cells, strict=True)
    ]
    ruled, (found,) = tables_of(picture, lines, piece)
    assert (ruled, found.grid.rows) == ([], ROWS)


def test_a_head_between_two_rules_has_one_table() -> None:
    """It was found above the second rule again, without end, where a row below would not fit its columns."""
    rows = [("序号", "任务", "单位"), ("1", "植树", "市林业局"), ("2", "治沙", "市林草局"), ("3", "清淤", "市水务局")]
    placed = [
        (words, x, x + 10.0 * len(words), 195.0 + 25 * row)
        for row, cells in enumerate(rows)
        for x, words in zip((80.0, 150.0, 300.0), cells, strict=True)
    ]
    lines = [*placed, ("一行在两栏之间没有空隙的很长很长的文字", 80.0, 400.0, 300.0)]
    fragments = [Fragment(words, x0, x1, y, 10.0) for words, x0, x1, y in lines]
    (found,) = tables_on([Bands(77.0, 523.0, [180.0, 207.0, 409.0])], fragments, None)
    assert found.grid.rows == rows


def test_a_table_of_many_short_columns_is_no_running_text() -> None:
    """Cells of two or three characters fill their column in any row; it was rejected, and read line by line."""
    rows = [tuple(f"{'甲乙丙丁戊己庚辛'[at]}指标" for at in range(8))]
    rows += [tuple(str(1000 + 37 * row + at) for at in range(8)) for row in range(5)]
    fragments = [
        Fragment(words, 80 + 55.0 * at, 80 + 55.0 * at + 5.0 * len(words), 195.0 + 18 * row, 10.0)
        for row, cells in enumerate(rows)
        for at, words in enumerate(cells)
    ]
    (found,) = tables_on([Bands(77.0, 523.0, [180.0, 201.0, 294.0])], fragments, None)
    assert found.grid.rows == rows
