"""In which language a question is asked: Chinese of either script, English, or one that we do not read."""

from __future__ import annotations

import re
from typing import Final

from corpus.messages import Language

__all__ = ["HAN", "LETTER", "language_of"]

HAN: Final = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
LETTER: Final = re.compile(r"[^\W\d_]")
_KANA: Final = re.compile(r"[぀-ヿ가-힣]")  # Japanese and Korean use Chinese letters too
# SQL is no question, though its words are English
_CODE: Final = re.compile(
    r"\bselect\s{1,9}\*\s{1,9}from\b|\b(?:drop\s{1,9}table|delete\s{1,9}from|insert\s{1,9}into|union\s{1,9}select)\b|\bor 1 ?= ?1\b",
    re.IGNORECASE,
)


def language_of(folded: str) -> Language | None:
    """`zh`, `en`, or None for a folded text in neither."""
    letters = len(LETTER.findall(folded))
    han = len(HAN.findall(folded))
    if len(_KANA.findall(folded)) * 2 > han or (not han and _CODE.search(folded)):
        return None
    if han and han * 5 >= letters:
        return "zh"
    from search.question_english_words import looks_english  # its tables are loaded for those who ask in English only

    return "en" if looks_english(folded) else ("zh" if han else None)
