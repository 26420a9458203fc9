"""Questions that set a document beside the one above it: answered from the comparison, which says what it was made with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from corpus.fold import fold
from corpus.indicators import find_indicators
from corpus.messages import message
from corpus.topics import topics, topics_of
from corpus.types import Document, Task
from search.answer_asking import Asking
from search.answer_types import Answer
from search.archive import DocumentInfo
from search.crossref import compare
from search.crossref_cites import around
from search.crossref_levels import government_level
from search.crossref_names import title_keys
from search.crossref_targets import measures_of, pair_figures, territory_of
from search.crossref_types import Comparison, TargetRow, target_row_json
from search.wishes import Wish, sets_beside, wish_of

__all__ = ["asked", "compared"]

_SHARED: Final = 3  # indicators that two documents must share where no citation leads from one to the other
_TRIED: Final = 12  # documents read in search of one above: those that are cited, then those nearest in time
_PLAN_YEARS: Final = 5
_NAMED: Final = 6  # characters of a title that a question must hold to name its document

Why = Literal["named", "cited", "uncited"]


def asked(asking: Asking) -> Wish | None:
    """What of a comparison the question asks for: with a document above, or with one that it names."""
    question = asking.reading.question
    if (wish := wish_of(question)) is None and sets_beside(question):
        return "rows" if any(_rank(info) == 0 for info in _named(asking)) else None
    return wish


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
    # A topic of either title says which documents are meant, any other one which of their figures.
    titles = topics_of(fold(f"{local.title or ''} {above.title or ''}"))
    about = _topics_asked(fold(asking.reading.question)).difference(titles)
    rows = _wanted(found.targets, wish, fold(asking.reading.question), about)
    tasks = _tasks(found, local, wish)
    source = message(f"compare.source_{why}", language, central=_label(above))
    if wish == "rows" and not found.targets and any(row.central for row in found.tasks):
        # Neither document sets a figure: what can be said is how the tasks answer to each other.
        counts = {"tasks": len(found.tasks), "answered": sum(bool(row.central) for row in found.tasks)}
        counts |= {name: len(getattr(found, name)) for name in ("later", "added", "uncovered")}
        return asking.answered(message("compare.answer_no_figures", language, **counts) + source, ())
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


def _wanted(rows: Sequence[TargetRow], wish: Wish, question: str, about: frozenset[str]) -> Sequence[TargetRow]:
    """The figures that were asked for: of the indicators, else the topics named in the question, and of its verdict."""
    if wish in ("added", "uncovered", "later"):
        return []
    keys = {key for _, _, key in find_indicators(question)}
    if about and not keys:
        rows = [row for row in rows if about.intersection(_topics(row))] or rows
    if wish != "rows":
        rows = [row for row in rows if row.verdict == wish]
    elif not keys:
        rows = [row for row in rows if row.local is not None or row.verdict == "only_central"]
    return [row for row in rows if not keys or keys & _families(row)]


def _topics_asked(question: str) -> frozenset[str]:
    words = f" {' '.join(re.findall('[a-z]+', question.lower()))} "
    english = {topic.name for topic in topics() if any(f" {word} " in words for word in topic.en)}
    return frozenset(topics_of(question)) | english


def _topics(row: TargetRow) -> tuple[str, ...]:
    sides = [side.target for side in (row.local, row.central) if side is not None]
    return topics_of(fold(" ".join(f"{target.indicator} {target.text}" for target in sides)))


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
    """The document to set beside: named in the question, else cited as what the local one carries out or rests on, else
    of a higher level and the same matter, else one of a higher level that is mentioned."""
    for info in _named(asking):
        if info.key != local.key and (document := asking.archive.get(info.key)) is not None:
            return document, "named"
    index = around(asking.archive, local.key)
    left = _TRIED

    def cited(relation: str) -> Document | None:
        nonlocal left
        found = [one for one in index.cites(local.key) if one.state == "found" and one.citation.relation == relation]
        keys = list(dict.fromkeys(one.keys[0] for one in found))[:left]
        left -= len(keys)
        read = [document for key in keys if (document := asking.archive.get(key)) is not None]
        held = [one for one in read if relation == "basis" or _higher(one, local)]
        # Of several the one that sets figures for the same things; a law that is named too sets none.
        return _most_shared(local, held)[1] if held else None

    if above := cited("basis") or cited("implement"):
        return above, "cited"
    # What is only mentioned may be of another matter: a plan for the same things and years says more.
    mentioned = cited("mention")
    if above := _alike(asking, local, left):
        return above, "uncited" if mentioned is None or above.key != mentioned.key else "cited"
    return mentioned, "cited" if mentioned else "uncited"


def _higher(one: Document, other: Document) -> bool:
    return government_level(one.issuer, one.title) < government_level(other.issuer, other.title)


def _alike(asking: Asking, local: Document, tried: int) -> Document | None:
    """The document of a higher level for the same plan period that shares most indicators, at least three.

    It is looked for among as many as `tried`, those nearest in time.
    """
    level = government_level(local.issuer, local.title)
    higher = [info for info in asking.library if info.key != local.key and _rank(info) < level]
    higher = [info for info in higher if _one_period(info, local)]
    higher.sort(key=lambda info: abs((info.date - local.date).days) if info.date and local.date else 0)
    read = [document for info in higher[:tried] if (document := asking.archive.get(info.key)) is not None]
    shared, best = _most_shared(local, read) if read else (0, None)
    return best if shared >= _SHARED else None


def _most_shared(local: Document, others: Sequence[Document]) -> tuple[int, Document]:
    """The first of those that share most indicators with a document, and how many."""
    mine, territory = measures_of(local), territory_of(local)
    shared = [len(pair_figures(mine, measures_of(other), territory, {})) for other in others]
    most = max(shared)
    return most, others[shared.index(most)]


def _one_period(info: DocumentInfo, local: Document) -> bool:
    if info.date is None or local.date is None:
        return True
    return (info.date.year - 1) // _PLAN_YEARS == (local.date.year - 1) // _PLAN_YEARS


def _lacking(asking: Asking, local: Document) -> list[str]:
    """The documents that the local one cites as its basis, as it writes them."""
    basis = [citation.text for citation in local.citations if citation.relation in ("basis", "implement")]
    return list(dict.fromkeys(basis))
