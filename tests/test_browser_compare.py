"""The page 对照 in a real browser: the sample beside the national plan of the shared texts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from browsers import DUBAN, fits_its_window, serving
from search import open_archive

# A notice that carries out the national plan, and cites it.
NOTICE = """呼和浩特市人民政府关于加强河湖治理的通知

呼政发〔2018〕12号

各旗县区人民政府：

一、总体要求

根据《国务院关于印发“十三五”生态环境保护规划的通知》（国发〔2016〕65号），加强河湖治理。

呼和浩特市人民政府
2018年3月5日
"""


@pytest.fixture(scope="module")
def compared(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the pages are served over both documents and a notice that cites one; what names the two in an address."""
    folder = tmp_path_factory.mktemp("compared")
    url = f"sqlite:///{folder}/duban.db"
    texts = [str(shared / "corpus" / name) for name in ("nmg-2018-pollution-opinion.txt", "ecology-plan-2016-2020.txt")]
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    texts.append(str(folder / "notice.txt"))
    subprocess.run([*DUBAN, "ingest", *texts, "--archive", url], check=True, capture_output=True)
    with closing(open_archive(url)) as archive:
        keys = {info.number: info.key for info in archive.documents()}
    with serving(url, folder) as address:
        # The notice is of a lower level than both: the address tells which two are meant.
        yield address, f"local={keys[None]}&central={keys['国发〔2016〕65号']}"


def test_the_sample_stands_beside_the_national_plan(page: Page, compared: tuple[str, str], tmp_path: Path) -> None:
    page.goto("{}/compare?{}".format(*compared))
    expect(page.locator(".duban-headline")).to_contain_text("项任务")
    tables = page.locator("table.duban-table")
    # What comes later than asked, the figures, the table of everything.
    expect(tables.first).to_contain_text("时限晚于上级")
    expect(tables.nth(1)).to_contain_text("更严")
    expect(tables.nth(2).locator("mark").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].value == "中央要求"
    # A quotation leads to its place in its document.
    tables.first.locator("a").first.click()
    page.wait_for_url("**/reader?*")


def test_it_fits_its_window_in_both_languages(page: Page, compared: tuple[str, str]) -> None:
    fits_its_window(page, "{}/compare?{}".format(*compared), "compare")


def test_a_filter_is_in_the_address(page: Page, compared: tuple[str, str]) -> None:
    page.goto("{}/compare?{}&state=later&verdict=looser".format(*compared))
    table = page.locator("table.duban-table").nth(1)
    expect(table).to_contain_text("更宽")
    expect(table).not_to_contain_text("更严")
    expect(page.locator("table.duban-table").nth(2)).to_contain_text("时限晚于上级")


def test_a_citation_in_the_reader_leads_to_both_documents(page: Page, compared: tuple[str, str]) -> None:
    page.goto(f"{compared[0]}/reader")
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="呼和浩特市人民政府关于加强河湖治理的通知").click()
    cited = page.locator(".duban-cited")
    expect(cited).to_contain_text("国发〔2016〕65号")
    cited.get_by_text("并列对照").first.click()
    page.wait_for_url("**/compare?*")
    expect(page.locator(".duban-headline")).to_contain_text("呼和浩特市")
    expect(page.locator("table.duban-table").last).to_contain_text("总体要求")
