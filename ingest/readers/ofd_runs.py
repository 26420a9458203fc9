"""The characters of an OFD page, run by run with their places, put into fragments as those of a PDF are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec
from lxml import etree

from ingest.readers.package import local
from ingest.readers.sheets import MIDDLE, Fragment, Sign, Writer, is_wide

__all__ = ["POINT", "Run", "fragments_of", "runs_of", "signs_of"]

POINT: Final = 72 / 25.4  # points in a millimetre
_SPACES: Final = " \t\xa0\u2002\u2003\u3000"
_WIDE_TOO: Final = "\u3000—…"  # signs beside the Chinese that are as wide as high
_APART: Final = 0.2  # in sizes of a character: two runs that are further apart do not touch
_CONTROLS: Final = {ord("\t"): " ", ord("\n"): None, ord("\r"): None}  # as ofdkit takes them
_MOST_STEPS: Final = 10_000  # characters of a run

_Steps = dict[tuple[str | None, str], list[float]]


class Run(msgspec.Struct):
    """Characters that are drawn in a row, the left edge of each, their base, and the size of a wide one, in points."""

    text: str
    lefts: list[float]
    y: float
    size: float

    def width(self, at: int) -> float:
        """How wide a character is by itself."""
        return _wide(self.text[at]) * self.size


def _wide(char: str) -> float:
    return 1.0 if is_wide(char) or char in _WIDE_TOO else 0.5


def runs_of(page: Any, root: etree._Element | None) -> list[Run]:
    """The runs of a page (as ofdkit has it; `root` is its Content.xml) that are seen, in points from its corner."""
    left, top, width, height = page.box
    told = _steps(root) if root is not None else {}
    found = []
    for run in page.runs:
        inside = left <= run.x <= left + width and top <= run.y <= top + height + run.size
        if not inside or run.size <= 0 or not run.text.strip():
            continue
        # Where the file does not say how far each is from the next, all take their part of the whole.
        steps = told.get((run.object_id, run.text)) or [_wide(char) for char in run.text]
        by = run.width / sum(steps) if sum(steps) else 0.0
        x = run.x - left
        lefts = [x]
        for step in steps[:-1]:
            x += step * by
            lefts.append(x)
        text = unicodedata.normalize("NFC", run.text)
        if len(text) != len(lefts):  # signs that were written as several
            lefts = [lefts[0] + (lefts[-1] - lefts[0]) * at / max(len(text) - 1, 1) for at in range(len(text))]
        found.append(Run(text, [x * POINT for x in lefts], (run.y - top) * POINT, run.size * POINT))
    return found


def signs_of(runs: Sequence[Run]) -> Iterator[Sign]:
    """The characters of the runs in the order of the file, and the spaces between them."""
    end = y = 0.0
    for run in runs:
        if run.y == y and run.lefts[0] - end > _APART * run.size:
            yield " ", None, True
        for at, char in enumerate(run.text):
            left = run.lefts[at]
            yield (char, None, False) if char in _SPACES else (char, (left, left + run.width(at), run.y), False)
        end, y = run.lefts[-1] + run.width(-1), run.y


def fragments_of(
    signs: Iterable[Sign], writer: Writer, inside: Callable[[float, float], bool] | None = None
) -> list[Fragment]:
    """Characters as pieces of lines; `inside` leaves out those whose middle (x, y) it is true of."""
    for char, place, made in signs:
        if place is None:
            writer.space(char, made)
            continue
        left, right, y = place
        if not (inside and inside((left + right) / 2, y - MIDDLE * (right - left))):
            writer.put(char, left, right, y)
    return writer.closed()


def _steps(root: etree._Element) -> _Steps:
    """How far each character of a run is from the next, by its object and words; a last one for what it takes itself."""
    found: _Steps = {}
    for element in root.iter():
        if local(element) != "TextObject":
            continue
        for code in element:
            text = (code.text or "").translate(_CONTROLS)
            deltas = list(islice(_numbers(code.get("DeltaX")), max(len(text) - 1, 0)))
            if len(deltas) == len(text) - 1 > 0:
                size = next(_numbers(element.get("Size")), deltas[-1])
                found[element.get("ID"), text] = [*deltas, _wide(text[-1]) * size]
    return found


def _numbers(words: str | None) -> Iterator[float]:
    """The numbers of an attribute; `g 3 5.2` stands for three of 5.2."""
    parts = iter((words or "").split()[:_MOST_STEPS])
    try:
        for part in parts:
            if part == "g":
                count, value = int(next(parts, "0")), float(next(parts, "0"))
                yield from [value] * min(count, _MOST_STEPS)
            else:
                yield float(part)
    except ValueError:
        return  # what is no number ends them
