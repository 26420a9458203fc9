"""The words that a question uses and a text answers with: synonyms, and what is no search word at all.

Everything is data (`corpus/lexicon/synonyms.toml`, `questions.toml`) and folded; functions are pure.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

import msgspec
import rjieba

from corpus.fold import fold
from corpus.numerals import integer
from corpus.tables import lexicon_table
from corpus.topics import alternation
from corpus.wordset import WordSet

__all__ = [
    "PARTICLES",
    "Term",
    "alternatives",
    "by_synonyms",
    "chinese_terms",
    "is_noun",
    "modality_words",
    "parts_of",
    "question_words",
    "types_pattern",
    "within_word",
]

# Parts of speech (jieba's tags) that carry no matter: particles, pronouns, prepositions, conjunctions, marks.
_EMPTY_TAGS: Final = frozenset(
    [
        "u",
        "uj",
        "ul",
        "uz",
        "uv",
        "ud",
        "ug",
        "p",
        "c",
        "r",
        "rr",
        "rz",
        "rg",
        "x",
        "w",
        "y",
        "o",
        "e",
        "h",
        "k",
        "m",
        "mq",
        "q",
        "f",
    ]
)
_NOUN_TAGS: Final = ("n", "j", "l", "i", "s", "eng")


class Term(msgspec.Struct, frozen=True):
    """A thing asked about: the question's words at `start:end`, and the folded words that may say it in a text.

    `faint` terms rank only: that a clause lacks one proves nothing. `name` says that it names a thing (a noun),
    `unknown` that nobody knows the word, `guessed` that only a general dictionary does (of an English question).
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    faint: bool = False
    name: bool = True
    unknown: bool = False
    guessed: bool = False


_MODALITY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "must_not": ("严禁", "禁止", "不得", "不准", "不许", "不予", "不再", "暂停", "杜绝"),
    "encourage": ("鼓励", "倡导", "提倡", "支持", "引导", "探索"),
    "strive": ("力争", "争取", "原则上"),
}


def modality_words(modality: str) -> tuple[str, ...]:
    """The words that give a clause its modality (contract/tagging.md, "Task")."""
    return _MODALITY_WORDS[modality]


class QuestionWords(msgspec.Struct, frozen=True):
    """The word lists of `questions.toml`."""

    stop: frozenset[str]
    generic: frozenset[str]
    faint: frozenset[str]
    types: tuple[str, ...]


@cache
def question_words() -> QuestionWords:
    """The word lists, read once."""
    table = {key: fold(value).split() for key, value in lexicon_table("questions").items()}
    return QuestionWords(
        frozenset(table["stop"]), frozenset(table["generic"]), frozenset(table["faint"]), tuple(table["types"])
    )


@cache
def types_pattern() -> re.Pattern[str]:
    """Finds the kind of a document: `…方案`, `…实施意见`."""
    return re.compile(alternation(question_words().types))


@cache
def _synonym_groups() -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = lexicon_table("synonyms")
    return {kind: [[fold(word) for word in group] for group in groups] for kind, groups in table.items()}


@cache
def _firsts() -> tuple[dict[str, str], re.Pattern[str]]:
    firsts: dict[str, str] = {}
    for group in _synonym_groups()["same"]:
        words = [word.lower() for word in group]
        for word in words:
            firsts.setdefault(word, words[0])
    return firsts, re.compile(alternation(word for word in firsts if len(word) > 1), re.IGNORECASE)


def by_synonyms(folded: str) -> tuple[list[str], str]:
    """The words of a text that have full synonyms, each as the first of those that mean the same; and the rest of it.

    >>> by_synonyms("制订环评办法")
    (['制定', '环评'], ',,,,办法')
    """
    firsts, pattern = _firsts()
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(firsts[match[0].lower()])
        return "," * len(match[0])

    rest = pattern.sub(taken, folded)
    return found, rest


@cache
def _synonyms() -> tuple[dict[str, tuple[str, ...]], WordSet]:
    table = _synonym_groups()
    same: dict[str, list[str]] = {}
    for words in table["same"]:
        for word in words:
            same.setdefault(word.lower(), [word]).extend(words)
    for key, family in lexicon_table("indicators").items():
        words = [fold(word) for word in (key, *family["names"]) if len(word) > 2]
        for word in words:
            same.setdefault(word.lower(), [word]).extend(words)
    for first, *others in table["near"]:
        same.setdefault(first.lower(), [first]).extend(others)
    found = {key: tuple(dict.fromkeys(words)) for key, words in same.items()}
    return found, WordSet(word for word in found if len(word) > 1)


def alternatives(word: str) -> tuple[str, ...]:
    """`word` and what stands for it in a text, itself first."""
    return _synonyms()[0].get(word.lower(), (word,))


