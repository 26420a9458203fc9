"""The pages in a real browser: `duban serve` answers the demo question, offers files, and asks nobody else anything.

With DUBAN_SCREENSHOTS set to a folder the pages are also photographed there (scripts/screenshots.py does it).
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from browsers import DUBAN, WAIT, fits_its_window, settled
from command_line import NOTICE
from pdf_maker import official

DEMO: Final = "2018年年底前要完成哪些任务"


def test_the_demo_question_is_answered(page: Page, served: str, tmp_path: Path) -> None:
    page.goto(served)  # the start page; asking there leads to the answer
    page.get_by_label("问题").fill(DEMO)
    page.get_by_role("button", name="提问").click()
    page.wait_for_selector(".duban-headline")
    expect(page.locator(".duban-headline")).to_contain_text("11项")
    group = page.locator(".duban-group").first
    expect(group).to_contain_text("2018年12月31日")
    expect(page.locator("ol.duban-tasks").first.locator("> li")).to_have_count(11)
    assert DEMO in page.evaluate("decodeURIComponent(location.search)")
    # Nothing of the page is cut off sideways at the width of a common laptop.
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 12


def test_a_link_opens_the_answer_in_english_and_a_chip_can_be_taken_away(page: Page, served: str) -> None:
    page.goto(f"{served}/ask?q=2020年年底前乌海有哪些任务&lang=en")
    settled(page)
    before = page.locator("ol.duban-tasks > li").count()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.get_by_role("button", name="✕　Region").click()
    expect(page.get_by_role("button", name="Restore all conditions")).to_be_visible()
    page.wait_for_function(f"document.querySelectorAll('ol.duban-tasks > li').length > {before}")
    assert "without=" in page.url
    page.get_by_role("button", name="Due 2020年年底前").first.click()  # and another given other days
    page.get_by_role("spinbutton", name="year, Until").click()
    page.keyboard.type("2021")
    page.locator(".duban-headline").click()
    page.wait_for_function("decodeURIComponent(location.href).includes('change=due-0-8:2020-01-01/2021-12-31')")
    page.get_by_role("radio", name="中文").click()  # the switch of languages
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    assert "lang=zh" in page.url


def test_the_surroundings_of_a_task_unfold(page: Page, served: str) -> None:
    page.goto(f"{served}/ask?q={DEMO}")
    page.wait_for_selector(".duban-headline")
    first = page.locator("ol.duban-tasks details").first
    first.locator("summary").click()
    expect(first.locator("mark")).to_be_visible()
    page.locator("ol.duban-tasks .duban-facts a").nth(3).click()  # and its place in the document opens
    expect(page.locator("#chosen")).to_be_in_viewport()


def test_the_ledger_is_filtered_marked_and_taken_along(page: Page, served: str, tmp_path: Path) -> None:
    page.goto(f"{served}/ledger")
    total = page.locator(".duban-headline")
    expect(total).to_contain_text("项任务")
    page.get_by_label("在名单中查找").fill("2018")
    page.keyboard.press("Enter")
    # Within the facets: the rows beside them are links whose words hold a year too.
    choices = page.locator(".duban-facet li")
    expect(choices).to_have_count(1)
    choices.get_by_role("link", name="2018").click()
    expect(total).to_have_text("共 11 项任务")
    assert "year=2018" in page.url
    rows = page.locator("tbody tr[data-row]")
    expect(rows).to_have_count(11)
    rows.nth(3).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("blockquote mark")).to_contain_text("2018年年底前")
    dialog.get_by_label("办理状态").click()
    page.get_by_role("option", name="进行中").click()
    dialog.get_by_label("您的姓名").fill("张三")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("td .duban-in_progress")).to_be_visible()
    page.get_by_role("button", name="列与导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "ledger.xlsx")
    rows = list(load_workbook(tmp_path / "ledger.xlsx").worksheets[0].values)
    assert len(rows) == 12
    assert [row[rows[0].index("办理状态")] for row in rows[1:]].count("进行中") == 1


def test_a_task_is_followed_to_its_clause_and_words_are_found(page: Page, served: str) -> None:
    page.goto(f"{served}/ledger?text=黑臭")
    page.locator("tbody tr[data-row] td.duban-c-place a").first.click()
    expect(page.locator("a.duban-t-chosen").filter(has_text="黑臭").first).to_be_visible()
    expect(page.locator("#chosen")).to_be_in_viewport()
    assert "/reader?" in page.url
    shown = page.locator(".duban-text .duban-t-deadline")
    expect(shown.first).to_be_attached()
    page.get_by_role("switch", name="时限").click()
    expect(shown).to_have_count(0)
    page.get_by_label("在文中查找").fill("呼和浩特")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_in_viewport()
    page.get_by_role("link", name="下一处").click()
    expect(page.locator(".duban-finds")).to_contain_text("第 2 处")
    expect(page.locator("#found")).to_be_in_viewport()


def test_the_calendar_shows_what_falls_due_as_of_a_day(page: Page, served: str, tmp_path: Path) -> None:
    page.goto(f"{served}/calendar?asof=2018-10-05")
    expect(page.locator(".duban-month")).to_have_text("2018年10月")
    page.get_by_role("link", name="更晚").click()
    expect(page.locator(".duban-month")).to_have_text("2018年11月")
    page.get_by_role("link", name="更晚").click()
    expect(page.locator(".duban-month")).to_have_text("2018年12月")
    expect(page.locator(".duban-standings")).to_contain_text("90天内")
    page.get_by_text("列表", exact=True).click()
    expect(page.locator("h3.duban-group:visible").first).to_contain_text("2018年12月")
    page.get_by_text("另有此前各月").click()
    expect(page.locator(".duban-days").first).to_be_visible()
    assert "view=list" in page.url
    page.get_by_text("时间轴", exact=True).click()
    page.get_by_text("责任单位", exact=True).first.click()
    expect(page.locator(".duban-time tbody th").last).to_have_text("原文未写明责任单位")
    assert "by=body" in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="日历文件").click()
    download.value.save_as(tmp_path / "a.ics")
    assert (tmp_path / "a.ics").read_bytes().count(b"BEGIN:VEVENT") > 50


def test_the_start_page_leads_to_the_ledger_and_a_doubt_is_decided(page: Page, served: str) -> None:
    page.goto(f"{served}/?asof=2018-10-05")
    page.get_by_role("radio", name="期限已过").click()
    page.wait_for_url("**show=overdue**")
    page.go_back()
    page.locator(".duban-charts a.duban-bar").filter(has_text="2018年12月").click()  # a bar filters the ledger
    expect(page.locator(".duban-headline")).to_have_text("共 11 项任务")
    page.goto(f"{served}/check")
    settled(page)
    page.get_by_label("您的姓名").fill("李四")
    page.keyboard.press("Enter")
    doubts = page.get_by_role("button", name="无误")
    expect(doubts.first).to_be_visible()
    before = doubts.count()
    doubts.first.click()
    expect(doubts).to_have_count(before - 1)


def test_two_people_side_by_side_do_not_see_each_others_filters(browser: Browser, page: Page, served: str) -> None:
    page.goto(f"{served}/ledger?year=2018")
    expect(page.locator(".duban-headline")).to_have_text("共 11 项任务")
    other = browser.new_page()
    other.set_default_timeout(WAIT)
    other.goto(f"{served}/ledger?lang=en")
    expect(other.locator(".duban-headline")).to_contain_text(" tasks")
    assert "year" not in other.url
    other.close()
    page.locator("section.duban-facet").nth(1).locator("a").first.click()  # the first of the topics
    expect(page.locator("a.duban-chosen")).to_have_count(2)
    expect(page.get_by_role("button", name="列与导出")).to_be_visible()


PAGES: Final = {
    "overview": "?asof=2018-10-05", "ask": f"?q={DEMO}", "ledger": "?due_from=2018-08-22&order=due",
    "calendar": "?asof=2018-10-05&month=2018-12", "targets": "", "reader": "?task=5f3548b0a5221b2a", "check": "",
    "library": "",
}  # fmt: skip

ENGLISH: Final = {"ask": "?q=Which tasks are due by the end of 2018?"}  # an answer speaks as its question does


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_its_window_in_both_languages(page: Page, served: str, name: str) -> None:
    fits_its_window(
        page, f"{served}/{name}{PAGES[name]}", name, english=f"{served}/{name}{ENGLISH.get(name, PAGES[name])}"
    )


def test_files_are_uploaded_each_with_its_outcome_and_deleted(page: Page, served: str, tmp_path: Path) -> None:
    text, bad, printed, packed = (
        tmp_path / name for name in ("<script>alert(1)⁄script>.txt", "坏.pdf", "通知.pdf", "两份.zip")
    )
    text.write_text(NOTICE.replace("城市水源地", "<script>alert(1)</script>水源地"), encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7 broken")
    printed.write_bytes(official(_another(4).splitlines()))
    with ZipFile(packed, "w") as archive:
        archive.writestr("通知.txt", _another(5))
        archive.write(bad, "坏.pdf")
    page.goto(f"{served}/library")
    page.locator("summary").first.click()
    page.locator("input[type=file]").set_input_files([text, bad, printed, packed])
    expect(page.get_by_test_id("stFileChipName")).to_have_count(4)
    expect(page.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)  # all are with the server
    page.get_by_role("button", name="开始读入").click()
    outcomes = page.locator(".duban-outcomes > li")
    expect(outcomes).to_have_count(5, timeout=2 * WAIT)
    for shown, name in ((".duban-failed", "坏.pdf"), (".duban-failed", "两份.zip › 坏.pdf"), (".duban-read", "通知.pdf"),
                        (".duban-read", "两份.zip › 通知.txt"), (".duban-read", "<script>")):  # fmt: skip
        expect(page.locator(shown).filter(has_text=name).first).to_be_visible()
    # The text of the file named like a script shows as text.
    page.get_by_role("link", name="水污染防治").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="原文").click()
    expect(page.locator(".duban-text")).to_contain_text("<script>alert(1)</script>水源地")
    # A task of the printed file has its page beside it, and what it was read from is marked there.
    page.goto(f"{served}/ledger?text=治理4")
    page.locator("tbody tr[data-row] td.duban-c-place a").first.click()
    page.get_by_role("switch", name="原件页面").click()
    expect(page.get_by_test_id("stImage").locator("img")).to_be_visible()
    assert "sheet=1" in page.url
    page.goto(f"{served}/library?text=水污染防治")
    page.get_by_role("link", name="水污染防治").first.click()
    page.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确认删除").click()
    expect(page.locator(".duban-files tbody tr")).to_have_count(0)


def _another(number: int) -> str:
    """A notice of its own: its title, its number and words of its tasks are no other's."""
    return (
        NOTICE.replace("水污染防治", f"大气治理{number}")
        .replace("〔2019〕3号", f"〔2019〕{number}号")
        .replace("黑臭水体", f"散煤治理{number}")
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.invalid"])
def test_other_machines_are_not_let_in_unasked(host: str) -> None:
    done = subprocess.run([*DUBAN, "serve", "--host", host], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--open" in done.stderr


def test_the_port_that_is_taken_is_named(served: str) -> None:
    port = str(urlsplit(served).port)
    done = subprocess.run([*DUBAN, "serve", "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert port in done.stderr
