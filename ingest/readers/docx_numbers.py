"""The numbers that Word sets before paragraphs (`一、`, `（一）`, `第三条`), rebuilt from numbering.xml and styles.xml.

They stand nowhere in the text of the file, though a reader of the document sees them and cites them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from lxml import etree

from ingest.readers.package import Package, local

__all__ = ["Numbers", "value", "written"]

_BLANK: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
_MOST: Final = 99_999
_HAN: Final = "〇一二三四五六七八九"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL: Final = dict(zip("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))
_MARKED: Final = "、．.）)】］]：:，,"


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of an element, whatever its namespace; None where either is missing."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        element = None if element is None else next((e for e in element if local(e) == name), None)
    return element


def _integer(words: str | None, otherwise: int) -> int:
    try:
        return int(words) if words is not None else otherwise
    except ValueError:
        return otherwise


class _Level(msgspec.Struct):
    """How one level of a list is numbered; `style` names the paragraph style that stands for it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


class _Style(msgspec.Struct):
    base: str | None
    number: str | None
    level: int | None


class Numbers:
    """The numbers of one document. Paragraphs are asked for in their order, since each counts on."""

    def __init__(self, package: Package, folder: str) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._fresh: set[tuple[str, int]] = set()  # levels that a list starts anew, at its first paragraph there
        self._counts: dict[str, list[int | None]] = {}
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        self._read_styles(package.xml(f"{folder}styles.xml"))
        self._read_lists(package.xml(f"{folder}numbering.xml"))

    def before(self, properties: etree._Element | None) -> str:
        """What Word sets before the next paragraph, by its properties (`w:pPr`); "" where that is nothing.

        A sign of a list (•) is nothing. A number that ends in a mark stands close to the text, another one has a wide
        space behind it.
        """
        number, level = self._place(properties)
        if number is None or number == "0" or number not in self._lists:
            return ""
        abstract, levels = self._lists[number]
        rule = levels.get(level)
        if rule is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._count(counts, levels, level, (number, level))
        if rule.format == "bullet":
            return ""
        words = _BLANK.sub(lambda blank: self._figure(counts, levels, int(blank[1]) - 1, rule), rule.text).strip()
        return words if not words or words[-1] in _MARKED else f"{words}　"

    def _count(self, counts: list[int | None], levels: dict[int, _Level], level: int, here: tuple[str, int]) -> None:
        rule = levels[level]
        before = counts[level]
        if here in self._fresh:
            self._fresh.discard(here)
            before = None
        counts[level] = rule.start if before is None else min(before + 1, _MOST)
        for above in range(level):
            # A level that was left out counts from its start, as Word shows it.
            if counts[above] is None:
                counts[above] = levels[above].start if above in levels else 1
        for below in range(level + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            # `restart` is the level (from 1) whose numbers start this one anew; 0 is none.
            if restart is None or (restart and level < restart):
                counts[below] = None

    def _figure(self, counts: list[int | None], levels: dict[int, _Level], level: int, rule: _Level) -> str:
        count = counts[level] if level < _LEVELS else None
        if count is None or level not in levels:
            return ""
        return written(count, "decimal" if rule.legal else levels[level].format)

    def _place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else those of its style."""
        own = _child(properties, "numPr")
        number = value(_child(own, "numId"))
        level = value(_child(own, "ilvl"))
        style = value(_child(properties, "pStyle")) or self._default
        seen: set[str] = set()
        named = style
        while number is None and style in self._styles and style not in seen:
            seen.add(style)
            found = self._styles[style]
            number, named = found.number, style
            if level is None and found.level is not None:
                level = str(found.level)
            style = found.base
        at = _integer(level, -1)
        if at < 0 and number in self._lists:
            # A style that belongs to a level of the list stands there.
            at = next((n for n, rule in self._lists[number][1].items() if rule.style == named), 0)
        return number, min(max(at, 0), _LEVELS - 1)

    def _read_styles(self, root: etree._Element | None) -> None:
        for style in _all(root, "style"):
            name = value(style, "styleId")
            if name is None or value(style, "type") not in (None, "paragraph", "numbering"):
                continue
            listed = _child(style, "pPr", "numPr")
            level = value(_child(listed, "ilvl"))
            self._styles[name] = _Style(
                value(_child(style, "basedOn")), value(_child(listed, "numId")), _integer(level, 0) if level else None
            )
            if value(style, "default") in ("1", "true", "on") and value(style, "type") == "paragraph":
                self._default = name

    def _read_lists(self, root: etree._Element | None) -> None:
        linked: dict[str, str] = {}
        for abstract in _all(root, "abstractNum"):
            name = value(abstract, "abstractNumId") or ""
            self._abstract[name] = dict(_levels(abstract))
            if link := value(_child(abstract, "numStyleLink")):
                linked[name] = link
        nums = {value(num, "numId") or "": num for num in _all(root, "num")}
        for number, num in nums.items():
            abstract_name = value(_child(num, "abstractNumId")) or ""
            if abstract_name in linked:  # a list that is defined by a style, which names another list
                style = self._styles.get(linked[abstract_name])
                other = nums.get(style.number or "") if style else None
                abstract_name = value(_child(other, "abstractNumId")) or abstract_name
            levels = dict(self._abstract.get(abstract_name, {}))
            for override in _all(num, "lvlOverride"):
                at = _integer(value(override, "ilvl"), 0)
                levels.update(_levels(override))
                start = value(_child(override, "startOverride"))
                if start is not None and at in levels:
                    levels[at] = msgspec.structs.replace(levels[at], start=_integer(start, 1))
                    self._fresh.add((number, at))
            self._lists[number] = (abstract_name, levels)


def _all(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if root is not None:
        yield from (element for element in root if local(element) == name)


def _levels(holder: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in _all(holder, "lvl"):
        at = _integer(value(level, "ilvl"), 0)
        restart = value(_child(level, "lvlRestart"))
        legal = _child(level, "isLgl")
        yield (
            at,
            _Level(
                start=_integer(value(_child(level, "start")), 1),
                format=_format(level),
                text=value(_child(level, "lvlText")) or "",
                restart=None if restart is None else _integer(restart, 0),
                legal=legal is not None and value(legal) not in ("0", "false", "off"),
                style=value(_child(level, "pStyle")),
            ),
        )


def _format(level: etree._Element) -> str:
    found = _child(level, "numFmt")
    if found is None:  # a new format stands in an alternative, an old one beside it
        found = next((e for e in level.iter() if local(e) == "numFmt"), None)
    return value(found) or "decimal"


def written(count: int, form: str) -> str:
    """A count in figures or signs, by the name of the format in the standard (ECMA-376 part 1, 17.18.59)."""
    write = _FORMS.get(form)
    return write(count) if write and 0 <= count <= _MOST else str(count)


def _han(count: int) -> str:
    """`一`, `十`, `十一`, `一百零三`."""
    if count == 0:
        return "〇"
    if count >= 10_000:
        high, low = divmod(count, 10_000)
        return _han(high) + "万" + (("零" if low < 1_000 else "") + _han_whole(low) if low else "")
    words = _han_whole(count)
    return words[1:] if words.startswith("一十") else words


def _han_whole(count: int) -> str:
    words, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, count = divmod(count, unit)
        if digit:
            words += ("零" if gap and words else "") + _HAN[digit] + sign
            gap = False
        elif words:
            gap = True
    return words


def _legal(count: int) -> str:
    return "".join(_LEGAL.get(char, char) for char in _han(count))


def _digits(count: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(count))


def _wide(count: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(count))


def _letters(count: int) -> str:
    # After z comes aa, then bb: the letter is repeated.
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 780 else str(count)


def _roman(count: int) -> str:
    if not 0 < count < 4_000:
        return str(count)
    words = ""
    for unit, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        repeated, count = divmod(count, unit)
        words += sign * repeated
    return words


def _from(first: int, most: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode: `①` to `⑳`."""
    return lambda count: chr(first + count - 1) if 0 < count <= most else str(count)


def _of(signs: str) -> Callable[[int], str]:
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else str(count)


_FORMS: Final[dict[str, Callable[[int], str]]] = {
    "none": lambda count: "",
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _from(0x2460, 20),
    "decimalEnclosedCircleChinese": _from(0x2460, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "ideographEnclosedCircle": _from(0x3220, 10),
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "japaneseCounting": _han,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
