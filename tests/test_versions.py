"""Two versions side by side, and every sentence accounted for; the documents are made by hand."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from corpus.types import Deadline, Document, Sentence, Target, Task
from search.accounts import account
from search.versions import diff


def task(
    text: str, start: int = 0, *, due: str | None = None, value: float | None = None, uncertain: str | None = None
) -> Task:
    deadlines = (Deadline("年底前", 0, 3, "by", due=date.fromisoformat(due)),) if due else ()
    targets = (Target("率", 0, 1, "率", ">=", value, "%"),) if value is not None else ()
    return Task(
        id=f"{start:x}", doc="d", clause="一", heading="", text=text, start=start, end=start + len(text), page=None,
        modality="must", deadlines=deadlines, targets=targets, uncertain=uncertain,
    )  # fmt: skip


def document(*tasks: Task, text: str = "", sentences: tuple[Sentence, ...] = ()) -> Document:
    return Document("d", "x", text, "标题", (), None, None, tasks=tasks, sentences=sentences)


def test_another_date_is_a_change_not_a_loss() -> None:
    old = task("2018年年底前,完成加油站地下油罐防渗改造。", due="2018-12-31")
    new = task("2019年6月底前,完成加油站地下油罐防渗改造。", due="2019-06-30")
    found = diff(document(old), document(new))
    assert (found.added, found.dropped, found.same) == ((), (), 0)
    (pair,) = found.changed
    assert (pair.dates, pair.figures) == (True, False)


def test_another_figure_is_a_change() -> None:
    old = task("优良天数比例达到83.8%以上。", value=83.8)
    new = task("优良天数比例达到85%以上。", value=85)
    (pair,) = diff(document(old), document(new)).changed
    assert (pair.dates, pair.figures) == (False, True)


def test_a_figure_that_is_no_target_counts_too() -> None:
    (pair,) = diff(document(task("淘汰35蒸吨以下锅炉。")), document(task("淘汰65蒸吨以下锅炉。"))).changed
    assert pair.figures


def test_other_words_for_the_same_are_a_rewording() -> None:
    old = task("加快推进农村生活垃圾分类处理工作。")
    new = task("加快推进农村生活垃圾分类和处理。")
    found = diff(document(old), document(new))
    assert [pair.new.text for pair in found.reworded] == [new.text]
    assert found.changed == found.added == found.dropped == ()


def test_what_moved_or_changed_only_its_punctuation_is_the_same() -> None:
    first, second = task("加强监测。", 0), task("公开信息，接受监督。", 10)
    moved = [task("公开信息,接受监督;", 0), task("加强监测。", 10)]
    assert diff(document(first, second), document(*moved)).same == 2


def test_added_and_dropped() -> None:
    found = diff(document(task("关闭小煤矿。")), document(task("培育新型农业经营主体。")))
    assert [each.text for each in found.dropped] == ["关闭小煤矿。"]
    assert [each.text for each in found.added] == ["培育新型农业经营主体。"]


def test_two_equal_tasks_are_two() -> None:
    twice = [task("加强监测。", 0), task("加强监测。", 10)]
    found = diff(document(*twice), document(twice[0]))
    assert (found.same, len(found.dropped)) == (1, 1)


def test_of_equal_tasks_the_one_of_the_same_clause_is_the_same() -> None:
    first, second = task("清淤,完成95%。", value=95), replace(task("清淤,完成95%。", 20, value=95), clause="三")
    (pair,) = diff(document(first, second), document(task("清淤,完成97%。", value=97), second)).changed
    assert pair.old == first


def test_a_document_does_not_differ_from_itself() -> None:
    tasks = [task("2018年年底前完成。", 0, due="2018-12-31"), task("加强监测。", 10), task("a", 20), task("", 30)]
    found = diff(document(*tasks), document(*tasks))
    assert found.same == 4
    assert found.added == found.dropped == found.changed == found.reworded == ()


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("各级政府应当公布。", ("duty",)),
        ("要加强领导。", ("duty",)),
        ("不得新建项目。", ("duty",)),
        ("申请须报批。", ("duty",)),
        ("这是主要的要求和重要的供应，应用广泛。", ()),
        ("不得不说，反应相应。", ()),
        ("2017年取得进展。", ("date",)),
        ("二〇一七年取得进展。", ("date",)),
        ("“十三五”期间取得进展。", ("date",)),
        ("优良天数比例为83.8%。", ("figure",)),
        ("PM2.5有所下降。", ()),
        ("国发〔2018〕17号印发。", ()),
        ("2018年应下降5%。", ("duty", "date", "figure")),
    ],
)
def test_marks_of_a_sentence_that_may_hide_a_task(text: str, marks: tuple[str, ...]) -> None:
    (entry,) = account(document(text=text, sentences=(Sentence(0, len(text), "一", "narration"),)))
    assert entry.marks == marks
    assert entry.doubtful == bool(marks)


def test_every_sentence_is_accounted_for_and_a_task_is_not_doubted() -> None:
    text = "某省2018年意见。应当完成。要完成。"
    kinds = (Sentence(0, 9, "", "metadata"), Sentence(9, 14, "一", "task"), Sentence(14, 18, "一", "narration"))
    accounts = account(document(task("应当完成。", 9), text=text, sentences=kinds))
    assert [entry.sentence for entry in accounts] == list(kinds)
    assert [[each.text for each in entry.tasks] for entry in accounts] == [[], ["应当完成。"], []]
    assert [entry.doubtful for entry in accounts] == [False, False, True]


def test_an_uncertain_task_is_doubtful() -> None:
    text = "应当完成。"
    sure = document(task(text, uncertain="两种读法"), text=text, sentences=(Sentence(0, 5, "", "task"),))
    assert account(sure)[0].doubtful
