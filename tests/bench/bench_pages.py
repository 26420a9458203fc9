"""How long one showing of a page takes, over the sample and over a large archive.

First the processor time of a run in Streamlit's test harness, the second in a session of its own: the archive is open
and the lexicons are loaded, as they are on a server. At full size also by the clock in Chromium, from `duban serve`:
until all of the page is drawn, when its address is opened (Streamlit itself loaded anew) and when it is led to in a
session. The figures are the issue's: 2 s on the sample, 3 s with 1,000 documents.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

import harness

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_archive import documents
from browsers import CHROMIUM, FLAGS, WAIT, serving
from corpus.samples import sample_path, sample_text
from ingest.pipeline import read_document
from page_runs import open_page, shown
from search import open_archive
from search.archive import Archive, Note
from search.query import Query

_TASKS_A_DOCUMENT: Final = 100
_MARKED: Final = 10  # one task in so many is marked
_ASKED: Final = "2018年年底前要完成哪些任务"
_DRAWN: Final = """(where) => {
    const app = document.querySelector("[data-testid=stApp]");
    return app?.dataset.testScriptState === "notRunning" && decodeURIComponent(location.href).includes(where)
        && document.querySelector(".duban-root a, ol.duban-tasks > li, .duban-kinds") !== null
        && document.querySelector("[data-testid=stSkeleton]") === null;
}"""
# Led to within a session: where from, what is clicked, and what the address says then.
_STEPS: Final = (
    ("overview", ".duban-tile-tasks", "/ledger"),
    ("ledger", ".duban-facet a >> text=2018", "year=2018"),
    ("ledger", "tr[data-row] >> nth=4", "task="),
    ("ledger", ".duban-c-place a >> nth=4", "/reader?"),
    ("calendar", ".duban-step >> nth=1", "month="),
    ("library", ".duban-files a >> nth=1", "/ledger?document="),
)
_LARGEST: Final = 400_000  # characters of HTML of a page: a browser takes a second for a megabyte


def pages(archive: Archive) -> list[tuple[str, Mapping[str, str]]]:
    """Every page, where it does most."""
    task = archive.find(Query(limit=1)).hits[0].task
    day = "2018-10-05"
    return [
        ("overview", {"asof": day, "show": "overdue"}),
        ("ask", {"q": _ASKED}),
        ("ledger", {}),
        ("ledger", {"year": "2018", "task": task.id}),
        ("ledger", {"state": "done"}),
        ("calendar", {"asof": day}),
        ("calendar", {"asof": day, "view": "list"}),
        ("calendar", {"asof": day, "view": "timeline"}),
        ("calendar", {"asof": day, "view": "timeline", "by": "body"}),
        ("targets", {}),
        ("reader", {"doc": task.doc, "task": task.id}),
        ("compare", {}),
        ("check", {"doc": task.doc}),
        ("library", {"card": task.doc}),
    ]


def measure(bench: harness.Bench, name: str, url: str, limit: float, times: int) -> None:
    """A line a page."""
    os.environ["DUBAN_ARCHIVE"] = url
    with closing(open_archive(url)) as archive:
        wanted = pages(archive)
    for page, parameters in wanted:
        characters = 0

        def show(page: str = page, parameters: Mapping[str, str] = parameters) -> None:
            nonlocal characters
            app = open_page(page, **parameters)
            assert not app.error, app.error[0].value
            characters = len(shown(app))

        show()
        took = harness.seconds(show, times=times)
        what = " ".join(value for key, value in parameters.items() if key not in ("task", "doc", "q", "asof"))
        bench.at_most(f"{name}: {page} {what[:12]}", took, limit, "s CPU", beside=f"{characters // 1000} KB of HTML")
        assert characters <= _LARGEST, f"{page} {parameters}: {characters} characters"


def by_the_clock(bench: harness.Bench, name: str, url: str, limit: float, folder: Path, times: int) -> None:
    """Lines of what a person at a browser waits, the shortest of several; a machine that is busy makes it longer."""
    with closing(open_archive(url)) as archive:
        wanted = pages(archive)
    with serving(url, folder) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(WAIT)
        for path, parameters in wanted:
            where = f"{address}/{path}?{urlencode(parameters)}"
            took = [
                _clock(page, path, lambda where=where: page.goto(where, wait_until="commit")) for _ in range(times + 1)
            ]
            what = " ".join(value for key, value in parameters.items() if key not in ("task", "doc", "q", "asof"))
            bench.at_most(
                f"{name}: {path} {what[:12]}", min(took[1:]), limit, "s", beside=f"opened; first {took[0]:.2f} s",
                fails_at=10 * limit,
            )  # fmt: skip
        for path, what, where in _STEPS:
            took = []
            for _ in range(times):
                _clock(page, path, lambda path=path: page.goto(f"{address}/{path}", wait_until="commit"))
                took.append(_clock(page, where, lambda what=what: page.locator(what).first.click()))
            bench.at_most(f"{name}: {path} to {where}", min(took), limit, "s", beside="clicked", fails_at=10 * limit)
        chromium.close()


def _clock(page: Page, where: str, act: Callable[[], object]) -> float:
    """Seconds from an act until the page that it leads to is drawn."""
    begun = time.perf_counter()
    act()
    page.wait_for_function(_DRAWN, arg=where, polling="raf")
    return time.perf_counter() - begun


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    small = harness.size(__doc__) == "small"
    count, times = (5_000, 1) if small else (100_000, 3)
    os.environ.pop("DUBAN_USERS", None)
    bench = harness.Bench(f"Pages, with {count // _TASKS_A_DOCUMENT} documents and {count} tasks (bench_pages.py)")
    with tempfile.TemporaryDirectory() as name:
        sample = f"sqlite:///{name}/sample.db"
        with closing(open_archive(sample)) as archive:
            plan = sample_text().replace("實施意見", "工作方案")[:9000]  # under another title: two, for the comparison
            for text, file in ((sample_text(), sample_path().name), (plan, "part.txt")):
                archive.put(read_document(text, name=file))
            assert sum(info.current for info in archive.documents()) == 2
        large = f"sqlite:///{name}/large.db"
        with closing(open_archive(large)) as archive:
            for document in documents(count, _TASKS_A_DOCUMENT):
                archive.put(document)
                for task in document.tasks[::_MARKED]:
                    archive.note(Note(task.id, "state", "done", "张三", datetime(2018, 6, 1, tzinfo=UTC)))
        measure(bench, "sample", sample, 2, times)
        measure(bench, f"{count:,} tasks", large, 3, times)
        if not small:
            by_the_clock(bench, "sample", sample, 2, Path(name), times)
            by_the_clock(bench, f"{count:,} tasks", large, 3, Path(name), times)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
