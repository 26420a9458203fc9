"""Answers over real texts: what they must hold and must not, by fragments that were read in the texts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from corpus.samples import sample_text
from corpus.types import Document
from ingest.pipeline import read_document
from ingest.readers import read
from search import open_archive
from search.answer import Answer, Item, answer
from search.archive import Archive, Note
from search.query import Query, Window
from shared_texts import SHARED

CASES: Final = Path(__file__).parent / "cases"
TODAY: Final = date(2026, 11, 25)
# Texts that are not held out: the four annotated ones and others of the genre.
TEXTS: Final = (
    "nmg-2018-pollution-opinion.txt", "zerowaste-2018.txt", "vocational-2019.txt", "report-2021.txt", "genre/gov-1.html",
    "genre/gov-5.html", "genre/gov-8.html", "genre/gov-9.html", "genre/gov-17.html", "genre/gov-32.html", "genre/gov-34.html",
    "genre/gov-57.html", "genre/work-report-2018.txt", "genre/env-1261.txt", "genre/gov-14.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the bundled sample alone."""
    archive = open_archive(f"sqlite:///{tmp_path_factory.mktemp('sample') / 'duban.db'}")
    archive.put(read_document(sample_text(), name="sample.txt"))
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[Document]]]:
    """An archive of many texts, and its documents."""
    archive = open_archive(f"sqlite:///{tmp_path_factory.mktemp('library') / 'duban.db'}")
    for name in TEXTS:
        path = shared / "corpus" / name
        archive.put(read_document(read(path).text, name=path.name))
    documents = [archive.get(info.key) for info in archive.documents() if info.current]
    yield archive, [document for document in documents if document is not None]
    archive.close()


def _quoted(found: Answer) -> list[tuple[str, int, int]]:
    tasks = [(item.doc, item.start, item.end) for item in found.tasks]
    targets = [(target.doc, target.start, target.end) for target in found.targets]
    return tasks + targets + [(citation.doc, citation.start, citation.end) for citation in found.citations]


def _covered(fragment: str, found: Answer, documents: list[Document]) -> bool:
    """Whether the items of an answer hold six tenths of a fragment of one of the documents."""
    places = [(d.key, d.text.find(fragment)) for d in documents if fragment in d.text]
    assert places, f"no text holds {fragment!r}"
    for key, at in places:
        end = at + len(fragment)
        held = {i for doc, s, e in _quoted(found) if doc == key for i in range(max(at, s), min(end, e))}
        if len(held) >= 0.6 * len(fragment):
            return True
    return False


def _cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: repr(case["question"])[:60])
def test_questions_over_many_texts(case: dict[str, Any], library: tuple[Archive, list[Document]]) -> None:
    archive, documents = library
    as_of = date.fromisoformat(case["as_of"]) if "as_of" in case else TODAY
    found = answer(archive, case["question"], as_of=as_of)
    if not case["expected"]:
        assert found.abstained
        assert not _quoted(found)
        return
    missed = [fragment for fragment in case["expected"] if not _covered(fragment, found, documents)]
    assert not missed, found.answer
    assert not [fragment for fragment in case["must_not"] if _covered(fragment, found, documents)]
    assert len(_quoted(found)) <= 4 * len(case["expected"]) + 6


def test_there_are_questions_of_every_kind() -> None:
    cases = _cases()
    assert len(cases) >= 40
    kinds = {case["kind"] for case in cases}
    assert kinds >= {
        "deadline",
        "figure",
        "who",
        "when",
        "yesno",
        "negative",
        "region",
        "citation",
        "phrase",
        "definition",
    }


def test_the_contract_questions_are_answered_by_the_program(shared: Path, tmp_path: Path) -> None:
    """`score_ask.py` over the sample, with the command that a user types."""
    source = shared / "corpus" / "nmg-2018-pollution-opinion.txt"
    address = f"sqlite:///{tmp_path / 'duban.db'}"
    archive = open_archive(address)
    archive.put(read_document(read(source).text, name=source.name))
    archive.close()
    done = subprocess.run(
        [
            sys.executable, shared / "contract" / "score_ask.py", source, shared / "contract" / "cases" / "questions.jsonl",
            "--command", f"{sys.executable} -m ui.cli ask --archive {address}", "--misses",
        ],
        capture_output=True, text=True, encoding="utf-8", check=True, cwd=SHARED.parent,
    )  # fmt: skip
    assert "questions answered right: 25/25" in done.stdout, done.stdout


# ---- over the bundled sample


