"""The indices of an archive on Elasticsearch: their mappings, how they are made, and whose they are.

Tasks, and the record of each document that names its current generation, stand in one index under the alias
`PREFIX-tasks`; what they were made from stands in `PREFIX-contents`, what people add in `PREFIX-notes` and
`PREFIX-originals`, and which document has which content in `PREFIX-digests`.
"""

from __future__ import annotations

from typing import Any, Final

from elasticsearch import ApiError, Elasticsearch

from corpus.errors import ArchiveError
from search.elastic_client import Cluster, setting
from search.sqlite_index import index_stamp

__all__ = ["SCHEMA", "create_tasks", "name", "prepare", "settle", "stale", "tasks_index", "writers"]

SCHEMA: Final = 5  # raised when the mappings below, or what elastic_entries puts into them, change

_KEYWORD: Final = {"type": "keyword"}
_KEPT: Final = {"type": "keyword", "index": False, "doc_values": False}  # only handed back
_INTEGER: Final = {"type": "integer"}
_DAY: Final = {"type": "date", "format": "strict_date"}
_DAYS: Final = {"type": "date_range", "format": "strict_date"}
_PAIRS: Final = {"type": "text", "analyzer": "whitespace", "norms": False}
# Words come cut by search.terms, so that white space is all that the server splits at. A task is one sentence: its
# length says nothing, hence no norms.
_WORDS: Final = {
    "type": "text", "analyzer": "whitespace", "norms": False, "index_options": "freqs",
}  # fmt: skip

_TASKS: Final[dict[str, Any]] = {
    # The record of a document: all its versions (with the file that each is from), and the generations that queries
    # leave out.
    "head": _KEYWORD,
    "versions": {"dynamic": False, "properties": {"original": _KEYWORD}},
    "hidden": {
        "properties": {"generation": _KEYWORD, "entries": _INTEGER, "since": {"type": "date", "format": "epoch_millis"},
                       "content": {"type": "boolean"}},
    },
    # What the document cites, and the names that it is found by for that.
    "names": _KEYWORD, "citing": _KEPT,
    # Until when it holds by its own words.
    "until": _DAY,
    # A task: of which generation of which document, where in it, and what it is found by.
    "generation": _KEYWORD, "document": _KEYWORD, "place": _INTEGER, "id": _KEYWORD, "json": _KEPT,
    "body": _KEYWORD, "role": _KEYWORD, "body_role": _KEYWORD, "body_name": _KEYWORD, "region": _KEYWORD,
    "topic": _KEYWORD, "indicator": _KEYWORD, "comparator": _KEYWORD, "indicator_comparator": _KEYWORD,
    "target": {"type": "boolean"}, "value": {"type": "double"}, "modality": _KEYWORD, "deadline": _KEYWORD,
    "frequency": _KEYWORD, "clause": _KEYWORD, "year": _KEYWORD,
    # Due days and beginnings as ranges that a window meets in one clause; the first due day as a day count (to sort by;
    # far away where there is none); each day with its kind.
    "due": _DAYS, "begin": _DAYS, "first": _INTEGER,
    "dues": {"type": "nested", "properties": {"day": _DAY, "kind": _KEYWORD}},
    "begins": {"type": "nested", "properties": {"day": _DAY, "kind": _KEYWORD}},
    # Pairs of neighbouring characters in their order, for phrases; those of the task are what it is ranked by as well.
    "plain_task": _PAIRS, "plain_context": _PAIRS,
    "words_task": _WORDS, "words_context": _WORDS, "words_heading": _WORDS, "pairs_context": _WORDS, "pairs_heading": _WORDS,
    # A sentence that is no task: of which generation, whether it is a heading, and what it is found by.
    "speech": _KEYWORD, "heading": {"type": "boolean"}, "said": _WORDS, "said_plain": _PAIRS,
    "beside": _WORDS, "beside_pairs": _WORDS,
}  # fmt: skip

_OTHERS: Final[dict[str, dict[str, Any]]] = {
    # Under its generation: a document, compressed.
    "contents": {"content": {"type": "binary"}},
    # Under its digest: the key of the document that has it.
    "digests": {"key": _KEYWORD},
    "notes": {"subject": _KEYWORD, "kind": _KEYWORD, "value": _KEPT, "who": _KEPT, "when": _KEPT, "name": _KEPT,
              "added": {"type": "long"}, "tie": _KEYWORD},
    # Under its digest and number: a part of a file; under its digest alone how many parts there are.
    "originals": {"content": {"type": "binary"}, "digest": _KEYWORD, "parts": {"type": "integer", "index": False}},
}  # fmt: skip
_BY_ID: Final = frozenset({"contents", "digests"})  # never searched, only read by their ids


def name(prefix: str, part: str) -> str:
    """The alias (tasks) or index of a part of an archive."""
    return f"{prefix}-{part}"


def writers(index: str) -> str:
    """The alias that writers use: it goes with its index, so that nothing can be written beside it."""
    return f"{index}-writers"


