"""Saved pages of gov.cn give the document and its metadata table, to the character, and nothing around it."""

from __future__ import annotations

import base64
import quopri
import re
from datetime import date
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from lxml import html

from corpus.errors import UnreadableFile
from ingest.pipeline import read_document
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
    "a page of links": "<html><body><ul>"
    + "<li><a href='/'>某省人民政府关于某事的通知，各市要认真落实。</a></li>" * 50,
    "a page of frames": '<html><body><iframe src="/text.html"></iframe><div>版权所有：某省人民政府办公厅，网站标识码。</div></body></html>',
    "a list with a foot of sentences": "<html><body><ul>"
    + "<li><a href='/'>某省人民政府关于某事的通知</a><span>2021-07-09</span></li>" * 20
    + "</ul><div><p>主办：某省人民政府办公厅，承办：某省大数据局。</p><p>地址：某市人民路1号，邮编：050000。</p></div></body></html>",
    "an empty page": "<html></html>",
    "cut short before the document": PAGE[: PAGE.index("UCAP")],
    "nested beyond reason": "<html>" + "<div>" * 200_000,
}


def test_a_page_of_300_000_elements_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(b"<html>" + "<p>认真落实。".encode() * 300_000, "page.html")
    assert caught.value.key == "errors.html_huge"


