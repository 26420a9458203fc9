"""What counts no more: tasks marked done, and those of documents that are expired or repealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from builders import by, make_document, make_task
from corpus.types import Citation
from search import open_archive
from search.answer import answer
from search.archive import Archive, Note
from search.question import understand

TODAY = date(2026, 11, 25)
ASK = "2021年要完成什么？"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty embedded archive."""
    made = open_archive(f"sqlite:///{tmp_path / 'duban.db'}")
    yield made
    made.close()


def test_tasks_of_an_expired_document_are_left_out_and_counted(archive: Archive) -> None:
    old = make_document("甲办法", [make_task("完成河道清淤", by("2021-12-31"))], issued=date(2020, 1, 1),
                        remark="本办法自2020年2月1日起施行，有效期至2022年1月31日。\n")  # fmt: skip
    new = make_document("乙办法", [make_task("完成管网改造", by("2021-12-31"))], number="〔2021〕2号")
    archive.put(old)
    archive.put(new)
    then = answer(archive, ASK, as_of=date(2021, 6, 1))
    assert (then.total, then.left_out) == (2, 0)
    now = answer(archive, ASK, as_of=TODAY)
    assert [item.text for item in now.tasks] == ["完成管网改造"]
    assert now.left_out == 1
    assert "1" in now.answer
    # Who asks in words gets it apart, and who names the document gets it all the same.
    worded = answer(archive, "河道清淤有什么要求？", as_of=TODAY)
    assert worded.abstained
    assert [item.text for item in worded.nearest] == ["完成河道清淤"]
    assert answer(archive, "河道清淤有什么要求？", as_of=TODAY, document=old.key).total == 1
    archive.drop(old.key)
    assert answer(archive, ASK, as_of=TODAY).left_out == 0


def test_a_repeal_ends_the_older_document_of_that_title(archive: Archive) -> None:
    title = "某市河道清理保洁办法"
    old = make_document(
        title, [make_task("完成河道清淤", by("2021-12-31"))], number="〔2015〕1号", issued=date(2015, 1, 1)
    )
    new = make_document(
        title, [make_task("完成管网改造", by("2021-12-31"))], number="〔2020〕9号", issued=date(2020, 5, 1)
    )
    repeal = Citation(f"《{title}》", 0, 8, title, None, "repeal")
    archive.put(old)
    archive.put(msgspec.structs.replace(new, citations=(repeal,)))
    assert answer(archive, ASK, as_of=date(2019, 1, 1)).total == 2
    now = answer(archive, ASK, as_of=TODAY)
    assert [item.text for item in now.tasks] == ["完成管网改造"]
    assert now.left_out == 1


def test_done_tasks_are_counted_apart_on_every_page_of_a_long_list(archive: Archive) -> None:
    document = make_document("甲方案", [make_task(f"完成第{n}处改造", by("2020-12-31")) for n in range(620)])
    archive.put(document)
    for task in document.tasks[:3]:
        archive.note(Note(task.id, "state", "done", "某人", datetime(2020, 6, 1, tzinfo=UTC)))
    ask = "截至2021年3月1日，哪些任务已经逾期？"
    first = answer(archive, ask, as_of=TODAY, limit=5)
    assert (first.total, first.left_out) == (617, 3)
    assert [item.text for item in first.tasks] == [f"完成第{n}处改造" for n in range(3, 8)]
    second = answer(archive, ask, as_of=TODAY, limit=5, offset=5)
    assert [item.text for item in second.tasks] == [f"完成第{n}处改造" for n in range(8, 13)]
    assert answer(archive, ask, as_of=TODAY).total == 617


def test_a_part_taken_away_keeps_the_other_words(archive: Archive) -> None:
    archive.put(make_document("甲方案", [make_task("完成河道清淤", by("2021-12-31")), make_task("完成管网改造")]))
    question = "2021年管网改造要做什么？"
    library = [info for info in archive.documents() if info.current]
    reading = understand(question, TODAY, library)
    for part in [p for p in reading.parts if p.window]:
        reading = reading.without(part)
    found = answer(archive, question, as_of=TODAY, reading=reading)
    assert [item.text for item in found.tasks] == ["完成管网改造"]
    assert [part.kind for part in found.understood.parts] == [part.kind for part in reading.parts]
