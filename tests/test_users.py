"""Who may use the pages: the file of users, how passwords are kept and slowed, and what each role may change."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from argon2 import PasswordHasher

from archive_engines import ENGINES, OPINION
from command_line import Run, run
from corpus.errors import ArchiveError, BadRequest
from page_runs import open_page
from search.archive import Archive, Note
from search.corrections import Correction
from search.marks import mark, marks_of
from search.query import Query
from ui import users as kept
from ui.guarded import guarded
from ui.pages import visitor
from ui.pages.correct import put_right
from ui.users import ROLES, Role, Users, users_of

__all__ = ["run"]  # a fixture

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = "correct horse 电池"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time; what the program uses is the library's own choice."""
    monkeypatch.setattr(kept, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def users(tmp_path: Path) -> Users:
    users = Users(tmp_path / "users.db")
    users.add("张三", "editor", GOOD)
    return users


def refusal(users: Users, name: str, password: str, now: datetime = NOW) -> str:
    with pytest.raises(BadRequest) as refused:
        users.sign_in(name, password, now)
    return refused.value.key


def test_who_gives_the_password_is_signed_in_for_a_day_of_work(users: Users) -> None:
    token = users.sign_in(" 张三 ", GOOD, NOW)
    found = users.signed_in(token, NOW + timedelta(hours=11))
    assert found is not None
    assert (found.name, found.role) == ("张三", "editor")
    assert users.signed_in(token, NOW + timedelta(hours=13)) is None
    assert users.signed_in(token + "x", NOW) is None
    assert users.signed_in("", NOW) is None
    users.sign_out(token)
    assert users.signed_in(token, NOW) is None


def test_names_are_compared_without_case_and_width(users: Users) -> None:
    users.add("Zhang@Example.CN", "reader", None)
    assert users.get("zhang@example.cn") == users.all()[0]
    with pytest.raises(BadRequest, match="已有用户"):
        users.add("ｚｈａｎｇ@example.cn", "keeper", GOOD)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x1b[2Jb"])
def test_what_is_no_name_is_refused(users: Users, name: str) -> None:
    with pytest.raises(BadRequest):
        users.add(name, "reader", GOOD)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 201])
def test_what_is_no_password_is_refused_and_changes_nothing(users: Users, password: str) -> None:
    with pytest.raises(BadRequest):
        users.change_password("张三", password)
    with pytest.raises(BadRequest):
        users.add("李四", "reader", password)
    assert users.sign_in("张三", GOOD, NOW)
    assert users.get("李四") is None


def test_neither_password_nor_token_is_in_the_file(users: Users) -> None:
    token = users.sign_in("张三", GOOD, NOW)
    kept = b"".join(path.read_bytes() for path in users.path.parent.glob("users.db*"))
    assert b"$argon2id$" in kept
    assert GOOD.encode() not in kept
    assert token.encode() not in kept
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_a_name_waits_longer_after_each_wrong_password_also_when_the_right_one_comes(users: Users) -> None:
    now = NOW
    for _ in range(5):
        assert refusal(users, "张三", "wrong", now) == "users.wrong"
    again = Users(users.path)  # another process
    assert refusal(again, "张三", GOOD, now) == "users.wait"
    now += timedelta(seconds=3)
    assert refusal(again, "张三", "wrong", now) == "users.wrong"
    assert refusal(again, "张三", GOOD, now + timedelta(seconds=1)) == "users.wait"
    for _ in range(12):  # the wait has an end
        now += timedelta(minutes=5, seconds=1)
        assert refusal(again, "张三", "wrong", now) == "users.wrong"
    assert users.sign_in("张三", GOOD, now + timedelta(minutes=5, seconds=1))
    assert refusal(users, "张三", "wrong", now + timedelta(minutes=6)) == "users.wrong"  # counted anew


