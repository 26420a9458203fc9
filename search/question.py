"""From a question in Chinese (either script) or English to a `Query`, with every step shown. Pure.

A question is read the way a clerk marks it up: quoted phrases, documents, clauses, days, bodies and places first, each
taking its words out; what is left are the words that the answer must speak of. Nothing is dropped unseen: every
word is a part, a word of asking, or reported as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.messages import Language
from corpus.numerals import integer
from corpus.topics import topic_named, topics
from search.archive import DocumentInfo
from search.question_asks import asked_for, asks_how_often, filters_of_words
from search.question_except import exceptions, with_exceptions
from search.question_filters import named_bases, named_edge, named_lacks
from search.question_language import HAN, LETTER, language_of
from search.question_names import (
    acting,
    han_number,
    named_bodies,
    named_clauses,
    named_documents,
    named_places,
    quoted,
    subject_document,
)
from search.question_times import read_days
from search.reading import Asks, Part, Reading, contradictory, query_of
from search.words import Term, alternatives, chinese_terms, modality_words, types_pattern

__all__ = ["Asks", "Part", "Reading", "understand"]

_TITLE: Final = 24  # characters behind an issuer in which the kind of its document stands
_LONGEST: Final = 600  # characters read; what follows is reported as not understood
_HAN_RUN: Final = re.compile(r"[㐀-䶿一-鿿豈-﫿]{2,24}")
# `大气方面的任务`, `涉及教育的`, `关于住房的要求`: the word beside names a topic
_TOPIC_BEFORE: Final = re.compile(r"(?:涉及|关于|有关|围绕|针对|属于)(?:到)?$")
_TOPIC_AFTER: Final = re.compile(
    r"(?:方面|领域|类|主题|工作方面|问题|(?:指标|目标|任务|措施|要求|工作)都?(?:有|是)?(?:哪些|什么))"
)
# What no keyboard means: colours of a terminal, control characters, formats without width, private use
_CONTROL: Final = re.compile(
    r"\x1b\[[0-9;?]{0,12}[A-Za-z]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


# The name of a five-year plan: “十四五”
_PLAN: Final = re.compile(r"[一二三四五六七八九十]{1,3}五(?:期间|时期|末)?")


class _Words:
    """Which letters of a question have been read already."""

    def __init__(self, length: int) -> None:
        self._read = bytearray(length)

    def taken(self, start: int, end: int) -> bool:
        return any(self._read[start:end])

    def take(self, start: int, end: int) -> None:
        self._read[start:end] = b"\1" * (end - start)

    def free(self) -> list[tuple[int, int]]:
        """Stretches that nobody has read."""
        return [m.span() for m in re.finditer(rb"\0+", bytes(self._read))]


def understand(question: str, as_of: date | None, library: Sequence[DocumentInfo]) -> Reading:
    """What `question` asks, on the day `as_of`, of the documents in `library`.

    `as_of` is the caller's clock; a day that the question itself names goes before it, and without either the
    newest document's date is the day (1 January 1970 for an empty library). Never raises for a question: what
    is wrong with it is in `Reading.trouble` and `not_understood`.
    """
    day = as_of or max((info.date for info in library if info.date), default=date(1970, 1, 1))
    source = _CONTROL.sub(lambda found: " " * len(found[0]), question)
    rest = source[_LONGEST:].strip()
    source = source[:_LONGEST]
    folded = fold(source)
    language = language_of(folded)
    not_understood = [f"{rest[:40]}… (+{len(rest)})"] if rest else []
    if language is None:
        foreign = LETTER.search(folded) is not None
        words = folded.split() if foreign else []
        wrong = "language" if foreign else "empty"
        told = (*words, *not_understood)
        return Reading(question, "en" if foreign else "zh", "explain", day, (), (), query_of(()), told, wrong)

    read = _Words(len(folded))
    parts: list[Part] = []

    def take(found: Sequence[Part]) -> None:
        for part in found:
            parts.append(part)
            read.take(part.start, part.end)

    if language == "en":
        from search.question_english import read_english_days
        from search.question_english_words import read_english
    lower = folded.lower()
    phrases, titles = quoted(folded)
    if language == "en":
        # Quotation marks around English words only stress them: no Chinese text holds them; `PM2.5`, `COD` it may.
        phrases = [p for p in phrases if not _ENGLISH_WORDS.fullmatch(p.values[0])]
        phrases += [
            Part("phrase", m[1], *m.span(1), (m[1],)) for m in _THE_WORD.finditer(folded) if not _in_marks(phrases, m)
        ]
    wordings, phrases = filters_of_words(phrases)
    take(wordings)
    documents, unknown = named_documents(folded, titles, library, read.taken)
    take(documents)
    # “无废城市” in the name of a document is no phrase to be found, “十四五” no phrase but a period.
    take([p for p in phrases if not read.taken(p.start, p.end) and not _PLAN.fullmatch(p.values[0])])
    take(unknown)
    take(named_clauses(folded, read.taken))
    take(named_lacks(lower, language, read.taken))
    take(named_edge(lower, language, read.taken))
    take(named_bases(lower, read.taken))
    days = read_days(folded, day, read.taken) if language == "zh" else read_english_days(lower, day, read.taken)
    take(days.parts)
    for start, end in days.impossible:
        read.take(start, end)
        not_understood.append(source[start:end])

    for start, end, inner, until in exceptions(lower, language):
        read.take(start, inner)
        read.take(until, end)
    asks, asking = asked_for(lower, language, parts, read.taken)
    spans, parts = _own_spans(parts, asks)
    terms: list[Term] = []
    if language == "zh":
        take(asking)
        bodies = named_bodies(folded, read.taken)
        places = named_places(folded, library, read.taken)
        take(places)
        bodies = acting(folded, _not_issuers(folded, bodies, places, read))
        parts += bodies
        # A name is never cut together with what stands beside it: 各盟市|要做什么.
        for part in bodies:
            read.take(part.start, part.end)
        for start, end in read.free():
            terms += chinese_terms(folded[start:end], start)
        terms, parts = _compounds(terms, parts)
        terms = [*spans, *_in_two_languages(terms)]
        if bodies and (any(not term.faint for term in terms) or asks_how_often(lower)):
            # Beside other words a body is one more thing to speak of: `排污单位要安装什么设备`.
            terms += [Term(b.text, b.start, b.end, alternatives(b.text)) for b in bodies]
            terms.sort(key=lambda term: term.start)
        terms = terms if bodies else _letters_alone(terms)
    else:
        take(asking)
        english = read_english(folded, read.taken)
        terms = list(english.terms)
        for place in english.places:
            found = [p for name in place.words for p in named_places(name, library, lambda a, b: False)]
            if found and (not place.guessed or len({p.values for p in found}) == 1):
                take([Part(found[0].kind, place.text, place.start, place.end, found[0].values)])
            else:  # no place of ours, or one of several: a word of the text like others
                terms.append(place)
        for run in _HAN_RUN.finditer(folded):  # `what does 环保管家 do?`
            if not read.taken(*run.span()):
                terms += chinese_terms(run[0], run.start())
        terms.sort(key=lambda term: term.start)
        bodies = []
        for start, end, organs in english.bodies:
            keys = tuple(
                dict.fromkeys(
                    key for organ in organs for p in named_bodies(organ, lambda a, b: False) for key in p.values
                )
            )
            if keys:
                bodies.append(Part("body", folded[start:end], start, end, keys))
        parts += bodies
        if bodies and not any(not t.faint and not any(t.start == b.start for b in bodies) for t in terms):
            terms = []
        not_understood += english.unknown

    once: dict[tuple[tuple[str, ...], bool], Term] = {}
    for term in terms:
        once.setdefault((term.words, term.faint), term)
    terms = _asked_only(lower, list(once.values()))
    parts, terms = with_exceptions(lower, language, parts, terms)
    if any(not term.faint for term in terms):
        # Beside what it is about, a word of forbidding or encouraging helps to rank and leaves nothing out.
        modal = [part for part in parts if part.kind == "modality"]
        terms = sorted([*terms, *(faint_term(folded, part) for part in modal)], key=lambda term: term.start)
        parts = [part for part in parts if part.kind != "modality"]
    telling = [(term.start, term.end) for term in terms if not term.faint]
    if not documents and any(p.kind in ("due", "starts", "due_or_starts", "overdue", "frequency") for p in parts):
        subject = subject_document(folded, telling, library)
        if subject is not None and asks in ("list", "count"):
            parts.append(subject)
            terms = []
    parts += _topics(folded, terms, language)
    if not terms and all(part.kind in ("document", "clause", "as_of") for part in parts):
        # `有哪些量化指标`, `what are the targets?`: every figure that is set
        figures = _FIGURES.search(lower)
        if figures and asks in ("figure", "list", "count", "define") and not read.taken(*figures.span()):
            parts.append(Part("target", figures[0], *figures.span()))
    parts += [Part("text", t.text, t.start, t.end, t.words) for t in terms]
    parts = [_as_written(part, source) for part in sorted(parts, key=lambda p: (p.start, p.end))]
    trouble = (
        "no_such_day" if days.impossible
        else "contradiction" if contradictory(parts)
        else "empty" if not parts and not terms and asks == "explain" and not HAN.search(folded) and language == "zh"
        else None
    )  # fmt: skip
    return Reading(
        question,
        language,
        asks,
        days.as_of,
        tuple(parts),
        tuple(terms),
        query_of(parts),
        tuple(not_understood),
        trouble,
    )


# `三年内`, `20日内`, without a day from which it is counted
_SPAN: Final = re.compile(r"(\d{1,4}|[一二两三四五六七八九十]{1,3}) ?(个?工作日|天|日|个月|年|小时)(?:之|以)?内")


def _own_spans(parts: list[Part], asks: Asks) -> tuple[list[Term], list[Part]]:
    """A bare span of time (`三年内`) in a question that names a document is one that the document sets: words of it.

    So it is where a rule is asked for and no list (`一年之内能变更吗`), but there a text may say it otherwise.
    """
    named = any(part.kind == "document" for part in parts)
    if not named and asks != "yesno":
        return [], parts
    terms = []
    for part in parts:
        match = _SPAN.fullmatch(part.text) if part.kind == "due" else None
        if match and (number := integer(match[1].replace("两", "二"))) is not None:
            numeral = han_number(number) if number < 200 else match[1]
            said = dict.fromkeys((match[1], str(number), numeral))
            words = tuple(f"{count}{match[2]}{inside}" for count in said for inside in ("内", "之内", "以内"))
            terms.append(Term(part.text, part.start, part.end, words, faint=not named))
    own = {(term.start, term.end) for term in terms}
    return terms, [part for part in parts if (part.start, part.end) not in own]


def _in_two_languages(terms: list[Term]) -> list[Term]:
    """English words within a Chinese question (`PM2.5的target是多少`) as the words that texts have for them."""
    result: list[Term] = []
    for term in terms:
        if not (term.text.isascii() and term.text.isalpha() and term.text.islower() and len(term.text) > 2):
            result.append(term)
            continue
        from search.question_english_words import read_english

        read = read_english(term.text, lambda start, end: False)
        at = term.start
        result += [msgspec.structs.replace(t, start=at + t.start, end=at + t.end) for t in read.terms]
    return result


def _letters_alone(terms: list[Term]) -> list[Term]:
    """The terms; where words of one letter (`乌海什么时候拆`) or shares are all that the question has, it is about them."""
    if any(not term.faint for term in terms):
        return terms
    return [
        msgspec.structs.replace(term, faint=False) if len(term.text) == 1 or term.words[0].endswith("%") else term
        for term in terms
    ]


_ENGLISH_WORDS: Final = re.compile(r"[a-z][a-z' -]{2,78}", re.IGNORECASE)
# `targets that use the word 左右`: quoted without marks
_THE_WORD: Final = re.compile(r"\b(?:the )?(?:words?|phrase|term|expression|wording) ([\u4e00-\u9fff]{2,20})")


def _in_marks(phrases: Sequence[Part], match: re.Match[str]) -> bool:
    return any(part.start <= match.start(1) < part.end for part in phrases)


# `每季度要公开什么`: its object asked for, a verb of acting tells one duty from another
_ACTED: Final = re.compile(r"(?:公开|公布|报告|检查|考核|制定|建立|建设|出台|担任)(?=(?:一次)?(?:什么|哪些|啥))")


_FIGURES: Final = re.compile(
    r"(?:量化|定量|具体|主要|预期)?的?(?:指标|目标)(?=都?有哪些|是什么|都?有什么|[^,。?]{0,4}[?]?$)|(?<=哪些)(?:量化|定量|具体|主要|预期)?的?(?:指标|目标)"
    r"|\b(?:targets|indicators|figures)\b"
)
# `怎么治理`, `如何应对`: the verb of asking how is no word that a text must have
_HOW: Final = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:治理|应对|处理|管理|解决|推进|落实|保护|整治|防治|开展|建设|发展|改革)"
)

# `哪些河流`, `which cities`: the answer names members of the class, and may well not say the class.
_KIND_ASKED: Final = re.compile(
    r"哪[些个几条座一]{1,2}(?:城市|盟市|市|河流|河|湖泊|湖|地区|省份|省|地方|区域|流域|旗县|县)"
    r"|\b(?:which|what) (?:rivers?|lakes?|cit(?:y|ies)|regions?|areas?|provinces?|places?|counties|countries)\b"
)


def _asked_only(lower: str, terms: list[Term]) -> list[Term]:
    """The terms, those of asking (a class of places, the verb of asking how) only ranking."""
    ends = {match.end() for pattern in (_KIND_ASKED, _HOW) for match in pattern.finditer(lower)}
    acted = {match.end() for match in _ACTED.finditer(lower)}
    return [
        msgspec.structs.replace(term, faint=True) if term.end in ends
        else msgspec.structs.replace(term, faint=False, name=False) if term.end in acted
        else term
        for term in terms
    ]  # fmt: skip


def _as_written(part: Part, source: str) -> Part:
    return msgspec.structs.replace(part, text=source[part.start : part.end])


def _not_issuers(folded: str, bodies: list[Part], places: list[Part], read: _Words) -> list[Part]:
    """The bodies that are asked about: one whose document is named by it and its place (`某市人大常委会的规定`) is none."""
    kept: list[Part] = []
    for body in bodies:
        behind = any(p.kind == "document" and p.start < body.start <= p.end for p in places)
        if behind and types_pattern().search(folded, body.end, body.end + _TITLE):
            read.take(body.start, body.end)
        else:
            kept.append(body)
    return kept


def _compounds(terms: list[Term], parts: list[Part]) -> tuple[list[Term], list[Part]]:
    """A place right before another word may be a part of its name (`北京冬奥会`): then both are words to be spoken of."""
    begins = {term.start for term in terms if not term.faint}
    bound = [part for part in parts if part.kind == "region" and part.end in begins]
    terms = [*terms, *(Term(p.text, p.start, p.end, (fold(p.text), *p.values)) for p in bound)]
    return sorted(terms, key=lambda term: term.start), [part for part in parts if part not in bound]


def faint_term(folded: str, part: Part) -> Term:
    """A word of modality as a term that only ranks."""
    return Term(
        folded[part.start : part.end], part.start, part.end, modality_words(part.values[0]), faint=True, name=False
    )


def _topics(folded: str, terms: list[Term], language: Language) -> list[Part]:
    """A topic that the question names as such (`大气方面`), or by its only word; its word ranks no more."""
    telling = [term for term in terms if not term.faint]
    for term in telling:
        name = topic_named(term.text)
        marked = language == "zh" and (
            _TOPIC_BEFORE.search(folded, 0, term.start) or _TOPIC_AFTER.match(folded, term.end)
        )
        if name and (marked or len(telling) == 1):
            if marked:
                terms.remove(term)
                after = folded[term.end : term.end + 2]
                if after in ("指标", "目标"):
                    figures = Part("target", after, term.end, term.end + 2)
                    return [Part("topic", term.text, term.start, term.end, (name,)), figures]
            return [Part("topic", term.text, term.start, term.end, (name,))] if marked else []
    if language == "en" and (by_name := _english_topic(folded.lower())):
        return [by_name]
    return []


# `on air quality`, `concerning education`, `tasks about housing`
_ON_TOPIC: Final = re.compile(
    r"\b(?:on|about|concerning|regarding|related to|in the (?:field|area) of) (?:the )?([a-z -]{3,30}?)(?: tasks?| duties| measures?)?[?.]?$"
)


def _english_topic(lower: str) -> Part | None:
    match = _ON_TOPIC.search(lower)
    if match and any(match[1] in topic.en for topic in topics()):
        return Part("topic", match[1], match.start(1), match.end(1), (topic_named(match[1]) or "",))
    return None
