"""The page 对照, as Streamlit's own test harness runs it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from page_runs import open_page, shown
from search import open_archive
from test_compare import CENTRAL, CENTRAL_TEXT, LOCAL, LOCAL_TEXT, read
from ui.comparing import differing

PROVINCE = read(LOCAL_TEXT.replace("某省", "云南省"), "yunnan.txt")
HOSTILE = read(CENTRAL_TEXT.replace("专职巡查员", "专职<script>alert(1)</script>巡查员"), "hostile.txt")

REPEALING = read(
    "国务院关于河湖管理的决定\n\n国发〔2020〕3号\n\n各省人民政府：\n\n一、管理\n\n各地要加强河湖管理。"
    "《全国河湖与校园建设规划》（国发〔2016〕88号）同时废止。\n\n国务院\n2020年2月1日\n",
    "repealing.txt",
)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/duban.db"
    with closing(open_archive(url)) as store:
        store.put(PROVINCE)
        store.put(CENTRAL)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    return url


def test_the_lower_document_is_set_beside_the_higher_one(archive: str) -> None:
    text = shown(open_page("compare"))
    assert "1项时限晚于上级" in text
    assert "森林覆盖率达到26%" in text
    assert "森林覆盖率达到24%" in text
    assert text.index("晚：本级2019-12-31，上级2018-12-31") < text.index("驿站")
    assert "<mark>" in text
    assert f"reader?doc={PROVINCE.key}" in text


def test_it_begins_with_documents_that_belong_together(archive: str) -> None:
    """One that rests on another before any lower one; where nothing stands above a document nothing is set beside it."""
    alone = read("某县人民政府关于加强 *幼儿园* 管理的通知\n\n各乡镇：\n\n各乡镇要加强幼儿园管理。\n", "alone.txt")
    citing = read(
        LOCAL_TEXT.replace("某省", "海南省").replace("二、水库", "根据国发〔2016〕88号办理。\n\n二、水库"), "citing.txt"
    )
    with closing(open_archive(archive)) as store:
        for one in (alone, citing):
            store.put(one)
    app = open_page("compare")
    assert app.selectbox(key="url-local").value == citing.key
    assert app.selectbox(key="url-central").value == CENTRAL.key
    assert "引用的" in app.caption[0].value
    app.selectbox(key="url-local").set_value(alone.key).run()
    assert app.selectbox(key="url-central").value == ""
    assert "没有找到" in app.info[0].value
    assert r"\*幼儿园\*" in app.info[0].value  # as it stands, not as marks of style
    assert f"compare?local={alone.key}&amp;central={CENTRAL.key}" in shown(app)


def test_what_else_is_carried_out_is_named_and_marked_by_its_own_score(archive: str) -> None:
    above = read(CENTRAL_TEXT.replace("配备专职巡查员。", "配备专职巡查员。完善水库巡查值守考核。"), "more.txt")
    with closing(open_archive(archive)) as store:
        store.put(above)
    text = shown(open_page("compare", local=PROVINCE.key, central=above.key, state="covered"))
    further = text[text.index("另见") :].partition("</td>")[0]
    assert "完善水库巡查值守考核。（可能对应，请核对）" in further
    assert f"reader?doc={above.key}" in further


def test_rows_and_figures_are_filtered_by_the_address(archive: str) -> None:
    text = shown(open_page("compare", state="later", verdict="looser"))
    assert "驿站掌柜" not in text
    assert "除险加固" in text
    assert "优良天数比例达到80%以上" in text
    assert "公共图书馆达到40座" not in text


def test_the_documents_are_those_of_the_address(archive: str) -> None:
    text = shown(open_page("compare", local=CENTRAL.key, central=PROVINCE.key))
    assert text.index("国务院关于印发") < text.index("对照文件：云南省")


def test_clauses_stand_side_by_side_each_a_way_to_its_place(archive: str) -> None:
    text = shown(open_page("compare"))
    clauses = text[text.index("条款对应") :]
    line = PROVINCE.text.index("二、水库安全")
    assert f"reader?doc={PROVINCE.key}&amp;go={line}" in clauses
    assert f"reader?doc={CENTRAL.key}&amp;go={CENTRAL.text.index('二、水库安全')}" in clauses


def test_words_of_documents_do_not_act(archive: str) -> None:
    with closing(open_archive(archive)) as store:
        store.put(HOSTILE)
    text = shown(open_page("compare", local=PROVINCE.key, central=HOSTILE.key))
    assert "<script>" not in text


def test_one_document_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/one.db"
    with closing(open_archive(url)) as store:
        store.put(LOCAL)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    app = open_page("compare")
    assert not app.exception
    assert "两份文件" in app.info[0].value


def test_words_that_the_other_side_lacks_are_marked() -> None:
    pieces = differing("建立巡查制度", "建立值守制度")
    assert "".join(piece for piece, _ in pieces) == "建立巡查制度"
    assert [piece for piece, differs in pieces if differs] == ["巡查"]
    assert not any(differs for _, differs in differing("生態環境", "生态环境"))


def test_a_citation_in_the_reader_leads_to_both_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (
        "二、水库安全\n\n根据《全国河湖与校园建设规划》（国发〔2016〕88号）和《水库大坝巡检规程》，加强巡查。"
        "落实《关于开展清洁行动的通知》，开展清洁。"
    )
    same = [read(f"关于开展清洁行动的通知\n\n某环发〔202{n}〕6号\n\n各单位要开展第{n}次清洁。\n") for n in (1, 2)]
    citing = read(LOCAL_TEXT.replace("某省", "云南省").replace("二、水库安全", words), "citing.txt")
    url = f"sqlite:///{tmp_path}/cites.db"
    with closing(open_archive(url)) as store:
        for one in (citing, CENTRAL, REPEALING, *same):
            store.put(one)
    monkeypatch.setenv("DUBAN_ARCHIVE", url)
    text = shown(open_page("reader", doc=citing.key))
    assert f"compare?local={citing.key}&amp;central={CENTRAL.key}" in text
    assert "《水库大坝巡检规程》<br>档案中没有" in text
    # Of several that bear the title each is told by its number.
    assert "不止一份文件相符" in text
    assert all(f"关于开展清洁行动的通知 某环发〔202{n}〕6号" in text for n in (1, 2))
    # What is repealed is shown as such, beside the citation and on the page that compares.
    assert "已被废止：国务院关于河湖管理的决定" in text
    # From the cited document the way leads back, the lower one still on the left.
    assert f"compare?local={citing.key}&amp;central={CENTRAL.key}" in shown(open_page("reader", doc=CENTRAL.key))
    assert "已被废止" in shown(open_page("compare", local=citing.key, central=CENTRAL.key))
