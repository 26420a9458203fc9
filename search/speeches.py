"""The sentences of a document that are no tasks: definitions, conditions, descriptions. They answer questions too. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from corpus.fold import fold, fold_whole
from corpus.types import Document
from search.query import clause_path

__all__ = ["Prepared", "Speech", "prepare"]

# Kinds of sentences that say something; signatures, addressees and the like do not.
_SPEAKING: Final = frozenset(
    ["narration", "doctrine", "definition", "permission", "note", "announcement", "task", "residue", "transmission"]
)


class Speech(msgspec.Struct, frozen=True):
    """A sentence that is no task: its place, its words folded without spaces, and the headings that it stands under.

    A `title` is only a heading: quoted words may stand in it, but it answers nothing.
    """

    start: int
    end: int
    clause: str
    folded: str
    beside: str
    title: bool = False


class Prepared(msgspec.Struct, frozen=True):
    """A document made ready for looking: its sentences that are no tasks, and all clause labels that it has."""

    key: str
    speeches: tuple[Speech, ...]
    labels: tuple[str, ...]


def _tight(text: str) -> str:
    return "".join(text.lower().split())


def prepare(document: Document) -> Prepared:
    """The sentences of a document that its tasks do not cover, and its headings."""
    folded = fold_whole(document.text)
    titles = {heading.label: _tight(fold(heading.text)) for heading in document.headings}
    tasks = sorted((task.start, task.end) for task in document.tasks)
    speeches: list[Speech] = []
    labels = dict.fromkeys(titles)
    at = 0
    lead, lead_clause = "", ""
    for sentence in document.sentences:
        labels.setdefault(sentence.clause)
        if sentence.kind not in _SPEAKING and sentence.kind != "heading":
            continue
        start, end = sentence.start, sentence.end
        while start < end and folded[start].isspace():
            start += 1
        while end > start and folded[end - 1].isspace():
            end -= 1
        text = _tight(folded[start:end])
        path = clause_path(sentence.clause)
        # A numbered article in one sentence (`六、某机关实行某制,某人领导某事。`) is taken for a heading, and says something.
        title = sentence.kind == "heading" and not (text.endswith("。") and ("," in text or ":" in text))
        # What a list is introduced by (`按照以下标准定额扣除:`) belongs to each of its items.
        beside = "".join(titles.get(label, "") for label in path)
        if lead and (sentence.clause.startswith(lead_clause)):
            beside += lead
        if not title and (text.endswith((":", "如下:")) or "以下" in text[-14:]):
            lead, lead_clause = text, sentence.clause
        while at < len(tasks) and tasks[at][1] <= sentence.start:
            at += 1
        inside = sum(min(e, end) - max(s, start) for s, e in tasks[at : at + 12] if s < end and e > start)
        if inside < 0.7 * (end - start):
            speeches.append(Speech(start, end, sentence.clause, text, beside, title))
    return Prepared(document.key, tuple(speeches), tuple(labels))
