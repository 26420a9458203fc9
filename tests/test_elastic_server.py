"""The server itself: an archive in its snapshots, and a run of the tests that is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from builders import by, make_document, make_task
from elastic_server import Server, address
from search.archive import Note
from search.elastic import ElasticArchive
from search.query import Query

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
PROGRAM = """
import sys
from elastic import Server

node = Server()
node.start()
print(node.pid, node.folder, flush=True)
sys.stdin.read()
"""


def test_an_archive_comes_back_from_a_snapshot() -> None:
    """As docs/scale.md tells it: the cluster's own snapshots, the archive's indices deleted before they are restored."""
    archive = ElasticArchive(url := address())
    client, indices, repository = archive._cluster.client, f"{archive._prefix}-*", archive._prefix
    old, new = (make_document("意见", [make_task(f"任务{n}", by("2018-12-31"))], remark=f"第{n}版") for n in (1, 2))
    archive.put(old)
    archive.put(new)
    note = Note(new.tasks[0].id, "state", "done", "张三", datetime(2018, 10, 1, tzinfo=UTC))
    archive.note(note)
    digest = archive.attach(b"bytes of a file")
    client.snapshot.create_repository(name=repository, repository={"type": "fs", "settings": {"location": repository}})
    of: dict[str, Any] = {"indices": indices, "include_global_state": False}
    client.snapshot.create(repository=repository, snapshot="day", wait_for_completion=True, **of)
    client.indices.delete(index=[*client.indices.get(index=indices).body])
    client.snapshot.restore(repository=repository, snapshot="day", wait_for_completion=True, **of)
    restored = ElasticArchive(url, create=False)
    assert restored.get(new.key) == new
    assert restored.get(new.key, 1) == old
    assert restored.count(Query()) == 1
    assert list(restored.notes()) == [note]
    assert restored.original(digest) == b"bytes of a file"
    assert restored.put(new).outcome == "unchanged"
    assert restored.drop(new.key)  # it can be written to as before
    restored.close()
    archive.close()


def test_the_clusters_own_template_sets_what_duban_does_not() -> None:
    """As docs/scale.md tells it: an index template of the administrator for `PREFIX-*`."""
    seen = ElasticArchive(address())
    client, url = seen._cluster.client, address()
    prefix = url.rpartition("/")[2]
    told = {"index": {"codec": "best_compression", "number_of_shards": 3, "search.slowlog.threshold.query.warn": "2s"}}
    client.indices.put_index_template(name=prefix, index_patterns=[f"{prefix}-*"], template={"settings": told})
    try:
        archive = ElasticArchive(url)
        archive.put(document := make_document("意见", [make_task("任务", by("2018-12-31"))]))
        assert archive.get(document.key) == document
        for index in client.indices.get_settings(index=f"{prefix}-*").body.values():
            assert index["settings"]["index"]["codec"] == "best_compression"
            assert index["settings"]["index"]["search"]["slowlog"]["threshold"]["query"]["warn"] == "2s"
            assert index["settings"]["index"]["number_of_shards"] == "1"  # as the program's own settings have it
        archive.close()
    finally:
        client.indices.delete_index_template(name=prefix)
        seen.close()


def test_a_server_ends_with_the_program_that_started_it() -> None:
    """However that ended: nobody is left to stop it."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        pid, folder = program.stdout.readline().split()
        os.kill(int(pid), 0)
        program.send_signal(signal.SIGKILL)
    until = time.monotonic() + 120
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(int(pid), 0)
            time.sleep(0.2)
    assert not Path(f"/proc/{pid}").exists()
    living = Server()
    Server().close()  # whoever comes next cleans up, and leaves alone what is in use
    assert not Path(folder).exists()
    assert living.folder.exists()
    living.close()
