"""From a question to an answer over an archive: understood, found, counted and quoted.

A question that is all filter (dates, bodies, places, kinds) is answered by every task that fits. One that speaks of
something in words is answered by the few clauses that speak of it, or by none: then it is said that there is none,
and what comes near is set apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from corpus.collector import collector_paused
from corpus.fold import fold
from corpus.regions import find_places
from corpus.types import Modality
from search.answer_asking import NEAREST, Asking
from search.answer_edges import at_edge
from search.answer_lists import bounds, cited, facets_of, filtered, full_labels
from search.answer_say import headline, is_uncertain, trouble
from search.answer_several import One, in_document_of, separate, together
from search.answer_types import Answer, Item, QuotedCitation, QuotedTarget, Understood
from search.answer_words import in_words, phrases
from search.archive import Archive
from search.library import library_of
from search.naming import with_short_names, with_subjects
from search.query import Query
from search.question import understand
from search.question_weak import of_year, without_weak
from search.reading import Part, Reading, query_of
from search.wishes import by_level, sets_beside, wish_of
from search.words import Term, chinese_terms, modality_words

__all__ = ["Answer", "Item", "QuotedCitation", "QuotedTarget", "Understood", "answer", "readings"]


_BESIDE = 90  # characters behind a clause in which it is said where it applies


@collector_paused()
def answer(
    archive: Archive,
    question: str,
    *,
    as_of: date,
    document: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    query: Query | None = None,
    reading: Reading | Sequence[Reading] | None = None,
) -> Answer:
    """The answer to `question` on the day `as_of`.

    `document` (a key) confines it to one document; `limit` and `offset` page the tasks, `total` counts them all;
    `query` is the filter where a person has changed how the question was understood, `reading` all of that (its parts
    and words, as `Reading.without` leaves them; of several questions in one those that `readings` gives). Never raises for a question;
    `ArchiveError` where the archive cannot be read.
    """
    library = library_of(archive.documents()).current
    named = with_subjects(archive, library)
    if reading is None:
        reading = readings(archive, question, as_of)
    if not isinstance(reading, Reading):
        if len(reading) > 1 and query is None:
            ones = []
            for own in reading:
                # `…？花生呢？` goes on in the document of the first question; what that lacks another may hold.
                within = in_document_of(reading[0], own)
                for each in (within, own) if within is not own else (own,):
                    asking = Asking(archive, _confined(each, document), library, named.titles, 0, None)
                    found = _answer(asking)
                    if not found.abstained:
                        break
                ones.append(One(own.start, found, asking.left_out() if found.left_out else ()))
            return together(question, ones, offset, limit)
        reading = reading[0] if len(reading) == 1 else understand(question, as_of, named)
    if query is not None:
        terms = tuple(term for term in reading.terms if any(word in query.text for word in term.words))
        reading = msgspec.structs.replace(reading, query=query, terms=terms, trouble=None)
    return _answer(Asking(archive, _confined(reading, document), library, named.titles, offset, limit))


def _confined(reading: Reading, document: str | None) -> Reading:
    """The reading within one document, where one is given."""
    if document is None:
        return reading
    return msgspec.structs.replace(reading, query=msgspec.structs.replace(reading.query, documents=(document,)))


def readings(archive: Archive, question: str, as_of: date) -> tuple[Reading, ...]:
    """How `question` is understood over an archive: one reading, or several where it asks for several things in a row."""
    library = library_of(archive.documents()).current
    found = separate(question, as_of, with_subjects(archive, library))
    return tuple(with_short_names(archive, library, reading) for reading in found)


def _answer(asking: Asking) -> Answer:
    reading = asking.reading
    if not asking.library:
        return asking.without("empty_archive")
    question = by_level(reading, asking.library)
    if wish_of(question) or sets_beside(question):
        # Loaded here: comparing takes a tenth of a second to load that other questions need not wait for.
        from search.answer_compare import asked, compared

        if (wish := asked(asking)) is not None:
            return compared(asking, wish)
    if reading.trouble:
        said = trouble(reading)
        return asking.answered(said, (), abstained=said)
    asking.leave_out_ended()
    found = _found(asking)
    others = (of_year(reading, asking.library.current), without_weak(reading)) if found.abstained else ()
    for other in filter(None, others):
        asking.with_reading(other)
        over = _found(asking)
        if not over.abstained:
            return over
        asking.with_reading(reading)
    if found.abstained and asking.reading.query.without and not found.left_out:
        # Only documents that hold no more speak of it: they are shown apart.
        asking.with_query(msgspec.structs.replace(asking.reading.query, without=()))
        over = _found(asking)
        if over.tasks:
            asking.count_left_out(asking.reading.query, over.tasks)
            return asking.none((), over.tasks[:NEAREST], left_out=over.total)
    return found


def _found(asking: Asking) -> Answer:
    if "edge" in asking.kinds and not asking.telling:
        asking.with_query(at_edge(asking))
    reading = asking.reading
    if reading.query.clauses:
        full_labels(asking)
    if reading.asks == "citations" and (documents := cited(asking)) is not None:
        return documents
    if reading.query.phrases:
        return phrases(asking)
    if "wording" in asking.kinds or (reading.query.comparators and not asking.telling):
        return bounds(asking)
    if not asking.telling and (asking.filters or _wants_all(asking)):
        found = filtered(asking)
        if found is not None:
            return found
        # A body or place that no task is tagged with may stand in the text all the same.
        asking.with_reading(_names_as_words(reading))
    if asking.reading.terms:
        found = in_words(asking)
        if found.abstained and asking.reading.query.regions:
            return _beside_place(asking, found)
        if not (reading.terms or found.abstained or any(_fits(item, reading.query.modalities) for item in found.tasks)):
            # `某市不得做什么`: what only names the city forbids nothing.
            return asking.none((), found.tasks[:NEAREST])
        rates = [part for part in asking.reading.parts if part.kind == "frequency"]
        if found.abstained and rates:
            # `每月扣除标准`: so much a month, not a duty that recurs.
            asking.with_reading(asking.reading.without(rates[0]))
            over = in_words(asking)
            return found if over.abstained else over
        if any(map(_is_territory, reading.parts)) and _best(found) < _HALF:
            # The territory may be spoken of in the document of another issuer: `督查中某省受到表扬的做法`.
            asking.with_reading(_names_as_words(reading))
            over = in_words(asking)
            if _best(over) > _best(found):
                return over
            asking.with_reading(reading)
        return found
    return asking.without("empty")


_HALF: Final = 0.5  # share of a question below which what is found speaks of a piece of it only


def _best(found: Answer) -> float:
    """How much of the question the best of an answer speaks of; nothing where there is none."""
    return 0.0 if found.abstained else max((item.score for item in found.tasks), default=0.0)


# Nothing but the asking: `文件里有哪些任务`, `how many tasks are there?`
_ALL: Final = re.compile(
    r"(?:请|列出|逐条|查看|看看|文件|文中|全文|意见|通知|方案|这个|本|该|里面?|中|一共|总共|共|全部|所有|都|有|了|的|是|多少|几|哪些|什么|项|条|个|任务|工作|措施|要求|事项|[,。?\s])+"
    r"|(?:(?:how many|what|which|list|show|me|are|is|do|does|there|all|the|every|document|contain|in|of|set|tasks?|duties|obligations|measures|requirements)[\s?.]*)+"
)
_MANY: Final = 5_000  # tasks of which nobody asks for all at once, but page by page


def _wants_all(asking: Asking) -> bool:
    """Whether every task is asked for, and they can be listed."""
    reading = asking.reading
    plain = _ALL.fullmatch(fold(reading.question).lower().strip())
    if reading.terms or reading.not_understood or reading.asks not in ("list", "count") or not plain:
        return False
    return asking.limit is not None or asking.archive.count(reading.query) <= _MANY


def _beside_place(asking: Asking, none: Answer) -> Answer:
    """What speaks of the rest, where a place that is asked for stands right behind: `某事。（适用范围:某省）`."""
    places = [part for part in asking.reading.parts if part.kind == "region"]
    telling = [word.lower() for term in asking.reading.terms if not term.faint for word in term.words]
    asking.with_reading(_names_as_words(asking.reading))
    found = in_words(asking)
    stems = [[fold(name)[:2] for name in (place.text, *place.values)] for place in places]

    def beside(item: Item) -> bool:
        near = fold((asking.source(item.doc) or "")[item.start : item.end + _BESIDE])
        return all(any(stem in near for stem in each) for each in stems)

    def of_the_rest(item: Item) -> bool:  # that it names the place is no answer to what is asked of it
        said = fold(item.text + item.document).lower()
        return not telling or any(word in said for word in telling)

    kept = [item for item in found.tasks if beside(item)]
    if not any(map(of_the_rest, kept)):
        return none
    if len(kept) == len(found.tasks):
        return found
    said = headline(asking.reading, kept, (), len(kept), False)
    doubtful = sum(map(is_uncertain, kept))
    return asking.answered(said, kept, total=len(kept), uncertain=doubtful, facets=facets_of(kept))


def _is_territory(part: Part) -> bool:
    """Whether a place was read as the documents of those who govern it."""
    return part.kind == "document" and bool(find_places(fold(part.text)))


def _fits(item: Item, modalities: Sequence[Modality]) -> bool:
    """Whether a quotation is of one of some modalities, or has the words of one; of any where none is asked for."""
    words = [word for modality in modalities for word in modality_words(modality)]
    return not modalities or item.modality in modalities or any(word in fold(item.text) for word in words)


def _names_as_words(reading: Reading) -> Reading:
    """The names in a question as words to be looked for, where nothing is found under them as names."""
    names = [part for part in reading.parts if part.kind in ("body", "region", "topic") or _is_territory(part)]
    parts = tuple(part for part in reading.parts if part not in names)
    terms: list[Term] = list(reading.terms)
    for part in names:
        own = chinese_terms(fold(part.text), part.start, generic_too=True) if reading.language == "zh" else []
        keys = part.values if part.kind != "document" else ()
        terms += own or [Term(part.text, part.start, part.end, (*keys, fold(part.text)))]
    parts += tuple(Part("text", part.text, part.start, part.end, (fold(part.text),)) for part in names)
    query = msgspec.structs.replace(query_of(parts), text=" ".join(word for term in terms for word in term.words))
    return msgspec.structs.replace(reading, parts=parts, terms=tuple(terms), query=query)
