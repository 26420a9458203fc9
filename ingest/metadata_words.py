"""What the lines around the body of a document look like: keys, numbers, addressees, titles, organs, residue."""

from __future__ import annotations

import re
from typing import Final

from ingest.metadata_dates import BROKEN_DATE, DATE

__all__ = [
    "ADDRESSED", "ADDRESSEE", "ANNEX_MARK", "ANNOUNCED", "CONGRESS", "DATE_LINE", "HAN", "ISSUED", "KEYED", "KIND", "MINUTES", "NUMBER", "NUMBERS_APART", "ORDER", "ORGAN", "ORGAN_TAIL", "PASSED", "PRESENTED", "PRINTED", "REPORTED", "RESIDUE", "SHEET", "SIGNED", "SIGNED_INSIDE", "SIGNER", "STATE", "TAIL", "TITLE_END",
    "VOID", "WHOLE_NUMBER", "WRAPPED", "closed_up", "organs_in",
]  # fmt: skip

HAN: Final = "一-龥×*○"  # a name may be blacked out: `×政办〔2018〕55号`
# `国办发〔2018〕128号`, `国发明电〔2018〕15号`, `X政办字(2019)3号`, `第707号`.
NUMBER: Final = re.compile(
    rf"[{HAN}]{{1,14}} ?[〔(] ?\d{{4}} ?[〕)] ?第? ?\d{{1,5}} ?号"
    # `财政部 税务总局公告2022年第13号`, `2023年第8号`, and what carries no letters: `〔2023〕12号`
    r"|^(?:[一-龥 、]{2,40}(?:公告|通告|令) ?)?\d{4} ?年 ?第 ?\d{1,4} ?号$|^〔\d{4}〕 ?第? ?\d{1,4} ?号$"
    r"|(?<![一-龥])[一-龥]{0,12}令 ?第? ?\d{1,4} ?号|^第 ?[\d一二三四五六七八九十百零]{1,7} ?号$"
)

# `某政发〔2024〕12号　　签发人:某某`: who signs stands in the line of the number (GB/T 9704-2012, 7.2.6).
SIGNER: Final = re.compile(r"(?<=号) {1,40}签发人 ?:[^。,;]{1,40}$")

# A joint paper may carry the number of each issuer: `财建〔2007〕862号　商建发〔2007〕480号`; the first is its own.
NUMBERS_APART: Final = re.compile(r"(?<=号)[ 、,;]{1,8}")

# `字号:某政〔20260`: what has lost its brackets on the way is no number.
WHOLE_NUMBER: Final = re.compile(r"号|[〔(〈]\d{4}[〕)〉] ?\d")
# What a page says before the text: `日前,某某市印发《…方案》。全文如下:`
PRESENTED: Final = re.compile(
    r"[^《》。]{2,40}(?:印发|发布|出台|公布|下发)了?《(?P<title>[^《》]{4,80})》[^。]{0,30}[,。](?:现将)?(?:全文|内容|原文|主要内容)?[^。]{0,8}如下[。:]?"
)
# `近日,中共中央办公厅、国务院办公厅印发了《…意见》,并发出通知,要求…。`
ANNOUNCED: Final = re.compile(
    r"(?:新华社[^。《]{0,20}电 *)?(?:日前|近日|最近),?(?P<issuers>[^《》,。]{2,60}?)(?:联合)?(?:印发|发布|出台)了?《(?P<title>[^《》]{4,80})》,"
    r"(?:并发出)?通知,?要求[^。]{2,60}。"
)
# `(2027年3月1日省政府常务会议通过 …公布 自…起施行)` below the title of a rule, and the number of its order
PASSED: Final = re.compile(rf"\([^()。]{{0,16}}{DATE}[^。]{{0,600}}\)")
# Who passed a rule: `2019年10月29日某市第十五届人民代表大会常务委员会第二十三次会议通过`
CONGRESS: Final = re.compile(
    r"日? ?(?P<place>[一-龥]{2,14})第[一二三四五六七八九十]{1,3}届(?P<name>(?:全国)?人民代表大会(?:常务委员会)?)第[一二三四五六七八九十]{1,4}次会议(?=(?:审议)?(?:通过|批准|修订))"
)
ORDER: Final = re.compile(r"(?:(?<![一-龥])|(?<=日))(?!日)[一-龥]{2,16}令 ?第 ?\d{1,4} ?号")
# What a page adds to the title of a text that holds no longer.
VOID: Final = re.compile(r"[(（](?:已失效|已废止|失效|废止|已修改|现行有效|有效)[)）]$")

