"""From sentences and mentions to tasks: splitting, binding, modality (tagging.md, "Task")."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.identity import task_id
from corpus.messages import message
from corpus.topics import topics_of
from corpus.types import Body, Deadline, Modality, Region, SentenceKind, Span, Target, Task
from ingest.bans import forbidden_items
from ingest.govern import Part, govern
from ingest.parts import cut
from ingest.taggers.bodies import BodyMention
from ingest.text import Layout, Sentence, Text

__all__ = ["Mentions", "build_tasks", "modality_of"]

_SCENE: Final = re.compile(
    r"^ *(?:对|在|按|根据|凡|除|如|因)[^,;]*$|(?:的|时|后|前)$|^[^,;]{0,12}(?:年|月|日|底|期间)前?$"
)
_PROHIBITED: Final = re.compile(
    r"严禁|禁止(?!开发区|开采区|区域|类|性|名录)|不得(?![少低多高大小迟晚]于|超过)|不再|暂停|不准|不许|不予(?!(?:行政)?处罚|追责|问责|追究)|一律不|杜绝"
)
_STRIVEN: Final = re.compile(
    r"力争|争取(?![^,。;]{0,12}(?:资金|项目|政策|支持|试点|名额|指标|补助|债券|投资))|原则上|力求"
)
_ENCOURAGED: Final = re.compile(
    r"(?:^|[,;]) *(?:国家|本?[省市县区]|自治区)?(?:积极|大力|重点|优先|逐步|依法)?(?:鼓励|支持|引导|探索|倡导)"
)
_STATE: Final = re.compile(
    r"改善|提高|下降|形成|实现|好转|提升|减少|降低|控制在|达到|增强|健全|建成|基本|明显|显著|缓解|消除|覆盖|(?:整改|落实)到位|得到[^,;]{0,6}(?:解决|治理|遏制|保障|恢复)"
)
_ORDERED: Final = re.compile(r"(?:必须|务必|要|应|完成|确保|建设|制定|出台|开展)")
# A dated part without an object of its own: `6月底前对外公布`, `于次年3月底前完成`.
_SHORT_PART: Final = 14
_TRAILING_NOTE: Final = re.compile(
    r"\([^()]*(?:牵头|负责|参与|配合|指导|落实|按职责|分工|等部门|等单位|办公厅|部|局|委|厅|办|院|行|会|政府)\)[。;]?[”]?$"
)


# More places than these before a task are a list, and no limit of what it lays down.
_REGIONS_AT_MOST: Final = 100


class Mentions(msgspec.Struct, frozen=True):
    """What the taggers found in a text, each list in the order of the text."""

    deadlines: Sequence[Deadline]
    targets: Sequence[Target]
    bodies: Sequence[BodyMention]
    regions: Sequence[Region]


def build_tasks(
    text: Text,
    layout: Layout,
    kinds: Sequence[SentenceKind],
    found: Mentions,
    document: str,
    period: date | None = None,
) -> tuple[Task, ...]:
    """The tasks of a text in order, each with what bounds it.

    `document` is the key of the document, `period` the last day of the period that it plans for.
    """
    parts = _parts(text, layout, kinds, found)
    governing, days = govern(text, layout, kinds, parts, found.deadlines, period)
    bodies = _Scopes(found.bodies)
    guessed = _Guessed(layout)
    target_starts = [t.start for t in found.targets]
    region_starts = [r.start for r in found.regions]
    forbidden = forbidden_items(text, layout)
    seen: Counter[tuple[str, str]] = Counter()
    under, folded_heading = -1, ""
    tasks = []
    for index, part in enumerate(parts):
        sentence = layout.sentences[part.sentence]
        start, end = _trimmed(text.folded, part.span.start, part.span.end)
        if start >= end:
            continue
        words = text.folded[start:end]
        heading = layout.headings[sentence.heading].text if sentence.heading >= 0 else ""
        deadlines = governing[index]
        ordinal = seen[sentence.label, words]
        seen[sentence.label, words] += 1
        if sentence.heading != under:
            under, folded_heading = sentence.heading, fold(heading)
        near = found.targets[bisect_left(target_starts, sentence.start) : bisect_left(target_starts, part.span.end)]
        targets = _due(_held(near, part.span, sentence), deadlines, days[index] or period)
        places = found.regions[bisect_left(region_starts, sentence.start) : bisect_left(region_starts, end)]
        tasks.append(
            Task(
                id=task_id(document, sentence.label, words, ordinal),
                doc=document,
                clause=sentence.label,
                heading=heading,
                text=text.quote(start, end),
                start=start,
                end=end,
                page=None,
                modality=(
                    "must_not" if forbidden.get(part.sentence) else modality_of(words, deadlines, folded_heading)
                ),
                deadlines=deadlines,
                targets=targets,
                bodies=bodies.over(text, start, end),
                regions=_regions(places, start),
                topics=topics_of(words + folded_heading),
                context=_context(text.folded, parts, index, deadlines),
                uncertain=_doubts(deadlines, targets, guessed.covers(start)),
            )
        )
    return tuple(tasks)


def modality_of(words: str, deadlines: Sequence[Deadline], heading: str) -> Modality:
    """How binding a task is, from its folded words and those of its heading (tagging.md, `modality`)."""
    clauses = re.split(r"[,;]", words)
    # What only sets the scene (`对未完成任务的地区,…`) says nothing of how binding the duty is.
    opening = next((c for c in clauses if not _SCENE.search(c)), clauses[-1])
    if _STRIVEN.search(words):
        return "strive"
    if _PROHIBITED.search(opening) or (_PROHIBITED.search(words) and not _ORDERED.search(opening)):
        return "must_not"
    if _ENCOURAGED.search(opening):
        return "encourage"
    by = any(d.kind == "by" and not d.inherited and d.text[:1] in "到至" for d in deadlines)
    if (by or "目标" in heading) and _STATE.search(words) and not _ORDERED.search(words[:16]):
        return "goal"
    return "must"


def _parts(text: Text, layout: Layout, kinds: Sequence[SentenceKind], found: Mentions) -> list[Part]:
    """The sentences that are tasks, cut where a new time or a new subject governs."""
    parts: list[Part] = []
    starts = [d.start for d in found.deadlines]
    subjects = [b for b in found.bodies if b.how == "subject"]
    subject_starts = [b.start for b in subjects]
    for index, sentence in enumerate(layout.sentences):
        if kinds[index] != "task":
            continue
        end = _without_note(text.folded, sentence.start, sentence.end)
        own = found.deadlines[bisect_left(starts, sentence.start) : bisect_left(starts, end)]
        here = [
            Span(b.start, b.end)
            for b in subjects[bisect_left(subject_starts, sentence.start) : bisect_left(subject_starts, end)]
        ]
        begins = {s.start for s in here}
        for span in cut(text.folded, sentence.start, end, own, here):
            parts.append(
                Part(
                    span,
                    index,
                    any(span.start + skipped in begins for skipped in range(3)),
                    tuple(d for d in own if span.start <= d.start < span.end),
                )
            )
    return parts


def _without_note(folded: str, start: int, end: int) -> int:
    """The end of a sentence without the note on who acts that stands before its mark."""
    note = _TRAILING_NOTE.search(folded, start, end)
    return note.start() if note and note.start() > start + 4 else end


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    """A part without white space and the comma that set it off."""
    while start < end and folded[start] in " \n\r\t,;":
        start += 1
    while end > start and folded[end - 1] in " \n\r\t,":
        end -= 1
    return start, end


def _held(targets: Sequence[Target], part: Span, sentence: Sentence) -> list[Target]:
    """Those of a part, of the targets that begin in its sentence and not behind it.

    Its own are those whose value stands in it, be their indicator in an earlier part of the sentence
    (`床位占比2024年达到60%,2025年达到80%`), and those that run on behind the sentence (rows of a flattened table).
    """
    return [t for t in targets if part.start < t.end <= part.end or (t.start >= part.start and t.end > sentence.end)]


def _due(targets: Sequence[Target], deadlines: Sequence[Deadline], period: date | None) -> tuple[Target, ...]:
    """Each target with the due day of the deadline that stands nearest before it, or of the period where none governs."""
    if targets and period and not deadlines:
        return tuple(t if t.due else msgspec.structs.replace(t, due=period) for t in targets)
    dated = [d for d in deadlines if d.due is not None] if targets else []
    if not dated:
        return tuple(targets)
    own = [d for d in dated if not d.inherited]
    made = []
    for target in targets:
        before = [d for d in own if d.start <= target.end]
        if not before and any(d.kind == "every" and d.start <= target.end for d in deadlines):
            made.append(target)  # `近视率每年降低0.5个百分点,力争到2025年控制在50%以内`
            continue
        made.append(target if target.due else msgspec.structs.replace(target, due=(before or dated)[-1].due))
    return tuple(made)


def _regions(regions: Sequence[Region], start: int) -> tuple[Region, ...]:
    """The regions in a task, and those before it in its sentence, which hold to the sentence's end."""
    held = regions[-_REGIONS_AT_MOST:]
    return tuple(msgspec.structs.replace(r, inherited=True) if r.start < start else r for r in held)


