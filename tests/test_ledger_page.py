"""The page 任务台账: filters and facets, the card of a task, marks; what is exported is what is shown."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from builders import make_document, make_task, who
from corpus.messages import message
from corpus.samples import sample_path, sample_text
from corpus.types import Document
from ingest.pipeline import read_document
from page_runs import open_page, shown, signed_in
from search import open_archive
from search.accounts import checked
from search.archive import Archive
from search.marks import marks_of
from ui.users import users_of


@pytest.fixture(scope="module")
def sample() -> Document:
    return read_document(sample_text(), name=sample_path().name)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Document) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    with closing(open_archive(url)) as store:
        store.put(sample)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    monkeypatch.delenv("DUBAN_USER", raising=False)
    return url


def total(app: AppTest) -> int:
    found = re.search(r"共 (\d+) 项任务", shown(app))
    assert found
    return int(found[1])


def test_the_whole_ledger_is_counted_and_shown_in_pages(archive: str, sample: Document) -> None:
    app = open_page("ledger")
    assert total(app) == len(sample.tasks)
    assert shown(app).count("<tr data-row") == 50
    next(button for button in app.button if button.label == "下一页").click().run()
    assert '<td class="duban-c-number">51</td>' in shown(app)
    assert app.query_params["at"] == "2"


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"due_from": "2018-01-01", "due_to": "2018-12-31"}, 11),
        ({"year": "2018"}, 11),
        ({"year": "2018", "due_from": "2019-01-01"}, 0),
        ({"year": "2018", "due_from": "0001-01-01", "overdue": "0001-01-01"}, 11),  # days that may not be chosen
        ({"region": "乌海市", "year": "2018"}, 1),
        ({"state": "done"}, 0),
        ({"lacking": ["body", "<b>"], "year": "2018"}, 4),
        ({"due_to": "not a day"}, None),
        ({"role": "<script>"}, None),
        ({"text": "' OR 1=1 --"}, 0),
        ({"at": "999999999999999999999"}, None),
    ],
)
def test_filters_are_read_from_the_address(
    archive: str, sample: Document, parameters: dict[str, str | list[str]], count: int | None
) -> None:
    app = open_page("ledger", **parameters)
    assert total(app) == (len(sample.tasks) if count is None else count)
    assert "<script" not in shown(app)


def test_values_of_one_facet_are_alternatives_and_stay_on_offer(archive: str, sample: Document) -> None:
    one = total(open_page("ledger", topic="大气"))
    both = open_page("ledger", topic=["大气", "水"])
    wanted = sum(bool({"大气", "水"} & set(task.topics)) for task in sample.tasks)
    assert one < total(both) == wanted
    assert shown(both).count('class="duban-chosen"') == 2
    assert ">土壤<" in shown(both)


def test_a_long_list_of_choices_is_searched_to_its_end(archive: str) -> None:
    bodies = [who(f"第{number}{'號' if number == 299 else '号'}办公室") for number in range(300)]
    with closing(open_archive(archive)) as store:
        store.put(make_document("关于分工的通知", [make_task("完成排查", bodies=bodies)]))
    text = shown(open_page("ledger"))
    assert "第299号办公室" not in text
    assert re.search(r"另有 \d{3} 个", text)  # what is not listed is said
    for words in ("299號", "299号 办公"):
        app = open_page("ledger", among=words)
        assert facet_values(app) == ["第299号办公室"]
    assert total(open_page("ledger", body=bodies[299].name.replace("號", "号"))) == 1
    app = open_page("ledger")
    app.text_input(key="url-among").set_value("火星").run()
    assert facet_values(app) == []
    assert "没有这样的名称" in shown(app)


def test_what_is_chosen_is_shown_in_the_calendar(archive: str) -> None:
    text = shown(open_page("ledger", year="2018", region="乌海市"))
    where = unescape(re.findall(r'href="(calendar[^"]*)"', text)[0])
    text = shown(open_page("calendar", asof="2018-10-05", **parse_qs(where.partition("?")[2])))
    assert "地区：乌海市　✕" in text
    assert re.findall(r'duban-c-due">([^<]*)<', text) == ["2018-12-31"]


def facet_values(app: AppTest) -> list[str]:
    return re.findall(r"<li><a[^>]*><span[^>]*>([^<]*)</span>", shown(app))


def test_a_filter_that_is_typed_goes_into_the_address(archive: str) -> None:
    app = open_page("ledger")
    app.text_input(key="url-text").set_value("黑臭").run()
    assert app.query_params["text"] == "黑臭"
    narrow = total(app)
    app.selectbox(key="url-order").set_value("relevance").run()
    assert total(app) == narrow


def test_columns_are_chosen(archive: str) -> None:
    text = shown(open_page("ledger", columns=["regions", "topics"]))
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", text)
    assert heads == ["序号", "任务原文", "地区", "主题"]


def test_a_clause_is_told_with_its_document_where_there_are_several(archive: str) -> None:
    name = '<br><span class="duban-source">'
    assert name not in shown(open_page("ledger", year="2018"))
    with closing(open_archive(archive)) as store:
        store.put(make_document("关于教育的通知", [make_task("任务甲")]))
    assert shown(open_page("ledger", year="2018")).count(name) == 11
    assert name not in shown(open_page("ledger", year="2018", columns=["place", "document"]))


def counts(store: Archive) -> dict[str, int]:
    (one,) = checked(store, [info.key for info in store.documents()])
    return {"sentences": one.sentences, "tasks": one.tasks, "left": one.left}


def test_the_file_holds_exactly_the_rows_and_columns_shown(archive: str) -> None:
    from search.query import Query
    from ui.pages.ledger import _file

    with closing(open_archive(archive)) as store:
        content = _file(store, Query(topics=("大气",)), ("due", "topics"), "shown", "csv", "zh")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[0] == ["序号", "到期日", "任务原文", "主题", "核对情况"]
        assert {row[-1] for row in rows[1:]} == {message("exports.checked_cell", "zh", **counts(store))}
        assert len(rows) - 1 == store.count(Query(topics=("大气",)))


def test_a_task_is_marked_in_its_card(archive: str, sample: Document) -> None:
    task = sample.tasks[30]
    app = open_page("ledger", task=task.id)
    assert f"<mark>{task.text[:6]}" in shown(app)
    state = next(box for box in app.selectbox if box.label == "办理状态" and box.key is None)
    state.set_value("in_progress")
    save = next(button for button in app.button if button.label == "保存")
    save.click().run()
    assert "姓名" in app.error[0].value  # nothing is noted by nobody
    next(field for field in app.text_input if field.label == "您的姓名").set_value("张三")
    next(box for box in app.selectbox if box.label == "办理状态" and box.key is None).set_value("in_progress")
    next(button for button in app.button if button.label == "保存").click().run()
    with closing(open_archive(archive)) as store:
        known = marks_of(store, [task.id])[task.id]
    assert (known.state, known.who) == ("in_progress", "张三")
    assert "duban-in_progress" in shown(open_page("ledger", state="in_progress"))


def test_a_reader_may_look_but_not_mark(archive: str, sample: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, archive, "王五", "reader")
    app = open_page("ledger", task=sample.tasks[0].id)
    assert not any(button.label == "保存" for button in app.button)
    assert any("只能查看" in caption.value for caption in app.caption)
    assert "<b>王五</b> 查看" in shown(app)


def test_who_signed_in_is_not_asked_for_a_name(archive: str, sample: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, archive, "李四", "editor")
    task = sample.tasks[30]
    app = open_page("ledger", task=task.id)
    assert not any(field.label == "您的姓名" for field in app.text_input)
    next(box for box in app.selectbox if box.label == "办理状态" and box.key is None).set_value("done")
    next(button for button in app.button if button.label == "保存").click().run()
    with closing(open_archive(archive)) as store:
        known = marks_of(store, [task.id])[task.id]
    assert (known.state, known.who) == ("done", "李四")


def test_a_right_that_was_taken_away_meanwhile_is_gone(
    archive: str, sample: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, archive, "李四", "editor")
    app = open_page("ledger", task=sample.tasks[30].id)
    next(box for box in app.selectbox if box.label == "办理状态" and box.key is None).set_value("done")
    users_of(archive).change_role("李四", "reader")
    next(button for button in app.button if button.label == "保存").click().run()
    with closing(open_archive(archive)) as store:
        assert not marks_of(store)


def test_a_task_that_is_gone_says_so(archive: str) -> None:
    assert "已删除" in open_page("ledger", task="nonesuch").info[0].value


def test_everything_is_said_in_english_too(archive: str, sample: Document) -> None:
    app = open_page("ledger", lang="en", task=sample.tasks[0].id)
    assert f"{len(sample.tasks)} tasks" in shown(app)
    assert "lang=en" in shown(app)  # links keep the language


def test_the_archive_that_is_away_is_found_again(archive: str) -> None:
    file = Path(archive.removeprefix("sqlite:///"))
    app = open_page("ledger")
    assert total(app) > 200
    aside = file.rename(file.with_suffix(".aside"))
    app.run()
    assert "duban demo" in app.error[0].value
    aside.rename(file)
    app.run()
    assert not app.error
    assert total(app) > 200
