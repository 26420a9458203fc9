"""Archives: one level of documents, nothing written, nothing believed; and what a folder holds beside documents."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from ingest import readers
from ingest.readers import read, read_each
from office_maker import official_ofd, word_of, zip_of

TEXT = "一、完善制度。2021年6月底前完成。\n"


def found(folder: Path, content: bytes, name: str = "文件.zip") -> dict[str, str]:
    """Path within the archive to its text, or the key of its refusal."""
    path = folder / name
    path.write_bytes(content)
    return {
        str(inner.relative_to(path)): item.key if isinstance(item, UnreadableFile) else item.text
        for inner, item in read_each(path)
    }


def test_every_document_of_an_archive_is_read(tmp_path: Path) -> None:
    made = zip_of(
        {
            "通知.txt": TEXT,
            "附件/方案.docx": word_of(["二、加强监管。"]),
            "附件/计划.ofd": official_ofd(["三、落实责任。"]),
            "附件/~$方案.docx": b"x",
            ".DS_Store": b"x",
            "__MACOSX/._通知.txt": b"x",
            "空.txt": b"",
        }
    )
    assert found(tmp_path, made) == {
        "通知.txt": TEXT,
        "附件/方案.docx": "二、加强监管。\n",
        "附件/计划.ofd": "三、落实责任。\n",
        "空.txt": "errors.file_empty",
    }


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_mark_for_utf_8(tmp_path: Path, encoding: str) -> None:
    made = zip_of({"AAAAAAAAAAAA.txt": TEXT})
    name = "督办通知".encode(encoding)
    name += b"A" * (12 - len(name))
    assert list(found(tmp_path, made.replace(b"AAAAAAAAAAAA", name))) == [f"{name.decode(encoding)}.txt"]


@pytest.mark.parametrize("name", ["../../etc/通知.txt", "/etc/通知.txt", "..\\..\\通知.txt", "a/../../通知.txt"])
def test_names_that_lead_out_of_it_lead_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    texts = found(tmp_path / "in", zip_of({name: TEXT}))
    assert list(texts.values()) == [TEXT]
    assert ".." not in next(iter(texts))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "文件.zip"]


def bomb(size: int) -> bytes:
    return zip_of({"弹.txt": bytes(size), "通知.txt": TEXT})


def test_a_bomb_is_refused_and_its_neighbour_read(tmp_path: Path) -> None:
    assert found(tmp_path, bomb(300_000_000)) == {"弹.txt": "errors.zip_bomb", "通知.txt": TEXT}


def test_many_small_bombs_are_one(tmp_path: Path) -> None:
    texts = found(tmp_path, zip_of({f"{n:03}.txt": b"a" * 4_000_000 for n in range(100)}))
    assert list(texts.values()).count("errors.zip_bomb") > 30


def test_a_size_that_is_not_so_is_not_believed(tmp_path: Path) -> None:
    made = bytearray(bomb(50_000_000))
    # The size that the list of parts states for the first of them.
    at = made.index(b"PK\x01\x02")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert found(tmp_path, bytes(made))["弹.txt"] in ("errors.zip_bomb", "errors.zip_damaged")


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    assert found(tmp_path, zip_of({"内.zip": zip_of({"通知.txt": TEXT}), "通知.txt": TEXT})) == {
        "内.zip": "errors.zip_nested",
        "通知.txt": TEXT,
    }


def test_more_parts_than_any_archive_has(tmp_path: Path) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for number in range(10_001):
            made.writestr(f"{number}.txt", "")
    assert found(tmp_path, stream.getvalue()) == {".": "errors.zip_bomb"}


def test_locked_and_damaged_members(tmp_path: Path) -> None:
    made = zip_of({"一.txt": TEXT, "二.txt": TEXT})
    # The mark for a password, in the list and before the part itself.
    first, listed = made.index(b"PK\x03\x04"), made.index(b"PK\x01\x02")
    locked = bytearray(made)
    locked[first + 6] |= 1
    locked[listed + 8] |= 1
    assert found(tmp_path, bytes(locked)) == {"一.txt": "errors.zip_locked", "二.txt": TEXT}
    assert found(tmp_path, made[:-30]) == {".": "errors.zip_damaged"}


def test_a_single_document_may_be_read_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.zip"
    path.write_bytes(zip_of({"通知.txt": TEXT}))
    assert (read(path).text, read(path).name) == (TEXT, "通知.txt")
    path.write_bytes(zip_of({"通知.txt": TEXT, "方案.txt": TEXT}))
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.key == "errors.zip_many"


def test_an_archive_larger_than_is_read_says_how_large_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only its beginning was read then, which is no archive: it was refused as a text of more than 20 MB."""
    monkeypatch.setattr(readers, "LARGEST", 1024)
    monkeypatch.setattr(readers, "_LARGEST_ARCHIVE", 3 * 1024**2)
    path = tmp_path / "文件.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("通知.txt", TEXT * 70_000)
    ((_, refusal),) = read_each(path)
    assert isinstance(refusal, UnreadableFile)
    assert (refusal.key, refusal.values["limit"]) == ("errors.file_large", 3)
