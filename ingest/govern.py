"""Which deadline governs which task: in its sentence, over lists and goals, from headings, and backwards.

Works on parts (the tasks to be) in the order of the text; see tagging.md, "Deadline".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Deadline, SentenceKind
from ingest.govern_back import Part, backwards, noted
from ingest.parts import THEREAFTER
from ingest.text import Layout, Sentence, Text

__all__ = ["Part", "govern"]

_GOALS: Final = re.compile(r"目标|指标")
_GOALS_TITLE: Final = re.compile(r"(?:目标|指标|愿景)$")
_WHOLE: Final = re.compile(r"总体要求|总的要求|总体思路|总体考虑|愿景")
_BY_THEN: Final = re.compile(r"(?:力争|争取|确保)?[到至](?:\d{4}年|“十)")
# A sentence that only spells out the one before: `具体指标为:…`, `其中,…`.
_SPELT_OUT: Final = re.compile(
    r"(?:具体|主要)?(?:指标|目标)(?:为|是|如下|包括)?:|其中[,:]|即[,:]|具体(?:是|为|包括)[,:]"
)
# An announcement lays its period on the list that it announces.
_ANNOUNCES: Final = re.compile(r"(?:以下|如下|下列|这里|几个方面|几项)|[:：] *$|目标是|任务是")

# The same in a sentence that is a duty as well: `2027年,市政府将办好十件实事:`, `2027年实施20项实事,具体安排如下。`
_LIST_OPENS: Final = re.compile(r"[:：] *\n?$|如下[:。] *\n?$")

# The day of a meeting or of a paper is none: `2026年3月1日,市政府召开会议,议定事项如下:`
_MET: Final = re.compile(r"(?<=日),?[^,;。]{0,20}(?:召开|印发|下发)")

# A stage told in a sentence, not a title: `第二阶段(2027年7月至12月)为实施阶段。各地要…`, `自查阶段(2027年3月):各地…。…`
_STAGE: Final = re.compile(
    r"(?:[^,;。():]{2,20}:)?(?:第[一二三四五六]|[^,;。()]{2,10})阶段\([^()]{2,40}\)(?:(?:[,:]?(?:主要)?(?:为|是)[^,;。]{2,20})?。 *$|:)"
)

# A time that hangs on an event, and no day of the calendar: `试点期满前6个月,提交总结报告`
_OTHER_TIME: Final = re.compile(
    r"[^,。;]{2,14}(?:(?:期满|届满|到期|结束|召开|完工|竣工)[前后][^,。;]{0,10},|(?:评估|验收|考核|督[察查导])前)"
)
# What happens to those who fail is a rule of its own: `;对逾期未改的,由市政府挂牌督办`, `;凡因工作不力…的,追究责任`
_SANCTION: Final = re.compile(
    r"(?:对[^,;。]{0,20}[未不违拒逾屡][^,;。]{0,20}|凡[^,;。]{2,30}|因[^,;。]{0,12}不[力到][^,;。]{0,20})的,"
)
_STEPS: Final = ("逐年", "各年")
# `全年目标是:`, `任务如下:`
_LIST_HEAD: Final = re.compile(r"(?:目标|指标|任务|安排|要求|工作)(?:是|为|如下|包括):")
_LONGEST_LIST: Final = 40
_LINES_OPEN: Final = re.compile(r"(?:目标|指标|任务|要求|安排|重点)(?:是|为|如下|包括):$")


def govern(
    text: Text,
    layout: Layout,
    kinds: Sequence[SentenceKind],
    parts: Sequence[Part],
    deadlines: Sequence[Deadline],
    period: date | None = None,
) -> tuple[list[tuple[Deadline, ...]], list[date | None]]:
    """For each part the deadlines that govern it, those from elsewhere marked `inherited`; and the day of its figures else.

    `period` is the last day of the period that the document plans for.
    """
    folded = text.folded
    governing: list[tuple[Deadline, ...]] = []
    periods = _periods(text, layout, kinds, deadlines)
    current: tuple[Deadline, ...] = ()
    goals: tuple[Deadline, ...] = ()
    goals_paragraph = -1
    enclosing: tuple[Deadline, ...] = ()  # those of the sentence that set a day
    section = _GoalSections(folded, layout, kinds, deadlines, period)
    days: list[date | None] = []
    for index, part in enumerate(parts):
        sentence = layout.sentences[part.sentence]
        before = parts[index - 1] if index else None
        days.append(section.day(part))
        if before is None or before.sentence != part.sentence:
            current = _carried(folded, layout, before, part, current)
            enclosing = enclosing if current else ()
        if THEREAFTER.match(folded, part.span.start):
            current = ()
        if sentence.paragraph != goals_paragraph:
            goals, goals_paragraph = (), sentence.paragraph
        if part.own:
            current = part.own
            if _opens_paragraph(layout, part) or goals or section.opens(part):
                goals = tuple(d for d in part.own if d.kind in ("by", "during", "within"))
            section.opened(part, goals)
            if any(d.kind != "every" for d in part.own):
                enclosing = tuple(d for d in part.own if d.kind in ("by", "during"))
            elif enclosing and not part.new_subject and all(d.text.startswith(_STEPS) for d in part.own):
                # `到2030年,达标率逐年提高`: the steps on the way do not end by when; `每年…` takes over (tagging.md)
                governing.append((*part.own, *(msgspec.structs.replace(d, inherited=True) for d in enclosing)))
                continue
            governing.append(part.own)
            continue
        if current and all(d.kind == "every" for d in current) and before is not None and before.own:
            # A recurrence governs its verb and its coordinates, which were cut off here; what governed before goes on:
            # `到2017年,…,优良天数逐年提高,平均浓度下降10%`
            current = enclosing
        taken = current
        if not taken and goals and _is_goal(folded, layout, part):
            taken = goals
        if not taken:
            taken = section.over(part)
        if not taken:
            taken = periods.get(part.sentence, ())
        governing.append(tuple(msgspec.structs.replace(d, inherited=True) for d in taken))
    backwards(folded, layout, parts, governing)
    noted(folded, layout, kinds, parts, deadlines, governing)
    return governing, days


# `60%以上的村达到…`: a further goal, not a body with a rule of its own
_SHARE: Final = re.compile(
    r"[^,;。]{0,8}?[0-9]{1,3}(?:\.[0-9]{1,2})?%(?:以上|左右)?的|[^,;。0-9]{2,20}(?:达到?|不低于|不少于|不超过|超过|控制在|提高到)[0-9]"
)


_DUTIES: Final = re.compile("任务|要求|措施|步骤|安排|重点")


class _GoalSections:
    """Sections of goals: what opens one (`三、发展目标⏎到2030年,…`) holds for the list beneath it (`——水质改善。…`).

    For any other paragraph it ends with its own (tagging.md); but what those count up that spell out a sentence which is
    a paragraph of its own is to be reached by its day.
    """

    def __init__(
        self,
        folded: str,
        layout: Layout,
        kinds: Sequence[SentenceKind],
        deadlines: Sequence[Deadline],
        period: date | None,
    ) -> None:
        self.folded, self.layout, self.period = folded, layout, period
        # Titles that hold a time of their own (`1.2022年。`).
        starts = [s.start for s in layout.sentences]
        at = [bisect_right(starts, d.start) - 1 for d in deadlines]
        self.dated = {layout.sentences[i].heading for i in at if i >= 0 and kinds[i] == "heading"}
        self.under: list[int] = []  # for each heading that of the section of goals that it stands in
        for index, heading in enumerate(layout.headings):
            # A dashed title has the label of the heading above it; goals may be numbered, under a title of goals alone.
            dashed = index > 0 and layout.headings[index - 1].label == heading.label
            over = self.under[-1] if index else -1
            goals = over >= 0 and (dashed or not _DUTIES.search(fold(layout.headings[over].text)))
            if goals and heading.level > layout.headings[over].level:
                self.under.append(over)
            else:
                self.under.append(index if _GOALS_TITLE.search(fold(heading.text)) else -1)
        self.heading = -1  # of the section
        self.goals: tuple[Deadline, ...] = ()
        self.alone = False  # whether the sentence that opens it is a paragraph of its own

    def opened(self, part: Part, goals: tuple[Deadline, ...]) -> None:
        """Take notice of a part with deadlines of its own, `goals` of which open its paragraph."""
        heading = self.of_goals(self.layout.sentences[part.sentence].heading)
        if heading < 0 or (heading != self.heading and not self.first(part)):
            self.goals = ()
        elif self.looks_on(heading, goals):
            pass
        elif goals and goals[0].kind == "by" and not (self.goals and heading == self.heading and self.numbered(part)):
            self.goals = goals
            self.alone = self.is_paragraph(part)
        self.heading = heading

    def looks_on(self, heading: int, goals: tuple[Deadline, ...]) -> bool:
        """Whether a section that opened with the end of the plan goes on to a later day, which its list is not about.

        `到2025年,…。到2035年,…。⏎1.…` in a plan of 2021 to 2025
        """
        if not (goals and self.goals and heading == self.heading and self.period):
            return False
        due, later = self.goals[0].due, goals[0].due
        return due == self.period and later is not None and later > due

    def opens(self, part: Part) -> bool:
        """Whether a part of the section's first sentence says by when its goals are to be reached, be it in the middle."""
        heading = self.layout.sentences[part.sentence].heading
        until = part.own[0].text[:1] in ("到", "至") and part.own[0].kind == "by"
        return until and self.of_goals(heading) >= 0 and self.first(part)

    def over(self, part: Part) -> tuple[Deadline, ...]:
        """What the section's opening lays on a part of its list without a deadline of its own."""
        sentence = self.layout.sentences[part.sentence]
        heading = self.of_goals(sentence.heading)
        if heading < 0 or heading != self.heading or (sentence.heading != heading and sentence.heading in self.dated):
            return ()
        dashed = sentence.heading != heading or self.folded.startswith(("——", "--"), sentence.item)
        numbered = sentence.label != self.layout.headings[heading].label
        return self.goals if dashed or numbered else ()

    def day(self, part: Part) -> date | None:
        """By when the figures of a part are to be reached that nothing else dates."""
        heading = self.of_goals(self.layout.sentences[part.sentence].heading)
        return self.goals[0].due if self.alone and self.goals and 0 <= heading == self.heading else None

    def numbered(self, part: Part) -> bool:
        """Whether a part stands under a numbered title of its own within the section."""
        own = self.layout.sentences[part.sentence].heading
        return self.layout.headings[own].label != self.layout.headings[self.heading].label

    def is_paragraph(self, part: Part) -> bool:
        """Whether the sentence of a part is all that its paragraph holds."""
        here = self.layout.sentences[part.sentence]
        following = self.layout.sentences[part.sentence + 1] if part.sentence + 1 < len(self.layout.sentences) else None
        return self.first(part) and following is not None and following.paragraph != here.paragraph

    def of_goals(self, heading: int) -> int:
        """The heading of goals that a heading is, or is a dashed title under; -1 where there is none."""
        return self.under[heading] if heading >= 0 else -1

    def first(self, part: Part) -> bool:
        """Whether a part is the first of its heading."""
        here = self.layout.sentences[part.sentence]
        before = self.layout.sentences[part.sentence - 1] if part.sentence else None
        return before is None or before.zone == "heading" or before.heading != here.heading


