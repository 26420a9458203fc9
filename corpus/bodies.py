"""Names of bodies: organs under old and new names, levels, classes, and the keys they are found under.

A key is the present name of an organ (`生态环境部` for `环境保护部`), the department of a field of work
(`财政部门` for `省财政厅` and `财政部门`), the name as written without its quantifier (`县级以上政府`),
a level (`level:county`) or a class (`class:enterprise`). Mentions and questions are keyed by the same
functions, so that they meet or do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache, partial
from typing import Any, Final, NamedTuple

import msgspec

from corpus.fold import fold
from corpus.tables import lexicon_table
from corpus.wordset import WordSet

__all__ = ["Lexicon", "body_keys", "find_bodies_in_question", "lexicon", "words_pattern"]


class Lexicon(msgspec.Struct, frozen=True):
    """The words of `lexicon/bodies.toml`, folded.

    `organs` maps every name of a central organ to its present name; `fields` every word for a field of work
    to the present one; `offices` the short name of a local office or union (`建委`, `团市委`) to its key; `heads` a
    generic head noun to its class (`none` for what is no body). `chosen` are the words that single out places of a
    class (`项目` + `县`).
    """

    organs: dict[str, str]
    fields: dict[str, str]
    offices: dict[str, str]
    endings: tuple[str, ...]
    heads: dict[str, str]
    attributes: tuple[str, ...]
    chosen: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon of bodies, read once."""
    raw = lexicon_table("bodies")
    organs: dict[str, str] = {}
    for table in ("central", "party", "mass"):
        for present, others in raw[table].items():
            for name in (present, *others):
                organs.setdefault(fold(name), fold(present))
    fields: dict[str, str] = {}
    for present, others in raw["fields"].items():
        for name in (present, *others):
            fields.setdefault(fold(name), fold(present))
    offices = {
        fold(name): fold(present) + suffix
        for table, suffix in (("offices", "部门"), ("unions", ""))
        for present, others in raw[table].items()
        for name in ((present, *others) if table == "unions" else others)
    }
    heads = dict.fromkeys(offices, "department")
    heads |= {fold(word): kind for kind, words in raw["heads"].items() for word in words}
    return Lexicon(
        organs=organs,
        fields=fields,
        offices=offices,
        endings=tuple(map(fold, raw["endings"]["words"])),
        heads=heads,
        attributes=tuple(sorted(map(fold, raw["attributes"]["words"]), key=len, reverse=True)),
        chosen=tuple(map(fold, raw["chosen"]["words"])),
    )


# From this many beginnings on it is worth to look at the set of them first.
_MANY: Final = 8


def words_pattern(words: Iterable[str]) -> str:
    """One expression that matches the longest of `words`: a tree of shared beginnings, tried in one pass.

    Characters that end a word side by side become a set, and where many may begin one, theirs is looked up first:
    this compiles in half the time and fails in a tenth.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    begins = f"(?=[{''.join(map(re.escape, sorted(tree)))}])" if len(tree) > _MANY else ""
    return begins + _branch(tree)


def _branch(node: dict[str, Any]) -> str:
    ends = [re.escape(char) for char, child in sorted(node.items()) if char and not any(child)]
    parts = [re.escape(char) + _branch(child) for char, child in sorted(node.items()) if char and any(child)]
    if ends:
        parts.append(ends[0] if len(ends) == 1 else f"[{''.join(ends)}]")
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
    return joined + ("?" if "" in node else "")


# What may stand before the core of a name: `各有关部门` -> `部门`, `所有加油站` -> `加油站`.
@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(words_pattern(lexicon().attributes))


# A department by its field: `省财政厅`, `市、县两级应急管理主管部门`, `财政、发展改革等部门` (completed to `财政部门`).
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
        re.compile(
            r"盟市|地级|设区的?市|市级|各市|市州|州市|地市|市、|市\(|、市|\(市|省辖市|^市(?=政府|人民政府|委|直|本级)|自治州|各盟|省会城市"
        ),
    ),
    ("level:county", re.compile(r"旗县|县|各区|(?<!治)区、|市辖区|各旗|自治旗|、区")),
    ("level:township", re.compile(r"乡|镇(?!江)|街道|苏木")),
    ("level:village", re.compile(r"村(?!镇)|社区(?!卫生)|居委会")),
)
# `旗县(市、区)`, `县(市)`: cities and districts of the county's level.
_COUNTIES: Final = re.compile(r"(旗?县)\((?:市|区|旗|、)+\)|(?<=[县])市区|市县区?(?=级?$)")


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
def _longest_head() -> int:
    return max(map(len, lexicon().heads))


def _last_head(core: str) -> str | None:
    """The longest head noun that closes a name: `采石场` of `全县其他符合条件的采石场`."""
    ends = (core[at:] for at in range(max(0, len(core) - _longest_head()), len(core)))
    return next((end for end in ends if end in lexicon().heads), None)


def _office(core: str) -> str | None:
    """The key of the short name of an office or union that closes a name: `住房城乡建设部门` of `市建委`."""
    offices = lexicon().offices
    return next((offices[core[at:]] for at in range(len(core) - 1) if core[at:] in offices), None)


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
    plain = _COUNTIES.sub(r"\1", name)
    organ = words.organs.get(name) or words.organs.get(core)
    if organ:
        keys.append(organ)
    field = _field_name().search(core)
    if field and field.group("field"):
        keys.append(words.fields[field.group("field")] + "部门")
    elif not organ and (office := _office(core)):
        keys.append(office)
    elif organ:
        keys.extend(words.fields[f] + "部门" for f in (_organ_field(organ),) if f)
    if not organ:
        keys.append(core)
    if organ:
        keys.append("level:central")
    else:
        keys.extend(level for level, words_of in _LEVELS if words_of.search(plain))
    if field or organ:
        keys.append("class:department")
    if head := _last_head(core):
        kind = _CLASS_OF.get(words.heads[head])
        if kind:
            keys.append(kind)
        if len(head) > 2:
            keys.append(head)  # `距学校五百米的网吧` is found as `加油站`
    return tuple(dict.fromkeys(keys))


def _organ_field(organ: str) -> str | None:
    """The field of work in a central organ's name: `生态环境部` -> `生态环境`."""
    words = lexicon().fields
    bare = re.sub(r"^(?:国家|国务院|中国|中央|全国)|(?:部|委|局|总局|署|办)$", "", organ)
    return bare if bare in words else None


