"""Words typed wrongly: one that no text holds is read as the word of the texts that sounds the same.

Chinese is typed by sound, and a wrong choice among words of one sound (`黑嗅水体` for `黑臭水体`) is the usual slip. Tones
are not typed and do not count; a letter with several readings fits by any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec
import rjieba

from search.words import Term

__all__ = ["as_sounded"]

_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,6}")
_TEXTS: Final = 40  # texts in which a word is looked for


@lru_cache(maxsize=10_000)
def _sounds(letter: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # its tables are loaded for a question that finds nothing only

    return frozenset(pinyin(letter, style=Style.NORMAL, heteronym=True)[0])


def _sounding(word: str, texts: Iterable[str]) -> set[str]:
    """The words of `texts` that sound as `word` does and share a letter with it at its place."""
    # Only stretches with one of its letters at its place are compared: `黑.`, `.嗅`.
    shapes = ["".join(c if i == at else "[\u4e00-\u9fff]" for i, c in enumerate(word)) for at in range(len(word))]
    near = re.compile("|".join(f"(?={shape})" for shape in shapes))
    found = set()
    for text in texts:
        for match in near.finditer(text):
            other = text[match.start() : match.start() + len(word)]
            if all(a == b or _sounds(a) & _sounds(b) for a, b in zip(word, other, strict=True)):
                found.add(other)
    return found


def as_sounded(terms: Sequence[Term], missing: Iterable[Term], texts: Sequence[str]) -> tuple[Term, ...] | None:
    """`terms` with those `missing` that sound as one word of `texts` read as that word; None where none does."""
    read: dict[Term, Term] = {}
    for term in missing:
        if _HAN.fullmatch(term.text) and not any(word in text for word in term.words for text in texts):
            words = _sounding(term.text, texts[:_TEXTS])
            if not term.unknown:  # who types a word means one: 教育部 is no slip for the letters of 教育培训
                words = {word for word in words if len(rjieba.cut(word)) == 1}
            if len(words) == 1:
                read[term] = msgspec.structs.replace(term, words=tuple(words))
    return tuple(read.get(term, term) for term in terms) if read else None
