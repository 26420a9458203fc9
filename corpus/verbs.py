"""Words that open a duty: verbs of action with the adverbs before them, modals, and words that only tell a state."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["MODAL", "opens_with_action", "states"]

# A modal before a verb; not `需要…` (a need), `重要`, `主要`, `要求`, `要素`, `应用`, `适应`, `供应`, `响应`, `必需`.
MODAL: Final = re.compile(
    r"(?<![重主需紧首次摘纲扼概提只想若机])要(?!看到|认识到|清醒|指出)(?![求素点件害闻义么目务道价么是因])|(?<![适供响相对反感回效因呼照顺])应(?![用急对有变力酬邀运收付届聘征诉税激缴纳])"
    r"|必须(?!清醒|看到|认识到|承认|指出)|务必|不得|严禁|禁止|不准|不许|(?<![必无])须(?!知|弥)|一律"
)


@cache
def _words(section: str) -> tuple[str, ...]:
    path = files("corpus") / "lexicon" / "verbs.toml"
    return tuple(dict.fromkeys(tomllib.loads(path.read_text(encoding="utf-8"))[section].split()))


@cache
def _opening() -> re.Pattern[str]:
    adverbs = "|".join(sorted(_words("adverbs"), key=len, reverse=True))
    actions = "|".join(sorted(_words("actions"), key=len, reverse=True))
    return re.compile(rf"(?:{adverbs}|地|,){{0,3}}(?:{actions}|把|将)")


@cache
def states() -> re.Pattern[str]:
    """Words by which a sentence tells what is or was."""
    return re.compile("|".join(_words("states")))


def opens_with_action(folded: str, start: int, end: int) -> bool:
    """Whether the clause at `start` opens with an action (`加快推进…`, `依法严厉打击…`, `把…纳入…`), no subject before it."""
    return _opening().match(folded, start, end) is not None