def prepare(cluster: Cluster, prefix: str, *, create: bool) -> None:
    """Make the indices where they are not there; refuse those of another program, of a newer or another duban."""
    index = tasks_index(cluster, prefix)
    if index is None:
        if not create:
            raise ArchiveError("errors.archive_missing", archive=cluster.url)
        for part, properties in _OTHERS.items():
            _create(cluster, name(prefix, part), _body(cluster, {"properties": properties}, _refresh(part)))
        create_tasks(cluster, prefix, 1)
        index = tasks_index(cluster, prefix)
        assert index is not None
    meta = _meta(cluster, index)
    found = meta.get("schema", 0)
    if found > SCHEMA:
        raise ArchiveError("errors.archive_newer", archive=cluster.url, found=found, known=SCHEMA)


def stale(cluster: Cluster, index: str) -> bool:
    """Whether an index was made under other rules: a name that a question is keyed by could be missing in it."""
    meta = _meta(cluster, index)
    return bool(meta.get("schema") != SCHEMA or meta.get("stamp") != index_stamp())


def tasks_index(cluster: Cluster, prefix: str) -> str | None:
    """The index behind the alias of tasks; None where there is none. Refuses an index of another program."""
    alias = name(prefix, "tasks")
    found = cluster.ask(lambda client: client.indices.get(index=alias, ignore_unavailable=True, features="aliases"))
    if not found.body:
        return None
    index = str(next(iter(found.body)))
    if index == alias or len(found.body) > 1 or "schema" not in _meta(cluster, index):
        raise ArchiveError("errors.elastic_index", archive=cluster.url, index=index)
    return index


def create_tasks(cluster: Cluster, prefix: str, number: int, *, mark: str = "") -> str:
    """An empty index of tasks: the first one behind the alias at once, one with a mark of its own beside it."""
    index = f"{name(prefix, 'tasks')}-{number:06}" + (f"-{mark}" if mark else "")
    mappings = {
        "properties": _TASKS,
        "_meta": {"program": "duban", "schema": SCHEMA, "stamp": index_stamp()},
    }
    body = _body(cluster, mappings, _refresh("tasks"))
    body["aliases"] = {writers(index): {}, **({} if mark else {name(prefix, "tasks"): {}})}
    _create(cluster, index, body)
    return index


def settle(cluster: Cluster, prefix: str) -> None:
    """Refresh the indices beside that of tasks as new ones are: those of an earlier program were refreshed for nobody."""

    def set_all(client: Elasticsearch) -> None:
        for part in _OTHERS:
            client.indices.put_settings(index=name(prefix, part), settings=_refresh(part))

    cluster.ask(set_all)


def _refresh(part: str) -> dict[str, str]:
    """When others find what was written. To refresh, and to merge what that leaves, is half of the work of filling."""
    if part in _BY_ID:
        return {"refresh_interval": "-1"}
    if told := setting("REFRESH"):
        return {"refresh_interval": told}
    # The server's own: each second while anybody searches, else at the next search; but it waits 30 s for the else.
    return {"search.idle.after": "10s"}


def _body(cluster: Cluster, mappings: dict[str, Any], refresh: dict[str, str]) -> dict[str, Any]:
    shards, replicas = _number(cluster, "SHARDS", least=1), _number(cluster, "REPLICAS", least=0)
    return {
        "settings": {
            "number_of_shards": shards or 1,
            **refresh,
            # One copy where there is a second node for it, unless told.
            **({"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}),
            # Weights of fields are ten times those of the embedded engine (they must not be below one): so is k1.
            "similarity": {"default": {"type": "BM25", "k1": 12.0, "b": 0.0}},
        },
        "mappings": {"dynamic": "strict", "_meta": {"program": "duban", "schema": SCHEMA}, **mappings},
    }


def _number(cluster: Cluster, name: str, *, least: int) -> int | None:
    told = setting(name)
    if not told:
        return None
    if not told.isdecimal() or int(told) < least:
        raise ArchiveError("errors.elastic_setting", archive=cluster.url, name=f"DUBAN_ES_{name}")
    return int(told)


def _create(cluster: Cluster, index: str, body: dict[str, Any]) -> None:
    def make(client: Elasticsearch) -> None:
        try:
            client.indices.create(index=index, body=body, wait_for_active_shards="1")
        except ApiError as error:
            if "resource_already_exists_exception" not in str(error.message):
                raise

    cluster.ask(make)
    if _meta(cluster, index).get("program") != "duban":
        raise ArchiveError("errors.elastic_index", archive=cluster.url, index=index)


def _meta(cluster: Cluster, index: str) -> dict[str, Any]:
    found = cluster.ask(lambda client: client.indices.get_mapping(index=index)).body
    meta = next(iter(found.values()))["mappings"].get("_meta", {})
    return meta if isinstance(meta, dict) and meta.get("program") == "duban" else {}
