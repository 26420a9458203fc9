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
from ingest.options import Options
from ingest.readers.source import Source
from ingest.readers.zipped import is_passing
from search.alike import link, nearest
from search.archive import Archive, DocumentInfo
from search.corrections import corrected, corrections_of
from search.marks import carry
from search.sqlite import BETTER

__all__ = ["Outcome", "files_in", "put_files"]

_RECOGNISED: Final = 99  # the rank of what was recognised in a picture, below every other (search.sqlite.BETTER)


class _Kept(msgspec.Struct, frozen=True):
    """A content that is stored: the name of the file that it is from, and how good a source that is."""

    source: str
    rank: int


_Known = dict[str, _Kept]  # by digest


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file, or of one in an archive. `label` is the document's title, `pages` are its pages.

    `same`: the text of another file, `source` of the two is kept. `near`: a scan that says nearly what a document does
    that is there, `other`; it is linked to it, not stored. A document that was stored though another one is nearly the
    same names that in `other`, too. `reason` says why a file failed.
    """

    path: Path
    result: Literal["stored", "version", "unchanged", "same", "near", "failed"]
    tasks: int = 0
    label: str = ""
    reason: str = ""
    pages: tuple[Page, ...] = ()
    source: str = ""
    other: str = ""


class _Read(msgspec.Struct, frozen=True):
    """What a worker hands back of a document: what is in it, whose content it has, or why it was not read."""

    path: Path
    document: Document | None = None
    original: bytes = b""  # of the file, where it is to be kept
    rank: int = 0
    known: str = ""  # the digest of a content that is there from a source as good or better
    reason: str = ""


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


def _rank(name: str) -> int:
    return BETTER.get(PurePath(name).suffix.lower(), len(BETTER))


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
    infos = {(info.key, info.version): info for info in archive.documents() if info.current}
    known = {info.digest: _Kept(info.source, _rank(info.source)) for info in infos.values()}
    for read in _each(files, options, known, jobs):
        try:
            yield _put(archive, read, infos, known)
        except DubanError as error:
            yield Outcome(read.path, "failed", reason=str(error))


def _put(archive: Archive, read: _Read, infos: dict[tuple[str, int], DocumentInfo], known: _Known) -> Outcome:
    """Store a document that was read, unless its content is there."""
    document = read.document
    if document is None:
        if not read.known:
            return Outcome(read.path, "failed", reason=read.reason)
        return _same(read.path, known[read.known].source)
    kept = known.get(document.digest)
    if kept and kept.rank <= read.rank:
        return _same(read.path, kept.source)
    near = None if kept else nearest(document, infos.values(), lambda info: _text(archive, info))
    label = document.title or document.source
    if near and read.rank == _RECOGNISED:
        # A scan of what is there with errors of recognition: stored, it would answer every question a second time.
        link(archive, near[0].key, f"{document.source} {near[1]:.1%}", datetime.now(UTC))
        return Outcome(read.path, "near", label=label, pages=document.pages, other=near[0].label)
    document = corrected(document, corrections_of(archive, document.key))
    if read.original:
        document = msgspec.structs.replace(document, original=archive.attach(read.original))
    receipt = archive.put(document)
    known[document.digest] = _Kept(document.source, read.rank)
    if kept:
        return Outcome(read.path, "same", label=label, pages=document.pages, source=document.source)
    infos.pop((receipt.key, receipt.version - 1), None)
    infos[receipt.key, receipt.version] = DocumentInfo(
        receipt.key, receipt.version, document.title, document.issuer, document.number, document.date, document.source,
        receipt.tasks, document.digest, True,
    )  # fmt: skip
    if receipt.outcome == "version" and (before := archive.get(receipt.key, receipt.version - 1)):
        # What people noted on the tasks of the version before goes along to those of this one.
        carry(archive, before.tasks, document.tasks, when=datetime.now(UTC))
    other = near[0] if near and near[0].key != document.key else None
    if other:
        link(archive, other.key, f"{label} {near[1]:.1%}" if near else label, datetime.now(UTC))
    return Outcome(
        read.path, receipt.outcome, receipt.tasks, label, pages=document.pages, other=other.label if other else ""
    )


def _same(path: Path, source: str) -> Outcome:
    return Outcome(path, "unchanged" if source == path.name else "same", source=source)


def _text(archive: Archive, info: DocumentInfo) -> str:
    document = archive.get(info.key, info.version)
    return document.text if document else ""


def _each(files: Sequence[Path], options: Options, known: _Known, jobs: int) -> Iterator[_Read]:
    if jobs <= 1 or len(files) <= 1:
        for path in files:
            yield from _read(path, options, known)
        return
    waiting = deque(files)
    while waiting:
        try:
            with _pool(min(jobs, len(waiting))) as pool:
                yield from _in_order(pool, waiting, options, known, jobs)
        except BrokenProcessPool:
            # A process was killed (out of memory, a crash in a library). Which of the files in flight did it shows when
            # each is read by a process of its own.
            for _ in range(min(2 * jobs, len(waiting))):
                yield from _alone(waiting[0], options, known)
                waiting.popleft()


def _in_order(
    pool: ProcessPoolExecutor, waiting: deque[Path], options: Options, known: _Known, jobs: int
) -> Iterator[_Read]:
    """Results in the order of `waiting`, from which a file goes when its result is there; 2 x jobs are in flight."""
    flying: deque[Future[list[_Read]]] = deque()
    while waiting:
        while len(flying) < min(2 * jobs, len(waiting)):
            flying.append(pool.submit(_read_all, waiting[len(flying)], options, known))
        result = flying.popleft().result()
        waiting.popleft()
        yield from result


def _alone(path: Path, options: Options, known: _Known) -> list[_Read]:
    try:
        with _pool(1) as pool:
            return pool.submit(_read_all, path, options, known).result()
    except BrokenProcessPool:
        return [_Read(path, reason=both("cli.reader_died", file=path))]


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork copies the locks of running threads (the progress bar's) in whatever state they are.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))


def _read_all(path: Path, options: Options, known: _Known) -> list[_Read]:
    return list(_read(path, options, known))


def _read(path: Path, options: Options, known: _Known) -> Iterator[_Read]:
    """The documents of a file, read and tagged unless their content is known. Never raises."""
    from ingest.readers import read_each

    try:
        for inner, source in read_each(path):
            yield _tagged(inner, source, options, known)
    except Exception as error:  # a defect of ours met by this file: the others are read all the same
        yield _unforeseen(path, error)


def _tagged(path: Path, source: Source | DubanError, options: Options, known: _Known) -> _Read:
    from ingest.files import document_of

    try:
        if isinstance(source, DubanError):
            raise source
        rank = _RECOGNISED if source.format == "ocr" else _rank(source.name)
        digest = content_digest(fold(source.text))
        kept = known.get(digest)
        if kept and kept.rank <= rank:
            return _Read(path, known=digest)
        return _Read(path, document_of(source, str(path), options), source.content if options.originals else b"", rank)
    except DubanError as error:
        return _Read(path, reason=str(error))
    except Exception as error:
        return _unforeseen(path, error)


def _unforeseen(path: Path, error: Exception) -> _Read:
    if os.environ.get("DUBAN_DEBUG"):
        traceback.print_exception(error)
    return _Read(path, reason=both("cli.file_unforeseen", file=path, error=f"{type(error).__name__}: {error}"))
