"""What kind of answer a question wants, and the filters that its very words of asking are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from corpus.messages import Language
from search.reading import Asks, Part, PartKind

__all__ = ["asked_for", "asks_how_often", "filters_of_words"]

# The first that is found decides; each with a question that it is for.
_ZH: Final[tuple[tuple[Asks, re.Pattern[str]], ...]] = (
    # 查找原文“散乱污” · 原文怎么写
    ("quote", re.compile(r"查找原文|原文(?:是|怎么|如何|中)|(?:哪里|何处|哪一?[条章节])(?:提到|提及|写|规定)|出自哪")),
    # 文中引用了哪些文件 · 依据哪些法律法规 · 修订了哪些文件
    ("citations", re.compile(
        r"(?:引用|援引|引述|依据|根据|参照|提到|提及|贯彻|落实|废止|修订|修改)(?:了|的|过)?[^,。?]{0,8}?(?:哪些|什么|哪[个部项份]|哪几[个部项份])[^,。?]{0,10}?(?:文件|法规|法律|条例|规章|政策文件|标准|规划|方案|意见)"
        r"|(?:哪些|什么|哪几[个部项份])[^,。?]{0,10}?(?:文件|法规|法律|条例|规章)[^,。?]{0,6}?(?:被?引用|被?援引|被?提到|被?提及|作为依据|被?废止)"
        r"|引用(?:的|了)?文件|上位(?:文件|法)|(?:制定|编制|出台)(?:的)?依据是")),
    # 什么是政务新媒体 · X是什么意思 · X是指什么
    ("define", re.compile(r"^(?:什么是|什么叫|何谓|何为)|(?:是指什么|指的?(?:是|了)?哪[些几个][^,。?]{0,4}|指的是什么|是什么意思|的(?:定义|含义|概念)(?:是什么)?|(?<!目标)(?<!标准)(?<!要求)(?<!依据)(?<!期限)(?<!时限)(?<!任务)(?<!指标)(?<!条件)(?<!限制)(?<!内容)(?<!后果)(?<!原则)(?<!责任)(?<!比例)(?<!单位)(?<!部门)(?<!主体)(?<!时间)(?<!措施)(?<!规定)(?<!范围)(?<!重点)(?<!方式)(?<!途径)(?<!水平)(?<![条章节款率量度额])是什么)[?]?$")),
    # 共有多少项任务 · 几项到期
    ("count", re.compile(r"(?:多少|几)(?:项|条|个)(?:任务|工作|要求|措施|指标)|任务(?:总数|数量)|共(?:有)?(?:多少|几)(?:项|条)")),
    # 谁负责 · 哪个部门牵头 · 由谁
    ("who", re.compile(r"谁|由哪|(?:哪个|哪些|哪几个|哪一个|什么)(?:部门|单位|机构|主体|部委|机关|盟市|城市|地方|地区|市|旗县|企业|省)|何人|责任(?:单位|主体|部门)是|牵头(?:单位|部门)(?:是|有)|哪一?个?(?:级|层级|级别)(?:政府)?")),
    # 期限是什么时候 · 何时
    ("figure", re.compile(r"多少|百分之几|几成|目标值|指标|多高|多大|(?:率|量|比例|浓度|占比|比重|覆盖率|天数|增速)的?(?:目标|要求)|目标是?(?:多少|什么|几)?[?]?$|达到几|几[个所家座套]|下降目标|减排目标")),
    ("list", re.compile(r"哪些任务|任务有哪些|哪一?[项条](?=[?]?$)|列出|逐条|清单|所有任务")),
    ("when", re.compile(r"每[^,。?]{1,8}(?:几|多少)次|(?<![近今这前头])(?<!今后)几(?:个?月|天|年|日|个工作日|小时|周)(?![来以])|什么时候|啥时候?|何时|什么时间|哪一?年|哪一?天|哪一?月|期限(?:是|为|到)|时限(?:是|为)|多久|截止(?:日期|时间)(?:是|为)|几月|到期时间")),
    # 是否允许 · 可以新建吗
    ("yesno", re.compile(r"吗[?]?$|([批准管收罚交让许用算行给])(?:还)?不\1|是否|有没有|能否|可否|是不是|能不能|可不可以|要不要|允不允许")),
    ("list", re.compile(r"哪些|有什么|有何|什么任务|做什么|干什么|完成什么|哪几(?!个?[级档等])|分别|(?:任务|事项)[?]?$")),
)  # fmt: skip
_EN: Final[tuple[tuple[Asks, re.Pattern[str]], ...]] = (
    ("quote", re.compile(r"\b(?:find the (?:original|wording|passage|phrase)|original text|where (?:does|is) .{0,40}(?:mention|say|written|phrase)|verbatim|quote)\b")),
    # `Which documents are cited?` but not `Which regulations are to be made?`
    ("citations", re.compile(r"\b(?:cite|cites|cited|citation|citations|refer to|refers to|referred to|quoted|based on which|legal basis)\b|\b(?:which|what) (?:\w+ )?(?:documents?|laws?|regulations?|opinions?)\b.{0,40}\b(?:based on|basis of|repeals?|repealed|abolishe[sd]|amends?|amended by)\b|\b(?:which|what) (?:\w+ )?(?:documents?|laws?|opinions?|decisions?)\b (?:do|does|did) .{0,40}\b(?:carry out|implement|follow|rest on|build on)\b|\b(?:which|what) (?:\w+ )?(?:documents?|laws?|opinions?) (?:is|are) (?:mentioned|named|invoked)\b|\bwhich (?:\w+ ){0,3}(?:documents?|opinions?|plans?) (?:had|has|have|were|was) .{0,40}\b(?:issued|released|published|put out|adopted|in place)\b|\bwhat (?:is|was) (?:the|this) (?:document|opinion|plan|notice) based on\b")),
    ("count", re.compile(r"\bhow many (?:tasks|duties|obligations|requirements|items)\b|\bnumber of tasks\b")),
    ("who", re.compile(r"(?:^\W*|\b(?:and|by|to|for|from|of|,|say|says|know) )(?:who|whom|whose)\b|\b(?:which (?:\w+ )?(?:body|bodies|department|departments|ministry|ministries|agency|agencies|authority|unit|league|leagues|city|cities|region|regions|government|organ|enterprises))\b")),
    ("figure", re.compile(r"\b(?:how much|how many|how high|how large|what percentage|what share|what proportion|targets?|rates?|shares?|ratios?|proportions?|indicators?|by what percent)\b")),
    ("list", re.compile(r"\b(?:which|what) (?:\w+ ){0,2}(?:tasks|duties|obligations|measures|actions|work)\b|\blist\b")),
    ("when", re.compile(r"\b(?:when|what is the deadline|by what (?:date|time|year)|how long|how soon|deadline for)\b")),
    ("define", re.compile(r"^what (?:is|are) (?:an? |the )?(?:\W?[\w-]+\W? ?){1,4}\?$|\b(?:definition of|what is meant by|what does .{1,40} mean)\b")),
    ("yesno", re.compile(r"^(?:is|are|does|do|did|can|may|must|should|has|have|will)\b")),
    ("list", re.compile(r"\bwhich|\bwhat (?:must|has to|have to|should|needs|is to|are)\b")),
)  # fmt: skip

# Words that ask for a modality where nothing else is asked for: `严禁什么`, `有哪些鼓励措施`, `禁止或暂停的事项`.
_MODALITIES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("must_not", re.compile(r"(?:被?(?:明令|明确|一律)?(?:严禁|禁止|不得|不准|不许|不允许|暂停|不再)(?:性|的|做|从事|实施)?(?:、|或者?|和|及|与)?)+")),
    ("encourage", re.compile(r"(?:(?:鼓励|倡导|提倡)(?:性质?)?(?:的|做|开展)?(?:、|或者?|和|及|与)?)+|(?:支持|探索|引导)(?=什么|哪)")),
    ("strive", re.compile(r"(?:力争|争取)(?:的|做到|实现|达到)?(?:、|或者?|和|及|与)?")),
)  # fmt: skip
_MODALITIES_EN: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "must_not",
        re.compile(
            r"\b(?:prohibited|prohibits?|forbidden|forbids?|banned|suspended|not (?:be )?allowed|prohibitions?|bans?|halted|frozen|put on hold|on hold|ruled out|off limits|must not|may not)\b(?: (?:or|and) (?:suspended|prohibited|banned|forbidden|halted|frozen|put on hold))?"
        ),
    ),
    # `What may agencies not do?`: the subject between, but no `that do not comply`
    (
        "must_not",
        re.compile(
            r"\b(?:may|must|can|should|shall)(?: (?!(?:that|which|who|do|does|did|is|are|if|when|has|have)\b)[a-z—-]+){1,5} (?P<word>not|never)\b"
        ),
    ),
    ("encourage", re.compile(r"\b(?:encourage[ds]?|encouraging)\b")),
    ("strive", re.compile(r"\b(?:strive[ds]? for|aspirational)\b")),
)
# Kinds of bounds: `上限指标`, `不低于`, `控制在…以内`
_BOUNDS: Final[tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = (
    (("<=", "<"), re.compile(r"上限|不超过|不高于|不大于|控制在(?=[^\d]|$)|以内(?=的?(?:指标|目标))|封顶")),
    ((">=", ">"), re.compile(r"下限|不低于|不少于|不小于|底线(?=的?(?:指标|目标))|以上(?=的?(?:指标|目标))")),
)
_BOUNDS_EN: Final[tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = (
    (
        ("<=", "<"),
        re.compile(
            r"\b(?:upper (?:limit|bound)s?|ceilings?|caps?|maxim(?:um|a)|not (?:to )?exceed(?:ing)?|no more than|at most)\b"
        ),
    ),
    (
        (">=", ">"),
        re.compile(
            r"\b(?:lower (?:limit|bound)s?|floors?|minim(?:um|a)|not (?:be )?(?:lower|less) than|no less than|at least)\b"
        ),
    ),
)
# A role that is asked for: `教育部牵头哪些任务`, `由教育部负责的`, `哪些任务需要财政部配合`
_ROLES: Final[tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = (
    (("lead",), re.compile(r"牵头(?=的|哪|什么|[^,。?]{0,4}任务)")),
    (("support",), re.compile(r"(?:配合|参与|协助)(?=的|哪|什么|[?。]|$)")),
    (("lead", "responsible"), re.compile(r"(?:负责|負責)(?=(?:什么|什麼|哪些|啥)[?]?$)")),
    (("report_to",), re.compile(r"(?:需要?|要|应)?(?:向(?=[^,。?]{2,16}(?:备案|报告|报送|汇报))|报送给)")),
)
# `Which tasks does the ministry lead in the plan?`, `tasks led by`, but not `Who leads the work?`
_ROLES_EN: Final[tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = (
    (("lead",), re.compile(r"\bled by\b|\b(?:tasks?|duties|measures|work|what|which)\b.{1,60}\b(?P<word>leads?)(?=\W*$| (?:in|on|under|according)\b)")),
    (("support",), re.compile(r"\bsupported by\b|\b(?:tasks?|duties|measures|which)\b.{1,60}\b(?P<word>(?:cooperate|assist|support)s?)(?=\W*$| (?:in|on|with|under)\b)")),
)  # fmt: skip
# A wording in quotation marks with a gap: “控制在…以内”
_GAPPED: Final = re.compile(r"^.{1,8}(?:…{1,2}|\.{3,6}|×+|X+).{0,8}$")
_BOUND_WORDS: Final = re.compile(
    r"^(?:不低于|不少于|不超过|不高于|不大于|不小于|至少|以上|以下|以内|左右|控制在|达到|力争|提高到|下降到)$"
)


# `多久研究一次`, `一年要开几次会`, `how often`: what recurs answers
_HOW_OFTEN: Final = re.compile(
    r"(?:多久|多长时间|多少时间|隔多久|几个?[年月天周日])[^,。?]{0,10}[一1](?:次|回)|(?:多久|多长时间)(?:要|应|须|需)?(?:[^,。?]{1,6})?(?:研究|报告|公开|检查|开会|召开|汇报|评估|监测|通报|更新|报送|公布|调度)"
    r"|(?:一年|一个?月|一个?季度|一周|每[年月季周日]度?)[^,。?]{0,6}(?:几|多少)(?:次|回)|频率|频次"
    r"|\bhow (?:often|frequently|regularly)\b|\bhow many times (?:an?|per|each|every)\b|\bat what intervals?\b|\bwith what frequency\b"
)


def asks_how_often(lower: str) -> bool:
    """Whether a folded question in lower case asks how often something is done."""
    return _HOW_OFTEN.search(lower) is not None


def filters_of_words(phrases: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Quoted phrases that are wordings of a target (`控制在…以内`, `不低于`), and those that are to be found as such."""
    wordings = [p for p in phrases if _GAPPED.match(p.values[0]) or _BOUND_WORDS.match(p.values[0])]
    return [Part("wording", p.text, p.start, p.end, p.values) for p in wordings], [
        p for p in phrases if p not in wordings
    ]


