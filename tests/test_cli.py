"""The command line: every command, its exit codes, its errors, and what reaches the terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from corpus.samples import sample_path
from corpus.types import Document, Task
from search import open_archive
from ui import cli

COMMANDS = ["demo", "ingest", "ask", "tasks", "targets", "show", "tag", "check", "diff", "drop", "serve"]
# A notice of our own: small, with a date, a figure, a body; a control sequence and a formula stand in it.
NOTICE = """某市人民政府关于加强水污染防治工作的通知

某政发〔2019〕3号

各县（区）人民政府：

一、加强水源保护

（一）2019年年底前，完成城市水源地规范化\x1b[31m建设\x07。（生态环境局牵头，水务局配合）
（二）2020年6月底前，各县（区）人民政府完成黑臭水体排查。

二、提高处理能力

到2020年，城市污水处理率达到95%以上。

某市人民政府
2019年3月5日
"""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("DUBAN_ARCHIVE", "DUBAN_DEBUG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DUBAN_LANG", "zh")

    def run_command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["duban", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        written = capfd.readouterr()
        return Ran(stopped.value.code or 0, written.out, written.err)  # type: ignore[arg-type] # always an int here

    return run_command


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an archive that holds the bundled sample and the notice."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    url = f"sqlite:///{folder}/duban.db"
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "ingest",
        str(sample_path()),
        str(folder / "notice.txt"),
        "--archive",
        url,
    ]
    done = subprocess.run([*command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return url


def clean(text: str) -> bool:
    """Whether nothing in it acts on a terminal."""
    return not any((ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160 for char in text)


# Help and usage


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    assert [name for name in COMMANDS if f"  {name} " not in done.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_shows_an_example_in_both_languages(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.code == 0
    assert "示例 Example" in done.out
    assert f"  duban {name}" in done.out


def test_version(run: Run) -> None:
    assert run("--version").out.strip().count(".") == 2


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",), ("ask", "问题", "--nonsense"), ("tag",), ("ingest",), ("diff", "one"), ("show",), ("drop",),
        ("ask", "问题", "--as-of", "2018-02-30"), ("tasks", "--due-by", "soon"), ("tasks", "--format", "pdf"),
        ("tasks", "--limit", "-1"), ("ingest", ".", "--jobs", "0"), ("serve", "--port", "0"),
    ],
)  # fmt: skip
def test_wrong_usage_is_said_and_exits_2(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 2
    assert "Error" in done.err
    assert done.out == ""


def test_no_command_is_wrong_usage_with_the_help(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "duban" in done.out + done.err


def test_help_is_quick() -> None:
    best = min(_processor_seconds("--help") for _ in range(3))
    assert best < 0.5


def _processor_seconds(*words: str) -> float:
    """What a command costs: processor time, which other programs on the machine do not lengthen as they do the wait."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "ui.cli", *words], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# Errors


@pytest.mark.parametrize(
    "words", [("ask", "什么"), ("tasks",), ("targets",), ("show", "x"), ("drop", "x"), ("check", "x")]
)
def test_a_missing_archive_names_the_next_step(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 1
    assert "duban.db" in done.err
    assert "duban demo" in done.err
    assert not Path(".duban").exists()


@pytest.mark.parametrize(
    "words", [("show", "没有的文件"), ("drop", "没有的文件"), ("check", "没有的文件"), ("diff", "没有", "也没有")]
)
def test_an_unknown_document_is_named_with_those_that_exist(run: Run, loaded: str, words: tuple[str, ...]) -> None:
    done = run(*words, "--archive", loaded)
    assert done.code == 1
    assert "没有" in done.err
    assert "水污染防治" in done.err
    assert done.out == ""


def test_an_unforeseen_error_is_one_line_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("boom")

    monkeypatch.setattr("ui.cli_ingest.ingest", fail)
    done = run("ingest", ".")
    assert done.code == 1
    assert "DUBAN_DEBUG=1" in done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) == 1


def test_an_unforeseen_error_shows_its_traceback_when_asked_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("boom")

    monkeypatch.setattr("ui.cli_ingest.ingest", fail)
    monkeypatch.setenv("DUBAN_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["duban", "ingest", "."])
    with pytest.raises(RuntimeError, match="boom"):
        cli.main()


def test_an_archive_that_cannot_be_made_is_refused(run: Run, notice: Path) -> None:
    done = run("ingest", notice, "--archive", f"sqlite:///{notice}/below/duban.db")
    assert done.code == 1
    assert "notice.txt/below" in done.err
    assert "Traceback" not in done.err


def test_an_unknown_address_is_refused(run: Run) -> None:
    done = run("tasks", "--archive", "mysql://nowhere")
    assert done.code == 1
    assert "mysql://nowhere" in done.err


def test_a_file_that_is_no_archive_is_refused_and_left_alone(run: Run, notice: Path) -> None:
    before = notice.read_bytes()
    done = run("tasks", "--archive", f"sqlite:///{notice}")
    assert done.code == 1
    assert str(notice) in done.err
    assert notice.read_bytes() == before


def test_a_topic_that_is_none_is_refused(run: Run, loaded: str) -> None:
    done = run("tasks", "--topic", "天方夜谭", "--archive", loaded)
    assert done.code == 1
    assert "天方夜谭" in done.err
    assert "--text" in done.err


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (("--body", "生态环境局"), "水源地"),
        (("--region", "乌海"), "烏海及周邊地區"),
        (("--topic", "水"), "水源地"),
        (("--clause", "二", "--document", "水污染防治"), "城市污水处理率"),
    ],
)
def test_tasks_by_filter(run: Run, loaded: str, filters: tuple[str, ...], words: str) -> None:
    every = run("tasks", "--format", "json", "--archive", loaded).json["total"]
    found = run("tasks", *filters, "--format", "json", "--archive", loaded).json
    assert 0 < found["total"] < every
    assert any(words in task["text"] for task in found["tasks"])


