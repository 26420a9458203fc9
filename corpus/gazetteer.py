"""The names of places, rivers and areas as one index, built once from the lexicons.

`regions.toml` is generated (GB/T 2260 with former names), `areas.toml` and `waters.toml` are kept by hand.
A *form* is a way of writing a place; a *key* is the full present name under which it is found.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, NamedTuple

from corpus.tables import lexicon_table

__all__ = ["ABBREVIATED", "Form", "Gazetteer", "Kind", "gazetteer"]

Kind = Literal["place", "area", "water"]
# How far a form may be trusted where it stands: `sure` always, `checked` if the words of the sentence are cut
# there, `near` only beside another place or before 地区 (short names of counties: 张北地区), `weak` only beside another
# place (names that are common words), `within` only right behind the place that it lies in.
Trust = Literal["sure", "checked", "near", "weak", "within"]

_PARTED: Final = frozenset("冀晋蒙辽皖闽赣鲁豫鄂湘粤桂琼川黔滇陕甘陇浙苏")
_SIDES: Final = ("东", "西", "南", "北", "中", "东北", "西北", "东南", "西南", "中南")

# One character for a province; the key is the province's full name.
ABBREVIATED: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新台港澳"


class Form(NamedTuple):
    """One way of writing a place. `code` is its GB/T 2260 code ("" for areas and waters)."""

    text: str
    key: str
    kind: Kind
    code: str
    trust: Trust


class Gazetteer(NamedTuple):
    """The index and what is known of each key."""

    by_prefix: dict[str, tuple[Form, ...]]  # the first two characters -> forms, longest first
    firsts: str
    seconds: str
    codes: dict[str, tuple[str, ...]]  # key -> codes (several where a name is borne twice)
    names: dict[str, str]  # code -> full name
    members: dict[str, tuple[str, ...]]  # area -> keys of the places it is made of
    parts: dict[str, tuple[str, ...]]  # part of the country -> its provinces, or the parts it is made of
    basins: dict[str, str]  # river -> basin
    provinces: dict[str, str]  # abbreviation -> full name


def _lines(table: dict[str, object], key: str) -> list[list[str]]:
    return [line.split("\t") for line in str(table[key]).splitlines() if line]


def _trust(name: str, short: bool, level: str, words: frozenset[str], towns: frozenset[str]) -> Trust:
    """How far a form may be trusted; `words` are short and full names that are common words as well."""
    if short and level == "county":
        if name in words:
            return "weak"
        return "checked" if name in towns or len(name) >= 4 else "near"
    if name in words:
        return "weak" if short else "within"
    if len(name) == 2:
        return "checked" if short else "weak"  # 吉林, 乌海; 单县, 和县
    return "checked" if len(name) == 3 and level == "county" else "sure"


def _level(code: str) -> str:
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def _spellings(name: str, short: str, level: str) -> set[str]:
    """The short name and forms between it and the full one."""
    spellings = {short}
    if "自治" in name:  # 宁夏自治区; 延边州, 恭城县, 鄂温克旗
        spellings.add(short + ("自治区" if level == "province" else name[-1]))
    return spellings - {name}


class _Builder:
    """Collects forms; the first to claim a spelling keeps it."""

    def __init__(self) -> None:
        self.forms: dict[str, Form] = {}

    def add(self, text: str, key: str, kind: Kind, code: str = "", trust: Trust = "sure") -> None:
        if len(text) > 1:
            self.forms.setdefault(text, Form(text, key, kind, code, trust))

    def index(self) -> dict[str, tuple[Form, ...]]:
        """The forms by their first two characters, longest first."""
        groups: dict[str, list[Form]] = {}
        for form in self.forms.values():
            groups.setdefault(form.text[:2], []).append(form)
        return {prefix: tuple(sorted(group, key=lambda f: -len(f.text))) for prefix, group in groups.items()}


@cache
def gazetteer() -> Gazetteer:
    """The index of all names (about 10,000 forms), built on first use."""
    regions, areas, waters = lexicon_table("regions"), lexicon_table("areas"), lexicon_table("waters")
    words = frozenset(f"{areas['words']} {areas['wordlike']}".split())
    towns = frozenset(str(areas["towns"]).split()) - words
    plain = frozenset(str(areas["plain"]).split())
    build = _Builder()
    places = [(code, name, short) for code, name, short in _lines(regions, "places")]
    names = {code: name for code, name, _ in places}
    codes: dict[str, list[str]] = {}
    past = [(name, short, names.get(code, name), code) for name, short, code in _lines(regions, "former")]
    entries = [(name, short, name, code) for code, name, short in places] + past
    for _, _, key, code in entries:
        codes.setdefault(key, []).append(code)
    # Areas and waters first: 大兴安岭 and 松花江 are better known as such than as (former) prefectures.
    members: dict[str, tuple[str, ...]] = {}
    for row in _lines(areas, "areas") + _lines(areas, "new_areas"):
        name, made_of = row[0], tuple(row[1].split()) if len(row) > 1 else ()
        members[name] = made_of
        build.add(name, name, "area", trust="checked" if len(name) == 2 else "sure")
    parts = {part: tuple(made_of.split()) for part, made_of in _lines(areas, "parts")}
    for part in parts:
        build.add(part, part, "area", trust="checked" if len(part) == 2 else "sure")
        for end in str(areas["part_ends"]).split():
            build.add(part + end, part, "area")
    basins: dict[str, str] = {}
    for basin, text in _strings(waters["rivers"]).items():
        for name in text.split():
            basins.setdefault(name, basin)
            build.add(name, name, "water", trust="checked" if len(name) == 2 else "sure")
        if basin.endswith("诸河"):
            build.add(basin, basin, "water")
    for table in ("lakes", "reservoirs", "seas", "zones"):
        for name in _strings(waters[table])["names"].split():
            build.add(name, name, "water", trust="checked" if len(name) == 2 else "sure")
    # Then provinces, prefectures and counties, full names before short ones: 海南 is the province.
    for level in ("province", "city", "county"):
        for name, _, key, code in entries:
            if _level(code) == level:
                build.add(name, key, "place", code, _trust(name, False, level, words, towns))
        for name, short, key, code in entries:
            if _level(code) == level:
                for spelling in _spellings(name, short, level) - (plain if level == "county" else set()):
                    short_form = spelling == short
                    build.add(spelling, key, "place", code, _trust(spelling, short_form, level, words, towns))
    # 皖北, 粤东, 川西北: the parts of a province, unless a place bears the name (黔南, 晋中).
    for digits, chars in _lines(regions, "abbreviations"):
        for char in set(chars.split()) & _PARTED:
            for side in _SIDES:
                members.setdefault(char + side, (names[digits + "0000"],))
                build.add(char + side, char + side, "area", trust="checked" if len(side) == 1 else "sure")
    by_prefix = build.index()
    firsts = "".join(sorted({prefix[0] for prefix in by_prefix}))
    seconds = "".join(sorted({prefix[1] for prefix in by_prefix}))
    provinces = {
        char: names[digits + "0000"] for digits, chars in _lines(regions, "abbreviations") for char in chars.split()
    }
    return Gazetteer(
        by_prefix, firsts, seconds, {k: tuple(dict.fromkeys(v)) for k, v in codes.items()}, names, members, parts,
        basins, provinces,
    )  # fmt: skip


def _strings(table: object) -> dict[str, str]:
    """A table of the lexicon whose values are strings."""
    if not isinstance(table, dict):
        raise TypeError("a table was expected in waters.toml")
    return {str(key): str(value) for key, value in table.items()}
