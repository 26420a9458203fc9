"""Title, issuers, number and date of a document, and the lines that carry them (GB/T 9704-2012)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Span
from ingest import metadata_words as forms
from ingest.enumerators import enumerator_at
from ingest.metadata_dates import DATE, published_date, written_date
from ingest.metadata_table import read_particulars
from ingest.text import Text, Zone

__all__ = ["Front", "front_matter"]

# How long what a page says of its text may be.
_BLURB: Final = 240


class Front(msgspec.Struct, frozen=True):
    """The metadata and, for the lines that carry them and for what surrounds the text, their zones."""

    title: str | None
    issuer: tuple[str, ...]
    number: str | None
    date: date | None
    zones: tuple[tuple[Span, Zone], ...]


def _joined(words: str) -> str:
    """Lines of a title or name as one, without the breaks and the spaces at them."""
    return re.sub(r"[ \t\u3000\u00a0]*[\r\n\u2028]+[ \t\u3000\u00a0\u200b]*", "", words).strip()


def front_matter(text: Text, pieces: Sequence[Span]) -> Front:
    """What stands around the body: metadata table, title, number, addressees, signature, residue of a web page.

    `pieces` are the paragraphs of the text. What the text does not say is None or empty, never guessed.
    """
    return _Reading(text, pieces).front()


class _Reading:
    """One pass over the head and the foot of a text; fields fill as lines are recognised."""

    def __init__(self, text: Text, pieces: Sequence[Span]) -> None:
        self.text, self.folded, self.pieces = text, text.folded, pieces
        self.zones: list[tuple[Span, Zone]] = []
        self.table: dict[str, Span] = {}  # values of the metadata table by kind
        self.title_lines: list[Span] = []
        self.number: Span | None = None
        self.dated: date | None = None
        self.passed: re.Match[str] | None = None  # the congress that passed a rule
        self.reported: tuple[int, int] | None = None  # the title that a report of the papers names
        self.signed: list[Span] = []  # organs above the date of the signature
        self.named: list[Span] = []  # organs on lines beside the title
        self.signed_date: date | None = None
        self.printed: date | None = None

    def words(self, span: Span) -> str:
        return self.folded[span.start : span.end]

    def mark(self, span: Span, zone: Zone) -> None:
        self.zones.append((span, zone))

    def front(self) -> Front:
        found = read_particulars(self.folded, self.pieces)
        self.table = found.values
        self.zones += [(line, "metadata") for line in found.lines]
        body_from = self.head(found.below)
        self.foot(body_from)
        title = self.title()
        return Front(
            title=title,
            issuer=self.issuers(title),
            number=self.quote(self.table.get("number") or self.number),
            date=self.date_of(self.table.get("date"))
            or self.dated
            or self.signed_date
            or self.date_of(self.table.get("sent"))
            or self.printed,
            zones=tuple(sorted(self.zones)),
        )

    def quote(self, span: Span | None) -> str | None:
        return _joined(self.text.quote(span.start, span.end)) or None if span else None

    def date_of(self, span: Span | None) -> date | None:
        return written_date(self.words(span)) if span else None

    # Title, number, addressees --------------------------------------------------------------------

    def head(self, at: int) -> int:
        """Reads the lines above the body; returns the offset at which the body begins."""
        pieces = self.pieces
        table = {span for span, _ in self.zones}
        # `发布时间:2021-11-22` stands below the title on some pages.
        lines = [
            s
            for s in pieces[:at]
            if s not in table and not re.search("[。;]", self.words(s)) and s.end - s.start <= 120
        ]
        for index in range(at, min(at + 16, len(pieces))):
            span = pieces[index]
            words = self.words(span)
            if said := forms.PRESENTED.fullmatch(words) or forms.ANNOUNCED.fullmatch(words):
                self.reported = span.start + said.start("title"), span.start + said.end("title")
                if said.re is forms.ANNOUNCED:
                    self.signed = [Span(span.start + said.start("issuers"), span.start + said.end("issuers"))]
                self.mark(span, "residue")
                continue
            rest = self.glued_head(span, lines)
            if rest is not None:
                self.settle(lines)
                return rest
            if forms.ADDRESSED.fullmatch(words) and len(words) < 240:
                self.settle(lines)
                self.mark(span, "addressee")
                return span.end
            if (
                ("。" in words or len(words) > 120 or words[-1] == ":")
                and len(words) <= _BLURB
                and forms.RESIDUE.search(words)
            ):
                self.mark(span, "residue")  # what a page says of its text
                continue
            long = len(words) > 120 and not forms.PASSED.fullmatch(words)
            if "。" in words or long or words[-1] in ";:" or _OPENING.match(words):
                break
            if enumerator_at(self.folded, span.start, span.end):
                break
            if not lines and (annex := forms.ANNEX_MARK.match(words)):
                self.mark(Span(span.start, span.start + annex.end()), "metadata")
                if annex.end() == len(words):
                    continue
                span = Span(span.start + annex.end(), span.end)
            lines.append(span)
            if forms.SHEET.search(words):
                break  # its rows follow
        self.settle(lines)
        kept = [s for s, zone in self.zones if zone == "title"]
        return kept[-1].end if kept else (pieces[at].start if at < len(pieces) else 0)

    def glued_head(self, span: Span, lines: list[Span]) -> int | None:
        """A title, number and addressees that stand in one line with the text; the offset behind them, or None."""
        words = self.words(span)
        head = words[:400]
        number = _GLUED_NUMBER.search(head)
        at = 0
        if number and not any(mark in head[: number.start()] for mark in "。;:!"):
            opened = number.start("open" if number["open"] else "number")
            lines.append(Span(span.start, span.start + opened))
            lines.append(Span(span.start + number.start("number"), span.start + number.end("number")))
            at = number.end()
        elif glued := _GLUED_TITLE.match(head):
            lines.append(Span(span.start, span.start + glued.end()))
            at = glued.end()
        addressed = forms.ADDRESSED.match(head, at)
        if addressed and addressed.end() < len(words) and (at or forms.ADDRESSEE.match(head)):
            self.mark(Span(span.start + at, span.start + addressed.end()), "addressee")
            return span.start + addressed.end()
        return span.start + at if at else None

    def settle(self, lines: list[Span]) -> None:
        """Says which of the lines above the body are the title, the number and the date."""
        last = None  # index of the title's last line
        for index, span in enumerate(lines):
            words = forms.SIGNER.sub("", self.words(span)).strip()
            numbers = forms.NUMBERS_APART.split(words)
            if len(numbers) > 1 and all(forms.NUMBER.fullmatch(n) for n in numbers):
                words = numbers[0]
            if forms.NUMBER.fullmatch(words) or forms.NUMBER.fullmatch(words.removeprefix("(").removesuffix(")")):
                bracketed = words.startswith("(")
                self.number = self.number or Span(span.start + bracketed, span.start + len(words) - bracketed)
                self.mark(span, "metadata")
            elif re.fullmatch(rf"\(?{DATE}[^。]{{0,40}}\)?|——.{{0,4}}{DATE}.{{0,40}}", words) or forms.PASSED.fullmatch(
                words
            ):
                self.dated = self.dated or published_date(words)
                self.passed = self.passed or forms.CONGRESS.search(words)
                if self.number is None and (order := forms.ORDER.search(words)):
                    self.number = Span(span.start + order.start(), span.start + order.end())
                self.mark(span, "metadata")
            elif reported := forms.REPORTED.fullmatch(words):
                self.mark(span, "title")
                self.reported = span.start + reported.start("title"), span.start + reported.end("title")
                self.signed = self.signed or [Span(span.start, span.start + reported.end("issuers"))]
            elif (wrapped := forms.WRAPPED.fullmatch(words)) and forms.TITLE_END.search(wrapped["title"]):
                self.mark(span, "title")
                self.reported = span.start + wrapped.start("title"), span.start + wrapped.end("title")
                if wrapped["number"] and self.number is None:
                    self.number = Span(span.start, span.start + wrapped.end("number"))
            elif (
                forms.TITLE_END.search("".join(words.split())) and ":" not in words and not forms.RESIDUE.search(words)
            ):
                last = index
            elif last is None and re.fullmatch(r"政府工作报", words) and index + 1 < len(lines):
                last = index + 1
        if last is None:
            return
        if last + 1 < len(lines) and forms.STATE.fullmatch(self.words(lines[last + 1]).strip()):
            last += 1
        last = self.outer_title(lines, last)
        first, taken = last, [s for s, zone in self.zones]
        while first > 0 and lines[first - 1] not in taken and self.belongs_to_title(lines, first):
            first -= 1
        self.title_lines = lines[first : last + 1]
        # `国家海洋局` on a line of its own behind the title, or between the title of the page and that of the text.
        title = "".join(self.words(s) for s in self.title_lines)
        captioned = any(self.words(s) == title for s in lines[: max(first - 1, 0)])
        beside = lines[first - captioned : first] + lines[last + 1 :]
        self.named = [s for s in beside if s not in taken and self.organ_line(s)]
        for index, span in enumerate(lines):
            if span in taken:
                continue
            self.mark(span, "title" if first <= index <= last else "residue" if index < first else "metadata")

    def outer_title(self, lines: list[Span], last: int) -> int:
        """The last line of a notice's title, where the title of what it sends out follows at once; else `last`."""
        below = ""
        for index in range(last, 0, -1):
            below = "".join(self.words(lines[index]).split()) + below
            above = "".join(self.words(lines[index - 1]).split())
            if f"《{below}》" in above and forms.TITLE_END.search(above):
                return index - 1
        return last

    def belongs_to_title(self, lines: list[Span], first: int) -> bool:
        """Whether the line above the present first one is part of the title as well."""
        above = "".join(self.words(lines[first - 1]).split())
        so_far = "".join("".join(self.words(s).split()) for s in lines[first:])
        if any(mark in above for mark in "。!?:;,") or above.startswith("——") or forms.RESIDUE.search(above):
            return False
        if sum("".join(self.words(s).split()) == forms.STATE.sub("", so_far) for s in lines) > 1:
            return False  # the page names its text above it: all of the title
        if above.endswith(("转发", "批转", "印发")) and forms.ORGAN.match(above):
            return True
        if self.organ_line(lines[first]) and self.organ_line(lines[first - 1]):
            return True  # issuers of a joint paper, a line each
        if so_far.startswith(("关于", "印发", "转发", "批转")):
            return bool(forms.ORGAN.fullmatch(above)) and not above.endswith("文件")
        if "关于" in so_far:
            return False  # the issuer stands in it already
        return "关于" in above or not forms.ORGAN.fullmatch(above)

    def organ_line(self, span: Span) -> bool:
        return forms.ORGAN.fullmatch("".join(self.words(span).split())) is not None

    def title(self) -> str | None:
        if "title" in self.table:
            return self.quote(self.table["title"])
        if not self.title_lines:
            return _joined(self.text.quote(*self.reported)) if self.reported else self.enclosed_title()
        lines = [forms.closed_up(_joined(self.text.quote(s.start, s.end))) for s in self.title_lines]
        title = forms.VOID.sub("", "".join(lines).strip()) or None
        # What an order publishes is known by its own name.
        return (self.enclosed_title() or title) if title and _DECREE.fullmatch(fold(title)) else title

    def enclosed_title(self) -> str | None:
        """The title of what a notice without a title sends out, where it stands above the enclosure as well."""
        sent = _SENT_OUT.search(self.folded[:_NOTICE])
        if not sent:
            return None
        name = "".join(next(name for name in sent.groups() if name).split())
        for first, span in enumerate(self.pieces[:_FAR]):
            if span.start < sent.end():
                continue
            lines = ""
            for line in self.pieces[first : first + 4]:
                lines += "".join(self.words(line).split())
                if lines == name:
                    return _joined(self.text.quote(span.start, line.end))
        return None

    def issuers(self, title: str | None) -> tuple[str, ...]:
        if "issuer" in self.table:
            return forms.organs_in(self.quote(self.table["issuer"]) or "")
        signed = tuple(o for s in self.signed for o in forms.organs_in(self.text.quote(s.start, s.end)))
        lines = [line for line in self.title_lines[:-1] if self.organ_line(line)]
        if decree := _DECREE.fullmatch("".join(self.words(s) for s in self.title_lines)):
            return forms.organs_in(decree["organ"])
        if len(lines) > 1:
            return tuple(o for line in lines for o in forms.organs_in(self.text.quote(line.start, line.end)))
        if title:
            about = _ABOUT.search(folded := fold(title))
            if about and about.start() > 1:
                named = forms.organs_in(title[: about.start()])
                joint = _AND_OTHERS.search(folded[: about.start()])
                return signed if joint and signed else named
            if minutes := forms.MINUTES.fullmatch(folded):
                return forms.organs_in(title[: minutes.end("organ")])
        # Who puts a page up is often named short, or is an office of the one who issues.
        named = tuple(o for s in self.named for o in forms.organs_in(self.text.quote(s.start, s.end)))
        order = _DECREE.match(self.words(self.number)) if self.number else None
        passed = self.passed["place"] + self.passed["name"] if self.passed and not order else ""
        return (
            signed
            or named
            or forms.organs_in(passed or (order["organ"] if order else self.quote(self.table.get("publisher")) or ""))
        )

    # Signature and what follows ---------------------------------------------------------------------

    def foot(self, body_from: int) -> None:
        """Marks signatures with their dates, notes on publication, and residue of the page."""
        pieces = [p for p in self.pieces if p.end > body_from]
        for index, span in enumerate(pieces):
            words = self.words(span)
            if (len(words) <= 80 and forms.RESIDUE.search(words)) or "本作品不适用于" in words:
                self.mark(span, "residue")
            elif forms.ISSUED.fullmatch(words.strip()):
                self.mark(span, "signature")
            # A broken date that no organ stands above is a figure in a table.
            elif (m := forms.DATE_LINE.fullmatch(words)) and (
                not m["broken"] or self.organ_line(pieces[max(index - 1, 0)])
            ):
                self.sign(span, pieces[:index])
            elif forms.PRINTED.fullmatch(words):
                self.mark(span, "signature")
                self.printed = written_date(words)
            elif signed := forms.SIGNED.fullmatch(words):
                self.mark(span, "signature")
                if self.signed_date is None:
                    self.signed_date = written_date(words)
                    self.signed = [Span(span.start + signed.start("organ"), span.start + signed.end("organ"))]
            elif glued := forms.SIGNED_INSIDE.search(words):
                stretch = Span(span.start + glued.start("organ"), span.start + glued.end())
                self.mark(stretch, "signature")
                if self.signed_date is None:
                    self.signed_date = written_date(self.words(stretch))
                    self.signed = [Span(span.start + glued.start("organ"), span.start + glued.end("organ"))]
            if source := forms.TAIL.search(words):
                self.mark(Span(span.start + source.start(), span.end), "residue")

    def sign(self, dated: Span, before: Sequence[Span]) -> None:
        """A date on a line of its own: the lines of organs above it sign the document."""
        organs: list[Span] = []
        for span in reversed(before[-16:]):
            words = self.words(span).strip()
            tail = forms.ORGAN_TAIL.search(words)
            if not any(mark in words for mark in "。,;:!《") and (
                len(words) <= 16 or (len(words) <= 50 and forms.ORGAN.fullmatch(words)) or _joint(words)
            ):
                organs.insert(0, span)
            elif tail and not organs:
                organs.insert(0, Span(span.start + tail.start("organ"), span.start + tail.end("organ")))
                break
            else:
                break
        if not organs and self.signed_date is not None:
            return
        self.mark(dated, "signature")
        for organ in organs:
            self.mark(organ, "signature")
        if self.signed_date is None:
            self.signed_date = written_date(self.words(dated))
            self.signed = [o for o in organs if forms.ORGAN.fullmatch(said := self.words(o).strip()) or _joint(said)]


