"""What each sentence of a document is: a task, or why it is none (tagging.md, "Task").

The rule of the genre is that a sentence of the body is a task; the exceptions are recognised by where they stand
(a chapter on the situation, the guiding thought, the principles, the preamble) and by their words. A modal verb
(`要`, `必须`) or a named subject with a duty makes a task even there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from corpus.fold import fold
from corpus.types import SentenceKind
from corpus.verbs import MODAL
from ingest.bans import forbidden_items, is_numbered, permitted_items
from ingest.judge_chapters import SITUATION, arranges, first_chapter, names_things, opens_plan, told
from ingest.judge_forms import AIMS, ALREADY, CASES, DONE, elapsed, kind_by_form
from ingest.judge_words import AIM, acts, asks, kind_by_words
from ingest.labelled import says_only_who
from ingest.taggers.deadlines_chapters import looking_back
from ingest.text import Layout, Sentence, Text, leaves_chapter

__all__ = ["judge"]

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

_STATED: Final = re.compile(
    r"(?!坚持|遵循|贯彻|按照?|根据)[^,。:]{2,24}(?:坚持|遵循|贯彻|实行)[^。]{4,160}的(?:基本)?(?:原则|方针)。"
)

# A look at the situation or back at the whole, and what was found wrong: `从国内看,…`, `督察发现,…`, `一些地方存在…`, `今年,我国发展面临的形势…`, `总之,…`.
_OUTLOOK: Final = re.compile(
    r"从[^,。]{1,6}看,|(?:放眼|纵观|综观|展望)[^,。]{0,8},|综合判断|总之,|[^,。]{0,12}(?:督察|督查|检查|审计|巡视|巡察|调研|暗访|核查|抽查)(?:组|中|时|进驻期间)?(?:还|也)?发现,|(?:一些|部分|个别|有的|少数)[^,。]{2,16}(?:存在|仍|还|没有|未能|不够|缺乏|重[^,。]{1,8}轻)(?![^,。]*的,)|据[^,。]{0,12}(?:预报|预测|监测|反映|了解|介绍)[^,。]{0,4},|[^,。]{2,20}(?:一直|始终|历来)(?:高度|十分|非常)?(?:重视|关心)|(?:典型)?案例[一二三四五六七八九十\d]{0,2}:|总的(?:看|来看|来说),|(?:[^,。]{2,12},)?我[国省市区州县][^,。]{0,12}面临"
)
# The time of a narration: `党的十八大以来`, `近年来`, `过去五年`, `改革开放以来`, `2015年以来`, `去年`.
_PAST: Final = re.compile(
    r"(?:但是?|同时|特别是|其中)?,?(?:[^,。]{0,24}以来[,,]|近年来?|近几年|(?:刚刚)?过去|长期以来|改革开放(?:以来|[二三四]十|初期)|去年|上年|一年来|[一二三四五六七八九十]年来|几年来|多年来|当前,|目前,?|现阶段,我国|随着|回顾|(?:\d{4}年)?截至目前|据(?:初步|不完全)?(?:统计|测算|预测)|(?:当前|目前),?我[国省市区州县]|(?:会议|专家|我们)(?:认为|坚信|相信|深知)|十[一二三]五”(?:期间|时期),[^。]{0,40}[了过])"
)
# The labels that a first chapter has, and how the opening of a text ends that announces a list.
_FIRST: Final = frozenset(["一", "第一章"])
_FOLLOWS: Final = re.compile(r"如下[^,。;]{0,6}[:。] *$")
# A paragraph of goals above the first chapter: `具体指标:到2022年,…`.
_LABELLED: Final = re.compile(
    r"[^,。:]{0,10}(?:目标|指标|任务):|[^,。:]{0,30}(?:(?:目标|指标)(?:是|为):?|总(?:体|的)?(?:要求|思路|任务)(?:是|为):)"
)
# A text that praises: what stands in it without a word of duty was done already.
_PRAISE: Final = re.compile(r"(?:表扬|表彰|嘉奖)[^,。]{0,8}(?:通报|决定)$")
# Its chapter on what comes next is not praise: `二、下一步工作要求`.
_NEXT: Final = re.compile("下一步|任务|要求|打算|措施")
# What somebody demanded of others, and what he made follow from it.
_DEMANDED: Final = re.compile(r"(?:要求|强制|强迫|声称|规定|承诺|误以为)(?!各[地级部])|[就才]$")
# `省防指决定于7月5日启动应急响应`
_RESOLVED: Final = re.compile(r"决定|拟(?![定订])|计划|将(?!近)")
# `市财政局已于3月10日拨付救灾款`
_HANDED: Final = re.compile(r"已于[^,。;]{1,12}[日月年](?![^,。;]*的[,。;])")
# `经县政府同意,决定在全县开展整治行动`, dated or not
_DECIDES: Final = re.compile(r"决定,?(?:从|自|于|在|对)?[^。;]{0,40}(?:开展|启动|实施|成立|建立|设立|实行)")
# A notice says when a meeting is: `经市政府同意,定于2月28日召开…会议。`
_CONVENED: Final = re.compile(
    r"[^。;]{0,60}(?:定于|将于|拟于)[^。;]{2,30}(?:召开|举[办行])[^。;]{2,60}(?:会议|会|大会|培训班?|活动)。?$"
)
# A title with its period in brackets is laid on what stands beneath it: `试点阶段(2024年1月至6月)。`
_PHASE: Final = re.compile(
    r"\([^()]*[\d一二三四五六七八九十][年月日][^()]*\)。?$|^(?:[到至]?\d{4}年|[^,。]{1,4}年\(\d{4}年?\))[度底末前]{0,2}。$"
)
_TABLE_NOTE: Final = re.compile(r"(?:^|[^关备加标批])注[:1]|备注:")


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


# What one of the cases of a list may look like by its words.
_OF_CASES: Final = ("task", "narration", "permission")


class _Judge:
    def __init__(
        self, text: Text, layout: Layout, bodied: frozenset[int], dated: frozenset[int], entrusted: frozenset[int]
    ) -> None:
        self.folded, self.layout, self.bodied, self.dated = text.folded, layout, bodied, dated
        self.entrusted = entrusted
        self.forbidden = forbidden_items(text, layout)
        self.permitted = permitted_items(text, layout)
        self.praise = bool(_PRAISE.search(fold(layout.title or "")))
        self.paths = _paths(layout)
        self.back = looking_back(layout)
        self.opening = first_chapter(layout)
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
            elif kind == "task" and index in self.permitted:
                kind = "permission"
            elif kind in _OF_CASES and beneath and is_numbered(self.folded, sentence):
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
            titled = self.is_task_title(index, sentence) and not told(self.paths[index][:-1])
            return ("task" if titled else "heading"), mood
        if sentence.zone != "body":
            zones: dict[str, SentenceKind] = {"addressee": "addressee", "signature": "signature", "residue": "residue"}
            return zones.get(sentence.zone, "metadata"), mood
        words = self.folded[sentence.start : sentence.end].strip()
        fixed = kind_by_form(words)
        if fixed:
            return fixed, mood
        if index and self.layout.sentences[index - 1].zone == "body" and says_only_who(words):
            return "note", mood
        above = self.paths[index]
        situation = (
            sentence.heading in self.back or told(above) or (sentence.heading in self.opening and opens_plan(above))
        )
        duty = self.lays_duty(words, told_of=situation) or (not situation and asks(words))
        if self.is_doctrine(words, above, mood, index, sentence):
            if duty and index in self.bodied:
                return "task", ""
            return "doctrine", "doctrine"
        arranged = arranges(above)
        if arranged and not duty and (arranged == "meeting" or not self.is_done(index, words)):
            return "narration", mood
        preamble = sentence.end <= self.preamble_until and mood not in ("goals", "duty")
        if preamble and _LABELLED.match(words):
            mood, preamble = "goals", False
        if (
            _OUTLOOK.match(words)
            or ("已于" in words and _HANDED.search(words))
            or (preamble and _CONVENED.match(words))
        ) and not duty:
            return "narration", "narration"
        planned = index in self.dated and not (
            DONE.search(words) or ALREADY.search(words) or (situation and elapsed(words))
        )
        if _PAST.match(words) and not (duty and ("要" in words or asks(words))) and not planned:
            return "narration", "narration"
        if preamble and _DECIDES.search(words) and not DONE.search(words):
            return "task", "duty"
        if (situation or preamble) and not (
            self.is_done(index, words) or AIM.match(words) or (preamble and _RESOLVED.search(words))
        ):
            planned = False  # `国庆节放假时间为10月1日至7日,共7天。`
        if (situation or preamble or mood == "narration") and not duty and not planned:
            return "narration", mood
        if duty:
            return "task", mood if mood == "goals" else "duty"
        if self.praise and not any(map(_NEXT.search, above)):
            return "narration", mood
        return self.by_words(index, words, above), mood if mood in ("goals", "duty") else ""

    def is_done(self, index: int, words: str) -> bool:
        """Whether a sentence says who does something, or what is done."""
        return index in self.bodied or index in self.entrusted or acts(words)

    def is_task_title(self, index: int, sentence: Sentence) -> bool:
        """Whether a run-in title carries a date or a body of its own, and so is a task as well."""
        if index not in self.dated and index not in self.bodied:
            return False
        words = self.folded[sentence.start : sentence.end].rstrip()
        if _PHASE.search(words):
            return False
        return words.endswith("。") and not re.search(r"(?:目标|任务|工作|安排|重点|要求|期间|时期)。$", words)

    def lays_duty(self, words: str, *, told_of: bool) -> bool:
        """Whether a modal lays a duty on somebody; not within `…的时候`, `需要…`, or a mere condition.

        Nor where it is `told_of` what somebody did: `某局下发文件,要求学校必须使用…,不购买就不得…`.
        """
        match = MODAL.search(words)
        while match:
            after = words[match.end() : match.end() + 60].split(",")[0]
            before = words[: match.start()].rsplit(",", 1)[-1]
            if told_of and _DEMANDED.search(before):
                pass
            elif not re.search(r"的(?:时候|关键|问题|情况|原因)[,。]?$", after.rstrip("。")) and not re.search(
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
            under and not _THOUGHT.search(under) and not SITUATION.search(under) and MODAL.search(words[-60:])
        ):
            return True
        if _PRINCIPLES.search(under) or (len(above) > 1 and _PRINCIPLES.search(above[-2])):
            titled = (self.opens(index, sentence) or (mood == "doctrine" and words.startswith("坚持"))) and (
                _PRINCIPLE_TITLE.fullmatch(words)
            )
            return bool(titled or _PRINCIPLE.fullmatch(words))
        # `问责坚持实事求是、权责一致的原则。`: told, not laid on anybody
        if index not in self.bodied and not self.lays_duty(words, told_of=False) and _STATED.fullmatch(words):
            return True
        # `到2027年,基本形成…`: a goal, where the heading names both
        if re.search(r"指导思想|指导方针", under):
            return not ("目标" in under and AIM.match(words))
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

    def by_words(self, index: int, words: str, above: Sequence[str]) -> SentenceKind:
        under = above[-1] if above else ""
        if names_things(words, above) and index not in self.entrusted and not acts(words):
            return "definition"
        return kind_by_words(
            words,
            bodied=index in self.bodied,
            dated=index in self.dated,
            entrusted=index in self.entrusted,
            goal="目标" in under and not SITUATION.search(under),
        )


def _paths(layout: Layout) -> list[list[str]]:
    """For each sentence the folded texts of the headings that it stands under, outermost first."""
    chains: list[list[str]] = []
    stack: list[tuple[int, str, str]] = []
    for heading in layout.headings:
        while stack and (stack[-1][0] >= heading.level or leaves_chapter(heading.label, stack[-1][1])):
            stack.pop()
        stack.append((heading.level, heading.label, fold(heading.text)))
        chains.append([t for *_, t in stack])
    return [chains[s.heading] if s.heading >= 0 else [] for s in layout.sentences]
