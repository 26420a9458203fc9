"""Words that open a duty: verbs of action with the adverbs before them, modals, and words that only tell a state."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from corpus.tables import lexicon_table

__all__ = ["MAY", "MODAL", "opens_with_action", "states"]

# `可` that allows something; not `可靠`, `可再生`, `可视化`, `认可`, `可见`, nor in the name of a rate (`网上可办率`).
MAY: Final = (
    r"(?<![不认许宁尽皆])可(?!达(?!成)|视(?:化|频|门|电话|系统|对讲|远程)|[能靠行持再比观信追溯推复回循操查预控避燃吸]|研(?!究)|以?说|见|支配|降解|分解|"
    r"穿戴|及(?!时)|比价|渗透|达性|[\u4e00-\u9fff]{1,3}(?<![税利费汇])率)"
)
# A modal before a verb; not `需要…` (a need), `重要`, `主要`, `要求`, `要素`, `应用`, `适应`, `供应`, `响应`, `必需`.
MODAL: Final = re.compile(
    r"(?<![重主需紧首次摘纲扼概提只想若机])要(?!看到|认识到|清醒|指出)(?![求素点件害闻义么目务道价么是因])|(?<![适供响相对反感回效因呼照顺])应(?![用急对有变力酬邀运收付届聘征诉税激缴纳]|当(?:事人|地)|[尽有得]的)"
    r"|必须(?!清醒|看到|认识到|承认|指出)|务必|不得|严禁|禁止|不准|不许|(?<![必无])须(?!知|弥)|一律"
)


# `进一步全面加快…`: more adverbs than this stand before no verb.
_ADVERBS_AT_MOST: Final = 3


@cache
def _words(section: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lexicon_table("verbs")[section].split()))


@cache
def _by_length(section: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """The words of a section by their length, longest first: looking slices up needs no expression to compile."""
    words = _words(section)
    lengths = sorted({len(word) for word in words}, reverse=True)
    return tuple((n, frozenset(word for word in words if len(word) == n)) for n in lengths)


@cache
def states() -> re.Pattern[str]:
    """Words by which a sentence tells what is or was."""
    return re.compile("|".join(_words("states")))


def opens_with_action(folded: str, start: int, end: int) -> bool:
    """Whether the clause at `start` opens with an action (`加快推进…`, `依法打击…`, `把…纳入…`), no subject before it."""
    at = start
    for _ in range(_ADVERBS_AT_MOST + 1):
        if _word_at("actions", folded, at, end) or folded[at : min(at + 1, end)] in ("把", "将"):
            return True
        adverb = _word_at("adverbs", folded, at, end)
        if not adverb:
            # `有计划地`, `全面,深入`: what may stand between two adverbs.
            if at == start or folded[at : at + 1] not in ("地", ","):
                return False
            adverb = 1
        at += adverb
    return False


def _word_at(section: str, folded: str, at: int, end: int) -> int:
    """The length of the word of a section that stands at an offset, 0 where none does."""
    for length, words in _by_length(section):
        if at + length <= end and folded[at : at + length] in words:
            return length
    return 0
