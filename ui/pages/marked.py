"""A document's text as HTML with its tags highlighted in place: every word escaped, spans that overlap drawn as layers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.types import Document, Heading
from ui.plain import plain

__all__ = ["KINDS", "Kind", "Layer", "find_all", "layers", "parts", "text_html"]

Kind = Literal["task", "deadline", "target", "body", "region", "citation"]
KINDS: Final[tuple[Kind, ...]] = ("task", "deadline", "target", "body", "region", "citation")
_PART: Final = 30_000  # characters shown at once, more or less: a part ends where a heading begins


class Layer(msgspec.Struct, frozen=True, order=True):
    """A stretch of the text that is drawn in one way; `task` is the id of the task that it is."""

    start: int
    end: int
    kind: str
    task: str = ""


def layers(document: Document, kinds: Collection[str]) -> list[Layer]:
    """What is highlighted in a document, of the kinds wanted; nothing twice."""
    found = {
        Layer(document.text.rfind("\n", 0, heading.start) + 1, heading.end, "heading") for heading in document.headings
    }
    if "task" in kinds:
        found.update(Layer(task.start, task.end, "task", task.id) for task in document.tasks)
    if "citation" in kinds:
        found.update(Layer(one.start, one.end, "citation") for one in document.citations)
    for task in document.tasks:
        for kind, tags in (
            ("deadline", task.deadlines),
            ("target", task.targets),
            ("body", task.bodies),
            ("region", task.regions),
        ):
            if kind in kinds:
                found.update(Layer(tag.start, tag.end, kind) for tag in tags)
    return sorted(layer for layer in found if 0 <= layer.start < layer.end <= len(document.text))


def find_all(document: Document, words: str) -> list[Layer]:
    """Where words stand in a document, in either script."""
    wanted, text = fold(words).strip().lower(), fold(document.text).lower()
    if not wanted or len(text) != len(document.text):
        return []
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append(Layer(at, at + len(wanted), "found"))
        at = text.find(wanted, at + len(wanted))
    return found


def parts(document: Document) -> list[tuple[int, int]]:
    """Where a long document is cut: at headings, or at line ends where it has none for long."""
    size = len(document.text)
    if size <= _PART * 3 // 2:
        return [(0, size)]
    starts = [heading.start for heading in document.headings]
    # A heading's words begin behind its numeral: the part begins with the line.
    lines = [document.text.rfind("\n", 0, start) + 1 for start in starts]
    cuts = [0]
    while size - cuts[-1] > _PART * 3 // 2:
        fitting = [line for line in lines if cuts[-1] + _PART // 2 < line <= cuts[-1] + _PART * 3 // 2]
        cut = fitting[0] if fitting else document.text.find("\n", cuts[-1] + _PART) + 1
        cuts.append(cut if cut > cuts[-1] else cuts[-1] + _PART)
    return list(zip(cuts, [*cuts[1:], size], strict=True))


def text_html(
    document: Document,
    shown: Sequence[Layer],
    start: int,
    end: int,
    *,
    chosen: str,
    way: Callable[[str], str],
    current: int = -1,
) -> str:
    """The text from `start` to `end` as HTML, a paragraph a line.

    `way` gives the address of a task's card; the task `chosen` has the id `chosen`, the found words that begin at
    `current` the id `found`, a heading the id `h` and the place of its line.
    """
    inside = [layer for layer in shown if layer.start < end and layer.end > start]
    cuts = sorted(
        {start, end, *(max(layer.start, start) for layer in inside), *(min(layer.end, end) for layer in inside)}
    )
    opened: list[list[Layer]] = [[] for _ in cuts]
    for layer in inside:
        first = bisect_right(cuts, max(layer.start, start)) - 1
        for at in range(first, bisect_right(cuts, min(layer.end, end) - 1)):
            opened[at].append(layer)
    headings = {document.text.rfind("\n", 0, heading.start) + 1: heading for heading in document.headings}
    out: list[str] = []
    line_start, named = start, False
    out.append(_open(headings.get(start), start))
    for at, (left, right) in enumerate(pairwise(cuts)):
        for number, words in enumerate(document.text[left:right].split("\n")):
            if number:
                line_start = document.text.find("\n", line_start) + 1
                out.append(f"</p>{_open(headings.get(line_start), line_start)}")
            if words:
                content, name = _segment(words, opened[at], chosen, current, way, named)
                named = named or name
                out.append(content)
    out.append("</p>")
    return "".join(out)


def _open(heading: Heading | None, start: int) -> str:
    return "<p>" if heading is None else f'<p id="h{start}">'


def _segment(
    words: str, layers_here: Iterable[Layer], chosen: str, current: int, way: Callable[[str], str], named: bool
) -> tuple[str, bool]:
    """A stretch under the same layers, and whether it got the name that the page scrolls to."""
    content = escape(plain(words))
    here = list(layers_here)
    kinds = sorted({layer.kind for layer in here if layer.kind not in ("task", "found")})
    if kinds:
        content = f'<span class="{" ".join(f"duban-t-{kind}" for kind in kinds)}">{content}</span>'
    for layer in here:
        if layer.kind == "found":
            name = ' id="found"' if layer.start == current else ""
            content = f"<mark{name}>{content}</mark>"
    tasks = [layer for layer in here if layer.kind == "task"]
    if not tasks:
        return content, False
    is_chosen = any(layer.task == chosen for layer in tasks)
    name = ' id="chosen"' if is_chosen and not named else ""
    css = "duban-t-task duban-t-chosen" if is_chosen else "duban-t-task"
    where = escape(way(tasks[-1].task))
    return f'<a href="{where}" data-go class="{css}"{name}>{content}</a>', is_chosen
