"""What each sentence of a document is: a task, or why it is none (tagging.md, "Task").

The rule of the genre is that a sentence of the body is a task; the exceptions are recognised by where they stand
(a chapter on the situation, the guiding thought, the principles, the preamble) and by their words. A modal verb
(`要`, `必须`) or a named subject with a duty makes a task even there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from corpus.fold import fold
from corpus.types import SentenceKind
from corpus.verbs import MAY, MODAL, opens_with_action, states
from ingest.bans import forbidden_items, is_numbered
from ingest.judge_forms import AIMS, ALREADY, CASES, DONE, elapsed, kind_by_form
from ingest.taggers.deadlines_chapters import looking_back
from ingest.text import Layout, Sentence, Text

__all__ = ["judge"]

# Headings of chapters that tell the situation: what stands under them is narration unless it lays a duty.
_SITUATION: Final = re.compile(
    r"形势$|形势(?:严峻|和|与|依然|十分|分析)|的形势|(?:重大|重要|战略|现实)?意义$|重要性|必要性|紧迫性|现状|背景|回顾|(?:发展|工作|建设|取得的?)成[就效绩](?=$|和|与|及)|进展$|存在的?.{0,4}问题|(?:机遇|问题|困难)[和与、及]?.?(?:挑战|问题)|主要(?:问题|短板|挑战)$|短板(?:[和与]?(?:弱项|不足))?$|(?:^|[和与、])(?:发展|工作|现有|规划|现实|良好|坚实)?基础$"
)
_RECOGNISE: Final = re.compile(
    r"(?:充分|深刻|进一步|切实)?认识[^,、]{2,40}(?:重要性|必要性|紧迫性|意义)(?!.*(?:加强|做好|抓好|推进|落实|强化|开展|建立|明确))"
)
_PURPOSE: Final = re.compile(r"^(?:编制|制定|制订|立法)?目的(?:(?:和|与|及)[^,。]{2,6})?$")
_BACKGROUND: Final = re.compile(r"^(?:编制|制定|制订|起草|出台|规划|发展|政策|文件|立法|修订)的?背景|^规划的?基础")
# What has been: `全面小康建设取得决定性成就`, whatever verb it begins with; not a goal (`确保取得显著成效`, `取得新成效`).
_ACHIEVED: Final = re.compile(
    r"^(?!.*(?:确保|推动|力争|努力|促进|争取)).*取得[^,。]{0,8}(?:显著|重大|巨大|历史性|决定性|积极|明显|辉煌|丰硕|长足)的?(?:成[就效绩]|进展|成果)"
)
# What the first chapter of a plan tells.
_OPENING: Final = re.compile(r"^(?:发展|宏观|外部|国内外|时代|战略)的?(?:环境|条件|阶段)(?=$|[和与及、])")
_MEASURES: Final = re.compile(r"任务|目标|措施|要求|安排|重点工作|举措|推进|加强|建设(?!成)")
_THOUGHT: Final = re.compile(r"指导思想|指导方针|总体思路|总体要求|总的要求")
_PRINCIPLES: Final = re.compile(r"原则")
# `以习近平…思想为指导`, `高举…伟大旗帜`.
_GUIDED: Final = re.compile(
    r"以[^,。]{2,60}为(?:指导|指引|统领|根本遵循|行动指南)|高举[^,。]{2,30}旗帜|^(?:全面)?(?:深入)?(?:学习)?贯彻(?:落实)?(?:党的|习近平)[^,]{2,40}精神,"
)
# `各地区、各部门要以…为指导`: laid on somebody, a duty like any other.
_ORDERED_GUIDE: Final = re.compile(r"[^,。]{2,30}(?:要|应|必须)(?:坚持|牢牢)?(?:以|深入)")
# The title of a principle: `坚持问计于民、开门纳谏。`, `统筹规划、分步实施。`
_PRINCIPLE_TITLE: Final = re.compile(
    r"(?:—+ ?)?(?:\(?[一二三四五六七八九十\d]+[)、.] ?)?(?:坚持[^。,;]{2,24}(?:[,、][^。,;]{2,20}){0,2}|[^。,;]{4,8}[,、][^。,;]{4,8}(?:[,、][^。,;]{4,8})?)。?$"
)
# The principles in one sentence: `应急工作坚持统一领导、分级负责的原则。`
_PRINCIPLE: Final = re.compile(r"[^,。]{0,24}(?:坚持|遵循|贯彻|按照)[^。]{4,160}(?:原则|方针)。?")

# A look at the situation or back at the whole, and what was found wrong: `从国内看,…`, `督察发现,…`, `一些地方存在…`, `今年,我国发展面临的形势…`, `总之,…`.
_OUTLOOK: Final = re.compile(
    r"从[^,。]{1,6}看,|(?:放眼|纵观|综观|展望)[^,。]{0,8},|综合判断|总之,|[^,。]{0,12}(?:督察|督查|检查|审计|巡视|巡察|调研|暗访|核查|抽查)(?:组|中|时|进驻期间)?(?:还|也)?发现,|(?:一些|部分|个别|有的|少数)[^,。]{2,16}(?:存在|仍|还|没有|未能|不够|缺乏|重[^,。]{1,8}轻)(?![^,。]*的,)|总的(?:看|来看|来说),|(?:[^,。]{2,12},)?我[国省市区州县][^,。]{0,12}面临"
)
# The time of a narration: `党的十八大以来`, `近年来`, `过去五年`, `改革开放以来`, `2015年以来`, `去年`.
_PAST: Final = re.compile(
    r"(?:但是?|同时|特别是|其中)?,?(?:[^,。]{0,24}以来[,,]|近年来?|近几年|(?:刚刚)?过去|长期以来|改革开放(?:以来|[二三四]十|初期)|去年|上年|一年来|[一二三四五六七八九十]年来|几年来|多年来|当前,|目前,?|现阶段,我国|随着|回顾|(?:\d{4}年)?截至目前|据(?:初步|不完全)?(?:统计|测算|预测)|(?:当前|目前),?我[国省市区州县]|(?:会议|专家|我们)(?:认为|坚信|相信|深知)|十[一二三]五”(?:期间|时期),[^。]{0,40}[了过])"
)
# The labels that a first chapter has, and how the opening of a text ends that announces a list.
_FIRST: Final = frozenset(["一", "第一章"])
_FOLLOWS: Final = re.compile(r"如下[^,。;]{0,6}[:。] *$")
# A definition or description: `本办法所称…是指…`, `…由…组成`, `分为初级、中级`, `计算公式`, `重点工程包括:…`.
_DEFINED: Final = re.compile(
    r"^包括|^[^,。:;]{2,20}(?:工程|范围|对象|品种|情形|人员|单位|机构)(?:主要)?包括:|"
    r"^[^,。:;]{1,20}(?:形式|内容|对象|方式|程序|情形|信息|材料|资料|条件|要件|要素|依据|等次|种类|类型|环节|经费|费用)(?:一般|主要)?包括(?!在)|^本[^,。]{1,6}适用于|^[^,。]{2,40}见附(?:件|表|录)\d{0,2}。?$|是指|所称|(?<![联关体])系指|是[^,。]{0,30}的(?:总称|统称|简称)|^[^,。]{2,60}(?:成员|组成人员|专家组|委员会)?(?:包括|由[^,。]{2,200}组成)[^。]{0,120}担任|^[^,。:;]{0,14}(?:组长|主任|总指挥|指挥长|召集人)(?:单位)?由[^。;]{2,160}(?:担任|兼任)(?![^。;]*(?:负责|,(?:统筹|协调|组织|指挥|研究|全面|统一|推进|定期)))|成员(?:单位)?(?:包括|由)|^成员(?:单位)?为[:,]?|^(?:正副|副|常务副)?(?:总指挥长?|指挥长|组长|主任委员|召集人|主席|主任|秘书长|成员|委员|顾问)(?:单位)?:(?! ?(?:全面|统一|具体|主要|认真)?(?:负责|承担|按|根据|做好|组织|协助|配合|落实|统筹|领导|指挥|主持|完成|开展))|由[^。]{2,260}(?:组成|构成)[。,;]|"
    r"计算(?:公式|方法)[为::]|=[^,。]{1,30}[÷×/+]|分为[^,。]{2,40}(?:[级类种档等]|等次|等级|层级)[,。]|(?:同等|同样)效力|以下(?:统)?简称[^)]{1,30}\)是"
)
# A judgement with `是`: `发展是解决…的关键`, `既是…更是…`; a person answerable (`第一责任人`) is a duty.
_COPULA: Final = re.compile(
    r"^[^,。:]{2,70}?(?<!特别)(?<!尤其)(?<![凡或还于若只总要别就])(?<!重点)(?<!关键)(?<!核心)(?<!目的)(?<!任务)(?<!目标)(?<!要求)(?<!重点仍)(?<!首先)(?:既|不仅|也|都|正|更|仍|仍然|并不|不)?(?<!重点仍)是(?![否指要])[^,。]{2,}"
    r"|事关|关系(?:到|着)?[^,]{0,20}(?:大局|发展|利益|福祉|稳定)|意味着|标志着|具有(?:重要|重大|十分|深远)[^,]{0,10}意义|^(?:都|也|就|这|那)?是(?!否)|对于?[^,。]{2,60}(?:至关重要|[十非极]\w重要|意义重大)|[^,。]{2,40}(?:至关重要|意义重大|责任重大|刻不容缓|势在必行|任重道远)。?$|(?:在于|取决于|要靠|得益于|来源于|体现了)[^,。]{2,}"
)
# One of these is in whatever `_COPULA` finds: looked for first, since most clauses have none.
_COPULA_HINT: Final = re.compile(
    "是|事关|关系|意味|标志|具有|重要|重大|刻不容缓|势在必行|任重道远|在于|取决|要靠|得益|来源|体现"
)
_NOW: Final = re.compile(r"今年|明年|年内|每[年月]|每季度|今冬明春|下半年|下一步|今后")
_IS: Final = re.compile(r"(?:既|不仅|也|都|正|更|就|这|那)?是(?!否|指)")
_ANSWERABLE: Final = re.compile(r"责任人|责任主体|责任单位|主管(?:部门|单位)|牵头(?:部门|单位)|召集人")
# A permission or entitlement: `可以…`, `可按…`, `享受…待遇`, `允许…`.
_PERMITTED: Final = re.compile(
    MAY + r"|(?<!不)允许|有权|(?:享受|适用)[^,。]{2,}(?:待遇|政策|优惠|税率)(?!的)|免于|不受[^,。]{2,12}限制"
)
# `鼓励公司开展…,个人可以…`: a duty beside the permission.
_ENCOURAGED: Final = re.compile(r"(?:积极|大力)?(?:鼓励|支持|引导)(?![^,]*的$)")
# A need, an expectation: `需要各方支持`, `预计…`.
_NEEDED: Final = re.compile(
    r"(?:^|,)(?!(?:可|并|应|要|须|也)?(?:根据|按|结合|适应|满足|围绕|为|对|凡|如))[^,]{0,14}(?:还|仍|也)?需要(?!的)|预计|有望"
)
# A paragraph of goals above the first chapter: `具体指标:到2022年,…`.
_LABELLED: Final = re.compile(r"[^,。:]{0,10}(?:目标|指标|任务):|[^,。:]{0,30}(?:目标|指标)(?:是|为):?")
# A text that praises: what stands in it without a word of duty was done already.
_PRAISE: Final = re.compile(r"(?:表扬|表彰|嘉奖)[^,。]{0,8}(?:通报|决定)$")
# Its chapter on what comes next is not praise: `二、下一步工作要求`.
_NEXT: Final = re.compile("下一步|任务|要求|打算|措施")
# One of the cases of a list: `未按规定参加年检的;`
_CASE: Final = re.compile(r"(?<!目)的[;。]$")
# A state to be reached by a day: `到2025年,…迈上新台阶。`
_AIM: Final = re.compile(r"(?:力争|争取|努力)?(?:到|至|在)[^,。]{2,12}(?:年|末|底|期|时)[^,。]{0,4},")
# A title with its period in brackets is laid on what stands beneath it: `试点阶段(2024年1月至6月)。`
_PHASE: Final = re.compile(r"\([^()]*\d{1,2}[年月日][^()]*\)。?$")
_TABLE_NOTE: Final = re.compile(r"(?:^|[^关备加标批])注[:1]|备注:")
_DATED: Final = re.compile(r"\d{4}年|年底|月底")
_PART: Final = re.compile(r"[,;:]")
# `享受补贴所需的资金,由县政府安排`: an authority's part beside what somebody is entitled to.
_BY: Final = re.compile(r"(?:具体[^,]{0,6})?由(?!于)(?![^,]*自[行主])[^,]{2,}")


def judge(
    text: Text,
    layout: Layout,
    bodied: frozenset[int] = frozenset(),
    dated: frozenset[int] = frozenset(),
    entrusted: frozenset[int] = frozenset(),
) -> list[SentenceKind]:
    """The kind of each sentence of the layout, in order.

    `bodied` and `dated` hold the indices of sentences in which a body is laid a duty on, or that hold a deadline:
    where the place of a sentence leaves it open, they decide for the task. `entrusted` are those that say by whom
    (`由当地政府解决`) or to whom (`向省政府报告`): they do not only tell a state.
    """
    return _Judge(text, layout, bodied, dated, entrusted).all()


class _Judge:
    def __init__(
        self, text: Text, layout: Layout, bodied: frozenset[int], dated: frozenset[int], entrusted: frozenset[int]
    ) -> None:
        self.folded, self.layout, self.bodied, self.dated = text.folded, layout, bodied, dated
        self.entrusted = entrusted
        self.forbidden = forbidden_items(text, layout)
        self.praise = bool(_PRAISE.search(fold(layout.title or "")))
        self.paths = _paths(layout)
        self.back = looking_back(layout)
        self.opening = _first_chapter(layout)
        first = layout.headings[0].start if layout.headings else 0
        body = [s for s in layout.sentences if s.zone == "body"]
        # The preamble: what stands above the first numbered heading of a text that has some below its opening, or above
        # the first item of the list that it announces (`现将有关事项通知如下:`).
        chapters = [h for h in layout.headings if h.level == 1]
        opened = len(chapters) > 1 or (bool(chapters) and chapters[0].label in _FIRST)
        self.preamble_until = first if opened and body else self.announced(body)
        if layout.rows:  # a table of tasks is no preamble
            self.preamble_until = min(self.preamble_until, min(c.start for row in layout.rows for c in row.cells))

    def announced(self, body: Sequence[Sentence]) -> int:
        """Where the list begins that the opening of a text announces; 0 where it announces none."""
        for before, after in itertools.pairwise(body):
            if after.label:
                words = self.folded[before.start : before.end]
                return after.start if not before.label and _FOLLOWS.search(words) else 0
        return 0

    def all(self) -> list[SentenceKind]:
        kinds: list[SentenceKind] = []
        place, mood = (-1, -1), ""  # the paragraph and item, and what its sentences so far were about
        cases = "-"  # the label of the item whose list holds conditions, not duties
        notes = -1  # the paragraph of the notes beneath a table
        for index, sentence in enumerate(self.layout.sentences):
            if (sentence.paragraph, sentence.item) != place:
                place, mood = (sentence.paragraph, sentence.item), ""
            kind, mood = self.one(index, sentence, mood)
            if _TABLE_NOTE.search(self.folded[max(0, sentence.start - 5) : sentence.start + 4]):
                notes = sentence.paragraph
            elif notes >= 0 and sentence.paragraph != notes:
                goes_on = sentence.paragraph == notes + 1 and self.numbered(sentence)
                notes = sentence.paragraph if goes_on else -1
            if notes == sentence.paragraph and kind == "task":
                kind = "note"
            beneath = sentence.label.startswith(cases) and sentence.label != cases
            if index in self.forbidden:
                kind = "task" if self.forbidden[index] else kind
            elif kind == "task" and beneath and is_numbered(self.folded, sentence):
                kind = "definition"
            elif CASES.search(self.folded, sentence.start, sentence.end):
                cases = sentence.label or "-"
            kinds.append(kind)
        return kinds

    def numbered(self, sentence: Sentence) -> bool:
        """Whether a sentence opens with a plain number, as notes of a table do: `2.空气质量评价覆盖…`."""
        return bool(re.match(r"\d{1,2}[.、]", self.folded[sentence.item : sentence.item + 4]))

    def one(self, index: int, sentence: Sentence, mood: str) -> tuple[SentenceKind, str]:
        """The kind of a sentence and the mood that it leaves for the rest of its paragraph."""
        if sentence.zone == "heading":
            return ("task" if self.is_task_title(index, sentence) else "heading"), mood
        if sentence.zone != "body":
            zones: dict[str, SentenceKind] = {"addressee": "addressee", "signature": "signature", "residue": "residue"}
            return zones.get(sentence.zone, "metadata"), mood
        words = self.folded[sentence.start : sentence.end].strip()
        words = words.replace("\n", "")
        fixed = kind_by_form(words)
        if fixed:
            return fixed, mood
        above = self.paths[index]
        duty = self.lays_duty(words)
        if self.is_doctrine(words, above, mood, index, sentence):
            if duty and index in self.bodied:
                return "task", ""
            return "doctrine", "doctrine"
        situation = (
            sentence.heading in self.back or _told(above) or (sentence.heading in self.opening and _opens(above))
        )
        preamble = sentence.end <= self.preamble_until and mood not in ("goals", "duty")
        if preamble and _LABELLED.match(words):
            mood, preamble = "goals", False
        if _OUTLOOK.match(words) and not duty:
            return "narration", "narration"
        planned = index in self.dated and not (
            DONE.search(words) or ALREADY.search(words) or (situation and elapsed(words))
        )
        if _PAST.match(words) and not (duty and "要" in words) and not planned:
            return "narration", "narration"
        if (situation or preamble or mood == "narration") and not duty and not planned:
            return "narration", mood
        if duty:
            return "task", mood if mood == "goals" else "duty"
        if self.praise and not any(map(_NEXT.search, above)):
            return "narration", mood
        return self.by_words(index, words), mood if mood in ("goals", "duty") else ""

    def is_task_title(self, index: int, sentence: Sentence) -> bool:
        """Whether a run-in title carries a date or a body of its own, and so is a task as well."""
        if index not in self.dated and index not in self.bodied:
            return False
        words = self.folded[sentence.start : sentence.end].rstrip()
        if _PHASE.search(words):
            return False
        return words.endswith("。") and not re.search(r"(?:目标|任务|工作|安排|重点|要求|期间|时期)。$", words)

    def lays_duty(self, words: str) -> bool:
        """Whether a modal lays a duty on somebody; not within `…的时候`, `需要…`, or a mere condition."""
        match = MODAL.search(words)
        while match:
            after = words[match.end() : match.end() + 60].split(",")[0]
            before = words[: match.start()].rsplit(",", 1)[-1]
            if not re.search(r"的(?:时候|关键|问题|情况|原因)[,。]?$", after.rstrip("。")) and not re.search(
                r"[是为]$", before
            ):
                return True
            match = MODAL.search(words, match.end())
        return False

    def is_doctrine(self, words: str, above: Sequence[str], mood: str, index: int, sentence: Sentence) -> bool:
        under = above[-1] if above else ""
        if _GUIDED.search(words) and (_ORDERED_GUIDE.match(words) or AIMS.search(words)):
            return False
        # `第四条 各级党委职责包括:(一)深入贯彻…精神,…`: what an article lists is duty
        if "条(" in sentence.label and not _THOUGHT.search("".join(above)):
            return False
        # `各银行以“八条”为行动指南,加大工作力度`: somebody's duty, but under a heading of doctrine
        if _GUIDED.search(words) and index in self.bodied and not _THOUGHT.search("".join(above)):
            return False
        if _GUIDED.search(words) and not (
            under and not _THOUGHT.search(under) and not _SITUATION.search(under) and MODAL.search(words[-60:])
        ):
            return True
        if _PRINCIPLES.search(under) or (len(above) > 1 and _PRINCIPLES.search(above[-2])):
            titled = self.opens(index, sentence) and _PRINCIPLE_TITLE.fullmatch(words)
            return bool(titled or _PRINCIPLE.fullmatch(words))
        # `到2027年,基本形成…`: a goal, where the heading names both
        if re.search(r"指导思想|指导方针", under):
            return not ("目标" in under and _AIM.match(words))
        # `…以…为指导,…。预期目标为:…`
        goals = _LABELLED.match(words) and "目标" in words
        return mood == "doctrine" and not goals and not MODAL.search(words) and index not in self.dated

    def opens(self, index: int, sentence: Sentence) -> bool:
        """Whether a sentence is the first of its paragraph or item."""
        before = self.layout.sentences[index - 1] if index else None
        return (
            before is None
            or before.zone == "heading"
            or before.paragraph != sentence.paragraph
            or before.item != sentence.item
        )

    def by_words(self, index: int, words: str) -> SentenceKind:
        """The kind of a sentence of the body without a modal: a task unless its words only tell or allow."""
        if _DEFINED.search(words):
            return "definition"
        if _CASE.search(words) and not opens_with_action(words, 0, len(words)):
            return "definition"
        clauses = [c.strip() for c in _PART.split(words) if c.strip()]
        judged = [c for c in clauses if _is_judgement(c)]
        # `争创示范县,是…的举措`: what is judged acts no more than the judgement
        told = {a for a, b in itertools.pairwise(clauses) if _IS.match(b)}
        acting = any(_acts(c) for c in clauses if c not in judged and c not in told)
        dated = index in self.dated
        if dated and _AIM.match(words):
            return "task"
        if (DONE.search(words) and not (dated and acting)) or (
            ALREADY.search(words) and not acting and index not in self.entrusted
        ):
            return "narration"
        # `企业可申请延期,主管部门依规定审核`: somebody's duty beside the permission
        by_another = index in self.entrusted and any(_BY.match(c) for c in clauses)
        if _only_permits(clauses) and index not in self.bodied and not by_another:
            return "permission"
        if (judged or _is_judgement(words)) and not _ANSWERABLE.search(words) and not acting:
            return "narration"
        if _NEEDED.search(words) and not acting:
            return "narration"
        goal = (
            bool(self.paths[index]) and "目标" in self.paths[index][-1] and not _SITUATION.search(self.paths[index][-1])
        )
        if states().search(words) and not acting and not goal and index not in self.entrusted:
            return "narration"
        return "task"


# `审核机构可以…`, whatever verb the name of who may begins with.
_WHO_MAY: Final = re.compile(
    r"[\u4e00-\u9fff、]{2,24}(?:机构|部门|单位|企业|组织|公司|人员|医院|学校|政府|机关|中心|小组|委员会|办公室|人|者|方)(?:也|还|均|都)?可"
)
# `由主管部门牵头,可会同…`: a duty before the permission
_LED: Final = re.compile(r"由(?!于)[^,]{2,40}(?:牵头|负责)")
# `允许对境内货物,实施便捷管理`: what is allowed follows; `促进…` only says what for.
_ALLOWED_FOR: Final = re.compile(r"允许(?:对|在|将|把|向|从)[^,]*$")
_SO_THAT: Final = re.compile(r"促进|提高|提升|降低|激发|便利|满足|方便")


def _only_permits(clauses: Sequence[str]) -> bool:
    """Whether a sentence only allows or entitles: no clause before the first permission acts, and nothing but its
    own coordinates follows (`主管部门可委托…,进行指导、考核`); after `允许…` the authority's own actions may follow."""
    for number, clause in enumerate(clauses):
        permitted = _PERMITTED.search(clause)
        acting = not _WHO_MAY.match(clause) and bool(
            opens_with_action(clause, 0, len(clause))
            or (not permitted and _DATED.search(clause))
            or _ENCOURAGED.match(clause)
            or _LED.match(clause)
        )
        if permitted and (not acting or permitted.group() == "允许"):
            if permitted.group() == "允许":
                after = clauses[number + (2 if _ALLOWED_FOR.search(clause) else 1) :]
                return not any(opens_with_action(c, 0, len(c)) and not _SO_THAT.match(c) for c in after)
            return True
        if acting:
            return False
    return False


