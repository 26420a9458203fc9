"""How a question was understood, as chips: each can be taken away, or given other days, another value or other words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, cast, get_args

import msgspec
import streamlit as st

from corpus.messages import Language, message
from corpus.types import Modality
from search.answer import Answer
from search.archive import Archive
from search.query import Facet, Query, Window
from search.reading import Part, PartKind
from ui.asking import part_name, query_of_answer
from ui.pages import html
from ui.pages.narrowed import ROLES, choice_words, role_words
from ui.pages.ways import FIRST_DAY, LAST_DAY
from ui.plain import capital
from ui.reading import part_words

__all__ = ["changes", "restore", "show_chips"]

_DAYS: Final = ("due", "starts", "due_or_starts")
# Kinds of parts whose values are those of a facet, and the field of a query that they make.
_FACETS: Final[dict[str, str]] = {
    "body": "bodies", "region": "regions", "topic": "topics", "modality": "modalities", "document": "documents",
}  # fmt: skip
_ROLES: Final = ROLES[2:]  # those that a question names
_MOST: Final = 300  # values to choose from, those of most tasks first
_PLACE: Final = re.compile(
    r"(?P<kind>\w{1,20})-(?P<start>\d{1,6})-(?P<end>\d{1,6})"
)  # the name of a part (`part_name`)
_OPEN: Final = ".."  # an open side of days in an address, as ISO 8601-2 writes it


def changes(archive: Archive, language: Language) -> dict[str, Part]:
    """The parts of the question that the address gives another value (`change=due-0-8:2018-01-01/..`), by their names."""
    found: dict[str, Part] = {}
    for given in st.query_params.get_all("change"):
        name, _, value = given.partition(":")
        kind = name.partition("-")[0]
        if kind in _DAYS:
            if window := _window(value):
                found[name] = Part(cast(PartKind, kind), "", 0, 0, window=window)
        elif value and (kind in _FACETS or kind == "role") and _may_be(kind, value):
            words = _value_words(kind, _labels(archive, kind), language, value)
            found[name] = Part(cast(PartKind, kind), words, 0, 0, (value,))
    return found


def restore() -> None:
    """Take out of the address what was changed of how the question was understood."""
    st.query_params.pop("without", None)
    st.query_params.pop("change", None)


def show_chips(archive: Archive, answer: Answer, language: Language, *, some_changed: bool) -> None:
    """The parts of the question as chips that ask again when they are changed, and what of it was not understood."""
    query = query_of_answer(answer)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<span class="duban-label">{message("pages.understood", language)}</span>', width="content")
        for part in answer.understood.parts:
            _chip(archive, part, answer.question, query, language)
        if not answer.understood.parts:
            st.caption(message("pages.understood_nothing", language))
        if some_changed:
            st.button(message("pages.restore", language), type="tertiary", on_click=restore)
    if answer.not_understood:
        words = "、".join(answer.not_understood)
        st.caption(html.markdown(message("pages.not_understood", language, words=words)))


def _chip(archive: Archive, part: Part, question: str, query: Query, language: Language) -> None:
    name, words = part_name(part), html.markdown(capital(part_words(part, language)))
    with st.container(horizontal=True, gap=None, width="content", key=f"chip-{name}"):
        with st.popover(words, help=message("pages.change_part", language)):
            if part.kind in _DAYS:
                _days(name, part.window or Window(None, None), language)
            elif part.kind in _FACETS or part.kind == "role":
                _value(archive, name, part, query, language)
            else:
                _words(name, part, question, language)
        # Of the label the style shows the sign: read aloud, the button says what it takes away.
        st.button(
            f"✕　{words}",
            key=f"part-{name}",
            help=message("pages.remove_part", language),
            on_click=_remove,
            args=(name,),
        )


def _days(name: str, window: Window, language: Language) -> None:
    keys = (f"first-{name}", f"last-{name}")
    for key, side, words in zip(keys, (window.first, window.last), ("window_first", "window_last"), strict=True):
        st.session_state[key] = side
        st.date_input(
            message(f"pages.{words}", language), None, key=key, format="YYYY-MM-DD", min_value=FIRST_DAY,
            max_value=LAST_DAY, on_change=_change_days, args=(name, keys),
        )  # fmt: skip


def _value(archive: Archive, name: str, part: Part, query: Query, language: Language) -> None:
    """The values that the other parts leave tasks for, of which one may be chosen."""
    if part.kind == "role":
        options: Sequence[str] = _ROLES
    else:
        facet = cast(Facet, part.kind)
        without = msgspec.structs.replace(query, text="", limit=None, **{_FACETS[facet]: ()})
        options = list(archive.facets(without, [facet])[facet])[:_MOST]
    now = part.values[0] if len(part.values) == 1 and part.values[0] in options else None
    key = f"value-{name}"
    st.session_state[key] = now
    st.selectbox(
        capital(message(f"pages.part_{part.kind}", language)), options, None, key=key,
        format_func=partial(_value_words, part.kind, _labels(archive, part.kind), language),
        placeholder=message("pages.choose", language), on_change=_change_value, args=(name, key),
    )  # fmt: skip


def _words(name: str, part: Part, question: str, language: Language) -> None:
    """The words of the question that the part was read from: other words make another question."""
    key = f"words-{name}"
    st.session_state[key] = question[part.start : part.end]
    st.text_input(
        message("pages.words_of_question", language), key=key, on_change=_change_words, args=(part, question, key)
    )


def _value_words(kind: str, labels: Mapping[str, str], language: Language, value: str) -> str:
    return role_words(value, language) if kind == "role" else choice_words(cast(Facet, kind), labels, language, value)


def _labels(archive: Archive, kind: str) -> dict[str, str]:
    return {info.key: info.label for info in archive.documents() if info.current} if kind == "document" else {}


def _may_be(kind: str, value: str) -> bool:
    """Whether a part may have this value; what there is of bodies, places and documents only the archive knows."""
    allowed = {"role": _ROLES, "modality": get_args(Modality)}.get(kind)
    return allowed is None or value in allowed


def _window(words: str) -> Window | None:
    """The days of `2018-01-01/2018-12-31`, of which one side may be open; None for anything else."""
    first, _, last = words.partition("/")
    try:
        window = Window(*(None if side == _OPEN else date.fromisoformat(side) for side in (first, last)))
    except ValueError:
        return None
    return window if window.first or window.last else None


def _change_days(name: str, keys: Sequence[str]) -> None:
    first, last = (st.session_state.get(key) for key in keys)
    if first or last:
        _change(name, "/".join(side.isoformat() if side else _OPEN for side in (first, last)))


def _change_value(name: str, key: str) -> None:
    if value := st.session_state.get(key):
        _change(name, value)


def _change_words(part: Part, question: str, key: str) -> None:
    words = str(st.session_state.get(key) or "").strip()
    if not words:
        return
    st.query_params["q"] = f"{question[: part.start]}{words}{question[part.end :]}"
    # What stands behind has moved, and what was changed of it stays so.
    moved = len(words) - (part.end - part.start)
    for parameter in ("without", "change"):
        if changed := st.query_params.get_all(parameter):
            st.query_params[parameter] = [_moved(one, part.end, moved) for one in changed]
    st.session_state.pop("shown", None)


def _moved(changed: str, behind: int, by: int) -> str:
    """A change of the address whose part stands `by` characters further on, where it begins at `behind` or later."""
    name, colon, value = changed.partition(":")
    if not (place := _PLACE.fullmatch(name)) or int(place["start"]) < behind:
        return changed
    return f"{place['kind']}-{int(place['start']) + by}-{int(place['end']) + by}{colon}{value}"


def _change(name: str, value: str) -> None:
    others = [each for each in st.query_params.get_all("change") if each.partition(":")[0] != name]
    st.query_params["change"] = [*others, f"{name}:{value}"]
    st.session_state.pop("shown", None)


def _remove(name: str) -> None:
    st.query_params["without"] = [*st.query_params.get_all("without"), name]
    st.session_state.pop("shown", None)
