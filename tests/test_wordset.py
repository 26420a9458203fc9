"""A set of words finds what an expression of all of them finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.topics import alternation
from corpus.wordset import WordSet

_WORDS = st.lists(st.text("省市财政厅", min_size=1, max_size=4), min_size=1, max_size=12)


@given(_WORDS, st.text("省市财政厅局", max_size=30))
def test_the_words_of_a_text_are_those_of_the_expression(words: list[str], text: str) -> None:
    expected = [match.span() for match in re.finditer(alternation(words), text)]
    assert list(WordSet(words).spans(text)) == expected


@given(_WORDS, st.text("省市财政厅局", max_size=30))
def test_every_word_at_a_place_longest_first(words: list[str], text: str) -> None:
    known = WordSet([*words, ""])
    for at in range(len(text)):
        assert list(known.ends(text, at)) == sorted(
            {at + len(w) for w in words if text.startswith(w, at)}, reverse=True
        )
