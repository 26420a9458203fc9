"""The documents of an archive as a question meets them: what they are called, made ready once for many questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from corpus.fold import fold
from search.archive import DocumentInfo

__all__ = ["Library", "library_of"]


class Library(tuple[DocumentInfo, ...]):
    """Lines of a library that do not change; an archive may hand out the same one as long as nothing was put."""

    @cached_property
    def current(self) -> Library:
        """The newest version of each document."""
        return self if all(info.current for info in self) else Library(info for info in self if info.current)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each document is called, by its key."""
        return {info.key: info.label for info in self}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The folded name of each document with the year that it is of, by its key."""
        # The year of a document is a part of its name: `2018年国内生产总值` asks for the report of that year.
        return {i.key: fold(f"{i.label} {i.date.year if i.date else ''}").lower() for i in self}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What tells one reading of a document from another, by its key.

        The same words (`digest`) from another file may break their lines elsewhere: their places differ.
        """
        return {info.key: f"{info.digest}{info.key}{info.tasks} {info.source}" for info in self}


def library_of(documents: Iterable[DocumentInfo]) -> Library:
    """`documents` as a library."""
    return documents if isinstance(documents, Library) else Library(documents)
