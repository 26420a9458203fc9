"""The pieces of a page that show words of documents: every one of them escaped here, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from corpus.messages import Language, message
from corpus.types import Span
from search.archive import DocumentInfo
from ui.asking import Shown
from ui.export import Entry
from ui.export.entry import due_words, names, place
from ui.marks import pieces
from ui.pages.ways import address, link
from ui.plain import one_line, plain
from ui.reading import doubt_words

__all__ = [
    "brand",
    "group",
    "headline",
    "item",
    "items",
    "library",
    "lines",
    "markdown",
    "said_by_streamlit",
    "surroundings",
    "visitor",
    "ways",
]

_LINE_BREAKS: Final = re.compile(r"\s*[\r\n]\s*")
_SAID: Final = {
    "[data-testid=stFileUploaderDropzone] button p": "choose_files",
    "[data-testid=stFileUploaderDropzoneInstructions] span": "largest_file",
    "[data-testid=stTextInput] [data-testid=InputInstructions] span": "press_enter",
    "[data-testid=stNumberInput] [data-testid=InputInstructions] span": "press_enter",
    "[data-testid=stTextArea] [data-testid=InputInstructions] span": "press_both",
    "[role=listbox][data-empty=true] span": "no_choice",
}
_AROUND: Final = 400  # characters of context on each side at most


def brand(language: Language) -> str:
    """The name of the program and what it is for."""
    name, purpose = message("pages.title", language), message("pages.subtitle", language)
    return f'<div class="duban-brand"><b>{escape(name)}</b><span>{escape(purpose)}</span></div>'


def said_by_streamlit(language: Language) -> str:
    """A style that puts our words in the place of those that Streamlit says in English only."""
    rules = (
        f'{where} {{ font-size: 0; }} {where}::after {{ font-size: .8rem; content: "{message(f"pages.{name}", language)}"; }}'
        for where, name in _SAID.items()
    )
    return f"<style>{' '.join(rules)}</style>"


def visitor(name: str, role: str) -> str:
    """Who signed in, and as what."""
    return f'<span class="duban-visitor"><b>{escape(one_line(name))}</b> {escape(role)}</span>'


def headline(words: str, document: str | None, language: Language) -> str:
    """The sentence that answers, and the document where all of the answer stands in one."""
    source = ""
    if document is not None:
        label = message("pages.clause", language)
        source = f'<p class="duban-source">{escape(label)} {escape(one_line(document))}</p>'
    return f'<p class="duban-headline" role="status">{escape(plain(words))}</p>{source}'


def library(documents: Sequence[DocumentInfo], language: Language) -> str:
    """The documents of an archive as a table."""
    names = ("document", "document_number", "written")
    heads = [*(message(f"exports.column_{name}", language) for name in names), message("pages.tasks", language)]
    rows = []
    for info in documents:
        title = link(address("reader", doc=info.key), escape(one_line(info.label)))
        day = info.date.isoformat() if info.date else ""
        cells = [
            title,
            escape(one_line(info.number or "")),
            day,
            link(address("ledger", document=info.key), str(info.tasks)),
        ]
        rows.append(f"<tr data-row>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    return (
        f'<table class="duban-table duban-library"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def group(title: str, count: str) -> str:
    """The head of a group of tasks."""
    return f'<div class="duban-group" role="heading" aria-level="3">{escape(title)}<small>{escape(count)}</small></div>'


def items(rendered: Iterable[str]) -> str:
    """A list of tasks."""
    return f'<ol class="duban-tasks">{"".join(rendered)}</ol>'


def lines(words: Iterable[str]) -> str:
    """A plain list, nothing twice."""
    return f'<ul class="duban-lines">{"".join(f"<li>{escape(plain(each))}</li>" for each in dict.fromkeys(words))}</ul>'


def ways(some: Iterable[tuple[str, str]]) -> str:
    """A plain list of addresses and their words, nothing twice."""
    found = dict.fromkeys(some)
    return (
        f'<ul class="duban-lines">{"".join(f"<li>{link(to, escape(plain(words)))}</li>" for to, words in found)}</ul>'
    )


def item(number: int, shown: Shown, source: str | None, language: Language, *, name_document: bool) -> str:
    """An item of an answer: quoted with the matched words marked, what bounds it, and where it stands.

    `source` is the text of its document, for its surroundings; the document is named where answers stand in several.
    """
    entry = shown.entry
    leadin = f'<span class="duban-leadin">{escape(one_line(entry.lead_in))}……</span>' if entry.lead_in else ""
    quotation = _marked(entry.task.text, entry.task.start, shown.marks)
    # What stands in the archive as a task has a place to go to: its clause in the reader.
    way = address("reader", doc=entry.task.doc, task=entry.task.id) if shown.is_task else ""
    facts = "".join(_fact(key, words, language, way) for key, words in _facts(entry, language, name_document) if words)
    around = _around(entry, source, language) if source is not None else ""
    name = f' id="task-{escape(entry.task.id)}"' if shown.is_task else ""
    return (
        f'<li{name}><span class="duban-number">{number}</span><div class="duban-body">'
        f'<blockquote>{leadin}{quotation}</blockquote><div class="duban-facts">{facts}{around}</div></div></li>'
    )


def markdown(words: str) -> str:
    """Words for a Streamlit label, which reads Markdown: every mark of it is made an ordinary character."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+-.!|~$:<>&^=" else char for char in one_line(words))


def surroundings(source: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a stretch in its paragraph, each cut to a readable length."""
    before = source[max(source.rfind("\n", 0, start) + 1, start - _AROUND) : start]
    stop = source.find("\n", end)
    after = source[end : min(stop if stop >= 0 else len(source), end + _AROUND)]
    return before.lstrip(), after.rstrip()


def _marked(text: str, offset: int, marks: Sequence[Span]) -> str:
    shown = ((_escaped(words), marked) for words, marked in pieces(text, offset, marks))
    return "".join(f"<mark>{words}</mark>" if marked else words for words, marked in shown)


def _escaped(words: str) -> str:
    # A line broken in mid-sentence is the file's, not the sentence's.
    return escape(_LINE_BREAKS.sub("", plain(words)))


def _facts(entry: Entry, language: Language, name_document: bool) -> list[tuple[str, str]]:
    task = entry.task
    where = f"{place(task)}　{entry.document}" if name_document else place(task)
    return [
        ("clause", one_line(where)),
        ("deadline", one_line(due_words(task))),
        ("figure", "；".join(dict.fromkeys(one_line(target.text) for target in task.targets))),
        ("who", one_line(names(task, "lead", "responsible"))),
        ("region", "、".join(dict.fromkeys(one_line(region.name) for region in task.regions))),
        ("uncertain", one_line(doubt_words(task.uncertain, language))),
    ]


def _fact(key: str, words: str, language: Language, way: str) -> str:
    kind = ' class="duban-doubt"' if key == "uncertain" else ""
    content = link(way, escape(words)) if way and key == "clause" else escape(words)
    return f"<span{kind}><i>{escape(message(f'pages.{key}', language))}</i>{content}</span>"


def _around(entry: Entry, source: str, language: Language) -> str:
    before, after = surroundings(source, entry.task.start, entry.task.end)
    if not before and not after:
        return ""
    words = f"{escape(plain(before))}<mark>{escape(plain(entry.task.text))}</mark>{escape(plain(after))}"
    return f"<details><summary>{escape(message('pages.context', language))}</summary><p>{words}</p></details>"
