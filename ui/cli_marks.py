"""`duban mark` and `duban note`: what people note on a task, and what was noted."""

from __future__ import annotations

import getpass
import os
from contextlib import closing
from datetime import UTC, datetime

from corpus.errors import BadRequest
from corpus.messages import LANGUAGES, message
from search import open_archive
from search.archive import Archive
from search.marks import STATES, State, mark, marks_of
from search.query import Query
from ui.plain import one_line, shorten
from ui.say import language, tell, write

__all__ = ["note", "set_state"]

_SHOWN = 60  # characters of a task's words


def set_state(url: str, task: str, words: str, who: str | None) -> int:
    """Note how far a task is; returns the exit code. Raises `BadRequest` for a state or a task that there is not."""
    state = _state(words)
    with closing(open_archive(url, create=False)) as archive:
        text = _text(archive, task)
        added = mark(archive, task, who=_person(who), when=datetime.now(UTC), state=state)
    key = "cli.marked" if added else "cli.marked_already"
    tell(key, state=message(f"exports.state_{state}", language()), task=shorten(text, _SHOWN))
    return 0


def note(url: str, task: str, *, owner: str | None, remark: str | None, evidence: str | None, who: str | None) -> int:
    """Note an owner, a remark or evidence on a task; without any of them print what was noted. Returns the exit code."""
    with closing(open_archive(url, create=False)) as archive:
        text = _text(archive, task)
        if owner is not None or remark is not None or evidence is not None:
            added = mark(
                archive, task, who=_person(who), when=datetime.now(UTC), owner=owner, remark=remark, evidence=evidence
            )
            tell("cli.noted", count=added, task=shorten(text, _SHOWN))
            return 0
        notes = archive.notes(task)
        known = marks_of(archive, [task]).get(task)
    tell("cli.notes_of", count=len(notes), task=shorten(text, _SHOWN))
    for one in notes:
        kind = message(f"pages.note_{one.kind}", language())
        state = one.kind == "state" and one.value in STATES
        value = message(f"exports.state_{one.value}", language()) if state else one_line(one.value)
        write(f"  {one.when:%Y-%m-%d %H:%M}  {one.who}  {kind}：{value}")
    if known and known.changed:
        tell("pages.mark_changed")
    return 0


def _text(archive: Archive, task: str) -> str:
    found = archive.find(Query(tasks=(task,), limit=1))
    if not found.hits:
        raise BadRequest("cli.no_such_task", task=task)
    return found.hits[0].task.text


def _state(words: str) -> State:
    wanted = words.strip().lower().replace("-", "_").replace(" ", "_")
    for state in STATES:
        named = {message(f"exports.state_{state}", each).replace(" ", "_") for each in LANGUAGES}
        if wanted == state or wanted in named:
            return state
    known = "、".join(f"{state} {message(f'exports.state_{state}', 'zh')}" for state in STATES)
    raise BadRequest("cli.no_such_state", state=words, list=known)


def _person(who: str | None) -> str:
    if name := (who or os.environ.get("DUBAN_USER") or "").strip():
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name: nobody to credit the note to
        raise BadRequest("cli.who_needed") from None
