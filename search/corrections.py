"""What people put right: a wrong tag, a task that is none, a sentence that is one; applied whenever a document is read.

A correction is a note of kind `correction` on its document, whose value is the JSON of a `Correction`. It names the task
by its id and the words by what they are, so that it holds for every reading of the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeVar

import msgspec

from corpus.fold import fold
from corpus.identity import task_id
from corpus.types import Body, Comparator, Deadline, DeadlineKind, Document, Role, Sentence, Target, Task
from search.archive import Archive

__all__ = ["Correction", "What", "corrected", "corrections_of", "gold", "words_at", "written"]

What = Literal["not_task", "task", "deadline", "body", "target"]


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing put right.

    `not_task`: the task of this id is none. `task`: the words, a whole sentence of the document, are a task. Else the
    words, a part of the task's text, are a deadline, body or target with the fields given; `drop`: they are none.
    """

    what: What
    words: str
    task: str = ""
    start: int = 0  # where the words stood when it was made: tells equal words apart
    drop: bool = False
    kind: DeadlineKind = "by"
    begins: date | None = None
    due: date | None = None
    rrule: str | None = None
    role: Role = "responsible"
    indicator: str = ""
    comparator: Comparator = ">="
    value: float = 0.0
    unit: str | None = None


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Correction).decode


def written(correction: Correction) -> str:
    """A correction as the value of a note."""
    return _encode(correction).decode("utf-8")


def corrections_of(archive: Archive, document: str) -> list[Correction]:
    """What was put right in a document, oldest first; a note that is no correction is passed over."""
    found = []
    for note in archive.notes(document, "correction"):
        try:
            found.append(_decode(note.value))
        except msgspec.DecodeError:  # ValidationError too: written by another version of the program
            continue
    return found


def corrected(document: Document, corrections: Iterable[Correction]) -> Document:
    """The document with the corrections applied in their order; one whose task or words are not there changes nothing."""
    for correction in corrections:
        if correction.what == "not_task":
            document = _without(document, correction.task)
        elif correction.what == "task":
            document = _with(document, correction)
        else:
            tasks = tuple(_put_right(task, correction) for task in document.tasks)
            document = msgspec.structs.replace(document, tasks=tasks)
    return document


def words_at(task: Task, what: What, words: str) -> int | None:
    """Where words stand: in the task, or in what is bound to it from elsewhere (a bracket behind it, a heading)."""
    if not words:
        return None
    if (at := task.text.find(words)) >= 0:
        return task.start + at
    tags: dict[str, Sequence[Deadline | Body | Target]] = {
        "deadline": task.deadlines, "body": task.bodies, "target": task.targets,
    }  # fmt: skip
    places = (tag.start + tag.text.find(words) for tag in tags.get(what, ()) if words in tag.text)
    return next(places, None)


