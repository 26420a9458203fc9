"""References to other documents: titles in 《》 and document numbers (tagging.md, "Citation")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from corpus.identity import number_key
from corpus.types import Citation, Relation
from ingest.text import Sentence, Text

__all__ = ["find_citations"]

_MARKS: Final = re.compile("[《》]")
_ZONES: Final = frozenset(["body", "heading", "table"])
_MAX_TITLE: Final = 200  # code points; the longest titles of joint notices have about 120

# 中发〔2018〕17号, 国办发(2018)128 号, 发改环资〔2019〕第 5号: the year and what follows; the letters before it are read backwards
_YEAR: Final = r"[〔(<〈] ?(?:19|20)\d\d ?年?[〕)>〉] ?(?:第 ?)?\d{1,5} ?号"
# 国务院令第588号, 国家主席令第七十号, 2018年第3号公告, 第 34 号令
_ORDER: Final = r"(?:令 ?(?:〔(?:19|20)\d\d〕 ?)?第? ?[\d一二三四五六七八九十百○〇零]{1,6} ?号|第 ?[\d一二三四五六七八九十百]{1,6} ?号(?:令|公告)?)"
# GB 3095—2012, GB/T 9704-2012, HJ 2.2—2018, DB11/501—2017, GB 4754
_STANDARD: Final = r"[GHDJCSNYWTLAQ][A-Z]{1,2} ?\d{0,2}(?:/[TZ])? ?/?\d[\d.]{0,8} ?[—~-] ?\d{2,4}"
_STANDARDS: Final = frozenset(
    [
        "GB",
        "GBZ",
        "GBJ",
        "HJ",
        "DB",
        "JGJ",
        "CJJ",
        "CJ",
        "SL",
        "NY",
        "YY",
        "WS",
        "JR",
        "TD",
        "LY",
        "SB",
        "AQ",
        "HY",
        "QB",
        "JB",
        "GA",
        "TB",
        "JT",
        "JTG",
        "DL",
        "YD",
    ]
)
_YEARS: Final = re.compile(_YEAR)
_CODES: Final = re.compile(_STANDARD)
_HEAD: Final = re.compile(r"[一-鿿A-Za-z]{1,16} ?$")
# 根据|国发〔2018〕22号: words that stand before a number and are no part of it
_NOT_HEAD: Final = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|参照|落实|执行|贯彻|关于|转发|印发|下发|见|废止|修订|修改|通知|意见|[的与及由是在以按照对将或]|号|(?<!共)和)"
)
# In the bracket behind a title: (国办发〔2018〕128号), (国务院令第588号), (GB 3095—2012), (2018年第3号)
_BRACKET: Final = re.compile(r"\s{0,2}\(([^()《》。]{2,60}|[^()《》。]{0,20}\((?:19|20)\d\d\)[^()《》。]{1,20})\)")
_INNER: Final = re.compile(
    # (黔府办发〔2019 30号), (国发2019〕13号): a bracket lost on the way
    rf"[一-鿿A-Za-z ]{{0,24}}{_YEAR}|[一-鿿]{{2,16}}〔?(?:19|20)\d\d〕? ?\d{{1,4}}号|(?:[一-鿿]{{2,24}})?{_ORDER}|"
    rf"(?:[一-鿿 ]{{0,24}}公告 ?)?\d{{4}}年第 ?\d{{1,4}} ?号(?:公告|令)?|{_STANDARD}"
)
# (国科发高〔2018〕235号, 以下简称《请示》): the number first, then a short name
_OPENING: Final = re.compile(rf"\s{{0,2}}\((?P<number>{_INNER.pattern})(?=[,;、])")
# 国务院令第591号, 财政部公告2021年第6号: orders and announcements named by number alone
_ORDERS: Final = re.compile(r"(?:令 ?第 ?\d{1,4}|公告 ?\d{4}年第 ?\d{1,4}) ?号(?! ?(?:[发公]布|修[订正]|第))")
# 《关于…的通知(国办发〔2018〕3号)》: the number inside of the marks
_WITHIN: Final = re.compile(rf"(?<=.{{4}})\([一-鿿A-Za-z ]{{1,24}}{_YEAR}\)$")
# 《关于…的通知》国办发〔2018〕3号: the number right behind the title without a bracket
_BARE: Final = re.compile(rf" ?[一-鿿]{{1,10}}{_YEAR}")

# 人民日报, 求是, 经济参考报, 中国水利杂志: no documents
_PRESS: Final = re.compile(
    r"(?:日报|晚报|晨报|早报|时报|参考报|导报|周报|都市报|青年报|工人报|法[制治]报|环境报|教育报|杂志|周刊|[月季]刊|学报|画报|新闻联播)$"
    r"|^(?:求是|半月谈|瞭望|新京报|红旗文稿|学习强国)$"
)
# Papers that are issued or filled in: 《排污许可证》, 《营业执照》, 填写《…登记表》
_PAPER: Final = re.compile(
    r"(?:许可证|证书|执照|[格记]证|批准书|报告书|(?:承诺|申请|告知|决定|意见|建议|责任|任务|协议|合同)书|通知单|合同|[^代解工务划]表|簿|手册|[^绿]卡)$"
)
# 现将《…》印发给你们, 现将修订后的《…》(以下简称《方案》)印发: the notice's own enclosure, read on both sides
_SENDING: Final = re.compile(r"现将|现就|兹将|现予|将(?:修订后的|修改后的|新修订的)?$")
_SENT: Final = re.compile(r"印发|转发|发给|发布|公布|下发|发你|予以")
# 现公布修订后的《…条例》,自…起施行
_ISSUED: Final = re.compile(r"现(?:予以?)?(?:印发|发布|公布|转发)[^。;,《》]{0,12}$")
# 《…》[已]经国务院[同意],[现][印发]给你们; 《…》[业经]…审议[通过],[现]予[公布]: four steps, each within so many characters
_APPROVED: Final = (
    (re.compile(r"业经|已|经"), 30),
    (re.compile(r"同意|通过|批准|审定"), 60),
    (re.compile(r"现|予以|请"), 20),
    (re.compile(r"印发|转发|发布|公布|下发|发给|发你|遵照|贯彻|认真|组织"), 24),
)
# (以下简称《规划》), (以下称《办法》)
# 《A》、《B》和国务院《C》, 《A》(以下简称《B》): what stands between two titles of one list
_LINK: Final = re.compile(r"\)?等?(?:[、和及与或]|以及)?[^了制编出提、,。()]{0,12}|[,(]?以下[^《》。]{0,8}")
_SIBLINGS: Final = re.compile(r"^(?:[、和及与]{0,2}(?:以及)?《[^》]{1,80}》){1,4}")
_CLAUSE: Final = re.compile("[,。;:!?]")
_CALLED: Final = re.compile(r"(?:以下|下|并)?(?:统)?(?:简称|称)(?:为)?[:“]? ?$")

_ENDS: Final = re.compile("[。;]")
# `2015年印发的《…办法》同时废止`
_ENDED: Final = re.compile(r"(?:\([^()]{0,40}\))?(?:即行|同时|自[^,。;]{2,20}起)?(?:停止执行|废止)")
# Behind the name of what a notice sends out, in the notice's title: `…方案》的通知`, `…办法(试行)》和《…`.
_NAME_ENDS: Final = re.compile(r"[》〉]*(?:\([^()]*\))?[》〉]*(?:等[^的]{0,12})?(?:的|[、和及与]|$)")
# `现将《…》提出的任务分解如下`: what is sent is not the title but something of it.
_OF_IT: Final = re.compile(
    r"(?:\([^()]*\))?(?:(?:所)?(?:提出|确定|明确|规定|部署|涉及)|中|[^,。;]{0,12}任务(?:分解|分工))"
)

_WORDS: Final[tuple[tuple[Relation, str], ...]] = (
    ("repeal", "废止|停止执行"),
    ("amend", "修订|修改|修正|修编"),
    ("implement", "贯彻|落实|执行|实施|遵守"),
    ("basis", "根据|依据|按照|依照|遵循|遵照|参照|依(?=《)|按(?=《)|对照"),
)
_BEFORE: Final = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS))
# 《…》同时废止, 对《…》进行修订, 《…》的修改工作
_AFTER: Final = re.compile(
    r"(?:\([^()]{0,60}\))?(?:等)?(?:[^,。;《》]{0,12})(?:(?P<repeal>废止|停止执行)|(?P<amend>修订|修改|修正))"
)


def _pairs(folded: str, begin: int, limit: int) -> Iterator[tuple[int, int]]:
    """The outermost 《…》 between two offsets that can be a title: (start, end), brackets included."""
    stack: list[int] = []
    found: list[tuple[int, int]] = []
    for match in _MARKS.finditer(folded, begin, limit):
        if match[0] == "《":
            stack.append(match.start())
        elif stack:
            found.append((stack.pop(), match.end()))
    end = 0
    for start, stop in sorted(found):
        if start >= end and stop - start <= _MAX_TITLE + 2 and stop - start > 2 and "。" not in folded[start:stop]:
            yield start, stop
            end = stop


class _Finder:
    """The state of one document: its sentences, its own titles and their short names."""

    def __init__(self, text: Text, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.folded = text.folded
        self.sentences = sentences
        self.starts = [sentence.start for sentence in sentences]
        self.own = "".join(
            "".join(self.folded[s.start : s.end].split()) for s in sentences if s.zone == "title"
        )  # fmt: skip
        self.extent = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
        # the number in the head of the document; a line of its text that repeats it cites nothing
        self.numbers = {
            number_key(self.folded[start:end])
            for s in sentences
            if s.zone in ("metadata", "title")
            for start, end in _numbers(self.folded, s.start, s.end)
        }
        self.selves: set[str] = set()

    def sentence(self, at: int) -> Sentence | None:
        """The sentence of the document's own text that holds an offset."""
        index = bisect_right(self.starts, at) - 1
        if index < 0 or at >= self.sentences[index].end or self.sentences[index].zone not in _ZONES:
            return None
        return self.sentences[index]

    def enclosed(self, start: int, end: int, sentence: Sentence) -> bool:
        """Whether the title is what this notice sends out."""
        before = self.folded[max(sentence.start, start - 300) : start]
        after = self.folded[end : min(sentence.end, end + 300)]
        # `《…》已经同意,请贯彻落实` in a numbered item speaks of another paper.
        asked = "请" in after and not sentence.label
        return ("现" in before or "将" in before or "现" in after or asked) and _encloses(before, after)

    def is_self(self, start: int, end: int, sentence: Sentence) -> bool:
        """Whether a title in 《》 is the document itself, its enclosure or a short name of either."""
        title = "".join(self.folded[start + 1 : end - 1].split())
        if _ENDED.match(self.folded, end, sentence.end):
            return False  # an older one of the same name
        if title in self.selves:
            return True
        if self.enclosed(start, end, sentence) or (self.own and (title == self.own or self._sent_out(title))):
            self.selves.add(title)
            return True
        return False

    def _sent_out(self, title: str) -> bool:
        """Whether the document's title says that it issues `title`, or ends with this short name of a kind."""
        at = self.own.find(title)
        if at < 0 or len(title) < 2:
            return False
        verb = re.search(r"(?:印发|转发|发布|公布|批转|下发)[^的]{0,60}$", self.own[:at])
        whole = _NAME_ENDS.match(self.own, at + len(title))
        return (verb is not None and whole is not None) or (self.own.endswith(title) and len(title) <= 8)

    def number(self, end: int, limit: int) -> tuple[int, int, int] | None:
        """The number that belongs to the title ending at `end`: (start, end, end of the citation)."""
        window = self.folded[end : min(limit, end + 110)]
        if opening := _OPENING.match(window):
            return end + opening.start("number"), end + opening.end(), end + opening.end()
        if bracket := _BRACKET.match(window):
            if inner := _INNER.search(bracket[1]):
                head = inner[0].lstrip()
                begin = end + bracket.start(1) + inner.end() - len(head)
                stop = end + bracket.start(1) + inner.end()
                whole = inner[0].strip() == bracket[1].strip()
                return begin, stop, end + bracket.end() if whole else stop
        elif bare := _BARE.match(window):
            begin = end + len(bare[0]) - len(bare[0].lstrip())
            return begin, end + bare.end(), end + bare.end()
        return None

    def relation(self, start: int, end: int, sentence: Sentence, before: Citation | None) -> Relation:
        """What the words that govern the title say; a list of titles shares those of its first."""
        words = self.folded[max(sentence.start, start - 60) : start]
        if before is not None and sentence.start <= before.start:
            gap = self.folded[before.end : start]
            # 根据《A》、《B》和国务院【《C》】: the members of a list have no verb of their own between them
            if len(gap) <= 24 and _LINK.fullmatch(gap) and not _BEFORE.search(gap):
                return before.relation
            words = words[max(0, len(words) - len(gap)) :]
        return _governed(words, self.folded[end : min(sentence.end, end + 240)])


