"""The words of a question as terms to be spoken of: which tell what it is about, which only rank, and how texts say them."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.numerals import integer
from search.question_names import han_number, nothing_read
from search.reading import Asks, Part
from search.words import Term, modality_words

__all__ = [
    "acts_asked",
    "asked_only",
    "compounds",
    "faint_term",
    "in_two_languages",
    "letters_alone",
    "own_spans",
    "terms_of_force",
]

# `政策执行到哪一天`, `办法的有效期是多久`, `how long does the policy remain in force`
_IN_FORCE: Final = re.compile(
    r"(?:执行|施行|实施|适用|有效|生效)(?:期限|时间|期)?(?:是)?(?:到|至)(?=什么时候|何时|啥时|几时|哪|几[年月])|(?:执行|有效)期限?(?=[是为有到]?(?:什么时候|多久|多长|几年|何时|哪))"
    r"|(?<=[^a-z])(?:valid|in force|in effect)(?= (?:until|till|to|for)\b|\W*$)(?<!into force)(?<!take effect)"
)
_TERMS_OF_FORCE: Final = ("执行期限", "有效期", "执行至", "施行至", "实施至", "执行到", "有效期限", "试行期")


# `预案从什么时候开始实施`: of a document, not of a measure that it sets
_COMES: Final = re.compile(
    r"(?:什么时候|何时|哪一?[天年日]|啥时候?)(?:开始|起)?(?P<word>实施|施行|执行|生效|实行)|(?P<date>(?:实施|施行|生效)(?:时间|日期))(?=[是为]|[?]?$)"
)
_WORDS_OF_COMING: Final = ("施行", "起实施", "起施行", "起执行", "生效")


def terms_of_force(lower: str, of_document: bool) -> list[Term]:
    """Where a folded question in lower case asks until when something is in force, as the words of texts for it.

    From when only `of_document`: where a document is named, whose own beginning is asked for.
    """
    found = [Term(match[0], *match.span(), _TERMS_OF_FORCE) for match in _IN_FORCE.finditer(lower)]
    for match in _COMES.finditer(lower) if of_document else ():
        found.append(Term(match[match.lastgroup or 0], *match.span(match.lastgroup or 0), _WORDS_OF_COMING))
    return found


# `三年内`, `within 20 days`, without a day from which it is counted
_SPAN: Final = re.compile(r"(\d{1,4}|[一二两三四五六七八九十]{1,3}) ?(个?工作日|天|日|个月|年|小时)(?:之|以)?内")
_SPAN_EN: Final = re.compile(r"within (?:the )?(\d{1,4})[ —-](day|week|month|year)s?")
_UNITS_EN: Final = {"day": ("日", "天", "个工作日"), "week": ("周",), "month": ("个月",), "year": ("年",)}
# What happens first, and no day: `执业之日起30日内`, `within 30 days of the application`
_SINCE: Final = re.compile(r"(?:(?<!\d日)(?<!\d号)(?<!\d月)(?<!\d年)起|(?<!以)(?<!今)后)的?$")
_OF_WHAT: Final = re.compile(r" (?:of|after|from|following)\b(?! (?:today|now|\d|the (?:date|day) of asking))")


def own_spans(folded: str, parts: list[Part], asks: Asks) -> tuple[list[Term], list[Part]]:
    """A bare span of time (`三年内`) in a question that names a document is one that the document sets: words of it.

    So it is where what it is counted from is said, or a rule is asked for and no list (`一年之内能变更吗`): but there
    a text may say it otherwise.
    """
    named = any(part.kind == "document" for part in parts)
    terms, own = [], []
    for part in parts:
        counted = _SINCE.search(folded, 0, part.start) or _OF_WHAT.match(folded.lower(), part.end)
        if part.kind == "due" and (named or counted or asks == "yesno") and (words := _span_words(part.text)):
            terms.append(Term(part.text, part.start, part.end, words, faint=not named))
            own.append(part)
    return terms, [part for part in parts if part not in own]


def _span_words(text: str) -> tuple[str, ...]:
    """How a text may write a span of time in which something is to be done; none where it is no such span."""
    chinese, english = _SPAN.fullmatch(text), _SPAN_EN.fullmatch(text)
    match = chinese or english
    number = integer(match[1].replace("两", "二")) if match else None
    if match is None or number is None:
        return ()
    said = dict.fromkeys((match[1], str(number), han_number(number) if number < 200 else match[1]))
    units = _UNITS_EN[match[2]] if english else (match[2],)
    return tuple(f"{count}{unit}{inside}" for count in said for unit in units for inside in ("内", "之内", "以内"))


def in_two_languages(terms: list[Term]) -> list[Term]:
    """English words within a Chinese question (`PM2.5的target是多少`) as the words that texts have for them."""
    result: list[Term] = []
    for term in terms:
        if not (term.text.isascii() and term.text.isalpha() and term.text.islower() and len(term.text) > 2):
            result.append(term)
            continue
        from search.question_english_words import read_english

        read = read_english(term.text, nothing_read)
        at = term.start
        result += [msgspec.structs.replace(t, start=at + t.start, end=at + t.end) for t in read.terms]
    return result


def letters_alone(terms: list[Term]) -> list[Term]:
    """The terms; where words of one letter (`乌海什么时候拆`) or shares are all that the question has, it is about them."""
    if any(not term.faint for term in terms):
        return terms
    return [
        msgspec.structs.replace(term, faint=False) if len(term.text) == 1 or term.words[0].endswith("%") else term
        for term in terms
    ]


# `每季度要公开什么`: its object asked for, a verb of acting tells one duty from another
_ACTED: Final = re.compile(
    r"(?:公开|公布|报告|检查|考核|制定|建立|建设|出台|担任)(?=(?:一次)?(?:什么|哪些|啥))|(?:怎么|如何|怎样)(?:公开|公布|报告|检查|考核)"
)


# `What must enterprises disclose?`: the act itself, not how it is done
_WHAT_ACT: Final = re.compile(
    r"^\W*(?:(?:and|so) )?what (?:else )?(?:must|should|shall|do|does|are|is|have|has|may|can)\b.*?(?P<verb>[a-z]+)(?: to (?:the )?[a-z ]{2,30})?\W*$"
)
_ACTS: Final = frozenset(
    ["公开", "公布", "公示", "报告", "上报", "检查", "考核", "制定", "建立", "建设", "出台", "担任"]
)


def acts_asked(lower: str, terms: list[Term]) -> list[Term]:
    """The terms of an English question, the verb whose object is asked for one that tells (as `_ACTED` does in Chinese)."""
    match = _WHAT_ACT.match(lower)
    if match is None:
        return terms
    return [
        msgspec.structs.replace(term, faint=False, name=False)
        if term.faint and term.start == match.start("verb") and not _ACTS.isdisjoint(term.words)
        else term
        for term in terms
    ]


# `怎么治理`, `如何应对`: the verb of asking how is no word that a text must have
_HOW: Final = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:治理|应对|处理|管理|解决|推进|落实|保护|整治|防治|开展|建设|发展|改革)"
)

# `哪些河流`, `which cities`: the answer names members of the class, and may well not say the class.
_KIND_ASKED: Final = re.compile(
    r"哪[些个几条座一]{1,2}(?:城市|盟市|市|河流|河|湖泊|湖|地区|省份|省|地方|区域|流域|旗县|县)"
    r"|\b(?:which|what) (?:rivers?|lakes?|cit(?:y|ies)|regions?|areas?|provinces?|places?|counties|countries)\b"
)


# `对机动车限行有什么规定`: what is done there names the matter, as a noun does
_MATTER: Final = re.compile(
    r"(?:^|[,。])(?:文件|文中|档案里?|这份文件|意见|通知)?(?:对|关于|有关)([\u4e00-\u9fff]{2,14}?)(?:有|作出?了?|是)(?:什么|哪些|何|怎么|怎样)的?(?:规定|要求|限制)"
)


def asked_only(lower: str, terms: list[Term]) -> list[Term]:
    """The terms, those of asking (a class of places, the verb of asking how) only ranking."""
    ends = {match.end() for pattern in (_KIND_ASKED, _HOW) for match in pattern.finditer(lower)}
    acted = {match.end() for match in _ACTED.finditer(lower)}
    matter = _MATTER.search(lower)
    if matter:
        terms = [
            msgspec.structs.replace(term, name=True, unknown=False)
            if matter.start(1) <= term.start < matter.end(1)
            else term
            for term in terms
        ]
    return [
        msgspec.structs.replace(term, faint=True) if term.end in ends
        else msgspec.structs.replace(term, faint=False, name=False) if term.end in acted
        else term
        for term in terms
    ]  # fmt: skip


def compounds(terms: list[Term], parts: list[Part]) -> tuple[list[Term], list[Part]]:
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
