"""`duban ingest` and `duban demo`: documents into the archive."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from corpus.messages import message
from corpus.samples import sample_path
from ingest.options import Options
from search import open_archive
from ui.batch import Outcome, files_in, jobs_for, put_files
from ui.plain import one_line
from ui.say import complain, language, tell, tell_recognised, write

__all__ = ["demo", "ingest", "ingest_as_one"]

_NEW: Final = ("stored", "version", "better")  # what brings tasks
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
_SHOWN: Final = 10  # figures that are named
# The question of the walk: the sample is of 2018, and its answer is a closed list.
_DEMO_QUESTION: Final = "2018年年底前要完成哪些任务"


def ingest(
    url: str, paths: Sequence[Path], options: Options, jobs: int | None = None, *, named: Path | None = None
) -> int:
    """Store the documents in files and folders, by all cores unless `jobs` says otherwise; returns the exit code."""
    files = files_in(paths)
    if not files:
        complain(message("cli.nothing_to_read", language(), paths="、".join(map(str, paths))))
        return 1
    counts: Counter[str] = Counter()
    tasks = pictures = 0
    untitled = False
    with closing(open_archive(url)) as archive, _progress(len(files)) as advance:
        for outcome in put_files(archive, files, jobs=jobs or jobs_for(len(files)), options=options):
            counts[outcome.result] += 1
            tasks += outcome.tasks if outcome.result in _NEW else 0
            if outcome.result == "stored" and outcome.path.suffix.lower() in _PICTURES:
                pictures += 1
                untitled |= outcome.label == outcome.path.name
            advance(msgspec.structs.replace(outcome, path=named) if named else outcome)
    tell(
        "cli.ingested", files=counts.total(), tasks=tasks, stored=counts["stored"] + counts["better"], version=counts["version"],
        unchanged=counts["unchanged"] + counts["same"] + counts["near"] + counts["revised"], failed=counts["failed"],
    )  # fmt: skip
    if counts["same"] or counts["near"]:
        tell("cli.ingested_same", same=counts["same"], near=counts["near"])
    if counts["better"] or counts["revised"]:
        tell("cli.ingested_changed", better=counts["better"], revised=counts["revised"])
    if pictures > 1 and untitled:
        tell("cli.pictures_apart", count=pictures)
    return 1 if counts["failed"] else 0


def ingest_as_one(url: str, paths: Sequence[Path], options: Options) -> int:
    """Store the pictures in files and folders as the pages of one document; returns the exit code."""
    from ingest.readers.joined import in_order, joined

    files = in_order(files_in(paths))
    if not files:
        return ingest(url, paths, options)
    name = paths[0].resolve().name if paths[0].is_dir() else paths[0].stem
    with TemporaryDirectory() as folder:
        whole = Path(folder, f"{name}.pdf")
        whole.write_bytes(joined(files))
        return ingest(url, [whole], options, named=paths[0])  # where it lies for a moment tells nobody anything


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Outcome], None]]:
    """A bar on a terminal, a line a file elsewhere; failures are said on standard error either way."""
    if not sys.stderr.isatty():
        yield _say_line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(message("cli.reading", language())), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(outcome: Outcome) -> None:
            if outcome.result in ("failed", "near", "better") or any(page.unsure for page in outcome.pages):
                _say_line(outcome)
            bar.advance(task)

        yield advance


def _say_line(outcome: Outcome) -> None:
    name = str(outcome.path)
    if outcome.result == "failed":
        complain(message("cli.file_failed", language(), reason=outcome.reason))
    elif outcome.result == "unchanged":
        tell("cli.file_unchanged", file=name)
    elif outcome.result == "same":
        tell("cli.file_same", file=name, source=outcome.source)
    elif outcome.result == "near":
        tell("cli.file_near", file=name, other=one_line(outcome.other))
        if outcome.apart:
            tell("cli.file_apart", figures="、".join(outcome.apart[:_SHOWN]))
        tell_recognised(outcome.pages)
    elif outcome.result == "better":
        tell("cli.file_better", file=name, tasks=outcome.tasks, other=one_line(outcome.other))
    else:
        tell(f"cli.file_{outcome.result}", file=name, tasks=outcome.tasks, title=one_line(outcome.label))
        if outcome.other:
            tell("cli.file_like", other=one_line(outcome.other))
        tell_recognised(outcome.pages)


def demo(url: str) -> int:
    """Load the bundled sample and answer a question from it; returns the exit code."""
    from ui.cli_ask import Asked, ask_once

    code = ingest(url, [sample_path()], Options())
    if code:
        return code
    write()
    tell("cli.demo_question", question=_DEMO_QUESTION)
    write()
    with closing(open_archive(url)) as archive:
        ask_once(archive, _DEMO_QUESTION, Asked(as_of=date.today()))
    write()
    tell("cli.demo_next")
    return 0
