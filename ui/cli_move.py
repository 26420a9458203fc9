"""`duban copy` and `duban reindex`: archives moved between engines and indexed anew."""

from __future__ import annotations

from contextlib import closing

from corpus.errors import BadRequest
from search import open_archive
from search.copying import copy_archive
from ui.say import progress, tell

__all__ = ["copy", "reindex"]


def copy(source: str, target: str) -> int:
    """Copy one archive into another and say what was done; returns the exit code."""
    if source == target:
        raise BadRequest("cli.copy_itself", archive=source)
    with (
        closing(open_archive(source, create=False)) as here,
        closing(open_archive(target)) as there,
        progress("cli.copying") as advance,
    ):
        done = copy_archive(here, there, target, advance)
    tell(
        "cli.copied", documents=done.documents, there=done.there, tasks=done.tasks, notes=done.notes,
        originals=done.originals,
    )  # fmt: skip
    return 0


def reindex(url: str) -> int:
    """Index an archive anew; returns the exit code."""
    with (
        progress("cli.reindexing") as advance,
        closing(open_archive(url, create=False, outdated=True, advance=advance)) as archive,
    ):
        archive.reindex()
        tell("cli.reindexed", documents=sum(info.current for info in archive.documents()))
    return 0
