"""DOC, WPS and RTF by way of LibreOffice: the real program, and one in its place that fails as a test needs it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from docx import Document

from corpus.errors import UnreadableFile
from ingest.readers import Limits, Reader, Reading, office, read, read_content
from office_maker import word_of

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(512)
RTF = rb"{\rtf1\ansi\ansicpg936\uc1 \u19968?\u12289?\u23436?\u21892?\u21046?\u24230?\u12290?\par}"
LINES = ["某市人民政府关于治理河道的通知", "一、2021年6月底前完成清淤。"]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path for a program named soffice, and nothing else on it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, code: str) -> None:
    """A program in LibreOffice's place: `given` are its options by name, `source` the file, `made` the folder."""
    script = folder / "soffice"
    script.write_text(
        f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\n"
        "source, made = Path(sys.argv[-1]), Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "given = set(sys.argv)\n" + code,
        encoding="utf-8",
    )
    script.chmod(0o755)


@pytest.mark.parametrize("name", ["通知.doc", "通知.wps", "通知.docx", "-option.doc"])
def test_an_old_document_is_read_by_way_of_a_new_one(program: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "made.docx").write_bytes(word_of(LINES))
    put(
        program,
        f"assert source.read_bytes() == {OLD!r}\nassert {{'--headless', '--convert-to', 'docx'}} <= given\n"
        "profile = next(g for g in given if g.startswith('-env:UserInstallation=file:///'))\n"
        f"Path({str(tmp_path / 'profile')!r}).write_text(profile)\nmade.mkdir()\n"
        f"(made / (source.stem + '.docx')).write_bytes(Path({str(tmp_path / 'made.docx')!r}).read_bytes())\n",
    )
    (tmp_path / name).write_bytes(OLD)
    source = read(tmp_path / name)
    assert source.text.splitlines() == LINES
    assert (source.format, source.name) == (name.rpartition(".")[2], name)
    # The profile is of this file alone, and gone.
    profile = (tmp_path / "profile").read_text().removeprefix("-env:UserInstallation=file://")
    assert not Path(profile).parent.exists()


def test_what_it_made_is_read_within_limits_of_its_own(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long LibreOffice took of the same limits."""
    put(program, "made.mkdir()\n(made / 'document.docx').write_bytes(b'PK')\n")
    given: list[Limits] = []

    def noted(reader: Reader, content: bytes, name: str, limits: Limits) -> Reading:
        given.append(limits)
        return Reading("")

    monkeypatch.setattr(office.worker, "decode", noted)
    office.decode(OLD, "通知.doc", Limits(seconds=20))
    assert given == [Limits(seconds=20)]


def test_without_libreoffice_the_message_names_it(program: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_content(OLD, "通知.doc")
    assert caught.value.key == "errors.office_missing"
    assert "LibreOffice" in str(caught.value)


@pytest.mark.parametrize("code", ["", "sys.exit(77)", "made.mkdir(); (made / 'document.docx').write_bytes(b'')"])
def test_what_it_cannot_convert_is_refused(program: Path, code: str) -> None:
    put(program, code)
    with pytest.raises(UnreadableFile) as caught:
        read_content(OLD, "通知.doc")
    assert caught.value.key == "errors.office_failed"


def test_it_is_ended_with_all_that_it_started(program: Path, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    child = f"import time; time.sleep(3); open({str(sign)!r}, 'w')"
    put(program, f"import subprocess\nsubprocess.Popen([sys.executable, '-c', {child!r}])\ntime.sleep(60)")
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        office.decode(OLD, "通知.doc", Limits(seconds=1.5))
    assert caught.value.key == "errors.file_slow"
    assert time.monotonic() - began < 10
    time.sleep(3.5)
    assert not sign.exists()


def test_it_is_ended_when_it_and_what_it_started_fill_the_memory(program: Path) -> None:
    child = "import time; held = bytes(range(256)) * 400_000; time.sleep(60)"
    put(
        program,
        f"import subprocess\nheld = [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in 'ab']\ntime.sleep(60)",
    )
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        office.decode(OLD, "通知.doc", Limits(megabytes=150))
    assert caught.value.key == "errors.file_memory"
    assert time.monotonic() - began < 25


def test_a_document_under_a_password_is_no_old_one() -> None:
    locked = OLD[:512] + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    with pytest.raises(UnreadableFile) as caught:
        read_content(locked, "通知.docx")
    assert caught.value.key == "errors.zip_locked"


def test_a_table_of_figures_is_foreign() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_content(OLD.replace("WordDocument".encode("utf-16-le"), "Workbook____".encode("utf-16-le")), "表.xls")
    assert caught.value.key == "errors.file_foreign"


# The real program.


@pytest.fixture
def real() -> str:
    """LibreOffice's program; skips without it, which fails on CI."""
    found = office.find_office()
    if found is None:
        pytest.skip("LibreOffice is not installed: scripts/install-system.sh libreoffice-writer")
    return found


@pytest.mark.parametrize("name", ["通知.doc", "通知.wps"])
def test_a_document_of_the_old_format(real: str, tmp_path: Path, name: str) -> None:
    document = Document()
    for text, style in (
        (LINES[0], None),
        ("治理河道。2021年6月底前完成清淤。", "List Number"),
        ("加强巡查。", "List Number"),
    ):
        document.add_paragraph(text, style)
    document.save(str(tmp_path / "new.docx"))
    subprocess.run(
        [real, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "doc:MS Word 97",
         "--outdir", str(tmp_path), str(tmp_path / "new.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (tmp_path / "new.doc").rename(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(OLD[:8])
    expected = [LINES[0], "1.治理河道。2021年6月底前完成清淤。", "2.加强巡查。"]
    assert read(tmp_path / name).text.splitlines() == expected


def test_rich_text(real: str) -> None:
    row = rb"\trowd\cellx2000\cellx4000\intbl \u20219?\cell \u21333?\cell\row "
    source = read_content(RTF[:-1] + row + b"}", "通知.rtf")
    assert (source.text.splitlines(), source.format) == (["一、完善制度。", "任\t单"], "rtf")
