"""The embedded archive as a file: opening, refusing, versions of the file, crashes, and what it is asked through."""

from __future__ import annotations

import contextlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from builders import by, make_document, make_task
from corpus.errors import ArchiveError
from corpus.fold import fold
from corpus.samples import sample_text
from search import DEFAULT_ARCHIVE, open_archive, sqlite_index, sqlite_schema, sqlite_terms
from search.query import Query, Window
from search.sqlite import SqliteArchive
from search.terms import PAIR, terms

DOCUMENT = make_document("意见", [make_task("消除黑臭水体", by("2018-12-31"), clause="一(一)")])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an archive may be made."""
    return tmp_path / "folder" / "duban.db"


def refusal(address: str | Path) -> str:
    """The key of the error that opening gives; its words name the archive and are there in both languages."""
    with pytest.raises(ArchiveError) as caught:
        open_archive(f"sqlite:///{address}" if isinstance(address, Path) else address).close()
    assert str(address) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 2
    return caught.value.key


def test_opens_where_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUBAN_ARCHIVE", raising=False)
    open_archive().close()
    assert (tmp_path / ".duban" / "duban.db").exists()
    assert DEFAULT_ARCHIVE == "sqlite:///.duban/duban.db"
    monkeypatch.setenv("DUBAN_ARCHIVE", "sqlite:///b/c.db")
    open_archive(None).close()
    assert (tmp_path / "b" / "c.db").exists()
    open_archive(f"sqlite:///{tmp_path}/年度 档案.db").close()
    assert (tmp_path / "年度 档案.db").exists()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("duban.db", "errors.archive_scheme"),
        ("sqlite:///", "errors.archive_scheme"),
        ("sqlite:///a\0b", "errors.archive_scheme"),
        ("postgres://x", "errors.archive_scheme"),
    ],
)
def test_addresses_refused(address: str, key: str) -> None:
    assert refusal(address) == key


def test_path_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file" / "duban.db") == "errors.archive_unwritable"
    assert refusal(tmp_path) == "errors.archive_unwritable"  # a folder
    assert refusal(Path("/proc/duban/duban.db")) == "errors.archive_unwritable"  # closed to root as well
    assert refusal(tmp_path / ("長" * 300)) == "errors.archive_unwritable"  # no file system takes it


@pytest.mark.parametrize(
    "content", [b"plain text, no database\n" * 50, bytes(range(256)) * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "duban.db"
    file.write_bytes(content)
    assert refusal(file) == "errors.archive_not_database"
    assert file.read_bytes() == content


def test_database_of_another_program(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert refusal(file) == "errors.archive_foreign"
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    other.close()


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "duban.db").touch()
    archive = open_archive(f"sqlite:///{tmp_path}/duban.db")
    assert archive.put(DOCUMENT).outcome == "stored"
    archive.close()


def raw(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """Run SQL on the file, as nobody should."""
    connection = sqlite3.connect(path, isolation_level=None)
    rows = [connection.execute(statement).fetchall() for statement in statements][-1]
    connection.close()
    return rows


def test_damaged_files(path: Path) -> None:
    archive = SqliteArchive(path)
    for number in range(30):
        archive.put(make_document(f"文件{number}", [make_task("消除黑臭水体" * 20, by("2018-12-31"))] * 20))
    archive.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    with pytest.raises(ArchiveError) as caught:
        SqliteArchive(path).find(Query())
    assert caught.value.key == "errors.archive_corrupt"


def test_damaged_document(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.put(DOCUMENT)
    raw(path, "UPDATE document SET rest = x'00112233'")
    with pytest.raises(ArchiveError) as caught:
        archive.get(DOCUMENT.key)
    assert caught.value.key == "errors.archive_corrupt"
    assert archive.count(Query()) == 1  # the rest still answers
    archive.close()


def test_locked_by_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteArchive(path).close()
    monkeypatch.setattr(sqlite_schema, "_BUSY_MS", 50)
    archive = SqliteArchive(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveError) as caught:
        archive.put(DOCUMENT)
    assert caught.value.key == "errors.archive_locked"
    assert archive.count(Query()) == 0  # readers do not wait for writers
    other.execute("ROLLBACK")
    other.close()
    assert archive.put(DOCUMENT).outcome == "stored"
    archive.close()


def test_a_full_disk_stores_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = SqliteArchive(path)
    archive.put(DOCUMENT)
    real = sqlite_schema.connect

    def small(file: Path) -> sqlite3.Connection:
        connection = real(file)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        return connection

    archive.close()
    monkeypatch.setattr("search.sqlite.connect", small)
    archive = SqliteArchive(path)
    with pytest.raises(ArchiveError) as caught:
        archive.put(make_document("长文", [make_task(f"消除{number}处黑臭水体") for number in range(500)]))
    assert caught.value.key == "errors.archive_full"
    assert archive.count(Query()) == 1
    assert archive.get(DOCUMENT.key) == DOCUMENT
    archive.close()


def test_use_after_close(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError) as caught:
        archive.count(Query())
    assert caught.value.key == "errors.archive_closed"


def test_a_newer_archive_is_refused(path: Path) -> None:
    SqliteArchive(path).close()
    raw(path, f"PRAGMA user_version = {len(sqlite_schema.MIGRATIONS) + 1}")
    assert refusal(path) == "errors.archive_newer"
    assert raw(path, "PRAGMA user_version") == [(len(sqlite_schema.MIGRATIONS) + 1,)]


def test_migrations_lead_on_step_by_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = SqliteArchive(path)
    archive.put(DOCUMENT)
    archive.close()
    steps: Sequence[Sequence[str]] = (
        ("ALTER TABLE document ADD COLUMN remark TEXT",),
        ("UPDATE document SET remark = title", "CREATE INDEX document_remark ON document (remark)"),
    )
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", (*sqlite_schema.MIGRATIONS, *steps))
    archive = SqliteArchive(path)
    assert archive.get(DOCUMENT.key) == DOCUMENT
    archive.close()
    assert raw(path, "SELECT remark FROM document") == [(DOCUMENT.title,)]
    assert raw(path, "PRAGMA user_version") == [(len(sqlite_schema.MIGRATIONS),)]
    # A step that fails leaves the file as it was.
    monkeypatch.setattr(
        sqlite_schema, "MIGRATIONS", (*sqlite_schema.MIGRATIONS, ("CREATE TABLE half (x)", "CREATE TABLE document (x)"))
    )
    assert refusal(path) == "errors.archive_failed"
    assert raw(path, "SELECT 1 FROM sqlite_master WHERE name = 'half'") == []
    assert raw(path, "PRAGMA user_version") == [(len(sqlite_schema.MIGRATIONS) - 1,)]


def test_a_file_of_before_learns_which_originals_are_in_use(path: Path) -> None:
    archive = SqliteArchive(path)
    original = archive.attach(b"of both")
    other = make_document("通知", [make_task("另一任务")])
    for document in (DOCUMENT, other):
        archive.put(replace(document, original=original))
    archive.put(make_document("公告", [make_task("坏了")]))
    archive.close()
    raw(  # as it was, and one document damaged
        path, "DROP INDEX document_original", "ALTER TABLE document DROP COLUMN original", "PRAGMA user_version = 1",
        "UPDATE document SET rest = x'00112233' WHERE title = '公告'",
    )  # fmt: skip
    archive = SqliteArchive(path)
    assert archive.get(other.key) == replace(other, original=original)
    archive.drop(other.key)
    assert archive.original(original) == b"of both"
    archive.drop(DOCUMENT.key)
    assert archive.originals() == []
    archive.close()


def test_another_lexicon_means_another_index(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.closing(SqliteArchive(path)) as archive:
        archive.put(DOCUMENT)
    raw(path, "UPDATE piece SET labels = x'', dues = x''", "DELETE FROM tally")  # as another program might have made it
    told: list[tuple[int, int]] = []
    for stamp in (sqlite_index.index_stamp() + "x", sqlite_index.index_stamp()):
        monkeypatch.setattr("search.sqlite.index_stamp", lambda stamp=stamp: stamp)
        archive = SqliteArchive(path, lambda done, total: told.append((done, total)))
        assert archive.count(Query(clauses=("一",))) == 1
        assert archive.count(Query(due=Window(date(2018, 12, 31), None))) == 1
        assert archive.count(Query(text="水体", require_text=True)) == 1
        archive.close()
    archive = SqliteArchive(path)
    archive.reindex()
    assert told == [(0, 1)] * 2
    assert archive.count(Query(text="水体", require_text=True, clauses=("一",))) == 1
    archive.close()


def test_dropping_leaves_nothing_behind(path: Path) -> None:
    archive = SqliteArchive(path)
    for remark in ("", "修订", "再次修订"):
        archive.put(make_document("意见", [make_task("消除黑臭水体", by("2018-12-31"), topics=["水"])], remark=remark))
    archive.put(DOCUMENT)
    archive.drop(DOCUMENT.key)
    archive.close()
    for table in ("document", "task", "piece", "plain", "speech", "source"):
        assert raw(path, f"SELECT count(*) FROM {table}") == [(0,)], table
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tallies = sqlite_terms.load_tallies(connection, {})
    assert tallies
    assert not sqlite_terms.joined(list(tallies.values())).rows.any()
    assert raw(path, "SELECT count(*) FROM words WHERE words MATCH '\"_黑臭\"'") == [(0,)]
    raw(path, "INSERT INTO words (words) VALUES ('integrity-check')")


def test_rows_of_terms_are_counted_whatever_is_entered_and_taken_out(path: Path) -> None:
    """As many as a plain count says, and in few tallies, which are read again only where they are new."""
    chance = random.Random(7)
    vocabulary = [f"_{a}{b}" for a in "甲乙丙丁戊己庚辛壬癸子丑寅卯" for b in "水气土林草"]
    truth: Counter[str] = Counter()
    SqliteArchive(path).close()
    tallies: sqlite_terms.Tallies = {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        entered: list[list[list[str]]] = []
        for _ in range(300):
            taken_out = entered.pop(chance.randrange(len(entered))) if entered and chance.random() < 0.4 else None
            rows = taken_out or [chance.sample(vocabulary, chance.randint(0, 9)) for _ in range(chance.randint(1, 6))]
            sqlite_terms.count_terms(
                connection, [[" ".join(row), row[0] if row else ""] for row in rows], [], -1 if taken_out else 1
            )
            for row in rows:
                truth.update(dict.fromkeys(row, -1 if taken_out else 1))
            entered += [] if taken_out else [rows]
            before, tallies = tallies, sqlite_terms.load_tallies(connection, tallies)
            assert all(tallies[number] is before[number] for number in before.keys() & tallies.keys())
        assert sqlite_terms.rows_of(tallies, "words", vocabulary) == [truth[term] for term in vocabulary]
        assert sqlite_terms.rows_of(tallies, "said", vocabulary) == [0] * len(vocabulary)
        assert len(tallies) < 24


WRITER = """
import sys
sys.path.insert(0, {tests!r})
from builders import by, make_document, make_task
from search import open_archive
archive = open_archive("sqlite:///" + {path!r})
for number in range(100000):
    tasks = [make_task(f"任务{{number}}之{{part}}消除黑臭水体", by("2018-12-31"), topics=["水"]) for part in range(40)]
    archive.put(make_document(f"文件{{number % 5}}", tasks, remark=str(number)))
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.011, 0.023, 0.037])
def test_killed_while_writing(path: Path, delay: float) -> None:
    SqliteArchive(path).close()
    code = WRITER.format(tests=str(Path(__file__).parent), path=str(path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = int(next(line for line in writer.stdout if line.strip() == "12"))
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
    archive = SqliteArchive(path)
    infos = archive.documents()
    # All that was acknowledged is there, and at most the one that was under way.
    assert acknowledged + 1 <= len(infos) <= acknowledged + 2
    current = [info for info in infos if info.current]
    assert len(current) == 5
    assert archive.count(Query()) == 5 * 40
    for window in (
        Query(due=Window()),
        Query(topics=("水",)),
        Query(text="黑臭", require_text=True),
        Query(phrases=("黑臭",)),
    ):
        assert archive.count(window) == 5 * 40
    for info in infos:
        held = archive.get(info.key, info.version)
        assert held is not None
        assert len(held.tasks) == info.tasks == 40
    for info in current:
        archive.drop(info.key)
    assert archive.count(Query(text="黑臭", require_text=True)) == 0
    archive.close()
    raw(path, "INSERT INTO words (words) VALUES ('integrity-check')")


# terms


CUT = [
    ("消除黑臭水体", {"消除", "黑臭", "水体", "_消除", "_除黑", "_黑臭", "_臭水", "_水体"}),
    ("细颗粒物(PM2.5)浓度", {"pm2.5", "浓度", "_颗粒", "_浓度"}),
    ("GB3095—2012", {"gb3095", "2012"}),
    ("下降12%以上,达到83.8%", {"12", "83.8", "下降", "以上"}),
    ("2018 年", {"2018", "年"}),
    ("黑\n臭 水体", {"黑臭", "_黑臭", "_臭水"}),
    ("VOCs COD", {"vocs", "cod"}),
]


@pytest.mark.parametrize(("text", "held"), CUT)
def test_terms(text: str, held: set[str]) -> None:
    assert held <= set(terms(text))


@pytest.mark.parametrize("text", ["", " \n", ",。;:!?()“”—%", "____", "\x00", "\ud800"])
def test_no_terms(text: str) -> None:
    assert terms(text) == []


def test_a_mark_is_no_part_of_a_rare_character() -> None:
    assert terms("&𠀀,#_㐀") == ["𠀀", "㐀"]


def test_words_are_cut_as_jieba_cuts_them() -> None:
    # The reference: jieba in search mode, on the sample and phrase by phrase.
    jieba.setLogLevel("ERROR")
    for part in re.findall(r"[一-鿿]+", fold(sample_text())):
        ours = [term for term in terms(part) if not term.startswith(PAIR)]
        assert ours == list(jieba.cut_for_search(part))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("水体黑臭年2018.PM_ (\n"), max_size=40))
def test_terms_are_plain(text: str) -> None:
    folded = fold(text)
    cut = terms(folded)
    assert cut == terms(folded)
    # Of ASCII only what the tokenizer of an engine keeps together.
    assert re.fullmatch(r"[a-z0-9._]*", "".join(mark for mark in "".join(cut) if mark.isascii()))
    assert not any(mark.isspace() for mark in "".join(cut))
    for term in cut:
        assert term == term.lower()
        bare = term.removeprefix(PAIR)
        assert bare in "".join(folded.split()).lower() or bare in folded.lower()
        assert not bare.startswith(PAIR)
