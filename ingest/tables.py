"""Tables whose rows are tasks: `序号 | 重点任务 | 责任单位 | 完成时限`, with tabs or bars, or flattened to a cell a line.

A head is known by the names of its columns. With tabs or bars an empty cell keeps its place, and where it stands in a
column of who acts or by when it is the rest of a cell that spans rows: the words above hold for it. Where the names of
the columns have only spaces between them, 序号 first, so have the cells of the rows. In a flattened table the rows begin
at their running numbers, or are as many lines as the head; where a row has fewer or more cells than the head, its cells
are told by their words and the row says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from corpus.types import Span
from ingest.enumerators import enumerator_at
from ingest.text import Cell, Column, Row, Text

__all__ = ["Table", "find_tables", "heads_table", "is_cell"]

_NAMES: Final[dict[Column, str]] = {
    "number": r"序号|编号|序|项目编号",
    "task": r"(?:重点|主要|工作|具体|目标|年度|全年|实事|民生|整改|改革|建设|分解|细化|分工)*(?:任务|措施|举措|事项|内容|项目|工作|目标|要点|要求)(?:名称|分解|清单|内容|要求|(?:及|和|或)(?:要求|标准|目标|措施|举措|实施计划|工作计划))?",
    "lead": r"牵头(?:责任)?(?:单位|部门|机构)?|主责(?:单位|部门)|主办(?:单位|部门)",
    "responsible": r"(?:责任|负责|实施|承办|落实|完成|主管|具体|承担)(?:责任)?(?:单位|部门|主体|机构|处室|科室)(?:及分工|[或及和、](?:牵头|负责)(?:单位|部门))?|(?:部门|任务|职责)?分工|单位|部门",
    "support": r"(?:配合|协办|参与|参加|协助|支持|协同)(?:责任)?(?:单位|部门|机构)?",
    "oversee": r"(?:指导|监督|督办|督导|监管)(?:单位|部门|机构)",
    "time": r"(?:完成|整改|办结|时间|工作|进度|推进|实施|计划)*(?:时限|时间|期限|进度|节点|年限)(?:要求|安排|节点|进度|及进度)?",
    "other": r"备注|说明|(?:存在|突出|主要|具体|发现|反馈|整改)*(?:的)?问题(?:描述|表现|类型|清单|来源)?|风险点|(?:启动|开工|开始|起始)(?:时间|日期)?|推广范围|范围|类别|领域|分类|方面|责任人|责任领导|牵头领导|分管领导|联系人|联系电话|成果形式|预期成果|成果|完成情况|进展情况|依据|来源|属性|单位:.{1,6}",
}
_COLUMN: Final = [(column, re.compile(rf"(?:{names})(?:\([^()]*\))?")) for column, names in _NAMES.items()]
# What a column with a name of its own asks for: `国家卫生城市标准或要求`
_DEMANDED: Final = re.compile(r"(?:标准|要求|目标|任务|内容)$")
_CELL_GAP: Final = re.compile(r"\t+|[|｜]| {3,}")
# How a word ends that names who acts.
_OFFICE: Final = re.compile(r"(?:局|委|办|厅|政府|管委会|办公室|中心|公司)$")
_WORD: Final = re.compile(r"[^ \t]+")
_CELL_MARK: Final = re.compile(r"[\t|｜]")
_NUMBER: Final = re.compile(r"\(?(\d{1,3})\)?[.、]?")
_BODY_COLUMNS: Final[tuple[Column, ...]] = ("lead", "responsible", "support", "oversee")
# An empty cell of these is the rest of one that spans rows; nobody need help (配合单位) or guide.
_SPANNING: Final[tuple[Column, ...]] = ("lead", "responsible", "time")
# A cell that says when: `2021年6月底前`, `6月底`, `长期`, `持续推进`, `每年`.
_WHEN: Final = re.compile(
    r"(?:\d{4}年|\d{1,2}月|每[年月季半]|长期|持续|全年|年底|立即|常态|即时|“?十[一二三四五]五|[上下]半年|第?[一二三四]季度)[^。;]{0,24}"
)
# A cell that names organs and nothing else.
_WHO: Final = re.compile(
    r"[^。;:]{0,300}(?:部|局|委|厅|办|院|署|会|行|府|区|县|市|镇|乡|街道|单位|部门|公司|集团|学校|中心|社|组|处|企业|机构|总局|办公室|等)\)?"
)
_NUMBERED: Final = re.compile(r"(\d{1,3})[\t|]")  # of a row
_MISSING: Final = 2  # cells that a row may have fewer, or more, than its head
_TITLES: Final = 2  # lines between two rows of a table, of a section and of a part of it
# What stands below a table: `注:`, `附件2`, a line of the page.
_BELOW: Final = re.compile(r"注[::]|附件|备注[::]|扫一扫|抄送|来源|责任编辑")


class Table(msgspec.Struct, frozen=True):
    """A table of tasks: the paragraphs from `first` up to `last` (not included), its head and its rows."""

    first: int
    last: int
    head: tuple[Span, ...]
    rows: tuple[Row, ...]


def find_tables(text: Text, pieces: Sequence[Span]) -> list[Table]:
    """The tables of tasks among the paragraphs of a text."""
    folded = text.folded
    tables: list[Table] = []
    at = 0
    while at < len(pieces):
        table = _lined(text, pieces, at) or _spaced(folded, pieces, at) or _flattened(folded, pieces, at)
        if table and table.rows:
            tables.append(table)
            at = table.last
        else:
            at += 1
    return tables


def heads_table(folded: str, pieces: Sequence[Span]) -> bool:
    """Whether paragraphs are the head of a flattened table of tasks, as far as they go: each the name of a column."""
    columns = [_column(folded[piece.start : piece.end]) for piece in pieces]
    return len(columns) >= 3 and None not in columns and _is_head([c for c in columns if c])


def is_cell(folded: str, piece: Span) -> bool:
    """Whether a paragraph reads as a cell of who acts or by when: organs and nothing else, or a time."""
    who = _WHO.fullmatch(folded, piece.start, piece.end) and not re.search(r"[,。;]", folded[piece.start : piece.end])
    return bool(who or (piece.end - piece.start <= 24 and _WHEN.fullmatch(folded, piece.start, piece.end)))


@lru_cache(maxsize=4096)
def _column(words: str) -> Column | None:
    bare = "".join(words.split())
    if not 1 <= len(bare) <= 14:
        return None
    return next((column for column, names in _COLUMN if names.fullmatch(bare)), None)


def _is_head(columns: Sequence[Column]) -> bool:
    return len(columns) >= 2 and "task" in columns and any(c in columns for c in (*_BODY_COLUMNS, "time"))


def _lined(text: Text, pieces: Sequence[Span], at: int) -> Table | None:
    """A table with a row a line, its cells set apart by tabs, bars or wide gaps."""
    folded = text.folded
    head, columns, lines = _head(text, pieces, at)
    known = [c for c in columns if c]
    # One column may have a name of its own where the others make a head.
    if len(columns) - len(known) > (len(known) >= 3) or not _is_head(known):
        return None
    unnamed = [folded[c.start : c.end] for c in head if not _column(folded[c.start : c.end])]
    own: Column = "task" if any(map(_DEMANDED.search, unnamed)) else "other"
    named: list[Column] = [c or own for c in columns]
    rows: list[Row] = []
    last = at + lines
    while last < len(pieces):
        if set(folded[pieces[last].start : pieces[last].end]) <= set("|-—: +"):
            last += 1  # the rule beneath a head of bars
            continue
        placed = _placed(text.source, pieces[last], len(named))
        if placed and sum(cell is not None for cell in placed) >= 2:
            if row := _spanned(folded, placed, named, rows):
                rows.append(row)
        elif not _titles_rows(text, pieces, last, len(named)):
            cells = _cells(text.source, pieces[last])
            short = len(named) - len(cells)
            # `4⇥开展培训`: the next number's row ends with its last cell that is not empty
            numbered = short > _MISSING and len(cells) > 1 and _follows(text, pieces, last)
            if len(cells) < 2 or (abs(short) > _MISSING and not numbered):
                break
            row = _spanned(folded, [*cells, *[None] * short], named, rows) if numbered else _row(folded, cells, named)
            if row:
                rows.append(row)
        last += 1
    return Table(at, last, tuple(head), tuple(rows))


def _follows(text: Text, pieces: Sequence[Span], at: int) -> bool:
    """Whether a line begins with the number behind that of the line above it."""
    one, other = (_NUMBERED.match(text.source, p.start, p.end) for p in pieces[at - 1 : at + 1])
    return one is not None and other is not None and int(other[1]) == int(one[1]) + 1


def _titles_rows(text: Text, pieces: Sequence[Span], at: int, width: int) -> bool:
    """Whether a line is the title of a section of a table: alone in it, with rows right below and no head of another."""
    if _BELOW.match(text.folded, pieces[at].start, pieces[at].end) or len(_cells(text.source, pieces[at])) > 1:
        return False
    for number in range(at + 1, min(at + 1 + _TITLES, len(pieces))):
        placed = _placed(text.source, pieces[number], width)
        if placed and sum(cell is not None for cell in placed) > 1:
            return not _is_head([c for c in _head(text, pieces, number)[1] if c])
    return False


def _head(text: Text, pieces: Sequence[Span], at: int) -> tuple[list[Span], list[Column | None], int]:
    """The cells of a head, what each of its columns is, and how many lines it takes.

    A cell over several columns (`责任单位`, then an empty one) names them all; where a second line names them one by one
    (`牵头单位`, `配合单位`) that is what they are.
    """
    source, folded = text.source, text.folded

    def named(cell: Span | None) -> Column | None:
        return _column(folded[cell.start : cell.end]) if cell else None

    line = _whole(source, pieces[at])
    tabs = source.count("\t", line.start, line.end)
    placed = (_placed(source, pieces[at], 1 + tabs) if tabs else None) or []
    below = _placed(source, pieces[at + 1], len(placed)) if len(placed) > 1 and at + 1 < len(pieces) else None
    second = [cell for cell in below or () if cell]
    if not second or not all(map(named, second)):
        below = None
    if below is None and None not in placed:
        head = _cells(source, pieces[at])
        return head, [named(cell) for cell in head], 1
    columns: list[Column | None] = []
    for cell, lower in zip(placed, below or placed, strict=True):
        over = columns[-1] if cell is None and columns else named(cell)
        columns.append(named(lower) or over)
    cells = [*placed, *(below or ())]
    return [cell for cell in cells if cell], columns, 2 if below else 1


def _placed(source: str, piece: Span, width: int) -> list[Span | None] | None:
    """The cells of a line by their columns, None for an empty one; None where the line has not one mark a column."""
    line = _whole(source, piece)
    start, end = line.start, line.end
    marks = [m.start() for m in _CELL_MARK.finditer(source, start, end)]
    if len(marks) >= width and marks[0] == start and source[start] != "\t":  # `| a | b |`
        start, marks = start + 1, marks[1:]
    if len(marks) >= width and marks[-1] == end - 1 and source[end - 1] != "\t":
        end, marks = end - 1, marks[:-1]
    if len(marks) != width - 1:
        return None
    return [_trimmed(source, Span(a, b)) for a, b in zip([start, *(m + 1 for m in marks)], [*marks, end], strict=True)]


def _whole(source: str, piece: Span) -> Span:
    """A line with the marks of empty cells at its ends, which are no part of a paragraph."""
    start, end = piece.start, piece.end
    while start and source[start - 1] in "\t|｜":
        start -= 1
    while end < len(source) and source[end] in "\t|｜":
        end += 1
    return Span(start, end)


def _spanned(folded: str, placed: Sequence[Span | None], columns: Sequence[Column], above: Sequence[Row]) -> Row | None:
    """A row of cells that are known by their columns; what spans rows is taken from the row above."""
    made = [Cell(s.start, s.end, c) for s, c in zip(placed, columns, strict=True) if s]
    if not any(c.column == "task" for c in made):
        return None
    missing = {c for s, c in zip(placed, columns, strict=True) if not s and c in _SPANNING}
    inherited = [c for c in above[-1].cells if c.column in missing] if above else []
    return Row((*inherited, *_named_apart(folded, made)), sure=not inherited)


def _cells(source: str, piece: Span) -> list[Span]:
    """The cells of a line as written (folding takes a tab for a space)."""
    cells = []
    at = piece.start
    for gap in _CELL_GAP.finditer(source, piece.start, piece.end):
        cells.append(Span(at, gap.start()))
        at = gap.end()
    cells.append(Span(at, piece.end))
    return [s for s in (_trimmed(source, c) for c in cells) if s]


def _trimmed(source: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while start < end and source[start] in " \t|｜":
        start += 1
    while end > start and source[end - 1] in " \t|｜":
        end -= 1
    return Span(start, end) if start < end else None


def _spaced(folded: str, pieces: Sequence[Span], at: int) -> Table | None:
    """A table with a numbered row a line and spaces between its cells, as text copied from a page has it."""
    head = _words(folded, pieces[at]) if folded.startswith("序", pieces[at].start) else []
    columns = [c for c in (_column(folded[w.start : w.end]) for w in head) if c]
    told = columns[:1] == ["number"] and columns.count("task") == 1 and _is_head(columns)
    if not (told and len(columns) == len(head)):
        return None
    task = columns.index("task")
    rows: list[Row] = []
    last = at + 1
    while last < len(pieces):
        words = _words(folded, pieces[last])
        if len(words) < 3 or not _NUMBER.fullmatch(folded, words[0].start, words[0].end):
            break
        while len(words) > len(columns):  # spaces within the task, or between those who do it
            who = columns[task + 1 : task + 2] and columns[task + 1] in _BODY_COLUMNS
            at_who = task + bool(who and _OFFICE.search(folded, words[task + 1].start, words[task + 1].end))
            words[at_who : at_who + 2] = [Span(words[at_who].start, words[at_who + 1].end)]
        if row := _row(folded, words, columns):
            rows.append(row)
        last += 1
    return Table(at, last, tuple(head), tuple(rows))


def _words(folded: str, piece: Span) -> list[Span]:
    return [Span(m.start(), m.end()) for m in _WORD.finditer(folded, piece.start, piece.end)]


def _flattened(folded: str, pieces: Sequence[Span], at: int) -> Table | None:
    """A table with a cell a line: a head of three or more names, then rows."""
    columns: list[Column] = []
    while at + len(columns) < len(pieces) and len(columns) < 9:
        piece = pieces[at + len(columns)]
        if piece.end - piece.start > 14 or not (column := _column(folded[piece.start : piece.end])):
            break
        columns.append(column)
    if len(columns) < 3 or not _is_head(columns):
        return None
    head = tuple(pieces[at : at + len(columns)])
    body = at + len(columns)
    rows, last = (_numbered if columns[0] == "number" else _chunked)(folded, pieces, body, columns)
    return Table(at, last, head, tuple(rows))


def _numbered(folded: str, pieces: Sequence[Span], at: int, columns: Sequence[Column]) -> tuple[list[Row], int]:
    """Rows that begin at their running numbers; titles of sections may stand between them."""
    rows: list[Row] = []
    expected: int | None = None
    width = len(columns) - 1
    while at < len(pieces):
        number = _NUMBER.fullmatch(folded, pieces[at].start, pieces[at].end)
        if not number or (expected is not None and int(number[1]) != expected):
            opens = enumerator_at(folded, pieces[at].start, pieces[at].end)
            following = at + 1 < len(pieces) and _NUMBER.fullmatch(folded, pieces[at + 1].start, pieces[at + 1].end)
            if opens and following:
                at += 1  # the title of a section of the table
                continue
            break
        expected = int(number[1]) + 1
        begin = at + 1
        stop = begin
        while stop < len(pieces) and stop - begin < width * 4:
            ahead = _NUMBER.fullmatch(folded, pieces[stop].start, pieces[stop].end)
            if ahead and int(ahead[1]) == expected:
                break
            section = enumerator_at(folded, pieces[stop].start, pieces[stop].end)
            if section and stop + 1 < len(pieces):
                beneath = _NUMBER.fullmatch(folded, pieces[stop + 1].start, pieces[stop + 1].end)
                if beneath and int(beneath[1]) == expected:
                    break
            stop += 1
        else:
            stop = begin + width  # the last row: as many cells as the head has
        if not (stop < len(pieces) and stop - begin < width * 4):
            stop = min(stop, begin + width)
        stop = next((i for i in range(begin, stop) if _BELOW.match(folded, pieces[i].start, pieces[i].end)), stop)
        row = _row(folded, [pieces[at], *pieces[begin:stop]], columns)
        if row:
            rows.append(row)
        at = max(stop, at + 1)
    return rows, at


def _chunked(folded: str, pieces: Sequence[Span], at: int, columns: Sequence[Column]) -> tuple[list[Row], int]:
    """Rows of as many lines as the head has, for as long as their cells fit the columns."""
    rows: list[Row] = []
    while at + len(columns) <= len(pieces):
        cells = [Cell(p.start, p.end, c) for p, c in zip(pieces[at : at + len(columns)], columns, strict=True)]
        fits = all(
            (c.column not in _BODY_COLUMNS or _WHO.fullmatch(folded, c.start, c.end))
            and (c.column != "time" or _WHEN.match(folded, c.start, c.end))
            for c in cells
        )
        if not fits:
            break
        rows.append(Row(_named_apart(folded, cells)))
        at += len(columns)
    return rows, at


def _row(folded: str, cells: Sequence[Span], columns: Sequence[Column]) -> Row | None:
    if len(cells) == len(columns):
        made = [Cell(s.start, s.end, c) for s, c in zip(cells, columns, strict=True)]
        return Row(_named_apart(folded, made))
    if len(cells) < 2:
        return None
    made = [Cell(s.start, s.end, _guess(folded, s, columns)) for s in cells]
    if columns[0] == "number" and _NUMBER.fullmatch(folded, cells[0].start, cells[0].end):
        made[0] = Cell(cells[0].start, cells[0].end, "number")
    if not any(c.column == "task" for c in made):
        return None
    return Row(_named_apart(folded, made), sure=False)


def _guess(folded: str, span: Span, columns: Sequence[Column]) -> Column:
    """What a cell holds by its words, among the columns of the head."""
    if "time" in columns and span.end - span.start <= 24 and _WHEN.fullmatch(folded, span.start, span.end):
        return "time"
    body = next((c for c in _BODY_COLUMNS if c in columns), None)
    words = folded[span.start : span.end]
    if body and _WHO.fullmatch(words) and not re.search(r"[,。;]", words) and ("、" in words or len(words) <= 16):
        return body
    return "task" if len(words) > 6 else "other"


def _named_apart(folded: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Where a row has a measure in sentences, a short cell of tasks before it is its name, no task of its own."""
    tasks = [c for c in cells if c.column == "task"]
    if not any("。" in folded[c.start : c.end] for c in tasks):
        return tuple(cells)
    named = [c for c in tasks if "。" not in folded[c.start : c.end] and c.end - c.start <= 40]
    return tuple(Cell(c.start, c.end, "other") if c in named else c for c in cells)