def _acts(clause: str) -> bool:
    """Whether a clause opens with an action, behind a word of time if any: `今年继续办理交接手续`."""
    time = _NOW.match(clause)
    return opens_with_action(clause, time.end() if time else 0, len(clause))


def _is_judgement(words: str) -> bool:
    return bool(_COPULA_HINT.search(words) and _COPULA.search(words))


@lru_cache(maxsize=1_000)
def _tells_situation(heading: str) -> bool:
    """Whether what stands under a heading tells why and in what situation the text is, unless it lays a duty."""
    if _PURPOSE.search(heading) or _BACKGROUND.search(heading) or _ACHIEVED.search(heading):
        return True
    told = _SITUATION.search(heading) and not _MEASURES.search(heading)
    return bool(_RECOGNISE.match(heading) or (told and not opens_with_action(heading, 0, len(heading))))


def _told(above: Sequence[str]) -> bool:
    """Whether headings, outermost first, tell the situation: one does, and none above it sets goals."""
    for heading in above:
        if _tells_situation(heading):
            return True
        if "目标" in heading:
            return False  # `主要目标` over `社会治理取得新进展`
    return False


def _opens(above: Sequence[str]) -> bool:
    return any(map(_OPENING.search, above))


def _first_chapter(layout: Layout) -> frozenset[int]:
    """The headings of the first chapter of a text with several."""
    top = [i for i, heading in enumerate(layout.headings) if heading.level == 1]
    return frozenset(range(top[0], top[1])) if len(top) > 1 else frozenset()


def _paths(layout: Layout) -> list[list[str]]:
    """For each sentence the folded texts of the headings that it stands under, outermost first."""
    chains: list[list[str]] = []
    stack: list[tuple[int, str]] = []
    for heading in layout.headings:
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        stack.append((heading.level, fold(heading.text)))
        chains.append([t for _, t in stack])
    return [chains[s.heading] if s.heading >= 0 else [] for s in layout.sentences]
