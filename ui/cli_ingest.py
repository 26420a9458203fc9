"""`duban ingest` and `duban demo`: documents into the archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from corpus.messages import message
from corpus.samples import sample_path
from search import open_archive
from ui.batch import Outcome, files_in, put_files
from ui.plain import one_line
from ui.say import complain, language, tell, tell_recognised, write

__all__ = ["demo", "ingest"]

# The question of the walk: the sample is of 2018, and its answer is a closed list.
_DEMO_QUESTION: Final = "2018年年底前要完成哪些任务"


def ingest(url: str, paths: Sequence[Path], written: date | None, jobs: int) -> int:
    """Store the documents in files and folders; returns the exit code."""
    files = files_in(paths)
    if not files:
        complain(message("cli.nothing_to_read", language(), paths="、".join(map(str, paths))))
        return 1
    counts = dict.fromkeys(("stored", "version", "unchanged", "failed"), 0)
    tasks = 0
    with closing(open_archive(url)) as archive, _progress(len(files)) as advance:
        for outcome in put_files(archive, files, written=written, jobs=jobs):
            counts[outcome.result] += 1
            tasks += outcome.tasks if outcome.result != "unchanged" else 0
            advance(outcome)
    tell("cli.ingested", files=len(files), tasks=tasks, **counts)
    return 1 if counts["failed"] else 0


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Outcome], None]]:
    """A bar on a terminal, a line a file elsewhere; failures are said on standard error either way."""
    if not sys.stderr.isatty():
        yield _say_line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(message("cli.reading", language())), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(outcome: Outcome) -> None:
            if outcome.result == "failed" or any(page.unsure for page in outcome.pages):
                _say_line(outcome)
            bar.advance(task)

        yield advance


def _say_line(outcome: Outcome) -> None:
    name = str(outcome.path)
    if outcome.result == "failed":
        complain(message("cli.file_failed", language(), reason=outcome.reason))
    elif outcome.result == "unchanged":
        tell("cli.file_unchanged", file=name)
    else:
        tell(f"cli.file_{outcome.result}", file=name, tasks=outcome.tasks, title=one_line(outcome.label))
        tell_recognised(outcome.pages)


def demo(url: str) -> int:
    """Load the bundled sample and answer a question from it; returns the exit code."""
    from ui.cli_ask import Asked, ask_once

    code = ingest(url, [sample_path()], None, 1)
    if code:
        return code
    write()
    tell("cli.demo_question", question=_DEMO_QUESTION)
    write()
    with closing(open_archive(url)) as archive:
        ask_once(archive, _DEMO_QUESTION, Asked(as_of=date.today()))
    write()
    tell("cli.demo_next")
    return 0
