"""Tables that deal a goal out to places: a row a place, a column an indicator (`地区 | 能耗强度降低目标(%)`) or a year.

The place is the scope of its figures. What is measured stands in the column's head, or in the table's title where the
head says only when or how much (`2025年`, `目标`); a unit in either, or over the table (`单位:万吨`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.types import Change, Comparator, Span, Target
from ingest.taggers.targets_cells import UNIT, bound_of, figure, stands_for_figure
from ingest.taggers.targets_figures import ORDERS
from ingest.taggers.targets_grid import Grid
from ingest.taggers.targets_head import last_year
from ingest.taggers.targets_lines import Lines
from ingest.text import Text

__all__ = ["place_tables"]

# The head of the column of places, and no more.
_PLACES: Final = re.compile(
    r"(?<![^\n\t|｜ 　])(?:地[ 　]{0,6}区|各地区|省份|省\(区、市\)|省区市|市县|县区|区县|县\(市、区\)|县市区|各市|城[ 　]{0,4}市|市州|市\(州\)|"
    r"州市|盟市|旗县区?|区\(县\)|县\(区\)|区\(市\)县|县\(市\)|旗县\(市、区\)|县区\(市\)|乡镇|镇街|乡镇\(街道\)|镇\(街道\)|责任地区|行政区划?|区[ 　]{0,4}域)(?=[ 　]*(?:[\n\t|｜]| {1,8}\S|$))"
)
# Words of a head that is one of tasks, not of figures.
_OF_TASKS: Final = re.compile(r"责任|牵头|配合|措施|内容|时限|单位$|部门")
_GOAL: Final = re.compile(r"目标|任务|控制|指标|计划|下降|降低|减少|增长|提高|新增|完成数")
_AIM: Final = re.compile("目标|任务|计划")
_DEALT: Final = re.compile(r"(?:任务|目标|计划|指标)(?:分解|分配|安排|下达)?表?$")
_BASE: Final = re.compile(r"现状|实际|基期|基准|基数|已完成|合计|小计|备注|序号|编号|排名|占比$")
# What is counted in which unit, for a table with fewer units above it than columns: `单位:万亩、万株`
_MEASURED: Final = tuple(
    (unit, re.compile(names))
    for units, names in (
        ("株", "植树|栽植|苗"),
        ("亩 公顷", "面积|造林|育林|林网|抚育|种草|农田|耕地|播种"),
        ("% ％", "率$|比例|占比|下降|增长"),
        ("户", "户"),
        ("人 名 人次", "就业|人数|培训|脱贫|人口"),
        ("公里 米", "路|管网|河道|渠道|里程"),
        ("元", "产值|投资|收入|资金|财政|销售额"),
        ("吨", "产量|排放|削减|吨|消费量"),
    )
    for unit in units.split()
)
_CEILING: Final = re.compile("控制(?:目标|指标|任务)")
_UNIT: Final = re.compile(r"\(([^()]{1,14})\)$")
_UNIT_ABOVE: Final = re.compile(r"单位[::] ?(\S{1,10})")
_YEAR: Final = re.compile(r"(20\d\d)年(?:度|底|末)?")
# What stands around the name of an indicator in a head or title.
_BEFORE: Final = re.compile(
    r"(?:附件?表?\d{0,2}[::]?|表\d{0,2}|20\d\d年?(?:度|底|末)?(?:比|较)?|[—~-]|“?十[一二三四五六七八九]五”?(?:时?期间?)?|各(?:地区|省\(区、市\)|县\(市、区\)|县市区|县区|市县|区县|乡镇|地|市|县|区)|全[国省市区县]|[ 　的])+"
)
_AFTER: Final = re.compile(
    r"(?:控制|约束性|预期|年度|分年度|建设|(?:任务|目标|指标|计划)(?:[值数量])?|分解|分配|下达|情况|方案|一览|安排|表)+$"
)
_TURN: Final = re.compile(
    r"(?:(?:比|较)(?P<base>20\d\d)年)?(?P<turn>下降|降低|减少|削减|增长|提高|增加)(?:率|比例|幅度)?$"
)
_PLACE: Final = re.compile(r"[一-龥()、·]{2,14}")
_CLOSE: Final = re.compile(r"注[::]|备注[::]|说明[::]|附件|附表|来源")
# The row of all places together; rows that are of none.
_SUM: Final = re.compile("[总合]计")
_NO_PLACE: Final = re.compile("小计|平均|累计")
_LONGEST: Final = 40
_LONGEST_HEAD: Final = 400
_ROWS_AT_LEAST: Final = 2
_MISSES: Final = 2  # rows without a figure to be reached, one after the other, that end a table


class _Column(msgspec.Struct, frozen=True):
    """A column to be reached: what it measures, in what, how it is to move since when, and by when."""

    indicator: str
    unit: str | None
    change: Change | None
    base: int | None
    due: date | None
    bound: Comparator


def place_tables(text: Text, start: int, end: int) -> Iterator[Grid]:
    """The tables in a stretch of the text whose rows are places with figures to be reached, in order."""
    at = start
    while opening := _PLACES.search(text.folded, at, end):
        at = opening.end()
        line_end = text.folded.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        if line_end - text.folded.rfind("\n", 0, at) > _LONGEST_HEAD:
            at = line_end  # no head of a table is so long
            continue
        table = _Places(text, opening.start(), end)
        if (grid := table.read()) is not None:
            yield grid
            at = max(at, grid.end)


class _Places(Lines):
    def __init__(self, text: Text, at: int, limit: int) -> None:
        super().__init__(text, limit)
        self.start = self.folded.rfind("\n", 0, at) + 1
        above = self.folded[max(0, self.start - 3 * _LONGEST) : self.start].rstrip("\n 　").split("\n")[-2:]
        unit = next((m for line in above if (m := _UNIT_ABOVE.search(line))), None)
        # `单位:%、亿立方米`: one for all columns, or one for each in their order
        self.units = unit.group(1).strip("()、,").split("、") if unit else []
        title = next((line.strip() for line in reversed(above) if line.strip() and not _UNIT_ABOVE.search(line)), "")
        self.title = "" if title.endswith((":", "。", ";")) else title  # a line of the text

    def read(self) -> Grid | None:
        """The table, if one stands here."""
        line_end = self.line_end(self.start)
        head = self.cells(self.start, line_end)
        flat = len(head) == 1
        if flat:
            line_end, head = self.below(line_end, head)
        words = [self.words(cell) for cell in head]
        if len(words) < 2 or any(_OF_TASKS.search(word) for word in words[1:]):
            return None
        # Beside a year that is said to be aimed at, a bare one is where it starts from.
        years = not any(_GOAL.search(word) and not _BASE.search(word) for word in words)
        # `2025年完成数` beside `2026年目标`: what was done
        aims = any(_AIM.search(word) for word in words)
        above = self.above(words)
        columns = [
            None if aims and "完成数" in word else self.column(word, unit, years=years)
            for word, unit in zip(words, above, strict=True)
        ]
        if not aims:
            alone = any(columns) and len(self.units) < 2
            columns = [
                column or self.dealt(word, None if alone else unit)
                for column, word, unit in zip(columns, words, above, strict=True)
            ]
        place = next((i for i, word in enumerate(words) if _PLACES.fullmatch(word)), -1)
        if place < 0 or not any(columns):
            return None
        targets: list[Target] = []
        others = list(self.lines(self.start, line_end))
        end, rows, misses = line_end, 0, 0
        for row in self.flattened(line_end + 1, len(head)) if flat else self.lined(line_end + 1, len(head)):
            made = self.row(row, columns, place)
            rows, misses = rows + bool(made), 0 if made else misses + 1
            if misses > _MISSES:
                break
            targets += made
            if not made:
                others += [cell for cell in row if cell.end > cell.start]
            elif flat:
                others += row[place + 1 :]
            end = row[-1].end
        return Grid(self.start, end, tuple(targets), tuple(others)) if rows >= _ROWS_AT_LEAST else None

    def below(self, line_end: int, head: list[Span]) -> tuple[int, list[Span]]:
        """The head of a table that has a cell a line."""
        end = line_end
        while line_end < self.limit and len(head) < 8:
            stop = self.line_end(line_end + 1)
            cell = self.trimmed(line_end + 1, stop)
            line_end = stop
            word = self.words(cell)
            if word and not (_GOAL.search(word) or _BASE.search(word) or _YEAR.search(word)):
                break
            if word:
                head.append(cell)
                end = stop
        return end, head

    def lined(self, at: int, width: int) -> Iterator[list[Span]]:
        """Rows that are a line each."""
        while at < self.limit:
            stop = self.line_end(at)
            row = self.cells(at, stop)
            if len(row) == width - 1 and _SUM.fullmatch(self.words(row[0])):
                row.insert(0, Span(row[0].start, row[0].start))  # it has no number
            if len(row) == width:
                yield row
            elif self.folded[at:stop].strip():
                return
            at = stop + 1

    def flattened(self, at: int, width: int) -> Iterator[list[Span]]:
        """Rows that are a cell a line."""
        row: list[Span] = []
        while at < self.limit:
            stop = self.line_end(at)
            cell = self.trimmed(at, stop)
            at = stop + 1
            if cell.end == cell.start:
                continue
            row.append(cell)
            word = self.words(cell)
            if len(word) > _LONGEST or "。" in word or _CLOSE.match(word):
                return
            if len(row) == width:
                if not any(stands_for_figure(self.words(one)) for one in row):
                    return
                yield row
                row = []

    def row(self, cells: Sequence[Span], columns: Sequence[_Column | None], place: int) -> list[Target]:
        """The targets of a place's row."""
        where = cells[place]
        name = self.words(where)
        if not _PLACE.fullmatch(name) or _CLOSE.match(name) or _NO_PLACE.fullmatch(name):
            return []
        return [
            target
            for cell, column in zip(cells, columns, strict=True)
            if column and (target := self.target(where, cell, column))
        ]

    def target(self, where: Span, cell: Span, column: _Column) -> Target | None:
        found = figure(self.words(cell))
        if found is None or cell.start < where.start:
            return None
        value = float(found["number"].replace(",", ""))
        bound = bound_of(found)
        return Target(
            text=self.source[where.start : cell.end], start=where.start, end=cell.end, indicator=column.indicator,
            comparator=column.bound if bound == "=" else bound, value=int(value) if value == int(value) else value,
            unit=found["unit"] or column.unit, change=column.change, baseline=column.base,
            scope=None if _SUM.fullmatch(self.words(where)) else self.source[where.start : where.end],
            due=column.due,
        )  # fmt: skip

    def above(self, words: Sequence[str]) -> list[str | None]:
        """The unit that the line over the table gives each column; None where it gives none, or it is not said which."""
        if len(self.units) == 1:
            return [self.units[0]] * len(words)
        named = [not (_PLACES.fullmatch(word) or _BASE.search(word)) for word in words]
        if sum(named) != len(self.units):
            return [self.fitting(word) if one else None for word, one in zip(words, named, strict=True)]
        units = iter(self.units)
        return [next(units) if one else None for one in named]

    def fitting(self, words: str) -> str | None:
        """The one unit of those over the table that what a column names can be counted in; None where none or more can."""
        kinds = {kind for kind, names in _MEASURED if names.search(words)}
        fit = [unit for unit in self.units if unit.lstrip(ORDERS) in kinds]
        return fit[0] if len(fit) == 1 else None

    def column(self, words: str, above: str | None, *, years: bool) -> _Column | None:
        """The column that a cell of the head names, if its figures are to be reached; `above` is the unit over it."""
        if _PLACES.fullmatch(words) or _BASE.search(words):
            return None
        dated = _YEAR.search(words)
        aimed = years and dated and dated.end() == len(words) and _GOAL.search(self.title)
        if not _GOAL.search(words) and not aimed:
            return None
        indicator, unit, change, base, controlled = self.named(words)
        if len(indicator) < 2:
            indicator, unit_above, change, base, controlled = self.named(self.title)
            unit = unit or unit_above
        if len(indicator) < 2 or (unit is None and above is None and self.units):
            return None  # of two units over a table, which is the column's is not said
        until = last_year(words) or last_year(self.title)
        due = date(until, 12, 31) if until else None
        return _Column(indicator, unit or above, change, base, due, "<=" if controlled else "=")

    def dealt(self, words: str, above: str | None) -> _Column | None:
        """A column of a table whose title deals out a task (`造林任务分解表`) and whose head only names what is dealt."""
        said = _UNIT.search(words)
        unit = said.group(1) if said else above
        name = (words[: said.start()] if said else words).removeprefix("其中")
        if not _DEALT.search(self.title) or not _PLACE.fullmatch(name) or _PLACES.fullmatch(words):
            return None
        if _BASE.search(words) or unit is None or not UNIT.fullmatch(unit):
            return None
        until = last_year(self.title)
        due = date(until, 12, 31) if until else None
        return _Column(name, unit, None, None, due, "<=" if _CEILING.search(self.title) else "=")

    def named(self, words: str) -> tuple[str, str | None, Change | None, int | None, bool]:
        """Indicator, unit, change, baseline, and whether it is a ceiling, of the words of a head or title."""
        said = _UNIT.search(words)
        unit = said.group(1) if said and UNIT.match(said.group(1)) else None
        words = words[: said.start()] if said else words
        cut = _AFTER.search(words)
        tail, words = (cut.group(), words[: cut.start()]) if cut else ("", words)
        turn = _TURN.search(words)
        words = words[: turn.start()] if turn else words
        before = _BEFORE.match(words)
        words = words[before.end() :] if before else words
        change: Change | None = None
        if turn:
            change = "increase" if turn["turn"] in ("增长", "提高", "增加") else "decrease"
        base = int(turn["base"]) if turn and turn["base"] else None
        return words, unit, change, base, "控制" in tail
