"""How files are to be read, as a command line says it. Light to import: the readers and taggers are not."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from corpus.errors import BadRequest

__all__ = ["FIELDS", "Options", "options_of"]

# What may be set by hand: `--meta title=…`.
FIELDS: Final = ("title", "issuer", "number", "date")


class Options(msgspec.Struct, frozen=True):
    """How files are read: the 成文日期 and particulars that are set by hand, whether secret texts are read, too, and
    whether the archive keeps the bytes of files whose pages can be shown."""

    written: date | None = None
    given: tuple[tuple[str, str], ...] = ()
    classified: bool = False
    originals: bool = True


def options_of(written: date | None, meta: list[str] | None, *, classified: bool, originals: bool = True) -> Options:
    """Options from a command line: each of `meta` is `name=value`. Raises `BadRequest` for any other."""
    given: dict[str, str] = {}
    for words in meta or ():
        name, equals, value = (part.strip() for part in words.partition("="))
        if name not in FIELDS or not equals or not value:
            raise BadRequest("errors.meta_wrong", words=words, names="、".join(FIELDS))
        given[name] = value
    if day := given.pop("date", None):
        try:
            written = written or date.fromisoformat(day)
        except ValueError:
            raise BadRequest("errors.meta_wrong", words=f"date={day}", names="、".join(FIELDS)) from None
    return Options(written, tuple(sorted(given.items())), classified, originals)
