"""Which targets answer a question about figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.fold import fold
from corpus.types import Target
from search.answer_find import Choice
from search.answer_types import QuotedTarget, target_of
from search.reading import Reading

__all__ = ["fits_wording", "targets_for"]

_MOST: Final = 5  # targets of one answer; a question for more of them asks for a list
_GAP: Final = re.compile(r"…+|\.{3,}|×+|X+")


def fits_wording(target: Target, wordings: Sequence[str], comparators: Sequence[str]) -> bool:
    """Whether a target is put in one of the quoted wordings (`控制在…以内`), or has one of the signs."""
    if not wordings:
        return target.comparator in comparators
    text = fold(target.text)
    return any(re.search(".{0,24}".join(map(re.escape, _GAP.split(wording))), text) for wording in wordings)


def targets_for(reading: Reading, choice: Choice, names: dict[str, str]) -> list[QuotedTarget]:
    """The targets of the chosen tasks that speak of what was asked, in the order of the choice and the text.

    A target speaks of a term when its own words or indicator hold one of the term's words; of each task those are
    taken that speak of most.
    """
    terms = [term for term in reading.terms if not term.faint] or list(reading.terms)
    found: list[tuple[float, QuotedTarget]] = []
    for candidate, _ in choice.chosen:
        if candidate.task is None:
            continue
        for target in candidate.task.targets:
            own = fold(target.text + "\0" + target.indicator + "\0" + (target.scope or "")).lower()
            said = sum(any(word.lower() in own for word in term.words) for term in terms)
            if said:
                found.append((said, target_of(target, candidate.task, names.get(candidate.doc, ""))))
    best = max((said for said, _ in found), default=0)
    keep = [target for said, target in found if said >= max(1, best - 1)]
    exact = [target for said, target in found if said == best]
    return (keep if len(keep) <= _MOST else exact)[:_MOST]
