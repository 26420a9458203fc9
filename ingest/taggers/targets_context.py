"""What reading the figures of one sentence needs to remember, and how targets are made of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import Final

import msgspec

from corpus.types import Change, Comparator, Target
from ingest.taggers.targets_figures import Figure
from ingest.taggers.targets_lists import members, subject_end
from ingest.taggers.targets_words import BUILT, HEAD, Lead, baselines, before_base, cleaned, scope_only
from ingest.text import Sentence, Text

__all__ = ["Context", "Member", "Span", "State", "Zone"]

Span = tuple[int, int]
# The words that may name an indicator, and how a verb among them has it move.
Zone = tuple[int, int, Change | None]


class Member(msgspec.Struct, frozen=True):
    """One indicator: where it begins and the stretches of the source that make up its words."""

    start: int
    parts: tuple[Span, ...]


class State(msgspec.Struct):
    """What a sentence has said so far and later parts may leave out."""

    members: tuple[Member, ...] = ()
    trail: tuple[Member, ...] = ()  # all that the parts before have named, the last one last
    unit: str | None = None
    scope: Span | None = None
    change: Change | None = None
    limit: int = 0  # where the words of the last figure end
    chain: bool = False  # the last figure stood in a list of things built: `新建A400个、B163个`
    past: bool = False  # a part said what has been reached; so do those after it, until one looks ahead
    topic: bool = False  # the indicator stands before a colon, and the parts behind it say whose figure it is
    hold: bool = False  # the figure belongs to the words of a later one: they begin where its own do


# `“全科型”医生（能诊治各科常见病的医生）`: a note that explains a name is not of it.
# `“双协员”[21]`: the mark of a note.
_LONG_NOTE: Final = re.compile(r"(?<=[^（(]{2})[（(][^（）()]{9,}[）)]|[\[〔［][0-9]{1,3}[\]〕］]")


# No indicator stands further than this from its figure; keeps the cost of a figure from growing with its sentence.
_REACH: Final = 200
_TRAIL: Final = 8  # indicators that a sentence keeps in mind
# Members of a list joined by commas, and the characters of one.
_LIST_AT_MOST: Final = 6
_LONGEST_NAME: Final = 24


# `绿色信贷占比逐年提升，2025年达到15%`: what is said of the indicator before its figure.
_MOVED: Final = re.compile(
    r"(?:逐年|稳步|持续|不断|明显|显著|进一步|大幅|巩固|较快|稳定|平稳){0,3}(?:提升|提高|下降|降低|增长|增加|改善|优化|扩大|减少|上升|壮大)$"
)
_TO_LEVEL: Final = re.compile(
    r"[^,;。0-9]{0,4}?(?:20[0-9]{2}年)?(?:年?[底末])?前?(?:达到|[提升降]高?[到至]|不低于|控制在)"
)
# A verb of making alone (`新建改扩建`) names nothing.
_VERB: Final = 5
# `完成造林5万亩`: the doing is what is measured
_GROWN: Final = re.compile(r"(?:完成|实现)(?:造林|绿化)")
_YEARS: Final = re.compile(
    r"20[0-9]{2}年?(?:年?底)?前?(?:(?:、|和|及)20[0-9]{2}年){1,3}|(?P<span>20[0-9]{2}年?[—~至到-]{1,2}20[0-9]{2}年)"
)
_SIGNS: Final[dict[str, Comparator]] = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}
# The place whose indicator it is: `重点城市城区|供水率`
_OF_PLACE: Final = re.compile(
    r"[^,;。、的]{0,12}?(?:城区|市区|城市|县城|农村|地区|区域|乡镇|城镇)(?=[^,;。、的城市县区]{2,16}(?:率|比例|比重)$)"
)
_BRACKET: Final = re.compile(r"[()“”《》]")
# What a part of a sentence may begin behind, and the marks that hide it.
_PARTING: Final = re.compile(r"[,;:。!?()“”《》]")
_STOPS: Final = re.compile(r"[,;:。!?、()“”《》\n]")


class Context:
    """One sentence with its figures."""

    def __init__(self, text: Text, sentence: Sentence, found: list[Figure]) -> None:
        self.text, self.folded = text, text.folded
        self.start, self.end, self.paragraph = sentence.start, sentence.end, sentence.paragraph
        self.found = found
        self.state = State(limit=sentence.start)
        self.starts = [figure.start for figure in found]
        self.bases: list[tuple[int, int | None]] = baselines(self.folded, sentence.start, sentence.end)
        self.base_starts = [at for at, _ in self.bases]

    def part_start(self, at: int, floor: int) -> int:
        """Where the part of the sentence that a figure stands in begins (after the last comma or figure)."""
        folded, depth = self.folded, 0
        floor = max(floor, at - _REACH)
        if _BRACKET.search(folded, floor, at) is None:
            return max(floor, 1 + max(folded.rfind(mark, floor, at) for mark in ",;:。!?"))
        for mark in reversed(list(_PARTING.finditer(folded, floor, at))):
            char = mark.group()
            if char in ")”》":
                depth += 1
            elif char in "(“《":
                if depth == 0:
                    return mark.end()
                depth -= 1
            elif depth == 0:
                return mark.end()
        if depth:  # a bracket that was never opened: `颗粒物PM10)浓度`
            return max(floor, 1 + max(folded.rfind(mark, floor, at) for mark in ",;:。!?"))
        return floor

    def hidden(self, at: int) -> bool:
        """Whether a figure stands inside quotation or title marks: the name of something."""
        start = max(self.start, at - _REACH)
        opened = max(self.folded.rfind("《", start, at), self.folded.rfind("“", start, at))
        if opened < 0:
            return False
        close = "》" if self.folded[opened] == "《" else "”"
        return self.folded.find(close, opened, at) < 0

    def counted(self, at: int) -> bool:
        """Whether a figure only says what another one is made up of (`村庄120个(包括中心村60个)`)."""
        opened = self.folded.rfind("(", max(self.start, at - _REACH), at)
        return self.folded.rfind(")", opened, at) < opened and self.folded.startswith(
            ("包括", "含", "包含"), opened + 1
        )

    def stop(self, at: int, marks: str) -> int:
        """Where the words from `at` end: before the first of `marks` outside of brackets and quotation marks."""
        depth = 0
        end = min(self.end, at + 80)
        first = _STOPS.search(self.folded, at, end)
        while first is not None and first.group() not in marks and first.group() in "、:":
            first = _STOPS.search(self.folded, first.end(), end)
        if first is None:
            return end
        for i in range(first.start(), end):
            char = self.folded[i]
            if char in "(“《":
                depth += 1
            elif char in ")”》":
                if depth == 0:
                    return i
                depth -= 1
            elif depth == 0 and (char in marks or (char == "\n" and self.folded[i : i + 2] == "\n\n")):
                return i
        return min(self.end, at + 80)

    def zone(self, floor: int, end: int) -> Zone | None:
        """The words before a figure that may name its indicator; None where there are none."""
        while end > floor and self.folded[end - 1] in " \n​、,":
            end -= 1
        start, end, change = cleaned(self.folded, floor, end)
        # What stands before a list of which the figure is the last member has its own figures.
        bare = end - start < 2 or (
            end - start <= _VERB
            and re.fullmatch(rf"{BUILT}|完工|竣工|投用|投产|惠及|受益", self.folded[start:end])
            and not _GROWN.match(self.folded, start - 2, end)
        )
        return None if bare else (start, end, change)

    def near(self, start: int) -> bool:
        return "。" not in self.folded[self.state.limit : start]

    def members(
        self, start: int, end: int, *, split_and: bool, count: int = 1, apart: bool = False
    ) -> tuple[Member, ...]:
        return tuple(
            Member(at, tuple(parts))
            for at, parts in members(self.folded, start, end, split_and=split_and, count=count, apart=apart)
        )

    def completed(self, zone: Zone) -> tuple[Member, ...]:
        """`化肥、农药使用量负增长，利用率达到43%`: a bare head takes the subjects of what precedes."""
        made = []
        for member in self.state.members:
            first = member.parts[0]
            if len(member.parts) > 1:
                made.append(Member(member.start, (*member.parts[:-1], (zone[0], zone[1]))))
                continue
            cut = first[1]
            # `农田总面积达到260万亩,占耕地面积的比重提高到62%`: the share of the whole
            whole = self.folded.startswith("占", zone[0]) and self.folded.endswith("面积", first[0], cut)
            if not whole and HEAD.search(self.folded[first[0] : cut]):
                cut = subject_end(self.folded, first)
            made.append(Member(member.start, ((first[0], cut), (zone[0], zone[1]))))
        return tuple(made)

    def carried(self, floor: int, end: int) -> tuple[Member, ...] | None:
        """The indicator of an earlier part of the sentence, for a part that has none of its own."""
        stop = floor - 1
        fresh = self.state.limit <= self.part_start(stop, self.start) and stop > self.start
        told = self.folded[max(self.start, stop - 40) : stop]
        if _TO_LEVEL.match(self.folded, end):
            told = _MOVED.sub("", told)  # `绿色信贷占比逐年提升，2025年达到15%`
        if self.state.members and not (fresh and HEAD.search(told)):
            return self.state.members
        if stop <= self.start or self.folded[stop] not in ",:":
            return None
        begin = self.part_start(stop, self.start)
        index = bisect_left(self.starts, stop) - 1
        if index >= 0 and begin < self.starts[index] and self.found[index].tail == stop:
            stop = self.starts[index]
        start, cut, _ = cleaned(self.folded, begin, stop)
        cut = before_base(self.folded, start, cut)
        moved = _MOVED.search(self.folded, start, cut)
        cut = moved.start() if moved is not None and moved.start() - start >= 2 else cut
        m = re.match(BUILT, self.folded[start:cut])
        if m and cut - start - m.end() >= 2:
            start += m.end()
        if not 2 <= cut - start <= 40:
            return None
        return self.members(start, cut, split_and=True)

    def alike_before(self, floor: int, said: str) -> tuple[Member, ...]:
        """What a list joins by commas before its last member: `供水普及率,燃气普及率,污水处理率均达到95%`."""
        made: list[Member] = []
        at = floor - 1
        while at > self.state.limit and self.folded[at] == "," and len(made) < _LIST_AT_MOST:
            begin = self.part_start(at, self.state.limit)
            start, end, _ = cleaned(self.folded, begin, at)
            words = self.folded[start:end]
            same = words.endswith(said[-2:]) or (words.endswith(said[-1:]) and HEAD.search(words) and HEAD.search(said))
            if end != at or not 2 < len(words) <= _LONGEST_NAME or not same:
                break
            made.insert(0, Member(start, ((start, end),)))
            at = begin - 1
        return tuple(made)

    def moved(self, floor: int) -> bool:
        """Whether the part before says how an indicator moves (`粮食产能稳步提升,到2030年达到…`)."""
        begin = self.part_start(floor - 1, self.start)
        said = _MOVED.search(self.folded, begin, floor - 1)
        return said is not None and HEAD.search(self.folded[begin : said.start()]) is not None

    def actor(self, floor: int, start: int) -> Span | None:
        """The scope that stands before a verb of achieving: `重点区域实现自动监测全覆盖`."""
        floor = max(floor, start - 80)
        m = re.search(
            r"([^,;。:]{2,60}?)(?:力争|争取|确保|基本|全面|率先|重点|原则上|要|应|将)?(?:实现|确保|将|使|达到|建设|建成|至少)?$",
            self.folded[floor:start],
        )
        if m is None or len(m.group(1)) < 2:
            return None
        begin, end, _ = cleaned(self.folded, floor, floor + m.end(1))
        return (begin, end) if scope_only(self.folded[begin:end]) else None

    def comparator(self, figure: Figure, bound: Comparator | None, words: Lead) -> Comparator:
        if figure.ranged and bound in (None, "~"):
            return ">="
        if figure.bound == ">=" and words.bound == "<=":
            return "<="
        said = figure.bound or bound or _SIGNS.get(self.folded[figure.start - 1 : figure.start])
        if words.bound is not None and figure.bound in (None, "~"):
            said = words.bound if words.bound != "~" or figure.bound is None else figure.bound
        if figure.bound == ">=" and words.bound in (None, ">"):
            said = ">="
        if said is None and words.verb == "down" and "控制" in self.folded[words.start : figure.start]:
            said = "<="
        if (
            said is None
            and figure.value == 100
            and figure.kind != "word"
            and figure.unit == "%"
            and words.change is None
        ):
            said = ">="
        return said or "="

    def emit(
        self,
        group: list[Figure],
        indicators: tuple[Member, ...],
        words: Lead,
        scope: Span | None,
        *,
        change: Change | None,
        bound: Comparator | None,
        at: int | None = None,
    ) -> list[Target]:
        """Targets of a group of figures: value by value, or one value for every member of a list."""
        last = group[-1]
        scope = self.keep_scope(scope)
        made: list[Target] = []
        pairs: list[tuple[Member, Figure]]
        if len(group) == len(indicators):
            pairs = list(zip(indicators, group, strict=True))
        elif len(group) == 1:
            pairs = [(member, last) for member in indicators]
        elif len(indicators) == 1:
            pairs = [(indicators[0], figure) for figure in group]
        else:
            pairs = list(zip(indicators[-len(group) :], group, strict=False))
        dates = self.years(group[0].start) if len(indicators) == 1 < len(group) else ()
        # `分别达到85%、95%左右` holds for each; in `分别达到85%、95%以上和9年以上` each has its own.
        dealt = words.each and all(figure.bound is None for figure in group[:-1])
        for index, (member, figure) in enumerate(pairs):
            shared = figure
            if figure.bound is None and dealt:
                shared = msgspec.structs.replace(figure, bound=last.bound)
            start = member.start if at is None else at
            if start < self.start:  # the indicator stands in the sentence before
                start = words.start
            made.append(
                self.target(
                    member,
                    start,
                    figure.tail,
                    figure,
                    bound or self.comparator(shared, shared.bound, words),
                    change,
                    scope,
                )
            )
            if len(dates) == len(group):
                made[-1] = msgspec.structs.replace(made[-1], due=date(dates[index], 12, 31))
        known = self.state.trail
        self.state.trail = (*known, *(member for member in indicators if member not in known))[-_TRAIL:]
        self.state.members, self.state.unit, self.state.change = indicators, last.unit, change
        return made

    def years(self, at: int) -> list[int]:
        """The years of `到2022年和2030年，…分别低于24.5%和20%`, where the sentence gives several before a figure."""
        found = list(_YEARS.finditer(self.folded, max(self.start, at - _REACH), at))
        if not found:
            return []
        years = [int(year) for year in re.findall(r"20[0-9]{2}", found[-1].group())]
        return years if found[-1]["span"] is None else list(range(years[0], years[-1] + 1))

    def elsewhere(self) -> tuple[Member, ...]:
        """The indicators at hand for another place: `城区供水率达到90%,农村地区达到70%` is about 供水率."""
        made = []
        for member in self.state.members:
            (a, b), *rest = member.parts
            place = _OF_PLACE.match(self.folded, a, b)
            made.append(Member(member.start, ((place.end() if place else a, b), *rest)))
        return tuple(made)

    def per_scope(
        self, group: list[Figure], scopes: list[tuple[int, list[Span]]], words: Lead, change: Change | None
    ) -> list[Target]:
        made = []
        for (at, parts), figure in zip(scopes, group, strict=True):
            member = self.state.members[0]
            dealt = words.each and all(one.bound is None for one in group[:-1])
            bound = figure.bound or (group[-1].bound if dealt else None)
            comparator = self.comparator(msgspec.structs.replace(figure, bound=bound), bound, words)
            made.append(self.target(member, at, figure.tail, figure, comparator, change or self.state.change, parts[0]))
        return made

    def keep_scope(self, scope: Span | None) -> Span | None:
        if scope is not None:
            if self.folded.startswith("全", scope[0]):
                self.state.scope = scope
            return scope
        return self.state.scope

    def target(
        self,
        member: Member,
        start: int,
        end: int,
        figure: Figure,
        comparator: Comparator,
        change: Change | None,
        scope: Span | None,
    ) -> Target:
        source = self.text.source
        baseline = None
        if change is not None:
            index = bisect_left(self.base_starts, figure.start) - 1
            baseline = self.bases[index][1] if index >= 0 else None
        value = figure.value
        unit = figure.unit
        if unit is not None and self.folded.startswith(unit, figure.end - len(unit)):
            unit = source[figure.end - len(unit) : figure.end]
        return Target(
            text=source[start:end],
            start=start,
            end=end,
            indicator=_LONG_NOTE.sub("", "".join(source[a:b] for a, b in member.parts)),
            comparator=comparator,
            value=int(value) if value == int(value) else value,
            unit=unit,
            change=change,
            baseline=baseline,
            scope=source[scope[0] : scope[1]] if scope else None,
        )
