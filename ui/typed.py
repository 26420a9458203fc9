"""How commands are declared: their help is in both languages and ends with an example."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from corpus.messages import message

__all__ = ["ArchiveUrl", "command", "group", "help_of", "only", "option"]


# What takes two columns of a terminal, and what stands behind it while help is wrapped, which counts characters.
_WIDE: Final = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_SECOND: Final = "\0"


def _spread(words: str) -> str:
    return _WIDE.sub(rf"\g<0>{_SECOND}", words)


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return super().get_help(ctx).replace(_SECOND, "")


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return super().get_help(ctx).replace(_SECOND, "")


def group(name: str = "") -> typer.Typer:
    """Commands under one name, what they do and an example being under it in the catalogue; without one, all commands."""
    # No completion scripts, no rich help and no rich tracebacks: rich alone takes longer to import than `--help` may.
    return typer.Typer(
        cls=_Group, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        help=_with_example(name, help_of(f"help_{name}")) if name else None,
        short_help=help_of(f"help_{name}") if name else None,
    )  # fmt: skip


def help_of(key: str) -> str:
    """A sentence of the catalogue in both languages."""
    return _spread(f"{message(f'cli.{key}', 'zh')} / {message(f'cli.{key}', 'en')}")


def _with_example(key: str, *parts: str) -> str:
    example = f"\b\n示例 Example:\n{message(f'cli.example_{key}')}"  # \b: click leaves the lines as they are
    return "\n\n".join((*parts, example))


def command(app: typer.Typer, name: str, key: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command of `app`, what it does and an example being under `key` (unless given, its name) in the catalogue."""
    key = key or name
    parts = [_spread(message(f"cli.help_{key}", language)) for language in ("zh", "en")]
    described = _with_example(key, *parts)
    return app.command(name, cls=_Command, help=described, short_help=help_of(f"help_{key}"), no_args_is_help=False)


def only(app: typer.Typer, typed: Sequence[str]) -> typer.Typer:
    """`app` with the one command that is typed: to read the options of all of them takes a fifth of the time of `--help`."""
    named = [command for command in app.registered_commands if typed and command.name == typed[0]]
    if not named:
        return app
    one = copy(app)
    one.registered_commands, one.registered_groups = named, []
    return one


def option(*names: str, key: str, metavar: str | None = None, **more: Any) -> Any:
    """An option of a command."""
    return typer.Option(*names, help=help_of(key), metavar=metavar, **more)


ArchiveUrl = Annotated[
    str, option("--archive", key="opt_archive", metavar="URL", envvar="DUBAN_ARCHIVE", show_default=False)
]
