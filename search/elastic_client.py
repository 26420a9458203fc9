"""The line to a cluster: its address, who we are, what is tried again, and what its answers mean to a person."""

from __future__ import annotations

import os
import re
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

from elastic_transport import ConnectionError as LineError
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    ConflictError,
    Elasticsearch,
    ElasticsearchWarning,
    NotFoundError,
    UnsupportedProductError,
)

from corpus.errors import ArchiveError

__all__ = ["Address", "Cluster", "Moved", "address_of", "setting"]

T = TypeVar("T")

# What may be named in an index: lower-case letters, figures, - and _, none of the signs at the beginning.
_PREFIX: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_OLDEST: Final = 8  # the major version of the server
_PASSING: Final = frozenset({429, 502, 503, 504})  # statuses of a cluster that is busy or away for a moment
# Seconds between tries: longer each time, half a minute in all, which is what the election of a new master takes.
_PAUSES: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_AT_FIRST: Final = 4  # of them at the first question: an address where nobody is would keep people waiting


class Moved(Exception):
    """The index that was written to is closed to writers or gone (`duban reindex` switches): begin again."""


class Address(NamedTuple):
    """Where an archive is: `server` as scheme://host:port, `prefix` of the names of its indices."""

    server: str
    prefix: str


def address_of(url: str) -> Address:
    """An address `http(s)://host:port/prefix` in its parts; without a prefix it is `duban`, without a port 9200.

    Raises ArchiveError for what is none, and for one that holds a password: command lines are seen by others.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 9200
    except ValueError:
        raise ArchiveError("errors.elastic_address", archive=url) from None
    if parts.username or parts.password:
        shown = f"{parts.scheme}://…@{parts.hostname}:{port}{parts.path}"
        raise ArchiveError("errors.elastic_password_in_address", archive=shown)
    prefix = parts.path.strip("/") or "duban"
    if not parts.hostname or parts.query or parts.fragment or not _PREFIX.fullmatch(prefix):
        raise ArchiveError("errors.elastic_address", archive=url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(f"{parts.scheme}://{host}:{port}", prefix)


def setting(name: str, default: str = "") -> str:
    """A setting from the environment: DUBAN_ES_USER, DUBAN_ES_CA and so on (docs/scale.md lists them)."""
    return os.environ.get(f"DUBAN_ES_{name}") or default


class Cluster:
    """A client for one cluster; safe to share between threads. Everything that fails is an ArchiveError."""

    def __init__(self, url: str, address: Address, *, pauses: tuple[float, ...] | None = None) -> None:
        self.url = url
        self.closed = False
        # What a server without passwords tells on each request is its administrator's affair, not a reader's.
        warnings.filterwarnings("ignore", "Elasticsearch built-in security features", ElasticsearchWarning)
        self._pauses = _patience(url) if pauses is None else pauses
        self.client = Elasticsearch(address.server, request_timeout=_timeout(url), max_retries=0, **_identity(url))

    def ask(self, act: Callable[[Elasticsearch], T], *, tries: int | None = None) -> T:
        """Do one thing, again after growing pauses (all of them, or so many) while the cluster is busy or away.

        Conflicts and missing things are the caller's (ConflictError, NotFoundError). What may have been done although
        the answer was lost has to be safe to do twice. Raises ArchiveError with the next step, and Moved.
        """
        if self.closed:
            raise ArchiveError("errors.archive_closed", archive=self.url)
        for pause in (*self._pauses[:tries], None):
            try:
                return act(self.client)
            except (ConflictError, NotFoundError):
                raise
            except TlsError as error:
                raise ArchiveError("errors.elastic_tls", archive=self.url, reason=_reason(error)) from error
            except (LineError, ConnectionTimeout) as error:
                if pause is None:
                    raise ArchiveError("errors.elastic_away", archive=self.url, reason=_reason(error)) from error
            except UnsupportedProductError as error:
                raise ArchiveError("errors.elastic_foreign", archive=self.url) from error
            except ApiError as error:
                # The block of a disk that is nearly full has status 429, but it does not pass by itself.
                full = error.status_code == 429 and "cluster_block_exception" in str(error.message)
                if full or error.status_code not in _PASSING:
                    raise self._explained(error) from error
                if pause is None:
                    raise ArchiveError("errors.elastic_busy", archive=self.url, reason=_reason(error)) from error
            except TransportError as error:
                raise ArchiveError("errors.archive_failed", archive=self.url, reason=_reason(error)) from error
            time.sleep(pause)
        raise AssertionError("unreachable: the last try returns or raises")

    def check(self) -> None:
        """Refuse what is no Elasticsearch or one that is too old."""
        try:
            told = self.ask(
                lambda client: client.nodes.info(node_id="_local", filter_path="nodes.*.version"), tries=_AT_FIRST
            ).body
        except NotFoundError as error:
            raise ArchiveError("errors.elastic_foreign", archive=self.url) from error
        versions = [str(node["version"]) for node in told.get("nodes", {}).values()] if isinstance(told, dict) else []
        if not versions:
            raise ArchiveError("errors.elastic_foreign", archive=self.url)
        if int(versions[0].split(".")[0]) < _OLDEST:
            raise ArchiveError("errors.elastic_old", archive=self.url, found=versions[0], oldest=_OLDEST)

    def pauses(self) -> Iterator[float]:
        """How long to wait between tries of something that takes several requests."""
        return iter(self._pauses)

    def close(self) -> None:
        """Close the connections; what is asked afterwards is refused."""
        self.closed = True
        self.client.close()

    def _explained(self, error: ApiError) -> Exception:
        if isinstance(error, AuthenticationException):
            return ArchiveError("errors.elastic_password", archive=self.url)
        if "cluster_block_exception" in str(error.message):
            return Moved(_reason(error))
        if isinstance(error, AuthorizationException):
            return ArchiveError("errors.elastic_rights", archive=self.url, reason=_reason(error))
        return ArchiveError("errors.archive_failed", archive=self.url, reason=_reason(error))


def _reason(error: Exception) -> str:
    """What the server or the line says, without addresses of nodes beyond the first lines."""
    body = error.body if isinstance(error, ApiError) else None
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        told = body["error"]
        causes = told.get("root_cause") or [told]
        return str(causes[0].get("reason") or told.get("type"))[:300]
    return " ".join(str(error).split())[:300]


def _timeout(url: str) -> float:
    return _seconds(url, "TIMEOUT", 30.0)


def _patience(url: str) -> tuple[float, ...]:
    """The pauses between tries that together are no longer than DUBAN_ES_PATIENCE."""
    most = _seconds(url, "PATIENCE", sum(_PAUSES))
    return tuple(pause for at, pause in enumerate(_PAUSES) if sum(_PAUSES[: at + 1]) <= most)


def _seconds(url: str, name: str, otherwise: float) -> float:
    try:
        return float(setting(name) or otherwise)
    except ValueError:
        raise ArchiveError("errors.elastic_setting", archive=url, name=f"DUBAN_ES_{name}") from None


def _identity(url: str) -> dict[str, Any]:
    """Who we are and whom we trust, from the environment only."""
    known: dict[str, Any] = {}
    user, password, key, authority = map(setting, ("USER", "PASSWORD", "API_KEY", "CA"))
    if key:
        known["api_key"] = key
    elif user or password:
        known["basic_auth"] = (user or "elastic", password)
    if authority:
        if not url.startswith("https://") or not Path(authority).is_file():
            raise ArchiveError("errors.elastic_ca", archive=url, file=authority)
        known["ca_certs"] = authority
    return known