# A page's name for what it shows: `某政办发〔2026〕3号《某某市人民政府办公厅关于…的通知》`
WRAPPED: Final = re.compile(
    rf"(?P<number>[{HAN}]{{1,14}}[〔(]\d{{4}}[〕)]\d{{1,5}}号)? ?《(?P<title>[^《》]{{8,120}})》(?:\(?(?:全文|原文)\)?)?"
)
# A report of the papers above the text: `中共中央办公厅 国务院办公厅印发《关于…的意见》`.
REPORTED: Final = re.compile(
    r"(?!关于)(?P<issuers>[^《》,。]{2,60}?)(?:日前|近日)?(?:印发|发布|出台|联合印发)了?《(?P<title>[^》]{4,80})》"
)

# Keys of the metadata table that government sites set above a text; their value follows or is the next line.
KEY: Final = re.compile(
    r"(?P<title>标 *题|名 *称|信息名称|公文名称)|(?P<issuer>发文机关|发文单位|制发机关|发文机构|制定机关)"
    r"|(?P<publisher>发布机构|发布单位|发布机关|公开主体)|(?P<date>成文日期)|(?P<sent>发文日期|生成日期)"
    r"|(?P<number>发文字号|发文文号|文 *号|公文文号|文件编号|字号)"
    r"|(?P<other>索 *引 *号|信息索引|主题分类|发布日期|发布时间|公开日期|公开时间|主 *题 *词|关键词|公文种类|体裁分类|体 *裁(?!缝)|所属类目|机构名称|公开类别|组配分类|有 *效 *性|有效状态|文件有效性|效力等级|公布日期|时 *效 *性|来 *源|施行日期|失效日期|服务对象|分 *类|语种|公开方式|公开属性|公开类型|公开期限|责任部门)"
)
KEYED: Final = re.compile(rf"(?:[·•] *)?(?:〔 *)?(?:{KEY.pattern})(?: *〕)? *(?P<mark>[:|]?) *")
# Addressees: `各省、自治区、直辖市人民政府,国务院各部委、各直属机构:`, `河北省人民政府、国家发展改革委:`.
ADDRESSEE: Final = re.compile(r"(?:各|省|自治区|市|县|区|机关|中央|国务院|教育部|国家|局|有关)[^。;:《》!]{0,200}:")
ADDRESSED: Final = re.compile(
    r"(?:[^。;:《》!]{1,220}(?:政府|厅|局|委|委员会|部门|机构|单位|办|院|部|行|会|公司|企业|学校|集团|党委|党组|中心|支队|大队|法院|检察院|兵团|处|协会|街道|同志|高校|高等学校|管理区|开发区|医院|院校|学院|大学|园区|新区|示范区|度假区|试验区|保税区|团体|军分区|总队|场|站|社|所|乡镇|各[县市区州盟旗镇乡]|人|组)|各[县市区州盟旗镇乡村]{1,4})\)?:"
)
KIND: Final = (
    r"(?:意见|通知|决定|方案|规划|计划|办法|条例|规定|细则|报告|纲要|批复|函|公告|通报|决议|要点|措施|预案|规则|指南|通告|请示|令|"
    r"纪要|章程|公报|准则|标准|目录|清单|规范|安排|行动计划|若干措施|实施意见|实事(?:项目)?)"
)
# `…任务分解表`, `2027年工作思路`: of what an organ sends round, and no word that closes other lines
_SHEET: Final = "(?:分解|分工|任务|责任|安排)表"
SHEET: Final = re.compile(rf"{_SHEET}(?:\([^()]{{0,16}}\))?$")
TITLE_END: Final = re.compile(
    rf"(?:{KIND}|{_SHEET}|工作思路|指引|导则|大纲|倡议书|若干政策)(?:\((?:试行|暂行|修订|修订稿|草案|征求意见稿|[^()]{{0,16}})\))?$"
)
ORGAN: Final = re.compile(
    rf"[{HAN} 、,·\n“”]{{0,60}}?(?:人民政府|政府|办公厅|办公室|委员会|党委|国务院|中共中央|中央军委|人大常委会|[{HAN}]{{2,}}(?:部|厅|局|委|署|总局|总署|总社|银行|会|院|办|法院|检察院))"
)
RESIDUE: Final = re.compile(
    r"^新华社[^。]{0,20}电|扫一扫|分享到|打印本?页|关闭窗口|责任编辑|编辑:|来源:|来源 |^〔(?:字体|打印|大 中 小)|〔字体|〔打印|相关链接|相关稿件|相关报道|相关文件|版权所有|主办单位|^(?:主办|承办|技术支持|网站地图)[::]?|您访问的链接|网站标识|ICP备|上一篇|下一篇|"
    r"本作品是中华人民共和国|Public domain|false$|-->|<!--|浏览[次数量]|点击数|字体:|您当前的位置|当前位置|^首页|转发本页|微信扫|分享至?微信|返回顶部|注:中文维基|解读:|附件下载|政策解读$|^(?:图解|一图读懂|图文解读|视频解读|音频解读|文字解读)(?=[ |:丨])|小编|会员上传|下载本文|免费下载|文库还可以"
    # when a page was made: `2024-05-24 07:07:42 某某网`; not `报名时间:2026-12-01 09:00至…`
    r"|^(?:[^。;:]{0,12}[网报台社] *|[^。;:]{0,8}(?:发布|发表|更新|发稿|录入)[^。;\d]{0,6})?\d{4}[-/.]\d{1,2}[-/.]\d{1,2} +\d{1,2}:\d\d(?::\d\d)?(?= *$| +[^ 至到前~—-])"
)
ISSUED: Final = re.compile(
    r"\((?:此件|此页|本文有|此文)[^()]{0,30}\)|\(?此件(?:公开|主动公开|依申请公开|删减|有删)[^。]{0,12}\)?"
)
# The organ that signs right behind the last sentence: `…执行。国务院办公厅`.
ORGAN_TAIL: Final = re.compile(
    r"(?:(?<=[。!)])|(?<=[。!?]”)) *(?P<organ>[^。,;:《》!?\d()]{2,50}?(?:政府|厅|院|部|局|委|会|室|署|社|行|党委)) *$"
)
# `来源:《内蒙古日报》官方微信` behind the last sentence.
TAIL: Final = re.compile(r"(?<=[。!?”)]) *(?:来源|责任编辑|编辑|作者|原标题|文章来源|稿源)[::].{0,60}$")
# `(征求意见稿)`, `(2020-2022年)` on a line of its own below a title.
STATE: Final = re.compile(r"\((?:试行|暂行|修订|修订稿|草案|征求意见稿|送审稿|20\d\d[^()]{1,12}年)\)")