def _carried(
    folded: str, layout: Layout, before: Part | None, part: Part, current: tuple[Deadline, ...]
) -> tuple[Deadline, ...]:
    """What a new sentence keeps of the deadline before it: all after `;`, what spells out the last sentence, else nothing."""
    if before is None or not current:
        return ()
    last, this = layout.sentences[before.sentence], layout.sentences[part.sentence]
    if last.paragraph != this.paragraph:
        return ()
    ending = folded[last.start : last.end].rstrip("”’)》 \n")[-1:]
    if ending == ";" and part.sentence == before.sentence + 1:
        if _OTHER_TIME.match(folded, this.start, this.end) or _SANCTION.match(folded, this.start, this.end):
            return ()
        new = part.new_subject and not _SHARE.match(folded, this.start, this.end)
        return () if new and not _listed(folded, layout, before.sentence) else current
    if _SPELT_OUT.match(folded, this.start, this.end):
        return current
    return ()


def _listed(folded: str, layout: Layout, index: int) -> bool:
    """Whether a sentence is a member of a list behind `是:`, which the deadline of its head governs to its end."""
    for at in range(index, max(-1, index - _LONGEST_LIST), -1):
        sentence = layout.sentences[at]
        if _LIST_HEAD.search(folded, sentence.start, sentence.end):
            return True
        before = layout.sentences[at - 1] if at else None
        if before is None or before.paragraph != sentence.paragraph or folded[before.end - 1] != ";":
            return False
    return False


