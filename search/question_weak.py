"""A question without the words that prove little: those that may be said in too many ways for their absence to tell.

A word that names a thing is what the question is about: where nothing speaks of it, nothing answers. A verb or adverb
that only a general dictionary knows, or a word of one letter, is not: beside days, bodies or places it is put aside when
it alone stands in the way, and named among what was not understood; where nothing but these would be left, only of a
question for a list, for all that is to be done in a place tells nothing of when it is torn down (`乌海什么时候拆`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from search.archive import DocumentInfo
from search.question_asks import asked_for
from search.question_names import nothing_read
from search.reading import Reading, query_of
from search.words import Term

__all__ = ["of_year", "without_weak"]


# What the rest of a question goes by.
_FILTERS: Final = frozenset(
    ["due", "starts", "due_or_starts", "overdue", "kind", "frequency", "body", "region", "topic", "modality", "comparator",
     "wording", "target", "lacking", "edge"]
)  # fmt: skip


def without_weak(reading: Reading) -> Reading | None:
    """The reading without its weak words, None where it has none, or no filter would be left to go by."""
    weak = [term for term in reading.terms if not term.faint and _is_weak(term)]
    if not weak:
        return None
    spans = {(term.start, term.end) for term in weak}
    terms = tuple(term for term in reading.terms if (term.start, term.end) not in spans)
    parts = [part for part in reading.parts if part.kind != "text" or (part.start, part.end) not in spans]
    if all(term.faint for term in terms):
        # Beside words a modality only ranks; without them it is what is asked for.
        lower = fold(reading.question).lower()
        parts += [p for p in asked_for(lower, reading.language, parts, nothing_read)[1] if p.kind == "modality"]
        parts = [part for part in parts if part.kind != "text"]
        terms = ()
        if reading.asks not in ("list", "count") and not any(part.kind == "modality" for part in parts):
            return None  # `乌海什么时候拆`: all that is due there tells nothing of it
    if not any(part.kind in _FILTERS for part in parts):
        return None
    put_aside = tuple(term.text for term in weak if term.text not in reading.not_understood)
    return msgspec.structs.replace(
        reading, parts=tuple(parts), terms=terms, query=query_of(parts),
        not_understood=(*reading.not_understood, *put_aside),
    )  # fmt: skip


def of_year(reading: Reading, library: Sequence[DocumentInfo]) -> Reading | None:
    """The reading with a bare year (`2005年`) taken for that of the documents asked about; None where there is none of it."""
    for part in reading.parts:
        first, last = (part.window.first, part.window.last) if part.window else (None, None)
        if part.kind != "due_or_starts" or first is None or last is None:
            continue
        if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
            keys = tuple(info.key for info in library if info.date and info.date.year == first.year)
            named = reading.query.documents
            keys = tuple(key for key in keys if key in named) if named else keys
            if not keys:
                return None
            own = [other for other in reading.parts if other != part and other.kind != "document"]
            parts = (*own, msgspec.structs.replace(part, kind="document", window=None, values=keys))
            return msgspec.structs.replace(reading, parts=parts, query=query_of(parts))
    return None


def _is_weak(term: Term) -> bool:
    return len(term.text) == 1 or ((term.guessed or term.unknown) and not term.name)
