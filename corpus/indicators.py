"""Indicators by their families: under which key a figure is found, whatever the text calls what it measures.

The families stand in `lexicon/indicators.toml` (the usual full name, other names, abbreviations, English names). They
serve to make a question and a text meet; an indicator that is in no family is found under its own name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from corpus.tables import lexicon_table

__all__ = ["find_indicators", "indicator_keys"]

# What a name may carry without measuring anything else: an explanation in brackets, quotation marks, blanks.
_NOISE: Final = re.compile(r"\([^()]*\)|[\s“”‘’\u200b]")
# A number or a rate is named in two ways: 比例 and 比率, 占比 and 比重.
_SAME: Final = (("比率", "比例"), ("占比", "比例"), ("比重", "比例"))


@cache
def _families() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    table = lexicon_table("indicators")
    return {key: (tuple(family["names"]), tuple(family["en"])) for key, family in table.items()}


def _even(name: str) -> str:
    """A name with its variants levelled; the same length, so that places in it are places in the text."""
    for one, other in _SAME:
        name = name.replace(one, other)
    return name.upper()


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {_even(name): key for key, (names, _) in _families().items() for name in (*names, key)}
    return re.compile(_longest_first(keys)), keys


@cache
def _english() -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {name: key for key, (_, english) in _families().items() for name in english}
    return re.compile(rf"(?<![a-z0-9])(?:{_longest_first(keys)})(?![a-z0-9])"), keys


def _longest_first(names: dict[str, str]) -> str:
    # An abbreviation is a word of its own: `M2` is not in `km2`, `COD` not in `CODE`.
    def bounded(name: str) -> str:
        first = r"(?<![A-Z0-9])" if name[0].isascii() and name[0].isalnum() else ""
        last = r"(?![A-Z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
        return first + re.escape(name) + last

    return "|".join(bounded(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def indicator_keys(folded_name: str) -> tuple[str, ...]:
    """The keys under which an indicator of these (folded) words is found, without repeats, in the order of the words.

    Those of every family that the words name (`细颗粒物(PM2.5)年均浓度` is under `细颗粒物浓度`); where they name
    none, the words themselves without brackets, quotation marks and blanks. Empty only for empty words.
    """
    found = tuple(dict.fromkeys(key for _, _, key in _in_chinese(folded_name)))
    if found:
        return found
    own = _NOISE.sub("", folded_name) or "".join(folded_name.split())
    return (own,) if own else ()


def find_indicators(folded_text: str) -> list[tuple[int, int, str]]:
    """The indicators that a (folded) question or text names, in Chinese or English: start, end and key of each."""
    found = _in_chinese(folded_text)
    pattern, keys = _english()
    lowered = folded_text.lower()
    if len(lowered) == len(folded_text):
        found += [(m.start(), m.end(), keys[m.group()]) for m in pattern.finditer(lowered)]
    kept: list[tuple[int, int, str]] = []
    # `energy consumption per unit of GDP` holds the abbreviation GDP: the longer name counts.
    for start, end, key in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if all(end <= a or b <= start for a, b, _ in kept):
            kept.append((start, end, key))
    return sorted(kept)


def _in_chinese(folded: str) -> list[tuple[int, int, str]]:
    pattern, keys = _chinese()
    even = _even(folded)
    if len(even) != len(folded):  # a letter whose capital is two letters would move the places
        even = folded
    return [(m.start(), m.end(), keys[m.group()]) for m in pattern.finditer(even)]
