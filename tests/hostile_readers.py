"""Readers that do what readers of hostile formats may do; each runs in the worker, never in the test."""

from __future__ import annotations

import ctypes
import mmap
import sys
import time
from typing import Final

from corpus.errors import UnreadableFile
from corpus.types import Page
from ingest.readers import Limits, Reader, Reading
from ingest.readers.worker import alive, allow

__all__ = ["READERS", "reader"]


def plain(content: bytes, name: str) -> Reading:
    print("what libraries print is no reply")
    return Reading(content.decode(), pages=(Page(1, 0, 0.5), Page(2, 3)), metadata=(("title", name),))


def crash(content: bytes, name: str) -> Reading:
    ctypes.string_at(0)  # a segmentation fault
    return Reading("survived")


def quit_silently(content: bytes, name: str) -> Reading:
    sys.exit(0)


def hang(content: bytes, name: str) -> Reading:
    while True:
        time.sleep(0.01)


def hold(content: bytes, name: str) -> Reading:
    return Reading(str(len(bytearray(700 * 1024**2))))


def hold_allowed(content: bytes, name: str) -> Reading:
    """Addresses are allowed, not to fill them."""
    allow(2048)
    return hold(content, name)


KEPT: list[object] = []


def keep_allowed(content: bytes, name: str) -> Reading:
    """As the recognition does: what it has mapped stays."""
    allow(2048)
    KEPT.append(mmap.mmap(-1, 900 * 1024**2))
    return Reading("kept")


def map_much(content: bytes, name: str) -> Reading:
    KEPT.append(mmap.mmap(-1, 2000 * 1024**2))
    return Reading("kept")


def hold_some(content: bytes, name: str) -> Reading:
    return Reading(str(len(bytearray(200 * 1024**2))))


def slow_but_alive(content: bytes, name: str) -> Reading:
    for _ in range(8):
        time.sleep(0.25)
        alive()
    return Reading("there")


def fail(content: bytes, name: str) -> Reading:
    raise ZeroDivisionError("no such page")


def refuse(content: bytes, name: str) -> Reading:
    raise UnreadableFile("errors.file_large", file=name, limit=7)


READERS: Final = {
    function.__name__: function
    for function in (
        plain,
        crash,
        quit_silently,
        hang,
        hold,
        hold_allowed,
        keep_allowed,
        map_much,
        hold_some,
        slow_but_alive,
        fail,
        refuse,
    )
}


def reader(name: str, seconds: float = 20, megabytes: int = 600) -> Reader:
    """The reader `name` behind these limits."""
    return Reader(name, lambda content, suffix: True, READERS[name], apart=Limits(seconds, megabytes))
