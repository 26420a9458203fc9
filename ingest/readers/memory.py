"""How much memory processes take, where the system tells it (Linux)."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = ["addresses", "resident", "resident_of_group"]


def resident(process: int) -> int:
    """The megabytes of memory that a process fills; 0 where the system does not tell."""
    return _pages(process, 1)


def addresses(process: int) -> int:
    """The megabytes of addresses that a process has taken; 0 where the system does not tell."""
    return _pages(process, 0)


def resident_of_group(group: int) -> int:
    """The megabytes of memory that all processes of a group fill together; 0 where the system does not tell."""
    total = 0
    with suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdecimal():
                with suppress(ProcessLookupError):  # it has ended meanwhile
                    total += resident(int(name)) if os.getpgid(int(name)) == group else 0
    return total


def _pages(process: int, column: int) -> int:
    try:
        with open(f"/proc/{process}/statm", encoding="ascii") as told:
            return int(told.read().split()[column]) * os.sysconf("SC_PAGE_SIZE") // 1024**2
    except (OSError, ValueError, IndexError, AttributeError):
        return 0
