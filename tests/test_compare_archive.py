"""Comparing and citing in an archive of many documents and by the commands: which are read, what is said of each odd citation."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from command_line import Run
from corpus.types import Document
from ingest.options import Options
from search import open_archive
from search.answer import answer
from search.crossref import compare
from search.crossref_cites import around
from search.sqlite import SqliteArchive
from test_compare import CENTRAL, CENTRAL_TEXT, LOCAL_TEXT, read, verdicts
from test_crossref_cites import document
from ui import cli_compare

LOCAL = read(
    LOCAL_TEXT.replace("某省", "云南省").replace(
        "二、水库安全", "二、水库安全\n\n根据《全国河湖与校园建设规划》（国发〔2016〕88号），加强巡查。"
    ),
    "local.txt",
)
OTHERS = [document(f"关于第{at}次巡查的通知", f"昆巡〔2022〕{at}号", "按照上级要求，开展巡查。") for at in range(30)]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/many.db"
    with closing(open_archive(url)) as store:
        for one in (LOCAL, CENTRAL, *OTHERS):
            store.put(one)
    return url


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each document was read whole, by its key."""
    counted: Counter[str] = Counter()
    get: Callable[..., Document | None] = SqliteArchive.get

    def counting(self: SqliteArchive, key: str, version: int | None = None) -> Document | None:
        counted[key] += 1
        return get(self, key, version)

    monkeypatch.setattr(SqliteArchive, "get", counting)
    return counted