class _Asked(NamedTuple):
    """What names in questions are made of."""

    quantifiers: WordSet
    organs: WordSet
    fields: WordSet
    endings: WordSet
    governing: WordSet
    heads: WordSet


@cache
def _asked_words() -> _Asked:
    words = lexicon()
    kinds = ("government", "party", "congress", "department")
    return _Asked(
        WordSet(words.attributes),
        WordSet(words.organs),
        WordSet(words.fields),
        WordSet(words.endings),
        WordSet(word for word, kind in words.heads.items() if kind in kinds),
        WordSet(word for word, kind in words.heads.items() if kind not in ("none", "thing")),
    )


# `旗县(市、区)一级政府`, `县级以上人民政府`: the level before the word for the government
_LEVEL_ASKED: Final = re.compile(
    r"(?:旗?县\(市、区\)|旗县|县市区|区县|市县|盟市|地级市|设区的?市|苏木乡镇|乡镇|县|市|省|自治区|街道)"
    r"(?:级|一级)?(?:及?以上)?(?:地方)?(?:各级)?"
)


def _name_end(text: str, at: int) -> int:
    """Where the longest name ends that begins at a place of a question, a quantifier before it or none; `at` where none
    does."""
    asked = _asked_words()
    found: list[int] = []
    begins = (*asked.quantifiers.ends(text, at), at)
    # `生态环境部`, `国家发改委`; `财政部门`; `县级以上政府`; any other head noun: `加油站`, `企业`, `职业院校`
    for form in (asked.organs.end, partial(_department_end, asked), partial(_level_end, asked), asked.heads.end):
        # behind the longest quantifier with which it stands
        found.append(next(filter(None, (form(text, begin) for begin in begins)), at))
    return max(found)


def _department_end(asked: _Asked, text: str, at: int) -> int | None:
    """`财政部门`, `省教育厅`, `各级环保部门`"""
    for begin in (at + 1, at) if text[at : at + 1] in tuple("省市县区") else (at,):
        for middle in asked.fields.ends(text, begin):
            if end := asked.endings.end(text, middle):
                return end
    return None


def _level_end(asked: _Asked, text: str, at: int) -> int | None:
    level = _LEVEL_ASKED.match(text, at)
    return level and (asked.governing.end(text, level.end()) or level.end())


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
    at = 0
    while at < len(folded_question):
        start, at = at, _name_end(folded_question, at)
        if at == start:
            at += 1
            continue
        name = folded_question[start:at]
        core = _core(name)
        if (core in _NOT_ASKED and core == name) or len(name) < 2:
            continue
        keys = _asked(name, core)
        if keys:
            found.append((start, at, keys))
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
    if office := _office(core):
        return (office,)
    levels = tuple(k for k in keys if k.startswith("level:") and k != "level:central")
    if levels:
        return levels
    classes = tuple(k for k in keys if k.startswith("class:"))
    generic = len(core) <= 2 or core in ("人民政府", "各部门", "有关部门")
    return classes if generic and classes else (core,)
