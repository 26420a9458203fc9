"""`duban serve`: the pages on this machine, for this machine unless it is told otherwise."""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import Final

from corpus.errors import DubanError
from ui.say import tell
from ui.users import users_of

__all__ = ["serve"]

# Streamlit would ask for an e-mail address at its first start, report usage, watch files and offer to deploy.
_SETTINGS: Final = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--server.fileWatcherType=none",
    "--client.toolbarMode=minimal",
    "--client.showErrorDetails=none",
    # One look for everybody, whose contrast is tested.
    "--theme.base=light",
    "--theme.primaryColor=#b3261e",
)


def serve(url: str, port: int, host: str, *, open_to_all: bool = False) -> int:
    """Run the pages until they are stopped; returns the exit code.

    Where nobody has to sign in, whoever reaches the address may change the archive: so an address that other machines
    reach is refused then, unless `open_to_all`. Raises `DubanError` for that, and where the address or port cannot be had.
    """
    script = find_spec("streamlit_app")
    if script is None or script.origin is None:
        raise DubanError("cli.no_pages")
    others = not (open_to_all or _only_here(host))
    if others and not _sign_in(url):
        raise DubanError("cli.serve_open", host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise DubanError("cli.port_taken", port=port, reason=reason, other=port + 1) from None
    # A browser cannot ask for "all addresses": it is told the machine's own.
    named = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    where = (f"--server.port={port}", f"--server.address={host}", f"--browser.serverAddress={named}")
    command = [sys.executable, "-m", "streamlit", "run", script.origin, *where, *_SETTINGS]
    tell("cli.serving", address=f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}")
    sys.stdout.flush()
    environment = {
        "DUBAN_ES_PATIENCE": "2",  # nobody waits before a page for as long as a batch does
        **os.environ,
        "DUBAN_ARCHIVE": url,
        "DUBAN_SIGN_IN": "required" if others else "",
    }
    if os.name == "posix":
        os.execve(sys.executable, command, environment)  # its process is ours: stopping one stops the other
    return subprocess.call(command, env=environment)


def _sign_in(url: str) -> bool:
    """Whether people have to sign in: there are users, or Streamlit's own sign-in is set up."""
    from ui.pages.visitor import has_oidc  # Streamlit takes a second to load

    return bool(users_of(url).all()) or has_oidc()


def _only_here(host: str) -> bool:
    """Whether only this machine reaches an address; a name is taken for one that others reach, but for localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
