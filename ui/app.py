"""The pages: one router, a line a page; what is the same on all of them stands here."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Final

import streamlit as st
from anyio import move_on_after, to_thread
from streamlit.starlette import App

from corpus.errors import DubanError
from corpus.messages import LANGUAGES, Language, message
from ui.door import archive_address
from ui.pages import ask, calendar, check, compare, html, ledger, library, overview, reader, targets
from ui.pages.store import may, warm
from ui.pages.visitor import come_in, show_door, show_visitor
from ui.pages.ways import address, clickable, go, link, remember_routes

__all__ = ["PAGES", "main", "ready"]

# The first is what opens without a path. A page is a function of the archive's address and the reader's language.
PAGES: Final = (
    ("overview", overview.page),
    ("ask", ask.page),
    ("ledger", ledger.page),
    ("calendar", calendar.page),
    ("targets", targets.page),
    ("reader", reader.page),
    ("compare", compare.page),
    ("check", check.page),
    ("library", library.page),
)
_NAMES: Final[dict[Language, str]] = {"zh": "中文", "en": "English"}
# What Streamlit and Python would load, and compile, while the first page waits.
_LATER: Final = (
    "streamlit.emojis", "streamlit.components.v2.manifest_scanner", "streamlit.runtime.scriptrunner.magic_funcs",
    "packaging.tags", "packaging.utils", "_strptime",
)  # fmt: skip
_PATIENCE: Final = 60.0  # seconds
_STYLE: Final = Path(__file__).parent / "pages" / "style.css"


@asynccontextmanager
async def ready(_: App | None = None) -> AsyncIterator[None]:
    """What is done before the server answers: the archive is opened and all loaded, so that nobody's first page waits.

    An archive that keeps still for `_PATIENCE` seconds is loaded on beside: its pages wait, and say what is wrong with it.
    """
    for name in _LATER:
        with suppress(ImportError):
            import_module(name)
    inspect.stack()  # Streamlit asks for it with the first element, and Python looks at the file of each module once
    with suppress(DubanError), move_on_after(_PATIENCE):  # the pages say what is wrong with the archive
        question = message("pages.example_1", "zh")
        await to_thread.run_sync(warm, archive_address(), question, abandon_on_cancel=True)
    yield


def main(start: str = "") -> None:
    """Show the page that the address names, or `start` where it names none."""
    language = _language()
    st.set_page_config(page_title=message("pages.title", language), layout="wide", initial_sidebar_state="collapsed")
    st.html(_STYLE)
    st.html(html.said_by_streamlit(language))
    url = archive_address()
    inside, refused = False, None
    try:
        inside = come_in(url)
    except DubanError as error:  # who may come in cannot be read
        refused = error
    routes = {
        name: st.Page(
            partial(_page, page, url, language),
            title=message(f"pages.{name}", language),
            url_path=name,
            default=name == start,
        )
        for name, page in PAGES
    }
    remember_routes(routes, language)
    pages = list(routes.values())
    if not start:
        # The page that an address without a name leads to has no name of its own in Streamlit: it leads on to the first.
        pages.append(st.Page(_lead_on, title=message("pages.title", language), default=True, visibility="hidden"))
    route = st.navigation(pages, position="top" if inside else "hidden")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(html.brand(language), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            if inside:
                show_visitor(language)
            _switch(language)
    if refused:
        _refuse(refused, language)
    elif inside:
        route.run()
    else:
        show_door(language)


def _lead_on() -> None:
    go(PAGES[0][0], **{name: st.query_params.get_all(name) for name in st.query_params})


def _page(page: Callable[[str, Language], None], url: str, language: Language) -> None:
    try:
        page(url, language)
    except DubanError as error:  # the archive is missing, locked, of a newer version: the next run asks it anew
        _refuse(error, language)


def _refuse(error: DubanError, language: Language) -> None:
    st.error(html.markdown(message(error.key, language, **error.values)))
    if error.key == "errors.archive_missing" and may("keep"):  # who is at a desk has no terminal
        first = link(address("library"), escape(message("pages.first_upload", language)), kind="duban-way")
        clickable(f"<p>{first}</p>", "first-upload")
    st.button(message("pages.again", language))


def _language() -> Language:
    # In the address, so that a link shows what its sender saw; on a page opened without, as on the one before.
    named = st.query_params.get("lang")
    if named in LANGUAGES:
        st.session_state["language_kept"] = named
    kept = st.session_state.get("language_kept", "zh")
    if kept == "en" and named is None:
        st.query_params["lang"] = "en"
    return "en" if kept == "en" else "zh"


def _switch(language: Language) -> None:
    st.session_state["language"] = language
    st.segmented_control(
        message("pages.language", language),
        LANGUAGES,
        format_func=_NAMES.__getitem__,
        key="language",
        on_change=_switched,
        label_visibility="collapsed",
    )


def _switched() -> None:
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        st.query_params["lang"] = st.session_state["language_kept"] = chosen
