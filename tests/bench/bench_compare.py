"""Setting documents side by side: how right, beside bare BM25 over character bigrams in the same run, and how fast.

Where the shared texts are (DUBAN_SHARED) the annotated pair is scored by contract/score_compare.py; citations are
resolved over made documents, 100,000 at full size, in memory and kept in an archive. Times are processor times.
`--elastic 10000` does it on Elasticsearch, too (five minutes): processor time of the server and of ours together.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

import harness
from corpus.fold import fold
from corpus.types import Citation, Document
from ingest.pipeline import read_document
from search import open_archive, sqlite_citations
from search.align import Bag, best_of, pairs_of
from search.align_units import central_units, clause_sections, local_units, sections_of
from search.archive import Archive
from search.crossref import compare
from search.crossref_cites import CitationIndex, Cited, around
from search.crossref_source import source_of
from search.crossref_types import comparison_json
from search.sqlite import SqliteArchive
from ui.wire import dumps

SHARED: Final = Path(os.environ.get("DUBAN_SHARED") or Path(__file__).parents[2].parent / "shared")
TEXTS: Final = ("nmg-2018-pollution-opinion.txt", "ecology-plan-2016-2020.txt")
GOLD: Final = "compare-seed.gold.jsonl"
# What the annotated pair has to reach, by the names of score_compare.py.
FIGURES: Final = (
    ("target pairs", 0.93),
    ("target pairs, verdict", 0.90),
    ("task recall@1", 0.80),
    ("task recall@3", 0.93),
    ("task first accepted", 0.92),
    ("clause recall@1", 0.97),
)
_CITED: Final = 5  # citations a document


def main() -> int:
    """Print the figures; 1 when one is missed by far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--elastic", type=int, metavar="DOCUMENTS")
    chosen = parser.parse_args()
    small = chosen.size == "small"
    bench = harness.Bench("Documents side by side (tests/bench/bench_compare.py)")
    if (SHARED / "contract" / "cases" / GOLD).exists():
        _annotated(bench)
    else:
        print(f"  the annotated pair is not at {SHARED}: left out")
    _citations(bench, 2_000 if small else 100_000)
    if chosen.elastic:
        _on_elastic(bench, chosen.elastic)
    return bench.close()


def _annotated(bench: harness.Bench) -> None:
    local, central = (read_document((SHARED / "corpus" / n).read_bytes().decode(), name=n) for n in TEXTS)
    compare(local, central)  # dictionaries and lexicons are loaded once
    ours, bare = _scored(dumps(comparison_json(compare(local, central)))), _scored(dumps(_baseline(local, central)))
    for name, figure in FIGURES:
        beside = f"bare BM25 over bigrams {_value(bare[name]):.3f}" if not name.startswith("target") else ""
        bench.at_least(name, _value(ours[name]), figure, "", beside=beside)
    bench.at_most("sample against the plan", harness.seconds(lambda: compare(local, central)), 1.0, "s")


def _value(row: Any) -> float:
    return float(row["f1"] if isinstance(row, dict) else row)


