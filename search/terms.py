"""What texts and questions are cut into before they meet: one analyzer for both sides and every engine.

A text becomes words as jieba's search mode cuts them (`rjieba`: the same algorithm and dictionary, compiled),
latin and digit tokens whole (`PM2.5`), and pairs of neighbouring characters. Words rank well where both sides
are cut alike; pairs find what a segmenter cuts differently in a question and in a text. Terms hold neither
white space nor punctuation but the point inside a number, so that engines split them at spaces and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.metadata import version
from operator import add
from typing import Final

import rjieba

__all__ = ["PAIR", "Cutter", "analyzer", "clean", "cutter", "terms", "words"]

Cutter = Callable[[str], str]

PAIR: Final = "_"  # begins every pair of characters; no word begins with it, so the two are never confused

# Raised when the rules below change: indexes cut by other rules are then built anew.
_RULES: Final = 2

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007"
# A run of Han characters, whose pairs are taken: `黑臭水体` in `黑臭水体(3个)`.
_RUN: Final = re.compile(f"[{_HAN}]{{2,}}")
# A token of other letters and figures, kept whole: `PM2.5`, `83.8` of `83.8%`, `GB3095` and `2012` of `GB3095-2012`.
_TOKEN: Final = re.compile(rf"[^\W_{_HAN}]+(?:\.[0-9]+)*")
# A space that layout put beside a Han character (`2018 年`, a line break in mid-word), not one between latin words.
_GAP: Final = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")
# Half of a character, as a terminal hands over bytes that are not UTF-8: no file can hold it.
_HALF: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[^\W_]+")
_IS_HAN: Final = re.compile(f"[{_HAN}]").match


@cache
def analyzer() -> str:
    """The name of the rules and dictionary that cut: an index made under another name has other terms."""
    return f"{_RULES}/rjieba-{version('rjieba')}"


def clean(text: str) -> str:
    """`text` as it can be stored and looked up: a character that is no character becomes U+FFFD."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def terms(folded_text: str) -> list[str]:
    """The terms of a folded text, with repetitions: words, then latin and digit tokens, then pairs.

    The same text always gives the same list. Linear in the length of the text.
    """
    text = _tight(folded_text)
    found = _words(text)
    for run in _RUN.findall(text):
        found += map(add, map(PAIR.__add__, run), run[1:])
    return found


def cutter() -> Cutter:
    """Gives the terms of a text joined by spaces, and keeps those of some thousands of texts: headings stand above many
    tasks, and a new version has most sentences of the one before."""
    return lru_cache(maxsize=4096)(lambda folded_text: " ".join(terms(folded_text)))


def words(folded_text: str) -> list[str]:
    """The terms without the pairs."""
    return _words(_tight(folded_text))


def _tight(folded_text: str) -> str:
    return _GAP.sub("", " ".join(clean(folded_text).split()))


def _words(text: str) -> list[str]:
    # A word may end in a Han character only (`B超`); what holds none at its end is a token, a mark or a space. Most
    # characters lie in the one block that is compared first, which is quicker than the expression.
    cut = rjieba.cut_for_search(text)
    found = [word for word in cut if "一" <= word[-1] <= "鿿"]
    if len(found) < len(cut) and (rare := [word for word in cut if not "一" <= word[-1] <= "鿿" and _IS_HAN(word[-1])]):
        found += _PLAIN.findall(" ".join(rare))  # the segmenter takes marks beside a rare character to it: `&𠀀`
    lowered = text.lower()
    if lowered != text:
        found = [word.lower() for word in found]
    found += _TOKEN.findall(lowered)
    return found
