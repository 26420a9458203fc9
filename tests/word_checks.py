"""Whether code and lexicons were written for the genre, or for the annotated texts (tests/test_architecture.py)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from corpus.fold import fold
from ingest.readers import read
from shared_texts import ROOT, SHARED, annotated_texts

# From this length on, words that a text and the program share are no accident of the language.
PHRASE: Final = 6
_HAN_CHARACTER: Final = "[\u3400-\u4dbf\u4e00-\u9fff]"
_HAN: Final = re.compile(f"{_HAN_CHARACTER}+")
_PACKAGES: Final = ("corpus", "ingest", "search", "ui")


@cache
def texts() -> list[str]:
    """All annotated texts, folded, without line breaks; those held out too: a program opens them, nobody reads them."""
    files = [text.text for held in (False, True) for text in annotated_texts(holdout=held)]
    return [re.sub(r"\s+", "", fold(path.read_bytes().decode("utf-8"))) for path in files]


@cache
def other_texts() -> str:
    """All texts of the genre that nobody has annotated, folded, in one; another copy of an annotated one is none."""
    annotated = texts()
    corpus = SHARED / "corpus"
    others = []
    for path in sorted(p for p in corpus.rglob("*") if p.suffix in {".txt", ".html"}):
        text = re.sub(r"\s+", "", fold(read(path).text))
        if not any(text[len(text) // 2 :][:200] in known for known in annotated):
            others.append(text)
    return "\n".join(others)


def program_files() -> list[Path]:
    """All code and data of the four packages but for the bundled samples, and the scripts."""
    found = [path for folder in (*_PACKAGES, "scripts") for path in (ROOT / folder).rglob("*")]
    return sorted(p for p in found if p.suffix in {".py", ".toml"} and p.parent.name != "samples")


def shared_phrases(content: str, sources: list[str]) -> Iterator[str]:
    """The longest stretches of Chinese characters, `PHRASE` or more, that `content` has in common with a text."""
    grams = {run[at : at + PHRASE] for text in sources for run in _HAN.findall(text) for at in _starts(run)}
    for run in _HAN.findall(fold(content)):
        at = 0
        while at + PHRASE <= len(run):
            end = at + PHRASE
            if run[at:end] not in grams:
                at += 1
                continue
            while end < len(run) and any(run[at : end + 1] in text for text in sources):
                end += 1
            yield run[at:end]
            at = end - PHRASE + 2  # another stretch may begin within this one, not end in it


def _starts(run: str) -> range:
    return range(len(run) - PHRASE + 1)


def lexicon_files() -> list[Path]:
    """The tables of words, one file a kind."""
    return sorted((ROOT / "corpus" / "lexicon").glob("*.toml"))


def entries(path: Path) -> set[str]:
    """The words of a lexicon: every string and key, tables in one string cell by cell, of two or more characters.

    A single character (个, 年, 省) is no word that a text could have been mined for.
    """
    return set(_words(tomllib.loads(path.read_text(encoding="utf-8"))))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield from (cell for cell in re.split(r"[\s|,;、]+", fold(value)) if len(re.findall(_HAN_CHARACTER, cell)) > 1)
