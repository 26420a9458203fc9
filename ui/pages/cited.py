"""What a document cites and who cites it, on a page: each a way to the other document, and to both side by side."""

from __future__ import annotations

from html import escape

from corpus.messages import Language, message
from corpus.types import Document
from search.archive import Archive
from search.crossref_cites import CitationIndex, Cited, around
from search.crossref_levels import government_level
from search.crossref_source import Source
from ui.pages.ways import address, link
from ui.plain import one_line

__all__ = ["citations", "standing_html"]


def citations(archive: Archive, document: Document, language: Language) -> str:
    """The citations of a document in the order of its text, then the documents that cite it; "" where there are none."""
    index = around(archive, document.key)
    given, taken = index.cites(document.key), index.cited_by(document.key)
    parts = [standing_html(index, document.key, language)]
    if given:
        parts.append(f"<h3>{escape(message('compare.cites', language, count=len(given)))}</h3>")
        parts.append(f"<ul>{''.join(_given(cited, index, language) for cited in given)}</ul>")
    if taken:
        parts.append(f"<h3>{escape(message('compare.cited_by', language, count=len(taken)))}</h3>")
        lines = (_line(cited, _others(index, document.key, (cited.doc,), language), language) for cited in taken)
        parts.append(f"<ul>{''.join(lines)}</ul>")
    content = "".join(parts)
    return f'<section class="duban-cited">{content}</section>' if content else ""


def standing_html(index: CitationIndex, key: str, language: Language) -> str:
    """That a document was amended or repealed, and by which; "" where it was not."""
    return "".join(
        f"<p><b>{escape(message(f'compare.standing_{one.relation}', language, by=one_line(index.sources[one.by].label)))}</b></p>"
        for one in index.standing(key)
    )


def _given(cited: Cited, index: CitationIndex, language: Language) -> str:
    if cited.state in ("self", "missing"):
        return _line(cited, escape(message(f"compare.cited_{cited.state}", language)), language)
    found = _others(index, cited.doc, cited.keys, language, numbered=cited.state == "open")
    # Several fit, or only nearly: what is said of them stands before their names.
    said = "" if cited.state == "found" else message(f"compare.cited_{cited.state}", language, names="")
    ended = "".join(standing_html(index, key, language) for key in cited.keys if cited.state == "found")
    return _line(cited, f"{escape(said)}{found}{ended}", language)


def _line(cited: Cited, content: str, language: Language) -> str:
    relation = escape(message(f"compare.relation_{cited.citation.relation}", language))
    return f"<li>{relation}　{escape(one_line(cited.citation.text))}<br>{content}</li>"


def _others(
    index: CitationIndex, key: str, others: tuple[str, ...], language: Language, *, numbered: bool = False
) -> str:  # fmt: skip
    lines = []
    for other in others:
        source = index.sources[other]
        # Those that bear one title are told apart by their numbers.
        label = f"{source.label} {source.number or ''}" if numbered else source.label
        way = link(address("reader", doc=other), escape(one_line(label)))
        low, high = sorted((key, other), key=lambda one: -_rank(index.sources[one]))
        beside = link(
            address("compare", local=low, central=high), escape(message("compare.beside", language)), kind="duban-way"
        )
        lines.append(f"→ {way}　{beside}")
    return "<br>".join(lines)


def _rank(source: Source) -> int:
    return government_level(source.issuer, source.title)
