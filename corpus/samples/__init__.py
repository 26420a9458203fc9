"""The policy texts that ship with duban; README.md beside this file tells where they come from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["sample_path", "sample_text"]

_SAMPLE = "nmg-2018-pollution-opinion.txt"


def sample_path() -> Path:
    """The file of the sample opinion. The program is installed as files (not run from a zip), so there is one."""
    return Path(str(files(__name__) / _SAMPLE))


def sample_text() -> str:
    """The text of the sample opinion, every character as in the file."""
    return sample_path().read_bytes().decode("utf-8")
