"""Documents that a question names by words of their titles, not by the titles as they stand.

`the opinion on farm machinery`, `the grain emergency plan`, `国务院2005年环保决定`: the words beside a kind of document
are read as those of any question, and the document is the one whose title holds them all; where several do, or too
little of a title is said, none is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from search.archive import DocumentInfo
from search.question_names import Taken, han_number, nothing_read
from search.reading import Part
from search.titles import Called, called
from search.words import Term, chinese_terms, types_pattern

__all__ = ["named_by_words", "named_in_english"]

# Kinds of documents, and how Chinese titles name them
_KINDS: Final[tuple[tuple[str, str], ...]] = (
    (r"(?:emergency|contingency) plans?", "预案"),
    (r"action plans?", "计划|方案"),
    (r"work(?:ing)? rules", "规则"),
    (r"reports?", "报告"),
    (r"(?:guiding |implementing |implementation )?(?:opinions?|guidelines?)", "意见"),
    (r"(?:implementation |pilot |work |reform )?(?:plans?|schemes?|programs?|programmes?)", "方案|规划|计划|预案"),
    (r"outlines?", "纲要|大纲"),
    (r"(?:implementing |implementation )?(?:regulations?|ordinances?)", "条例|规定"),
    (r"rules|provisions", "规定|规则|办法|细则|条例"),
    (r"(?:interim |implementing )?measures", "办法|措施"),
    (r"notices?|circulars?", "通知|通报|公告"),
    (r"(?:official )?repl(?:y|ies)|approvals?", "批复"),
    (r"decisions?", "决定"),
    (r"laws?", "法"),
    (r"catalog(?:ue)?s?|director(?:y|ies)", "目录"),
)
_KIND: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<k{number}>{english})" for number, (english, _) in enumerate(_KINDS)) + r")\b"
)
# What no name of a document goes beyond: marks, words of asking, and the verbs of what a document says
_BREAK: Final = re.compile(
    r"[?,;:.!]|\b(?:what|which|who|whom|when|where|how|does|do|did|is|are|was|were|must|may|can|should|shall|will|has|have|had"
    r"|says?|said|sets?|states?(?! council)|require[sd]?|ask(?:s|ed)?|call(?:s|ed)?|demands?|mentions?|contains?|provides?|prescribes?|specif(?:y|ies)"
    r"|in|under|by|according|about|from|before|after|until|that)\b"
)
_ABOUT: Final = re.compile(r" (?:on|for|of|about|concerning|regarding|to)\b")
# `the 13th Five-Year Plan for …`: “十三五”
_FIVE_YEAR: Final = re.compile(r"\b(\d{1,2})th five.year $")
_LEAST: Final = 4  # letters of a title that its words must make up
_YEAR: Final = re.compile(r"\b(?:of |for |in )?((?:19|20)\d\d)\b")
_SAYS_MUCH: Final = frozenset(["预案", "规则", "批复", "目录"])  # kinds that few documents are of
_MOST: Final = 2  # documents that one name may mean


def named_in_english(lower: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    """The document that a folded question in lower case names by its kind and its subject, as a part; none or one."""
    from search.question_english_words import read_english  # its lexicon is loaded for English questions only

    if issued := _by_issuer_english(lower, library, taken):
        return issued
    for kind in _KIND.finditer(lower):
        if taken(*kind.span()):
            continue
        start, end = _around(lower, kind)
        read = read_english(lower, _outside(start, end, taken))
        chinese = _KINDS[int((kind.lastgroup or "k0")[1:])][1].split("|")
        fitting = [name for name in called(library) if any(word in name.title for word in chinese)]
        year, sole = _YEAR.search(lower, start, end), False
        if year:
            dated = [name for name in fitting if _of_year(name, year[1])]
            fitting = dated or fitting
            sole = len(dated) == 1  # `the 2018 report`
        begin, until, said = *kind.span(), 2 if _SAYS_MUCH.issuperset(chinese) else 0
        if five := _FIVE_YEAR.search(lower, 0, kind.start()):
            begin, period = five.start(), f"{han_number(int(five[1]))}五"
            fitting = [name for name in fitting if period in name.title]
            said += len(period)
        for term in _outwards([*read.terms, *read.places], kind):
            holding = [(name, word) for name in fitting if (word := _in_title(term, name))]
            if holding:
                fitting = [name for name, _ in holding]
                said += min(len(word) for _, word in holding)
                begin, until = min(begin, term.start), max(until, term.end)
            elif term.name and not term.faint:
                sole = False
                break
        if (said >= _LEAST or sole) and 1 <= len(fitting) <= _MOST:
            if year:
                begin, until = min(begin, year.start()), max(until, year.end())
            keys = tuple(dict.fromkeys(name.info.key for name in fitting))
            return [Part("document", lower[begin:until], begin, until, keys)]
    return []


# `国务院2005年环保决定`: a year, words of the subject, and the kind; not `2018年年底前`
_CHINESE: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)年的?(?!年?[底末初中前]|\d|[上下]半|第?[一二三四]季)(?=(?P<subject>[^,。?;:的]{2,16}))"
)
_ISSUER: Final = re.compile(r"(?:国务院(?:办公厅)?|[\u4e00-\u9fff]{2,8}(?:部|委|局|省|市|区政府|政府))的?$")


def named_by_words(folded: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    """The document that a folded Chinese question names by its kind and its year, its issuer or its subject; none or one."""
    return _by_year(folded, library, taken) or _by_issuer(folded, library, taken) or _by_subject(folded, library, taken)


# `国家地震局的报告`: who put it out, or what it passes on, right before the kind
_ISSUED_BY: Final = re.compile(
    r"([\u4e00-\u9fff]{2,12}(?:部|委|局|署|院|厅|办|政府|委员会|银行))(?:印发|发布|出台|下发|制定)?的(?=通知|意见|方案|规划|计划|决定|批复|报告|通报|办法|规定|条例|公告|函|文件|政策文件)(文件|政策文件)?"
)
_MANY: Final = 300  # documents of an issuer that a question may mean without naming any


def _by_issuer(folded: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    for issued in _ISSUED_BY.finditer(folded):
        kind = types_pattern().match(folded, issued.end(1) + len(issued[0]) - len(issued[1]) - len(issued[2] or ""))
        if kind is None or taken(issued.start(), kind.end()):
            continue
        end = folded[issued.end(1) - 3 : issued.end(1)]
        near = [n for n in called(library) if end in n.places or end in n.title]
        of_kind = [n for n in near if issued[2] or kind[0][-2:] in n.title]
        # `按照国家地震局的报告`: the name may begin later
        for begin in range(issued.start(1), issued.end(1) - 2):
            name = folded[begin : issued.end(1)]
            own = [n for n in of_kind if name in n.places.split("\n")[: len(n.info.issuer)]]
            fitting = own or [n for n in of_kind if name in n.title and not issued[2]]
            if fitting:
                keys = tuple(dict.fromkeys(n.info.key for n in fitting))
                found = Part("document", folded[begin : kind.end()], begin, kind.end(), keys)
                return [found] if len(keys) <= (_MANY if own else _MOST) else []
    return []


# `documents issued by the State Council`
_ISSUED_BY_EN: Final = re.compile(
    r"\b(?:documents?|notices?|opinions?|circulars?|plans?|regulations?|papers?) (?:issued|released|published|put out) by (?:the )?"
    r"(?P<who>[a-z][a-z &-]{2,50}?)(?= (?:in|on|about|that|are|is|must|have|has|says?|sets?)\b|[?,.;]|$)"
)


def _by_issuer_english(lower: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    from search.question_english_words import read_english

    for issued in _ISSUED_BY_EN.finditer(lower):
        organs = {organ for _, _, names in read_english(issued["who"], nothing_read).bodies for organ in names}
        keys = [
            n.info.key for n in called(library) if not organs.isdisjoint(n.places.split("\n")[: len(n.info.issuer)])
        ]
        if 0 < len(keys) <= _MANY and not taken(*issued.span()):
            return [Part("document", issued[0], *issued.span(), tuple(dict.fromkeys(keys)))]
    return []


# Letters before a kind in which the words of its title are looked for
_STRETCH: Final = re.compile(r"[\u4e00-\u9fff“”]{4,26}$")
_ENOUGH: Final = 6  # letters of a title that words in no order must make up


def _by_subject(folded: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    for kind in types_pattern().finditer(folded):
        stretch = _STRETCH.search(folded, 0, kind.start())
        if stretch is None or len(kind[0]) < 2:
            continue
        start = stretch.start()
        terms = [t for t in chinese_terms(folded[start : kind.start()], start) if len(t.text) > 1]
        fitting = [name for name in called(library) if kind[0][-2:] in name.title]
        said, begin = 0, kind.start()
        for term in reversed(terms):
            holding = [name for name in fitting if _in_title(term, name)]
            if not holding:
                break
            fitting, said, begin = holding, said + len(term.text), term.start
        if said >= _ENOUGH and len(fitting) == 1 and not taken(begin, kind.end()):
            return [Part("document", folded[begin : kind.end()], begin, kind.end(), (fitting[0].info.key,))]
    return []


def _by_year(folded: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    for match in _CHINESE.finditer(folded):
        kind = types_pattern().search(folded, match.end(), match.end("subject"))
        if kind is None or kind.start() < match.end() + 2 or taken(match.start(), kind.end()):
            continue
        fitting = [n for n in called(library) if kind[0][-2:] in n.title and _of_year(n, match["year"])]
        terms = chinese_terms(folded[match.end() : kind.start()], match.end())
        for term in terms:
            fitting = [name for name in fitting if _in_title(term, name)]
        if terms and 1 <= len(fitting) <= _MOST:
            issuer = _ISSUER.search(folded, 0, match.start())
            begin = issuer.start() if issuer else match.start()
            keys = tuple(dict.fromkeys(name.info.key for name in fitting))
            return [Part("document", folded[begin : kind.end()], begin, kind.end(), keys)]
    return []


def _of_year(name: Called, year: str) -> bool:
    return year in name.title or (name.info.date is not None and str(name.info.date.year) == year)


def _outside(start: int, end: int, taken: Taken) -> Taken:
    """Takes all that lies outside of a stretch for read already."""
    return lambda begin, until: begin < start or until > end or taken(begin, until)


def _around(lower: str, kind: re.Match[str]) -> tuple[int, int]:
    """Where the words stand that may name a document of the kind: behind it only where a preposition leads on."""
    start = max((found.end() for found in _BREAK.finditer(lower, 0, kind.start())), default=0)
    if not _ABOUT.match(lower, kind.end()):
        return start, kind.end()
    after = _BREAK.search(lower, kind.end())
    return start, after.start() if after else len(lower)


def _outwards(terms: Sequence[Term], kind: re.Match[str]) -> list[Term]:
    """The terms around the kind, those behind it first, each time from the nearest on."""
    ordered = sorted(terms, key=lambda term: term.start)
    behind = [term for term in ordered if term.start >= kind.end()]
    before = [term for term in reversed(ordered) if term.start < kind.start()]
    return [*behind, *before]


def _in_title(term: Term, name: Called) -> str | None:
    """The word of a term that a document's title or issuer has, the longest; None where it has none."""
    found = [word for word in term.words if word in name.title or word in name.places]
    return max(found, key=len, default=None)
