"""What counts no more: tasks marked done, and those of documents that are expired or repealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from builders import by, make_document, make_task, target
from corpus.types import Citation
from ingest.pipeline import read_document
from search import open_archive
from search.answer import answer
from search.archive import Archive, Note
from search.library import Library, library_of
from search.naming import with_subjects
from search.prepared import MANY
from search.question import understand

TODAY = date(2026, 11, 25)
ASK = "2021年要完成什么？"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty embedded archive."""
    made = open_archive(f"sqlite:///{tmp_path / 'duban.db'}")
    yield made
    made.close()


def test_tasks_of_an_expired_document_are_left_out_and_counted(archive: Archive) -> None:
    old = make_document("甲办法", [make_task("完成河道清淤", by("2021-12-31"))], issued=date(2020, 1, 1),
                        remark="本办法自2020年2月1日起施行，有效期至2022年1月31日。\n")  # fmt: skip
    new = make_document("乙办法", [make_task("完成管网改造", by("2021-12-31"))], number="〔2021〕2号")
    archive.put(old)
    archive.put(new)
    then = answer(archive, ASK, as_of=date(2021, 6, 1))
    assert (then.total, then.left_out) == (2, 0)
    now = answer(archive, ASK, as_of=TODAY)
    assert [item.text for item in now.tasks] == ["完成管网改造"]
    assert now.left_out == 1
    assert "1" in now.answer
    # Who asks in words gets it apart, and who names the document gets it all the same.
    worded = answer(archive, "河道清淤有什么要求？", as_of=TODAY)
    assert worded.abstained
    assert [item.text for item in worded.nearest] == ["完成河道清淤"]
    assert answer(archive, "河道清淤有什么要求？", as_of=TODAY, document=old.key).total == 1
    archive.drop(old.key)
    assert answer(archive, ASK, as_of=TODAY).left_out == 0


def test_a_repeal_ends_the_older_document_of_that_title(archive: Archive) -> None:
    title = "某市河道清理保洁办法"
    old = make_document(
        title, [make_task("完成河道清淤", by("2021-12-31"))], number="〔2015〕1号", issued=date(2015, 1, 1)
    )
    new = make_document(
        title, [make_task("完成管网改造", by("2021-12-31"))], number="〔2020〕9号", issued=date(2020, 5, 1)
    )
    repeal = Citation(f"《{title}》", 0, 8, title, None, "repeal")
    archive.put(old)
    archive.put(msgspec.structs.replace(new, citations=(repeal,)))
    assert answer(archive, ASK, as_of=date(2019, 1, 1)).total == 2
    now = answer(archive, ASK, as_of=TODAY)
    assert [item.text for item in now.tasks] == ["完成管网改造"]
    assert now.left_out == 1


def test_done_tasks_are_counted_apart_on_every_page_of_a_long_list(archive: Archive) -> None:
    document = make_document("甲方案", [make_task(f"完成第{n}处改造", by("2020-12-31")) for n in range(620)])
    archive.put(document)
    for task in document.tasks[:3]:
        archive.note(Note(task.id, "state", "done", "某人", datetime(2020, 6, 1, tzinfo=UTC)))
    ask = "截至2021年3月1日，哪些任务已经逾期？"
    first = answer(archive, ask, as_of=TODAY, limit=5)
    assert (first.total, first.left_out) == (617, 3)
    assert [item.text for item in first.tasks] == [f"完成第{n}处改造" for n in range(3, 8)]
    second = answer(archive, ask, as_of=TODAY, limit=5, offset=5)
    assert [item.text for item in second.tasks] == [f"完成第{n}处改造" for n in range(8, 13)]
    assert answer(archive, ask, as_of=TODAY).total == 617


def test_a_part_taken_away_keeps_the_other_words(archive: Archive) -> None:
    archive.put(make_document("甲方案", [make_task("完成河道清淤", by("2021-12-31")), make_task("完成管网改造")]))
    question = "2021年管网改造要做什么？"
    library = [info for info in archive.documents() if info.current]
    reading = understand(question, TODAY, library)
    for part in [p for p in reading.parts if p.window]:
        reading = reading.without(part)
    found = answer(archive, question, as_of=TODAY, reading=reading)
    assert [item.text for item in found.tasks] == ["完成管网改造"]
    assert [part.kind for part in found.understood.parts] == [part.kind for part in reading.parts]


def test_what_is_due_first_next_and_last(archive: Archive) -> None:
    tasks = [make_task(f"完成第{n}处改造", by(day)) for n, day in enumerate(["2019-06-30", "2028-12-31", "2030-12-31"])]
    archive.put(
        make_document("甲方案", [*tasks, make_task("建立长效机制"), make_task("拆除第9处围栏", by("2030-12-31"))])
    )
    for question, expected in (
        ("最先到期的是哪些任务？", ["完成第0处改造"]),
        ("下一个到期的任务是什么？", ["完成第1处改造"]),
        ("最晚到期的任务有哪些？", ["完成第2处改造", "拆除第9处围栏"]),
        ("Which tasks are due first?", ["完成第0处改造"]),
        ("改造里最晚到期的是哪项？", ["完成第2处改造"]),
        ("没有明确期限的任务有哪些？", ["建立长效机制"]),
    ):
        assert [item.text for item in answer(archive, question, as_of=TODAY).tasks] == expected, question


