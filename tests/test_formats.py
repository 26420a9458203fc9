"""One document in many files: stored once, the better source kept, and the batch says so; scans are linked."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest

import ingest.readers
from command_line import Run
from corpus.samples import sample_text
from corpus.types import Document
from ingest.options import Options
from ingest.readers import Source
from ingest.readers.office import find_office
from ocr_report import pictures, scanned_pdf, scanned_tiff
from office_maker import official_ofd, word_of, zip_of
from pdf_maker import official
from search import open_archive
from search.alike import links
from search.archive import Archive
from search.marks import mark, marks_of
from search.sketch import pieces, share
from test_reader_pdf import paragraphs
from ui.batch import Outcome, files_in, jobs_for, put_files

SECOND = "某市人民政府关于治理河道的通知\n某政发〔2021〕3号\n各区人民政府：\n一、2021年6月底前完成清淤。\n某市人民政府\n2021年3月1日\n"
THIRD = SECOND.replace("3号", "5号").replace("治理河道", "植树造林").replace("清淤", "植树")

# More of the same document, without which a misread character is a larger part of it than scans have.
TAIL = "二、各区人民政府要加强组织领导，落实责任分工，按时报告进展情况，确保各项任务落到实处。\n三、要加强宣传引导，营造良好氛围，接受社会监督，及时回应群众关切。\n"


@pytest.fixture
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An empty archive that stands outside of the folder that is read. What an engine does is tested elsewhere."""
    made = open_archive(f"sqlite:///{tmp_path_factory.mktemp('shelf') / 'duban.db'}")
    yield made
    made.close()


def in_all_formats(folder: Path, text: str) -> None:
    lines = paragraphs(text)
    page = "".join(f"<p>　　{escape(line)}</p>" for line in lines)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "b.txt").write_bytes(text.encode("gb18030"))
    (folder / "c.pdf").write_bytes(official(lines))
    (folder / "d.ofd").write_bytes(official_ofd(lines))
    (folder / "e.html").write_text(
        f"<html><body><div class='nav'><a>首页</a></div><div>{page}</div></body></html>", encoding="utf-8"
    )
    (folder / "f.docx").write_bytes(word_of(lines))
    (folder / "g.zip").write_bytes(zip_of({"意见.txt": text, "通知.txt": THIRD}))


def the_one(shelf: Archive) -> Document:
    """The document of an archive that holds one."""
    [info] = shelf.documents()
    found = shelf.get(info.key)
    assert found
    return found


def by_name(outcomes: list[Outcome], folder: Path) -> dict[str, tuple[str, str]]:
    return {str(outcome.path.relative_to(folder)): (outcome.result, outcome.source) for outcome in outcomes}


@pytest.mark.parametrize(("text", "jobs"), [(sample_text(), 1), (SECOND, 2)], ids=["the sample", "two at a time"])
def test_one_document_in_all_formats_is_stored_once(shelf: Archive, tmp_path: Path, text: str, jobs: int) -> None:
    in_all_formats(tmp_path, text)
    outcomes = list(put_files(shelf, files_in([tmp_path]), jobs=jobs))
    assert by_name(outcomes, tmp_path) == {
        "a.txt": ("stored", ""),
        "b.txt": ("same", "a.txt"),
        "c.pdf": ("same", "c.pdf"),
        "d.ofd": ("same", "d.ofd"),
        "e.html": ("same", "e.html"),
        "f.docx": ("same", "f.docx"),
        "g.zip/意见.txt": ("same", "f.docx"),
        "g.zip/通知.txt": ("stored", ""),
    }
    assert sorted(info.source for info in shelf.documents()) == ["f.docx", "通知.txt"]
    again = list(put_files(shelf, files_in([tmp_path]), jobs=jobs))
    assert {outcome.result for outcome in again} == {"same", "unchanged"}
    assert {outcome.source for outcome in again} == {"f.docx", "通知.txt"}
    assert len(shelf.documents()) == 2


