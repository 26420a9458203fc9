"""`duban user`: who may use the pages, as what, by which password."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import Annotated

import typer

from corpus.errors import BadRequest
from corpus.messages import message
from search import DEFAULT_ARCHIVE
from ui.say import language, table, tell
from ui.typed import ArchiveUrl, command, group, help_of, option

__all__ = ["app"]

app = group("user")


class Named(StrEnum):
    """The roles, as they are typed."""

    reader = "reader"
    editor = "editor"
    keeper = "keeper"


_User = Annotated[str, typer.Argument(help=help_of("arg_user"), metavar="NAME", show_default=False)]
_Role = Annotated[Named, typer.Argument(help=help_of("arg_role"), show_default=False)]


@command(app, "add", "user_add")
def add(
    name: _User,
    role: Annotated[Named, option("--role", key="arg_role")],
    oidc: Annotated[bool, option("--oidc", key="opt_oidc")] = False,
    archive: ArchiveUrl = DEFAULT_ARCHIVE,
) -> None:
    from ui.users import users_of

    users_of(archive).add(name, role.value, None if oidc else _password())
    tell("users.added", name=name, role=_words(role.value))


@command(app, "list", "user_list")
def list_all(archive: ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.users import users_of

    users = users_of(archive).all()
    if not users:
        tell("users.nobody")
        return
    heads = [message(f"users.column_{name}", language()) for name in ("name", "role", "way")]
    ways = {True: "users.way_password", False: "users.way_oidc"}
    table(heads, [(one.name, _words(one.role), message(ways[one.password], language())) for one in users], widest=0)


@command(app, "role", "user_role")
def change_role(name: _User, role: _Role, archive: ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.users import users_of

    users_of(archive).change_role(name, role.value)
    tell("users.role_changed", name=name, role=_words(role.value))


@command(app, "password", "user_password")
def change_password(name: _User, archive: ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.users import users_of

    users_of(archive).change_password(name, _password())
    tell("users.password_changed", name=name)


@command(app, "remove", "user_remove")
def remove(name: _User, archive: ArchiveUrl = DEFAULT_ARCHIVE) -> None:
    from ui.users import users_of

    users_of(archive).remove(name)
    tell("users.removed", name=name)


def _words(role: str) -> str:
    return message(f"users.role_{role}", language())


def _password() -> str:
    """A password typed twice on the terminal, or a line of standard input; never an argument, which others can list."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise BadRequest("users.no_password")
        return line.rstrip("\r\n")
    first = getpass.getpass(message("users.ask_password", language()))
    if getpass.getpass(message("users.ask_again", language())) != first:
        raise BadRequest("users.differs")
    return first