@lru_cache(maxsize=1024)
def _encloses(before: str, after: str) -> bool:
    """Whether the words around a title are those of a notice that sends it out."""
    before = before[max(before.rfind("。"), before.rfind(";")) + 1 :]
    after = _ENDS.split(after, maxsplit=1)[0]
    if _OF_IT.match(after):
        return False
    if _ISSUED.search(before) or (_SENDING.search(before) and _SENT.search(after)):
        return True
    if _BEFORE.search(before):
        return False
    at = 0
    for step, reach in _APPROVED:
        if (found := step.search(after, at, at + reach + 8)) is None:
            return False
        at = found.end()
    return True


@lru_cache(maxsize=1024)
def _governed(before: str, after: str) -> Relation:
    """The relation that the words on both sides of a title tell."""
    governing: Relation | None = None
    for match in _BEFORE.finditer(_CLAUSE.split(before)[-1]):
        governing = _named(match)
    if governing in ("repeal", "amend", "basis"):
        return governing
    following = _AFTER.match(_SIBLINGS.sub("", after))
    return (following and _named(following)) or governing or "mention"


def _named(match: re.Match[str]) -> Relation | None:
    for name, _ in _WORDS:
        if match.groupdict().get(name):
            return name
    return None


def _numbers(folded: str, begin: int, limit: int) -> Iterator[tuple[int, int]]:
    """Where document numbers and numbers of standards stand."""
    for match in (*_YEARS.finditer(folded, begin, limit), *_ORDERS.finditer(folded, begin, limit)):
        head = _HEAD.search(folded[max(0, match.start() - 17) : match.start()])
        if head is not None:
            cut = _NOT_HEAD.match(head[0])
            start = match.start() - len(head[0]) + (cut.end() if cut else 0)
            if start < match.start():
                yield start, match.end()
    for match in _CODES.finditer(folded, begin, limit):
        letters = re.match("[A-Z]+", match[0])
        if letters and letters[0] in _STANDARDS and not folded[match.start() - 1 : match.start()].isascii():
            yield match.span()


