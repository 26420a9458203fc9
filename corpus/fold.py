"""Folding: the one form in which texts are matched, of the same length as the text as written.

Traditional characters become simplified ones by OpenCC's character-level table, signs of radicals (`⼈⺠`, as
fonts of PDF give them) the characters they stand for, full-width digits, letters and brackets half-width ones,
and every kind of dash, quotation mark and space takes one form.
Nothing is added or dropped, so an offset in the folded text is an offset in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from opencc import OpenCC

__all__ = ["common_forms", "fold", "fold_whole"]

# The blocks that hold Han characters with a simplified counterpart (URO, extension A, compatibility).
_HAN: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))

# Signs of radicals for which Unicode gives no common form, and theirs.
_RADICALS: Final = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
# A straight mark of quotation, or the end of a line.
_STRAIGHT: Final = re.compile('["＂\r\n]')

# Characters that stand for one another in official texts. The value is the form that rules are written in.
_FORMS: Final[dict[str, str]] = {
    "“": '“„‟〝«"＂「『',
    "”": "”〞»」』",
    "‘": "‘‚‛",
    "’": "’'＇",
    "—": "—–―─━－‐‑‒⸺",
    "(": "（﹙⦅❨",
    ")": "）﹚⦆❩",
    "〔": "［[【〖⟦",
    "〕": "］]】〗⟧",
    "·": "•・‧∙⋅",
    ",": "，﹐",
    ";": "；﹔",
    ":": "：﹕∶",
    "!": "！﹗",
    "?": "？﹖",
    "%": "％﹪",
    "~": "～〜∼",
    "。": "｡",
    "、": "､﹑",
    "□": "☐",
}


@cache
def common_forms() -> Mapping[int, str]:
    """The common form of signs that fonts give in its place, of the same length: `⽣` (a radical's sign) for `生`."""
    signs = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    forms = {sign: unicodedata.normalize("NFKC", chr(sign)) for sign in signs}
    made = {sign: form for sign, form in forms.items() if form != chr(sign) and len(form) == 1}
    return MappingProxyType(made | {ord(sign): form for sign, form in _RADICALS.items()})


@cache
def _table() -> str:
    """What each character of the basic plane becomes, by its code; `str.translate` looks up the others in vain.

    A string of them all is six times as fast as a dictionary of those that change: what that lacks is an exception each.
    """
    convert = OpenCC("t2s").convert
    # A line a character, so that no phrase is seen in them; one call is ten times quicker than 28,000.
    chars = [chr(code) for block in _HAN for code in block]
    # Twice, since one counterpart has a simpler one itself (薴, 苧, 苎): folding again must change nothing.
    simple = convert(convert("\n".join(chars))).split("\n")
    # A character whose counterpart has another length would move offsets: it stays as it is.
    table = list(map(chr, range(0x10000)))
    for char, other in zip(chars, simple, strict=True):
        if len(other) == 1:
            table[ord(char)] = other
    for code, form in common_forms().items():
        table[code] = table[ord(form)] if ord(form) < len(table) else form
    for code in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[code] = chr(code - 0xFEE0)
    for form, others in _FORMS.items():
        for other in others:
            table[ord(other)] = form
    for code in (0x00A0, 0x2002, 0x2003, 0x2009, 0x3000, 0x0009):
        table[code] = " "
    return "".join(table)


def fold(text: str) -> str:
    """`text` in the form that rules and queries are written in; `len(fold(text)) == len(text)` always."""
    return text.translate(_table())


@lru_cache(maxsize=1)
def fold_whole(text: str) -> str:
    """`fold` for the text of a document, whose straight marks of quotation (`"十四五"`) become pairs line by line.

    Whoever reads and stores a document folds the same text, so the last one is kept.
    """
    folded = fold(text)
    if '"' not in text and "＂" not in text:
        return folded
    pieces: list[str] = []
    at, opened = 0, False
    for mark in _STRAIGHT.finditer(text):
        if mark.group() in "\r\n":
            opened = False
            continue
        if opened:
            pieces.append(folded[at : mark.start()] + "”")
            at = mark.end()
        opened = not opened
    return "".join(pieces) + folded[at:]
