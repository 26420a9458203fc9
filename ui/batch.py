"""Reading many files into an archive: a batch never dies of one file."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, date, datetime
from pathlib import Path, PurePath
from typing import Final, Literal

import msgspec

from corpus.errors import DubanError
from corpus.fold import fold
from corpus.identity import content_digest
from corpus.messages import both
from corpus.types import Document, Page
from search.archive import Archive
from search.corrections import corrected, corrections_of
from search.marks import carry

__all__ = ["Outcome", "files_in", "put_files"]

# What office programs, browsers, editors and systems leave in folders beside the documents.
_TEMPORARY_STARTS: Final = (".", "~$", "~", "#")
_TEMPORARY_ENDS: Final = (
    "~",
    "#",
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".swp",
    ".bak",
    ".lock",
)
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"})


# Contents that are stored, each with the kind of file it came from: a better kind (tagging.md) is still read.
_Known = frozenset[tuple[str, str]]


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file. `label` is the document's title, `reason` says why a file failed, `pages` are its pages."""

    path: Path
    result: Literal["stored", "version", "unchanged", "failed"]
    tasks: int = 0
    label: str = ""
    reason: str = ""
    pages: tuple[Page, ...] = ()


class _Read(msgspec.Struct, frozen=True):
    """What a worker hands back: a document, nothing new, or why not."""

    document: Document | None = None
    reason: str = ""


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named and, in folders named, all files beneath, in the order of their names, each once.

    Hidden and temporary files of folders are left out; a file that is named itself is never left out.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_beneath(path)))
        else:
            found[path] = None
    return list(found)


def _beneath(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _passing(name))
        yield from (Path(root, name) for name in sorted(names) if not _passing(name))


def _kind(name: str) -> str:
    return PurePath(name).suffix.lower()


def _passing(name: str) -> bool:
    low = name.lower()
    return low.startswith(_TEMPORARY_STARTS) or low.endswith(_TEMPORARY_ENDS) or low in _SYSTEM_FILES


def put_files(
    archive: Archive, files: Sequence[Path], *, written: date | None = None, jobs: int = 1
) -> Iterator[Outcome]:
    """Read, tag and store each file; yields what became of each, in their order.

    `written` is the date of documents that bear none. With `jobs` > 1 that many processes read and tag; storing is
    done here, one document at a time. What fails is reported and passed over.
    """
    known = frozenset((info.digest, _kind(info.source)) for info in archive.documents() if info.current)
    for path, read in _each(files, written, known, jobs):
        if read.document is None:
            yield Outcome(path, "failed", reason=read.reason) if read.reason else Outcome(path, "unchanged")
            continue
        try:
            document = corrected(read.document, corrections_of(archive, read.document.key))
            receipt = archive.put(document)
            if receipt.outcome == "version" and (before := archive.get(receipt.key, receipt.version - 1)):
                # What people noted on the tasks of the version before goes along to those of this one.
                carry(archive, before.tasks, document.tasks, when=datetime.now(UTC))
        except DubanError as error:
            yield Outcome(path, "failed", reason=str(error))
            continue
        label = read.document.title or read.document.source
        yield Outcome(path, receipt.outcome, tasks=receipt.tasks, label=label, pages=read.document.pages)


def _each(files: Sequence[Path], written: date | None, known: _Known, jobs: int) -> Iterator[tuple[Path, _Read]]:
    if jobs <= 1 or len(files) <= 1:
        yield from ((path, _read(path, written, known)) for path in files)
        return
    waiting = deque(files)
    while waiting:
        try:
            with _pool(min(jobs, len(waiting))) as pool:
                yield from _in_order(pool, waiting, written, known, jobs)
        except BrokenProcessPool:
            # A process was killed (out of memory, a crash in a library). Which of the files in flight did it shows when
            # each is read by a process of its own.
            for _ in range(min(2 * jobs, len(waiting))):
                yield waiting[0], _alone(waiting[0], written, known)
                waiting.popleft()


def _in_order(
    pool: ProcessPoolExecutor, waiting: deque[Path], written: date | None, known: _Known, jobs: int
) -> Iterator[tuple[Path, _Read]]:
    """Results in the order of `waiting`, from which a file goes when its result is there; 2 x jobs are in flight."""
    flying: deque[Future[_Read]] = deque()
    while waiting:
        while len(flying) < min(2 * jobs, len(waiting)):
            flying.append(pool.submit(_read, waiting[len(flying)], written, known))
        result = flying.popleft().result()
        yield waiting.popleft(), result


def _alone(path: Path, written: date | None, known: _Known) -> _Read:
    try:
        with _pool(1) as pool:
            return pool.submit(_read, path, written, known).result()
    except BrokenProcessPool:
        return _Read(reason=both("cli.reader_died", file=path))


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork copies the locks of running threads (the progress bar's) in whatever state they are.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))


def _read(path: Path, written: date | None, known: _Known) -> _Read:
    """A file read and tagged, unless its content is known. Never raises: what it returns goes between processes."""
    from ingest.pipeline import read_document
    from ingest.readers import read

    try:
        source = read(path)
        if (content_digest(fold(source.text)), _kind(path.name)) in known:
            return _Read()
        return _Read(document=read_document(source.text, name=source.name, written=written, pages=source.pages))
    except DubanError as error:
        return _Read(reason=str(error))
    except Exception as error:  # a defect of ours met by this file: the others are read all the same
        if os.environ.get("DUBAN_DEBUG"):
            traceback.print_exc()
        return _Read(reason=both("cli.file_unforeseen", file=path, error=f"{type(error).__name__}: {error}"))
