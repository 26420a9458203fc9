"""Pages as Streamlit's own test harness runs them: which page, with which address, and all words that it shows."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.pages import visitor
from ui.users import Role, users_of

__all__ = ["cells_of", "files_of", "open_page", "shown", "signed_in"]

# The harness makes its session before there is a run, of which Streamlit warns each time; within a run it is heard.
_WARNS = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")


def signed_in(monkeypatch: pytest.MonkeyPatch, archive: str, name: str, role: Role) -> None:
    """Let the pages that are opened from now on be those of a new user, signed in with a password."""
    users = users_of(archive)
    users.add(name, role, "a long password")
    token = users.sign_in(name, "a long password", datetime.now(UTC))
    monkeypatch.setattr(visitor, "_token", lambda: token)  # a browser's cookie, which the harness has none of


def open_page(name: str, **parameters: str | list[str]) -> AppTest:
    """A page run once with these parameters in its address."""
    _WARNS.disabled = True
    try:
        app = AppTest.from_string(f"from ui.app import main\nmain({name!r})", default_timeout=60)
    finally:
        _WARNS.disabled = False
    for key, value in parameters.items():
        app.query_params[key] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML that a page holds, that of its own components too."""
    assert not app.exception, app.exception
    pieces = [element.proto.body for element in app.get("html")]
    return "\n".join([*pieces, *(_html(element.proto) for element in app.get("bidi_component"))])


def _html(proto: Any) -> str:
    content: str = json.loads(proto.json).get("html", "")
    return content


def files_of(
    monkeypatch: pytest.MonkeyPatch, name: str, **parameters: str | list[str]
) -> tuple[AppTest, dict[str, bytes]]:
    """A page, and the files that it offers by their names: what its buttons give when they are clicked."""
    offered: dict[str, Callable[[], bytes]] = {}
    with monkeypatch.context() as patched:
        patched.setattr(
            "streamlit.download_button", lambda _, data, *, file_name, **__: offered.update({file_name: data})
        )
        app = open_page(name, **parameters)
    return app, {file: make() for file, make in offered.items()}


def cells_of(content: str) -> list[list[str]]:
    """The words of the tables of a page, cell by cell, without what they are marked up with."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", content, re.DOTALL)
    return [[_words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def _words(cell: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", cell.replace("<br>", "；")))
