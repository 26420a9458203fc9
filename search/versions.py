"""Two versions of a document side by side: tasks added, dropped, and kept with another date or figure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Document, Task

__all__ = ["Difference", "Pair", "diff", "pairs"]

_MARKS: Final = re.compile(r"[\W_]+")
_FIGURES: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二三四五六七八九十百]{1,6}(?=[年月日])")
_ALIKE: Final = 0.5  # the share of common character pairs (Dice) from which two tasks are one that was reworded
_COMMON: Final = 200  # a pair of characters in more tasks than this tells nothing


class Pair(msgspec.Struct, frozen=True):
    """One task in both versions, with what is not as it was."""

    old: Task
    new: Task
    dates: bool  # its deadlines differ
    figures: bool  # its targets, or the figures in its words, differ


class Difference(msgspec.Struct, frozen=True):
    """What became of the tasks, in the order of the newer text (dropped ones: of the older)."""

    added: tuple[Task, ...]
    dropped: tuple[Task, ...]
    changed: tuple[Pair, ...]  # with another date or figure
    reworded: tuple[Pair, ...]  # other words, the same dates and figures
    same: int


def diff(old: Document, new: Document) -> Difference:
    """The tasks of two versions of a text set beside each other.

    A task is the same one where its words are, spaces and punctuation aside, wherever it moved to; else where its
    words without figures are; else where they are alike enough, best pairs first.
    """
    together, left, fresh = _paired(old.tasks, new.tasks)
    compared = [_compare(before, after) for before, after in together]
    compared.sort(key=lambda pair: pair.new.start)
    touched = [pair for pair in compared if _words(pair.old) != _words(pair.new)]
    return Difference(
        added=tuple(fresh),
        dropped=tuple(left),
        changed=tuple(pair for pair in compared if pair.dates or pair.figures),
        reworded=tuple(pair for pair in touched if not pair.dates and not pair.figures),
        same=sum(
            1 for pair in compared if _words(pair.old) == _words(pair.new) and not pair.dates and not pair.figures
        ),
    )


def pairs(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[Task, Task]]:
    """Which task became which, by the rules of `diff`; those without a counterpart are left out."""
    return _paired(old, new)[0]


def _paired(old: Sequence[Task], new: Sequence[Task]) -> tuple[list[tuple[Task, Task]], list[Task], list[Task]]:
    """The pairs, the old tasks left over, the new ones left over."""
    together, left, fresh = _by_words(old, new, _words_and_place)
    for words in (_words, _without_figures):
        more, left, fresh = _by_words(left, fresh, words)
        together += more
    more, left, fresh = _by_likeness(left, fresh)
    return together + more, left, fresh


def _words(task: Task) -> str:
    return _MARKS.sub("", fold(task.text))


def _words_and_place(task: Task) -> str:
    """What stands in several clauses is the same one where it stands in the same clause."""
    return f"{task.clause}\n{_words(task)}"


def _without_figures(task: Task) -> str:
    return _FIGURES.sub("#", fold(task.text))


def _by_words(
    old: Sequence[Task], new: Sequence[Task], words: Callable[[Task], str]
) -> tuple[list[tuple[Task, Task]], list[Task], list[Task]]:
    waiting: defaultdict[str, list[Task]] = defaultdict(list)
    for task in old:
        waiting[words(task)].append(task)
    pairs, fresh = [], []
    for task in new:
        if same := waiting.get(words(task)):
            pairs.append((same.pop(0), task))
        else:
            fresh.append(task)
    paired = {id(before) for before, _ in pairs}
    return pairs, [task for task in old if id(task) not in paired], fresh


def _by_likeness(old: Sequence[Task], new: Sequence[Task]) -> tuple[list[tuple[Task, Task]], list[Task], list[Task]]:
    bigrams = [_bigrams(task) for task in old]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for index, pairs_of in enumerate(bigrams):
        for bigram in pairs_of:
            where[bigram].append(index)
    scored: list[tuple[float, int, int]] = []
    for at, task in enumerate(new):
        mine = _bigrams(task)
        common: Counter[int] = Counter()
        for bigram in mine:
            if len(where[bigram]) <= _COMMON:
                common.update(where[bigram])
        for index, count in common.items():
            likeness = 2 * count / max(len(mine) + len(bigrams[index]), 1)
            if likeness >= _ALIKE:
                scored.append((-likeness, index, at))
    pairs, taken, given = [], set(), set()
    for _, index, at in sorted(scored):
        if index not in taken and at not in given:
            taken.add(index)
            given.add(at)
            pairs.append((old[index], new[at]))
    left = [task for index, task in enumerate(old) if index not in taken]
    return pairs, left, [task for at, task in enumerate(new) if at not in given]


def _bigrams(task: Task) -> frozenset[str]:
    words = _MARKS.sub("", _without_figures(task))
    return frozenset(words[at : at + 2] for at in range(max(len(words) - 1, 1)))


def _compare(old: Task, new: Task) -> Pair:
    dates = _deadlines(old) != _deadlines(new)
    figures = _targets(old) != _targets(new) or (not dates and _figures(old) != _figures(new))
    return Pair(old=old, new=new, dates=dates, figures=figures)


def _deadlines(task: Task) -> set[tuple[object, ...]]:
    return {(time.kind, time.begins, time.due, time.rrule) for time in task.deadlines}


def _targets(task: Task) -> Counter[tuple[object, ...]]:
    return Counter((target.comparator, target.value, target.unit, target.change) for target in task.targets)


def _figures(task: Task) -> list[str]:
    return _FIGURES.findall(fold(task.text))
