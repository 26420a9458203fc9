"""What the benchmarks share: figures with their limits, measured beside a baseline in the same run.

A figure is what the program has to reach on a quiet machine; a run fails only when it is missed by a factor
of two, since machines differ and CI's is shared. `--size small` is quick and says the same in coarser words.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

DUBAN: Final = Path(sys.executable).parent / "duban"
Size = Literal["small", "full"]


def size(description: str | None) -> Size:
    """The size that the command line asks for."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["small", "full"], default="full")
    chosen: Size = parser.parse_args().size
    return chosen


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Processor time of the shortest of several runs, in this process: what others do on the machine hardly counts."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


@dataclass(frozen=True)
class Ended:
    """A command that ran: how long, and the most memory that it held (MB, resident)."""

    seconds: float
    megabytes: float
    output: str


def command(*parts: object, folder: Path) -> Ended:
    """Run a command in `folder` to its end; raises with its last words when it fails."""
    begun = time.perf_counter()
    with (folder / "output").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(part) for part in parts], cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - begun
        output.seek(0)
        said = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, parts))} ended with {process.returncode}: {said[-800:]}")
    return Ended(took, usage.ru_maxrss / 1024, said)


@dataclass
class Bench:
    """Figures of one benchmark, printed as they come; `close` tells whether all hold."""

    title: str
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        print(f"\n{self.title}")

    def at_least(
        self, name: str, value: float, figure: float, unit: str, *, beside: str = "", fails_at: float | None = None
    ) -> None:
        """`value` should reach `figure`; half of it is the least that passes (or `fails_at`, where it is known to miss)."""
        limit = figure / 2 if fails_at is None else fails_at
        self._line(name, value, f">= {figure:g}", unit, beside, reached=value >= figure, passed=value >= limit)

    def at_most(
        self, name: str, value: float, figure: float, unit: str, *, beside: str = "", fails_at: float | None = None
    ) -> None:
        """`value` should stay below `figure`; twice that fails (or `fails_at`, where twice would hide the fault)."""
        limit = 2 * figure if fails_at is None else fails_at
        self._line(name, value, f"<= {figure:g}", unit, beside, reached=value <= figure, passed=value <= limit)

    def _line(
        self, name: str, value: float, figure: str, unit: str, beside: str, *, reached: bool, passed: bool
    ) -> None:
        verdict = "ok" if reached else "missed, but passes" if passed else "FAILED"
        print(f"  {name:44} {value:9.3g} {unit:10} figure {figure:9} {verdict}{'   ' + beside if beside else ''}")
        sys.stdout.flush()
        if not passed:
            self.failed.append(name)

    def close(self) -> int:
        """The exit code: 1 when a figure failed."""
        if self.failed:
            print(f"  failed: {', '.join(self.failed)}", file=sys.stderr)
        return 1 if self.failed else 0
