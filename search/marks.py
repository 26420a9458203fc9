"""What people noted on tasks: how far each is, who answers for it, a remark, evidence; who said so and when.

A note hangs on a task's id, which stays when a document is read again. Where a new version words or places a task
otherwise, its id is another: `carry` takes the notes along and flags them until somebody marks the task anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from corpus.types import Task
from search.archive import Archive, Note, NoteKind
from search.states import DONE
from search.versions import pairs

__all__ = ["STATES", "Mark", "State", "carry", "mark", "marks_of", "tasks_in_state"]

State = Literal["not_started", "in_progress", "done", "not_applicable"]
STATES: Final[tuple[State, ...]] = get_args(State)
_KINDS: Final[tuple[NoteKind, ...]] = ("state", "owner", "remark", "evidence")
_FEW: Final = 100  # up to so many tasks each is asked for by itself; from there all notes are read at once


class Mark(msgspec.Struct, frozen=True):
    """What is noted on a task now: of each kind the newest note."""

    state: State | None = None  # None where nobody said
    owner: str = ""
    remark: str = ""
    evidence: str = ""
    who: str = ""  # of the newest note of any kind
    when: datetime | None = None
    changed: bool = False  # noted on an earlier wording or place of the task, and not looked at since


def mark(
    archive: Archive,
    task: str,
    *,
    who: str,
    when: datetime,
    state: State | None = None,
    owner: str | None = None,
    remark: str | None = None,
    evidence: str | None = None,
) -> int:
    """Note on a task what is not None and not noted already; returns how many notes were added."""
    known = marks_of(archive, [task]).get(task, Mark())
    said = {"state": state, "owner": owner, "remark": remark, "evidence": evidence}
    added = 0
    for kind in _KINDS:
        value = said[kind]
        # What was carried along from another wording counts as confirmed when it is said again.
        if value is not None and (value.strip() != (getattr(known, kind) or "") or known.changed):
            archive.note(Note(task, kind, value.strip(), who, when))
            added += 1
    return added


def marks_of(archive: Archive, tasks: Collection[str] | None = None) -> Mapping[str, Mark]:
    """The marks of these tasks (of all that have any, if None is given) by task id; those without notes are left out."""
    if tasks is not None and len(tasks) <= _FEW:
        notes = [note for task in tasks for note in archive.notes(task)]
    else:
        notes = list(archive.notes())
    wanted = None if tasks is None else set(tasks)
    found: dict[str, dict[str, object]] = {}
    for note in notes:  # oldest first: the newest stays
        if wanted is not None and note.subject not in wanted:
            continue
        if note.kind == "carried":
            found.setdefault(note.subject, {})["changed"] = True
        elif note.kind in _KINDS:
            fields = found.setdefault(note.subject, {})
            value = _state(note.value) if note.kind == "state" else note.value
            fields.update({note.kind: value, "who": note.who, "when": note.when, "changed": False})
    return {task: msgspec.convert(fields, Mark) for task, fields in found.items()}


def tasks_in_state(archive: Archive, state: State) -> tuple[str, ...]:
    """The ids of the tasks that were marked so (a task that nobody marked is in no state)."""
    states = {note.subject: _state(note.value) for note in archive.notes(kind="state")}
    return tuple(task for task, known in states.items() if known == state)


def carry(archive: Archive, old: Iterable[Task], new: Sequence[Task], *, when: datetime) -> int:
    """Take notes from the tasks of an earlier version to those of the newer one whose id is another.

    A task is the same one where its words are, else where they are alike enough (`search.versions.pairs`). Returns how
    many tasks got notes so.
    """
    noted = {note.subject for note in archive.notes() if note.kind in _KINDS}
    kept = {task.id for task in new}
    before = list(old)
    known = {task.id for task in before}
    gone = [task for task in before if task.id not in kept and task.id in noted]
    if not gone:
        return 0
    carried = 0
    for was, now in pairs(gone, [task for task in new if task.id not in known]):
        for note in archive.notes(was.id):
            if note.kind in _KINDS:
                archive.note(msgspec.structs.replace(note, subject=now.id))
        archive.note(Note(now.id, "carried", was.id, "duban", when))
        carried += 1
    return carried


def _state(value: str) -> State | None:
    if value in DONE:
        return "done"
    return next((state for state in STATES if state == value), None)
