"""Who may use the pages: names, roles and passwords, and who is signed in; a small SQLite file of its own.

It lies beside the archive and not in it: an archive is copied and handed on, passwords are not.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from corpus.errors import ArchiveError, BadRequest
from search.sqlite_schema import connect, explained, transaction

__all__ = ["ROLES", "Role", "User", "Users", "users_of"]

Role = Literal["reader", "editor", "keeper"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

_SQLITE: Final = "sqlite:///"
_SHORTEST, _LONGEST = 8, 200  # characters of a password; beyond the longest only work for the server
_NAME: Final = 100
_SESSION: Final = timedelta(hours=12)  # a working day: then the password is asked again
_FREE: Final = 5  # wrong passwords before a name has to wait; each further one doubles the wait
_LONGEST_WAIT: Final = timedelta(minutes=5)
_FORGOTTEN: Final = timedelta(days=1)  # after so long without a try the count begins anew
_TABLES: Final = (
    # `name` is how names are compared, `shown` how this one was given; no `hash`: signs in elsewhere (OIDC).
    "CREATE TABLE IF NOT EXISTS user (name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, hash TEXT)",
    "CREATE TABLE IF NOT EXISTS session (token TEXT PRIMARY KEY, name TEXT NOT NULL, until REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS attempt (name TEXT PRIMARY KEY, failures INTEGER NOT NULL, until REAL NOT NULL)",
)
_HASHER: Final = PasswordHasher()
_hashing: Final = threading.BoundedSemaphore(
    2
)  # each hash takes 64 MB: a flood of tries must not take them all at once


class User(msgspec.Struct, frozen=True):
    """A person who may use the pages. Without `password` the name is an e-mail address that signs in by OIDC."""

    name: str
    role: Role
    password: bool


def users_of(archive: str) -> Users:
    """The users of the pages that serve an archive: `users.db` in the archive's folder, or what DUBAN_USERS names.

    For an archive on Elasticsearch, which several machines may serve, it is `.duban/users.db` in the working folder.
    """
    if named := os.environ.get("DUBAN_USERS"):
        return Users(Path(named))
    folder = Path(archive.removeprefix(_SQLITE)).parent if archive.startswith(_SQLITE) else Path(".duban")
    return Users(folder / "users.db")


class Users:
    """The file of users. Every call opens it anew, so that what another process changed holds at once.

    Raises `ArchiveError` where the file cannot be used: nobody is let in then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[User]:
        """Everybody, by name."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute("SELECT shown, role, hash IS NOT NULL FROM user ORDER BY name")
            return [User(name, msgspec.convert(role, Role), bool(password)) for name, role, password in rows]

    def get(self, name: str) -> User | None:
        """The user of this name, whatever its case."""
        return next((user for user in self.all() if _key(user.name) == _key(name)), None)

    def add(self, name: str, role: Role, password: str | None) -> None:
        """Add a user; without a password one who signs in by OIDC. Raises `BadRequest` for a name that is there."""
        shown = " ".join(unicodedata.normalize("NFC", name).split())
        if not shown or len(shown) > _NAME or not shown.isprintable():
            raise BadRequest("users.bad_name", name=name)
        hashed = None if password is None else _hashed(password)
        with self._open() as connection, transaction(connection):
            if connection.execute("SELECT 1 FROM user WHERE name = ?", (_key(shown),)).fetchone():
                raise BadRequest("users.there_already", name=shown)
            connection.execute("INSERT INTO user VALUES (?, ?, ?, ?)", (_key(shown), shown, role, hashed))

    def change_role(self, name: str, role: Role) -> None:
        """Give a user another role; it holds at their next click. Raises `BadRequest` where there is no such user."""
        self._change(name, "UPDATE user SET role = ?2 WHERE name = ?1", role)

    def change_password(self, name: str, password: str) -> None:
        """Give a user another password: who was signed in by the old one no longer is, and may try again at once."""
        self._change(name, "UPDATE user SET hash = ?2 WHERE name = ?1", _hashed(password), leaves=True)

    def remove(self, name: str) -> None:
        """Remove a user, signed in or not. What they noted keeps their name."""
        self._change(name, "DELETE FROM user WHERE name = ?1 AND ?2", 1, leaves=True)

    def sign_in(self, name: str, password: str, now: datetime) -> str:
        """The token of a new session. Raises `BadRequest`: wrong, or to be tried again after some seconds.

        A try is counted before the password is looked at, so that tries at the same time count as well. Names that
        there are not are slowed and answered in the same way, in the same time.
        """
        key = _key(name)
        with self._open() as connection:
            with transaction(connection):
                self._count(connection, key, now)
            row = connection.execute("SELECT hash FROM user WHERE name = ?", (key,)).fetchone()
            known = row[0] if row and row[0] else _nobody()
            if not _right(known, password) or known == _nobody():
                raise BadRequest("users.wrong")
            token = secrets.token_urlsafe(32)
            with transaction(connection):
                connection.execute("DELETE FROM attempt WHERE name = ?", (key,))
                connection.execute("DELETE FROM session WHERE until < ?", (now.timestamp(),))
                until = (now + _SESSION).timestamp()
                connection.execute("INSERT INTO session VALUES (?, ?, ?)", (_digest(token), key, until))
                if _HASHER.check_needs_rehash(known):  # the library's advice has grown since
                    connection.execute("UPDATE user SET hash = ? WHERE name = ?", (_hashed(password), key))
            return token

    def signed_in(self, token: str, now: datetime) -> User | None:
        """Who has the session of this token; None where it has ended, or its user was removed."""
        if not token or not self.path.exists():
            return None
        sql = (
            "SELECT shown, role FROM session JOIN user USING (name) WHERE token = ? AND until >= ? AND hash IS NOT NULL"
        )
        with self._open() as connection:
            row = connection.execute(sql, (_digest(token), now.timestamp())).fetchone()
        return User(row[0], msgspec.convert(row[1], Role), password=True) if row else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        if self.path.exists():
            with self._open() as connection:
                connection.execute("DELETE FROM session WHERE token = ?", (_digest(token),))

    def _count(self, connection: sqlite3.Connection, key: str, now: datetime) -> None:
        at = now.timestamp()
        connection.execute("DELETE FROM attempt WHERE until < ?", (at - _FORGOTTEN.total_seconds(),))
        row = connection.execute("SELECT failures, until FROM attempt WHERE name = ?", (key,)).fetchone()
        failures, until = row or (0, 0.0)
        if at < until:
            raise BadRequest("users.wait", seconds=int(until - at) + 1)
        wait = min(2.0 ** (failures - _FREE + 1), _LONGEST_WAIT.total_seconds()) if failures + 1 >= _FREE else 0.0
        connection.execute("INSERT OR REPLACE INTO attempt VALUES (?, ?, ?)", (key, failures + 1, at + wait))

    def _change(self, name: str, sql: str, value: str | int, *, leaves: bool = False) -> None:
        key = _key(name)
        with self._open() as connection, transaction(connection):
            if not connection.execute(sql, (key, value)).rowcount:
                raise BadRequest("users.not_there", name=name)
            if leaves:
                for table in ("session", "attempt"):
                    connection.execute(f"DELETE FROM {table} WHERE name = ?", (key,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # nobody else's to read
            except OSError as error:
                raise ArchiveError("errors.archive_unwritable", archive=self.path, reason=str(error)) from error
            with closing(connect(self.path)) as connection:
                for statement in _TABLES:
                    connection.execute(statement)
                yield connection


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name[: 4 * _NAME]).casefold().split())[:_NAME]


def _hashed(password: str) -> str:
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise BadRequest("users.bad_password", least=_SHORTEST, most=_LONGEST)
    with _hashing:
        return _HASHER.hash(_same_bytes(password))


def _right(hashed: str, password: str) -> bool:
    try:
        with _hashing:
            return _HASHER.verify(hashed, _same_bytes(password[:_LONGEST]))
    except (VerificationError, InvalidHashError):
        return False


def _same_bytes(password: str) -> bytes:
    # One keyboard composes a letter, another gives it whole: both are the same password.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    """The hash of a password that nobody knows: what is checked where there is no such user."""
    return _HASHER.hash(secrets.token_bytes(32))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
