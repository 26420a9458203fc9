"""What every archive engine finds, counts and orders: one suite over all of them (search/query.py)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_engines import FACETS, OPINION, WINDOW_2018, texts
from builders import by, during, make_document, make_task
from search.archive import Archive
from search.query import Order, Query, Window, clause_path, frequency

# What a query finds in OPINION, in the order of due days (or as it asks); read off the tasks above.
FOUND: list[tuple[str, Query, list[str]]] = [
    ("due in a window, by its first day there", Query(due=WINDOW_2018), ["加油站", "完成饮用水", "向社会公开"]),
    ("due later: the second deadline counts", Query(due=Window(date(2020, 1, 1), None)), ["加油站", "细颗粒物"]),
    ("a day on the edge is within", Query(due=Window(date(2018, 12, 31), date(2018, 12, 31))), ["完成饮用水", "向社会公开"]),
    ("the day before is not", Query(due=Window(None, date(2018, 6, 29))), []),
    ("any due day", Query(due=Window()), ["加油站", "完成饮用水", "向社会公开", "消除黑臭", "细颗粒物"]),
    ("a window the wrong way round", Query(due=Window(date(2019, 1, 1), date(2018, 1, 1))), []),
    ("begins in a window", Query(starts=Window(date(2019, 1, 1), date(2019, 12, 31))), ["消除黑臭", "执行新的"]),
    ("begins, only from", Query(starts=Window(date(2019, 1, 1), None), kinds=("from",)), ["执行新的"]),
    (
        "due and begins",
        Query(due=Window(date(2019, 1, 1), None), starts=Window(None, date(2019, 6, 30))),
        ["消除黑臭"],
    ),
    (
        "due or begins",
        Query(due=WINDOW_2018, starts=Window(date(2019, 7, 1), None), due_or_starts=True),
        ["加油站", "完成饮用水", "向社会公开", "执行新的"],
    ),
    ("of a kind", Query(kinds=("from", "during")), ["消除黑臭", "执行新的"]),
    ("of a kind in a window", Query(due=Window(), kinds=("during",)), ["消除黑臭"]),
    ("recurring", Query(kinds=("every",)), ["每季度", "每年"]),
    ("how often", Query(frequencies=("FREQ=MONTHLY;INTERVAL=3",)), ["每季度"]),
    ("how often, without the days", Query(frequencies=("FREQ=YEARLY",)), ["每年"]),
    ("how often: monthly is not quarterly", Query(frequencies=("FREQ=MONTHLY",)), []),
    ("a body", Query(bodies=("财政部门",)), ["加油站", "完成饮用水"]),
    ("a role", Query(roles=("lead",)), ["加油站", "完成饮用水"]),
    ("a body in its own role", Query(bodies=("财政部门",), roles=("lead",)), ["加油站"]),
    ("one of two bodies", Query(bodies=("生态环境部", "没有的部门"),), ["完成饮用水"]),
    ("a region", Query(regions=("乌海市",)), ["完成饮用水"]),
    ("a topic", Query(topics=("土壤",)), ["加油站"]),
    ("one of two topics, once", Query(topics=("水", "土壤")), ["加油站", "完成饮用水"]),
    ("with a figure", Query(has_target=True), ["细颗粒物"]),
    ("without any day", Query(lacking=("deadline",), documents=(OPINION.key,)), ["严禁"]),
    ("without a figure, in a window", Query(lacking=("target",), due=Window(date(2020, 1, 1), None)), ["加油站"]),
    ("who leads is lacking", Query(lacking=("lead",), due=WINDOW_2018), ["向社会公开"]),
    ("a comparator", Query(comparators=(">=", "<=")), ["细颗粒物"]),
    ("another comparator", Query(comparators=("<",)), []),
    ("how binding", Query(modalities=("must_not", "goal")), ["消除黑臭", "严禁"]),
    ("a clause and what is beneath", Query(clauses=("一(一)",)), ["加油站", "完成饮用水", "消除黑臭"]),
    ("1 does not hold 10", Query(clauses=("一(一)1",)), ["加油站"]),
    ("二 does not hold 二十, 十 not 十一", Query(clauses=("二", "十")), ["每季度"]),
    ("a clause in full-width brackets", Query(clauses=("一（二）",)), ["执行新的"]),
    ("a phrase", Query(phrases=("黑臭水体",)), ["消除黑臭"]),
    ("a phrase across a space", Query(phrases=("黑臭 水体",)), ["消除黑臭"]),
    ("a phrase of one character", Query(phrases=("臭",)), ["消除黑臭"]),
    ("a phrase with figures and brackets", Query(phrases=("物(PM2.5)浓",)), ["细颗粒物"]),
    ("a phrase in the context", Query(phrases=("限期达标",)), ["向社会公开"]),
    ("not across context and task", Query(phrases=("规划,向社会",)), []),
    ("not in the heading", Query(phrases=("碧水保卫战",)), []),
    ("two phrases, both", Query(phrases=("黑臭", "水体")), ["消除黑臭"]),
    ("two phrases, one missing", Query(phrases=("黑臭", "产能")), []),
    ("characters in another order", Query(phrases=("臭黑",)), []),
    ("words", Query(text="黑臭水体", require_text=True), ["消除黑臭"]),
    ("words of the context", Query(text="达标规划", require_text=True), ["向社会公开"]),
    ("words of the heading", Query(text="保卫战", require_text=True, order="place"), ["完成饮用水", "加油站", "消除黑臭", "执行新的"]),
    ("a latin token, in any case", Query(text="pm2.5", require_text=True), ["细颗粒物"]),
    ("part of a latin token", Query(text="PM2", require_text=True), []),
    (
        "combined",
        Query(due=WINDOW_2018, topics=("水",), modalities=("must",), bodies=("财政部门",), text="改造", require_text=True),
        ["加油站"],
    ),
    ("an unknown value", Query(regions=("没有的地方",), topics=("水",)), []),
    ("an unknown document", Query(documents=("0" * 16,)), []),
    ("the document", Query(documents=(OPINION.key, "x"), topics=("土壤",)), ["加油站"]),
    ("tasks by id", Query(tasks=(OPINION.tasks[1].id, OPINION.tasks[4].id)), ["加油站", "每季度"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
@pytest.mark.parametrize("order", get_args(Order))
def test_find(archive: Archive, query: Query, expected: list[str], order: Order) -> None:
    archive.put(OPINION)
    # The same words in a document that no query above is about, to keep "all" from being the right answer.
    archive.put(make_document("另一份文件", [make_task("无关事项")]))
    asked = query if query.order == order else Query(**{**_parts(query), "order": order})
    got = texts(archive, asked)
    assert len(got) == len(expected)
    by_start = {start: text for start in expected for text in got if text.startswith(start)}
    assert set(by_start) == set(expected)
    if order == query.order:
        assert [by_start[start] for start in expected] == got


def _parts(query: Query) -> dict[str, object]:
    return {name: getattr(query, name) for name in query.__struct_fields__}


def test_everything_in_three_orders(archive: Archive) -> None:
    archive.put(OPINION)
    place = [task.text for task in OPINION.tasks]
    assert texts(archive, Query(order="place")) == place
    assert texts(archive, Query(order="relevance")) == place  # nothing to rank: ties by place
    due = texts(archive, Query())
    assert due[:5] == [place[1], place[0], place[8], place[2], place[6]]
    assert due[5:] == [place[3], place[4], place[5], place[7]]  # no due day: last, by place


def test_due_or_starts_goes_by_the_day_in_the_window(archive: Archive) -> None:
    both = make_task("甲", during("2018-03-01", "2021-12-31"), by("2019-05-01"))
    archive.put(make_document("文件", [both, make_task("乙", by("2019-03-01"))]))
    window = Window(date(2019, 1, 1), None)
    assert texts(archive, Query(due=window, starts=window, due_or_starts=True)) == ["乙", "甲"]
    assert texts(archive, Query(due=Window(date(2021, 1, 1), None), kinds=("during",))) == ["甲"]


def test_relevance_ranks_and_leaves_nothing_out(archive: Archive) -> None:
    archive.put(OPINION)
    query = Query(text="消除黑臭水体", order="relevance")
    found = archive.find(query)
    assert found.total == len(OPINION.tasks)
    assert found.hits[0].task.text == "消除黑臭水体"
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0
    assert scores[-1] == 0
    # A page is a slice of the whole, also where it crosses from what was ranked to the rest.
    for offset in range(len(OPINION.tasks) + 2):
        page = archive.find(Query(text="消除黑臭水体", order="relevance", offset=offset, limit=3))
        assert page.hits == found.hits[offset : offset + 3]
        assert page.total == found.total


def test_own_words_weigh_more_than_those_of_the_heading(archive: Archive) -> None:
    tasks = [make_task("推进其他工作", clause="一"), make_task("推进危险废物处置", clause="二")]
    archive.put(make_document("文件", tasks, headings=[("一", "危险废物处置", 1), ("二", "其他工作", 1)]))
    found = archive.find(Query(text="危险废物处置", require_text=True, order="relevance"))
    assert [hit.task.text for hit in found.hits] == ["推进危险废物处置", "推进其他工作"]


@pytest.mark.parametrize("order", get_args(Order))
def test_pages_are_slices_of_the_whole(archive: Archive, order: Order) -> None:
    # Equal days and words everywhere: only the ties tell tasks apart.
    same = [make_task("完成整治", by("2018-12-31")) for _ in range(7)]
    for number in range(3):
        archive.put(make_document(f"文件{number}", same))
    whole = archive.find(Query(text="整治", order=order))
    assert whole.total == len(whole.hits) == 21
    assert [(hit.task.doc, hit.task.start) for hit in whole.hits] == sorted(
        (hit.task.doc, hit.task.start) for hit in whole.hits
    )
    pages = [archive.find(Query(text="整治", order=order, offset=at, limit=4)) for at in range(0, 24, 4)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {21}
    assert archive.find(Query(limit=0)).total == 21
    assert archive.find(Query(offset=99)).hits == ()
    assert archive.find(Query(offset=99)).total == 21


@pytest.mark.parametrize(
    "query",
    [Query(), Query(due=WINDOW_2018), Query(topics=("水",)), Query(text="完成", require_text=True), Query(kinds=("by",)),
     Query(text="完成", require_text=True, order="relevance"), Query(text="完成"), Query(regions=("没有",))],
)  # fmt: skip
def test_facets_count_what_each_value_would_find(archive: Archive, query: Query) -> None:
    archive.put(OPINION)
    archive.put(make_document("另一份文件", [make_task("完成清查", by("2019-12-31"), topics=["水"])]))
    facets = archive.facets(query, FACETS)
    assert set(facets) == set(FACETS)
    for values in facets.values():
        assert list(values.items()) == sorted(values.items(), key=lambda item: (-item[1], item[0]))
    found = archive.find(query)
    assert sum(facets["document"].values()) == sum(facets["modality"].values()) == found.total
    part = {"body": "bodies", "region": "regions", "topic": "topics", "document": "documents", "modality": "modalities"}
    for facet, name in part.items():
        for value, count in facets[facet].items():  # type: ignore[index]  # the keys above are facets
            narrowed = Query(**{**_parts(query), name: (value,)})
            if not getattr(query, name):
                assert archive.count(narrowed) == count
    years = [{d.due.year for d in [*h.task.deadlines, *h.task.targets] if d.due} for h in found.hits]
    assert facets["year"] == {str(y): sum(y in held for held in years) for y in set().union(*years)} or not years


def test_facets_by_name(archive: Archive) -> None:
    archive.put(OPINION)
    facets = archive.facets(Query(due=WINDOW_2018), ["year", "topic", "region", "body"])
    assert facets["year"] == {"2018": 3, "2020": 1}
    assert facets["topic"] == {"水": 2, "土壤": 1}
    assert facets["region"] == {"乌海市": 1}
    assert facets["body"]["财政部门"] == 2
    assert not any(":" in name for name in archive.facets(Query(), ["body"])["body"])  # levels are no names
    assert archive.facets(Query(), []) == {}


LABELS = [
    ("五(一)1", ("五", "五(一)", "五(一)1")),
    ("五（一）10", ("五", "五(一)", "五(一)10")),
    ("一1", ("一", "一1")),
    ("十一", ("十一",)),
    ("第三章第二节", ("第三章", "第三章第二节")),
    ("第十二条", ("第十二条",)),
    ("第九章专栏8(八)", ("第九章", "第九章专栏8", "第九章专栏8(八)")),
    ("1.2.3", ("1", "1.2", "1.2.3")),
    ("附件一", ("附件", "附件一")),
    ("", ()),
]


@pytest.mark.parametrize(("label", "path"), LABELS)
def test_clause_path(label: str, path: tuple[str, ...]) -> None:
    assert clause_path(label) == path


@given(st.text(max_size=30))
def test_clause_path_ends_with_the_label(label: str) -> None:
    path = clause_path(label)
    assert not path or all(longer.startswith(shorter) for shorter, longer in pairwise(path))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "FREQ=YEARLY"),
        ("FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=3"),
        ("INTERVAL=3;BYDAY=MO;FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3"),
        ("FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY"),
    ],
)
def test_frequency(rule: str, expected: str) -> None:
    assert frequency(rule) == expected
