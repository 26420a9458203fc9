"""Targets of a table of indicators (专栏, 主要指标), also where its cells have run together.

A table is known by its head (`指标 2015年 2020年 属性`); its rows are a name, cells and a kind (`约束性`, `预期性`). The cell
under the last year is the target, due at that year's end; a bracketed one (`〔18〕`) is the sum over the period and counts where
no level stands. Cells that ran together (`21.6623.04`) are parted where one reading is left: by the sum (23.04 - 21.66 =
1.38), by what a share can be, by likeness; else the best reading is given and `uncertain` says why a person should look.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.messages import message
from corpus.types import Change, Comparator, Span, Target
from ingest.taggers.targets_cells import UNIT
from ingest.taggers.targets_figures import BOUNDS
from ingest.taggers.targets_grid import Grid, grids
from ingest.taggers.targets_places import place_tables
from ingest.text import Sentence, Text

__all__ = ["find_table_targets", "table_rows", "with_tables"]

# `指标 2015年 2020年 属性` · `指标名称|单位|2020年|2025年|指标属性` · `指　　标2015年2020年〔累计〕1属性` · `序号 指标 2025年目标值 属性`.
_HEAD: Final = re.compile(
    r"指[ ]{0,6}标(?:名称|体系|"
    r"内容)?[^。;!?]{0,40}?(?P<years>(?:20[0-9]{2}年?[^0-9。;!?约预]{0,14}){1,4})[^。;!?]{0,24}?属[ \n]{0,3}性"
)
# The same at less cost: what `_HEAD` begins with, the furthest that its end lies from there, and what it may not cross.
_HEAD_BEGINS: Final = re.compile(r"指[ ]{0,6}标")
_HEAD_ENDS: Final = re.compile(r"[。;!?]|属[ \n]{0,3}性")
_HEAD_LENGTH: Final = 180
_YEAR: Final = re.compile(r"(20[0-9]{2})")
_END: Final = re.compile(r"\n?[ ]*注[ ]?:|\n[ ]*第[一二三四五六七八九十]{1,3}[章节]|\n[ ]*[一二三四五六七八九十]、|。")
_TOKEN: Final = re.compile(
    r"(?P<kind>约束性|预期性|(?:预期|约束)(?=[ \n|]))"
    r"|(?P<sum>[〔\[(]?〔[ ]?[+-]?[0-9]+(?:\.[0-9]+)?%?[ ]?〕)"
    r"|(?P<cell>[<>≥≤]{0,2}=?[ ]?[0-9]+(?:\.[0-9]+)*(?:%|‰)?(?:左右|以上|以下|以内)?)"
    r"|(?P<dash>-{1,2}|—{1,3})"
    r"|(?P<gap>[ \n|\t​]+)"
    r"|(?P<word>[^0-9<>≥≤〔〕\-—| \n\t约预]+|.)"
)
_UNIT: Final = re.compile(r"\(([^()]{1,12})\)$")
_SECTION: Final = re.compile(r".*[0-9](?:\.(?![0-9])|、)")


class _Cell(msgspec.Struct, frozen=True):
    """A cell of a row: its words' place; `summed` for a bracketed one; empty where `text` is a dash."""

    start: int
    end: int
    text: str
    summed: bool = False


def find_table_targets(text: Text, sentences: Sequence[Sentence]) -> list[Target]:
    """The figures of the last year's column of every table of indicators, in the order of the text, each with its `due`."""
    if not sentences:
        return []
    begin, end = sentences[0].start, sentences[-1].end
    made = _read(text, begin, end, _apart(text, begin, end))
    starts = [sentence.start for sentence in sentences]
    return [
        t
        for t in made
        if (k := bisect_right(starts, t.start) - 1) >= 0 and sentences[k].zone in ("body", "table", "heading")
    ]


def table_rows(text: Text) -> tuple[list[int], list[Span]]:
    """Where the rows of the text's tables of indicators begin, in order; the lines of such tables that begin none."""
    apart = _apart(text, 0, len(text.folded))
    rows = sorted(target.start for target in _read(text, 0, len(text.folded), apart))
    return rows, [line for grid in apart for line in grid.others]


def _apart(text: Text, begin: int, end: int) -> list[Grid]:
    """The tables whose cells stand apart: of indicators, and of places that a goal is dealt out to."""
    found = list(grids(text, begin, end))
    places = [p for p in place_tables(text, begin, end) if not any(p.start < g.end and g.start < p.end for g in found)]
    return sorted([*found, *places], key=lambda grid: grid.start)


def _read(text: Text, begin: int, end: int, apart: Sequence[Grid]) -> list[Target]:
    folded = text.folded
    made = [target for grid in apart for target in grid.targets]
    heads = [h for h in _heads(folded, begin, end) if not any(g.start < h.end() and h.start() < g.end for g in apart)]
    for i, head in enumerate(heads):
        years = [int(year) for year in _YEAR.findall(head["years"])]
        stop = heads[i + 1].start() if i + 1 < len(heads) else end
        closing = _END.search(folded, head.end(), stop)
        stop = closing.start() if closing else stop
        made.extend(_rows(text, head.end(), stop, years, extra="累计" in head.group()))
    return made


