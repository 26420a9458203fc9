"""Every kind of bad input in one folder: each is read where it can be, refused by name where not, and the batch goes on."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption

from corpus.messages import message
from office_maker import ofd_file, paragraph, word_file, zip_of
from pdf_maker import Sheets, official
from test_reader_ocr import huge
from test_reader_ofd import ENTITY
from test_reader_pdf_bad import empty_pages, page_tree

DUBAN = Path(sys.executable).parent / "duban"
MOST_MEGABYTES = 1024

# Read: the file, or the one in an archive, and the figure that its one task holds.
READ = {
    "locked-with-nothing.pdf": 11, "a-pdf.docx": 12, "broken.html": 13, "up.zip/etc/up.txt": 14, "gbk.zip/督办通知.txt": 15,
    "circle/deep/once.txt": 16, "zz-last.txt": 17,
}  # fmt: skip
REFUSED = {
    "locked.pdf": "pdf_password",
    "cut.pdf": "pdf_cut",
    "tree.pdf": "pdf_pages",
    "empty-pages.pdf": "pdf_pages",
    "ratio.zip/bomb.txt": "zip_bomb",
    "total.zip/69.txt": "zip_bomb",
    "entities.docx": "xml_entities",
    "entities.ofd": "xml_entities",
    "huge.png": "picture_large",
    "vanished.txt": "file_missing",
    "self": "file_io",
    "empty.txt": "file_empty",
}


def text(figure: int) -> str:
    return f"某市人民政府关于第{figure}号工程的通知\n一、2021年6月底前建成公园{figure}个。\n"


def locked(password: str, words: str) -> bytes:
    sheets = Sheets(encrypt=StandardEncryption(password, "owner", strength=128))
    for line in words.splitlines():
        sheets.paragraph(line)
    return sheets.done()


def fill(folder: Path) -> None:
    """One file of each kind, those to be read among those that are refused."""
    title, task = text(13).splitlines()
    gbk = "督办通知".encode("gbk")
    content: dict[str, bytes] = {
        "locked-with-nothing.pdf": locked("", text(11)),
        "a-pdf.docx": official(text(12).splitlines()),
        "broken.html": f"<html><body><script>var 任务 = '2021年6月底前建成公园99个。'</script><div><p>{title}<p><b>{task}</i></td>"
        f"<table><tr><td>各单位要抓好落实。<!-- <div></html>".encode(),
        "up.zip": zip_of({"../../etc/up.txt": text(14)}),
        "gbk.zip": zip_of({"AAAAAAAA.txt": text(15)}).replace(b"AAAAAAAA", gbk),
        "zz-last.txt": text(17).encode(),
        "locked.pdf": locked("secret", text(1)),
        "cut.pdf": official([text(2)] * 40)[:-900],
        "tree.pdf": page_tree(1_000_000, 1_000_000),
        "empty-pages.pdf": empty_pages(10_000),
        "ratio.zip": zip_of({"bomb.txt": bytes(120_000_000)}),
        "total.zip": zip_of({f"{n:02}.txt": bytes(3_900_000) for n in range(70)}),
        "entities.docx": word_file(paragraph("&b;")),
        "entities.ofd": ofd_file(["x"], Content=ENTITY),
        "huge.png": huge(20_000, 20_000),
        "empty.txt": b"",
    }
    declared = ENTITY.partition("<x>")[0].removeprefix('<?xml version="1.0"?>').encode()
    content["entities.docx"] = zip_of({"word/document.xml": declared + b"<document><body><p>&b;</p></body></document>"})
    for name, made in content.items():
        (folder / name).write_bytes(made)
    (folder / "vanished.txt").symlink_to(folder / "nowhere.txt")
    (folder / "self").symlink_to(folder / "self")
    (folder / "circle" / "deep").mkdir(parents=True)
    (folder / "circle" / "deep" / "once.txt").write_text(text(16), encoding="utf-8")
    (folder / "circle" / "deep" / "up").symlink_to(folder, target_is_directory=True)


def duban(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    command = [str(word) for word in (DUBAN, *words)]
    return subprocess.run(
        command, cwd=cwd, env=kept | {"DUBAN_LANG": "en"}, capture_output=True, text=True, check=False, timeout=300
    )


def test_a_folder_of_every_kind(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    fill(folder)
    done = duban("ingest", folder, "--jobs", 2, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    for name, key in REFUSED.items():
        # The words of the message, whatever fills its blanks, behind the name of the file.
        said = message(
            f"errors.{key}", "en", **dict.fromkeys(("file", "limit", "reason", "pages", "width", "height"), "\0")
        )
        _, *words = map(re.escape, said.split("\0"))
        assert re.search(rf"{re.escape(name)}'?{'.*'.join(words)}", done.stderr), (name, done.stderr)
    refused = {line for line in done.stderr.splitlines() if str(folder) in line}
    assert not [line for name in READ for line in refused if f"{name}:" in line]
    tasks = json.loads(duban("tasks", "--format", "json", cwd=tmp_path).stdout)["tasks"]
    figures = [int(figure) for task in tasks for figure in re.findall("公园(.{2})个", task["text"])]
    assert sorted(figures) == sorted(READ.values())
    # The largest of all programs that were started and have ended, in KB (Linux).
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEGABYTES * 1024
