"""Text files: every encoding of Chinese offices is read exactly, and what is no text is refused by name."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.errors import UnreadableFile
from ingest.readers import LARGEST, READERS, read
from ingest.readers.text import decode
from ui.batch import files_in

PLAIN = "关于加强环境保护工作的意见\n一、总体要求。到2020年，全区地级及以上城市空气质量优良天数比率达到83%以上。\n"
TRADITIONAL = OpenCC("s2t").convert(PLAIN)
MIXED = "全面加強生态環境保护，坚决打好汙染防治攻堅战；2018年年底前，各盟市完成划定。"

ENCODED = [
    ("utf-8", PLAIN, b""),
    ("utf-8", MIXED, codecs.BOM_UTF8),
    ("gb18030", PLAIN, b""),
    ("gb18030", MIXED, b""),
    ("gb18030", PLAIN, "\ufeff".encode("gb18030")),
    ("gbk", PLAIN, b""),
    ("big5", TRADITIONAL, b""),
    ("cp950", TRADITIONAL + "€", b""),
    ("utf-16-le", PLAIN, codecs.BOM_UTF16_LE),
    ("utf-16-be", PLAIN, codecs.BOM_UTF16_BE),
    ("utf-16-le", PLAIN, b""),
    ("utf-16-be", MIXED, b""),
    ("utf-16-le", "Notice No. 12 of 2020\r\nAll units shall report by the end of June.\r\n", b""),
    ("utf-16-be", "plain english only, without a mark", b""),
    ("utf-8", "plain english only", b""),
]


@pytest.mark.parametrize(("encoding", "text", "mark"), ENCODED)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, text: str, mark: bytes) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(mark + text.encode(encoding))
    source = read(path)
    assert (source.text, source.format, source.name) == (text, "text", "通知.txt")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("clause", MIXED.split("，"))
def test_a_clause_is_enough(encoding: str, clause: str) -> None:
    text = OpenCC("s2t" if encoding == "big5" else "t2s").convert(clause)
    assert decode(text.encode(encoding), "clause.txt") == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_whole_documents(shared: Path, encoding: str) -> None:
    convert = OpenCC("s2t" if encoding == "big5" else "t2s").convert
    for path in sorted((shared / "corpus" / "genre").glob("work-report-*.txt")):
        # What the encoding cannot hold (a few signs in Big5) is left out of the text that is written.
        data = convert(path.read_bytes().decode("utf-8")).encode(encoding, errors="ignore")
        assert decode(data, path.name) == data.decode(encoding), path.name


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r", "\x85", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_line_ends_stay_as_they_are(tmp_path: Path, end: str, encoding: str) -> None:
    text = end.join(["关于加强环境保护工作的意见", "一、总体要求", "", "到2020年完成。", ""])
    path = tmp_path / "ends.txt"
    path.write_bytes(text.encode(encoding))
    assert read(path).text == text


def test_a_few_control_characters_stay(tmp_path: Path) -> None:
    text = PLAIN.replace("。", "。\x00", 1) + "\x0c\x1f" + PLAIN * 3
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        (tmp_path / "controls.txt").write_bytes(text.encode(encoding))
        assert read(tmp_path / "controls.txt").text == text


FOREIGN = [
    ("euc_kr", "대한민국 정부는 환경 보호를 위하여 다음과 같이 정한다. " * 5),
    ("shift_jis", "日本国政府は、環境保護のため、次のとおり定める。" * 5),
    ("latin-1", "Le décret précédent a été abrogé à l'été " * 5),
    ("cp1251", "Правительство Российской Федерации " * 5),
]


@pytest.mark.parametrize(("encoding", "text"), FOREIGN)
def test_other_encodings_are_refused_not_mangled(encoding: str, text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(text.encode(encoding), "foreign.txt")
    assert caught.value.key == "errors.file_encoding"


REFUSED = [
    ("empty.txt", b"", "errors.file_empty"),
    ("blank.txt", " \r\n\u3000\n".encode(), "errors.file_empty"),
    ("only-a-mark.txt", codecs.BOM_UTF8, "errors.file_empty"),
    ("noise.txt", bytes((7 * n * n + 13 * n) % 256 for n in range(5000)), "errors.file_binary"),
    ("nuls.txt", b"\x00" * 4096, "errors.file_binary"),
    ("ascii-noise.txt", bytes(n % 127 for n in range(5000)), "errors.file_binary"),
    ("document.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "errors.pdf_cut"),
    ("notice.txt", b"PK\x03\x04" + bytes(200), "errors.file_foreign"),
    ("scan.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "errors.file_unparsed"),
    ("old.txt", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(200), "errors.file_foreign"),
    ("cut-short.txt", codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le") + b"\x00", "errors.file_broken"),
    ("damaged.txt", (PLAIN * 9).encode()[:500] + b"\xff" + (PLAIN * 9).encode()[501:], "errors.file_damaged"),
    ("half.txt", (PLAIN * 9).encode()[:1000], "errors.file_damaged"),
]


@pytest.mark.parametrize(("name", "data", "key"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refusals_name_the_file_and_the_next_step(tmp_path: Path, name: str, data: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == key
    chinese, english = str(caught.value).splitlines()
    assert str(path) in chinese
    assert str(path) in english
    assert chinese.endswith("。")


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    expected = {
        "vanished.txt": "errors.file_missing",
        ".": "errors.file_irregular",
        "pipe": "errors.file_irregular",
        "loop": "errors.file_io",
        "nul\x00name": "errors.file_io",
    }
    for name, key in expected.items():
        with pytest.raises(UnreadableFile) as caught:
            read(tmp_path / name)
        assert caught.value.key == key, name


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(PLAIN, encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:  # nothing is forbidden to root: the refusal comes from the system call in its place
        real = Path.open

        def denied(self: Path, *args: str, **options: str) -> object:
            if self == path:
                raise PermissionError(13, "Permission denied", str(self))
            return real(self, *args, **options)

        monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.file_denied"


class Growing(io.FileIO):
    """A file to which somebody else writes a piece while it is read."""

    def __init__(self, path: Path, change: Callable[[Path], object]) -> None:
        super().__init__(path)
        self.path, self.change = path, change

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(-1 if size is None else size)
        self.change(self.path)
        return content or b""


def append(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write("二、加强监管。\n".encode())


@pytest.mark.parametrize(
    ("change", "key"), [(append, "errors.file_changing"), (Path.unlink, None), (lambda path: os.truncate(path, 3), "errors.file_changing")],
    ids=["grows", "vanishes", "is cut"],
)  # fmt: skip
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], key: str | None
) -> None:
    """Half of a document is not taken for the whole; what vanished after it was opened has been read."""
    path = tmp_path / "notice.txt"
    path.write_text(PLAIN, encoding="utf-8")
    real = Path.open

    def opened(self: Path, *args: str, **options: str) -> object:
        return Growing(self, change) if self == path and args == ("rb",) else real(self, *args, **options)

    monkeypatch.setattr(Path, "open", opened)
    if key is None:
        assert read(path).text == PLAIN
        assert not path.exists()
        return
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == key
    assert "notice.txt" in str(caught.value)


def test_a_folder_that_cannot_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.txt").write_text(PLAIN, encoding="utf-8")
    shut = tmp_path / "shut"
    shut.mkdir(0)
    if os.geteuid() == 0:  # nothing is forbidden to root
        for name in ("scandir", "listdir"):
            real = getattr(os, name)

            def denied(path: Path | str, real: Callable[[object], object] = real) -> object:
                if Path(path) == shut:
                    raise PermissionError(13, "Permission denied", str(path))
                return real(path)

            monkeypatch.setattr(os, name, denied)
    assert files_in([tmp_path]) == [tmp_path / "open" / "a.txt", shut]
    with pytest.raises(UnreadableFile) as caught:
        read(shut)
    assert caught.value.key == "errors.file_denied"


def test_what_is_too_large_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:  # 50 MB without a line break
        for _ in range(50):
            stream.write("督".encode() * 349_525)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.file_large"
    path.write_bytes("督".encode() * (LARGEST // 3))
    assert len(read(path).text) == LARGEST // 3


def test_the_registry_is_visible_and_its_names_differ() -> None:
    names = [reader.format for reader in READERS]
    assert names[-1] == "text"
    assert len(set(names)) == len(names)


def read_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


ENCODINGS = ("utf-8", "gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_named_refusal(data: bytes) -> None:
    try:
        text = decode(data, "any.txt")
    except UnreadableFile as error:
        refusal: str = str(error)
    else:
        # What was read is what the bytes say under one of the encodings, not a repaired text.
        assert text in {read_strictly(data, encoding) for encoding in ENCODINGS}
        return
    assert "any.txt" in refusal


@given(st.text(alphabet=st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1))
def test_utf8_is_kept_to_the_character(text: str) -> None:
    assert decode(text.encode(), "text.txt") == text.removeprefix("\ufeff")