def test_several_questions_in_one_are_each_answered(archive: Archive) -> None:
    archive.put(
        make_document(
            "甲方案", [make_task("完成河道清淤", by("2021-12-31")), make_task("完成管网改造", by("2022-12-31"))]
        )
    )
    question = "河道清淤什么时候完成？管网改造什么时候完成？"
    found = answer(archive, question, as_of=TODAY)
    assert [item.text for item in found.tasks] == ["完成河道清淤", "完成管网改造"]
    assert found.answer.splitlines()[1].startswith("2. ")
    for part in found.understood.parts:
        assert question[part.start : part.end] == part.text
    assert answer(archive, question, as_of=TODAY, limit=1, offset=1).tasks == found.tasks[1:]
    # What only goes on from the question before is no question of its own.
    assert len(answer(archive, "河道清淤有什么要求？从什么时候开始？", as_of=TODAY).answer.splitlines()) == 1
    one_none = answer(archive, "河道清淤什么时候完成？月球探测什么时候完成？", as_of=TODAY)
    assert one_none.abstained is None
    assert [item.text for item in one_none.tasks] == ["完成河道清淤"]


def test_a_task_that_answers_two_of_several_questions_is_told_and_counted_once(archive: Archive) -> None:
    doubtful = msgspec.structs.replace(by("2021-12-31"), uncertain="两读")
    tasks = [
        make_task("完成河道清淤", doubtful),
        make_task("完成管网改造", by("2021-12-30")),
        make_task("完成泵站维修", by("2021-12-29")),
    ]
    archive.put(make_document("甲方案", tasks, number="〔2021〕1号"))
    old = make_document("乙办法", [make_task("完成河道清淤", by("2021-12-31"))], issued=date(2020, 1, 1),
                        remark="本办法自2020年2月1日起施行，有效期至2022年1月31日。\n")  # fmt: skip
    archive.put(old)
    question = "2021年要完成什么？2021年12月31日到期的任务有哪些？"
    whole = answer(archive, question, as_of=TODAY)
    first = answer(archive, ASK, as_of=TODAY)
    assert [item.text for item in whole.tasks] == [item.text for item in first.tasks]
    assert (whole.total, whole.uncertain, whole.left_out) == (3, 1, 1)
    assert whole.facets["document"] == {"甲方案": 3}
    assert whole.facets["year"] == {"2021": 3}
    assert whole.understood.query == {}
    for offset in range(4):
        page = answer(archive, question, as_of=TODAY, limit=1, offset=offset)
        assert page.tasks == whole.tasks[offset : offset + 1]
        assert msgspec.structs.replace(page, tasks=(), offset=0) == msgspec.structs.replace(whole, tasks=())


@pytest.mark.parametrize(
    "question",
    [
        " 河道清淤什么时候完成？ 管网改造什么时候完成？",
        "河道清淤什么时候完成？  从哪天开始？ 管网改造什么时候完成？",
        "河道清淤什么时候完成？河道清淤什么时候完成？",
    ],
)
def test_the_parts_of_several_questions_stand_where_they_were_typed(archive: Archive, question: str) -> None:
    archive.put(make_document("甲方案", [make_task("完成河道清淤", by("2021-12-31"))]))
    parts = answer(archive, question, as_of=TODAY).understood.parts
    assert len({(part.kind, part.start, part.end) for part in parts}) == len(parts) > 1
    for part in parts:
        assert question[part.start : part.end] == part.text


def test_documents_are_found_by_names_beside_their_titles(archive: Archive) -> None:
    named = "某市人民政府关于垃圾分类的通知\n各县：\n《城乡垃圾收运体系目录》（以下简称《收运表》）已经同意。\n一、2021年底前完成分类试点。\n"
    untitled = (
        "各县：为进一步优化城市供水服务，方便群众，经市政府同意，现提出以下意见。\n一、2021年底前完成水表更换。\n"
    )
    for name, text in (("a.txt", named), ("b.txt", untitled)):
        archive.put(read_document(text, name=name))
    for question, expected in (
        ("《收运表》要求2021年完成什么？", "完成分类试点"),
        ("优化城市供水服务的意见要求2021年底前完成什么？", "完成水表更换"),
        ("优化城市供水的文件2021年底前要完成什么？", "完成水表更换"),
    ):
        (item,) = answer(archive, question, as_of=TODAY).tasks
        assert expected in item.text


def test_of_very_many_untitled_documents_the_newest_have_a_subject(archive: Archive) -> None:
    head = "各县：为进一步优化{}服务，方便群众，经市政府同意，现提出以下意见。\n一、2021年底前完成{}更换。\n"
    archive.put(read_document(head.format("城市供水", "水表") + "某市人民政府\n2021年3月1日\n", name="new.txt"))
    for number in range(MANY):
        archive.put(read_document(head.format(f"第{number}渡口", f"第{number}渡口护栏"), name=f"{number}.txt"))
    assert [info.date for info in archive.documents() if not info.title].count(None) == MANY
    (item,) = answer(archive, "优化城市供水服务的意见要求2021年底前完成什么？", as_of=TODAY).tasks
    assert "水表" in item.text


