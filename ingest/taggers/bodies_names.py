"""Finding names of bodies: masked text, head nouns, noun phrases and lists of them.

A name is found from its left edge (a clause's start, a verb that makes others act, a preposition) to the
first head noun that a predicate follows. Lists are cut at `、`, `和` and the like; members that share their
last word are completed (`财政、教育等部门` gives `财政部门` and `教育部门`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from importlib import resources
from operator import add
from typing import Final, NamedTuple

import rjieba

from corpus.bodies import lexicon, words_pattern
from ingest.taggers.bodies_lists import Head, Member, members_of
from ingest.taggers.roles import CLAUSE_VERB, JOINT, LATE_PREDICATE, MODAL, PREDICATE, STRONG_VERBS, has_object
from ingest.taggers.roles_words import NOUN_VERBS, VERBS

__all__ = ["Bracket", "Head", "Heads", "Member", "Names", "mask", "opens_with_verb"]

# What commas and verbs inside must not be seen: titles, quotations, brackets.
_ENCLOSED: Final = re.compile(
    r"《[^《》]{0,160}》|“[^“”]{0,100}”|\((?P<inner>[^()]{0,400})\)|\((?P<open>[^()]{5,400})$"
)
# Brackets that are part of a name: `旗县(市、区)`, `办公厅(室)`, `省(区、市)`, `养殖场(小区)`, `各省(自治区、直辖市)`.
_NAME_BRACKET: Final = re.compile(
    r"(?:[省市县区旗州盟镇乡村街道地师团室处局委厅办站所院校场小社、/或和及]|自治区|直辖市|自治州|兵团|街道|苏木|党组|党委|行政学院|机构|联盟|基金|中心|集团|湖|河|林|指挥部|常委会|领导小组|计划单列市|管委会|开发区|园区|新区|含直属机关|协会|学会|商会|工会){1,10}"
)


class Bracket(NamedTuple):
    """A bracket whose words do not belong to the sentence around it; `start` and `end` include the brackets."""

    start: int
    end: int


class Names(NamedTuple):
    """A list of bodies from its first word to the predicate after it."""

    members: tuple[Member, ...]
    start: int
    end: int
    predicate: re.Match[str] | None


def mask(folded: str) -> tuple[str, list[Bracket]]:
    """The text with titles, quotations and foreign brackets blanked, same length, and those brackets.

    In brackets that are part of a name the enumeration comma becomes U+0003, so that it does not cut a list.
    """
    brackets: list[Bracket] = []

    def blank(match: re.Match[str]) -> str:
        words = match.group()
        if words[0] != "(":
            return words[0] + "\x02" * (len(words) - 2) + words[-1]
        inner = match.group("inner") or ""
        if _NAME_BRACKET.fullmatch(inner):
            return words.replace("、", "\x03")
        brackets.append(Bracket(match.start(), match.end()))
        return "\x01" * len(words)

    return _ENCLOSED.sub(blank, folded), brackets


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


class _Lookup(NamedTuple):
    """Head nouns by their first two characters: for each beginning the words, longest first, with their kind."""

    words: dict[str, tuple[tuple[str, str], ...]]
    ending: re.Pattern[str]


@cache
def _lookup() -> _Lookup:
    words = lexicon()
    table: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    for region in _regions():
        kinds[region] = "region"
    kinds.update((_masked(word), kind) for word, kind in words.heads.items())
    kinds.update((word, "organ") for word in words.organs)
    for word, kind in kinds.items():
        table.setdefault(word[:2], []).append((word, kind))
    # A field of work makes a name with an ending only: `财政` + `部门`, `市场监管` + `局`.
    for word in words.fields:
        table.setdefault(word[:2], []).append((word, "field"))
    return _Lookup(
        {begin: tuple(sorted(group, key=lambda w: (-len(w[0]), w[1] == "field"))) for begin, group in table.items()},
        re.compile(f"(?:{words_pattern(map(_masked, words.endings))})(?:\\(室\\))?"),
    )


# A name that the lexicon lacks, told by its last character before a word of duty; `尚未达标的市,要…`.
_SUFFIXED: Final = re.compile(
    r"(?:[\u4e00-\u9fff](?:(?<![主承举协创开合帮督自查交])办|(?<![布格结大当])局|委|厅|(?<![好用坏到何各之去深益])处|站(?<!网站)|所(?<!场所)|队|组(?<!机组)|社|院|校|馆|店|厂)"
    r"|(?<=的)(?P<place>[省市县区州盟旗镇乡村]))(?=,?(?:要(?![求素点件害])|应当|应该|必须|须|不得|负责(?![人任])|牵头))"
)
# `各市`, `各省`, but not the beginning of `各市县`, `各省级部门`.
_EACH: Final = re.compile(r"各地(?![区市方州级(])|各[省市县区盟旗州镇乡村](?![省市县区州旗盟镇乡村级街地委直属(])")


def _find_heads(masked: str) -> list[Head]:
    """The head nouns of a masked text, leftmost and longest first, none within another."""
    found: list[Head] = []
    table, ending = _lookup()
    get = table.get
    at = 0
    # Only where a pair of characters begins a name, or `各` one of a whole class, anything is tried.
    for begin, pair in enumerate(map(add, masked, masked[1:])):
        if begin < at or (pair not in table and pair[0] != "各"):
            continue
        at, group = begin, table.get(pair)
        if group is None:
            if each := _EACH.match(masked, at):
                found.append(Head(at, each.end(), "place"))
                at = each.end()
            continue
        best = Head(at, at, "")
        for word, kind in group:
            if not masked.startswith(word, at):
                continue
            stop = at + len(word)
            if kind == "field":
                tail = ending.match(masked, stop)
                if tail is None:
                    continue
                stop = tail.end()
            if stop > best.end:
                best = Head(at, stop, kind)
        if best.end == at and pair[0] == "各" and (each := _EACH.match(masked, at)):
            best = Head(at, each.end(), "place")
        # `市民政局`, not `市民` + `政局`: what nobody acts as gives way to a longer name that begins in it
        if best.kind == "none" and any(
            masked.startswith(word, at + 1) and (kind != "field" or ending.match(masked, at + 1 + len(word)))
            for word, kind in get(masked[at + 1 : at + 3], ())
            if kind != "none" and at + 1 + len(word) >= best.end
        ):
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
    return _with_suffixed(masked, found)


def _with_suffixed(masked: str, found: list[Head]) -> list[Head]:
    """The head nouns with those that only their last character and the duty behind them tell: `市双拥办要…`."""
    starts = [h.start for h in found]
    more = []
    for match in _SUFFIXED.finditer(masked):
        before = bisect_right(starts, match.start()) - 1
        after = before + 1
        if (before < 0 or found[before].end <= match.start()) and (
            after >= len(found) or found[after].start >= match.end()
        ):
            more.append(Head(match.start(), match.end(), "place" if match.group("place") else "department"))
    return sorted([*found, *more]) if more else found


# What may not stand inside a name: a stop, a word of duty, a verb that opens a predicate.
_STOP: Final = re.compile(
    rf"[,;:。!?\n\x01]|{MODAL}|等(?!级|待)(?=[^\u4e00-\u9fff])|(?:^|[^\u4e00-\u9fff])的|(?<![自理缘])由(?!于)|(?<![驻现存所])在(?![^的]*的)|到(?![^的]*的)|作为|成为|对(?![外口标])(?![^的]*的)|为(?![^的]*的)|以(?![上下内外及来往])(?![^的]*的)"
)
_STRONG: Final = re.compile(words_pattern(STRONG_VERBS))
_LISTED: Final = frozenset([*NOUN_VERBS, *VERBS])
# What of a clause stands before its 的.
_UP_TO_OF: Final = re.compile(r"[^,;:。!?\n]{0,59}?的")
# Attributes that the dictionary takes for verbs.
_NO_VERBS: Final = frozenset(["相关", "有关", "所在", "在内", "为主", "所属", "无关", "涉及", "包括", "休闲", "申请"])
_QUANTIFIERS: Final = ("各", "有关", "相关", "所有", "更多", "一批", "其他")
_VERB_OF: Final = {n: re.compile(f"(?P<verb>[\u4e00-\u9fff]{{{n}}})") for n in (2, 3, 4)}
# Between two members: `、`, `和`, `与`, `以及`; `等` may close a first part (`水利部等和各有关省级政府`).
_SEPARATOR: Final = re.compile(r"\x01{0,90}(?:等)?(?:、|和|与|及其(?!他|它|余)|以及|及|或者|或|暨|特别是|尤其是)")


@lru_cache(maxsize=20_000)
def _first_word(words: str) -> tuple[str, str, bool]:
    """The first word of a stretch by jieba's dictionary, its part of speech, and whether a word of content follows."""
    tokens = rjieba.tag(words)
    follows = len(tokens) > 1 and tokens[1][1][:1] not in ("x", "u", "w", "c", "p", "y")
    return tokens[0][0], tokens[0][1], follows


