"""Questions that are asked again: those of this session, and those that were saved under a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from corpus.errors import DubanError
from corpus.messages import Language, message
from search.answer import Answer
from search.archive import Archive
from search.saved import Saved, new_since, remember, save, saved
from ui.pages.html import markdown
from ui.pages.store import ask_name, may, person
from ui.plain import one_line, shorten
from ui.reading import named

__all__ = ["keep_question", "note_asked", "offer", "tell_new"]

_ASKED: Final = "asked_before"
_MOST: Final = 10  # questions of this session that are offered again
_NAMED: Final = "asked_by_name"  # the saved question that was just pressed


def note_asked(question: str) -> None:
    """Keep a question for this session, the latest first."""
    others = [one for one in st.session_state.get(_ASKED, ()) if one != question]
    st.session_state[_ASKED] = [question, *others][:_MOST]


def offer(archive: Archive, now: str, ask: Callable[[str], None], language: Language) -> None:
    """What may be asked again, in a fold beside the examples: what was asked before `now`; `ask` asks a question."""
    known = saved(archive)
    before = [one for one in st.session_state.get(_ASKED, []) if one != now]
    if not known and not before:
        return
    with st.popover(message("pages.ask_again", language)):
        if known:
            st.caption(message("pages.ask_saved", language))
        for name, one in known.items():
            words = named(shorten(one_line(name), 30), shorten(one_line(one.question), 60), language)
            st.button(markdown(words), key=f"saved-{name}", type="tertiary", on_click=_ask_named, args=(one, ask))
        if before:
            st.caption(message("pages.ask_asked", language))
        for question in before:
            st.button(
                markdown(shorten(one_line(question), 80)), key=f"again-{question}", type="tertiary", on_click=ask,
                args=(question,),
            )  # fmt: skip


def _ask_named(question: Saved, ask: Callable[[str], None]) -> None:
    ask(question.question)
    st.session_state[_NAMED] = question


def keep_question(archive: Archive, answer: Answer, language: Language) -> None:
    """The form that saves the question that was answered under a name, in a fold."""
    if not may("mark"):
        return
    with st.popover(message("pages.save_question", language)), st.form("save-question", border=False):
        name = st.text_input(message("pages.save_name", language), max_chars=40)
        who = ask_name(st.container(), language)
        if st.form_submit_button(message("pages.save", language)):
            _save(archive, name.strip(), who.strip(), answer, language)


def _save(archive: Archive, name: str, who: str, answer: Answer, language: Language) -> None:
    if not name or not who:
        st.error(message("pages.save_needs_names", language))
        return
    now = datetime.now(UTC)
    save(archive, name, answer.question, who=who, when=now)
    remember(archive, saved(archive)[name], answer, who=who, when=now)
    st.session_state["who"] = who
    st.toast(message("pages.question_saved", language, name=one_line(name)))


def tell_new(archive: Archive, answer: Answer, language: Language) -> None:
    """What is new in the answer to a saved question that was just asked again, since it was asked before."""
    question = st.session_state.pop(_NAMED, None)
    if not isinstance(question, Saved) or question.question != answer.question:
        return
    if question.asked:
        when: date = question.asked[-1][0].astimezone().date()
        count = len(new_since(question, answer, None))
        st.info(message("pages.new_since", language, day=when.isoformat(), count=count))
    if may("mark"):
        try:
            remember(archive, question, answer, who=person() or "?", when=datetime.now(UTC))
        except DubanError as error:  # a full disk is no reason to withhold the answer
            st.warning(markdown(message(error.key, language, **error.values)))
