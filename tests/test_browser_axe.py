"""Every page under axe-core, the accessibility checker: no serious finding, in both languages, signed in and before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from browsers import DUBAN, serving, settled
from command_line import NOTICE
from corpus.samples import sample_path
from shared_texts import ON_CI

SCRIPT: Final = Path(sys.prefix, "axe", "node_modules", "axe-core", "axe.min.js")
TASK: Final = "5f3548b0a5221b2a"
# Every page, and what is laid over one: a card, the columns and files, a document's card.
PAGES: Final = (
    "overview?asof=2018-10-05", "overview?asof=2018-10-05&lang=en", "ask?q=2018年年底前要完成哪些任务", "ledger?year=2018&among=水&lacking=body",
    f"ledger?year=2018&task={TASK}", "calendar?asof=2018-10-05", "calendar?asof=2018-10-05&view=list",
    "calendar?asof=2018-10-05&view=timeline", "targets", f"reader?task={TASK}&find=污染", "compare", "check", "library",
    "ask?q=2018年年底前要完成哪些任务&lang=en", f"ledger?year=2018&task={TASK}&lang=en", "targets?lang=en",
    f"reader?task={TASK}&lang=en", "check?lang=en", "library?lang=en",
)  # fmt: skip


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages over the sample and a notice."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    url = f"sqlite:///{folder}/duban.db"
    subprocess.run(
        [*DUBAN, "ingest", sample_path(), folder / "notice.txt", "--archive", url], check=True, capture_output=True
    )
    with serving(url, folder) as address:
        yield address


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's script, which `make test` fetches from the npm registry."""
    if not SCRIPT.exists():
        reason = f"axe-core is not at {SCRIPT} (make test fetches it)"
        if ON_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return SCRIPT.read_text("utf-8")


def findings(page: Page, axe: str) -> list[str]:
    """The serious and critical findings: rule, place, and why."""
    page.evaluate(axe)
    violations: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
    )
    return [
        f"{found['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for found in violations
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def test_no_page_has_a_serious_finding(page: Page, two: str, axe: str) -> None:
    found: dict[str, list[str]] = {}
    for where in PAGES:  # in one page: a new one would load all of Streamlit's scripts anew
        page.goto(f"{two}/{where}")
        settled(page)
        if "ledger" in where and "task=" in where:
            expect(page.get_by_role("dialog")).to_be_visible()
        found[where] = findings(page, axe)
    assert not any(found.values()), {where: some for where, some in found.items() if some}


def test_the_checker_finds_what_is_wrong(page: Page, two: str, axe: str) -> None:
    page.goto(f"{two}/targets")
    expect(page.locator(".duban-root a").first).to_be_visible()
    page.evaluate("document.querySelector('.duban-root').insertAdjacentHTML('afterbegin', '<button></button>')")
    assert any(found.startswith("button-name") for found in findings(page, axe))


def test_a_card_is_opened_and_closed_by_keys_alone(page: Page, two: str) -> None:
    page.goto(f"{two}/ledger?year=2018")
    rows = page.locator("tbody tr[data-row]")
    expect(rows.first).to_be_visible()
    page.get_by_label("原文含有").focus()
    for _ in range(150):  # every control before the table, then its first row
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tr[data-row]') !== null"):
            break
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("blockquote mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
