"""The command line as tests run it: in this process, in an empty folder, or over an archive that is loaded once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpus.samples import sample_path
from ui import cli

__all__ = ["NOTICE", "Ran", "Run", "clean", "loaded", "notice", "run"]

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
