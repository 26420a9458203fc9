"""The command line `duban`: what may be typed. What is done lives in `ui/cli_*.py`, loaded when it is asked for.

Exit codes: 0 done; 1 something was refused or failed, said on standard error; 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import DubanError
from corpus.messages import message
from search import DEFAULT_ARCHIVE
from ui.cli_user import app as user_app
from ui.say import complain, language, speak_any_encoding
from ui.typed import ArchiveUrl as _ArchiveUrl
from ui.typed import command, group, help_of, only, option

__all__ = ["app", "main"]

app = group()

app.add_typer(user_app, name="user")

_command = partial(command, app)


def _date(words: str) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise typer.BadParameter(message("cli.bad_date", language(), words=words)) from None


def _day(*names: str, key: str) -> Any:
    return option(*names, key=key, metavar="DATE", parser=_date)


class ListFormat(StrEnum):
    """How a list is written."""

    table = "table"
    csv = "csv"
    xlsx = "xlsx"
    ics = "ics"
    docx = "docx"
    json = "json"


class TaskOrder(StrEnum):
    """The order of a list of tasks (`search.query.Order`)."""

    due = "due"
    relevance = "relevance"
    place = "place"


class TableLayout(StrEnum):
    """The columns of a table export."""

    all = "all"
    ledger = "ledger"
    rectification = "rectification"


_Json = Annotated[bool, option("--json", key="opt_json")]
_Written = Annotated[date | None, _day("--date", key="opt_date")]
_Meta = Annotated[list[str] | None, option("--meta", key="opt_meta", metavar="NAME=VALUE")]
_Classified = Annotated[bool, option("--allow-classified", key="opt_classified")]
_AsOf = Annotated[date | None, _day("--as-of", key="opt_as_of")]
_Document = Annotated[str, typer.Argument(help=help_of("arg_document"), metavar="DOC", show_default=False)]
_Limit = Annotated[int | None, option("--limit", key="opt_limit", metavar="N", min=0)]
_Offset = Annotated[int, option("--offset", key="opt_offset", metavar="N", min=0)]
_DocumentOption = Annotated[str | None, option("--document", key="opt_document", metavar="DOC")]
_Bodies = Annotated[list[str] | None, option("--body", key="opt_body", metavar="NAME")]
_Regions = Annotated[list[str] | None, option("--region", key="opt_region", metavar="NAME")]
_Topics = Annotated[list[str] | None, option("--topic", key="opt_topic", metavar="NAME")]
_DueBy = Annotated[date | None, _day("--due-by", key="opt_due_by")]
_DueFrom = Annotated[date | None, _day("--due-from", key="opt_due_from")]
_Text = Annotated[str, option("--text", key="opt_text", metavar="WORDS", show_default=False)]
_Task = Annotated[str, typer.Argument(help=help_of("arg_task"), metavar="TASK", show_default=False)]
_State = Annotated[str, typer.Argument(help=help_of("arg_state"), metavar="STATE", show_default=False)]
_Who = Annotated[str | None, option("--who", key="opt_who", metavar="NAME")]
_Output = Annotated[Path | None, option("--output", "-o", key="opt_output", metavar="FILE")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("duban"))
        raise typer.Exit


@app.callback()
def _start(
    archive: Annotated[str | None, option("--archive", key="opt_archive", metavar="URL")] = None,
    version: Annotated[bool, option("--version", key="opt_version", is_eager=True, callback=_tell_version)] = False,
) -> None:
    # numpy starts threads for linear algebra when it is loaded, a tenth of a second; nothing here does any.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if archive:
        os.environ["DUBAN_ARCHIVE"] = archive  # the commands' own `--archive` still goes before it


@_command("demo")
def demo(archive: _ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.cli_ingest import demo as run

    raise typer.Exit(run(archive))


@_command("ingest")
def ingest(
    paths: Annotated[list[Path], typer.Argument(help=help_of("arg_paths"), metavar="PATH", show_default=False)],
    written: _Written = None,
    meta: _Meta = None,
    classified: _Classified = False,
    bare: Annotated[bool, option("--no-originals", key="opt_no_originals")] = False,
    jobs: Annotated[int | None, option("--jobs", key="opt_jobs", metavar="N", min=1)] = None,
    as_one: Annotated[bool, option("--as-one", key="opt_as_one")] = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ingest.options import options_of
    from ui.cli_ingest import ingest as run
    from ui.cli_ingest import ingest_as_one

    options = options_of(written, meta, classified=classified, originals=not bare)
    raise typer.Exit(ingest_as_one(archive, paths, options) if as_one else run(archive, paths, options, jobs))


@_command("ask")
def ask(
    question: Annotated[list[str] | None, typer.Argument(help=help_of("arg_question"), metavar="QUESTION")] = None,
    as_of: _AsOf = None,
    document: _DocumentOption = None,
    limit: _Limit = None,
    offset: _Offset = 0,
    as_json: _Json = False,
    save: Annotated[str | None, option("--save", key="opt_save", metavar="NAME")] = None,
    saved: Annotated[str | None, option("--saved", key="opt_saved", metavar="NAME")] = None,
    new_since: Annotated[str | None, option("--new-since", key="opt_new_since", metavar="DATE|last")] = None,
    list_saved: Annotated[bool, option("--list-saved", key="opt_list_saved")] = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_ask import Asked
    from ui.cli_ask import ask as run

    asked = Asked(as_of=as_of or date.today(), document=document, limit=limit, offset=offset, as_json=as_json)
    words = " ".join(question) if question is not None else None
    if save or saved or new_since or list_saved:
        from ui.cli_saved import ask_saved

        raise typer.Exit(ask_saved(archive, words, asked, save=save, name=saved, new_since=new_since))
    raise typer.Exit(run(archive, words, asked))


@_command("tasks")
def tasks(
    due_by: _DueBy = None,
    due_from: _DueFrom = None,
    body: _Bodies = None,
    region: _Regions = None,
    topic: _Topics = None,
    document: _DocumentOption = None,
    clause: Annotated[str | None, option("--clause", key="opt_clause", metavar="LABEL")] = None,
    text: _Text = "",
    overdue: Annotated[bool, option("--overdue", key="opt_overdue")] = False,
    as_of: _AsOf = None,
    calendar: Annotated[bool, option("--calendar", key="opt_calendar")] = False,
    sort: Annotated[TaskOrder, option("--sort", key="opt_sort")] = TaskOrder.due,
    limit: _Limit = None,
    offset: _Offset = 0,
    format: Annotated[ListFormat, option("--format", "-f", key="opt_format")] = ListFormat.table,
    layout: Annotated[TableLayout, option("--layout", key="opt_layout")] = TableLayout.all,
    todo: Annotated[bool, option("--todo", key="opt_todo")] = False,
    output: _Output = None,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_tasks import calendar as run_calendar
    from ui.cli_tasks import tasks as run
    from ui.filters import Filters

    if sort is TaskOrder.relevance and not text.strip():
        raise typer.BadParameter(message("cli.sort_needs_text", language()), param_hint="--sort")
    today = as_of or date.today()
    filters = Filters(
        due_by=due_by, due_from=due_from, overdue_on=today if overdue else None, bodies=tuple(body or ()),
        regions=tuple(region or ()), topics=tuple(topic or ()), document=document, clause=clause, text=text,
        order=sort.value, limit=limit, offset=offset,
    )  # fmt: skip
    if calendar:
        raise typer.Exit(run_calendar(archive, filters, today))
    raise typer.Exit(run(archive, filters, format.value, layout.value, todo=todo, output=output))


@_command("targets")
def targets(
    due_by: _DueBy = None,
    due_from: _DueFrom = None,
    body: _Bodies = None,
    region: _Regions = None,
    topic: _Topics = None,
    document: _DocumentOption = None,
    text: _Text = "",
    as_json: _Json = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_tasks import targets as run
    from ui.filters import Filters

    filters = Filters(
        due_by=due_by, due_from=due_from, bodies=tuple(body or ()), regions=tuple(region or ()),
        topics=tuple(topic or ()), document=document, text=text, has_target=True,
    )  # fmt: skip
    raise typer.Exit(run(archive, filters, as_json=as_json))


@_command("show")
def show(
    document: _Document,
    clause: Annotated[str | None, typer.Argument(help=help_of("arg_clause"), metavar="CLAUSE")] = None,
    as_of: _AsOf = None,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_documents import show as run

    raise typer.Exit(run(archive, document, clause, as_of or date.today()))


@_command("tag")
def tag(
    files: Annotated[list[Path], typer.Argument(help=help_of("arg_files"), metavar="FILE", show_default=False)],
    written: _Written = None,
    meta: _Meta = None,
    classified: _Classified = False,
    as_json: _Json = False,
) -> None:
    from ingest.options import options_of
    from ui.cli_documents import tag as run

    raise typer.Exit(run(files, options_of(written, meta, classified=classified), as_json=as_json))


@_command("check")
def check(
    document: _Document,
    everything: Annotated[bool, option("--all", key="opt_all")] = False,
    classified: _Classified = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ingest.options import Options
    from ui.cli_documents import check as run

    raise typer.Exit(run(archive, document, Options(classified=classified), everything=everything))


@_command("diff")
def diff(
    old: Annotated[str, typer.Argument(help=help_of("arg_document"), metavar="OLD", show_default=False)],
    new: Annotated[str, typer.Argument(help=help_of("arg_document"), metavar="NEW", show_default=False)],
    classified: _Classified = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ingest.options import Options
    from ui.cli_documents import diff_versions as run

    raise typer.Exit(run(archive, old, new, Options(classified=classified)))


class CompareFormat(StrEnum):
    """How a comparison is written."""

    table = "table"
    xlsx = "xlsx"
    docx = "docx"
    json = "json"


@_command("compare")
def compare(
    local: Annotated[str, typer.Argument(help=help_of("arg_local"), metavar="LOCAL", show_default=False)],
    central: Annotated[str, typer.Argument(help=help_of("arg_central"), metavar="CENTRAL", show_default=False)],
    more: Annotated[list[str] | None, typer.Argument(help=help_of("arg_more"), metavar="MORE")] = None,
    as_json: _Json = False,
    format: Annotated[CompareFormat, option("--format", "-f", key="opt_format")] = CompareFormat.table,
    output: _Output = None,
    classified: _Classified = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ingest.options import Options
    from ui.cli_compare import compare as run

    names, written = [local, central, *(more or ())], "json" if as_json else format.value
    raise typer.Exit(run(archive, names, written, output, Options(classified=classified)))


@_command("cites")
def cites(
    document: Annotated[str | None, typer.Argument(help=help_of("arg_document"), metavar="DOC")] = None,
    as_json: _Json = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_compare import cites as run

    raise typer.Exit(run(archive, document, as_json=as_json))


@_command("drop")
def drop(
    document: _Document,
    yes: Annotated[bool, option("--yes", "-y", key="opt_yes")] = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_documents import drop as run

    raise typer.Exit(run(archive, document, yes=yes))


@_command("mark")
def mark(task: _Task, state: _State, who: _Who = None, archive: _ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.cli_marks import set_state as run

    raise typer.Exit(run(archive, task, state, who))


@_command("note")
def note(
    task: _Task,
    owner: Annotated[str | None, option("--owner", key="opt_owner", metavar="NAME")] = None,
    remark: Annotated[str | None, option("--remark", key="opt_remark", metavar="WORDS")] = None,
    evidence: Annotated[str | None, option("--evidence", key="opt_evidence", metavar="LINK")] = None,
    who: _Who = None,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_marks import note as run

    raise typer.Exit(run(archive, task, owner=owner, remark=remark, evidence=evidence, who=who))


@_command("copy")
def copy(
    source: Annotated[str, typer.Argument(help=help_of("arg_source"), metavar="SRC", show_default=False)],
    target: Annotated[str, typer.Argument(help=help_of("arg_target"), metavar="DST", show_default=False)],
) -> None:
    from ui.cli_move import copy as run

    raise typer.Exit(run(source, target))


@_command("reindex")
def reindex(archive: _ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.cli_move import reindex as run

    raise typer.Exit(run(archive))


@_command("serve")
def serve(
    port: Annotated[int, option("--port", key="opt_port", metavar="N", min=1, max=65535)] = 8501,
    host: Annotated[str, option("--host", key="opt_host", metavar="ADDRESS")] = "127.0.0.1",
    open_to_all: Annotated[bool, option("--open", key="opt_open")] = False,
    archive: _ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.cli_serve import serve as run

    raise typer.Exit(run(archive, port, host, open_to_all=open_to_all))


def main() -> None:
    """Run the command that was typed and exit: refusals are said on standard error, never as a traceback."""
    speak_any_encoding()
    try:
        only(app, sys.argv[1:])(prog_name="duban")
    except DubanError as error:
        complain(str(error))
        sys.exit(1)
    except Exception as error:  # a defect of ours: one line, and how to learn more
        if os.environ.get("DUBAN_DEBUG"):
            raise
        complain(message("cli.unforeseen", language(), error=f"{type(error).__name__}: {error}"))
        sys.exit(1)


if __name__ == "__main__":
    main()
