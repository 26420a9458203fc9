"""问答 Ask: a question, how it was understood, and every task that answers it, quoted and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any, Final, cast, get_args

import streamlit as st

from corpus.messages import Language, message
from corpus.types import Document
from search.answer import Answer
from search.answer_types import QuotedCitation
from search.archive import Archive
from ui.asking import By, Group, Shown, ask_changed, grouped, only_document, query_of_answer, shown
from ui.export import FORMATS, Entry, Options
from ui.pages import html
from ui.pages.chips import changes, restore, show_chips
from ui.pages.history import keep_question, note_asked, offer, tell_new
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link, pick_one
from ui.plain import one_line
from ui.reading import citation_words, comparison_words, target_words

__all__ = ["page"]

_EXAMPLES: Final = ("example_1", "example_2", "example_3", "example_4")
_STEP: Final = 50  # tasks shown at a time; the count and the exports always hold all
_LISTED: Final = 30  # documents of the archive named before a question is asked
_BY: Final = get_args(By)
_DOWNLOADS: Final = ("xlsx", "csv", "ics", "docx")


def page(url: str, language: Language) -> None:
    """The page. Question, what was changed of its conditions and grouping are in the address: `?q=…&without=due-0-8&by=body`."""
    question = st.query_params.get("q", "")
    if st.session_state.get("asked") != question:  # opened by a link, or gone back to
        st.session_state.asked = st.session_state.question = question
        st.session_state.shown = _STEP
    archive = archive_of(url)
    if question.strip():
        note_asked(question)
    _question_box(archive, question, language)
    documents = [info for info in archive.documents() if info.current]
    if not documents:
        st.info(message("pages.library_empty", language))
    elif not question.strip():
        tasks = sum(info.tasks for info in documents)
        st.caption(message("pages.library_counts", language, documents=len(documents), tasks=tasks))
        documents.sort(key=lambda info: (info.date or date.min, info.label), reverse=True)
        rest = len(documents) - _LISTED
        more = message("pages.more_in_library", language, count=rest) if rest > 0 else ""
        way = f"<p>{link(address('library'), escape(more), kind='duban-way')}</p>" if more else ""
        clickable(html.library(documents[:_LISTED], language) + way, "library")
    else:
        without = frozenset(st.query_params.get_all("without"))
        changed = changes(archive, language)
        with st.spinner(message("pages.asking", language)):  # the first question loads the lexicons
            answer = ask_changed(archive, question, without, changed, as_of=date.today())
        _show(archive, answer, language, some_changed=bool(without or changed))


def _question_box(archive: Archive, now: str, language: Language) -> None:
    box, button = st.columns([6, 1], vertical_alignment="bottom")
    box.text_input(
        message("pages.question", language),
        key="question",
        placeholder=message("pages.question_hint", language),
        label_visibility="collapsed",
        on_change=_submit,
    )
    button.button(message("pages.submit", language), type="primary", on_click=_submit, width="stretch")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<span class="duban-label">{message("pages.examples", language)}</span>', width="content")
        for name in _EXAMPLES:
            words = message(f"pages.{name}", language)
            st.button(html.markdown(words), key=name, type="tertiary", on_click=_ask, args=(words,))
        offer(archive, now, _ask, language)


def _submit() -> None:
    _ask(st.session_state.question)


def _ask(question: str) -> None:
    st.session_state.question = st.session_state.asked = question
    st.session_state.shown = _STEP
    st.query_params["q"] = question
    restore()


def _show_more() -> None:
    st.session_state.shown = st.session_state.get("shown", _STEP) + _STEP


def _show(archive: Archive, answer: Answer, language: Language, *, some_changed: bool) -> None:
    items = shown(archive, answer.tasks)
    only = only_document(items)  # one document is named once, above; of several each item names its own
    taken = some_changed and not (items or answer.understood.parts)  # every condition: there is no question any more
    st.html(html.headline(message("pages.nothing_left", language) if taken else answer.answer, only, language))
    show_chips(archive, answer, language, some_changed=some_changed)
    tell_new(archive, answer, language)
    tasks = [item.entry for item in items if item.is_task]
    by = "due"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if items:
            st.html(f'<span class="duban-label">{message("pages.group_by", language)}</span>', width="content")
            by = pick_one(
                message("pages.group_by", language), "by", _BY, partial(_named, language), radio=True, label_shown=False
            )
        if tasks:
            _downloads(answer, tasks, language)
        keep_question(archive, answer, language)
    _lines(
        "figures",
        [(_to_task(target.doc, target.task), target_words(target, language)) for target in answer.targets],
        language,
    )
    _lines("comparison", [(_to_row(row), comparison_words(row, language)) for row in answer.comparison], language)
    _lines("citations", [(_to_words(one), citation_words(one, language)) for one in answer.citations], language)
    limit: int = st.session_state.get("shown", _STEP)
    sources = _sources(archive, items[:limit])
    _groups(answer, items, cast(By, by), limit, sources, language, name_documents=only is None)
    if len(items) > limit:
        more = min(_STEP, len(items) - limit)
        words = message("pages.show_more", language, count=more, total=len(items), shown=limit)
        st.button(words, on_click=_show_more, width="stretch")
    if answer.nearest:
        nearest = shown(archive, answer.nearest)
        st.html(html.group(message("pages.nearest", language), ""))
        clickable(html.items(_numbered(nearest, 1, _sources(archive, nearest), language, True)), "nearest")


def _lines(name: str, lines: Sequence[tuple[str, str]], language: Language) -> None:
    """What is told in short, each a way to where it stands."""
    if lines:
        st.html(html.group(message(f"pages.{name}", language), ""))
        clickable(html.ways(lines), name)


def _to_task(doc: str, task: str) -> str:
    return address("reader", doc=doc, task=task)


def _to_words(citation: QuotedCitation) -> str:
    return address("reader", doc=citation.doc, find=citation.text)


def _to_row(row: Mapping[str, Any]) -> str:
    side = row["local"] or row["central"]
    return _to_task(side["doc"], side["task"])


def _sources(archive: Archive, items: Sequence[Shown]) -> dict[str, Document]:
    """The documents that the items stand in, by their keys."""
    keys = dict.fromkeys(item.entry.task.doc for item in items)
    return {key: document for key in keys if (document := archive.get(key))}


def _downloads(answer: Answer, entries: Sequence[Entry], language: Language) -> None:
    options = Options(language=language, heading=answer.question)
    st.html(f'<span class="duban-label">{message("pages.download", language)}</span>', width="content")
    for known in FORMATS:
        if known.name in _DOWNLOADS:
            st.download_button(
                message(f"pages.download_{known.name}", language),
                partial(known.write, entries, options),  # made when it is clicked, not on every question
                file_name=message("pages.download_name", language) + known.suffix,
                mime=known.mime,
                key=f"download-{known.name}",
                on_click="ignore",
            )


def _groups(
    answer: Answer,
    items: Sequence[Shown],
    by: By,
    limit: int,
    sources: dict[str, Document],
    language: Language,
    *,
    name_documents: bool,
) -> None:
    number = 1
    for group, together in grouped(items, query_of_answer(answer), by):
        if number > limit:
            return
        st.html(
            html.group(
                _title(group, sources, language, name_document=name_documents),
                message("pages.count", language, count=len(together)),
            )
        )
        listed = _numbered(together[: limit - number + 1], number, sources, language, name_documents)
        clickable(html.items(listed), f"items-{number}")
        number += len(together)


def _numbered(
    items: Sequence[Shown], first: int, sources: dict[str, Document], language: Language, name_documents: bool
) -> Iterator[str]:
    for number, item in enumerate(items, first):
        source = sources.get(item.entry.task.doc)
        yield html.item(number, item, source.text if source else None, language, name_document=name_documents)


def _named(language: Language, by: str) -> str:
    return message(f"pages.by_{by}", language)


def _title(group: Group, sources: Mapping[str, Document], language: Language, *, name_document: bool) -> str:
    if group.kind in ("chapter", "preamble"):
        return _chapter(group, sources, language, name_document=name_document)
    if group.day is None:
        return group.name or message(f"pages.group_{group.kind}", language)
    day = message("pages.day", language, year=group.day.year, month=group.day.month, date=group.day.day)
    return message(f"pages.group_{group.kind}", language, day=day)


def _chapter(group: Group, sources: Mapping[str, Document], language: Language, *, name_document: bool) -> str:
    """A chapter by its numeral and title, behind its document where there are several."""
    document = sources.get(group.document)
    headings = document.headings if document else ()
    title = next((one.text for one in headings if "".join(one.label.split()) == group.name), "")
    words = one_line(f"{group.name} {title}".strip()) or message("pages.group_preamble", language)
    return f"《{one_line(document.title or document.source)}》　{words}" if document and name_document else words
