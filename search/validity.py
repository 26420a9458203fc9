"""Which documents hold no more because another one repeals them: the one rule, for archives and for who shows it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from search.crossref_cites import CitationIndex, Standing
from search.crossref_source import REPEALS, Source, by_name, meant_by, used_names

__all__ = ["repeal_of", "repeals"]


def repeal_of(index: CitationIndex, key: str) -> Standing | None:
    """What repeals a document, the first of several by the day from which; None where nothing does, or on no day."""
    found = [(one.since, one.by, one) for one in index.standing(key) if one.relation == "repeal" and one.since]
    return min(found)[2] if found else None


def repeals(sources: Callable[[Collection[str]], Sequence[Source]]) -> list[tuple[str, date]]:
    """All documents that others repeal, by their keys, and the days from which. `sources` finds documents by names."""
    index = CitationIndex(sources([REPEALS]))
    repealing = list(index.sources.values())
    names = {
        by_name(name)
        for source in repealing
        for at, citation in enumerate(source.citations)
        if citation.relation == "repeal"
        for name in used_names(source.citations[meant_by(source, at)])
    }
    for source in sources(sorted(names)):
        index.add(source)
    changed = (change for source in repealing for change in index.changes(source.key))
    return [(key, one.since) for key, one in changed if one.relation == "repeal" and one.since]
