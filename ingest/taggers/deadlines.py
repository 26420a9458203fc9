"""Deadlines: time expressions found where they stand, then resolved (tagging.md, "Deadline").

`find_times` reads the folded text sentence by sentence and knows no date. `resolve_times` supplies left-out years and
months and drops what ended before the document's date. `span_times` does both for one plain string.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.types import Deadline
from ingest.taggers.deadlines_find import expressions
from ingest.taggers.deadlines_resolve import resolve
from ingest.taggers.deadlines_tokens import Flat, Token, tokens
from ingest.taggers.deadlines_types import TimeExpr
from ingest.text import Layout, Sentence, Text

__all__ = ["TimeExpr", "find_times", "resolve_times", "span_times"]


# No sentence that anybody wrote has so many pieces; what has is read in stretches, to keep the time linear, and
# beyond `_MOST` (a megabyte of `每年`) not at all.
_MANY: Final = 64
_MOST: Final = 4096


def find_times(text: Text, sentences: Sequence[Sentence]) -> list[TimeExpr]:
    """The time expressions of `sentences` that bound something, in order, in offsets of the source.

    Pure: needs no date and looks at no sentence but the expression's own. Sentences of the front matter, of titles and
    of the signature are passed over. `TimeExpr.sentence` is the index in `sentences`.
    """
    flat = Flat(text.folded, sentences)
    out: list[TimeExpr] = []
    pieces: list[Token] = []
    index, end, read = -1, -1, 0
    for token in tokens(flat.text):
        if token.start >= end:
            if pieces:
                out += expressions(flat, index, pieces)
            index = flat.index(token.start)
            pieces, end, read = [], flat.bounds(index)[1], 0
        elif read >= _MOST:
            continue
        elif len(pieces) >= _MANY and (token.start > pieces[-1].end or len(pieces) >= 4 * _MANY):
            out += expressions(flat, index, pieces)
            pieces = []
        pieces.append(token)
        read += 1
    if pieces:
        out += expressions(flat, index, pieces)
    return out


def resolve_times(
    text: Text,
    layout: Layout,
    found: Sequence[TimeExpr],
    written: date | None,
    published: date | None = None,
    year: int | None = None,
) -> list[Deadline]:
    """`found` with their dates, in order; `found` must come from `find_times(text, layout.sentences)`.

    Left-out years and months come from what precedes in the sentence, then from a dated month before it in the
    paragraph, else from `written`, the document's date; `published` is the base of terms that run from its issue,
    `year` the year of a document whose date is not known.
    Periods that ended before `written` are dropped. What two readings fit, or nothing dates, keeps its words and says
    so in `uncertain`.
    """
    return resolve(text, layout, found, written, published, year)


def span_times(sentence: str, written: date | None) -> list[Deadline]:
    """The deadlines in one plain string, read as a sentence of a document of the date `written`."""
    text = Text(sentence)
    whole = Sentence(0, len(sentence), 0, -1, "", "body", 0)
    layout = Layout(None, (), None, None, (), (whole,))
    return resolve_times(text, layout, find_times(text, layout.sentences), written)