def gold(document: Document, corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    """What was put right as annotated data, in the records of contract/gold.md: a record a correction that applies."""
    tasks = {task.id: task for task in document.tasks}
    records = []
    for correction in corrections:
        if correction.what in ("not_task", "task"):
            sentence = _sentence(document, correction)
            if sentence:
                is_task = correction.what == "task"
                records.append({"type": "sentence", "start": sentence.start, "end": sentence.end, "is_task": is_task})
            continue
        task = tasks.get(correction.task)
        if task is None:
            continue
        if correction.drop and correction.what != "deadline":
            records += _left(task, correction.what)
            continue
        found = words_at(task, correction.what, correction.words)
        if found is None:
            continue
        place = {"text": correction.words, "start": found}
        governs = [{"text": task.text, "start": task.start}]
        if correction.drop:
            records.append({"type": "not_deadline", **place, "why": "correction"})
        elif correction.what == "deadline":
            times = {"kind": correction.kind, "begins": correction.begins, "due": correction.due}
            records.append({"type": "deadline", **place, **times, "rrule": correction.rrule, "governs": governs})
        elif correction.what == "body":
            records.append({"type": "body", **place, "role": correction.role, "governs": governs})
        else:
            figure = {
                "indicator": correction.indicator, "comparator": correction.comparator, "value": correction.value,
                "unit": correction.unit, "change": None, "baseline": None, "scope": None, "due": correction.due,
            }  # fmt: skip
            records.append({"type": "target", **place, **figure})
    return records


def _left(task: Task, what: What) -> list[dict[str, Any]]:
    """The form has no record for what is no body or target: the sentence, with what is left of the kind in it."""
    records: list[dict[str, Any]] = [{"type": "sentence", "start": task.start, "end": task.end, "is_task": True}]
    governs = [{"text": task.text, "start": task.start}]
    if what == "body":
        for body in task.bodies:
            place = {"text": body.text, "start": body.start}
            records.append({"type": "body", **place, "role": body.role, "governs": governs})
    else:
        names = ("text", "start", "indicator", "comparator", "value", "unit", "change", "baseline", "scope", "due")
        records += [{"type": "target"} | {name: getattr(aim, name) for name in names} for aim in task.targets]
    return records


def _without(document: Document, name: str) -> Document:
    gone = [task for task in document.tasks if task.id == name]
    if not gone:
        return document
    left = tuple(task for task in document.tasks if task.id != name)
    sentences = tuple(
        msgspec.structs.replace(sentence, kind="residue")
        if any(_within(task, sentence) for task in gone) and not any(_within(task, sentence) for task in left)
        else sentence
        for sentence in document.sentences
    )
    return msgspec.structs.replace(document, tasks=left, sentences=sentences)


def _with(document: Document, correction: Correction) -> Document:
    sentence = _sentence(document, correction)
    if sentence is None or any(_within(task, sentence) for task in document.tasks):
        return document
    start, end = _trimmed(document.text, sentence)
    text = document.text[start:end]
    above = [heading for heading in document.headings if heading.start < start]
    made = Task(
        task_id(document.key, sentence.clause, fold(text), 0), document.key, sentence.clause,
        above[-1].text if above else "", text, start, end, None, "must",
        deadlines=tuple(time for time in document.times if start <= time.start and time.end <= end),
    )  # fmt: skip
    tasks = tuple(sorted((*document.tasks, made), key=lambda task: (task.start, task.end)))
    sentences = tuple(
        msgspec.structs.replace(other, kind="task") if other == sentence else other for other in document.sentences
    )
    return msgspec.structs.replace(document, tasks=tasks, sentences=sentences)


def _sentence(document: Document, correction: Correction) -> Sentence | None:
    """The sentence that a correction speaks of: the one of these words, of several the nearest to where it stood."""
    alike = [
        sentence
        for sentence in document.sentences
        if correction.words.strip() and correction.words.strip() in document.text[sentence.start : sentence.end]
    ]
    return min(alike, key=lambda sentence: abs(sentence.start - correction.start), default=None)


def _trimmed(text: str, sentence: Sentence) -> tuple[int, int]:
    words = text[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip())
    return start, sentence.end - (len(words) - len(words.rstrip()))


def _within(task: Task, sentence: Sentence) -> bool:
    return sentence.start <= task.start < sentence.end


def _put_right(task: Task, correction: Correction) -> Task:
    start = words_at(task, correction.what, correction.words) if task.id == correction.task else None
    if start is None:
        return task
    end = start + len(correction.words)
    if correction.what == "deadline":
        time = Deadline(
            correction.words, start, end, correction.kind, correction.begins, correction.due, correction.rrule
        )
        times = _instead(task.deadlines, None if correction.drop else time, start, end)
        return msgspec.structs.replace(task, deadlines=times, uncertain=None)
    if correction.what == "body":
        body = Body(correction.words, start, end, correction.words, correction.role)
        bodies = _instead(task.bodies, None if correction.drop else body, start, end)
        return msgspec.structs.replace(task, bodies=bodies)
    aim = Target(
        correction.words, start, end, correction.indicator or correction.words, correction.comparator,
        correction.value, correction.unit, due=correction.due,
    )  # fmt: skip
    targets = _instead(task.targets, None if correction.drop else aim, start, end)
    return msgspec.structs.replace(task, targets=targets)


_Tag = TypeVar("_Tag", Deadline, Body, Target)


def _instead(known: Sequence[_Tag], new: _Tag | None, start: int, end: int) -> tuple[_Tag, ...]:
    """What is known with the new one in the place of all that share a character with it, in the order of the text."""
    kept = [other for other in known if other.end <= start or end <= other.start]
    if new is not None:
        kept.append(new)
    return tuple(sorted(kept, key=lambda tag: (tag.start, tag.end)))