def test_the_eleven_tasks_of_2018(sample: Archive) -> None:
    for question in (
        "2018年年底前要完成哪些任务",
        "2018年年底前應完成哪些任務？",
        "Which tasks are due by the end of 2018?",
    ):
        found = answer(sample, question, as_of=TODAY)
        assert found.total == len(found.tasks) == 11
        assert "11" in found.answer
        assert all(any(d.due == date(2018, 12, 31) for d in item.deadlines) for item in found.tasks)


def test_every_item_is_a_slice_of_its_document(sample: Archive) -> None:
    document = sample.get(sample.documents()[0].key)
    assert document is not None
    questions = (
        "2020年要完成什么？",
        "乌海有哪些任务？",
        "谁是第一责任人？",
        "查找原文“一岗双责”",
        "化肥使用量目标是多少？",
        "引用了哪些文件？",
    )
    for question in questions:
        found = answer(sample, question, as_of=TODAY)
        assert not found.abstained
        spans = [(item.start, item.end, item.text) for item in (*found.tasks, *found.nearest)]
        spans += [(target.start, target.end, target.text) for target in found.targets]
        spans += [(citation.start, citation.end, citation.text) for citation in found.citations]
        for start, end, text in spans:
            assert document.text[start:end] == text
        for task in found.tasks:
            assert all(task.start <= mark.start < mark.end <= task.end for mark in task.marks)


def test_a_dated_part_is_quoted_with_what_stands_before_it(sample: Archive) -> None:
    found = answer(sample, "2018年年底前要完成哪些任务", as_of=TODAY)
    part = next(item for item in found.tasks if item.text.startswith("2018年年底前向社會公開"))
    assert part.context_text
    assert "搬遷改造專項計劃" in part.context_text


def test_a_page_counts_all(sample: Archive) -> None:
    everything = answer(sample, "2020年要完成哪些任务？", as_of=TODAY)
    page = answer(sample, "2020年要完成哪些任务？", as_of=TODAY, limit=5, offset=5)
    assert page.total == everything.total > 10
    assert page.offset == 5
    assert [item.id for item in page.tasks] == [item.id for item in everything.tasks[5:10]]


def test_nothing_fits_says_so_and_sets_apart_what_comes_near(sample: Archive) -> None:
    found = answer(sample, "到2020年臭氧浓度下降目标是多少？", as_of=TODAY)
    assert found.abstained
    assert "臭氧" in found.answer
    assert (found.total, found.tasks, found.targets) == (0, (), ())
    english = answer(sample, "What noise-pollution targets does the document set?", as_of=TODAY)
    assert english.abstained
    assert "noise" in english.answer


def test_what_begins_within_a_window_is_said_apart(sample: Archive) -> None:
    found = answer(sample, "未来90天内到期的任务有哪些？", as_of=date(2018, 10, 5))
    assert found.total == 11
    assert [item.text for item in found.nearest if item.text.startswith("2019年1月1日起")]


def test_tasks_marked_done_are_not_overdue(sample: Archive, tmp_path: Path) -> None:
    archive = open_archive(f"sqlite:///{tmp_path / 'done.db'}")
    archive.put(read_document(sample_text(), name="sample.txt"))
    before = answer(archive, "截至2019年3月1日，哪些任务已经逾期？", as_of=TODAY)
    done = before.tasks[0].id
    archive.note(Note(done, "state", "done", "tester", datetime(2019, 2, 1, 8, tzinfo=UTC)))
    after = answer(archive, "截至2019年3月1日，哪些任务已经逾期？", as_of=TODAY)
    archive.close()
    assert after.total == before.total - 1
    assert after.left_out == 1
    assert done not in [item.id for item in after.tasks]


def test_a_changed_filter_is_followed(sample: Archive) -> None:
    changed = Query(due=Window(date(2019, 1, 1), date(2019, 12, 31)))
    found = answer(sample, "2018年年底前要完成哪些任务", as_of=TODAY, query=changed)
    assert found.total == 1
    assert found.tasks[0].text.startswith("2019年年底前")


def test_a_document_that_is_not_there_has_no_tasks(sample: Archive) -> None:
    found = answer(sample, "2018年年底前要完成哪些任务", as_of=TODAY, document="0" * 16)
    assert found.abstained
    assert not found.tasks