def _opens_paragraph(layout: Layout, part: Part) -> bool:
    """Whether the part's deadline stands at the head of its paragraph or of the text of its item."""
    sentence = layout.sentences[part.sentence]
    before = layout.sentences[part.sentence - 1] if part.sentence else None
    first = before is None or before.paragraph != sentence.paragraph or before.zone == "heading"
    return first and part.own[0].start - sentence.start <= 16


def _is_goal(folded: str, layout: Layout, part: Part) -> bool:
    sentence = layout.sentences[part.sentence]
    if sentence.heading >= 0 and _GOALS.search(fold(layout.headings[sentence.heading].text)):
        return True
    # `具体指标:到2022年,…` opens a paragraph of goals without a heading, as does `到2022年,…` under `总体要求`.
    opening = next(s for s in layout.sentences[: part.sentence + 1] if s.paragraph == sentence.paragraph)
    if _GOALS.search(folded[opening.start : opening.start + 12]):
        return True
    heading = layout.headings[sentence.heading].text if sentence.heading >= 0 else ""
    return bool(_WHOLE.search(fold(heading)) and _BY_THEN.match(folded, opening.start))


def _periods(
    text: Text, layout: Layout, kinds: Sequence[SentenceKind], deadlines: Sequence[Deadline]
) -> dict[int, tuple[Deadline, ...]]:
    """For each sentence the period that a heading above it, or the sentence that announces its list, lays on it."""
    found: dict[int, tuple[Deadline, ...]] = {}
    spans = sorted(deadlines, key=lambda d: d.start)
    at = 0
    stack: list[tuple[int, tuple[Deadline, ...]]] = []  # by level of the heading
    announced: tuple[int, tuple[Deadline, ...]] = (-2, ())
    within = ""  # the clause that an announced list without numerals stays in
    stage: tuple[int, tuple[Deadline, ...]] = (-1, ())  # by paragraph
    for index, sentence in enumerate(layout.sentences):
        here: list[Deadline] = []
        while at < len(spans) and spans[at].start < sentence.end:
            if spans[at].start >= sentence.start and spans[at].kind in ("by", "during", "within"):
                here.append(spans[at])
            at += 1
        level = layout.headings[sentence.heading].level if sentence.heading >= 0 else 0
        if sentence.zone == "heading":
            while stack and stack[-1][0] >= level:
                stack.pop()
            if announced[0] >= level:
                announced = (-2, ())
            # A title that is itself a task keeps its deadline to itself.
            if here and kinds[index] != "task":
                stack.append((level, tuple(here)))
            continue
        if here and _announces(text.folded, layout, kinds, index, here[0]):
            announced, within = (level, tuple(here)), ""
            continue
        if here and _opens_lines(text.folded, layout, index):
            announced, within = (level, tuple(here)), sentence.label
            continue
        if here and sentence.heading >= 0 and _only_says_when(text.folded, sentence, here):
            stack.append((level, tuple(here)))
            continue
        if within not in ("", sentence.label):
            announced, within = (-2, ()), ""
        if here and (lead := _STAGE.match(text.folded, sentence.start, sentence.end)):
            stage = (sentence.paragraph, tuple(d for d in here if d.end <= lead.end()))
        elif stage[0] == sentence.paragraph:
            found[index] = stage[1]
        elif announced[1] and level >= announced[0]:
            found[index] = announced[1]
        elif stack:
            found[index] = stack[-1][1]
    found.update(_rows(layout, spans))
    return found


