"""`duban ask --save`, `--saved`, `--new-since`, `--list-saved`: questions that are asked again and again."""

from __future__ import annotations

import getpass
from contextlib import closing
from datetime import UTC, date, datetime

import msgspec

from corpus.errors import BadRequest
from corpus.messages import message
from search import open_archive
from search.answer import answer
from search.answer_types import Answer
from search.archive import Archive
from search.saved import Saved, new_since, remember, save, saved
from ui.cli_ask import Asked, ask_once, tell_answer
from ui.library import resolve
from ui.plain import one_line
from ui.say import language, tell, write, write_bytes
from ui.wire import answer_json, dumps

__all__ = ["ask_saved"]


def ask_saved(
    url: str, question: str | None, asked: Asked, *, save: str | None, name: str | None, new_since: str | None
) -> int:
    """Save a question, ask a saved one, or list them; returns the exit code. Raises `BadRequest` for what does not fit."""
    if save and not question:
        raise BadRequest("cli.save_needs_question")
    if name and question:
        raise BadRequest("cli.saved_with_question")
    if new_since and not name:
        raise BadRequest("cli.new_needs_saved")
    with closing(open_archive(url, create=False)) as archive:
        if save and question:
            _save(archive, save, question, asked)
        elif name:
            _again(
                archive,
                _named(archive, name),
                asked,
                _since(new_since) if new_since else None,
                only_new=bool(new_since),
            )
        else:
            _list(archive)
    return 0


def _save(archive: Archive, name: str, question: str, asked: Asked) -> None:
    save(archive, name, question, who=_who(), when=datetime.now(UTC))
    if not asked.as_json:
        tell("cli.question_saved", name=one_line(name), question=one_line(question))
    ask_once(archive, question, asked)
    remember(archive, saved(archive)[name], _answer(archive, question, asked), who=_who(), when=datetime.now(UTC))


def _again(archive: Archive, question: Saved, asked: Asked, day: date | None, *, only_new: bool) -> None:
    found = _answer(archive, question.question, asked)
    told = found
    if only_new:
        items = new_since(question, found, day)
        since = day.isoformat() if day else message("cli.last_time", language())
        said = message("cli.new_items", language(), since=since, count=len(items), total=found.total)
        told = msgspec.structs.replace(found, answer=said, total=len(items), tasks=items, targets=(), facets={})
    page = told.tasks[asked.offset : None if asked.limit is None else asked.offset + asked.limit]
    told = msgspec.structs.replace(told, tasks=page, offset=asked.offset)
    if asked.as_json:
        write_bytes(dumps(answer_json(told)))
    else:
        tell_answer(archive, told)
    remember(archive, question, found, who=_who(), when=datetime.now(UTC))


def _list(archive: Archive) -> None:
    questions = saved(archive)
    if not questions:
        tell("cli.no_questions")
    for name, question in questions.items():
        when = (
            question.asked[-1][0].astimezone().strftime("%Y-%m-%d %H:%M")
            if question.asked
            else message("cli.never", language())
        )
        write(
            message("cli.saved_line", language(), name=one_line(name), question=one_line(question.question), when=when)
        )


def _answer(archive: Archive, question: str, asked: Asked) -> Answer:
    """The whole answer: what is new is told by all of it, whatever page is shown."""
    document = resolve(archive, asked.document).key if asked.document else None
    return answer(archive, question, as_of=asked.as_of, document=document)


def _named(archive: Archive, name: str) -> Saved:
    questions = saved(archive)
    if name not in questions:
        raise BadRequest(
            "cli.no_such_question", name=name, list="、".join(questions) or message("cli.never", language())
        )
    return questions[name]


def _since(words: str) -> date | None:
    if words.strip().lower() in ("last", "上次"):
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise BadRequest("cli.bad_since", words=words) from None


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "?"
