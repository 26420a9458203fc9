"""A page of a long answer is the same part of the whole answer, and counts all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from builders import by, make_document, make_task
from search.answer import answer
from search.archive import Archive
from search.sqlite import SqliteArchive

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Some 600 tasks with the same words, in documents whose keys are not in the order in which they were put."""
    folder: Path = tmp_path_factory.mktemp("pages")
    held = SqliteArchive(folder / "duban.db")
    for number in range(6):
        tasks = [make_task(f"第{at}批整治“散乱污”企业", by(date(2018, 1, 1 + at % 28))) for at in range(100)]
        held.put(make_document(f"整治方案{number}", tasks))
    yield held
    held.close()


@pytest.mark.parametrize("question", ["查找原文“散乱污”", "2018年要完成哪些任务"])
@pytest.mark.parametrize(("offset", "limit"), [(0, 10), (595, 20), (700, 5), (40, 0)])
def test_a_page_is_cut_from_the_whole(archive: Archive, question: str, offset: int, limit: int) -> None:
    whole = answer(archive, question, as_of=TODAY)
    page = answer(archive, question, as_of=TODAY, offset=offset, limit=limit)
    assert whole.total == page.total == 600
    assert page.answer == whole.answer
    assert [item.id for item in page.tasks] == [item.id for item in whole.tasks[offset : offset + limit]]