# ingest


def test_ingest_reads_folders_skips_the_unchanged_and_goes_on_after_a_failure(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "b.txt").write_text(NOTICE.replace("水", "大气").replace("3号", "4号"), encoding="gb18030")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 200)
    (folder / "empty.txt").write_bytes(b"")
    for name in (".hidden.txt", "~$a.docx", "c.txt.tmp", "d.txt~", "Thumbs.db"):
        (folder / name).write_text(NOTICE, encoding="utf-8")
    first = run("ingest", folder)
    assert first.code == 1
    assert "新 2，新版本 0，未变 0，失败 2" in first.out
    assert "broken.txt" in first.err
    assert "empty.txt" in first.err
    again = run("ingest", folder)
    assert again.code == 1
    assert "新 0，新版本 0，未变 2，失败 2" in again.out


def test_ingest_keeps_both_versions_of_a_changed_text(run: Run, notice: Path) -> None:
    assert run("ingest", notice).code == 0
    notice.write_text(NOTICE.replace("2020年6月底前", "2020年9月底前"), encoding="utf-8")
    assert "新版本 1" in run("ingest", notice).out
    key = run("tasks", "--format", "json").json["tasks"][0]["doc"]
    changed = run("diff", f"{key}@1", f"{key}@2")
    assert changed.code == 0
    assert "时限或数字有变 1 项" in changed.out
    assert "2020年6月底前 → 2020年9月底前" in changed.out


def test_ingest_of_nothing_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    done = run("ingest", "none")
    assert done.code == 1
    assert "none" in done.err
    assert not Path(".duban").exists()


def test_ingest_of_a_missing_file_names_it(run: Run) -> None:
    done = run("ingest", "missing.txt")
    assert done.code == 1
    assert "missing.txt" in done.err


