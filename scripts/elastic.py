#!/usr/bin/env python3
"""A real Elasticsearch on loopback, for tests and for trying it out; users run a cluster of their own.

    scripts/elastic.py fetch              download the server (once) and verify it
    scripts/elastic.py start [--port N]   start one node with its data under .duban/elastic, wait until it is healthy
    scripts/elastic.py stop               stop it

The server comes from Maven Central as the distribution that Elasticsearch tests itself with: the full engine with fewer
modules. It refuses to run as root, so root starts it as the user `duban-elastic`, made where it is not there. A server
of the tests (`Server` as a context) dies with the process that started it, however that ends; the folder that it leaves
then goes when the next one starts. DUBAN_ELASTIC_HEAP is its memory (512m).
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import grp
import http.client
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from elastic_release import CURRENT, Release, ServerError, fetch

USER = "duban-elastic"
TRIAL = Path(__file__).resolve().parents[1] / ".duban" / "elastic"
HEAP = os.environ.get("DUBAN_ELASTIC_HEAP") or "512m"
WAIT = 300.0  # seconds until a node must be up: 20 on a quiet machine, minutes where much else runs
_TEMPORARY = "duban-elastic-"  # what begins the names of folders of servers that end with their program
_YOUNG = 3600.0  # seconds within which a folder without a lock may be one that is being made
_PR_SET_PDEATHSIG = 1  # linux/prctl.h: the signal that a process gets when its parent dies


def _java() -> str:
    """A Java that this version runs on: 17 or 21."""
    for home in (os.environ.get("ES_JAVA_HOME", ""), *sorted(map(str, Path("/usr/lib/jvm").glob("*-1[7]-*")))):
        if home and Path(home, "bin", "java").exists():
            return home
    for home in sorted(Path("/usr/lib/jvm").glob("*21*")):
        if (home / "bin" / "java").exists():
            return str(home)
    raise ServerError("Java 17 is missing (Debian: scripts/install-system.sh openjdk-17-jre-headless)")


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: None is oneself, who is not root."""
    if os.getuid():
        return None
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], check=True)
        return pwd.getpwnam(USER)


