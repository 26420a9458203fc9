"""The command line: its help, its exit codes, its errors, reading files and answering questions."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len

from command_line import NOTICE, Run, clean
from pdf_maker import official
from ui import cli

COMMANDS = [
    "demo",
    "ingest",
    "ask",
    "tasks",
    "targets",
    "show",
    "tag",
    "check",
    "diff",
    "drop",
    "copy",
    "reindex",
    "serve",
]


# Help and usage


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    assert [name for name in COMMANDS if f"  {name} " not in done.out] == []


@pytest.mark.parametrize("name", [*COMMANDS, "user"])
def test_help_of_a_command_shows_an_example_and_fits_a_terminal(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.code == 0
    assert max(map(cell_len, done.out.splitlines())) <= 80  # columns, of which a Chinese character takes two
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


def test_a_locale_without_chinese_gets_escapes(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "DUBAN_LANG": "zh"}
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "check", "none"],
        capture_output=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"\\u" in done.stderr
    assert b"duban demo" in done.stderr


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


def test_ingest_as_one_names_what_was_typed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def made(files: Sequence[Path]) -> bytes:  # their letters are recognised in tests/test_reader_ocr.py
        asked.append([file.name for file in files])
        return official(["某市人民政府关于清淤的通知", "一、各县要在2026年底前完成清淤。"])

    monkeypatch.setattr("ingest.readers.joined.joined", made)
    folder = tmp_path / "照片"
    folder.mkdir()
    for name in ("IMG_10.jpg", "IMG_9.jpg"):
        (folder / name).write_bytes(b"")
    done = run("ingest", str(folder), "--as-one")
    assert done.code == 0, done.err
    assert asked == [["IMG_9.jpg", "IMG_10.jpg"]]
    assert f"读入 {folder}：1 项任务" in done.out
    assert "照片.pdf" not in done.out  # it lies there for a moment only
    assert "未变 1" in run("ingest", str(folder), "--as-one").out


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
