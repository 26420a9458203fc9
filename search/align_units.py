"""The stretches of two documents that are set beside each other: sentences that ask for something, tasks, clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Document, Heading, SentenceKind, Task

__all__ = [
    "Section", "Unit", "central_units", "chapters_of", "clause_sections", "local_units", "mask", "parts_of", "past_chapters",
    "sections_of",
]  # fmt: skip


class Unit(msgspec.Struct, frozen=True):
    """A stretch that asks for something. `masked` is its folded text without days, figures and comparators.

    `heading` is the nearest heading's text (folded), `section` the offset at which the section begins; `title` says that
    the stretch is itself no more than a heading, as in `(二)加强人员培训。`
    """

    clause: str
    start: int
    end: int
    masked: str
    heading: str
    section: int
    title: bool = False


class Section(msgspec.Struct, frozen=True):
    """A clause from its heading to its last word: without the final mark, so that neighbours do not touch."""

    label: str
    start: int
    end: int
    level: int


# What never asks for anything: the head and foot of a document, and what a notice says of itself.
_IDLE: Final[frozenset[SentenceKind]] = frozenset(
    ["metadata", "addressee", "signature", "residue", "transmission", "announcement"]
)
# 75%, 13万个, 9500万立方米以上
_FIGURE: Final = re.compile(
    r"[0-9][0-9.]{0,20}[十百千万亿]{0,2}(?:%|平方公里|立方米|平方米|公顷|公里|千瓦|[个家项吨亩户人座块株处台辆年月日度元])?"
)
# 达到…以上, 控制在…以内, 比…下降: how a figure is meant; 全区, 各地: on whom a text of that level always lays it
_FRAME: Final = re.compile(
    r"达到|提[高升]到|提高至|控制在|不低于|不高于|不少于|不超过|高于|低于|下降|降低|减少|增加|力争|基本|全部|全面"
    r"|进一步|分别|以上|以下|以内|左右|全[国区省市州]|各地区?|等|的|和|及|与"
)
_PART: Final = re.compile("[;。]")
# (三), 第二章, 4.: the numeral of the next heading, which stands before its first word
_NUMERAL: Final = re.compile(
    r"(?:[(（][^()（）\s]{1,4}[)）]|第[^第\s]{1,6}[编篇章节条]|[一二三四五六七八九十\d.]{1,6}[、.．]?)\s*$"
)
_ENDS: Final = " \t\r\n\u3000\u00a0。；;"
_SHORT: Final = 5  # characters: what is shorter asks for nothing
# 建立了, 已完成, “十一五”以来: what was, where the sentence is no task
_PAST: Final = re.compile(r"了|已经?(?!经)|以来")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
# 第一章 发展形势, 一、2020年工作回顾, 一、现状: what such a chapter holds was, or is; below it 取得新成效 may be a goal
_SITUATION: Final = re.compile(r"(?:形势|现状|回顾|机遇[和与及]挑战)$|^(?:发展|工作|现实|规划)?基础(?:[和与及]|$)")
# (教育部、财政部负责), which says who, not what
_NOTE: Final = re.compile(r"\s*[(（〔\[][^()（）〔〕\[\]]{0,400}[)）〕\]][。；;]?\s*")
_BOX: Final = "专栏"
_LARGE: Final = 4_000  # characters: a section of the second level above this size is cut further
_LARGE_ROW: Final = 600  # characters: no sentence is longer, a flattened table is
_TINY: Final = 2  # a heading with fewer parts is no list of parts


def mask(document: Document) -> str:
    """The folded text with days, figures and comparators blanked, of the same length."""
    letters = list(fold(document.text))
    for time in document.times:
        letters[time.start : time.end] = "," * (time.end - time.start)
    text = _FIGURE.sub(_blank, "".join(letters))
    return _FRAME.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "," * len(match[0])


class _Outline:
    """Which headings a place stands under."""

    def __init__(self, document: Document) -> None:
        self.headings = sorted(document.headings, key=lambda heading: heading.start)
        self._starts = [heading.start for heading in self.headings]

    def at(self, place: int) -> Heading | None:
        index = bisect_right(self._starts, place) - 1
        return self.headings[index] if index >= 0 else None

    def unit(self, document: Document, masked: str, clause: str, start: int, end: int) -> Unit:
        heading = self.at(start)
        if heading is None:
            return Unit(clause, start, end, masked[start:end], "", -1)
        title = 2 * (min(end, heading.end) - max(start, heading.start)) > end - start
        return Unit(clause, start, end, masked[start:end], fold(heading.text), heading.start, title)


def local_units(document: Document) -> list[Unit]:
    """The tasks of a document, one unit each, in their order."""
    masked, outline = mask(document), _Outline(document)
    return [outline.unit(document, masked, task.clause, task.start, task.end) for task in document.tasks]


def central_units(document: Document) -> list[Unit]:
    """What a document asks for: its sentences, cut at semicolons; the rows of a table each on its own.

    Sentences that are no task count too (a principle may be carried out), unless they tell what was, or only who acts.
    """
    masked, outline, folded = mask(document), _Outline(document), fold(document.text)
    starts = [task.start for task in document.tasks]
    units: list[Unit] = []
    for sentence in document.sentences:
        if sentence.kind in _IDLE:
            continue
        inside = document.tasks[bisect_right(starts, sentence.start - 1) : bisect_right(starts, sentence.end - 1)]
        if sentence.kind == "heading" and "。" not in folded[sentence.start : sentence.end] and not inside:
            continue
        rows = _rows(inside)
        for start, end in rows or _parts(folded, sentence.start, sentence.end):
            if end - start < _SHORT or _NOTE.fullmatch(folded, start, end):
                continue
            if sentence.kind != "task" and _was(folded[start:end], document):
                continue
            units.append(outline.unit(document, masked, sentence.clause, start, end))
    covered = [(unit.start, unit.end) for unit in units]
    for task in document.tasks:
        if not _sentence_of(covered, task.start, task.end):
            units.append(outline.unit(document, masked, task.clause, task.start, task.end))
    return sorted(units, key=lambda unit: (unit.start, unit.end))


def _parts(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _PART.finditer(folded, start, end):
        yield at, match.end()
        at = match.end()
    yield at, end


def _rows(tasks: Sequence[Task]) -> list[tuple[int, int]]:
    """The rows of a table that was flattened into one sentence, by the figures in it; none where it is no table."""
    long = [task for task in tasks if task.end - task.start > _LARGE_ROW and len(task.targets) > _TINY]
    return sorted({(target.start, target.end) for task in long for target in task.targets})


def past_chapters(document: Document) -> list[tuple[int, int]]:
    """Where the chapters of a document lie that tell of what was and is, and ask for nothing."""
    headings = sorted(document.headings, key=lambda heading: heading.start)
    top = min((heading.level for heading in headings), default=0)
    chapters = [heading for heading in headings if heading.level == top]
    ends = [*(heading.start for heading in chapters[1:]), len(document.text)]
    return [
        (heading.start, end)
        for heading, end in zip(chapters, ends, strict=False)
        if _SITUATION.search(fold(heading.text).strip(_ENDS))
    ]


def _was(folded: str, document: Document) -> bool:
    """Whether a sentence that is no task tells the past: 到2015年,…全部处置完毕 in a plan of 2016."""
    years = [int(year) for year in _YEAR.findall(folded)]
    ended = bool(years) and document.date is not None and max(years) < document.date.year
    return ended or _PAST.search(folded) is not None


def _sentence_of(covered: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a unit is there that is about as long as the task: the row of a long table has none."""
    index = bisect_right(covered, (start, end)) - 1
    near = covered[max(0, index - 1) : index + 2]
    return any(2 * (min(b, end) - max(a, start)) > min(b - a, end - start) and b - a <= _LARGE_ROW for a, b in near)


