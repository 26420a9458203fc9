"""From documents kept to questions answered: archives, questions, answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from corpus.errors import ArchiveError
from search.archive import Archive

__all__ = ["DEFAULT_ARCHIVE", "open_archive"]

DEFAULT_ARCHIVE: Final = "sqlite:///.duban/duban.db"  # in the working folder
_SQLITE: Final = "sqlite:///"


def open_archive(
    url: str | None = None,
    *,
    create: bool = True,
    outdated: bool = False,
    advance: Callable[[int, int], None] | None = None,
) -> Archive:
    """The archive at an address: `sqlite:///path/duban.db`, made where it is not there if `create` says so.

    Without one the environment variable DUBAN_ARCHIVE names it, else it is `.duban/duban.db` in the working folder.
    `http(s)://host:9200/prefix` is one on Elasticsearch (docs/scale.md: its settings come from the environment).
    `sqlite:///` is followed by the path as written: relative to the working folder, or absolute with a further `/`.
    One on Elasticsearch that was indexed under other rules is refused unless it may be `outdated`, to be reindexed.
    A file that was indexed under other rules is indexed anew. `advance` is told of how many of how many documents an
    index made anew has, now or later.
    Raises ArchiveError, which names the address and the next step.
    """
    address = url or os.environ.get("DUBAN_ARCHIVE") or DEFAULT_ARCHIVE
    path = address.removeprefix(_SQLITE)
    if address.startswith(("http://", "https://")):
        from search.elastic import ElasticArchive

        return ElasticArchive(address, create=create, outdated=outdated, advance=advance)
    if not address.startswith(_SQLITE) or not path or "\0" in path:
        raise ArchiveError("errors.archive_scheme", archive=address)
    if not create and not Path(path).exists():
        raise ArchiveError("errors.archive_missing", archive=address)
    # Loaded here: opening an archive is not what everybody imports this package for.
    from search.sqlite import SqliteArchive

    return SqliteArchive(Path(path), advance)
