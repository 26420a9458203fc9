"""Saved pages of gov.cn give the document and its metadata table, to the character, and nothing around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from corpus.errors import UnreadableFile
from ingest.readers import read
from ingest.readers.html import decode

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>标题不算</title><script>var 脚本 = "不算";</script></head><body>
<div class="menu"><a href="/">首页</a></div>
<table class="bd1"><tbody><tr><td><b>发文机关：</b></td><td>某省人民政府</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">某省人民政府关于某事的通知</td></tr></tbody></table>
<table><tr><td class="b12c" id="UCAP-CONTENT">
<p style="text-align:center"><span>某省人民政府</span><br>关于某事的通知</p>
<p>　　各市人民政府：&nbsp;</p>
<p>　　一、完善<span>制度</span>。到<b>2020</b>年，
全省达到&lt;90%&gt;。<!-- 注释不算 --></p>
<table><tr><th><p>任务</p></th><th>单位</th></tr><tr><td><p>甲事<p>乙事</td><td> 某厅 </td></tr></table>
<script>document.write("不算")</script><p>二、严禁瞒报。</p></td></tr></table>
<div>扫一扫在手机打开当前页</div></body></html>"""

LINES = [
    "发文机关：",
    "某省人民政府",
    "标　　题：",
    "某省人民政府关于某事的通知",
    "某省人民政府",
    "关于某事的通知",
    "各市人民政府：",
    "一、完善制度。到2020年， 全省达到<90%>。",
    "任务\t单位",
    "甲事乙事\t某厅",
    "二、严禁瞒报。",
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.txt"])
def test_a_page_is_its_document(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(PAGE.encode(encoding))
    source = read(tmp_path / name)
    assert source.format == "html"
    assert source.text.splitlines() == LINES


def test_the_page_and_the_text_of_one_document_are_the_same(shared: Path) -> None:
    page = read(shared / "corpus" / "zerowaste-2018.html").text.splitlines()
    text = (shared / "corpus" / "zerowaste-2018.txt").read_text(encoding="utf-8").splitlines()
    assert page == text[: text.index("扫一扫在手机打开当前页")]


def test_every_character_of_every_page(shared: Path) -> None:
    pages = sorted((shared / "corpus" / "genre").glob("*.html"))
    assert pages
    for path in pages:
        parser = html.HTMLParser(remove_comments=True, encoding="utf-8")
        element = html.document_fromstring(path.read_bytes(), parser=parser).get_element_by_id("UCAP-CONTENT")
        words = re.sub(r"\s", "", "".join(element.itertext()))
        assert re.sub(r"\s", "", read(path).text).endswith(words), path.name


TEXTS = ["<关于某事的通知>\n一、完善制度。到2020年完成整治工作。", "《通知》<p 值小于1>\n到2020年完成整治工作。"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_with_angle_brackets_is_no_page(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notice.html"
    path.write_text(text, encoding="utf-8")
    assert (read(path).text, read(path).format) == (text, "text")


BROKEN = {
    "a page of another site": PAGE.replace("UCAP-CONTENT", "main"),
    "an empty page": "<html></html>",
    "cut short before the document": PAGE[: PAGE.index("UCAP")],
    "nested beyond reason": "<html>" + "<div>" * 200_000,
}


@pytest.mark.parametrize("markup", BROKEN.values(), ids=BROKEN.keys())
def test_what_has_no_document_is_refused(tmp_path: Path, markup: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(markup, encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.html_unknown"


def test_broken_tags_lose_no_words() -> None:
    broken = PAGE.replace("</span>", "").replace("</p>", "").replace("</b>", "</i>")
    assert "".join(decode(broken.encode(), "broken.html").split()) == "".join("".join(LINES).split())


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<div id="UCAP-CONTENT"><p>&nbsp;</p></div>', encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.file_empty"