def with_scans_and_old_ones(folder: Path, text: str) -> None:
    """Beside the others: DOC and WPS by LibreOffice, a scan that comes first and two that come last, OFD of outlines."""
    lines = paragraphs(text)
    office = find_office() or pytest.fail("LibreOffice is not installed: scripts/install-system.sh libreoffice-writer")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "doc:MS Word 97",
             "--outdir", profile, str(folder / "f.docx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        old = Path(profile, "f.doc").read_bytes()
    (folder / "h.doc").write_bytes(old)
    (folder / "i.wps").write_bytes(old)
    pages = pictures(official(lines))
    (folder / "0-scan.pdf").write_bytes(scanned_pdf(pages))
    (folder / "x-scan.tif").write_bytes(scanned_tiff(pages))
    (folder / "y-outlines.ofd").write_bytes(official_ofd(lines, outlines=True))
    if len(pages) == 1:
        pages[0].save(folder / "z-scan.png")


def test_scans_and_old_documents_are_the_same_document_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    in_all_formats(folder, SECOND + TAIL)
    with_scans_and_old_ones(folder, SECOND + TAIL)
    archive = f"sqlite:///{tmp_path / 'x.db'}"
    done = run("ingest", folder, "--archive", archive)
    assert done.code == 0, done.err
    said = {line.split("：")[0].rpartition("/")[2]: line for line in done.out.splitlines() if str(folder) in line}
    assert said["0-scan.pdf"].startswith("读入")
    # Whether a scan is read to the character or nearly: the text is what is kept of the two.
    assert "来源保留 a.txt" in said["a.txt"] or "已有的扫描件 0-scan.pdf 与它基本相同" in said["a.txt"]
    for name in ("b.txt", "c.pdf", "d.ofd", "e.html", "f.docx", "意见.txt", "h.doc", "i.wps"):
        assert "只存一份" in said[name], done.out
    for name in ("x-scan.tif", "y-outlines.ofd", "z-scan.png"):
        assert "只存一份" in said[name] or "已关联，未另存" in said[name], done.out
    with closing(open_archive(archive)) as shelf:
        assert sorted(info.source for info in shelf.documents()) == ["f.docx", "通知.txt"]


def test_the_command_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(word_of(SECOND.splitlines()))
    done = run("ingest", tmp_path, "--archive", f"sqlite:///{tmp_path / 'x.db'}")
    assert done.code == 0, done.err
    assert "b.docx：与已有文件内容相同，只存一份，来源保留 b.docx" in done.out
    assert "其中 1 个与已有文件内容相同" in done.out


def scan_of(text: str, name: str) -> Source:
    return Source(text, "ocr", name)


def test_a_scan_that_is_nearly_the_same_is_linked_not_stored(
    shelf: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "a.txt"
    plain.write_text(sample_text(), encoding="utf-8")
    list(put_files(shelf, [plain]))
    misread = sample_text().replace("環境", "环墙", 5).replace("完成", "完戍", 3)
    scan = tmp_path / "scan.png"
    monkeypatch.setattr(ingest.readers, "read_each", lambda path: iter([(path, scan_of(misread, path.name))]))
    outcomes = [next(iter(put_files(shelf, [scan]))) for _ in range(2)]
    [info] = shelf.documents()
    for outcome in outcomes:
        assert (outcome.result, outcome.other) == ("near", info.label)
    [what] = links(shelf, info.key)
    assert what.startswith("scan.png 9")
    # A scan of another document is none of it.
    monkeypatch.setattr(ingest.readers, "read_each", lambda path: iter([(path, scan_of(SECOND, path.name))]))
    assert [outcome.result for outcome in put_files(shelf, [scan])] == ["stored"]


def test_a_text_to_the_character_from_a_scan_is_the_same(
    shelf: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(SECOND, encoding="utf-8")
    list(put_files(shelf, [tmp_path / "a.txt"]))
    monkeypatch.setattr(ingest.readers, "read_each", lambda path: iter([(path, scan_of(SECOND, path.name))]))
    [outcome] = put_files(shelf, [tmp_path / "scan.pdf"])
    assert (outcome.result, outcome.source) == ("same", "a.txt")


def test_a_better_source_takes_the_place_though_it_spells_the_issuers_otherwise(shelf: Archive, tmp_path: Path) -> None:
    """Two issuers whose gap a PDF lost were read as one: the same words under another key. Notes go along."""
    lines = paragraphs(sample_text())
    (tmp_path / "a.txt").write_text("\n".join(lines).replace(" ", ""), encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(word_of(lines))
    [first, *_] = put_files(shelf, [tmp_path / "a.txt"])
    before = the_one(shelf)
    mark(shelf, before.tasks[0].id, who="甲", when=datetime(2021, 4, 1, tzinfo=UTC), owner="乙")
    [second] = put_files(shelf, [tmp_path / "b.docx"])
    assert (first.result, second.result, second.source) == ("stored", "same", "b.docx")
    after = the_one(shelf)
    assert after.key != before.key
    assert (len(before.issuer), len(after.issuer), after.source) == (1, 2, "b.docx")
    assert marks_of(shelf)[after.tasks[0].id].owner == "乙"
    assert [outcome.source for outcome in put_files(shelf, files_in([tmp_path]))] == ["b.docx", "b.docx"]


def test_a_new_version_is_kept_beside_the_old_one(shelf: Archive, tmp_path: Path) -> None:
    for name, text in (("a.txt", SECOND), ("b.txt", SECOND.replace("6月底前", "9月底前"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    results = [outcome.result for outcome in put_files(shelf, files_in([tmp_path]))]
    assert results == ["stored", "version"]
    assert [info.current for info in shelf.documents()] == [False, True]


def _alike(one: str, two: str) -> float:
    return share(pieces(one), pieces(two))


def test_likeness() -> None:
    assert _alike(SECOND, SECOND.replace("　", "")) == 1
    assert 0.8 < _alike(sample_text(), sample_text().replace("完成", "完戍")) < 1
    assert _alike(sample_text(), SECOND) < 0.1


def test_particulars_set_by_hand(shelf: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、2021年6月底前完成清淤。\n", encoding="utf-8")
    given = Options(
        given=(("issuer", "甲市人民政府、乙市人民政府"), ("number", "某政发〔2021〕3号"), ("title", "治理河道的通知"))
    )
    list(put_files(shelf, [tmp_path / "a.txt"], options=given))
    [info] = shelf.documents()
    assert (info.title, info.issuer, info.number) == (
        "治理河道的通知",
        ("甲市人民政府", "乙市人民政府"),
        "某政发〔2021〕3号",
    )


def test_particulars_set_by_hand_hold_for_what_is_stored(shelf: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_of(["一、6月底前完成清淤。"]))
    (tmp_path / "a.txt").write_text("一、6月底前完成清淤。\n", encoding="utf-8")
    [first] = put_files(shelf, [tmp_path / "a.docx"])
    mark(shelf, the_one(shelf).tasks[0].id, who="甲", when=datetime(2021, 4, 1, tzinfo=UTC), owner="乙")
    given = Options(
        date(2021, 3, 1), (("issuer", "甲市人民政府"), ("number", "某政发〔2021〕3号"), ("title", "河道通知"))
    )
    # From the other file of the same content, which is the worse one: its reading does not take the place of the better.
    [outcome] = put_files(shelf, [tmp_path / "a.txt"], options=given)
    [info] = shelf.documents()
    assert (first.result, outcome.result) == ("stored", "revised")
    assert (info.title, info.issuer, info.number, info.date) == (
        "河道通知",
        ("甲市人民政府",),
        "某政发〔2021〕3号",
        date(2021, 3, 1),
    )
    assert info.source == "a.docx"
    document = the_one(shelf)
    assert [str(task.deadlines[0].due) for task in document.tasks] == ["2021-06-30"]
    assert marks_of(shelf, [document.tasks[0].id])[document.tasks[0].id].owner == "乙"
    # Again the same, and another title while number and issuer stay; then nothing is given.
    assert [o.result for o in put_files(shelf, [tmp_path / "a.docx"], options=given)] == ["unchanged"]
    renamed = Options(date(2021, 3, 1), (*given.given[:2], ("title", "治理河道的通知")))
    assert [o.result for o in put_files(shelf, [tmp_path / "a.docx"], options=renamed)] == ["revised"]
    assert [(i.key, i.title) for i in shelf.documents()] == [(info.key, "治理河道的通知")]
    assert [o.result for o in put_files(shelf, [tmp_path / "a.docx"])] == ["unchanged"]
    assert [i.title for i in shelf.documents()] == ["治理河道的通知"]


def test_a_text_without_a_title_is_called_by_its_file(shelf: Archive, tmp_path: Path) -> None:
    (tmp_path / "河道.txt").write_text("一、2021年6月底前完成清淤。\n", encoding="utf-8")
    [outcome] = put_files(shelf, [tmp_path / "河道.txt"])
    [info] = shelf.documents()
    assert (info.title, info.label, outcome.label) == (None, "河道.txt", "河道.txt")


@pytest.mark.parametrize("command", ["ingest", "tag"])
def test_meta_on_the_command_line(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text("一、6月底前完成清淤。\n", encoding="utf-8")
    archive = f"sqlite:///{tmp_path / 'x.db'}"
    extra = ["--archive", archive] if command == "ingest" else []
    done = run(command, tmp_path / "a.txt", "--meta", "title=河道通知", "--meta", "date=2021-03-01", *extra)
    assert done.code == 0, done.err
    assert "河道通知" in done.out
    wrong = run(command, tmp_path / "a.txt", "--meta", "author=x", *extra)
    assert wrong.code != 0
    assert "author=x" in wrong.err


def test_what_is_set_by_hand_stays_until_it_is_set_anew(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、6月底前完成清淤。\n", encoding="utf-8")
    archive = ["--archive", f"sqlite:///{tmp_path / 'x.db'}"]
    for words in (["title=河道通知", "date=2021-03-01"], ["issuer=某市水务局"], []):
        meta = [part for word in words for part in ("--meta", word)]
        assert run("ingest", tmp_path / "a.txt", *meta, *archive).code == 0
    shown = run("show", "a.txt", *archive).out
    assert ("河道通知" in shown, "某市水务局" in shown, "2021-03-01" in shown) == (True, True, True)
    assert run("ingest", tmp_path / "a.txt", "--date", "2022-04-01", "--meta", "title=河湖通知", *archive).code == 0
    shown = run("show", "a.txt", *archive).out
    assert ("河湖通知" in shown, "某市水务局" in shown, "2022-04-01" in shown) == (True, True, True)


@pytest.mark.parametrize("level", ["绝密", "机密", "秘密"])
def test_classified_texts_are_refused_unless_allowed(run: Run, tmp_path: Path, level: str) -> None:
    (tmp_path / "a.docx").write_bytes(word_of([f"{level}★1年", *SECOND.splitlines()]))
    archive = f"sqlite:///{tmp_path / 'x.db'}"
    for command, *words in (
        ("ingest", tmp_path / "a.docx", "--archive", archive),
        ("tag", tmp_path / "a.docx"),
        ("check", tmp_path / "a.docx"),
        ("diff", tmp_path / "a.docx", tmp_path / "a.docx"),
        ("compare", tmp_path / "a.docx", tmp_path / "a.docx"),
    ):
        refused = run(command, *words)
        assert refused.code == 1
        assert level in refused.err
        assert "--allow-classified" in refused.err
        assert "清淤" not in refused.out
        allowed = run(command, *words, "--allow-classified")
        assert allowed.code == 0, allowed.err


def test_show_tells_marks_validity_and_repeal(run: Run, tmp_path: Path) -> None:
    old = SECOND.replace("一、", "本通知自2021年5月1日起施行，有效期5年。\n一、").replace(
        "某市人民政府关于", "特急\n某市人民政府关于", 1
    )
    new = (
        "某市人民政府关于河道管理的通知\n某政发〔2023〕8号\n各区人民政府：\n一、完善制度。\n"
        "本通知自2023年7月1日起施行。《某市人民政府关于治理河道的通知》（某政发〔2021〕3号）同时废止。\n某市人民政府\n2023年6月1日\n"
    )
    (tmp_path / "a.txt").write_text(old, encoding="utf-8")
    (tmp_path / "b.txt").write_text(new, encoding="utf-8")
    archive = ["--archive", f"sqlite:///{tmp_path / 'x.db'}"]
    assert run("ingest", tmp_path / "a.txt", tmp_path / "b.txt", *archive).code == 0
    shown = {
        day: run("show", "某政发〔2021〕3号", "--as-of", day, *archive).out
        for day in ("2021-04-30", "2023-06-30", "2023-07-01")
    }
    assert "紧急程度：特急" in shown["2021-04-30"]
    assert "尚未施行，2021-05-01 起施行" in shown["2021-04-30"]
    assert "有效（2021-05-01 至 2026-04-30）" in shown["2023-06-30"]
    assert "已废止，依据 某市人民政府关于河道管理的通知" in shown["2023-07-01"]


def test_a_loop_of_links_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert files_in([tmp_path]) == [tmp_path / "in" / "a.txt"]


def test_a_folder_of_many_files_is_read_by_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(4)), raising=False)
    assert [jobs_for(files) for files in (1, 8, 17, 1000)] == [1, 1, 2, 4]
