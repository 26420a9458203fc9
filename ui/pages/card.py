"""The card of a task: quoted in its place, what bounds it, what people noted on it, and a form to note more."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Final

import streamlit as st

from corpus.errors import DubanError
from corpus.messages import Language, message
from search.archive import Archive, NoteKind
from search.marks import STATES, State, mark
from search.query import Query
from ui.export import Entry, entries_of
from ui.export.entry import due_cell, due_words, names, place
from ui.pages import html
from ui.pages.store import ask_name, may
from ui.pages.ways import address, clickable, link
from ui.plain import one_line, plain
from ui.reading import doubt_words, named, topic_words

__all__ = ["facts_of", "mark_form", "open_card", "quoted"]

_SHOWN: Final[tuple[NoteKind, ...]] = ("state", "owner", "remark", "evidence", "correction", "carried")


def open_card(archive: Archive, language: Language) -> None:
    """Show the card of the task that the address names (`?task=…`), over the page; nothing where it names none."""
    task = st.query_params.get("task", "")
    if not task:
        return
    show = st.dialog(message("pages.card", language), width="large", on_dismiss=_dismissed)(_card)
    show(archive, task, language)


def _dismissed() -> None:
    st.query_params.pop("task", None)


def _card(archive: Archive, task: str, language: Language) -> None:
    found = archive.find(Query(tasks=(task,), limit=1))
    if not found.hits:
        st.info(message("pages.card_gone", language))
        return
    entry = entries_of(archive, [found.hits[0].task])[0]
    clickable(quoted(archive, entry, language), f"card-{task}")
    facts, form = st.columns([1, 1.5], gap="medium")
    facts.html(facts_of(entry, language))
    with form:
        mark_form(archive, entry, language, closes=True)


def quoted(archive: Archive, entry: Entry, language: Language) -> str:
    """The task marked in its paragraph, and the way to its place in the document."""
    task = entry.task
    document = archive.get(task.doc)
    before, after = html.surroundings(document.text, task.start, task.end) if document else ("", "")
    way = link(
        address("reader", doc=task.doc, task=task.id),
        escape(message("pages.to_the_text", language)),
        kind="duban-way",
    )
    words = f"{escape(plain(before))}<mark>{escape(plain(task.text))}</mark>{escape(plain(after))}"
    title = escape(one_line(f"{entry.document} {entry.number or ''}"))
    return (
        f'<p class="duban-source">{title} · {escape(one_line(place(task)))}</p>'
        f'<blockquote class="duban-quote">{words}</blockquote><p>{way}</p>'
    )


def facts_of(entry: Entry, language: Language) -> str:
    """What bounds a task, as a list of names and values."""
    task = entry.task
    rows = [
        ("due", due_cell(task)),
        ("due_words", due_words(task)),
        ("lead", names(task, "lead")),
        ("responsible", names(task, "responsible")),
        ("support", names(task, "support")),
        ("report_to", names(task, "report_to")),
        ("oversee", names(task, "oversee")),
        ("targets", "；".join(dict.fromkeys(target.text for target in task.targets))),
        ("regions", "、".join(dict.fromkeys(region.name for region in task.regions))),
        ("topics", message("pages.between", language).join(topic_words(topic, language) for topic in task.topics)),
        ("modality", message(f"exports.modality_{task.modality}", language)),
        ("uncertain", doubt_words(task.uncertain, language)),
    ]
    shown = "".join(
        f"<dt>{escape(message(f'exports.column_{name}', language))}</dt><dd>{escape(one_line(words))}</dd>"
        for name, words in rows
        if words
    )
    if entry.mark.evidence:
        shown += (
            f"<dt>{escape(message('exports.column_evidence', language))}</dt><dd>{_evidence(entry.mark.evidence)}</dd>"
        )
    return f'<dl class="duban-card">{shown}</dl>'


def _evidence(words: str) -> str:
    """What somebody gave as evidence; a way to it where it is an address of the web, and of nothing that acts."""
    shown = escape(one_line(words))
    if not words.strip().lower().startswith(("https://", "http://")):
        return shown
    return f'<a href="{escape(words.strip())}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def mark_form(
    archive: Archive, entry: Entry, language: Language, *, narrow: bool = False, closes: bool = False
) -> None:
    """The form to note on a task, and the history of what was noted.

    `narrow` sets one field below the other; saving puts away the card that the form `closes`.
    """
    task, known = entry.task, entry.mark
    if known.changed:
        st.warning(message("pages.mark_changed", language))
    if may("mark"):
        with st.form(f"mark-{task.id}", border=False):
            left, middle, right = (st.container(), st.container(), st.container()) if narrow else st.columns(3)
            options: tuple[State | None, ...] = (None, *STATES)
            state = left.selectbox(
                message("exports.column_state", language),
                options,
                index=options.index(known.state),
                format_func=lambda value: message(f"exports.state_{value}" if value else "pages.state_none", language),
            )
            owner = middle.text_input(message("exports.column_owner", language), known.owner)
            who = ask_name(right, language)
            remark = st.text_area(message("exports.column_remark", language), known.remark, height=68)
            evidence = st.text_input(
                message("exports.column_evidence", language), known.evidence, placeholder="https://"
            )
            if st.form_submit_button(message("pages.save", language), type="primary"):
                _save(archive, task.id, state, owner, remark, evidence, who, language, closes=closes)
    else:
        st.caption(message("pages.may_not_mark", language))
    _history(archive, task.id, language)


def _save(
    archive: Archive,
    task: str,
    state: State | None,
    owner: str,
    remark: str,
    evidence: str,
    who: str,
    language: Language,
    *,
    closes: bool,
) -> None:
    if not who.strip():
        st.error(message("pages.name_needed", language))
        return
    st.session_state["who"] = who.strip()
    try:
        mark(
            archive, task, who=who.strip(), when=datetime.now(UTC), state=state, owner=owner, remark=remark,
            evidence=evidence,
        )  # fmt: skip
    except DubanError as error:
        st.error(html.markdown(message(error.key, language, **error.values)))
        return
    st.toast(message("pages.saved", language))
    if closes:
        _dismissed()
    st.rerun()


def _history(archive: Archive, task: str, language: Language) -> None:
    notes = [note for note in archive.notes(task) if note.kind in _SHOWN]
    if not notes:
        return
    with st.expander(message("pages.history", language, count=len(notes))):
        lines = []
        for note in reversed(notes):
            value = note.value
            if note.kind == "state" and value in STATES:
                value = message(f"exports.state_{value}", language)
            kind = message(f"pages.note_{note.kind}", language)
            lines.append(f"{note.when:%Y-%m-%d %H:%M}　{note.who}　{named(kind, one_line(value), language)}")
        st.html(html.lines(lines))
