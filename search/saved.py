"""Saved questions: named, asked again, and what is new in their answer since they were asked before.

A saved question is a history of notes under its name: each holds the question and, once it was asked, what answered
it then. Nothing is overwritten, so `new since` a day means: not in the last answer of that day or before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from search.answer_types import Answer, Item
from search.archive import Archive, Note

__all__ = ["Saved", "new_since", "remember", "save", "saved"]


class Saved(msgspec.Struct, frozen=True):
    """A question under its name; `asked` are the times that it was answered, with what answered it, oldest first."""

    name: str
    question: str
    asked: tuple[tuple[datetime, frozenset[str]], ...] = ()


class _Value(msgspec.Struct, omit_defaults=True):
    """What a note of the kind `question` holds, as JSON."""

    question: str
    found: list[str] | None = None  # None where it was only saved


def save(archive: Archive, name: str, question: str, *, who: str, when: datetime) -> None:
    """Keep a question under a name; under a name that is there already it takes the place of the other."""
    _note(archive, name, _Value(question), who, when)


def saved(archive: Archive) -> Mapping[str, Saved]:
    """The saved questions by name, in the order in which they were first saved."""
    found: dict[str, Saved] = {}
    for note in archive.notes(kind="question"):
        value = _read(note)
        before = found.get(note.subject)
        asked = before.asked if before and before.question == value.question else ()  # another question starts anew
        if value.found is not None:
            asked += ((note.when, frozenset(value.found)),)
        found[note.subject] = Saved(note.subject, value.question, asked)
    return found


def remember(archive: Archive, question: Saved, answer: Answer, *, who: str, when: datetime) -> None:
    """Keep what answers a saved question now; nothing is noted where that is what answered it last."""
    now = frozenset(map(_id, answer.tasks))
    if not question.asked or question.asked[-1][1] != now:
        _note(archive, question.name, _Value(question.question, sorted(now)), who, when)


def new_since(question: Saved, answer: Answer, day: date | None) -> tuple[Item, ...]:
    """The items that the last answer on or before `day` (None: the last of all) did not hold; all where there was none."""
    before = [found for when, found in question.asked if day is None or when.date() <= day]
    known = before[-1] if before else frozenset()
    return tuple(item for item in answer.tasks if _id(item) not in known)


def _id(item: Item) -> str:
    return item.id or f"{item.doc}:{item.start}"  # a sentence that is no task has no id


def _note(archive: Archive, name: str, value: _Value, who: str, when: datetime) -> None:
    archive.note(Note(name, "question", msgspec.json.encode(value).decode(), who, when))


def _read(note: Note) -> _Value:
    try:
        return msgspec.json.decode(note.value, type=_Value)
    except msgspec.DecodeError:  # a bare question, as an earlier version kept it
        return _Value(note.value)
