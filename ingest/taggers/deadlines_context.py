"""What a later time expression without a year, month or base may take from what stands before it and from the document."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from corpus.calendar import Period
from corpus.types import Precision
from ingest.taggers.deadlines_types import Base, TimeExpr
from ingest.validity import read_validity

__all__ = ["Context"]


class Context:
    """What a later expression without a year or month may take from an earlier one."""

    def __init__(
        self, source: str, title: str | None, written: date | None, published: date | None, year: int | None
    ) -> None:
        self.source = source
        self.written = written
        self.this_year = written.year if written else year
        self.issue = published or written
        self.is_reply = (title or "").endswith("批复")
        self.sentence = -1
        self.paragraph = -1
        self.year: int | None = None  # named in this sentence
        self.whole_year = False  # by itself: `2024年度清算`
        self.over_years: Period | None = None  # a range of the paragraph that goes on into the next year
        self.month: int | None = None
        self.earlier: int | None = None  # year of the last dated month in an earlier sentence of the paragraph
        self.due: date | None = None  # the last one set in the paragraph
        self.precision: Precision = "day"  # its own
        self.begins: date | None = None  # of a `from` that stands right before
        self.begins_end = -1
        self.next_years = False  # the title names the year after the document's own: `关于2027年放假安排的通知`
        self.this_years = False  # the month at hand opens a series of the document's own year

    def forget(self, expr: TimeExpr) -> None:
        """Drop a bare year that was over: `8月底前完成2024年度清算,9月10日前反馈` are days of the document's year."""
        over = self.written is not None and self.year is not None and self.year < self.written.year
        if over and self.whole_year and expr.tail == "before":
            self.year = None

    @cached_property
    def effect(self) -> date | None:
        """The day on which the document takes effect by its own words, else that of its issue."""
        return read_validity(self.source, self.written).since or self.issue

    def base(self, base: Base) -> date | None:
        """The day that a term runs from; None where that is an event, or nothing tells."""
        if base == "reply":
            return self.issue if self.is_reply else None
        return {"issue": self.issue, "document": self.written}.get(base) if base != "effect" else self.effect

    def enter(self, sentence: int, paragraph: int) -> None:
        """Forget what another sentence said, and what another paragraph said."""
        if sentence != self.sentence:
            if paragraph != self.paragraph:
                self.earlier = self.due = self.over_years = None
            elif self.month is not None and self.year is not None:
                self.earlier = self.year
            self.sentence, self.paragraph = sentence, paragraph
            self.year = self.month = self.begins = None
