"""What a time expression is before its date is known: parts as they are written, what is left out staying open."""

from __future__ import annotations

from typing import Literal

import msgspec

from corpus.calendar import Unit
from corpus.types import DeadlineKind

__all__ = ["Base", "Part", "Tail", "TimeExpr"]

# What follows a part: 前, 起, 后, 止/期间 … or nothing.
Tail = Literal["", "before", "from", "after", "since", "span"]
# Where a duration runs from: the document's date, its issue, the day it takes effect, the issue of a reply (批复) where
# the document is one, an event, the expression before it.
Base = Literal["document", "issue", "effect", "reply", "event", "previous"]


class Part(msgspec.Struct, frozen=True):
    """One point or period: `year` absolute, `year_shift` against the document's (`今年` 0, `明年` 1); None is left out.

    `relative` says that the shift counts from the year named before it in the sentence where there is one
    (`次年`, `当年`). `mark` is "end" for 底/末, "begin" for 初, "middle" for 年中, "in" for 内.
    """

    start: int
    end: int
    year: int | None = None
    year_shift: int | None = None
    relative: bool = False
    half: int | None = None
    quarter: int | None = None
    quarter_shift: int | None = None
    first_months: int | None = None  # `前三季度` 9, `前10个月` 10
    month: int | None = None
    month_shift: int | None = None
    xun: int | None = None
    day: int | None = None
    week_shift: int | None = None
    weekday: int = 0
    plan: int | None = None
    first_years: int = 0  # `“十四五”前三年`; negative: the last years
    festival: str | None = None
    anniversary: int = 0
    word: str | None = None  # now, century, century-end, years-2, years-3, winter …
    mark: Literal["", "end", "begin", "middle", "in"] = ""

    @property
    def dated(self) -> bool:
        """Whether the part needs no year from elsewhere."""
        return self.year is not None or self.year_shift is not None or self.plan is not None or self.word is not None


class TimeExpr(msgspec.Struct, frozen=True):
    """A time expression found in a text, in offsets of its source, not yet resolved.

    `first` and `last` are the points of a range, or one of them alone. `to` says that the words set an end without 前
    (`到2020年`, `最迟`), `tail` what follows. A duration has `amount`, `unit` and `base`. A recurrence has its `rule`.
    `ambiguous` holds for words that readers take differently.
    """

    start: int
    end: int
    kind: DeadlineKind
    first: Part | None = None
    last: Part | None = None
    tail: Tail = ""
    to: bool = False
    amount: float = 0
    unit: Unit = "day"
    base: Base = "document"
    rule: str | None = None
    yearly: bool = False  # a recurrence by years, which a later month without a year shares
    negated: bool = False  # the clause tells what has been, not what shall be (已, 了, 共)
    heading: bool = False
    sentence: int = 0  # index of the sentence in the layout that was read
    ambiguous: bool = False
    silent: bool = False  # no deadline itself, but later words take their year from it (`2022年专项债券8月底前…`)
