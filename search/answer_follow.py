"""What goes on from a sentence that answers: the items of a list that it opens, the figure or day in the next sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from search.answer_asking import Asking
from search.answer_find import Choice, has_figure, has_time
from search.answer_pool import Candidate, candidate_of
from search.query import Query, clause_path

__all__ = ["heads_followed", "with_list", "with_next", "with_noted", "with_opening"]

_ITEMS: Final = 12  # items of a list that are quoted with the sentence that opens it
_OPENING: Final = 3  # sentences that open a list together: `…,予以警告;情节严重的,吊销…证:`
_NOTED: Final = 2  # sentences before a bracketed note that are quoted with it
_NEARLY: Final = 0.7  # share, of that of the first, of a sentence that holds the figure or time itself
_BEHIND: Final = 150  # characters behind a sentence in which the next one begins


def with_next(asks: str, choice: Choice, pool: Sequence[Candidate]) -> Choice:
    """The choice led by the sentence behind its first one, where only that holds the figure or time asked for.

    `超过限额的,不得抵免。补扣期限最长不得超过五年。`: asked is how long.
    """
    holds = {"figure": has_figure, "when": has_time}.get(asks)
    if holds is None or not choice.chosen:
        return choice
    first, share = choice.chosen[0]
    if any(holds(candidate.text) for candidate, _ in choice.chosen if candidate.doc == first.doc):
        return choice
    # One that speaks of nearly as much and holds it says it of the matter itself.
    own = next((e for e in choice.ranked if holds(e[0].text) and e[1] >= _NEARLY * share), None)
    if own is not None:
        rest = [entry for entry in choice.chosen if entry != own]
        return msgspec.structs.replace(choice, chosen=(own, *rest))
    behind = [
        c for c in pool
        if c.doc == first.doc and first.end <= c.start < first.end + _BEHIND and c.clause == first.clause and holds(c.text)
    ]  # fmt: skip
    if not behind:
        return choice
    nearest = min(behind, key=lambda c: c.start)
    rest = [entry for entry in choice.chosen if entry[0] != nearest]
    return msgspec.structs.replace(choice, chosen=((nearest, share), *rest))


def with_list(asking: Asking, choice: Choice) -> Choice:
    """The choice with the items of the list that its first sentence opens (`有下列情形之一的:`)."""
    if not choice.chosen or not choice.chosen[0][0].text.endswith((":", ":“")):
        return choice
    (head, share), *rest = choice.chosen
    items = [c for c in _after(asking, head) if _beneath(head, c)][:_ITEMS]
    if not items:
        return choice
    asked = _asked_items(asking, head, items)
    listed = [(item, share) for item in (asked or items)]
    kept = [entry for entry in rest if entry[0].text.endswith(":") and not any(entry[0] == item for item in items)]
    return msgspec.structs.replace(choice, chosen=((head, share), *listed, *kept))


def _asked_items(asking: Asking, head: Candidate, items: Sequence[Candidate]) -> list[Candidate]:
    """The items that speak of what the question names and the opening does not: `甲部门要提供哪些信息` asks for one of them."""
    terms = [t for t in asking.reading.terms if t.name and not t.faint and len(t.words[0]) > 2]
    own = [[word.lower() for word in t.words] for t in terms if not any(word.lower() in head.text for word in t.words)]
    return [item for item in items if any(word in item.text for words in own for word in words)]


# `会有什么处罚`, `what are the consequences`: what follows stands in the sentence that opens the list of cases
_FOLLOWS: Final = re.compile(
    r"后果|处罚|罚款|惩罚|惩处|惩戒|怎么罚|罚多少|如何处理|怎么处理|受到什么|承担什么责任|\b(?:penalt|fine|punish|sanction|consequence)"
)


def with_opening(asking: Asking, choice: Choice) -> Choice:
    """The choice with the sentence that opens the list of an item (`有下列情形之一的,处…罚款:`), where what follows is asked.

    One item of it answers only together with its opening.
    """
    if not choice.chosen or not _FOLLOWS.search(fold(asking.reading.question).lower()):
        return choice
    have = {(c.doc, c.start) for c, _ in choice.chosen}
    chosen: list[tuple[Candidate, float]] = []
    for item, share in choice.chosen:
        *above, own = clause_path(item.clause) or ("",)
        if above and own and not item.text.endswith(":"):
            around = _within(asking, msgspec.structs.replace(item, clause=above[-1]))
            heads = [c for c in around if c.end <= item.start and c.text.endswith(":") and _beneath(c, item)][-1:]
            opening = [c for c in around if heads and c.clause == heads[0].clause and c.end <= heads[0].end][-_OPENING:]
            chosen += [(c, share) for c in opening if (c.doc, c.start) not in have]
            have |= {(c.doc, c.start) for c in opening}
        chosen.append((item, share))
    return msgspec.structs.replace(choice, chosen=tuple(chosen))


def with_noted(asking: Asking, choice: Choice) -> Choice:
    """The choice with the sentences that its bracketed notes stand behind: `某事。(负责部门:某局,适用范围:某省)`."""
    chosen: list[tuple[Candidate, float]] = []
    for candidate, share in choice.chosen:
        if candidate.task is None and candidate.text.startswith("(") and candidate.text.endswith(")"):
            have = {c.start for c, _ in (*choice.chosen, *chosen)}
            before = [c for c in _within(asking, candidate) if c.end <= candidate.start and c.start not in have]
            chosen += [(c, share) for c in before[-_NOTED:]]
        chosen.append((candidate, share))
    return msgspec.structs.replace(choice, chosen=tuple(chosen))


def _beneath(head: Candidate, item: Candidate) -> bool:
    """Whether an item lies a step below the clause of its head, or where heads have no clause, in the same one."""
    path = clause_path(item.clause)
    return head.clause in path and item.clause != head.clause


def _after(asking: Asking, head: Candidate) -> list[Candidate]:
    """The tasks and sentences of its clause that stand behind a candidate, in the order of the text."""
    return [c for c in _within(asking, head) if c.start >= head.end]


def _within(asking: Asking, head: Candidate) -> list[Candidate]:
    """The tasks and sentences of the clause of a candidate, in the order of the text."""
    title = asking.titles.get(head.doc, "")
    clauses = (head.clause,) if head.clause else ()
    hits = asking.archive.find(Query(documents=(head.doc,), clauses=clauses, order="place")).hits
    found = [candidate_of(hit.task, title) for hit in hits]
    for prepared in asking.shelf.all_of([head.doc]):
        found += [
            Candidate(head.doc, s.start, s.end, s.folded, s.beside, title, frozenset(), None, s.clause)
            for s in prepared.speeches
            if not s.title and (not head.clause or head.clause in clause_path(s.clause))
        ]
    return sorted(found, key=lambda c: c.start)


def heads_followed(asking: Asking, pool: Sequence[Candidate]) -> list[Candidate]:
    """Headings that hold the quoted words replaced by the first sentence beneath them, which says what they mean.

    `(一)推进“某某”综合治理。加快实施甲湖、乙湖、丙海治理工程`: the heading itself tells nothing of what “某某” is.
    """
    result: list[Candidate] = []
    for candidate in pool:
        titles = {
            s.start for prepared in asking.shelf.all_of([candidate.doc]) for s in prepared.speeches if s.title
        }  # kept ready by the shelf
        beneath = _after(asking, candidate)[:1] if candidate.start in titles else [candidate]
        result += [c for c in beneath if c not in result]
    return result
