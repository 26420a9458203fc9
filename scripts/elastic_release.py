"""The servers that Maven Central has: fetched once, verified, kept in a cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

CACHE = Path(os.environ.get("DUBAN_ELASTIC_CACHE") or Path.home() / ".cache" / "duban")


class Release(NamedTuple):
    """A server that Maven Central has, as the distribution that it tests itself with."""

    product: str
    version: str
    sha256: str
    setting: str  # what begins the names of its variables

    @property
    def name(self) -> str:
        """As its archive and its folder are called."""
        return f"{self.product}-{self.version}"

    @property
    def artifact(self) -> str:
        """Where Maven has it."""
        return f"org.{self.product}.distribution.integ-test-zip:{self.product}:{self.version}:zip"


CURRENT = Release("elasticsearch", "8.19.0", "14833b2d86c30656901f92049f81fb5777a8e4545413c8656cd1a21b55173033", "ES")
# Such as duban refuses: too old, and of another product.
OLD = Release("elasticsearch", "7.17.9", "231f708f602b39359853a6d822525ba695233fe06c2dd5a960bc535bf66b6fc1", "ES")
FOREIGN = Release(
    "opensearch", "2.19.1", "af7152d8b7f6f1cee09d47276b32b70479fe6dd8cdbb61213f84eb7f8098b261", "OPENSEARCH"
)


class ServerError(Exception):
    """The server could not be fetched or does not come up."""


def fetch(release: Release = CURRENT) -> Path:
    """The verified zip in the cache, downloaded by Maven where it is not there yet."""
    file = CACHE / f"{release.name}.zip"
    if file.exists() and _digest(file) == release.sha256:
        return file
    if shutil.which("mvn") is None:
        raise ServerError("Maven is missing (Debian: scripts/install-system.sh maven)")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:  # its own: several may fetch at once
        print(f"Fetching {release.name} (some 100 MB, once) …", file=sys.stderr)
        command = [
            "mvn",
            "-q",
            "-B",
            "dependency:copy",
            f"-Dartifact={release.artifact}",
            f"-DoutputDirectory={folder}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        fetched = Path(folder) / file.name
        if done.returncode or not fetched.exists():
            raise ServerError(f"Maven could not fetch {release.artifact}: {(done.stdout + done.stderr)[-2000:]}")
        if _digest(fetched) != release.sha256:
            raise ServerError(f"{release.artifact} has another checksum than expected; it was not used")
        fetched.replace(file)
    return file


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
