"""Documents made in the test, without reader or tagger: a text is put together and every offset with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from corpus.fold import fold
from corpus.identity import content_digest, document_key, task_id
from corpus.types import (
    Body,
    Change,
    Comparator,
    Deadline,
    DeadlineKind,
    Document,
    Heading,
    Modality,
    Region,
    Role,
    Span,
    Target,
    Task,
)

__all__ = ["by", "during", "every", "make_document", "make_task", "target", "who"]


def by(due: date | str, text: str = "", kind: DeadlineKind = "by", *, inherited: bool = False) -> Deadline:
    """A deadline with a due day; the offsets of what stands inside a task do not matter to an archive."""
    day = date.fromisoformat(due) if isinstance(due, str) else due
    return Deadline(text or f"{day.year}年年底前", 0, 0, kind, None, day, inherited=inherited)


def during(begins: str, due: str | None, kind: DeadlineKind = "during") -> Deadline:
    """A period, or with `kind="from"` a beginning."""
    return Deadline("", 0, 0, kind, date.fromisoformat(begins), date.fromisoformat(due) if due else None)


def every(rrule: str) -> Deadline:
    """A recurring duty."""
    return Deadline("每季度", 0, 0, "every", rrule=rrule)


def who(name: str, role: Role = "responsible") -> Body:
    """A body in a role."""
    return Body(name, 0, 0, name, role)


def target(
    indicator: str, comparator: Comparator, value: float, unit: str = "%", *, due: str | None = None,
    change: Change | None = None,
) -> Target:  # fmt: skip
    """A figure to be reached."""
    day = date.fromisoformat(due) if due else None
    return Target(f"{indicator}{value}{unit}", 0, 0, indicator, comparator, value, unit, change, due=day)


def make_task(
    text: str,
    *deadlines: Deadline,
    clause: str = "",
    modality: Modality = "must",
    bodies: Sequence[Body] = (),
    regions: Sequence[str] = (),
    topics: Sequence[str] = (),
    targets: Sequence[Target] = (),
    context: str = "",
) -> tuple[Task, str]:
    """A task whose place `make_document` fills in, with the words of its context."""
    places = tuple(Region(name, 0, 0, name) for name in regions)
    task = Task("", "", clause, "", text, 0, 0, None, modality, deadlines, tuple(targets), tuple(bodies), places,
                tuple(topics))  # fmt: skip
    return task, context


def make_document(
    title: str,
    tasks: Iterable[tuple[Task, str]] = (),
    *,
    number: str | None = None,
    issuer: Sequence[str] = ("某市人民政府",),
    issued: date | None = date(2018, 10, 1),
    headings: Sequence[tuple[str, str, int]] = (),
    source: str = "",
    remark: str = "",
) -> Document:
    """A document of these tasks in their order; a heading (label, title, level) stands before the first task of its
    clause; `remark` is text that makes the content another one."""
    text = title + "\n" + remark
    placed: list[tuple[Task, int, Span | None]] = []
    above: list[Heading] = []
    waiting = list(headings)
    for task, context in tasks:
        while waiting and (task.clause.startswith(waiting[0][0]) or not task.clause):
            label, words, level = waiting.pop(0)
            above.append(Heading(label, words, len(text), len(text) + len(words), level))
            text += words + "\n"
        span = Span(len(text), len(text) + len(context)) if context else None
        text += context
        placed.append((task, len(text), span))
        text += task.text + "。\n"
    digest = content_digest(fold(text))
    key = document_key(number, issuer, title, issued, digest)
    made: list[Task] = []
    for ordinal, (task, start, span) in enumerate(placed):
        under = [heading for heading in above if heading.start < start]
        made.append(
            Task(
                task_id(key, task.clause, fold(task.text), ordinal), key, task.clause,
                under[-1].text if under else "", task.text, start, start + len(task.text), None, task.modality,
                task.deadlines, task.targets, task.bodies, task.regions, task.topics, span,
            )
        )  # fmt: skip
    return Document(
        key, digest, text, title, tuple(issuer), number, issued, source, headings=tuple(above), tasks=tuple(made)
    )
