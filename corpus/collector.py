"""Python's collector of garbage that holds itself, put off while a text is read or stored, or a question answered.

These make thousands of small objects, none of which ends in a cycle; the collector would walk through all of them, and
all that the program has loaded, over and over: a fifth of the time that a document takes, and of a question.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_paused"]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Collect nothing within (of threads that overlap, the one that began first collects again when it ends); also a decorator."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