def test_a_name_that_there_is_not_is_answered_and_slowed_alike(users: Users) -> None:
    for _ in range(5):
        assert refusal(users, "nobody", "wrong") == "users.wrong"
    assert refusal(users, "nobody", "wrong") == "users.wait"
    users.add("via@oidc.cn", "keeper", None)
    assert refusal(users, "via@oidc.cn", "") == "users.wrong"
    assert users.sign_in("张三", GOOD, NOW)  # others are not kept waiting


def test_another_password_or_removal_ends_what_was_signed_in(users: Users) -> None:
    token = users.sign_in("张三", GOOD, NOW)
    users.change_role("张三", "keeper")
    found = users.signed_in(token, NOW)
    assert found is not None
    assert found.role == "keeper"
    users.change_password("张三", "another password")
    assert users.signed_in(token, NOW) is None
    token = users.sign_in("张三", "another password", NOW)
    users.remove("张三")
    assert users.signed_in(token, NOW) is None
    for change in (
        lambda: users.remove("张三"),
        lambda: users.change_role("张三", "reader"),
        lambda: users.change_password("张三", GOOD),
    ):
        with pytest.raises(BadRequest, match="没有用户"):
            change()


def test_a_file_of_users_that_cannot_be_read_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "users.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError):
        Users(tmp_path / "users.db").all()
    monkeypatch.setenv("DUBAN_ARCHIVE", f"sqlite:///{tmp_path}/duban.db")
    app = open_page("ledger")
    assert app.error
    assert not app.text_input


def test_the_file_lies_beside_the_archive_or_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUBAN_USERS", raising=False)
    assert users_of(f"sqlite:///{tmp_path}/duban.db").path == tmp_path / "users.db"
    assert users_of("http://127.0.0.1:9200/duban").path == Path(".duban/users.db")
    monkeypatch.setenv("DUBAN_USERS", f"{tmp_path}/office.db")
    assert users_of("http://127.0.0.1:9200/duban").path == tmp_path / "office.db"


# On the command line.


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_users_are_added_listed_changed_and_removed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "还没有用户" in run("user", "list").out
    typed(monkeypatch, f"{GOOD}\n")
    assert run("user", "add", "张三", "--role", "editor").code == 0
    assert run("user", "add", "z@example.cn", "--role", "reader", "--oidc").code == 0
    assert run("user", "role", "张三", "keeper").code == 0
    assert run("user", "list").out.splitlines()[1:] == ["z@example.cn\t查看\t统一登录（OIDC）", "张三\t管理\t密码"]
    typed(monkeypatch, "another password\n")
    assert run("user", "password", "张三").code == 0
    assert Users(Path(".duban/users.db")).sign_in("张三", "another password", NOW)
    typed(monkeypatch, "")
    assert "标准输入" in run("user", "password", "张三").err
    assert run("user", "remove", "张三").code == 0
    assert run("user", "remove", "张三").code == 1
    assert run("user", "add", "x", "--role", "king", "--oidc").code == 2


def test_a_password_is_typed_twice_on_a_terminal(tmp_path: Path) -> None:
    import pty

    command = [sys.executable, "-m", "ui.cli", "user", "add", "张三", "--role", "reader"]
    environment = {**os.environ, "DUBAN_ARCHIVE": f"sqlite:///{tmp_path}/duban.db", "DUBAN_LANG": "en"}

    def answer(*lines: str) -> tuple[int, str]:
        parent, child = pty.openpty()
        process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True, close_fds=True
        )
        os.close(child)
        told = b""
        for line, prompt in zip(lines, (b"Password: ", b"Once more: "), strict=True):
            while prompt not in told:
                told += os.read(parent, 1000)
            os.write(parent, line.encode() + b"\n")
        code = process.wait(60)
        try:
            while chunk := os.read(parent, 1000):
                told += chunk
        except OSError:  # the terminal ends with its last process
            pass
        os.close(parent)
        return code, told.decode()

    code, told = answer("first password", "other password")
    assert code == 1
    assert "differ" in told
    code, told = answer("first password", "first password")
    assert code == 0, told
    assert "first password" not in told
    assert Users(tmp_path / "users.db").sign_in("张三", "first password", NOW)


