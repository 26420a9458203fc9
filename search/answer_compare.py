"""Questions that set a document beside the one above it: answered from the comparison, which says what it was made with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.indicators import find_indicators
from corpus.messages import message
from corpus.types import Document, Task
from search.answer_asking import Asking
from search.answer_types import Answer
from search.archive import DocumentInfo
from search.crossref import compare
from search.crossref_cites import CitationIndex, Source, source_of
from search.crossref_levels import government_level
from search.crossref_names import title_keys
from search.crossref_targets import measures_of, pair_figures, territory_of
from search.crossref_types import Comparison, TargetRow, target_row_json

__all__ = ["compared", "wish_of"]

# rows: the figures · only_central, only_local, stricter …: those of one verdict · added, uncovered, later: tasks
Wish = Literal["rows", "stricter", "looser", "equal", "only_central", "only_local", "added", "uncovered", "later"]

# 中央文件, 上级, 国家规划, 国务院的要求; not 国家级, not 中央环境保护督察
_ABOVE: Final = re.compile(
    r"中央(?!(?:生态)?环[境保]|财政|企业|预算|督察|空调)|上级|上位|国家(?:的|层面|规划|计划|文件|目标|要求|标准|方案)|国务院|全国(?:的)?(?:规划|目标|要求|计划)"
    r"|\b(?:central|national|higher[- ]level|superior|upper[- ]level|state council)\b",
    re.IGNORECASE,
)
# 与…相比, 比…宽, 差别, 对照, 没有对应
_BESIDE: Final = re.compile(
    r"相比|对比|比较|对照|相较|差[别距异]|(?:更|还是|是否|偏)[^,。?]{0,4}[宽严高低松]|[宽严]于|[高低]于|[宽严松]还是|一致|不同|没有(?:对应|提出|落实|上级|依据|承接)|无(?:对应|上级)"
    r"|未(?:提出|落实|承接|提及|覆盖)|新增|晚于|比(?:中央|上级|国家)"
    r"|\b(?:compar\w*|counterparts?|stricter|looser|differ\w*|against|versus|vs|than|uncovered|not taken up|basis|later)\b",
    re.IGNORECASE,
)
_WISHES: Final[tuple[tuple[Wish, re.Pattern[str]], ...]] = (
    # 宽还是严 asks for all
    ("rows", re.compile(r"[宽严松高低]还是|是[宽严]是|stricter or looser|looser or stricter", re.IGNORECASE)),
    # 哪些条款没有对应的上级依据, 本级新增了什么
    ("added", re.compile(
        r"没有[^,。?]{0,6}(?:上级|中央|国家)[^,。?]{0,4}依据|无上级依据|(?:本级|地方|自治区|省|市)[^,。?]{0,4}新增|新增(?:了|的)?(?:哪些|什么|任务|条款)"
        r"|no (?:central|national|higher[- ]level) basis|without a (?:central|national) basis|\badded\b", re.IGNORECASE)),
    # which central targets have no counterpart, 中央哪些指标没有对应
    ("only_central", re.compile(
        r"(?:central|national)[^?]{0,20}(?:targets?|figures?|indicators?)[^?]{0,40}(?:no|without|lack|not)\b"
        r"|(?:中央|上级|国家|国务院)[^,。?]{0,12}(?:指标|目标)[^,。?]{0,16}(?:没有|未|缺|无)|(?:没有|未|缺少)[^,。?]{0,10}(?:中央|上级|国家)[^,。?]{0,6}(?:指标|目标)", re.IGNORECASE)),
    ("only_local", re.compile(r"(?:regional|local)[^?]{0,20}(?:targets?|figures?|indicators?)[^?]{0,40}(?:no|without)\b|(?:本级|地方|自治区)[^,。?]{0,8}指标[^,。?]{0,12}(?:没有|无)[^,。?]{0,6}对应", re.IGNORECASE)),
    ("uncovered", re.compile(
        r"(?:中央|上级|国家|国务院)[^,。?]{0,12}(?:任务|要求|措施|条款|内容)[^,。?]{0,16}(?:没有|未|缺|无)|uncovered|not taken up|(?:central|national)[^?]{0,20}(?:tasks?|duties|measures?|clauses?)[^?]{0,40}(?:no|without|not)\b", re.IGNORECASE)),
    ("later", re.compile(r"晚于|(?:时限|期限|时间)[^,。?]{0,8}(?:晚|推迟|滞后)|later than|later deadline", re.IGNORECASE)),
    ("stricter", re.compile(r"严于|更严|高于(?:中央|上级|国家)|stricter|tighter", re.IGNORECASE)),
    ("looser", re.compile(r"宽于|更宽|更松|低于(?:中央|上级|国家)|looser|laxer|weaker", re.IGNORECASE)),
    ("equal", re.compile(r"哪些[^,。?]{0,8}(?:一致|相同)|the same as", re.IGNORECASE)),
)  # fmt: skip
_SHARED: Final = 3  # indicators that two documents must share where no citation leads from one to the other
_TRIED: Final = 12  # documents read in search of one above: those nearest in time
_PLAN_YEARS: Final = 5
_NAMED: Final = 6  # characters of a title that a question must hold to name its document

Why = Literal["named", "cited", "uncited"]


def wish_of(question: str) -> Wish | None:
    """What of a comparison a question asks for; None where it does not compare with a document above."""
    folded = fold(question)
    if not _ABOVE.search(folded) or not _BESIDE.search(folded):
        return None
    return next((wish for wish, words in _WISHES if words.search(folded)), "rows")


def compared(asking: Asking, wish: Wish) -> Answer:
    """The answer from the comparison of the local document with the one above it that the archive holds."""
    language = asking.reading.language
    local = _local(asking)
    above, why = _above(asking, local)
    if above is None:
        lacking = _lacking(asking, local)
        key = "compare.answer_missing" if lacking else "compare.answer_none"
        said = message(key, language, local=_label(local), names="；".join(lacking))
        return asking.answered(said, (), abstained=said)
    found = compare(local, above, language)
    rows = _wanted(found.targets, wish, fold(asking.reading.question))
    tasks = _tasks(found, local, wish)
    source = message(f"compare.source_{why}", language, central=_label(above))
    if not rows and not tasks:
        said = message(f"compare.answer_empty_{'later' if wish == 'later' else 'rows'}", language) + source
        return asking.answered(said, (), abstained=said)
    said = message(f"compare.answer_{wish}", language, count=len(tasks) or len(rows), figures=len(rows)) + source
    answer = asking.answered(said, asking.page(asking.items(tasks)), total=len(tasks))
    # Every word of the question went into which comparison was asked for.
    return msgspec.structs.replace(
        answer, comparison=tuple(target_row_json(row) for row in rows), not_understood=()
    )  # fmt: skip


def _label(document: Document) -> str:
    return document.title or document.source or document.key


def _wanted(rows: Iterable[TargetRow], wish: Wish, question: str) -> list[TargetRow]:
    """The figures that were asked for: of the indicators that the question names, of the verdict that it asks for."""
    if wish in ("added", "uncovered", "later"):
        return []
    keys = {key for _, _, key in find_indicators(question)}
    if wish != "rows":
        rows = [row for row in rows if row.verdict == wish]
    elif not keys:
        rows = [row for row in rows if row.local is not None or row.verdict == "only_central"]
    return [row for row in rows if not keys or keys & _families(row)]


def _families(row: TargetRow) -> set[str]:
    names = [side.target.indicator for side in (row.local, row.central) if side is not None]
    return {key for name in names for _, _, key in find_indicators(fold(name))}


def _tasks(found: Comparison, local: Document, wish: Wish) -> Sequence[Task]:
    if wish == "added":
        return found.added
    if wish == "uncovered":
        return found.uncovered
    if wish == "later":
        places = {(row.local.start, row.local.end) for row in found.later}
        return [task for task in local.tasks if (task.start, task.end) in places]
    return ()


def _local(asking: Asking) -> Document:
    """The document that is asked about: the one named that is lowest, else the lowest and newest of the archive."""
    named = _named(asking)
    pool = named if len(named) > 1 or (len(named) == 1 and _rank(named[0]) > 0) else asking.library
    info = max(pool, key=lambda one: (_rank(one), one.date.isoformat() if one.date else "", one.key))
    document = asking.archive.get(info.key)
    assert document is not None, "a document that the library lists"
    return document


def _rank(info: DocumentInfo) -> int:
    return government_level(info.issuer, info.title)


def _named(asking: Asking) -> list[DocumentInfo]:
    """The documents that the question names, by the filter that it was read as or by the words of their titles."""
    wanted = set(asking.reading.query.documents)
    question = "".join(char for char in fold(asking.reading.question) if char.isalnum())
    found = []
    for info in asking.library:
        titles = title_keys(info.title) if info.title else ()
        said = any(len(key) >= _NAMED and "".join(filter(str.isalnum, key)) in question for key in titles)
        number = "".join(filter(str.isalnum, fold(info.number or "")))
        if info.key in wanted or said or (number and number in question):
            found.append(info)
    return found


def _above(asking: Asking, local: Document) -> tuple[Document | None, Why]:
    """The document to set beside: named in the question, else cited, else of a higher level and the same matter."""
    for info in _named(asking):
        if info.key != local.key and (document := asking.archive.get(info.key)) is not None:
            return document, "named"
    index = CitationIndex(_bare(info) for info in asking.library if info.key != local.key)
    index.add(source_of(local))
    for relations in (("basis",), ("implement",), ("mention",)):
        for cited in index.cites(local.key):
            if cited.state == "found" and cited.citation.relation in relations:
                document = asking.archive.get(cited.keys[0])
                higher = document is not None and _higher(document, local)
                if document is not None and (higher or relations == ("basis",)):
                    return document, "cited"
    return _alike(asking, local), "uncited"


def _bare(info: DocumentInfo) -> Source:
    """A document by its names alone: what it cites does not matter to who is cited."""
    return Source(info.key, info.label, info.title, info.issuer, info.number, info.date, (), (), {})


def _higher(one: Document, other: Document) -> bool:
    return government_level(one.issuer, one.title) < government_level(other.issuer, other.title)


def _alike(asking: Asking, local: Document) -> Document | None:
    """Of the documents of a higher level for the same plan period the one that shares most indicators, at least three."""
    level = government_level(local.issuer, local.title)
    higher = [info for info in asking.library if info.key != local.key and _rank(info) < level]
    higher = [info for info in higher if _one_period(info, local)]
    higher.sort(key=lambda info: abs((info.date - local.date).days) if info.date and local.date else 0)
    mine, territory = measures_of(local), territory_of(local)
    best: tuple[int, Document] | None = None
    for info in higher[:_TRIED]:
        document = asking.archive.get(info.key)
        if document is None:
            continue
        shared = len(pair_figures(mine, measures_of(document), territory, {}))
        if shared >= _SHARED and (best is None or shared > best[0]):
            best = shared, document
    return best[1] if best else None


def _one_period(info: DocumentInfo, local: Document) -> bool:
    if info.date is None or local.date is None:
        return True
    return (info.date.year - 1) // _PLAN_YEARS == (local.date.year - 1) // _PLAN_YEARS


def _lacking(asking: Asking, local: Document) -> list[str]:
    """The documents that the local one cites as its basis, as it writes them."""
    basis = [citation.text for citation in local.citations if citation.relation in ("basis", "implement")]
    return list(dict.fromkeys(basis))
