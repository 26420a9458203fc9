"""How long a person waits for an answer in the terminal: a cold `duban ask`, beside a bare Python and `--help`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import harness
from corpus.samples import sample_path


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    times = 3 if harness.size(__doc__) == "small" else 10
    bench = harness.Bench("A cold question (tests/bench/bench_ask.py)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = f"sqlite:///{folder}/duban.db"
        harness.command(harness.DUBAN, "ingest", sample_path(), "--archive", archive, folder=folder)
        for question in ("2018年年底前要完成哪些任务", "Which tasks are due by the end of 2018?"):
            runs = [
                harness.command(harness.DUBAN, "ask", question, "--archive", archive, folder=folder)
                for _ in range(times)
            ]
            bare = min(harness.command(sys.executable, "-c", "pass", folder=folder).seconds for _ in range(times))
            best = min(runs, key=lambda run: run.seconds)
            bench.at_most(
                f"duban ask “{question[:24]}…”",
                best.seconds,
                1.5,
                "s",
                beside=f"{best.megabytes:.0f} MB; a bare python {bare:.2f} s",
            )
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
