"""A real server with passwords and TLS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from builders import make_document, make_task
from corpus.errors import ArchiveError
from elastic_server import Server
from search import open_archive
from search.query import Query

_PASSWORD = "geheim-und-lang"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def secured(authority: trustme.CA) -> Iterator[str]:
    """The address of an archive on a server that asks who one is."""
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    settings = {
        "xpack.security.enabled": "true",
        "xpack.security.http.ssl.enabled": "true",
        "xpack.security.http.ssl.key": "certs/key.pem",
        "xpack.security.http.ssl.certificate": "certs/certificate.pem",
    }
    files = {
        "certs/key.pem": certificate.private_key_pem.bytes(),
        "certs/certificate.pem": b"".join(blob.bytes() for blob in certificate.cert_chain_pems),
    }
    with Server(settings=settings, files=files, password=_PASSWORD) as node:
        yield f"https://localhost:{node.port}/duban"


def test_passwords_and_certificates(
    secured: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, others = tmp_path / "ca.pem", tmp_path / "other.pem"
    authority.cert_pem.write_to_path(ours)
    trustme.CA().cert_pem.write_to_path(others)

    def refusal(**settings: str) -> str:
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"DUBAN_ES_{name}", value)
            with pytest.raises(ArchiveError) as caught:
                open_archive(secured)
        assert _PASSWORD not in str(caught.value)
        return caught.value.key

    assert refusal() == "errors.elastic_tls"
    assert refusal(CA=str(others), PASSWORD=_PASSWORD) == "errors.elastic_tls"
    assert refusal(CA=str(tmp_path / "none.pem")) == "errors.elastic_ca"
    assert refusal(CA=str(ours)) == "errors.elastic_password"
    assert refusal(CA=str(ours), USER="elastic", PASSWORD="falsch") == "errors.elastic_password"
    monkeypatch.setenv("DUBAN_ES_CA", str(ours))
    monkeypatch.setenv("DUBAN_ES_USER", "elastic")
    monkeypatch.setenv("DUBAN_ES_PASSWORD", _PASSWORD)
    archive = open_archive(secured)
    assert archive.put(make_document("意见", [make_task("任务")])).outcome == "stored"
    assert archive.count(Query()) == 1
    archive.close()
