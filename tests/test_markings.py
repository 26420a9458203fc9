"""Marks at the head of a document, and how long it holds: what the words say, and what they do not."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.markings import read_markings
from ingest.validity import read_validity

BODY = "\n某市人民政府关于加强供热管理的通知\n各区人民政府：\n一、完善制度。\n"


@pytest.mark.parametrize(
    ("head", "secrecy", "term", "urgency", "copy"),
    [
        ("000012\n机密★1年\n特急\n", "机密", "1年", "特急", "000012"),
        ("份号：000007　　秘密 ★ 长期　　加急\n", "秘密", "长期", "加急", "000007"),
        ("絕密\n", "绝密", None, None, None),
        ("　　机 密\n", "机密", None, None, None),
        ("密级：秘密\n紧急程度：特急\n", "秘密", None, "特急", None),
        ("机密☆6个月\n", "机密", "6个月", None, None),
        ("发电单位　某市人民政府　　特提\n", None, None, "特提", None),
        ("", None, None, None, None),
    ],
)
def test_marks_of_gb_t_9704(
    head: str, secrecy: str | None, term: str | None, urgency: str | None, copy: str | None
) -> None:
    text = head + BODY
    marks = read_markings(text)
    assert (marks.secrecy, marks.term, marks.urgency, marks.copy) == (secrecy, term, urgency, copy)
    if marks.secrecy_at:
        assert text[marks.secrecy_at.start : marks.secrecy_at.end].strip()[0] in "机秘绝絕"
    assert (marks.secrecy_at is None) == (secrecy is None)


@pytest.mark.parametrize(
    "text",
    [
        "某市国家保密局关于秘密载体管理的通知\n一、涉及国家秘密的文件，按机密级管理。\n",
        "关于保护商业秘密的意见\n企业商业秘密\n",
        "目录\n一、加急办理\n二、特急件处理流程\n",
        "某市办公室\n电话：000012345678\n邮编100000\n",
        "\n" * 3 + "第一条　保守秘密\n" * 20 + "机密\n",
        "机要秘书\n机密性与完整性\n",
    ],
)
def test_words_that_are_no_marks(text: str) -> None:
    marks = read_markings(text)
    assert (marks.secrecy, marks.urgency, marks.copy) == (None, None, None)


WRITTEN = date(2020, 3, 10)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("第三十条　本办法自2020年5月1日起施行。", date(2020, 5, 1), None),
        ("本规定自公布之日起施行，有效期5年。", date(2020, 3, 10), date(2025, 3, 9)),
        ("本意见自印发之日起30日后施行，有效期三年。", date(2020, 4, 9), date(2023, 4, 8)),
        ("本通知自发布之日起1个月后实施，有效期至2022年12月31日。", date(2020, 4, 10), date(2022, 12, 31)),
        ("第九条　自二〇二〇年六月一日起施行。", date(2020, 6, 1), None),
        ("自2020年7月1日起施行。", date(2020, 7, 1), None),
        ("本办法试行期两年。", None, date(2022, 3, 9)),
        (
            "本方案自2021年1月1日起实施，2023年12月31日自行失效；本方案2023年12月31日自行失效。",
            date(2021, 1, 1),
            date(2023, 12, 30),
        ),
        ("車輛管理辦法。本辦法自2020年5月1日起施行。", date(2020, 5, 1), None),
        ("本通知自2020年5月1日起施行，至2022年4月30日废止。", date(2020, 5, 1), date(2022, 4, 30)),
        ("本通知自2020年5月1日起施行，2022年4月30日失效。", date(2020, 5, 1), date(2022, 4, 29)),
        ("本意见自2020年5月1日起生效，执行至2021年12月31日。", date(2020, 5, 1), date(2021, 12, 31)),
        ("本通知自2020年5月1日起实行，暂行2年。", date(2020, 5, 1), date(2022, 4, 30)),
        ("本通知有效期自2020年5月1日至2023年4月30日。", date(2020, 5, 1), date(2023, 4, 30)),
        ("本公告执行期限为2020年5月1日至2023年4月30日。", date(2020, 5, 1), date(2023, 4, 30)),
        (
            "本规定自2020年5月1日起施行，《某市供热管理暂行办法》（某政发〔2012〕10号）同时废止，有效期5年。",
            date(2020, 5, 1),
            date(2025, 4, 30),
        ),
        ("本办法自2020年5月1日起施行。供热许可证有效期为2年。", date(2020, 5, 1), None),
        ("本办法自2020年5月1日起施行。\n二、发证\n采矿许可证有效期为2年。", date(2020, 5, 1), None),
        ("取得资质的企业，有效期至2022年12月31日。", None, None),
        ("项目实施期为3年，执行至2021年底。", None, None),
        ("新排放标准自2020年7月1日起实施。", None, None),
        ("《城市供热条例》自2020年5月1日起施行后，各地要认真执行。", None, None),
        ("证书有效期内的企业要按时年检。", None, None),
        ("自2020年起每年检查一次。", None, None),
    ],
)
def test_terms_of_validity(words: str, since: date | None, until: date | None) -> None:
    text = f"某市供热办法\n一、完善制度。\n{words}\n"
    validity = read_validity(text, WRITTEN)
    assert (validity.since, validity.until) == (since, until)
    assert all("\n" not in text[quote.start : quote.end] for quote in validity.quotes)
    assert bool(validity.quotes) == (since is not None or until is not None)


def test_the_state_as_of_a_day() -> None:
    validity = read_validity("本办法自2020年5月1日起施行，有效期2年。", WRITTEN)
    days = {
        date(2020, 4, 30): "pending",
        date(2020, 5, 1): "in_force",
        date(2022, 4, 30): "in_force",
        date(2022, 5, 1): "expired",
    }
    assert {day: validity.state(day) for day in days} == days
    assert validity.state(date(2021, 6, 1), repealed=date(2021, 6, 1)) == "repealed"
    assert validity.state(date(2021, 5, 31), repealed=date(2021, 6, 1)) == "in_force"
    assert read_validity("一、完善制度。", WRITTEN).state(WRITTEN) == "unstated"


@pytest.mark.parametrize(
    ("table", "state"),
    [
        ("有效性：失效\n", "expired"),
        ("有 效 性：\n废止\n", "repealed"),
        ("时效性：现行有效\n", "in_force"),
        ("时效性：尚未失效\n", "in_force"),
        ("有效性：部分废止\n", "in_force"),
        ("索引号：1\n", "unstated"),
    ],
)
def test_the_table_of_particulars_knows_more_than_the_text(table: str, state: str) -> None:
    assert read_validity(f"{table}标题：某通知\n某通知\n一、完善制度。\n", WRITTEN).state(date(2024, 1, 1)) == state


def test_long_texts_take_no_time() -> None:
    for piece in ("本办法自", "自", "有效期", "机密★", "2020年1月1日"):
        text = piece * (400_000 // len(piece))
        read_validity(text, WRITTEN)
        read_markings(text)
