"""The places, areas and waters that limit where a task applies (tagging.md, "Region")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from corpus.fold import fold
from corpus.gazetteer import ABBREVIATED, gazetteer
from corpus.regions import Mention, level_of, region_keys, scan
from corpus.types import Region
from ingest.text import Sentence, Text

__all__ = ["find_regions", "territory"]

_ZONES: Final = frozenset(["body", "heading", "table"])

# The characters inside a name: none that begin another statement (上海[建设国际一流大学] names no university)
_INNER: Final = "(?:(?!设立|建立|成立|建设|共建|推进|开展|实施|加强|完善|优化|支持|引进|创建|举办|新设|布局|打造|发展(?!改革)|[等的和在与对向])[一-鿿])"
# A place that is part of an organ's name: 北京市[人民政府], 上海[市委], 广东省[生态环境厅], 河北省[有关部门]
_ORGAN: Final = re.compile(
    r"(?:省|市|区|县|州|盟|旗|自治区|特别行政区)?(?:人民政府|政府|管委会|管理委员会|党委|委(?!托|派|任|以)|人大|政协|人民代表|[高中]级人民法院|人民法院|"
    r"人民检察院|检察院|法院|公安|军区|纪委|监委|书记|行政长官|省长|市长|县长|区长|旗长|盟长|州长|海关|海事局|铁路局|办公厅|冬?奥组委)"
    rf"|{_INNER}{{2,12}}?(?:厅(?<![客餐展]厅)|局(?<![格布结大全开破定僵时政新]局)|委员会|办公室|总队|支队|指挥部|管委会|"
    r"开发办|发展改革委|发改委|卫生健康委|国资委|部门|机关|管理所|交易中心|服务中心|疾控中心)"
)
# 京津冀[协同发展领导小组]: the group of an area
_GROUP: Final = re.compile(
    r"[一-鿿]{0,10}(?:领导小组|协调小组|协作小组|工作小组|联席会议)|河务|水利委员会|流域管理局|流域管理机构|委员会|"
    r"(?:海事|航务管理|航运管理|航道|水文|渔政监督管理)局|海事法院"
)
# 北京[大学], 上海[合作组织], 内蒙古[日报], 深圳[证券交易所], 北京[冬奥会], 汶川[特大地震], “晋江”[经验]
_NAMED_FOR: Final = re.compile(
    rf"{_INNER}{{0,6}}(?:大学|学院|师范|日报|晚报|证券交易所|期货交易所|商品交易所|集团|公司|银行|出版社|研究院|科学院|实验室)"
    rf"|{_INNER}{{1,6}}医院"
    # 粤港澳大湾区[量子科学中心], 国家超级计算无锡[中心]; but not 上海[国际科技创新中心], 怀柔[综合性国家科学中心]
    rf"|{_INNER}{{2,10}}(?:研究|技术|监测|超算|计算|检测|检验|鉴定|技术创新|(?<!国家)科学)中心|超算中心|中心(?![城区镇地])"
    # 人民银行成都[分行], 清华大学苏州[校区]
    r"|(?:[省市]?分行|中心支行|支行|分公司|分局|分院|分校|分会|校区|特派办|专员办|办事处)"
    rf"|{_INNER}{{0,8}}(?:交易所|博物[馆院]|图书馆|美术馆|纪念馆|体育[馆场]|大剧院|植物园|神庙|古[港镇街]|石窟)"
    r"|“[^“”]{1,12}”(?:经验|模式|做法)|合作组织|合作机制|(?:工作)?座谈会|峰会|会晤|宣言|共识|公约|协定|协议|议定书|声明|倡议|进程|精神|”?经验|”?模式|时间|方言|户口"
    r"|冬奥|冬残奥|奥运|残奥|世博|亚运|大运会|世园会|园博会|论坛|博览会|国际(?:机场|[一-鿿]{0,6}[会节展])|(?:特大|强烈)?地震|(?:特大)?(?:山洪|泥石流)|洪灾|疫情"
    r"|同胞|(?:[东西南北中]线)?(?:铁路|高铁)|引水|调水|高速公路|机场|大桥|城际|客专|工程局|两会|起义|战役|记者站|独立|事务|[沪港]?通(?![道过行关信讯勤州辽化])"
)
# “晋江”[经验], a city and a river; 长江[学者], 珠江[新城]
_LORE: Final = re.compile("”?(?:经验|模式|精神)|学者|证券|商学院|新城|大道|神庙")
# 云南[茶], 海南[酒]: what only a bare name is put before
_PRODUCT: Final = re.compile(r"[菜茶酒枣蜜籍](?![一-鿿]?[业农区市州厂产])|药材|牛奶|大米|枸杞|苹果|玉石|话剧")
# 一级[西部]…: words in which a part of the country is none: 西部证券, 东北虎, 西南联大, 东北方向
_NO_PART: Final = re.compile(
    r"证券|(?:\([一-鿿]{2}\))?科学城|虎|豹|防护林|方向|角|侧|面(?!积|临|向)|联大|风|师范|大学|季风|[至到]|偏"
)
# “广东强芯”[工程]: a place within a quoted name is none of its own, an area (“西部大开发”) is
_QUOTED: Final = re.compile(r"[^“”,、。]{1,10}”")
# 《汉江生态经济带发展规划》 inside a title; the title is a citation
_TITLE: Final = re.compile(r"《[^》]{1,200}》")
# In what a city or county issues, 东部 is its own east, of which nobody else's is told: not 东部地区, 西部大开发
_OWN_PART: Final = re.compile("[东西南北中]{1,2}部")
# The number of what a province issued begins with its one character: 粤办函〔2026〕4号
_PROVINCIAL: Final = re.compile(rf"([{ABBREVIATED}])(?=[政府办党委发][^\d]{{0,8}}[〔\[(])")
# 不含[西藏], 除[新疆、西藏]外: the place is left out, but it still limits the task and stays a region
_LIST: Final = frozenset(["、", "和", "及", "与", "以及", "或", ""])


def _is_organ(folded: str, mention: Mention) -> bool:
    """Whether a place begins the name of an organ."""
    if mention.kind == "water":
        return _GROUP.match(folded, mention.end) is not None
    if _GROUP.match(folded, mention.end):
        return True
    return mention.kind == "place" and _ORGAN.match(folded, mention.end) is not None


def _is_namesake(folded: str, mention: Mention) -> bool:
    """Whether the words around a place make it part of the name of something that is neither place nor organ."""
    end = mention.end
    if folded.endswith(("大学(", "学院("), 0, mention.start):  # 哈尔滨工业大学(深圳)
        return True
    if folded.startswith("祖国", mention.start - 2):  # 祖国北疆 is no part of Xinjiang
        return True
    if mention.kind == "water":
        return _LORE.match(folded, end) is not None
    if mention.kind == "area" and end - mention.start <= 4 and _NO_PART.match(folded, end):
        return True
    if _NAMED_FOR.match(folded, end):
        return True
    if folded[end - 1] in "省市县区旗州":
        return False
    if mention.kind == "place" and folded.startswith("“", mention.start - 1) and _QUOTED.match(folded, end):
        return True
    return _PRODUCT.match(folded, end) is not None


def _chains(folded: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions in lists: 呼和浩特、包头、乌海 | 北京市."""
    chains: list[list[Mention]] = []
    for mention in mentions:
        if chains and folded[chains[-1][-1].end : mention.start] in _LIST:
            chains[-1].append(mention)
        else:
            chains.append([mention])
    return chains


