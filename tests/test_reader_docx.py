"""DOCX: paragraphs, rows, rebuilt numbers and notes to the character; the tags of the plain text; refusals by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.samples import sample_text
from ingest.readers import read, read_content
from ingest.readers.docx import decode
from office_maker import paragraph, table, word_file, word_of, zip_of
from test_reader_ofd import ENTITY, ROWS
from test_reader_pdf import document, tags


def trimmed(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := raw.strip(" \t\u00a0\u3000\u200b\ufeff"))]


def lines(body: str, **parts: str) -> list[str]:
    return decode(word_file(body, **parts), "文件.docx").text.splitlines()


def test_the_sample_to_the_paragraph_and_to_the_tag(tmp_path: Path) -> None:
    expected = trimmed(sample_text())
    (tmp_path / "文件.docx").write_bytes(word_of(expected))
    source = read(tmp_path / "文件.docx")
    assert source.text.splitlines() == expected
    assert (source.format, source.name, source.pages) == ("docx", "文件.docx", ())
    assert tags(document(source.text)) == tags(document("\n".join(expected)))


@pytest.mark.parametrize("name", ["vocational-2019.txt", "zerowaste-2018.txt", "genre/work-report-2011.txt"])
def test_shared_texts(shared: Path, name: str) -> None:
    expected = trimmed((shared / "corpus" / name).read_text(encoding="utf-8"))
    text = read_content(word_of(expected), "text.docx").text
    assert text.splitlines() == expected
    assert tags(document(text)) == tags(document("\n".join(expected)))


def test_a_table_is_rows_and_tasks() -> None:
    text = read_content(word_of(["重点任务分工表"], ROWS), "table.docx").text
    assert text.splitlines() == ["重点任务分工表", *("\t".join(row) for row in ROWS)]
    tasks = document(text).tasks
    assert [[body.name for body in task.bodies][:1] for task in tasks[:2]] == [["市大数据局"], ["市住房城乡建设局"]]
    assert [str(task.deadlines[0].due) for task in tasks[:2]] == ["2021-06-30", "2021-12-31"]


# Numbers.


def levels(*rules: tuple[str, str]) -> str:
    """A list (number 1) of levels, each a format and a text; number 2 is the same list begun anew."""
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(rules)
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="7">{made}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{anew}</w:num>'
    )


OFFICIAL = levels(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))


def test_the_numbers_of_an_official_text_are_rebuilt() -> None:
    body = "".join(
        paragraph(text, level=level)
        for text, level in [
            ("总体要求", 0), ("指导思想。坚持绿色发展。", 1), ("主要目标。改善水质。", 1), ("重点任务", 0), ("治理河道。", 1),
            ("建设管网。", 2), ("清理淤泥。", 2), ("分段清理", 3), ("植树造林。", 1), ("巡查山林。", 2), ("保障措施", 0),
        ]
    )  # fmt: skip
    assert lines(body, numbering=OFFICIAL) == [
        "一、总体要求",
        "（一）指导思想。坚持绿色发展。",
        "（二）主要目标。改善水质。",
        "二、重点任务",
        "（一）治理河道。",
        "1.建设管网。",
        "2.清理淤泥。",
        "（1）分段清理",
        "（二）植树造林。",
        "1.巡查山林。",
        "三、保障措施",
    ]


def test_a_list_goes_on_after_text_and_begins_anew_where_it_says_so() -> None:
    body = (
        paragraph("甲", level=0)
        + paragraph("中间的话")
        + paragraph("乙", level=0)
        + paragraph("丙", level=0, number=2)
        + paragraph("丁", level=0, number=2)
        + paragraph("", level=0)  # Word counts an empty paragraph, too
        + paragraph("戊", level=0, number=2)
    )
    assert lines(body, numbering=OFFICIAL) == ["一、甲", "中间的话", "二、乙", "一、丙", "二、丁", "四、戊"]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (
            "chineseCountingThousand",
            "第%1条",
            ["第一条　甲", "第十条　甲", "第十一条　甲", "第二十条　甲", "第二十三条　甲"],
        ),
        ("decimalEnclosedCircle", "%1", ["①　甲", "⑩　甲", "⑪　甲", "⑳　甲", "23　甲"]),
        ("upperRoman", "%1、", ["I、甲", "X、甲", "XI、甲", "XX、甲", "XXIII、甲"]),
        ("lowerLetter", "%1)", ["a)甲", "j)甲", "k)甲", "t)甲", "w)甲"]),
        ("ideographTraditional", "%1、", ["甲、甲", "癸、甲", "11、甲", "20、甲", "23、甲"]),
        ("chineseLegalSimplified", "%1、", ["壹、甲", "拾、甲", "拾壹、甲", "贰拾、甲", "贰拾叁、甲"]),
        ("decimalFullWidth", "%1．", ["１．甲", "１０．甲", "１１．甲", "２０．甲", "２３．甲"]),
        ("bullet", "•", ["甲"] * 5),
        ("none", "说明：", ["说明：甲"] * 5),
    ],
)
def test_every_way_of_counting(form: str, text: str, expected: list[str]) -> None:
    found = lines(paragraph("甲", level=0) * 23, numbering=levels((form, text)))
    assert [found[at - 1] for at in (1, 10, 11, 20, 23)] == expected


def test_numbers_over_a_hundred() -> None:
    found = lines(paragraph("甲", level=0) * 1200, numbering=levels(("chineseCounting", "%1、")))
    assert [found[at - 1] for at in (99, 100, 101, 110, 999, 1000, 1010, 1101)] == [
        "九十九、甲", "一百、甲", "一百零一、甲", "一百一十、甲", "九百九十九、甲", "一千、甲", "一千零一十、甲", "一千一百零一、甲",
    ]  # fmt: skip


def test_numbers_may_come_from_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H1"/></w:style>'
    )
    body = paragraph("甲", style="H1") + paragraph("乙", style="H2") + paragraph("丙", style="H3")
    body += '<w:p><w:pPr><w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>丁</w:t></w:r></w:p>'
    assert lines(body, numbering=OFFICIAL, styles=styles) == ["一、甲", "（一）乙", "二、丙", "丁"]


def test_the_rebuilt_numbers_give_the_tags_of_the_typed_ones() -> None:
    items = [
        ("重点任务", 0), ("强化治理。2021年年底前，新增污水管网100公里，由市水务局牵头。", 1), ("推进绿化。每年植树2万亩。", 1),
        ("保障措施", 0), ("各区人民政府要于2021年6月底前制定实施方案。", 1),
    ]  # fmt: skip
    built = "\n".join(lines("".join(paragraph(text, level=level) for text, level in items), numbering=OFFICIAL))
    typed = "\n".join(
        f"{number}{text}"
        for number, (text, _) in zip(("一、", "（一）", "（二）", "二、", "（一）"), items, strict=True)
    )
    assert built == typed
    assert tags(document(built)) == tags(document(typed))
    assert [task.clause for task in document(built).tasks][:1] == ["一(一)"]


# What stands in a paragraph, and what does not.


def run(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


def open_ended(inside: str) -> str:
    """A paragraph whose end was deleted while changes were tracked."""
    return f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r>{inside}</w:r></w:p>"


PARTS = {
    "runs": (
        "<w:p><w:r><w:t>到20</w:t></w:r><w:r><w:t>20年</w:t></w:r><w:proofErr/><w:r><w:t xml:space='preserve'> 完成</w:t></w:r></w:p>",
        ["到2020年 完成"],
    ),
    "a break of the line": (run("<w:t>某省人民政府</w:t><w:br/><w:t>关于某事的通知</w:t>"), ["某省人民政府", "关于某事的通知"]),
    "a tab": (run("<w:t>签发人</w:t><w:tab/><w:t>某某</w:t>"), ["签发人　某某"]),
    "a link and a field": (
        '<w:p><w:hyperlink><w:r><w:t>见附件</w:t></w:r></w:hyperlink><w:r><w:instrText> PAGE </w:instrText></w:r><w:fldSimple w:instr="DATE"><w:r><w:t>3月</w:t></w:r></w:fldSimple></w:p>',
        ["见附件3月"],
    ),
    "tracked changes": (
        "<w:p><w:r><w:t>力争</w:t></w:r><w:del><w:r><w:delText>2019</w:delText></w:r></w:del><w:ins><w:r><w:t>2020</w:t></w:r></w:ins><w:r><w:t>年完成</w:t></w:r></w:p>",
        ["力争2020年完成"],
    ),
    "a deleted end of a paragraph": (
        f"{open_ended('<w:t>2020年底前，</w:t>')}{paragraph('全部完成。')}{paragraph('末段')}",
        ["2020年底前，全部完成。", "末段"],
    ),
    "a deleted end before a table": (
        f"{open_ended('<w:t>分工如下</w:t>')}{table([[paragraph('治水'), paragraph('甲局')]])}",
        ["分工如下", "治水\t甲局"],
    ),
    "a deleted end in a cell": (
        f"{table([[open_ended('<w:t>治水</w:t>'), paragraph('甲局')]])}{paragraph('末段')}",
        ["治水\t甲局", "末段"],
    ),
    "a deleted end in a text box": (
        f"<w:p><w:r><w:t>机密件</w:t><w:pict><v:textbox><w:txbxContent>{open_ended('<w:t>签发人</w:t>')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>{paragraph('末段')}",
        ["机密件", "签发人", "末段"],
    ),
    "hidden words": ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>批注</w:t></w:r><w:r><w:t>正文</w:t></w:r></w:p>", ["正文"]),
    "a content control": (f"<w:sdt><w:sdtContent>{paragraph('标题')}</w:sdtContent></w:sdt>", ["标题"]),
    "a text box, once": (
        "<w:p><w:r><w:t>机密件</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph('签发人：某某')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        f"{paragraph('签发人：某某')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        ["机密件", "签发人：某某"],
    ),
    "a frame around text": (table([[paragraph("甲") + paragraph("乙")]]), ["甲", "乙"]),
    "a cell of several paragraphs": (table([[paragraph("市水务局") + paragraph("市林业局"), paragraph("治水")]]), ["市水务局 市林业局\t治水"]),
    "merged cells": (
        table(
            [
                [paragraph("任务"), paragraph("单位")],
                ['<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("治水"), paragraph("甲局")],
                ["<w:tcPr><w:vMerge/></w:tcPr>" + paragraph(""), paragraph("乙局")],
                ['<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("合计")],
            ]
        ),
        ["任务\t单位", "治水\t甲局", "\t乙局", "合计\t"],
    ),
    "a table in a cell": (table([[table([[paragraph("甲"), paragraph("乙")]]), paragraph("丙")]]), ["甲 乙\t丙"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_what_stands_in_a_paragraph_or_cell(name: str) -> None:
    body, expected = PARTS[name]
    assert lines(body) == expected


def test_a_deleted_item_is_not_counted() -> None:
    gone = paragraph("取消", level=0).replace("</w:pPr><w:r>", "<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r>")
    gone = gone.replace("<w:t>", "<w:delText>").replace("</w:t></w:r>", "</w:delText></w:r></w:del>")
    body = paragraph("建公园", level=0) + gone + paragraph("植树", level=0)
    assert lines(body, numbering=OFFICIAL) == ["一、建公园", "二、植树"]


def test_running_numbers_of_rows_are_rebuilt() -> None:
    rows = [
        [paragraph("", level=0), paragraph("治理河道"), paragraph("甲局")],
        [paragraph("", level=0), paragraph("植树"), paragraph("乙局")],
    ]
    assert lines(table(rows), numbering=levels(("decimal", "%1"))) == ["1\t治理河道\t甲局", "2\t植树\t乙局"]


def test_notes_stand_at_the_end() -> None:
    body = (
        '<w:p><w:r><w:t>单位能耗</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>下降3%。</w:t></w:r></w:p>'
        + paragraph("二、末段。")
    )
    notes = f'<w:footnote w:id="0">{paragraph("")}</w:footnote><w:footnote w:id="2">{paragraph("按2020年价格计算。")}</w:footnote>'
    assert lines(body, footnotes=notes) == ["单位能耗下降3%。", "二、末段。", "按2020年价格计算。"]
    last = body + open_ended("<w:t>三、另行通知。</w:t>")
    assert lines(last, footnotes=notes) == ["单位能耗下降3%。", "二、末段。", "三、另行通知。", "按2020年价格计算。"]


# Bad input.

WHOLE = word_of(["一、完善制度。"])
BAD = {
    "cut short": (WHOLE[: len(WHOLE) // 2], "errors.zip_damaged"),
    "entities": (zip_of({"word/document.xml": ENTITY}), "errors.xml_entities"),
    "a flood": (zip_of({"word/document.xml": b" " * 100_000_000}), "errors.zip_bomb"),
    "damaged XML": (zip_of({"word/document.xml": "<w:document"}), "errors.zip_damaged"),
    "no body": (zip_of({"word/document.xml": "<document/>"}), "errors.zip_damaged"),
    "no words": (word_of([""]), "errors.file_empty"),
    "nested beyond reason": (zip_of({"word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}), "errors.zip_damaged"),
    "a table of figures": (zip_of({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "errors.file_foreign"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_sound_document_is_refused_by_name(name: str) -> None:
    content, key = BAD[name]
    with pytest.raises(UnreadableFile) as caught:
        read_content(content, "文件.docx")
    assert caught.value.key == key
    assert "文件.docx" in str(caught.value)


@pytest.mark.parametrize("name", ["文件.pdf", "文件.zip", "文件.txt", "文件"])
def test_a_wrong_suffix_misleads_nobody(name: str) -> None:
    source = read_content(WHOLE, name)
    assert (source.format, source.text) == ("docx", "一、完善制度。\n")
