"""Ways between pages: links that are addresses, and what a person chose kept in the address.

A page's state is its address: a link sent to a colleague shows what its sender saw. Links are real (`<a href>`), so
that they open in another tab; a plain click is answered within the session, without loading the page anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from corpus.messages import Language
from ui.plain import capital

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "address",
    "clickable",
    "day_of",
    "go",
    "here",
    "link",
    "pick_day",
    "pick_one",
    "pick_several",
    "remember_routes",
    "toggled",
    "type_words",
    "values_of",
]

_SCRIPT: Final = Path(__file__).parent / "ways.js"
_ROUTES: Final = "routes"
# The page of a list, the hit of a search: of what was shown before, gone as soon as something else is chosen.
_PASSING: Final = ("at", "hit", "go", "part")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)  # days that may be chosen: those of the calendar


def remember_routes(routes: Mapping[str, Any], language: Language) -> None:
    """Keep the pages of this run by name, for `go`."""
    st.session_state[_ROUTES] = dict(routes)
    st.session_state["language_now"] = language


def address(page: str, /, **values: str | Sequence[str]) -> str:
    """The address of a page with its state; the language stays."""
    kept: list[tuple[str, str]] = []
    for name, value in values.items():
        kept += [(name, each) for each in ([value] if isinstance(value, str) else value) if each]
    if st.session_state.get("language_now") == "en" and "lang" not in values:
        kept.append(("lang", "en"))
    return f"{page}?{urlencode(kept)}" if kept else page


def here(page: str, /, **values: str | Sequence[str]) -> str:
    """The address of this page with some of its state changed; a place that was scrolled to is forgotten."""
    kept: dict[str, str | Sequence[str]] = {
        key: values_of(key) for key in st.query_params if key not in ("lang", *_PASSING)
    }
    return address(page, **(kept | values))


def link(where: str, content: str, *, kind: str = "", title: str = "") -> str:
    """A link as HTML. `content` is HTML already, `where` an address that `address` made."""
    css = f' class="{escape(kind)}"' if kind else ""
    hint = f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    return f'<a href="{escape(where)}" data-go{css}{hint}>{content}</a>'


def toggled(page: str, name: str, value: str, *, alone: bool = False) -> str:
    """The address of this page with one value of a parameter added (`alone`: instead), or taken away where it is there."""
    state = {key: st.query_params.get_all(key) for key in st.query_params if key not in ("lang", "at", "task")}
    values = state.get(name, [])
    others = [] if alone else [each for each in values if each != value]
    state[name] = others if value in values else [*others, value]
    return address(page, **state)


def clickable(content: str, key: str, *, scroll: str = "", mark: str = "") -> str:
    """Show HTML whose links are followed within the session; returns what the button that was pressed says (`data-do`).

    `scroll` is the id of what to bring into view, once for each `mark`: a page that is shown again stays where it is.
    """
    component = st.components.v2.component(
        "duban_ways", html='<div class="duban-root"></div>', js=_SCRIPT.read_text("utf-8"), isolate_styles=False
    )
    clicked = component(
        data={"html": content, "scroll": scroll, "mark": mark}, key=key, on_go_change=_clicked, on_do_change=_clicked
    )
    if where := clicked.get("go"):
        _follow(str(where))
    return str(clicked.get("do") or "")


def _clicked() -> None:
    """Nothing: what was clicked is followed where the component stands, once the page is known."""


def _follow(where: str) -> None:
    page, _, query = where.partition("?")
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query):
        values.setdefault(name, []).append(value)
    go(page, **values)


def go(page: str, /, **values: str | Sequence[str]) -> None:
    """Show a page with this state, in this session."""
    route = st.session_state[_ROUTES].get(page)
    if route is None:  # an address that this program has not made
        return
    if st.session_state.get("language_now") == "en":
        values.setdefault("lang", "en")
    st.switch_page(route, query_params={name: value for name, value in values.items() if value})


# Widgets whose value is in the address.


def values_of(name: str) -> list[str]:
    """The values of a parameter of the address, empty ones left out."""
    return [value for value in st.query_params.get_all(name) if value]


def day_of(name: str, otherwise: date | None = None) -> date | None:
    """The day that a parameter of the address names; `otherwise` where it names none that may be chosen."""
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return otherwise
    return day if FIRST_DAY <= day <= LAST_DAY else otherwise


def _write(name: str, key: str, words: Callable[[Any], Iterable[str]], forget: Sequence[str] = ()) -> None:
    values = [value for value in words(st.session_state.get(key)) if value]
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)
    for passing in (*_PASSING, *forget):
        if passing != name:
            st.query_params.pop(passing, None)


def type_words(label: str, name: str, *, hint: str = "") -> str:
    """A line of text that is kept in the address."""
    key = f"url-{name}"
    st.session_state[key] = st.query_params.get(name, "")
    st.text_input(
        capital(label),
        key=key,
        placeholder=hint,
        on_change=_write,
        args=(name, key, lambda value: [(value or "").strip()]),
    )
    return str(st.session_state[key])


def pick_day(label: str, name: str, otherwise: date | None = None) -> date | None:
    """A day that is kept in the address."""
    key = f"url-{name}"
    st.session_state[key] = day_of(name, otherwise)
    st.date_input(
        capital(label),
        key=key,
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        on_change=_write,
        args=(name, key, lambda value: [value.isoformat() if isinstance(value, date) else ""]),
    )
    value = st.session_state[key]
    return value if isinstance(value, date) else otherwise


def pick_one(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    radio: bool = False,
    otherwise: str | None = None,
    label_shown: bool = True,
    forget: Sequence[str] = (),
) -> str:
    """One of several that is kept in the address; `otherwise`, or the first, is what holds where it names none.

    `radio` shows them side by side; `forget` names what else goes out of the address when another is picked.
    """
    key = f"url-{name}"
    wanted = st.query_params.get(name, "")
    usual = options[0] if otherwise is None else otherwise
    st.session_state[key] = wanted if wanted in options else usual
    shared: dict[str, Any] = {
        "key": key,
        "format_func": words,
        "on_change": _write,
        "args": (name, key, lambda value: [value if value != usual else ""], forget),
        "label_visibility": "visible" if label_shown else "collapsed",
    }
    if radio:
        st.segmented_control(capital(label), options, **shared)
    else:
        st.selectbox(capital(label), options, **shared)
    return str(st.session_state[key] or usual)


def pick_several(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], otherwise: Sequence[str] = ()
) -> list[str]:
    """Some of several that are kept in the address, in their order; `otherwise` where it names none."""
    key = f"url-{name}"
    wanted = [value for value in values_of(name) if value in options]
    st.session_state[key] = wanted or list(otherwise)
    st.multiselect(capital(label), options, key=key, format_func=words, on_change=_write, args=(name, key, list))
    return [value for value in options if value in st.session_state[key]]
