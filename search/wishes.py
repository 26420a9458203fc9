"""What of a comparison with the document above a question asks for, if it asks for one at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from corpus.fold import fold
from search.archive import DocumentInfo
from search.crossref_levels import government_level, place_level
from search.reading import Part, Reading

__all__ = ["Wish", "by_level", "levels_of", "sets_beside", "wish_of"]

# rows: the figures · only_central, only_local, stricter …: those of one verdict · added, uncovered, later: tasks
Wish = Literal["rows", "stricter", "looser", "equal", "only_central", "only_local", "added", "uncovered", "later"]

# 省里, 我市, 省级没有要求的, the provincial plan: the level of a document that is spoken of, from the highest down
_DOCUMENT: Final = r"级(?!以上|以下|以?[上下]?(?:各?部门|机关|单位|人民政府|财政|行业|有关))"
_LEVELS: Final = (
    (1, re.compile(rf"省(?:[里的]|{_DOCUMENT})|[全本我该]省|自治区|直辖市|\b(?:provinc|region)[a-z]*\b", re.IGNORECASE)),
    (2, re.compile(rf"市(?:[里的]|{_DOCUMENT})|[全本我该]市|自治州|\b(?:municipal[a-z]*|cit(?:y|ies)|prefecture[a-z]*)\b", re.IGNORECASE)),
    (3, re.compile(rf"[县旗](?:[里的]|{_DOCUMENT})|[全本我该][县旗]|\bcount(?:y|ies)\b", re.IGNORECASE)),
)  # fmt: skip
# 中央文件, 上级, 国家规划, 国家“十三五”…规划, 国务院的要求; not 国家级, not 中央环境保护督察
_ABOVE: Final = (
    r"(?:中央(?!(?:生态)?环[境保]|财政|企业|预算|督察|空调)|上级|上位|国家(?=的|层面|规划|计划|文件|目标|要求|方案|指标|[没未无更]|[高低宽严松](?:还|或|吗|[,。?]|$)|相[比同]|一致|[,。?]|$|[“《])"
    r"|国务院|全国(?=的?(?:规划|目标|要求|计划))"
    r"|\b(?:central|centre|center|national|higher[- ]level|superior|upper[- ]level|state council)\b)"
)
_HERE: Final = (
    r"(?:本级|本地|本[省市县区]|[本该]意见|本文件|地方|我们|我[省市县区]|自治区|自己|\b(?:local|regional?|ours?|we)\b)"
)
# Not of a task that has no day or nobody in charge: 哪些任务没有期限
_LACKS: Final = (
    r"(?:(?:没有|没(?!有)|未|无|缺少|缺(?!少)|找不到|漏掉?)(?!(?:明确|具体|规定|写明)?的?(?:[时期]限|时间|日期|牵头|责任|负责))"
    r"|\b(?:no|not|without|lack(?:s|ing)?|missing|uncovered|nobody)\b"
    r"(?! (?:a |an |any |clear |set ){0,2}(?:deadlines?|dates?|days?|due|lead|bod(?:y|ies)|responsible)\b))"
)
_FIGURES: Final = r"(?:指标|目标|\b(?:targets?|figures?|indicators?)\b)"
_DUTIES: Final = (
    r"(?:任务|要求|措施|条款|内容|规定|部署|\b(?:tasks?|duties|duty|measures?|clauses?|requirements?|demands?)\b)"
)
# What follows a lack that is one of the text, not of things: 国家规划没有提, 中央没有的指标; not 上级没有批准的项目
_IN_WORDS: Final = r"(?:提|要求|规定|写|涉及|对应|依据|列|作|做|的|这|[,。?]|$)"
# 国家规划没有提, 上级文件中找不到依据: the text above lacks what the own one has
_ABOVE_LACKS: Final = rf"{_ABOVE}(?:规划|计划|文件|方案|政策)?(?:里|中|当中)?(?:并|都|也|还)?{_LACKS}{_IN_WORDS}"


def _all(*patterns: str) -> re.Pattern[str]:
    """An expression that matches where each of these is found somewhere."""
    return re.compile("".join(f"(?=.{{0,400}}?{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)


# What every comparison speaks of; most questions do not, and need none of the expressions below.
_SPEAKS: Final = re.compile(f"{_ABOVE}|{_HERE}", re.IGNORECASE)


@cache
def _wishes() -> tuple[tuple[Wish, re.Pattern[str]], ...]:
    """In the order in which they are tried: a question that asks for all verdicts names some of them."""
    return (
        # 宽还是严, stricter or looser
        ("rows", _all(_ABOVE, r"(?:[宽严松高低]格?松?(?:还是|或者?是?)|是[宽严高低]|([宽严松高低])不\1|stricter or looser|looser or stricter|higher or lower)")),
        # 没有对应的上级依据, 没有中央依据
        ("added", _all(rf"(?:{_LACKS}[^,。?]{{0,6}}{_ABOVE}[^,。?]{{0,4}}(?:依据|根据|\bbasis\b)|{_LACKS}(?:对应的| )?(?:依据|basis))", _ABOVE)),
        ("only_local", _all(_ABOVE_LACKS, _FIGURES)),
        ("added", _all(_ABOVE_LACKS)),
        # 本级新增了什么, 超出上级要求的内容, what did the region add
        ("added", _all(rf"{_HERE}[^,。?]{{0,6}}(?:新增|增加|加的|加(?=了))(?:了|的)?(?:哪些|什么|任务|条款|内容|措施|[,。?]|$)")),
        ("added", _all(rf"{_HERE}[^,。?]{{0,12}}比{_ABOVE}[^,。?]{{0,12}}多(?:出|提|做|要求|规定|列|了)", _DUTIES)),
        ("uncovered", _all(_ABOVE, _DUTIES, r"\b(?:leave|leaves|left) out\b")),
        ("added", _all(_ABOVE, r"(?:超出|之外|以外|\b(?:add(?:s|ed)?|beyond|did not ask|never asked)\b)")),
        # what does the centre ask for that we left out
        ("uncovered", _all(rf"{_ABOVE}[^?]{{0,40}}\b(?:ask|want|require|demand)(?:s|ed)?\b[^?]{{0,40}}\b(?:left out|omit(?:s|ted)?|ignor(?:es|ed)|(?:not|never) (?:taken?|picked?) up)\b")),
        ("only_local", _all(rf"{_HERE}[^,。?]{{0,20}}{_FIGURES}[^,。?]{{0,40}}(?:{_LACKS})[^,。?]{{0,20}}{_ABOVE}|{_HERE} {_FIGURES}[^?]{{0,20}} {_LACKS}")),
        # 没有达到国家要求 tells of figures that ask for less
        ("looser", _all(_ABOVE, _FIGURES, r"(?:没有?|未能?|不)达到|达不到")),
        # 中央哪些指标没有对应, which central targets have no counterpart
        ("only_central", _all(_ABOVE, _FIGURES, _LACKS)),
        ("uncovered", _all(_ABOVE, _DUTIES, _LACKS)),
        ("later", _all(_ABOVE, r"(?:晚|推迟|滞后|延后|\b(?:later|after)\b)", r"(?:时限|期限|时间|完成|任务|deadlines?|due|tasks?)")),
        ("stricter", _all(_ABOVE, r"(?:严于|更严|高于|更高|[^不]严格|哪[些几][^,。?]{0,20}[严高](?:的|[,。?]|$)|\b(?:stricter|tighter|more demanding)\b)")),
        ("looser", _all(_ABOVE, r"(?:宽于|更[宽松低]|低于|宽松|哪[些几][^,。?]{0,20}[宽松低](?:的|[,。?]|$)|\b(?:looser|laxer|weaker|less demanding)\b)")),
        ("equal", _all(_ABOVE, r"(?:哪些[^,。?]{0,12}(?:一致|相同|一样)|\bthe same as\b)")),
        # 与…相比, 差别, 对照
        ("rows", _all(_ABOVE, r"(?:相比|对比|比较|对照|相较|差(?:[别距异]|多少|几)|[宽严]于|一致|不同|怎么?样|比(?=中央|上级|国家|国务院)|[同和与跟][^,。?]{2,30}比(?:呢|[,。?]|$)|\b(?:compar\w*|counterparts?|differ\w*|against|versus|vs|than)\b)")),
    )  # fmt: skip


_BESIDE: Final = re.compile(r"相比|对比|相较|对照|差[别距异在]|宽还是严|严还是宽|\bcompar", re.IGNORECASE)


def levels_of(question: str) -> list[int]:
    """The levels of government below the centre whose documents a question speaks of, from the highest (1) down.

    One of which something is told (省里没有要求的); 省级部门, who has to act, is none.
    """
    folded = fold(question)
    return [level for level, words in _LEVELS if words.search(folded)]


# A word for the document of a level, as it is read above.
_OF_LEVEL: Final = {1: ("省里", "the province"), 2: ("市里", "the city"), 3: ("县里", "the county")}


def by_level(reading: Reading, library: Sequence[DocumentInfo]) -> str:
    """The question with words of levels for the places or documents that it names, where these are of different levels.

    `昆明加了哪些云南没有要求的任务` asks for what the city adds to what the province asks for.
    """
    named = [part for part in reading.parts if part.kind in ("document", "region")]
    spoken = levels_of(reading.question) if named else []
    if len(named) + len(spoken) < 2:
        return reading.question
    wanted = {value for part in named for value in part.values}
    ranks = {info.key: government_level(info.issuer, info.title) for info in library if info.key in wanted}

    def level(part: Part) -> int:
        """0 for the centre and where several are meant."""
        found = {ranks.get(value) or place_level(value) for value in part.values}
        return found.pop() if len(found) == 1 else 0

    levels = {part: level(part) for part in named}
    if len({*levels.values(), *spoken} - {0}) < 2:
        return reading.question
    question = reading.question
    for part in sorted(named, key=lambda part: -part.start):
        if levels[part]:
            question = question[: part.start] + _OF_LEVEL[levels[part]][reading.language == "en"] + question[part.end :]
    return question


def sets_beside(question: str) -> bool:
    """Whether a question sets documents beside each other, whichever: 与…实施方案相比."""
    return _BESIDE.search(fold(question)) is not None


def wish_of(question: str) -> Wish | None:
    """What of a comparison a question asks for; None where it does not compare with a document above."""
    folded = fold(question).replace("有没有", "有")  # asks, and says nothing of a lack
    levels = levels_of(folded)
    if len(levels) > 1:
        # Of a province and a city the one is above, the other the own one, as 上级 and 本级 are.
        words = dict(_LEVELS)
        chinese = not folded.isascii()
        folded = words[levels[0]].sub("上级" if chinese else "superior", folded)
        folded = words[levels[-1]].sub("本级" if chinese else "local", folded)
    if not _SPEAKS.search(folded):
        return None
    return next((wish for wish, words in _wishes() if words.search(folded)), None)
