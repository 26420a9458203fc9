"""What becomes of a document that was read: stored, or known already in other words, from another file, as a scan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from corpus.types import Document, Page
from ingest.options import Options
from search.alike import link, nearest, same_number
from search.archive import Archive
from search.better import rank as rank_of
from search.corrections import corrected, corrections_of
from search.marks import carry
from search.tagged import note_tagger
from search.takeover import figures_apart, take_place

__all__ = ["RECOGNISED", "Known", "Outcome", "Read", "Shelf", "by_hand", "rank_of"]

RECOGNISED: Final = 99  # the rank of what was recognised in a picture, below every other (search.better)


class Kept(msgspec.Struct, frozen=True):
    """A content that is stored: its document, the name of the file that it is from, and how good a source that is."""

    key: str
    source: str
    rank: int


Known = dict[str, Kept]  # by digest


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file, or of one in an archive. `label` is the document's title, `pages` are its pages.

    `same`: the text of another file, `source` of the two is kept. `near`: a scan that says nearly what a document does
    that is there, `other`; it is linked to it, not stored; `apart` are figures that only one of them has. `better`: a
    text that took the place of its scan, the file `other`, which is linked to it. `revised`: a content that was there
    and has other particulars now, set by hand. A document that was stored though another one is nearly the same names
    that in `other`, too. `reason` says why a file failed.
    """

    path: Path
    result: Literal["stored", "version", "unchanged", "same", "near", "better", "revised", "failed"]
    tasks: int = 0
    label: str = ""
    reason: str = ""
    pages: tuple[Page, ...] = ()
    source: str = ""
    other: str = ""
    apart: tuple[str, ...] = ()


class Read(msgspec.Struct, frozen=True):
    """What a worker hands back of a document: what is in it, whose content it has, or why it was not read."""

    path: Path
    document: Document | None = None
    original: bytes = b""  # of the file, where it is to be kept
    rank: int = 0
    known: str = ""  # the digest of a content that is there from a source as good or better
    reason: str = ""


def by_hand(options: Options) -> bool:
    """Whether particulars are set by hand: they hold for what is stored already, too."""
    return bool(options.given or options.written)


