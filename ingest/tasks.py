"""From sentences and mentions to tasks: splitting, binding, modality (tagging.md, "Task")."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.identity import task_id
from corpus.topics import topics_of
from corpus.types import Body, Deadline, Modality, Region, SentenceKind, Span, Target, Task
from ingest.govern import Part, govern
from ingest.parts import cut
from ingest.taggers.bodies import BodyMention
from ingest.text import Layout, Sentence, Text

__all__ = ["Mentions", "build_tasks", "modality_of"]

_SCENE: Final = re.compile(
    r"^ *(?:对|在|按|根据|凡|除|如|因)[^,;]*$|(?:的|时|后|前)$|^[^,;]{0,12}(?:年|月|日|底|期间)前?$"
)
_PROHIBITED: Final = re.compile(r"严禁|禁止(?!开发区|开采区|区域|类|性|名录)|不得|不再|暂停|不准|不许|不予|一律不|杜绝")
_STRIVEN: Final = re.compile(r"力争|争取|原则上|力求")
_ENCOURAGED: Final = re.compile(r"(?:^|[,;]) *(?:积极|大力|重点|优先|逐步|依法)?(?:鼓励|支持|引导|探索|倡导)")
_STATE: Final = re.compile(
    r"改善|提高|下降|形成|实现|好转|提升|减少|降低|控制在|达到|增强|健全|建成|基本|明显|显著|缓解|消除|覆盖"
)
_ORDERED: Final = re.compile(r"(?:必须|务必|要|应|完成|确保|建设|制定|出台|开展)")
# A dated part without an object of its own: `6月底前对外公布`, `于次年3月底前完成`.
_SHORT_PART: Final = 14
_TRAILING_NOTE: Final = re.compile(
    r"\([^()]*(?:牵头|负责|参与|配合|指导|落实|按职责|分工|等部门|等单位|办公厅|部|局|委|厅|办|院|行|会|政府)\)[。;]?[”]?$"
)


class Mentions(msgspec.Struct, frozen=True):
    """What the taggers found in a text, each list in the order of the text."""

    deadlines: Sequence[Deadline]
    targets: Sequence[Target]
    bodies: Sequence[BodyMention]
    regions: Sequence[Region]


def build_tasks(
    text: Text, layout: Layout, kinds: Sequence[SentenceKind], found: Mentions, document: str
) -> tuple[Task, ...]:
    """The tasks of a text in order, each with what bounds it. `document` is the key of the document."""
    parts = _parts(text, layout, kinds, found)
    governing = govern(text, layout, kinds, parts, found.deadlines)
    bodies = _Scopes(found.bodies)
    target_starts = [t.start for t in found.targets]
    seen: Counter[tuple[str, str]] = Counter()
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
        near = found.targets[bisect_left(target_starts, sentence.start) : bisect_left(target_starts, part.span.end)]
        targets = tuple(_due(t, deadlines) for t in _held(near, part.span, sentence))
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
                modality=modality_of(words, deadlines, heading),
                deadlines=deadlines,
                targets=targets,
                bodies=bodies.over(text, start, end),
                regions=_regions(found.regions, sentence.start, start, end),
                topics=topics_of(words + fold(heading)),
                context=_context(text.folded, parts, index, deadlines),
                uncertain=_doubts(deadlines, targets),
            )
        )
    return tuple(tasks)


def modality_of(words: str, deadlines: Sequence[Deadline], heading: str) -> Modality:
    """How binding a task is, from its folded words (tagging.md, `modality`)."""
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
    if (
        (by or "目标" in heading or "目标" in fold(heading))
        and _STATE.search(words)
        and not _ORDERED.search(words[:16])
    ):
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
        for span in cut(text.folded, sentence.start, end, own, here):
            parts.append(
                Part(
                    span,
                    index,
                    any(s.start - span.start in range(3) for s in here),
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


def _due(target: Target, deadlines: Sequence[Deadline]) -> Target:
    """The target with the due day of the deadline that stands nearest before it."""
    if target.due is not None:
        return target
    dated = [d for d in deadlines if d.due is not None]
    if not dated:
        return target
    before = [d for d in dated if d.start <= target.end and not d.inherited]
    return msgspec.structs.replace(target, due=(before or dated)[-1].due)


def _regions(regions: Sequence[Region], sentence: int, start: int, end: int) -> tuple[Region, ...]:
    """The regions in a task, and those before it in its sentence, which hold to the sentence's end."""
    return tuple(msgspec.structs.replace(r, inherited=r.start < start) for r in regions if sentence <= r.start < end)


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


def _doubts(deadlines: Sequence[Deadline], targets: Sequence[Target]) -> str | None:
    doubts = dict.fromkeys(
        [d.uncertain for d in deadlines if d.uncertain] + [t.uncertain for t in targets if t.uncertain]
    )
    return "; ".join(doubts) or None


class _Scopes:
    """Body mentions by what they govern."""

    def __init__(self, mentions: Sequence[BodyMention]) -> None:
        pairs = [(s.start, s.end, m) for m in mentions for s in m.scope]
        pairs.sort(key=lambda p: (p[0], p[1]))
        self.pairs = pairs
        self.starts = [p[0] for p in pairs]
        self.longest = max((p[1] - p[0] for p in pairs), default=0)

    def over(self, text: Text, start: int, end: int) -> tuple[Body, ...]:
        """The bodies whose scope meets a task, in the order of their mentions."""
        low = bisect_left(self.starts, start - self.longest)
        high = bisect_right(self.starts, end - 1)
        held: dict[tuple[int, int, str], Body] = {}
        for a, b, m in self.pairs[low:high]:
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
