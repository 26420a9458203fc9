"""Quantified targets: which figures of a text are to be reached, of what, compared how (tagging.md, "Target").

A figure is read with the words before it (`ingest.taggers.targets_words`) and after it, and taken for a target where
they fit one of the forms below; everything else (sums, sizes, history, counts of listed things) is none.

| form | example |
| --- | --- |
| level or change | `林木覆盖率达到35%`, `能耗降低13.5%` |
| bare | `失业率5.5%左右` |
| share of a class | `75%的企业完成节水改造` |
| things built | `建设300个实训基地`, `新建改建农村公路20万公里` |
| words | `化肥使用量零增长`, `村级卫生室全覆盖` |
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.types import Target
from ingest.taggers.targets_context import Context, Member, Zone
from ingest.taggers.targets_figures import ORDERS, Figure, alike, figures
from ingest.taggers.targets_fit import fits
from ingest.taggers.targets_forms import built, share
from ingest.taggers.targets_lists import members
from ingest.taggers.targets_named import named, whose_time
from ingest.taggers.targets_served import FINISHED
from ingest.taggers.targets_words import ENDS, HEAD, TO, Lead, lead, scope_of, scope_only
from ingest.text import Sentence, Text

__all__ = ["find_targets"]


def find_targets(text: Text, sentences: Sequence[Sentence]) -> list[Target]:
    """All targets of the sentences of the body, in the order of the text; `due` is left to the binding of deadlines.

    Offsets count in the source, and words are slices of it (an indicator of several stretches has them joined).
    """
    if not sentences:
        return []
    found = list(figures(text.folded, sentences[0].start, sentences[-1].end))
    starts = [figure.start for figure in found]
    targets: list[Target] = []
    before: _Reader | None = None
    for sentence in sentences:
        if sentence.zone != "body":
            continue
        mine = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if not mine or (len(mine) > _MANY and len(mine) * _DENSE > sentence.end - sentence.start):
            before = None
            continue
        reader = _Reader(text, sentence, mine)
        if before and before.paragraph == sentence.paragraph and _GOES_ON.match(text.folded, sentence.start):
            reader.state.members, reader.state.trail = before.state.members, before.state.trail
            reader.state.unit = before.state.unit
            reader.state.change, reader.state.scope = before.state.change, before.state.scope
        targets.extend(reader.read())
        before = reader
    return targets


# A sentence that goes on about the indicator of the one before: `其中,市区达到60个。`, `到2030年达到80%以上。`, `6月底前新建4座;`
_GOES_ON: Final = re.compile(
    r"(?:\d{1,2}月|20\d\d年|[上下]半年|[一二三四]季度)[^,;。\d]{0,5}?,?(?:再|新建成?|建成|建设|新增|完成|改造|淘汰|治理|整治|推广|培训|开工|竣工|安装|发放|累计|达到){1,2}\d|(?:其|这当)中[,:]?|(?:力争|争取|确保)?(?:到|至)?(?:20\d\d年|“十[^,;。]{1,3}”)(?:年?底|末|期末)?前?,?(?:要|应|力争|争取|确保)?"
    r"(?:基本)?(?:分别|均)?(?:达到|提高到|提升到|提高至|提升至|增加到|扩大到|降至|下降到|降低到|控制在|超过|不低于)\d"
)


# A sentence with more figures than these, one in so few characters, is a dump of data and not read.
_MANY: Final = 60
_DENSE: Final = 16
# Between figures that share their words: `23%、15%、18%`, `95%和85%左右`.
_JOINED: Final = re.compile(r"[ ]?(?:、|、?(?:和|及|与|以及))[ ]?[≥≤<>]?")
# `11.9%(其中工业排放量减少12.6%)、15.5%`
_NOTE: Final = re.compile(r"\([^()]{1,40}\)")
_BY_A_DAY: Final = re.compile("(?:前|内|底|末|期间)$")
# `完成总工程量的60%以上`
_DONE_OF: Final = re.compile(r"完成([^,;。、%的]{2,24})的$")
_OF: Final = re.compile(
    r"(?:达到|占到?|不得(?:低于|少于|高于|超过)|不低于|不少于|不高于|不超过|超过|按照?|(?:提高|提升|增加|扩大|降低|下降|减少|压缩)[到至]|相当于|为)([^,;。%]{2,24}?)的?$"
)
_SHARE_OF: Final = re.compile(r"占(?!比|[有用]率)([^,;。%、]{1,28})$")
# `占农田总面积的`: a whole whose name ends as that of an indicator does; not `占总收入的比重`
_SUM_TOTAL: Final = re.compile(r"占[^,;。]*(?:总数|总量|总额|课时|人数|面积|人口|总产值|总值|规模|投资|收入)$")
# A figure that falls short is none to be reached: `完成率未达到70%的予以约谈`, `低于排放标准30%的`
_FALLS_SHORT: Final = re.compile(r"(?:未|没有|尚未)(?:能)?(?:达到?|完成|满|超过)$")
_CONDITION: Final = re.compile(r"(?<![不能得])(?:低于|高于|超过|超出|不足)[^,;。0-9]{2,12}$")
# `从月销售额10万元提高到15万元`, `由每人每年380元`: the figure before 提高到 is where it starts from.
_FROM: Final = re.compile(r"(?:从|由|自(?![治主然动愿身建行]))([^,;。]{0,24})$")
_PAST_PART: Final = re.compile(
    r"(?:已经?(?![建知])|曾经|(?<![由从比较])目前|(?<!修复)(?<!改造)(?<!提升)(?<!对)现有(?!基础|水平)|截至|截止|以来|(?<![比较年])去年|(?<![比较在])上年(?!均)|"
    r"过去|近年来?|多年来|近[一二三两几\d]年|[一二三四五]年来|累计已|仍有|还有|尚有|只有|仅有|仅占|一直|当时|"
    r"现在|原来)"
)
_AHEAD: Final = re.compile(r"要|将|力争|确保|到20[0-9]{2}年|目标|应|须|争取|今年|明年|[提降]高?到|控制在")
_RATE: Final = re.compile(r"(?:率|比例|比重|占比|水平|覆盖面?|度)$")


def _owes_unit(figure: Figure, following: Figure) -> bool:
    """Whether a figure of a list has no unit of its own but an order (`5个、3个工作日`, `1.2万亿、8200亿元`)."""
    unit, then = figure.unit or "", following.unit or ""
    return then.startswith(unit or "个") or (not unit.strip(ORDERS) and bool(then.strip(ORDERS)) and then[-1] in "元人")


class _Reader(Context):
    """Reads the figures of one sentence from left to right."""

    def read(self) -> list[Target]:
        made: list[Target] = []
        i = 0
        while i < len(self.found):
            group, noted, i = self._together(i)
            made.extend(self._group(group, self.found[i] if i < len(self.found) else None))
            limit = self.state.limit
            for figure in noted:
                self.state.limit = self.folded.rfind("(", self.start, figure.start)
                made.extend(self._group([figure], None))
            self.state.limit = limit
        return made

    def _together(self, i: int) -> tuple[list[Figure], list[Figure], int]:
        """The figures from the i-th on that share their words, those in notes between them, and which comes next."""
        group, noted = [self.found[i]], []
        # `分别达到92%、45%和13.5年`: figures that are dealt out may differ in kind, and each may have its note.
        each = "分别" in self.folded[max(self.start, group[0].start - 12) : group[0].start]
        i += 1
        while i < len(self.found):
            last, at, inside = group[-1], group[-1].tail, 0
            if each and (note := _NOTE.match(self.folded, at, self.end)):
                at = note.end()
                inside = sum(figure.start < at for figure in self.found[i : i + 4])
            if i + inside == len(self.found):
                break
            following = self.found[i + inside]
            joined = _JOINED.fullmatch(self.folded, at, following.start)
            if each and joined and following.unit and last.unit != following.unit and _owes_unit(last, following):
                # `分别压缩至5个、3个工作日`, `分别达1.2万亿、8200亿元`: the unit stands once, behind the last.
                base = following.unit.lstrip(ORDERS)
                group = [
                    msgspec.structs.replace(
                        one,
                        unit=f"{one.unit}{base}" if one.unit and not one.unit.strip(ORDERS) else following.unit,
                        kind=following.kind,
                    )
                    for one in group
                ]
            elif not joined or (following.kind != last.kind and not each):
                break
            group.append(following)
            noted += self.found[i : i + inside]
            i += inside + 1
        return group, noted, i

    def _group(self, group: list[Figure], following: Figure | None) -> list[Target]:
        first, last = group[0], group[-1]
        state = self.state
        floor = self.part_start(first.start, state.limit)
        words = lead(self.folded, floor, first.start)
        made: list[Target] = []
        try:
            made = self._read(group, words, floor, following)
            return made
        finally:
            # A figure that is no target may be part of a later indicator: `单户担保金额500万元及以下的占比不得低于50%`.
            if self.folded.startswith(")", last.tail) and not made:
                state.hold = True  # `企业(年用水1万吨以上)用水计划`
            if not state.hold and (made or ENDS.match(self.folded, last.tail, self.end)):
                state.limit = max(state.limit, last.tail)
            state.hold = False

    def _read(self, group: list[Figure], words: Lead, floor: int, following: Figure | None) -> list[Target]:
        first, last = group[0], group[-1]
        state = self.state
        if first.start < state.limit:
            return []  # it stands in the words of the one before: `建设20个5万头以上养殖场`
        if self.hidden(first.start) or self.counted(first.start):
            state.hold = True
            return []
        if self.folded.startswith("允许", floor) or self.folded.startswith(("征收", "计征"), last.tail):
            return []  # a permission sets no figure, nor does `减按75%征收`
        falls = _FALLS_SHORT.search(self.folded, floor, first.start) is not None
        if falls or (self.folded.startswith("的", last.tail) and _CONDITION.search(self.folded, floor, first.start)):
            state.hold = True
            return []
        if first.loose and words.verb == "none":
            return []
        if "首批" in self.folded[floor : first.start] and not FINISHED.match(self.folded, first.tail, self.end):
            words = msgspec.structs.replace(
                words, past=True
            )  # the first lot is told of, unless it is still to be built
        if words.past or _PAST_PART.search(self.folded, floor, first.start):
            state.past = True
            return []
        if state.past and not _AHEAD.search(self.folded, floor, first.start):
            return []  # `去年…达到1.2万亿元，比上年增长7%`
        state.past = False
        if TO.match(self.folded, last.end, self.end) and _FROM.search(
            self.folded, max(floor, words.start - 30), words.start
        ):
            state.hold = True  # the indicator stands before 从
            return []
        if first.kind == "word":
            return self._word(first, words, floor)
        if first.unit == "%":
            shared = share(self, first, words, floor, following)
            if shared is not None:
                return shared
        if first.kind in ("count", "measure"):
            made = built(self, first, floor, following)
            if made is not None:
                return made
        return self._level(group, words, floor)

    def _word(self, figure: Figure, words: Lead, floor: int) -> list[Target]:
        folded = self.folded
        after = folded[figure.tail : figure.tail + 1]
        verb_start = words.start
        if figure.unit is None or folded.startswith("全", figure.start):
            if after not in ",;。!?)和与及、并且”\n ;" and after and not folded.startswith("的目标", figure.tail):
                return []
            if folded[figure.start - 1 : figure.start] == "、":
                return []
        elif folded.startswith("增长", figure.end - 2) and after not in ",;。!?)和与及、并且”\n 的":
            return []
        if folded.startswith("的", figure.tail) and not re.search(r"实现|确保|完成|达到", folded[floor : figure.start]):
            return []  # `提出的2020年人均国内生产总值比2000年翻一番的要求`
        if folded.startswith("减半", figure.start):
            zone = self.zone(floor, verb_start)
            if zone is None or after not in ",;。!?)、":
                return []
        zone = self.zone(floor, verb_start)
        scope = None
        if zone is None:
            found = self.carried(floor, verb_start)
            if found is None:
                return []
            indicators: tuple[Member, ...] = found
        else:
            start, end, _ = zone
            said = folded[start:end]
            if scope_only(said) and self.state.members and folded.startswith("全", figure.start):
                indicators, scope = self.state.members, (start, end)
            else:
                peeled = scope_of(folded, start, end)
                if peeled:
                    scope, start = peeled, peeled[1]
                else:
                    scope = self.actor(floor, start)
                indicators = self.members(start, end, split_and=not folded.startswith("全", figure.start))
        return self.emit([figure], indicators, words, scope, change=figure.change, bound=figure.bound)

    def _level(self, group: list[Figure], words: Lead, floor: int) -> list[Target]:
        """`林木覆盖率达到35%`, `能耗降低3%左右`, `失业率5.5%左右`, `农村公路20万公里`."""
        folded, first = self.folded, group[0]
        state = self.state
        words, end = self._of_whole(first, words, floor)
        if (done := self._done_of(group, words, floor)) is not None:
            return done
        m, raised = _FROM.search(folded, floor, end), False
        if m is not None and re.search(r"[0-9一二三四五六七八九半成]", m.group(1)):
            end, raised = m.start(), words.verb in ("level", "down")
        zone = self.zone(floor, end)
        said = "" if zone is None else folded[zone[0] : zone[1]]
        # `压减一般性支出不低于5%`: a bound alone leaves the verb before the indicator; `降低损耗率不超过5%` is a level.
        only_bound = words.verb == "level" and words.bound == ">=" and first.unit == "%" and not _RATE.search(said)
        change = words.change or (zone[2] if zone and (words.verb in ("none", "weak") or only_bound) else None)
        topic = self._topic(zone, said, floor, first)
        same = state.topic or (first.kind == "time" and alike(state.unit, first.unit) and whose_time(said, words))
        told = topic or (state.members if same and HEAD.search(said) is None else ())
        about = "".join(folded[a:b] for a, b in told[0].parts) if told and first.kind == "time" else said
        if not (raised and zone) and not fits(self, group, words, about, floor, zone[2] if zone else None):
            state.chain = False
            return []
        if topic:
            state.members, state.topic, state.unit = topic, True, first.unit
        if zone is None:
            found = self._dealt(group, words) or self.carried(floor, end)
            indicators, scope, at = found or (), None, None
        else:
            indicators, scope, at = named(self, group, words, zone, floor)
            if scope is not None and len(group) > 1:
                scopes = members(folded, *scope, split_and=True, count=len(group))
                if len(scopes) == len(group):
                    state.members = indicators
                    return self.per_scope(group, scopes, words, change)
        if not indicators:
            return []
        if at is not None:
            change = change or state.change
        elif words.each and zone is not None and len(group) == 1:
            indicators = (*self.alike_before(floor, said), *indicators)
        state.chain = first.kind in ("count", "measure") and words.verb in ("none", "weak") and zone is not None
        return self.emit(group, indicators, words, scope, change=change, bound=None, at=at)

    def _of_whole(self, first: Figure, words: Lead, floor: int) -> tuple[Lead, int]:
        """The words before a share and where they end, without the whole that it is a share of.

        `土地面积达到建成区面积的20%`, `不高于承担风险责任的0.5%`; `占员工总量超过一半`.
        """
        folded, end = self.folded, words.start
        if first.kind != "ratio" or words.verb not in ("none", "level", "weak"):
            return words, end
        m = _OF.search(folded, floor, end) if folded[end - 1 : end] == "的" else None
        if m is not None:
            inner = lead(folded, floor, m.start(1))
            words = msgspec.structs.replace(inner, each=inner.each or words.each, bound=inner.bound or words.bound)
            end = words.start
        m = _SHARE_OF.search(folded, floor, end)
        if m is not None and (
            HEAD.search(folded[m.start() : end]) is None or _SUM_TOTAL.search(folded, m.start(), end)
        ):
            inner = lead(folded, floor, m.start())
            end = inner.start
            words = msgspec.structs.replace(words, verb="level", each=words.each or inner.each)
        return words, end

    def _done_of(self, group: list[Figure], words: Lead, floor: int) -> list[Target] | None:
        """`完成总工程量的60%以上`; None where it is another form."""
        m = _DONE_OF.search(self.folded, floor, group[0].start) if group[0].unit == "%" else None
        if m is None or not ENDS.match(self.folded, group[-1].tail):
            return None
        before = self.zone(floor, m.start())
        dated = before is not None and _BY_A_DAY.search(self.folded, *before[:2]) is not None  # `元旦前完成总任务的50%`
        what = m.span(1) if before is None or dated else before[:2]
        member = Member(what[0], (what,))
        return self.emit(group, (member,), words, self.actor(floor, what[0]), change=None, bound=None)

    def _topic(self, zone: Zone | None, said: str, floor: int, first: Figure) -> tuple[Member, ...]:
        """The indicator that stands before a colon or comma, where the part with the figure only says whose it is.

        `秸秆利用率：水稻达到60%，建筑垃圾达到70%`; `企业获得电力时间，低压用户不超过15个工作日`.
        """
        if zone is None or self.state.members or HEAD.search(said) is not None:
            return ()
        topic = self.folded.rfind(":", max(self.start, floor - 30), floor)
        if topic < 0 and first.kind == "time" and scope_only(said) and self.folded[floor - 1] == ",":
            topic = floor - 1
        if topic <= self.start or HEAD.search(self.folded, self.part_start(topic, self.start), topic) is None:
            return ()
        return self.carried(topic + 1, topic + 1) or ()

    def _dealt(self, group: list[Figure], words: Lead) -> tuple[Member, ...] | None:
        """What figures are dealt out to that the parts before told: `甲率达到60%，乙率达到95%，到2030年分别达到70%和98%`."""
        trail = self.state.trail
        alone = len(self.state.members) == 1 and len(self.years(group[0].start)) != len(group)
        return trail[-len(group) :] if words.each and alone and 1 < len(group) <= len(trail) else None
