"""How long each kind of bad input takes, and how much memory: `duban ingest` over each file alone.

    python tests/bad_input_report.py

Printed are the exit code, the seconds on the clock, the most megabytes that the program and all that it started filled
together (looked at 50 times a second; pages that several share count once), and what is said of the file. The exit code is
1 where a file takes more than 30 seconds or a gigabyte. tests/test_reader_bad_batch.py shows that what is said is right.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from test_reader_bad_batch import DUBAN, MOST_MEGABYTES, fill

_SECONDS = 30
_LOOK = 0.02  # seconds
_SHARED_ONCE = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


def main() -> int:
    """Print the figures; 1 where one is beyond its limit."""
    beyond = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        folder.mkdir()
        fill(folder)
        print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for path in sorted(folder.iterdir()):
            with tempfile.TemporaryDirectory(dir=name) as empty:
                code, seconds, megabytes, said = _ingested(path, Path(empty))
            print(f"{path.name:<26} exit {code}  {seconds:5.1f} s  {megabytes:4.0f} MB  {said}", flush=True)
            beyond |= seconds > _SECONDS or megabytes > MOST_MEGABYTES
    return int(beyond)


def _ingested(path: Path, empty: Path) -> tuple[int, float, float, str]:
    """Exit code, seconds, megabytes of the whole tree of processes, and the first line that names the file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    with (empty / "said").open("w+", encoding="utf-8") as said:
        begun = time.monotonic()
        process = subprocess.Popen(
            [DUBAN, "ingest", path], cwd=empty, env=environment | {"DUBAN_LANG": "en"}, stdout=said, stderr=said
        )
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(map(_megabytes, _tree(process.pid))))
            time.sleep(_LOOK)
        seconds = time.monotonic() - begun
        said.seek(0)
        lines = said.read().replace(f"{path.parent}/", "").splitlines()
    return process.returncode, seconds, most, next((line.strip() for line in lines if path.stem in line), "")


def _tree(process: int) -> list[int]:
    """A process and all that it started, directly or not (Linux)."""
    found = [process]
    for one in found:
        with suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                children = Path(f"/proc/{one}/task/{task}/children").read_text(encoding="ascii")
                found.extend(map(int, children.split()))
    return found


def _megabytes(process: int) -> float:
    """What a process fills; a page that it shares with others counts by its part."""
    with suppress(OSError):
        told = _SHARED_ONCE.search(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))
        return int(told[1]) / 1024 if told else 0.0
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
