"""Hostile and broken PDFs: the right text where it can be had, else a refusal that names the file and the next step."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from corpus.errors import UnreadableFile
from ingest.readers import read, worker
from ingest.readers.source import Limits
from pdf_maker import Sheets, official

TEXT = "到2020年年底前，各市、县人民政府完成老旧小区改造，健全长效机制。"
_SECONDS = 30
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def encrypted(user: str) -> bytes:
    sheets = Sheets(encrypt=StandardEncryption(user, "owner", strength=128))
    sheets.paragraph(TEXT)
    return sheets.done()


def empty_pages(count: int) -> bytes:
    """That many pages, each an object of its own, with nothing on them."""
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(count))
    objects = [CATALOGUE, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * count
    return assembled(objects)


def page_tree(entries: int, count: int) -> bytes:
    """A tree whose one node lists one page so many times over."""
    kids = b"3 0 R " * entries
    return assembled(
        [
            CATALOGUE,
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def assembled(objects: list[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def bomb(unit: bytes, megabytes: int) -> bytes:
    """A page whose content unpacks to that much."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(unit * (1024**2 // len(unit))) for _ in range(megabytes)) + packer.flush()
    return assembled(
        [
            CATALOGUE,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def deep_tree(levels: int) -> bytes:
    """A tree of pages in which each level holds the next."""
    nodes = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (n + 3) for n in range(levels)]
    return assembled([CATALOGUE, *nodes, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])


def loop() -> bytes:
    """A tree of pages that holds itself."""
    return assembled([CATALOGUE, b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"])


def squared_paper() -> bytes:
    """A text among 30,000 lines."""
    sheets = Sheets()
    sheets.paragraph(TEXT)
    for n in range(15_000):
        sheets.canvas.line(0, n % 842, 595, n % 842)
        sheets.canvas.line(n % 595, 0, n % 595, 842)
    return sheets.done()


# What comes first depends on the machine: the end of the memory (a native library dies of it) or of the time.
GIVEN_UP = "errors.file_crashed or errors.file_memory or errors.file_slow"
PLAIN = official([TEXT] * 60)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "locked by a password": (lambda: encrypted("secret"), "errors.pdf_password"),
    "cut in the middle": (lambda: PLAIN[: len(PLAIN) // 2], "errors.pdf_cut"),
    "cut at the end": (lambda: PLAIN[:-8], "errors.pdf_cut"),
    "only a beginning": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "errors.pdf_cut"),
    "not a PDF within": (lambda: b"%PDF-1.7\n" + b"noise" * 1000 + b"\n%%EOF\n", "errors.file_unparsed"),
    "a million entries": (lambda: page_tree(1_000_000, 1_000_000), "errors.pdf_pages"),
    "a million entries, said to be one": (lambda: page_tree(1_000_000, 1), "errors.file_empty"),
    "10,000 empty pages": (lambda: empty_pages(10_000), "errors.pdf_pages"),
    "4,000 empty pages": (lambda: empty_pages(4_000), "errors.file_empty"),
    "a page that unpacks to more than a gigabyte": (lambda: bomb(b" ", 1_200), GIVEN_UP),
    "a page of millions of lines": (lambda: bomb(b"10 10 m 500 500 l S\n", 250), GIVEN_UP),
    "a tree of 20,000 levels": (lambda: deep_tree(20_000), "errors.file_unparsed"),
    "no page": (lambda: assembled([CATALOGUE, b"<< /Type /Pages /Count 0 /Kids [] >>"]), "errors.file_unparsed"),
}


@pytest.mark.parametrize(("make", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_come_in_time_and_name_the_file(tmp_path: Path, make: Callable[[], bytes], key: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(make())
    begun = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert time.monotonic() - begun < _SECONDS + 3  # the worker's start, and its end
    assert caught.value.key in key.split(" or ")
    chinese, english = str(caught.value).splitlines()
    assert str(path) in chinese
    assert str(path) in english


READ = {
    "encrypted with an empty password": (encrypted(""), "a.pdf"),
    "named as a text": (official([TEXT]), "a.txt"),
    "named as a Word file": (official([TEXT]), "a.docx"),
    "without a suffix": (official([TEXT]), "通知"),
    "with junk before": (b"\r\n\r\n" + official([TEXT]), "a.pdf"),
    "among thousands of lines": (squared_paper(), "a.pdf"),
}


@pytest.mark.parametrize(("content", "name"), READ.values(), ids=READ.keys())
def test_what_can_be_read_is(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    source = read(tmp_path / name)
    assert (source.text, source.format, source.name) == (TEXT + "\n", "pdf", name)


def test_a_tree_of_pages_that_holds_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "loop.pdf").write_bytes(loop())
    with pytest.raises(UnreadableFile):
        read(tmp_path / "loop.pdf")


def test_the_limits_of_the_format_are_those_that_were_promised() -> None:
    from ingest.readers.pdf import PDF

    assert PDF.apart == Limits(seconds=30, megabytes=1024)


def test_a_file_that_is_read_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens to the file while it is read changes nothing: the worker gets the content, not the path."""
    path = tmp_path / "grows.pdf"
    path.write_bytes(official([TEXT]))
    real = worker.decode

    def vanishes(*arguments: object) -> object:
        path.unlink()
        return real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(worker, "decode", vanishes)
    assert read(path).text == TEXT + "\n"
