"""Questions that set a document beside the one above it: which is taken, what is told; the made texts of test_compare."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from corpus.types import Document
from search import open_archive
from search.answer import answer
from search.crossref import compare
from search.sqlite import SqliteArchive
from search.wishes import wish_of
from test_compare import CENTRAL, CENTRAL_TEXT, LOCAL, LOCAL_TEXT, NETS, NETS_ABOVE, read


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("比中央宽还是严", "rows"),
        ("与上级文件相比有什么差别", "rows"),
        ("哪些指标比国家规划更宽", "looser"),
        ("哪些条款没有对应的上级依据", "added"),
        ("Which central targets have no counterpart?", "only_central"),
        ("中央哪些任务本级没有提出", "uncovered"),
        ("哪些任务的时限晚于上级", "later"),
        ("2018年年底前要完成哪些任务", None),
        ("COD比2015年下降多少", None),
        ("中央环境保护督察整改任务有哪些", None),
        ("上级要求何时报送", None),
        ("中央部署的任务哪些没有期限", None),
        # Of two levels the higher one is the one above.
        ("what did the city add that the province did not ask for", "added"),
        ("What has the county added beyond what the region asked for?", "added"),
        ("市里加了哪些省里没有要求的任务", "added"),
        ("县里的任务有哪些没有市级依据", "added"),
        ("省里要求的哪些任务市里没有提出", "uncovered"),
        ("what does the province ask for that the city left out", "uncovered"),
        ("市里哪些指标比省里严", "stricter"),
        ("is the city's deadline later than the province's?", "later"),
        ("省里和市里的指标有什么不同", "rows"),
        ("省级和市级部门要完成哪些任务", None),
        ("which tasks of cities in the region have no deadline", None),
        ("what did the province not ask for", None),
    ],
)
def test_which_questions_compare(question: str, wish: str | None) -> None:
    assert wish_of(question) == wish


def ask(folder: Path, question: str, *documents: Document) -> object:
    with closing(open_archive(f"sqlite:///{folder}/a.db")) as archive:
        for document in documents:
            archive.put(document)
        return answer(archive, question, as_of=LOCAL.date)  # type: ignore[arg-type] # the text has a date


def test_a_question_is_answered_from_the_comparison_and_says_with_what(tmp_path: Path) -> None:
    found = ask(tmp_path, "优良天数比中央宽还是严", read(LOCAL_TEXT.replace("某省", "云南省")), CENTRAL)
    assert [row["verdict"] for row in found.comparison] == ["looser"]
    assert "没有引用" in found.answer
    assert found.abstained is None


@pytest.mark.parametrize("question", ["比中央宽还是严", "哪些条款没有对应的上级依据"])
def test_an_answer_that_counts_says_what_is_to_be_checked(tmp_path: Path, question: str) -> None:
    """A counterpart that is none for sure takes tasks out of a list without a word."""
    citing = read(NETS.replace("一、具体", "根据《国务院关于做好几项工作的意见》，制定本方案。\n\n一、具体"))
    assert "有1项本级任务与上级要求的对应关系需核对" in ask(tmp_path, question, citing, read(NETS_ABOVE)).answer
    with_none = tmp_path / "none"
    with_none.mkdir()
    assert "核对" not in ask(with_none, question, LOCAL, CENTRAL).answer


def test_a_cited_document_goes_before_an_uncited_one(tmp_path: Path) -> None:
    citing = read(LOCAL_TEXT.replace("二、水库安全", "二、水库安全\n\n根据国发〔2016〕88号文件，加强巡查。"))
    found = ask(tmp_path, "与上级文件相比如何", citing, CENTRAL)
    assert "引用的" in found.answer
    assert len(found.comparison) == 5


def test_of_several_cited_documents_the_one_that_sets_figures_for_the_same_things_is_compared(tmp_path: Path) -> None:
    law = read("全国人大常委会关于水库巡查的决定\n\n水库要有人巡查。\n\n全国人大常委会\n2010年3月5日\n", "law.txt")
    words = "根据《全国人大常委会关于水库巡查的决定》，加强巡查。根据国发〔2016〕88号文件，配齐人员。"
    citing = read(LOCAL_TEXT.replace("二、水库安全", f"二、水库安全\n\n{words}"))
    assert "全国河湖与校园建设规划" in ask(tmp_path, "与上级文件相比如何", citing, law, CENTRAL).answer


def test_a_plan_for_the_same_things_goes_before_a_document_that_is_only_mentioned(tmp_path: Path) -> None:
    other = read("国务院关于渡口的通知\n\n国发〔2016〕3号\n\n渡口要有人值守。\n\n国务院\n2016年3月1日\n")
    text = LOCAL_TEXT.replace("某省", "云南省").replace("二、水库安全", "二、水库安全\n\n渡口另见国发〔2016〕3号文件。")
    planned = ask(tmp_path, "与上级文件相比如何", read(text), other, CENTRAL)
    assert "全国河湖与校园建设规划" in planned.answer
    assert "没有引用" in planned.answer
    alone = tmp_path / "alone"
    alone.mkdir()
    assert "关于渡口的通知" in ask(alone, "与上级文件相比如何", read(text), other).answer


def test_no_more_than_twelve_documents_are_read_in_search_of_the_one_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = range(1, 9)
    beside = [
        read(
            f"云南省人民政府关于第{n}批渡口的通知\n\n某政发〔2016〕{n}号\n\n渡口要有人值守。\n\n云南省人民政府\n2016年3月{n}日\n"
        )
        for n in numbers
    ]
    above = [
        read(f"国务院关于第{n}批渡口的通知\n\n国发〔2016〕{n}号\n\n渡口要有人值守。\n\n国务院\n2016年3月{n}日\n")
        for n in range(1, 16)
    ]
    words = "".join(f"渡口另见某政发〔2016〕{n}号文件。" for n in numbers)
    text = LOCAL_TEXT.replace("某省", "云南省")
    citing = read(text.replace("二、水库安全", f"二、水库安全\n\n{words}"))
    got: list[str] = []
    get = SqliteArchive.get

    def counted(archive: SqliteArchive, key: str, version: int | None = None) -> Document | None:
        got.append(key)
        return get(archive, key, version)

    monkeypatch.setattr(SqliteArchive, "get", counted)
    found = ask(tmp_path, "与上级文件相比如何", citing, *beside, *above)
    assert found.abstained, found.answer
    assert set(got) >= {document.key for document in beside}  # each is cited, and none stands above
    assert len(set(got) - {citing.key}) == 12


def test_a_topic_of_the_question_leaves_the_other_figures_out(tmp_path: Path) -> None:
    found = ask(tmp_path, "大气方面的目标比中央宽还是严", read(LOCAL_TEXT.replace("某省", "云南省")), CENTRAL)
    assert [row["indicator"] for row in found.comparison] == ["空气质量优良天数比率"]


def test_without_figures_the_answer_tells_how_the_tasks_answer_to_each_other(tmp_path: Path) -> None:
    def bare(text: str) -> Document:
        head, _, tail = text.partition("一、主要目标")
        return read(head + "二、水库安全" + tail.partition("二、水库安全")[2])

    citing = bare(LOCAL_TEXT.replace("二、水库安全", "二、水库安全\n\n根据国发〔2016〕88号文件，加强巡查。"))
    found = ask(tmp_path, "与上级文件相比如何", citing, bare(CENTRAL_TEXT))
    assert found.abstained is None
    assert "都没有量化指标" in found.answer
    assert "1项时限晚于上级" in found.answer


def test_a_question_that_names_the_document_above_compares_with_it(tmp_path: Path) -> None:
    province = read(LOCAL_TEXT.replace("某省", "云南省"))
    found = ask(tmp_path, "与全国河湖与校园建设规划相比差在哪里", province, CENTRAL)
    assert len(found.comparison) == 5
    assert "所问的" in found.answer


LEVELS = (
    read(CENTRAL_TEXT, "central.txt"),
    read(
        LOCAL_TEXT.replace("某", "云南").replace("一、主要目标", "根据国发〔2016〕88号文件。\n\n一、主要目标"),
        "province.txt",
    ),
    read(
        """昆明市人民政府关于加强河湖与校园建设的意见

