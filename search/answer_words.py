"""Answers to what is asked in words: the clauses that speak of it, tasks or not, or that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from corpus.fold import fold
from corpus.regions import find_places
from corpus.types import Task
from search.answer_asking import NEAREST, Asking
from search.answer_edges import only_at_edge
from search.answer_figures import targets_for
from search.answer_find import Choice, choose, has_figure, recurs, says_year
from search.answer_follow import heads_followed, with_list, with_next, with_noted, with_opening
from search.answer_lists import FACETS, facets_of, told_once
from search.answer_pool import (
    POOL,
    Candidate,
    candidate_of,
    candidates,
    of_saying,
    with_context,
    with_notes,
)
from search.answer_say import headline, is_uncertain
from search.answer_sound import as_sounded
from search.answer_types import Answer, target_of
from search.archive import Found, Saying
from search.query import Query, clause_path
from search.question_asks import asks_how_often
from search.reading import Reading
from search.words import Term

__all__ = ["in_words", "phrases"]

_FEW: Final = 5  # items that answer a question about one thing
_LIST: Final = 40  # items of a list that was asked for in words
_SYNONYMS: Final = 4  # words of one meaning that the index looks for
_READ: Final = 250  # tasks with quoted words that are read though the page is shorter
_ALSO: Final = 0.6  # what a further duty that recurs must speak of, of what the first speaks of
_TOLD: Final = 3  # items that a headline may speak of
_BESIDE: Final = 0.3  # what a sentence that says how often must speak of, beside one that says the rest
_FAINTLY: Final = 0.25  # share of the question that what comes near must speak of


# `某省有哪些地方受到表扬`: each place is told in a clause of its own
_WHICH_PLACES: Final = re.compile(r"哪(?:些|几个)(?:地方|地区|城市|盟市|省份?|市县|县市?)")


def in_words(asking: Asking) -> Answer:
    """The clauses that speak of what the question speaks of."""
    reading = asking.reading
    size = asking.archive.count(Query(documents=reading.query.documents))
    asked = fold(reading.question)
    several = reading.asks == "who" and _WHICH_PLACES.search(asked) is not None and bool(find_places(asked))
    wide = several or (reading.asks in ("list", "count") and not any(p.kind == "body" for p in reading.parts))
    most = _LIST if wide else _FEW
    pool = _tasks(asking)
    have = {(c.doc, c.start) for c in pool}
    pool += [c for c in _sentences(asking) if (c.doc, c.start) not in have]
    pool = with_notes(with_context(pool))
    if reading.query.clauses:  # what stands beside is the heading of all of them
        pool = [msgspec.structs.replace(candidate, beside="") for candidate in pool]
    if asking.excepting:
        counting = {task.id for task in asking.counting([c.task for c in pool if c.task])}
        pool = [c for c in pool if c.task is None or c.task.id in counting]
    choice = choose(reading, pool, size, most, wide)
    if not choice.chosen or any(term.unknown for term in choice.missing):
        # A word may be typed wrongly: once more with what sounds the same.
        texts = [candidate.text for candidate, _ in choice.ranked]
        if (terms := as_sounded(reading.terms, choice.missing, texts)) is not None:
            reading = _read_as(reading, terms)
            asking.with_reading(reading)
            choice = choose(reading, pool, size, most, wide)
    choice = with_noted(asking, with_next(reading.asks, choice, pool))
    if reading.asks in ("list", "explain", "define", "count"):
        choice = with_list(asking, choice)
    choice = with_opening(asking, choice)
    if asking.dated and reading.asks in ("list", "count"):
        told = {task.id for task in told_once([c.task for c, _ in choice.chosen if c.task])[0]}
        chosen = [entry for entry in choice.chosen if entry[0].task is None or entry[0].task.id in told]
        choice = msgspec.structs.replace(choice, chosen=tuple(chosen))
    choice = msgspec.structs.replace(
        choice, chosen=_recurring(asking, only_at_edge(asking, choice.chosen), choice.ranked)
    )
    if not choice.chosen or _no_figure(reading, choice):
        near = [asking.item_of(c, share) for c, share in choice.ranked[:NEAREST] if share > _FAINTLY]
        return asking.none([asking.asked(t.start, t.end) for t in choice.missing], near)
    items = [asking.item_of(candidate, share) for candidate, share in choice.chosen]
    targets = targets_for(reading, choice, asking.names) if reading.asks == "figure" else []
    return asking.answered(
        headline(reading, items, targets, len(items), False), asking.page(items), total=len(items), targets=targets,
        uncertain=sum(map(is_uncertain, items)), facets=facets_of(items),
    )  # fmt: skip


def _recurring(
    asking: Asking, chosen: Sequence[tuple[Candidate, float]], ranked: Sequence[tuple[Candidate, float]]
) -> tuple[tuple[Candidate, float], ...]:
    """Of what was chosen what recurs, where the question asks how often; where nothing does, all of it and the first
    of the same document that does."""
    if not chosen or not asks_how_often(fold(asking.reading.question).lower()):
        return tuple(chosen)
    if asking.reading.asks == "who" or not any(recurs(candidate) for candidate, _ in chosen):
        # `由谁牵头,多久开一次会`: the one stands in one sentence, how often in another.
        home = chosen[0][0].doc
        further = [e for e in ranked if e[0].doc == home and e[1] >= _BESIDE and recurs(e[0]) and e not in chosen]
        return (*chosen, *further[:1])
    least = max((share for candidate, share in chosen if recurs(candidate)), default=0.0) * _ALSO
    kept = tuple(entry for entry in chosen if recurs(entry[0]) and entry[1] >= least)
    return kept or tuple(chosen)


def _who_acts(reading: Reading, pool: Sequence[Candidate]) -> list[Candidate]:
    """Of the places of quoted words those that say who acts, or leads where that is asked; all where none does."""
    roles = {"lead"} if "牵头" in fold(reading.question) else {"lead", "responsible"}
    return [c for c in pool if c.task and any(body.role in roles for body in c.task.bodies)] or list(pool)


def _read_as(reading: Reading, terms: tuple[Term, ...]) -> Reading:
    """The reading with other words looked for, its parts showing them."""
    words = {(term.start, term.end): term.words for term in terms}
    parts = tuple(
        msgspec.structs.replace(part, values=words[part.start, part.end])
        if part.kind == "text" and (part.start, part.end) in words
        else part
        for part in reading.parts
    )
    return msgspec.structs.replace(reading, terms=terms, parts=parts)


def _tasks(asking: Asking) -> list[Candidate]:
    """The tasks that the index ranks first, within the filter and beside it."""
    # Bodies are weighed, not required: a name may stand in the question for other reasons than who acts.
    soft = msgspec.structs.replace(
        asking.reading.query,
        text=_text(asking),
        bodies=(),
        roles=(),
        modalities=(),
        has_target=False,
        comparators=(),
        topics=(),
    )
    pool = candidates(asking.archive, soft, asking.titles)
    if not pool and asking.filters:  # `每季度要报什么`: the index knows no words of one letter
        pool = candidates(asking.archive, msgspec.structs.replace(soft, text=""), asking.titles)
    windowed = bool(asking.reading.query.due or asking.reading.query.starts)
    # `每季度要报什么` asks for what recurs, `每月扣除多少` for a figure.
    listing = ("list", "count") if windowed else ("list", "count", "explain")
    if asking.dated and asking.reading.asks not in listing and "overdue" not in asking.kinds:
        # A task without any date of its own may be part of what the date governs.
        undated = msgspec.structs.replace(soft, due=None, starts=None, due_or_starts=False, kinds=(), frequencies=())
        have = {(c.doc, c.start) for c in pool}
        beside = [c for c in candidates(asking.archive, undated, asking.titles) if (c.doc, c.start) not in have]
        days = msgspec.structs.replace(asking.reading.query, text="", require_text=False)
        before = (
            days.due is not None and days.due.first is None
        )  # `2025年前`: only what has a day can be told to lie there
        if before or not asking.archive.count(days):  # days that govern nothing govern no undated task
            beside = [c for c in beside if says_year(asking.reading, c)]
        pool += [c for c in beside if _undated(asking, c)]
    return pool


def _undated(asking: Asking, candidate: Candidate) -> bool:
    """Whether no day of a task is known: it has none, or `今年` in a document without a date, but of the year asked for."""
    if says_year(asking.reading, candidate):
        return True
    return candidate.task is not None and not candidate.task.deadlines


def _text(asking: Asking) -> str:
    """What the index looks for: the words that tell, a few synonyms each; common words cost it much and rank little."""
    terms = [term for term in asking.reading.terms if not term.faint] or list(asking.reading.terms)
    upto = {term: len(term.words) if term.guessed else _SYNONYMS for term in terms}
    words = [word for term in terms for word in term.words[: upto[term]] if len(word) > 1 or len(term.words) == 1]
    return " ".join(dict.fromkeys(words))


# Only a figure answers: `多少`, `what percentage`
_HOW_MUCH: Final = re.compile(
    r"多少|百分之几|几成|how (?:much|many|high|large)|what (?:percentage|share|proportion)", re.I
)


def _no_figure(reading: Reading, choice: Choice) -> bool:
    """Whether a figure is asked for and nothing that speaks of the matter names any."""
    if reading.asks != "figure" or not _HOW_MUCH.search(fold(reading.question)):
        return False
    return not any(has_figure(candidate.text) for candidate, _ in choice.chosen)


def _sentences(asking: Asking) -> list[Candidate]:
    """The sentences that are no tasks and may answer, the likeliest first; none beside a filter that only tasks pass."""
    reading, query = asking.reading, asking.reading.query
    if query.regions or query.clauses or (asking.dated and reading.asks in ("list", "count")):
        return []
    found = asking.archive.sentences(_text(asking), documents=query.documents, limit=POOL)
    over = frozenset(query.without)
    current = [saying for saying in found if saying.doc in asking.titles and saying.doc not in over]
    made = [of_saying(saying, asking.titles[saying.doc]) for saying in current]
    return [c for c in made if not asking.dated or says_year(reading, c)]


def phrases(asking: Asking) -> Answer:
    """Every place where the quoted words stand, character by character."""
    reading, query = asking.reading, asking.reading.query
    exact = msgspec.structs.replace(
        query, text="", require_text=False, offset=0, limit=None, bodies=(), roles=(), topics=(), modalities=()
    )
    places, more = _places(asking, exact)
    if not places and asking.dated:
        # `2011年“三农”投入多少`: the year may be the document's.
        undated = msgspec.structs.replace(exact, due=None, starts=None, due_or_starts=False, kinds=(), frequencies=())
        some, _ = _places(asking, undated)
        places = [place for place in some if says_year(asking.reading, _candidate(asking, place))]
    if not places and len(query.phrases) > 1:
        # Not side by side anywhere: each by itself.
        each = [_places(asking, msgspec.structs.replace(exact, phrases=(phrase,))) for phrase in query.phrases]
        places = list({(p.doc, p.start): p for some, _ in each for p in some}.values())
        more = sum(count for _, count in each)
    if not places:
        soft = Query(text=" ".join((query.text, *query.phrases)), documents=query.documents)
        near = [asking.item_of(c, 0.0) for c in candidates(asking.archive, soft, asking.titles)[:NEAREST]]
        return asking.none(query.phrases, near)
    places.sort(key=lambda place: (place.doc, place.start))
    if asking.telling or reading.asks == "define":
        return _phrases_beside(asking, [_candidate(asking, place) for place in places])
    tasks = [place for place in places if isinstance(place, Task)]
    facets: dict[str, dict[str, int]] = {
        name: dict(counts) for name, counts in asking.archive.facets(exact, FACETS).items()
    }
    if asking.excepting or len(query.phrases) > 1:  # what is listed is not what fits the filter
        facets = facets_of(asking.items(tasks))
    own = [(t, task) for task in tasks for t in task.targets] if reading.asks == "figure" else []
    targets = [target_of(t, task, asking.names.get(task.doc, "")) for t, task in own][:4]
    total = len(places) + more
    first = [asking.item_of(_candidate(asking, place), 1.0) for place in places[:_TOLD]]
    page = [asking.item_of(_candidate(asking, place), 1.0) for place in asking.page(places)]
    return asking.answered(
        headline(reading, first, targets, total, False), page, total=total, targets=targets,
        uncertain=sum(map(is_uncertain, tasks)), facets=facets,
    )  # fmt: skip


def _places(asking: Asking, exact: Query) -> tuple[list[Task | Saying], int]:
    """The tasks and sentences that hold all the quoted words, without those left out; how many tasks were not read."""
    found = _with_phrases(asking, exact)
    tasks = [hit.task for hit in found.hits]
    if asking.excepting:
        tasks = asking.counting(tasks)
    wanted = ["".join(phrase.lower().split()) for phrase in exact.phrases]
    said = [] if asking.dated else _saying(asking, wanted)
    return [*tasks, *said], 0 if asking.excepting else found.total - len(found.hits)


def _candidate(asking: Asking, place: Task | Saying) -> Candidate:
    title = asking.titles.get(place.doc, "")
    return candidate_of(place, title) if isinstance(place, Task) else of_saying(place, title)


def _phrases_beside(asking: Asking, pool: list[Candidate]) -> Answer:
    """The places of quoted words that the rest of a question speaks of, or that say what they mean."""
    reading = asking.reading
    if reading.asks in ("define", "who"):
        pool = heads_followed(asking, pool)
    if reading.asks == "who":
        pool = _who_acts(reading, pool)
    choice = Choice(tuple((candidate, 1.0) for candidate in pool), (), 1.0, ())
    if asking.telling:
        # Beside other words the quotation marks only stress one: `“双师型”教师要占多少`.
        chosen = choose(reading, pool, len(pool), _FEW, reading.asks == "list")
        choice = chosen if chosen.chosen else choice
        if not chosen.chosen and len(pool) > _FEW:
            return in_words(asking)
    items = [asking.item_of(candidate, 1.0) for candidate, _ in choice.chosen]
    own = [(t, c.task) for c, _ in choice.chosen if c.task for t in c.task.targets] if reading.asks == "figure" else []
    targets = [target_of(t, task, asking.names.get(task.doc, "")) for t, task in own][:4]
    return asking.answered(
        headline(reading, items, targets, len(items), False), asking.page(items), total=len(items), targets=targets,
        uncertain=sum(map(is_uncertain, items)), facets=facets_of(items),
    )  # fmt: skip


def _with_phrases(asking: Asking, exact: Query) -> Found:
    """The tasks with the quoted words; where a page is asked for, of very many only so many that it can be cut.

    Beside other words those count that are nearest to them.
    """
    if asking.limit is None or asking.excepting:
        return asking.archive.find(exact)
    upto = max(asking.offset + asking.limit, _READ)
    if asking.telling:
        near = msgspec.structs.replace(exact, text=_text(asking), limit=upto)
        hits = asking.archive.nearest(near)
        return Found(len(hits), tuple(hits))
    return asking.archive.find(msgspec.structs.replace(exact, order="place", limit=upto))


def _saying(asking: Asking, wanted: Sequence[str]) -> list[Saying]:
    """The sentences that are no tasks, and the headings, in which all the quoted words stand."""
    query = asking.reading.query
    found = asking.archive.sentences(phrases=wanted, documents=query.documents)
    # Of a plain sentence only its document and clause are known: what else is left out leaves it in.
    left = [part for part in asking.reading.parts if part.kind == "except" and part.of in ("document", "clause")]
    return [
        saying for saying in found
        if saying.doc not in query.without
        and not any(
            saying.doc in part.values if part.of == "document" else set(clause_path(saying.clause)) & set(part.values)
            for part in left
        )
    ]  # fmt: skip
