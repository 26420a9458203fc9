"""What bodies govern beyond their sentence: notes bind backwards, list subjects carry on, lines close an item."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Final

import msgspec

from corpus.types import Role, Span
from corpus.verbs import opens_with_action
from ingest.labelled import measures_below, says_only_who
from ingest.taggers.bodies_notes import FIRST_LEADS, BodyMention
from ingest.taggers.roles import AUTHORITY, MODAL, SUPPORTING
from ingest.text import Layout, Sentence, Text

__all__ = ["bind_bodies"]

# A sentence that lays what follows on its subject: `各试点县要抓好以下工作:`, `各部门职责如下。`
_LAYS: Final = re.compile(r"(?::|(?:以下|如下|下列)[^,;。]{0,14}[:。]?)\s*$")
# Mentions that end what another governs, and the words of duty that a part may have of its own.
_ACTING: Final = ("subject", "object", "agent")
_OWN_DUTY: Final = re.compile(rf" *(?:[一二三四五六七八九十]是)?(?:{MODAL})")
_CLAUSE: Final = re.compile(r"[^,;]+[,;]?")
# A clause that is only a time, and what opens one that has no subject of its own: `当危险消除时,`, `按规定办理`.
_WHEN: Final = re.compile(r" *(?:到|至|自|从|在|于)?(?:\d{4}年|\d{1,2}月|今年|明年|年底|每年|“\w{2,6}”)[^,;]{0,8}[,;]")
_OPENS: Final = re.compile(
    r" *(?:并|同时|及时|必要时|按|依|根据|结合|围绕|通过|当|对(?![口外])|在(?![线校])|向|为(?!主)|以|经(?!济)|[一二三四五]是|\(|\d{1,2}[.、])"
)


# No line that is a title of its own is longer, and none begins with a number.
_TITLE: Final = 30
_NUMBERED: Final = re.compile(r"\(?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)、.]|第[一二三四五六七八九十]")
# `拒不改正的,对单位处以罚款`: in which case, and what is then imposed.
_CASE: Final = re.compile(" *[^,;。]{2,24}的,")
_IMPOSES: Final = re.compile(
    " *(?:由其|可以?|并|依法|同时){0,3}(?:对[^,;。]{2,16}?)?(?:并|可以?){0,2}(?:处(?!于|理)|没收|吊销|责令|给予|暂扣|撤销|取消)"
)
# How far into a paragraph its subject may begin, behind a number or a word that leads over.
_OPENING: Final = 6
# How a list of duties under a title begins: `市教育局。牵头做好…`.
_DUTIES: Final = (
    "牵头",
    "承担",
    "配合",
    "协助",
    "具体负责",
    "主要负责",
    "参与",
    "会同",
    "发挥",
    "按照",
    "根据",
    "依据",
)


def bind_bodies(text: Text, layout: Layout, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """The mentions with the scopes that the document gives them, in the order of the text."""
    if not mentions:
        return []
    binder = _Binder(text, layout, mentions)
    return sorted(binder.bound(), key=lambda m: (m.start, m.end, m.role))


class _Binder:
    def __init__(self, text: Text, layout: Layout, mentions: Sequence[BodyMention]) -> None:
        self.text, self.layout, self.mentions = text, layout, mentions
        self.sentences = layout.sentences
        self.starts = [s.start for s in self.sentences]
        first = FIRST_LEADS.search(text.folded)
        self.first_leads_from = first.start() if first else None
        self.notes = {self._index(m.start): m for m in mentions if m.how in ("note", "line")}
        self.titles = {self._index(m.start) for m in mentions if m.how == "title"}
        lone = {index for index in self.titles if self._is_lone(index)}
        self.lone = lone if len(lone) > 1 else set()
        self.note_ends = sorted(
            (m.scope[0].end, self._index(m.start)) for m in mentions if m.how in ("note", "line") and m.scope
        )

    def _is_lone(self, index: int) -> bool:
        """Whether a title is a line of its own without a number, behind which its duties stand: `市建设局⏎负责…`."""
        title, after = self.sentences[index], self.sentences[index + 1 : index + 2]
        if title.zone == "heading" or not after or after[0].zone != "body" or after[0].paragraph == title.paragraph:
            return False
        words = self.text.folded[after[0].start : after[0].end]
        acts = words.startswith(_DUTIES) or opens_with_action(words, 0, len(words)) or _OWN_DUTY.match(words)
        plain = not _NUMBERED.match(self.text.folded, title.start) and title.end - title.start < _TITLE
        return plain and bool(acts) and words.rstrip().endswith(("。", ";", ":"))

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def bound(self) -> list[BodyMention]:
        result: list[BodyMention] = []
        for (how, index), group in groupby(self.mentions, key=lambda m: (m.how, self._index(m.start))):
            held = list(group)
            if how == "note":
                result.extend(self._note(held, index))
            elif how == "line":
                result.extend(self._line(held, index))
            elif how == "forward":
                scope = (self._chapter_rest(index),)
                result.extend(msgspec.structs.replace(m, scope=scope) for m in held)
            else:
                result.extend(held)
        lists = self._lists()
        for mention, stretches in self._over_semicolons().items():
            lists[mention] = lists.get(mention, ()) + stretches
        laid = (m for held in result for m in (self._laid(held, lists[held]) if held in lists else (held,)))
        return [m for m in laid if m.scope]  # a title beneath which nothing acts is nobody

    def _laid(self, mention: BodyMention, stretches: tuple[Span, ...]) -> list[BodyMention]:
        """A mention that also governs some stretches; one that a title names has the role that each begins with."""
        joins = [s for s in stretches if mention.how == "title" and SUPPORTING.match(self.text.folded, s.start, s.end)]
        leads = [s for s in stretches if mention.how == "title" and self.text.folded.startswith("牵头", s.start)]
        acts = tuple(s for s in stretches if s not in joins and s not in leads)
        roles: list[tuple[Role, tuple[Span, ...]]] = [
            ("support", tuple(joins)), ("lead", tuple(leads)), (mention.role, acts),
        ]  # fmt: skip
        return [
            msgspec.structs.replace(mention, role=role, scope=mention.scope + spans) for role, spans in roles if spans
        ]

    def _roles(self, held: list[BodyMention], at: int) -> list[BodyMention]:
        """`列第一位者牵头,下同`: from there on the first of a plain list leads."""
        here = self.sentences[self._index(at)]
        if self.first_leads_from is None or self.first_leads_from > here.end + 40:
            return held
        acting = [m for m in held if m.role == "responsible"]
        if len(acting) > 1 and not any(m.role == "lead" for m in held):
            return [msgspec.structs.replace(m, role="lead") if m is acting[0] else m for m in held]
        return held

    def _note(self, held: list[BodyMention], index: int) -> list[BodyMention]:
        while index > 0 and index - 1 in self.notes and self._is_open(index - 1):
            index -= 1  # a note that a `;` cuts is one note
        scope: tuple[Span, ...] = (self._back(index, min(held[0].scope[0].start, self._note_start(index, held))),)
        if self.text.folded[self.sentences[index].start] not in "(〔":
            # `省水利厅负责。` beneath a title is what there is to do
            scope = (*scope, Span(self.sentences[index].start, self.sentences[index].end))
        return [msgspec.structs.replace(m, scope=scope) for m in self._roles(held, held[0].start)]

    def _is_open(self, index: int) -> bool:
        """Whether a bracket opens in a sentence that is not closed there."""
        words = self.text.folded[self.sentences[index].start : self.sentences[index].end]
        return words.count("(") + words.count("〔") > words.count(")") + words.count("〕")

    def _note_start(self, index: int, held: list[BodyMention]) -> int:
        opening = max(
            self.text.folded.rfind("(", self.sentences[index].start, held[0].start),
            self.text.folded.rfind("〔", self.sentences[index].start, held[0].start),
        )
        return opening if opening >= 0 else held[0].scope[0].start

    def _back(self, index: int, note_start: int) -> Span:
        """From the previous note, or the start of the paragraph or item, to a note."""
        note = self.sentences[index]
        at = index
        start = note.start
        own_paragraph = at == 0 or self.sentences[at - 1].paragraph != note.paragraph
        # A note in a paragraph of its own closes the paragraph before it.
        item = self.sentences[at - 1].item if own_paragraph and at > 0 and self._is_note(at) else note.item
        while at > 0 and not (at - 1 in self.notes and self._closes(at - 1)) and self.sentences[at - 1].item == item:
            at -= 1
            start = self.sentences[at].start
            if self.sentences[at].zone not in ("body", "heading", "table"):
                break
        if at > 0 and at - 1 in self.notes and not self._is_note(at - 1):
            # the previous sentence ends with its own note
            start = self.sentences[at].start
        return Span(start, max(start, note_start))

    def _is_note(self, index: int) -> bool:
        note = self.sentences[index]
        words = self.text.folded[note.start : note.end]
        return index in self.notes and (words.startswith("(") or says_only_who(words))

    def _closes(self, index: int) -> bool:
        return index in self.notes

    def _line(self, held: list[BodyMention], index: int) -> list[BodyMention]:
        at = index
        label = self.sentences[index].label
        while (
            at > 0
            and at - 1 in self.notes
            and self.notes[at - 1].how == "line"
            and self.sentences[at - 1].label == label
        ):
            at -= 1  # `牵头单位:…` and `配合单位:…` one beneath the other close the same item
        stop = self.sentences[at].start
        while at > 0 and at - 1 not in self.notes and self._same_item(self.sentences[at - 1], label):
            at -= 1
        below = measures_below(self.text.folded, self.layout, index)
        scope = (Span(self.sentences[at].start, stop), *((below,) if below else ()))
        return [msgspec.structs.replace(m, scope=scope) for m in self._roles(held, held[0].start)]

    def _same_item(self, sentence: Sentence, label: str) -> bool:
        return sentence.label == label and sentence.zone in ("body", "heading", "table")

    def _chapter_rest(self, index: int) -> Span:
        """From a sentence to the end of its chapter."""
        start = self.sentences[index].end
        headings = self.layout.headings
        top = self.sentences[index].heading
        level = min((h.level for h in headings), default=1)
        for heading in headings[top + 1 :]:
            if heading.level <= level:
                return Span(start, heading.start)
        return Span(start, len(self.text.folded))

    def _lists(self) -> dict[BodyMention, tuple[Span, ...]]:
        """Subjects laid on a list, with the stretches of its items that they govern."""
        laid: dict[BodyMention, tuple[Span, ...]] = {}
        subjects = sorted(m.start for m in self.mentions if m.how in ("subject", "agent"))
        for mention in self.mentions:
            if mention.how not in ("subject", "title"):
                continue
            index = self._index(mention.start)
            sentence = self.sentences[index]
            if mention.how == "subject" and (
                mention.scope[-1].end < sentence.end - 1
                or not _LAYS.search(self.text.folded, sentence.start, sentence.end)
            ):
                continue
            stretches = []
            for item in self._items(index) if mention.how == "subject" else self._beneath(index, subjects):
                new = bisect_right(subjects, item.start - 1)
                stop = subjects[new] if new < len(subjects) and subjects[new] < item.end else item.end
                if stop > item.start:
                    stretches.append(Span(item.start, stop))
            if stretches:
                laid[mention] = tuple(stretches)
        return laid

    def _over_semicolons(self) -> dict[BodyMention, tuple[Span, ...]]:
        """Those who act, with the stretches behind a `;` that they still govern (tagging.md, "Body").

        A new subject, a verb that makes others act, a word of duty of its own or what only the authority can do
        ends them: `各县要开展普查;建立台账。`
        """
        held: dict[BodyMention, tuple[Span, ...]] = {}
        begins = sorted(m.scope[0].start for m in self.mentions if m.how in _ACTING and m.scope)
        for mention in self.mentions:
            index = self._index(mention.start)
            sentence = self.sentences[index]
            if mention.how not in _ACTING or mention.scope[-1].end < sentence.end - 1:
                continue
            stretches = []
            while self._goes_on(index):
                index += 1
                start, end = self.sentences[index].start, self.sentences[index].end
                new = bisect_right(begins, start - 1)
                stop = min(begins[new], end) if new < len(begins) else end
                stop = (
                    self._punished(start, stop)
                    if mention.how == "agent"
                    else self._acted(start, stop, mention.how == "object")
                )
                if stop > start:
                    stretches.append(Span(start, stop))
                if stop < end:
                    break
            if stretches:
                held[mention] = tuple(stretches)
        return held

    def _acted(self, start: int, stop: int, introduced: bool) -> int:
        """Where the clauses end that go on without a subject or duty of their own; those who were introduced by a
        verb (`鼓励企业…`) do not do what only the authority can."""
        folded, good = self.text.folded, start
        for clause in _CLAUSE.finditer(folded, start, stop):
            at, end = clause.span()
            if _WHEN.fullmatch(folded, at, end):
                continue
            if _OWN_DUTY.match(folded, at, end) or (introduced and AUTHORITY.match(folded, at, end)):
                break
            if not _OPENS.match(folded, at, end) and not opens_with_action(folded, at, end):
                break
            good = end
        return good

    def _punished(self, start: int, stop: int) -> int:
        """Where what an authority imposes ends, step by step: `由市水利局责令改正;拒不改正的,处以罚款;…`."""
        good = start
        for clause in _CLAUSE.finditer(self.text.folded, start, stop):
            if _IMPOSES.match(self.text.folded, *clause.span()):
                good = clause.end()
            elif not _CASE.fullmatch(self.text.folded, *clause.span()):
                break
        return good

    def _goes_on(self, index: int) -> bool:
        """Whether a sentence ends with `;` and the next goes on with it, in the same item."""
        if index + 1 >= len(self.sentences):
            return False
        this, after = self.sentences[index], self.sentences[index + 1]
        same = (this.paragraph, this.item, this.label, this.zone) == (
            after.paragraph, after.item, after.label, after.zone,
        )  # fmt: skip
        return same and self.text.folded[this.start : this.end].rstrip("”’)》 \n")[-1:] == ";"

    def _beneath(self, index: int, subjects: Sequence[int]) -> list[Span]:
        """The sentences under a title; `subjects` are where somebody else begins to act."""
        title = self.sentences[index]
        label, folded = title.label, self.text.folded
        if title.zone not in ("body", "heading"):
            return self._behind(index) if index in self.lone else []
        if index in self.lone:
            return self._behind(index)
        spans: list[Span] = []
        # `县环保局。负责…`: no heading, so that its part ends with its paragraph
        inline = title.zone == "body" and folded[title.start : title.end].rstrip().endswith("。")
        for number in range(index + 1, len(self.sentences) if label or inline else 0):
            sentence = self.sentences[number]
            if sentence.paragraph != title.paragraph if inline else not _is_under(sentence.label, label):
                break
            if sentence.paragraph == title.paragraph and number in self.titles:
                break  # `县环保局。负责…。县水利局。负责…`: the next one's part
            runs_on = spans and spans[0].start - title.end < 2 and sentence.paragraph != title.paragraph
            new = bisect_right(subjects, sentence.start + _OPENING)
            if runs_on and new and subjects[new - 1] >= sentence.start:
                break  # `9.县财政局:负责…⏎各有关部门要…`: a paragraph of all the others
            spans.append(Span(sentence.start, sentence.end))
        if not spans:
            return spans
        # `2.1 指挥部⏎总指挥由…担任`: a title that only names what is spoken of
        first = spans[0]
        listed = folded[title.start : title.end].rstrip().endswith((":", "。"))
        acts = (
            listed
            or _OWN_DUTY.match(folded, first.start, first.end)
            or opens_with_action(folded, first.start, first.end)
        )
        return spans if acts or folded.startswith(_DUTIES, first.start) else []

    def _behind(self, index: int) -> list[Span]:
        """What stands behind a lone line that names an office, to the next such line or heading."""
        spans: list[Span] = []
        above = self.sentences[index].label
        for number in range(index + 1, len(self.sentences)):
            sentence = self.sentences[number]
            item = sentence.zone == "heading" and re.search(r"[(\d]", sentence.label.removeprefix(above))
            if number in self.lone or not (sentence.zone == "body" or item):
                break
            spans.append(Span(sentence.start, sentence.end))
        return spans

    def _items(self, index: int) -> list[Span]:
        """The items of the list that a sentence announces, each a stretch."""
        head = self.sentences[index]
        items: list[Span] = []
        first = index + 1
        if first >= len(self.sentences):
            return items
        inline = self.sentences[first].paragraph == head.paragraph and self.sentences[first].label == head.label
        for sentence in self.sentences[first:]:
            if inline:
                if sentence.paragraph != head.paragraph:
                    break
            elif not sentence.label or sentence.label == head.label or not _is_under(sentence.label, head.label):
                break
            elif not head.label and "(" not in sentence.label and not re.search(r"\d", sentence.label):
                break  # the chapters of the document are no list under its preamble
            if items and not inline and self.sentences[self._index(items[-1].start)].item == sentence.item:
                items[-1] = Span(items[-1].start, sentence.end)
            else:
                items.append(Span(sentence.start, sentence.end))
        return items


# What goes on with a number: `1` is not above `12`, nor `十` above `十一`.
_NUMERALS: Final = ("0123456789", "一二三四五六七八九十百零〇")


def _is_under(label: str, above: str) -> bool:
    """Whether a label is `above` or stands beneath it."""
    rest = label.removeprefix(above)
    if rest == label and above:
        return False
    return not (above and rest and any(above[-1] in signs and rest[0] in signs for signs in _NUMERALS))
