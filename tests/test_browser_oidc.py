"""Signing in with an account of the organisation: a provider of our own on this machine, Streamlit's `st.login`."""

from __future__ import annotations

import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from browsers import DUBAN, free_port, serving, watched
from ui.users import users_of

SECRET: Final = "the client's secret"


@contextmanager
def provider(people: dict[str, Any]) -> Iterator[str]:
    """An OIDC provider that lets in, unasked, whom `people` names: claims that the next sign-in gets."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    key = RSAKey.generate_key(2048, {"kid": "test"})
    nonces: dict[str, str] = {}

    async def configuration(_: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def keys(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [key.as_dict(private=False)]})

    async def authorize(request: Request) -> RedirectResponse:
        asked = request.query_params
        code = f"code{len(nonces)}"
        nonces[code] = asked.get("nonce", "")
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(request: Request) -> JSONResponse:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = b64encode(f"duban:{SECRET}".encode()).decode()
        assert request.headers.get("authorization") == f"Basic {basic}" or form.get("client_secret") == SECRET
        now = int(time.time())
        claims = {"iss": issuer, "aud": "duban", "iat": now, "exp": now + 600, "nonce": nonces[form["code"]], **people}
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims, key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed, "expires_in": 600})

    routes = [
        Route("/.well-known/openid-configuration", configuration),
        Route("/keys", keys),
        Route("/authorize", authorize),
        Route("/token", token, methods=["POST"]),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join(20)


def test_who_the_organisation_knows_gets_the_role_of_the_table(browser: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/duban.db"
    subprocess.run([*DUBAN, "demo", "--archive", url], check=True, capture_output=True)
    users_of(url).add("zhang@example.cn", "editor", None)
    people = {"sub": "1", "email": "stranger@example.cn", "email_verified": True}
    port = free_port()
    with provider(people) as issuer:
        secrets = tmp_path / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "a long random text"\n'
            f'client_id = "duban"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        # That there is a sign-in is enough for other machines to be let in.
        with serving(url, tmp_path, ("--host", "0.0.0.0"), port=port) as address, watched(browser) as page:
            page.goto(f"{address}/ledger")
            page.get_by_role("button", name="用单位账号登录").click()
            expect(page.get_by_text("尚无使用权限")).to_be_visible()
            expect(page.locator("tr[data-row]")).to_have_count(0)
            page.get_by_role("button", name="退出").click()
            people["email"] = "Zhang@example.cn"
            page.get_by_role("button", name="用单位账号登录").click()
            expect(page.locator(".duban-visitor")).to_contain_text("编辑")
            page.goto(f"{address}/ledger")  # another load of the page: still signed in
            expect(page.locator("tr[data-row]").first).to_be_visible()
            expect(page.locator(".duban-visitor")).to_contain_text("zhang@example.cn")
            page.get_by_role("button", name="退出").click()
            people["email_verified"] = False  # an address that anybody may have typed there
            page.get_by_role("button", name="用单位账号登录").click()
            expect(page.get_by_text("尚无使用权限")).to_be_visible()
