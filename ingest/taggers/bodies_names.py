"""Finding names of bodies: noun phrases that end in a head noun, and lists of them.

A name is found from its left edge (a clause's start, a verb that makes others act, a preposition) to the
first head noun that a predicate follows. Lists are cut at `、`, `和` and the like; members that share their
last word are completed (`财政、教育等部门` gives `财政部门` and `教育部门`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

import rjieba

from corpus.bodies import words_pattern
from ingest.taggers.bodies_heads import begins_field, find_heads
from ingest.taggers.bodies_lists import Head, Member, members_of
from ingest.taggers.roles import CLAUSE_VERB, JOINT, LATE_PREDICATE, MODAL, PREDICATE, STRONG_VERBS, has_object
from ingest.taggers.roles_words import NOUN_VERBS, VERBS

__all__ = ["Head", "Heads", "Member", "Names", "is_guess", "opens_with_verb"]


class Names(NamedTuple):
    """A list of bodies from its first word to the predicate after it."""

    members: tuple[Member, ...]
    start: int
    end: int
    predicate: re.Match[str] | None


# What may not stand inside a name: a stop, a word of duty, a verb that opens a predicate.
_STOP: Final = re.compile(
    rf"[,;:。!?\n\t\x01]|之间|一并|送交|抄[送报]|(?<![许认])可(?![能再回持控燃降移穿编视信循])|{MODAL}|及时|按时|尽快|等(?!级|待)(?=[^\u4e00-\u9fff])|(?:^|[^\u4e00-\u9fff])的|(?<![自理缘])由(?!于)|(?<![驻现存所])在(?![^的]*的)|到(?![^的]*的)|作为|成为|对(?![外口标])(?![^的]*的)|为(?![^的]*的)|以(?![上下内外及来往])(?![^的]*的)"
)
# `县长任组长`: no body, but `县长任组长的领导小组` is one.
_HEADS_GROUP: Final = re.compile(r"任(?:常务|第一)?副?(?:组长|主任|总指挥|指挥长|召集人|秘书长)$")
_STRONG: Final = re.compile(words_pattern(STRONG_VERBS))
_LISTED: Final = frozenset([*NOUN_VERBS, *VERBS])
# Companies whose short names are verbs: `移动、电信、联通公司`.
_CARRIERS: Final = re.compile("(?<=、)(?:移动|电信|联通)(?=、)")
_BRACKETED: Final = re.compile(r"\([^()]{1,6}\)")
_LINKS: Final = re.compile("[向由对将把与和、]")
_BREAKS: Final = re.compile(r"[,;:。、的]|和|与|及")
# What of a clause stands before its 的.
_UP_TO_OF: Final = re.compile(r"[^,;:。!?\n]{0,59}?的")
# Attributes that the dictionary takes for verbs.
_ATTRIBUTES: Final = (
    "相关 有关 所在 在内 为主 所属 无关 涉及 包括 休闲 申请 集中 下属 直属 下设 所辖 收入 支出 公立 在建 拟建 已建 央属 涉农 涉水 涉气 涉企 "
    "排污 用能 配偶 参保 参训 参展 参赛 参评 承储 承运 承印 承销 涉税 涉案 涉事 用工 用地 用水 用电 用气 投保 投标 中标 招标 缴费 缴存 欠薪 欠税 持证 注册 备案 示范 失信 守信 达标 超标 快递 寄递 在校 在职 在岗 退休 离休 退役 寄宿 留守 执法 认证 制造 批发 领跑 上市"
)
_NO_VERBS: Final = frozenset(_ATTRIBUTES.split())
_QUANTIFIERS: Final = ("各", "有关", "相关", "所有", "更多", "一批", "其他")
_VERB_OF: Final = {n: re.compile(f"(?P<verb>[\u4e00-\u9fff]{{{n}}})") for n in (2, 3, 4)}
_BOARDS: Final = ("department", "government", "party", "organ", "field")
# An office told by what it does, behind the government that has it: `管理专利工作的部门`.
# Or one by which it is set up: `县政府根据需要设立的防火指挥机构`.
_OFFICE_OF: Final = re.compile(
    r"(?:负责|管理|主管|承担)[^,;。、的]{2,16}的(?:部门|机构|单位)|(?=(?>[^,;。、的]{2,18})的)[^,;。、的]{0,16}(?:设立|设置|确定|指定)的[^,;。、的]{0,10}(?:部门|机构|单位|组织|指挥部|委员会|办公室)"
)
# What closes the name of an office that runs something: `排水管理单位`, `运行管理中心`, `技术服务站`.
_MANAGES: Final = re.compile(
    "(?:管理|服务|运行|监测|检测|保障|指导|推广|养护|运营|指挥|调度|交流|培训|救助|采购|交易|结算|仲裁|鉴定|检验|调解)(?:单位|中心|机构|办公室|站|所|处|局)$"
)
_GUESSED: Final = tuple(_VERB_OF.values())
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


# `粮食安全`, `社会责任`: sayings for the dictionary, but nouns.
_SAYING_OF_NOUN: Final = ("安全", "责任", "管理", "工程", "服务", "经济")


def unknown_verb(masked: str, at: int, limit: int) -> re.Match[str] | None:
    """A predicate whose verb the grammar does not list: jieba's dictionary has it as a verb or a saying of four
    characters (`走村入户`), with an object."""
    if masked.startswith("等", at):
        at += 1
    words = masked[at : min(limit, at + 8)]
    if len(words) < 4 or not "\u4e00" <= words[0] <= "\u9fff" or words[0] == "各":
        return None
    word, kind, follows = _first_word(words)
    if (kind != "v" and not (kind in ("i", "l") and len(word) == 4)) or len(word) < 2 or not (follows or kind == "i"):
        return None
    if word in _LISTED or word in _NO_VERBS or word.endswith(_SAYING_OF_NOUN):
        return None
    return _VERB_OF[min(len(word), 4)].match(masked, at, limit)


def is_guess(predicate: re.Match[str]) -> bool:
    """Whether a predicate is one that only the dictionary has."""
    return any(predicate.re is guessed for guessed in _GUESSED)  # a set would hash the whole of an expression each time


class Heads:
    """The head nouns of a masked text, in order, with what can be read from them."""

    def __init__(self, masked: str) -> None:
        self.masked = masked
        self.heads = find_heads(masked)
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
        within = start  # up to here a clause tells which office is meant
        index = bisect_left(self._starts, start)
        while index < len(self.heads) and self.heads[index].end <= limit:
            head = self.heads[index]
            if head.start < at or head.end < within:
                index += 1
                continue
            gap = "" if head.end == within else masked[at : head.start].lstrip("\x01")
            # `国务院教育、公安、…等部门`: a list of the fields of work of the organ before it
            fresh = at == start or bool(_SEPARATOR.match(gap)) or begins_field(masked, at)
            # a list of fields of work may be long: `市场监管、发展改革、…、统计等有关部门`
            long = max(map(len, gap.split("、"))) <= 16
            clause = fresh and "的" in gap[-16:]  # `尚未办理登记的个体诊所`
            if len(gap) > ((140 if long else 80 if clause else 45) if fresh else 14) or head.start - start > 170:
                break
            # `编制、人社部门`: a field of work, whatever verb it looks like
            words = gap.partition("、")[2] if fresh and begins_field(masked, at) else gap
            if not _nominal(words, fresh) and not (fresh and _is_group(gap, masked[head.start : head.end])):
                if not fresh or not self._in_clause(gap, head, limit):
                    break
                index += 1
                continue
            found, office = PREDICATE.match(masked, head.end, limit), None
            if found and (
                self._governs_next(index)
                or (found.lastgroup == "noun" and (self._goes_on(index, limit) or not self._acts(start, found, limit)))
                # `单位委托的机构`, `直辖市发展改革、教育部门`: the name goes on
                or (found.lastgroup in ("verb", "noun") and masked.startswith("的", found.end()))
                # `公园管理处`, `某自治区凭祥市`: what looks like a verb or a preposition begins another head
                or begins_field(masked, head.end)
                or (found.lastgroup != "modal" and self.covers(head.end))
                # `某中心等研发创新机构在…`: the class that closes the list
                or (found.lastgroup == "noun" and self._is_class(index))
                # `省人民政府管理专利工作的部门`: the clause tells which of its offices
                or (
                    head.kind in _BOARDS
                    and (office := _OFFICE_OF.match(masked, head.end, limit))
                    and not (need_predicate and not _acts_behind(masked, office.end(), limit))
                )
            ):
                found = None
                within = office.end() if office else within
            elif found is None and guess and head.kind != "thing" and not self._compound(index, limit):
                found = unknown_verb(masked, head.end, limit)
            if found and need_predicate:
                # `A与B共建…` names two, `A与有关方面合作…` one
                if masked[head.end] in "与同" and (both := self._further(start, head.end, index, limit)):
                    return both
                return self._names(start, head.end, index, found)
            if (
                need_predicate
                and masked[head.end : head.end + 1] in ",等"
                and not (head.kind == "none" and self._is_class(index))  # `财政等部门,共同…`
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
        if _STOP.search(gap.removeprefix("负责")):
            return False
        return bool(_UP_TO_OF.match(self.masked, head.end, limit))

    def _governs_next(self, index: int) -> bool:
        """Whether a place is only the attribute of the department behind it: `各省发展改革委`."""
        head = self.heads[index]
        if head.kind not in ("place", "region", "government") or index + 1 >= len(self.heads):
            return False
        after = self.heads[index + 1]
        return after.start == head.end and after.kind in ("organ", "field")

    def _is_class(self, index: int) -> bool:
        """Whether `等` and the class of those listed stand behind a head: `某中心等研发创新机构`."""
        head, after = self.heads[index], self.heads[index + 1 : index + 2]
        if not after or not self.masked.startswith("等", head.end) or after[0].start - head.end > 10:
            return False
        return not _BREAKS.search(self.masked, head.end, after[0].start)

    def _compound(self, index: int, limit: int) -> bool:
        """Whether a later head makes one name of it all, whatever looks like a verb: `公众聚集场所、…`."""
        head = self.heads[index]
        for after in self.heads[index + 1 : index + 3]:
            gap = self.masked[head.end : after.start]
            if after.end > limit or len(gap) > 8 or _BREAKS.search(gap):
                return False
            if not gap or self.masked.startswith(("、", ",", "和", "与", "及"), after.end):
                return True
            found = PREDICATE.match(self.masked, after.end, limit)
            # `各区县排水管理单位每年…`
            if found and (found.lastgroup in ("modal", "time", "adverb") or _MANAGES.search(gap + self._word(after))):
                return True
        return False

    def _word(self, head: Head) -> str:
        return self.masked[head.start : head.end]

    def _goes_on(self, index: int, limit: int) -> bool:
        """Whether a later head of the clause has the duty: `企业改制领导小组要…`."""
        head = self.heads[index]
        for after in self.heads[index + 1 : index + 4]:
            gap = self.masked[head.end : after.start]
            if after.end > limit or len(gap) > 24 or _BREAKS.search(gap):
                return False
            # `各地绿化委员会和林业部门要…`
            if len(gap) == 2 and after.kind in _BOARDS and self.masked.startswith(("、", "和", "及"), after.end):
                return True
            found = PREDICATE.match(self.masked, after.end, limit)
            # `市城市运行管理中心统筹…`
            if found and (
                found.lastgroup == "modal"
                or (head.kind in ("place", "none") and _MANAGES.search(gap + self._word(after)))
            ):
                return True
        return False

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
            and not (
                (verb := PREDICATE.match(self.masked, self.heads[index].end))
                and (verb.lastgroup != "noun" or _LINKS.search(gap))
            )
            and _nominal(gap, False)
        ):
            return True
        return bool(re.fullmatch(r"等?(?:有关|相关|各个?|工作|职能|主管|直属|内设|所属|及其|的)*", gap))

    def _names(self, start: int, end: int, index: int, predicate: re.Match[str] | None) -> Names | None:
        heads = [h for h in self.heads[bisect_left(self._starts, start) : index + 1] if h.end <= end]
        if not heads or heads[-1].kind == "thing":  # `企业和高校合作项目`, `部门信息系统`: nobody
            return None
        everybody = members_of(self.masked, start, end, heads)
        if not everybody:
            return None
        first = everybody[0]
        # `职工与单位签订…`: the partner of one who is no body
        if (
            first.kind == "none"
            and self.masked.startswith(("与", "同"), first.end)
            and not JOINT.match(self.masked, end)
        ):
            return None
        members = tuple(
            m
            for m in everybody
            if m.kind not in ("none", "thing") and not _HEADS_GROUP.search(self.masked, m.start, m.end)
        )
        return Names(members, start, end, predicate) if members else None


def _acts_behind(masked: str, at: int, limit: int) -> bool:
    """Whether a predicate follows, be it behind a comma."""
    return bool(PREDICATE.match(masked, at, limit) or LATE_PREDICATE.match(masked, at))


# A group told by what it is for, whatever verbs are in that: `市优化信用环境工作专班`, `省推进志愿服务协调小组办公室`.
_GROUP: Final = re.compile(
    r"(?:全?[省市县区州盟旗镇乡]|国家|全国|国务院|中央|自治区)(?!(?:及时|要|应|必须)?(?:成立|组建|设立|建立|联合|会同|启动|参照|比照|建好|充实|强化|牵头))[\u4e00-\u9fff]{2,22}"
)
_GROUP_HEADS: Final = (
    "小组",
    "小组办公室",
    "联席会议",
    "联席会议办公室",
    "专班",
    "专班办公室",
    "指挥部",
    "指挥部办公室",
)


def _is_group(gap: str, head: str) -> bool:
    return head.endswith(_GROUP_HEADS) and _GROUP.fullmatch(gap) is not None


# `的` and a verb of two characters.
_OF_VERB: Final = 3


def _nominal(gap: str, fresh: bool) -> bool:
    """Whether the words before a head can belong to its name: no stop, and no verb but in a clause with 的."""
    if not gap:
        return True
    if gap.startswith("负责") and "的" in gap:  # `负责疏散的单位`
        gap = gap[2:]
    gap = gap.removeprefix("受委托")
    gap = _CARRIERS.sub("", _BRACKETED.sub("", gap))  # `责任(配合)单位`
    stop = _STOP.search(gap)
    if stop and not fresh and stop.group() == "的":  # `企业的主管部门`
        if len(gap) == _OF_VERB:  # `市场的开办单位`
            return True
        stop = _STOP.search(gap, stop.end())
    if stop:
        return False
    for pattern in (_STRONG, CLAUSE_VERB):
        verbs = [m.end() for m in pattern.finditer(gap)]
        if verbs and "的" not in gap[verbs[-1] :]:
            return False
    return True