@lru_cache(maxsize=10_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The words of two letters and more that a compound consists of: 钢铁 and 行业 of 钢铁行业; empty for a plain word."""
    inner = [part for part in rjieba.cut_for_search(word) if 1 < len(part) < len(word)]
    whole = len(word) > 3 and set("".join(inner)) >= set(word)
    return tuple(inner) if whole else ()


def within_word(folded: str, start: int, end: int) -> bool:
    """Whether a stretch of a text is only a part of a longer word of the synonyms: 水厂 of 污水厂."""
    return any(a <= start and end <= b and b - a > end - start for a, b in _synonyms()[1].spans(folded.lower()))


def is_noun(word: str) -> bool:
    """Whether a folded word, or the last of those that it consists of, names a thing."""
    tags = [tag for _, tag in rjieba.tag(word, False)]
    return bool(tags) and tags[-1].startswith(_NOUN_TAGS)


def _cut(text: str) -> list[tuple[int, int, str]]:
    """The words of `text` with their tags, a word of the synonyms never cut in two."""
    tokens: list[tuple[int, int, str]] = []
    at = 0
    # Without the guessing of new words, which makes them of what only stands side by side (`任务·时挂·专用号牌的·车能`).
    for word, tag in rjieba.tag(text, False):
        tokens.append((at, at + len(word), tag))
        at += len(word)
    starts = {start: number for number, (start, _, _) in enumerate(tokens)}
    ends = {end: number for number, (_, end, _) in enumerate(tokens)}
    joined: list[tuple[int, int, str]] = []
    done = 0
    lowered = text.lower()
    for start, end in _synonyms()[1].spans(lowered if len(lowered) == len(text) else text):
        first, last = starts.get(start), ends.get(end)
        if first is None or first < done:
            continue
        if last is None:
            if end - start < 3:
                continue
            # The segmenter joined the end of a known word with what follows it: 营改·增从
            rest = [(end + a, end + b, tag) for a, b, tag in _cut(text[end:])]
            return [*joined, *tokens[done:first], (start, end, "n"), *rest]
        joined.extend(tokens[done:first])
        tag = tokens[last][2]
        joined.append((start, end, "n" if tag in _EMPTY_TAGS else tag))  # 国六 ends like a number
        done = last + 1
    return joined + tokens[done:]


# Letters that never are a part of a word that a segmenter cut to pieces.
PARTICLES: Final = frozenset(
    "没过未再又只才让跟拿着的了和与及或在是对由被把将从到至为之等吗呢吧要应该须能可会有哪谁何几多少个些就都也还各每所以其此这那请"
)


_JOINED: Final = "n joined"  # the tag of letters that the dictionary knows as no word
# What a verb of one letter ends in
_RESULTS: Final = frozenset("完好成掉光")


# What is asked about stands right behind its verb: `要报什么`, `免哪些费`
_ASKED: Final = re.compile(r"哪|什么(?!时)|多少|几|啥(?!时)|谁|何(?!时)")


# `怎么罚`: so is a verb of one letter behind the asking
_HOW: Final = re.compile(r"(?:怎么|如何|咋)$")


def _asked_of(text: str, end: int, tag: str) -> bool:
    return tag.startswith(("v", "n")) and (
        _ASKED.match(text, end) is not None or _HOW.search(text, 0, end - 1) is not None
    )


def _with_singles(text: str, tokens: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Tokens with runs of single letters joined: 无·废 is one word that the dictionary lacks (`无废城市`)."""
    joined: list[tuple[int, int, str]] = []
    run = False
    for start, end, tag in tokens:
        single = end - start == 1 and "\u4e00" <= text[start] <= "\u9fff" and text[start] not in PARTICLES
        before = joined[-1] if joined else None
        if single and (_asked_of(text, end, tag) or (tag == "f" and before and before[1] == start)):
            single = False  # `车免哪些费`: a verb; `耕地上种粮食`: a direction behind its noun
        if single and run and text[start] in _RESULTS and before and before[1] == start:
            continue  # `划完`, `改好`: that it is done is no part of a name
        if single and run and before and before[1] == start and start - before[0] < 4:
            joined[-1] = (before[0], end, _JOINED)
        else:
            joined.append((start, end, tag))
        run = single
    return joined


# `多长时间`, `几次`, `哪一级`, `何种`: words of asking in whatever compound.
_ASKING: Final = re.compile(r"[多几哪何怎啥](?!样化|种经营|边|元|功能|方面合作|媒体|层次).{0,3}$|什么")
# Figures with their unit keep together: `35蒸吨`, `1+X证书`, `国六`.
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?%?")


# `批不批`, `收不收`: the verb, asked for by its no
_A_NOT_A: Final = re.compile(r"([\u4e00-\u9fff])不\1(?!错)")
_NO_VERBS: Final = frozenset("是能会可要有对行好")
# `百分之五十`, which texts write as 50%
_SHARE: Final = re.compile(r"百分之([一二三四五六七八九十百]{1,5}|\d{1,3})")
# `一家`, `两个以上`, `三类`: how many of a thing, in words
_COUNTED: Final = re.compile(r"[一二两三四五六七八九十]{1,3}(?:[家个名次人类项所台辆座条岁届种级副只位]|[件桩样]事情?)")


def _numeral_words(word: str) -> tuple[str, ...]:
    """How a text may write a number of things: 两家 is 2家 too."""
    number = integer(word[:-1].replace("两", "二"))
    written = (word, f"{number}{word[-1]}", f"{number}个") if number is not None else (word,)
    return (*written, f"二{word[-1]}", "两个") if word.startswith("两") and len(word) == 2 else written


# The auxiliary 要, which the segmenter takes for a part of the next word: 要·约谈, 要·求助; not 重要, 要求, 要点
_AUXILIARY: Final = re.compile(r"(?<![重主需必纲摘概次首紧简])[要须应](?=约谈|求助|点名)")


# `跟哪年比`, `由谁来修`: what belongs to the asking, which the segmenter takes for the begin of the next word
_ASKING_UNIT: Final = re.compile(
    r"(哪)(一?[年月天日季周])(?!度)|(?<=谁)来(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]{2})时(?=谁|哪|怎|由|要|应|能|可|该|是)"
)


# `禁养区里能养猪吗`: the word of place behind a kind of place, which the segmenter joins with its last letter
_PLACED: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2}[区市县省镇乡村园厂校院场站库城])[里内中](?![部外心央国小学面资])")


