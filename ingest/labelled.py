"""Lines that open with a label (`责任单位:市住建局`, `整改时限:2025年12月底前`), and how far those at the head of an item hold.

Such lines mostly close what they speak of. In lists of what is to be put right they stand first, and the measures
follow under a label of their own: `责任单位:…⏎整改时限:…⏎整改措施:⏎1.…`.
"""

from __future__ import annotations

import re
from typing import Final

from corpus.types import Span
from ingest.text import Layout

__all__ = ["LABEL", "WHO_OR_WHEN", "measures_below", "says_only_who"]

_DOING: Final = (
    "牵头|责任|配合|协办|协同|参与|参加|主责|主办|承办|分管|实施|落实|指导|督办|督导|督查|包保|验收|监督|负责|联系|完成|整改|办结|"
    "销号|推进|时间|进度|工作"
)
# Who acts or by when: `牵头单位:`, `责任单位及责任人:`, `完成时限:`.
WHO_OR_WHEN: Final = rf"(?:{_DOING}){{1,2}}(?:单位|部门|主体|机构|领导|人|科室|处室|时限|时间|期限)(?:(?:和|及|、)?(?:单位|部门|责任人|分工))?:"
# A label at the head of a line, be it of what is done.
LABEL: Final = re.compile(
    rf"{WHO_OR_WHEN}|[\u4e00-\u9fff]{{2,6}}(?:单位|部门):|(?:整改|完成|工作|推进|实施)?(?:时限|期限|时间|目标|措施|任务|举措)(?:要求|安排)?:"
)
# Who acts, in a sentence that says no more: `由省水利厅会同省财政厅组织实施`, `各市配合`; and by when, behind it.
_ACTING: Final = (
    r"由?(?:[省市县区州盟旗国各]|中央|自治|有关|相关|[\u4e00-\u9fff]{2,5}[部局委办厅署院行])[^,。;:!?由\d的]{0,160}"
    r"(?:[局委办厅院署行处队社站县区市镇乡]|(?<!全)部|(?<!社)会|公司|集团|中心|政府|街道|单位|部门|机构)(?:等(?:部门|单位)?)?"
    r"(?:分别|共同|具体|按照?(?:各自)?(?:职责|分工){1,2})?"
    r"(?:牵头(?:负责|落实|实施|组织实施)?|负责(?:落实|实施|组织实施)?|组织实施|承办|主办|配合|协办|参与|协助)"
)
_BY_THEN: Final = r"(?:力争|确保)?(?:[^,。;:]{0,12}(?:前|底|末|内|季度)(?:基本|全部|全面)?(?:完成|启动|建成|出台|印发|落实到位|取得[^,。;]{2,10})|持续推进|长期坚持|常态化(?:推进|开展))"
_ONLY_WHO: Final = re.compile(rf"{_ACTING}(?:[,;](?:{_ACTING}|{_BY_THEN}))*[。;]?")
# No item has more lines of labels above its measures.
_LINES: Final = 20
_MEASURES: Final = re.compile(r"(?:整改|治理|工作|主要|具体|重点|改革|推进)?(?:措施|任务|举措|内容):")


def says_only_who(words: str) -> bool:
    """Whether a folded sentence says who does what stands before it, or by when, and no more: `省水利厅牵头,省司法厅配合。`."""
    return _ONLY_WHO.fullmatch(words.strip()) is not None


def measures_below(folded: str, layout: Layout, index: int) -> Span | None:
    """What the label line at a sentence holds for: from it to the end of its item.

    None where no measures follow it, and other lines with labels, under a label of their own.
    """
    line = layout.sentences[index]
    paragraph = line.paragraph
    for sentence in layout.sentences[index : index + _LINES]:
        if sentence.heading != line.heading:
            return None
        if _MEASURES.match(folded, sentence.start, sentence.end):
            return Span(line.end, _section_end(folded, layout, line.heading))
        if LABEL.match(folded, sentence.start, sentence.end):
            paragraph = sentence.paragraph
        elif sentence.paragraph != paragraph:
            return None
    return None


def _section_end(folded: str, layout: Layout, heading: int) -> int:
    """Where what stands under a heading ends: at the next of its level or above."""
    if heading < 0:
        return len(folded)
    level = layout.headings[heading].level
    return next((h.start for h in layout.headings[heading + 1 :] if h.level <= level), len(folded))