def asked_for(
    lower: str, language: Language, parts: Sequence[Part], taken: Callable[[int, int], bool]
) -> tuple[Asks, list[Part]]:
    """The kind of answer that is wanted, and the parts that words of asking make (modality, bounds, role)."""
    chinese = language == "zh"
    kinds = {part.kind for part in parts}
    found: list[Part] = []

    def add(kind: PartKind, match: re.Match[str], values: tuple[str, ...]) -> None:
        span = match.span("word" if match.re.groupindex and match["word"] else 0)
        if not taken(*span) and span[0] < span[1]:
            found.append(Part(kind, lower[slice(*span)], *span, values))

    asks: Asks = next((kind for kind, pattern in (_ZH if chinese else _EN) if pattern.search(lower)), "explain")
    for modality, pattern in _MODALITIES if chinese else _MODALITIES_EN:
        if match := pattern.search(lower):
            add("modality", match, (modality,))
    if (
        asks in ("list", "figure", "count", "explain")
        and "wording" not in kinds
        and re.search("指标|目标|target|indicator|figure", lower)
    ):
        for signs, pattern in _BOUNDS if chinese else _BOUNDS_EN:
            if match := pattern.search(lower):
                add("comparator", match, signs)
    for roles, pattern in _ROLES if chinese else _ROLES_EN if asks in ("list", "count", "explain") else ():
        if match := pattern.search(lower):
            add("role", match, roles)
    if "phrase" in kinds and asks in ("explain", "list", "figure"):
        asks = "quote"
    return asks, found
