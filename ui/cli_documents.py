"""`duban tag show check drop diff`: single documents looked at closely."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from corpus.errors import BadRequest, DubanError
from corpus.fold import fold
from corpus.messages import message
from corpus.types import Document, Task
from ingest.options import Options
from search import open_archive
from search.accounts import Account, account
from search.query import clause_path
from search.versions import Pair, diff
from ui.cli_standing import standing_of
from ui.export.entry import due_cell, due_words, names, place
from ui.library import archived, read_file, resolve
from ui.plain import one_line, shorten
from ui.say import complain, language, table, tell, tell_recognised, write, write_bytes
from ui.wire import dumps, tagged

__all__ = ["check", "diff_versions", "drop", "show", "tag"]


def tag(files: Sequence[Path], options: Options, *, as_json: bool) -> int:
    """Print the tags of files, nothing stored; goes on after a file that cannot be read."""
    code = 0
    for path in files:
        try:
            document = read_file(path, options=options)
        except DubanError as error:
            complain(str(error))
            code = 1
            continue
        if as_json:
            write_bytes(dumps(tagged(_named(path), document)))
        else:
            _tell_document(document)
            write()
            _tell_tasks(document.tasks)
    return code


def _named(path: Path) -> str:
    # A name that is no UTF-8 (legal on Linux) has no place in JSON as it is.
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def show(url: str, words: str, clause: str | None, as_of: date) -> int:
    """Print what is known of a document as of a day, or the text of one of its clauses with the tasks in it."""
    with closing(open_archive(url, create=False)) as archive:
        document = archived(archive, words)
        standing = [] if clause else standing_of(archive, document, as_of)
    if clause is None:
        _tell_document(document)
        for line in standing:
            write(line)
        tell("cli.outline")
        for heading in document.headings:
            inside = sum(heading.label in clause_path(task.clause) for task in document.tasks)
            count = message("cli.outline_count", language(), count=inside) if inside else ""
            write(f"  {'  ' * (heading.level - 1)}{heading.label}  {one_line(heading.text)}{count}")
        return 0
    wanted = "".join(fold(clause).split())
    sentences = [sentence for sentence in document.sentences if wanted in clause_path(sentence.clause)]
    headings = [heading for heading in document.headings if wanted in clause_path(heading.label)]
    if not sentences and not headings:
        raise BadRequest("cli.no_such_clause", clause=clause, document=document.title or document.key)
    edges = [(part.start, part.end) for part in sentences] + [(part.start, part.end) for part in headings]
    write(document.text[min(start for start, _ in edges) : max(end for _, end in edges)].strip())
    write()
    _tell_tasks([task for task in document.tasks if wanted in clause_path(task.clause)])
    return 0


def check(url: str, words: str, options: Options, *, everything: bool) -> int:
    """Account for every sentence of a document of the archive, or in a file: the doubtful ones first."""
    document = _document_of(url, words, options)
    accounts = account(document)
    kinds = Counter(entry.sentence.kind for entry in accounts)
    tell(
        "cli.checked",
        title=one_line(document.title or document.source or document.key),
        sentences=len(accounts),
        tasks=len(document.tasks),
    )
    for kind, count in kinds.most_common():
        write(f"  {message(f'cli.kind_{kind}', language())}  {count}")
    doubtful = [entry for entry in accounts if entry.marks]
    uncertain = [task for task in document.tasks if task.uncertain]
    write()
    tell("cli.check_doubtful", count=len(doubtful))
    _tell_accounts(doubtful)
    write()
    tell("cli.check_uncertain", count=len(uncertain))
    for task in uncertain:
        write(f"  [{task.clause}] {one_line(task.text)}")
        write(f"      {one_line(task.uncertain or '')}")
    if everything:
        write()
        tell("cli.check_all", count=len(accounts))
        _tell_accounts(accounts)
    else:
        write()
        tell("cli.check_more")
    return 0


def drop(url: str, words: str, *, yes: bool) -> int:
    """Remove a document with all its versions; on a terminal it asks before."""
    with closing(open_archive(url, create=False)) as archive:
        info = resolve(archive, words)
        if not yes and sys.stdin.isatty():
            tell("cli.drop_sure", title=one_line(info.label))
            if input("> ").strip().lower() not in ("y", "yes", "是"):
                tell("cli.drop_kept")
                return 1
        archive.drop(info.key)
    tell("cli.dropped", title=one_line(info.label), tasks=info.tasks)
    return 0


def diff_versions(url: str, old: str, new: str, options: Options) -> int:
    """Set two versions beside each other; each is a document of the archive (`KEY@1`) or a file."""
    before, after = _document_of(url, old, options), _document_of(url, new, options)
    found = diff(before, after)
    tell(
        "cli.diffed",
        added=len(found.added),
        dropped=len(found.dropped),
        changed=len(found.changed),
        reworded=len(found.reworded),
        same=found.same,
    )
    for key, tasks, sign in (("cli.diff_added", found.added, "+"), ("cli.diff_dropped", found.dropped, "-")):
        if tasks:
            write()
            tell(key)
            for task in tasks:
                write(f"{sign} [{task.clause}] {one_line(task.text)}")
    for key, pairs in (("cli.diff_changed", found.changed), ("cli.diff_reworded", found.reworded)):
        if pairs:
            write()
            tell(key)
            for pair in pairs:
                _tell_pair(pair)
    return 0


def _tell_pair(pair: Pair) -> None:
    write(f"- [{pair.old.clause}] {one_line(pair.old.text)}")
    write(f"+ [{pair.new.clause}] {one_line(pair.new.text)}")
    if pair.dates:
        old, new = (due_words(task) or message("cli.no_date", language()) for task in (pair.old, pair.new))
        tell("cli.diff_date", old=one_line(old), new=one_line(new))
    if pair.figures:
        old, new = ("、".join(target.text for target in task.targets) for task in (pair.old, pair.new))
        if old or new:
            tell("cli.diff_figure", old=one_line(old), new=one_line(new))


def _document_of(url: str, words: str, options: Options) -> Document:
    if (path := Path(words)).is_file():
        return read_file(path, options=options)
    with closing(open_archive(url, create=False)) as archive:
        return archived(archive, words)


def _tell_document(document: Document) -> None:
    unknown = message("cli.unknown", language())
    tell(
        "cli.document",
        title=one_line(document.title or unknown),
        issuer="、".join(map(one_line, document.issuer)) or unknown,
        number=document.number or unknown,
        date=document.date.isoformat() if document.date else unknown,
        id=document.key,
        source=document.source,
        characters=len(document.text),
        sentences=len(document.sentences),
        tasks=len(document.tasks),
    )
    tell_recognised(document.pages)


def _tell_tasks(tasks: Sequence[Task]) -> None:
    tell("cli.tasks_here", count=len(tasks))
    if not tasks:
        return
    heads = [message(f"exports.column_{name}", language()) for name in ("clause", "due", "quotation", "responsible")]
    table(
        heads,
        [[task.clause, due_cell(task), task.text, names(task, "lead", "responsible")] for task in tasks],
        widest=2,
    )


def _tell_accounts(accounts: Iterable[Account]) -> None:
    for entry in accounts:
        kind = message(f"cli.kind_{entry.sentence.kind}", language())
        marks = "、".join(message(f"cli.mark_{mark}", language()) for mark in entry.marks)
        write(f"  [{entry.sentence.clause}] {kind}{'（' + marks + '）' if marks else ''}：{one_line(entry.text)}")
        for task in entry.tasks:
            write(f"      → {task.id} {shorten(place(task), 40)} {due_cell(task)}")
