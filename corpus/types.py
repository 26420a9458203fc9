"""The words of the domain: frozen values that cross the walls between rooms.

Offsets (`start`, `end`, half-open) count Unicode code points of the document's source text; for every
value with a `text`, `document.text[start:end] == text`, and that slice is the quotation. The meaning of each
field is fixed by `contract/tagging.md`; the JSON of these types is what `duban tag --json` prints.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

__all__ = [
    "Body",
    "Citation",
    "Comparator",
    "Deadline",
    "DeadlineKind",
    "Document",
    "Heading",
    "Modality",
    "Page",
    "Precision",
    "Region",
    "Role",
    "Sentence",
    "SentenceKind",
    "Span",
    "Target",
    "Task",
]

DeadlineKind = Literal["by", "during", "from", "every", "within"]
Precision = Literal["day", "xun", "month", "quarter", "half", "year", "period"]
Comparator = Literal[">=", "<=", "=", "~", ">", "<"]
Change = Literal["increase", "decrease"]
Role = Literal["responsible", "lead", "support", "report_to", "oversee"]
Modality = Literal["must", "must_not", "strive", "encourage", "goal"]
Relation = Literal["basis", "implement", "amend", "repeal", "mention"]
# What a sentence is: a task, or why it is none (`duban check` shows it).
SentenceKind = Literal[
    "task", "narration", "doctrine", "definition", "permission", "note", "announcement",
    "heading", "metadata", "addressee", "transmission", "signature", "residue",
]  # fmt: skip


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of a document's source text."""

    start: int
    end: int


class Deadline(msgspec.Struct, frozen=True):
    """A time expression that bounds a task, with its reading (tagging.md, "Deadline")."""

    text: str
    start: int
    end: int
    kind: DeadlineKind
    begins: date | None = None
    due: date | None = None
    rrule: str | None = None
    inherited: bool = False
    precision: Precision = "day"  # how exact the words are: `2020年` is a year, whose due day is its last
    uncertain: str | None = None  # why a person should look, where two readings fit


class Target(msgspec.Struct, frozen=True):
    """A quantified indicator to be reached (tagging.md, "Target")."""

    text: str
    start: int
    end: int
    indicator: str
    comparator: Comparator
    value: float
    unit: str | None
    change: Change | None = None
    baseline: int | None = None
    scope: str | None = None
    due: date | None = None
    uncertain: str | None = None


class Body(msgspec.Struct, frozen=True):
    """Who has to act, answer or be told, in one role (tagging.md, "Body")."""

    text: str
    start: int
    end: int
    name: str
    role: Role
    inherited: bool = False


class Region(msgspec.Struct, frozen=True):
    """A named area that limits where a task applies (tagging.md, "Region")."""

    text: str
    start: int
    end: int
    name: str
    inherited: bool = False


class Citation(msgspec.Struct, frozen=True):
    """A reference to another document (tagging.md, "Citation")."""

    text: str
    start: int
    end: int
    title: str | None
    number: str | None
    relation: Relation


class Heading(msgspec.Struct, frozen=True):
    """A title in the text: `label` is the path of numerals (`五(一)1`), `text` the title without its numeral."""

    label: str
    text: str
    start: int
    end: int
    level: int


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of the text and what it was taken for; `clause` is the label it stands under ("" above all)."""

    start: int
    end: int
    clause: str
    kind: SentenceKind


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Words that were recognised on a page, and where: the sides of their box as parts of its width and height."""

    words: str
    left: float
    top: float
    right: float
    bottom: float


class Page(msgspec.Struct, frozen=True):
    """A page of the file that a text was read from: its number from 1, and where its text begins.

    A page without text of its own begins where the next one does. `confidence` (0 to 1) says how sure the recognition
    of a picture was, the mean over the page's characters; None where the file held the text itself. `places` are the
    lines that were recognised, on the page turned by `turned` degrees, counterclockwise; pages that were read before
    these were kept have none.
    """

    number: int
    start: int
    confidence: float | None = None
    places: tuple[Place, ...] = ()
    turned: float = 0.0

    @property
    def unsure(self) -> bool:
        """Whether its text should be compared with the picture: about one character in ten may be wrong."""
        return self.confidence is not None and self.confidence < 0.9


class Task(msgspec.Struct, frozen=True):
    """A stretch of the source that somebody has to bring about (tagging.md, "Task")."""

    id: str
    doc: str
    clause: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None
    modality: Modality
    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    bodies: tuple[Body, ...] = ()
    regions: tuple[Region, ...] = ()
    topics: tuple[str, ...] = ()
    context: Span | None = None
    uncertain: str | None = None


class Document(msgspec.Struct, frozen=True):
    """A policy text with everything that was found in it.

    `key` names the document whatever the file and version, `digest` its content (both: tagging.md, "Which
    document, which task"). `date` is the 成文日期. `source` tells the file that it came from, `pages` where the pages
    of that file begin (none where its format has no pages), `original` under which hash the archive keeps its bytes
    (`Archive.attach`; empty where it does not), `given` which particulars people set by hand, by name.
    """

    key: str
    digest: str
    text: str
    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: date | None
    source: str = ""
    headings: tuple[Heading, ...] = ()
    citations: tuple[Citation, ...] = ()
    times: tuple[Deadline, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tasks: tuple[Task, ...] = ()
    pages: tuple[Page, ...] = ()
    original: str = ""
    given: tuple[tuple[str, str], ...] = ()