# What stands before the title of an enclosure that stands alone: `附件1`, `附件:某市…规划`; not the list `附件:1.分工表`.
ANNEX_MARK: Final = re.compile(
    r"附 ?件 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?(?: ?[:.、] ?| +|(?=[^ :]{8,})|$)(?!\d{1,2} ?[.、])"
)
# A date on a line of its own, under who signs.
DATE_LINE: Final = re.compile(rf" ?(?:\(此[^()]{{0,20}}\) *)?(?:{DATE}|(?P<broken>{BROKEN_DATE})) ?(?:\([^()]*\))?")
# The office that printed it and when, the last line of a paper: `某市人民政府办公室  2023年3月20日印发`.
PRINTED: Final = re.compile(rf"[^。,;:《》!?\d]{{0,60}} *{DATE} ?印发 *")
# `某市人民政府专题会议纪要`: the title names who issues.
MINUTES: Final = re.compile(
    rf"(?P<organ>[{HAN}]{{2,24}}?(?:政府|委员会|党委|市委|县委|厅|局|办公室))[一-龥]{{0,8}}会议纪要"
)
# `国务院办公厅 2018年12月29日` as a paragraph of its own.
SIGNED: Final = re.compile(
    rf"(?P<organ>(?!\(此)[^。,;:《》!?\d]{{2,60}}?) *(?:{DATE}|(?<=府|厅|局|委|办|会|室) {BROKEN_DATE}) *(?:\([^()]{{0,20}}\))?"
)
# `…。国务院办公厅2020年7月15日(此件公开发布)`: a signature that runs on from the text.
SIGNED_INSIDE: Final = re.compile(
    rf"(?<=[。!”)]) *(?P<organ>[^。,;:《》!?\d()]{{2,50}}?(?:政府|厅|院|部|局|委|会|室|署|社|行|党委)) *{DATE} *(?![前起止至以之到—-])(?:\([^()]{{0,20}}\))?"
)

_SET_APART: Final = re.compile(r"[一-龥](?:[ \u3000\u00a0]{1,4}[一-龥])+")


# `全国“扫黄打非”工作小组办公室`
_QUOTED: Final = re.compile(r"[^“”]*“[^“”]{2,8}”[^“”]{2,}")


def closed_up(line: str) -> str:
    """A line without the spaces that set its letters apart to fill it: `市 人 民 政 府`, `通 知`."""
    return re.sub(r"[ \u3000\u00a0]", "", line) if _SET_APART.fullmatch(line.strip()) else line


def organs_in(words: str) -> tuple[str, ...]:
    """The issuers in one line: set apart by spaces, line breaks or `、`."""
    # Joint issuers that run together each open with the name of their place: `某省教育厅某省财政厅`; not an office
    # of a ministry, `教育部教育督导局`.
    words = closed_up(words)
    place = re.escape(words.strip()[:2])
    found = re.split(
        rf"[\s\u3000\u00a0、,，;；]+|(?<=[厅局委会部署院办])(?<!^{place}.)(?<!总[局署])(?={place})", words.strip()
    )
    return tuple(
        p for p in found if p and not p.endswith(("网", "网站")) and not ("“" in p and not _QUOTED.fullmatch(p))
    )
