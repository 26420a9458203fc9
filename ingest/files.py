"""From a file to a tagged document: read, checked for a mark of secrecy, with what the user knows better set."""

from __future__ import annotations

from corpus.errors import UnreadableFile
from corpus.types import Document
from ingest.markings import read_markings
from ingest.options import Options
from ingest.pipeline import read_document
from ingest.readers.source import Source

__all__ = ["document_of"]


def document_of(source: Source, path: str, options: Options) -> Document:
    """The tagged document of a file that was read. `path` is for messages.

    Raises `UnreadableFile` for a text that is marked 绝密, 机密 or 秘密, unless `options.classified`.
    """
    marks = read_markings(source.text)
    if marks.secrecy and not options.classified:
        raise UnreadableFile("errors.file_classified", file=path, level=marks.secrecy)
    return read_document(
        source.text, name=source.name, written=options.written, pages=source.pages,
        given=dict(options.given), said=dict(source.metadata),
    )  # fmt: skip
