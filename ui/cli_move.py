"""`duban copy` and `duban reindex`: archives moved between engines and indexed anew."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from corpus.errors import BadRequest
from corpus.messages import message
from search import open_archive
from search.copying import copy_archive
from ui.say import language, tell

__all__ = ["copy", "reindex"]


def copy(source: str, target: str) -> int:
    """Copy one archive into another and say what was done; returns the exit code."""
    if source == target:
        raise BadRequest("cli.copy_itself", archive=source)
    with (
        closing(open_archive(source, create=False)) as here,
        closing(open_archive(target)) as there,
        _progress() as advance,
    ):
        done = copy_archive(here, there, target, advance)
    tell(
        "cli.copied", documents=done.documents, there=done.there, tasks=done.tasks, notes=done.notes,
        originals=done.originals,
    )  # fmt: skip
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(message("cli.copying", language()), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def reindex(url: str) -> int:
    """Index an archive anew; returns the exit code."""
    with closing(open_archive(url, create=False, outdated=True)) as archive:
        archive.reindex()
        tell("cli.reindexed", documents=sum(info.current for info in archive.documents()))
    return 0
