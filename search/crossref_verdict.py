"""Which of two figures for one indicator asks for more (`contract/compare.md`, "Targets")."""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.messages import Language, message
from corpus.types import Target
from search.crossref_targets import plain_value
from search.crossref_types import Verdict

__all__ = ["figure_words", "judge_pair"]

# Levels that are to be brought down: concentrations, emissions, use, what is bad. 二氧化硫浓度, 单位产值能耗, 婴儿死亡率
_TO_LOWER: Final = re.compile(
    r"浓度|劣[ⅤV五]|排放|能耗|水耗|用水|用电|消费总量|消耗|死亡|事故|失业|黑臭|极差|污染天数|超标|强度|发病|发生率"
    r"|赤字|负债|用量|使用量|损失|漏损|贫困|投诉|时间|时限|材料|成本|费用|差错|辍学|近视|流失率|违法|案件|价格|涨幅"
)
# ... unless the name says how much of it is kept or won: 污水处理率, 事故处置率
_TO_RAISE: Final = re.compile(
    r"(?:处理|利用|达标|治理|处置|覆盖|完成|回收|保障|下降|降低|减少|削减|降幅|控制|合格|减排)[^,]{0,2}(?:率|比例|幅度)"
)
# A name that says by itself that its figure is a change: 浓度下降比例（%） 18 in a table
_NAMED: Final = (
    ("decrease", re.compile(r"(?:下降|降低|减少|削减)(?:比例|比率|率|幅度?|百分比)?$|降幅$")),
    ("increase", re.compile(r"(?:增长|增加|提高|上升)(?:比例|比率|率|幅度?|百分比)$|增幅$")),
)
_PLAN_YEARS: Final = 5  # five-year plans begin in years that end in 1 and 6

Way = Literal["up", "down"]


def judge_pair(local: Target, central: Target, language: Language) -> tuple[Verdict, str]:
    """The verdict on a pair, and why, in the reader's language."""
    local, central = _with_change(local), _with_change(central)
    mine, theirs = plain_value(local), plain_value(central)
    both = {"local": figure_words(local, language), "central": figure_words(central, language)}

    def different(reason: str) -> tuple[Verdict, str]:
        return "different", message(f"compare.why_{reason}", language, **both)

    if local.uncertain or central.uncertain:
        return different("uncertain")
    if mine[1] != theirs[1]:
        return different("unit")
    if (local.change is None) != (central.change is None):
        return different("level")
    if local.change and local.baseline and central.baseline and local.baseline != central.baseline:
        return different("baseline")
    if local.due and central.due and _plan(local.due.year) != _plan(central.due.year):
        return different("period")
    left, right = _signed(local, mine[0]), _signed(central, theirs[0])
    way = _way(local) or _way(central)
    if way is None:
        way = "down" if _lowers(local) or _lowers(central) else "up"
    elif _way(local) and _way(central) and _way(local) != _way(central):
        return different("direction")
    if abs(left - right) <= 1e-9 * max(abs(left), abs(right), 1.0):
        return "equal", message("compare.why_equal", language, **both)
    more = left > right if way == "up" else left < right
    return ("stricter" if more else "looser"), message("compare.why_against", language, **both)


def _with_change(target: Target) -> Target:
    if target.change is not None:
        return target
    name = fold(target.indicator)
    change = next((change for change, words in _NAMED if words.search(name)), None)
    return msgspec.structs.replace(target, change=change) if change else target


def _plan(year: int) -> int:
    return (year - 1) // _PLAN_YEARS


def _signed(target: Target, value: float) -> float:
    return -value if target.change == "decrease" else value


def _way(target: Target) -> Way | None:
    """Whether a higher figure asks for more (a decrease counts as a negative one), None where the words leave it open."""
    if target.change == "decrease":
        return "down"
    if target.comparator in ("<=", "<"):
        return "down"
    if target.comparator in (">=", ">"):
        return "up"
    return "up" if target.change == "increase" else None


def _lowers(target: Target) -> bool:
    name = fold(target.indicator)
    return _TO_LOWER.search(name) is not None and _TO_RAISE.search(name) is None


def figure_words(target: Target, language: Language) -> str:
    """A figure in short: `≥ 83.8 %`, `↓ 12 %`."""
    sign = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": message("compare.about", language)}.get(
        target.comparator, ""
    )
    change = {"increase": "↑ ", "decrease": "↓ "}.get(target.change or "", "")
    value = f"{target.value:.10g}"
    unit = target.unit or ""
    return f"{change}{sign}{value} {unit}".rstrip()