def chinese_terms(text: str, offset: int, generic_too: bool = False) -> list[Term]:
    """The terms of a stretch of a folded question that no rule has read; `offset` is where it begins.

    `generic_too` keeps the words of the genre (`任务`, `目标`), for a question that has nothing else.
    """
    words = question_words()
    terms: list[Term] = []
    text = _ASKING_UNIT.sub(lambda m: (m[1] or "") + " " * (len(m[0]) - len(m[1] or "")), _AUXILIARY.sub(" ", text))
    text = _PLACED.sub(" ", text)
    asked = {m.start() for m in _A_NOT_A.finditer(text) if m[1] not in _NO_VERBS}
    for at in asked:
        text = f"{text[: at + 1]}  {text[at + 3 :]}"
    for start, end, tag in _with_singles(text, _cut(text)):
        word = text[start:end]
        bare = word.strip()
        if not bare or not any(char.isalnum() for char in bare) or word in words.stop:
            continue
        figure = _FIGURE.fullmatch(bare) is not None
        if (share := _SHARE.fullmatch(bare)) and (percent := integer(share[1])) is not None:
            terms.append(Term(word, offset + start, offset + end, (f"{percent}%", bare), faint=True, name=False))
            continue
        if _COUNTED.fullmatch(bare) and bare not in words.generic and bare[:2] not in ("一个", "一项", "一种", "一条"):
            terms.append(Term(word, offset + start, offset + end, _numeral_words(bare), faint=True, name=False))
            continue
        if tag in _EMPTY_TAGS and not figure and len(word) < 3 and not _exclaimed(word, tag):
            continue
        if _ASKING.match(word) and not figure:
            continue
        if word in words.generic and word not in words.faint and not generic_too:
            continue
        # Of one letter that is no noun (`什么时候拆`) nearly every text has a longer word: it ranks beside others.
        bare_letter = len(word) == 1 and not tag.startswith("eng") and start not in asked
        asked_here = _asked_of(text, end, tag)
        if bare_letter and (word in PARTICLES or not (asked_here or tag.startswith(_LETTER_TAGS))):
            continue
        made = tag == _JOINED and alternatives(word) == (word,)
        said = (word, word[1:]) if made and len(word) == 3 else alternatives(word)  # `做|无废`: its verb stands before
        only_ranks = bare_letter and len(said) == 1 if asked_here else bare_letter and not tag.startswith("n")
        terms.append(
            Term(
                word, offset + start, offset + end, said, unknown=made,
                faint=word in words.faint or figure or only_ranks, name=tag.startswith(_NOUN_TAGS) or len(word) > 2,
            )
        )  # fmt: skip
    return terms


# Parts of speech of one letter that say something: nouns, verbs, adjectives, and what no text has (`怎么嗨`)
_LETTER_TAGS: Final = ("n", "v", "a", "z", "e", "o", "y")


def _exclaimed(word: str, tag: str) -> bool:
    return tag in ("e", "o", "y") and word not in PARTICLES
