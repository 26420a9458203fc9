"""The commands and outputs that README.md shows, so that a test can run them and a person renew them.

A block marked `sh` holds commands, a line each; a block marked `text` right behind it holds what the last of
them prints, with a line `…` where lines are left out. `python tests/readme_blocks.py` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.samples import sample_text
from shared_texts import ROOT

README: Final = ROOT / "README.md"
ELLIPSIS: Final = "…"
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Commands, the output shown for the last one (None: none is shown), and where that stands in the page."""

    commands: list[str]
    output: str | None = None
    start: int = 0
    end: int = 0


# A plan of our own, to set the sample beside.
_PLAN: Final = """国务院关于印发河湖空气土壤三年规划的通知

国发〔2017〕99号

一、主要目标

到2020年，森林覆盖率达到24%，空气质量优良天数比率达到82%以上。

二、重点任务

2019年年底前，完成所有加油站改造。强化湿地保护。

国务院
2017年1月5日
"""


def blocks(page: str) -> Iterator[Block]:
    """The blocks of commands in the order of the page."""
    found = list(_BLOCK.finditer(page))
    for at, match in enumerate(found):
        if match[1] != "sh":
            continue
        commands = [line for line in match[2].splitlines() if line.strip() and not line.startswith("#")]
        shown = found[at + 1] if at + 1 < len(found) else None
        if shown and shown[1] == "text" and not page[match.end() : shown.start()].strip():
            yield Block(commands, shown[2], *shown.span(2))
        else:
            yield Block(commands)


def folder(parent: Path) -> Path:
    """A working folder as the page supposes it: `policies/` with a text and its revision, `central/` with a plan."""
    (parent / "central").mkdir()
    (parent / "central" / "plan.txt").write_text(_PLAN, encoding="utf-8")
    policies = parent / "policies"
    policies.mkdir()
    opinion = sample_text()
    (policies / "opinion.txt").write_bytes(opinion.encode())
    (policies / "revised.txt").write_bytes(opinion.replace("2018年年底前", "2019年年底前").encode())
    return parent


def environment() -> dict[str, str]:
    """The variables that a command of the page runs with: Chinese, a wide line, the program on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "DUBAN_LANG": "zh", "COLUMNS": "100", "NO_COLOR": "1"}


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page; `make demo` is the demonstration itself, since the environment is made already."""
    parts = shlex.split("duban demo" if command == "make demo" else command)
    return subprocess.run(
        parts,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def printed(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines that a command printed, as the page shows them: no blanks at the ends, no folder of this clone."""
    return [line.rstrip().replace(str(ROOT), ELLIPSIS) for line in done.stdout.strip("\n").splitlines()]


def shows(shown: str, lines: list[str]) -> bool:
    """Whether the lines shown are those printed, but for what an ellipsis stands for."""
    parts = [re.escape(part.strip("\n")) for part in re.split(rf"^{ELLIPSIS}$", shown.strip("\n"), flags=re.MULTILINE)]
    return re.fullmatch(r"(?s:.*)".join(parts), "\n".join(lines)) is not None


def is_run(command: str) -> bool:
    """Whether the page's command ends by itself: the pages are served until they are stopped, make is CI's."""
    return command == "make demo" or not command.startswith(("make ", "duban serve"))


def renewed(shown: str, lines: list[str]) -> str:
    """The output as it is now, cut where the page cuts it: as many lines before and after the ellipsis."""
    if ELLIPSIS not in shown.splitlines():
        return "\n".join(lines) + "\n"
    cut = shown.splitlines()
    before, after = cut.index(ELLIPSIS), len(cut) - cut.index(ELLIPSIS) - 1
    return "\n".join([*lines[:before], ELLIPSIS, *(lines[-after:] if after else [])]) + "\n"


def main() -> None:
    """Write every output of the page anew."""
    page = README.read_text(encoding="utf-8")
    renewals = []
    with tempfile.TemporaryDirectory() as name:
        cwd = folder(Path(name))
        for block in blocks(page):
            for command in block.commands:
                done = run(command, cwd) if is_run(command) else None
                if done and done.returncode:
                    print(f"{command}: {done.stderr}", file=sys.stderr)
            if block.output is not None and done:
                renewals.append((block, renewed(block.output, printed(done))))
    for block, output in reversed(renewals):
        page = page[: block.start] + output + page[block.end :]
    README.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
