"""The scripts behind make: they find a Python that answers, and install only what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared_texts import ROOT

# What the scripts themselves call, and nothing else: a bare machine.
TOOLS = ("bash", "env", "id")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder that stands for the whole PATH of a machine."""
    for tool in TOOLS:
        found = next(Path(place) / tool for place in os.defpath.split(os.pathsep) if (Path(place) / tool).exists())
        (tmp_path / tool).symlink_to(found)
    return tmp_path


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(script: str, *arguments: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "scripts" / script, *arguments]
    return subprocess.run(
        command,
        env={"PATH": str(path), **variables},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_python_that_does_not_answer_is_passed_over(bare: Path) -> None:
    program(bare / "python3.11", "echo 'version manager: python3.11: command not found' >&2; exit 127")
    program(bare / "python3", f'exec {sys.executable} "$@"')
    done = run("find-python.sh", path=bare)
    assert (done.returncode, done.stdout.strip()) == (0, str(bare / "python3"))


def test_an_old_python_is_no_python(bare: Path) -> None:
    program(bare / "python3", "exit 1")  # what `sys.exit(sys.version_info < (3, 11))` gives on 3.9
    done = run("find-python.sh", path=bare)
    assert done.returncode == 1
    assert not done.stdout
    assert "Python 3.11" in done.stderr
    assert "PYTHON=" in done.stderr


def test_the_python_that_is_named_goes_first(bare: Path) -> None:
    program(bare / "python3", f'exec {sys.executable} "$@"')
    program(bare / "mine", f'exec {sys.executable} "$@"')
    done = run("find-python.sh", path=bare, PYTHON=str(bare / "mine"))
    assert done.stdout.strip() == str(bare / "mine")


def debian(bare: Path, *installed: str) -> None:
    """A machine with Debian's tools, where `installed` is there; what apt-get is told stands in `told`."""
    program(
        bare / "dpkg-query",
        f'case " {" ".join(installed)} " in *" $3 "*) echo -n "install ok installed";; *) exit 1;; esac',
    )
    program(bare / "apt-get", f'echo "$@" >> {bare}/told')
    program(bare / "id", "echo 0")


@pytest.fixture
def root_of_debian(bare: Path) -> Path:
    (bare / "id").unlink()
    debian(bare, "chromium")
    return bare


def test_only_what_is_missing_is_installed(root_of_debian: Path) -> None:
    done = run("install-system.sh", "chromium", "fonts-noto-cjk", path=root_of_debian)
    assert done.returncode == 0, done.stderr
    told = (root_of_debian / "told").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in told] == ["update", "install"]
    assert told[1].endswith(" fonts-noto-cjk")
    assert "chromium" not in told[1]


def test_where_all_is_there_nothing_is_done(root_of_debian: Path) -> None:
    done = run("install-system.sh", "chromium", path=root_of_debian)
    assert (done.returncode, done.stdout) == (0, "")
    assert not (root_of_debian / "told").exists()


def test_without_root_or_sudo_it_says_what_to_install(root_of_debian: Path) -> None:
    program(root_of_debian / "id", "echo 1000")
    done = run("install-system.sh", "fonts-noto-cjk", path=root_of_debian)
    assert done.returncode == 1
    assert "apt-get install fonts-noto-cjk" in done.stderr
    assert not (root_of_debian / "told").exists()


def test_with_sudo_it_is_used(root_of_debian: Path) -> None:
    program(root_of_debian / "id", "echo 1000")
    program(root_of_debian / "sudo", f'echo sudo >> {root_of_debian}/told; exec "$@"')
    done = run("install-system.sh", "fonts-noto-cjk", path=root_of_debian)
    assert done.returncode == 0, done.stderr
    assert (root_of_debian / "told").read_text(encoding="utf-8").split()[:2] == ["sudo", "update"]


def test_elsewhere_than_on_debian_it_goes_on(bare: Path) -> None:
    done = run("install-system.sh", "fonts-noto-cjk", path=bare)
    assert done.returncode == 0
    assert "fonts-noto-cjk" in done.stderr
