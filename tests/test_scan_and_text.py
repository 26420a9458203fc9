"""A scan and its text are one document: found by their words, whichever came first, and whenever a program is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

import ingest.readers
import search.sqlite
from corpus.samples import sample_text
from corpus.types import Page
from ingest.files import document_of
from ingest.options import Options
from ingest.readers import Source
from search import open_archive
from search.alike import links
from search.archive import Archive
from search.marks import mark, marks_of
from test_formats import SECOND, TAIL, shelf, the_one
from ui.batch import put_files
from ui.shelf import RECOGNISED, Read, Shelf

__all__ = ["shelf"]


def read_as(monkeypatch: pytest.MonkeyPatch, **texts: str) -> None:
    """Files by their names (`scan` is one): what the readers find in them."""

    def read_each(path: Path) -> Iterator[tuple[Path, Source]]:
        scan = path.stem == "scan"
        pages = (Page(1, 0, 0.97),) if scan else ()
        yield path, Source(texts[path.stem], "ocr" if scan else "text", path.name, pages)

    monkeypatch.setattr(ingest.readers, "read_each", read_each)


MISREAD = SECOND.replace("河道", "河遒").replace("人民", "人昆")


def scan_and_text(scanned: str) -> tuple[Read, Read]:
    """Two files as they were read: what is recognised in a scan, and the text."""
    scan, text = (
        Read(Path(name), document_of(Source(words + TAIL, form, name, pages), name, Options()), b"%PDF" + form.encode(), rank)
        for name, words, form, pages, rank in (
            ("scan.pdf", scanned, "ocr", (Page(1, 0, 0.9),), RECOGNISED),
            ("text.pdf", SECOND, "pdf", (Page(1, 0),), 6),
        )
    )  # fmt: skip
    return scan, text


@pytest.mark.parametrize("title", ["read rightly", "misread"])
@pytest.mark.parametrize("first", ["scan", "text"])
def test_a_scan_and_its_text_are_one_document_whichever_came_first(
    shelf: Archive, monkeypatch: pytest.MonkeyPatch, first: str, title: str
) -> None:
    scanned = SECOND.replace("清淤", "清於") if title == "read rightly" else MISREAD.replace("某政发", "某致发")
    read_as(monkeypatch, scan=scanned + TAIL, text=SECOND + TAIL)
    names = [Path("scan.png"), Path("text.txt")]
    outcomes = {o.path.stem: o.result for o in put_files(shelf, names if first == "scan" else names[::-1])}
    assert outcomes == ({"scan": "stored", "text": "better"} if first == "scan" else {"text": "stored", "scan": "near"})
    [info] = shelf.documents()
    assert (info.source, info.title) == ("text.txt", "某市人民政府关于治理河道的通知")
    [what] = links(shelf, info.key)
    assert what.startswith("scan.png ")
    assert {o.result for o in put_files(shelf, names)} <= {"near", "unchanged"}
    assert len(shelf.documents()) == 1


def test_a_scan_that_was_known_when_its_reading_began_is_the_text_that_took_its_place(shelf: Archive) -> None:
    """A process that reads files side by side with others was told what is known before the text came."""
    scan, text = scan_and_text(MISREAD)
    assert scan.document
    shelves = Shelf(shelf, Options())
    assert [shelves.put(scan).result, shelves.put(text).result] == ["stored", "better"]
    late = shelves.put(Read(scan.path, known=scan.document.digest))
    assert (late.result, late.source) == ("same", "text.pdf")
    assert [info.source for info in shelf.documents()] == ["text.pdf"]


def test_a_text_that_was_stored_elsewhere_meanwhile_takes_the_place_of_no_scan(shelf: Archive, tmp_path: Path) -> None:
    """Another program stored the same words by another key while the file was read."""
    scan, text = scan_and_text(MISREAD)
    assert text.document
    shelves = Shelf(shelf, Options())
    shelves.put(scan)
    shelf.put(msgspec.structs.replace(text.document, key="other"))
    shelves.put(text)
    assert shelves.known[text.document.digest].key == "other"
    assert [note.subject for note in shelf.notes("other", "tagger")] == ["other"]


def test_what_people_noted_on_a_scan_goes_along_to_its_text(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, scan=MISREAD + TAIL, text=SECOND + TAIL)
    list(put_files(shelf, [Path("scan.png")]))
    mark(shelf, the_one(shelf).tasks[0].id, who="甲", when=datetime(2021, 4, 1, tzinfo=UTC), state="done")
    list(put_files(shelf, [Path("text.txt")]))
    task = the_one(shelf).tasks[0]
    assert marks_of(shelf, [task.id])[task.id].state == "done"


def test_another_figure_is_another_version_not_a_scan_of_it(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    later = SECOND.replace("6月底前", "9月底前") + TAIL
    read_as(monkeypatch, scan=SECOND + TAIL, text=later)
    assert [o.result for o in put_files(shelf, [Path("scan.png"), Path("text.txt")])] == ["stored", "version"]
    [outcome] = put_files(shelf, [Path("scan.png")])
    assert [info.source for info in shelf.documents()] == ["scan.png", "text.txt"]
    assert (outcome.result, outcome.apart) == ("near", ("6", "9"))


def test_an_older_version_stays_when_a_text_takes_the_place_of_a_scan(
    shelf: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = (SECOND + TAIL).replace("6月底前", "9月底前").replace("一、", "一、要加快进度。")
    read_as(monkeypatch, old=SECOND, scan=second.replace("清淤", "清於"), text=second)
    results = [o.result for o in put_files(shelf, [Path("old.txt"), Path("scan.png"), Path("text.txt")])]
    assert results == ["stored", "version", "better"]
    assert [(info.version, info.source, info.current) for info in shelf.documents()] == [
        (1, "old.txt", False),
        (2, "text.txt", True),
    ]


def test_a_scan_whose_title_and_number_are_unreadable_is_found_by_its_words(
    shelf: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every thirtieth character is misread, and the first page of titles is: nothing but the body tells."""
    lines = sample_text().splitlines(keepends=True)
    body = "".join("囗" if at % 30 == 7 and char.isalpha() else char for at, char in enumerate("".join(lines[12:])))
    read_as(monkeypatch, other=SECOND, text=sample_text(), scan="囗囗〔囗〕囗\n" + body)
    outcomes = {o.path.stem: o for o in put_files(shelf, [Path("other.txt"), Path("text.txt"), Path("scan.png")])}
    scan, text = outcomes["scan"], outcomes["text"]
    assert (scan.result, scan.other, text.result) == ("near", text.label, "stored")
    assert len(shelf.documents()) == 2
    # A text that says nearly the same under another number, or none, is linked and stored: it may be another one.
    again = sample_text().replace("2018年", "2019年")
    read_as(monkeypatch, copy=again)
    [copy] = put_files(shelf, [Path("copy.txt")])
    assert (copy.result, copy.other) == ("stored", text.label)


