"""Readers of hostile formats in a process of their own: a crash, a hang or a flood of memory ends it, not the program.

One worker a process, started when it is first needed and kept for the files that follow, since starting costs half a
second. It is ended and started anew after any failure, and now and then, so that what libraries leak does not add up.
Requests and replies go over its standard input and output, each preceded by its length.
"""

from __future__ import annotations

import atexit
import faulthandler
import importlib
import os
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Final, Literal

import msgspec

from corpus.errors import UnreadableFile
from ingest.readers.memory import addresses, resident
from ingest.readers.source import Limits, Reader, Reading

__all__ = ["alive", "allow", "decode", "run", "serve"]

_FILES_EACH: Final = 100  # files that a worker reads before a fresh one takes over
_LOOK: Final = 0.1  # seconds between two looks at a worker's time and memory
_LENGTH: Final = struct.Struct(">Q")
_SERVE: Final = "from ingest.readers.worker import serve; serve()"


class _Request(msgspec.Struct):
    module: str  # where the function stands that is to read
    function: str
    name: str
    seconds: float
    megabytes: int
    arguments: tuple[Any, ...] = ()


class _Reply(msgspec.Struct):
    """`alive` is a sign of life; all others end a request."""

    kind: Literal["alive", "done", "refused", "memory", "failed"]
    result: Reading | bytes | None = None
    key: str = ""
    values: dict[str, Any] = {}
    reason: str = ""


_encode: Final = msgspec.msgpack.Encoder(enc_hook=str).encode
_decode_request: Final = msgspec.msgpack.Decoder(_Request).decode
_decode_reply: Final = msgspec.msgpack.Decoder(_Reply).decode


class _Worker:
    """A child process and the pipes to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("DUBAN_DEBUG") else subprocess.DEVNULL,
            # One thread each for the numeric libraries: their pools cost address space, which is limited.
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
            },
            start_new_session=True,  # an interrupt at the keyboard is for the program, which ends its worker
        )
        assert self.process.stdin
        assert self.process.stdout
        self.requests, self.replies = self.process.stdin, self.process.stdout
        self.files = 0
        self.ended: Literal["", "late", "full"] = ""  # why it was ended from here

    def ask(self, request: _Request, content: bytes) -> _Reply | None:
        """The reply to a request; None when the worker ended without one."""
        self.files += 1
        self._until = time.monotonic() + request.seconds
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, request.megabytes), daemon=True)
        watch.start()
        try:
            _send(self.requests, _encode(request))
            _send(self.requests, content)
            while (frame := _receive(self.replies)) is not None:
                reply = _decode_reply(frame)
                if reply.kind != "alive":
                    return reply
                self._until = time.monotonic() + request.seconds
            return None
        except (BrokenPipeError, msgspec.DecodeError):
            return None
        finally:
            done.set()
            watch.join()

    def _watch(self, done: threading.Event, megabytes: int) -> None:
        """End the process when its time is up or its memory is full, until the request is done."""
        while not done.wait(_LOOK):
            if time.monotonic() > self._until:
                self.ended = "late"
            elif resident(self.process.pid) > megabytes:
                self.ended = "full"
            if self.ended:
                self.process.kill()
                return

    def stop(self) -> None:
        """End the process and close the pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.replies):
            with suppress(BrokenPipeError):  # what it had not read yet
                pipe.close()


_lock: Final = threading.Lock()
_idle: Final[list[_Worker]] = []


def decode(reader: Reader, content: bytes, name: str, limits: Limits) -> Reading:
    """What `reader.decode` makes of a content, in the worker. Raises as `run` does."""
    reading = run(reader.decode, content, name, limits, format=reader.format)
    assert isinstance(reading, Reading)
    return reading


