"""The archive that the pages read: opened once an address, shared by all sessions."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.errors import BadRequest
from corpus.messages import Language, message
from search import open_archive
from search.answer import answer
from search.archive import Archive
from search.query import Facet, Query
from ui.guarded import Right, guarded
from ui.guarded import may as role_may
from ui.pages.visitor import account, come_in, person, visitor
from ui.say import progress
from ui.users import Role

__all__ = ["archive_of", "ask_name", "may", "new_archive_of", "person", "warm"]


def archive_of(url: str) -> Archive:
    """The archive at an address, as who is at this session may use it (`ui.guarded`).

    Raises `ArchiveError` where it is not there; another file at its path is opened anew.
    """
    return guarded(_opened(url, _file(url)), partial(_who, url))


def _file(url: str) -> int:
    """What the file of an archive is known by, whatever stands at its path."""
    try:
        return Path(url.removeprefix("sqlite:///")).stat().st_ino if url.startswith("sqlite:") else 0
    except OSError:
        return -1  # `open_archive` says what is wrong with it


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


def warm(url: str, question: str) -> None:
    """Open an archive before anybody asks for it, and load what pages and questions need. Raises as `archive_of` does."""
    archive = _opened(url, _file(url))
    archive.facets(Query(), get_args(Facet))
    answer(archive, question, as_of=date.today())


# Indexed anew after an update of the program, a large archive takes a while: the server's terminal tells how far it is.
@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda archive: archive.close())
def _opened(url: str, file: int) -> Archive:
    with progress("cli.reindexing") as advance:
        return open_archive(url, create=False, advance=advance)


def may(right: Right) -> bool:
    """Whether who is at this session may do something: `mark` tasks and correct, `keep` documents (upload, delete)."""
    return role_may(visitor().role, right)


def ask_name(where: DeltaGenerator, language: Language) -> str:
    """The name that changes are kept with: of who signed in, else asked for in a field at `where`."""
    if visitor().name:
        return visitor().name
    return where.text_input(message("pages.who_are_you", language), person())
