"""The page 问答, as Streamlit's own test harness runs it: what is shown, and that words of documents never act."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, TextInput

from corpus.samples import sample_path, sample_text
from corpus.types import Body, Deadline, Document, Task
from ingest.pipeline import read_document
from page_runs import open_page, shown
from search import open_archive
from search.saved import saved
from ui.pages import html

DEMO = "2018年年底前要完成哪些任务"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> **粗** $x$ [链接](http://example.invalid)\x1b[2J"


@pytest.fixture(scope="module")
def sample() -> Document:
    return read_document(sample_text(), name=sample_path().name)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Document) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    with closing(open_archive(url)) as store:
        store.put(sample)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    return url


def page(**parameters: str | list[str]) -> AppTest:
    return open_page("ask", **parameters)


def tasks(app: AppTest) -> list[str]:
    """The tasks shown, by the ids in the ways to them."""
    return sorted(set(re.findall(r"task=(\w+)", shown(app))))


def test_the_first_look_is_chinese_and_tells_what_is_there(archive: str) -> None:
    app = page()
    assert app.text_input[0].placeholder.startswith("例如")
    assert "1 份文件" in app.caption[0].value
    assert "污染防治攻堅戰" in shown(app)


def test_an_example_answers_with_the_count_and_every_clause(archive: str) -> None:
    app = page()
    app.button(key="example_1").click().run()
    text = shown(app)
    assert app.query_params["q"] == DEMO
    assert text.count("<li") == 12  # eleven tasks, and one that is set apart because it only begins then
    assert "共11项" in text
    assert "2018年12月31日 到期<small>11项</small>" in text
    assert "<mark>2018年年底前</mark>" in text
    assert "五(一)" in text


def test_a_typed_question_is_asked(archive: str) -> None:
    app = page()
    app.text_input[0].set_value(DEMO).run()
    assert "共11项" in shown(app)


def test_a_link_shows_its_answer_in_its_language(archive: str) -> None:
    app = page(q="Which tasks are due by the end of 2018?", lang="en")
    assert "11 tasks are due" in shown(app)
    assert "Due 2018-12-31" in shown(app)
    assert app.text_input[0].value == "Which tasks are due by the end of 2018?"


def test_an_address_may_have_any_parameter(archive: str) -> None:
    app = open_page("", page="2", self="x")
    assert not app.exception
    assert app.query_params["page"] == "2"
    assert "page=2" in shown(open_page("ledger", page="2"))  # kept in the links of the page


def test_the_language_switch_changes_the_page_and_the_address(archive: str) -> None:
    app = page(q=DEMO)
    app.button_group(key="language").set_value("en").run()
    assert app.query_params["lang"] == "en"
    assert any(button.label == "Ask" for button in app.button)


def test_a_condition_can_be_taken_away_and_put_back(archive: str) -> None:
    app = page(q="2020年年底前乌海有哪些任务")
    chips = [button for button in app.button if (button.key or "").startswith("part-")]
    assert {chip.key.split("-")[1] for chip in chips} >= {"due", "region"}
    narrow = shown(app).count("<li")
    app.button(key=next(chip.key for chip in chips if "region" in chip.key)).click().run()
    assert shown(app).count("<li") > narrow
    assert app.query_params["without"] == "region-8-10"
    alone = page(q="2020年年底前有哪些任务", without="due-0-8")
    assert tasks(alone) == []
    assert "全部条件都已去掉" in shown(alone)
    next(button for button in app.button if button.label == "恢复全部条件").click().run()
    assert shown(app).count("<li") == narrow


def test_a_condition_can_be_given_another_value(archive: str) -> None:
    app = page(q="2020年年底前乌海有哪些任务")
    narrow = tasks(app)
    place = app.selectbox(key="value-region-8-10")
    assert place.value == "乌海市"
    place.set_value("鄂尔多斯市").run()
    assert app.selectbox(key="value-region-8-10").value == "鄂尔多斯市"
    assert tasks(app) == tasks(page(q="2020年年底前鄂尔多斯有哪些任务")) != narrow
    app.date_input(key="first-due-0-8").set_value(None).run()
    app.date_input(key="last-due-0-8").set_value(date(2018, 12, 31)).run()
    assert app.query_params["change"] == ["region-8-10:鄂尔多斯市", "due-0-8:../2018-12-31"]
    assert tasks(page(q="2020年年底前乌海有哪些任务", change=app.query_params["change"])) == tasks(
        app
    )  # sent to a colleague
    next(button for button in app.button if button.label == "恢复全部条件").click().run()
    assert tasks(app) == narrow
    assert app.date_input(key="last-due-0-8").value == date(2020, 12, 31)


def test_what_was_read_from_words_is_changed_by_other_words(archive: str) -> None:
    app = page(q="每季度要做什么")
    app.text_input(key="words-frequency-0-4").set_value("每月").run()
    assert app.query_params["q"] == "每月做什么"
    assert tasks(app) == tasks(page(q="每月做什么")) != []
    # What was changed behind the words stays changed, though it stands elsewhere now; what was emptied stays as it was.
    change = "due-4-12:../2018-12-31"
    app = page(q="黑臭水体2020年年底前乌海有哪些任务", change=change)
    app.text_input(key="words-text-0-2").set_value("").run()
    assert app.query_params["change"] == change
    app.text_input(key="words-text-0-2").set_value("城市黑臭").run()
    assert app.query_params["q"] == "城市黑臭水体2020年年底前乌海有哪些任务"
    assert app.query_params["change"] == "due-6-14:../2018-12-31"
    assert app.date_input(key="last-due-6-14").value == date(2018, 12, 31)


def test_days_that_leave_none_are_told(archive: str) -> None:
    app = page(q="2020年年底前乌海有哪些任务", change="due-0-8:2021-01-01/2020-12-31")
    assert tasks(app) == []
    assert "没有一天同时符合：2021年1月1日" in shown(app)


@pytest.mark.parametrize(
    "change", ["due-0-8:soon/..", "due-0-8:", "modality-0-2:never", "role-0-1:x", "text-0-1:x", "x"]
)
def test_a_change_that_is_none_changes_nothing(archive: str, change: str) -> None:
    asked = "2020年年底前乌海有哪些任务"
    assert tasks(page(q=asked, change=change)) == tasks(page(q=asked)) != []


def test_downloads_are_offered_where_there_are_tasks(archive: str) -> None:
    labels = [element.proto.label for element in page(q=DEMO).get("download_button")]
    assert labels == ["Excel 表", "CSV", "日历", "Word 文档"]
    assert not page(q="火星移民有哪些任务").get("download_button")


def test_documents_cited_are_listed(archive: str) -> None:
    text = shown(page(q="引用了哪些文件"))
    assert "引用的文件" in text
    assert "中發〔2018〕17号" in text
    assert re.search(r'<a href="reader\?doc=\w+&amp;find=[^"]+"[^>]*>[^<]*中發〔2018〕17号', text)  # the way to it


def test_when_nothing_fits_it_says_so(archive: str) -> None:
    text = shown(page(q="火星移民基地由谁建设"))
    assert "duban-headline" in text
    assert "共11项" not in text


@pytest.mark.parametrize("question", ["？？", "<b>x</b>", "' OR 1=1", "长" * 5000, "2018年2月30日要完成什么", "**"])
def test_any_question_is_answered_with_words(archive: str, question: str) -> None:
    text = shown(page(q=question))
    assert "duban-headline" in text
    assert "<b>x" not in text


def test_a_missing_archive_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_ARCHIVE", f"sqlite:///{tmp_path}/none.db")
    app = page(q=DEMO)
    assert "duban demo" in app.error[0].value
    assert not (tmp_path / "none.db").exists()


def test_an_archive_of_a_newer_version_is_refused_in_words(archive: str) -> None:
    import sqlite3

    with closing(sqlite3.connect(archive.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.commit()
    assert "999" in page(q=DEMO).error[0].value


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    open_archive(url).close()
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    assert "duban ingest" in page().info[0].value


def test_words_of_documents_are_never_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/hostile.db"
    text = f"2018年年底前,{HOSTILE}完成。"
    due = Deadline("2018年年底前", 0, 8, "by", due=date(2018, 12, 31))
    body = Body(HOSTILE, 9, 9 + len(HOSTILE), HOSTILE, "responsible")
    task = Task(
        id="a", doc="k", clause="<i>", heading=HOSTILE, text=text, start=0, end=len(text), page=None, modality="must",
        deadlines=(due,), bodies=(body,), uncertain=HOSTILE,
    )  # fmt: skip
    whole = f"{text}<script>after()</script>"
    with closing(open_archive(url)) as store:
        store.put(Document("k", "d", whole, HOSTILE, (), HOSTILE, date(2018, 1, 1), "<x>.txt", tasks=(task,)))
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    for app in (page(), page(q=DEMO), page(q=DEMO, lang="en")):
        pieces = shown(app)
        assert "<script" not in pieces
        assert "<img" not in pieces
        assert "<i>&" not in pieces.replace("<i>&lt;i&gt;", "")
        assert "\x1b" not in pieces
        assert "&lt;script&gt;" in pieces


def test_labels_are_no_markdown() -> None:
    assert html.markdown("a*b_[c](d)`$") == r"a\*b\_\[c\]\(d\)\`\$"


def test_surroundings_stay_in_the_paragraph_and_are_cut() -> None:
    source = "前段。\n  甲。乙。丙。\n后段。"
    at = source.index("乙")
    assert html.surroundings(source, at, at + 2) == ("甲。", "丙。")
    long = "长" * 1000 + "乙。" + "长" * 1000
    before, after = html.surroundings(long, 1000, 1002)
    assert len(before) == len(after) == 400


def test_a_long_answer_is_shown_in_steps_and_counted_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/long.db"
    due = Deadline("2018年年底前", 0, 8, "by", due=date(2018, 12, 31))
    line = "2018年年底前,完成第{:03}项。\n"
    text = "".join(line.format(number) for number in range(120))
    size = len(line.format(0))
    tasks = tuple(
        Task(
            id=f"{n:x}", doc="k", clause="一", heading="", text=line.format(n)[:-1], start=n * size, end=n * size + size - 1,
            page=None, modality="must", deadlines=(due,),
        )
        for n in range(120)
    )  # fmt: skip
    with closing(open_archive(url)) as store:
        store.put(Document("k", "d", text, "长文", (), None, date(2018, 1, 1), tasks=tasks))
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    app = page(q=DEMO)
    assert shown(app).count("<li") == 50
    assert "<small>120项</small>" in shown(app)
    next(button for button in app.button if button.label.startswith("再显示 50 项")).click().run()
    assert shown(app).count("<li") == 100


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("due", ["2018年12月31日 到期", "2018年12月31日 到期"]),
        ("body", ["原文未写明责任单位"]),
        ("chapter", ["五 "]),
    ],
)
def test_an_answer_is_grouped_as_wished(archive: str, by: str, titles: list[str]) -> None:
    text = shown(page(q=DEMO, by=by))
    groups = re.findall(r'<div class="duban-group"[^>]*>([^<]*)<small>(\d+)项', text)
    assert sum(int(count) for _, count in groups) == 11
    assert all(any(group.startswith(title) for group, _ in groups) for title in titles)


def test_a_chapter_has_its_title_and_a_body_its_name(archive: str) -> None:
    assert "打赢藍天保衛戰" in shown(page(q=DEMO, by="chapter"))
    who = re.findall(r'<div class="duban-group"[^>]*>([^<]*)<small>', shown(page(q="各盟市要做什么", by="body")))
    assert any("盟市" in name for name in who)


def test_a_question_is_saved_and_asked_again_with_what_is_new(archive: str) -> None:
    app = page(q=DEMO)
    field(app, "问题名称").set_value("年底前")
    field(app, "您的姓名").set_value("张三")
    button(app, "保存").click().run()
    with closing(open_archive(archive)) as store:
        kept = saved(store)
        assert kept["年底前"].question == DEMO
        assert len(kept["年底前"].asked[0][1]) == 11
        store.put(read_document("关于检查的通知\n一、2018年年底前，各区要完成检查。\n", name="新.txt"))
    app = page()
    button(app, f"年底前：{DEMO}").click().run()
    assert app.query_params["q"] == DEMO
    assert "新增 1 项" in app.info[0].value
    app.run()
    assert not app.info  # told once
    assert button(app, DEMO)  # and it may be asked again from this session


def test_what_was_asked_before_is_offered_again(archive: str) -> None:
    app = page(q="乌海有哪些任务")
    assert not [button for button in app.button if (button.key or "").startswith("again-")]
    next(button for button in app.button if button.label == "每季度要做什么").click().run()
    (again,) = (button for button in app.button if (button.key or "").startswith("again-"))
    again.click().run()
    assert app.query_params["q"] == "乌海有哪些任务"


def test_a_question_without_a_name_is_not_saved(archive: str) -> None:
    app = page(q=DEMO)
    button(app, "保存").click().run()
    assert "问题名称" in app.error[0].value
    with closing(open_archive(archive)) as store:
        assert not saved(store)


def field(app: AppTest, label: str) -> TextInput:
    return next(one for one in app.text_input if one.label == label)


def button(app: AppTest, label: str) -> Button:
    return next(one for one in app.button if one.label == label)