@pytest.mark.parametrize("markup", BROKEN.values(), ids=BROKEN.keys())
def test_what_has_no_document_is_refused(tmp_path: Path, markup: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(markup, encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.html_unknown"


def test_broken_tags_lose_no_words() -> None:
    broken = PAGE.replace("</span>", "").replace("</p>", "").replace("</b>", "</i>")
    assert "".join(decode(broken.encode(), "broken.html").text.split()) == "".join("".join(LINES).split())


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<div id="UCAP-CONTENT"><p>&nbsp;</p></div>', encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.file_empty"


PARAGRAPHS = [
    "各区县人民政府，市政府各部门：",
    "为做好今冬明春供热工作，现就有关事项通知如下：",
    "一、加快热源建设。2021年10月底前，全市新增供热面积达到120万平方米，由市城管局牵头。",
    "二、加强巡查。各区县每周检查一次，发现问题立即整改。",
    "某市人民政府办公室",
    "2021年7月6日",
]
TITLE = "某市人民政府办公室关于做好供热工作的通知"
MENU = '<div class="nav"><a href="/">首页</a><a href="/gk">政府信息公开</a></div>'
FOOTER = (
    '<div id="footer"><p>主办单位：某市人民政府办公室，网站标识码1500000000。版权所有，未经许可不得转载。</p></div>'
)
SHARE = '<div class="share">分享到：<a>微信</a></div>'


def page_of(inside: str, *, head: str = "", around: str = "{}") -> bytes:
    html_head = f"<head><meta charset=utf-8><title>{TITLE}_某市人民政府</title>{head}</head>"
    return f"<!DOCTYPE html><html>{html_head}<body>{MENU}{around.format(inside)}{FOOTER}</body></html>".encode()


def as_paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>　　{line}</{tag}>" for line in PARAGRAPHS)


SITES = {
    "an editor's box": page_of(f'<h1>{TITLE}</h1><div class="TRS_Editor">{as_paragraphs()}</div>{SHARE}'),
    "a box within boxes": page_of(f"<h2>{TITLE}</h2><div><div><div>{as_paragraphs('div')}</div></div>{SHARE}</div>"),
    "a layout of tables": page_of(
        f"<table><tr><td>{TITLE}</td></tr><tr><td>日期：2021-07-06</td></tr><tr><td>{'<br>　　'.join(PARAGRAPHS)}</td></tr></table>"
    ),
    "gov.cn of 2008": page_of(f'<p><font id="Zoom">{as_paragraphs()}</font>', around=f"<div>{TITLE}</div><table><tr><td>{{}}</td></tr></table>"),
    "gov.cn of 2024": page_of(
        f'<h1 id="ti">{TITLE}</h1><div class="pages_content mhide" id="UCAP-CONTENT"><div class="trs_editor_view">{as_paragraphs()}</div></div>'
    ),
    "the title in the document": page_of(f'<div class="article"><p>{TITLE}</p>{as_paragraphs()}</div>{SHARE}'),
    "hidden and scripted words": page_of(
        f'<h1>{TITLE}</h1><div>{as_paragraphs()}<p style="display: none">三、全面停止供热。</p><script>document.write("四、停止。")</script></div>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_pages_of_other_sites_give_title_and_document(name: str) -> None:
    lines = decode(SITES[name], "page.html").text.splitlines()
    # The State Council's own pages name the title in their table of particulars; without one it is not in the document.
    assert lines == (PARAGRAPHS if "2024" in name else [TITLE, *PARAGRAPHS])


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>索 引 号：</td><td>A01-2021-0007</td><td>发布机构：</td><td>某市人民政府办公室</td></tr>"
        "<tr><td>发文字号：</td><td>某政办发〔2021〕7号</td><td>成文日期：</td><td>2021年7月6日</td></tr>"
        "<tr><td>主题分类：</td><td></td><td>发布日期：</td><td>2021-07-09</td></tr></table>",
        "<ul><li><b>索引号：</b>A01-2021-0007</li><li><b>发布机构</b>：某市人民政府办公室</li><li><b>发文字号：</b>某政办发〔2021〕7号</li>"
        "<li><b>成文日期：</b>2021-07-06</li><li><b>发布日期：</b>2021-07-09</li></ul>",
        "<ol><li>[主题分类]<i>城乡建设</i></li><li>[索引号]A01-2021-0007</li><li>[发文机构]<i>某市人民政府办公室</i></li>"
        "<li>[联合发文单位]<i></i></li><li>[成文日期]<i>2021-07-06</i></li><li>[发文字号]某政办发〔2021〕7号</li>"
        "<li>[废止日期]<i>----</i></li><li>[发布日期]<i>2021-07-09</i></li></ol>",
        "<div><p>发布机关</p><p>某市人民政府办公室</p><p>生成日期</p><p>2021-07-06</p><p>文　　号</p><p>某政办发〔2021〕7号</p>"
        "<p>索 引 号</p><p>A01-2021-0007</p><p>发布日期</p><p>2021-07-09</p></div>",
    ],
)
def test_the_particulars_are_known_by_name_and_by_the_reader_of_documents(table: str) -> None:
    page = page_of(f'<div class="box">{table}</div><h1>{TITLE}</h1><div>{as_paragraphs()}</div>')
    reading = decode(page, "page.html")
    assert dict(reading.metadata) == {
        "index": "A01-2021-0007",
        "issuer": "某市人民政府办公室",
        "number": "某政办发〔2021〕7号",
        "date": "2021-07-06",
        "published": "2021-07-09",
    }
    document = read_document(reading.text, name="page.html")
    assert (document.title, document.number, document.date) == (TITLE, "某政办发〔2021〕7号", date(2021, 7, 6))
    plain = read_document("\n".join([TITLE, *PARAGRAPHS]), name="text.txt")
    assert [(task.text, [d.due for d in task.deadlines]) for task in document.tasks] == [
        (task.text, [d.due for d in task.deadlines]) for task in plain.tasks
    ]
    assert len(plain.tasks) >= 2


def test_a_title_may_have_a_colon_as_keys_have() -> None:
    table = "<table><tr><td>标题：</td><td>公告：某市重污染天气限行</td></tr><tr><td>文号：</td><td>某政发〔2021〕7号</td></tr><tr><td>成文日期：</td><td>2021-07-06</td></tr></table>"
    told = dict(decode(page_of(f"{table}<div>{as_paragraphs()}</div>"), "page.html").metadata)
    assert (told["title"], told["number"]) == ("公告：某市重污染天气限行", "某政发〔2021〕7号")


def test_a_page_of_a_table_is_its_table() -> None:
    """Its cells are no sentences; the menu and the foot, which has some, are no part of it."""
    rows = (
        "任务\t责任单位\t完成时限",
        "建成供水管网20公里\t市水务局\t2022年底前",
        "改造泵站5座\t市住房城乡建设局\t2023年6月底前",
    )
    cells = "".join(f"<tr><td>{'</td><td>'.join(row.split(chr(9)))}</td></tr>" for row in rows)
    foot = "<div><p>主办：某市人民政府办公室，承办：某市大数据局。</p></div>"
    page = page_of(
        f"<ul><li>首页</li><li>公开</li></ul><div><h1>某市重点任务清单</h1><table>{cells}</table></div>{foot}"
    )
    assert decode(page, "page.html").text.splitlines() == ["某市重点任务清单", *rows]


def test_a_declared_title_is_metadata() -> None:
    page = page_of(
        as_paragraphs(), head=f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2021-07-09">'
    )
    assert dict(decode(page, "page.html").metadata) == {"title": TITLE, "published": "2021-07-09"}


def test_a_page_that_is_passed_on_by_telephones_has_its_title() -> None:
    """Its `<title>` is empty; the title is told to those who show a card of it, and stands above the text."""
    page = page_of(
        f'<h1>{TITLE}</h1><div>某市发布 <em>2021-07-06</em></div><div id="js_content">{as_paragraphs("section")}</div>',
        head=f'<meta property="og:title" content="{TITLE}">',
    ).replace(f"<title>{TITLE}_某市人民政府</title>".encode(), b"<title></title>")
    reading = decode(page, "page.html")
    assert dict(reading.metadata) == {"title": TITLE}
    assert reading.text.splitlines() == [TITLE, *PARAGRAPHS]
    # What a site of the government declares goes before.
    both = page.replace(b"</head>", '<meta name="ArticleTitle" content="另一个标题"></head>'.encode())
    assert dict(decode(both, "page.html").metadata) == {"title": "另一个标题"}


def test_the_document_is_found_without_its_name(shared: Path) -> None:
    pages = sorted((shared / "corpus" / "genre").glob("gov-*.html"))
    assert pages
    for path in pages:
        content = path.read_bytes()
        unnamed = content.replace(b"UCAP-CONTENT", b"content")
        assert decode(unnamed, path.name).text == decode(content, path.name).text, path.name


def shown(body: str) -> list[str]:
    page = f'<html><body><div id="UCAP-CONTENT">{body}</div></body></html>'
    return decode(page.encode(), "page.html").text.splitlines()


def test_cells_that_span_rows_and_columns_keep_the_others_in_their_columns() -> None:
    body = """<table><thead><tr><th>任务</th><th colspan="2">单位</th><th>时限</th></tr></thead>
    <tr><td>甲</td><td>某厅</td><td>某局</td><td rowspan="3">2021年底</td></tr>
    <tr><td>乙</td><td rowspan=2 colspan=2>某委</td></tr>
    <tr><td>丙</td></tr>
    <tr><td></td><td>某办</td><td></td><td>长期</td></tr>
    <tr><td colspan="4">二、其他</td></tr>
    <tr><td rowspan="0">丁</td><td>某院</td></tr><tr><td>某署</td><td>x</td></tr></table>"""
    assert shown(body) == [
        "任务\t单位\t\t时限",
        "甲\t某厅\t某局\t2021年底",
        "乙\t某委\t\t",
        "丙",
        "\t某办\t\t长期",
        "二、其他",
        "丁\t某院",
        "\t某署\tx",
    ]


def test_the_numbers_of_lists_are_those_that_a_browser_shows() -> None:
    body = """<ol><li>完善制度。</li><li>加强监管。<ol type="a"><li>巡查</li><li value=5>抽查</li></ol></li><li><p>公开信息。</p></li></ol>
    <ol start="3" style="list-style-type: cjk-ideographic"><li>附则</li></ol><ol reversed><li>后</li><li>先</li></ol>
    <ol style="list-style:none"><li>一、自带编号</li></ol><ul><li>无编号</li></ul>"""
    assert shown(body) == [
        "1.完善制度。", "2.加强监管。", "a.巡查", "e.抽查", "3.公开信息。", "三、附则", "2.后", "1.先", "一、自带编号", "无编号",
    ]  # fmt: skip


def test_a_page_that_word_saved_is_read_as_a_whole() -> None:
    """Its lines are cut into pieces, one of which holds all marks of a sentence."""
    markup = """<html><body lang=ZH-CN><div class=WordSection1><p class=MsoNormal><b><span>某市治水方案</span></b></p>
<p class=MsoNormal><![if !supportLists]><span>一、</span><![endif]><span>各区要在</span><span lang=EN-US>2024</span><span>年</span><span
lang=EN-US>6</span><span>月底前完成摸底调查，建立台账。</span></p></div></body></html>"""
    assert (
        decode(markup.encode("gb18030"), "a.htm").text
        == "某市治水方案\n一、各区要在2024年6月底前完成摸底调查，建立台账。\n"
    )


@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
def test_a_page_that_a_browser_saved_in_one_file(tmp_path: Path, coding: str) -> None:
    bundle = MIMEMultipart("related")
    bundle["From"] = "<Saved by a browser>"
    part = MIMEText("", "html")
    del part["Content-Transfer-Encoding"]
    part.set_charset(None)
    part["Content-Transfer-Encoding"] = coding
    part.set_payload((base64.encodebytes if coding == "base64" else quopri.encodestring)(PAGE.encode()).decode("ascii"))
    bundle.attach(part)
    bundle.attach(MIMEImage(b"\x89PNG\r\n\x1a\n", "png"))
    (tmp_path / "page.mht").write_bytes(bundle.as_bytes())
    source = read(tmp_path / "page.mht")
    assert (source.format, source.text.splitlines()) == ("html", LINES)
