"""What a question leaves out: `除2018年年底以外`, `不涉及乌海的任务`, `apart from those in Wuhai`, `not due in 2020`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.messages import Language
from corpus.topics import topic_named
from search.reading import Part
from search.words import Term

__all__ = ["exceptions", "with_exceptions"]

# `除…以外`, `除了…,还有`, `…除外`, `不算…`: what stands between is left out; not `消除…`, `除险`, `排除隐患`, `不计入`
_STRETCH: Final = re.compile(
    r"(?<![消清拆排扣解免废铲驱根删切开破剔])除(?![尘险湿草虫冰雪锈臭磷氮硫污夕名权])(?:了|却|去(?!年)|开(?![展放发采通设办工]))?"
    r"(?P<a>[^。?？;；]{1,40}?)(?:以外|之外|外)(?:的)?"
    r"|除(?:了|去(?!年)|开(?![展放发采通设办工]))(?P<b>[^。?？;；,，]{1,30}?)(?:[,，]|(?=还有|还|其[他它余]|另外|别的|剩下))"
    r"|(?:不算|不计(?![入价算])|不含|不包括|排除(?![^的,，]{0,8}(?:隐患|风险|险情|障碍|故障|妨[害碍]))|撇开|抛开)"
    r"(?P<c>[^。?？;；,，]{1,30}?)(?=[,，。?？;；]|的|$)"
)
_STRETCH_EN: Final = re.compile(
    r"\b(?:other than|except(?: for)?|apart from|aside from|excluding|leaving out|leaving aside|besides|not counting|not including|but not)\b"
    # `those that are due in 2020`: the verb is of what is left out
    r"(?P<a>(?:[^,;?.]{0,20}?\b(?:that|which) (?:are|is|were|was|must|have|has|concern|involve)\b)?"
    r".{1,60}?)(?=[,;?]|\.(?!\d)|\b(?:what|which|who|are|is|must|have|has|do|does|concerns?|involves?)\b|$)"
)
# Right before a name or a day: `不涉及乌海的`, `不在2020年到期`, but not `是不是`, nor `非煤矿山`
_NOT: Final = re.compile(
    r"(?:(?<!是)不是|(?<!在)不在|不属于|[不未]涉及|没有?涉及|不包括|不含|不由|不归|并非)(?:在|由|属于|于)?(?:自治区|[省市县区盟州]级?|国家)?$"
)
_NOT_EN: Final = re.compile(
    r"(?<!if )(?<!or )(?:\bnot|(?:is|are|was|were)n’t) (?:due|falling due|led by|run by|located in|situated in|involving|concerning|about|in|for|(?:meant|intended) for"
    r"|to be (?:completed|done|finished)(?: (?:by|in))?)?\s*(?:the )?$"
    r"|(?:\b(?:do|does|did|are|is) not|(?:do|does|did)n’t) (?:involve|concern|mention|cover|apply to|fall to|belong to|affect)\s*(?:the )?$"
    r"|\boutside(?: of)?\s*(?:the )?$"
)
# Right behind a body or a place: `教育厅不负责的`, `乌海以外的`
_NOT_OF: Final = re.compile(r"[不未](?:负责|牵头|参与|承担|涉及)的|(?:地区|范围|城区|境内)?(?:以外|之外)(?:的)?")
_TASKS: Final = re.compile(r"任务|事项|\b(?:tasks?|duties)\b")
# What tells a task from others by itself; words of the text do so only where nothing else is asked.
_TELLING: Final = frozenset(
    ["due", "starts", "due_or_starts", "frequency", "kind", "region", "body", "document", "topic", "modality", "clause"]
)


def exceptions(lower: str, language: Language) -> list[tuple[int, int, int, int]]:
    """Where a question names what it leaves out: begin and end of that with the words around it, and of it alone."""
    found = []
    for match in (_STRETCH if language == "zh" else _STRETCH_EN).finditer(lower):
        name = match.lastgroup or "a"
        found.append((*match.span(), *match.span(name)))
    return found


def with_exceptions(
    lower: str, language: Language, parts: Sequence[Part], terms: Sequence[Term]
) -> tuple[list[Part], list[Term]]:
    """The parts and terms with those that name what is left out made parts of kind `except`.

    Words that no name is made of are left out only where the rest of the question is all filter, or asks for tasks as
    such: `除贷款利息外还能收什么费` asks for the clause that says so.
    """
    stretches = [(start, end) for _, _, start, end in exceptions(lower, language)]

    def out(part: Part | Term) -> bool:
        return any(start <= part.start and part.end <= end for start, end in stretches)

    everything: list[Part | Term] = [*parts, *terms]
    spans = (_negated(lower, language, one) for one in everything if _may_be_negated(one))
    negated = [span for span in spans if span is not None]

    def denied(part: Part | Term) -> bool:
        return any(start <= part.start and part.end <= end for start, end in negated)

    named = [p for p in parts if p.kind in _TELLING and (out(p) or (_may_be_negated(p) and denied(p)))]
    made = [_except(part) for part in named]
    made += [
        Part("except", t.text, t.start, t.end, (topic,), of="topic")
        for t in terms
        if (out(t) or denied(t)) and not t.faint and (topic := topic_named(t.text))
        and not any(p.start <= t.start and t.end <= p.end for p in named)
    ]  # fmt: skip
    others = [p for p in parts if p not in named]
    terms = [term for term in terms if not denied(term)]
    if any(map(out, made)):
        terms = [term for term in terms if not out(term)]
    elif (
        stretches
        and not any(not term.faint and not out(term) for term in terms)
        and (any(p.kind in _TELLING for p in others) or _TASKS.search(lower))
    ):
        made += [Part("except", t.text, t.start, t.end, t.words, of="text") for t in terms if out(t) and not t.faint]
        terms = [term for term in terms if not out(term)]
    return [*others, *made], list(terms)


def _may_be_negated(one: Part | Term) -> bool:
    """`not prohibited` is no word for what is left out."""
    if isinstance(one, Term):
        return not one.faint and topic_named(one.text) is not None
    return one.kind in _TELLING and one.kind != "modality"


def _negated(lower: str, language: Language, one: Part | Term) -> tuple[int, int] | None:
    """Where something stands together with the word that denies it; None where none does."""
    if before := (_NOT if language == "zh" else _NOT_EN).search(lower, 0, one.start):
        return before.start(), one.end
    behind = _NOT_OF.match(lower, one.end) if isinstance(one, Part) and one.kind in ("body", "region") else None
    return (one.start, behind.end()) if behind else None


def _except(part: Part) -> Part:
    return msgspec.structs.replace(part, kind="except", of=part.kind)