@pytest.mark.parametrize(
    "question",
    [
        "", "   ", "？？！", "\x00\x07", "'; DROP TABLE task; --", '"a" AND NEAR(b, 5) OR c*', "污水* AND (NOT", "2018年2月30日前要完成什么？",
        "2018年年底前并且2020年以后到期的任务", "Quelles sont les tâches ?", "的" * 10_000, "2020年" * 3_000, "(((((((", "%%%", "《》", "“”",
    ],
)  # fmt: skip
def test_bad_questions_get_a_clear_answer(question: str, sample: Archive) -> None:
    found = answer(sample, question, as_of=TODAY)
    assert found.answer
    assert found.abstained or found.tasks or found.targets


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    archive = open_archive(f"sqlite:///{tmp_path / 'empty.db'}")
    found = answer(archive, "2018年年底前要完成哪些任务", as_of=TODAY)
    archive.close()
    assert found.abstained
    assert "duban ingest" in found.answer


def test_the_json_has_the_keys_of_the_design(sample: Archive) -> None:
    found = json.loads(msgspec.json.encode(answer(sample, "PM2.5浓度要下降多少？", as_of=TODAY)))
    assert {
        "question", "understood", "not_understood", "answer", "total", "tasks", "targets", "citations", "comparison", "nearest",
        "facets", "abstained", "offset",
    } <= set(found)  # fmt: skip
    assert found["targets"][0]["value"] == 12
    assert set(Item.__struct_fields__) >= {"id", "doc", "clause", "text", "start", "end", "modality", "context"}


def test_answers_speak_the_language_of_the_question(sample: Archive) -> None:
    assert (
        "tasks are due by 31 December 2018"
        in answer(sample, "Which tasks are due by the end of 2018?", as_of=TODAY).answer
    )
    assert answer(sample, "2018年年底前要完成哪些任务", as_of=TODAY).answer.startswith(
        "到2018年12月31日到期的任务共11项"
    )
    who = answer(sample, "谁是本行政区域生态环境保护第一责任人？", as_of=TODAY)
    assert who.answer.startswith("主要負責人")


def test_who_is_told_beside_the_sentence_that_says_so(sample: Archive) -> None:
    """The task that fits best names nobody: its words are no quotation for what another one says."""
    told = answer(sample, "哪些城市要消除黑臭水体", as_of=TODAY)
    assert told.tasks[0].bodies == ()
    body, _, quote = told.answer.partition("：")
    assert body in quote


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("乌海有哪些任务？", ["烏海及周邊地區", "烏海"]),
        ("旗县一级政府要做什么？", ["各旗縣(市、區)", "旗縣級及以上政府"]),
        ("每季度要做的事情", ["每季度"]),
        ("严禁哪些行为？", ["嚴禁", "禁止", "不得"]),
        ("土壤方面的任务有哪些？", ["污染地塊"]),
        ("上限指标有哪些？", ["劣Ⅴ類水體比例控制在3.8%以内"]),
        ("化肥使用量的目标是多少？", ["化肥"]),
    ],
)
def test_the_words_that_met_the_question_are_marked(question: str, marked: list[str], sample: Archive) -> None:
    found = answer(sample, question, as_of=TODAY)
    text = sample.get(found.tasks[0].doc)
    assert text is not None
    shown = {text.text[mark.start : mark.end] for item in found.tasks for mark in item.marks}
    assert set(marked) <= shown, shown


def test_a_wrong_letter_of_the_same_sound_is_read_and_shown(sample: Archive) -> None:
    found = answer(sample, "黑嗅水体什么时候消除", as_of=TODAY)
    assert "黑臭水體" in found.tasks[0].text
    assert ("黑嗅", ("黑臭",)) in [(part.text, part.values) for part in found.understood.parts]


def test_all_is_counted_and_what_lacks_a_day_or_a_person(sample: Archive) -> None:
    everything = sample.count(Query())
    for question in ("一共有多少项任务？", "文件里有哪些任务？", "How many tasks are there?"):
        assert answer(sample, question, as_of=TODAY).total == everything
    undated = answer(sample, "哪些任务没有明确期限？", as_of=TODAY)
    assert 0 < undated.total < everything
    assert not any(item.deadlines for item in undated.tasks)
    assert answer(sample, "哪些任务没有责任人？", as_of=TODAY).total == everything


def test_a_narrow_field_is_not_answered_by_the_wide_topic(sample: Archive) -> None:
    found = answer(sample, "草原方面的任务有哪些？", as_of=TODAY)
    assert found.tasks
    assert all("草原" in item.text for item in found.tasks)


def test_what_is_suspended_is_told_from_what_is_forbidden(sample: Archive) -> None:
    assert all("暫停" in item.text for item in answer(sample, "哪些事项要暂停？", as_of=TODAY).tasks)
    assert not [item for item in answer(sample, "严禁哪些行为？", as_of=TODAY).tasks if "原則上不再" in item.text]
