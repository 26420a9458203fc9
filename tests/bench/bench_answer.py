"""Whether the right clause is among the first ten, and how long an answer takes inside the process.

Recall: the questions of the contract over the sample, beside plain BM25 over pairs of characters (what an index without
any understanding finds). Time: those questions over an archive of tasks and plain sentences synthesised from the sample's
clauses, facets included, beside bare FTS5 ranking the same words in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import log
from pathlib import Path
from typing import Any, Final

import harness

sys.path.insert(0, str(Path(__file__).parents[1]))

import bench_archive
from corpus.fold import fold
from corpus.samples import sample_text
from ingest.pipeline import read_document
from search.answer import answer
from search.library import library_of
from search.query import Query
from search.question import understand
from search.sqlite import SqliteArchive
from search.terms import terms
from shared_texts import SHARED

_FIRST: Final = 10
_SAID: Final = 100  # sentences of a document that are no tasks, beside its 250 tasks
_TODAY: Final = date(2026, 11, 25)
_OWN: Final = (
    "2018年年底前要完成哪些任务",
    "乌海有哪些任务",
    "加油站要完成什么改造",
    "谁是第一责任人",
    "污水处理率目标是多少",
    "What is due in 2020?",
)
_ENGLISH: Final = (
    "air quality", "sewage treatment", "black and odorous water", "solid waste", "gas stations", "soil pollution",
    "coal-fired boilers", "drinking water", "nature reserves", "vehicle emissions", "hazardous waste", "grassland",
)  # fmt: skip


def _questions() -> list[dict[str, Any]]:
    path = SHARED / "contract" / "cases" / "questions.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [q for q in map(json.loads, lines) if q["expected"] and q["kind"] != "central"]


def _pairs(text: str) -> list[str]:
    folded = fold(text)
    return [folded[i : i + 2] for i in range(len(folded) - 1) if folded[i : i + 2].isalnum()]


def _plain(question: str, texts: Sequence[Counter[str]]) -> list[int]:
    """The places of the ten texts that BM25 over pairs of characters ranks first."""
    mean = sum(sum(text.values()) for text in texts) / len(texts)
    scores = [0.0] * len(texts)
    for pair in set(_pairs(question)):
        holding = sum(pair in text for text in texts)
        weight = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for at, text in enumerate(texts):
            times = text[pair]
            if times:
                scores[at] += weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * sum(text.values()) / mean))
    return sorted(range(len(texts)), key=lambda at: -scores[at])[:_FIRST]


def _held(fragment: str, source: str, spans: Sequence[tuple[int, int]]) -> bool:
    at = source.find(fragment)
    end = at + len(fragment)
    held = {i for a, b in spans for i in range(max(at, a), min(end, b))}
    return len(held) >= 0.6 * len(fragment)


def recall(bench: harness.Bench) -> None:
    """Print both recalls; nothing where the contract's questions are not there."""
    questions = _questions()
    if not questions:
        print("  the contract's questions are not there: recall is left out")
        return
    source = sample_text()
    document = read_document(source, name="sample.txt")
    texts = [Counter(_pairs(task.text)) for task in document.tasks]
    found, plain, wanted = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        archive = SqliteArchive(Path(folder) / "duban.db")
        archive.put(document)
        for question in questions:
            expected = question["expected"]
            first = max(_FIRST, len(expected))
            as_of = date.fromisoformat(str(question["as_of"])) if question["as_of"] else _TODAY
            told = answer(archive, str(question["question"]), as_of=as_of)
            ours = [(item.start, item.end) for item in told.tasks[:first]] + [
                (c.start, c.end) for c in told.citations[:first]
            ]
            tasks = [document.tasks[at] for at in _plain(str(question["question"]), texts)]
            theirs = [(task.start, task.end) for task in tasks]
            wanted += len(expected)
            found += sum(_held(fragment, source, ours) for fragment in expected)
            plain += sum(_held(fragment, source, theirs) for fragment in expected)
        archive.close()
    beside = f"plain BM25 over pairs {plain / wanted:.2f}, {len(questions)} questions"
    bench.at_least("fragments among the first ten", found / wanted, 0.95, "", beside=beside)


_KINDS: Final = ("date window", "body", "place and topic", "free text", "figure", "quoted words", "English")


