"""Who is at a page: signed in with a password or by OIDC, or, where neither is set up, whoever sits at this machine."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
import streamlit as st

from corpus.messages import Language, message
from ui.door import COOKIE
from ui.pages import html
from ui.users import Role, users_of

__all__ = ["account", "come_in", "has_oidc", "person", "show_door", "show_visitor", "visitor"]

_SCRIPT: Final = Path(__file__).parent / "door.js"
_VISITOR: Final = "visitor"


class Visitor(msgspec.Struct, frozen=True):
    """Who is at this session: `name` is empty where nobody signs in, `by` says how they did."""

    name: str
    role: Role
    by: Literal["password", "oidc", "nothing"]


_ANYBODY: Final = Visitor("", "keeper", "nothing")


def come_in(url: str) -> bool:
    """Find out who is here, anew in every run; False where they have to sign in first (`show_door`).

    Raises `DubanError` where that cannot be found out: nobody is let in then.
    """
    st.session_state[_VISITOR] = None
    found = _by_oidc(url) if has_oidc() else _by_password(url)
    st.session_state[_VISITOR] = found
    return found is not None


def show_door(language: Language) -> None:
    """How to sign in, for who has not."""
    if not has_oidc():
        _door("sign-in", language)
    elif st.user.is_logged_in:
        st.error(html.markdown(message("users.not_listed", language, name=st.user.get("email") or "?")))
        st.button(message("users.sign_out", language), on_click=st.logout)
    else:
        st.html(html.headline(message("users.sign_in", language), None, language))
        st.button(message("users.sign_in_oidc", language), on_click=st.login, type="primary")


def visitor() -> Visitor:
    """Who is at this session, as `come_in` found in this run."""
    found = st.session_state.get(_VISITOR)
    if not isinstance(found, Visitor):
        raise RuntimeError("a page was run before its visitor was let in")
    return found


def person() -> str:
    """The name that changes of this session are kept with; empty where it has to be asked for."""
    return visitor().name or str(st.session_state.get("who") or os.environ.get("DUBAN_USER", "")).strip()


def account() -> str:
    """The same where a name cannot be asked for: failing that, the account that the program runs under."""
    try:
        return person() or getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "?"


def has_oidc() -> bool:
    """Whether Streamlit's own sign-in is set up: `[auth]` in `.streamlit/secrets.toml`."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def show_visitor(language: Language) -> None:
    """The name and role of who signed in, and the way out."""
    now = visitor()
    if now.by == "nothing":
        return
    st.html(html.visitor(now.name, message(f"users.role_{now.role}", language)), width="content")
    if now.by == "oidc":
        st.button(message("users.sign_out", language), on_click=st.logout, type="tertiary")
    else:
        _door("sign-out", language)


def _by_password(url: str) -> Visitor | None:
    users = users_of(url)
    # Asked for by `duban serve` too: a server for others does not open when its last user is removed.
    if not users.all() and os.environ.get("DUBAN_SIGN_IN") != "required":
        return _ANYBODY
    user = users.signed_in(_token(), datetime.now(UTC))
    return Visitor(user.name, user.role, "password") if user else None


def _token() -> str:
    return st.context.cookies.get(COOKIE, "")


def _by_oidc(url: str) -> Visitor | None:
    address = str(st.user.get("email") or "") if st.user.is_logged_in else ""
    if not address or not st.user.get("email_verified", True):
        return None
    user = users_of(url).get(address)
    return Visitor(user.name, user.role, "oidc") if user else None


def _door(way: Literal["sign-in", "sign-out"], language: Language) -> None:
    names = ("sign_in", "sign_out", "name", "password", "unreachable")
    words = {name: message(f"users.{name}", language) for name in names}
    component = st.components.v2.component(
        "duban_door", html='<div class="duban-door"></div>', js=_SCRIPT.read_text("utf-8"), isolate_styles=False
    )
    component(data={"way": way, "language": language, "words": words}, key=f"door-{way}")
