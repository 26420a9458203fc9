"""The archive that the pages read: opened once an address, shared by all sessions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import streamlit as st

from search import open_archive
from search.archive import Archive

__all__ = ["archive_of", "may", "person"]


def archive_of(url: str) -> Archive:
    """The archive at an address. Raises `ArchiveError` where it is not there; another file at its path is opened anew."""
    path = Path(url.removeprefix("sqlite:///"))
    try:
        file = path.stat().st_ino if url.startswith("sqlite:") else 0
    except OSError:
        file = -1  # `open_archive` says what is wrong with it
    return _opened(url, file)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda archive: archive.close())
def _opened(url: str, file: int) -> Archive:
    return open_archive(url, create=False)


def person() -> str:
    """Who is at this session: the name given once in the page, or `DUBAN_USER`."""
    return str(st.session_state.get("who") or os.environ.get("DUBAN_USER", "")).strip()


Right = Literal["mark", "keep"]


def may(right: Right) -> bool:
    """Whether who is at this session may do something: `mark` tasks and correct, `keep` documents (upload, delete)."""
    role = os.environ.get("DUBAN_ROLE", "keeper")
    return role == "keeper" or (role == "editor" and right == "mark")
