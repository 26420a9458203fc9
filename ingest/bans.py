"""Lists of what is forbidden: each act that stands under `不得有下列行为:` is a task of its own (tagging.md, "Task")."""

from __future__ import annotations

import re
from typing import Final

from ingest.text import Layout, Sentence, Text

__all__ = ["forbidden_items", "is_numbered"]

# `任何单位和个人不得实施下列行为:`, `禁止在库区从事以下活动:`
_OPENS: Final = re.compile(
    r"(?:不得|禁止|严禁|不准|不许)[^。;]{0,80}(?:下列|以下)[^,。;:]{0,12}: *$|(?:下列|以下)行为[^,。;:]{0,6}禁止[^,。;:]{0,6}: *$"
)
_NUMERAL: Final = re.compile(r"[ \u3000]*\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]")


def is_numbered(folded: str, sentence: Sentence) -> bool:
    """Whether the item that a sentence stands in opens with a numeral, and is no paragraph behind a list."""
    return _NUMERAL.match(folded, sentence.item) is not None


def forbidden_items(text: Text, layout: Layout) -> frozenset[int]:
    """The indices of the sentences that a list of forbidden acts consists of."""
    found: set[int] = set()
    head: Sentence | None = None
    for index, sentence in enumerate(layout.sentences):
        if head and sentence.zone == "body" and sentence.label.startswith(head.label):
            if is_numbered(text.folded, sentence) and sentence.item != head.item:
                found.add(index)
                continue
            head = None
        elif head:
            head = None
        if sentence.zone == "body" and _OPENS.search(text.folded, sentence.start, sentence.end):
            head = sentence
    return frozenset(found)
