"""Which document is meant by what a person types: a key, a number, a title or a part of it, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from corpus.errors import BadRequest
from corpus.fold import fold
from corpus.types import Document
from ingest.options import Options
from search.archive import Archive, DocumentInfo

__all__ = ["archived", "read_file", "resolve"]

_SHOWN: Final = 5  # candidates named where several fit
_BRACKETS: Final = str.maketrans({"(": "〔", ")": "〕"})


def resolve(archive: Archive, words: str) -> DocumentInfo:
    """The archived document that `words` name; `KEY@2` names a version, otherwise the newest is meant.

    Tried in turn: the key or its beginning (4 digits or more), the document number, the title, the file's name, a part
    of the title or number. Raises `BadRequest` where nothing fits or several do.
    """
    name, _, version = words.strip().rpartition("@")
    if not (name and version.isdigit()):
        name, version = words.strip(), ""
    known = [info for info in archive.documents() if (str(info.version) == version if version else info.current)]
    wanted = _bare(name)
    if wanted:
        for fits in (_has_key, _has_number, _has_title, _has_file, _has_part):
            found = [info for info in known if fits(info, name.strip(), wanted)]
            if len(found) == 1:
                return found[0]
            if found:
                raise BadRequest("cli.several_documents", name=words, list=_listed(found))
    if not known:
        raise BadRequest("cli.archive_empty")
    raise BadRequest("cli.no_such_document", name=words, list=_listed(known))


def archived(archive: Archive, words: str) -> Document:
    """The archived document that `words` name, with its text. Raises as `resolve` does."""
    info = resolve(archive, words)
    document = archive.get(info.key, info.version)
    if document is None:  # dropped by somebody else a moment ago
        raise BadRequest("cli.no_such_document", name=words, list="")
    return document


def read_file(path: Path, written: date | None = None, options: Options | None = None) -> Document:
    """The tagged document in a file. Raises `UnreadableFile`. `written` is for where there are no options."""
    # Loaded here: the readers and taggers take half a second that commands on the archive need not wait for.
    from ingest.files import document_of
    from ingest.readers import read

    return document_of(read(path), str(path), options or Options(written))


def _bare(words: str) -> str:
    return "".join(fold(words).translate(_BRACKETS).split())


def _has_key(info: DocumentInfo, name: str, _: str) -> bool:
    return info.key == name or (len(name) >= 4 and info.key.startswith(name.lower()))


def _has_number(info: DocumentInfo, _: str, wanted: str) -> bool:
    return _bare(info.number or "") == wanted


def _has_title(info: DocumentInfo, _: str, wanted: str) -> bool:
    return _bare(info.title or "") == wanted


def _has_file(info: DocumentInfo, name: str, _: str) -> bool:
    return bool(info.source) and name in (info.source, Path(info.source).name, Path(info.source).stem)


def _has_part(info: DocumentInfo, _: str, wanted: str) -> bool:
    return wanted in _bare(info.title or "") or wanted in _bare(info.number or "")


def _listed(found: Sequence[DocumentInfo]) -> str:
    lines = [f"  {info.key}  {info.label}" for info in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"  … ({len(found)})")
    return "\n".join(lines)
