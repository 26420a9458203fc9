"""Deadlines that bind backwards: to the work that a dated part refers to (`上述工作`), and from notes (`6月底前完成)`).

See `ingest.govern` and tagging.md, "Deadline".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.types import Deadline, SentenceKind, Span
from ingest.labelled import measures_below
from ingest.text import Layout

__all__ = ["Part", "backwards", "noted"]

# The action is a back reference to one task, to all of the item, or to what is named: `完成升级任务`.
# Not so what is told, checked or judged of it: `对上述工作进行验收`, `将上述工作进展情况报省政府`.
_OF_WORK: Final = r"(?![^,。;]{0,8}(?:情况|进展|成[效果]|报告|进行))"
_THIS_WORK: Final = re.compile(rf"(?<!对)(?:该|此|这)项(?:工作|任务){_OF_WORK}")
_ALL_WORK: Final = re.compile(
    rf"(?<!对)(?:上述|以上|前述)(?:各项|这些|[一二两三四五六七八九十几\d]{{1,2}}项)?(?:重点)?(?:工作|任务|措施|要求|事项|项目|目标){_OF_WORK}"
)
# A bare `完成` stays in its own sentence (tagging.md): `修缮堤防,6月底前完成`.
_DONE: Final = re.compile(
    r"[,:]?(?:力争|确保|必须|基本|全部|全面|要|须|应)*(?:完成|完工|竣工|建成|(?:整改|落实|安装|配备|清理|执行)?到位)(?:投[用产运]|验收)?[。;,! ]*"
)
# What has a topic of its own dates nothing before it: `建立核查机制,数据抽查6月底前完成`; not `并于6月底前完成`.
_TOPIC: Final = re.compile(r"(?!力争|确保|争取|要求|必须|务必|全部|分别|原则上|其?中?,)[一-龥、“”()]{4,30}")
_NAMED_WORK: Final = re.compile(r"完成([一-龥]{2,6}?)任务")
_WHEN_LABEL: Final = re.compile(r"(?:时限|时间|期限)(?:要求|安排|节点)?:")
# What follows the day in a note that says by when without such a label: `6月底前完成)`, `2021年底前;`.
_CLOSES: Final = re.compile(
    r"(?:前|底)?(?:基本|全部|全面)?(?:完成|启动|实施|落实|(?:持续|全面|逐步)?推进|长期坚持|(?:取得|出台|印发|建成|形成|实现|见到?)[^,;。()]{1,12})?[,;。)〕]|$"
)


class Part(msgspec.Struct, frozen=True):
    """A task to be: its span, the index of its sentence, whether a new subject opens it, its own deadlines."""

    span: Span
    sentence: int
    new_subject: bool
    own: tuple[Deadline, ...]


def backwards(folded: str, layout: Layout, parts: Sequence[Part], governing: list[tuple[Deadline, ...]]) -> None:
    """A dated part whose action is a back reference lays its deadline on the tasks that it refers to."""
    for index, part in enumerate(parts):
        if not part.own:
            continue
        words = folded[part.span.start : part.span.end]
        sentence = layout.sentences[part.sentence]
        targets: list[int] = []
        if _ALL_WORK.search(words):
            targets = _all_before(layout, parts, index)
        elif _THIS_WORK.search(words):
            last = index - 1
            if last >= 0 and layout.sentences[parts[last].sentence].item == sentence.item:
                targets = [i for i in range(index) if parts[i].sentence == parts[last].sentence]
        elif _DONE.fullmatch(folded, part.own[-1].end, part.span.end) and (
            part.new_subject or not _TOPIC.fullmatch(folded, part.span.start, part.own[0].start)
        ):
            targets = _undated_before(parts, index)
        elif named := _NAMED_WORK.search(words):
            targets = [
                i
                for i in range(index)
                if layout.sentences[parts[i].sentence].paragraph == sentence.paragraph
                and named[1] in folded[parts[i].span.start : parts[i].span.end]
            ]
        for i in targets:
            if not governing[i] or all(d.inherited for d in governing[i]):
                governing[i] = tuple(msgspec.structs.replace(d, inherited=True) for d in part.own)


def _undated_before(parts: Sequence[Part], index: int) -> list[int]:
    """What a bare `完成` dates: what stands before it in its sentence, back to a part with a day of its own."""
    first = index
    while first and parts[first - 1].sentence == parts[index].sentence and not parts[first - 1].own:
        first -= 1
    return list(range(first, index))


def _all_before(layout: Layout, parts: Sequence[Part], index: int) -> list[int]:
    """What `上述工作` names: the tasks of the item before it, of the list that it closes, else of its own sentence."""
    here = layout.sentences[parts[index].sentence]
    under = [i for i in range(index) if layout.sentences[parts[i].sentence].heading == here.heading]
    item = [i for i in under if layout.sentences[parts[i].sentence].item == here.item]
    other = [i for i in item if parts[i].sentence != parts[index].sentence]
    listed = [i for i in under if here.label and layout.sentences[parts[i].sentence].label not in ("", here.label)]
    return other or listed or item


def noted(
    folded: str,
    layout: Layout,
    kinds: Sequence[SentenceKind],
    parts: Sequence[Part],
    deadlines: Sequence[Deadline],
    governing: list[tuple[Deadline, ...]],
) -> None:
    """A note or line that says by when lays its day on the tasks of its item before it that have none.

    `完成时限:2024年6月` · `(市教育局牵头,6月底前完成)` · `(2021年底前)`; a note lays it on those since the last such note,
    a line at the head of an item on the measures below it.
    """
    part_starts = [part.span.start for part in parts]
    starts = [d.start for d in deadlines]
    first = 0  # the first part that no note has dated yet
    for index, sentence in enumerate(layout.sentences):
        if kinds[index] != "note":
            continue
        here = deadlines[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if not _WHEN_LABEL.search(folded, sentence.start, sentence.end):
            here = [d for d in here if _CLOSES.match(folded, d.end, sentence.end)]
        if not here:
            continue
        times = tuple(msgspec.structs.replace(d, inherited=True) for d in here)
        stop = bisect_left(part_starts, sentence.start)
        for i in range(stop - 1, first - 1, -1):
            above = layout.sentences[parts[i].sentence]
            if above.label != sentence.label or _heading_between(kinds, parts[i].sentence, index):
                break
            if not governing[i]:
                governing[i] = times
        if below := measures_below(folded, layout, index):
            for i in range(stop, bisect_left(part_starts, below.end)):
                governing[i] = governing[i] or times
        first = stop


def _heading_between(kinds: Sequence[SentenceKind], first: int, last: int) -> bool:
    """Whether a heading stands between two sentences."""
    return "heading" in kinds[first + 1 : last]
