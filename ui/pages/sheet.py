"""The page of the source file beside the text: its picture, what the chosen task was read from marked in it."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.errors import DubanError
from corpus.messages import Language, message
from corpus.types import Document
from search.archive import Archive
from ui.pages.html import markdown
from ui.pages.ways import clickable, here, link

__all__ = ["number_of", "show"]


def number_of(document: Document) -> int:
    """The page that the address asks for (`?sheet=3`); 0 where it asks for none, or the document has no original."""
    given = st.query_params.get("sheet", "")
    if not document.original or not given.isdecimal():
        return 0
    return max(1, min(int(given[:9]), document.pages[-1].number))


def show(archive: Archive, document: Document, number: int, start: int, end: int, language: Language) -> None:
    """Page `number` with what of the stretch stands on it marked, the ways to the pages before and behind it above."""
    steps = [
        link(here("reader", sheet=str(beside)), sign, title=message(f"pages.sheet_{name}", language), kind="duban-step")
        for name, sign, beside in (("before", "‹", number - 1), ("after", "›", number + 1))
        if 1 <= beside <= document.pages[-1].number
    ]
    told = escape(message("pages.sheet_of", language, page=number, pages=document.pages[-1].number))
    clickable(f'<p class="duban-turn">{told}　{"　".join(steps)}</p>', "sheet-steps")
    try:
        with st.spinner(message("pages.sheet_drawing", language)):
            picture = _picture(archive, document.original, document, number, start, end)
    except DubanError as error:
        st.warning(markdown(message(error.key, language, **error.values)))
        return
    if picture is None:
        st.info(message("pages.sheet_gone", language))
    else:
        st.image(picture, caption=message("pages.page_number", language, page=number), width="stretch")


@st.cache_data(max_entries=40, show_spinner=False)
def _picture(_archive: Archive, original: str, _document: Document, number: int, start: int, end: int) -> bytes | None:
    """The picture of a page; `original` names the file whatever the archive, so that these are all that it depends on."""
    from ingest.readers.picture import page_picture

    content = _archive.original(original)
    return None if content is None else page_picture(content, _document, number, start, end)
