"""`duban compare` and `duban cites`: documents beside each other, and who cites whom."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import BadRequest
from corpus.messages import message
from corpus.types import Document
from ingest.options import Options
from search import open_archive
from search.crossref import compare as set_beside
from search.crossref_cites import CitationIndex, Cited, around
from search.crossref_matrix import Matrix, matrix
from search.crossref_types import Comparison, comparison_json
from ui.comparing import STATES, Row, cells, export, heads, rows_of, summary, verdict_words
from ui.library import archived, read_file, resolve
from ui.plain import one_line
from ui.say import Piece, language, on_terminal, paragraph, table, tell, write, write_bytes
from ui.wire import dumps

__all__ = ["cites", "compare", "matrix_sheet"]


def compare(url: str, names: Sequence[str], format: str, output: Path | None, options: Options) -> int:
    """Set the first document beside the second; with more of them, all in one matrix. `options` are for files."""
    documents = _documents(url, names, options)
    if format in ("xlsx", "docx") and output is None and on_terminal():
        raise BadRequest("cli.output_needed", format=format)
    if len(documents) > 2:
        return _matrix(documents, format, output)
    local, central = documents
    found = set_beside(local, central, language())
    if format == "json":
        return _deliver(dumps(comparison_json(found)), output)
    rows = rows_of(found, local, central, language())
    if format == "table":
        _tell(found, rows)
        return 0
    return _deliver(export(found, rows, format, language()), output)


def _documents(url: str, names: Sequence[str], options: Options) -> list[Document]:
    """Each from its file, else from the archive, which is opened once and only where it is needed."""
    files = [name for name in names if Path(name).is_file()]
    found: dict[str, Document] = {name: read_file(Path(name), options=options) for name in files}
    others = [name for name in dict.fromkeys(names) if name not in found]
    if others:
        with closing(open_archive(url, create=False)) as archive:
            found |= {name: archived(archive, name) for name in others}
    return [found[name] for name in names]


def _deliver(content: bytes, output: Path | None) -> int:
    if output is None:
        write_bytes(content)
        return 0
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadRequest("cli.cannot_write", file=output, reason=error.strerror) from None
    tell("compare.written", file=output)
    return 0


def _tell(found: Comparison, rows: Sequence[Row]) -> None:
    tell("compare.summary_line", words=summary(found, language()))
    if found.same_document:
        tell("compare.same_document")
    if not any(row.local for row in found.targets):
        tell("compare.no_targets")
    figures = [
        [row.indicator, verdict_words(row.verdict, language()), row.why]
        for row in found.targets
        if row.local is not None or row.verdict != "only_local"
    ]
    if figures:
        write()
        table(
            [message(f"compare.column_{name}", language()) for name in ("indicator", "verdict", "why")],
            figures,
            widest=2,
        )
    for state in STATES:
        group = [row for row in rows if row.state == state]
        if group:
            write()
            tell("compare.group", name=message(f"compare.state_{state}", language()), count=len(group))
            table(heads(language()), [cells(row, language()) for row in group], widest=0)


def _matrix(documents: Sequence[Document], format: str, output: Path | None) -> int:
    found = matrix(documents, language())
    if format == "json":
        return _deliver(dumps(msgspec.to_builtins(found)), output)
    sheet = matrix_sheet(found)
    if format == "table":
        table(sheet.heads, sheet.lines, widest=0)
        return 0
    from ui.export.compare_file import as_docx, as_xlsx

    title = message("compare.sheet_matrix", language())
    written = as_xlsx(title, [sheet], language()) if format == "xlsx" else as_docx(title, "", [sheet], language())
    return _deliver(written, output)


def matrix_sheet(found: Matrix) -> Any:
    """The matrix as a table: a deviation is said behind the figure, and what ought to be checked."""
    from ui.export.compare_file import Sheet

    lines = []
    for line in found.lines:
        row = [one_line(line.name)]
        for cell in line.cells:
            words = "" if cell is None else " ".join(dict.fromkeys(filter(None, (cell.words, str(cell.due or "")))))
            if cell is not None and cell.deviation:
                words += f"（{message(f'compare.deviation_{cell.deviation}', language())}）"
            if cell is not None and cell.unsure:
                words += message("compare.due_unsure", language())
            row.append(words)
        lines.append(row)
    labels = [one_line(one.label) for one in found.documents]
    return Sheet(
        message("compare.sheet_matrix", language()),
        [message("compare.column_indicator", language()), *labels],
        [40, *(30 for _ in labels)],
        lines,
    )


def cites(url: str, name: str | None, *, as_json: bool) -> int:
    """What a document cites and who cites it; without one, the cited documents that the archive lacks."""
    with closing(open_archive(url, create=False)) as archive:
        if name is None:
            return _missing(CitationIndex(archive.sources()), as_json=as_json)
        info = resolve(archive, name)
        index = around(archive, info.key)
    known = {key: source.label for key, source in index.sources.items()}
    given, taken = index.cites(info.key), index.cited_by(info.key)
    standing = index.standing(info.key)
    if as_json:
        return _deliver(
            dumps(
                {
                    "document": info.label,
                    "key": info.key,
                    "cites": [msgspec.to_builtins(one) for one in given],
                    "cited_by": [msgspec.to_builtins(one) for one in taken],
                    "standing": [msgspec.to_builtins(one) for one in standing],
                }
            ),
            None,
        )
    write(one_line(info.label))
    for one in standing:
        tell(f"compare.standing_{one.relation}", by=one_line(known[one.by]))
    write()
    tell("compare.cites", count=len(given))
    _tell_cited(given, index, known)
    write()
    tell("compare.cited_by", count=len(taken))
    for cited in taken:
        relation = message(f"compare.relation_{cited.citation.relation}", language())
        write(f"  {relation}  {one_line(known[cited.doc])}  {one_line(cited.citation.text)}")
    return 0


def _tell_cited(given: Sequence[Cited], index: CitationIndex, known: dict[str, str]) -> None:
    for cited in given:
        relation = message(f"compare.relation_{cited.citation.relation}", language())
        # Those that bear one title are told apart by their numbers.
        names = "；".join(
            one_line(known[key] + (index.sources[key].number or "") * (cited.state == "open")) for key in cited.keys
        )
        write(f"  {relation}  {one_line(cited.citation.text)}")
        write("      " + message(f"compare.cited_{cited.state}", language(), names=names))
        if cited.state == "found":
            for one in index.standing(cited.keys[0]):
                write("      " + message(f"compare.standing_{one.relation}", language(), by=one_line(known[one.by])))


def _missing(index: CitationIndex, *, as_json: bool) -> int:
    missing = index.missing()
    if as_json:
        return _deliver(dumps({"missing": [msgspec.to_builtins(one) for one in missing]}), None)
    tell("compare.missing", count=len(missing))
    for one in missing:
        title = f"《{one_line(one.title)}》" if one.title else ""
        paragraph(f"{len(one.documents):3}  ", [Piece(f"{title}{one.number or ''}")])
    return 0
