"""From a question to an answer over an archive: understood, found, counted and quoted.

A question that is all filter (dates, bodies, places, kinds) is answered by every task that fits. One that speaks of
something in words is answered by the few clauses that speak of it, or by none: then it is said that there is none,
and what comes near is set apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

import msgspec

from corpus.fold import fold
from corpus.messages import message
from corpus.types import Span, Task
from search.answer_figures import fits_wording, targets_for
from search.answer_find import Candidate, Choice, candidate_of, candidates, choose, speeches_of
from search.answer_say import headline, is_uncertain, none_found, trouble
from search.answer_sentences import MANY, Shelf, nearest_documents
from search.answer_types import (
    Answer,
    Item,
    QuotedCitation,
    QuotedTarget,
    citation_of,
    item_of,
    marks_in,
    target_of,
    understood_of,
)
from search.archive import Archive, DocumentInfo
from search.query import Facet, Query, Window, clause_path
from search.question import Reading, understand

__all__ = ["Answer", "Item", "answer", "answer_reading"]

_FACETS: Final[tuple[Facet, ...]] = ("year", "body", "region", "topic", "document", "modality")
_FEW: Final = 5  # items that answer a question about one thing
_LIST: Final = 40  # items of a list that was asked for in words
_NEAREST: Final = 5
T = TypeVar("T")
_DONE: Final = frozenset(["done", "完成", "已完成"])


def answer(
    archive: Archive,
    question: str,
    *,
    as_of: date,
    document: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    query: Query | None = None,
) -> Answer:
    """The answer to `question` on the day `as_of`.

    `document` (a key) confines it to one document; `limit` and `offset` page the tasks, `total` counts them all;
    `query` is the filter where a person has changed how the question was understood. Never raises for a question;
    `ArchiveError` where the archive cannot be read.
    """
    library = [info for info in archive.documents() if info.current]
    reading = understand(question, as_of, library)
    if document is not None:
        reading = msgspec.structs.replace(reading, query=msgspec.structs.replace(reading.query, documents=(document,)))
    if query is not None:
        reading = msgspec.structs.replace(reading, query=query, trouble=None)
    return _Answering(archive, reading, library, offset, limit).answer()


def answer_reading(archive: Archive, reading: Reading, *, limit: int | None = None, offset: int = 0) -> Answer:
    """The answer to a question as a person has it read: a reading from which parts were taken away, say."""
    library = [info for info in archive.documents() if info.current]
    return _Answering(archive, reading, library, offset, limit).answer()


class _Answering:
    """One question on its way; nothing of it outlives the answer."""

    def __init__(
        self, archive: Archive, reading: Reading, library: Sequence[DocumentInfo], offset: int, limit: int | None
    ) -> None:
        self.archive, self.reading, self.library = archive, reading, library
        self.offset, self.limit = offset, limit
        self.names = {info.key: info.label for info in library}
        self.titles = {info.key: fold(info.title or "").lower() for info in library}
        self.sources: dict[str, str] = {}
        self.shelf = Shelf(archive, library)
        self.kinds = {part.kind for part in reading.parts}
        self.telling = any(not term.faint for term in reading.terms)
        self.words = tuple(w for term in reading.terms for w in term.words) + reading.query.phrases

    def answer(self) -> Answer:
        reading = self.reading
        if not self.library:
            return self._without("empty_archive")
        if reading.trouble:
            return self._answered(trouble(reading), (), abstained=trouble(reading))
        if reading.query.clauses:
            self._full_labels()
        if reading.asks == "citations":
            return self._citations()
        if reading.query.phrases:
            return self._phrases()
        if "wording" in self.kinds or (reading.query.comparators and not self.telling):
            return self._bounds()
        if self.telling or (reading.terms and not self._filter_set()):
            return self._in_words()
        if self._filter_set():
            return self._filtered()
        return self._without("empty")

    # ---- ways to an answer

    def _filter_set(self) -> bool:
        return any(
            part.kind not in ("text", "as_of") for part in self.reading.parts
        ) or self.reading.query != msgspec.structs.replace(Query(), text=self.reading.query.text)

    def _filtered(self) -> Answer:
        """All tasks that fit the filter: the answer is complete."""
        query = msgspec.structs.replace(self.reading.query, text="", require_text=False, offset=0, limit=None)
        found = self.archive.find(query)
        tasks, referents = _told_once([hit.task for hit in found.hits])
        kept = [task for task in tasks if not self._done(task)] if "overdue" in self.kinds else tasks
        if query.clauses and not self._dated() and (not kept or self.reading.asks not in ("list", "count")):
            return self._quoted_clause(kept)
        if not kept:
            near = self._near_filter(query)
            words = [p.text for p in self.reading.parts if p.kind in ("body", "region", "topic", "clause", "modality")]
            said = none_found(self.reading, words if not query.due else (), bool(near))
            return self._answered(said, (), abstained=said, nearest=near)
        facets = self.archive.facets(query, _FACETS)
        items = [self._item(_with_context(task, referents), 1.0) for task in self._page(kept)]
        starting = self._starting(query)
        said = headline(self.reading, items, (), len(kept), True)
        if starting:
            said += message("answers.begin_too", self.reading.language, count=len(starting))
        return self._answered(
            said, items, total=len(kept), nearest=starting, left_out=len(tasks) - len(kept),
            uncertain=sum(map(is_uncertain, kept)), facets={name: dict(counts) for name, counts in facets.items()},
        )  # fmt: skip

    def _quoted_clause(self, tasks: Sequence[Task]) -> Answer:
        """All that a clause says, in the order of the text."""
        places = [candidate_of(task, "") for task in tasks] + self._clause()
        if not places:
            said = none_found(self.reading, [p.text for p in self.reading.parts if p.kind == "clause"], False)
            return self._answered(said, (), abstained=said)
        items = [self._item_of(c, 1.0) for c in sorted(places, key=lambda c: (c.doc, c.start))]
        said = headline(self.reading, items, (), len(items), False)
        return self._answered(said, self._page(items), total=len(items), uncertain=sum(map(is_uncertain, items)))

    def _starting(self, query: Query) -> list[Item]:
        """Tasks that begin within a window of due days: no answer to what is due, but good to know."""
        if not query.due or query.due_or_starts or query.due.first is None or "overdue" in self.kinds:
            return []
        if not any(part.kind == "due" and part.window == query.due for part in self.reading.parts):
            return []
        begun = self.archive.find(
            msgspec.structs.replace(query, due=None, starts=query.due, kinds=("from",), limit=_NEAREST)
        )
        return [self._item(hit.task, 0.0) for hit in begun.hits]

    def _near_filter(self, query: Query) -> list[Item]:
        """What fits all but the days, or all but the names."""
        wider = msgspec.structs.replace(query, due=None, starts=None, due_or_starts=False, limit=_NEAREST)
        if query.due and query.due.last and wider != query:
            later = self.archive.find(msgspec.structs.replace(wider, due=Window(query.due.last, None), limit=_NEAREST))
            if later.hits:
                return [self._item(hit.task, 0.0) for hit in later.hits]
        return []

    def _in_words(self) -> Answer:
        """The clauses that speak of what the question speaks of."""
        reading = self.reading
        size = self.archive.count(Query(documents=reading.query.documents))
        wide = reading.asks in ("list", "count") and not any(p.kind == "body" for p in reading.parts)
        most = _LIST if wide else _FEW
        pool = self._tasks()
        choice = choose(reading, pool, size, most, wide)
        for keys in self._where_sentences(pool):
            # Sentences that are no tasks: of the nearest documents, of all only when nothing answers.
            have = {(c.doc, c.start) for c in pool}
            words = [w.lower() for term in reading.terms if not term.faint for w in term.words]
            for prepared in self.shelf.all_of(keys):
                found = speeches_of(prepared, self.titles.get(prepared.key, ""), words)
                pool += [c for c in found if (c.doc, c.start) not in have]
            choice = choose(reading, pool, size, most, wide)
            if choice.chosen:
                break
        if not choice.chosen:
            near = [self._item_of(c, share) for c, share in choice.ranked[:_NEAREST] if share > 0.25]
            said = none_found(reading, [self._asked(t.start, t.end) for t in choice.missing], bool(near))
            return self._answered(said, (), abstained=said, nearest=near)
        items = [self._item_of(candidate, share) for candidate, share in choice.chosen]
        targets = targets_for(reading, choice, self.names) if reading.asks == "figure" else []
        return self._answered(
            headline(reading, items, targets, len(items), False), self._page(items), total=len(items), targets=targets,
            uncertain=sum(map(is_uncertain, items)), facets=_counts(choice, self.names),
        )  # fmt: skip

    def _tasks(self) -> list[Candidate]:
        """The tasks that the index ranks first, within the filter and beside it."""
        query = self.reading.query
        # Bodies are weighed, not required: a name may stand in the question for other reasons than who acts.
        soft = msgspec.structs.replace(
            query, bodies=(), roles=(), modalities=(), has_target=False, comparators=(), topics=()
        )
        pool = candidates(self.archive, soft, self.titles)
        if self._dated() and self.reading.asks not in ("list", "count"):
            # A task without any date of its own may be part of what the date governs.
            open_query = msgspec.structs.replace(
                soft, due=None, starts=None, due_or_starts=False, kinds=(), frequencies=()
            )
            have = {(c.doc, c.start) for c in pool}
            pool += [
                c for c in candidates(self.archive, open_query, self.titles)
                if (c.doc, c.start) not in have and c.task is not None and not c.task.deadlines
            ]  # fmt: skip
        return pool

    def _dated(self) -> bool:
        query = self.reading.query
        return bool(query.due or query.starts or query.kinds or query.frequencies)

    def _where_sentences(self, pool: Sequence[Candidate]) -> list[list[str]]:
        """The documents whose other sentences may answer, the likeliest first; none beside a filter that only tasks pass."""
        query = self.reading.query
        if self._dated() or query.regions or query.clauses:
            return []
        if query.documents:
            return [list(query.documents[:MANY])]
        words = [term.text.lower() for term in self.reading.terms if not term.faint]
        near = nearest_documents([(c.doc, c.hit) for c in pool], self.titles, words)
        everything = [info.key for info in self.library]
        return [near, everything] if len(everything) <= MANY else [near]

    def _phrases(self) -> Answer:
        """Every place where the quoted words stand, character by character."""
        reading, query = self.reading, self.reading.query
        exact = msgspec.structs.replace(
            query, text="", require_text=False, offset=0, limit=None, bodies=(), roles=(), topics=()
        )
        pool = [candidate_of(hit.task, self.titles.get(hit.task.doc, "")) for hit in self.archive.find(exact).hits]
        phrases = [phrase.lower().replace(" ", "") for phrase in query.phrases]
        if not self._dated():
            everything = query.documents or [info.key for info in self.library]
            keys = everything if len(everything) <= MANY else [c.doc for c in pool]
            for prepared in self.shelf.all_of(keys):
                pool += [c for c in speeches_of(prepared, "", phrases[:1]) if all(p in c.text for p in phrases)]
        if not pool:
            soft = Query(text=" ".join((query.text, *query.phrases)), documents=query.documents)
            near = [self._item_of(c, 0.0) for c in candidates(self.archive, soft, self.titles)[:_NEAREST]]
            said = none_found(reading, query.phrases, bool(near))
            return self._answered(said, (), abstained=said, nearest=near)
        pool.sort(key=lambda c: (c.doc, c.start))
        if self.telling:
            # Beside other words the quotation marks only stress one: `“双师型”教师要占多少`.
            chosen = choose(reading, pool, len(pool), _FEW, reading.asks == "list").chosen
            pool = [candidate for candidate, _ in chosen] or (pool if len(pool) <= _FEW else [])
            if not pool:
                return self._in_words()
        items = [self._item_of(candidate, 1.0) for candidate in pool]
        targets = (
            [target_of(t, c.task, self.names.get(c.doc, "")) for c in pool if c.task for t in c.task.targets][:4]
            if reading.asks == "figure"
            else []
        )
        return self._answered(
            headline(reading, items, targets, len(items), False), self._page(items), total=len(items), targets=targets,
            uncertain=sum(map(is_uncertain, items)),
        )  # fmt: skip

    def _clause(self) -> list[Candidate]:
        """What else than tasks stands in the clauses that are asked for."""
        query = self.reading.query
        found: list[Candidate] = []
        for prepared in self.shelf.all_of(query.documents or [info.key for info in self.library[:MANY]]):
            found += [
                Candidate(prepared.key, s.start, s.end, s.folded, s.beside, "", frozenset(), None, s.clause)
                for s in prepared.speeches
                if set(clause_path(s.clause)) & set(query.clauses)
            ]
        return found

    def _full_labels(self) -> None:
        """`第二条` may stand as `第一章第二条`: the labels that the documents at hand have in place of those asked for."""
        query = self.reading.query
        keys = query.documents or ([info.key for info in self.library] if len(self.library) <= MANY else [])
        labels = dict.fromkeys(query.clauses)
        for prepared in self.shelf.all_of(keys):
            for label in prepared.labels:
                steps = clause_path(label)
                last = steps[-1][len(steps[-2]) :] if len(steps) > 1 else label
                if last in query.clauses and last.startswith("第"):
                    labels.setdefault(label)
        query = msgspec.structs.replace(query, clauses=tuple(labels))
        self.reading = msgspec.structs.replace(self.reading, query=query)

    def _bounds(self) -> Answer:
        """Targets by the words or the sign of their bound, the tasks that set them beside."""
        reading = self.reading
        query = msgspec.structs.replace(
            reading.query, text="", require_text=False, has_target=True, offset=0, limit=None
        )
        wordings = tuple(value for part in reading.parts if part.kind == "wording" for value in part.values)
        tasks, targets = [], []
        for hit in self.archive.find(query).hits:
            name = self.names.get(hit.task.doc, "")
            fitting = [t for t in hit.task.targets if fits_wording(t, wordings, query.comparators)]
            if fitting:
                tasks.append(hit.task)
                targets += [target_of(t, hit.task, name) for t in fitting]
        if not targets:
            said = none_found(reading, wordings, False)
            return self._answered(said, (), abstained=said)
        items = [self._item(task, 1.0) for task in tasks]
        said = headline(reading, items, targets, len(items), False)
        return self._answered(
            said, self._page(items), total=len(items), targets=targets, uncertain=sum(map(is_uncertain, items))
        )

    def _citations(self) -> Answer:
        """The documents that are referred to; beside words of the question, those whose sentence speaks of them."""
        reading = self.reading
        keys = reading.query.documents or tuple(info.key for info in self.library)
        words = [term.words for term in reading.terms]
        all_found: list[tuple[QuotedCitation, bool]] = []
        for key in keys:
            document = self.archive.get(key)
            if document is None:
                continue
            self.sources[key] = document.text
            folded = fold(document.text)
            for citation in document.citations:
                before = max(folded.rfind(mark, 0, citation.start) for mark in "。;!?\n,")
                near = folded[before + 1 : citation.end]
                speaks = all(any(word in near for word in alternatives) for alternatives in words)
                all_found.append((citation_of(citation, document, self.names.get(key, "")), speaks))
        speaking = [citation for citation, speaks in all_found if speaks]
        citations = speaking or [citation for citation, _ in all_found]
        if not citations:
            said = none_found(reading, (), False)
            return self._answered(said, (), abstained=said)
        titles = {(fold(c.title or ""), c.number) for c in citations}
        said = headline(reading, (), (), 0, False, citations=len(titles))
        return self._answered(said, (), total=0, citations=citations)

    # ---- putting an answer together

    def _page(self, items: Sequence[T]) -> Sequence[T]:
        return items[self.offset : None if self.limit is None else self.offset + self.limit]

    def _done(self, task: Task) -> bool:
        states = [note.value for note in self.archive.notes(task.id) if note.kind == "state"]
        return bool(states) and states[-1] in _DONE

    def _source(self, key: str) -> str | None:
        if key not in self.sources:
            document = self.archive.get(key)
            if document is None:
                return None
            self.sources[key] = document.text
        return self.sources[key]

    def _asked(self, start: int, end: int) -> str:
        return self.reading.question[start:end]

    def _item(self, task: Task, score: float) -> Item:
        source = self._source(task.doc) if task.context else None
        own = tuple(d.text for d in task.deadlines if not d.inherited) if not self.words else ()
        marks = marks_in(fold(task.text), task.start, (*self.words, *map(fold, own)))
        return item_of(task, self.names.get(task.doc, ""), source, marks, score)

    def _item_of(self, candidate: Candidate, score: float) -> Item:
        if candidate.task is not None:
            return self._item(candidate.task, score)
        text = (self._source(candidate.doc) or "")[candidate.start : candidate.end]
        marks = marks_in(fold(text), candidate.start, self.words)
        return Item(
            "", candidate.doc, self.names.get(candidate.doc, ""), candidate.clause, "", text, candidate.start, candidate.end,
            None, None, marks=marks, is_task=False, score=round(score, 3),
        )  # fmt: skip

    def _without(self, key: str) -> Answer:
        said = message(f"answers.{key}", self.reading.language)
        return self._answered(said, (), abstained=said)

    def _answered(
        self, said: str, items: Sequence[Item], *, total: int = 0, targets: Sequence[QuotedTarget] = (), citations: Sequence[QuotedCitation] = (),
        nearest: Sequence[Item] = (), abstained: str | None = None, left_out: int = 0, uncertain: int = 0,
        facets: dict[str, dict[str, int]] | None = None,
    ) -> Answer:  # fmt: skip
        if left_out:
            said += message("answers.left_out", self.reading.language, count=left_out)
        if uncertain:
            said += message("answers.uncertain", self.reading.language, count=uncertain)
        return Answer(
            self.reading.question, understood_of(self.reading), self.reading.not_understood, said, total, self.offset, tuple(items),
            tuple(targets), tuple(citations), (), tuple(nearest), facets or {}, abstained, left_out, uncertain,
        )  # fmt: skip


# A dated sentence that has nothing of its own to do: what it points at is the task. `上述工作于2020年年底前完成`
_POINTING: Final = re.compile(r"上述|以上|前述|该项|此项|这项|本项|各项|此类|该类")


def _told_once(tasks: Sequence[Task]) -> tuple[list[Task], dict[str, Task]]:
    """The tasks without those that a later one only takes up again, and for the later ones what they take up.

    `推进…改造。…; 2020年6月底前,所有加油站完成改造任务` is one matter with one day: the dated words tell it, the first
    sentence is their referent. Where the dated words only point back, each task that they point at is told.
    """
    kept: list[Task] = []
    referents: dict[str, Task] = {}
    for task in tasks:
        dated = [d for d in task.deadlines if d.due or d.begins]
        later = next(
            (
                other for other in tasks
                if other.doc == task.doc and other is not task and dated and all(d.inherited and other.start <= d.start < other.end for d in dated)
                and other.start >= task.end and not _POINTING.search(fold(other.text))
            ), None,
        )  # fmt: skip
        if later is None:
            kept.append(task)
        else:
            referents[later.id] = task
    return kept, referents


def _with_context(task: Task, referents: dict[str, Task]) -> Task:
    referent = referents.get(task.id)
    if referent is None or task.context is not None:
        return task
    return msgspec.structs.replace(task, context=Span(referent.start, referent.end))


def _counts(choice: Choice, names: dict[str, str]) -> dict[str, dict[str, int]]:
    """How many of the chosen tasks have each value of the facets."""
    counters: dict[str, Counter[str]] = {facet: Counter() for facet in _FACETS}
    for candidate, _ in choice.chosen:
        task = candidate.task
        if task is None:
            continue
        counters["year"].update({str(d.due.year) for d in task.deadlines if d.due})
        counters["body"].update({body.name for body in task.bodies})
        counters["region"].update({region.name for region in task.regions})
        counters["topic"].update(task.topics)
        counters["document"].update([names.get(task.doc, task.doc)])
        counters["modality"].update([task.modality])
    return {facet: dict(counter.most_common()) for facet, counter in counters.items()}
