"""How long the program works for one showing of a page, over the sample and over a large archive.

Processor time of a run in Streamlit's test harness, the second in a session of its own: the archive is open and the
lexicons are loaded, as they are on a server. The figures are the issue's: 2 s on the sample, 3 s with 1,000 documents.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import harness

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_archive import documents
from corpus.samples import sample_path, sample_text
from ingest.pipeline import read_document
from page_runs import open_page, shown
from search import open_archive
from search.archive import Archive, Note
from search.query import Query

_TASKS_A_DOCUMENT: Final = 100
_MARKED: Final = 10  # one task in so many is marked
_ASKED: Final = "2018年年底前要完成哪些任务"
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


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    small = harness.size(__doc__) == "small"
    count, times = (5_000, 1) if small else (100_000, 3)
    os.environ.pop("DUBAN_USERS", None)
    bench = harness.Bench(f"Pages, with {count // _TASKS_A_DOCUMENT} documents and {count} tasks (bench_pages.py)")
    with tempfile.TemporaryDirectory() as name:
        sample = f"sqlite:///{name}/sample.db"
        with closing(open_archive(sample)) as archive:
            for text, file in ((sample_text(), sample_path().name), (sample_text()[:9000], "part.txt")):
                archive.put(read_document(text, name=file))  # two, for the comparison
        large = f"sqlite:///{name}/large.db"
        with closing(open_archive(large)) as archive:
            for document in documents(count, _TASKS_A_DOCUMENT):
                archive.put(document)
                for task in document.tasks[::_MARKED]:
                    archive.note(Note(task.id, "state", "done", "张三", datetime(2018, 6, 1, tzinfo=UTC)))
        measure(bench, "sample", sample, 2, times)
        measure(bench, f"{count:,} tasks", large, 3, times)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
