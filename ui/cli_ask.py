"""`duban ask`: a question answered in the terminal, as JSON, or one after the other at a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date

import msgspec

from corpus.errors import DubanError
from corpus.messages import message
from search import open_archive
from search.answer import Answer, answer
from search.archive import Archive
from ui.asking import Group, Shown, grouped, only_document, query_of_answer, shown
from ui.export.entry import Entry, due_words, names, place
from ui.library import resolve
from ui.marks import pieces
from ui.plain import one_line
from ui.reading import citation_words, comparison_words, part_words, target_words
from ui.say import Piece, complain, language, paragraph, tell, write, write_bytes
from ui.wire import answer_json, dumps

__all__ = ["Asked", "ask", "ask_once", "tell_answer"]


class Asked(msgspec.Struct, frozen=True):
    """How to ask: on which day, of which document, which page of the list, and for whom."""

    as_of: date
    document: str | None = None
    limit: int | None = None
    offset: int = 0
    as_json: bool = False


def ask(url: str, question: str | None, asked: Asked) -> int:
    """Answer a question, or those typed at a prompt; returns the exit code."""
    with closing(open_archive(url, create=False)) as archive:
        if question is not None:
            ask_once(archive, question, asked)
        else:
            _prompt(archive, asked)
    return 0


def _prompt(archive: Archive, asked: Asked) -> None:
    tell("cli.prompt_hello")
    while True:
        try:
            question = input(message("cli.prompt", language())).strip()
        except (EOFError, KeyboardInterrupt):
            write()
            return
        if not question:
            return
        try:
            ask_once(archive, question, asked)
        except DubanError as error:  # the next question may be a better one
            complain(str(error))
        write()


def ask_once(archive: Archive, question: str, asked: Asked) -> None:
    """Ask and print."""
    document = resolve(archive, asked.document).key if asked.document else None
    found = answer(archive, question, as_of=asked.as_of, document=document, limit=asked.limit, offset=asked.offset)
    if asked.as_json:
        write_bytes(dumps(answer_json(found)))
    else:
        tell_answer(archive, found)


def tell_answer(archive: Archive, found: Answer) -> None:
    """Print an answer for a person."""
    write(one_line(found.answer))
    parts = [part_words(part, language()) for part in found.understood.parts]
    if parts:
        tell("cli.understood", parts="；".join(parts))
    if found.not_understood:
        tell("cli.not_understood", parts="、".join(map(one_line, found.not_understood)))
    items = shown(archive, found.tasks)
    only = only_document(items)  # one document is named once, above; of several each item names its own
    if only is not None:
        tell("cli.answer_from", document=one_line(only))
    _tell_lines("figures", [target_words(target, language()) for target in found.targets])
    _tell_lines("comparison", [comparison_words(row, language()) for row in found.comparison])
    _tell_lines("citations", [citation_words(citation, language()) for citation in found.citations])
    _tell_groups(found, items, name_documents=only is None)
    left = found.total - found.offset - len(found.tasks)
    if left > 0:
        write()
        tell("cli.more_tasks", count=left, offset=found.offset + len(found.tasks))
    if found.nearest:
        write()
        tell("cli.nearest")
        for number, item in enumerate(shown(archive, found.nearest), 1):
            _tell_item(number, item, name_document=True)


def _tell_lines(name: str, lines: Sequence[str]) -> None:
    if lines:
        write()
        tell(f"cli.{name}")
    for line in dict.fromkeys(lines):
        paragraph("  · ", [Piece(line)])


def _tell_groups(found: Answer, items: Sequence[Shown], *, name_documents: bool) -> None:
    number = found.offset
    for group, together in grouped(items, query_of_answer(found)):
        write()
        write(_title(group, len(together)))
        for item in together:
            number += 1
            _tell_item(number, item, name_document=name_documents)


def _title(group: Group, count: int) -> str:
    day = group.day.isoformat() if group.day else ""
    title = message(f"pages.group_{group.kind}", language(), day=day)
    return f"{title}（{message('pages.count', language(), count=count)}）"


def _tell_item(number: int, item: Shown, *, name_document: bool) -> None:
    entry = item.entry
    where = " · ".join(filter(None, (place(entry.task), entry.document if name_document else "")))
    paragraph(f"{number:>3}. ", list(_quotation(item)))
    paragraph("     ", [Piece(one_line(where), "dim")])
    if facts := _facts(entry):
        paragraph("     ", [Piece(facts, "dim")])


def _quotation(item: Shown) -> Iterator[Piece]:
    yield Piece("“")
    if item.entry.lead_in:
        yield Piece(f"{one_line(item.entry.lead_in)}……", "dim")
    for words, marked in pieces(item.entry.task.text, item.entry.task.start, item.marks):
        yield Piece(words, "bold" if marked else "")
    yield Piece("”")


def _facts(entry: Entry) -> str:
    task = entry.task
    known = {
        "due": due_words(task),
        "target": "；".join(dict.fromkeys(target.text for target in task.targets)),
        "who": names(task, "lead", "responsible"),
        "uncertain": task.uncertain or "",
    }
    said = (message(f"cli.facts_{name}", language(), words=one_line(words)) for name, words in known.items() if words)
    return "　".join(said)
