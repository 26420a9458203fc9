"""The pages 资料库, 核对 and 概览: uploads and their outcomes, deletion, sentences decided, numbers that lead to tasks."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from streamlit.testing.v1 import AppTest

from command_line import NOTICE
from corpus.samples import sample_path, sample_text
from corpus.types import Document
from ingest.pipeline import read_document
from page_runs import cells_of, files_of, open_page, shown, signed_in
from search import open_archive
from search.accounts import accept, accepted, account, to_check
from search.archive import Note
from search.corrections import Correction
from search.marks import mark, marks_of
from search.query import Query
from search.retag import retag
from search.tagged import outdated
from ui.pages.correct import put_right
from ui.pages.ledger import page_of

DOUBTFUL = NOTICE.replace(
    "二、提高处理能力", "近年来，本市应对污染形势取得成效，2018年处理率为83%。\n\n二、提高处理能力"
)


@pytest.fixture(scope="module")
def sample() -> Document:
    return read_document(sample_text(), name=sample_path().name)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Document) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    with closing(open_archive(url)) as store:
        store.put(read_document(DOUBTFUL, name="notice.txt"))
        store.put(sample)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    monkeypatch.setenv("DUBAN_USER", "张三")
    return url


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    uploader = app.get("file_uploader")[0]
    uploader.set_value([(name, content, "application/octet-stream") for name, content in files])
    next(button for button in app.button if button.label == "开始读入").click()
    return app.run()


def test_documents_are_listed_found_and_counted(archive: str, sample: Document) -> None:
    text = shown(open_page("library"))
    assert "2 份文件" in text
    assert text.count("<tr data-row") == 2
    assert "1 份文件" in shown(open_page("library", text="水污染 某政发"))
    assert f">{len(sample.tasks)}</a>" in text
    assert text.count("待重新标注") == 2  # nobody noted which tagger read them
    with closing(open_archive(archive)) as store:
        mark(store, sample.tasks[0].id, who="张三", when=datetime(2018, 12, 1, tzinfo=UTC), state="done")
    assert f">{len(sample.tasks)}</a></td><td>1</td>" in shown(open_page("library"))


def test_whether_documents_hold_is_told_as_of_a_day(archive: str) -> None:
    old, new = "某市节水管理办法\n某政规〔2018〕7号\n", "某市节水管理办法\n某政规〔2023〕9号\n"
    old += "各区要在2019年底前完成改造。本办法自2019年1月1日起施行，有效期五年。\n某市人民政府\n2018年11月5日\n"
    new += (
        "本办法自2023年7月1日起施行。《某市节水管理办法》（某政规〔2018〕7号）同时废止。\n某市人民政府\n2023年6月1日\n"
    )
    with closing(open_archive(archive)) as store:
        keys = [store.put(read_document(text, name="节水.txt")).key for text in (old, new)]

    def states(day: str) -> list[str]:
        found = re.findall(r"duban-held-\w+\">([^<]*)<", shown(open_page("library", text="节水", asof=day)))
        return sorted(found)

    assert states("2018-12-31") == ["尚未施行", "尚未施行"]
    assert states("2020-01-01") == ["尚未施行", "有效"]
    assert states("2023-07-01") == ["已废止", "有效"]
    card = shown(open_page("library", card=keys[0], asof="2020-01-01"))
    assert "有效（2019-01-01 至 2023-12-31）" in card
    assert "已废止，依据 某市节水管理办法" in shown(open_page("reader", doc=keys[0]))  # on the day of reading
    assert "no end stated" in shown(open_page("library", lang="en"))


def sheet_of(content: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return sheet


def words_of(sheet: Worksheet) -> list[list[str]]:
    """All cells as a page has them, a day as 2018-12-31."""

    def words(value: object) -> str:
        return "" if value is None else str(value.date() if isinstance(value, datetime) else value)

    return [[*map(words, row)] for row in sheet.values]


def test_the_documents_listed_are_taken_along(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_archive(archive)) as store:
        acting = msgspec.structs.replace(read_document(NOTICE, name="=1+1.txt"), title="=SUM(A1:A9)", date=None)
        store.put(msgspec.structs.replace(acting, key="acting"))
        task = store.find(Query(documents=("acting",))).hits[0].task
        mark(store, task.id, who="张三", when=datetime.now(UTC), state="done")
    monkeypatch.setattr("ui.pages.library.STEP", 2)
    monkeypatch.setattr("ui.pages.library.page_of", partial(page_of, step=2))
    first, files = files_of(monkeypatch, "library")
    assert list(files) == ["资料库.xlsx", "资料库.csv"]
    pages = [cells_of(shown(first)), cells_of(shown(open_page("library", at="2")))]
    listed = [*pages[0], *pages[1][1:]]
    assert len(listed) == 1 + 3  # the file holds all pages
    sheet = sheet_of(files["资料库.xlsx"])
    assert words_of(sheet) == listed
    assert listed[-1][:1] + listed[-1][3:] == [
        "=SUM(A1:A9)",
        "",
        "=1+1.txt",
        str(len(acting.tasks)),
        "1",
        "1",
        "未见失效；待重新标注",
    ]
    assert {type(cell.value) for cell in sheet["D"][1:]} == {datetime, type(None)}  # days are days
    assert {type(cell.value) for cell in sheet["F"][1:]} == {int}
    rows = list(csv.reader(io.StringIO(files["资料库.csv"].decode("utf-8-sig"))))
    assert rows[:3] == listed[:3]
    assert rows[3][0] == "'=SUM(A1:A9)"

    some, files = files_of(monkeypatch, "library", text="水污染", lang="en", asof="2018-10-05")
    listed = cells_of(shown(some))
    assert words_of(sheet_of(files["Library.xlsx"])) == [[cell.replace("；", "; ") for cell in row] for row in listed]
    assert len(listed) == 1 + 1
    assert listed[0][:2] == ["Document", "Document number"]


@pytest.mark.parametrize("by", ["chapter", "body"])
def test_a_number_in_the_timeline_leads_to_as_many_tasks(archive: str, by: str) -> None:
    text = shown(open_page("calendar", asof="2018-10-05", view="timeline", by=by))
    cells = re.findall(
        r'href="((?:ledger|calendar)\?[^"]*month=[^"]*|ledger[^"]*)"[^>]*aria-label[^>]*>(\d+)</a>', text
    )
    assert len(cells) > 10
    for where, count in [*cells[:: len(cells) // 5], cells[-1]]:  # of the body's names and of nobody, of chapters
        page, _, query = unescape(where).partition("?")
        told = shown(open_page(page, **parse_qs(query)))
        if page == "ledger":
            assert f"共 {count} 项任务" in told, where
        else:
            month = parse_qs(query)["month"][0]
            assert len(re.findall(f'duban-c-due">{month}', told)) == int(count), where


def test_each_upload_has_its_outcome(archive: str) -> None:
    good = NOTICE.replace("某政发〔2019〕3号", "某政发〔2019〕4号").encode("gb18030")
    app = upload(
        open_page("library"),
        ("新通知.txt", good),
        ("<b>坏.pdf", b"%PDF-1.7 broken"),
        ("同样.txt", DOUBTFUL.encode()),
        ("../../逃.zip", b"PK\x05\x06" + bytes(18)),
    )
    text = shown(app)
    assert text.count('class="duban-failed"') == 2
    assert "已读入：" in text
    assert "与已有文件内容相同" in text  # of another name
    assert "&lt;b&gt;坏.pdf" in text
    assert "<b>坏" not in text
    assert "/tmp" not in re.sub(r"<style.*", "", text)
    assert "3 份文件" in text


def test_the_first_upload_makes_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/new/duban.db"
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    app = open_page("library")
    assert "duban demo" in app.error[0].value
    app = upload(app, ("n.txt", NOTICE.encode()))
    assert "1 份文件" in shown(app)


def test_a_document_is_deleted_only_when_confirmed(archive: str, sample: Document) -> None:
    app = open_page("library", card=sample.key)
    with closing(open_archive(archive)) as store:
        assert store.get(sample.key) is not None
    app.button(key=f"delete-{sample.key}").click().run()
    assert "1 份文件" in shown(app)
    with closing(open_archive(archive)) as store:
        assert store.get(sample.key) is None


def test_who_may_only_look_can_neither_upload_nor_delete(
    archive: str, sample: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, archive, "李四", "editor")
    app = open_page("library", card=sample.key)
    assert not app.get("file_uploader")
    assert not any((button.key or "").startswith("delete") for button in app.button)


def test_tagging_anew_keeps_corrections_and_notes(archive: str) -> None:
    when = datetime(2019, 5, 1, tzinfo=UTC)
    with closing(open_archive(archive)) as store:
        key = next(info.key for info in store.documents() if info.source == "notice.txt")
        document = store.get(key)
        assert document is not None
        first, second = document.tasks[:2]
        mark(store, second.id, who="张三", when=when, state="done")
        put_right(store, document, Correction("not_task", first.text, first.id), "张三")
        assert retag(store, key, when=when) == (len(document.tasks) - 1, len(document.tasks) - 1)
        assert store.count(Query(tasks=(first.id,))) == 0
        assert marks_of(store, [second.id])[second.id].state == "done"
        assert retag(store, "nonesuch", when=when) is None


def test_what_is_dropped_while_it_is_tagged_anew_is_not_said_to_be_tagged(
    archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read_document("关于检查的通知\n一、2019年6月底前，各区要完成检查。\n", name="某.txt")
    with closing(open_archive(archive)) as store:
        store.put(msgspec.structs.replace(document, tasks=()))

        def dropped(*_: str) -> list[Note]:
            store.drop(document.key)
            return []

        monkeypatch.setattr(store, "notes", dropped)
        assert retag(store, document.key, when=datetime(2019, 5, 1, tzinfo=UTC)) is None


def test_tagging_anew_keeps_what_people_and_the_file_said_of_the_document(archive: str) -> None:
    text = "关于检查的通知\n一、2019年6月底前，各区要完成检查。\n"
    given, said = {"title": "检查通知（修订）"}, {"number": "某府〔2019〕3号", "issuer": "某市人民政府"}
    document = read_document(text, name="某.html", given=given, said=said)
    with closing(open_archive(archive)) as store:
        store.put(msgspec.structs.replace(document, original="f" * 64, tasks=()))
        assert retag(store, document.key, when=datetime(2019, 5, 1, tzinfo=UTC)) == (0, 1)
        assert store.get(document.key) == msgspec.structs.replace(document, original="f" * 64)


def test_what_an_older_tagger_read_is_told_and_tagged_anew(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_archive(archive)) as store:
        count = len(store.documents())
        assert len(outdated(store, store.documents())) == count  # put without a word about the tagger
    app = open_page("library")
    assert f"{count} 份文件是旧程序标注的" in app.info[0].value
    next(button for button in app.button if button.label.startswith("重新标注这")).click().run()
    assert not app.exception
    assert not app.info
    with closing(open_archive(archive)) as store:
        assert not outdated(store, store.documents())
    app = upload(app, ("新通知.txt", NOTICE.replace("3号", "5号").replace("95%", "96%").encode()))
    assert not app.info  # the tagger of now has read it
    assert "张三　读入　某市人民政府" in shown(app)
    monkeypatch.setattr("search.tagged.tagger_stamp", lambda: "newer")
    assert f"{count + 1} 份文件是旧程序标注的" in open_page("library").info[0].value


# Check.


def test_doubtful_sentences_come_first_and_are_counted(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        key = next(info.key for info in store.documents() if info.source == "notice.txt")
        document = store.get(key)
    assert document is not None
    accounts = account(document)
    text = shown(open_page("check", doc=key))
    assert f"{len(accounts)} 句，{len(document.tasks)} 项任务，" in text
    doubtful = to_check(accounts, frozenset())
    assert doubtful
    assert text.count('data-do="accept:') == len(doubtful)
    assert text.count("<tr><td") == len(doubtful)
    assert shown(open_page("check", doc=key, show="all")).count("<tr><td") == min(len(accounts), 50)


@pytest.mark.parametrize(
    ("language", "page", "show"), [("zh", "核对", ""), ("zh", "核对", "all"), ("en", "Check", "all")]
)
def test_the_sentences_listed_are_taken_along(
    archive: str, monkeypatch: pytest.MonkeyPatch, sample: Document, language: str, page: str, show: str
) -> None:
    accounts = account(sample)
    doubtful = to_check(accounts, frozenset())
    with closing(open_archive(archive)) as store:
        accept(store, sample.key, doubtful[0], who="张三", when=datetime.now(UTC))
    monkeypatch.setattr("ui.pages.check.STEP", 1000)
    monkeypatch.setattr("ui.pages.check.may", lambda _: False)  # no buttons beside the words
    app, files = files_of(monkeypatch, "check", doc=sample.key, show=show, lang=language)
    listed = cells_of(shown(app))
    assert len(listed) == 1 + (len(accounts) if show else len(doubtful) - 1)
    names = [name for name in files if name.startswith(page)]
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "csv"]
    assert "污染防治" in names[0]  # of which document
    assert words_of(sheet_of(files[names[0]])) == listed
    assert list(csv.reader(io.StringIO(files[names[1]].decode("utf-8-sig")))) == listed
    assert sum(bool(row[4]) for row in listed[1:]) == (1 if show else 0)  # who looked at it found it right
    monkeypatch.setattr("ui.pages.check.STEP", 2)
    app, fewer = files_of(monkeypatch, "check", doc=sample.key, show=show, lang=language)
    assert words_of(sheet_of(fewer[names[0]])) == listed  # all pages of the list


def test_a_sentence_is_accepted_or_made_a_task_and_stays_so(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        key = next(info.key for info in store.documents() if info.source == "notice.txt")
        document = store.get(key)
        assert document is not None
        doubtful = to_check(account(document), accepted(store, key))

        accept(store, key, doubtful[0], who="张三", when=datetime.now(UTC))
        left = to_check(account(document), accepted(store, key))
        assert len(left) == len(doubtful) - 1
        one = doubtful[0]
        assert put_right(store, document, Correction("task", one.text.strip(), start=one.sentence.start), "张三")
        after = store.get(key)
        assert after is not None
        assert len(after.tasks) == len(document.tasks) + 1


# Overview.


def test_the_start_page_counts_as_of_the_chosen_day(archive: str) -> None:
    text = shown(open_page("overview", asof="2018-10-05"))
    with closing(open_archive(archive)) as store:
        total = store.count(Query())
    assert "<b>11</b><span>90天内到期</span>" in text
    assert f"<b>{total}</b><span>全部任务</span>" in text
    assert "due_from=2018-12-01&amp;due_to=2018-12-31" in text
    assert "due_from=2018-10-05&amp;due_to=2019-01-03&amp;topic=" in text  # a bar leads to just what it counts
    assert "未办结 0 项，已办结 0 项" in text


def test_what_is_past_its_day_is_charted_too(archive: str) -> None:
    app = open_page("overview", asof="2019-01-01")
    assert "show" not in app.query_params
    text = shown(open_page("overview", asof="2019-01-01", show="overdue"))
    assert "按年份" in text
    assert "overdue=2019-01-01&amp;year=2018" in text
    assert "<span>2018年</span>" in text
    assert "<small>11</small>" in text
    assert "共 11 项任务" in shown(open_page("ledger", overdue="2019-01-01", year="2018"))


def test_what_is_settled_is_told_apart(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        from search.query import Window

        hits = store.find(Query(due=Window(None, date(2018, 12, 31)))).hits
        mark(store, hits[0].task.id, who="张三", when=datetime(2018, 12, 1, tzinfo=UTC), state="done")
    text = shown(open_page("overview", asof="2019-01-01"))
    assert f"未办结 {len(hits) - 1} 项，已办结 1 项" in text


def test_a_question_in_the_address_or_the_box_goes_to_ask(archive: str) -> None:
    assert "共11项" in shown(open_page("overview", q="2018年年底前要完成哪些任务"))
    app = open_page("overview", asof="2018-10-05")
    app.text_input(key="overview-question").set_value("2018年年底前要完成哪些任务").run()
    assert "共11项" in shown(app)


@pytest.mark.parametrize("name", ["overview", "ask", "ledger", "calendar", "targets", "reader", "check", "library"])
def test_every_page_says_what_to_do_where_nothing_is_stored(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ARCHIVE", f"sqlite:///{tmp_path}/none.db")
    missing = open_page(name)
    assert "duban demo" in missing.error[0].value
    assert 'href="library"' in shown(missing)  # where the first upload makes it
    url = f"sqlite:///{tmp_path}/empty.db"
    open_archive(url).close()
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    app = open_page(name, lang="en")
    assert not app.exception
    assert not app.error
