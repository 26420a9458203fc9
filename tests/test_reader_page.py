"""The page 原文: outline, highlights escaped and switched, find, jump; corrections applied over what the tagger found."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from command_line import NOTICE
from corpus.messages import message
from corpus.types import Document
from ingest.pipeline import read_document
from page_runs import open_page, shown
from search import open_archive
from search.archive import Archive
from search.corrections import Correction, corrected, corrections_of, gold
from search.query import Query
from ui.batch import put_files
from ui.pages.correct import put_right
from ui.pages.marked import KINDS, find_all, layers, parts, text_html
from ui.reading import doubt_words

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def notice() -> Document:
    return read_document(NOTICE, name="notice.txt")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notice: Document) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    with closing(open_archive(url)) as store:
        store.put(notice)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    return url


def stripped(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_the_text_is_whole_whatever_is_drawn_over_it(notice: Document) -> None:
    drawn = text_html(
        notice,
        layers(notice, KINDS),
        0,
        len(notice.text),
        chosen=notice.tasks[0].id,
        way=lambda task: f"reader?task={task}",
    )
    from html import unescape

    from ui.plain import plain

    assert unescape(stripped(drawn)) == plain(notice.text).replace("\n", "")
    assert drawn.count('id="chosen"') == 1
    assert drawn.count("duban-t-deadline") >= 3
    assert drawn.count("<p") == notice.text.count("\n") + 1


def test_a_kind_can_be_switched_off(archive: str) -> None:
    assert '"duban-t-deadline"' in shown(open_page("reader"))
    text = shown(open_page("reader", off=["deadline", "task"]))
    assert 'class="duban-t-deadline">20' not in text
    assert text.count('aria-checked="false"') == 2


def test_the_outline_counts_what_stands_under_each_heading(archive: str, notice: Document) -> None:
    counts = re.findall(r"<span>(. [^<]*)</span><small>(\d+)</small>", shown(open_page("reader")))
    assert counts == [("一 加强水源保护", "2"), ("二 提高处理能力", "1")]


def test_reasons_for_doubt_are_told_in_the_readers_language() -> None:
    reason = message("dates.vague") + "; " + message("reading.page_unsure", page=3, share="71%")
    assert doubt_words(reason, "zh") == reason
    told = doubt_words(reason, "en")
    assert told == message("dates.vague", "en") + "; " + message("reading.page_unsure", "en", page="3", share="71%")
    assert doubt_words("由他人所写", "en") == "由他人所写"
    assert doubt_words(None, "en") == ""


def test_a_task_of_the_address_is_shown_with_its_card(archive: str, notice: Document) -> None:
    task = next(task for task in notice.tasks if "黑臭" in task.text)
    text = shown(open_page("reader", doc=notice.key, task=task.id))
    assert 'id="chosen"' in text
    assert "<dd>2020-06-30</dd>" in text


def test_words_are_found_in_either_script_and_counted(archive: str, notice: Document) -> None:
    assert [notice.text[hit.start : hit.end] for hit in find_all(notice, "黑臭水體")] == ["黑臭水体"]
    text = shown(open_page("reader", find="水", hit="2"))
    assert f"找到 {notice.text.count('水')} 处，第 2 处" in text
    assert text.count('id="found"') == 1
    assert "找到 0 处" in shown(open_page("reader", find="火星"))


def test_a_document_that_is_gone_says_so(archive: str) -> None:
    app = open_page("reader", doc="nonesuch")
    assert app.warning
    assert "水污染防治" in shown(app)


def test_markup_in_a_document_shows_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/hostile.db"
    text = NOTICE.replace("城市水源地", f"城市{HOSTILE}水源地").replace("一、加强", f"一、{HOSTILE}加强")
    with closing(open_archive(url)) as store:
        store.put(read_document(text, name=f"{HOSTILE}.txt"))
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    for name in ("reader", "ledger", "ask"):
        content = shown(open_page(name))
        assert "<script" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown(open_page("reader"))


def test_a_long_document_is_shown_in_parts_that_make_the_whole() -> None:
    text = "\n".join(f"{'一二三四五六七八九十'[n % 10]}、第{n}部分工作\n" + "完成各项任务。" * 800 for n in range(20))
    document = read_document(text, name="long.txt")
    cut = parts(document)
    assert cut[0][0] == 0
    assert cut[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(cut))
    assert len(cut) > 2
    assert max(end - start for start, end in cut) <= 45_000


# Corrections.


def test_a_wrong_deadline_a_body_and_a_figure_are_put_right(notice: Document) -> None:
    task = next(task for task in notice.tasks if "水源地" in task.text)
    words = "2019年年底前"
    right = corrected(
        notice,
        [
            Correction("deadline", words, task.id, due=date(2019, 11, 30)),
            Correction("body", "城市水源地", task.id, role="lead"),
            Correction("target", "规范化", task.id, indicator="规范化率", comparator=">=", value=90, unit="%"),
        ],
    )
    found = next(one for one in right.tasks if one.id == task.id)
    assert [(time.text, time.due) for time in found.deadlines] == [(words, date(2019, 11, 30))]
    assert next(body.name for body in found.bodies if body.role == "lead") == "城市水源地"
    assert [(aim.indicator, aim.value) for aim in found.targets] == [("规范化率", 90)]
    for tag in (*found.deadlines, *found.bodies, *found.targets):
        assert right.text[tag.start : tag.end] == tag.text
    dropped = corrected(notice, [Correction("deadline", words, task.id, drop=True)])
    assert next(one for one in dropped.tasks if one.id == task.id).deadlines == ()


def test_what_is_no_task_goes_and_what_is_one_comes(notice: Document) -> None:
    task = notice.tasks[0]
    less = corrected(notice, [Correction("not_task", task.text, task.id)])
    assert len(less.tasks) == len(notice.tasks) - 1
    other = next(s for s in notice.sentences if s.kind not in ("task", "heading"))
    words = notice.text[other.start : other.end].strip()
    more = corrected(notice, [Correction("task", words, start=other.start)])
    made = [one for one in more.tasks if one.text == words]
    assert len(made) == 1
    assert more.text[made[0].start : made[0].end] == words
    assert corrected(notice, [Correction("not_task", "x", "nonesuch"), Correction("task", "火星")]) == notice


def test_a_correction_is_kept_searched_by_and_applied_to_the_next_version(tmp_path: Path) -> None:
    archive: Archive = open_archive(f"sqlite:///{tmp_path}/a.db")
    file = tmp_path / "n.txt"
    file.write_text(NOTICE, encoding="utf-8")
    list(put_files(archive, [file]))
    document = archive.get(archive.documents()[0].key)
    assert document is not None
    task = next(task for task in document.tasks if "黑臭" in task.text)
    made = Correction("deadline", "2020年6月底前", task.id, due=date(2021, 1, 31))
    assert put_right(archive, document, made, "张三")
    assert not put_right(archive, archive.get(document.key) or document, made, "张三")  # nothing left to put right
    from search.query import Window

    january = Query(due=Window(date(2021, 1, 1), date(2021, 1, 31)))
    assert [hit.task.id for hit in archive.find(january).hits] == [task.id]
    note = archive.notes(document.key, "correction")[0]
    assert (note.who, note.when.tzinfo) == ("张三", UTC)
    assert note.when <= datetime.now(UTC)
    file.write_text(NOTICE + "\n附注：另行通知。\n", encoding="utf-8")
    assert [outcome.result for outcome in put_files(archive, [file])] == ["version"]
    assert archive.count(january) == 1


def test_corrections_are_annotated_data_in_the_contracts_form(notice: Document) -> None:
    task = next(task for task in notice.tasks if "黑臭" in task.text)
    made = [
        Correction("deadline", "2020年6月底前", task.id, due=date(2020, 6, 30)),
        Correction("not_task", task.text, task.id, task.start),
        Correction("deadline", "2020年6月底前", task.id, drop=True),
    ]
    records = [json.loads(json.dumps(record, default=str)) for record in gold(notice, made)]
    assert [record["type"] for record in records] == ["deadline", "sentence", "not_deadline"]
    first = records[0]
    assert (first["kind"], first["due"], first["rrule"]) == ("by", "2020-06-30", None)
    assert notice.text[first["start"] :].startswith(first["text"])
    assert first["governs"][0]["start"] == task.start
    assert records[1]["is_task"] is False


def test_what_is_no_body_leaves_its_sentence_with_the_other_bodies_as_annotated_data(notice: Document) -> None:
    task = next(task for task in notice.tasks if "水源地" in task.text)
    kept, gone = task.bodies[:2]
    drop = Correction("body", gone.text, task.id, drop=True)
    records = gold(corrected(notice, [drop]), [drop])
    assert [record["type"] for record in records] == ["sentence", "body"]
    assert records[0]["is_task"]
    assert (records[1]["text"], records[1]["start"], records[1]["role"]) == (kept.text, kept.start, kept.role)


def test_a_task_is_put_right_in_the_page(archive: str, notice: Document) -> None:
    task = next(task for task in notice.tasks if "黑臭" in task.text)
    app = open_page("reader", doc=notice.key, task=task.id)
    app.selectbox(key=f"what-{task.id}").set_value("not_task").run()
    fields = [field for field in app.text_input if field.label == "您的姓名"]
    fields[-1].set_value("张三")
    next(button for button in app.button if button.label == "更正").click().run()
    with closing(open_archive(archive)) as store:
        assert [made.what for made in corrections_of(store, notice.key)] == ["not_task"]
        assert store.count(Query(tasks=(task.id,))) == 0
