"""What the tests share: the shared texts, the annotated ones among them, and what was left out without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_engines import ENGINES
from browsers import browser, page, served  # noqa: F401 (fixtures: pytest finds them by their names here)
from command_line import loaded, notice, run  # noqa: F401 (fixtures: pytest finds them by their names here)
from search.archive import Archive
from shared_texts import ON_CI, SHARED, Annotated, annotated_texts


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared texts and scorers (`DUBAN_SHARED`, else ../shared); skips without it, fails on CI."""
    if not (SHARED / "contract").is_dir():
        reason = f"the shared texts are not at {SHARED} (set DUBAN_SHARED)"
        if ON_CI:
            pytest.fail(f"{reason}; on CI they must be there")
        pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="session")
def annotated(shared: Path) -> list[Annotated]:
    """The annotated texts that are not held out."""
    return annotated_texts()


@pytest.fixture(params=sorted(ENGINES))
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive of each engine (archive_engines.py)."""
    made = ENGINES[request.param](tmp_path)
    yield made
    made.close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may be left out: a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if ON_CI and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was left out, and why: a stranger's clone runs everything else."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("left out" + (" (a failure on CI)" if ON_CI else ""))
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.write_line(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")
