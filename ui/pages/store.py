"""The archive that the pages read: opened once an address, shared by all sessions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.errors import BadRequest
from corpus.messages import Language, message
from search import open_archive
from search.archive import Archive
from ui.guarded import Right, guarded
from ui.guarded import may as role_may
from ui.pages.visitor import account, come_in, person, visitor
from ui.users import Role

__all__ = ["archive_of", "ask_name", "may", "new_archive_of", "person"]


def archive_of(url: str) -> Archive:
    """The archive at an address, as who is at this session may use it (`ui.guarded`).

    Raises `ArchiveError` where it is not there; another file at its path is opened anew.
    """
    path = Path(url.removeprefix("sqlite:///"))
    try:
        file = path.stat().st_ino if url.startswith("sqlite:") else 0
    except OSError:
        file = -1  # `open_archive` says what is wrong with it
    return guarded(_opened(url, file), partial(_who, url))


def _who(url: str) -> tuple[str, Role]:
    if not come_in(url):
        raise BadRequest("users.signed_out")
    return account(), visitor().role


def new_archive_of(url: str) -> Archive:
    """The same, made where it is not there by who may keep documents. Raises `BadRequest` for others."""
    if not may("keep"):
        raise BadRequest("users.may_not_keep")
    open_archive(url).close()
    return archive_of(url)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda archive: archive.close())
def _opened(url: str, file: int) -> Archive:
    return open_archive(url, create=False)


def may(right: Right) -> bool:
    """Whether who is at this session may do something: `mark` tasks and correct, `keep` documents (upload, delete)."""
    return role_may(visitor().role, right)


def ask_name(where: DeltaGenerator, language: Language) -> str:
    """The name that changes are kept with: of who signed in, else asked for in a field at `where`."""
    if visitor().name:
        return visitor().name
    return where.text_input(message("pages.who_are_you", language), person())
