"""How a question was understood, in words: for chips on the page and a line on the terminal."""

from __future__ import annotations

from corpus.messages import Language, message
from search.query import Window
from search.reading import Part
from ui.plain import one_line

__all__ = ["part_words", "window_words"]


def part_words(part: Part, language: Language) -> str:
    """A part as a person reads it: what kind it is, the words of the question, and the days they were taken for."""
    kind = message(f"pages.part_{part.kind}", language)
    days = window_words(part.window, language) if part.window else ""
    return f"{kind} {' '.join(words for words in (one_line(part.text), days) if words)}"


def window_words(window: Window, language: Language) -> str:
    """Days from first to last as a person writes them; an open side is said as at most or at least."""
    first, last = (day.isoformat() if day else "" for day in (window.first, window.last))
    if first and last:
        return message("pages.window", language, first=first, last=last)
    if last:
        return message("pages.window_until", language, last=last)
    return message("pages.window_since", language, first=first) if first else ""
