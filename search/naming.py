"""What documents can be called beside their titles: a subject where a file has none, short names that texts give.

`为优化某项服务,…现提出如下意见` names what a notice pasted without its head is about; `《某某试点方案》(以下简称《方案》)`
gives a document its short name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from search.archive import Archive, DocumentInfo
from search.library import Library
from search.prepared import MANY
from search.query import Query
from search.reading import Part, Reading, query_of

__all__ = ["documents_called", "subject_of", "with_short_names", "with_subjects"]

_OPENING: Final = 2_500  # characters in which a document says what it is for
# 为(进一步)…,经某府同意,现提出…意见: what stands between is the subject, the last word the kind
_PURPOSE: Final = re.compile(
    r"(?:^|[。,:\n])\s*为(?:了)?(?!期|止|主|全面贯彻)([^,。;:\n]{4,60}),[^。\n]{0,120}?(?:现|特|决定|兹)[^。\n]{0,16}?"
    r"(意见|通知|方案|办法|规定|决定|措施|规划|计划|要点)"
)
_REPORT: Final = re.compile(
    r"代表[\u4e00-\u9fff]{2,12},?(?:现在)?,?向?[\u4e00-\u9fff]{0,12}?(?:作|报告)[\u4e00-\u9fff]{0,10}?政府工作(?:报告)?"
)
# `三、2016年重点工作`, `2018年政府工作建议`; `去年工作回顾…2005年,我国` is a report of the year after
_OF_YEAR: Final = re.compile(r"(\d{4})年(?:的)?(?:重点|政府|主要|经济社会)?(?:工作|任务|发展)(?!回顾)")
_LAST_YEAR: Final = re.compile(r"(?:去年|过去一年)[^。]{0,20}\s+(\d{4})年|(\d{4})年(?:的)?工作回顾")
_ABOUT: Final = re.compile(r"《([^《》]{6,60})》(?:[(]以下简称[^()]{1,20}[)])?")
_LEAD: Final = re.compile(r"^(?:进一步|持续|全面|深入|切实|更好|加快)+")


def subject_of(text: str) -> str | None:
    """What a document without a title could be called (`关于…的意见`), None where its opening does not say."""
    opening = fold(text[:_OPENING])
    if report := _REPORT.search(opening):
        folded = fold(text)
        years = [int(match[1]) for match in _OF_YEAR.finditer(folded)]
        last = _LAST_YEAR.search(folded, report.end())
        year = max(years, default=int(last[1] or last[2]) + 1 if last else 0)
        return f"{year}年政府工作报告" if year else "政府工作报告"
    if purpose := _PURPOSE.search(opening):
        return f"关于{_LEAD.sub('', purpose[1])}的{purpose[2]}"
    if about := _ABOUT.search(opening[:300]):
        return f"关于{about[1]}的通知"
    return None


# By the digest of the content: a document is read for it once in a process.
_known: dict[str, str | None] = {}
_last: list[tuple[Library, Library]] = []


def with_subjects(archive: Archive, library: Library) -> Library:
    """The library in which documents without a title bear their subject, for questions to name them by.

    Of very many such documents only the newest are read for it.
    """
    for before, named in _last:
        if before is library or before == library:  # an engine may make the lines anew each time
            return named
    untitled = sorted(
        (info for info in library if not info.title), key=lambda info: info.date or date.min, reverse=True
    )
    named = _with_subjects(archive, library, untitled[:MANY]) if untitled else library
    _last[:] = [(library, named)]
    return named


def _with_subjects(archive: Archive, library: Library, untitled: Sequence[DocumentInfo]) -> Library:
    titles: dict[str, str] = {}
    for info in untitled:
        if info.digest not in _known:
            text = archive.text(info.key)
            _known[info.digest] = subject_of(text) if text is not None else None
        if subject := _known[info.digest]:
            titles[info.key] = subject
    return Library(msgspec.structs.replace(info, title=titles.get(info.key, info.title)) for info in library)


def documents_called(archive: Archive, library: Sequence[DocumentInfo], name: str) -> tuple[str, ...]:
    """The keys of the documents that a text gives a folded short name to (`以下简称《方案》`).

    The document of the full title, where the library has it, else the one that says so.
    """
    given = re.compile(rf"《([^《》]{{4,80}})》[(](?:以下)?(?:简)?称[“《]?{re.escape(name)}[”》]?[)]")
    keys: dict[str, None] = {}
    said = [(s.doc, s.start, s.end) for s in archive.sentences(phrases=[f"简称《{name}》"])]
    said += [(h.task.doc, h.task.start, h.task.end) for h in archive.find(Query(phrases=(f"简称《{name}》",))).hits]
    for doc, start, end in said[:MANY]:
        text = archive.text(doc)
        match = given.search(fold(text[max(0, start - 120) : end])) if text is not None else None
        full = re.sub(r"\s", "", match[1]) if match else ""
        titled = [i.key for i in library if full and full in re.sub(r"[\s《》]", "", fold(i.title or ""))]
        keys.update(dict.fromkeys(titled or [doc]))
    return tuple(keys)


def with_short_names(archive: Archive, library: Sequence[DocumentInfo], reading: Reading) -> Reading:
    """The reading with titles in 《》 that no document bears taken for short names, where a text gives them."""
    parts: list[Part] = []
    for part in reading.parts:
        unknown = part.kind == "phrase" and part.text.startswith("《")
        keys = documents_called(archive, library, part.values[0]) if unknown else ()
        parts.append(Part("document", part.text, part.start, part.end, keys) if keys else part)
    if parts == list(reading.parts):
        return reading
    query = msgspec.structs.replace(query_of(parts), text=reading.query.text)
    return msgspec.structs.replace(reading, parts=tuple(parts), query=query)
