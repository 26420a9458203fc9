"""Old documents of Word and WPS, and RTF: LibreOffice, where it is installed, makes a DOCX of them.

LibreOffice runs as a program of its own, in a folder and with a profile that are made for the file and removed after
it, so that no other office program is disturbed and nothing of a file stays; it is ended when it takes too much time or memory.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from corpus.errors import UnreadableFile
from ingest.readers import worker
from ingest.readers.docx import DOCX
from ingest.readers.memory import resident_of_group
from ingest.readers.source import Limits, Reader, Reading

__all__ = ["OFFICE", "decode", "find_office"]

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: DOC, WPS, XLS, and DOCX under a password
_RTF: Final = b"{\\rtf"
_WORDS: Final = "WordDocument".encode("utf-16-le")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_SUFFIXES: Final = frozenset({".doc", ".wps", ".dot", ".wpt"})
_PROGRAMS: Final = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_LIMITS: Final = Limits()
_LOOK: Final = 0.2  # seconds between two looks at its time and memory
_LARGEST: Final = 50 * 1024**2


def _takes(content: bytes, suffix: str) -> bool:
    if content.startswith(_RTF):
        return True
    return content.startswith(_COMPOUND) and (suffix in _SUFFIXES or _WORDS in content or _LOCKED in content)


def find_office() -> str | None:
    """The path of LibreOffice's program; None where it is not installed."""
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def decode(content: bytes, name: str, limits: Limits = _LIMITS) -> Reading:
    """The text of an old office document, by way of a DOCX.

    Raises `UnreadableFile` when LibreOffice is not there, or makes nothing of the file, or when it or the reading of what
    it made takes more time or memory than the limits say, each for itself.
    """
    if _LOCKED in content:
        raise UnreadableFile("errors.zip_locked", file=name)
    office = find_office()
    form = "RTF" if content.startswith(_RTF) else Path(name).suffix.lstrip(".").upper() or "DOC"
    if office is None:
        raise UnreadableFile("errors.office_missing", file=name, format=form)
    with tempfile.TemporaryDirectory(prefix="duban-office-", ignore_cleanup_errors=True) as folder:
        made = _converted(office, content, Path(folder), limits)
    if isinstance(made, str):
        raise UnreadableFile(made, file=name, format=form, seconds=round(limits.seconds), limit=limits.megabytes)
    reading = worker.decode(DOCX, made, name, limits)
    return Reading(reading.text, reading.pages, reading.metadata, form.lower())


def _converted(office: str, content: bytes, folder: Path, limits: Limits) -> bytes | str:
    """The DOCX that LibreOffice makes of a content, or the name of the message why there is none."""
    # A name of our own: one that begins with a dash or holds signs of the shell means nothing here.
    source = folder / ("document.rtf" if content.startswith(_RTF) else "document.doc")
    source.write_bytes(content)
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nodefault", "--nolockcheck", "--convert-to", "docx", "--outdir", str(folder / "made"), str(source),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + limits.seconds
    try:
        while process.poll() is None:
            if time.monotonic() > until:
                return "errors.file_slow"
            if resident_of_group(process.pid) > limits.megabytes:
                return "errors.file_memory"
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
    finally:
        _end(process)
    made = folder / "made" / "document.docx"
    if not made.is_file() or not 0 < made.stat().st_size <= DOCX.largest:
        return "errors.office_failed"
    return made.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started, as far as any is left."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


OFFICE: Final = Reader(format="doc", takes=_takes, decode=decode, largest=_LARGEST)
