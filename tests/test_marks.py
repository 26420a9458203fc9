"""What people note on tasks: kept with who and when, carried to the next version, written to exports."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import make_document, make_task
from command_line import NOTICE, Run
from corpus.types import Document
from search import open_archive
from search.archive import Archive
from search.marks import Mark, carry, mark, marks_of, tasks_in_state
from ui.batch import put_files
from ui.export import entries_of

DAY = datetime(2019, 4, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2019, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return open_archive(f"sqlite:///{tmp_path}/a.db")


def test_the_newest_of_each_kind_counts_and_history_stays(archive: Archive) -> None:
    assert mark(archive, "t", who="张三", when=DAY, state="in_progress", owner="李四") == 2
    assert mark(archive, "t", who="王五", when=LATER, state="done", owner="李四") == 1
    known = marks_of(archive, ["t", "other"])
    assert known == {"t": Mark("done", "李四", who="王五", when=LATER)}
    assert [note.value for note in archive.notes("t", "state")] == ["in_progress", "done"]
    assert tasks_in_state(archive, "done") == ("t",)
    assert tasks_in_state(archive, "in_progress") == ()


def test_a_remark_can_be_emptied(archive: Archive) -> None:
    mark(archive, "t", who="张三", when=DAY, remark="待补")
    mark(archive, "t", who="张三", when=LATER, remark="")
    assert marks_of(archive, ["t"])["t"].remark == ""


def test_many_tasks_are_read_at_once_and_alike(archive: Archive) -> None:
    for number in range(150):
        mark(archive, f"t{number}", who="张三", when=DAY, state="done")
    asked = [f"t{number}" for number in range(0, 300, 2)]
    found = marks_of(archive, asked)
    assert len(found) == 75
    assert found["t2"] == marks_of(archive, ["t2"])["t2"]


def versions(old: str, new: str, clause: str = "一") -> tuple[Document, Document]:
    first = make_document(
        "关于水源地的通知",
        [make_task(old, clause="一"), make_task("建立台账制度。", clause="二")],
        number="甲〔2019〕1号",
    )
    second = make_document(
        "关于水源地的通知",
        [make_task(new, clause=clause), make_task("建立台账制度。", clause="二")],
        number="甲〔2019〕1号",
    )
    return first, second


@pytest.mark.parametrize(
    ("new", "clause"),
    [("2019年6月底前完成全市水源地排查整治。", "一"), ("2019年年底前完成全市水源地排查整治。", "三")],
)
def test_notes_follow_a_task_whose_words_or_place_changed_and_are_flagged(
    archive: Archive, new: str, clause: str
) -> None:
    old, fresh = versions("2019年年底前完成全市水源地排查整治。", new, clause)
    was, now = old.tasks[0].id, fresh.tasks[0].id
    assert was != now
    mark(archive, was, who="张三", when=DAY, state="in_progress", remark="进展顺利")
    assert carry(archive, old.tasks, fresh.tasks, when=LATER) == 1
    known = marks_of(archive, [now])[now]
    assert (known.state, known.remark, known.who, known.when, known.changed) == (
        "in_progress", "进展顺利", "张三", DAY, True,
    )  # fmt: skip
    # Saying it again confirms it.
    mark(archive, now, who="李四", when=LATER, state="in_progress")
    assert not marks_of(archive, [now])[now].changed


def test_notes_of_a_task_that_is_gone_go_nowhere(archive: Archive) -> None:
    old, fresh = versions("2019年年底前完成全市水源地排查整治。", "鼓励社会资本参与轨道交通。")
    mark(archive, old.tasks[0].id, who="张三", when=DAY, state="done")
    assert carry(archive, old.tasks, fresh.tasks, when=LATER) == 0
    assert marks_of(archive, [fresh.tasks[0].id]) == {}
    assert marks_of(archive, [old.tasks[0].id])  # kept for ever


def test_marks_survive_a_new_version_of_the_file(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    list(put_files(archive, [file]))
    key = archive.documents()[0].key
    first = archive.get(key)
    assert first is not None
    kept = next(task for task in first.tasks if "黑臭" in task.text)
    moved = next(task for task in first.tasks if "水源地" in task.text)
    mark(archive, kept.id, who="张三", when=DAY, state="done")
    mark(archive, moved.id, who="张三", when=DAY, owner="李四")
    file.write_text(NOTICE.replace("2019年年底前", "2019年11月底前"), encoding="utf-8")
    assert [outcome.result for outcome in put_files(archive, [file])] == ["version"]
    second = archive.get(key)
    assert second is not None
    by_words = {("黑臭" in task.text): entry for task in second.tasks for entry in entries_of(archive, [task])}
    assert by_words[True].mark == Mark("done", who="张三", when=DAY)
    found = next(entry for entry in entries_of(archive, second.tasks) if "水源地" in entry.task.text)
    assert (found.owner, found.mark.changed) == ("李四", True)


def test_mark_and_note_on_the_command_line_reach_the_exports(run: Run, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(NOTICE, encoding="utf-8")
    url = f"sqlite:///{tmp_path}/c.db"
    assert run("ingest", "n.txt", "--archive", url).code == 0
    tasks = run("tasks", "--format", "json", "--archive", url).json["tasks"]
    name = next(task["id"] for task in tasks if "黑臭" in task["text"])
    assert run("mark", name, "已完成", "--who", "张三", "--archive", url).code == 0
    assert "本已标注" in run("mark", name, "done", "--who", "张三", "--archive", url).out
    assert run("note", name, "--owner", "李四", "--evidence", "=1+1", "--who", "张三", "--archive", url).code == 0
    told = run("note", name, "--archive", url).out
    assert "责任人：李四" in told
    assert "状态：已完成" in told
    out = run("tasks", "--format", "csv", "--archive", url).out
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    row = next(row for row in rows if "黑臭" in row["任务原文"])
    assert (row["办理状态"], row["责任人"], row["佐证"]) == ("已完成", "李四", "'=1+1")
    assert row["标注"].startswith("张三 20")


@pytest.mark.parametrize("arguments", [("mark", "nonesuch", "done"), ("note", "nonesuch"), ("mark", "x", "finished?")])
def test_unknown_tasks_and_states_are_refused_by_name(run: Run, loaded: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--archive", loaded)
    assert done.code == 1
    assert arguments[1] in done.err or arguments[-1] in done.err


def test_done_tasks_are_those_of_the_states(archive: Archive) -> None:
    from search.states import done_tasks

    with closing(archive):
        mark(archive, "t", who="张三", when=DAY, state="done")
        mark(archive, "u", who="张三", when=DAY, state="not_applicable")
        assert done_tasks(archive) == frozenset({"t"})
