"""Who has to act, answer or be told: bodies with their roles and what they govern (tagging.md, "Body").

`find_bodies` works sentence by sentence: subjects at the start of clauses, bodies that a verb makes act
(`鼓励企业…`), agents (`由…负责`), partners (`会同…`) and those who are told (`向…报告`). `bind_bodies` adds what
needs the document: notes in brackets, lines of responsible units, subjects laid on a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from corpus.types import Span
from ingest.taggers.bodies_binding import bind_bodies
from ingest.taggers.bodies_events import Event, reaches
from ingest.taggers.bodies_heads import mask
from ingest.taggers.bodies_made import made_to_act
from ingest.taggers.bodies_names import Heads
from ingest.taggers.bodies_notes import BodyMention, How, read_note
from ingest.taggers.bodies_subjects import subjects
from ingest.taggers.bodies_titles import titled
from ingest.text import Sentence, Text

__all__ = ["BodyMention", "How", "bind_bodies", "find_bodies"]


# No line that names an office as the title of what follows is longer: `市建设局`, `省委宣传部:`.
_LINE: Final = 30
# A document number: its square brackets are no note.
_NUMBER: Final = re.compile(r"〔(?:19|20)\d\d〕")

# The other name of an office, that it has as well: `市文化和旅游局(市文物局)`, `市交通委(市道路运输局)`; a note of who does
# what is none: `(会同县财政局)`, `(责任单位县财政局)`.
_OTHER_NAME: Final = re.compile(
    r"\((?![\u4e00-\u9fff]{0,12}(?:牵头|负责|配合|会同|协同|协助|参与|联合|责任|主办|协办|商|报|由|单位|部门|设在|设于|挂靠|简称|统称))[\u4e00-\u9fff]{2,14}(?:[局委办厅署会院馆所队]|中心|办公室|政府)\)"
)


def find_bodies(text: Text, sentences: Sequence[Sentence]) -> list[BodyMention]:
    """The bodies of each sentence with their roles and scopes within it, in the order of the text."""
    found: set[BodyMention] = set()
    for sentence in sentences:
        words = text.folded[sentence.start : sentence.end]
        if sentence.zone in ("body", "heading", "table"):
            title = sentence.zone == "heading" or words.rstrip().endswith((":", "。")[: 1 + (len(words) < 40)])
            found.update(_shifted(text, sentence.start, _mentions(words, title)))
        elif sentence.zone in ("title", "addressee") and len(words) < _LINE:
            found.update(_shifted(text, sentence.start, (m for m in _mentions(words, True) if m.how == "title")))
    return sorted(found, key=lambda m: (m.start, m.end, m.role))


def _shifted(text: Text, offset: int, mentions: Iterable[BodyMention]) -> Iterator[BodyMention]:
    for m in mentions:
        start, end = m.start + offset, m.end + offset
        if text.folded.startswith("(", end) and (other := _OTHER_NAME.match(text.folded, end)):
            end = other.end()
        scope = tuple(Span(s.start + offset, s.end + offset) for s in m.scope)
        yield BodyMention(start, end, text.quote(start, end) + m.name, m.role, m.how, scope)


@lru_cache(maxsize=1024)  # notes and cells say the same again and again
def _mentions(words: str, title: bool) -> tuple[BodyMention, ...]:
    return tuple(_read(words, title))


def _read(words: str, title: bool = False) -> Iterator[BodyMention]:
    """The mentions of one folded sentence, offsets from its start; `name` holds only the borrowed last word."""
    # `〔省财政厅牵头〕` is a note as well; `〔2018〕` stays
    if ("〔" in words or "〕" in words) and not _NUMBER.search(words):
        words = words.replace("〔", "(").replace("〕", ")")
    if note := read_note(words):
        yield from note
        return
    masked, brackets = mask(words)
    heads = Heads(masked)
    if heads.heads:
        yield from _sentence(heads)
    if title:
        yield from (BodyMention(m.start, m.end, m.borrowed, "responsible", "title", ()) for m in titled(heads))
    for bracket in brackets:
        closed = words[bracket.end - 1] == ")"
        inner = words[bracket.start + 1 : bracket.end - 1 if closed else bracket.end]
        if bracket.end - bracket.start < 6:
            continue
        at_end = not masked[bracket.end :].strip("。;!? \n")
        found = read_note(f"({inner})") if at_end else []
        # What else stands in a bracket is a sentence of its own: `(技工院校由人力资源部门负责)`.
        shift = bracket.start if found else bracket.start + 1
        for m in found or _read(inner.replace("(", ",").replace(")", ",")):
            scope = tuple(Span(s.start + shift, s.end + shift) for s in m.scope)
            yield msgspec.structs.replace(m, start=m.start + shift, end=m.end + shift, scope=scope)


def _within(event: Event, span: tuple[int, int]) -> bool:
    first = event.mentions[0][0]
    return span[0] <= first.start and first.end <= span[1] and (first.start, first.end) != span


# `市农业局开展普查,市统计局配合。`: with what stands before.
_HELPS: Final = re.compile(r"(?:等)?(?:积极|密切|主动|共同|协同|做好|予以|给予)*(?:配合|协助|协办|参与|参加)[,;。]?\s*")


def _only_helps(masked: str, event: Event, stop: int) -> bool:
    """Whether those of an event help without a word of what with, behind a comma."""
    plain = event.how == "subject" and all(role == "support" for _, role in event.mentions)
    behind = event.at > 0 and masked[event.at - 1] == ","
    return plain and behind and _HELPS.fullmatch(masked, event.mentions[-1][0].end, stop) is not None


def _sentence(heads: Heads) -> Iterator[BodyMention]:
    end = len(heads.masked)
    acting = list(subjects(heads, end))
    named = [(m.start, m.end) for event in acting for m, _ in event.mentions]
    # `尚未制定鼓励企业用工办法的市,要…`: nobody within the name of another is made to act
    others = (e for e in made_to_act(heads, end) if not any(_within(e, span) for span in named))
    events = sorted((*acting, *others), key=lambda e: (e.at, e.how))
    before: Event | None = None
    for event, stop in zip(events, reaches(heads.masked, events, end), strict=True):
        helped = before is not None and _only_helps(heads.masked, event, stop)
        begin = before.at if before and helped else event.at
        before = event
        for member, role in event.mentions:
            scope = (Span(begin, max(stop, member.end)),)
            yield BodyMention(member.start, member.end, member.borrowed, role, event.how, scope)
