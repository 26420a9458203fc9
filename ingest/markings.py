"""What GB/T 9704-2012 sets at the head of an official document: copy number, secrecy with its term, urgency.

They are read from the text when they are needed, not kept: the text says them.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Span

__all__ = ["Markings", "read_markings"]

_LINES: Final = 12  # non-empty lines from the top within which they stand
_LONGEST: Final = 40  # characters: a line of marks holds little else
# `机密★1年`, `绝密`, `秘密 ★ 长期`, `密级:秘密`, `机密★6个月 特急`; not `涉及国家秘密的`, `商业秘密`.
_SECRECY: Final = re.compile(
    r"(?:^|(?<=[\s\d:☆★号]))(?P<level>绝 ?密|机 ?密|秘 ?密)(?:\s*[★☆*]\s*(?P<term>长期|\d{1,2} ?(?:年|个月)|[一二三四五六七八九十]{1,3}(?:年|个月)|\d{4}年\d{1,2}月\d{1,2}日)?|(?=\s|$))"
)
# `特急`, `加急`, `紧急程度:特急`; telegrams: `特提`, `平急`. Word by itself only: `加急办理` is a duty.
_URGENCY: Final = re.compile(r"(?:^|(?<=[\s\d:★年月]))(?P<word>特 ?提|特 ?急|加 ?急|平 ?急)(?=\s|$)")
# `000012`, `份号:000012`, `No.000012`: six digits alone on their line, or named.
_COPY: Final = re.compile(r"(?:份 ?号[:\s]*|No\.? ?|^)(?P<number>\d{6})(?=\s|$)")


class Markings(msgspec.Struct, frozen=True):
    """The marks as words without their inner spaces, None where there is none; `secrecy_at` is the mark's place."""

    secrecy: str | None = None
    term: str | None = None
    urgency: str | None = None
    copy: str | None = None
    secrecy_at: Span | None = None


def read_markings(text: str) -> Markings:
    """The marks at the head of a text (as found, not folded). Total: a text without marks has none."""
    found: dict[str, str] = {}
    place: Span | None = None
    seen = start = 0
    for line in text[:4_000].splitlines(keepends=True):
        begin, start = start, start + len(line)
        folded = fold(line.rstrip())
        if not folded.strip():
            continue
        seen += 1
        if seen > _LINES:
            break
        if len(folded.strip()) > _LONGEST:
            continue
        lead = len(folded) - len(folded.lstrip())
        folded = folded.strip()
        if "secrecy" not in found and (mark := _SECRECY.search(folded)):
            found["secrecy"] = mark["level"].replace(" ", "")
            if mark["term"]:
                found["term"] = mark["term"].replace(" ", "")
            place = Span(begin + lead + mark.start(), begin + lead + mark.end())
        if "urgency" not in found and (mark := _URGENCY.search(folded)):
            found["urgency"] = mark["word"].replace(" ", "")
        if "copy" not in found and (mark := _COPY.search(folded)):
            found["copy"] = mark["number"]
    return Markings(**found, secrecy_at=place)
