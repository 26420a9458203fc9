"""The tables that the program reads: TOML files beside its code."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import rtoml  # reads them in an eighth of the time of tomllib, a tenth of a second at each start

__all__ = ["lexicon_table", "read_table"]


def read_table(package: str, name: str) -> dict[str, Any]:
    """The table `name`.toml that lies in a package."""
    return rtoml.loads((files(package) / f"{name}.toml").read_text(encoding="utf-8"))


def lexicon_table(name: str) -> dict[str, Any]:
    """A table of the lexicon: `bodies`, `verbs`."""
    return read_table("corpus.lexicon", name)
