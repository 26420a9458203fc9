"""`duban serve`: the pages on this machine, for this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import Final

from corpus.errors import DubanError
from ui.say import tell

__all__ = ["serve"]

_HOST: Final = "127.0.0.1"
# Streamlit would ask for an e-mail address at its first start, report usage, watch files and offer to deploy.
_SETTINGS: Final = (
    "--server.headless=true",
    f"--server.address={_HOST}",
    f"--browser.serverAddress={_HOST}",
    "--browser.gatherUsageStats=false",
    "--server.fileWatcherType=none",
    "--client.toolbarMode=viewer",
    "--client.showErrorDetails=none",
)


def serve(url: str, port: int) -> int:
    """Run the pages until they are stopped; returns the exit code. Raises `DubanError` where the port is taken."""
    script = find_spec("streamlit_app")
    if script is None or script.origin is None:
        raise DubanError("cli.no_pages")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((_HOST, port))
        except OSError as error:
            raise DubanError("cli.port_taken", port=port, reason=error.strerror, other=port + 1) from None
    command = [sys.executable, "-m", "streamlit", "run", script.origin, f"--server.port={port}", *_SETTINGS]
    tell("cli.serving", address=f"http://{_HOST}:{port}")
    sys.stdout.flush()
    environment = {**os.environ, "DUBAN_ARCHIVE": url}
    if os.name == "posix":
        os.execve(sys.executable, command, environment)  # its process is ours: stopping one stops the other
    return subprocess.call(command, env=environment)
