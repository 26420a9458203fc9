"""Which document, which task: names that survive a re-reading in another file format.

The rules are those of `contract/tagging.md`, "Which document, which task". All names are hex digits of a
SHA-256, so they fit a command line, a URL and any engine's identifier, whatever a title is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Final

from corpus.fold import fold

__all__ = ["content_digest", "document_key", "number_key", "task_id"]

# Characters without width that formats put in or leave out; `str.split` does not count them as white space.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Everything but letters and figures: `甲、乙(PM2.5)。` keeps `甲乙PM25`.
_MARKS: Final = re.compile(r"[\W_]+")
# What joins the issuers before a title proper: `中共中央、国务院关于…`, `财政部和税务总局关于…`.
_JOINTS: Final = "、,和·—"
# Separates the parts of what is hashed; white space is dropped from every part, so none can hold it.
_SEPARATOR: Final = "\n"


def content_digest(folded: str) -> str:
    """The name of a content: SHA-256 (64 hex digits) of the folded text without white space.

    The same words are the same content, however a file breaks its lines and indents its paragraphs.
    """
    return sha256(_tight(folded).encode("utf-8", "surrogatepass")).hexdigest()


def document_key(number: str | None, issuer: Iterable[str], title: str | None, issued: date | None, digest: str) -> str:
    """The name of a document over its versions and files: 16 hex digits.

    A document number with the issuers names it; else title, issuers and date, where all three are known (a
    bare 工作报告 would make one document of a hundred cities' reports); else its content (`digest`, as
    `content_digest` gives it). Words may come as written: they are folded here.
    """
    issuers = sorted({_tight(fold(name)) for name in issuer} - {""})
    number = _tight(fold(number or ""))
    if number:
        return _name("number", number, *issuers)
    bare = _without_issuers(_tight(fold(title or "")), issuers)
    if bare and issuers and issued is not None:
        return _name("title", bare, issued.isoformat(), *issuers)
    return _name("content", digest)


def number_key(number: str) -> str:
    """The form in which two spellings of a number are the same: brackets, spaces, 第, 号 and both scripts.

    >>> number_key("國辦發（2018）9 號") == number_key("国办发[2018]9号")
    True
    """
    plain = _tight(fold(number))
    plain = re.sub(r"[(〈<](\d{4})年?[)〉>]", r"〔\1〕", plain)
    return re.sub(r"第(?=[\d一二三四五六七八九十百])|号", "", plain).replace("—", "-").upper()


def task_id(document_key: str, clause: str, folded_task_text: str, ordinal: int) -> str:
    """The name of a task: 16 hex digits over document, clause label, words and place among equals.

    `ordinal` counts from 0 the tasks of one clause whose words are equal but for spaces and punctuation.
    """
    return _name(document_key, fold(clause), _MARKS.sub("", folded_task_text), str(ordinal))


def _tight(text: str) -> str:
    # Letters and figures alone, as nearly everything that is hashed, hold neither.
    return text if text.isalnum() else "".join(_INVISIBLE.sub("", text).split())


def _without_issuers(title: str, issuers: list[str]) -> str:
    """The title from 关于 on: the issuers that it begins with are known already, and not every file prints them."""
    longest_first = sorted(issuers, key=len, reverse=True)
    while True:
        found = next((name for name in longest_first if title.startswith(name)), None)
        if found is None:
            return title
        title = title.removeprefix(found).lstrip(_JOINTS)


def _name(*parts: str) -> str:
    joined = _SEPARATOR.join(_tight(part) for part in parts)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