def clause_sections(document: Document) -> list[Section]:
    """Every heading that is no box as the clause that it begins, in the order of the text."""
    headings = [heading for heading in sorted(document.headings, key=lambda h: h.start) if _BOX not in heading.label]
    whole = []
    for at, heading in enumerate(headings):
        end = next((n.start for n in headings[at + 1 :] if n.level <= heading.level), len(document.text))
        text = _NUMERAL.sub("", document.text[heading.start : end]).rstrip(_ENDS)
        whole.append(Section(heading.label, heading.start, heading.start + len(text), heading.level))
    return whole


def chapters_of(clauses: Sequence[Section]) -> list[Section]:
    """The clauses of the highest level."""
    top = min((clause.level for clause in clauses), default=0)
    return [clause for clause in clauses if clause.level == top]


def sections_of(clauses: Sequence[Section]) -> list[Section]:
    """Those that a reader would name as one clause, in the order of the text.

    Sections of the second level, cut further only where they are very large, chapters that have none; a box belongs to
    the section that it stands in.
    """
    chosen: list[Section] = []
    for at, section in enumerate(clauses):
        parts = parts_of(section, clauses[at + 1 :])
        below = min((s.level for s in parts), default=0)
        many = sum(s.level == below for s in parts) >= _TINY
        enough = not many or (section.level >= _TINY and section.end - section.start <= _LARGE)
        if enough and not any(c.start <= section.start and section.end <= c.end for c in chosen):
            chosen.append(section)
    return chosen


def parts_of(section: Section, clauses: Sequence[Section]) -> list[Section]:
    """The clauses that lie in another one."""
    return [clause for clause in clauses if section.start < clause.start < section.end]
