"""The catalogue of everything that duban says to a user, in Chinese and English.

One TOML file a part of the program (`errors`, `answers`, `cli`, `pages`); a key is `file.name`, its
value a table `{zh = "…", en = "…"}` whose blanks are filled by `str.format`. A number also chooses words:
`{count} {count:task|tasks}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from corpus.tables import read_table

__all__ = ["LANGUAGES", "Language", "both", "message", "translated"]

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


@cache
def _catalogue(part: str) -> dict[str, dict[str, str]]:
    return read_table(__name__, part)


def message(key: str, language: Language = "zh", **values: object) -> str:
    """The sentence `key` (`part.name`) in one language with its blanks filled.

    Raises `KeyError` when the catalogue has no such sentence: a missing sentence is a bug, not a case.
    """
    part, _, name = key.partition(".")
    return _catalogue(part)[name][language].format(
        **{blank: _Number(value) if type(value) is int else value for blank, value in values.items()}
    )


class _Number(int):
    """A number in a sentence: as a format `one|many` chooses the words that follow its being 1 or not."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return (one if self == 1 else many) if bar else super().__format__(spec)


def both(key: str, **values: object) -> str:
    """Chinese first with the English beside it, for places where the reader's language is not known."""
    return f"{message(key, 'zh', **values)}\n{message(key, 'en', **values)}"


def translated(sentence: str, parts: Iterable[str], language: Language) -> str:
    """A Chinese sentence that was made from these parts of the catalogue, in another language; any other as it is."""
    if language == "zh":
        return sentence
    for part in parts:
        for name, pattern in _patterns(part).items():
            if found := pattern.fullmatch(sentence):
                return message(f"{part}.{name}", language, **found.groupdict())
    return sentence


@cache
def _patterns(part: str) -> dict[str, re.Pattern[str]]:
    """Each Chinese sentence of a part as an expression whose groups are its blanks."""
    return {
        name: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.{0,200})", re.escape(words["zh"])))
        for name, words in _catalogue(part).items()
    }
