"""Archives: the documents in a zip, one level deep; nothing of them is written to disk.

A zip within a zip is refused: its members are files that somebody should look at first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from corpus.errors import UnreadableFile
from ingest.readers.package import Package, is_package, names_of

__all__ = ["is_archive", "is_passing", "members"]

# What office programs, browsers, editors and systems leave beside documents.
_TEMPORARY_STARTS: Final = (".", "~$", "~", "#")
_TEMPORARY_ENDS: Final = (
    "~", "#", ".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".bak", ".lock",
)  # fmt: skip
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"})
_LARGEST: Final = 100 * 1024**2  # of one member
# Packages that are one document: by a part that each of their kind has.
_DOCUMENTS: Final = ("[Content_Types].xml", "word/document.xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF")


def is_passing(name: str) -> bool:
    """Whether a file or folder of this name is hidden, temporary or the system's: no document."""
    low = name.lower()
    return low.startswith(_TEMPORARY_STARTS) or low.endswith(_TEMPORARY_ENDS) or low in _SYSTEM_FILES


def is_archive(content: bytes) -> bool:
    """Whether a content is a zip of files, not a document that is a zip of parts."""
    if not is_package(content):
        return False
    names = names_of(content)
    return bool(names) and not any(part in names for part in _DOCUMENTS)


def members(content: bytes, name: str) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """The files in an archive in the order of their names: the path in it, and the content or why there is none.

    Hidden, temporary and system files are left out. Raises `UnreadableFile` for an archive that is damaged; a member
    that is locked or a bomb is refused alone.
    """
    package = Package(content, name)
    for path in sorted(package.parts):
        pieces = PurePosixPath(path).parts
        # A name that leads out of the archive means a file all the same: nothing is written, so it leads nowhere.
        shown = "/".join(piece for piece in pieces if piece not in ("/", "..", "."))
        if not shown or any(is_passing(piece) for piece in pieces if piece not in ("..", ".")):
            continue
        package.name = f"{name}/{shown}"
        try:
            inner = package.read(path, _LARGEST)
        except UnreadableFile as refusal:
            yield shown, refusal
            continue
        if is_archive(inner):
            yield shown, UnreadableFile("errors.zip_nested", file=package.name)
        else:
            yield shown, inner
