"""One question on its way to an answer: what it may look at, and how what is found becomes items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

import msgspec

from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.messages import message
from corpus.regions import region_keys
from corpus.topics import topics
from corpus.types import Span, Task
from search.answer_except import is_left_out
from search.answer_pool import Candidate
from search.answer_say import none_found
from search.answer_types import Answer, Item, Place, QuotedCitation, QuotedTarget, item_of, marks_in, understood_of
from search.archive import Archive
from search.library import Library
from search.prepared import Shelf
from search.query import Query
from search.reading import OWNER, Reading
from search.states import done_tasks, owned_tasks
from search.words import modality_words, parts_of

__all__ = ["NEAREST", "Asking"]

NEAREST: Final = 5  # items that nearly fit
_CONTEXTS: Final = 300  # items whose context is read from their document: more than that nobody reads
T = TypeVar("T")


class Asking:
    """A question as read, over an archive; nothing of it outlives the answer."""

    def __init__(
        self, archive: Archive, reading: Reading, library: Library, titles: Mapping[str, str], offset: int,
        limit: int | None,
    ) -> None:  # fmt: skip
        self.archive, self.reading, self.library = archive, reading, library
        self.offset, self.limit = offset, limit
        self.names, self.titles = library.names, titles
        self.shelf = Shelf(archive, library)
        self._sources: dict[str, str] = {}
        self._left_out: tuple[Sequence[Task | Item], Query | None] = ((), None)

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of parts that the question has."""
        return {part.kind for part in self.reading.parts}

    @property
    def telling(self) -> bool:
        """Whether the question speaks of something in words, beside its filter."""
        return any(not term.faint for term in self.reading.terms)

    @property
    def filters(self) -> bool:
        """Whether the question leaves out tasks by a filter."""
        query = self.reading.query
        return self.excepting or query != msgspec.structs.replace(Query(), text=query.text, without=query.without)

    @property
    def excepting(self) -> bool:
        """Whether not all that fits the filter counts: the question leaves something out, or what has a person in charge."""
        return "except" in self.kinds or self.unowned

    @property
    def unowned(self) -> bool:
        """Whether the question asks for what nobody was noted to be in charge of."""
        return any(part.kind == "lacking" and OWNER in part.values for part in self.reading.parts)

    def counting(self, tasks: Sequence[Task]) -> list[Task]:
        """Of tasks that fit the filter those that the question does not leave out."""
        owned = owned_tasks(self.archive) if self.unowned else frozenset()
        return [task for task in tasks if task.id not in owned and not is_left_out(task, self.reading.parts)]

    @property
    def dated(self) -> bool:
        """Whether the filter is about days."""
        query = self.reading.query
        return bool(query.due or query.starts or query.kinds or query.frequencies)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words to be marked in a quotation: those looked for, and those that show a modality or topic asked for."""
        query = self.reading.query
        shown = [word for modality in query.modalities for word in modality_words(modality)]
        shown += [word for topic in topics() if topic.name in query.topics for word in (*topic.names, *topic.words)]
        return (*(w for term in self.reading.terms for w in term.words), *query.phrases, *shown)

    def with_query(self, query: Query) -> None:
        """Goes on with another filter."""
        self._go_on(msgspec.structs.replace(self.reading, query=query))

    def with_reading(self, reading: Reading) -> None:
        """Goes on with another reading of the question, over the same documents."""
        query = msgspec.structs.replace(reading.query, without=self.reading.query.without)
        self._go_on(msgspec.structs.replace(reading, query=query))

    def _go_on(self, reading: Reading) -> None:
        self.reading = reading
        for name in ("kinds", "words"):  # what was told of the reading before
            self.__dict__.pop(name, None)

    def asked(self, start: int, end: int) -> str:
        """Words of the question."""
        return self.reading.question[start:end]

    @cached_property
    def done(self) -> frozenset[str]:
        """The ids of the tasks that a person has marked done, where the question is about what is overdue."""
        return done_tasks(self.archive) if "overdue" in self.kinds else frozenset()

    def leave_out_ended(self) -> None:
        """Leaves out the documents that hold no more on the day; who names a document wants it all the same."""
        query = self.reading.query
        if not query.documents and not query.tasks:
            ended = self.archive.ended(self.reading.as_of)
            self.with_query(msgspec.structs.replace(query, without=tuple(sorted(ended))))

    def count_left_out(self, query: Query, own: Sequence[Task | Item] = ()) -> int:
        """How many tasks fit but count no more: `own`, and those of documents that hold no more."""
        ended = msgspec.structs.replace(query, documents=query.without, without=()) if query.without else None
        self._left_out = (own, ended)
        return len(own) + (self.archive.count(ended) if ended else 0)

    def left_out(self) -> set[Place]:
        """The places of what `count_left_out` counted last."""
        own, ended = self._left_out
        hits = self.archive.find(ended).hits if ended else ()
        return {(task.doc, task.start, task.end) for task in (*own, *(hit.task for hit in hits))}

    def source(self, key: str) -> str | None:
        """The text of a document."""
        if key not in self._sources:
            text = self.archive.text(key)
            if text is None:
                return None
            self._sources[key] = text
        return self._sources[key]

    def page(self, items: Sequence[T]) -> Sequence[T]:
        """The part of a list that was asked for."""
        return items[self.offset : None if self.limit is None else self.offset + self.limit]

    def item(self, task: Task, score: float, with_context: bool = True) -> Item:
        """A task as an item, its words marked; its context quoted where it needs one."""
        source = self.source(task.doc) if task.context and with_context else None
        folded = fold(task.text)
        marks = marks_in(folded, task.start, self._words_of(folded), self._matched(task))
        return item_of(task, self.names.get(task.doc, ""), source, marks, score)

    def _words_of(self, folded: str) -> list[str]:
        """The words to be marked in a folded text; of a compound that it does not hold (`化肥使用量`), the parts."""
        parted = [
            part
            for term in self.reading.terms
            if not any(word in folded for word in term.words)
            for part in parts_of(term.words[0])
        ]
        return [*self.words, *parted]

    def _matched(self, task: Task) -> list[Span]:
        """What of a task met the filter: its places, bodies, days and figures that were asked for."""
        query = self.reading.query
        spans: list[Span] = []
        if query.regions:
            wanted = set(query.regions)
            spans += [Span(r.start, r.end) for r in task.regions if not wanted.isdisjoint(region_keys(fold(r.name)))]
        if query.bodies:
            wanted = set(query.bodies)
            spans += [Span(b.start, b.end) for b in task.bodies if not wanted.isdisjoint(body_keys(fold(b.name)))]
        if "target" in self.kinds or query.comparators:
            spans += [Span(t.start, t.end) for t in task.targets]
        if self.dated or not (spans or self.words):
            spans += [Span(d.start, d.end) for d in task.deadlines if not d.inherited]
        return spans

    def items(self, tasks: Sequence[Task]) -> list[Item]:
        """Tasks that fit a filter, as items."""
        return [self.item(task, 1.0, number < _CONTEXTS) for number, task in enumerate(tasks)]

    def item_of(self, candidate: Candidate, score: float) -> Item:
        """A candidate as an item: a task, or a sentence that is none."""
        if candidate.task is not None:
            return self.item(candidate.task, score)
        text = (self.source(candidate.doc) or "")[candidate.start : candidate.end]
        folded = fold(text)
        marks = marks_in(folded, candidate.start, self._words_of(folded))
        return Item(
            "", candidate.doc, self.names.get(candidate.doc, ""), candidate.clause, "", text, candidate.start, candidate.end,
            None, None, marks=marks, is_task=False, score=round(score, 3),
        )  # fmt: skip

    def without(self, key: str) -> Answer:
        """No answer, for a reason that the catalogue names."""
        said = message(f"answers.{key}", self.reading.language)
        return self.answered(said, (), abstained=said)

    def none(self, words: Sequence[str], near: Sequence[Item] = (), left_out: int = 0) -> Answer:
        """No answer: the documents do not hold it, or only tasks that count no more."""
        said = none_found(self.reading, words, bool(near))
        return self.answered(said, (), abstained=said, nearest=near, left_out=left_out)

    def answered(
        self, said: str, items: Sequence[Item], *, total: int = 0, targets: Sequence[QuotedTarget] = (), citations: Sequence[QuotedCitation] = (),
        nearest: Sequence[Item] = (), abstained: str | None = None, left_out: int = 0, uncertain: int = 0,
        facets: dict[str, dict[str, int]] | None = None,
    ) -> Answer:  # fmt: skip
        """The answer with everything that belongs beside its headline."""
        if left_out:
            said += message("answers.left_out", self.reading.language, count=left_out)
        if uncertain:
            said += message("answers.uncertain", self.reading.language, count=uncertain)
        return Answer(
            self.reading.question, understood_of(self.reading), self.reading.not_understood, said, total, self.offset,
            tuple(items), tuple(targets), tuple(citations), (), tuple(nearest), facets or {}, abstained, left_out, uncertain,
        )  # fmt: skip
