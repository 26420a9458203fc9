"""The tagging pipeline: from a source text to a `Document` with everything that was found in it.

spaCy runs the taggers, one registered component each, over a blank Chinese `Language` whose tokenizer is jieba's
segmentation (rjieba). A long text goes through it a block at a time, cut between sentences; the grammar of each
component looks at one sentence, so the block size never changes the result. What crosses sentences (years left out,
notes that bind backwards, deadlines laid on lists) is resolved afterwards over the whole text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec
import rjieba
import spacy
from spacy.attrs import LOWER, NORM
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from corpus import identity
from corpus import types as words
from corpus.collector import collector_paused
from corpus.fold import fold
from corpus.messages import message
from ingest.judge import judge
from ingest.metadata_dates import year_of
from ingest.paragraphs import paragraphs
from ingest.structure import read_layout
from ingest.taggers.bodies import bind_bodies, find_bodies
from ingest.taggers.bodies_cells import cell_bodies, outside_cells
from ingest.taggers.citations import find_citations
from ingest.taggers.deadlines import find_times, resolve_times
from ingest.taggers.regions import find_regions, territory
from ingest.taggers.targets import find_targets
from ingest.taggers.targets_tables import with_tables
from ingest.tasks import Mentions, build_tasks
from ingest.text import Layout, Sentence, Text
from ingest.title_period import period_end
from ingest.unbroken import unbroken

__all__ = ["TAGGERS", "make_language", "read_document"]

# Characters a block: large enough that spaCy's cost a call vanishes, small enough that its tokens do not add up.
BLOCK: Final = 20_000

Finder = Callable[[Text, Sequence[Sentence]], Sequence[Any]]

# The taggers in the order in which they run: the name under which a `Doc` holds its spans, and its grammar.
TAGGERS: Final[tuple[tuple[str, Finder], ...]] = (
    ("deadlines", find_times),
    ("targets", find_targets),
    ("bodies", find_bodies),
)


class RjiebaTokenizer:
    """jieba's segmentation, compiled, behind spaCy's tokenizer interface."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as a `Doc`; no token is lost or changed, white space included."""
        tokens = rjieba.cut(text)
        return Doc(self.vocab, words=tokens, spaces=[False] * len(tokens))


def _component(name: str, find: Finder) -> Callable[[Doc], Doc]:
    def tag(doc: Doc) -> Doc:
        text, sentences, offset = doc.user_data["text"], doc.user_data["sentences"], doc.user_data["offset"]
        found = find(text, sentences)
        doc.user_data[name] = found
        spans = (doc.char_span(m.start - offset, m.end - offset, label=name, alignment_mode="expand") for m in found)
        doc.spans[name] = SpanGroup(doc, name=name, spans=[s for s in spans if isinstance(s, Span)])
        return doc

    return tag


def _register() -> None:
    for name, find in TAGGERS:
        Language.component(f"duban_{name}", func=_component(name, find))


_register()


@cache
def make_language() -> Language:
    """The spaCy pipeline with every tagger; built once a process."""
    # Of each new word spaCy reckons twenty things, whether it is an address on the net among them: a fifth of the time
    # that a text takes. Those that rules of others may match by stay.
    vocab = Vocab(lex_attr_getters={LOWER: str.lower, NORM: str.lower})
    language = spacy.blank("xx", vocab=vocab)
    language.tokenizer = RjiebaTokenizer(language.vocab)
    for name, _ in TAGGERS:
        language.add_pipe(f"duban_{name}")
    return language


@collector_paused()
def read_document(
    source: str, *, name: str, written: date | None = None, block: int = BLOCK, pages: Sequence[words.Page] = (),
    given: Mapping[str, str] = MappingProxyType({}), said: Mapping[str, str] = MappingProxyType({}),
) -> words.Document:  # fmt: skip
    """The document that a source text holds.

    `name` is the file's name; `written` is the 成文日期 where the user knows better than the text. Total: any
    string gives a document, be it without title and tasks. `block` is how many characters are tagged at a time.
    `pages` says where the pages of the file begin, in their order; each task then knows its page. `given` are `title`,
    `issuer` (several set apart by `、`) and `number` where the user knows better than the text, `said` those (and the
    `date`) that the file names outside of its text, for where the text has none.
    """
    text = Text(source)
    pieces = paragraphs(source, text.folded)
    if joined := unbroken(source, pieces):
        found = joined.document(_read(Text(joined.text), joined.pieces, name, written, block, given, said))
    else:
        found = _read(text, pieces, name, written, block, given, said)
    return msgspec.structs.replace(found, tasks=_paged(found.tasks, pages), pages=tuple(pages))


