"""What README.md promises holds: its commands run, print what it shows, and none is left out."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import typer

from readme_blocks import README, Block, blocks, environment, folder, is_run, printed, run, shows
from shared_texts import ROOT

PAGE = README.read_text(encoding="utf-8")
BLOCKS = list(blocks(PAGE))
COMMANDS = [command for block in BLOCKS for command in block.commands]


@pytest.fixture(scope="module")
def cwd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("stranger"))


def test_the_two_commands_come_first() -> None:
    assert COMMANDS[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.commands[0] for block in BLOCKS])
def test_commands_run_and_print_what_is_shown(block: Block, cwd: Path) -> None:
    lines: list[str] = []
    for command in filter(is_run, block.commands):
        done = run(command, cwd)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert not re.search(r"Traceback|Warning", done.stderr), done.stderr
        lines = printed(done)
    if block.output is not None:
        assert shows(block.output, lines), "\n".join(["README is out of date (make readme):", *lines])


def test_every_command_is_in_the_readme_and_no_other() -> None:
    from ui.cli import app

    known = set(typer.main.get_command(app).commands)  # a group, since there are several commands
    shown = {command.split()[1] for command in COMMANDS if command.startswith("duban ")}
    assert shown == known


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(COMMANDS) + "\n".join(re.findall(r"`make [a-z]+`", PAGE))))
    assert named
    assert named <= targets


def test_files_that_the_page_points_at_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in link]
    assert links
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing, missing


def test_serve_answers_until_it_is_stopped(cwd: Path) -> None:
    assert any(command.startswith("duban serve") for command in COMMANDS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["duban", "serve", "--port", str(port)],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/_stcore/health", server)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                return False
            time.sleep(0.2)
    return False


def test_shows_means_these_lines_and_an_ellipsis_any() -> None:
    assert shows("a\n…\nd\n", ["a", "b", "c", "d"])
    assert shows("a\n", ["a"])
    assert not shows("a\nd\n", ["a", "b", "d"])
    assert not shows("a\n…\n", ["b", "c"])