def test_subjects_are_found_once_though_an_engine_lists_its_documents_anew(archive: Archive) -> None:
    archive.put(make_document("", [make_task("完成水表更换", by("2021-12-31"))]))
    lines = list(archive.documents())
    one, two = (with_subjects(archive, Library(msgspec.structs.replace(info) for info in lines)) for _ in range(2))
    assert one is two
    archive.put(make_document("甲方案", [make_task("完成河道清淤", by("2021-12-31"))]))
    assert len(with_subjects(archive, library_of(archive.documents()))) == 2


@pytest.mark.parametrize("question", ["哪些任务没有责任人？", "Which tasks have no person in charge?"])
def test_tasks_that_nobody_was_noted_to_be_in_charge_of(archive: Archive, question: str) -> None:
    document = make_document(
        "河道清理办法", [make_task("完成河道清淤"), make_task("完成管网改造"), make_task("完成堤防加固")]
    )
    archive.put(document)
    first, second, third = document.tasks
    when = datetime(2026, 1, 1, tzinfo=UTC)
    for task, owner in ((first, "张三"), (second, "李四"), (second, "")):  # what was noted last holds
        archive.note(Note(task.id, "owner", owner, "王五", when))
    found = answer(archive, question, as_of=TODAY, limit=1)
    assert (found.total, [item.id for item in found.tasks]) == (2, [second.id])
    assert sum(found.facets["modality"].values()) == 2
    assert answer(archive, question, as_of=TODAY, limit=1, offset=1).tasks[0].id == third.id


def test_what_is_left_out_is_left_out_of_bounds_too(archive: Archive) -> None:
    rates = [make_task(f"{name}不低于90%", topics=(topic,), targets=(target(name, ">=", 90, "%"),))
             for name, topic in (("优良率", "大气"), ("处理率", "水"))]  # fmt: skip
    archive.put(make_document("河道清理办法", rates))
    found = answer(archive, "除大气以外，不低于的指标有哪些？", as_of=TODAY)
    assert [aim.indicator for aim in found.targets] == ["处理率"]


def test_who_is_noted_to_be_in_charge_counts_beside_words_too(archive: Archive) -> None:
    document = make_document("河道清理办法", [make_task("完成河道清淤工程"), make_task("完成河道疏浚工程")])
    archive.put(document)
    owned, other = document.tasks
    archive.note(Note(owned.id, "owner", "张三", "王五", datetime(2026, 1, 1, tzinfo=UTC)))
    found = answer(archive, "没有责任人的河道工程任务有哪些？", as_of=TODAY)
    assert [item.id for item in found.tasks] == [other.id]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("除2021年到期的以外，最早到期的任务是什么？", "完成管网改造"),
        ("除2023年到期的以外，最晚到期的任务是什么？", "完成管网改造"),
    ],
)
def test_what_is_left_out_is_not_the_first_or_last(archive: Archive, question: str, expected: str) -> None:
    days = {"完成河道清淤": "2021-12-31", "完成管网改造": "2022-12-31", "完成堤防加固": "2023-12-31"}
    archive.put(make_document("河道清理办法", [make_task(words, by(day)) for words, day in days.items()]))
    assert [item.text for item in answer(archive, question, as_of=TODAY).tasks] == [expected]


@pytest.mark.parametrize(
    "question",
    ["除2021年12月31日到期的以外，还有哪些任务？", "不在2021年到期的任务有哪些？", "Which tasks are not due in 2021?"],
)
def test_what_is_left_out_is_left_out_of_list_count_and_facets(archive: Archive, question: str) -> None:
    document = make_document(
        "河道清理办法",
        [
            make_task("完成河道清淤", by("2021-12-31")),
            make_task("完成管网改造", by("2022-12-31")),
            make_task("加强巡查"),
        ],
    )
    archive.put(document)
    found = answer(archive, question, as_of=TODAY, limit=1)
    assert found.total == 2
    assert sum(found.facets["modality"].values()) == 2
    assert found.facets["year"] == {"2022": 1}
    assert document.tasks[0].id not in {item.id for item in answer(archive, question, as_of=TODAY).tasks}


def test_the_same_words_from_another_file_are_quoted_where_they_stand_there(archive: Archive, tmp_path: Path) -> None:
    """What a process keeps of one file is not taken for another that breaks its lines elsewhere."""
    text = "某县疏浚办法\n第一条 沟渠是指排水的明渠。\n第二条 县水利局负责疏浚。\n"
    other = open_archive(f"sqlite:///{tmp_path / 'other.db'}")
    archive.put(read_document(text, name="one.txt"))
    other.put(read_document(text.replace("\n", "\n\n\n"), name="another.txt"))
    said = [answer(each, "第一条写了什么？", as_of=TODAY).tasks for each in (archive, other)]
    other.close()
    assert [[item.text for item in items] for items in said] == [["沟渠是指排水的明渠。"]] * 2
