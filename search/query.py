"""A question as a filter: what every archive engine understands, and nothing that an engine would parse."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from corpus.types import DeadlineKind, Modality, Role

__all__ = ["Facet", "Order", "Query", "Window"]

Order = Literal["due", "relevance", "place"]
Facet = Literal["year", "body", "region", "topic", "document", "modality"]


class Window(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, both included; None is open on that side."""

    first: date | None = None
    last: date | None = None


class Query(msgspec.Struct, frozen=True):
    """Which tasks are asked for. All parts that are set must hold; within a tuple one suffices, unless said.

    Keys of bodies, regions, topics and indicators are those of `corpus.keys`.
    """

    text: str = ""  # free text that ranks, folded
    require_text: bool = False  # whether a task without any word of `text` is left out
    phrases: tuple[str, ...] = ()  # folded; each must occur in the task or its context, character by character
    due: Window | None = None  # a due day within it
    starts: Window | None = None  # a `from` or `during` that begins within it
    due_or_starts: bool = False  # `due` and `starts` are alternatives instead of both required
    kinds: tuple[DeadlineKind, ...] = ()
    frequencies: tuple[str, ...] = ()  # RRULE without BY parts: "FREQ=MONTHLY;INTERVAL=3"
    bodies: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    has_target: bool = False
    comparators: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    documents: tuple[str, ...] = ()  # document keys
    clauses: tuple[str, ...] = ()  # a clause and all beneath it: "五" holds "五(一)"
    order: Order = "due"
    offset: int = 0
    limit: int | None = None  # None is all: an answer is complete unless the user pages
