"""The office exports opened by LibreOffice, which shares no code with the libraries that wrote them."""

from __future__ import annotations

import csv
import subprocess
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from builders import by, every, make_document, make_task, target, who
from corpus.types import Document
from ingest.readers.office import find_office
from search.marks import Mark
from ui.export import Entry, Options, format_named

HEADS = {
    "ledger": ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"],
    "rectification": ["整改任务", "责任单位", "责任人", "整改目标", "整改措施", "整改时限"],
}
DOCUMENT: Document = make_document(
    "某市水污染防治方案",
    [
        make_task(
            "2018年年底前,消除黑臭水体,\n做到“长制久清”",
            by("2018-12-31"),
            clause="一",
            bodies=[who("水利局", "lead"), who("各区人民政府"), who("财政局", "support")],
            targets=[target("优良水体比例", ">=", 83.8)],
        ),
        # What a spreadsheet would compute, were it not told that these are words.
        make_task('=1+1,严禁新建<b>"项目"</b>', every("FREQ=MONTHLY"), clause="一"),
        make_task("@SUM(1,2)不得排入;", clause="一"),
    ],
    headings=[("一", "治理黑臭水体", 1)],
)
ENTRIES = [
    Entry(task, "某市水污染防治方案", "某发〔2018〕1号", date(2018, 8, 22), "方案.txt", mark=Mark(owner="张三"))
    for task in DOCUMENT.tasks
]


def opened(folder: Path, kind: str, layout: str, into: str) -> Path:
    """A file in the format `into` that LibreOffice makes of an export."""
    office = find_office() or pytest.fail("LibreOffice is not installed: scripts/install-system.sh libreoffice-calc")
    source = folder / f"tasks.{kind}"
    source.write_bytes(format_named(kind).write(ENTRIES, Options(layout=layout, heading="台账")))
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", into]
    done = subprocess.run(
        [*command, "--outdir", folder / "out", source], capture_output=True, text=True, timeout=300, check=False
    )
    made = sorted((folder / "out").glob("*")) if (folder / "out").exists() else []
    assert made, done.stdout + done.stderr
    return made[0]


def cells(entry: Entry) -> str:
    return " ".join(entry.task.text.split())


@pytest.mark.parametrize("layout", sorted(HEADS))
def test_calc_opens_the_workbook(tmp_path: Path, layout: str) -> None:
    # Fields are separated by commas, quoted, in UTF-8, as they are shown: a day that is a date shows as one.
    made = opened(tmp_path, "xlsx", layout, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true")
    with made.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == HEADS[layout]
    assert len(rows) == 1 + len(ENTRIES)
    measures, limits = (("工作措施", "完成时限"), ("整改措施", "整改时限"))[layout == "rectification"]
    shown = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row[measures] for row in shown] == [cells(entry) for entry in ENTRIES]
    assert [row[limits] for row in shown] == ["2018-12-31", "每季度", ""]
    if layout == "ledger":
        assert [shown[0][head] for head in HEADS[layout][4:]] == ["水利局", "各区人民政府", "财政局"]
    else:
        assert shown[0]["责任人"] == "张三"


@pytest.mark.parametrize("layout", sorted(HEADS))
def test_writer_opens_the_document(tmp_path: Path, layout: str) -> None:
    page = html.fromstring(opened(tmp_path, "docx", layout, "html").read_bytes())
    rows = [[" ".join(cell.text_content().split()) for cell in row.iter("td", "th")] for row in page.iter("tr")]
    assert rows[0] == HEADS[layout]
    measures = HEADS[layout].index("工作措施" if layout == "ledger" else "整改措施")
    assert [row[measures] for row in rows[1:]] == [cells(entry) for entry in ENTRIES]
    assert "某发〔2018〕1号" in page.text_content()