# What a role may change.


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    with closing(ENGINES[request.param](tmp_path)) as made:
        made.put(OPINION)
        yield made


def of(archive: Archive, role: Role) -> Archive:
    return guarded(archive, lambda: ("张三", role))


@pytest.mark.parametrize("role", ROLES)
def test_readers_look_editors_mark_and_correct_keepers_keep(archive: Archive, role: Role) -> None:
    mine = of(archive, role)
    task = OPINION.tasks[0]
    note = Note(task.id, "owner", "李四", "张三", NOW)
    correction = Correction("not_task", OPINION.tasks[1].text, OPINION.tasks[1].id)

    def allowed(change: object) -> bool:
        try:
            change()  # type: ignore[operator]  # each a call without arguments
        except BadRequest:
            return False
        return True

    assert len(mine.documents()) == 1
    assert mine.get(OPINION.key) == archive.get(OPINION.key)
    assert allowed(lambda: mark(mine, task.id, who="张三", when=NOW, state="done")) == (role != "reader")
    assert allowed(lambda: mine.note(note)) == (role != "reader")
    assert allowed(lambda: put_right(mine, OPINION, correction, "张三")) == (role != "reader")
    assert allowed(lambda: mine.attach(b"x")) == (role == "keeper")
    assert allowed(mine.reindex) == (role == "keeper")
    assert allowed(lambda: mine.drop(OPINION.key)) == (role == "keeper")
    assert allowed(lambda: mine.put(OPINION)) == (role == "keeper")
    assert bool(marks_of(archive)) == (role != "reader")
    done = [(entry.value, entry.who) for entry in archive.notes(OPINION.key, "document")]
    expected = [] if role == "reader" else ["reread"] if role == "editor" else ["reread", "deleted", "stored"]
    assert done == [(what, "张三") for what in expected]


def test_what_was_dropped_meanwhile_is_neither_put_right_nor_noted_as_read_again(archive: Archive) -> None:
    mine = of(archive, "keeper")
    correction = Correction("not_task", OPINION.tasks[0].text, OPINION.tasks[0].id)
    archive.drop(OPINION.key)
    assert not put_right(mine, OPINION, correction, "张三")
    assert not archive.notes(OPINION.key, "document")
    assert len(archive.notes(OPINION.key, "correction")) == 1  # it holds when the document comes again


def test_all_of_an_archive_is_guarded_or_only_read(archive: Archive) -> None:
    mine = of(archive, "reader")
    for name in (name for name in vars(Archive) if not name.startswith("_")):
        assert callable(getattr(mine, name))
    assert mine.count(Query()) == archive.count(Query())
    assert not hasattr(mine, "_connection")
    assert not hasattr(mine, "vacuum")  # what only an engine has


# Where nobody, or nobody any more, can sign in.


def test_pages_are_open_only_where_nobody_was_ever_asked_for_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/duban.db"
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    monkeypatch.delenv("DUBAN_SIGN_IN", raising=False)
    monkeypatch.setattr(visitor, "_token", lambda: "")
    assert "duban demo" in open_page("ledger").error[0].value
    users_of(url).add("z@example.cn", "keeper", None)  # one who cannot sign in by password: still closed
    app = open_page("ledger")
    assert not app.error
    assert [one.proto.id.rpartition("-door-")[2] for one in app.get("bidi_component")] == ["sign-in"]
    users_of(url).remove("z@example.cn")
    monkeypatch.setenv("DUBAN_SIGN_IN", "required")  # as `duban serve --host` says
    assert not open_page("ledger").error


def test_roles_are_three() -> None:
    assert get_args(Role) == ("reader", "editor", "keeper")
