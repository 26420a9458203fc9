"""The catalogue of everything that duban says to a user, in Chinese and English.

One TOML file a part of the program (`errors`, `answers`, `cli`, `pages`); a key is `file.name`, its
value a table `{zh = "…", en = "…"}` whose blanks are filled by `str.format`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final, Literal

__all__ = ["LANGUAGES", "Language", "both", "message"]

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


@cache
def _catalogue(part: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__name__) / f"{part}.toml").read_text(encoding="utf-8"))


def message(key: str, language: Language = "zh", **values: object) -> str:
    """The sentence `key` (`part.name`) in one language with its blanks filled.

    Raises `KeyError` when the catalogue has no such sentence: a missing sentence is a bug, not a case.
    """
    part, _, name = key.partition(".")
    return _catalogue(part)[name][language].format(**values)


def both(key: str, **values: object) -> str:
    """Chinese first with the English beside it, for places where the reader's language is not known."""
    return f"{message(key, 'zh', **values)}\n{message(key, 'en', **values)}"
