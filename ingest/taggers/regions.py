"""The places, areas and waters that limit where a task applies (tagging.md, "Region")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from corpus.fold import fold
from corpus.regions import Mention, region_keys, scan
from corpus.types import Region
from ingest.text import Sentence, Text

__all__ = ["find_regions", "territory"]

_ZONES: Final = frozenset(["body", "heading", "table"])

# What makes a name of the place before it: 北京市[人民政府], 内蒙古自治区[党委], 上海[市委], 广东省[生态环境厅]
_ORGAN: Final = re.compile(
    r"(?:省|市|区|县|州|盟|旗|自治区)?(?:人民政府|政府|党委|[省市县区州盟旗]委|委书记|人大|政协|人民代表大会|人民法院|高级人民法院|人民检察院|检察院|法院|公安|军区|纪委|监委|"
    r"书记|省长|市长|县长|区长|旗长|盟长|州长|海关|税务局|证监局|银保监局|监管局|海事局|铁路局|口岸办|办公厅|组织部|宣传部|"
    r"[一-鿿]{2,10}(?:厅|局|委员会|办公室|管理局|总队|支队|指挥部|领导小组|工作小组|管委会|开发办|扶贫办|发展改革委|发改委|卫生健康委|国资委)(?![一-鿿]{0,2}(?:地|长)))"
)
# 北京[大学], 上海[合作组织], 内蒙古[日报], 深圳[证券交易所], 北京[冬奥会], 汶川[地震], 川藏[铁路]
_NAMED_FOR: Final = re.compile(
    r"(?:[一-鿿]{0,6}(?:大学|学院|师范|日报|晚报|证券交易所|期货交易所|商品交易所|交易所|集团|公司|银行|出版社|研究院|科学院|附属医院)"
    r"|合作组织|合作机制|组织|峰会|宣言|共识|公约|协定|协议|议定书|声明|倡议|进程|精神|经验|模式|时间|话剧|方言|菜系|户口|籍"
    r"|冬奥会|冬残奥会|奥运会|残奥会|奥运|世博会|世博|亚运会|大运会|世园会|园博会|论坛|博览会|国际[一-鿿]{0,6}(?:会|节|展)|地震|泥石流|洪灾|疫情"
    r"|战略|同胞|居民|台湾同胞|铁路|高铁|高速公路|高速|公路|机场|大桥|城际|客专|线(?!路|上|下|索)|工程局|两会|起义|会战|文化(?!产业|事业|旅游|遗产|保护|生态)"
    r"|独立|事务|方面(?!军)|记者站|号|人(?!口|民|才|员|均|数|力|居|工|大|类)|籍|话(?!语)|菜|茶|酒|药材|牛奶|大米|毛尖|龙井|石(?!化|油|漠|材)|玉(?!米)|枣|枸杞|苹果|蜜)"
)
# 一级[西部]…: words in which a part of the country is none: 西部证券, 东北虎, 西南联大, 东北方向
_NO_PART: Final = re.compile(r"证券|虎|豹|防护林|方向|角|侧|面(?!积|临|向)|联大|风|师范|大学|季风|[至到]|偏")
# 《京津冀协同发展规划纲要》 inside a title; the title is a citation
_TITLE: Final = re.compile(r"《[^》]{1,200}》")
# 不含[西藏], 除[新疆、西藏]外: the place is left out, but it still limits the task and stays a region
_LIST: Final = frozenset(["、", "和", "及", "与", "以及", "或", ""])


def _names_something_else(folded: str, mention: Mention) -> bool:
    if folded.startswith("祖国", mention.start - 2):  # 祖国北疆 is no part of Xinjiang
        return True
    if mention.kind == "area" and mention.end - mention.start <= 4 and _NO_PART.match(folded, mention.end):
        return True
    if mention.kind == "water":
        return folded.startswith(("委员会", "水利委员会", "水系等", "铁路", "大学", "公司", "大桥局"), mention.end)
    return bool(_ORGAN.match(folded, mention.end) or _NAMED_FOR.match(folded, mention.end))


def _chains(folded: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions in lists: 呼和浩特、包头、乌海 | 北京市."""
    chains: list[list[Mention]] = []
    for mention in mentions:
        if chains and folded[chains[-1][-1].end : mention.start] in _LIST:
            chains[-1].append(mention)
        else:
            chains.append([mention])
    return chains


def find_regions(text: Text, sentences: Sequence[Sentence], own: frozenset[str] = frozenset()) -> list[Region]:
    """The regions named in a document's own text, in its order.

    `own` holds the keys (corpus.regions) of the document's whole territory, which are no region; areas around
    them (乌海及周边地区) still are. Members of a list are regions of their own; `name` is the words as written.
    """
    folded = text.folded
    starts = [sentence.start for sentence in sentences]
    titles = [match.span() for match in _TITLE.finditer(folded)]
    title_starts = [start for start, _ in titles]
    found: list[Region] = []

    def stands_in_text(mention: Mention) -> bool:
        index = bisect_right(starts, mention.start) - 1
        if index < 0 or mention.end > sentences[index].end or sentences[index].zone not in _ZONES:
            return False
        before = bisect_right(title_starts, mention.start) - 1
        return before < 0 or mention.start >= titles[before][1]

    mentions = [mention for mention in scan(folded) if stands_in_text(mention)]
    for chain in _chains(folded, mentions):
        # 呼和浩特市、包头市人民政府: what the last place is part of, the whole list is
        kept = chain
        if _names_something_else(folded, chain[-1]):
            kept = []
        for mention in kept:
            if mention.key in own:
                continue
            if mention is not chain[-1] and _names_something_else(folded, mention):
                continue
            words = text.quote(mention.start, mention.end)
            found.append(Region(words, mention.start, mention.end, words))
    return found


def territory(issuers: Sequence[str]) -> frozenset[str]:
    """Keys of the places whose organs issued a document, for `find_regions(own=…)`."""
    return frozenset(key for issuer in issuers for key in region_keys(fold(issuer)))
