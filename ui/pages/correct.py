"""Putting a wrong tag right, in the reader and on the page 核对: kept with who and when, and applied from then on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final, cast, get_args

import msgspec
import streamlit as st

from corpus.errors import DubanError
from corpus.messages import Language, message
from corpus.types import Comparator, DeadlineKind, Document, Role, Task
from search.archive import Archive, Note
from search.corrections import Correction, What, corrected, corrections_of, gold, words_at, written
from ui.pages import html
from ui.pages.store import ask_name, may
from ui.pages.ways import FIRST_DAY, LAST_DAY

__all__ = ["correct_form", "downloads", "put_right"]

_WHATS: Final[tuple[What, ...]] = ("deadline", "body", "target", "not_task")


def put_right(archive: Archive, document: Document, correction: Correction, who: str) -> bool:
    """Keep a correction and apply it to what is stored; False where nothing is changed.

    Where it would change nothing it is not kept; where the document was dropped or read again meanwhile it is, and holds
    for the document when that comes the next time.
    """
    changed = corrected(document, [correction])
    if changed == document:
        return False
    archive.note(Note(document.key, "correction", written(correction), who, datetime.now(UTC)))
    return archive.replace(changed)


def correct_form(archive: Archive, document: Document, task: Task, language: Language) -> None:
    """The form to put a tag of a task right."""
    if not may("mark"):
        st.caption(message("pages.may_not_mark", language))
        return
    what = st.selectbox(
        message("pages.wrong", language), _WHATS,
        format_func=lambda one: message(f"pages.wrong_{one}", language), key=f"what-{task.id}",
    )  # fmt: skip
    with st.form(f"correct-{task.id}-{what}", border=False):
        fields: dict[str, Any] = {}
        words = task.text
        if what != "not_task":
            words = st.text_input(message("pages.wrong_words", language), _first_words(task, what))
            fields = _fields(task, what, language)
            fields["drop"] = st.checkbox(message("pages.wrong_drop", language))
        who = ask_name(st.container(), language)
        if not st.form_submit_button(message("pages.correct", language), type="primary"):
            return
    if not who.strip():
        st.error(message("pages.name_needed", language))
        return
    if words_at(task, what, words.strip()) is None:
        st.error(message("pages.wrong_words_not_there", language))
        return
    st.session_state["who"] = who.strip()
    made = Correction(what, words.strip(), task.id, task.start, **fields)
    apply_and_tell(archive, document, made, who.strip(), language)


def apply_and_tell(archive: Archive, document: Document, made: Correction, who: str, language: Language) -> None:
    """Apply a correction and show the page anew; what went wrong is said."""
    try:
        changed = put_right(archive, document, made, who)
    except DubanError as error:
        st.error(html.markdown(message(error.key, language, **error.values)))
        return
    if changed:
        st.toast(message("pages.corrected", language))
        st.rerun()
    st.info(message("pages.nothing_changed", language))


def _first_words(task: Task, what: What) -> str:
    tags: dict[str, Any] = {"deadline": task.deadlines, "body": task.bodies, "target": task.targets}
    return next((str(tag.text) for tag in tags[what]), "")


def _fields(task: Task, what: What, language: Language) -> dict[str, Any]:
    if what == "body":
        roles = get_args(Role)
        role = st.selectbox(
            message("pages.part_role", language), roles,
            format_func=lambda one: message(f"exports.column_{one}", language),
        )  # fmt: skip
        return {"role": cast(Role, role)}
    first: date | None = None
    if what == "deadline":
        first = next((time.due for time in task.deadlines if time.due and FIRST_DAY <= time.due <= LAST_DAY), None)
        kinds = get_args(DeadlineKind)
        kind = st.selectbox(
            message("pages.part_kind", language), kinds, format_func=lambda one: message(f"pages.kind_{one}", language)
        )
        due = st.date_input(message("exports.column_due", language), first, min_value=FIRST_DAY, max_value=LAST_DAY)
        return {"kind": cast(DeadlineKind, kind), "due": due if isinstance(due, date) else None}
    aim = task.targets[0] if task.targets else None
    indicator = st.text_input(message("pages.facet_indicator", language), aim.indicator if aim else "")
    signs = get_args(Comparator)
    sign = st.selectbox(message("pages.part_comparator", language), signs, signs.index(aim.comparator) if aim else 0)
    value = st.number_input(message("pages.value", language), value=float(aim.value) if aim else 0.0, step=None)
    unit = st.text_input(message("pages.unit", language), (aim.unit or "") if aim else "")
    return {
        "indicator": indicator.strip(), "comparator": cast(Comparator, sign), "value": float(value),
        "unit": unit.strip() or None, "due": aim.due if aim else None,
    }  # fmt: skip


def downloads(archive: Archive, document: Document, language: Language) -> None:
    """What was put right in a document as annotated data, where anything was."""
    made = corrections_of(archive, document.key)
    if made:
        st.download_button(
            message("pages.corrections_file", language, count=len(made)),
            partial(_file, document, made),
            file_name=f"{document.key}.gold.jsonl",
            mime="application/jsonl",
            on_click="ignore",
        )


def _file(document: Document, made: list[Correction]) -> bytes:
    return b"".join(msgspec.json.encode(record) + b"\n" for record in gold(document, made))
