"""Which of two files with the same content is kept as the source (tagging.md, "Which document, which task")."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

__all__ = ["rank"]

_SUFFIXES: Final = (".docx", ".doc", ".wps", ".rtf", ".html", ".ofd", ".pdf", ".txt")
_BETTER: Final = {suffix: place for place, suffix in enumerate(_SUFFIXES)} | {".htm": _SUFFIXES.index(".html")}


def rank(source: str) -> int:
    """How good a source a file of this name is: the lower is kept; 0 is the best."""
    return _BETTER.get(PurePath(source).suffix.lower(), len(_BETTER))
