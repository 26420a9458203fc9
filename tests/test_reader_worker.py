"""Readers that crash, hang or fill the memory: the program goes on, and says which file it was and what to do."""

from __future__ import annotations

import threading
import time

import pytest

from corpus.errors import UnreadableFile
from corpus.types import Page
from hostile_readers import reader
from ingest.readers import READERS, Limits, Reading, worker


def read(name: str, content: bytes = "一二三四".encode(), seconds: float = 20, megabytes: int = 600) -> Reading:
    made = reader(name, seconds, megabytes)
    assert made.apart
    return worker.decode(made, content, "通知.bin", made.apart)


def test_what_is_read_comes_back_whole() -> None:
    assert read("plain") == Reading("一二三四", pages=(Page(1, 0, 0.5), Page(2, 3)), metadata=(("title", "通知.bin"),))
    large = "督办" * 2_000_000
    assert read("plain", large.encode()).text == large


REFUSED = [
    ("crash", "errors.file_crashed"),
    ("quit_silently", "errors.file_crashed"),
    ("hold", "errors.file_memory"),
    ("hold_allowed", "errors.file_memory"),
    ("fail", "errors.file_unparsed"),
    ("refuse", "errors.file_large"),
]


@pytest.mark.parametrize(("name", "key"), REFUSED)
def test_a_failure_is_a_refusal_and_the_next_file_is_read(name: str, key: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(name)
    assert caught.value.key == key
    assert "通知.bin" in str(caught.value)
    assert read("plain").text == "一二三四"


def test_a_hang_is_ended_in_time() -> None:
    begun = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read("hang", seconds=1)
    assert caught.value.key == "errors.file_slow"
    assert time.monotonic() - begun < 5
    assert read("plain").text == "一二三四"


def test_a_worker_that_is_ended_as_its_reply_comes_reads_no_further_file(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = worker._Worker.ask

    def ended(self: worker._Worker, request: worker._Request, content: bytes) -> worker._Reply | None:
        reply = ask(self, request, content)
        self.ended = "late"
        self.process.kill()
        return reply

    with monkeypatch.context() as at_the_last_moment:
        at_the_last_moment.setattr(worker._Worker, "ask", ended)
        assert read("plain").text == "一二三四"
    assert read("plain").text == "一二三四"


def test_signs_of_life_extend_the_time() -> None:
    assert read("plain").text  # a worker that is there: its start does not count
    assert read("slow_but_alive", seconds=1.5).text == "there"


def test_addresses_can_be_allowed_for_one_file() -> None:
    assert read("keep_allowed", megabytes=800).text == "kept"
    with pytest.raises(UnreadableFile):
        read("map_much")


def test_what_a_file_before_keeps_mapped_leaves_room_for_the_next() -> None:
    assert read("keep_allowed").text == "kept"
    assert read("hold_some").text == str(200 * 1024**2)
    with pytest.raises(UnreadableFile) as caught:
        read("hold")
    assert caught.value.key == "errors.file_memory"


def test_threads_take_turns() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda n=n: found.append(read("plain", str(n).encode()).text)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [str(n) for n in range(8)]


def test_every_reader_of_a_hostile_format_is_held_to_the_same_limits() -> None:
    """Plain text is no such format; what LibreOffice makes is read as the DOCX that it is, and it has its own limit."""
    held = {reader.format: reader.apart for reader in READERS if reader.format not in ("text", "doc")}
    assert set(held) == {"html", "pdf", "ocr", "docx", "ofd"}
    assert set(held.values()) == {Limits(seconds=30, megabytes=1024)}
