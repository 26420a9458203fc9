"""Names of bodies: organs under old and new names, levels, classes, and the keys they are found under.

A key is the present name of an organ (`生态环境部` for `环境保护部`), the department of a field of work
(`财政部门` for `省财政厅` and `财政部门`), the name as written without its quantifier (`关区`-free: `旗县级及以上政府`),
a level (`level:county`) or a class (`class:enterprise`). Mentions and questions are keyed by the same
functions, so that they meet or do not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import msgspec

from corpus.fold import fold

__all__ = ["Lexicon", "body_keys", "find_bodies_in_question", "lexicon", "words_pattern"]


class Lexicon(msgspec.Struct, frozen=True):
    """The words of `lexicon/bodies.toml`, folded.

    `organs` maps every name of a central organ to its present name; `fields` every word for a field of work
    to the present one; `heads` a generic head noun to its class (`none` for what is no body).
    """

    organs: dict[str, str]
    fields: dict[str, str]
    endings: tuple[str, ...]
    heads: dict[str, str]
    attributes: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon of bodies, read once."""
    raw: dict[str, Any] = tomllib.loads(
        resources.files("corpus").joinpath("lexicon", "bodies.toml").read_text(encoding="utf-8")
    )
    organs: dict[str, str] = {}
    for table in ("central", "party", "mass"):
        for present, others in raw[table].items():
            for name in (present, *others):
                organs.setdefault(fold(name), fold(present))
    fields: dict[str, str] = {}
    for present, others in raw["fields"].items():
        for name in (present, *others):
            fields.setdefault(fold(name), fold(present))
    heads = {fold(word): kind for kind, words in raw["heads"].items() for word in words}
    return Lexicon(
        organs=organs,
        fields=fields,
        endings=tuple(map(fold, raw["endings"]["words"])),
        heads=heads,
        attributes=tuple(sorted(map(fold, raw["attributes"]["words"]), key=len, reverse=True)),
    )


def words_pattern(words: Iterable[str]) -> str:
    """One expression that matches the longest of `words`: a tree of shared beginnings, tried in one pass."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: dict[str, Any]) -> str:
    parts = [re.escape(char) + _branch(child) for char, child in sorted(node.items()) if char]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
    return joined + ("?" if "" in node else "")


# What may stand before the core of a name: `各有关部门` -> `部门`, `所有加油站` -> `加油站`.
@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(words_pattern(lexicon().attributes))


# A department by its field: `省财政厅`, `市、县两级环境保护主管部门`, `财政、发展改革等部门` (completed to `财政部门`).
@cache
def _field_name() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(f"(?P<field>{words_pattern(words.fields)})(?:{words_pattern(words.endings)})(?:\\(室\\))?$")


# `等部门` and `等` at the end of a mention say that the list goes on; they are no part of the name.
_AND_SO_ON: Final = re.compile(r"等(?:有关|相关)?(?:部门|单位|机构|企业)?$")

# Levels of government and the words that tell them. `县级以上` binds the county and what is above; it is asked
# for as a county's duty, and as a province's only where the province is named.
_LEVELS: Final = (
    ("level:central", re.compile(r"国务院|中央|国家级|国家(?=[\u4e00-\u9fff]{2,8}(?:部|委|局|总局|署|办)$)")),
    ("level:province", re.compile(r"省(?!会)|自治区(?!级以下)|直辖市")),
    (
        "level:prefecture",
        re.compile(r"盟市|地级|设区的?市|市级|各市|市州|州市|地市|市\(|\(市、|、市|市、|省辖市|自治州|各盟"),
    ),
    ("level:county", re.compile(r"旗县|县|各区|区\(|、区|市辖区|旗\(|各旗|县域|自治旗")),
    ("level:township", re.compile(r"乡|镇(?!江)|街道|苏木")),
    ("level:village", re.compile(r"村(?!镇)|社区(?!卫生)|居委会")),
)
# `旗县级及以上`, `县级以上地方各级`: what stands before is the lowest level.
_ALL_LEVELS: Final = re.compile(r"各级")

_CLASS_OF: Final = {
    "government": "class:government",
    "party": "class:party",
    "congress": "class:congress",
    "court": "class:court",
    "department": "class:department",
    "unit": "class:unit",
    "enterprise": "class:enterprise",
    "school": "class:school",
    "hospital": "class:hospital",
    "place": "class:place",
    "post": "class:post",
}


@cache
def _last_head() -> re.Pattern[str]:
    # The head noun that closes a name: `全区其他具备改造条件的燃煤电厂` -> `燃煤电厂`.
    return re.compile(f"(?:{'|'.join(sorted(map(re.escape, lexicon().heads), key=len, reverse=True))})$")


def _core(name: str) -> str:
    core = _AND_SO_ON.sub("", name.strip()) or name
    while (found := _attribute().match(core)) and found.end() < len(core):
        core = core[found.end() :]
    return core


@lru_cache(maxsize=20_000)
def body_keys(folded_name: str) -> tuple[str, ...]:
    """The keys under which a body of this (folded) name is found, the most telling first; no key twice."""
    words = lexicon()
    name = folded_name.strip()
    core = _core(name)
    keys: list[str] = []
    organ = words.organs.get(name) or words.organs.get(core)
    if organ:
        keys.append(organ)
    field = _field_name().search(core)
    if field and field.group("field"):
        keys.append(words.fields[field.group("field")] + "部门")
    elif organ:
        keys.extend(words.fields[f] + "部门" for f in (_organ_field(organ),) if f)
    if not organ:
        keys.append(core)
    if organ:
        keys.append("level:central")
    else:
        keys.extend(level for level, words_of in _LEVELS if words_of.search(name))
    if field or organ:
        keys.append("class:department")
    head = _last_head().search(core)
    if head:
        kind = _CLASS_OF.get(words.heads[head.group()])
        if kind:
            keys.append(kind)
    return tuple(dict.fromkeys(keys))


def _organ_field(organ: str) -> str | None:
    """The field of work in a central organ's name: `生态环境部` -> `生态环境`."""
    words = lexicon().fields
    bare = re.sub(r"^(?:国家|国务院|中国|中央|全国)|(?:部|委|局|总局|署|办)$", "", organ)
    return bare if bare in words else None


