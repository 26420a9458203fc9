"""Signing in and out over HTTP, since only an answer of HTTP can set a cookie that no script of a page reads.

The cookie holds a random token, the file of users its hash and end: a session survives a reload and another tab, ends
after a working day, by signing out, and when the user is removed or gets another password.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corpus.errors import DubanError
from corpus.messages import Language, message
from search import DEFAULT_ARCHIVE
from ui.users import Users, users_of

__all__ = ["COOKIE", "ROUTES", "SIGN_IN", "SIGN_OUT", "archive_address"]

COOKIE: Final = "duban_session"
SIGN_IN: Final = "/duban/sign-in"
SIGN_OUT: Final = "/duban/sign-out"
_MOST: Final = 4096  # bytes of a request: a name and a password


class _Attempt(msgspec.Struct):
    name: str
    password: str
    language: Language = "zh"


def archive_address() -> str:
    """The address of the archive that the pages serve."""
    return os.environ.get("DUBAN_ARCHIVE") or DEFAULT_ARCHIVE


async def _sign_in(request: Request) -> Response:
    body = await _body(request)
    try:
        attempt = msgspec.json.decode(body or b"", type=_Attempt)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Response(status_code=400)
    try:
        token = await run_in_threadpool(_users().sign_in, attempt.name, attempt.password, datetime.now(UTC))
    except DubanError as error:
        words = message(error.key, attempt.language, **error.values)
        return JSONResponse({"reason": words}, status_code=403, headers={"Cache-Control": "no-store"})
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    # Strict: no page of another site can act in this one's name. No end of its own: it goes with the browser.
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


async def _sign_out(request: Request) -> Response:
    if await _body(request) is None:
        return Response(status_code=400)
    if token := request.cookies.get(COOKIE):
        await run_in_threadpool(_users().sign_out, token)
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _users() -> Users:
    return users_of(archive_address())


async def _body(request: Request) -> bytes | None:
    """What was sent; None unless it is JSON of a sensible size. A form of another site cannot send that."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST:
            return None
    return body


ROUTES: Final = (
    Route(SIGN_IN, _sign_in, methods=["POST"]),
    Route(SIGN_OUT, _sign_out, methods=["POST"]),
)
