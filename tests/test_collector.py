"""The collector is put off while a text is read or stored, and always comes back."""

from __future__ import annotations

import gc

import pytest

from corpus.collector import collector_paused


def test_nothing_is_collected_within_and_everything_after() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_brings_it_back() -> None:
    @collector_paused()
    def fails() -> None:
        raise ValueError("a text that cannot be read")

    for _ in range(2):  # a decorator serves every call
        with pytest.raises(ValueError, match="cannot be read"):
            fails()
        assert gc.isenabled()
