"""The page 对照 in a real browser: the sample beside the national plan of the shared texts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from browsers import DUBAN, photograph, serving


@pytest.fixture(scope="module")
def compared(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages, served from an archive that holds both documents."""
    folder = tmp_path_factory.mktemp("compared")
    url = f"sqlite:///{folder}/duban.db"
    texts = [str(shared / "corpus" / name) for name in ("nmg-2018-pollution-opinion.txt", "ecology-plan-2016-2020.txt")]
    subprocess.run([*DUBAN, "ingest", *texts, "--archive", url], check=True, capture_output=True)
    with serving(url, folder) as address:
        yield address


def test_the_sample_stands_beside_the_national_plan(page: Page, compared: str, tmp_path: Path) -> None:
    page.goto(f"{compared}/compare")
    expect(page.locator(".duban-headline")).to_contain_text("项任务")
    tables = page.locator("table.duban-table")
    # What comes later than asked, the figures, the table of everything.
    expect(tables.first).to_contain_text("时限晚于上级")
    expect(tables.nth(1)).to_contain_text("更严")
    expect(tables.nth(2).locator("mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    photograph(page, "compare.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].value == "中央要求"
    # A quotation leads to its place in its document.
    tables.first.locator("a").first.click()
    page.wait_for_url("**/reader?*")


def test_a_filter_is_in_the_address(page: Page, compared: str) -> None:
    page.goto(f"{compared}/compare?state=later&verdict=looser")
    table = page.locator("table.duban-table").nth(1)
    expect(table).to_contain_text("更宽")
    expect(table).not_to_contain_text("更严")
    expect(page.locator("table.duban-table").nth(2)).to_contain_text("时限晚于上级")