def _regions_of(folded: str, chain: Sequence[Mention]) -> list[Mention]:
    """The members of a list that are regions of their own."""
    if _is_organ(folded, chain[-1]):
        return []  # 呼和浩特市、包头市人民政府: what the last place is part of, the whole list is
    kept: list[Mention] = []
    for mention, following in zip_longest(chain, chain[1:]):
        if following and following.start == mention.end:
            kept.append(mention)  # 云南省玉溪市 is not named for jade
        elif _is_namesake(folded, mention) or _is_organ(folded, mention):
            while kept and kept[-1].end == mention.start:
                mention = kept.pop()  # 北京大兴国际机场
        else:
            kept.append(mention)
    return kept


def find_regions(text: Text, sentences: Sequence[Sentence], own: frozenset[str] = frozenset()) -> list[Region]:
    """The regions named in a document's own text, in its order.

    `own` holds the keys (corpus.regions) of the document's whole territory, which are no region; areas around
    them (武汉及周边地区) still are. Members of a list are regions of their own; `name` is the words as written.
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

    local = any(level_of(key) in ("city", "county") for key in own)
    mentions = [
        mention
        for mention in scan(folded)
        if stands_in_text(mention) and not (local and _OWN_PART.fullmatch(folded, mention.start, mention.end))
    ]
    for chain in _chains(folded, mentions):
        for mention in _regions_of(folded, chain):
            if mention.key not in own:
                words = text.quote(mention.start, mention.end)
                found.append(Region(words, mention.start, mention.end, words))
    return found


def territory(issuers: Sequence[str], title: str | None = None, number: str | None = None) -> frozenset[str]:
    """Keys of the places whose organs issued a document, for `find_regions(own=…)`.

    Where no issuer is known, the place that its title begins with (河南省…办法) or its number's province (粤办函〔…〕).
    """
    if issuers:
        return frozenset(key for issuer in issuers for key in region_keys(fold(issuer)))
    opening = next(iter(scan(fold(title or ""))), None)
    if opening and opening.start == 0 and opening.kind == "place":
        return frozenset(region_keys(fold(title or "")[: opening.end]))
    province = _PROVINCIAL.match(fold(number or ""))
    return frozenset(region_keys(gazetteer().provinces[province.group(1)])) if province else frozenset()
