"""Pages as Streamlit's own test harness runs them: which page, with which address, and all words that it shows."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

__all__ = ["open_page", "shown"]


def open_page(name: str, **parameters: str | list[str]) -> AppTest:
    """A page run once with these parameters in its address."""
    app = AppTest.from_string(f"from ui.app import main\nmain({name!r})", default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML that a page holds, that of its own components too."""
    assert not app.exception, app.exception
    pieces = [element.proto.body for element in app.get("html")]
    return "\n".join([*pieces, *(_html(element.proto) for element in app.get("bidi_component"))])


def _html(proto: Any) -> str:
    content: str = json.loads(proto.json)["html"]
    return content
