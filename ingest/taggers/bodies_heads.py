"""Head nouns of bodies in a masked text, and the masking: titles, quotations and foreign brackets blanked."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from importlib import resources
from operator import add
from typing import Final, NamedTuple

from corpus.bodies import lexicon, words_pattern
from ingest.taggers.bodies_lists import Head
from ingest.taggers.roles import MODAL

__all__ = ["Bracket", "begins_field", "find_heads", "mask"]

# What commas and verbs inside must not be seen: titles, quotations, brackets.
_ENCLOSED: Final = re.compile(
    r"《[^《》]{0,160}》|“[^“”]{0,100}”|\((?P<inner>[^()]{0,400})\)|\((?P<open>[^()]{5,400})$"
)
# Brackets that are part of a name: `旗县(市、区)`, `办公厅(室)`, `省(区、市)`, `养殖场(小区)`, `各省(自治区、直辖市)`.
_NAME_BRACKET: Final = re.compile(
    r"(?:[省市县区旗州盟镇乡村街道地师团室处局委厅办站所院校场小社牧农渔居、/或和及]|自治[区州县旗]|直辖市|特区|矿区|林区|兵团|街道|苏木|人民政府|政府|党组|党委|行政学院|机构|联盟|基金|中心|集团|湖|河|林|指挥部|常委会|领导小组|计划单列市|管委会|开发区|园区|新区|含直属机关|协会|学会|商会|工会|单位|部门|企业|公司|办事处|街道办){1,10}"
)


_ENDS_NAME: Final = re.compile(r"(?:行政|行业)?(?:主管)?(?:部门|单位|机关|厅|局|委(?![托派任]))")


class Bracket(NamedTuple):
    """A bracket whose words do not belong to the sentence around it; `start` and `end` include the brackets."""

    start: int
    end: int


def mask(folded: str) -> tuple[str, list[Bracket]]:
    """The text with titles, quotations and foreign brackets blanked, same length, and those brackets.

    In brackets that are part of a name the enumeration comma becomes U+0003, so that it does not cut a list.
    """
    brackets: list[Bracket] = []

    def blank(match: re.Match[str]) -> str:
        words = match.group()
        if words == "“两委”":  # `村“两委”干部`
            return words
        if words[0] != "(":
            return words[0] + "\x02" * (len(words) - 2) + words[-1]
        inner = match.group("inner") or ""
        # `建设(房管)部门`, `责任(配合)单位`, `农业(农机)、安全监管部门`
        goes_on = _ENDS_NAME.match(folded, match.end()) or (
            inner in lexicon().fields and folded.startswith(("、", "和"), match.end())
        )
        # `街道办事处(乡镇人民政府)`, `哈尔滨工业大学(深圳)`
        other = lexicon().heads.get(inner) in ("government", "place") or (
            folded.endswith(("大学", "学院"), 0, match.start()) and inner in _regions()
        )
        if _NAME_BRACKET.fullmatch(inner) or other or (len(inner) < 7 and goes_on):
            return words.replace("、", "\x03")
        brackets.append(Bracket(match.start(), match.end()))
        return "\x01" * len(words)

    # `主要领导亲自抓、分管领导具体抓`: two clauses
    return _ENCLOSED.sub(blank, folded).replace("抓、", "抓,"), brackets


def _masked(word: str) -> str:
    before, opening, inner = word.partition("(")
    return before + opening + inner.replace("、", "\x03")


@cache
def _regions() -> tuple[str, ...]:
    """Names of provinces and prefectures, long and short, and of counties in full."""
    source = resources.files("corpus").joinpath("lexicon", "regions.toml")
    names: set[str] = set()
    if source.is_file():
        for line in source.read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) >= 2 and re.fullmatch(r"\d{6}", parts[0]):
                names.add(parts[1])
                if parts[0].endswith("00") and len(parts) > 2 and len(parts[2]) > 1:
                    names.add(parts[2])
    return tuple(sorted(names))


_PLACES: Final = ("省份", "省市", "乡镇", "街道", "社区", "市县", "县市", "区县", "县区", "城市", "地区")


class _Lookup(NamedTuple):
    """Head nouns by their first two characters: for each beginning the words, longest first, with their kind.

    `longer` has the same by three characters, `pairs` what is left where no longer word goes on with the third.
    """

    words: dict[str, tuple[tuple[str, str], ...]]
    ending: re.Pattern[str]
    longer: dict[str, tuple[tuple[str, str], ...]]
    pairs: dict[str, tuple[tuple[str, str], ...]]


@cache
def _lookup() -> _Lookup:
    words = lexicon()
    table: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    for region in _regions():
        kinds[region] = "region"
    # `项目县`, `试点省份`, `示范乡镇`: places by what they are chosen for
    kinds.update((chosen + place, "place") for chosen in words.chosen for place in _PLACES)
    kinds.update((_masked(word), kind) for word, kind in words.heads.items())
    kinds.update((word, "organ") for word in words.organs)
    for word, kind in kinds.items():
        table.setdefault(word[:2], []).append((word, kind))
    # A field of work makes a name with an ending only: `财政` + `部门`, `市场监管` + `局`.
    for word in words.fields:
        table.setdefault(word[:2], []).append((word, "field"))
    by_pair = {
        begin: tuple(sorted(group, key=lambda w: (-len(w[0]), w[1] == "field"))) for begin, group in table.items()
    }
    thirds = {word[:3]: group for group in by_pair.values() for word, _ in group if len(word) > 2}
    return _Lookup(
        by_pair,
        re.compile(f"(?:\\([^()]{{1,8}}\\))?(?:{words_pattern(map(_masked, words.endings))})(?:\\(室\\))?"),
        {third: tuple(w for w in group if third.startswith(w[0][:3])) for third, group in thirds.items()},
        {begin: tuple(w for w in group if len(w[0]) == 2) for begin, group in by_pair.items()},
    )


# A name that the lexicon lacks, told by its last character before a word of duty; `尚未达标的市,要…`, `项目县要…`.
@cache
def _suffixed() -> re.Pattern[str]:
    return re.compile(
        r"(?:[\u4e00-\u9fff](?:(?<![主承举协创开合帮督自查交])办|(?<![布格结大当])局|委|厅|(?<![好用坏到何各之去深益])处|站(?<!网站)|所(?<!场所)|队|组(?<!机组)|社|院|校|馆|店|厂)|(?<=的)组织(?![实协制负]|落实|开展|履行|承担)|(?<![^,;。:\n])[上下]级"
        rf"|(?P<place>(?:(?<=的)|{words_pattern(lexicon().chosen)})[省市县区州盟旗镇乡村](?:[、和][市县区州旗镇乡村]){{0,3}}|[省市县区州旗镇乡](?:[、和][市县区州旗镇乡村]){{1,3}}(?:\([市县区旗州]\))?))"
        r"(?=,?(?:要(?![求素点件害])|应(?![急用对届聘邀])|必须|须|不得|负责(?![人任])|牵头|履行|承担|落实|组织|开展|实施|制定|配合|会同))"
        rf"|(?P<listed>(?:{words_pattern(lexicon().chosen)})[省市县区州旗盟镇乡村])(?=[、和及][\u4e00-\u9fff])"  # `重点市和园区`
        # `请市绩效办加强…`, `由县仲裁委审核`: behind what makes it act
        # `省优化办将…`, `市创城办每月…`: an office of the level that its first character tells, at the beginning of a clause
        r"|(?<![^,;:。、和\n])[省市县区州旗盟](?!场|区|直|[级域])[\u4e00-\u9fff]{1,5}?(?<![主承举协创开合帮督自查交])办(?=将|会同|每|定期|统筹|指导|督促|协调|汇总|适时|对|于)"
        r"|[省市县区州旗盟](?<=[请由向商导促织同合报送、和及].)(?!场|区|直|[级域])[\u4e00-\u9fff]{1,5}?(?:局(?<![布格结大当]局)|(?<![主承举协创开合帮督自查交])办|委(?![托派任员])|院)"
        r"(?=加强|做好|抓好|尽快|及时|按|抓紧|提供|给予|予以|协调|支持|督促|指导|研究|审核|审批|备案|报告|汇报|报送|反馈|统筹|统一|[、,;。和及]|$)"
    )


# Fields of work that stand for their departments: `财政、审计协同配合`.
_JOINT_DUTY: Final = re.compile(
    r"等?(?:协同|密切)?(?:配合|牵头|参与|协助|协同|联动)|等(?:要(?![求素点])|应当|按照?职责)"
)
_FIELD_RUN: Final = re.compile(r"(?:[\u4e00-\u9fff]{2,9}[、和]){1,9}[\u4e00-\u9fff]{2,9}$")
_LISTED: Final = ("、", "等")
# `各县、市、区`, `各镇、街道` are one name.
_ONE_OF: Final = r"(?:[省市县区盟旗州镇乡村]|街道|乡镇|自治[州县旗]|直辖市|直管市|自治区|林区)(?![省市县区州旗盟镇乡村级街地委直属(政人])"
# `各市`, `各省`, but not the beginning of `各市县`, `各省级部门`.
_EACH: Final = re.compile(
    rf"各地(?![区市方州级(])|各部(?=[、和])|各(?:[省市县区盟旗州镇乡村]|乡镇|街道)(?:[、和](?:和)?{_ONE_OF}){{1,4}}(?![、和](?:[省市县区盟旗州镇乡村]|直[辖管]市|林区|自治))|"
    r"各[省市县区盟旗州镇乡村](?![省市县区州旗盟镇乡村级街地委直属份(])"
)


# `征收办法`, `财政办理`, `农民委托`, `就业局势`: what begins with the last character of an office here is another word.
_NO_OFFICE: Final = {
    "委": frozenset("托"),
    "局": frozenset("势"),
    "办": frozenset("理法好学案事件证结妥税展班园厂企实完医赛刊照卡起得社"),
    "方": frozenset("式案面法向便针"),
    "所": frozenset("需属得有以涉必述称"),
}
_NOTHING: Final[frozenset[str]] = frozenset()
# `妇联组织要…`, `工会组织和…`; not `县妇联组织志愿者…`, where it is what they do.
_UNION: Final = re.compile(
    rf"{MODAL}|[,;:。、和及与等的()]|$|发挥|引导|动员|团结|带领|协助|配合|参与|负责|作用|建设|积极|主动|广泛|充分"
)


@cache
def _unions() -> frozenset[str]:
    """The names of unions that end with the word for what they are: `妇联组织`, which are names without it too."""
    words = lexicon()
    return frozenset(word for word in words.offices if word.endswith("组织") and word[:-2] in words.heads)


def find_heads(masked: str) -> list[Head]:
    """The head nouns of a masked text, leftmost and longest first, none within another."""
    found: list[Head] = []
    table, ending, longer, pairs = _lookup()
    get = table.get
    at = 0
    # Only where a pair of characters begins a name, or `各` one of a whole class, anything is tried.
    for begin, pair in enumerate(map(add, masked, masked[1:])):
        if begin < at or (pair not in table and pair[0] != "各"):
            continue
        at = begin
        if pair not in table:
            if each := _EACH.match(masked, at):
                found.append(Head(at, each.end(), "place"))
                at = each.end()
            continue
        best, bare = Head(at, at, ""), at
        for word, kind in longer.get(masked[at : at + 3]) or pairs[pair]:
            if not masked.startswith(word, at):
                continue
            stop = at + len(word)
            if kind == "field":
                tail = ending.match(masked, stop)
                if tail is None or (word == "组织" and tail.group() == "指挥部"):  # `组织指挥部会商`: the verb
                    if masked.startswith(_LISTED, stop):
                        bare = max(bare, stop)
                    continue
                stop = tail.end()
            if word in _unions() and not _UNION.match(masked, stop):
                continue
            if stop > best.end and masked[stop : stop + 1] not in _NO_OFFICE.get(masked[stop - 1], _NOTHING):
                best = Head(at, stop, kind)
        if best.end == at and pair[0] == "各" and (each := _EACH.match(masked, at)):
            best = Head(at, each.end(), "place")
        # `市民政局`, not `市民` + `政局`: nor `各级财政` + `局`: what nobody acts as gives way to a longer name in it
        # Nor `北海` + `关`.
        if best.kind == "region" and best.end == at + 2 and masked.startswith("海关", at + 1):
            continue
        if best.kind == "none" and any(
            masked.startswith(word, at + skip) and (kind != "field" or ending.match(masked, at + skip + len(word)))
            for skip in (1, 2)
            for word, kind in get(masked[at + skip : at + skip + 2], ())
            if kind != "none" and at + skip + len(word) >= best.end + (skip == 2 and kind != "field")
        ):
            continue
        if bare > best.end:  # `人力资源和社会保障、教育等部门` holds no `社会`
            at = bare
            continue
        if best.end > at:
            if masked.startswith("办公室", best.end - 1):  # `防汛办公室`, where `防汛办` is a name too
                best = Head(at, best.end + 2, best.kind)
            # `工作小组办公室`, `委员会办公室`
            if best.kind in ("department", "government", "party", "organ"):
                for suffix in ("办公室", "办公厅", "督查室", "研究室", "组织部", "宣传部", "统战部", "政法委"):
                    if masked.startswith(suffix, best.end):
                        best = Head(at, best.end + len(suffix), best.kind)
            # `养殖场(小区)`, `旗县(市、区)`: a bracket that was left open here belongs to the name
            if masked.startswith("(", best.end) and 0 < (close := masked.find(")", best.end)) < best.end + 14:
                best = Head(at, close + 1, best.kind)
            found.append(best)
            at = best.end
    return _with_fields(masked, _with_suffixed(masked, found))


def _with_suffixed(masked: str, found: list[Head]) -> list[Head]:
    """The head nouns with those that only their last character and the duty behind them tell: `市双拥办要…`."""
    starts = [h.start for h in found]
    more, gone = [], set()
    for match in _suffixed().finditer(masked):
        before = bisect_right(starts, match.start()) - 1
        after = before + 1
        place = match.group("place") or match.group("listed")
        if place and before >= 0 and found[before].start == match.start() < found[before].end:
            gone.add(before)  # `项目县`: no `项目`
            before -= 1
        if (before < 0 or found[before].end <= match.start()) and (
            after >= len(found) or found[after].start >= match.end()
        ):
            more.append(Head(match.start(), match.end(), "place" if place else "department"))
    return sorted([*(h for i, h in enumerate(found) if i not in gone), *more]) if more else found


@cache
def _field_tails() -> frozenset[str]:
    return frozenset(word[-2:] for word in lexicon().fields)


def _with_fields(masked: str, found: list[Head]) -> list[Head]:
    """The head nouns with the fields of work that stand for their departments before what these do together."""
    ends = {h.end for h in found}
    starts = [h.start for h in found]
    more: list[Head] = []
    for match in _JOINT_DUTY.finditer(masked):
        at = match.start()
        if masked[at - 2 : at] not in _field_tails() or at in ends:
            continue
        run = _FIELD_RUN.search(masked, max(0, at - 90), at)
        if run is None:
            continue
        pieces = list(re.finditer("[^、和]+", run.group()))
        fields = [f for f in map(re.Match.group, pieces[1:]) if f in lexicon().fields]
        first = next((f for f in lexicon().fields if pieces[0].group().endswith(f)), None)
        if first is None or len(fields) + 1 < len(pieces):
            continue
        begin = run.start() + pieces[0].end() - len(first)
        if bisect_right(starts, at) == bisect_right(starts, begin - 1):  # no other name stands there
            spans = [(begin, run.start() + pieces[0].end())]
            spans += [(run.start() + p.start(), run.start() + p.end()) for p in pieces[1:]]
            more.extend(Head(a, b, "field") for a, b in spans)
    return sorted([*found, *more]) if more else found


def begins_field(masked: str, at: int) -> bool:
    """Whether a field of work that belongs to a list stands at an offset, whatever verb it looks like."""
    words = _lookup().words.get(masked[at : at + 2], ())
    return any(
        kind == "field" and masked.startswith(w, at) and masked.startswith(("、", "和", "与"), at + len(w))
        for w, kind in words
    )
