"""Whether the right clause is among the first ten, and how long an answer takes inside the process.

Recall: the questions of the contract over the sample, beside plain BM25 over pairs of characters (what an index without
any understanding finds). Time: those questions over an archive of tasks synthesised from the sample's clauses,
facets included.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import log
from pathlib import Path
from typing import Final

import harness

sys.path.insert(0, str(Path(__file__).parents[1]))

import bench_archive
from corpus.fold import fold
from corpus.samples import sample_text
from ingest.pipeline import read_document
from search.answer import answer
from search.archive import Archive
from search.sqlite import SqliteArchive
from shared_texts import SHARED

_FIRST: Final = 10
_TODAY: Final = date(2026, 11, 25)
_OWN: Final = (
    "2018年年底前要完成哪些任务",
    "乌海有哪些任务",
    "加油站要完成什么改造",
    "谁是第一责任人",
    "污水处理率目标是多少",
    "What is due in 2020?",
)


def _questions() -> list[dict[str, object]]:
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
            expected = [str(fragment) for fragment in question["expected"]]  # type: ignore[attr-defined]  # a list of strings
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


def _spent(archive: Archive, questions: Sequence[str], rounds: int) -> list[float]:
    spent = []
    for question in questions:
        for _ in range(rounds):
            begun = time.process_time()
            answer(archive, question, as_of=_TODAY, limit=50)
            spent.append(1000 * (time.process_time() - begun))
    return sorted(spent)


def speed(bench: harness.Bench, tasks: int) -> None:
    """Print the time of an answer inside the process over `tasks` tasks."""
    questions = [str(q["question"]) for q in _questions() if q["kind"] != "citation"] or list(_OWN)
    with tempfile.TemporaryDirectory() as folder:
        archive = SqliteArchive(Path(folder) / "duban.db")
        for document in bench_archive.documents(tasks):
            archive.put(document)
        for question in questions:
            answer(archive, question, as_of=_TODAY, limit=50)
        spent = _spent(archive, questions, 3)
        archive.close()
    beside = f"p50 {spent[len(spent) // 2]:.1f} ms, {len(questions)} questions, {tasks:,} tasks"
    bench.at_most("an answer, 95 of 100", spent[len(spent) * 95 // 100], 20, "ms", beside=beside, fails_at=400)


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    small = harness.size(__doc__) == "small"
    bench = harness.Bench("Answers (tests/bench/bench_answer.py)")
    recall(bench)
    speed(bench, 5_000 if small else 100_000)
    return bench.close()


if __name__ == "__main__":
    sys.exit(main())