class Shelf:
    """An archive while documents are put into it, with what it holds."""

    def __init__(self, archive: Archive, options: Options) -> None:
        self.archive = archive
        self.by_hand = by_hand(options)
        self._written = options.written
        # Nothing is ever taken out: who reads in another process may name what was known when that one began.
        self.known: Known = {
            info.digest: Kept(info.key, info.source, rank_of(info.source))
            for info in archive.documents()
            if info.current
        }

    def put(self, read: Read) -> Outcome:
        """Store a document that was read, unless its content is there and nothing is set otherwise by hand."""
        document = read.document
        if document is None:
            if not read.known:
                return Outcome(read.path, "failed", reason=read.reason)
            return _same(read.path, self.known[read.known].source)
        kept = self.known.get(document.digest)
        if kept:
            return self._again(read, document, kept)
        near = nearest(self.archive, document)
        if near is None or not same_number(near[0], document):
            return self._store(read, document, near)
        stored, share = near
        if read.rank == RECOGNISED:
            # A scan of what is there with errors of recognition: stored, it would answer every question a second time.
            link(self.archive, stored.key, f"{document.source} {share:.1%}", datetime.now(UTC))
            apart = figures_apart(document.text, stored.text)
            return Outcome(
                read.path, "near", label=_label(document), pages=document.pages, other=_label(stored), apart=apart
            )
        if _is_scan_of(stored, document):
            link(self.archive, document.key, f"{stored.source} {share:.1%}", datetime.now(UTC))
            document = self._take(read, document, stored, read.rank)
            return Outcome(read.path, "better", len(document.tasks), _label(document), other=stored.source)
        return self._store(read, document, near)

    def _store(self, read: Read, document: Document, near: tuple[Document, float] | None) -> Outcome:
        document = corrected(document, corrections_of(self.archive, document.key))
        receipt = self.archive.put(self._with_original(read, document))
        note_tagger(self.archive, receipt.key, datetime.now(UTC))
        self.known[document.digest] = Kept(receipt.key, document.source, read.rank)
        if receipt.outcome == "version" and (before := self.archive.get(receipt.key, receipt.version - 1)):
            # What people noted on the tasks of the version before goes along to those of this one.
            carry(self.archive, before.tasks, document.tasks, when=datetime.now(UTC))
        label, other = _label(document), ""
        if near and near[0].key != document.key:
            link(self.archive, near[0].key, f"{label} {near[1]:.1%}", datetime.now(UTC))
            other = _label(near[0])
        return Outcome(read.path, receipt.outcome, receipt.tasks, label, pages=document.pages, other=other)

    def _again(self, read: Read, document: Document, kept: Kept) -> Outcome:
        """What becomes of a content that is stored: the better source is kept, and what is set by hand."""
        rank = min(read.rank, kept.rank)
        if self.by_hand:
            stored = self.archive.get(kept.key)
            if stored and stored.digest == document.digest:
                document = self._with_earlier(document, stored)
            if stored and stored.digest == document.digest and _particulars(stored) != _particulars(document):
                if kept.rank < read.rank:
                    document = _read_anew(stored, document)
                document = self._take(read, document, stored, rank)
                return Outcome(read.path, "revised", len(document.tasks), _label(document), pages=document.pages)
        if kept.rank <= read.rank:
            return _same(read.path, kept.source)
        stored = self.archive.get(kept.key) if kept.key != document.key else None
        if stored and stored.digest == document.digest:
            if stored.given:
                return _same(read.path, kept.source)  # what is set by hand makes another document of the same words
            # The better source spells its particulars otherwise: `甲 乙` are two issuers, `甲乙` was read as one.
            document = self._take(read, document, stored, rank)
            return Outcome(read.path, "same", label=_label(document), pages=document.pages, source=document.source)
        document = corrected(document, corrections_of(self.archive, document.key))
        receipt = self.archive.put(self._with_original(read, document))
        note_tagger(self.archive, receipt.key, datetime.now(UTC))
        # Meanwhile these words may have been stored as another document.
        source = document.source if receipt.key == document.key else kept.source
        self.known[document.digest] = Kept(receipt.key, source, rank)
        return Outcome(read.path, "same", label=_label(document), pages=document.pages, source=source)

    def _with_earlier(self, document: Document, stored: Document) -> Document:
        """A document with what was set by hand before, where it is not set anew."""
        given = dict(stored.given) | dict(document.given)
        written = self._written or stored.date
        if given == dict(document.given) and written == document.date:
            return document
        return _read_again(document, given, written)

    def _take(self, read: Read, document: Document, old: Document, rank: int) -> Document:
        """Put a document in the place of `old`; returns it as it is stored."""
        document = corrected(self._with_original(read, document), corrections_of(self.archive, old.key))
        key = document.key
        if not take_place(self.archive, document, old, when=datetime.now(UTC)):
            key = self.archive.put(
                document
            ).key  # the old one was dropped a moment ago, or these words stored elsewhere
        note_tagger(self.archive, key, datetime.now(UTC))
        self.known[old.digest] = self.known[document.digest] = Kept(key, document.source, rank)
        return document

    def _with_original(self, read: Read, document: Document) -> Document:
        if not read.original or document.original:
            return document
        return msgspec.structs.replace(document, original=self.archive.attach(read.original))


def _same(path: Path, source: str) -> Outcome:
    return Outcome(path, "unchanged" if source == path.name else "same", source=source)


def _label(document: Document) -> str:
    return document.title or document.source


def _particulars(document: Document) -> tuple[object, ...]:
    return document.title, document.issuer, document.number, document.date


def _is_scan_of(scan: Document, text: Document) -> bool:
    """Whether what is stored is a scan of a text that is nearly the same: with another figure it is another version."""
    return any(page.confidence is not None for page in scan.pages) and not figures_apart(scan.text, text.text)


def _read_anew(stored: Document, given: Document) -> Document:
    """The reading of a better source with the particulars of a worse one, which were set by hand."""
    return _read_again(stored, _words_of(given), given.date)


def _read_again(document: Document, given: Mapping[str, str], written: date | None) -> Document:
    """The same words with these particulars; what the file says outside of its text holds where they say nothing."""
    from ingest.pipeline import read_document  # the taggers take half a second to load

    found = read_document(
        document.text,
        name=document.source,
        written=written,
        pages=document.pages,
        given=given,
        said=_words_of(document),
    )
    return msgspec.structs.replace(found, original=document.original)


def _words_of(document: Document) -> dict[str, str]:
    """The particulars of a document as they are set by hand."""
    words = {"title": document.title, "issuer": "、".join(document.issuer), "number": document.number}
    return {name: value for name, value in words.items() if value}
