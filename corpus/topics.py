"""Topics: what a clause or a question is about, read from the words of `lexicon/topics.toml`.

A topic has a name (`大气`), which is its key everywhere, the names that a question may call it by, and the
words that show it in a text. All functions take folded text and are pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import add

import msgspec

from corpus.tables import lexicon_table

__all__ = ["Topic", "alternation", "topic_named", "topics", "topics_of"]


class Topic(msgspec.Struct, frozen=True):
    """A field of government: its key, what questions call it in Chinese and English, its words in texts."""

    name: str
    en: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]


def alternation(words: Iterable[str]) -> str:
    """A regular expression that finds the longest of `words` at a place, as nested groups by shared beginnings.

    A flat alternation tries every word at every place; nested by first letters it tries one branch.
    """

    def branch(suffixes: list[str]) -> str:
        optional = "" in suffixes
        by_first: dict[str, list[str]] = {}
        for suffix in suffixes:
            if suffix:
                by_first.setdefault(suffix[0], []).append(suffix[1:])
        options = [re.escape(first) + branch(rest) for first, rest in sorted(by_first.items())]
        if not options:
            return ""
        group = options[0] if len(options) == 1 and not optional else f"(?:{'|'.join(options)})"
        return f"(?:{group})?" if optional else group

    return branch(sorted(set(words)))


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the lexicon."""
    table = lexicon_table("topics")
    return tuple(
        Topic(name, tuple(entry["en"]), tuple(entry["names"]), tuple(entry["words"])) for name, entry in table.items()
    )


@cache
def _index() -> dict[str, tuple[tuple[str, frozenset[int]], ...]]:
    """First two letters -> the words that begin with them and the numbers of their topics."""
    where: dict[str, set[int]] = {}
    for number, topic in enumerate(topics()):
        for word in (topic.name, *topic.names, *topic.words):
            # The key itself is no word of a text where it is one letter (`水` is in 水泥, 水平, 薪水).
            if len(word) > 1:
                where.setdefault(word, set()).add(number)
    index: dict[str, list[tuple[str, frozenset[int]]]] = {}
    for word, numbers in where.items():
        index.setdefault(word[:2], []).append((word, frozenset(numbers)))
    return {pair: tuple(words) for pair, words in index.items()}


@cache
def _pairs() -> frozenset[str]:
    return frozenset(_index())


@lru_cache(maxsize=1024)  # short tasks say the same again and again
def topics_of(folded: str) -> tuple[str, ...]:
    """The topics that `folded` shows, in the order of the lexicon; empty when it shows none.

    Four times as fast as one expression of all words: only pairs of letters that begin a word are looked at.
    """
    index = _index()
    found: set[int] = set()
    for pair in _pairs().intersection(map(add, folded, folded[1:])):
        for word, numbers in index[pair]:
            if word in folded:
                found |= numbers
    names = topics()
    return tuple(names[number].name for number in sorted(found))


@cache
def _names() -> dict[str, str]:
    named: dict[str, str] = {}
    for topic in topics():
        for name in (topic.name, *topic.names):
            named.setdefault(name, topic.name)
        for word in topic.en:
            named.setdefault(word.lower(), topic.name)
    return named


def topic_named(name: str) -> str | None:
    """The key of the topic that a question calls `name` (Chinese, folded, or English in any case), if there is one."""
    return _names().get(name.strip().lower()) or _names().get(name.strip())