def opens_with_verb(heads: Heads, start: int) -> bool:
    """Whether a clause begins with a verb that the grammar does not list, a name behind it: `撬动金融机构…`."""
    word, kind, _ = _first_word(heads.masked[start : start + 8])
    if kind != "v" or len(word) < 2 or word in _NO_VERBS:
        return False
    after = start + len(word)
    return bool(heads.between(after, after + 1)) or heads.masked.startswith(_QUANTIFIERS, after)


def unknown_verb(masked: str, at: int, limit: int) -> re.Match[str] | None:
    """A predicate whose verb the grammar does not list: jieba's dictionary has it as a verb, with an object."""
    words = masked[at : min(limit, at + 8)]
    if len(words) < 4 or not "\u4e00" <= words[0] <= "\u9fff":
        return None
    word, kind, follows = _first_word(words)
    if kind != "v" or len(word) < 2 or not follows or word in _LISTED or word in _NO_VERBS:
        return None
    return _VERB_OF[min(len(word), 4)].match(masked, at, limit)


class Heads:
    """The head nouns of a masked text, in order, with what can be read from them."""

    def __init__(self, masked: str) -> None:
        self.masked = masked
        self.heads = _find_heads(masked)
        self._starts = [h.start for h in self.heads]

    def between(self, start: int, end: int) -> list[Head]:
        """The heads that begin in a stretch."""
        return self.heads[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def covers(self, at: int) -> bool:
        """Whether an offset lies in a head noun: `监督` in `监督部门` makes nobody act."""
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self.heads[index].end

    def read(self, start: int, limit: int, *, need_predicate: bool = True, guess: bool = False) -> Names | None:
        """The list of bodies that begins at `start`: to the first head that a predicate follows.

        Without `need_predicate`, the longest list is taken that begins there, whatever follows. With `guess`
        a verb counts that only jieba's dictionary has.
        """
        masked = self.masked
        at, last = start, None
        index = bisect_left(self._starts, start)
        while index < len(self.heads) and self.heads[index].end <= limit:
            head = self.heads[index]
            if head.start < at:
                index += 1
                continue
            gap = masked[at : head.start].lstrip("\x01")
            fresh = at == start or bool(_SEPARATOR.match(gap))
            # a list of fields of work may be long: `市场监管、发展改革、…、统计等有关部门`
            long = max(map(len, gap.split("、"))) <= 16
            clause = fresh and "的" in gap[-16:]  # `尚未办理登记的个体诊所`
            if len(gap) > ((140 if long else 80 if clause else 45) if fresh else 14) or head.start - start > 170:
                break
            if not _nominal(gap, fresh):
                if not fresh or not self._in_clause(gap, head, limit):
                    break
                index += 1
                continue
            found = PREDICATE.match(masked, head.end, limit)
            if found and (
                self._governs_next(index)
                or (found.lastgroup == "noun" and not self._acts(start, found, limit))
                # `单位委托的机构`, `直辖市发展改革、教育部门`: the name goes on
                or (found.lastgroup in ("verb", "noun") and masked.startswith("的", found.end()))
                or _begins_field(masked, head.end)
            ):
                found = None
            elif found is None and guess and head.kind not in ("none", "thing"):
                found = unknown_verb(masked, head.end, limit)
            if found and need_predicate:
                # `A与B共建…` names two, `A与有关方面合作…` one
                if masked[head.end] in "与同" and (both := self._further(start, head.end, index, limit)):
                    return both
                return self._names(start, head.end, index, found)
            if (
                need_predicate
                and masked[head.end : head.end + 1] in ",等"
                and (found := LATE_PREDICATE.match(masked, head.end))
            ):
                return self._names(start, head.end, index, found)
            joined = _SEPARATOR.match(masked, head.end, limit)
            last = (index, head.end)
            if not need_predicate and not joined and not self._continues(index, limit):
                break
            at = head.end
            index += 1
        if need_predicate or last is None:
            return None
        return self._names(start, last[1], last[0], None)

    def _in_clause(self, gap: str, head: Head, limit: int) -> bool:
        """Whether a head stands in a clause that only qualifies the name: `承担企业改制任务的机构`."""
        if _STOP.search(gap):
            return False
        return bool(_UP_TO_OF.match(self.masked, head.end, limit))

    def _governs_next(self, index: int) -> bool:
        """Whether a place is only the attribute of the department behind it: `各省发展改革委`."""
        head = self.heads[index]
        if head.kind not in ("place", "region", "government") or index + 1 >= len(self.heads):
            return False
        after = self.heads[index + 1]
        return after.start == head.end and after.kind in ("organ", "field")

    def _acts(self, start: int, found: re.Match[str], limit: int) -> bool:
        """Whether a word that may be a noun is a verb here: it has an object, or joins two partners."""
        if has_object(self.masked, found.end(), limit):
            return True
        joint = JOINT.match(self.masked, found.start("noun"), limit)
        return bool(joint and re.search("[和与、及]", self.masked[start : found.start()]))

    def _further(self, start: int, at: int, index: int, limit: int) -> Names | None:
        """The list of two partners where the second follows `与`: `市属高校与驻地高校对接`."""
        second = self.read(at + 1, limit)
        if second is None or second.predicate is None or second.end - at > 24:
            return None
        last = bisect_left(self._starts, second.end) - 1
        return self._names(start, second.end, last, second.predicate)

    def _continues(self, index: int, limit: int) -> bool:
        """Whether the next head still belongs to the same name: `县政府有关部门`, `财政部等部门`."""
        if index + 1 >= len(self.heads) or self.heads[index + 1].end > limit:
            return False
        gap = self.masked[self.heads[index].end : self.heads[index + 1].start]
        if (
            len(gap) <= 10
            and not gap.startswith("等")
            and not PREDICATE.match(self.masked, self.heads[index].end)
            and _nominal(gap, False)
        ):
            return True
        return bool(re.fullmatch(r"等?(?:有关|相关|各|工作|职能|主管|直属|内设|所属|及其|的)*", gap))

    def _names(self, start: int, end: int, index: int, predicate: re.Match[str] | None) -> Names | None:
        heads = [h for h in self.heads[bisect_left(self._starts, start) : index + 1] if h.end <= end]
        if not heads or heads[-1].kind == "thing":  # `企业和高校合作项目`, `部门信息系统`: nobody
            return None
        everybody = members_of(self.masked, start, end, heads)
        first = everybody[0]
        # `职工与单位签订…`: the partner of one who is no body
        if (
            first.kind == "none"
            and self.masked.startswith(("与", "同"), first.end)
            and not JOINT.match(self.masked, end)
        ):
            return None
        members = tuple(m for m in everybody if m.kind not in ("none", "thing"))
        return Names(members, start, end, predicate) if members else None


def _begins_field(masked: str, at: int) -> bool:
    """Whether a field of work that belongs to a list stands at an offset, whatever verb it looks like."""
    words = _lookup().words.get(masked[at : at + 2], ())
    return any(
        kind == "field" and masked.startswith(w, at) and masked.startswith(("、", "和", "与"), at + len(w))
        for w, kind in words
    )


def _nominal(gap: str, fresh: bool) -> bool:
    """Whether the words before a head can belong to its name: no stop, and no verb but in a clause with 的."""
    if not gap:
        return True
    if gap.startswith("负责") and "的" in gap:  # `负责疏散的单位`
        gap = gap[2:]
    stop = _STOP.search(gap)
    if stop and (fresh or stop.group() != "的"):
        return False
    for pattern in (_STRONG, CLAUSE_VERB):
        verbs = [m.end() for m in pattern.finditer(gap)]
        if verbs and "的" not in gap[verbs[-1] :]:
            return False
    return True
