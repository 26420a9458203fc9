"""Answers that are complete: every task that fits a filter, every target of a wording, every document cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.messages import message
from corpus.types import Span, Task
from search.answer_asking import NEAREST, Asking
from search.answer_figures import fits_wording, pieces
from search.answer_pool import Candidate, candidate_of
from search.answer_say import headline, is_uncertain
from search.answer_types import Answer, Item, QuotedCitation, citation_of, target_of
from search.archive import Found
from search.prepared import MANY
from search.query import Facet, Query, Window, clause_path
from search.words import modality_words

__all__ = ["FACETS", "bounds", "cited", "facets_of", "filtered", "full_labels", "told_once"]

FACETS: Final[tuple[Facet, ...]] = ("year", "body", "region", "topic", "document", "modality")

_ALL_READ: Final = 500  # tasks up to which a page is cut from all of them, read and told once


def facets_of(items: Iterable[Item]) -> dict[str, dict[str, int]]:
    """How many of the tasks among the items have each value of the facets."""
    counters: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for item in items:
        if not item.is_task:
            continue
        counters["year"].update({str(d.due.year) for d in item.deadlines if d.due})
        counters["body"].update({body.name for body in item.bodies})
        counters["region"].update({region.name for region in item.regions})
        counters["topic"].update(item.topics)
        counters["document"].update([item.document or item.doc])
        counters["modality"].update([item.modality or ""])
    return {facet: dict(counter.most_common()) for facet, counter in counters.items()}


def filtered(asking: Asking) -> Answer | None:
    """All tasks that fit the filter, None where a name in it fits nothing and may be a mere word of the text.

    Of a page out of very many only the page is read: what a later sentence takes up again is then listed twice.
    """
    query = msgspec.structs.replace(asking.reading.query, text="", require_text=False, offset=0, limit=None)
    excepting = asking.excepting
    if asking.limit is not None and not query.clauses and not excepting:
        first = asking.archive.find(msgspec.structs.replace(query, offset=asking.offset, limit=asking.limit))
        if first.total > _ALL_READ:
            return _one_page(asking, query, first)
    found = _by_modality(asking, query) if query.modalities else [hit.task for hit in asking.archive.find(query).hits]
    if found and (named := _spoken_of(asking, query)):
        have = {task.id for task in found}
        found = sorted([*found, *(t for t in named if t.id not in have)], key=lambda t: (t.doc, t.start))
    if excepting:
        found = asking.counting(found)
    if asking.kinds <= {"document", "as_of", "text"}:
        found = _of_asking(asking, found)
    tasks, referents = told_once(found) if asking.dated else (found, {})
    kept = [task for task in tasks if task.id not in asking.done]
    left_out = asking.count_left_out(query, [task for task in tasks if task.id in asking.done])
    if query.clauses and not asking.dated and (not kept or asking.reading.asks not in ("list", "count")):
        return _quoted_clause(asking, kept)
    if not kept:
        by_name = asking.kinds & {"body", "region", "topic"}
        if not tasks and by_name and not asking.dated and "role" not in asking.kinds:
            return None
        near = _near_filter(asking, query)
        words = [
            p.text for p in asking.reading.parts if p.kind in ("body", "role", "region", "topic", "clause", "modality")
        ]
        return asking.none(() if query.due else words, near, left_out=left_out)
    page = [_with_context(task, referents) for task in asking.page(kept)]
    own = facets_of(asking.items(kept)) if excepting else None
    return _listed(asking, query, page, len(kept), left_out, sum(map(is_uncertain, kept)), own)


_LEADS: Final = re.compile(r"牵头|\bleads?\b")


def _of_asking(asking: Asking, tasks: list[Task]) -> list[Task]:
    """Of the tasks of a document those that have what is asked for in no more words: a day, or who acts (or leads)."""
    if asking.reading.asks == "when" and "text" not in asking.kinds:
        return [task for task in tasks if any(not d.inherited for d in task.deadlines)]
    if asking.reading.asks == "who":
        roles = {"lead"} if _LEADS.search(fold(asking.reading.question).lower()) else {"lead", "responsible"}
        return [task for task in tasks if any(body.role in roles for body in task.bodies)]
    return tasks


def _one_page(asking: Asking, query: Query, page: Found) -> Answer:
    """A page of very many tasks, without those that are marked done, which are counted."""
    done = tuple(sorted(asking.done))
    marked = asking.archive.count(msgspec.structs.replace(query, tasks=done)) if done else 0
    kept = [hit.task for hit in page.hits]
    if marked:  # any of them may stand before the page, so that it is cut from what is left
        upto = msgspec.structs.replace(query, limit=asking.offset + (asking.limit or 0) + marked)
        left = [hit.task for hit in asking.archive.find(upto).hits if hit.task.id not in asking.done]
        kept = list(asking.page(left))
    left_out = marked + asking.count_left_out(query)
    return _listed(asking, query, kept, page.total - marked, left_out, sum(map(is_uncertain, kept)))


def _listed(
    asking: Asking, query: Query, page: Sequence[Task], total: int, left_out: int, uncertain: int,
    facets: dict[str, dict[str, int]] | None = None,
) -> Answer:  # fmt: skip
    """The answer of a page of `total` tasks; `facets` where not all that fits `query` counts."""
    items = asking.items(page)
    asked = [(t, task) for task in page for t in task.targets] if "target" in asking.kinds else []
    targets = [target_of(t, task, asking.names.get(task.doc, "")) for t, task in asked]
    starting = _starting(asking, query)
    said = headline(asking.reading, items, targets, total, True)
    if starting:
        said += message("answers.begin_too", asking.reading.language, count=len(starting))
    return asking.answered(
        said, items, total=total, targets=targets, nearest=starting, left_out=left_out, uncertain=uncertain,
        facets=facets or {name: dict(counts) for name, counts in asking.archive.facets(query, FACETS).items()},
    )  # fmt: skip


# `加油站要做什么` asks for the duties of those who run them, `加油站的要求有哪些` for all that is said of them.
_DUTY: Final = re.compile(
    r"(?:要|需|应|應|须|須|必须|必須)(?:做|干|幹|完成|承担|承擔|落实|履行)|被要求|负责|負責|职责|職責|义务|義務|牵头|牽頭|由"
)


_LEVEL: Final = re.compile(r"(?:这?一|各)?级(?:党委|政府|党委和政府)?$")


def _to_each(asking: Asking, query: Query) -> list[Task]:
    """Tasks that address each place of a level that is asked about, though what they name is its (`各盟市的设施要开放`)."""
    found: list[Task] = []
    for part in asking.reading.parts if asking.reading.language == "zh" else ():
        place = _LEVEL.sub("", fold(part.text)).removeprefix("各")
        if part.kind == "body" and part.values[0].startswith("level:") and len(place) > 1 and place != fold(part.text):
            says = re.compile(rf"(?:^|[,;:。])(?:各|每个){re.escape(place)}(?![党人政])")
            spoken = msgspec.structs.replace(query, bodies=(), roles=(), phrases=(f"各{place}",))
            found += [hit.task for hit in asking.archive.find(spoken).hits if says.search(fold(hit.task.text))]
    return found


def _spoken_of(asking: Asking, query: Query) -> list[Task]:
    """Tasks that speak of what a question names and the tagger takes for a body where it acts (`加油站`)."""
    if each := _to_each(asking, query):
        return each
    keys = [key for key in query.bodies if ":" not in key and not key.endswith("部门")]
    parts = [part for part in asking.reading.parts if part.kind == "body" and set(part.values) <= set(keys)]
    organ = any(re.search(r"(?:部|委|局|署|院|厅|政府|党委|法院|会)$", key) for key in keys)
    if not parts or organ or asking.reading.language != "zh" or _DUTY.search(asking.reading.question):
        return []
    spoken = msgspec.structs.replace(query, bodies=(), roles=(), phrases=tuple(part.values[0] for part in parts))
    return [hit.task for hit in asking.archive.find(spoken).hits]


# Classes of places that have a word of forbidding in their name: 禁止开发区, 禁养区. They forbid nothing.
_ZONES: Final = re.compile(r"禁止[\u4e00-\u9fff]{0,4}(?:区|类)|限制[\u4e00-\u9fff]{0,4}区|禁[养牧建采]区")


_BANS: Final = (
    (re.compile("严禁|禁止|不得|不准|不许|不允许|prohibit|forb|bann|bans?\\b|not"), ("严禁", "禁止", "不得", "不准", "不许", "不予", "杜绝")),
    (re.compile("暂停|suspend|halt|frozen|on hold"), ("暂停", "暂缓")),
    (re.compile("不再"), ("不再",)),
)  # fmt: skip


def _by_modality(asking: Asking, query: Query) -> list[Task]:
    """Tasks of a modality: those tagged so and those whose words say so, for one task may do both and forbid."""
    words = tuple(word for modality in query.modalities for word in modality_words(modality))
    asked = fold("".join(part.text for part in asking.reading.parts if part.kind == "modality"))
    if "must_not" in query.modalities:
        # What is suspended (暂停) or done no more (不再) is not forbidden: the question says which it wants.
        words = tuple(w for pattern, group in _BANS if pattern.search(asked.lower()) for w in group) or words
    else:
        # Who asks for what is encouraged wants 鼓励 and 倡导, not each 支持; 支持 only where the question says it.
        words = tuple(w for w in words if w in asked) or words[:2]
    worded = msgspec.structs.replace(query, modalities=(), text=" ".join(words), require_text=True)
    tasks = {task.id: task for q in (query, worded) for task in (hit.task for hit in asking.archive.find(q).hits)}
    said = re.compile("|".join(map(re.escape, words)))
    return sorted(
        (t for t in tasks.values() if said.search(_ZONES.sub("", fold(t.text)))), key=lambda t: (t.doc, t.start)
    )


# A dated sentence that has nothing of its own to do: what it points at is the task. `上述工作于年底前做完`
_POINTING: Final = re.compile(r"上述|以上|前述|该项|此项|这项|本项|各项|此类|该类")


def told_once(tasks: Sequence[Task]) -> tuple[list[Task], dict[str, Task]]:
    """The tasks without those that a later one only takes up again, and for the later ones what they take up.

    `推进某某改造。…; 6月底前,各站完成改造` is one matter with one day: the dated words tell it, the first
    sentence is their referent. Where the dated words only point back, each task that they point at is told.
    """
    starts = {(task.doc, d.start): task for task in tasks for d in task.deadlines if not d.inherited}
    kept: list[Task] = []
    referents: dict[str, Task] = {}
    for task in tasks:
        dated = [d for d in task.deadlines if d.due or d.begins]
        behind = [starts.get((task.doc, d.start)) for d in dated if d.inherited and d.start >= task.end]
        later = behind[0] if behind and len(behind) == len(dated) else None
        if later is None or later is task or _POINTING.search(fold(later.text)):
            kept.append(task)
        else:
            referents[later.id] = task
    return kept, referents


def _with_context(task: Task, referents: dict[str, Task]) -> Task:
    referent = referents.get(task.id)
    if referent is None or task.context is not None:
        return task
    return msgspec.structs.replace(task, context=Span(referent.start, referent.end))


def _starting(asking: Asking, query: Query) -> list[Item]:
    """Tasks that begin within a window of due days: no answer to what is due, but good to know."""
    if not query.due or query.due_or_starts or query.due.first is None or "overdue" in asking.kinds:
        return []
    if not any(part.kind == "due" and part.window == query.due for part in asking.reading.parts):
        return []
    begun = msgspec.structs.replace(query, due=None, starts=query.due, kinds=("from",), limit=NEAREST)
    return [asking.item(task, 0.0) for task in asking.counting([hit.task for hit in asking.archive.find(begun).hits])]


def _near_filter(asking: Asking, query: Query) -> list[Item]:
    """What fits all but the days: the next that is due; or all but the role."""
    if query.roles and query.bodies:
        other = msgspec.structs.replace(query, roles=(), limit=NEAREST)
        return [
            asking.item(task, 0.0) for task in asking.counting([hit.task for hit in asking.archive.find(other).hits])
        ]
    if not query.due or not query.due.last:
        return []
    later = msgspec.structs.replace(
        query, due=Window(query.due.last, None), starts=None, due_or_starts=False, limit=NEAREST
    )
    return [asking.item(task, 0.0) for task in asking.counting([hit.task for hit in asking.archive.find(later).hits])]


def _quoted_clause(asking: Asking, tasks: Sequence[Task]) -> Answer:
    """All that a clause says, in the order of the text."""
    query = asking.reading.query
    places = [candidate_of(task, "") for task in tasks]
    for prepared in asking.shelf.all_of(query.documents or [info.key for info in asking.library[:MANY]]):
        places += [
            Candidate(prepared.key, s.start, s.end, s.folded, s.beside, "", frozenset(), None, s.clause)
            for s in prepared.speeches
            if not s.title and set(clause_path(s.clause)) & set(query.clauses)
        ]
    if not places:
        return asking.none([p.text for p in asking.reading.parts if p.kind == "clause"])
    items = [asking.item_of(c, 1.0) for c in sorted(places, key=lambda c: (c.doc, c.start))]
    said = headline(asking.reading, items, (), len(items), False)
    return asking.answered(said, asking.page(items), total=len(items), uncertain=sum(map(is_uncertain, items)))


def full_labels(asking: Asking) -> None:
    """`第二条` may stand as `第一章第二条`, `(二十四)` as `九(二十四)`: adds the labels that the documents at hand have.

    Numerals without 第 count only where the document has one clause of that number.
    """
    query = asking.reading.query
    small = len(asking.library) <= MANY
    keys = query.documents or ([info.key for info in asking.library] if small else [])
    labels = dict.fromkeys(query.clauses)
    for prepared in asking.shelf.all_of(keys):
        numbered: dict[str, list[str]] = {}
        for label in prepared.labels:
            steps = clause_path(label)
            last = steps[-1][len(steps[-2]) :] if len(steps) > 1 else label
            if last in query.clauses and last.startswith("第"):
                labels.setdefault(label)
            elif last in query.clauses:
                numbered.setdefault(last, []).append(label)
        labels.update((only[0], None) for only in numbered.values() if len(only) == 1 and query.documents)
    asking.with_query(msgspec.structs.replace(query, clauses=tuple(labels)))


_BASE: Final = re.compile(r"[比较]\d{4}年")


def bounds(asking: Asking) -> Answer:
    """Targets by the words or the sign of their bound, the tasks that set them beside."""
    reading = asking.reading
    query = msgspec.structs.replace(reading.query, text="", require_text=False, has_target=True, offset=0, limit=None)
    wordings = tuple(value for part in reading.parts if part.kind == "wording" for value in part.values)
    tasks, targets = [], []
    # A wording narrows the search by its pieces: `控制在…以内` by 控制在 and 以内.
    queries = [msgspec.structs.replace(query, phrases=(*query.phrases, *pieces(wording))) for wording in wordings]
    if any(map(_BASE.fullmatch, wordings)) and asking.archive.count(query) <= _ALL_READ:
        queries = [query]  # the base of a table's figures stands in its head
    found = {hit.task.id: hit.task for each in queries or [query] for hit in asking.archive.find(each).hits}
    ordered = sorted(found.values(), key=lambda task: (task.doc, task.start)) if queries else list(found.values())
    for task in asking.counting(ordered):
        fitting = [t for t in task.targets if fits_wording(t, wordings, query.comparators)]
        if fitting:
            tasks.append(task)
            targets += [target_of(t, task, asking.names.get(task.doc, "")) for t in fitting]
    if not targets:
        return asking.none(wordings)
    items = asking.items(tasks)
    said = headline(reading, items, targets, len(items), False)
    uncertain = sum(map(is_uncertain, items))
    return asking.answered(said, asking.page(items), total=len(items), targets=targets, uncertain=uncertain)


# How a document is referred to, where the question says how: `依据哪些文件制定`, `which documents are amended`
_RELATIONS: Final = (
    ("basis", re.compile(r"依据|依據|根据|根據|\bbas(?:is|ed)\b")),
    ("implement", re.compile(r"贯彻|貫徹|落实|落實|\bimplement")),
    ("amend", re.compile(r"修订|修訂|修改|\b(?:amend|revis)")),
    ("repeal", re.compile(r"废止|廢止|\b(?:repeal|abolish)")),
)


# Words of asking for documents, not of what they are about.
_CITING: Final = re.compile(
    r"(?:法律|法规|文件|规章|条例|政策|制度|规定)+|制[定订]|修[订改]|废止|依据|根据|贯彻|落实|引用|颁布|出台|编制"
    r"|(?:laws?|regulations?|documents?|rules?|cited?|bas(?:is|ed)|amend(?:ed)?|repeal(?:ed)?|issued?)", re.IGNORECASE
)  # fmt: skip


def cited(asking: Asking) -> Answer | None:
    """The documents that are referred to; beside words of the question, those whose sentence speaks of them.

    None where what is amended or repealed is asked for and no citation says so: a sentence may.
    """
    reading = asking.reading
    keys = reading.query.documents or tuple(info.key for info in asking.library)
    words = [term.words for term in reading.terms if not term.faint and not _CITING.fullmatch(fold(term.text))]
    found: list[tuple[QuotedCitation, bool]] = []
    for key in keys:
        document = asking.archive.get(key)
        if document is None:
            continue
        folded = fold(document.text)
        for citation in document.citations:
            before = max(folded.rfind(mark, 0, citation.start) for mark in "。;!?\n,")
            near = folded[before + 1 : citation.end]
            speaks = all(any(word in near for word in alternatives) for alternatives in words)
            found.append((citation_of(citation, document, asking.names.get(key, "")), speaks))
    relations = [relation for relation, pattern in _RELATIONS if pattern.search(reading.question.lower())]
    related = [entry for entry in found if entry[0].relation in relations]
    if relations and not related and set(relations) <= {"amend", "repeal"}:
        return None
    found = related or found
    citations = [citation for citation, speaks in found if speaks]
    if not citations and words and not reading.query.documents:
        # The words may tell the document that is asked about: `某预案依据哪些法律制定`.
        named = {key: sum(any(w.lower() in title for w in w_) for w_ in words) for key, title in asking.titles.items()}
        best = max(named.values(), default=0)
        citations = [c for c, _ in found if named[c.doc] == best and 2 * best >= len(words)]
    if not citations and (not words or reading.query.documents or len(asking.library) == 1):
        citations = [citation for citation, _ in found]
    if not citations:
        return asking.none(())
    titles = {(fold(c.title or ""), c.number) for c in citations}
    said = headline(reading, (), (), 0, False, citations=len(titles))
    return asking.answered(said, (), citations=citations)