def _read(
    text: Text, pieces: Sequence[words.Span], name: str, written: date | None, block: int,
    given: Mapping[str, str], said: Mapping[str, str],
) -> words.Document:  # fmt: skip
    """The document that a text holds whose paragraphs are known."""
    layout = _with_particulars(read_layout(text, pieces), given, said)
    issued = written or (date.fromisoformat(layout.date) if layout.date else None)
    found = _tagged(text, layout, block)
    deadlines = resolve_times(text, layout, found["deadlines"], issued, year=year_of(layout.number, layout.title))
    targets = with_tables(text, layout.sentences, found["targets"])
    bodies = [
        *bind_bodies(text, layout, outside_cells(layout, found["bodies"])),
        *cell_bodies(text, layout),
    ]
    # A document's names for itself are learnt at its head and used at its end, so citations are read in one go.
    citations = find_citations(text, layout.sentences)
    regions = find_regions(text, layout.sentences, own=territory(layout.issuer, layout.title, layout.number))
    kinds = judge(
        text,
        layout,
        bodied=_sentences_with(layout, [b.start for b in bodies if b.how == "subject"]),
        dated=_sentences_with(layout, [d.start for d in deadlines]),
        entrusted=_sentences_with(layout, [b.start for b in bodies if b.how in ("agent", "told")]),
    )
    # Of the folded form alone, in which marks of quotation make no pairs: others know a text by it before it is read.
    digest = identity.content_digest(fold(text.source))
    key = identity.document_key(layout.number, layout.issuer, layout.title, issued, digest)
    tasks = build_tasks(
        text, layout, kinds, Mentions(deadlines, targets, bodies, regions), key, period_end(layout.title, issued)
    )
    return words.Document(
        key=key,
        digest=digest,
        text=text.source,
        title=layout.title,
        issuer=layout.issuer,
        number=layout.number,
        date=issued,
        source=name,
        headings=layout.headings,
        citations=tuple(citations),
        times=tuple(deadlines),
        sentences=tuple(
            words.Sentence(s.start, s.end, s.label, kind) for s, kind in zip(layout.sentences, kinds, strict=True)
        ),
        tasks=tasks,
        given=tuple(sorted(given.items())),
    )


def _with_particulars(layout: Layout, given: Mapping[str, str], said: Mapping[str, str]) -> Layout:
    if not given and not said:
        return layout
    issuer = given.get("issuer") or ("" if layout.issuer else said.get("issuer", ""))
    return msgspec.structs.replace(
        layout,
        title=given.get("title") or layout.title or said.get("title"),
        issuer=tuple(re.split(r"[\s、;；]+", issuer.strip())) if issuer.strip() else layout.issuer,
        number=given.get("number") or layout.number or said.get("number"),
        date=layout.date or said.get("date"),
    )


def _paged(tasks: tuple[words.Task, ...], pages: Sequence[words.Page]) -> tuple[words.Task, ...]:
    """The tasks with the number of the page that each begins on, and a doubt where that page is hard to read."""
    if not pages:
        return tasks
    starts = [page.start for page in pages]
    # Of pages that begin at one place the last has the text; the others are empty.
    found = [pages[max(bisect_right(starts, task.start) - 1, 0)] for task in tasks]
    return tuple(
        msgspec.structs.replace(task, page=page.number, uncertain=_doubt(task.uncertain, page))
        for task, page in zip(tasks, found, strict=True)
    )


def _doubt(known: str | None, page: words.Page) -> str | None:
    if not page.unsure:
        return known
    unsure = message("reading.page_unsure", page=page.number, share=f"{page.confidence:.0%}")
    return f"{known}; {unsure}" if known else unsure


def _tagged(text: Text, layout: Layout, block: int) -> dict[str, list[Any]]:
    """What every tagger found, block by block, in the order of the text."""
    found: dict[str, list[Any]] = {name: [] for name, _ in TAGGERS}
    language = make_language()
    for sentences in _blocks(layout.sentences, block):
        start, end = sentences[0].start, max(s.end for s in sentences)
        doc = language.make_doc(text.folded[start:end])
        doc.user_data.update(text=text, sentences=sentences, offset=start)
        for _, component in language.pipeline:
            doc = component(doc)
        for name in found:
            found[name].extend(doc.user_data[name])
    for mentions in found.values():
        mentions.sort(key=lambda m: (m.start, m.end))
    return found


def _blocks(sentences: Sequence[Sentence], size: int) -> Iterator[list[Sentence]]:
    block: list[Sentence] = []
    for sentence in sentences:
        if block and sentence.end - block[0].start > size:
            yield block
            block = []
        block.append(sentence)
    if block:
        yield block


def _sentences_with(layout: Layout, offsets: Sequence[int]) -> frozenset[int]:
    """The indices of the sentences in which any of the offsets lies."""
    starts = [s.start for s in layout.sentences]
    hits = set()
    for offset in offsets:
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < layout.sentences[index].end:
            hits.add(index)
    return frozenset(hits)
