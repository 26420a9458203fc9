"""Structure: paragraphs mended, metadata found, headings labelled, sentences cut."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pipeline import read_document
from ingest.structure import read_layout
from ingest.text import Layout, Text

NOTICE = """\
某省人民政府办公厅关于印发
城市更新三年行动方案的通知
某政办发〔2022〕7号
各市人民政府，省政府各部门：
《城市更新三年行动方案》已经省政府同意，现印发给你们，请认真贯彻执行。
某省人民政府办公厅
2022年3月4日
（此件公开发布）
城市更新三年行动方案
一、总体要求
（一）指导思想。以高质量发展为主线，补齐短板。
（二）基本原则。
——坚持民生优先。把群众急需放在前面。
——坚持因城施策。不搞一刀切。
二、重点任务
（三）改造老旧管网。1.摸清底数。各市要开展普查；建立台账。2.分批改造。2023年底前完成一半。
（四）各市要在2022年6月底前报送计划。
扫一扫在手机打开当前页
"""


def layout_of(source: str) -> Layout:
    return read_layout(Text(source))


def headings(source: str) -> list[tuple[str, str, int]]:
    return [(h.label, h.text, h.level) for h in layout_of(source).headings]


def body(source: str) -> list[tuple[str, str]]:
    text = Text(source)
    return [(s.label, source[s.start : s.end]) for s in read_layout(text).sentences if s.zone == "body"]


def test_metadata_of_a_notice() -> None:
    layout = layout_of(NOTICE)
    assert layout.title == "某省人民政府办公厅关于印发城市更新三年行动方案的通知"
    assert layout.issuer == ("某省人民政府办公厅",)
    assert layout.number == "某政办发〔2022〕7号"
    assert layout.date == "2022-03-04"


def test_headings_carry_their_path() -> None:
    assert headings(NOTICE) == [
        ("一", "总体要求", 1),
        ("一(一)", "指导思想", 2),
        ("一(二)", "基本原则", 2),
        ("一(二)", "坚持民生优先", 3),
        ("一(二)", "坚持因城施策", 3),
        ("二", "重点任务", 1),
        ("二(三)", "改造老旧管网", 2),
        ("二(三)1", "摸清底数", 3),
        ("二(三)2", "分批改造", 3),
    ]


def test_an_item_that_is_a_whole_task_sets_the_label_without_being_a_heading() -> None:
    assert ("二(四)", "各市要在2022年6月底前报送计划。") in body(NOTICE)


def test_what_stands_around_the_text_is_no_body() -> None:
    text = Text(NOTICE)
    zones = {NOTICE[s.start : s.end]: s.zone for s in read_layout(text).sentences}
    assert zones["各市人民政府，省政府各部门："] == "addressee"
    assert zones["2022年3月4日"] == zones["某省人民政府办公厅"] == "signature"
    assert zones["扫一扫在手机打开当前页"] == "residue"
    assert zones["城市更新三年行动方案"] == "title"


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r", "　　"])
def test_every_kind_of_line_end_gives_the_same_structure(gap: str) -> None:
    source = NOTICE.replace("\n", gap)
    assert headings(source) == headings(NOTICE)
    assert [w for _, w in body(source)] == [w for _, w in body(NOTICE)]


def test_one_line_without_any_break() -> None:
    source = (
        "国务院关于促进托育服务发展的意见国发〔2021〕9号各省、自治区、直辖市人民政府：现就有关工作提出如下意见。"
        "一、主要目标到2025年，托位数达到500万个。二、重点任务（一）扩大供给。支持用人单位办托。（二）规范管理。建立登记制度。"
        "国务院2021年5月6日"
    )
    layout = layout_of(source)
    assert layout.title == "国务院关于促进托育服务发展的意见"
    assert (layout.number, layout.date, layout.issuer) == ("国发〔2021〕9号", "2021-05-06", ("国务院",))
    assert [(h.label, h.text) for h in layout.headings] == [
        ("一", "主要目标"),
        ("二", "重点任务"),
        ("二(一)", "扩大供给"),
        ("二(二)", "规范管理"),
    ]


def test_metadata_table_above_the_title() -> None:
    source = """索 引 号：\n0001/2020-12\n发文机关：\n某市卫生健康委员会\n成文日期：\n2020年05月06日\n标　　题：
