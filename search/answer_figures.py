"""Which targets answer a question about figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from corpus.fold import fold
from corpus.types import Target
from search.answer_find import Choice
from search.answer_types import QuotedTarget, target_of
from search.reading import Reading

__all__ = ["fits_wording", "pieces", "targets_for"]

_MOST: Final = 5  # targets of one answer; a question for more of them asks for a list
_GAP: Final = re.compile(r"…+|\.{3,}|×+|X+")


def pieces(wording: str) -> tuple[str, ...]:
    """The words of a wording around its gaps."""
    return tuple(piece for piece in _GAP.split(wording) if piece.strip())


def fits_wording(target: Target, wordings: Sequence[str], comparators: Sequence[str]) -> bool:
    """Whether a target is put in one of the quoted wordings (`控制在…以内`), or has one of the signs."""
    if not wordings:
        return target.comparator in comparators
    if target.baseline and f"比{target.baseline}年" in wordings:
        return True  # a table says it in its head
    text = fold(target.text)
    return any(re.search(".{0,24}".join(map(re.escape, _GAP.split(wording))), text) for wording in wordings)


def targets_for(reading: Reading, choice: Choice, names: Mapping[str, str]) -> list[QuotedTarget]:
    """The targets of the chosen tasks that speak of what was asked, in the order of the choice and the text.

    A target speaks of a term when its own words or indicator hold one of the term's words; of each task those are
    taken that speak of most.
    """
    terms = [term for term in reading.terms if not term.faint] or list(reading.terms)
    found: list[tuple[frozenset[int], QuotedTarget]] = []
    for candidate, _ in choice.chosen:
        for target in candidate.task.targets if candidate.task else ():
            own = fold(f"{target.text}\0{target.indicator}\0{target.scope or ''}").lower()
            said = frozenset(n for n, term in enumerate(terms) if any(word.lower() in own for word in term.words))
            if said and candidate.task:
                found.append((said, target_of(target, candidate.task, names.get(candidate.doc, ""))))
    best = max((len(said) for said, _ in found), default=0)
    covered: set[int] = set()
    kept: list[tuple[int, QuotedTarget]] = []
    for number, (said, quoted) in sorted(enumerate(found), key=lambda entry: -len(entry[1][0])):
        # Each target that speaks of most, and each that speaks of what no other does (`森林覆盖率和草原植被盖度`).
        if len(said) == best or not said <= covered:
            kept.append((number, quoted))
            covered |= said
    return [quoted for _, quoted in sorted(kept, key=lambda entry: entry[0])][:_MOST]