def asked(kind: str, count: int) -> list[str]:
    """Distinct questions of a kind, drawn at random (the same ones in every run): no answer is there already."""
    chance = random.Random(f"{kind}")
    texts = [text for text in bench_archive.sentences() if bench_archive.HAN.search(text)]

    def phrase(length: int) -> str:
        return chance.choice(bench_archive.HAN.findall(chance.choice(texts)))[:length]

    def day() -> date:
        return date(2016, 1, 1) + timedelta(chance.randrange(15 * 365))

    def question() -> str:
        first, place, topic = day(), chance.choice(bench_archive.PLACES), chance.choice(bench_archive.TOPICS)
        until, body = first + timedelta(chance.randrange(20, 400)), chance.choice(bench_archive.BODIES)
        match kind:
            case "date window":
                return chance.choice((
                    f"{first.year}年{first.month}月底前要完成哪些任务",
                    f"{first:%Y年%m月%d日}至{until:%Y年%m月%d日}到期的任务有哪些",
                    f"截至{first:%Y年%m月%d日}，哪些任务已经逾期",
                ))  # fmt: skip
            case "body":
                return f"{first.year}年{first.month}月底前{body}要做什么"
            case "place and topic":
                return f"{place}{first.year}年{first.month}月到期的{topic}方面的任务有哪些"
            case "free text":
                return f"{phrase(6)}和{phrase(4)}有什么要求"
            case "figure":
                return f"到{first.year}年{phrase(6)}的目标是多少"
            case "quoted words":
                return f"查找原文“{phrase(5)}”"
            case _:
                return chance.choice((
                    f"Which tasks are due by the end of {first:%B %Y}?",
                    f"What are the targets for {chance.choice(_ENGLISH)} by {first.year}?",
                    f"Who is responsible for {chance.choice(_ENGLISH)} and {chance.choice(_ENGLISH)}?",
                ))  # fmt: skip

    found: dict[str, None] = {}
    for _ in range(20 * count):  # some kinds hold fewer than were asked for
        found.setdefault(question())
        if len(found) == count:
            break
    return list(found)


def _bare(bare: sqlite3.Connection, question: str) -> float:
    """Milliseconds of processor time in which bare FTS5 ranks the words of a question, and does nothing else."""
    words = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms(fold(question))) if len(term) > 1)
    begun = time.process_time()
    bare.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 50", (words,)).fetchall()
    return 1000 * (time.process_time() - begun)


def speed(bench: harness.Bench, file: Path, bare: sqlite3.Connection, tasks: int, count: int) -> None:
    """Print the processor time of an answer and of understanding alone, by kind of question; then the memory held."""
    archive = SqliteArchive(file)
    library = library_of(archive.documents()).current
    figure = 20 if tasks <= 100_000 else 100
    questions = {kind: asked(kind, count) for kind in _KINDS}
    questions["of the contract"] = [str(q["question"]) for q in _questions() if q["kind"] != "citation"] or list(_OWN)
    answer(archive, _OWN[0], as_of=_TODAY, limit=50)  # the tables of words and the columns are read with the first
    every, understood, plain = [], [], []
    for kind, some in questions.items():
        spent = []
        for question in some:
            begun = time.process_time()
            answer(archive, question, as_of=_TODAY, limit=50)
            spent.append(1000 * (time.process_time() - begun))
            begun = time.process_time()
            understand(question, _TODAY, library)
            understood.append(1000 * (time.process_time() - begun))
            plain.append(_bare(bare, question))
        print(f"  {kind:20} p50 {_of(spent, 50):6.1f}  p95 {_of(spent, 95):6.1f} ms, {len(some)} questions")
        every += spent
    archive.close()
    ratio = _of(every, 95) / _of(plain, 95)
    beside = f"p50 {_of(every, 50):.1f} ms, {len(every)} questions asked once, {tasks:,} tasks; bare FTS5 {_of(plain, 95):.1f} ms: {ratio:.2f} x"
    bench.at_most("an answer, 95 of 100", _of(every, 95), figure, "ms", beside=beside)
    beside = f"p50 {_of(understood, 50):.1f} ms, {len(library):,} documents"
    bench.at_most("understanding a question, 95 of 100", _of(understood, 95), 5, "ms", beside=beside)
    bench.at_most("private memory", _private(), 500, "MB", beside="of the whole process, mapped files not counted")


def cold(bench: harness.Bench, file: Path) -> None:
    """Print how long the command takes that asks one question, its start included."""
    ask = (harness.DUBAN, "ask", _OWN[0], "--limit", "20", "--archive", f"sqlite:///{file}")
    with tempfile.TemporaryDirectory() as folder:
        ended = min((harness.command(*ask, folder=Path(folder)) for _ in range(3)), key=lambda ended: ended.seconds)
    beside = f"{ended.megabytes:.0f} MB resident, the quickest of three"
    bench.at_most("duban ask, from its start", ended.seconds, 1.5, "s", beside=beside)


def _of(spent: Sequence[float], share: int) -> float:
    return sorted(spent)[len(spent) * share // 100]


def _private() -> float:
    """The memory of this process that no file stands behind, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--tasks", type=int, help="how many tasks (small: 5000, full: 100000)")
    parser.add_argument("--archive", type=Path, help="keep the archive in this file, or take the one that is there")
    chosen = parser.parse_args()
    small = chosen.size == "small"
    bench = harness.Bench("Answers (tests/bench/bench_answer.py)")
    recall(bench)
    with tempfile.TemporaryDirectory() as folder:
        file = (chosen.archive or Path(folder) / "duban.db").absolute()
        archive = SqliteArchive(file)
        if not archive.documents():
            for document in bench_archive.documents(chosen.tasks or (5_000 if small else 100_000), said=_SAID):
                archive.put(document)
        tasks = archive.count(Query())
        archive.close()
        bare, _ = bench_archive.bare_table(Path(folder) / "bare.db", bench_archive.documents(tasks))
        speed(bench, file, bare, tasks, 6 if small else 40)
        bare.close()
        cold(bench, file)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
