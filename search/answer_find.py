"""Which clauses answer a question: candidates from the archive, weighed by how much of the question they speak of.

An index ranks by words in common; whether the best is an answer at all it does not say. Here each candidate is held
against the question's terms, a rare one weighing more (idf); one that lacks what the question is about is no
answer, however many common words it shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from operator import add, itemgetter, mul
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.types import Task
from search.answer_speaks import Candidate, spoken_of
from search.question_asks import asks_how_often
from search.reading import Reading
from search.words import Term

__all__ = ["Choice", "choose", "has_figure", "has_time", "recurs", "says_year", "weigh"]

_ANSWERS: Final = 0.6  # share of the question that must be spoken of
_ANSWERS_UNNAMED: Final = 0.7  # that share where something that has a name is spoken of nowhere
_FAINTLY: Final = 0.35  # below that nothing of a word is spoken of
_CLOSE: Final = 0.1  # how much less than the best a candidate may cover to stand beside it
_ALONE: Final = 0.5  # share that each item of a list must speak of by itself
_ALIKE: Final = 0.08  # what a candidate with all pairs of letters of the question gains in rank
_BENDS: Final = 0.45  # the most that the kind of question, and likeness of letters, add to a rank
_HEAD: Final = 0.04  # what a candidate gains that opens with what the question speaks of first: its subject
_RUN: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
# Two things asked for at once may stand in two clauses; one thing does not stand in pieces here and there.
_COORDINATED: Final = re.compile(r"[和与及、,]|分别|各|\b(?:and|or)\b")
_SCATTERED: Final = 0.45  # share of the question below which the best speaks of a piece of it only
_GUESSED: Final = 0.6  # what a word of a general dictionary weighs that no candidate speaks of
_NO_WORD: Final = 0.3  # what letters weigh that are no word and that no candidate has: they were cut wrongly
_UNSAID: Final = {True: 0.4, False: 0.6}  # what a verb weighs that no candidate speaks of, in English and in Chinese
_GAIN: Final = 0.18  # what a further candidate must add where the first do not cover all


class Choice(msgspec.Struct, frozen=True):
    """What answers, best first, each with the share of the question that it speaks of, and the share of all together."""

    chosen: tuple[tuple[Candidate, float], ...]
    ranked: tuple[tuple[Candidate, float], ...]
    covered: float
    missing: tuple[Term, ...]


def weigh(terms: Sequence[Term], spoken: Sequence[Sequence[float]], size: int, english: bool) -> list[float]:
    """The weight of each term: rare ones weigh more; `size` is how many tasks there are to choose from."""
    weights: list[float] = []
    for number, term in enumerate(terms):
        holding = sum(map((0.6).__le__, map(itemgetter(number), spoken)))
        weight = log(1 + max(size, len(spoken)) / (holding + 0.5))
        if holding == 0 and not term.name:
            # A verb has many ways of being said: that nothing says it so proves little.
            weight = min(weight, log(1 + size / 6)) * _UNSAID[english]
        elif holding == 0 and english:
            # An English word has many ways of being translated.
            weight = min(weight, log(1 + size / 6)) * (_GUESSED if term.guessed else 1.0)
        # A number tells one clause from its neighbours (`只有1家的`, `2家的`), where one of them has it.
        counted = term.faint and holding > 0 and any(word[:1].isdigit() for word in term.words)
        unknown = 0.5 if english and term.unknown else _NO_WORD if term.unknown and not holding else 1.0
        weights.append(weight * (0.6 if counted else 0.2 if term.faint else unknown))
    return weights


def choose(reading: Reading, pool: Sequence[Candidate], size: int, most: int, wide: bool) -> Choice:
    """The candidates that answer, none when what the best speak of is not what was asked.

    `size` is the number of tasks chosen from, `most` the most items; `wide` keeps all that speak of nearly as
    much as the best (a list was asked for).
    """
    terms = _distinct(reading.terms)
    if not terms or not pool:
        return Choice((), (), 0.0, tuple(terms))
    keys = [
        frozenset(
            v for p in reading.parts if p.kind == "body" and p.start <= t.start and t.end <= p.end for v in p.values
        )
        for t in terms
    ]
    words = [tuple(word.lower() for word in term.words) for term in terms]
    spoken = list(zip(*(spoken_of(pool, own, key) for own, key in zip(words, keys, strict=True)), strict=True))
    weights = weigh(terms, spoken, size, reading.language == "en")
    total = sum(weights) or 1.0
    # Many candidates speak of the same: what depends on that alone is reckoned once for all of them.
    shares = {row: sum(map(mul, weights, row)) / total for row in set(spoken)}
    order = _pairs(terms, reading)
    letters, years = _letters(reading), _years(reading)
    heads = next((own for own, term in zip(words, terms, strict=True) if not term.faint), ())
    highest = max(candidate.hit for candidate in pool) or 1.0
    scored: list[tuple[float, float, int]] = []
    for number, (candidate, row) in enumerate(zip(pool, spoken, strict=True)):
        covered = shares[row]
        near = sum(map(candidate.text.__contains__, order)) / len(order) if order else 0.0
        rank = covered + 0.08 * near + 0.03 * candidate.hit / highest - 0.0001 * min(len(candidate.text), 300)
        scored.append((rank + (_HEAD if candidate.text.startswith(heads) else 0.0), covered, number))
    # What bends the order moves nobody further than this.
    reachable = max(rank for rank, _, _ in scored) - _BENDS
    for at, (rank, covered, number) in enumerate(scored):
        if rank > reachable:
            alike = sum(map(pool[number].text.__contains__, letters)) / (len(letters) or 1)
            scored[at] = (rank + _bent(reading, years, pool[number]) + _ALIKE * alike, covered, number)
    scored.sort(key=lambda entry: (-entry[0], entry[2]))
    ranked = tuple((pool[number], covered) for _, covered, number in scored)
    best_rank, best, first = scored[0]
    # A candidate that speaks of as much may rank a little lower by what bends the order.
    least = best_rank - 0.06
    reach = list(spoken[first])
    taken = {first}
    chosen = [(best_rank, best, first)]
    slack = max(_CLOSE, 0.2 * best) if wide else _CLOSE
    for rank, covered, number in scored[1:]:
        if rank >= least - slack and covered >= best - slack and len(chosen) < most and (covered >= _ALONE or not wide):
            chosen.append((rank, covered, number))
            taken.add(number)
            reach = [max(a, b) for a, b in zip(reach, spoken[number], strict=True)]
    for _ in range(3):
        # What the first do not speak of, others may: two indicators asked for at once stand in two clauses.
        gains = {
            row: sum([w * max(0.0, s - k) for w, s, k in zip(weights, row, reach, strict=True)]) / total
            for row in shares
        }
        if max(gains.values()) < _GAIN or len(taken) == len(pool) or len(chosen) >= most:
            break
        rounded = {row: round(gain, 3) for row, gain in gains.items()}
        left = [(rounded[row], -n) for n, row in enumerate(spoken) if n not in taken]
        further = -max(left)[1]
        if gains[spoken[further]] < _GAIN:
            break
        entry = next(e for e in scored if e[2] == further)
        chosen.append(entry)
        taken.add(further)
        reach = [max(a, b) for a, b in zip(reach, spoken[further], strict=True)]
    share = sum(w * s for w, s in zip(weights, reach, strict=True)) / total
    missing = tuple(t for t, r in zip(terms, reach, strict=True) if r < 0.5 and not t.faint)
    scattered = best < _SCATTERED and not _COORDINATED.search(fold(reading.question))
    home = [spoken[n] for n in taken if pool[n].doc == pool[first].doc]
    if scattered:
        # Pieces of it in many documents are no answer: those of the first's document must do.
        share = sum(w * max(s[n] for s in home) for n, w in enumerate(weights)) / total
    # A name that nothing speaks of (`自动驾驶出租车收费`) tells more than a verb that is said otherwise.
    unnamed = reading.language == "zh" and any(
        t.name and len(t.text) > 2 and not t.faint and all(row[n] < _FAINTLY for row in spoken)
        for n, t in enumerate(terms)
    )
    least_share = _ANSWERS_UNNAMED if unnamed else _ANSWERS
    head = _head(reading)
    least_head = 0.5 if reading.language == "en" else _FAINTLY
    headless = any(t.text == head and not t.faint and max(s[n] for s in home) < least_head for n, t in enumerate(terms))
    if share < least_share or headless or (reading.language == "en" and _mostly_unknown(terms, spoken)):
        return Choice((), ranked, share, missing)
    return Choice(tuple((pool[n], covered) for _, covered, n in chosen), ranked, share, missing)


# `高速公路限速是多少`: so without a word of the quantity asked for
_QUANTITY: Final = re.compile(r"(?:的?(?:目标|指标|标准|要求|上限|下限|限额)(?:值|额)?)?(?:是|为|定在)多少")
# `What is the budget for …?`: without a word of a budget nothing answers.
_HEAD_OF: Final = re.compile(r"(?:^what (?:is|are|was|were)|\babout) the ([a-z][a-z -]{2,40}?) (?:for|of|on|in|to)\b")


def _head(reading: Reading) -> str | None:
    """The words that name what a question is after, None where it does not name it so."""
    folded = fold(reading.question).lower()
    if reading.language == "en":
        match = _HEAD_OF.search(folded)
        return match[1] if match else None
    if reading.asks != "figure":
        return None
    before = {t.end: t.text for t in reading.terms if not t.faint and len(t.text) > 1}
    return next((before[m.start()] for m in _QUANTITY.finditer(folded) if m.start() in before), None)


def _letters(reading: Reading) -> list[str]:
    """All pairs of neighbouring letters of a Chinese question: between clauses that speak of as much they tell."""
    if reading.language != "zh":
        return []
    return list({pair for run in _RUN.findall(fold(reading.question)) for pair in map(add, run, run[1:])})


def _years(reading: Reading) -> tuple[str, ...]:
    """The year that the days of a question lie in, as texts write it; none of an open or a long window."""
    for part in reading.parts:
        last = part.window.last if part.window and part.kind in ("due", "starts", "due_or_starts") else None
        if part.window and last and (part.window.first or last).year == last.year:
            return (f"{last.year}年", str(last.year))
    return ()


_AGAIN: Final = re.compile(r"每(?:半年|年|月|季度?|周|日|天)|[一两](?:年|个?月|季度?)[一两]次")


def recurs(candidate: Candidate) -> bool:
    """Whether a candidate is a task that is done again and again, or a sentence that says of something how often."""
    if candidate.task is None:
        return _AGAIN.search(candidate.text) is not None
    return any(d.kind == "every" for d in candidate.task.deadlines)


def says_year(reading: Reading, candidate: Candidate) -> bool:
    """Whether a candidate, or the title of its document, names the year that is asked about."""
    years = _years(reading)
    return bool(years) and _says(years, candidate)


def _says(years: Sequence[str], candidate: Candidate) -> bool:
    return years[0] in candidate.text or years[0] in candidate.beside or years[1] in candidate.title


def _within(reading: Reading, task: Task) -> bool:
    """Whether a day of a task lies within the window of the question."""
    windows = [w for w in (reading.query.due, reading.query.starts) if w]
    days = [day for d in task.deadlines for day in (d.due, d.begins) if day] + [t.due for t in task.targets if t.due]
    return any((w.first or day) <= day <= (w.last or day) for w in windows for day in days)


# A time in a text: `应自受理之日起20日内`, `不超过5个工作日`, `2020年`, `每季度`
_TIME: Final = re.compile(
    r"[0-9一二三四五六七八九十]个?(?:年|月|日|天|小时|分钟|周|季度|工作日|星期|学期)|每(?:[年月季日周]|半年|学期)|半年|年底|年内|之日起|长期"
)


# A figure in a text: digits, or a numeral with a unit. 一个 is none
_DIGIT: Final = re.compile(
    r"[0-9]|[一二两三四五六七八九十百千万亿]{1,9}(?:余|多)?(?:元|公里|米|吨|亩|度|岁|平方|立方)|[二两三四五六七八九十百千万](?:个|项|家|所|次|成|分|倍|年|月|天|处|座|套|人|名|亿)|一半|一次|全覆盖"
)


def has_time(text: str) -> bool:
    """Whether a folded text says when, how long or how often."""
    return _TIME.search(text) is not None


def has_figure(text: str) -> bool:
    """Whether a folded text holds a figure, or a numeral with a unit."""
    return _DIGIT.search(text) is not None


# `哪些城市`, `which league or city`: the answer is a place
_PLACES: Final = re.compile(
    r"哪[^,，。?？]{0,3}(?:盟市|城市|地方|地区|省|市|县|旗|河流|湖泊)"
    r"|[Ww]hich (?:\w+ )?(?:or \w+ )?(?:league|cit|region|province|count|place|area|river|lake)"
)


# `由甲、乙、丙组成`; not 组成人员
_COMPOSED: Final = re.compile(r"由.{2,120}组成")
# What a question that is answered by yes or no is answered with.
_RULING: Final = re.compile(
    r"不得|禁止|严禁|不予|不准|不再|不能|可以?(?!持续|靠)|允许|应当?|必须|须|免[予征于除]|停止|暂停"
)


@lru_cache(maxsize=1_000)
def _asks_where_or_how_often(question: str) -> tuple[bool, bool]:
    return _PLACES.search(question) is not None, asks_how_often(fold(question).lower())


def _bent(reading: Reading, years: Sequence[str], candidate: Candidate) -> float:
    """What the kind of answer adds: a figure holds digits, a definition says `X是…`, a duty is a task."""
    if reading.asks == "define":
        head = next((term for term in reading.terms if not term.faint), None)
        names = [head.text.lower(), *map(str.lower, head.words)] if head else [""]
        says = re.match(
            r"(?:本(?:意见|办法|方案|规定|条例|通知|规划|法|细则))?(?:所称)?的?[“]?.{0,12}?(?:是指|是|即|指)(?!否)",
            candidate.text,
        )
        return 0.3 if says and any(name in candidate.text[: says.end()] for name in names) else -0.02
    bend = -0.03 if candidate.task is None else 0.0
    if reading.asks in ("list", "explain") and candidate.text.endswith(":"):
        bend = 0.04  # it opens the list that is asked for
    if "组成" in reading.question and _COMPOSED.search(candidate.text):
        bend += 0.1
    if reading.asks == "yesno" and _RULING.search(candidate.text):
        bend += 0.05
    if years and not _says(years, candidate):
        bend -= 0.0 if candidate.task and _within(reading, candidate.task) else 0.08
    where, how_often = _asks_where_or_how_often(reading.question)
    if how_often:
        bend += 0.2 if recurs(candidate) else 0.0
    elif reading.asks == "when":
        timed = candidate.task and any(not d.inherited for d in candidate.task.deadlines)
        bend += 0.05 if timed or _TIME.search(candidate.text) else -0.1
    if (reading.asks == "who" or where) and candidate.task is not None:
        bend += 0.05 if (candidate.task.regions if where else candidate.task.bodies) else 0.0
    if reading.asks == "figure":
        bend += 0.04 if (candidate.task and candidate.task.targets) else 0.0
        bend -= 0.0 if _DIGIT.search(candidate.text) else 0.15
    return bend


def _mostly_unknown(terms: Sequence[Term], spoken: Iterable[Sequence[float]]) -> bool:
    """Whether of the words that tell what an English question is about no more than half are known.

    What only the general dictionary knows (`jaywalking`), or nobody (`M2`), counts as known where something speaks of it.
    """
    rows = set(map(tuple, spoken))
    telling = [number for number, term in enumerate(terms) if not term.faint]
    unknown = sum(
        (terms[n].unknown or (terms[n].guessed and terms[n].name)) and all(row[n] < _FAINTLY for row in rows)
        for n in telling
    )
    return unknown > 0 and unknown * 2 >= len(telling)


def _distinct(terms: Sequence[Term]) -> list[Term]:
    seen: dict[tuple[str, ...], Term] = {}
    for term in terms:
        seen.setdefault(term.words, term)
    return list(seen.values())


_JOINTS: Final = frozenset("的、,和与及或")


def _pairs(terms: Sequence[Term], reading: Reading) -> list[str]:
    """Neighbouring terms of a Chinese question: `燃煤` and `锅炉` say more as one than apart."""
    if reading.language != "zh":
        return []
    folded = fold(reading.question).lower()
    near = [(a.end, b.start, folded[a.start : b.end]) for a, b in pairwise(terms)]
    return [word for end, start, word in near if start == end or (start == end + 1 and folded[end] not in _JOINTS)]
