"""The pages: one router, a line a page; what is the same on all of them stands here."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from corpus.messages import LANGUAGES, Language, message
from search import DEFAULT_ARCHIVE
from ui.pages import ask, html

__all__ = ["main"]

# The first is what opens without a path. A page is a function of the archive's address and the reader's language.
PAGES: Final = (("ask", ask.page),)
_NAMES: Final[dict[Language, str]] = {"zh": "中文", "en": "English"}
_STYLE: Final = Path(__file__).parent / "pages" / "style.css"


def main() -> None:
    """Show the page that the address names."""
    language = _language()
    st.set_page_config(page_title=message("pages.title", language), layout="wide", initial_sidebar_state="collapsed")
    st.html(_STYLE)
    url = os.environ.get("DUBAN_ARCHIVE") or DEFAULT_ARCHIVE
    routes = [
        st.Page(partial(page, url, language), title=message(f"pages.{name}", language), url_path=name, default=not at)
        for at, (name, page) in enumerate(PAGES)
    ]
    route = st.navigation(routes, position="top" if len(routes) > 1 else "hidden")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(html.brand(language), width="content")
        _switch(language)
    route.run()


def _language() -> Language:
    # In the address, so that a link shows what its sender saw; Chinese unless it says otherwise.
    return "en" if st.query_params.get("lang") == "en" else "zh"


def _switch(language: Language) -> None:
    st.segmented_control(
        message("pages.language", language),
        LANGUAGES,
        default=language,
        format_func=_NAMES.__getitem__,
        key="language",
        on_change=_switched,
        label_visibility="collapsed",
    )


def _switched() -> None:
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        st.query_params["lang"] = chosen
