"""What a question leaves out: `除2018年年底以外`, `不涉及乌海的任务`, `apart from those in Wuhai`, `not due in 2020`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.messages import Language
from search.reading import Part
from search.words import Term

__all__ = ["exceptions", "with_exceptions"]

# `除…以外`, `除了…,还有`, `…除外`, `不算…`: what stands between is left out
_STRETCH: Final = re.compile(
    r"除(?:了|去|开|却)?(?P<a>[^。?？;；]{1,40}?)(?:以外|之外|外)(?:的)?"
    r"|除(?:了|去|开)(?P<b>[^。?？;；,，]{1,30}?)(?:[,，]|(?=还有|还|其[他它余]|另外|别的|剩下))"
    r"|(?:不算|不计|不含|不包括|排除|撇开|抛开)(?P<c>[^。?？;；,，]{1,30}?)(?=[,，。?？;；]|的|$)"
)
_STRETCH_EN: Final = re.compile(
    r"\b(?:other than|except(?: for)?|apart from|aside from|excluding|leaving out|leaving aside|besides|not counting|not including|but not)\b"
    r"(?P<a>.{1,60}?)(?=[,;?.]|\b(?:what|which|who|are|is|must|have|has|do|does)\b|$)"
)
# Right before a name or a day: `不涉及乌海的`, `不在2020年到期`, but not `是不是`
_NOT: Final = re.compile(r"(?:(?<!是)不是|(?<!在)不在|不属于|不涉及|不包括|不含|不由|不归|并非|非)(?:在|由|属于|于)?$")
_NOT_EN: Final = re.compile(
    r"\bnot (?:due|falling due|led by|involving|concerning|about|in|for|to be (?:completed|done|finished))?\s*$"
    r"|\bnot\s*$|\b(?:do|does|did|are|is) not (?:involve|concern|mention|cover|apply to)\s*$"
)
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

    Words that no name is made of are left out only where the rest of the question is all filter: `除贷款利息外还能收什么费`
    asks for the clause that says so.
    """
    stretches = [(start, end) for _, _, start, end in exceptions(lower, language)]
    before = _NOT if language == "zh" else _NOT_EN

    def out(part: Part | Term) -> bool:
        return any(start <= part.start and part.end <= end for start, end in stretches)

    named = [p for p in parts if p.kind in _TELLING and (out(p) or before.search(lower, 0, p.start))]
    made = [_except(part) for part in named]
    others = [p for p in parts if p not in named]
    if any(map(out, named)):
        terms = [term for term in terms if not out(term)]
    elif (
        stretches
        and not any(not term.faint and not out(term) for term in terms)
        and any(p.kind in _TELLING for p in others)
    ):
        made += [Part("except", t.text, t.start, t.end, t.words, of="text") for t in terms if out(t) and not t.faint]
        terms = [term for term in terms if not out(term)]
    return [*others, *made], list(terms)


def _except(part: Part) -> Part:
    return msgspec.structs.replace(part, kind="except", of=part.kind)