def _joint(words: str) -> bool:
    """Whether a line of any length holds the names of several organs, set apart by spaces, and nothing else."""
    named = forms.organs_in(words)
    return len(named) > 1 and all(len(name) <= _LONGEST_ORGAN and forms.ORGAN.fullmatch(name) for name in named)


_LONGEST_ORGAN: Final = 30


# `《…方案》已经县政府同意,现印发给你们`: the enclosure of a notice, and how far from its top it is looked for.
_SENT_OUT: Final = re.compile(
    r"《(?P<title>[^》]{4,80})》(?=[^。]{0,140}现(?:予)?(?:印发|转发|发布|公布|下发))|现将《(?P<sent>[^》]{4,80})》"
    r"|制[定订]了?《(?P<made>[^》]{4,80})》[,。]现(?:予)?(?:印发|发布|公布|下发)"
)
_NOTICE: Final = 1_500
_FAR: Final = 40
# `某某省人民政府令`, `某某市人民代表大会常务委员会公告` as a line of its own
_DECREE: Final = re.compile(rf"(?P<organ>[{forms.HAN}]{{2,24}}?)(?: ?令|(?<=人民代表大会)公告|(?<=委员会)公告)")
# Where the issuers in a title end: `国务院关于…`, `国务院办公厅转发…`.
_ABOUT: Final = re.compile(r"关于|转发|批转|印发")
# Issuers that the title does not name: `教育部等六部门关于…`.
_AND_OTHERS: Final = re.compile(r"等(?:[一二三四五六七八九十\d]{1,3}个?)?(?:部门|单位|部委|机关)? *$")
# The first words of a body: `为贯彻…`, `根据…`, `现将…`, `各位代表`, `目录`.
_OPENING: Final = re.compile(
    r"(?:为了?(?!民)|根据|现将|经(?=国务院|省|市|区|县|党中央|中央|研究|同意|报)|按照|各位代表|目 *录|第[一1][章节条]|一[、.]|近年来)"
)
# `国务院关于…的意见各省、自治区…`: a title with the addressees behind it.
_GLUED_TITLE: Final = re.compile(
    rf"[^。,;:《》]{{0,40}}关于[^。;:]{{4,90}}?的{forms.KIND}(?=各|[一-龥、]{{2,40}}(?:政府|部门|厅|局|委)[一-龥、,]{{0,80}}:)"
)
# `…的意见国发〔2014〕14号`: a number right behind the title.
_GLUED_NUMBER: Final = re.compile(
    rf"{forms.KIND}(?:\([^()]{{1,12}}\))? *(?P<open>\()?(?P<number>(?!的)[{forms.HAN}]{{1,14}}?[〔(]\d{{4}}[〕)]第? ?\d{{1,5}} ?号)(?(open)\))(?![,、》)])"
)