def test_a_comparison_reads_its_two_documents_and_no_other(
    archive: str, reads: Counter[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli_compare.compare(archive, [LOCAL.key, CENTRAL.key], "json", None, Options()) == 0
    assert set(reads) == {LOCAL.key, CENTRAL.key}


def test_an_answer_reads_what_it_compares_and_no_other(archive: str, reads: Counter[str]) -> None:
    with closing(open_archive(archive)) as store:
        found = answer(store, "云南省的优良天数比中央宽还是严", as_of=CENTRAL.date)  # type: ignore[arg-type] # the text has a date
    assert [row["verdict"] for row in found.comparison] == ["looser"]
    assert set(reads) == {LOCAL.key, CENTRAL.key}


def test_citations_are_looked_up_without_reading_a_document(archive: str, reads: Counter[str]) -> None:
    with closing(open_archive(archive)) as store:
        index = around(store, LOCAL.key)
        assert [cited.keys for cited in index.cites(LOCAL.key)] == [(CENTRAL.key,)]
        assert len(index.sources) == 2
    assert cli_compare.cites(archive, None, as_json=False) == 0
    assert cli_compare.cites(archive, LOCAL.key, as_json=False) == 0
    assert not reads


def test_every_odd_citation_has_a_clear_answer(run: Run, tmp_path: Path) -> None:
    bodies = {
        "slip": "按照国发〔2016〕89号文件要求，疏浚河道。",
        "several": "落实《关于开展清洁行动的通知》，开展清洁。",
        "itself": "各单位执行《关于水库巡查第三项的通知》时要报告。",
        "ring": "按照《关于水库巡查第五项的通知》要求，疏浚河道。",
        "round": "按照《关于水库巡查第四项的通知》要求，疏浚河道。",
        "absent": "根据《水库大坝巡检规程》，开展巡检。",
    }
    titles = [f"关于水库巡查第{number}项的通知" for number in "一二三四五六"]
    texts = {
        name: f"{title}\n\n昆水发〔2022〕{at}号\n\n各县人民政府：\n\n一、要求\n\n{body}\n\n昆明市人民政府\n2022年3月5日\n"
        for at, (title, (name, body)) in enumerate(zip(titles, bodies.items(), strict=True), 1)
    }
    texts |= {
        f"same-{at}": f"关于开展清洁行动的通知\n\n昆环发〔202{at}〕6号\n\n各县人民政府：\n\n一、要求\n\n要开展第{at}次清洁。\n"
        for at in range(10)
    }
    texts["central"] = CENTRAL_TEXT
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert run("ingest", *(f"{name}.txt" for name in texts)).code == 0
    said = {name: run("cites", title).out for name, title in zip(bodies, titles, strict=True)}
    assert "相近的（可能是笔误）：国务院关于印发全国河湖与校园建设规划的通知" in said["slip"]
    assert said["several"].count("关于开展清洁行动的通知") == 11  # the citation, and the ten that fit
    assert all(f"关于开展清洁行动的通知昆环发〔202{at}〕6号" in said["several"] for at in range(10))
    assert "被引用0处" in said["itself"]  # what a document says of itself cites nothing
    assert f"→ {titles[4]}" in said["ring"]
    assert f"→ {titles[3]}" in said["round"]
    assert "被引用1处" in said["ring"]
    assert "档案中没有" in said["absent"]
    missing = run("cites").out
    assert "水库大坝巡检规程" in missing
    assert "国发〔2016〕89号" in missing


def test_a_flattened_table_is_read_by_its_columns_or_not_compared() -> None:
    table = (
        "专栏1 主要指标\n\n指标2015年2020年〔累计〕属性\n\n1.空气质量\n\n空气质量优良天数比率（%）76.7＞82-约束性\n\n"
        "2.生态状况\n\n森林覆盖率（%）21.66>24-约束性\n\n受污染耕地安全利用率（%）70.690左右-约束性\n"
    )
    goals = (
        "到2020年，森林覆盖率达到24%，空气质量优良天数比率达到82%以上，化学需氧量排放量下降10%，建设水文观测站300个。"
    )
    central = read(CENTRAL_TEXT.replace(goals, f"主要指标见下表。\n\n{table}"), "table.txt")
    found = {mine: verdict for (mine, theirs), verdict in verdicts(compare(LOCAL, central)).items() if mine and theirs}
    assert found["森林覆盖率达到26%"] == "stricter"
    assert found["优良天数比例达到80%以上"] == "looser"
    assert "受污染耕地安全利用率" in {row.indicator for row in compare(LOCAL, central).targets if row.local is None}


# The command line.


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("local.txt", LOCAL_TEXT), ("central.txt", CENTRAL_TEXT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return "local.txt", "central.txt"


def test_compare_prints_json_and_a_table(run: Run, files: tuple[str, str]) -> None:
    assert len(run("compare", *files, "--json").json["targets"]) == 5
    shown = run("compare", *files)
    assert shown.code == 0
    assert "时限晚于上级" in shown.out
    assert shown.out.index("晚：本级2019-12-31，上级2018-12-31") < shown.out.index("本级新增（")
    assert "同一份文件" in run("compare", files[0], files[0]).out


def test_the_table_as_files(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    assert run("compare", *files, "--format", "xlsx", "--output", "a.xlsx").code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads == ["中央要求", "本级条款", "对应情况", "指标对比", "时限对比"]
    assert "除险加固" in str(book.worksheets[0]["A2"].value)
    assert book.worksheets[0].row_dimensions[2].height >= 30  # words of two lines are seen
    assert run("compare", *files, "--format", "docx", "--output", "a.docx").code == 0
    paper = docx.Document(io.BytesIO((tmp_path / "a.docx").read_bytes()))
    assert paper.tables[0].rows[0].cells[4].text == "时限对比"
    assert "w:tblHeader" in paper.tables[0].rows[0]._tr.xml  # stands on every page
    assert paper.tables[0].columns[0].width > 2 * paper.tables[0].columns[2].width
    assert run("compare", *files, files[0], "--format", "xlsx", "--output", "m.xlsx").code == 0


def test_cites_of_an_archive(run: Run, files: tuple[str, str]) -> None:
    run("ingest", *files)
    assert "被引用而档案中没有的文件0份" in run("cites").out
    assert run("cites", "河湖与校园建设的实施意见", "--json").json["cites"] == []
    assert run("cites", "没有这份文件").code == 1
