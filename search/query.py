"""A question as a filter: what every archive engine understands, and nothing that an engine would parse."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.types import DeadlineKind, Modality, Role

__all__ = ["Facet", "Lack", "Order", "Query", "Window", "clause_path", "frequency"]

Order = Literal["due", "relevance", "place"]
Facet = Literal["year", "body", "region", "topic", "document", "modality"]

# What a task may lack: any time of its own or of its figures; a body that has to act; one that leads; a figure.
Lack = Literal["deadline", "body", "lead", "target"]


class Window(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, both included; None is open on that side."""

    first: date | None = None
    last: date | None = None


class Query(msgspec.Struct, frozen=True):
    """Which tasks are asked for. All parts that are set must hold; within a tuple one suffices, unless said.

    Keys of bodies, regions and indicators are what `corpus.bodies.body_keys`, `corpus.regions.region_keys` and
    `corpus.indicators.indicator_keys` give for folded words, in texts and questions alike; those of topics are the
    names in `corpus.topics`. Parts that speak of one thing must hold for one and the same: `roles` beside
    `bodies` is the role of that body, `comparators` beside `indicators` that of the indicator's target, `kinds` beside
    a window the kind of the deadline within it.
    """

    text: str = ""  # free text that ranks, folded
    require_text: bool = False  # whether a task without any word of `text` is left out (if it holds a word at all)
    phrases: tuple[str, ...] = ()  # folded; each must occur in the task or its context, but for white space
    due: Window | None = None  # a due day, of a deadline or a target, within it
    starts: Window | None = None  # a `from` or `during` that begins within it
    due_or_starts: bool = False  # `due` and `starts` are alternatives instead of both required
    kinds: tuple[DeadlineKind, ...] = ()
    frequencies: tuple[str, ...] = ()  # of an `every`; RRULE without BY parts: "FREQ=MONTHLY;INTERVAL=3"
    bodies: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    has_target: bool = False
    comparators: tuple[str, ...] = ()
    lacking: tuple[Lack, ...] = ()  # each must be lacking
    modalities: tuple[Modality, ...] = ()
    documents: tuple[str, ...] = ()  # document keys
    without: tuple[str, ...] = ()  # keys of documents whose tasks are left out, as those that hold no more
    clauses: tuple[str, ...] = ()  # a clause and all beneath it: "五" holds "五(一)"
    tasks: tuple[str, ...] = ()  # task ids: what a note, a mark or a calendar entry points at is found again by it
    # due: by the first due day (within the window that was asked for), those without one last · relevance: by `text`
    # · place: by document and place; ties always by document key and place.
    order: Order = "due"
    offset: int = 0
    limit: int | None = None  # None is all: an answer is complete unless the user pages


def frequency(rrule: str) -> str:
    """How often a rule recurs, without on which days: `FREQ=YEARLY;BYMONTH=1` gives `FREQ=YEARLY`.

    An interval of one is left out, as RFC 5545 takes it for granted. What is due in four months of each year
    (`每个季度第1个月的20日前`) recurs each quarter.
    """
    parts = dict(part.partition("=")[::2] for part in rrule.upper().split(";"))
    interval = parts.get("INTERVAL", "1")
    months = len(parts.get("BYMONTH", "").split(",")) if parts.get("FREQ") == "YEARLY" else 1
    if months in (2, 4, 12) and interval == "1":
        return "FREQ=MONTHLY" + (f";INTERVAL={12 // months}" if months < 12 else "")
    return f"FREQ={parts.get('FREQ', '')}" + (f";INTERVAL={interval}" if interval != "1" else "")


# One step of a clause label: 第三章, 专栏8, (一), 1 and .2 of 1.2, 五; what is none of these counts as one step.
_STEP: Final = re.compile(
    r"第[^第()]{1,8}?[编篇章节条款项目]|专栏\d*|\([^()]{0,8}\)|\.?\d+|[一二三四五六七八九十百千零〇两]+"
    r"|[^第专(.\d一二三四五六七八九十百千零〇两]+|."
)


@lru_cache(maxsize=4096)  # a label recurs with every task and sentence of its clause
def clause_path(label: str) -> tuple[str, ...]:
    """A clause label and those above it, outermost first: `五(一)1` gives `五`, `五(一)`, `五(一)1`.

    `五(一)10` does not lie beneath `五(一)1`, nor `十一` beneath `十`.
    """
    folded = "".join(fold(label).split())
    return tuple(folded[: step.end()] for step in _STEP.finditer(folded))
