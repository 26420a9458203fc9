"""Tables on pictures: by their rules, whatever a scan has lost of them, and by nothing that only looks like rules."""

from __future__ import annotations

import numpy

from ingest.readers.ocr_tables import Found, tables_of
from ingest.readers.ruled import cell_at, cells_of


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
    assert tables_of(picture, [line]) == []
    assert len(tables_of(picture, [])) == 1
