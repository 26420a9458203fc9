"""The head of a table of indicators: what each of its columns holds, and which of them are to be reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec

from corpus.calendar import five_year_plan

__all__ = ["FIGURES", "Column", "Name", "column_of", "columns_joined", "columns_of", "goals_of", "last_year"]

Name = Literal["number", "class", "name", "unit", "value", "goal", "base", "change", "sum", "kind", "other"]
# The columns that hold figures.
FIGURES: Final = ("value", "goal", "base", "change", "sum")

# What a column holds, by its name.
_COLUMNS: Final[tuple[tuple[Name, re.Pattern[str]], ...]] = (
    ("number", re.compile(r"序号|编号|序")),
    ("unit", re.compile(r"(?:计量)?单位")),
    ("kind", re.compile(r"(?:指标)?(?:属性|性质|类型)")),
    ("class", re.compile(r"(?:指标)?(?:类别|领域|分类|方面|维度|名目|目标类别)")),
    ("name", re.compile(r"(?:[一二三]级|主要|具体|核心|规划|发展|分项|考核|评价|监测|工作|目标|预期){0,2}指标(?:名称|内容|项目|名)?")),
    ("sum", re.compile(r"〔?\[?(?:五年|.{0,6})累计.{0,8}")),
    ("change", re.compile(r"(?:年均|年度)?(?:增长|增速|变化|增减|提升|下降)(?:率|幅度|量|值|速度)?.{0,12}|(?:“十.五”|五年)?(?:年均|累计|变化).{0,10}|.{0,8}年均.{0,10}")),
    ("base", re.compile(r".{0,12}(?:现状|实际|基期|基准|基线|完成|实绩|预计|现有|基础|当前)(?:年|值|数|情况|水平)?|现值|起点值|基数")),
    ("goal", re.compile(r".{0,12}(?:目标|规划|预期|指标)(?:值|数)|(?:规划|年度|[一二三四五]年|[中终近远]期|总体)?目标|(?:目标|指标)要求")),
    ("other", re.compile(r"备注|说明|责任单位|责任部门|牵头单位|牵头部门|(?:数据|指标)?来源|(?:指标)?解释|监测方式|权重")),
)  # fmt: skip
_YEAR: Final = re.compile(r"(?:到|至)?(?P<year>20\d\d)年?(?:底|末)?(?P<rest>[^\d。;]{0,10})")
# `现状(2020年)`, `目标值(2025年)`, `“十四五”目标`, `“十四五”末`
_DATED: Final = re.compile(
    r"(?P<held>[^\d()]{2,6})\((?P<year>20\d\d)年?(?:底|末)?\)|[“\"]?(?P<plan>十[一二三四五六七八九])五[”\"]?(?:期?末|规划)?(?P<aim>目标)?(?:值|数)?"
)
_NOTE_MARK: Final = re.compile(r"[①-⑳*]|(?<=[一-龥)])[0-9]$|\[\d\]|(?<!备)注\d?$")
# `“十五五”`, `2030年` in the title of a table
_PERIOD: Final = re.compile(r"“?(?P<plan>十[一二三四五六七八九]|十)五”?|(?P<year>20\d\d)年?")
# What the words behind a year make of its column: `2025年实际`, `2030年目标值`, `2030年比2025年增长`
_STARTS: Final = re.compile(r"现状|实际|基期|基准|基线|完成|实绩|预计|现有|基础")
_MOVES: Final = re.compile(r"年均|增长|增速|累计|比")
_AIMS: Final = re.compile(r"目标|规划|预期")


class Column(msgspec.Struct, frozen=True):
    """A column: what it holds, the year that its head names, and whether it is said to be a goal."""

    name: Name
    year: int | None = None
    goal: bool = False


@lru_cache(maxsize=1024)
def column_of(words: str) -> Column | None:
    """The column that a cell of a head names (white space removed); None where it names none."""
    words = _NOTE_MARK.sub("", words.strip("〔〕"))
    if not 1 <= len(words) <= 20:
        return None
    if dated := _YEAR.fullmatch(words):
        rest = dated["rest"]
        name: Name = "change" if _MOVES.search(rest) else "base" if _STARTS.search(rest) else "value"
        return Column(name, int(dated["year"]), _AIMS.search(rest) is not None)
    if dated := _DATED.fullmatch(words):
        if dated["plan"]:
            return Column("value", _end_of(dated["plan"]), dated["aim"] is not None)
        held = column_of(dated["held"])
        if held is None or held.name not in ("base", "goal"):
            return None
        return Column("base" if held.name == "base" else "value", int(dated["year"]), held.name == "goal")
    return next((Column(name) for name, pattern in _COLUMNS if pattern.fullmatch(words)), None)


def columns_of(cells: Sequence[str]) -> list[Column] | None:
    """The columns of a head; None where its cells are none: a name, and figures that a year or 目标 tells."""
    columns: list[Column] = []
    for cell in cells:
        column = column_of(cell)
        if column is None:
            return None
        last = columns[-1] if columns else None
        if column.year is None and last and last.year and column.name in ("goal", "base") and last.name == "value":
            # `2020年⏎目标值`: two lines of one cell
            columns[-1] = Column("base" if column.name == "base" else "value", last.year, column.name == "goal")
            continue
        columns.append(column)
    names = [at for at, column in enumerate(columns) if column.name == "name"]
    for at in names[:-1]:  # `一级指标 | 二级指标`: the last names, the others group
        columns[at] = Column("class")
    named = any(c.name == "name" for c in columns) and any(c.name == "goal" or c.year for c in columns)
    return columns if named else None


def columns_joined(first: Sequence[str], second: Sequence[str]) -> list[Column] | None:
    """The columns of a head of two rows, whose first spans what the second names; None where the second is no head.

    `指标 | 2025年 | 2030年 | 属性` over `| 实际 | 目标 |` (as many cells), or `指标 | “十五五”目标 | 属性` over `2028年 | 2030年`.
    """
    named = [word for word in second if word]
    if not named or not all((c := column_of(word)) and c.name in FIGURES for word in named):
        return None
    if len(first) == len(second):
        return columns_of([above + below for above, below in zip(first, second, strict=True)])
    spanning = [i for i, word in enumerate(first) if (c := column_of(word)) is None or c.name in FIGURES]
    if len(spanning) != 1:
        return None
    return columns_of([*first[: spanning[0]], *named, *first[spanning[0] + 1 :]])


def goals_of(columns: Sequence[Column]) -> list[Column]:
    """The columns whose figures are to be reached: those said to be goals, else all years but the one to start from."""
    said = [c for c in columns if c.name == "goal" or c.goal]
    if said:
        return said
    years = [c for c in columns if c.name == "value"]
    first = min((c.year or 0 for c in years), default=0)
    based = any(c.name == "base" for c in columns)
    return [c for c in years if based or len(years) == 1 or c.year != first]


def last_year(title: str) -> int | None:
    """The last year of the last period that the title of a table names."""
    periods = list(_PERIOD.finditer(title))
    if not periods:
        return None
    if periods[-1]["year"]:
        return int(periods[-1]["year"])
    return _end_of(periods[-1]["plan"])


def _end_of(plan: str) -> int | None:
    """The last year of a five-year plan by its numeral (`十四`)."""
    period = five_year_plan(10 + "十一二三四五六七八九".index(plan[-1]))
    return period.due.year if period else None
