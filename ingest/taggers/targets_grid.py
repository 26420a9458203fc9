"""Tables of indicators that kept their cells: a row a line (tabs, bars, spaces) or a cell a line.

The head names the columns (`领域 | 主要指标 | 单位 | 2020年 | 2015年 | 指标性质`): what is measured, in what, in which years, how
it is to change. The years' columns hold the targets, each due at its year's end; the first year, and one that is said to
be 基期 or 实际, is where they start from. A row is read from its right end: kind, values, unit, name; so a cell that spans
rows (领域, 类别) and is there only once does no harm. Tables whose cells ran together are read by `targets_tables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.types import Change, Span, Target
from ingest.taggers.targets_cells import UNIT, bound_of, figure, stands_for_all, stands_for_figure
from ingest.taggers.targets_head import FIGURES, Column, column_of, columns_joined, columns_of, goals_of, last_year
from ingest.taggers.targets_lines import Lines
from ingest.taggers.targets_words import HEAD
from ingest.text import Text

__all__ = ["Grid", "grids"]

# Where a head may begin: a cell that says `指标`, be it the second or third of its line.
_INDICATOR: Final = re.compile(
    r"(?<![^\n\t|｜ 　])(?:[一二三]级|主要|具体|核心|规划|发展|分项|考核|评价|监测|工作|目标|预期){0,2}指[ 　]{0,6}标"
    r"(?:名称|内容|项目|名)?(?:\([^()]{1,6}\))?(?=[ 　]*(?:[\n\t|｜]| {1,8}\S))"
)
_KIND: Final = re.compile(r"\(?(?:约束|预期|导向|引导|参考|监测|激励|鼓励)(?:性|型)?\)?(?:指标)?")
_UNIT: Final = re.compile(r"[((]([^()()]{1,14})[))]$")
_SEQUENCE: Final = re.compile(r"\d{1,3}[.、]?")
_CLOSE: Final = re.compile(r"注[::]|备注[::]|说明[::]|[①1]\.?.{0,30}(?:是指|指的?是)|附件|附表|专栏|来源|表\d")
_CHAPTER: Final = re.compile(
    r"第[一二三四五六七八九十]{1,3}[章节篇]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|——"
)
_NUMBERED: Final = re.compile(r"(?:\d{1,3}[.、](?!\d))?[ ]*(?:其中[:,])?[ ]*(?=\S)")

_MOST_COLUMNS: Final = 14
_LONGEST_CELL: Final = 64
_LONGEST_TITLE: Final = 60
_MISS: Final = 4  # what a line that is no row counts against one without a figure
_NAMES_AT_MOST: Final = 6  # cells before the first value of a row: parts of a name, classes that span rows


def _numbered(folded: str, start: int, end: int) -> int:
    """Where the words of a name begin behind its number and 其中 (`1.`, `其中:`)."""
    found = _NUMBERED.match(folded, start, end)
    return found.end() if found else start


class Grid(msgspec.Struct, frozen=True):
    """A table of indicators: its title and head, the rows' targets, and the stretches that are no row's name."""

    start: int
    end: int
    targets: tuple[Target, ...]
    others: tuple[Span, ...]


def grids(text: Text, start: int, end: int) -> Iterator[Grid]:
    """The tables of indicators in a stretch of the text whose cells stand apart, in order."""
    folded = text.folded
    at = start
    while opening := _INDICATOR.search(folded, at, end):
        at = opening.end()
        table = _Table(text, opening.start(), end)
        if table.read():
            yield table.grid()
            at = max(at, table.end)


class _Table(Lines):
    """Reads one table, from the cell that says 指标."""

    def __init__(self, text: Text, at: int, limit: int) -> None:
        super().__init__(text, limit)
        self.at = self.end = at
        self.columns: list[Column] = []
        self.targets: list[Target] = []
        self.rows: list[Span] = []
        self.header: str | None = None  # a unit that stands over the rows beneath (`排放总量减少(%)`)
        self.over = ""  # the name over the lines of a cell (`标准班额比例(%)` over `小学`, `初中`)

    def grid(self) -> Grid:
        """The table as it was read."""
        others: list[Span] = []
        begin = self.start
        for row in self.rows:
            others += self.lines(begin, row.start)
            begin = row.end
        others += self.lines(begin, self.end)
        return Grid(self.start, self.end, tuple(self.targets), tuple(others))

    # The head

    def read(self) -> bool:
        """Whether a table stands here; its rows are read then."""
        self.start = self.folded.rfind("\n", 0, self.at) + 1
        line_end = self.line_end(self.at)
        cells = self.cells(self.start, line_end)
        if len(cells) > 1:
            below = self.line_end(line_end + 1)
            second = self.cells(line_end + 1, below) if line_end < self.limit else []
            first = [self.words(cell) for cell in cells]
            if joined := columns_joined(first, [self.words(cell) for cell in second]):
                self.columns, line_end = joined, below
            else:
                self.columns = columns_of(first) or []
            self.end = self.lined(line_end + 1) if self.columns else self.at
        else:
            cells = self.below(line_end)
            self.columns = columns_of([self.words(cell) for cell in cells]) or []
            self.end = self.flattened(cells[-1].end + 1) if self.columns else self.at
        return bool(self.targets)

    def below(self, line_end: int) -> list[Span]:
        """The cells of a head that has one a line, those before 指标 included."""
        cells = [self.trimmed(self.start, line_end)]
        for _ in range(2):  # `序号`, `领域` stand before it
            before = self.folded.rfind("\n", 0, max(0, self.start - 1)) + 1
            cell = self.trimmed(before, max(before, self.start - 1))
            column = column_of(self.words(cell)) if self.start else None
            if column is None or column.name not in ("number", "class"):
                break
            cells.insert(0, cell)
            self.start = before
        while line_end < self.limit and len(cells) < _MOST_COLUMNS:
            stop = self.line_end(line_end + 1)
            cell = self.trimmed(line_end + 1, stop)
            if cell.end > cell.start:
                column = column_of(self.words(cell))
                if column is None or column.name == "name":
                    break  # no head names the indicators twice
                cells.append(cell)
            line_end = stop
        return cells

    @property
    def values(self) -> list[Column]:
        """The columns that hold figures, in order."""
        return [c for c in self.columns if c.name in FIGURES]

    @property
    def goals(self) -> list[Column]:
        """The columns whose figures are to be reached."""
        return goals_of(self.columns)

    # Rows

    def lined(self, at: int) -> int:
        """Rows that are a line each; where the table ends."""
        end = at
        misses = 0
        while at < self.limit:
            stop = self.line_end(at)
            line = self.trimmed(at, stop)
            words = self.folded[line.start : line.end]
            if words and (_CLOSE.match(words) or "。" in words or "!" in words):
                break
            cells = self.cells(at, stop)
            if len(cells) > 1 and self.row(cells, line):
                end, misses = stop, 0
            elif words:
                # A row may set no figure (`基本建成`); a few lines that are none end the table.
                misses += 1 if len(cells) == len(self.columns) else _MISS
                if (
                    misses > 2 * _MISS
                    or len(words) > _LONGEST_CELL
                    or (_CHAPTER.match(words) and not self.goes_on(stop + 1))
                ):
                    break
            at = stop + 1
        return end

    def goes_on(self, at: int) -> bool:
        """Whether the line at an offset is a row: what stands above it is the title of a section of the table."""
        stop = self.line_end(at)
        cells = self.cells(at, stop) if at < self.limit else []
        return any(figure(self.words(cell)) for cell in cells[1:])

    def flattened(self, at: int) -> int:
        """Rows that are a cell a line; where the table ends."""
        end = at
        row: list[Span] = []
        values = number = 0
        width = len(self.values)
        counted = self.columns[0].name == "number"

        def close() -> None:
            nonlocal end, row, values
            if values and [self.row(one, None) for one in self.parted(row, values)].count(True):
                end = max(cell.end for cell in row)
            row, values = [], 0

        while at < self.limit:
            stop = self.line_end(at)
            cell = self.trimmed(at, stop)
            at = stop + 1
            words = self.words(cell)
            if not words:
                continue
            if len(words) > _LONGEST_CELL or _CLOSE.match(words) or "。" in words:
                break
            if _KIND.fullmatch(words):
                row.append(cell)
                close()
                continue
            if (
                _SEQUENCE.fullmatch(words)
                and counted
                and int(words.strip(".、")) == number + 1
                and (not row or values >= width)
            ):
                close()
                number += 1
                continue
            is_value = stands_for_figure(words)
            if is_value and row and values < width * (len(row) - values):
                row.append(cell)
                values += 1
                continue
            if is_value and not row:
                continue
            if values:
                close()
            if len(row) >= _NAMES_AT_MOST or (_CHAPTER.match(words) and not self.soon(at)):
                break
            row.append(cell)
        close()
        return end

    def parted(self, row: Sequence[Span], values: int) -> list[list[Span]]:
        """The rows of cells that hold several lines each: `小学 | 初中 | 34% | 77% | 80% | 85%` under two years."""
        self.over = ""
        figures = [i for i, cell in enumerate(row) if stands_for_figure(self.words(cell))][-values:]
        lines = values // len(self.values)
        names = list(row[: figures[0]])
        if lines < 2 or values % len(self.values) or lines > len(names) or figures[-1] - figures[0] + 1 != values:
            return [list(row)]
        kind = row[figures[-1] + 1 :]
        over, names = names[:-lines], names[-lines:]
        if over:
            title = self.words(over[-1])
            self.over = _UNIT.sub("", title[_numbered(title, 0, len(title)) :])
        return [[*over, names[i], *(row[at] for at in figures[i::lines]), *kind] for i in range(lines)]

    def soon(self, at: int) -> bool:
        """Whether a figure stands in one of the next cells: a numeral before them opens a section of the table."""
        seen = 0
        while seen < 3 and at < self.limit:
            stop = self.line_end(at)
            words = self.words(self.trimmed(at, stop))
            if "。" in words:
                return False
            if figure(words):
                return True
            seen += bool(words)
            at = stop + 1
        return False

    def row(self, cells: Sequence[Span], line: Span | None) -> bool:
        """Read the cells of a row; whether it is one. `line` is the line that it fills, if it fills one."""
        words = [self.words(cell) for cell in cells]
        # With a cell a line, the title of a section may have taken the place of one that is empty.
        placed = len(cells) == len(self.columns) and (
            line is not None
            or all(stands_for_figure(w) for w, c in zip(words, self.columns, strict=True) if c.name in FIGURES)
        )
        right = len(cells)
        if placed:
            figures = [(cells[i], words[i], c) for i, c in enumerate(self.columns) if c in self.values]
            at = next(i for i in range(len(self.columns) - 1, -1, -1) if self.columns[i].name == "name")
            unit_at = next((i for i, c in enumerate(self.columns) if c.name == "unit"), None)
            name, unit = cells[at], words[unit_at] if unit_at is not None else None
            if not words[at] or figure(words[at]):
                return False
        else:
            while right and (not words[right - 1] or _KIND.fullmatch(words[right - 1])):
                right -= 1
            left = right
            while left and right - left < len(self.values) and stands_for_figure(words[left - 1]):
                left -= 1
            left = max(left, 1)
            found = self.named(cells[:left], words[:left], line)
            if found is None:
                return False
            name, unit = found
            figures = self.matched([(cells[i], words[i]) for i in range(left, right)])
        made = self.made(name, unit, figures)
        if made:
            self.targets += made
            self.rows.append(line or Span(name.start, self.line_end(name.start)))
        return bool(made)

    def named(self, cells: Sequence[Span], words: Sequence[str], line: Span | None) -> tuple[Span, str | None] | None:
        """The name and unit among the cells before the figures."""
        names = [(c, w) for c, w in zip(cells, words, strict=True) if w]
        if len(names) > 1 and _SEQUENCE.fullmatch(names[0][1]):
            names = names[1:]
        unit = None
        if any(c.name == "unit" for c in self.columns) and len(names) > 1 and len(names[-1][1]) <= 14:
            unit = names.pop()[1]
        if not names or _SEQUENCE.fullmatch(names[-1][1]):
            return None
        if line is not None and not any(c.name == "class" for c in self.columns):
            return Span(names[0][0].start, names[-1][0].end), unit  # a name with spaces in it
        for _, before in names[:-1]:
            said = _UNIT.search(before)
            self.header = said.group(1) if said and UNIT.match(said.group(1)) else None
        return names[-1][0], unit

    def matched(self, cells: Sequence[tuple[Span, str]]) -> list[tuple[Span, str, Column]]:
        """Figures with their columns where some are missing: a bracketed one is a sum, a signed one a change."""
        columns = self.values
        if len(cells) == len(columns):
            return [(c, w, column) for (c, w), column in zip(cells, columns, strict=True)]
        plain = [c for c in columns if c.name in ("value", "goal", "base")]
        rest = [c for c in columns if c not in plain]
        made: list[tuple[Span, str, Column]] = []
        levels: list[tuple[Span, str]] = []
        for cell, words in cells:
            if words[0] in "〔[【+-" and len(words) > 1 and rest:
                made.append((cell, words, rest[0]))
            else:
                levels.append((cell, words))
        # What is missing is where nobody counted yet: at the base.
        missing = max(0, len(plain) - len(levels))
        kept = [c for c in plain if c not in self.goals][missing:] + self.goals
        kept = [c for c in plain if c in kept]
        return made + [(c, w, column) for (c, w), column in zip(levels, kept, strict=False)]

    def made(self, name: Span, unit: str | None, figures: Sequence[tuple[Span, str, Column]]) -> list[Target]:
        """The targets of a row."""
        goals = self.goals
        made = [
            t
            for cell, words, column in figures
            if column in goals and (t := self.target(name, unit, cell, words, column))
        ]
        if not made and goals:
            # No level is set: the sum over the period, or the change, is what there is to reach.
            spare = [
                (c, w)
                for c, w, column in figures
                if column.name == "sum" or (column.name == "change" and w[:1] in "〔[+-")
            ]
            made = [t for c, w in spare[:1] if (t := self.target(name, unit, c, w, goals[-1]))]
        return made

    def target(self, name: Span, unit: str | None, cell: Span, words: str, column: Column) -> Target | None:
        found = figure("≥100%" if stands_for_all(words) else words)
        if found is None:
            return None
        begin = _numbered(self.folded, name.start, name.end)
        indicator = "".join(self.source[begin : name.end].split())
        said = _UNIT.search("".join(self.folded[name.start : name.end].split()))
        # `死亡率(1/10万)`: as `/10万` behind a figure
        counted = re.sub("^1(?=/)", "", said.group(1)) if said else ""
        if said and unit is None and UNIT.match(counted):
            unit = counted.split(",")[0]
            indicator = indicator[: -len(said.group())]
        indicator = re.sub(r"(?<=[一-龥）)])[0-9①-⑳*]$", "", indicator)
        if self.over and HEAD.search(self.folded, begin, name.end) is None:
            indicator = self.over + indicator
        counted = found["unit"] or re.sub(r"^\D[\d.]*", "", found["upto"] or "")
        unit = counted or unit or self.header
        signed = found["sign"] in ("-", "－", "—", "+")
        change: Change | None = None
        if found["turn"]:
            change = "decrease" if found["turn"] in ("下降", "降低", "减少") else "increase"
        elif signed:
            change = "increase" if found["sign"] == "+" else "decrease"
        elif re.search(r"(?:下降|减少|降低)$", indicator):
            change = "decrease"
        elif re.search(r"(?:增长|提高|增加)$", indicator):
            change = "increase"
        value = float(found["number"].replace(",", ""))
        years = [c.year for c in self.columns if c.year and c not in self.goals]
        return Target(
            text=self.source[begin : cell.end], start=begin, end=cell.end, indicator=indicator,
            comparator=bound_of(found, full=value == 100 and unit == "%" and change is None), value=int(value) if value == int(value) else value,
            unit=unit or None, change=change, baseline=(int(found["since"]) if found["since"] else min(years, default=None)) if change else None, scope=None,
            due=self.due(column),
        )  # fmt: skip

    def due(self, column: Column) -> date | None:
        """The end of the column's year, else of the period that the table's title names."""
        if column.year:
            return date(column.year, 12, 31)
        title = self.folded[max(0, self.start - _LONGEST_TITLE) : self.start].rstrip("\n ").rpartition("\n")[2]
        year = last_year(title)
        return date(year, 12, 31) if year else None
