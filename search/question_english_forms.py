"""English words without the endings of plural and tense: one form for all, as the lexicon and the dictionary are met by."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["base", "undegreed"]

_DOUBLED: Final = re.compile(r"([bdgmnprt])\1$")
# Both spellings are one word: `utilisation`, `modernised`, `desulphurise`, `labour`, `centre`, `programme`, `defence`
_BRITISH: Final = re.compile(r"(?<=[a-z]{3})is(ation|e|ed|es|ing)$")
_AMERICAN: Final = tuple(
    (re.compile(british), american)
    for british, american in (
        ("sulph", "sulf"), (r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|hood)", "or"), (r"(?<=[a-z]{2})tre(?=s?$)", "ter"),
        (r"programme(?=s?$)", "program"), (r"(?<=defen|licen)ce(?=s?$)", "se"), ("aluminium", "aluminum"),
    )
)  # fmt: skip
_DEGREE: Final = re.compile(r"(?<=[a-z]{3})(?:er|est|ly)$")
# Irregular forms of verbs of the lexicon.
_IRREGULAR: Final = {
    "built": "build", "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "rose": "rise", "risen": "rise", "cut": "cut", "shut": "shut",
    "sold": "sell", "taught": "teach", "held": "hold", "found": "find", "drew": "draw", "drawn": "draw", "led": "lead", "children": "child",
    "cities": "city", "criteria": "criterion", "countries": "country", "shrank": "shrink", "shrunk": "shrink", "degraded": "degrade", "brought": "bring", "taken": "take",
}  # fmt: skip


@cache
def base(word: str) -> str:
    """A word without the endings of plural and tense, the same for all forms of it: `reduces`, `reducing` reduc."""
    word = word.lower().removesuffix("’s")
    word = _BRITISH.sub(r"iz\1", _IRREGULAR.get(word, word))
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and re.search("[aeiouy]", word[: -len(ending)]):
            word = _DOUBLED.sub(r"\1", word.removesuffix(ending))
            break
    return word.removesuffix("e") if len(word) > 3 else word


def undegreed(word: str) -> str:
    """What `larger`, `largest`, `largely` are forms of, as `base` gives it: they end as a past does (`larged`, `happied`)."""
    return base(_DEGREE.sub("ed", word))
