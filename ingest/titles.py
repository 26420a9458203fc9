"""Titles that numbered stretches open with: where they end, and what is a plain sentence instead."""

from __future__ import annotations

import re
from typing import Final

from corpus.verbs import opens_with_action

__all__ = ["title_end"]

# A sentence ends with its mark and the quotation marks and brackets that close on it.
_END: Final = re.compile(r"[。!?;]+[”’)》]*")
# A note in brackets that stands behind a sentence: `(教育部牵头,…参与)`.
_NOTE: Final = re.compile(r" *\([^()]*(?:\([^()]*\)[^()]*)*\)")
_TITLE_LENGTH: Final = 45
_SHORT_TITLE: Final = 26
# Words that a title does not hold: it names a measure, it does not lay it on somebody under conditions.
_NO_TITLE: Final = re.compile(
    r"(?<![供适响对相])应(?:当|给予|按照?|由|在|将)|自.{2,16}起(?!步|点|草|居)|必须|不得|(?<![许认])可(?![再持靠])|同意|按照.{0,20}要求,|(?<![需主重])要(?![求素点件害闻])|的,|,并|,由|,以(?!.{1,4}$)|具体(?:为|如下)|以.{2,30}为指导"
)
# `推进学前教育普惠发展,新建幼儿园45所`: a measure with its figure.
_FIGURED: Final = re.compile(r"[,、][^。]*\d[万亿]?(?:[个所家座套项名人张亩户间处条]|公里|%)")
# `(一)工作目标:到2020年…`: a title closed by a colon.
_COLON_TITLE: Final = re.compile(r"[^,。;:、()\d]{2,14}:(?=.)")
# `一、总体目标到2025年…`, `三、保障措施各县要…`: a title of the genre that its text runs on from.
_USUAL_TITLE: Final = re.compile(
    r"(?:总体要求|指导思想|基本原则|(?:总体|工作|主要|发展)?目标|(?:重点|主要|工作|目标)任务|(?:工作|保障|主要|政策)措施|组织(?:保障|领导|实施)|"
    r"工作要求|(?:实施|工作|方法)步骤|(?:时间|工作|进度)安排)(?=[到为各以按]|坚持|根据|力争|20\d\d年|“十|[市县省区]\S{1,12}要|成立|加强|建立|全[市县省区])"
)
# `(一)指导思想 以邓小平理论…`: a title closed by a space.
_SPACE_TITLE: Final = re.compile(r"[^,。;: ()\d]{2,16} +(?=[^ ]{12})")


def title_end(folded: str, start: int, end: int, *, beneath: bool, listed: bool | None, rare: bool) -> int | None:
    """Where the title ends that the words of a numbered stretch open with; None where they are plain text.

    `beneath` says whether something stands beneath the item, `listed` whether the item before it in its list has a
    title (None: it is the first), `rare` that hardly any item of the list has one.
    """
    mark = _END.search(folded, start, end)
    if mark is None:
        words = folded[start:end].rstrip()
        if colon := _COLON_TITLE.match(folded, start, end):
            return colon.end()
        return end if len(words) <= 60 and not words.endswith((":", ",")) and words else None
    if (usual := _USUAL_TITLE.match(folded, start, end)) and mark.start() - usual.end() >= 6:
        return usual.end()
    title = folded[start : mark.start()]
    if (colon := _COLON_TITLE.match(folded, start, end)) and not _NO_TITLE.search(colon.group()):
        return colon.end()
    if (space := _SPACE_TITLE.match(folded, start, end)) and not _NO_TITLE.search(space.group()):
        return space.end()
    if (
        mark.group()[0] != "。"
        or not 2 <= len(title) <= _TITLE_LENGTH
        or title.count(",") > 2
        or _NO_TITLE.search(title)
        or _FIGURED.search(title)
    ):
        return None
    if rare and ("," in title or not opens_with_action(folded, start, mark.start())):
        return None
    rest = folded[mark.end() : end].strip()
    # A long sentence is a title only in a list whose items have titles.
    plain = len(title) > _SHORT_TITLE or bool(re.search(r"\d", title))
    if plain and listed is False:
        return None
    if rest and not _NOTE.fullmatch(rest):
        return mark.end()
    # The sentence is all that the item holds: a title only when something stands beneath it.
    if listed is False:
        return None
    return mark.end() if beneath and not re.search(r"\d+年|月底|牵头|负责", title) else None
