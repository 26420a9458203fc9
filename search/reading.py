"""How a question was understood: parts that a person can see and take away, and the `Query` that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

import msgspec

from corpus.messages import Language
from corpus.types import DeadlineKind, Modality, Role
from search.query import Lack, Query, Window
from search.words import Term

__all__ = ["OWNER", "Asks", "Part", "PartKind", "Reading", "joined", "query_of"]

# A value of `lacking` that no index knows: the person in charge is noted by people on tasks, not said by texts.
OWNER: Final = "owner"

# What kind of answer is wanted; `explain` is any other question about a clause.
Asks = Literal["list", "count", "figure", "who", "when", "yesno", "citations", "quote", "define", "explain"]

PartKind = Literal[
    "due", "starts", "due_or_starts", "overdue", "as_of", "kind", "frequency", "body", "role", "region", "topic",
    "modality", "comparator", "wording", "target", "lacking", "edge", "document", "clause", "phrase", "text", "except",
]  # fmt: skip


class Part(msgspec.Struct, frozen=True):
    """Words of the question (`text` at `start:end`, as written) and what they were taken for.

    `values` are keys, phrases, kinds … as `Query` has them, of which one suffices; `window` belongs to the
    kinds about days. An `except` names what is left out, and `of` as what kind of part that was read.
    """

    kind: PartKind
    text: str
    start: int
    end: int
    values: tuple[str, ...] = ()
    window: Window | None = None
    of: PartKind | None = None


class Reading(msgspec.Struct, frozen=True):
    """A question as it was understood on the day `as_of`.

    `terms` are the words that a clause must speak of, for ranking beyond what an index does; `trouble` is the
    name of a sentence in the catalogue that says what is wrong with the question, None when nothing is. `start` is
    where `question` begins in what was typed, of which it may be one of several questions.
    """

    question: str
    language: Language
    asks: Asks
    as_of: date
    parts: tuple[Part, ...]
    terms: tuple[Term, ...]
    query: Query
    not_understood: tuple[str, ...] = ()
    trouble: str | None = None
    start: int = 0

    def without(self, part: Part) -> Reading:
        """The reading when a person takes one part away."""
        parts = tuple(other for other in self.parts if other != part)
        terms = self.terms
        if part.kind == "text":
            terms = tuple(term for term in terms if (term.start, term.end) != (part.start, part.end))
        return self._with(parts, terms)

    def exchanged(self, part: Part, other: Part) -> Reading:
        """The reading when a person puts another value in the place of one part, which is no `text`."""
        return self._with(tuple(other if each == part else each for each in self.parts), self.terms)

    def _with(self, parts: tuple[Part, ...], terms: tuple[Term, ...]) -> Reading:
        query = query_of(parts)
        trouble = self.trouble
        if trouble in (None, "contradiction"):
            trouble = "contradiction" if contradictory(parts) else None
        return msgspec.structs.replace(self, parts=parts, terms=terms, query=query, trouble=trouble)


def _meet(windows: Iterable[Window]) -> Window | None:
    """The days that lie in all windows, None when there is no window; an empty window has first > last."""
    first: date | None = None
    last: date | None = None
    some = False
    for window in windows:
        some = True
        first = window.first if first is None else max(first, window.first or first)
        last = window.last if last is None else min(last, window.last or last)
    return Window(first, last) if some else None


def contradictory(parts: Iterable[Part]) -> bool:
    """Whether the windows of the parts leave no day."""
    by_kind: dict[str, list[Window]] = {}
    for part in parts:
        if part.window is not None and part.kind not in ("as_of", "except"):
            by_kind.setdefault("due" if part.kind in ("due", "overdue") else part.kind, []).append(part.window)
    return any(
        both is not None and both.first is not None and both.last is not None and both.first > both.last
        for both in map(_meet, by_kind.values())
    )


_WINDOWS: Final = ("due", "overdue", "starts", "due_or_starts")


def query_of(parts: Iterable[Part]) -> Query:
    """The filter that the parts make together; values of one kind are alternatives, kinds add up."""
    parts = tuple(parts)

    def values(kind: PartKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for part in parts if part.kind == kind for value in part.values))

    def window(*kinds: PartKind) -> Window | None:
        return _meet(part.window for part in parts if part.kind in kinds and part.window is not None)

    either = window("due_or_starts")
    due, starts = window("due", "overdue"), window("starts")
    return Query(
        text=" ".join(values("text")),
        phrases=values("phrase"),
        due=_meet(w for w in (either, due) if w is not None),
        starts=_meet(w for w in (either, starts) if w is not None),
        due_or_starts=either is not None,
        kinds=msgspec.convert(values("kind"), tuple[DeadlineKind, ...]),
        frequencies=values("frequency"),
        bodies=values("body"),
        roles=msgspec.convert(values("role"), tuple[Role, ...]),
        regions=values("region"),
        topics=values("topic"),
        has_target=any(part.kind in ("target", "comparator", "wording") for part in parts),
        comparators=values("comparator"),
        lacking=msgspec.convert([value for value in values("lacking") if value != OWNER], tuple[Lack, ...]),
        modalities=msgspec.convert(values("modality"), tuple[Modality, ...]),
        documents=values("document"),
        clauses=values("clause"),
    )


# Between two periods that are asked for together: `2018年和2019年`, `2018年、2019年`, `2018 or 2019`
_AND: Final = re.compile(r"\s*(?:、|和|与|及|以及|或|或者|还是|,|and|or)\s*", re.IGNORECASE)


def _open(window: Window) -> bool:
    """Whether a window has no first or no last day: `2019年以后、2021年以前` means what lies in both."""
    return window.first is None or window.last is None


def joined(parts: list[Part], folded: str) -> list[Part]:
    """Periods that are asked for together become one window from the first's begin to the last's end."""
    result: list[Part] = []
    for part in parts:
        before = result[-1] if result else None
        if (
            before is not None and part.window is not None and before.window is not None
            and part.kind in ("due", "due_or_starts", "starts") and before.kind in ("due", "due_or_starts", "starts")
            and _AND.fullmatch(folded, before.end, part.start)
            and not _open(before.window) and not _open(part.window)
        ):  # fmt: skip
            firsts, lasts = (before.window.first, part.window.first), (before.window.last, part.window.last)
            window = Window(min(d for d in firsts if d), max(d for d in lasts if d))
            result[-1] = Part(part.kind, folded[before.start : part.end], before.start, part.end, (), window)
        else:
            result.append(part)
    return result
