"""Where in a web page the document is: known containers first, else by where the sentences are.

No site is known by its address. What is looked at is what official pages have in common: a table of particulars
(索引号, 发文机关, …), a title that is also the page's, and one part of the page that holds nearly all sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml import etree

__all__ = ["body_of", "is_beside", "is_key", "meta_of", "particulars_of", "title_above", "words_of"]

# Parts of a page that are no part of its document, by the words of their class and id.
_BESIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:share\w*|bdshare\w*|bdsharebuttonbox|fenxiang|nav\w*|menu|footer|foot|crumbs?|breadcrumbs?|position|location|"
    r"related|relevant|xgwj|xgxx|xglj|toolbar|tools?|print|comments?|qrcode|ewm|erweima|pagination|pages?[_-]?(?:nav|list)|sidebar|"
    r"copyright|recommend|hot|search|login|fontsize|prev|next)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE_TAGS: Final = frozenset({"nav", "footer", "aside", "form"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A line of a footer, whatever its part is called.
_FOOTER: Final = re.compile(
    r"版权所有|ICP备|公安备|网安备|网站标识码|技术支持|主办单位|承办单位|建议使用|最佳浏览|联系我们|网站地图|"
    r"^\s*(?:主办|承办|地址)[:：].{0,60}(?:办公[厅室]|邮编)"
)
_SENTENCE: Final = re.compile(r"[\u4e00-\u9fff][^。；]*[。；]|[\u4e00-\u9fff]{6,}[，：、][^。；]{4,}")
_MARK: Final = re.compile("[，。；]")
_LEAST: Final = 12  # characters of sentences: a page with fewer holds no document
_NEARLY_ALL: Final = 0.88  # share of the page's sentences that the part with the document holds
_CONTAINERS: Final = frozenset({"div", "td", "article", "section", "main", "body", "center"})
# A table that holds what it says in cells, not in sentences: so many rows of two cells with words, no table within.
_ROWS: Final = 2
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_MOST_KEYED: Final = 3  # keys of particulars: a table with as many is one

# What holds a document only where it holds lines: as part of a line, as Word saves one, it holds some words.
_PARTS: Final = frozenset({"font", "span"})
_LINES: Final = ("p", "br", "div", "table")

# Keys of the table of particulars, spaces aside.
_KEYS: Final = re.compile(
    r"(?:信息)?索引号?|发文机关|发文机构|发布机[构关]|(?:联合)?发文单位|制发机关|成文日期|生成日期|发文日期|发布日期|公开日期|发文字号|文号|标题|信息名称|名称|主题分类|主题词|公文种类|实施日期|施行日期|失效日期|废止日期|有效性|效力状态|时效性?"
)
_MOST_KEYS: Final = 200  # found on a page before the search ends
_BLANK: Final = re.compile(r"[\s\u00a0\u3000\u200b:：]+")
_MOST_PARTICULARS: Final = 1_200  # characters: what is longer is more than the table


def _tight(words: str) -> str:
    return _BLANK.sub("", words)


@lru_cache(maxsize=4_096)
def _named_beside(marks: str) -> bool:
    return _BESIDE.search(marks) is not None


def is_beside(element: etree._Element) -> bool:
    """Whether an element is hidden, or a menu, a footer, buttons to share or print: no part of a document."""
    if element.tag in _BESIDE_TAGS:
        return True
    given = element.attrib
    if not given:
        return False
    if "hidden" in given or _HIDDEN.search(given.get("style", "")):
        return True
    marks = f"{given.get('class', '')} {given.get('id', '')}"
    return marks != " " and element.tag not in ("body", "html") and _named_beside(marks)


def body_of(page: etree._Element) -> etree._Element | None:
    """The element that holds the document; None where no part of the page does.

    The State Council's pages name it (`UCAP-CONTENT`, before that `Zoom`); elsewhere it is the innermost part that
    holds nearly all sentences of the page which are no links.
    """
    named = next((e for e in page.iter() if e.get("id") == "UCAP-CONTENT"), None)
    if named is not None:
        return named
    weights = _weights(page)
    total = weights.get(page, 0)
    if total < _LEAST:
        return None
    zoom = [e for e in page.iter() if isinstance(e.tag, str) and e.get("id", "").lower() == "zoom"]
    best = max(zoom, key=lambda e: weights.get(e, 0), default=None)
    if best is not None and weights.get(best, 0) >= total / 2:
        return best
    found = page
    while True:
        inner = next((e for e in found if weights.get(e, 0) >= _NEARLY_ALL * total), None)
        if inner is None:
            break
        found = inner
    while found.tag not in _CONTAINERS and not (found.tag in _PARTS and next(found.iter(*_LINES), None) is not None):
        above = found.getparent()
        if above is None:
            break
        found = above
    return found


def _weights(page: etree._Element) -> dict[etree._Element, int]:
    """For each element how many characters of sentences it holds, and of tables that say something, links and parts
    beside the document aside."""
    own: dict[etree._Element, int] = {}
    unread = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        passed = element.tag in ("a", "script", "style", "noscript", "head", "select", "textarea") or is_beside(element)
        if event == "start":
            unread += passed
            if not unread:
                _weigh(own, element, element.text)
        else:
            unread -= passed
            above = element.getparent()
            if element.tag == "table" and not unread:
                own[element] = max(own.get(element, 0), _told_in(element))
            if not unread and above is not None:
                _weigh(own, above, element.tail)
            if above is not None and element in own and element is not page:
                own[above] = own.get(above, 0) + own[element]
    return own


def _weigh(own: dict[etree._Element, int], element: etree._Element, words: str | None) -> None:
    if words and not _FOOTER.search(words):
        # A title, which may stand outside of the part with the document, has none of these marks.
        length = len(_tight(words))
        if _SENTENCE.search(words) or (length >= 15 and _MARK.search(words)):
            own[element] = own.get(element, 0) + length


def _told_in(table: etree._Element) -> int:
    """How many characters a table holds whose cells need not be sentences; 0 for one that only sets parts of the page.

    Such a table has none within and several rows of several cells with words that are no links. Particulars are none.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return 0
    rows = [[_tight(_unlinked(cell)) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    telling = [row for row in rows if sum(_WORDS.search(cell) is not None for cell in row) > 1]
    keyed = [{cell for cell in row if is_key(cell)} for row in telling]
    if len(telling) < _ROWS or len(set().union(*keyed)) >= _MOST_KEYED or 2 * sum(map(bool, keyed)) > len(telling):
        return 0
    return sum(len(cell) for row in telling for cell in row)


def _unlinked(cell: etree._Element) -> str:
    """The words of a cell; none of one with a link, as lists of documents have them."""
    return words_of(cell) if cell.find(".//a[@href]") is None else ""


def particulars_of(page: etree._Element, body: etree._Element) -> list[etree._Element]:
    """The tables or lists of particulars (索引号, 发文机关, 成文日期, …) outside of the document, innermost each."""
    found = [e for e in page.iter("table") if "bd1" in e.get("class", "").split()]
    if found:
        return found
    holding: dict[etree._Element, set[str]] = {}
    around = {body, *body.iterancestors()}
    for key, element in islice(_keys(page), _MOST_KEYS):
        path = [element, *element.iterancestors()]
        if body in path:
            continue  # the document speaks of such things, too
        for above in path:
            if above.tag in ("table", "ul", "ol", "dl", "div") and above not in around:
                holding.setdefault(above, set()).add(key)
    complete = {
        e for e, keys in holding.items() if len(keys) >= _MOST_KEYED and len(_tight(words_of(e))) <= _MOST_PARTICULARS
    }
    innermost = [e for e in complete if not any(inner in complete for inner in e.iterdescendants())]
    return innermost[:1]


def words_of(element: etree._Element) -> str:
    """All text in an element."""
    return "".join(map(str, element.itertext()))


def is_key(words: str) -> bool:
    """Whether words begin with a key of the table of particulars: `索 引 号：…`, `[发文机构]`."""
    return _KEYS.fullmatch(_key(words)) is not None


def _key(words: str) -> str:
    return _tight(re.split("[:：\\]】〕]", words, maxsplit=1)[0]).lstrip("[【〔")


def _keys(page: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for element in page.iter():
        for words in (element.text, *(inner.tail for inner in element)) if isinstance(element.tag, str) else ():
            if words and len(words) < 200 and is_key(words):
                yield _key(words), element


def title_above(page: etree._Element, body: etree._Element, lines: Sequence[str]) -> str | None:
    """The title that stands above the document on the page; None where the document itself begins with it.

    It is known by being the page's own title (`<title>`, or what the site declares) or the beginning of it.
    """
    declared = [_tight(words) for words in (*_titles(page), meta_of(page).get("title", "")) if words]
    best = ""
    for element in page.iter("h1", "h2", "h3", "h4", "div", "td", "p", "span", "strong"):
        if element is body:
            break
        if element.tag in ("div", "td", "p", "span", "strong") and len(element) > 3:
            continue
        words = " ".join(words_of(element).split())
        if 8 <= len(words) <= 150 and len(words) > len(best) and any(_tight(words) in title for title in declared):
            best = words
    opening = _tight("".join(lines[:8]))
    return best if best and _tight(best) not in opening else None


def _titles(page: etree._Element) -> Iterator[str]:
    for element in page.iter("title"):
        yield words_of(element)


# Names under which government sites declare what a page is (a rule of 2017 for all of them); other sites tell those who
# pass a page on (Open Graph, ogp.me).
_DECLARED: Final = {"articletitle": "title", "pubdate": "published", "contentsource": "origin", "og:title": "title"}


def meta_of(page: etree._Element) -> dict[str, str]:
    """What a page declares of its article: `title`, `published`, `origin`."""
    found: dict[str, str] = {}
    # What stands under a name of the rule goes before.
    for element in sorted(page.iter("meta"), key=lambda element: element.get("property") is not None):
        key = _DECLARED.get((element.get("name") or element.get("property") or "").lower())
        words = " ".join((element.get("content") or "").split())
        if key and words:
            found.setdefault(key, words)
    return found
