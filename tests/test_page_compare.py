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


def test_rows_and_figures_are_filtered_by_the_address(archive: str) -> None:
    text = shown(open_page("compare", state="later", verdict="looser"))
    assert "驿站掌柜" not in text
    assert "除险加固" in text
    assert "优良天数比例达到80%以上" in text
    assert "公共图书馆达到40座" not in text


def test_the_documents_are_those_of_the_address(archive: str) -> None:
    text = shown(open_page("compare", local=CENTRAL.key, central=PROVINCE.key))
    assert text.index("国务院关于印发") < text.index("对照文件：云南省")


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