def test_ingest_by_several_processes_stores_the_same(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(NOTICE.replace("3号", f"{number}号"), encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 200)
    done = run("ingest", folder, "--jobs", "2", "--archive", "sqlite:///two.db")
    assert done.code == 1
    assert "新 3，新版本 0，未变 0，失败 1" in done.out
    run("ingest", folder, "--archive", "sqlite:///one.db")
    one, two = (run("tasks", "--format", "json", "--archive", f"sqlite:///{name}.db").json for name in ("one", "two"))
    assert one == two


def test_the_date_given_is_that_of_a_text_without_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("一、年底前，完成排查。\n", encoding="utf-8")
    tagged = run("tag", path, "--date", "2019-03-05", "--json").json
    assert tagged["document"]["date"] == "2019-03-05"
    assert tagged["tasks"][0]["deadlines"][0]["due"] == "2019-12-31"


# demo, ask


def test_demo_answers_and_a_second_run_changes_nothing(run: Run) -> None:
    first = run("demo")
    assert first.code == 0
    assert "11" in first.out
    assert "四個劣Ⅴ類斷面" in first.out
    content = Path(".duban/duban.db").read_bytes()
    again = run("demo")
    assert again.code == 0
    assert "未变" in again.out
    assert first.out[first.out.index("问：") :] == again.out[again.out.index("问：") :]
    assert Path(".duban/duban.db").read_bytes() == content


def test_ask_as_json_has_the_shape_of_the_contract(run: Run, loaded: str) -> None:
    answer = run("ask", "2019年年底前要完成哪些任务", "--json", "--archive", loaded).json
    assert list(answer)[:13] == [
        "question", "understood", "not_understood", "answer", "total", "offset", "tasks", "targets", "citations",
        "comparison", "nearest", "facets", "abstained",
    ]  # fmt: skip
    assert answer["total"] == len(answer["tasks"])
    assert answer["abstained"] is None
    assert any("水源地" in task["text"] for task in answer["tasks"])


def test_ask_prints_quotations_with_their_place_and_nothing_that_acts(run: Run, loaded: str) -> None:
    done = run("ask", "2020年6月底前要完成哪些任务", "--document", "水污染防治", "--archive", loaded)
    assert done.code == 0
    assert "黑臭水体排查" in done.out
    assert "2020-06-30" in done.out
    assert "某市人民政府关于加强水污染防治工作的通知" in done.out
    assert clean(done.out)


def test_ask_quotes_figures_and_citations(run: Run, loaded: str) -> None:
    figure = run("ask", "2020年优良天数比例要达到多少", "--archive", loaded)
    assert "83.8%" in figure.out.splitlines()[0]
    assert "指标：" in figure.out
    cited = run("ask", "引用了哪些文件", "--archive", loaded)
    assert "中發〔2018〕17号" in cited.out


def test_ask_pages_through_a_long_answer(run: Run, loaded: str) -> None:
    question = "2018年年底前要完成哪些任务"
    whole = run("ask", question, "--json", "--archive", loaded).json
    part = run("ask", question, "--limit", "3", "--offset", "2", "--json", "--archive", loaded).json
    assert part["total"] == whole["total"] == 11
    assert part["tasks"] == whole["tasks"][2:5]
    assert "其余 6 项" in run("ask", question, "--limit", "3", "--offset", "2", "--archive", loaded).out


@pytest.mark.parametrize(
    "question", ["", "？？！！", "\x1b[2J\x00", "' OR 1=1 --", '"', "长" * 10_000, "2018年2月30日要完成什么"]
)
def test_ask_survives_any_question(run: Run, loaded: str, question: str) -> None:
    done = run("ask", question.replace("\0", ""), "--archive", loaded)
    assert done.code == 0
    assert done.out.strip()
    assert clean(done.out)


def test_ask_without_a_question_is_a_prompt(run: Run, loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("2018年年底前要完成哪些任务\n\n"))
    done = run("ask", "--archive", loaded)
    assert done.code == 0
    assert "11" in done.out


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
