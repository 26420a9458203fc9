"""Names in questions: documents, clauses, quoted phrases, bodies and places, whatever the question's language.

Everything works on folded text; a document is found by its number, its title, or its issuer and subject in the
words of the question, never by a word that many documents have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

import rjieba

from corpus.bodies import body_keys, find_bodies_in_question
from corpus.fold import fold
from corpus.numerals import chinese_year
from corpus.regions import find_places
from search.archive import DocumentInfo
from search.reading import Part
from search.titles import Called, called, core_of
from search.words import types_pattern, within_word

__all__ = [
    "Taken",
    "acting",
    "han_number",
    "named_bodies",
    "named_clauses",
    "named_documents",
    "named_places",
    "nothing_read",
    "quoted",
    "subject_document",
]

Taken = Callable[[int, int], bool]


def nothing_read(start: int, end: int) -> bool:
    """`Taken` for words that are read by themselves, apart from their question: nothing of them has been read."""
    return False


# “四控行动”, "散乱污", 『…』: words to be found as they are. 《…》 names a document.
_QUOTED: Final = re.compile(r"“([^“”]{1,80})[“”]|‘([^‘’]{1,80})[‘’]|《([^《》]{1,100})》")
# 国办发〔2018〕128号, 中发(2018)17号
_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]{0,8}[〔(]\d{4}[〕)] ?(?:第)?\d{1,5} ?号")
# 国务院令第707号, 国令第707号, 第707号令, with the end of who gave it
_DECREE: Final = re.compile(
    r"(?P<who>国务院|国|[\u4e00-\u9fff]{0,10}(?:部|委|局|署|行|政府))?(?:令第? ?(?=\d{1,4} ?号)|第(?=\d{1,4} ?号令))(?P<count>\d{1,4}) ?号令?"
)
_GOVERNMENT: Final = re.compile("(?<!人民)政府")
# `第五章`, `第三部分`, `第十二条`, `第二节`, `五(一)`, `第五部分第(一)项`, `chapter 5`, `section 5(1)`, `article 12`
_CN: Final = "[一二三四五六七八九十百]{1,4}"
_CLAUSE: Final = re.compile(
    rf"第 ?(?P<n>{_CN}|\d{{1,3}}) ?(?P<unit>编|章|部分|大部分|大项|节|条|项|点|款)(?:的?第? ?[(]?(?P<sub>{_CN}|\d{{1,2}})[)]? ?(?P<subunit>节|条|项|点|款|小节|部分)|的?[(](?P<only>{_CN}|\d{{1,2}})[)])?"
    rf"|(?<![第零〇一二三四五六七八九十百])(?P<label>{_CN})(?P<tail>[(]{_CN}[)](?:\d{{1,2}})?)"
    r"|(?P<en>chapter|part|section|article) (?P<en_n>\d{1,3}|[IVX]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?:[(.](?P<en_sub>\d{1,2})[)]?)?",
    re.IGNORECASE,
)
_EN_NUMBERS: Final = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
} | {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_CN_DIGITS: Final = "零一二三四五六七八九"


def han_number(number: int) -> str:
    """1..199 as numerals of headings: 5 五, 12 十二, 20 二十, 105 一百零五."""
    if number >= 100:
        rest = number % 100
        return "一百" + (("零" if 0 < rest < 10 else "") + (han_number(rest) if rest else "")).replace("零十", "一十")
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _CN_DIGITS[tens] + "十") + (
        _CN_DIGITS[ones] if ones or not tens else ""
    )


def quoted(folded: str) -> tuple[list[Part], list[tuple[int, int, str]]]:
    """Phrases in quotation marks as parts, and titles in 《》 as start, end and words."""
    phrases: list[Part] = []
    titles: list[tuple[int, int, str]] = []
    for match in _QUOTED.finditer(folded):
        words = (match[1] or match[2] or match[3]).strip()
        if match[3]:
            titles.append((match.start(), match.end(), words))
        elif words:
            phrases.append(Part("phrase", match[0], match.start(), match.end(), (words,)))
    return phrases, titles


def named_clauses(folded: str, taken: Taken) -> list[Part]:
    """Chapters, sections and articles; their values are the labels under which documents may have them."""
    parts: list[Part] = []
    for match in _CLAUSE.finditer(folded):
        if taken(*match.span()):
            continue
        if match["label"]:
            labels = [match["label"] + match["tail"]]
        else:
            raw = (match["n"] or match["en_n"]).lower()
            number = _EN_NUMBERS.get(raw) or (int(raw) if raw.isdigit() else None)
            numeral = han_number(number) if number else raw
            unit = (
                match["unit"]
                or {"chapter": "章", "part": "部分", "section": "节", "article": "条"}[match["en"].lower()]
            )
            heads = (
                [f"第{numeral}{unit}", f"第{numeral}条"]
                if unit in ("条", "节")
                else [numeral, f"第{numeral}{unit}", f"第{numeral}章"]
            )
            if match["en"] and unit == "节":
                heads = [numeral, f"第{numeral}章"]  # English numbers a chapter as a section as often as not
            elif unit in ("条", "项", "点"):
                heads += [numeral, f"({numeral})"]
            sub = match["sub"] or match["only"] or match["en_sub"]
            if sub:
                sub = han_number(int(sub)) if sub.isdigit() else sub
                labels = [f"{head}({sub})" for head in heads] + [
                    f"{head}第{sub}{match['subunit'] or '节'}" for head in heads
                ]
            else:
                labels = heads
        parts.append(Part("clause", match[0], match.start(), match.end(), tuple(dict.fromkeys(labels))))
    return parts


_YEAR_OF: Final = re.compile(r"(\d{4}|[一二][零〇○一二三四五六七八九]{3})年?(?:度)?(?:的)?$")
# Before the subject of a title: `国务院办公厅关于推进`, `国务院2014年关于`, `国务院`
_ISSUED: Final = re.compile(
    r"((?:[\u4e00-\u9fff]{0,6}(?:国务院|人民政府|党委|委员会|办公厅|厅|部|委|局|署|院)){1,2})"
    r"(?P<year>\d{4}年)?(?:(?:发布|印发|出台|下发|发)?的?关于[\u4e00-\u9fff]{0,10})?$"
)
_WHOSE: Final = re.compile(r"(?:国家|全国|中央|我国)(?:的|级)?$")  # before the subject: `国家生态环境保护规划`
# `国办2018年底印发的`, before the subject: when it was put out is no deadline
_PUT_OUT: Final = re.compile(
    r"(?:国办|中办|[\u4e00-\u9fff]{0,8}(?:国务院|办公厅|政府|部|委|局|署|厅))?(?:在|于)?(?:\d{4}年(?:\d{1,2}月)?[底初末]?(?:\d{1,2}日)?)?(?:印发|发布|出台|下发|公布|颁布|(?<=[院厅办府部委局署年月日底初末])发)的$"
)
_ANY_KIND: Final = frozenset(["文件", "政策", "政策文件"])  # said of documents of every kind
_WHOLE: Final = 7  # letters of a title that is found as a whole: 政府工作报告 needs its year beside it
_LEAST: Final = 4  # letters that a title and a question must share, where they name a kind of document beside


# Names of a library are the same from question to question.
_folded: Final = lru_cache(maxsize=50_000)(fold)


def _common(question: str, core: str) -> tuple[int, int]:
    """The longest stretch of `question` that lies in `core`: start and end."""
    best = (0, 0)
    start = 0
    for end in range(1, len(question) + 1):
        while start < end and question[start:end] not in core:
            start += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
    return best


def named_documents(
    folded: str, titles: Sequence[tuple[int, int, str]], library: Sequence[DocumentInfo], taken: Taken
) -> tuple[list[Part], list[Part]]:
    """The documents that a question names, as parts, and titles in 《》 that no document of the library bears.

    By number, by a title in 《》, or by at least four letters of a title together with a kind of document
    (`某某改革方案`, `2021年政府工作报告`, `无废城市试点方案`), narrowed by a year or an issuer beside it.
    """
    names = called(library)
    parts: list[Part] = []
    unknown: list[Part] = []
    for match in _NUMBER.finditer(folded):
        bare = re.sub(r"[〔〕() 第]", "", match[0])
        numbered = [(n.info.key, n.info.number) for n in names if n.info.number]
        keys = [key for key, number in numbered if bare.endswith(re.sub(r"[〔〕() 第]", "", _folded(number)))]
        (parts if keys else unknown).append(
            Part("document", match[0], *match.span(), tuple(dict.fromkeys(keys)) or (bare,))
        )
    for start, end, words in titles:
        bare = re.sub(r"\s", "", words)
        keys = [n.info.key for n in names if bare in re.sub(r"[\s《》]", "", _folded(n.info.label))]
        if keys:
            parts.append(Part("document", folded[start:end], start, end, tuple(dict.fromkeys(keys))))
        else:
            unknown.append(Part("phrase", folded[start:end], start, end, (bare,)))
    parts += _by_decree(folded, names)
    if not parts:
        parts += _by_title(folded, names, taken)
    if not parts:
        found = _by_subject(folded, names, taken)
        if found:
            parts.append(found)
    return parts, unknown


def _by_title(folded: str, names: Sequence[Called], taken: Taken) -> list[Part]:
    """Documents whose whole title stands in the question."""
    spans: dict[tuple[int, int], list[str]] = {}
    for info, title in [(name.info, name.whole) for name in names if name.whole in folded]:
        start = folded.find(title) if len(title) >= _WHOLE else -1
        if start >= 0 and not taken(start, start + len(title)):
            spans.setdefault((start, start + len(title)), []).append(info.key)
    longest = max(spans, key=lambda span: span[1] - span[0], default=None)
    return (
        [Part("document", folded[slice(*longest)], *longest, tuple(dict.fromkeys(spans[longest])))] if longest else []
    )


def _by_subject(folded: str, names: Sequence[Called], taken: Taken) -> Part | None:
    kinds = [m for m in types_pattern().finditer(folded) if not taken(*m.span()) and len(m[0]) > 1]
    best: tuple[float, int, int, list[DocumentInfo]] | None = None
    for kind in kinds:
        begin = max(0, kind.start() - 40)
        before = folded[begin : kind.end()]
        for info, title, _, core, _ in names:
            if not core or (kind[0] not in _ANY_KIND and kind[0][-2:] not in title):
                continue
            start, end = _common(before, core)
            length = end - start
            own = 2 if kind[0].endswith("预案") else len(kind[0])  # 应急 of a plan tells what it is about
            # The stretch must reach to the kind's words, or nearly, and hold more than they do.
            gap = len(before) - end
            loose = kind[0] in _ANY_KIND and before[end : len(before) - len(kind[0])].strip("的这份个该")
            if loose or gap > len(kind[0]) + 4 or (length - max(0, own - gap) < _LEAST and length < len(core)):
                continue
            score = length + (0.5 if any(_folded(name)[:2] in folded[: kind.end()] for name in info.issuer) else 0)
            at = (begin + start, max(kind.end(), begin + end))
            if best is None or score > best[0] + 0.6:
                best = (score, *at, [info])
            elif abs(score - best[0]) <= 0.6:
                if score > best[0] + 0.2:
                    best = (score, *at, [info])
                elif score >= best[0] - 0.2:
                    best[3].append(info)
    if best is None or taken(best[1], best[2]):
        return None
    _, start, end, infos = best
    # `国务院关于某事的方案`: who issued it and the words of its frame belong to its name.
    issued = _ISSUED.search(folded[:start])
    if issued and any(_folded(name).startswith(issued[1]) for info in infos for name in info.issuer):
        start = issued.start()
    whose = _WHOSE.search(folded[:start]) or _PUT_OUT.search(folded[:start])
    start = whose.start() if whose else start
    # `2021年政府工作报告`: the year is the document's, not a deadline.
    year = _YEAR_OF.search(folded[:start])
    number = chinese_year(year[1]) if year else int(issued["year"][:-1]) if issued and issued["year"] else None
    if number:
        dated = [i for i in infos if (i.date and i.date.year == number) or str(number) in (i.title or "")]
        if dated:
            infos, start = dated, year.start() if year else start
        elif all(types_pattern().fullmatch(core_of(fold(i.title or ""))) for i in infos):
            # A report of every year: that of another one is meant, which bears no name here.
            return Part("document", folded[best[1] : end], best[1], end)
    return Part("document", folded[start:end], start, end, tuple(dict.fromkeys(i.key for i in infos)))


# Too wide to ask for by themselves.
_WIDE: Final = frozenset(["部门", "单位", "机构", "有关部门", "相关部门", "地方", "主体", "责任人", "各部门"])
# Classes that hold bodies of all sorts: only a word as wide as the class asks for all of them.
_LOOSE: Final = frozenset(["class:unit", "class:place", "class:post"])
_LOOSE_WORDS: Final = frozenset(["单位", "企事业单位", "各单位", "场所"])
# `旗县(市、区)`: the 市 in brackets is of the county's rank, not one above it.
_COUNTY: Final = re.compile(r"县[(]?市、?区|县、市")


def subject_document(folded: str, spans: Sequence[tuple[int, int]], library: Sequence[DocumentInfo]) -> Part | None:
    """The one or two documents whose title holds all the words at `spans`, four letters of them in a row.

    `未来一年内到期的无废城市试点任务`: beside a date the rest of the question names a document by its subject.
    """
    found: list[str] = []
    first, *others = [folded[start:end] for start, end in spans] or [""]
    for name in [name for name in called(library) if first in name.core] if spans else ():
        if name.core and all(word in name.core for word in others):
            start, end = _common(folded, name.core)
            if end - start >= _LEAST:
                found.append(name.info.key)
    if not 1 <= len(set(found)) <= 2:
        return None
    start, end = spans[0][0], spans[-1][1]
    return Part("document", folded[start:end], start, end, tuple(dict.fromkeys(found)))


def _by_decree(folded: str, names: Sequence[Called]) -> list[Part]:
    parts = []
    for match in _DECREE.finditer(folded):
        start, said, keys = match.start(), _giver(match), []
        for name in names:
            number = name.info.number or ""
            own = _DECREE.search(_folded(number)) if "令" in number else None
            if own is None or own["count"] != match["count"]:
                continue
            who = _giver(own)
            # `按照生态环境部令第7号`: the name may begin later, or be said in short (`省政府令`).
            if not said or said.endswith(who) or who.endswith(said):
                keys.append(name.info.key)
                start = match.end("who") - len(who) if who and (match["who"] or "").endswith(who) else start
        if keys:
            parts.append(Part("document", folded[start : match.end()], start, match.end(), tuple(dict.fromkeys(keys))))
    return parts


def _giver(decree: re.Match[str]) -> str:
    """Who gave a decree, by its full name where a word is short for it."""
    who = decree["who"] or ""
    return "国务院" if who == "国" else _GOVERNMENT.sub("人民政府", who)


def _splits_word(folded: str, end: int) -> bool:
    """Whether the last letter of a name makes a word with the one behind it: 采购方|式."""
    pair = folded[end - 1 : end + 1]
    return len(pair) == 2 and len(rjieba.cut(pair, False)) == 1


def named_bodies(folded: str, taken: Taken) -> list[Part]:
    """Who is asked about; the values are keys of bodies (`corpus.bodies`)."""
    parts: list[Part] = []
    ends = frozenset(accumulate(map(len, rjieba.cut(folded, False))))
    for start, end, keys in find_bodies_in_question(folded):
        words = folded[start:end]
        if end not in ends and _splits_word(folded, end):
            continue
        if taken(start, end) or words in _WIDE or within_word(folded, start, end) or folded[end : end + 1] == "际":
            continue  # 教育|部际联席会议 is no 教育部
        if "level:county" in keys and _COUNTY.search(words):
            keys = tuple(key for key in keys if key != "level:prefecture")
        if keys[0] in _LOOSE and words not in _LOOSE_WORDS:
            keys = body_keys(words)[:1]  # `各级工会` asks for the unions, not for every unit
        parts.append(Part("body", words, start, end, keys))
    return parts


_JOINS: Final = frozenset("和与及、,")  # between bodies that are named in a row: `商务部和保税区`
# An organ, of which one asks what it has to do; a class of firms or places may as well be what that is about.
_ORGAN: Final = re.compile(r"(?:部|委|局|署|院|厅|办|办公室|政府|党委|法院|委员会|部门|机关)$")


def acting(folded: str, bodies: list[Part]) -> list[Part]:
    """The bodies without what an organ has to do with: of `药监局负责的保税区任务` the zone is a word like others."""
    if not any(_ORGAN.search(body.text) for body in bodies):
        return bodies
    joined = {at for body in bodies for at in (body.start - 1, body.end) if folded[at : at + 1] in _JOINS}
    return [
        body for body in bodies
        if _ORGAN.search(body.text) or ":" in body.values[0] or not joined.isdisjoint((body.start - 1, body.end))
    ]  # fmt: skip


def named_places(folded: str, library: Sequence[DocumentInfo], taken: Taken) -> list[Part]:
    """Where: regions by key, or, for a territory that documents of the library are issued by, those documents.

    The whole territory of a document is no region of its tasks (`全区`): who asks for 内蒙古 wants its documents.
    """
    parts: list[Part] = []
    for start, end, key in find_places(folded):
        if taken(start, end):
            continue
        stem = folded[start:end].rstrip("省市区") or key
        own = [name.info.key for name in called(library) if stem in name.places]
        if own:
            parts.append(Part("document", folded[start:end], start, end, tuple(dict.fromkeys(own))))
        else:
            # The river itself lies in its basin: 黄河流域 finds 黄河干流.
            keys = dict.fromkeys((key, key.removesuffix("流域")))
            parts.append(Part("region", folded[start:end], start, end, tuple(keys)))
    return parts