昆政发〔2018〕2号

依据云南政发〔2017〕5号，提出如下意见。

一、目标

到2020年，森林覆盖率达到22%，驿站满意率达到70%。

昆明市人民政府
2018年1月5日
""",
        "city.txt",
    ),
)


@pytest.mark.parametrize(
    ("question", "own", "above", "figures"),
    [
        # Who is named before the word of what is above is set beside it; a place and a level name their documents too.
        ("云南省关于加强河湖与校园建设的实施意见比中央宽还是严", "云南省", "国务院", 5),
        ("云南省的目标与上级文件相比怎么样", "云南省", "国务院", 5),
        ("Is the provincial document stricter or looser than the national one?", "云南省", "国务院", 5),
        # The level above of a city is its province; the centre is what the province carries out.
        ("昆明市的意见比上级宽还是严", "昆明市", "云南省", 5),
        ("昆明市的意见比中央宽还是严", "昆明市", "国务院", 5),
        ("昆明市比云南省宽还是严", "昆明市", "云南省", 5),
        ("Is the city stricter or looser than the province?", "昆明市", "云南省", 5),
        ("省里的目标比中央宽还是严", "云南省", "国务院", 5),
        ("昆明市的意见与云南政发〔2017〕5号相比，差在哪里", "昆明市", "云南省", 5),
        # Nobody is named: the lowest. Indicators that only the texts know are asked for by their whole names.
        ("驿站满意率与森林覆盖率比上级高还是低", "昆明市", "云南省", 2),
    ],
)
def test_of_several_levels_the_documents_that_are_meant_are_compared(
    tmp_path: Path, question: str, own: str, above: str, figures: int
) -> None:
    found = ask(tmp_path, question, *LEVELS)
    assert len(found.comparison) == figures
    sides = {"local": own, "central": above}
    for side, issuer in sides.items():
        document = next(one for one in LEVELS if (one.title or "").startswith(issuer))
        assert document.title in found.answer
        for each in (row[side] for row in found.comparison if row[side]):
            assert document.text[each["start"] : each["end"]] == each["text"]


@pytest.mark.parametrize(
    "question",
    [
        "what did the city add that the province did not ask for",
        "市里加了哪些省里没有要求的任务",
        # Two places stand for the documents of their levels, and one beside a level.
        "昆明加了哪些云南没有要求的任务",
        "昆明比云南多提了哪些任务",
        "昆明加了哪些省里没有要求的任务",
        "What did Kunming add that Yunnan did not ask for?",
    ],
)
def test_what_a_level_adds_to_the_one_above_it_is_listed(tmp_path: Path, question: str) -> None:
    city = LEVELS[2]
    adding = read(
        city.text.replace("\n\n昆明市人民政府\n2018", "\n\n二、灯会\n\n举办元宵灯会彩车巡游。\n\n昆明市人民政府\n2018"),
        "adding.txt",
    )
    found = ask(tmp_path, question, *LEVELS[:2], adding)
    assert [item.text for item in found.tasks if "灯会" in item.text] == ["举办元宵灯会彩车巡游。"]
    assert LEVELS[1].title in found.answer
    assert LEVELS[0].title not in found.answer
    # Without a document of both levels nothing is set beside another.
    alone = tmp_path / "alone"
    alone.mkdir()
    assert "上级" not in ask(alone, question, LEVELS[0], adding).answer


def test_without_a_document_above_the_answer_names_what_is_missing(tmp_path: Path) -> None:
    citing = read(LOCAL_TEXT.replace("二、水库安全", "二、水库安全\n\n根据国发〔2016〕88号文件，加强巡查。"))
    found = ask(tmp_path, "比中央宽还是严", citing)
    assert found.abstained
    assert "国发〔2016〕88号" in found.abstained


def test_a_counterpart_that_may_be_wrong_takes_nothing_off_what_nobody_took_up() -> None:
    found = compare(read(NETS), read(NETS_ABOVE))
    named = [row.central[0].start for row in found.tasks if row.unsure]
    assert len(named) == 1
    assert any(task.start <= named[0] <= task.end for task in found.uncovered)
