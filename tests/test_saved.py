"""Saved questions: kept under a name, asked again, and what is new in their answer."""

from __future__ import annotations

from pathlib import Path

from command_line import NOTICE, Run

QUESTION = "2019年年底前要完成什么？"
MORE = NOTICE.replace("某政发〔2019〕3号", "某政发〔2019〕8号").replace("水污染", "土壤污染").replace(
    "城市水源地规范化\x1b[31m建设\x07", "受污染耕地调查"
)  # fmt: skip


def _ingest(run: Run, name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    assert run("ingest", name).code == 0


def test_a_saved_question_tells_what_is_new(run: Run) -> None:
    _ingest(run, "a.txt", NOTICE)
    first = run("ask", QUESTION, "--save", "年底")
    assert first.code == 0
    assert "水源地" in first.out
    assert run("ask", "--saved", "年底", "--new-since", "last", "--json").json["total"] == 0
    _ingest(run, "b.txt", MORE)
    new = run("ask", "--saved", "年底", "--new-since", "last", "--json").json
    assert [task["text"] for task in new["tasks"]] == ["2019年年底前，完成受污染耕地调查。"]
    assert run("ask", "--saved", "年底", "--new-since", "last", "--json").json["total"] == 0
    again = run("ask", "--saved", "年底", "--json").json
    assert again["total"] == 2
    # Before it was ever asked nothing was known.
    assert run("ask", "--saved", "年底", "--new-since", "2000-01-01", "--json").json["total"] == 2


def test_saved_questions_are_listed_with_the_newest_wording(run: Run) -> None:
    _ingest(run, "a.txt", NOTICE)
    assert "--save" in run("ask", "--list-saved").out
    run("ask", QUESTION, "--save", "年底")
    run("ask", "2020年要完成什么？", "--save", "年底")
    listed = run("ask", "--list-saved").out
    assert "2020年要完成什么？" in listed
    assert QUESTION not in listed


def test_what_does_not_fit_is_refused(run: Run) -> None:
    _ingest(run, "a.txt", NOTICE)
    for words in (
        ("ask", "--save", "名"), ("ask", QUESTION, "--saved", "名"), ("ask", "--saved", "没有"), ("ask", "--new-since", "last"),
        ("ask", "--saved", "没有", "--new-since", "昨天"),
    ):  # fmt: skip
        done = run(*words)
        assert done.code == 1
        assert done.err