def _context(folded: str, parts: Sequence[Part], index: int, deadlines: Sequence[Deadline]) -> Span | None:
    """The words before a dated part that has no object of its own."""
    part = parts[index]
    if not part.own or index == 0 or parts[index - 1].sentence != part.sentence:
        return None
    last = max(d.end for d in part.own)
    rest = folded[last : part.span.end].strip(" ,。;\n")
    if len(rest) > _SHORT_PART:
        return None
    before = parts[index - 1].span
    return Span(*_trimmed(folded, before.start, before.end))


def _doubts(deadlines: Sequence[Deadline], targets: Sequence[Target], guessed: bool) -> str | None:
    doubts = dict.fromkeys(
        [d.uncertain for d in deadlines if d.uncertain] + [t.uncertain for t in targets if t.uncertain]
    )
    if guessed:
        doubts[message("tables.guessed_cells")] = None
    return "; ".join(doubts) or None


class _Guessed:
    """The task cells of rows whose other cells are not sure."""

    def __init__(self, layout: Layout) -> None:
        cells = sorted((c.start, c.end) for row in layout.rows if not row.sure for c in row.of("task"))
        self.starts, self.ends = [a for a, _ in cells], [b for _, b in cells]

    def covers(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]


class _Scopes:
    """Body mentions by what they govern."""

    def __init__(self, mentions: Sequence[BodyMention]) -> None:
        pairs = [(s.start, s.end, m) for m in mentions for s in m.scope]
        pairs.sort(key=lambda p: (p[0], p[1]))
        self.pairs = pairs
        self.next = 0  # of the pairs that no task has reached yet
        self.open: list[tuple[int, int, BodyMention]] = []  # those that may reach the next task

    def over(self, text: Text, start: int, end: int) -> tuple[Body, ...]:
        """The bodies whose scope meets a task, in the order of their mentions; tasks are asked for in their order."""
        while self.next < len(self.pairs) and self.pairs[self.next][0] < end:
            self.open.append(self.pairs[self.next])
            self.next += 1
        self.open = [p for p in self.open if p[1] > start]
        held: dict[tuple[int, int, str], Body] = {}
        for a, b, m in self.open:
            if min(b, end) - max(a, start) > 1:
                held[m.start, m.end, m.role] = Body(
                    text=text.quote(m.start, m.end),
                    start=m.start,
                    end=m.end,
                    name=m.name,
                    role=m.role,
                    inherited=not (start <= m.start < end),
                )
        return tuple(sorted(held.values(), key=lambda b: (b.start, b.end)))
