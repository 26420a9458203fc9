"""The headline of an answer: one sentence in the question's language, from what was found and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.messages import Language, message
from corpus.types import Task
from search.answer_types import Item, QuotedTarget
from search.query import Window
from search.reading import Reading

__all__ = ["day_of", "figure_of", "headline", "none_found", "trouble", "window_words"]

_NEARLY: Final = 0.05  # how much less of the question the item that names who may speak of than the first
_QUOTE: Final = 120  # characters of a quotation in a headline
_SIGNS: Final = {">=": "at_least", "<=": "at_most", "=": "exactly", "~": "about", ">": "more_than", "<": "less_than"}
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day_of(day: date, language: Language) -> str:
    """A day as people write it: 2018年12月31日, 31 December 2018."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def window_words(window: Window, language: Language, deadline: bool) -> str:
    """A window as people say it; `deadline` says only its last day (`到2018年12月31日`)."""
    first = day_of(window.first, language) if window.first else ""
    last = day_of(window.last, language) if window.last else ""
    key = (
        "one_day" if first and first == last
        else "to_day" if last and (deadline or not first)
        else "between_days" if first and last
        else "from_day" if first
        else "any_day"
    )  # fmt: skip
    return message(f"answers.{key}", language, first=first, last=last)


def _counted(key: str, language: Language, count: int, **values: object) -> str:
    return message(f"answers.{key}_one" if count == 1 else f"answers.{key}", language, count=count, **values)


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"


def figure_of(target: QuotedTarget, language: Language) -> str:
    """A target in words: its indicator, then the figure with its bound, change and baseline."""
    value = f"{target.value:g}" if abs(target.value) < 1e6 else f"{target.value:,.0f}"
    unit = target.unit or ""
    if language == "en" and unit and unit != "%":
        unit = f" {unit}"
    # `减少15%` is exact as written; a bound beside a change reads as one only where the text gives one.
    if target.value == 0 and target.change == "increase" and target.comparator in ("<=", "~"):
        return f"{target.indicator} {message('answers.no_growth', language)}"
    figure = message(f"answers.{_SIGNS[target.comparator]}", language, value=value, unit=unit)
    if target.change:
        figure = message(f"answers.{target.change}", language, figure=figure)
    if target.baseline:
        figure += message("answers.against", language, baseline=target.baseline)
    scope = f"{target.scope}" if target.scope and target.scope not in target.indicator else ""
    return f"{scope}{target.indicator} {figure}"


def _bodies(item: Item) -> str:
    """Who acts by an item: of the part that speaks of the question, leaders before others; empty where nobody is named."""
    part = _asked_part(item)
    for roles in (("lead", "responsible"), ("support", "oversee", "report_to")):
        of_role = [body for body in item.bodies if body.role in roles]
        near = [body for body in of_role if part[0] <= body.start < part[1]]
        names = dict.fromkeys(body.name for body in near or of_role)
        if names:
            return "、".join(names)
    return ""


def _asked_part(item: Item) -> tuple[int, int]:
    """The stretch between commas that holds most of the question's words."""
    best, most, start = (item.start, item.end), 0, item.start
    for piece in re.split(r"(?<=[,，;；。])", item.text):
        end = start + len(piece)
        held = sum(max(0, min(end, mark.end) - max(start, mark.start)) for mark in item.marks)
        if held > most:
            best, most = (start, end), held
        start = end
    return best


def _days(item: Item, language: Language) -> str:
    """By when an item is due, or when it begins; empty where it has no deadline."""
    days: list[str] = []
    for deadline in item.deadlines:
        if deadline.due:
            days.append(f"{deadline.text} ({day_of(deadline.due, language)})")
        elif deadline.begins:
            days.append(
                f"{deadline.text} ({message('answers.starting', language, day=day_of(deadline.begins, language))})"
            )
        else:
            days.append(deadline.text)
    return ", ".join(dict.fromkeys(days))


def headline(
    reading: Reading,
    items: Sequence[Item],
    targets: Sequence[QuotedTarget],
    total: int,
    filtered: bool,
    citations: int = 0,
) -> str:
    """The sentence above an answer; `filtered` says that the items are all that fit a filter, not a choice."""
    language, query = reading.language, reading.query
    if citations:
        return _counted("citations", language, citations)
    overdue = next((p for p in reading.parts if p.kind == "overdue"), None)
    if filtered and overdue:
        return _counted("overdue", language, total, day=day_of(reading.as_of, language))
    if filtered and not targets:
        windows = [p for p in reading.parts if p.kind in ("due", "starts", "due_or_starts", "edge")]
        window = query.due or query.starts
        if window and windows:
            deadline = (
                windows[0].kind == "due"
                and windows[0].window is not None
                and (
                    windows[0].window.first is None
                    or windows[0].window.first == date(windows[0].window.first.year, 1, 1)
                )
            )
            key = "due_or_starts" if query.due_or_starts else "due" if query.due else "starts"
            return _counted(key, language, total, when=window_words(window, language, deadline))
        if reading.asks not in ("when", "who"):
            return _counted("list", language, total)
    if targets:
        shown = "; " if language == "en" else "；"
        figures = shown.join(dict.fromkeys(figure_of(target, language) for target in targets[:6]))
        return message("answers.figures", language, figures=figures)
    if not items:
        return message("answers.none", language)
    # Quoted is the item that says so: the first one may name nobody, or no day.
    if reading.asks == "who":
        for item in items[:3]:
            if items[0].score - item.score > _NEARLY:
                break  # `由某领导牵头负责`: it says who without naming a body
            if bodies := _bodies(item):
                return message("answers.who", language, bodies=bodies, quote=_quote(item.text))
    if reading.asks == "when":
        for item in items[:2]:
            if days := _days(item, language):
                return message("answers.when", language, days=days, quote=_quote(item.text))
    quote = _quote(items[0].text)
    if reading.asks == "yesno":
        return message("answers.no" if items[0].modality == "must_not" else "answers.yes", language, quote=quote)
    return _counted("found", language, total, quote=quote)


def none_found(reading: Reading, words: Sequence[str], near: bool) -> str:
    """That there is none, and what of the question the documents do not speak of."""
    language = reading.language
    if words:
        marks = ("“", "”")
        listed = ("、" if language == "zh" else ", ").join(
            f"{marks[0]}{word}{marks[1]}" for word in dict.fromkeys(words)
        )
        said = message("answers.none_of", language, words=listed)
    else:
        said = message("answers.none", language)
    return said + message("answers.near" if near else "answers.nothing_near", language)


def trouble(reading: Reading) -> str:
    """What is wrong with the question."""
    windows = [(p.text, p.window) for p in reading.parts if p.window is not None and p.kind != "as_of"]
    # Days that were chosen by hand stand in no words of the question.
    days = [text or window_words(window, reading.language, False) for text, window in windows]
    words = reading.not_understood if reading.trouble == "no_such_day" else days
    return message(f"answers.{reading.trouble}", reading.language, words=", ".join(words))


def is_uncertain(task: Task | Item) -> bool:
    """Whether a person should look at a task: something in it could be read in two ways."""
    return bool(task.uncertain) or any(d.uncertain for d in task.deadlines) or any(t.uncertain for t in task.targets)
