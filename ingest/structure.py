"""The structure of a text: metadata, headings with their labels, clauses and sentences.

Paragraphs come from `ingest.paragraphs`, the lines around the body from `ingest.metadata`; here the body is
cut at its enumerators, each stretch is read as a heading, a run-in title with its text, or an item, and the
rest is cut into sentences.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from corpus.types import Heading, Span
from ingest.asides import annex_lists, other_rows, table_of_contents
from ingest.enumerators import Enumerator
from ingest.metadata import front_matter
from ingest.paragraphs import paragraphs
from ingest.stretches import Stretch, plain_lists, stretches_of
from ingest.tables import find_tables
from ingest.taggers.targets_tables import table_rows
from ingest.text import Cell, Layout, Sentence, Text, Zone
from ingest.titles import lays_on, names_chapter, says_who, states_goal, title_end

__all__ = ["read_layout", "sentences_of"]

# A sentence ends with its mark and the quotation marks and brackets that close on it.
_END: Final = re.compile(r"[。!?;]+[”’)》]*")
_MARK: Final = re.compile(r"[。;:,]")
# Within a note a semicolon only sets its bodies apart.
_NOTE_END: Final = re.compile(r"[。!?]+[”’)》]*")
# A note in brackets that stands behind a sentence: `(教育部牵头,…参与)`.
_NOTE: Final = re.compile(r" *(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|〔[^〔〕]*〕)")

# No sentence of the genre is a fifth of this long. What is longer has lost its marks, or never had any: it is cut where
# one of these stands, so that what is done for each pair of things in a sentence stays small.
_LONGEST: Final = 2_000
_UNIT: Final = 16
# What stands so often without anything between says nothing more: `各地要。各地要。…`
_RUN: Final = 20
_RESTS: Final = ";,、:| \n"

# The rank from which numerals stand inside of a box; chapters, sections and articles end it.
_BOX: Final = 10
# The rank of `1.`: an item, which a box does not belong to.
_ITEM: Final = 13
# Lines of an annex that hold no text of the document: `附件:1.任务分工表`.
_ANNEX: Final = re.compile(
    r"附 *(?:件|表|录)(?: ?\d{0,2}| ?[一二三四五六七八九十]{0,2}) ?[:.]?(?: .{0,60}|[^。,]{0,60})$|附:[^。;,]{2,60}$|(?:联系人|联系电话|电子邮箱|传真|抄送|抄报|主送|印发机关|主题词)[::]"
)


def read_layout(text: Text, pieces: Sequence[Span] | None = None) -> Layout:
    """The layout of a text. Total: any string has one, be it empty. `pieces` are its paragraphs, where they are known."""
    pieces = paragraphs(text.source, text.folded) if pieces is None else pieces
    front = front_matter(text, pieces)
    tables = find_tables(text, pieces)
    rows, row_parts = table_rows(text)
    # A cell that spans rows is one of each.
    cells = list(dict.fromkeys(c for table in tables for row in table.rows for c in row.cells))
    zones: list[tuple[Span, Zone]] = [
        *front.zones,
        *((head, "title") for table in tables for head in table.head),
        *((Span(c.start, c.end), "table") for c in cells if c.column != "task"),
    ]
    zones += [(piece, "metadata") for piece in annex_lists(pieces, text.folded)]
    zones += [(piece, "table") for piece in other_rows(text, pieces, tables, rows)]
    zones += [(piece, "table") for piece in row_parts]
    tasks = [c for c in cells if c.column == "task"]
    reading = _Body(text, tasks, rows)
    blocks = list(_apart(_blocks(pieces, sorted(zones), text.folded), [c.start for c in tasks]))
    stretches = list(stretches_of(text, [b for b in blocks if b[2] is None]))
    reading.read(stretches, [start for start, _, zone, _ in blocks if zone == "signature"])
    for start, end, zone, paragraph in blocks:
        if zone:
            reading.sentences.append(Sentence(start, end, paragraph, -1, "", zone, start))
    return Layout(
        title=front.title,
        issuer=front.issuer,
        number=front.number,
        date=front.date.isoformat() if front.date else None,
        headings=tuple(reading.headings),
        sentences=tuple(sorted(reading.sentences, key=lambda s: (s.start, s.end))),
        rows=tuple(row for table in tables for row in table.rows),
    )


def sentences_of(folded: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a stretch: each with its mark, notes in brackets behind a sentence by themselves."""
    at = start
    while at < end:
        while at < end and folded[at] in " \n\r\t":
            at += 1
        if at >= end:
            return
        if folded[at] in "(〔" and (note := _NOTE.match(folded, at, end)):
            stop = note.end()
            if stop < end and folded[stop] in "。;":
                stop += 1
            # What goes on as a sentence is no note: `(试点)地区要…`.
            if stop == end or folded[stop - 1] in "。;" or note.end() - at > 6:
                inner = at
                for within in _NOTE_END.finditer(folded, at, stop):
                    yield Span(inner, within.end())
                    inner = within.end()
                if inner < stop:
                    yield Span(inner, stop)
                at = stop
                continue
        mark = _END.search(folded, at, end)
        stop = mark.end() if mark else end
        while stop > at and folded[stop - 1] in " \n\r\t":
            stop -= 1
        yield Span(at, stop)
        at = mark.end() if mark else end


