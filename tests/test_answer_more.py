"""Further questions, over the sample alone and over all shared texts in one archive; truth by reading the texts.

As `contract/score_ask.py` counts: what is expected must be held, of closed lists nothing else, of others not far more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from corpus.samples import sample_text
from ingest.pipeline import read_document
from ingest.readers import read
from search import open_archive
from search.answer import Answer, answer
from search.archive import Archive

CASES: Final = Path(__file__).parent / "cases"
TODAY: Final = date(2026, 11, 25)
_CLOSED: Final = frozenset({"deadline", "window", "overdue", "recurring"})
_TWICE: Final = frozenset({"env-1423.txt", "gov-15.html"})  # documents that are there under another name
Texts = dict[str, str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Texts]]:
    """The bundled sample alone."""
    archive = open_archive(f"sqlite:///{tmp_path_factory.mktemp('one') / 'duban.db'}")
    archive.put(read_document(sample_text(), name="sample.txt"))
    yield archive, _texts(archive)
    archive.close()


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Texts]]:
    """All shared texts in one archive."""
    archive = open_archive(f"sqlite:///{tmp_path_factory.mktemp('all') / 'duban.db'}")
    corpus = shared / "corpus"
    for path in sorted([*corpus.glob("*.txt"), *corpus.glob("genre/*.txt"), *corpus.glob("genre/*.html")]):
        if path.name not in _TWICE:
            archive.put(read_document(read(path).text, name=path.name))
    yield archive, _texts(archive)
    archive.close()


def _texts(archive: Archive) -> Texts:
    documents = [archive.get(info.key) for info in archive.documents() if info.current]
    return {document.key: document.text for document in documents if document is not None}


def _cases(name: str) -> list[Any]:
    lines = (CASES / f"answers_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["question"][:50]) for case in map(json.loads, lines)]


def _places(fragment: str, texts: Texts) -> list[tuple[str, int, int]]:
    places = [(key, at, at + len(fragment)) for key, text in texts.items() for at in _all(fragment, text)]
    assert places, f"no text holds {fragment!r}"
    return places


def _all(fragment: str, text: str) -> Iterator[int]:
    at = text.find(fragment)
    while at >= 0:
        yield at
        at = text.find(fragment, at + 1)


def _check(case: dict[str, Any], archive: Archive, texts: Texts) -> None:
    as_of = date.fromisoformat(case["as_of"]) if "as_of" in case else TODAY
    found = answer(archive, case["question"], as_of=as_of)
    items = [(item.doc, item.start, item.end) for item in found.tasks]
    items += [(target.doc, target.start, target.end) for target in found.targets]
    items += [(citation.doc, citation.start, citation.end) for citation in found.citations]
    if not case["expected"]:
        assert found.abstained
        assert not items
        return
    assert [f for f in case["expected"] if not _covered(f, items, texts)] == [], found.answer
    assert [f for f in case["must_not"] if _covered(f, items, texts)] == [], found.answer
    if case["kind"] in _CLOSED:
        wanted = [place for fragment in case["expected"] for place in _places(fragment, texts)]
        assert [texts[d][s:e] for d, s, e in items if not _belongs(d, s, e, wanted)] == []
    else:
        assert len(items) <= 4 * len(case["expected"]) + 6


def _covered(fragment: str, items: list[tuple[str, int, int]], texts: Texts) -> bool:
    return any(
        len({i for d, s, e in items if d == key for i in range(max(s, start), min(e, end))}) >= 0.6 * len(fragment)
        for key, start, end in _places(fragment, texts)
    )


def _belongs(doc: str, start: int, end: int, wanted: list[tuple[str, int, int]]) -> bool:
    return any(k == doc and min(e, end) - max(s, start) >= 0.5 * min(e - s, end - start) for k, s, e in wanted)


@pytest.mark.parametrize("case", _cases("sample"))
def test_questions_over_the_sample(case: dict[str, Any], sample: tuple[Archive, Texts]) -> None:
    _check(case, *sample)


@pytest.mark.parametrize("case", _cases("all"))
def test_questions_over_all_texts(case: dict[str, Any], everything: tuple[Archive, Texts]) -> None:
    _check(case, *everything)


def test_any_sentence_is_found_among_many_documents(everything: tuple[Archive, Texts]) -> None:
    archive, _ = everything
    for words in ("副总理、国务委员协助", "现金流压力", "喀喇昆仑"):
        found: Answer = answer(archive, f"查找原文“{words}”", as_of=TODAY)
        assert [words in item.text for item in found.tasks] == [True] * found.total
        assert found.total >= 1
