"""Lists of acts under one head: what is forbidden (`不得有下列行为:`), and what somebody may do (`有权采取下列措施:`).

Each act that is forbidden is a task of its own (tagging.md, "Task"); none that is allowed is.
"""

from __future__ import annotations

import re
from typing import Final

from corpus.verbs import MODAL
from ingest.text import Layout, Sentence, Text

__all__ = ["forbidden_items", "is_numbered", "permitted_items"]

# `任何单位和个人不得实施下列行为:`, `禁止在库区从事以下活动:`; not `严禁乱收费,做好以下工作:`, `不得低于下列标准:`
_FORBIDS: Final = re.compile(
    r"(?:不得(?![少低]于|超过|[高大小]于)|禁止|严禁|不准|不许)"
    r"(?:(?!,(?:并|应|要|须|必须|做好|落实|采取|按|切实))[^。;]){0,80}(?:下列|以下)(?![^,。;:]{0,8}(?:工作|措施|任务|要求|职责|规定|材料|证明|标准|限值|条件))[^,。;:]{0,12}: *$"
    r"|(?:下列|以下)行为[^,。;:]{0,6}禁止[^,。;:]{0,6}: *$"
)
# `检查人员有权采取下列措施:`, `可以享受以下待遇:`; not `应当具备…,方可从事下列活动:`
_PERMITS: Final = re.compile(
    r"(?:有权|(?<!方)(?<!才)(?<!均)可以?|允许|享有|享受)[^,。;:]{0,16}(?:下列|以下)[^,。;:]{0,16}: *$"
)
# What says itself what is to be done, behind the act: `(一)取土;确需取土的,应当报批。`
_OWN_RULE: Final = re.compile(f"{MODAL.pattern}|除外")
_NUMERAL: Final = re.compile(r"[ \u3000]*\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]")


def is_numbered(folded: str, sentence: Sentence) -> bool:
    """Whether the item that a sentence stands in opens with a numeral, and is no paragraph behind a list."""
    return _NUMERAL.match(folded, sentence.item) is not None


def forbidden_items(text: Text, layout: Layout) -> dict[int, bool]:
    """The indices of the sentences that lists of forbidden acts consist of: whether it is such an act, or a rule beside it."""
    return _items(text, layout, _FORBIDS)


def permitted_items(text: Text, layout: Layout) -> frozenset[int]:
    """The indices of the sentences that say no more than what somebody may do, each in a list of such acts."""
    return frozenset(index for index, act in _items(text, layout, _PERMITS).items() if act)


def _items(text: Text, layout: Layout, opens: re.Pattern[str]) -> dict[int, bool]:
    found: dict[int, bool] = {}
    head: Sentence | None = None
    for index, sentence in enumerate(layout.sentences):
        if head and sentence.zone == "body" and sentence.label.startswith(head.label):
            if is_numbered(text.folded, sentence) and sentence.item != head.item:
                first = layout.sentences[index - 1].item != sentence.item
                found[index] = first or not _OWN_RULE.search(text.folded, sentence.start, sentence.end)
                continue
            head = None
        elif head:
            head = None
        opening = sentence.zone == "body" and text.folded[sentence.end - 1] == ":"
        if opening and opens.search(text.folded, sentence.start, sentence.end):
            head = sentence
    return found
