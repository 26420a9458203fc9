"""Reading many files into an archive: a batch never dies of one file."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Final

from corpus.errors import DubanError
from corpus.fold import fold
from corpus.identity import content_digest
from corpus.messages import both
from ingest.options import Options
from ingest.readers.source import Source
from ingest.readers.zipped import is_passing
from search.archive import Archive
from ui.shelf import RECOGNISED, Known, Outcome, Read, Shelf, by_hand, rank_of

__all__ = ["Outcome", "files_in", "jobs_for", "put_files"]

_FILES_EACH: Final = 8  # a process takes a second or two to start: so many files at least make it worth it


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named and, in folders named, all files beneath, in the order of their names, each once.

    Hidden and temporary files of folders are left out; a file that is named itself is never left out. A folder that
    cannot be looked into stands for its files: reading it says so.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_beneath(path)))
        else:
            found[path] = None
    return list(found)


def _beneath(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not is_passing(name))
        yield from (Path(root, name) for name in sorted(names) if not is_passing(name))
    yield from (Path(error.filename) for error in closed)


def jobs_for(files: int) -> int:
    """How many processes read so many files: one a core, fewer where the files are few."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(cores, files // _FILES_EACH), 1)


def put_files(
    archive: Archive,
    files: Sequence[Path],
    *,
    written: date | None = None,
    jobs: int = 1,
    options: Options | None = None,
) -> Iterator[Outcome]:
    """Read, tag and store each document of each file; yields what became of each, in their order.

    `written` is the date of documents that bear none, where there are no `options`. With `jobs` > 1 that many processes
    read and tag; storing is done here, one document at a time. What fails is reported and passed over.
    """
    options = options or Options(written)
    shelf = Shelf(archive, options)
    for read in _each(files, options, shelf.known, jobs):
        try:
            yield shelf.put(read)
        except DubanError as error:
            yield Outcome(read.path, "failed", reason=str(error))


def _each(files: Sequence[Path], options: Options, known: Known, jobs: int) -> Iterator[Read]:
    if jobs <= 1 or len(files) <= 1:
        for path in files:
            yield from _read(path, options, known)
        return
    waiting = deque(files)
    while waiting:
        try:
            with _pool(min(jobs, len(waiting)), options, known) as pool:
                yield from _in_order(pool, waiting, jobs)
        except BrokenProcessPool:
            # A process was killed (out of memory, a crash in a library). Which of the files in flight did it shows when
            # each is read by a process of its own.
            for _ in range(min(2 * jobs, len(waiting))):
                yield from _alone(waiting[0], options, known)
                waiting.popleft()


def _in_order(pool: ProcessPoolExecutor, waiting: deque[Path], jobs: int) -> Iterator[Read]:
    """Results in the order of `waiting`, from which a file goes when its result is there; 2 x jobs are in flight."""
    flying: deque[Future[list[Read]]] = deque()
    while waiting:
        while len(flying) < min(2 * jobs, len(waiting)):
            flying.append(pool.submit(_read_all, waiting[len(flying)]))
        result = flying.popleft().result()
        waiting.popleft()
        yield from result


def _alone(path: Path, options: Options, known: Known) -> list[Read]:
    try:
        with _pool(1, options, known) as pool:
            return pool.submit(_read_all, path).result()
    except BrokenProcessPool:
        return [Read(path, reason=both("cli.reader_died", file=path))]


def _pool(processes: int, options: Options, known: Known) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork copies the locks of running threads (the progress bar's) in whatever state they are.
    # What is known goes to each process once: with every file it would cost more than many files do.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, context, _told, (options, known))


_TOLD: Final[list[tuple[Options, Known]]] = []  # in a process that reads: what it was told when it began


def _told(options: Options, known: Known) -> None:
    _TOLD[:] = [(options, known)]


def _read_all(path: Path) -> list[Read]:
    return list(_read(path, *_TOLD[0]))


def _read(path: Path, options: Options, known: Known) -> Iterator[Read]:
    """The documents of a file, read and tagged unless their content is known. Never raises."""
    from ingest.readers import read_each

    try:
        for inner, source in read_each(path):
            yield _tagged(inner, source, options, known)
    except Exception as error:  # a defect of ours met by this file: the others are read all the same
        yield _unforeseen(path, error)


def _tagged(path: Path, source: Source | DubanError, options: Options, known: Known) -> Read:
    from ingest.files import document_of

    try:
        if isinstance(source, DubanError):
            raise source
        rank = RECOGNISED if source.format == "ocr" else rank_of(source.name)
        digest = content_digest(fold(source.text))
        kept = known.get(digest)
        if kept and kept.rank <= rank and not by_hand(options):
            return Read(path, known=digest)
        return Read(path, document_of(source, str(path), options), source.content if options.originals else b"", rank)
    except DubanError as error:
        return Read(path, reason=str(error))
    except Exception as error:
        return _unforeseen(path, error)


def _unforeseen(path: Path, error: Exception) -> Read:
    if os.environ.get("DUBAN_DEBUG"):
        traceback.print_exception(error)
    return Read(path, reason=both("cli.file_unforeseen", file=path, error=f"{type(error).__name__}: {error}"))
