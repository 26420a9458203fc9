"""How far tasks are, by what people noted on them."""

from __future__ import annotations

from typing import Final

from search.archive import Archive

__all__ = ["DONE", "done_tasks", "owned_tasks"]

# The words under which a task may have been marked done.
DONE: Final = frozenset(["done", "完成", "已完成"])


def owned_tasks(archive: Archive) -> frozenset[str]:
    """The ids of the tasks that a person in charge was last noted on."""
    owners = {note.subject: note.value for note in archive.notes(kind="owner")}  # oldest first: the newest stays
    return frozenset(task for task, owner in owners.items() if owner.strip())


def done_tasks(archive: Archive) -> frozenset[str]:
    """The ids of the tasks whose newest state says that they are done."""
    states = {note.subject: note.value for note in archive.notes(kind="state")}  # oldest first: the newest stays
    return frozenset(task for task, state in states.items() if state in DONE)
