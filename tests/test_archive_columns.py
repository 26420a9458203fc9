"""The columns that the embedded archive filters, orders and counts by, held against the plain meaning of a query.

The archive is changed step by step by one process's view of it and asked through another's, so that what is read
again and what is taken over both show.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final, get_args

import msgspec
import pytest

from builders import by, during, every, make_document, make_task, target, who
from corpus.bodies import body_keys
from corpus.fold import fold
from corpus.regions import region_keys
from corpus.types import DeadlineKind, Document, Modality, Sentence, Task
from search.archive import Hit
from search.query import Facet, Lack, Order, Query, Window
from search.sqlite import SqliteArchive

_FACETS: Final[tuple[Facet, ...]] = ("year", "body", "region", "topic", "document", "modality")
_WORDS: Final = ("黑臭水体", "散煤燃烧", "加油站", "自然保护区", "优良天数", "危险废物")
_BODIES: Final = ("生态环境部", "财政部", "水利部")
_PLACES: Final = ("乌海市", "包头市", "赤峰市")
_TOPICS: Final = ("水", "大气", "土壤")
_MODALITIES: Final[tuple[Modality, ...]] = ("must", "must_not", "encourage")
_KINDS: Final[tuple[DeadlineKind, ...]] = ("by", "during", "from")


def _day(chance: random.Random) -> date:
    return date(2018, 1, 1) + timedelta(chance.randrange(3 * 365))


def _document(chance: random.Random, title: str) -> Document:
    tasks = []
    for _ in range(chance.randrange(8)):
        first, second = sorted((_day(chance), _day(chance)))
        times = [
            by(first),
            by(second),
            during(str(first), str(second)),
            during(str(first), None, "from"),
            every("FREQ=MONTHLY"),
        ]
        tasks.append(
            make_task(
                "整治" + "和".join(chance.sample(_WORDS, 2)),
                *chance.sample(times, chance.randrange(3)),
                clause=chance.choice("一二三"),
                modality=chance.choice(_MODALITIES),
                bodies=[who(name) for name in chance.sample(_BODIES, chance.randrange(3))],
                regions=chance.sample(_PLACES, chance.randrange(2)),
                topics=chance.sample(_TOPICS, chance.randrange(3)),
                targets=[target("优良天数比例", ">=", 80, due=str(second))] if chance.random() < 0.3 else [],
            )
        )
    return make_document(title, tasks, remark=str(chance.random()))


def _query(chance: random.Random, keys: list[str]) -> Query:
    def some(values: Iterable[str], share: float) -> tuple[str, ...]:
        pool = list(values)
        return tuple(chance.sample(pool, min(len(pool), chance.randint(1, 2)))) if chance.random() < share else ()

    def window() -> Window | None:
        if chance.random() < 0.5:
            return None
        first, last = sorted((_day(chance), _day(chance)))
        return Window(chance.choice((first, None)), chance.choice((last, None)))

    orders: tuple[Order, ...] = ("due", "place")
    return Query(
        due=window(),
        starts=window(),
        due_or_starts=chance.random() < 0.5,
        kinds=tuple(chance.sample(_KINDS, 2)) if chance.random() < 0.3 else (),
        bodies=some(_BODIES, 0.3),
        regions=some((region_keys(place)[0] for place in _PLACES), 0.2),
        topics=some(_TOPICS, 0.3),
        modalities=tuple(chance.sample(_MODALITIES, 2)) if chance.random() < 0.3 else (),
        has_target=chance.random() < 0.1,
        lacking=tuple(chance.sample(get_args(Lack), 1)) if chance.random() < 0.2 else (),
        phrases=some(_WORDS, 0.2),
        documents=some(keys, 0.2),
        without=some(keys, 0.2),
        order=chance.choice(orders),
    )


def _dues(task: Task, kinds: tuple[DeadlineKind, ...]) -> list[date]:
    known = {time.due for time in task.deadlines}
    of_targets = [t.due for t in task.targets if t.due and t.due not in known and (not kinds or "by" in kinds)]
    return [t.due for t in task.deadlines if t.due and (not kinds or t.kind in kinds)] + of_targets


def _inside(days: Iterable[date], window: Window) -> list[date]:
    return sorted(d for d in days if (window.first or d) <= d <= (window.last or d))


def _fits(task: Task, query: Query) -> bool:
    kinds = query.kinds
    begins = [
        t.begins for t in task.deadlines if t.begins and t.kind in ("from", "during") and (not kinds or t.kind in kinds)
    ]
    windows = [
        bool(_inside(days, window))
        for days, window in ((_dues(task, kinds), query.due), (begins, query.starts))
        if window
    ]
    return (
        (not windows or (any if query.due_or_starts else all)(windows))
        and bool(windows or not kinds or {t.kind for t in task.deadlines} & set(kinds))
        and (not query.bodies or bool({k for b in task.bodies for k in body_keys(fold(b.name))} & set(query.bodies)))
        and (not query.regions or bool({k for r in task.regions for k in region_keys(r.name)} & set(query.regions)))
        and (not query.topics or bool(set(task.topics) & set(query.topics)))
        and (not query.modalities or task.modality in query.modalities)
        and (not query.has_target or bool(task.targets))
        and not any(_has(task, lack) for lack in query.lacking)
        and all(phrase in task.text for phrase in query.phrases)
        and (not query.documents or task.doc in query.documents)
        and task.doc not in query.without
    )


def _has(task: Task, what: Lack) -> bool:
    roles = {body.role for body in task.bodies}
    return {
        "deadline": bool(task.deadlines or _dues(task, ())),
        "body": bool(roles & {"responsible", "lead"}),
        "lead": "lead" in roles,
        "target": bool(task.targets),
    }[what]


def _order(task: Task, query: Query) -> tuple[date, str, int]:
    days = (query.due and _inside(_dues(task, query.kinds), query.due)) or sorted(_dues(task, ()))
    return (days[0] if days and query.order == "due" else date.max, task.doc, task.start)


def _counted(tasks: Iterable[Task]) -> Iterator[tuple[Facet, str]]:
    for task in tasks:
        yield from (("year", year) for year in {str(day.year) for day in _dues(task, ())})
        yield from (("body", k) for k in {k for b in task.bodies for k in body_keys(fold(b.name))} if ":" not in k)
        yield from (("region", k) for k in {k for r in task.regions for k in region_keys(r.name)})
        yield from (("topic", topic) for topic in task.topics)
        yield "document", task.doc
        yield "modality", task.modality


def _facets(tasks: Iterable[Task]) -> Mapping[Facet, Mapping[str, int]]:
    counts: dict[Facet, dict[str, int]] = {facet: {} for facet in _FACETS}
    for (facet, value), number in Counter(_counted(tasks)).items():
        counts[facet][value] = number
    return counts


def _change(
    chance: random.Random,
    writer: SqliteArchive,
    held: dict[str, Document],
    make: Callable[[random.Random, str], Document],
) -> None:
    """Drop a document of the archive, or put one that is new or takes the place of another."""
    if held and chance.random() < 0.25:
        key = chance.choice(sorted(held))
        del held[key]
        assert writer.drop(key)
    else:
        document = make(chance, f"方案{chance.randrange(12)}")
        held[document.key] = document
        writer.put(document)


@pytest.mark.parametrize("seed", range(6))
def test_every_query_finds_what_it_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    writer, reader = SqliteArchive(tmp_path / "duban.db"), SqliteArchive(tmp_path / "duban.db")
    held: dict[str, Document] = {}
    for _ in range(40):
        _change(chance, writer, held, _document)
        if chance.random() < 0.1:
            writer.reindex()
        tasks = [task for document in held.values() for task in document.tasks]
        for _ in range(6):
            query = _query(chance, sorted(held))
            fitting = sorted((t for t in tasks if _fits(t, query)), key=lambda t: _order(t, query))
            found = reader.find(query)
            assert [hit.task for hit in found.hits] == fitting, query
            assert found.total == reader.count(query) == len(fitting)
            offset, limit = chance.randrange(6), chance.randrange(5)
            page = reader.find(msgspec.structs.replace(query, offset=offset, limit=limit))
            assert [hit.task for hit in page.hits] == fitting[offset : offset + limit]
            assert page.total == len(fitting)
            assert reader.facets(query, _FACETS) == _facets(fitting)
            words = " ".join(chance.sample(_WORDS, 2))
            ranked = msgspec.structs.replace(query, text=words, order="relevance", limit=chance.choice((None, 3)))
            ranked = msgspec.structs.replace(ranked, require_text=chance.random() < 0.5)
            # In a small archive each word is rare: what is nearest is what is found.
            assert _ranks(reader.nearest(ranked)) == _ranks(reader.find(ranked).hits)
    writer.close()
    reader.close()


def _ranks(hits: Iterable[Hit]) -> list[tuple[float, str, int]]:
    return [(round(hit.score, 9), hit.task.doc, hit.task.start) for hit in hits]


def _told(chance: random.Random, title: str) -> Document:
    """A document of plain sentences and headings, many of which say the same."""
    lines = ["和".join(chance.sample(_WORDS[:3], chance.randint(1, 2))) + "。" for _ in range(chance.randrange(1, 6))]
    made = make_document(title, [], remark="\n".join([*lines, str(chance.random())]))
    sentences, at = [], 0
    for line in lines:
        at = made.text.index(line, at)
        sentences.append(Sentence(at, at + len(line), "", "narration"))
        if chance.random() < 0.3:  # a heading is a part of it, without its full stop
            sentences[-1] = Sentence(at, at + len(line) - 1, "", "heading")
        at += len(line)
    return msgspec.structs.replace(made, sentences=tuple(sentences))


@pytest.mark.parametrize("seed", range(3))
def test_sentences_rank_by_score_then_place(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    writer, reader = SqliteArchive(tmp_path / "duban.db"), SqliteArchive(tmp_path / "duban.db")
    held: dict[str, Document] = {}
    for _ in range(25):
        _change(chance, writer, held, _told)
        for word in _WORDS[:3]:
            truth = {
                (key, s.start)
                for key, document in held.items()
                for s in document.sentences
                if s.kind != "heading" and word in document.text[s.start : s.end]
            }
            found = reader.sentences(word)
            assert {(said.doc, said.start) for said in found} == truth
            assert list(found) == sorted(found, key=lambda said: (-said.score, said.doc, said.start))
            assert reader.sentences(word, limit=3) == found[:3]
            keys = chance.sample(sorted(held), min(2, len(held)))
            assert reader.sentences(word, documents=keys) == [said for said in found if said.doc in keys]
            other = chance.choice(_WORDS[:3])
            assert reader.sentences(word, phrases=[other]) == [said for said in found if other in said.folded]
    writer.close()
    reader.close()
