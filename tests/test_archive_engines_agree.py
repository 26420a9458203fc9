"""Both engines give the same answers: over the shared questions, and over generated queries.

Compared are the number of tasks, every facet, and the tasks in their order. Orders by due day and by place are equal to
the letter. By relevance the tasks are the same, and where one engine puts a task before another, the other engine
does so too unless it scores the two alike (within `ALIKE`): the engines weigh rare words by formulas that differ slightly.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, get_args

import pytest

from archive_engines import FACETS, OPINION
from builders import by, during, every, make_document, make_task, target, who
from corpus.samples import sample_text
from corpus.types import DeadlineKind, Document, Modality, Role
from elastic_server import empty_archive
from ingest.pipeline import read_document
from search import open_archive
from search.answer import answer
from search.archive import Archive, Found, Note
from search.copying import copy_archive
from search.elastic import ElasticArchive
from search.query import Lack, Order, Query, Window

ALIKE: Final = 0.25  # of the best score
GENERATED: Final = 500
_SEED: Final = 20181231
_BODIES: Final = ("生态环境部", "财政部门", "各盟市人民政府", "旗县级以上政府", "水利部门")
_PLACES: Final = ("乌海市", "包头市", "赤峰市")
_TOPICS: Final = ("大气", "水", "土壤")
_WORDS: Final = ("黑臭水体", "危险废物处置", "加油站防渗", "PM2.5", "排放标准", "检查", "2018", "完成整治")


def made_documents() -> Iterator[Document]:
    """Documents with every kind of mention, drawn at random, the same in every run."""
    chance = random.Random(_SEED)

    def day() -> date:
        return date(2017, 1, 1) + timedelta(chance.randrange(5 * 365))

    for number in range(12):
        tasks = []
        for _ in range(25):
            begins = day()
            deadlines = [
                by(day()), during(str(begins), str(begins + timedelta(90))), during(str(begins), None, "from"),
                every("FREQ=MONTHLY;INTERVAL=3"), by(day(), kind="within"),
            ]  # fmt: skip
            tasks.append(
                make_task(
                    "".join(chance.sample(_WORDS, 2)),
                    *chance.sample(deadlines, chance.randrange(4)),
                    clause=chance.choice(["", "一", "一(一)", "二"]),
                    modality=chance.choice(get_args(Modality)),
                    bodies=[
                        who(chance.choice(_BODIES), chance.choice(get_args(Role))) for _ in range(chance.randrange(3))
                    ],
                    regions=chance.sample(_PLACES, chance.randrange(2)),
                    topics=chance.sample(_TOPICS, chance.randrange(3)),
                    targets=[target("优良天数比例", chance.choice([">=", "<="]), 80, due=str(day()))]
                    * chance.randrange(2),
                    context=chance.choice(["", "制定限期达标规划,"]),
                )
            )
        yield make_document(
            f"工作方案{number}", tasks, number=f"〔2018〕{number}号", headings=[("一", "碧水保卫战", 1)]
        )


def queries(count: int) -> Iterator[Query]:
    """Queries of a few parts each, drawn at random."""
    chance = random.Random(_SEED)

    def window() -> Window:
        first = date(2017, 1, 1) + timedelta(chance.randrange(5 * 365))
        last = first + timedelta(chance.choice([0, 30, 365, -5]))
        return Window(chance.choice([first, None]), chance.choice([last, None]))

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.randrange(1, 3)))

    for _ in range(count):
        parts = {
            "text": "".join(some(_WORDS)), "require_text": True, "phrases": some(("黑臭", "限期达标", "物", "(PM", "整治加油")),
            "due": window(), "starts": window(), "due_or_starts": True, "kinds": some(get_args(DeadlineKind)),
            "frequencies": ("FREQ=MONTHLY;INTERVAL=3",), "bodies": some(_BODIES), "roles": some(get_args(Role)),
            "regions": some((*_PLACES, "没有")), "topics": some(_TOPICS), "indicators": ("优良天数比例",), "has_target": True,
            "comparators": some((">=", "<=")), "modalities": some(get_args(Modality)), "documents": (OPINION.key,),
            "clauses": some(("一", "一(一)", "二")), "lacking": some(get_args(Lack)),
        }  # fmt: skip
        chosen = chance.sample(sorted(parts), chance.randrange(0, 4))
        if chance.random() < 0.4:
            chosen += ["due", "starts", "due_or_starts"]
        page = chance.choice([{}, {"offset": chance.randrange(40), "limit": chance.randrange(30)}])
        order = chance.choice(get_args(Order))
        yield Query(**{name: parts[name] for name in chosen}, order=order, **page)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, ElasticArchive]]:
    """The same documents in both engines, the sample among them, versions and a dropped one too."""
    folder = tmp_path_factory.mktemp("agree")
    with closing(open_archive(f"sqlite:///{folder}/duban.db")) as embedded, closing(empty_archive()) as elastic:
        made = [*made_documents(), OPINION, read_document(sample_text(), name="sample")]
        dropped = make_document("撤回", [make_task("不应再有", topics=["水"])])
        first = make_document("工作方案0", [make_task("旧任务")], number="〔2018〕0号", remark="旧")
        for document in (first, *made, dropped):
            assert embedded.put(document) == elastic.put(document)
        assert embedded.drop(dropped.key) is elastic.drop(dropped.key) is True
        yield embedded, elastic


def same(ours: Found, theirs: Found, query: Query) -> None:
    """Whether two engines found the same, as the head of this file says."""
    assert ours.total == theirs.total
    assert len(ours.hits) == len(theirs.hits)
    if query.order != "relevance" or not query.text:
        assert ours == theirs
        return
    scores = [{hit.task.id: hit.score for hit in found.hits} for found in (ours, theirs)]
    if query.offset == 0 and query.limit is None:
        assert set(scores[0]) == set(scores[1])
        assert {name for name, score in scores[0].items() if score} == {n for n, score in scores[1].items() if score}
    best = max(scores[1].values(), default=0)
    order = [hit.task.id for hit in ours.hits if hit.task.id in scores[1]]
    highest = float("inf")
    for name in order:  # no task of ours stands behind one that the other engine scores clearly lower
        assert scores[1][name] <= highest + ALIKE * best
        highest = min(highest, scores[1][name])


def test_generated_queries(both: tuple[Archive, ElasticArchive]) -> None:
    embedded, elastic = both
    found = 0
    for query in queries(GENERATED):
        expected = embedded.find(query)
        found += bool(expected.total)
        same(expected, elastic.find(query), query)
        assert embedded.facets(query, FACETS) == elastic.facets(query, FACETS), query
    assert found > GENERATED / 3  # or the comparison would be of nothing


def test_library(both: tuple[Archive, ElasticArchive]) -> None:
    embedded, elastic = both
    assert list(embedded.documents()) == list(elastic.documents())
    for info in embedded.documents():
        assert embedded.get(info.key, info.version) == elastic.get(info.key, info.version)


def test_questions(both: tuple[Archive, ElasticArchive], shared: Path) -> None:
    lines = (shared / "contract" / "cases" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        case = json.loads(line)
        as_of = date.fromisoformat(case["as_of"] or "2018-10-01")
        ours, theirs = (answer(archive, case["question"], as_of=as_of) for archive in both)
        assert (ours.total, ours.answer, ours.abstained) == (theirs.total, theirs.answer, theirs.abstained), case
        assert {task.id for task in ours.tasks} == {task.id for task in theirs.tasks}, case
        assert ours.facets == theirs.facets, case


# Moving from one engine to the other


def test_copy_there_and_back(both: tuple[Archive, ElasticArchive], tmp_path: Path) -> None:
    embedded, _ = both
    note = Note(OPINION.tasks[0].id, "state", "done", "张三", datetime(2018, 10, 1, tzinfo=UTC))
    with (
        closing(open_archive(f"sqlite:///{tmp_path}/from.db")) as source,
        closing(empty_archive()) as there,
        closing(open_archive(f"sqlite:///{tmp_path}/back.db")) as back,
    ):
        copy_archive(embedded, source, "from")
        for _ in range(2):
            source.note(note)
        source.attach(b"original")
        # Interrupted after five documents, and begun again.
        seen: list[int] = []

        def stop(done: int, total: int) -> None:
            seen.append(total)
            if done == 5:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            copy_archive(source, there, "there", stop)
        done = copy_archive(source, there, "there")
        assert (done.there, done.notes, done.originals) == (5, 2, 1)
        assert done.documents == seen[0] - 5
        again = copy_archive(source, there, "there")
        assert (again.documents, again.notes, again.originals) == (0, 0, 0)
        copy_archive(there, back, "back")
        assert back.documents() == source.documents()
        assert back.find(Query()) == source.find(Query())
        assert back.notes() == source.notes() == [note, note]
        assert back.original(back.originals()[0]) == b"original"