@cache
def _question_name() -> re.Pattern[str]:
    words = lexicon()
    place = r"[\u4e00-\u9fff]{0,6}?"
    return re.compile(
        # the quantifier and the level: `各旗县(市、区)`, `县级以上人民政府`, `旗县(市、区)一级政府`
        "(?:" + words_pattern(words.attributes) + r")?(?:"
        # `生态环境部`, `国家发改委`
        f"(?:{words_pattern(words.organs)})"
        # `财政部门`, `教育局`
        f"|(?:{words_pattern(words.fields)})(?:{words_pattern(words.endings)})"
        # `旗县(市、区)一级政府`, `县级以上人民政府`
        f"|(?:旗?县\\(市、区\\)|旗县|县|区县|市县|盟市|地级市|市|省|自治区|乡镇|街道|苏木乡镇)(?:级|一级)(?:及?以上)?(?:地方)?(?:各级)?"
        f"(?:{words_pattern(w for w, k in words.heads.items() if k in ('government', 'party', 'congress', 'department'))})?"
        # any other head noun: `加油站`, `企业`, `职业院校`
        f"|(?:{words_pattern(w for w, k in words.heads.items() if k not in ('none', 'thing'))})"
        ")" + (place and "")
    )


# Heads that in a question are more often a topic or a place than the one who acts: `城市污水`, `园区`, `平台`.
_NOT_ASKED: Final = frozenset(
    [
        "城市",
        "区域",
        "平台",
        "主体",
        "组织",
        "机构",
        "中心",
        "基金",
        "代表",
        "领导",
        "公园",
        "水库",
        "城镇",
        "县城",
        "社区",
        "村",
        "地方",
        "地区",
        "媒体",
        "网站",
        "各地",
        "大学",
        "基地",
        "港口",
        "机场",
        "矿山",
        "示范区",
        "试验区",
        "开发区",
        "园区",
        "银行业",
        "灌区",
        "机组",
        "工地",
        "口岸",
        "所在地",
        "产区",
        "自治区",
        "部队",
    ]
)


def find_bodies_in_question(folded_question: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Bodies that a question asks for: start, end and the keys of which one suffices.

    The keys are those that tell this body from others: `财政部` asks for the ministry and not for every
    department of finance, `财政部门` for both, `旗县` for the level, `企业` for the class.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for match in _question_name().finditer(folded_question):
        name = match.group()
        core = _core(name)
        if core in _NOT_ASKED and core == name:
            continue
        keys = _asked(name, core)
        if keys:
            found.append((match.start(), match.end(), keys))
    return found


def _asked(name: str, core: str) -> tuple[str, ...]:
    words = lexicon()
    keys = body_keys(name)
    organ = words.organs.get(core)
    if organ:
        # A name that local departments bear too (`发改委`, without 国家) asks for them as well.
        field = _field_name().search(core)
        local = field is not None and not re.match(r"国家|国务院|中国|中央", core) and not core.endswith("部")
        return tuple(k for k in keys if k == organ or (local and k.endswith("部门")))
    fields = tuple(k for k in keys if k.endswith("部门") and k != core and not k.startswith(("class", "level")))
    if fields and _field_name().search(core):
        return fields
    levels = tuple(k for k in keys if k.startswith("level:") and k != "level:central")
    if levels:
        return levels
    classes = tuple(k for k in keys if k.startswith("class:"))
    generic = len(core) <= 2 or core in ("人民政府", "各部门", "有关部门")
    return classes if generic and classes else (core,)
