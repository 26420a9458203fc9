"""Which of many words stand at a place of a text, told without an expression of all of them.

An expression of some thousand words takes a twentieth of a second to compile, more than a question takes to be read;
over a whole text it is the quicker one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["WordSet"]


class WordSet:
    """Words by their first characters and lengths."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words) - {""}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}

    def ends(self, text: str, at: int) -> Iterator[int]:
        """Where each of the words ends that begins at `at`, the longest first."""
        for length in self._lengths.get(text[at : at + 1], ()):
            if at + length <= len(text) and text[at : at + length] in self._words:
                yield at + length

    def end(self, text: str, at: int) -> int | None:
        """Where the longest word ends that begins at `at`; None where none does."""
        return next(self.ends(text, at), None)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """The words in a text, leftmost and longest first, none overlapping."""
        at = 0
        while at < len(text):
            end = self.end(text, at)
            if end is not None:
                yield at, end
            at = end or at + 1
