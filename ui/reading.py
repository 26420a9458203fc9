"""Parts of an answer in words, the same on the page and on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from corpus.messages import Language, message, translated
from corpus.topics import topics
from search.answer_types import QuotedCitation, QuotedTarget
from search.query import Window
from search.reading import Part
from ui.plain import one_line

__all__ = [
    "bracketed",
    "citation_words",
    "comparison_words",
    "doubt_words",
    "named",
    "part_words",
    "several",
    "target_words",
    "topic_words",
    "window_words",
]

# The parts of the catalogue whose sentences say why something is uncertain.
_DOUBTS: Final = ("dates", "tables", "targets", "reading")


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


def target_words(target: QuotedTarget, language: Language) -> str:
    """A figure as its source has it, the day that it is due, and its clause: nothing that is not in the text."""
    words = bracketed(target.text, target.due.isoformat(), language) if target.due else target.text
    return one_line(f"{words}　{target.clause}")


def bracketed(words: str, inside: str, language: Language) -> str:
    """Words with others behind them in brackets, as the reader's language writes these."""
    return message("pages.in_brackets", language, words=words, inside=inside)


def named(name: str, value: str, language: Language) -> str:
    """What something is called and what it is, with the colon of the reader's language."""
    return message("pages.condition", language, name=name, value=value)


def doubt_words(uncertain: str | None, language: Language) -> str:
    """Why a task is uncertain in a reader's language: archives keep the reasons in Chinese."""
    reasons = (uncertain or "").split("; ")
    return "; ".join(translated(reason, _DOUBTS, language) for reason in reasons)


def several(words: Iterable[str], language: Language) -> str:
    """Those of them that say anything, in a row."""
    return ("；" if language == "zh" else "; ").join(filter(None, words))


def topic_words(name: str, language: Language) -> str:
    """What a topic is called."""
    if language == "en":
        return next((topic.en[0] for topic in topics() if topic.name == name and topic.en), name)
    return name


def citation_words(citation: QuotedCitation, language: Language) -> str:
    """A citation as its source has it, and what it is cited for."""
    return bracketed(one_line(citation.text), message(f"pages.relation_{citation.relation}", language), language)


def comparison_words(row: Mapping[str, Any], language: Language) -> str:
    """A row of an answer's `comparison`: the indicator, the verdict, both figures as the texts word them."""
    sides = " / ".join(one_line(side["text"]) for side in (row["local"], row["central"]) if side)
    verdict = message(f"compare.verdict_{row['verdict']}", language)
    return f"{bracketed(one_line(row['indicator']), verdict, language)} {sides}"
