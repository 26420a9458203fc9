"""Streamlit's own scripts and styles, answered without a detour: a browser that comes for the first time asks for a
hundred of them before it shows anything, and Streamlit hands each to other threads several times over.

The page that it opens names those at once that Streamlit's script would ask for only when it meets what they draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from mimetypes import guess_type
from pathlib import Path
from typing import Final

import streamlit
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Assets"]

_FOLDER: Final = Path(streamlit.__file__).parent / "static"
_AT: Final = "/static/"
# Bytes that are read at once: what is larger (charts that no page has) goes Streamlit's way.
_LARGEST: Final = 2_000_000
# A file's name holds the digest of its content.
_FOREVER: Final = {"Cache-Control": "public, immutable, max-age=31536000"}
# What draws the pages: `Html.CzLZZ4bP.js` is the script of Html.
_DRAWING: Final = ("Html", "BidiComponent", "Button", "ButtonGroup", "TextInput", "DateInput", "Selectbox")
# `from"./Tooltip.BGkP9bdt.js"`, `import"./x.js"`: what a script needs before it runs; not `import("./x.js")`.
_NEEDS: Final = re.compile(r"""(?:from|import)\s?["']\./([\w.-]{1,200}\.js)["']""")


class Assets:
    """Middleware that answers for the files of `streamlit/static`, known by their names since it was made, and with the
    page that loads them for the addresses of `pages`."""

    def __init__(self, app: ASGIApp, pages: Iterable[str] = ()) -> None:
        self._app = app
        self._files = {
            f"/{path.relative_to(_FOLDER).as_posix()}": path
            for path in (_FOLDER / _AT.strip("/")).rglob("*")
            if path.is_file() and path.stat().st_size <= _LARGEST
        }
        self._index = _index().encode()
        self._pages = {f"/{name}" for name in ("", *pages)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        if asked in self._pages:
            answer = Response(self._index, media_type="text/html", headers={"Cache-Control": "no-cache"})
        elif path := self._files.get(asked):
            kind = guess_type(path.name)[0] or "application/octet-stream"
            # A few microseconds from the system's memory, less than handing it to a thread.
            answer = Response(path.read_bytes(), media_type=kind, headers=_FOREVER)
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)


def _index() -> str:
    """The page that loads Streamlit, with what draws our pages behind what starts it, not behind what it then asks for."""
    index = (_FOLDER / "index.html").read_text("utf-8")
    links = (
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">'
        for name in _drawing(index)
    )
    return index.replace("</head>", f"{''.join(links)}</head>", 1)


def _drawing(index: str) -> Iterator[str]:
    """The scripts that draw the pages and all that these need, by their names, but for those that the page names."""
    scripts = _FOLDER / "static" / "js"
    wanted = [path.name for name in _DRAWING for path in scripts.glob(f"{name}.*.js")]
    seen: dict[str, None] = {}
    while wanted:
        name = wanted.pop()
        if name not in seen and name not in index and (scripts / name).is_file():
            seen[name] = None
            wanted += _NEEDS.findall((scripts / name).read_text("utf-8"))
    return iter(seen)
