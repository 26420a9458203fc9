"""What an export writes: tasks, each with the document that it stands in and what people noted on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.types import Deadline, Role, Task
from search.archive import Archive
from search.marks import Mark, marks_of
from ui.plain import one_line

__all__ = [
    "Entry",
    "by_due",
    "due_cell",
    "due_days",
    "due_of",
    "due_words",
    "entries_of",
    "first_due",
    "names",
    "place",
]

_NO_DEADLINE: Final = date.max


class Entry(msgspec.Struct, frozen=True):
    """A task with its source. `lead_in` holds the words before the task that one needs to understand it."""

    task: Task
    document: str  # what the document is called
    number: str | None = None
    written: date | None = None  # the document's date
    file: str = ""
    issuer: tuple[str, ...] = ()
    lead_in: str = ""
    mark: Mark = Mark()  # what people noted on it

    @property
    def owner(self) -> str:
        """The person who was noted as answering for it."""
        return self.mark.owner

    @property
    def quotation(self) -> str:
        """The task as quoted, its lead-in before it."""
        return f"{self.lead_in}……{self.task.text}" if self.lead_in else self.task.text


def entries_of(archive: Archive, tasks: Iterable[Task], lead_ins: Mapping[str, str] | None = None) -> list[Entry]:
    """The tasks with their sources, in the order given; `lead_ins` by task id where they are known already."""
    documents = {info.key: info for info in archive.documents() if info.current}
    texts = _Texts(archive)
    entries = []
    listed = list(tasks)
    marks = marks_of(archive, [task.id for task in listed])
    for task in listed:
        info = documents.get(task.doc)
        lead_in = texts.lead_in(task) if lead_ins is None else lead_ins.get(task.id, "")
        entries.append(
            Entry(
                task=task,
                document=info.label if info else task.doc,
                number=info.number if info else None,
                written=info.date if info else None,
                file=info.source if info else "",
                issuer=info.issuer if info else (),
                lead_in=lead_in,
                mark=marks.get(task.id, Mark()),
            )
        )
    return entries


class _Texts:
    """The text of the document that was asked for last: tasks come document by document, and a text may be large."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._key, self._text = "", ""

    def lead_in(self, task: Task) -> str:
        if task.context is None:
            return ""
        if task.doc != self._key:
            document = self._archive.get(task.doc)
            self._key, self._text = task.doc, document.text if document else ""
        return self._text[task.context.start : task.context.end]


def first_due(task: Task) -> date:
    """The earliest due day of a task; the last day there is where none is known, so that it sorts last."""
    return min(due_days(task), default=_NO_DEADLINE)


def due_days(task: Task) -> list[date]:
    """The due days of a task, in the order of the text; those of its targets where no deadline has one."""
    # A row of a table holds no deadline of its own: its figures are due all the same.
    return [time.due for time in task.deadlines if time.due] or [aim.due for aim in task.targets if aim.due]


def due_words(task: Task) -> str:
    """The deadlines as the source words them: `2018年6月底前、9月底前`."""
    return "、".join(dict.fromkeys(deadline.text for deadline in task.deadlines))


def due_cell(task: Task) -> str:
    """What bounds a task, short: each due day, and the words of what has none (`每季度`)."""
    if not task.deadlines:
        return "、".join(dict.fromkeys(day.isoformat() for day in due_days(task)))
    return "、".join(
        dict.fromkeys(time.due.isoformat() if time.due else one_line(time.text) for time in task.deadlines)
    )


def due_of(task: Task) -> date | str:
    """The due day where a task has exactly one and nothing else bounds it, else all its deadlines in words."""
    days = {deadline.due for deadline in task.deadlines} or set(due_days(task))
    if len(days) == 1 and (day := next(iter(days))) is not None:
        return day
    return "；".join(dict.fromkeys(_in_words(deadline) for deadline in task.deadlines))


def _in_words(deadline: Deadline) -> str:
    # The words alone do not tell the day (`9月底前`), the day alone not the rule (`每季度`): both where both are.
    return f"{deadline.due.isoformat()}（{deadline.text}）" if deadline.due else deadline.text


def names(task: Task, *roles: Role) -> str:
    """Who has one of these roles in a task, each once, in the order of the text."""
    return "、".join(dict.fromkeys(body.name for body in task.bodies if body.role in roles))


def place(task: Task) -> str:
    """Where a task stands: the label of its clause and the heading, `五(一) 加强污染治理`."""
    return " ".join(part for part in (task.clause, task.heading) if part)


def by_due(entries: Sequence[Entry]) -> list[Entry]:
    """Sorted by the first due day, those without one last; otherwise in the order given."""
    return sorted(entries, key=lambda entry: first_due(entry.task))