def test_a_scan_of_another_number_is_another_document(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, text=SECOND + TAIL, scan=SECOND.replace("3号", "4号") + TAIL)
    outcomes = list(put_files(shelf, [Path("text.txt"), Path("scan.png")]))
    assert [o.result for o in outcomes] == ["stored", "stored"]
    assert outcomes[1].other == outcomes[0].label
    assert {info.number for info in shelf.documents()} == {"某政发〔2021〕3号", "某政发〔2021〕4号"}


def put_killed_at(path: Path, read: Read, statement: int) -> bool:
    """Put a document in a process of its own that is killed before that statement; whether it was."""
    child = os.fork()
    if not child:
        left = statement

        def traced(_: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def connected(path: Path) -> sqlite3.Connection:
            connection = opened(path)
            connection.set_trace_callback(traced)
            return connection

        opened = search.sqlite.connect
        search.sqlite.connect = connected  # type: ignore[assignment]  # of the module that imported it
        status = 1
        try:
            Shelf(open_archive(f"sqlite:///{path}"), Options()).put(read)
            status = 0
        finally:
            os._exit(status)
    ended = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0
    return os.WIFSIGNALED(ended)


@pytest.mark.parametrize("key", ["same", "other"])
def test_a_program_killed_while_a_text_takes_the_place_of_its_scan(tmp_path: Path, key: str) -> None:
    """Whenever it is killed one of the two is there, whole, and the next run leaves the text with what was noted."""
    scan, text = scan_and_text(SECOND.replace("清淤", "清於") if key == "same" else MISREAD)
    assert scan.document
    assert text.document
    assert (scan.document.key == text.document.key) == (key == "same")
    begun = tmp_path / "begun.db"
    archive = open_archive(f"sqlite:///{begun}")
    Shelf(archive, Options()).put(scan)
    mark(archive, the_one(archive).tasks[0].id, who="甲", when=datetime(2021, 4, 1, tzinfo=UTC), state="done")
    archive.close()
    statement, step, killed = 0, 19, True
    while killed:
        path = tmp_path / f"{statement}.db"
        shutil.copy(begun, path)
        killed = put_killed_at(path, text, statement)
        archive = open_archive(f"sqlite:///{path}")
        found = the_one(archive)
        there = {read.document.source: read for read in (scan, text) if read.document}[found.source]
        assert there.document
        assert (found.text, len(found.tasks)) == (there.document.text, len(there.document.tasks))
        assert archive.original(found.original) == there.original
        Shelf(archive, Options()).put(text)
        found = the_one(archive)
        assert found.source == "text.pdf"
        assert marks_of(archive, [found.tasks[0].id])[found.tasks[0].id].state == "done"
        assert archive.originals() == [found.original]
        assert links(archive, found.key)[0].startswith("scan.pdf ")
        archive.close()
        statement += step
    assert statement > 10 * step
