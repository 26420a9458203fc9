"""Cutting a sentence into tasks: where a new time expression or a new responsible body governs what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.types import Deadline, Span
from corpus.verbs import opens_with_action

__all__ = ["clause_starts", "cut"]

_MARK: Final = re.compile(r"[,;()“”《》〔〕]")
# A clause that only sets the scene for the next: `按照国家统一部署`, `在…基础上`, `对…的旗县`, `…完成后`.
_SCENE: Final = re.compile(
    r"^ *(?:在|按|按照|根据|依据|依照|为|为了|以|通过|结合|围绕|针对|对|对于|经(?!济|营|费)|随着|除|自|从|因|凡|如|若|当|鉴于|具备|符合|有条件|未)[^,;]*$|(?:的|时|后|前|中|(?<!以)下|(?<!以)上|(?<!以)内|外|以来|基础上|前提下|情况下|过程中|期间|方面|原则|要求)$"
    # A topic without a verb of its own: `涉及多个部门的工作`, `列入名单的企业`.
    r"|^ *(?:涉及|属于|列入|纳入|需要?|已|凡|其他)[^,;]*(?:工作|事项|问题|项目|企业|地区|单位|情况|内容|任务|材料|部门|人员|机构|设施|产品)$"
)


def clause_starts(folded: str, start: int, end: int) -> list[int]:
    """Where the clauses of a sentence begin: its start and after each comma or semicolon outside of brackets and quotes."""
    starts = [start]
    depth = 0
    for mark in _MARK.finditer(folded, start, end):
        char = mark.group()
        if char in "(“《〔":
            depth += 1
        elif char in ")”》〕":
            depth = max(0, depth - 1)
        elif not depth and mark.end() < end:
            at = mark.end()
            while at < end and folded[at] in " \n\r":
                at += 1
            if at < end:
                starts.append(at)
    return starts


def cut(folded: str, start: int, end: int, times: Sequence[Deadline], subjects: Sequence[Span]) -> list[Span]:
    """The tasks of one sentence, in order; together they cover it.

    `times` are the deadlines that stand in the sentence, `subjects` the bodies that are subjects in it.
    """
    clauses = clause_starts(folded, start, end)
    if len(clauses) == 1 or not (times or subjects):
        return [Span(start, end)]
    wanted: set[int] = set()
    for time in times:
        wanted.add(max(c for c in clauses if c <= max(time.start, start)))
        if time.kind == "every" and (ended := _recurrence_ends(folded, clauses, time, end)):
            wanted.add(ended)
    for subject in subjects:
        if subject.start in clauses:
            wanted.add(subject.start)
    cuts = [start]
    for at in sorted(wanted):
        if at == start:
            continue
        # Back over clauses that only name the subject, the time or the scene of what follows.
        while at > cuts[-1]:
            before = max(c for c in clauses if c < at)
            if before < cuts[-1] or not _sets_scene(folded, before, at, times, subjects):
                break
            at = before
        if at > cuts[-1]:
            cuts.append(at)
    return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _recurrence_ends(folded: str, clauses: Sequence[int], time: Deadline, end: int) -> int | None:
    """Where a recurrence ends in mid-sentence: at the first clause behind it that does not open with an action."""
    behind = [c for c in clauses if c > time.end]
    return next((c for c in behind if not opens_with_action(folded, c, end)), None)


def _sets_scene(folded: str, start: int, end: int, times: Sequence[Deadline], subjects: Sequence[Span]) -> bool:
    """Whether a clause holds no action of its own: a subject, a time or an adverbial alone."""
    words = folded[start:end].rstrip(" ,;\n\r")
    stop = start + len(words)
    if any(t.start <= start + 1 and t.end >= stop - 1 for t in times):
        return True
    if any(s.start == start and s.end == stop for s in subjects):
        return True
    return bool(_SCENE.search(words)) and not opens_with_action(folded, start, stop)