class Server:
    """One node. `settings` are lines of elasticsearch.yml; `folder` holds program, settings, data and log."""

    def __init__(
        self,
        folder: Path | None = None,
        settings: dict[str, str] | None = None,
        *,
        port: int = 0,
        password: str = "",
        files: dict[str, bytes] | None = None,
        lasting: bool = False,
        release: Release = CURRENT,
    ) -> None:
        self.temporary = folder is None
        self.folder = _temporary() if folder is None else folder
        self._held = _lock(self.folder) if folder is None else None
        self.release = release
        self.settings = settings or {}
        self.files = files or {}  # beneath the folder of settings: certificates
        self.port = port
        self.password = password  # of the user `elastic`, where security is on
        self.lasting = lasting  # whether it outlives this process
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = _account()

    def __enter__(self) -> Server:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def home(self) -> Path:
        """Where the program is unpacked."""
        return self.folder / self.release.name

    @property
    def pid(self) -> int:
        """The process that serves (a child of the launcher)."""
        return int((self.folder / "pid").read_text())

    def start(self, *, wait: bool = True) -> None:
        """Start the node, and wait until it answers. Raises ServerError, the end of the log in it."""
        self._unpack()
        (self.folder / "logs" / "http.ports").unlink(missing_ok=True)
        environment = {
            "PATH": "/usr/bin:/bin",
            f"{self.release.setting}_JAVA_HOME": _java(),
            f"{self.release.setting}_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
            f"{self.release.setting}_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
        }
        if self.password:
            self._run(
                environment, "elasticsearch-keystore", "add", "-x", "-f", "bootstrap.password", said=self.password
            )
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(
                [self.home / "bin" / self.release.product, "-p", str(self.folder / "pid")],
                cwd=self.folder,
                env=environment,
                # The serving process ends when its launcher does: it watches the pipe between the two.
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=None if self.lasting else _die_with_parent,
                **self._as_owner(),
            )
        if wait:
            self.ready()

    def ready(self) -> None:
        """Wait until the node answers."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            ports = self.folder / "logs" / "http.ports"
            if ports.exists() and (lines := [line for line in ports.read_text().split() if line.startswith("127.")]):
                self.port = int(lines[0].rpartition(":")[2])
                if self._answers():
                    return
            time.sleep(0.3)
        raise ServerError(f"{self.release.name} did not come up within {WAIT:.0f} s. The end of its log:\n{self.log()}")

    def log(self) -> str:
        """The end of what the server said."""
        file = self.folder / "output.log"
        return file.read_text(encoding="utf-8", errors="replace")[-6000:] if file.exists() else "(no log)"

    def kill(self) -> None:
        """End the node as a loss of power would."""
        for pid in (self.pid, self.process.pid if self.process else None):
            if pid is not None:
                _signal(pid, signal.SIGKILL)
        if self.process:
            self.process.wait(timeout=30)

    def close(self) -> None:
        """Stop the node; a temporary folder goes with it."""
        process, self.process = self.process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if (self.folder / "pid").exists():
                _signal(self.pid, signal.SIGKILL)
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _unpack(self) -> None:
        if not (self.home / "bin" / self.release.product).exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(fetch(self.release)) as packed:
                packed.extractall(self.folder)
            for program in (self.home / "bin").iterdir():
                program.chmod(0o755)
        config = self.home / "config"
        settings = {
            "cluster.name": "duban",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": str(self.port or "9200-9600"),
            "transport.port": "9700-9999",
            "node.portsfile": "true",
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "path.repo": str(self.folder / "snapshots"),
            "xpack.security.enabled": "false" if self.release.product == CURRENT.product else None,
            # A shared machine's disk may be nearly full: the node's few megabytes do not matter to it.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "ingest.geoip.downloader.enabled": None,
            **self.settings,
        }
        lines = [f"{name}: {value}\n" for name, value in settings.items() if value]
        (config / f"{self.release.product}.yml").write_text("".join(lines), encoding="utf-8")
        for name, content in self.files.items():
            (config / name).parent.mkdir(parents=True, exist_ok=True)
            (config / name).write_bytes(content)
        for name in ("data", "logs", "snapshots", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        if self._owner is not None:
            owner = f"{self._owner.pw_uid}:{self._owner.pw_gid}"
            subprocess.run(["chown", "-R", owner, str(self.folder)], check=True)

    def _run(self, environment: dict[str, str], program: str, *words: str, said: str) -> None:
        done = subprocess.run(
            [self.home / "bin" / program, *words],
            env=environment,
            cwd=self.folder,
            input=said.encode(),
            capture_output=True,
            timeout=120,
            check=False,
            **self._as_owner(),
        )
        if done.returncode:
            raise ServerError(f"{program}: {(done.stdout + done.stderr).decode(errors='replace')[-2000:]}")

    def _as_owner(self) -> dict[str, object]:
        if self._owner is None:
            return {}
        groups = [entry.gr_gid for entry in grp.getgrall() if USER in entry.gr_mem]
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": groups}

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=4s")
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            # Behind TLS a plain request is cut off: the port is open, which has to do.
            return self.settings.get("xpack.security.http.ssl.enabled") == "true"
        finally:
            connection.close()
        return answer.status == 401 or (answer.status == 200 and json.loads(body)["timed_out"] is False)


def _temporary() -> Path:
    """A folder for a server of this process; those that killed processes left are removed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
        if _left(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_TEMPORARY))


def _lock(folder: Path) -> int:
    """Mark a folder as used until this process ends, however it does: the system gives the lock back."""
    held = os.open(folder / "making", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    (folder / "making").rename(folder / "lock")  # whoever sees it finds it taken
    return held


def _left(folder: Path) -> bool:
    """Whether whoever made a temporary folder has ended, and the server in it too. Others' folders are not ours."""
    try:
        if (folder / "pid").exists() and _signal(int((folder / "pid").read_text()), 0):
            return False
        if not (folder / "lock").exists():
            return time.time() - folder.stat().st_mtime > _YOUNG
        held = os.open(folder / "lock", os.O_RDWR)
    except (OSError, ValueError):
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _start(port: int) -> int:
    launcher = TRIAL / "launcher"
    if launcher.exists() and _signal(int(launcher.read_text().split()[0]), 0):
        print(f"It runs already: {launcher.read_text().split()[1]}")
        return 0
    server = Server(TRIAL, port=port, lasting=True)
    try:
        server.start()
    except BaseException:
        server.close()
        raise
    assert server.process is not None
    launcher.write_text(f"{server.process.pid} http://127.0.0.1:{server.port}\n")
    print(f"Elasticsearch {CURRENT.version} answers at http://127.0.0.1:{server.port}")
    print(f"  duban --archive http://127.0.0.1:{server.port}/duban demo")
    return 0


def _stop() -> int:
    launcher = TRIAL / "launcher"
    if not launcher.exists():
        print("It does not run.")
        return 0
    pid = int(launcher.read_text().split()[0])
    if _signal(pid, signal.SIGTERM):
        until = time.monotonic() + 30
        while time.monotonic() < until and _signal(pid, 0):
            time.sleep(0.2)
        _signal(pid, signal.SIGKILL)
    launcher.unlink()
    print("Stopped.")
    return 0


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["fetch", "start", "stop"])
    parser.add_argument("--port", type=int, default=9200)
    asked = parser.parse_args()
    try:
        if asked.action == "fetch":
            print(fetch())
            return 0
        return _start(asked.port) if asked.action == "start" else _stop()
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
