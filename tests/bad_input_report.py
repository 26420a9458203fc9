"""How long each kind of bad input takes, and how much memory: `duban ingest` over each file alone.

    python tests/bad_input_report.py

Printed are the exit code, the seconds on the clock and the megabytes of the largest process that took part. The exit code
is 1 where a file takes more than 30 seconds or a gigabyte. tests/test_reader_bad_batch.py shows what is said of each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from test_reader_bad_batch import DUBAN, MOST_MEGABYTES, fill

_SECONDS = 30


def main() -> int:
    """Print the figures; 1 where one is beyond its limit."""
    worst = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        folder.mkdir()
        fill(folder)
        for path in sorted(folder.iterdir()):
            with tempfile.TemporaryDirectory(dir=name) as empty:
                begun = time.monotonic()
                process = subprocess.Popen(
                    [DUBAN, "ingest", path], cwd=empty, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                _, status, used = os.wait4(process.pid, 0)
                seconds, megabytes = time.monotonic() - begun, used.ru_maxrss // 1024
                process.returncode = os.waitstatus_to_exitcode(status)
            print(f"{path.name:<26} exit {process.returncode}  {seconds:5.1f} s  {megabytes:4} MB", flush=True)
            worst |= seconds > _SECONDS or megabytes > MOST_MEGABYTES
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