def _heads(folded: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The heads of tables in a stretch; `_HEAD` has many ways to fail, so it is tried only before a 属性 in reach."""
    at = begin
    while opening := _HEAD_BEGINS.search(folded, at, end):
        at = opening.end()
        closing = _HEAD_ENDS.search(folded, at, min(end, at + _HEAD_LENGTH))
        if closing and closing.group()[0] == "属" and (head := _HEAD.match(folded, opening.start(), end)):
            at = head.end()
            yield head


def with_tables(text: Text, sentences: Sequence[Sentence], found: Sequence[Target]) -> list[Target]:
    """`found` (the targets of running text) together with those of tables, which win where both read one stretch."""
    rows = find_table_targets(text, sentences)
    if not rows:
        return list(found)
    starts = [row.start for row in rows]
    kept = [t for t in found if (k := bisect_right(starts, t.end - 1) - 1) < 0 or rows[k].end <= t.start]
    return sorted([*kept, *rows], key=lambda target: (target.start, target.end))


def _rows(text: Text, start: int, end: int, years: list[int], *, extra: bool) -> Iterator[Target]:
    folded = text.folded
    name: list[tuple[int, int]] = []
    cells: list[_Cell] = []
    header: str | None = None

    def close() -> Iterator[Target]:
        nonlocal header
        if cells and name:
            a, b = name[0][0], name[-1][1]
            made, header = _row(text, a, b, cells, years, header, extra=extra)
            if made is not None:
                yield made

    for m in _TOKEN.finditer(folded, start, end):
        kind = m.lastgroup
        at, stop = m.span()
        after = folded[stop : stop + 1]
        glued = bool(name) and name[-1][1] == at
        if kind == "gap":
            continue
        if kind == "cell" and not cells:
            digit = stop - at == 1 and folded[at].isdigit()
            # `1.空气质量`, `地级及以上城市2空气质量`, `有机物5--`, `PM2.5`: numbers and marks of notes within a name.
            if (
                (digit and (after == "." or after == "、" or (glued and (_han(after) or after in "-—"))))
                or (glued and folded[at - 1].isascii() and folded[at - 1].isalpha())
                or (not name and not glued and _han(after))
            ):
                name.append((at, stop))
                continue
        if kind in ("cell", "sum", "dash") and name:
            word = m.group()
            if kind == "dash" and after.isdigit() and at > start and folded[at - 1] in " \n|\t" and len(word) == 1:
                cells.append(_Cell(at, stop, "±"))  # a sign that stands apart from the cell before it
                continue
            if kind == "dash" and len(word) == 2 and word == "--":
                cells.extend((_Cell(at, at + 1, ""), _Cell(at + 1, stop, "")))
                continue
            cells.append(_Cell(at, stop, "" if kind == "dash" else word.strip("〔〕[] "), summed=kind == "sum"))
            continue
        if kind in ("kind", "word"):
            word = m.group()
            if cells and (kind == "kind" or word.strip(" .,()")):
                yield from close()
                name, cells = [], []
            if kind == "kind":
                name, cells = [], []
            elif word.strip():
                name.append((at, stop))
    yield from close()


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "“("


def _row(
    text: Text, start: int, end: int, cells: list[_Cell], years: list[int], header: str | None, *, extra: bool
) -> tuple[Target | None, str | None]:
    """One row as a target, and the head that following rows without a unit of their own stand under."""
    folded = text.folded
    words = folded[start:end].rstrip()
    section = _SECTION.match(words)
    if section and _HEADED.search(words[: section.end()]) is None:
        start += section.end()
        header = None if "." in section.group()[-2:] or "、" in section.group()[-2:] else header
        words = folded[start:end].rstrip()
    inner = re.match(r"(.{2,30}?\(([^()]{1,12})\))(?=[^()0-9-])", words)
    if inner is not None and (inner.group(2) == "%" or UNIT.match(inner.group(2))):
        # `主要污染物排放总量减少(%)化学需氧量`: a head with the unit for the rows beneath it.
        header = inner.group(1)
        start += inner.end()
        words = folded[start:end].rstrip()
    words = re.sub(r"(?<=[\u4e00-\u9fff])[0-9]$", "", words)
    note = re.match(r"[\u4e00-\u9fff]{2,12}[0-9](?=[\u4e00-\u9fff]{4,})", words)
    if note is not None:  # `设区市2公交分担率`: a merged cell of the column before, with the mark of its note
        start += note.end()
        words = words[note.end() :]
    while words and words[0] in " \n|.、,()":
        start, words = start + 1, words[1:]
    unit_words = _UNIT.search(words)
    unit: str | None = unit_words.group(1) if unit_words else None
    end = start + len(words)
    name = words[: unit_words.start()] if unit_words else words
    if unit is None:
        column = re.search(r"[ \n|]+(\S{1,10})$", words)
        if column and UNIT.match(column.group(1)):
            unit, name = column.group(1), words[: column.start()]
        elif header:
            head_unit = _UNIT.search(header)
            unit = head_unit.group(1) if head_unit else None
    if len(name.strip()) < 2:
        return None, header
    said = (header or "") + name
    change: Change | None = (
        "decrease" if re.search(r"(?:下降|减少|降低|降幅)(?:率|比例|幅度)?$", name.strip()) or (header and re.search(r"下降|减少|降低", header))
        else "increase" if re.search(r"(?:增长|提高|增加)$", name.strip()) else None
    )  # fmt: skip
    picked = _pick(cells, len(years), unit, extra=extra)
    if picked is None:
        return None, header
    value, bound, place, doubt, summed, sign = picked
    if sign:
        change = sign
    if bound == "=" and value == 100 and unit == "%" and change is None:
        bound = ">="
    if (
        not summed
        and not sign
        and change is not None
        and not said.endswith(("下降", "减少", "降低", "增长", "提高", "增加"))
    ):
        change = change if header else None
    source = text.source
    indicator = re.sub(r"\s", "", source[start : start + len(name)])
    return (
        Target(
            text=source[start:place],
            start=start,
            end=place,
            indicator=indicator,
            comparator=bound,
            value=int(value) if value == int(value) else value,
            unit=unit,
            change=change,
            baseline=years[0] if change is not None and len(years) > 1 else None,
            scope=None,
            due=date(years[-1], 12, 31),
            uncertain=message("targets.glued_cells") if doubt else None,
        ),
        header,
    )


_HEADED: Final = re.compile(r"[0-9]\.[0-9]")
_PARTS: Final = re.compile(
    r"(?P<sign>[<>≥≤]{0,2}=?)[ ]?(?P<number>[0-9.]+)(?P<percent>[%‰]?)(?P<tail>左右|以上|以下|以内)?"
)


def _pick(
    cells: list[_Cell], columns: int, unit: str | None, *, extra: bool
) -> tuple[float, Comparator, int, bool, bool, Change | None] | None:
    """The cell of the last year: value, comparator, where its words end, whether it is doubtful, a sum, signed."""
    levels = [cell for cell in cells if not cell.summed]
    sums = [cell for cell in cells if cell.summed]
    total = _number(sums[0].text) if sums else None
    sign: Change | None = None
    if any(cell.text == "±" for cell in levels):
        at = next(i for i, cell in enumerate(levels) if cell.text == "±")
        signed = at + 1 >= columns or at + 1 == len(levels) - 1
        if signed:
            sign = "decrease"
        levels = [cell for cell in levels if cell.text != "±"]
    if extra and not sums and levels and not levels[-1].text and len(levels) <= columns and any(c.text for c in levels):
        # The dash at the end stands in the column of the sums (a table that has one).
        levels = levels[:-1] if not (len(levels) == columns and levels[-1].text) else levels
    filled = [cell for cell in levels if cell.text]
    if not filled:
        if total is None:
            return None
        return total, "=", sums[0].end, False, True, "decrease" if sums[0].text.startswith("-") else None
    chosen = filled[-1] if len(levels) < columns else levels[columns - 1]
    if not chosen.text:
        return (total, "=", sums[0].end, False, True, None) if total is not None else None
    m = _PARTS.fullmatch(chosen.text)
    if m is None:
        return None
    bound = BOUNDS.get(m["tail"] or m["sign"], "=")
    value = _number(m["number"])
    doubt = False
    # Fewer cells than columns and no sign between: the figures of two years have run together.
    if len(levels) < columns and not m["sign"]:
        readings = _split(m["number"], unit or m["percent"], total)
        if readings:
            value, doubt = readings[0], len(readings) > 1
        elif value is None:
            return None
    if value is None:
        return None
    return value, bound, chosen.end, doubt, False, sign


def _number(words: str) -> float | None:
    words = words.strip("+-%‰ ")
    return float(words) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", words) else None


def _split(digits: str, unit: str | None, total: float | None) -> list[float]:
    """The second figure of `21.6623.04` under each reading that is left, likeliest first."""
    found: list[tuple[float, float, float]] = []
    for i in range(1, len(digits)):
        left, right = digits[:i], digits[i:]
        a, b = _number(left), _number(right)
        if (
            a is None
            or b is None
            or (right[0] == "0" and not right.startswith("0."))
            or (left[0] == "0" and len(left) > 1 and left[1] != ".")
        ):
            continue
        if unit == "%" and (a > 100 or b > 100):
            continue
        if total is not None and abs(abs(b - a) - total) < 1e-6:
            return [b]
        if not 0.2 <= b / a <= 5 if a else True:
            continue
        decimals = abs(len(left.partition(".")[2]) - len(right.partition(".")[2]))
        found.append((decimals, abs(b - a) / max(a, b), b))
    found.sort()
    return list(dict.fromkeys(b for _, _, b in found))
