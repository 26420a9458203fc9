"""原文 Reader: a document with its outline, what was found in it highlighted in place, the card of a task beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from corpus.types import Document, Heading, Task
from search.archive import Archive
from ui.export import entries_of
from ui.held import held, held_words
from ui.pages import sheet, ways
from ui.pages.card import facts_of, mark_form
from ui.pages.cited import citations
from ui.pages.correct import correct_form, downloads
from ui.pages.marked import KINDS, Layer, find_all, layers, parts, text_html
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link, values_of
from ui.plain import one_line, shorten

__all__ = ["page"]

_KEPT: Final = ("doc", "version", "off", "find", "sheet")  # of the address, whatever is clicked in the text


def page(url: str, language: Language) -> None:
    """The page: `?doc=KEY&task=ID`, `&off=region` hides a kind, `&find=…` marks words, `&hit=2` shows the second,
    `&sheet=3` the third page of the file beside the text.
    """
    archive = archive_of(url)
    document = _document(archive, language)
    if document is None:
        return
    found = find_all(document, st.query_params.get("find", ""))
    hit = _number("hit", len(found))
    current = found[hit - 1].start if found else -1
    off = values_of("off")
    task = next((task for task in document.tasks if task.id == st.query_params.get("task", "")), None)
    page = sheet.number_of(document)
    if page:  # the page of the file takes the place of the outline
        text, card = st.columns([1.2, 1], gap="medium")
    else:
        outline, text, card = st.columns([1, 2.6, 1.35], gap="medium")
        with outline:
            clickable(_outline(archive, document, language), "outline")
    with text:
        _legend(document, found, hit, off, language)
        _text(
            document, [*layers(document, [kind for kind in KINDS if kind not in off]), *found], current, task, language
        )
    with card:
        if page:
            sheet.show(archive, document, page, *((task.start, task.end) if task else (0, 0)), language)
        _card(archive, document, task, language)


def _document(archive: Archive, language: Language) -> Document | None:
    current = [info for info in archive.documents() if info.current]
    if not current:
        st.info(message("pages.library_empty", language))
        return None
    labels = {info.key: info.label for info in current}
    key = st.query_params.get("doc", "")
    if key and key not in labels:
        st.warning(message("pages.document_gone", language))
    picker, words = st.columns([3, 1.35], vertical_alignment="bottom")
    with picker:
        chosen = ways.pick_one(
            message("pages.facet_document", language), "doc", list(labels),
            lambda one: shorten(labels[one], 90), forget=("version", "hit", "at", "part", "task", "go"),
        )  # fmt: skip
    with words:
        ways.type_words(message("pages.find", language), "find", hint=message("pages.find_hint", language))
    version = st.query_params.get("version", "")
    return archive.get(chosen, int(version)) if version.isdecimal() else archive.get(chosen)


def _number(name: str, most: int) -> int:
    given = st.query_params.get(name, "")
    return max(1, min(int(given[:9]) if given.isdecimal() else 1, most))


def _here(**values: str | Sequence[str]) -> str:
    kept: dict[str, str | Sequence[str]] = {name: values_of(name) for name in _KEPT}
    return address("reader", **(kept | {"doc": st.session_state.get("url-doc", "")} | values))


def _outline(archive: Archive, document: Document, language: Language) -> str:
    starts = sorted(task.start for task in document.tasks)
    lines = []
    for heading, end in zip(document.headings, _ends(document), strict=True):
        count = bisect_left(starts, end) - bisect_left(starts, heading.start)
        words = f"{escape(one_line(heading.label))} {escape(one_line(heading.text))}"
        content = f"<span>{words}</span>{f'<small>{count}</small>' if count else ''}"
        way = link(_here(go=str(_line(document, heading))), content)
        lines.append(f'<li class="duban-l{min(heading.level, 4)}">{way}</li>')
    head = escape(message("pages.outline", language))
    facts = " · ".join(
        escape(one_line(words))
        for words in (
            "、".join(document.issuer),
            document.number or "",
            document.date.isoformat() if document.date else "",
        )
        if words
    )
    said = held_words(held(archive, document, date.today()), language)
    holds = f'<p class="duban-source">{escape(said)}</p>' if said else ""
    body = f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(message('pages.no_outline', language))}</p>"
    return (
        f'<nav class="duban-outline duban-scroll" id="outline" data-keep tabindex="0" aria-label="{head}">'
        f'<p class="duban-source">{facts}</p>{holds}<h3>{head}</h3>{body}</nav>'
    )


def _ends(document: Document) -> list[int]:
    """Where what stands under each heading ends: at the next of its level or above."""
    ends: list[int] = []
    following: dict[int, int] = {}  # by level, the nearest heading behind
    for heading in reversed(document.headings):
        ends.append(
            min((start for level, start in following.items() if level <= heading.level), default=len(document.text))
        )
        following[heading.level] = heading.start
    return ends[::-1]


def _line(document: Document, heading: Heading) -> int:
    return document.text.rfind("\n", 0, heading.start) + 1


def _legend(document: Document, found: Sequence[Layer], hit: int, off: Sequence[str], language: Language) -> None:
    switches = []
    chosen = st.query_params.get("task", "")
    for kind in KINDS:
        left = [each for each in off if each != kind] if kind in off else [*off, kind]
        words = escape(message(f"pages.tag_{kind}", language))
        css = f"duban-switch{'' if kind in off else ' duban-on'}"
        where = _here(off=left, task=chosen)
        sample = f'<i class="duban-t-{kind}">　</i>'
        switches.append(
            f'<a href="{escape(where)}" data-go class="{css}" role="switch" aria-checked="{str(kind not in off).lower()}">'
            f"{sample}{words}</a>"
        )
    finds = ""
    if st.query_params.get("find", "").strip():
        told = message("pages.found", language, count=len(found), at=hit if found else 0)
        step = ""
        if len(found) > 1:
            before, after = (hit - 2) % len(found) + 1, hit % len(found) + 1
            step = link(
                _here(hit=str(before)), "‹", title=message("pages.found_before", language), kind="duban-step"
            ) + link(_here(hit=str(after)), "›", title=message("pages.found_after", language), kind="duban-step")
        finds = f'<span class="duban-finds" role="status">{escape(told)} {step}</span>'
    total = escape(message("pages.ledger_total", language, total=len(document.tasks)))
    if document.original:
        shown = sheet.number_of(document)
        wanted = "" if shown else str(next((one.page for one in document.tasks if one.id == chosen), None) or 1)
        where = _here(sheet=wanted, task=chosen)
        switches.append(
            f'<a href="{escape(where)}" data-go class="duban-switch{" duban-on" if shown else ""}" role="switch"'
            f' aria-checked="{str(bool(shown)).lower()}">{escape(message("pages.sheet", language))}</a>'
        )
    clickable(
        f'<div class="duban-legend">{"".join(switches)}<span class="duban-label">{total}</span>{finds}</div>', "legend"
    )


def _text(document: Document, shown: Sequence[Layer], current: int, task: Task | None, language: Language) -> None:
    chosen = task.id if task else ""
    pages = {one.id: str(one.page) for one in document.tasks if one.page} if sheet.number_of(document) else {}
    cut = parts(document)
    go = st.query_params.get("go", "")
    wanted = int(go[:9]) if go.isdecimal() else current if current >= 0 else task.start if task else 0
    scroll = f"h{wanted}" if go.isdecimal() else "found" if current >= 0 else "chosen" if task else ""
    at = next((at for at, (start, end) in enumerate(cut) if start <= wanted < end), 0)
    if (given := st.query_params.get("part", "")).isdecimal():
        at, scroll = min(int(given[:9]), len(cut)) - 1, "text-top"
    start, end = cut[max(at, 0)]
    content = text_html(
        document,
        shown,
        start,
        end,
        chosen=chosen,
        current=current,
        way=lambda task: _here(task=task, **({"sheet": pages[task]} if task in pages else {})),
    )
    turn = ""
    if len(cut) > 1:
        steps = [
            link(_here(part=str(number + 1)), escape(message(f"pages.part_{name}", language)), kind="duban-way")
            for name, number in (("before", at - 1), ("after", at + 1))
            if 0 <= number < len(cut)
        ]
        told = escape(message("pages.part_of", language, at=at + 1, parts=len(cut)))
        turn = f'<p class="duban-turn">{told}　{"　".join(steps)}</p>'
    label = escape(message("pages.reader", language))
    clickable(
        f'<article class="duban-text duban-scroll" id="text" data-keep tabindex="0" aria-label="{label}">'
        f'<span id="text-top"></span>{turn}{content}{turn}</article>',
        "text",
        scroll=scroll,
        mark=f"{document.key}{wanted}{current}{at}{chosen}",
    )


def _card(archive: Archive, document: Document, task: Task | None, language: Language) -> None:
    if task is None:
        st.caption(message("pages.reader_hint", language))
        downloads(archive, document, language)
        if cited := citations(archive, document, language):
            clickable(cited, "cited")
        return
    entry = entries_of(archive, [task])[0]
    where = link(
        address("ledger", document=document.key), escape(message("pages.to_the_ledger", language)), kind="duban-way"
    )
    page_of = message("pages.page_number", language, page=task.page) if task.page else ""
    title = f"{escape(task.clause)}　{escape(page_of)}"
    clickable(f'<p class="duban-source">{title}</p>{facts_of(entry, language)}<p>{where}</p>', f"facts-{task.id}")
    with st.expander(message("pages.mark_task", language), expanded=entry.mark.state is not None):
        mark_form(archive, entry, language, narrow=True)
    with st.expander(message("pages.report", language)):
        correct_form(archive, document, task, language)
