"""Pages whose archive is missing, locked, of a newer version or away: they say so and what to do, and come back."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from archive_engines import OPINION
from elastic_server import address, server
from page_runs import open_page, shown
from search import open_archive, sqlite_index
from ui.app import ready
from ui.assets import Assets

PAGES: Final = ("overview", "ask", "ledger", "calendar", "targets", "reader", "compare", "check", "library")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an archive that the pages show."""
    path = tmp_path / "duban.db"
    with closing(open_archive(f"sqlite:///{path}")) as store:
        store.put(OPINION)
    monkeypatch.setenv("DUBAN_ARCHIVE", f"sqlite:///{path}")
    return path


def refusal(app: AppTest) -> str:
    assert not app.exception
    assert any(button.label in ("再试一次", "Try again") for button in app.button)
    return "\n".join(error.value for error in app.error)


def again(app: AppTest) -> AppTest:
    """The page after its button was pressed."""
    next(button for button in app.button if button.label in ("再试一次", "Try again")).click().run()
    assert not app.exception
    return app


def holds_the_opinion(app: AppTest) -> bool:
    return not app.error and "共 9 项任务" in shown(app)


def test_a_missing_archive_is_told_and_found_when_it_is_there(file: Path) -> None:
    aside = file.rename(file.with_suffix(".aside"))
    app = open_page("ledger")
    assert "duban demo" in refusal(app)
    aside.rename(file)
    assert holds_the_opinion(again(app))


async def started() -> None:
    async with ready():
        pass


def test_an_archive_of_an_earlier_program_is_made_ready_before_the_server_answers(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp = sqlite_index.index_stamp() + "x"  # as an update of the program brings it
    monkeypatch.setattr("search.sqlite.index_stamp", lambda: stamp)
    asyncio.run(started())
    assert capsys.readouterr().err.count("正在重建索引") == 1
    assert holds_the_opinion(open_page("ledger"))
    assert "正在重建索引" not in capsys.readouterr().err  # nobody's page waited for it


def test_a_server_starts_without_its_archive(file: Path) -> None:
    file.unlink()
    asyncio.run(started())
    assert "duban demo" in refusal(open_page("ledger"))


def test_a_server_starts_beside_an_archive_that_keeps_still(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr("ui.app.warm", lambda _url, _question: goes_on.wait())
    monkeypatch.setattr("ui.app._PATIENCE", 0.1)

    async def start() -> None:
        async with ready():
            goes_on.set()  # else this never ends

    asyncio.run(start())
    assert holds_the_opinion(open_page("ledger"))


def test_files_of_streamlit_are_answered_at_once_and_no_others() -> None:
    folder = Path(streamlit.__file__).parent / "static"
    script = next(path for path in sorted((folder / "static" / "js").glob("*.js")) if path.stat().st_size < 10_000)
    passed: list[str] = []
    sent: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["path"])

    async def send(message: Any) -> None:
        sent.append(message)

    assets = Assets(behind, ["ask"])
    others = ("/ledger", "/static/../index.html", "/static/js/none.js", "/static/js/../../index.html")
    for method, path in (
        ("GET", f"/static/js/{script.name}"),
        ("HEAD", f"/static/js/{script.name}"),
        *(("GET", path) for path in others),
    ):
        asyncio.run(assets({"type": "http", "method": method, "path": path}, None, send))
    assert passed == [f"/static/js/{script.name}", *others]
    begin, body = sent
    assert body["body"] == script.read_bytes()
    heads = {name.decode(): value.decode() for name, value in begin["headers"]}
    assert begin["status"] == 200
    assert "javascript" in heads["content-type"]
    assert "immutable" in heads["cache-control"]
    sent.clear()
    for path in ("/ask", "/"):
        asyncio.run(assets({"type": "http", "method": "GET", "path": path}, None, send))
    pages = [message["body"].decode() for message in sent[1::2]]
    assert pages[0] == pages[1]
    assert len(passed) == len(others) + 1
    # What the page asks for first is there, and among it what draws a button; the rest of the page is Streamlit's.
    named = re.findall(r'href="\./(static/js/[^"]+)"', pages[0])
    assert all((folder / name).is_file() for name in named)
    assert any(name.startswith("static/js/Button.") for name in named)
    assert len(set(named)) == len(named)
    before, _, after = (folder / "index.html").read_text("utf-8").partition("</head>")
    assert pages[0].startswith(before)
    assert pages[0].endswith(after)


def test_an_archive_of_a_newer_version_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        known = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {known + 1}")
    app = open_page("ledger", lang="en")
    assert "newer" in refusal(app)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {known}")
    assert "9 tasks" in shown(again(app))


def test_a_locked_archive_is_told_and_read_when_it_is_free(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who only looks does not wait as long as who writes: the test would not end.
    monkeypatch.setattr("search.sqlite_schema._BUSY_MS", 10_000_000)
    app = open_page("ledger")
    assert holds_the_opinion(app)
    other = file.with_suffix(".locked")
    file.rename(other)  # opened anew by the pages, as after a restart
    (file.parent / "duban.db").write_bytes(other.read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        app.run()
        assert "duban" in refusal(app)
        connection.execute("COMMIT")
    assert holds_the_opinion(again(app))


def test_what_is_no_archive_is_told_on_every_page(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)
    for name in PAGES:
        assert str(file) in refusal(open_page(name)).replace("\\", ""), name


@contextmanager
def relay(port: int, to: int) -> Iterator[None]:
    """Pass on what comes to a port, until it is closed: a cluster that goes away and comes back."""
    waiting = socket.create_server(("127.0.0.1", port))
    ends: list[socket.socket] = [waiting]

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while some := source.recv(65536):
                target.sendall(some)
        except OSError:
            pass
        for end in (source, target):
            end.close()

    def accept() -> None:
        while True:
            try:
                near, _ = waiting.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", to))
            ends.extend((near, far))
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=pump, args=(source, target), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def test_a_cluster_that_is_away_is_told_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    url = address()
    with closing(open_archive(url)) as store:
        store.put(OPINION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("DUBAN_ARCHIVE", url.replace(str(server().port), str(port)))
    monkeypatch.setenv("DUBAN_ES_PATIENCE", "1")
    app = open_page("ledger")  # away before it was ever there
    assert "Elasticsearch" in refusal(app)
    with relay(port, server().port):
        assert holds_the_opinion(again(app))
    app.run()  # away once it was opened
    assert "Elasticsearch" in refusal(app)
    with relay(port, server().port):
        assert holds_the_opinion(again(app))
