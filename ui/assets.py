"""Streamlit's own scripts and styles, answered without a detour: a browser that comes for the first time asks for a
hundred of them before it shows anything, and Streamlit hands each to other threads several times over."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path
from typing import Final

import streamlit
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Assets"]

_AT: Final = "/static/"
# Bytes that are read at once: what is larger (charts that no page has) goes Streamlit's way.
_LARGEST: Final = 2_000_000
# A file's name holds the digest of its content.
_FOREVER: Final = {"Cache-Control": "public, immutable, max-age=31536000"}


class Assets:
    """Middleware that answers for the files of `streamlit/static`, known by their names since it was made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        folder = Path(streamlit.__file__).parent / "static"
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in (folder / _AT.strip("/")).rglob("*")
            if path.is_file() and path.stat().st_size <= _LARGEST
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        kind = guess_type(path.name)[0] or "application/octet-stream"
        # A few microseconds from the system's memory, less than handing it to a thread.
        await Response(path.read_bytes(), media_type=kind, headers=_FOREVER)(scope, receive, send)
