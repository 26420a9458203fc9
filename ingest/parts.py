"""Cutting a sentence into tasks: where a new time expression or a new responsible body governs what follows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from corpus.types import Deadline, Span
from corpus.verbs import MODAL, opens_with_action

__all__ = ["THEREAFTER", "clause_starts", "cut"]

# `均应当在`: so many characters may stand before the time that a clause opens with.
_MODAL_AND_IN: Final = 4
# `2027年底前建成平台,此后开展监测`: what is done from then on is not due by then.
THEREAFTER: Final = re.compile("此后|其后|之后(?=[每由再])")
# What joins a coordinate to the verb before it: `每年12月报国务院,同时抄送财政部`
_ALSO: Final = re.compile(r"(?:同时|并|以及|且)(?![^,]{0,3}由)")
# An action has so many characters at least: `完成整改`.
_ACTION: Final = 4
# What joins times to a list, and may stand before and behind it.
_JOINED: Final = re.compile(r"[ ,;\n\r、和及与在于]*")
_MARK: Final = re.compile(r"[,;()“”《》〔〕]")
# A clause that only sets the scene for the next: `按照国家统一部署`, `在…基础上`, `对…的旗县`, `…完成后`.
_SCENE: Final = re.compile(
    r"(?:的|时|后|前|中|(?<!以)下|(?<!以)上|(?<!以)内|外|以来|基础上|前提下|情况下|过程中|期间|方面|原则|要求)$"
    # The season in which the next is done: `汛期`, `主汛期(6—8月)`.
    r"|^ *[^,;]{0,6}(?:汛|雨|旱|台风|防火|防汛|防灭火|采暖|供暖|高温|枯水|高火险)[期季](?:\([^,;()]*\))?$"
    r"|(?:按照?|以|通过|采[取用])[^,;]{2,30}(?:标准|方式|比例|办法|程序|形式)$"
    # A topic without a verb of its own: `涉及多个部门的工作`, `列入名单的企业`.
    r"|^ *(?:涉及|属于|列入|纳入|需要?|已|凡|其他)[^,;]*(?:工作|事项|问题|项目|企业|地区|单位|情况|内容|任务|材料|部门|人员|机构|设施|产品)$"
)
# Whom a 对-clause before it is about to its end: `对未按期完成任务,工作不力的单位`.
_WHOM: Final = re.compile(r"的(?:单位|部门|企业|地区|县区|乡镇|个人|人员|干部|领导|责任人|学校|机构|项目)$")
# The same by the preposition that it opens with, unless what it says is done at a time of its own: `在三类店铺推行`.
_BY_WAY_OF: Final = re.compile(
    r" *(?:对照|在|按|按照|根据|依据|依照|为|为了|以|通过|结合|围绕|针对|对|对于|一经|一旦|经(?!济|营|费)|随着|除|自|从|因|凡|如|若|当|鉴于|具备|符合|有条件|未)[^,;]*$|[^,;]{2,16}(?:要|应当?|须|必须)(?:对照|针对|围绕|结合)[^,;]{2,14}$"
)
_DECIDED: Final = re.compile("[^,;]{2,16}决定,")
_SO_THAT: Final = re.compile(" *为(?:了|(?![主准止期][,;]|中心|重点))")
# A clause that only says in view of what the next is done, be its verb one of action elsewhere: `实现上述目标`, `综合考虑各种因素`.
_VIEW: Final = re.compile(
    r" *(?:(?:为)?(?:如期)?实现[^,;]{0,24}目标|(?:实施|落实|完成)(?:上述|以上|这些)[^,;]{1,10}|(?:综合)?考虑(?!.{0,12}(?:纳入|列入|将|把))[^,;]*|综合分析[^,;]*|通观[^,;]{2,6}|鉴于[^,;]*|[^,;]{0,16}》提出|[^,;]{2,16}(?:研究)?决定)"
)
# What may stand between the time that a clause ends in and its end, and before it; not `时限为`, `延长至`.
_SINCE: Final = re.compile("(?:开始|起)?")
_WHO: Final = re.compile(r"[^,;]{2,24}(?<![为至到是期限长迟在于])(?:[从自于在]|任务是:[从自]?)?")
# `68座小型水库`: so many things that the dated part behind it is about
_COUNTED: Final = re.compile(
    r" *(?:其余|其他|列入|纳入|全[市县省区])?[^,;]{0,16}?\d+(?:多|余)?[座个条处家户所项台套](?!月|季|工作日|小时|年)[^,;0-9]{2,16}"
)
# `2004年底前投运的燃煤电厂`, `居民常来咨询的事项`: whom or what the dated part behind it is about.
_TOPIC: Final = re.compile(
    r"(?! *(?:研究|提出|确定|梳理|筛选|遴选|选[择取]))[^,;]{2,40}的[^,;的]{0,10}(?:情况|结果|名单|总结|事项|企业|单位|项目|机组|设施|设备|车辆|船舶|建筑|住房|学校|医院|机构|产品|生产线|乡镇|[厂站矿炉窑村户店场])"
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
    scenes = _Scenes(folded, times, subjects)
    times_at = {clauses[bisect_right(clauses, max(time.start, start)) - 1] for time in times}
    wanted: set[int] = set()
    for time in times:
        wanted.add(clauses[bisect_right(clauses, max(time.start, start)) - 1])
        if time.kind == "every" and (ended := _recurrence_ends(folded, clauses, time, end)):
            wanted.add(ended)
    wanted.update(at for at in clauses[1:] if times and THEREAFTER.match(folded, at))
    for subject in subjects:
        if clauses[bisect_right(clauses, subject.start) - 1] == subject.start:
            wanted.add(subject.start)
    cuts = [start]
    for at in sorted(wanted):
        if at == start:
            continue
        # Back over clauses that only name the subject, the time or the scene of what follows.
        while at > cuts[-1]:
            number = bisect_left(clauses, at) - 1
            before = clauses[number]
            timed = number > 0 and at in times_at and scenes.only_time(clauses[number - 1], before)
            whom = number > 0 and folded.startswith("对", clauses[number - 1])
            if before < cuts[-1] or not scenes.holds(before, at, timed, whom):
                break
            at = before
        if at > cuts[-1]:
            cuts.append(at)
    # `为加快绿化,改善生态,省政府决定…`: what somebody does it for
    purpose = len(cuts) > 1 and _SO_THAT.match(folded, start) and not any(t.start < cuts[1] for t in times)
    if purpose and (_DECIDED.match(folded, cuts[1], end) or any(s.start == cuts[1] for s in subjects)):
        del cuts[1]
    return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _recurrence_ends(folded: str, clauses: Sequence[int], time: Deadline, end: int) -> int | None:
    """Where a recurrence ends in mid-sentence: at the first clause behind it that does not open with an action."""
    for number in range(bisect_right(clauses, time.end), len(clauses)):
        at = clauses[number]
        if not _ALSO.match(folded, at, end) and not opens_with_action(folded, at, end):
            return at
    return None


class _Scenes:
    """Tells which clauses of a sentence hold no action of their own: a subject, a time or an adverbial alone."""

    def __init__(self, folded: str, times: Sequence[Deadline], subjects: Sequence[Span]) -> None:
        self.folded = folded
        self.subjects = {(s.start, s.end) for s in subjects}
        self.times = sorted((t.start, t.end) for t in times)
        self.starts = [start for start, _ in self.times]

    def holds(self, start: int, end: int, timed: bool = False, whom: bool = False) -> bool:
        """Whether the clause only sets the scene for what follows it.

        `timed` says that a time stands before it, `whom` that a 对-clause does.

        A time has something to govern: `2023年6月底前,在三类店铺推行,年底前扩大到十类`.
        """
        words = self.folded[start:end].rstrip(" ,;\n\r")
        stop = start + len(words)
        if self.only_time(start, end) or (start, stop) in self.subjects or self.closes_with_time(start, stop):
            return True
        if _VIEW.fullmatch(words):
            return True
        scene = bool(_SCENE.search(words) or (whom and _WHOM.search(words)))
        scene = scene or bool(
            (_TOPIC.fullmatch(words) or _COUNTED.fullmatch(words)) and self.dated(end) and not MODAL.search(words)
        )
        if not scene and _BY_WAY_OF.match(words) and not timed:
            scene = not self.says_when(start, stop)
        # `检查对象不服的`: a condition, whatever its first word is.
        # So is what `列入国家规划的68座水库` names.
        acts = (
            not words.endswith("的")
            and not words.startswith(("列入", "纳入", "对照"))
            and opens_with_action(self.folded, start, stop)
        )
        return scene and not acts

    def only_time(self, start: int, end: int) -> bool:
        """Whether a clause holds a time, or times that a list joins, and nothing else: `2027年7月和12月,`."""
        rest, at = "", start
        for index in range(bisect_left(self.starts, start - 1), bisect_left(self.starts, end)):
            rest += self.folded[at : max(at, self.times[index][0])]
            at = max(at, self.times[index][1])
        return at > start and _JOINED.fullmatch(rest + self.folded[at:end]) is not None

    def closes_with_time(self, start: int, stop: int) -> bool:
        """Whether a clause names who acts, or what is to come, and when, and no more: `市教育局自2027年起`."""
        index = bisect_left(self.starts, stop) - 1
        if index < 0 or self.times[index][0] <= start or not _SINCE.fullmatch(self.folded, self.times[index][1], stop):
            return False
        return _WHO.fullmatch(self.folded, start, self.times[index][0]) is not None and not opens_with_action(
            self.folded, start, stop
        )

    def says_when(self, start: int, stop: int) -> bool:
        """Whether a clause that opens with a time goes on with what is done then: `自批复之日起2个月内制定方案`."""
        index = bisect_left(self.starts, start)
        return (
            index < len(self.starts)
            and self.starts[index] - start <= _MODAL_AND_IN
            and stop - self.times[index][1] >= _ACTION
        )

    def dated(self, at: int) -> bool:
        """Whether the clause at an offset opens with a time, be it behind its modal (`应在2010年底前…`)."""
        index = bisect_left(self.starts, at)
        return index < len(self.starts) and self.starts[index] - at <= _MODAL_AND_IN