def _scored(compared: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "compared.json"
        said.write_bytes(compared)
        texts = [SHARED / "corpus" / name for name in TEXTS]
        command = [
            sys.executable,
            SHARED / "contract" / "score_compare.py",
            *texts,
            SHARED / "contract" / "cases" / GOLD,
        ]
        done = subprocess.run(
            [*map(str, command), str(said), "--json"], check=True, capture_output=True, text=True
        )  # fmt: skip
    rows: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _baseline(local: Document, central: Document) -> dict[str, Any]:
    """BM25 over pairs of folded characters, nothing masked or weighed, something always named."""
    mine, theirs = fold(local.text), fold(central.text)

    def named(spans: list[tuple[int, int]], asked: list[tuple[int, int]]) -> list[dict[str, Any]]:
        bag = Bag([pairs_of(theirs[start:end]) for start, end in asked])
        rows = []
        for start, end in spans:
            found = bag.scores(pairs_of(mine[start:end]))
            best = best_of(found, 3)
            ranked = [{"start": asked[at][0], "end": asked[at][1], "score": float(found[at])} for at in best]
            rows.append({"local": {"start": start, "end": end}, "central": ranked})
        return rows

    tasks = named([(u.start, u.end) for u in local_units(local)], [(u.start, u.end) for u in central_units(central)])
    clauses = named(
        [(s.start, s.end) for s in clause_sections(local)],
        [(s.start, s.end) for s in sections_of(clause_sections(central))],
    )
    return {"targets": [], "tasks": tasks, "clauses": clauses}


def _citations(bench: harness.Bench, count: int) -> None:
    rng = random.Random(7)
    documents = [_document(at, count, rng) for at in range(count)]
    begun = time.process_time()
    index = CitationIndex(map(source_of, documents))
    resolved = [cited for key in index.sources for cited in index.cites(key)]
    took = time.process_time() - begun
    wrong = sum(cited.state != "found" or cited.keys != (cited.citation.text,) for cited in resolved)
    if wrong:
        bench.failed.append(f"{wrong} citations led elsewhere")
    bench.at_most(f"citations of {count:,} documents", took, 60.0 * count / 100_000, "s", beside=f"{len(resolved):,}")
    bench.at_most("what all of them lack", harness.seconds(index.missing), 30.0 * count / 100_000, "s")
    with tempfile.TemporaryDirectory() as folder, closing(open_archive(f"sqlite:///{folder}/duban.db")) as archive:
        _kept(bench, archive, documents, rng)


def _kept(bench: harness.Bench, archive: Archive, documents: list[Document], rng: random.Random) -> None:
    """The same in an archive: what one document more costs, and what is asked of one."""
    assert isinstance(archive, SqliteArchive)
    with archive._writer() as connection:  # the rest of putting them is no part of this
        for document in documents:
            sqlite_citations.enter(connection, document)
    more = [_document(len(documents) + at, len(documents), rng) for at in range(100)]
    begun = time.process_time()
    for document in more:
        with archive._writer() as connection:
            sqlite_citations.enter(connection, document)
    bench.at_most("one document more, kept", (time.process_time() - begun) * 10, 5.0, "ms")
    begun = time.process_time()
    found = [around(archive, document.key).cites(document.key) for document in more]
    bench.at_most("what a document cites, from the archive", (time.process_time() - begun) * 10, 50.0, "ms")
    if any(cited.keys != (cited.citation.text,) for each in found for cited in each):
        bench.failed.append("citations led elsewhere from the archive")
    begun = time.process_time()
    for document in documents[:100]:
        around(archive, document.key).cited_by(document.key)
    bench.at_most("who cites a document, from the archive", (time.process_time() - begun) * 10, 50.0, "ms")


def _on_elastic(bench: harness.Bench, count: int) -> None:
    """What a document's citations cost on Elasticsearch, against the same documents without any; and what is asked of one."""
    import bench_elastic

    rng = random.Random(7)

    def took(work: Callable[[], object]) -> float:
        begun = time.process_time() + bench_elastic.server_seconds()
        work()
        return time.process_time() + bench_elastic.server_seconds() - begun

    def made(first: int, last: int, **without: Any) -> list[Document]:
        each = [_document(at, count, rng) for at in range(first, last)]
        return [replace(one, digest=f"{one.key}{without}", **without) for one in each]

    with closing(open_archive(bench_elastic.address())) as archive, ThreadPoolExecutor(3) as pool:

        def put(documents: list[Document]) -> float:
            return took(lambda: list(pool.map(archive.put, documents)))

        put(made(0, count))
        bare, citing = 0.0, 0.0
        for at in range(count, count + 1_000, 200):  # in turn: what else the machine does meets both
            bare += put(made(at, at + 100, citations=(), number=None, title="无"))
            citing += put(made(at + 100, at + 200))
        cost = f"of {citing * 2:.1f}"
        bench.at_most("one document's citations, Elasticsearch", (citing - bare) * 2, 5.0, "ms", beside=cost)
        asked = made(0, 50)
        found: list[Cited] = []
        each = took(lambda: [found.extend(around(archive, one.key).cites(one.key)) for one in asked]) * 20
        bench.at_most("what a document cites, from there", each, 200.0, "ms")
        each = took(lambda: [around(archive, one.key).cited_by(one.key) for one in asked]) * 20
        bench.at_most("who cites a document, from there", each, 200.0, "ms")
        if any(cited.keys != (cited.citation.text,) for cited in found):
            bench.failed.append("citations led elsewhere from Elasticsearch")


def _document(at: int, count: int, rng: random.Random) -> Document:
    """A made document with its own title and number that cites others by the one or the other."""
    cited = []
    for target in (rng.randrange(count) for _ in range(_CITED)):
        number, title = f"某发〔{1990 + target % 30}〕{target}号", f"某市关于第{target}项工作的意见"
        way = rng.randrange(3)
        # `text` holds the key that it should lead to.
        cited.append(Citation(f"k{target}", 0, 0, None if way == 0 else title, None if way == 1 else number, "mention"))
    number = f"某发〔{1990 + at % 30}〕{at}号"
    title = f"某市关于印发《关于第{at}项工作的意见》的通知" if at % 2 else f"某市关于第{at}项工作的意见"
    others = tuple(one for one in cited if one.text != f"k{at}")
    return Document(f"k{at}", f"k{at}", "", title, (), number, date(2018, 1, 1), f"{at}.txt", citations=others)


if __name__ == "__main__":
    sys.exit(main())
