"""The command line: lists of tasks and targets, single documents, and what reaches a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from command_line import NOTICE, Run, clean
from corpus.fold import fold
from corpus.types import Document, Task
from search import open_archive

# tasks, targets


def test_tasks_piped_are_tab_separated_and_whole(run: Run, loaded: str) -> None:
    done = run("tasks", "--document", "水污染防治", "--archive", loaded)
    heads, *rows = (line.split("\t") for line in done.out.splitlines())
    assert heads[:3] == ["序号", "到期日", "任务原文"]
    assert all(len(row) == len(heads) for row in rows)
    assert any(row[1] == "2019-12-31" for row in rows)
    assert clean(done.out)


def test_tasks_by_window_text_and_document(run: Run, loaded: str) -> None:
    done = run(
        "tasks",
        "--due-from",
        "2020-01-01",
        "--due-by",
        "2020-06-30",
        "--text",
        "黑臭",
        "--format",
        "json",
        "--archive",
        loaded,
    )
    assert [task["deadlines"][0]["due"] for task in done.json["tasks"]] == ["2020-06-30"]


@pytest.fixture
def formula(tmp_path: Path) -> str:
    """The address of an archive whose only task would be computed by a spreadsheet."""
    url = f"sqlite:///{tmp_path}/formula.db"
    text = "=1+1,严禁新建\x1b[2J项目。"
    task = Task(
        id="a", doc="k", clause="一", heading="", text=text, start=0, end=len(text), page=None, modality="must_not"
    )
    with closing(open_archive(url)) as archive:
        archive.put(Document("k", "d", text, "=2+2", (), None, None, tasks=(task,)))
    return url


def test_a_page_of_tasks_says_how_many_there_are_in_all(run: Run, loaded: str) -> None:
    whole = run("tasks", "--format", "json", "--archive", loaded).json
    page = run("tasks", "--limit", "2", "--offset", "1", "--format", "json", "--archive", loaded).json
    assert page["total"] == whole["total"] == len(whole["tasks"])
    assert page["tasks"] == whole["tasks"][1:3]


def test_tasks_overdue_as_of_a_day(run: Run, loaded: str) -> None:
    words = ("tasks", "--overdue", "--document", "水污染防治", "--format", "json", "--archive", loaded)
    assert run(*words, "--as-of", "2019-12-31").json["total"] == 0
    assert run(*words, "--as-of", "2020-01-01").json["total"] == 1


def test_the_calendar_expands_recurring_duties(run: Run, loaded: str) -> None:
    done = run("tasks", "--calendar", "--due-from", "2019-01-01", "--due-by", "2019-03-31", "--archive", loaded)
    days = [line.split("\t")[0] for line in done.out.splitlines()[1:]]
    assert days == sorted(days)
    assert {"2019-01-31", "2019-02-28", "2019-03-31"} <= set(days)


def test_a_calendar_without_an_end_is_refused(run: Run, loaded: str) -> None:
    done = run("tasks", "--calendar", "--archive", loaded)
    assert done.code == 1
    assert "--due-by" in done.err


def test_tasks_as_csv_hold_no_formula(run: Run, formula: str) -> None:
    done = run("tasks", "--format", "csv", "--archive", formula)
    (row,) = csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff")))
    assert row["任务原文"] == "'=1+1,严禁新建[2J项目。"
    assert row["文件"] == "'=2+2"


def test_tasks_as_xlsx_hold_a_formula_as_text(run: Run, formula: str, tmp_path: Path) -> None:
    assert run("tasks", "--format", "xlsx", "-o", "a.xlsx", "--archive", formula).code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert sum(str(cell.value).startswith("=1+1") for cell in cells) == 2
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


def test_tasks_as_xlsx_go_to_a_file(run: Run, loaded: str, tmp_path: Path) -> None:
    done = run("tasks", "--format", "xlsx", "--layout", "ledger", "--output", "台账.xlsx", "--archive", loaded)
    assert done.code == 0
    sheet = load_workbook(tmp_path / "台账.xlsx").worksheets[0]
    assert sheet["B1"].value == "重点任务"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_tasks_as_a_calendar_say_what_has_no_day(run: Run, loaded: str, tmp_path: Path) -> None:
    done = run("tasks", "--format", "ics", "--todo", "-o", "a.ics", "--archive", loaded)
    assert "没有具体日期" in done.out
    assert b"BEGIN:VTODO" in (tmp_path / "a.ics").read_bytes()


def test_an_output_that_cannot_be_written_is_named(run: Run, loaded: str) -> None:
    done = run("tasks", "--format", "csv", "--output", "no/such/folder/a.csv", "--archive", loaded)
    assert done.code == 1
    assert "no/such/folder/a.csv" in done.err


def test_tasks_are_sorted_as_asked(run: Run, loaded: str) -> None:
    by_place = run(
        "tasks", "--document", "水污染防治", "--sort", "place", "--format", "json", "--archive", loaded
    ).json["tasks"]
    starts = [task["start"] for task in by_place]
    assert starts == sorted(starts)
    asked = ("tasks", "--text", "污水 处理", "--format", "json", "--archive", loaded)
    by_due, by_words = (run(*asked, "--sort", order).json["tasks"] for order in ("due", "relevance"))
    assert sorted(task["id"] for task in by_words) == sorted(task["id"] for task in by_due)
    # What is due first is not what says the words most.
    often = {task["id"]: fold(task["text"]).count("污水") for task in by_due}
    assert often[by_words[0]["id"]] > often[by_due[0]["id"]]
    assert often[by_words[0]["id"]] > often[by_words[-1]["id"]]


@pytest.mark.parametrize("words", [["size"], ["relevance"], ["relevance", "--text", " "]])
def test_an_order_that_is_none_is_wrong_usage(run: Run, loaded: str, words: list[str]) -> None:
    done = run("tasks", "--sort", *words, "--archive", loaded)
    assert done.code == 2
    assert ("--text" in done.err) == (words[0] == "relevance")


def test_targets(run: Run, loaded: str) -> None:
    done = run("targets", "--document", "水污染防治", "--archive", loaded)
    assert done.out.splitlines()[1].split("\t")[:2] == ["城市污水处理率", ">=95%"]
    whole = run("targets", "--document", "水污染防治", "--json", "--archive", loaded).json
    assert whole["total"] == 1
    assert whole["targets"][0]["value"] == 95
    assert whole["targets"][0]["due"] == "2020-12-31"


# show, tag, check, diff, drop


def test_show_gives_the_particulars_and_the_outline(run: Run, loaded: str) -> None:
    done = run("show", "某政发(2019)3号", "--archive", loaded)
    assert "2019-03-05" in done.out
    assert "加强水源保护" in done.out
    assert clean(done.out)


def test_show_of_a_clause_quotes_it(run: Run, loaded: str) -> None:
    done = run("show", "水污染防治", "二", "--archive", loaded)
    assert "到2020年，城市污水处理率达到95%以上。" in done.out
    assert "水源地" not in done.out
    assert run("show", "水污染防治", "九十九", "--archive", loaded).code == 1


def test_tag_prints_one_object_a_file(run: Run, notice: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(NOTICE, encoding="utf-8-sig")
    done = run("tag", notice, "other.txt", "--json")
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert list(first) == ["file", "document", "tasks"]
    assert list(first["document"]) == ["title", "issuer", "number", "date", "headings", "citations", "times"]
    assert first["document"]["number"] == "某政发〔2019〕3号"
    assert list(first["document"]["times"][0]) == ["text", "start", "end", "kind", "begins", "due", "rrule"]
    assert first["tasks"] == second["tasks"]
    assert not Path(".duban").exists()
    for task in first["tasks"]:
        assert NOTICE[task["start"] : task["end"]] == task["text"]


def test_tag_goes_on_after_a_file_that_cannot_be_read(run: Run, notice: Path) -> None:
    done = run("tag", "missing.txt", notice, "--json")
    assert done.code == 1
    assert "missing.txt" in done.err
    assert len(done.out.splitlines()) == 1


def test_tag_is_readable_without_json(run: Run, notice: Path) -> None:
    done = run("tag", notice)
    assert "某政发〔2019〕3号" in done.out
    assert "2019-12-31" in done.out
    assert clean(done.out)


def test_check_accounts_for_every_sentence(run: Run, notice: Path) -> None:
    done = run("check", notice, "--all")
    assert done.code == 0
    assert "任务" in done.out
    assert "各县（区）人民政府：" in done.out
    assert clean(done.out)


def test_diff_of_files(run: Run, notice: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(NOTICE.replace("95%", "97%"), encoding="utf-8")
    done = run("diff", notice, "new.txt")
    assert "时限或数字有变 1 项" in done.out
    assert "新增 0 项" in done.out


def test_drop_removes_a_document(run: Run, notice: Path) -> None:
    run("ingest", notice)
    assert run("drop", "水污染防治").code == 0
    assert run("tasks", "--format", "json").json["total"] == 0
    assert run("drop", "水污染防治").code == 1


# The terminal


def on_terminal(*words: str, columns: int, cwd: Path) -> str:
    """What a command shows on a terminal of so many columns."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", "DUBAN_LANG": "zh"}
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *words],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=cwd,
        env=environment,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(leader)
    process.wait()
    return shown.decode("utf-8")


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_and_answers_fit_the_terminal(loaded: str, tmp_path: Path, columns: int) -> None:
    from rich.text import Text

    for words in (["tasks", "--due-by", "2018-12-31"], ["ask", "2018年年底前要完成哪些任务"], ["targets"]):
        shown = on_terminal(*words, "--archive", loaded, columns=columns, cwd=tmp_path)
        quoted = [line for line in Text.from_ansi(shown).plain.splitlines() if not line.startswith("理解为")]
        assert max(Text(line).cell_len for line in quoted) <= columns
        assert len(quoted) > 10


def test_no_control_sequence_of_a_document_reaches_the_terminal(loaded: str, tmp_path: Path) -> None:
    shown = on_terminal("show", "水污染防治", "一", "--archive", loaded, columns=100, cwd=tmp_path)
    assert "规范化[31m建设" in shown  # the words as they are, without what acts
    assert "\x1b[31m" not in shown
    assert "\x07" not in shown


def test_a_bar_shows_on_a_terminal_and_bytes_do_not(notice: Path, loaded: str, tmp_path: Path) -> None:
    shown = on_terminal("ingest", str(notice), "--archive", "sqlite:///bar.db", columns=100, cwd=tmp_path)
    assert "新 1" in shown
    assert "1/1" in shown
    refused = on_terminal("tasks", "--format", "xlsx", "--archive", loaded, columns=100, cwd=tmp_path)
    assert "--output" in refused
    assert "PK" not in refused