def run(
    work: Callable[..., Reading | bytes],
    content: bytes,
    name: str,
    limits: Limits,
    *arguments: Any,
    format: str = "pdf",
) -> Reading | bytes:
    """What `work(content, name, *arguments)`, a function of a module, makes of a content, in the worker.

    Raises `UnreadableFile` as it does, and when it crashes, takes more than `limits.seconds` without a sign of life or
    more than `limits.megabytes` of memory, or meets what it was not made for (`format`, for the message, is what it
    takes). Threads wait for each other.
    """
    request = _Request(work.__module__, work.__qualname__, name, limits.seconds, limits.megabytes, arguments)
    with _lock:
        worker = _idle.pop() if _idle else _Worker()
        try:
            reply = worker.ask(request, content)
        except BaseException:
            worker.stop()
            raise
        # One that was ended while its reply was on the way is no worker for the next file.
        if reply is None or worker.ended or reply.kind in ("memory", "failed") or worker.files >= _FILES_EACH:
            worker.stop()
        else:
            _idle.append(worker)
    what = {"file": name, "format": format.upper()}
    if reply is None and worker.ended != "full":
        key = "errors.file_slow" if worker.ended else "errors.file_crashed"
        raise UnreadableFile(key, **what, seconds=round(limits.seconds))
    if reply is None or reply.kind == "memory":
        raise UnreadableFile("errors.file_memory", **what, limit=limits.megabytes)
    if reply.kind == "failed":
        raise UnreadableFile("errors.file_unparsed", **what, reason=reply.reason)
    if reply.kind == "refused" or reply.result is None:
        raise UnreadableFile(reply.key, **reply.values)
    return reply.result


@atexit.register
def _stop_idle() -> None:
    while _idle:
        _idle.pop().stop()


def _send(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_LENGTH.pack(len(frame)))
    pipe.write(frame)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of what comes."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    frame = pipe.read(length)
    return frame if len(frame) == length else None


# What follows runs in the worker.


class _Served(msgspec.Struct):
    """The request that this process is at; None anywhere but in a worker."""

    replies: Any = None
    limits: Limits = Limits()


_served: Final = _Served()


def alive() -> None:
    """Tell that a part of the work is done (a line recognised): the limit of time runs anew from here."""
    if _served.replies:
        _send(_served.replies, _encode(_Reply("alive")))
        _watch()


def allow(megabytes: int) -> None:
    """Raise the limit of addresses for the rest of this file, for libraries that take more of them than they fill.

    What is filled stays limited, wherever the system tells how much that is.
    """
    if _served.replies:
        _limit(max(megabytes, _served.limits.megabytes))


def serve() -> None:
    """Read requests and reply to each until the input ends: the worker's whole life."""
    requests, _served.replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is not a reply
    while (frame := _receive(requests)) is not None and (content := _receive(requests)) is not None:
        request = _decode_request(frame)
        _served.limits = Limits(request.seconds, request.megabytes)
        # What libraries keep mapped after a recognised page is more than the limit: half of it is left for this file.
        _limit(max(request.megabytes, addresses(os.getpid()) + request.megabytes // 2))
        _watch()
        reply = _reply(request, content)
        faulthandler.cancel_dump_traceback_later()
        _send(_served.replies, _encode(reply))


def _reply(request: _Request, content: bytes) -> _Reply:
    try:
        work = getattr(importlib.import_module(request.module), request.function)
        return _Reply("done", result=work(content, request.name, *request.arguments))
    except UnreadableFile as error:
        return _Reply("refused", key=error.key, values=error.values)
    except MemoryError:
        return _Reply("memory")
    except Exception as error:  # whatever a library raises at a damaged file; the reason goes to the user
        traceback.print_exc()
        return _Reply("failed", reason=f"{type(error).__name__}: {error}"[:200])


def _watch() -> None:
    """End this process when the one that should have ended it is gone."""
    faulthandler.dump_traceback_later(2 * _served.limits.seconds, exit=True)


def _limit(megabytes: int) -> None:
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = megabytes * 1024**2
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    except (ImportError, ValueError, OSError):
        # Not every system limits the memory of a process; the limit of time holds everywhere.
        return