def _only_says_when(folded: str, sentence: Sentence, here: Sequence[Deadline]) -> bool:
    """Whether a sentence under a title is its time and nothing else: `1.启动阶段:2024年7月。各县制定方案。`"""
    return here[0].start == sentence.start and not folded[here[-1].end : sentence.end].strip(" 。;,:0123456789\n")


def _announces(folded: str, layout: Layout, kinds: Sequence[SentenceKind], index: int, first: Deadline) -> bool:
    """Whether a sentence lays its period on the list beneath it: `今年要抓好以下工作:`, `2027年,市政府办好十件实事:`."""
    sentence = layout.sentences[index]
    if _MET.match(folded, first.end, sentence.end):
        return False
    if kinds[index] == "announcement":
        return _ANNOUNCES.search(folded, sentence.start, sentence.end) is not None
    # Not `为做好2027年工作,现将有关事项通知如下:`: the period opens its clause and is no part of the purpose.
    opens = first.start == sentence.start or folded[first.start - 1] in ",:\n "
    following = layout.sentences[index + 1] if index + 1 < len(layout.sentences) else None
    listed = following is not None and following.label not in ("", sentence.label)
    return opens and listed and _LIST_OPENS.search(folded, first.end, sentence.end) is not None


def _opens_lines(folded: str, layout: Layout, index: int) -> bool:
    """Whether a numbered sentence lays its period on the lines beneath it that have no numeral: `3.“十五”期间的任务是:`."""
    sentence = layout.sentences[index]
    after = layout.sentences[index + 1] if index + 1 < len(layout.sentences) else None
    lines = after is not None and after.label == sentence.label != "" and after.paragraph > sentence.paragraph
    return lines and _LINES_OPEN.search(folded, sentence.start, sentence.end) is not None


def _rows(layout: Layout, deadlines: Sequence[Deadline]) -> dict[int, tuple[Deadline, ...]]:
    """For each sentence in a row of a table the deadlines of the row's time column."""
    found: dict[int, tuple[Deadline, ...]] = {}
    starts = [s.start for s in layout.sentences]
    for row in layout.rows:
        times = tuple(d for d in deadlines for c in row.of("time") if c.start <= d.start < c.end)
        for cell in row.of("task") if times else []:
            found.update(dict.fromkeys(range(bisect_left(starts, cell.start), bisect_left(starts, cell.end)), times))
    return found
