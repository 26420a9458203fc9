"""The words of a text with those that mean the same as one (`corpus/lexicon/synonyms.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from corpus.fold import fold
from corpus.topics import alternation

__all__ = ["by_synonyms"]


@cache
def _firsts() -> tuple[dict[str, str], re.Pattern[str]]:
    table = tomllib.loads((files("corpus") / "lexicon" / "synonyms.toml").read_text(encoding="utf-8"))
    firsts: dict[str, str] = {}
    for group in table["same"]:
        words = [fold(word).lower() for word in group]
        for word in words:
            firsts.setdefault(word, words[0])
    return firsts, re.compile(alternation(word for word in firsts if len(word) > 1), re.IGNORECASE)


def by_synonyms(folded: str) -> tuple[list[str], str]:
    """The words of a text that have full synonyms, each as the first of those that mean the same; and the rest of it.

    >>> by_synonyms("制订环评办法")
    (['制定', '环评'], ',,,,办法')
    """
    firsts, pattern = _firsts()
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(firsts[match[0].lower()])
        return "," * len(match[0])

    rest = pattern.sub(taken, folded)
    return found, rest
