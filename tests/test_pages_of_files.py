"""Pages from the file to the task, the archive and the person: numbers, and how sure a recognition is."""

from __future__ import annotations

import pytest

from corpus.types import Page
from ingest.pipeline import read_document
from search.archive import Archive
from ui.say import tell_recognised

FIRST = "2020年年底前，各市人民政府完成老旧小区改造。\n"
SECOND = "2021年年底前，各市人民政府建成1000个示范小区。\n"
PAGES = (Page(1, 0, 0.97), Page(2, len(FIRST), None), Page(3, len(FIRST), 0.72))


def test_tasks_know_their_page_and_whether_it_is_hard_to_read() -> None:
    document = read_document(FIRST + SECOND, name="scan.pdf", pages=PAGES)
    # The second page is empty: what begins where it begins stands on the third.
    assert [task.page for task in document.tasks] == [1, 3]
    assert document.tasks[0].uncertain is None
    assert document.tasks[1].uncertain
    assert "72%" in document.tasks[1].uncertain
    plain = read_document(FIRST + SECOND, name="scan.txt")
    assert [task.page for task in plain.tasks] == [None, None]
    assert [task.id for task in plain.tasks] == [task.id for task in document.tasks]


def test_an_archive_keeps_the_pages(archive: Archive) -> None:
    document = read_document(FIRST + SECOND, name="scan.pdf", pages=PAGES)
    archive.put(document)
    kept = archive.get(document.key)
    assert kept
    assert kept.pages == PAGES
    assert kept.tasks == document.tasks


SAID = [
    ((), ""),
    ((Page(1, 0),), ""),
    ((Page(1, 0, 0.97), Page(2, 9, 0.95)), "96%"),
    (PAGES, "84%"),
]


@pytest.mark.parametrize(("pages", "share"), SAID)
def test_a_person_is_told(pages: tuple[Page, ...], share: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell_recognised(pages)
    said = capsys.readouterr().out
    assert share in said
    assert bool(said) == bool(share)
    assert ("3" in said) == (pages == PAGES)
