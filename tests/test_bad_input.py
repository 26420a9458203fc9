"""Bad input through the whole program: a clear refusal or a correct result each, nothing half stored, no traceback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.samples import sample_text
from ingest.pipeline import read_document

DUBAN = Path(sys.executable).parent / "duban"


def duban(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    done = subprocess.run(
        [str(part) for part in (DUBAN, *arguments)],
        cwd=cwd,
        env=kept | {"DUBAN_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def tasks_kept(cwd: Path) -> int:
    done = duban("tasks", "--format", "json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["total"])


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "page.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n")
    (folder / "huge.txt").write_bytes("督".encode() * 17_000_000)  # 51 MB without a line break
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    return folder


def test_a_batch_goes_on_over_bad_files_and_names_each(bad_folder: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(sample_text(), encoding="utf-8")
    done = duban("ingest", bad_folder, good, cwd=tmp_path)
    assert done.returncode == 1
    for path in bad_folder.iterdir():
        assert f"{path.name}:" in done.stderr, done.stderr
    alone = tmp_path / "alone"
    alone.mkdir()
    assert duban("ingest", good, cwd=alone).returncode == 0
    assert tasks_kept(tmp_path) == tasks_kept(alone) > 50


def test_a_folder_without_a_readable_file_stores_nothing(bad_folder: Path, tmp_path: Path) -> None:
    assert duban("ingest", bad_folder, cwd=tmp_path).returncode == 1
    (tmp_path / "folder").mkdir()
    done = duban("ingest", "folder", cwd=tmp_path)
    assert done.returncode == 1
    assert "folder" in done.stderr
    assert tasks_kept(tmp_path) == 0


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "page.pdf", "huge.txt", "gone.txt", "pipe.txt", "."])
def test_tag_refuses_on_standard_error_alone(bad_folder: Path, tmp_path: Path, name: str) -> None:
    done = duban("tag", bad_folder / name, "--json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(bad_folder) in done.stderr


def test_control_characters_stay_in_the_text_and_out_of_the_terminal(tmp_path: Path) -> None:
    spoilt = sample_text().replace("2018年年底前", "\x1b[2J\x002018年年底前")
    (tmp_path / "spoilt.txt").write_text(spoilt, encoding="utf-8", newline="")
    done = duban("tag", "spoilt.txt", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    tasks = json.loads(done.stdout)["tasks"]
    assert len(tasks) > 50
    assert all(spoilt[task["start"] : task["end"]] == task["text"] for task in tasks)
    assert duban("ingest", "spoilt.txt", cwd=tmp_path).returncode == 0
    shown = duban("ask", "2018年年底前要完成哪些任务", cwd=tmp_path)
    assert shown.returncode == 0
    assert "2018" in shown.stdout
    assert not {"\x1b", "\x00"} & set(shown.stdout)


def test_a_text_without_any_heading_has_its_task() -> None:
    document = read_document("各市人民政府要在2020年6月底前完成排查。其余不变", name="bare.txt")
    assert document.title is None
    assert document.headings == ()
    assert [task.deadlines[0].due.isoformat() for task in document.tasks if task.deadlines] == ["2020-06-30"]


@pytest.mark.parametrize(
    "text", ["督", "\n\n", "。。。；；；", "《》〔〕（）", "2020年", "\x00" * 50, "a" * 3000, "一、" * 500]
)
def test_texts_that_say_nothing_give_no_task(text: str) -> None:
    assert read_document(text, name="nothing.txt").tasks == ()


def test_an_archive_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    (tmp_path / "text.txt").write_text(sample_text(), encoding="utf-8")
    done = duban("ingest", "text.txt", "--archive", "sqlite:///file/duban.db", cwd=tmp_path)
    assert done.returncode == 1
    assert "file/duban.db" in done.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "not a folder"


def test_a_file_that_is_no_archive_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("my notes, not a database", encoding="utf-8")
    done = duban("ask", "2018年年底前要完成哪些任务", "--archive", "sqlite:///notes.db", cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "notes.db").read_text(encoding="utf-8") == "my notes, not a database"


def test_an_archive_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(sample_text(), encoding="utf-8")
    assert duban("ingest", "text.txt", cwd=tmp_path).returncode == 0
    path = tmp_path / ".duban" / "duban.db"
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 9999")
    raw.close()
    for command in (["ingest", "text.txt"], ["ask", "2018年年底前要完成哪些任务"], ["tasks"]):
        done = duban(*command, cwd=tmp_path)
        assert done.returncode == 1, command
        assert "9999" in done.stderr


def test_wrong_usage_is_2(tmp_path: Path) -> None:
    for arguments in (["no-such-command"], ["ingest"], ["tasks", "--due-by", "soon"], ["ask", "--no-such-option"]):
        done = duban(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert done.stderr