def _loose(finder: _Finder, taken: list[tuple[int, int]]) -> Iterator[Citation]:
    """Numbers that stand without a title: 按照国发〔2018〕22号文件要求, 执行GB 3095—2012."""
    folded, text = finder.folded, finder.text
    for start, end in _numbers(folded, *finder.extent):
        sentence = finder.sentence(start)
        index = bisect_right(taken, (start, len(folded))) - 1
        inside = index >= 0 and start < taken[index][1]
        # A line that holds nothing but a number is the document's own.
        if sentence is None or inside or folded[sentence.start : sentence.end].strip() == folded[start:end].strip():
            continue
        number = text.quote(start, end).strip()
        if number_key(number) in finder.numbers or folded.startswith("各", end):  # …国发〔2005〕39号各省、自治区
            continue
        yield Citation(text.quote(start, end), start, end, None, number, finder.relation(start, end, sentence, None))


def find_citations(text: Text, sentences: Sequence[Sentence]) -> list[Citation]:
    """The references to other documents in the order of the text.

    A citation covers the title with its 《》 and the bracketed number behind it; `title` and `number` are the
    words as written, without line breaks. The document's own name and what it encloses are left out.
    """
    finder = _Finder(text, sentences)
    folded = finder.folded
    if not sentences:
        return []
    found: list[Citation] = []
    taken: list[tuple[int, int]] = []
    for start, end in _pairs(folded, *finder.extent):
        taken.append((start, end))
        sentence = finder.sentence(start)
        if sentence is None:
            continue
        title = folded[start + 1 : end - 1]
        plain = "".join(title.split())
        if _PRESS.search(plain[-6:]) or _PAPER.search(plain[-4:]):
            continue
        called = _CALLED.search(folded[max(0, start - 10) : start])
        if finder.is_self(start, end, sentence):
            continue
        if called and found_self(finder, taken, plain):
            continue
        within = _WITHIN.search(title)  # `《…的通知(国办发〔2018〕3号)》`
        ends = start + 1 + within.start() if within else end - 1
        number = finder.number(ends, end) if within else finder.number(end, max(sentence.end, end))
        stop = number[2] if number and not within else end
        taken[-1] = (start, stop)
        found.append(
            Citation(
                text.quote(start, stop), start, stop, text.quote(start + 1, ends).strip(),
                text.quote(*number[:2]).strip() if number else None,
                finder.relation(start, stop, sentence, found[-1] if found else None),
            )
        )  # fmt: skip
    loose = list(_loose(finder, taken))
    return sorted(found + loose, key=lambda citation: citation.start) if loose else found


def found_self(finder: _Finder, taken: list[tuple[int, int]], short: str) -> bool:
    """Whether a short name is given to the document itself (`《…方案》(以下简称《方案》)` in its own notice)."""
    if len(taken) < 2:
        return False
    start, end = taken[-2]
    full = "".join(finder.folded[start + 1 : end - 1].split())
    if full in finder.selves and taken[-1][0] - end <= 40:
        finder.selves.add(short)
        return True
    return False
