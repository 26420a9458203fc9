"""核对 Check: every sentence of a document and what it was taken for; the doubtful ones first, accepted or made tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from corpus.types import Document
from search.accounts import Account, accept, accepted, account, to_check
from search.archive import Archive
from search.corrections import Correction
from ui.export.columns import Cell
from ui.pages import taken, ways
from ui.pages.correct import apply_and_tell, downloads
from ui.pages.ledger import STEP, page_of, turn
from ui.pages.store import archive_of, ask_name, may, person
from ui.pages.ways import address, clickable, link
from ui.plain import one_line, shorten
from ui.reading import doubt_words, several

__all__ = ["page"]

_SHOW: Final = ("doubtful", "all")
_COLUMNS: Final = ("clause", "sentence", "taken_for", "why", "decide")


def page(url: str, language: Language) -> None:
    """The page: `?doc=KEY&show=all`."""
    archive = archive_of(url)
    labels = {info.key: info.label for info in archive.documents() if info.current}
    if not labels:
        st.info(message("pages.library_empty", language))
        return
    which, what, name = st.columns([3, 1.3, 1], vertical_alignment="bottom")
    with which:
        key = ways.pick_one(
            message("pages.facet_document", language), "doc", list(labels), lambda one: shorten(labels[one], 90)
        )
    with what:
        show = ways.pick_one(message("pages.show", language), "show", _SHOW, partial(_named, language), radio=True)
    if may("mark"):
        st.session_state["who"] = ask_name(name, language)
    document = archive.get(key)
    if document is None:  # deleted by somebody else a moment ago
        st.warning(message("pages.document_gone", language))
        return
    accounts = account(document)
    known = accepted(archive, key)
    open_ones = to_check(accounts, known)
    listed = open_ones if show == "doubtful" else list(accounts)
    head_at, file_at = st.columns([4, 1], vertical_alignment="top")
    head_at.html(_head(document, accounts, len(open_ones), language))
    with file_at:
        _file(listed, labels[key], known, language)
    if not listed:
        st.success(message("pages.nothing_to_check", language))
    at = page_of(len(listed))
    pressed = clickable(_table(listed[at * STEP : (at + 1) * STEP], key, known, language), "check")
    turn(at, len(listed), language)
    downloads(archive, document, language)
    if pressed:
        _do(archive, document, accounts, pressed, language)


def _named(language: Language, show: str) -> str:
    return message(f"pages.show_{show}", language)


def _head(document: Document, accounts: Sequence[Account], left: int, language: Language) -> str:
    told = message("pages.checked", language, sentences=len(accounts), tasks=len(document.tasks), left=left)
    counts = Counter(one.sentence.kind for one in accounts).most_common()
    # Counted are sentences: one that holds two tasks is one here.
    kinds = f"<span>{escape(message('pages.sentences_by_kind', language))}</span>"
    kinds += "".join(f"<span>{escape(message(f'cli.kind_{kind}', language))} {count}</span>" for kind, count in counts)
    return f'<p class="duban-headline" role="status">{escape(told)}</p><p class="duban-kinds">{kinds}</p>'


def _table(listed: Sequence[Account], key: str, known: frozenset[str], language: Language) -> str:
    if not listed:
        return ""
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in _heads(language))
    rows = "".join(_row(one, key, known, language) for one in listed)
    return f'<table class="duban-table duban-check"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _heads(language: Language) -> list[str]:
    return [message(f"pages.check_{name}", language) for name in _COLUMNS]


def _cells(one: Account, known: frozenset[str], language: Language) -> list[str]:
    """What is told of a sentence: its clause and words, what it was taken for, why to look, whether somebody did."""
    doubts = [message(f"cli.mark_{mark}", language) for mark in one.marks]
    doubts += [doubt_words(task.uncertain, language) for task in one.tasks if task.uncertain]
    return [
        one.sentence.clause,
        one_line(one.text),
        message(f"cli.kind_{one.sentence.kind}", language),
        several(map(one_line, doubts), language),
        message("pages.accepted", language) if one.name in known else "",
    ]


def _file(listed: Sequence[Account], label: str, known: frozenset[str], language: Language) -> None:
    def rows() -> list[list[Cell]]:
        return [[*_cells(one, known, language)] for one in listed]

    taken.offer(message("pages.check", language), _heads(language), rows, language, about=label)


def _row(one: Account, key: str, known: frozenset[str], language: Language) -> str:
    clause, words, kind, why, accepted_words = (escape(cell) for cell in _cells(one, known, language))
    place = one.sentence.start
    where = (
        address("reader", doc=key, task=one.tasks[0].id)
        if one.tasks
        else address("reader", doc=key, find=one.text.strip()[:24])
    )
    buttons = ""
    if accepted_words:
        buttons = f"<small>{accepted_words}</small>"
    elif may("mark"):
        buttons = _button(f"accept:{place}", message("pages.accept", language)) if one.doubtful else ""
        if not one.tasks:
            buttons += _button(f"task:{place}", message("pages.make_task", language))
    return (
        f'<tr><td class="duban-c-clause">{clause}</td>'
        f'<td class="duban-c-quotation">{link(where, words)}</td>'
        f"<td>{kind}</td><td>{why}</td>"
        f'<td class="duban-c-decide">{buttons}</td></tr>'
    )


def _button(does: str, words: str) -> str:
    return f'<button type="button" class="duban-button" data-do="{escape(does)}">{escape(words)}</button>'


def _do(archive: Archive, document: Document, accounts: Sequence[Account], pressed: str, language: Language) -> None:
    what, _, place = pressed.partition(":")
    one = next((one for one in accounts if str(one.sentence.start) == place), None)
    if one is None or not may("mark"):
        return
    if not person():
        st.error(message("pages.name_needed", language))
        return
    if what == "task":
        made = Correction("task", one.text.strip(), start=one.sentence.start)
        apply_and_tell(archive, document, made, person(), language)
    elif what == "accept":
        accept(archive, document.key, one, who=person(), when=datetime.now(UTC))
        st.rerun()
