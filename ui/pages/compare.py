"""对照 Compare: a local document beside the central one, differing words marked, each side a way to its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from corpus.messages import Language, message
from corpus.types import Document, Task
from search.answer_sides import Why, above_of, first_citing
from search.archive import Archive, DocumentInfo
from search.crossref import compare
from search.crossref_cites import around
from search.crossref_levels import government_level
from search.crossref_types import Comparison, Figure, Place, Ranked, TargetRow
from search.library import Library, library_of
from ui.comparing import COLUMNS, STATES, Row, differing, export, further_words, rows_of, summary, verdict_words
from ui.pages import html
from ui.pages.cited import standing_html
from ui.pages.store import archive_of
from ui.pages.ways import address, clickable, link, pick_one
from ui.plain import one_line, shorten

__all__ = ["page"]

_ALL: Final = "all"
_STATES: Final = (_ALL, *STATES)
_VERDICTS: Final = (_ALL, "stricter", "looser", "equal", "different", "only_central", "only_local")
_SHOWN: Final = 200  # rows of the table shown at once: exports hold all
_FOUND_BY: Final = 40  # characters of a sentence that is looked for in the reader
_OFFERED: Final = 12  # documents that are named where none is known to be above the local one
_LOOKED_AT: Final = 20  # local documents whose citations are followed for one to begin with
_HEADING: Final = 40  # characters of a clause's first line
_BAR: Final = 6.0  # rem: the longest bar of the chart


def page(url: str, language: Language) -> None:
    """The page: `?local=KEY&central=KEY`, `&state=later` and `&verdict=looser` leave out what differs."""
    archive = archive_of(url)
    library = library_of(archive.documents()).current
    known = {info.key: info for info in library}
    if len(known) < 2:
        st.info(message("compare.page_two_needed", language))
        return
    # The lowest documents first on the left, the highest on the right; first of all those that belong together.
    lowest = sorted(known, key=lambda key: (-_rank(known[key]), key))
    state = tuple(library.digests.values())
    first = _first(state, archive, lowest)
    left, right = st.columns(2)
    with left:
        local_key = pick_one(
            message("compare.page_local", language), "local", [first, *(key for key in lowest if key != first)],
            partial(_label, known, language),
        )  # fmt: skip
    local = archive.get(local_key)
    above, why = _above(state, local_key, archive, local, library) if local else ("", "uncited")
    with right:
        highest = [above, *(key for key in reversed(lowest) if key not in (above, local_key)), local_key]
        central_key = pick_one(
            message("compare.page_central", language), "central", highest, partial(_label, known, language)
        )
    if not central_key:
        st.info(html.markdown(message("compare.page_choose", language, local=known[local_key].label)))
        others = [key for key in highest[:_OFFERED] if key not in ("", local_key)]
        offered = ((address("compare", local=local_key, central=key), one_line(known[key].label)) for key in others)
        clickable(html.ways(offered), "offered")
        return
    central = archive.get(central_key)
    if local is None or central is None:  # dropped by somebody else a moment ago
        st.info(message("compare.page_two_needed", language))
        return
    if central_key == above:
        labels = {"local": one_line(known[local_key].label), "central": one_line(known[above].label)}
        st.caption(html.markdown(message(f"compare.source_{why}", language, **labels)))
    with st.spinner(message("compare.page_comparing", language)):  # two plans of hundreds of tasks take a second
        found = _compared(local.key, local.digest, central.key, central.digest, language, local, central)
    st.html(html.headline(summary(found, language), None, language))
    if found.same_document:
        st.info(message("compare.same_document", language))
    for document in (local, central):
        if ended := standing_html(around(archive, document.key), document.key, language):
            st.html(
                f"<p>{escape(one_line(found.local.label if document is local else found.central.label))}</p>{ended}"
            )
    rows = rows_of(found, local, central, language)
    _downloads(found, rows, language)
    _late([row for row in rows if row.state == "later"], local, central, language)
    _figures(found, language)
    _rows(rows, local, central, language)
    _clauses(found, local, central, language)


def _rank(info: DocumentInfo) -> int:
    return government_level(info.issuer, info.title)


def _label(known: dict[str, DocumentInfo], language: Language, key: str) -> str:
    return one_line(known[key].label) if key else message("pages.choose", language)


# Streamlit leaves arguments with an underscore out of what it remembers an answer by: what tells is the other ones.


@st.cache_data(max_entries=8, show_spinner=False)
def _first(state: tuple[str, ...], _archive: Archive, _lowest: Sequence[str]) -> str:
    """The local document that the page begins with: one that cites another one here, else the first."""
    return first_citing(_archive, _lowest[:_LOOKED_AT]) or _lowest[0]


@st.cache_data(max_entries=100, show_spinner=False)
def _above(state: tuple[str, ...], key: str, _archive: Archive, _local: Document, _library: Library) -> tuple[str, Why]:
    """The key of the document above a local one, and how it was found; "" where there is none."""
    found, why = above_of(_archive, _local, _library)
    return (found.key if found else ""), why


@st.cache_data(max_entries=8, show_spinner=False)
def _compared(
    _key: str, digest: str, _other: str, against: str, language: Language, _local: Document, _central: Document
) -> Comparison:
    return compare(_local, _central, language)


def _downloads(found: Comparison, rows: Sequence[Row], language: Language) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for kind, mime in (("xlsx", "spreadsheetml.sheet"), ("docx", "wordprocessingml.document")):
            st.download_button(
                message(f"pages.download_{kind}", language),
                partial(export, found, rows, kind, language),  # made when it is clicked
                file_name=f"{message('compare.sheet_rows', language)}.{kind}",
                mime=f"application/vnd.openxmlformats-officedocument.{mime}",
                key=f"download-{kind}",
                on_click="ignore",
            )


def _late(rows: Sequence[Row], local: Document, central: Document, language: Language) -> None:
    """What comes later than asked, before anything else."""
    if rows:
        st.warning(message("compare.answer_later", language, count=len(rows), figures=0))
        clickable(_table(rows, local, central, language), "late")


def _figures(found: Comparison, language: Language) -> None:
    st.html(html.group(message("compare.sheet_targets", language), ""))
    verdict = pick_one(
        message("compare.column_verdict", language), "verdict", _VERDICTS, partial(_verdict, language), radio=True
    )  # fmt: skip
    shown = [row for row in found.targets if verdict in (_ALL, row.verdict)]
    heads = "".join(
        f"<th>{escape(message(f'compare.column_{name}', language))}</th>"
        for name in ("indicator", "local", "central", "chart", "verdict")
    )
    lines = "".join(_figure_line(row, found, language) for row in shown)
    table = f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    clickable(table, "figures")


def _verdict(language: Language, verdict: str) -> str:
    return message("compare.page_all", language) if verdict == _ALL else verdict_words(verdict, language)


def _figure_line(row: TargetRow, found: Comparison, language: Language) -> str:
    cells = [
        escape(one_line(row.indicator)),
        _side(row.local, found.local.key),
        _side(row.central, found.central.key),
        _bars(row),
        f"<b>{escape(verdict_words(row.verdict, language))}</b><br>{escape(row.why)}",
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _side(figure: Figure | None, key: str) -> str:
    if figure is None:
        return "—"
    words = one_line(figure.target.text)
    return link(address("reader", doc=key, find=figure.target.text, hit="1"), escape(words), title=figure.clause)


def _bars(row: TargetRow) -> str:
    """Both figures as bars of one scale, where they can be compared."""
    if row.local is None or row.central is None or row.verdict == "different":
        return ""
    values = [row.local.target.value, row.central.target.value]
    most = max(map(abs, values)) or 1.0
    bars = (
        f'<div style="width:{abs(value) / most * _BAR:.2f}rem;height:.5rem;margin:.15rem 0;background:{colour}"></div>'
        for value, colour in zip(values, ("#b3261e", "#8a8a8a"), strict=True)
    )
    return f'<div role="img" aria-label="{values[0]:g} / {values[1]:g}">{"".join(bars)}</div>'


def _rows(rows: Sequence[Row], local: Document, central: Document, language: Language) -> None:
    st.html(html.group(message("compare.sheet_rows", language), ""))
    counted = {state: sum(row.state == state for row in rows) for state in _STATES} | {_ALL: len(rows)}
    state = pick_one(
        message("compare.column_state", language), "state", _STATES, partial(_state, language, counted), radio=True
    )  # fmt: skip
    shown = [row for row in rows if state in (_ALL, row.state)]
    clickable(_table(shown[:_SHOWN], local, central, language), "rows")
    if len(shown) > _SHOWN:
        st.caption(message("compare.page_more", language, shown=_SHOWN, total=len(shown)))


def _clauses(found: Comparison, local: Document, central: Document, language: Language) -> None:
    """Each local clause and the central ones whose measures it carries out, best first."""
    st.html(html.group(message("compare.sheet_clauses", language), ""))
    heads = "".join(
        f'<th scope="col">{escape(message(f"compare.column_{name}", language))}</th>' for name in ("local", "central")
    )
    lines = "".join(
        f"<tr><td>{_heading(row.local, local)}</td>"
        f"<td>{'<br>'.join(_heading(one, central) for one in row.central) or '—'}</td></tr>"
        for row in found.clauses
    )
    table = f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    clickable(table, "clauses")


def _heading(place: Place | Ranked, document: Document) -> str:
    """A clause by its label and the line that it begins with, a way to its place."""
    line = document.text.rfind("\n", 0, place.start) + 1
    words = shorten(one_line(document.text[place.start : place.end].partition("\n")[0]), _HEADING)
    where = address("reader", doc=document.key, go=str(line))
    return f"{link(where, escape(place.clause), kind='duban-way')} {escape(words)}"


def _table(rows: Sequence[Row], local: Document, central: Document, language: Language) -> str:
    heads = "".join(f"<th>{escape(message(f'compare.column_{name}', language))}</th>" for name, _ in COLUMNS)
    lines = "".join(_line(row, local, central, language) for row in rows)
    return f'<table class="duban-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'


def _state(language: Language, counted: dict[str, int], state: str) -> str:
    name = message("compare.page_all", language) if state == _ALL else message(f"compare.state_{state}", language)
    return f"{name} {counted[state]}"


def _line(row: Row, local: Document, central: Document, language: Language) -> str:
    also = (
        further_words(one, f"{_way(one.clause, one.span, central)} {escape(shorten(one.words, _HEADING))}", language)
        for one in row.further
    )
    cells = [
        "<br>".join((_quoted(row.central, row.local, row.central_clause, row.central_span, central), *also)),
        _quoted(row.local, row.central, row.local_clause, row.local_span, local),
        f"<b>{escape(message(f'compare.state_{row.state}', language))}</b>",
        "<br>".join(map(escape, row.targets)),
        escape(row.due),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _quoted(words: str, other: str, clause: str, span: tuple[int, int] | None, document: Document) -> str:
    """A quotation whose words that the other side lacks are marked, and the way to its place."""
    if span is None:
        return "—"
    text = "".join(
        f"<mark>{escape(part)}</mark>" if differs and other else escape(part) for part, differs in differing(words, other)
    )  # fmt: skip
    return f"{_way(clause, span, document)} {text}"


def _way(clause: str, span: tuple[int, int], document: Document) -> str:
    """The way to a place of a document, under the name of its clause."""
    task = _task_at(document.tasks, span)
    # A sentence that is no task is found by its words.
    begins = document.text[span[0] : span[1]].strip().partition("\n")[0][:_FOUND_BY]
    place = {"task": task.id} if task else {"find": begins, "hit": "1"}
    where = address("reader", doc=document.key, **place)
    return link(where, escape(clause or "·"), kind="duban-way")


def _task_at(tasks: Sequence[Task], span: tuple[int, int]) -> Task | None:
    """The task that begins in a stretch, or holds it."""
    at = bisect_right(tasks, span[1] - 1, key=lambda task: task.start) - 1
    return tasks[at] if at >= 0 and tasks[at].end > span[0] else None
