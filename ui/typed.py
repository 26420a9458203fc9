"""How commands are declared: their help is in both languages and ends with an example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from corpus.messages import message

__all__ = ["ArchiveUrl", "command", "group", "help_of", "option"]


def group(help: str | None = None) -> typer.Typer:
    """Commands under one name."""
    # No completion scripts, no rich help and no rich tracebacks: rich alone takes longer to import than `--help` may.
    return typer.Typer(
        add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, help=help
    )


def help_of(key: str) -> str:
    """A sentence of the catalogue in both languages."""
    return f"{message(f'cli.{key}', 'zh')} / {message(f'cli.{key}', 'en')}"


def command(app: typer.Typer, name: str, key: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command of `app`, what it does and an example being under `key` (unless given, its name) in the catalogue."""
    key = key or name
    parts = [message(f"cli.help_{key}", "zh"), message(f"cli.help_{key}", "en")]
    example = f"\b\n示例 Example:\n{message(f'cli.example_{key}')}"  # \b: click leaves the lines as they are
    return app.command(name, help="\n\n".join((*parts, example)), short_help=" / ".join(parts), no_args_is_help=False)


def option(*names: str, key: str, metavar: str | None = None, **more: Any) -> Any:
    """An option of a command."""
    return typer.Option(*names, help=help_of(key), metavar=metavar, **more)


ArchiveUrl = Annotated[
    str, option("--archive", key="opt_archive", metavar="URL", envvar="DUBAN_ARCHIVE", show_default=False)
]
