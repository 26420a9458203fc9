"""Questions that set a document beside the one above it: answered from the comparison, which says what it was made with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.indicators import find_indicators
from corpus.messages import message
from corpus.topics import topics, topics_of
from corpus.types import Document, Task
from search.answer_asking import Asking
from search.answer_sides import Above, local_of, names_two
from search.answer_types import Answer
from search.crossref import compare
from search.crossref_levels import government_level
from search.crossref_names import title_keys
from search.crossref_types import Comparison, TargetRow, target_row_json
from search.wishes import Wish, by_level, levels_of, sets_beside, wish_of

__all__ = ["asked", "compared"]


_NAME: Final = 3  # characters of an indicator's name that a question must hold to ask for it


def asked(asking: Asking) -> Wish | None:
    """What of a comparison the question asks for: with a document above, or with one that it names."""
    question = by_level(asking.reading, asking.library)
    if (wish := wish_of(question)) is None and sets_beside(question):
        return "rows" if names_two(asking) else None
    # Two levels are set beside each other only where both have a document here.
    levels = levels_of(question)
    held = {government_level(info.issuer, info.title) for info in asking.library} if len(levels) > 1 else set(levels)
    return wish if held.issuperset(levels) else None


def compared(asking: Asking, wish: Wish) -> Answer:
    """The answer from the comparison of the local document with the one above it that the archive holds."""
    language = asking.reading.language
    local = local_of(asking)
    above, why = Above(asking, local).find()
    if above is None:
        lacking = _lacking(asking, local)
        key = "compare.answer_missing" if lacking else "compare.answer_none"
        said = message(key, language, local=_label(local), names="；".join(lacking))
        return asking.answered(said, (), abstained=said)
    found = compare(local, above, language)
    # A topic of either title says which documents are meant, any other one which of their figures.
    titles = topics_of(fold(f"{local.title or ''} {above.title or ''}"))
    about = _topics_asked(fold(asking.reading.question)).difference(titles)
    rows = _wanted(found.targets, wish, _without_titles(fold(asking.reading.question), local, above), about)
    tasks = _tasks(found, local, wish)
    source = message(f"compare.source_{why}", language, local=_label(local), central=_label(above))
    unsure = sum(row.unsure for row in (found.later if wish == "later" else found.tasks))
    if unsure and (wish in ("added", "uncovered", "later") or not found.targets):
        # What was counted rests on who answers to whom.
        source = message("compare.answer_unsure", language, count=unsure) + source
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


def _without_titles(question: str, *documents: Document) -> str:
    for title in sorted(
        (key for one in documents if one.title for key in title_keys(one.title)), key=len, reverse=True
    ):
        question = question.replace(title, " ")
    return question


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
    # An indicator that the lexicon does not know is one that the texts name: of 绿道 and 绿道覆盖率 the whole name.
    said = {name for row in rows for name in _names(row) if len(name) >= _NAME and name in question}
    said = {name for name in said if not any(name != other and name in other for other in said)}
    if not (keys or said):
        return rows
    return [row for row in rows if keys & _families(row) or said.intersection(_names(row))]


def _topics_asked(question: str) -> frozenset[str]:
    words = f" {' '.join(re.findall('[a-z]+', question.lower()))} "
    english = {topic.name for topic in topics() if any(f" {word} " in words for word in topic.en)}
    return frozenset(topics_of(question)) | english


def _topics(row: TargetRow) -> tuple[str, ...]:
    sides = [side.target for side in (row.local, row.central) if side is not None]
    return topics_of(fold(" ".join(f"{target.indicator} {target.text}" for target in sides)))


def _families(row: TargetRow) -> set[str]:
    return {key for name in _names(row) for _, _, key in find_indicators(name)}


def _names(row: TargetRow) -> list[str]:
    return [fold(side.target.indicator) for side in (row.local, row.central) if side is not None]


def _tasks(found: Comparison, local: Document, wish: Wish) -> Sequence[Task]:
    if wish == "added":
        return found.added
    if wish == "uncovered":
        return found.uncovered
    if wish == "later":
        places = {(row.local.start, row.local.end) for row in found.later}
        return [task for task in local.tasks if (task.start, task.end) in places]
    return ()


def _lacking(asking: Asking, local: Document) -> list[str]:
    """The documents that the local one cites as its basis, as it writes them."""
    basis = [citation.text for citation in local.citations if citation.relation in ("basis", "implement")]
    return list(dict.fromkeys(basis))
