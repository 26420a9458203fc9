"""The pages in a real browser: `duban serve` on a free port, and Debian's Chromium that looks at them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

__all__ = [
    "DUBAN",
    "WAIT",
    "browser",
    "fits_its_window",
    "free_port",
    "page",
    "served",
    "serving",
    "settled",
    "watched",
]

DUBAN: Final = (sys.executable, "-m", "ui.cli")
CHROMIUM: Final = Path("/usr/bin/chromium")
# As root in a container Chromium runs only without its sandbox; the rest keeps it from asking hosts of its maker.
FLAGS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Run by the interpreter as it starts: notes every host that the program looks up or connects to.
_HEARD: Final = """
import os, sys
note = os.open({called!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
os.write(note, b"start\\n")
def heard(event, args):
    if event == "socket.getaddrinfo":
        os.write(note, f"{{args[0] or ''}}\\n".encode())
    elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        os.write(note, f"{{args[1][0]}}\\n".encode())
sys.addaudithook(heard)
"""
WAIT: Final = 60_000  # milliseconds: a loaded machine takes its time


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(url: str, folder: Path, options: Sequence[str] = (), *, port: int = 0, **variables: str) -> Iterator[str]:
    """The address at which `duban serve` answers from the archive at `url`, run in `folder`."""
    port = port or free_port()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*DUBAN, "serve", "--port", str(port), "--archive", url, *options],
            cwd=folder, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **variables},
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages, served from an archive that holds the sample; nobody signs in."""
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder}/duban.db"
    subprocess.run([*DUBAN, "demo", "--archive", url], check=True, capture_output=True)
    called = folder / "called"
    (folder / "sitecustomize.py").write_text(_HEARD.format(called=str(called)))
    with serving(url, folder, PYTHONPATH=str(folder)) as address:
        yield address
    # The program behind the pages calls no other machine either, and asks for the address of none.
    assert "start" in (lines := called.read_text().split("\n"))
    assert set(lines) <= {"start", "", "127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    if not CHROMIUM.exists():
        # On a stranger's machine; on CI a test that is skipped fails (tests/conftest.py).
        pytest.skip(f"no browser at {CHROMIUM} (Debian: chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """A page of a person of their own, which asks no other host anything and meets no error."""
    expect.set_options(timeout=WAIT // 2)
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(WAIT)
    hosts: set[str] = set()
    errors: list[str] = []
    # blob: is the page's own memory, from which it loads what it has fetched already.
    page.on("request", lambda request: hosts.add(urlsplit(request.url.removeprefix("blob:")).hostname or ""))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.context.close()
    assert hosts == {"127.0.0.1"}  # no fonts, icons or counters from elsewhere
    assert errors == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page of one person (`watched`)."""
    with watched(browser) as page:
        yield page


def settled(page: Page) -> None:
    """Wait until all of a page that was opened is drawn: the program has run, and no box is still being loaded."""
    expect(page.locator(".duban-root a, ol.duban-tasks > li").first).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def fits_its_window(page: Page, address: str, name: str, *, english: str = "") -> None:
    """A page in both languages at a laptop's size and a desk's: nothing is cut off sideways. Photographed."""
    for language, where in (("zh", address), ("en", english or address)):
        page.goto(f"{where}{'&' if '?' in where else '?'}lang={language}")
        settled(page)
        expect(page.get_by_role("dialog")).to_have_count(0)  # such as Streamlit's for an address that it does not know
        for width, height in ((1366, 768), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            _photograph(page, f"pages/{name}-{language}-{width}.png")
        page.set_viewport_size({"width": 1366, "height": 768})


def _photograph(page: Page, name: str) -> None:
    """A picture in the folder that DUBAN_SCREENSHOTS names, where it does (scripts/screenshots.py)."""
    if folder := os.environ.get("DUBAN_SCREENSHOTS"):
        page.reload()  # what was scrolled to in a window of another size is in view again
        settled(page)
        page.mouse.move(0, 0)
        page.wait_for_function("document.fonts.status === 'loaded'")
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)