某市卫生健康委员会关于做好疫苗接种的通知\n发文字号：\n某卫发〔2020〕3号\n主 题 词：\n某市卫生健康委员会关于做好
疫苗接种的通知\n各区卫生健康委：\n一、各区要在5月底前完成摸底。"""
    layout = layout_of(source)
    assert layout.title == "某市卫生健康委员会关于做好疫苗接种的通知"
    assert layout.issuer == ("某市卫生健康委员会",)
    assert (layout.number, layout.date) == ("某卫发〔2020〕3号", "2020-05-06")


METADATA = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", METADATA, ids=[c["title"][:12] for c in METADATA])
def test_metadata_in_whichever_layout(case: dict[str, Any]) -> None:
    layout = layout_of(case["text"])
    found = {"title": layout.title, "issuer": list(layout.issuer), "number": layout.number, "date": layout.date}
    assert found == {key: case[key] for key in found}


def test_what_the_text_does_not_say_is_not_guessed() -> None:
    layout = layout_of("各地要加强管理。2020年底前完成整改。")
    assert (layout.title, layout.issuer, layout.number, layout.date) == (None, (), None, None)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("二○○五年十二月三日", "2005-12-03"),
        ("二〇二〇年二月二十八日", "2020-02-28"),
        ("2014 年 3 月 7 日", "2014-03-07"),
    ],
)
def test_date_of_the_signature_in_whichever_form(words: str, date: str) -> None:
    assert layout_of(f"某市关于治理扬尘的通知\n各区政府：\n一、要做好洒水。\n某市人民政府\n{words}\n").date == date


def test_two_issuers_above_the_title() -> None:
    layout = layout_of(
        "某省委 某省人民政府\n关于推进乡村振兴\n的实施意见\n(2021年2月1日)\n为做好工作，提出如下意见。\n一、总体要求\n"
    )
    assert layout.title == "某省委 某省人民政府关于推进乡村振兴的实施意见"
    assert layout.issuer == ("某省委", "某省人民政府")


def test_chapters_sections_articles() -> None:
    source = "第一章　总　　则\n第一条　为规范管理，制定本办法。\n第二条　下列材料应当报送：\n（一）申请书；\n（二）证明。\n第二章　管理\n第一节　登记\n第三条　应当登记。\n"
    assert headings(source) == [("第一章", "总　　则", 1), ("第二章", "管理", 1), ("第二章第一节", "登记", 2)]
    assert ("第二条(二)", "证明。") in body(source)


def test_a_table_of_contents_is_passed_over() -> None:
    source = "某规划\n目　　录\n第一章　发展形势\n第二章　主要任务\n第一章　发展形势\n形势向好。\n第二章　主要任务\n要完成改造。\n"
    assert [h.label for h in layout_of(source).headings] == ["第一章", "第二章"]


def test_a_line_break_in_mid_sentence_ends_nothing() -> None:
    source = "一、任务\n各地要统筹推进污水处理设施建设，到2025年县城污\n水处理率达到95%以上。根据《\n某某规划\n》，制定方案。"
    assert next(w for _, w in body(source)).endswith("达到95%以上。")
    assert "《\n某某规划\n》，制定方案。" in body(source)[1][1]


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("甲地要办好。乙地要办实；丙地跟上!", ["甲地要办好。", "乙地要办实；", "丙地跟上!"]),
        ("建立制度。（财政部牵头，商务部参与）完善标准。", ["建立制度。", "（财政部牵头，商务部参与）", "完善标准。"]),
        ("落实“放管服”要求，做到“一次办好。”再提升。", ["落实“放管服”要求，做到“一次办好。”", "再提升。"]),
        ("控制PM2.5浓度.不再反弹。", ["控制PM2.5浓度.不再反弹。"]),
    ],
)
def test_sentences_end_at_their_marks(paragraph: str, sentences: list[str]) -> None:
    assert [w for _, w in body(paragraph)] == sentences


@given(
    st.text(
        alphabet="一二三、.（）()《》“”。；：，\n\r　 ——第章节条附件2019年3月5日关于的通知各政府:要完成", max_size=300
    )
)
def test_any_text_has_a_layout_whose_sentences_lie_in_it_in_order(source: str) -> None:
    sentences = read_layout(Text(source)).sentences
    assert all(0 <= s.start < s.end <= len(source) for s in sentences)
    assert all(a.end <= b.start for a, b in itertools.pairwise(sentences))


def test_what_goes_on_after_a_box_is_not_beneath_it() -> None:
    source = "一、总体要求\n（一）目标。提高水平。\n专栏1　重大工程\n1.桥梁工程。建桥。\n2.道路工程。修路。\n二、任务\n（一）建厂。建设工厂。\n专栏2　指标\n（二）开店。开设商店。\n"
    assert [(label, text) for label, text, _ in headings(source)] == [
        ("一", "总体要求"),
        ("一(一)", "目标"),
        ("一(一)专栏1", "重大工程"),
        ("一(一)专栏11", "桥梁工程"),
        ("一(一)专栏12", "道路工程"),
        ("二", "任务"),
        ("二(一)", "建厂"),
        ("二(一)专栏2", "指标"),
        ("二(二)", "开店"),
    ]


def test_titles_that_open_with_two_hyphens() -> None:
    source = "一、原则\n--政府主导，多方参与。各县履行责任。\n--城乡统筹，补齐短板。新增财力向农村倾斜。\n"
    assert [h[:2] for h in headings(source)[1:]] == [("一", "政府主导，多方参与"), ("一", "城乡统筹，补齐短板")]


def test_rows_of_a_table_of_indicators_are_no_titles() -> None:
    source = "一、目标\n主要指标\n指标\t单位\t2022年\t2025年\t属性\n1.绿地率\t%\t46\t55\t约束性\n助餐点\t个\t180\t400\t预期性\n二、任务\n建设公园。"
    assert [s for _, s in body(source)] == ["绿地率\t%\t46\t55\t约束性", "助餐点\t个\t180\t400\t预期性", "建设公园。"]


def test_a_number_that_runs_on_from_a_title_that_names_two_kinds_of_documents() -> None:
    layout = layout_of(
        "某市人民政府关于印发防汛应急预案的通知某政函〔2014〕119号各县人民政府：　　请认真实施。　　一、总则　　做好准备。"
    )
    assert (layout.title, layout.number) == ("某市人民政府关于印发防汛应急预案的通知", "某政函〔2014〕119号")


def test_a_line_break_within_a_title_in_running_text_ends_nothing() -> None:
    text = Text("为落实《国务院\n关于2026年农村供水工作的若干意见》和《条例》精神，各县要抓好落实。")
    assert [text.quote(s.start, s.end) for s in read_layout(text).sentences] == [text.source]


def test_a_title_with_a_comma_may_run_into_its_first_item() -> None:
    layout = layout_of("一、明确目标，加快发展1、发展目标。建成站点。\n二、改革体制，健全网络2、管理体制。落实责任。")
    assert [(h.label, h.text) for h in layout.headings] == [
        ("一", "明确目标，加快发展"),
        ("一1", "发展目标"),
        ("二", "改革体制，健全网络"),
        ("二2", "管理体制"),
    ]


def test_a_list_of_annexes_holds_neither_headings_nor_tasks() -> None:
    layout = layout_of(
        "某某市教育局关于检查的通知\n各县区教育局：\n一、各校要开展自查。\n附件：1.检查表\n2.整改台账\n某某市教育局\n2026年3月1日\n"
    )
    assert not layout.headings
    assert (layout.issuer, layout.date) == (("某某市教育局",), "2026-03-01")
    assert [s.zone for s in layout.sentences][3:5] == ["metadata", "metadata"]


def test_rows_of_other_tables_are_no_headings() -> None:
    layout = layout_of(
        "附件1\n检查表\n序号\t检查项目\t检查结果\n1\t消防设施\t\n2\t校车\t合格\n一、\t整改目标\n完成整改。"
    )
    assert [h.label for h in layout.headings] == ["一"]


@pytest.mark.parametrize("title", ["总体目标", "保障措施", "实施步骤"])
def test_a_usual_title_may_run_into_its_text(title: str) -> None:
    layout = layout_of(f"一、{title}到2027年，各县建成监测站点。二、任务清单由各县编制。")
    assert [(h.label, h.text) for h in layout.headings] == [("一", title)]


@pytest.mark.parametrize(
    "who", ["各乡镇", "各县（市、区）人民政府，各大企业，各高等院校", "区政府各部门，各人民团体，各农场"]
)
def test_who_is_addressed(who: str) -> None:
    text = Text(f"某某县关于做好禁烧工作的通知\n{who}：\n一、各乡镇要完成划分。")
    assert [s.zone for s in read_layout(text).sentences][1] == "addressee"


def test_a_title_may_hold_a_permit() -> None:
    source = "一、任务\n1.全面实施园林许可清单管理。依据清单办理。\n2.企业可以分期申报。分期办理。"
    assert [(label, text) for label, text, _ in headings(source)] == [
        ("一", "任务"),
        ("一1", "全面实施园林许可清单管理"),
    ]


def test_lines_of_a_table_of_indicators_that_begin_no_row_are_no_text() -> None:
    source = "一、目标\n专栏1 主要指标\n指标\n单位\n2025年\n2030年\n水环境\n河道清淤率\n%\n40\n60\n二、任务\n清理河道。"
    assert [w for _, w in body(source)] == ["河道清淤率", "清理河道。"]


def test_a_table_of_contents_without_its_title_is_passed_over() -> None:
    lines = "　　1　总则　　1.1　目的　　1.2　依据　　2　机构　　2.1　职责　　3　附则"
    source = f"某市防汛预案{lines}　　1　总则　　1.1　目的　　为了防汛，制定本预案。　　2　机构　　2.1　职责　　市水务局要做好巡查。"
    assert [h[:2] for h in headings(source)] == [("1", "总则"), ("1.1", "目的"), ("2", "机构"), ("2.1", "职责")]


def test_numbered_lines_that_come_once_are_headings() -> None:
    source = "1　总则\n1.1　目的\n1.2　依据\n2　机构\n2.1　职责\n3　附则\n"
    assert len(headings(source)) == 6


def test_an_annex_and_what_follows_a_signature_have_a_numbering_of_their_own() -> None:
    source = (
        "某市防汛预案　　1　总则　　1.1　目的　　为了防汛，制定本预案。　　附件：1.分级　2.分组 附件1洪水分级标准　　一、大洪水　　水位高。"
        "　　二、小洪水　　水位低，按规定处置。 附件2指挥部工作组职责　　一、抢险组。由水务局牵头。"
    )
    assert [label for label, _, _ in headings(source)] == ["1", "1.1", "一", "二", "一"]
    notice = "某市关于防汛的通知\n各县政府：\n一、加强巡查\n要巡查。\n某市人民政府\n2026年3月1日\n防汛要点\n各县要备足物资。\n"
    assert ("", "各县要备足物资。") in body(notice)
    assert ("一", "要巡查。") in body(notice)


def test_a_sentence_about_an_annex_begins_none() -> None:
    assert [label for label, _ in body("一、标准\n分级标准见 附件1中的分级说明。要执行。")] == ["一", "一"]


def test_short_sentences_of_a_list_without_titles_are_no_titles() -> None:
    items = [
        "馆长主持全面工作。馆长对市文化局负责。",
        "馆员应当每天巡查展厅，并做好记录，发现问题及时报告馆长。",
        "副馆长分工负责日常管理。副馆长可以召集会议。",
        "展厅开放时，安保人员应当在岗，不得擅自离开岗位或者委托他人代岗。",
        "完善借阅制度。读者应当按期归还图书，逾期不还的，暂停借阅。",
        "图书损坏的，由责任人照价赔偿，并由馆员登记在册。",
        "读者应当爱护图书，不得在图书上涂写、勾画。",
        "展品借出，应当经馆长批准，并办理登记手续。",
        "夜间值班人员不得离岗。",
        "闭馆期间，由物业单位负责看护，发现险情立即报告。",
    ]
    source = "\n".join(f"（{n}）{item}" for n, item in zip("一二三四五六七八九十", items, strict=True))
    assert headings(source) == [("(五)", "完善借阅制度", 1)]
    titled = "（一）馆长主持。馆长要负责。\n（二）完善制度。要完善。\n（三）人员到岗。要到岗。\n（四）资金到位。要到位。\n（五）加强管理。要加强。\n"
    assert len(headings(titled)) == 5


def test_the_number_of_a_row_is_no_heading() -> None:
    source = "一、清单\n一、供水方面\n1\t改造老旧供水管网\t按照轻重缓急，改造老旧管网，减少漏损。\t水务局\n二、供气方面\n2\t改造供气管网\t改造庭院管网，消除隐患，保障安全。\t住建局\n"
    assert [label for label, _, _ in headings(source)] == ["一", "一", "二"]


def test_the_licence_of_a_collection_of_texts_is_residue() -> None:
    licence = "本作品是中华人民共和国的\n法律\n，国家机关的决议及其官方正式译文。根据《\n某某法\n》第五条，本作品不适用于该法，在其他管辖区也可能属于公有领域。"
    source = f"某市报告\n一、任务\n各县要修建水库。\n{licence}\n"
    text = Text(source)
    zones = {source[s.start : s.end]: s.zone for s in read_layout(text).sentences}
    assert [zone for words, zone in zones.items() if "公有领域" in words] == ["residue"]


def test_items_without_a_mark_are_no_titles_where_they_state_a_goal_or_a_colon_announces_them() -> None:
    goals = "一、总体要求\n(一)主要目标\n1.森林覆盖率达到45%以上\n2.老旧管网漏损率控制在9%\n3.2024年底前建成两处水厂\n二、工作内容\n市水务局要做好以下工作:\n1.摸清管网底数\n2.更换水表\n"
    found = headings(goals)
    assert [label for label, _, _ in found] == ["一", "一(一)", "二"]
    assert [label for label, _ in body(goals)] == ["一(一)1", "一(一)2", "一(一)3", "二", "二1", "二2"]
    # What has text beneath it stays a title, as does a line that names a paper.
    titled = "一、主要任务\n(一)污水处理率达到95%\n各县要扩建污水处理厂。\n(二)改造管网\n各县要更换管道。\n"
    assert [label for label, _, _ in headings(titled)] == ["一", "一(一)", "一(二)"]
    lines = "一、供水\n各县要修建水厂。\n城区供水普及率达到99%以上\n供水管网图\n2024年底前建成水厂的通知\n"
    assert [words for _, words in body(lines)] == ["各县要修建水厂。", "城区供水普及率达到99%以上"]


def test_a_sentence_that_goes_on_and_on_is_said_once_and_residue_then() -> None:
    found = read_document("一、任务\n" + "各地要。" * 3_000 + "县水务局负责清淤。\n", name="t")
    assert len(found.sentences) < 40
    assert found.tasks[-1].text == "县水务局负责清淤。"
    assert "".join(found.text[s.start : s.end] for s in found.sentences[1:]) == found.text[5:-1]


@pytest.mark.parametrize("gap", ["", " ", "\u3000\u3000", "\n"])
def test_particulars_do_not_swallow_the_text_in_their_line(gap: str) -> None:
    """What stands behind the particulars of a page in one line with them is read as text, all of it."""
    lines = [
        "索引号: 0077-2026 文号: 某府办发〔2026〕12号 成文日期: 2026-03-09 有效性: 有效",
        "某县人民政府办公室关于印发《某县疏浚工作方案》的通知",
        "各乡镇人民政府,县级有关部门:",
        "《某县疏浚工作方案》已经县政府同意,现印发给你们,请认真组织实施。"
        + "近年来,县内沟渠淤积加重,排涝能力逐年下降。" * 4,
        "一、工作目标",
        "2026年6月底前,完成主要沟渠疏浚。",
        "二、工作要求",
        "各乡镇要于每月5日前报送进展情况。",
    ]
    text = Text(gap.join(lines))
    layout = read_layout(text)
    assert [h.label for h in layout.headings] == ["一", "二"]
    bodies = [text.folded[s.start : s.end] for s in layout.sentences if s.zone == "body"]
    assert bodies[-2:] == ["2026年6月底前,完成主要沟渠疏浚。", "各乡镇要于每月5日前报送进展情况。"]


def test_particulars_do_not_swallow_a_short_text_in_their_line() -> None:
    text = Text(
        "索引号:0077-2026 发文字号:某政办发〔2026〕12号 发布日期:2026年3月9日 各县人民政府:现通知如下。一、2026年6月底前完成疏浚。"
    )
    sentences = read_layout(text).sentences
    assert [text.folded[s.start : s.end] for s in sentences if s.label] == ["2026年6月底前完成疏浚。"]


def test_a_class_of_places_alone_is_addressed() -> None:
    layout = read_layout(Text("某市关于开展巡查的通知\n各县区：\n各县区要开展巡查。\n"))
    assert [s.zone for s in layout.sentences][1:] == ["addressee", "body"]
