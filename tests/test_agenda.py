"""The deadline calendar and what counts as overdue, over an archive made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.types import Deadline, Document, Target, Task
from search import open_archive
from search.agenda import agenda, begins_of
from search.archive import Archive, Note
from search.query import Query
from search.states import done_tasks

WRITTEN = date(2018, 8, 22)


def task(id: str, *deadlines: Deadline, targets: tuple[Target, ...] = ()) -> Task:
    at = int(id, 16)
    return Task(
        id=id, doc="k", clause="一", heading="", text="完成。", start=at, end=at + 3, page=None, modality="must",
        deadlines=deadlines, targets=targets,
    )  # fmt: skip


DUE = Deadline("2018年年底前", 0, 8, "by", due=date(2018, 12, 31))
LATER = Deadline("2020年", 0, 5, "during", begins=date(2020, 1, 1), due=date(2020, 12, 31))
MONTHLY = Deadline("每月", 0, 2, "every", rrule="FREQ=MONTHLY")
FROM_2019 = Deadline("2019年起", 0, 6, "from", begins=date(2019, 1, 1))
FIGURE = Target("率达到9%", 0, 5, "率", ">=", 9, "%", due=date(2018, 12, 31))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    tasks = (
        task("1", DUE, targets=(FIGURE,)),
        task("2", LATER),
        task("3", MONTHLY),
        task("4", FROM_2019, MONTHLY),
        task("5", targets=(FIGURE,)),
        task("6"),
    )
    with closing(open_archive(f"sqlite:///{tmp_path}/duban.db")) as store:
        store.put(Document("k", "d", "完成。" * 9, "标题", (), None, WRITTEN, tasks=tasks))
        yield store


def test_each_day_is_told_once_and_recurring_duties_on_each_of_their_days(archive: Archive) -> None:
    found = agenda(archive, Query(), date(2018, 12, 1), date(2019, 1, 31))
    assert [(occasion.day.isoformat(), occasion.task.id, occasion.recurring) for occasion in found] == [
        ("2018-12-31", "1", False),
        ("2018-12-31", "3", True),
        ("2018-12-31", "5", False),
        ("2019-01-31", "3", True),
        ("2019-01-31", "4", True),
    ]
    assert found[0].words == "2018年年底前"


def test_nothing_recurs_before_its_document_was_written(archive: Archive) -> None:
    found = agenda(archive, Query(), date(2018, 1, 1), date(2018, 9, 1))
    assert [(occasion.day.isoformat(), occasion.task.id) for occasion in found] == [("2018-08-31", "3")]


def test_the_query_narrows_and_its_page_is_not_heeded(archive: Archive) -> None:
    narrow = Query(kinds=(), clauses=("二",))
    assert agenda(archive, narrow, date(2018, 1, 1), date(2020, 12, 31)) == []
    page = Query(limit=1, offset=1)
    assert len(agenda(archive, page, date(2018, 12, 31), date(2018, 12, 31))) == 3


def test_begins_of_a_recurring_duty() -> None:
    assert begins_of(task("1", MONTHLY), None) is None
    assert begins_of(task("1", MONTHLY), WRITTEN) == WRITTEN
    assert begins_of(task("1", FROM_2019, MONTHLY), WRITTEN) == date(2019, 1, 1)


def test_the_newest_state_says_whether_a_task_is_done(archive: Archive) -> None:
    for subject, value in (("1", "done"), ("2", "done"), ("2", "open"), ("3", "完成")):
        archive.note(Note(subject, "state", value, "张三", datetime.now(UTC)))
    assert done_tasks(archive) == {"1", "3"}