def _bounded(folded: str, sentence: Span) -> Iterator[Span]:
    """A sentence in pieces of at most `_LONGEST` characters: nearly always the sentence itself."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        half, full = start + _LONGEST // 2, start + _LONGEST
        rest = max(folded.rfind(mark, half, full) for mark in _RESTS)
        stop = rest + 1 if rest >= 0 else full
        yield Span(start, stop)
        start = stop
    yield Span(start, sentence.end)


def _repeats(folded: str, piece: Span) -> bool:
    """Whether a piece of a text without marks is one short thing over and over: it says nothing (`2020年2020年2020年…`)."""
    words = folded[piece.start : piece.end]
    return any(words[length:] == words[:-length] for length in range(1, _UNIT + 1))


def _blocks(
    pieces: Sequence[Span], zones: Sequence[tuple[Span, Zone]], folded: str
) -> Iterator[tuple[int, int, Zone | None, int]]:
    """Paragraphs cut by the zones found around and within them: (start, end, zone or None for the body, paragraph)."""
    contents = table_of_contents(pieces, folded)
    at = 0
    for number, piece in enumerate(pieces):
        if contents and contents.start <= piece.start < contents.end:
            yield piece.start, piece.end, "metadata", number
            continue
        cursor = piece.start
        while at < len(zones) and zones[at][0].end <= piece.start:
            at += 1
        ahead = at
        while ahead < len(zones) and zones[ahead][0].start < piece.end:
            span, zone = zones[ahead]
            if span.start > cursor:
                yield cursor, span.start, None, number
            if span.end > cursor:
                yield max(span.start, cursor), min(span.end, piece.end), zone, number
                cursor = min(span.end, piece.end)
            ahead += 1
        if cursor < piece.end:
            yield cursor, piece.end, None, number


def _apart(
    blocks: Iterable[tuple[int, int, Zone | None, int]], cells: Sequence[int]
) -> Iterator[tuple[int, int, Zone | None, int]]:
    """Blocks of the body cut where a cell of tasks begins: two of them may stand side by side in a row."""
    for start, end, zone, paragraph in blocks:
        for cut in cells[bisect_right(cells, start) : bisect_left(cells, end)] if zone is None else ():
            yield start, cut, None, paragraph
            start = cut
        yield start, end, zone, paragraph


class _Body:
    """Reads stretches into headings and sentences, keeping the path of enumerators that it is under."""

    def __init__(self, text: Text, cells: Sequence[Cell], rows: Sequence[int]) -> None:
        self.text, self.folded = text, text.folded
        self.cells = sorted((c.start, c.end) for c in cells)  # of tasks
        self.rows = rows  # where the names of indicators begin in tables of them
        self.headings: list[Heading] = []
        self.sentences: list[Sentence] = []
        self.path: list[Enumerator] = []
        self.outside: list[Enumerator] = []  # the path that a box interrupts
        self.label = ""
        self.titled: dict[int, bool] = {}  # by rank: whether the last item of the list had a title
        self.plain_lists: set[int] = set()  # where the items of lists stand that hardly have titles
        self.run, self.words = 0, ""  # how often the last sentence stood there before, without another between
        self.first = 0  # the first heading of what is read: the text, or what stands behind a signature
        self.chapters = (
            0  # 1 in a text whose chapters have no numerals (`2025年工作回顾`), which stand above all that have
        )

    def read(self, stretches: Sequence[Stretch], signatures: Sequence[int]) -> None:
        """`signatures` are where signatures begin: behind one, numbering starts anew."""
        self.plain_lists = plain_lists(self.folded, stretches)
        signed = iter([*signatures, len(self.folded) + 1])
        ahead = next(signed)
        served = [not s.enumerator and says_who(self.folded, s.start, s.end) for s in stretches]
        for index, (stretch, following) in enumerate(itertools.zip_longest(stretches, stretches[1:])):
            if stretch.start > ahead:
                self.enclosure()
            while stretch.start > ahead:
                ahead = next(signed)
            if self.is_row(stretch):  # its number is no numeral of the text
                self.text_of(stretch.enumerator.end if stretch.enumerator else stretch.start, stretch, stretch.start)
            elif stretch.enumerator:
                # `1.新建公园10座。⏎牵头单位:市园林局`: the line is the item's own
                behind = next((i for i in range(index + 1, len(stretches)) if not served[i]), len(stretches))
                following = stretches[behind] if behind < len(stretches) else None
                self.numbered(stretch, stretch.enumerator, following, behind > index + 1)
            else:
                self.plain(stretch, following)

    def enclosure(self) -> None:
        """What follows, an enclosure or an annex, stands under no heading of what is before it."""
        self.path, self.outside, self.label, self.titled = [], [], "", {}
        self.first, self.chapters = len(self.headings), 0

    def numbered(self, stretch: Stretch, found: Enumerator, following: Stretch | None, served: bool) -> None:
        if found.rank == _BOX:
            # It belongs to the chapter, section or `(一)` that it stands in, not to an item of theirs.
            self.outside = self.outside or list(self.path)
            self.path = [e for e in self.outside if e.rank < _ITEM]
        elif self.outside and self.leaves_box(found):
            self.path, self.outside = self.outside, []
        while found.rank != _BOX and self.path and self.path[-1].rank >= found.rank:
            self.path.pop()
        self.path.append(found)
        # An article or a decimal number stands by itself; what is beneath it is named from there.
        alone = max((i for i, e in enumerate(self.path) if e.alone), default=0)
        self.label = "".join(e.label for e in self.path[alone:])
        plain = found.label.endswith("条") or self.in_cell(stretch.start)
        beneath = following is not None and (following.enumerator is None or following.enumerator.rank > found.rank)
        announced = bool(self.sentences) and self.folded[self.sentences[-1].end - 1] == ":"
        ends = (
            None
            if plain
            else title_end(
                self.folded, found.end, stretch.end, beneath=beneath, listed=self.titled.get(found.rank),
                rare=stretch.start in self.plain_lists, announced=announced, served=served,
            )
        )  # fmt: skip
        start = found.end
        for rank in [r for r in self.titled if r > found.rank]:
            del self.titled[rank]
        self.titled[found.rank] = ends is not None
        if ends is not None:
            self.heading(found.end, ends, self.chapters + len(self.path), stretch)
            start = ends
        self.text_of(start, stretch, stretch.start)

    def leaves_box(self, found: Enumerator) -> bool:
        """Whether a numeral goes on with the list that a box interrupted, and not with one inside of the box."""
        inside = self.path[next(i for i, e in enumerate(self.path) if e.rank == _BOX) + 1 :]
        if any(e.rank == found.rank and e.count == found.count - 1 for e in inside):
            return False
        return found.rank < _BOX or any(e.rank == found.rank and e.count == found.count - 1 for e in self.outside)

    def in_cell(self, offset: int) -> bool:
        """Whether an offset lies in a cell of tasks: what is numbered there are measures, no headings."""
        index = bisect_right(self.cells, (offset, len(self.folded))) - 1
        return index >= 0 and offset < self.cells[index][1]

    def is_row(self, stretch: Stretch) -> bool:
        """Whether a stretch is a row of a table of indicators: a task, whatever its form."""
        return bisect_left(self.rows, stretch.start) < bisect_left(self.rows, stretch.end)

    def plain(self, stretch: Stretch, following: Stretch | None) -> None:
        folded = self.folded
        words = folded[stretch.start : stretch.end]
        start = stretch.start
        if dash := re.match(r"(?:—{1,2}|-{2}) ?(?=[一-龥“])", words):
            end = _END.search(folded, stretch.start, stretch.end)
            title = folded[stretch.start + dash.end() : end.start() if end else stretch.end]
            lone = not end or end.end() == stretch.end
            # Lines that open with a dash one after the other are a list of goals, not titles.
            listed = lone and (
                following is None or folded.startswith(("—", "--"), following.start) or bool(following.enumerator)
            )
            if (
                4 <= len(title) <= 40
                and not listed
                and not re.search(r"\d", title)
                and (end is None or end.group()[0] == "。")
            ):
                stop = end.end() if end else stretch.end
                self.heading(stretch.start + dash.end(), stop, self.chapters + len(self.path) + 1, stretch)
                start = end.end() if end else stretch.end
        elif _ANNEX.match(words):
            self.enclosure()
            self.add(stretch.start, stretch.end, stretch, "metadata", stretch.start)
            return
        elif (
            len(words) <= 40
            and not self.in_cell(stretch.start)
            and not re.search(r"[。!?;:,]|^\(", words)
            and not states_goal(words)
            and not lays_on(words)
        ):
            # A line without a mark is a title of the document or of an annex, or a cell of a table.
            if names_chapter(words) and self.opens_text(stretch, following):
                self.chapter(stretch)
            else:
                self.add(stretch.start, stretch.end, stretch, "title", stretch.start)
            return
        self.text_of(start, stretch, stretch.start)

    def opens_text(self, stretch: Stretch, following: Stretch | None) -> bool:
        """Whether a line stands alone above text: not among the lines of a title, nor among cells."""
        last = self.sentences[-1] if self.sentences else None
        alone = last is None or last.zone != "title" or last.paragraph < stretch.paragraph - 1
        if following is None or not alone:
            return False
        above = following.enumerator is not None and following.enumerator.rank < _ITEM
        return above or _MARK.search(self.folded, following.start, following.end) is not None

    def chapter(self, stretch: Stretch) -> None:
        """A title without a numeral: a chapter where none has one, else one beneath the heading that it stands under."""
        if self.chapters or not self.path:
            self.path, self.outside, self.label, self.titled, self.chapters = [], [], "", {}, 1
            self.heading(stretch.start, stretch.end, 1, stretch)
        else:
            self.heading(stretch.start, stretch.end, len(self.path) + 1, stretch)

    def heading(self, start: int, end: int, level: int, stretch: Stretch) -> None:
        folded = self.folded
        self.add(start, end, stretch, "heading", stretch.start, heading=len(self.headings))
        while end > start and folded[end - 1] in "。!?;: \n\r":
            end -= 1
        words = self.text.quote(start, end)
        self.headings.append(Heading(self.label, "".join(words.split("\n")), start, end, level))

    def text_of(self, start: int, stretch: Stretch, item: int) -> None:
        for sentence in sentences_of(self.folded, start, stretch.end):
            for piece in _bounded(self.folded, sentence):
                words = self.folded[piece.start : piece.end]
                self.run, self.words = (self.run + 1, words) if words == self.words else (0, words)
                last = self.sentences[-1] if self.sentences else None
                if (
                    self.run > _RUN
                    and last
                    and last.paragraph == stretch.paragraph
                    and piece.end - last.start <= _LONGEST
                ):
                    self.sentences[-1] = msgspec.structs.replace(last, end=piece.end)
                    continue
                said = self.run >= _RUN or (piece != sentence and _repeats(self.folded, piece))
                self.add(piece.start, piece.end, stretch, "residue" if said else "body", item)

    def add(self, start: int, end: int, stretch: Stretch, zone: Zone, item: int, heading: int | None = None) -> None:
        under = heading
        if under is None:
            under = len(self.headings) - 1 if len(self.headings) > self.first else -1
        self.sentences.append(Sentence(start, end, stretch.paragraph, under, self.label, zone, item))
