"""Every sentence of a document accounted for: a task, or what else, and which of those deserve a second look."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.types import Document, Sentence, Task
from search.archive import Archive, Note

__all__ = ["Account", "Checked", "Mark", "accept", "accepted", "account", "checked", "to_check"]

# Why a sentence without a task may hide one.
Mark = Literal["duty", "date", "figure"]

# `应当公布`, `须报批`, `要加强`, `不得新建`; not within words that only hold the character (供应, 应用, 主要, 要求).
_DUTY: Final = re.compile(
    r"(?<![供反适响相效对回呼感])应(?![用急变邀])|(?<!无)须"
    r"|(?<![主重需必纲摘概提扼简紧首])要(?![求素点闻件案塞])|不得(?![不已])"
)
# `2018年年底前`, `9月底前`, `二〇二〇年`, `每季度`, `“十四五”期间`; not the number of a document or meeting.
_DATE: Final = re.compile(
    r"[0-9〇零○一二三四五六七八九十]{1,4}[年月](?!度?计划)|季度|[年月]底|[一二三四五六七八九十]五”"
)
# `83.8%`, `20个`, `百分之十`; not a date, the number of a document (〔2018〕17号, 2号), a list's numeral or PM2.5.
_FIGURE: Final = re.compile(
    r"(?<![A-Za-z0-9.〔(])[0-9]+(?:\.[0-9]+)?(?![0-9.年月日号〕)、])|百分之|[一二两三四五六七八九]成"
)

# Parts that are no sentences of the text proper: their dates and figures are those of the document itself.
_FRAME: Final = frozenset({"metadata", "addressee", "signature", "heading"})

_ACCEPTED: Final = "accepted:"  # how a remark on a document begins that a sentence of it is right as it is


class Account(msgspec.Struct, frozen=True):
    """A sentence, the tasks in it, and why it should be looked at (`marks`: no task though it looks like one)."""

    sentence: Sentence
    text: str
    tasks: tuple[Task, ...]
    marks: tuple[Mark, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: a sentence that looks like a task and is none, or an uncertain task."""
        return bool(self.marks) or any(task.uncertain for task in self.tasks)

    @property
    def name(self) -> str:
        """What the sentence is known by whatever stands around it."""
        return sha256("".join(fold(self.text).split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Checked(msgspec.Struct, frozen=True):
    """How far a document (its key) was checked: its sentences, its tasks, and the sentences that wait for a look."""

    document: str
    sentences: int
    tasks: int
    left: int


def checked(archive: Archive, documents: Iterable[str]) -> tuple[Checked, ...]:
    """How far these documents were checked, each once, in their order; those that are gone are left out."""
    found = []
    for key in dict.fromkeys(documents):
        if document := archive.get(key):
            accounts = account(document)
            left = len(to_check(accounts, accepted(archive, key)))
            found.append(Checked(key, len(accounts), len(document.tasks), left))
    return tuple(found)


def accept(archive: Archive, document: str, one: Account, *, who: str, when: datetime) -> None:
    """Keep that a person looked at a sentence and found it right as it is."""
    archive.note(Note(document, "remark", f"{_ACCEPTED}{one.name}", who, when))


def accepted(archive: Archive, document: str) -> frozenset[str]:
    """The names of the sentences of a document that people accepted as they are."""
    values = (note.value for note in archive.notes(document, "remark"))
    return frozenset(value.removeprefix(_ACCEPTED) for value in values if value.startswith(_ACCEPTED))


def to_check(accounts: Sequence[Account], known: frozenset[str]) -> list[Account]:
    """The sentences that deserve a look and had none yet, in the order of the text."""
    return [one for one in accounts if one.doubtful and one.name not in known]


def account(document: Document) -> tuple[Account, ...]:
    """All sentences of a document in the order of the text."""
    folded = fold(document.text)
    tasks = sorted(document.tasks, key=lambda task: task.start)
    starts = [task.start for task in tasks]
    accounts = []
    for sentence in document.sentences:
        within = tasks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        text = document.text[sentence.start : sentence.end]
        marks: tuple[Mark, ...] = ()
        if not within and sentence.kind != "task" and sentence.kind not in _FRAME:
            marks = _marks(folded[sentence.start : sentence.end])
        accounts.append(Account(sentence, text, tuple(within), marks))
    return tuple(accounts)


def _marks(folded: str) -> tuple[Mark, ...]:
    found: list[Mark] = []
    if _DUTY.search(folded):
        found.append("duty")
    if _DATE.search(folded):
        found.append("date")
    if _FIGURE.search(folded):
        found.append("figure")
    return tuple(found)
