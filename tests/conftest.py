"""What the tests share: the shared texts, the annotated ones among them, and what was left out without them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parent.parent
SHARED: Final = Path(os.environ.get("DUBAN_SHARED") or ROOT.parent / "shared").resolve()
ON_CI: Final = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# Kept unread until they are measured by `make holdout` (see tests/score_report.py).
HOLDOUT: Final = frozenset({"farm-machinery-2018", "business-climate-2020"})
# The gold of the bundled sample has a name of its own.
_TEXTS: Final = {"seed": "nmg-2018-pollution-opinion"}


class Annotated(NamedTuple):
    """A text that a person has marked, and the marks (contract/gold.md)."""

    name: str
    text: Path
    gold: Path


def annotated_texts(*, holdout: bool = False) -> list[Annotated]:
    """The annotated texts, by name; those held out only when asked for. Empty without the shared folder."""
    golds = sorted((SHARED / "contract" / "cases").glob("*.gold.jsonl"))
    found = []
    for gold in golds:
        name = gold.name.removesuffix(".gold.jsonl")
        text = SHARED / "corpus" / f"{_TEXTS.get(name, name)}.txt"
        if text.exists() and (name in HOLDOUT) == holdout:
            found.append(Annotated(name, text, gold))
    return found


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
