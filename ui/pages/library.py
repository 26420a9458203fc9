"""资料库 Library: the documents of the archive; uploading, deleting and reading them again."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from pathlib import Path, PurePath
from typing import Any, Final, NamedTuple

import streamlit as st

from corpus.fold import fold
from corpus.messages import Language, message
from ingest.validity import State
from search.archive import Archive, DocumentInfo
from search.marks import tasks_in_state
from search.query import Query
from search.tagged import outdated
from ui.batch import Outcome, put_files
from ui.export.columns import Cell
from ui.held import held, held_words
from ui.pages import html, taken, ways
from ui.pages.ledger import STEP, page_of, turn
from ui.pages.store import archive_of, may, new_archive_of
from ui.pages.ways import address, clickable, day_of, here, link, values_of
from ui.plain import one_line
from ui.reading import several

__all__ = ["page"]

_CHANGES: Final = 30  # of the newest shown


def page(url: str, language: Language) -> None:
    """The page: `?text=污染&card=KEY`. Where there is no archive yet the first upload makes it."""
    if may("keep"):
        _upload(url, language)
    archive = archive_of(url)
    everything = archive.documents()
    current = [info for info in everything if info.current]
    if not current:
        st.info(message("pages.library_empty", language))
        return
    words_at, day_at, count_at, file_at = st.columns([1.8, 0.8, 1.9, 0.8], vertical_alignment="bottom")
    with words_at:
        words = ways.type_words(
            message("pages.library_find", language), "text", hint=message("pages.library_hint", language)
        )
    with day_at:
        day = ways.pick_day(message("pages.as_of", language), "asof", date.today()) or date.today()
    wanted = fold(words).split()
    fitting = [info for info in current if all(word in _words(info) for word in wanted)]
    fitting.sort(key=lambda info: (info.date or date.min, info.label), reverse=True)
    tasks = sum(info.tasks for info in fitting)
    told = message("pages.library_counts", language, documents=len(fitting), tasks=tasks)
    count_at.html(f'<p class="duban-headline" role="status">{escape(told)}</p>')
    at = page_of(len(fitting))
    old = outdated(archive, current)
    if may("keep"):
        _retag_outdated(archive, old, language)
    lines_of = partial(_lines, archive, everything, old, day)
    with file_at:
        taken.offer(
            message("pages.library", language), _heads(language),
            lambda: [_cells(line, language) for line in lines_of(fitting)], language,
        )  # fmt: skip
    clickable(_table(lines_of(fitting[at * STEP : (at + 1) * STEP]), language), "library")
    turn(at, len(fitting), language)
    _changes(archive, {info.key: info.label for info in current}, language)
    card = st.query_params.get("card", "")
    if chosen := next((info for info in current if info.key == card), None):
        show = st.dialog(message("pages.document_card", language), width="medium", on_dismiss=_dismissed)(_card)
        show(archive, chosen, sorted(info.version for info in everything if info.key == card), language)


def _words(info: DocumentInfo) -> str:
    return fold(" ".join([info.label, info.number or "", *info.issuer, info.source]))


class _Line(NamedTuple):
    """A document as it is listed; `to_tag`: an older tagger read it."""

    info: DocumentInfo
    settled: int
    versions: int
    state: State
    to_tag: bool


def _lines(
    archive: Archive,
    everything: Sequence[DocumentInfo],
    old: Sequence[DocumentInfo],
    day: date,
    listed: Sequence[DocumentInfo],
) -> list[_Line]:
    """What is told of some of the documents of an archive, as of a day."""
    versions = Counter(info.key for info in everything)
    to_tag = {info.key for info in old}
    done = tuple(task for state in ("done", "not_applicable") for task in tasks_in_state(archive, state))
    settled = archive.facets(Query(tasks=done), ("document",))["document"] if done else {}
    lines = []
    for info in listed:
        document = archive.get(info.key)
        state: State = held(archive, document, day).state if document else "unstated"
        lines.append(_Line(info, settled.get(info.key, 0), versions[info.key], state, info.key in to_tag))
    return lines


def _heads(language: Language) -> list[str]:
    names = ("document", "document_number", "issuer", "written", "file")
    heads = [message(f"exports.column_{name}", language) for name in names]
    return heads + [message(f"pages.{name}", language) for name in ("tasks", "settled", "versions", "document_state")]


def _cells(line: _Line, language: Language) -> list[Cell]:
    info = line.info
    state = message(f"pages.held_{line.state}", language)
    again = message("pages.tagged_before", language) if line.to_tag else ""
    return [
        one_line(info.label),
        one_line(info.number or ""),
        one_line("、".join(info.issuer)),
        info.date or "",
        one_line(info.source),
        info.tasks,
        line.settled,
        line.versions,
        several([state, again], language),
    ]


def _table(lines: Sequence[_Line], language: Language) -> str:
    rows = []
    for line in lines:
        cells = [escape(str(cell)) for cell in _cells(line, language)]
        key = line.info.key
        pill = "" if line.state == "unstated" else f"duban-state duban-held-{line.state}"
        state = escape(message(f"pages.held_{line.state}", language))
        again = f"<br>{escape(message('pages.tagged_before', language))}" if line.to_tag else ""
        cells[0] = link(here("library", card=key, at=values_of("at")), cells[0])
        cells[5] = link(address("ledger", document=key), cells[5])
        cells[8] = f'<span class="{pill}">{state}</span>{again}'
        rows.append(f"<tr data-row>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in _heads(language))
    return (
        f'<table class="duban-table duban-files"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _dismissed() -> None:
    st.query_params.pop("card", None)


# Uploading.


def _upload(url: str, language: Language) -> None:
    number = st.session_state.setdefault("upload-number", 0)
    outcomes: list[tuple[str, Outcome]] = st.session_state.get("upload-outcomes", [])
    with st.expander(message("pages.upload", language), expanded=bool(outcomes)):
        with st.form(f"upload-{number}", border=False):
            files = st.file_uploader(
                message("pages.upload_files", language), accept_multiple_files=True, key=f"upload-files-{number}"
            )
            started = st.form_submit_button(message("pages.upload_start", language), type="primary")
        if started and files:
            st.session_state["upload-outcomes"] = _read(url, files, language)
            st.session_state["upload-number"] = number + 1  # an empty box for the next ones
            st.rerun()
        if outcomes:
            clickable(_outcomes(outcomes, language), "outcomes")


def _read(url: str, files: Sequence[Any], language: Language) -> list[tuple[str, Outcome]]:
    """Read what was uploaded, a file at a time, each told as it is done."""
    bar = st.progress(0.0, message("pages.upload_reading", language, file="", at=0, files=len(files)))
    told = st.empty()
    found: list[tuple[str, Outcome]] = []
    archive = new_archive_of(url)
    with tempfile.TemporaryDirectory() as folder:
        for at, file in enumerate(files):
            name = PurePath(file.name.replace("\\", "/")).name or "file"
            bar.progress(
                at / len(files), message("pages.upload_reading", language, file=name, at=at + 1, files=len(files))
            )
            path = Path(folder, str(at))
            path.mkdir()
            path = path / _short(name)
            path.write_bytes(file.getvalue())
            for outcome in put_files(archive, [path]):
                inner = str(outcome.path).removeprefix(str(path)).strip("/\\!")  # of a file in an archive file
                found.append((f"{name} › {inner}" if inner else name, outcome))
            told.html(_outcomes(found, language))
    return found


def _short(name: str) -> str:
    # A file system takes 255 bytes: the ending says what kind of file it is and is kept.
    while len(name.encode("utf-8", "surrogateescape")) > 200:
        name = name[1:]
    return name


def _outcomes(outcomes: Sequence[tuple[str, Outcome]], language: Language) -> str:
    rows = []
    for name, outcome in outcomes:
        if outcome.result == "failed":
            lines = outcome.reason.splitlines()
            # A refusal is said in both languages, a line each.
            words = lines[0 if language == "zh" else -1] if len(lines) == 2 else outcome.reason
            words = words.replace(str(outcome.path), name)
            words = words.removeprefix(f"{name}：").removeprefix(f"{name}: ")  # it stands before them
        elif outcome.result == "unchanged":
            words = message("pages.upload_unchanged", language)
        else:
            words = message(
                f"pages.upload_{outcome.result}", language, tasks=outcome.tasks, title=one_line(outcome.label),
                source=outcome.source, other=one_line(outcome.other),
            )  # fmt: skip
        sign = "✕" if outcome.result == "failed" else "✓"
        css = "duban-failed" if outcome.result == "failed" else "duban-read"
        rows.append(f'<li class="{css}"><b>{sign} {escape(one_line(name))}</b>{escape(one_line(words))}</li>')
    return f'<ul class="duban-outcomes" role="status">{"".join(rows)}</ul>'


# The card of a document.


def _card(archive: Archive, info: DocumentInfo, versions: Sequence[int], language: Language) -> None:
    unknown = message("cli.unknown", language)
    facts = [
        ("document_number", info.number or unknown),
        ("issuer", "、".join(info.issuer) or unknown),
        ("written", info.date.isoformat() if info.date else unknown),
        ("file", info.source or unknown),
    ]
    shown = "".join(
        f"<dt>{escape(message(f'exports.column_{name}', language))}</dt><dd>{escape(one_line(words))}</dd>"
        for name, words in facts
    )
    to = [("reader", {"doc": info.key}), ("ledger", {"document": info.key}), ("check", {"doc": info.key})]
    links = "　".join(
        link(address(name, **values), escape(message(f"pages.{name}", language)), kind="duban-way")
        for name, values in to
    )
    if len(versions) > 1:
        ways_ = " ".join(
            link(address("reader", doc=info.key, version=str(version)), str(version), kind="duban-way")
            for version in versions
        )
        shown += f"<dt>{escape(message('pages.versions', language))}</dt><dd>{ways_}</dd>"
    document = archive.get(info.key)
    holds = held_words(held(archive, document, day_of("asof") or date.today()), language) if document else ""
    clickable(
        f'<p><b>{escape(one_line(info.label))}</b></p><dl class="duban-card">{shown}</dl><p>{escape(holds)}</p><p>{links}</p>',
        f"document-{info.key}",
    )
    if not may("keep"):
        st.caption(message("pages.may_not_keep", language))
        return
    again, away = st.columns(2, vertical_alignment="bottom")
    if again.button(message("pages.retag", language), help=message("pages.retag_help", language), width="stretch"):
        _retag(archive, info, language)
    with away.popover(message("pages.delete", language), width="stretch"):
        st.markdown(message("pages.delete_sure", language, tasks=info.tasks))
        if st.button(message("pages.delete_yes", language), type="primary", key=f"delete-{info.key}"):
            archive.drop(info.key)
            st.query_params.pop("card", None)
            st.toast(message("pages.deleted", language))
            st.rerun()


def _retag_outdated(archive: Archive, old: Sequence[DocumentInfo], language: Language) -> None:
    """A way to tag anew what an older tagger read, where there is any."""
    if not old:
        return
    st.info(message("pages.outdated", language, count=len(old)))
    if not st.button(message("pages.retag_outdated", language, count=len(old))):
        return
    from search.retag import retag  # the taggers: half a second that the page need not wait for

    bar = st.progress(0.0)
    for at, info in enumerate(old):
        bar.progress(at / len(old), message("pages.retagging_one", language, at=at + 1, count=len(old)))
        retag(archive, info.key, when=datetime.now(UTC))
    st.rerun()


def _changes(archive: Archive, labels: Mapping[str, str], language: Language) -> None:
    """What was done with documents of late, and by whom."""
    notes = archive.notes(kind="document")[-_CHANGES:]
    if not notes:
        return
    with st.expander(message("users.changes", language)):
        st.html(
            html.lines(
                f"{note.when:%Y-%m-%d %H:%M}　{note.who}　{message(f'users.done_{note.value}', language)}　"
                f"{one_line(labels.get(note.subject, note.subject))}"
                for note in reversed(notes)
            )
        )


def _retag(archive: Archive, info: DocumentInfo, language: Language) -> None:
    from search.retag import retag  # the taggers: half a second that the page need not wait for

    with st.spinner(message("pages.retagging", language)):
        counts = retag(archive, info.key, when=datetime.now(UTC))
    if counts is not None:
        st.success(message("pages.retagged", language, before=counts[0], after=counts[1]))
