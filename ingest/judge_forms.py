"""What a sentence is by its form alone, wherever it stands: residue, notes, formulas, announcements."""

from __future__ import annotations

import re
from typing import Final

from corpus.types import SentenceKind
from corpus.verbs import MODAL
from ingest.labelled import WHO_OR_WHEN

__all__ = ["AIMS", "ALREADY", "CASES", "DONE", "elapsed", "kind_by_form"]

# Transmission and the announcement of the text itself: `现印发给你们,请认真贯彻执行。`, `制定本方案。`, `提出如下意见。`
_TRANSMISSION: Final = re.compile(
    r"(?:印发|转发|批转|下发|通报|发)给你们|现(?:将|予|就|印发|转发|批转|下发|公布)[^。]{0,120}(?:印发|转发|下发|公布|发布|如下)|现下达[^。]{4,60}(?:任务|计划|指标)。$|^现将[^。;]{2,40}报(?:送|请)(?:你|您|审)|(?:^|,)现将[^。;]{4,80}(?:予以|进行)?(?:分解|明确|分工)[^,。;]{0,16}。$|请(?:认真|遵照|抓好|组织|予|各地(?:区)?结合|结合实际)[^。]{0,20}(?:贯彻|执行|落实|实施|审议)"
    r"|(?:制定|编制|提出|作出|制订)(?:如下|以下|本(?!地|部门|单位|[省市县区级校]|行业|领域|系统)|下列)[^,。]{0,16}[。:]?$|(?:通知|公告|通告|批复|函复|报告|安排|规定|决定|部署)如下[。:]?$|(?:现|特)(?:就|将|对|提出|作)[^。]{0,80}如下|收悉。|同时废止|(?<!提)请[^,。]{0,8}审[议查]|^(?:(?:以上|上述)[^,。]{0,12},?)?(?:妥否|当否|可否|是否可行|如无不妥),?(?:特此|专此)?请[^,。]{0,12}。$|^(?:特此|专此|此)(?:通知|通报|通告|公告|批复|函复|函告|报告|说明|函达|请示|致函|复)[。!]?$|^(?:敬|请|望)(?:请|予)?(?:函复|批复|复函|支持为盼|审批|批示|审示|审定)(?:为盼|为荷)?。$"
)
# However long: `为贯彻…,根据《…》…,结合实际,特制定本计划。`
_PREAMBLE: Final = re.compile(
    r"(?:为|根据|按照|依据)[^。]{10,900},[^,。]{0,16}(?:制定|制订|编制|提出)(?:(?:如下|以下|本|下列)[^,。]{0,16}|[^,。]{2,12}如下)[。:]$"
)
# What was adopted before it is sent out: `…已经市政府第3次常务会议研究通过。`
_ADOPTED: Final = re.compile(
    r"已经?[^。;]{2,40}(?:会议|常委会|党组会)[^。;,]{0,10}(?:研究|审议|讨论)?(?:通过|同意)。$|已经?[^。;]{2,30}(?:同意|批准),[^。]{0,8}请[^。]{2,60}(?:贯彻|执行|落实|实施)"
)
# `作出以下安排。`, `具体任务如下:`, `主要目标是:`, `工作措施:`, `市教育局主要职责:`: an announcement without content of its own.
_ANNOUNCEMENT: Final = re.compile(
    r"^[^,。;:]{2,10}(?:方式|范围|对象|条件|标准|程序|情形|材料|权限|流程|依据|种类|类别):$|^[^,。;:]{1,40}(?:[局委办厅部署院行社府]|办公室|委员会|小组)(?:(?:主要|工作|具体)?职责(?:分工)?)?:$|"
    r"(?:做好|抓好|落实|完成|开展|推进|实施|把握|实现|采取|坚持|遵循|包括|围绕|主要有|分为)(?:好)?(?:以下|如下|下列)[^,;]{0,16}[。:]$|(?<![及含])(?:如下|以下)(?:几个?方面|几项|工作|措施|任务|要求|内容|意见|事项)?[^,;。]{0,4}:$"
    r"|(?<![及含])以下(?:几个?方面|几项|工作|措施|任务)[^,;。]{0,4}。$|^[^,;。]{2,24}(?:是|为|有):$|^(?:主要|具体|重点|工作|总体|相关|改革|年度|整改|治理){0,2}(?:措施|任务|目标|举措|要求|安排|内容|步骤|事项)(?:分工)?:$|(?:这里|以下)概述|概述.{0,4}方面"
)
# Calls at the end: `让我们…而不懈奋斗!`, `谱写…新篇章!`
_CALL: Final = re.compile(
    r"让我们|(?:努力|不懈|团结)奋斗[!。]|新篇章[!。]|新(?:的)?(?:更大)?贡献[!。]|新胜利[!。]|中国梦[^,]{0,12}[!。]|[^,。]{0,40}!$"
)
# Behind a closing call a duty may stand all the same: `各地各部门要…,坚决打赢这场硬仗!`
_CALLED_ON: Final = re.compile(r"[各全][^,!。]{1,24}(?:要|必须|应当?)(?!为)[^!]*!$")
# What closes a regulation: when it takes effect, who explains it, how long it holds.
_CLOSING: Final = re.compile(
    r"^本(?:意见|办法|方案|通知|规定|细则|条例|规划|预案|决定|措施|政策|文件|法|指南|标准|目录|[一-龥]{1,3}[则法范件])[^,。]{0,14}(?:自[^。]{2,40}(?:施行|实施|执行|生效)|由[^。]{2,40}(?:负责解释|解释)|有效期)|^自[^,。]{2,30}起(?:施行|实施|执行|生效)|有效期(?:为|至|\d)(?![^。]*(?:应当|必须|不得|须))|未尽事宜|执行期限[为至]|试行(?:期|[一二两三四五\d]年)|从其规定。$|^(?!.*(?:应|要|须))[^。;]{4,80},(?:均|一律)?视为[^,。;]{2,30}[。;]$|^(?!严格|正确|统一|规范|准确|依法)[^,。]{2,60}适用[^,。]{2,40}的?(?:规定|办法|条例|标准)。$|”?(?:均|都)?不?(?:包括|含)本[数级](?=[,。;])|^(?!.*(?:应|要|须))(?:(?!支持|加强|推进|鼓励|完善)[^,。]{0,60},)?[^,。]{0,60}(?:适用本(?:办法|规定|条例|细则|规则|规程|意见|方案|预案)|参照(?:本[^,。]{1,6})?执行(?:本[^,。]{1,6})?)[。;]$|^但是?,?[^。;]{2,60}除外[。;]|^此前[^。]{0,40}不一致"
)
# Notes beneath a table: `注:1.…为五年累计数。`
_UNIT_LINE: Final = re.compile(r"\(?(?:计量)?单位:[^,。;:]{1,14}\)?")  # of a table below: `单位:万亩`
_SITE: Final = re.compile(  # what a site says of itself: `声明:本站文章均为网络采集…`, `如有侵权,请联系删除`
    r"^(?:版权|免责|特别)?声明:|^本(?:站|网站|公众号)(?:所有|文章|内容|转载|刊载|发布|仅|不|系|只)|"
    r"(?:如|若)[^,。]{0,20}侵(?:权|犯)[^。]{0,20}(?:我们|本站|联系(?:删除|作者|站长))|^感谢(?:您|你|各位)|^您(?:对|提|好)"
)
_RESIDUE: Final = re.compile(
    r"(?:邮箱|网址|邮编|传真|地址)(?:地址)?:|https?:|扫一扫|责任编辑|来源:|-->|^图\d|^附件|^\(?联系(?:人|电话|方式)|联系(?:人|电话|方式)[^,。;]{0,6}:|^[^,。;:]{0,16}(?:电话|热线|信箱): *\(?[\d(]"
)
# An address in brackets at the end of a sentence that says this much without it.
_ADDRESS: Final = re.compile(r"\([^()]*\)[。;]?$")
_SAID: Final = 12
# What a sentence needs to say anything: two Chinese characters side by side that are no numeral (not `一、一、`, `aaa`), or
# from when to when: `11月1日9:00至11月10日17:00`.
_SAYS: Final = re.compile(
    r"[〇㐀-䶿一-鿿](?![〇一二三四五六七八九十])[㐀-䶿一-鿿]|月\d{1,2}日[^一-鿿]{0,12}[至到]\d{1,4}[年月]"
)
# Who was there, at the foot of minutes.
_PRESENT: Final = re.compile(r"(?:出席|列席|主持|记录|缺席|请假|参会)(?:人员?|单位)?: *[^。;]{0,200}。?$")
# Who signs, on one line: `教育部 财政部 人力资源社会保障部`
_SIGNED: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,14}[部委局办厅院会联行署] +){2,20}[\u4e00-\u9fff]{2,14}[部委局办厅院会联行署]"
)
# What another text says: `《…决定》提出,要完善…`, `党的…报告强调要…`.
_REPORTED: Final = re.compile(
    r"(?!按照?|根据|依据|依照|落实|贯彻|执行|为|对照|严格|围绕|结合|[^,。《》]{0,30}(?:按照?|根据|依[据照]|对照|落实|执行|符合|贯彻|达到|满足|学习|遵守|把|将)[^,。《》]{0,12}《)(?:[^,。《》]{0,30}《[^《》]{2,60}》|党的[^,。]{2,14}|习近平[^,。]{2,14}|中央[^,。]{2,12}会议)[^,。]{0,4}?"
    r"(?:明确|多次|进一步|都|均|也)?(?:提出|要求(?![,:]各[^,。;]{1,24}(?:于|要|应|须|\d{4}年))|指出|强调)(?!的)"
)
# A note that says who acts and no more: `(教育部牵头,…参与)`; `以下均需…` lays a duty on what follows.
_NOTE: Final = re.compile(r"\(.*\)[。;]?$", re.DOTALL)
# A line that names who acts or by when and no more: `牵头单位:市教育局`, `完成时限:2024年6月`.
_LINE: Final = re.compile(
    rf"[(〔]?(?:[一二三四五六七八九十\d]{{1,2}}[、.] ?)?(?:{WHO_OR_WHEN}|(?:实施|落实|完成|整改|推进|时间|进度|工作){{1,2}}(?:要求|安排|节点):)"
)
_YEAR: Final = re.compile(r"〔(?:19|20)\d\d〕")
_ROUND: Final = str.maketrans("〔〕", "()")
# An open bracket is a note up to this length, one that says who acts up to a longer one.
_LONG_NOTE: Final = (60, 200)
_WHO_ACTS: Final = re.compile(r"牵头|负责|配合|参与|责任单位|按职责")
_DUTY_NOTE: Final = re.compile(r"以下(?:各项)?(?:均|都|工作)|下同需|均需")


# An aspect of what has been done: `完成了`, `取得了`; not `为了`, `除了`, `了解`.
DONE: Final = re.compile(r"(?<![为除到罢明终])了(?![解结然断却了])")
# A sentence of doctrine that comes to goals in figures: `以…为指导,…,力争经过5年努力,增加值增长55%`
AIMS: Final = re.compile(r"(?:力争|争取|确保)[^。]{0,60}[0-9](?:%|[^。年月日]{0,3}[亿万]|[个名户人家座所项件处])")
# What may be done already, unless the sentence opens with an action: `已形成…`, `从10%提高到20%`; not `已建成的小区`.
ALREADY: Final = re.compile(
    r"已(?![^,。]*的,)(?:经|成为|达|形成|全面|基本|(?:建成|完成|取得|有|责令|依法|查处|整改|安排|组织|开展|启动|召开|印发|出台)(?![^,。]{0,8}的))|^已(?![^,。]*的)|从[^,。]{1,16}(?:增加到|提高到|上升到|下降到|增长到|降至|升至|扩大到)(?![^。]{0,20}年底)"
)
# What opens a list of cases: `有下列行为之一的,由…责令改正:`, `应当具备下列条件:`, `对下列信息,…应当立即报告:`.
CASES: Final = re.compile(
    r"(?:有|存在|符合|出现|具有)(?:下列|以下)[^,。:;]{0,10}(?:行为|情形|情况|条件|表现|问题|要求)(?:之一)?的|对(?:下列|以下)[^,。:]{2,20},(?![^:]*(?:如下|以下))[^。;:]{2,120}: *$|(?:下列|以下)[^,。]{0,10}(?:行为|情形|条件|情况|材料|之一)[^。;]{0,120}: *$"
)
# What a chapter on the situation tells of a time that is over: `截至2020年底,全省…达到50万辆`, `“十二五”时期,…保持…`.
_ELAPSED: Final = re.compile(
    r"[^,。]{0,12}(?:截[至止]|“?(?:十?[一二三四五六七八九]五)”?(?:时期|期间)?(?:以来)?,)(?![^。]*(?:将|力争|确保|目标|到20\d\d年|年底?前))"
)


def elapsed(words: str) -> bool:
    """Whether a sentence opens with a time that is over, in a chapter that tells the situation."""
    return _ELAPSED.match(words) is not None


_TITLE: Final = re.compile("《[^《》]{2,120}》")  # whose words lay no duty: `《…“八不准”的通知》`


def kind_by_form(words: str) -> SentenceKind | None:
    """What a sentence is by its form alone, wherever it stands."""
    if not _SAYS.search(words):
        return "residue"
    if words.startswith("〔") and not _YEAR.match(words):  # a note all the same: `〔市教育局牵头。…〕`
        words = words.translate(_ROUND)
    # `各街道将总结报整治办(邮箱:…)。`: the address stands beside a duty
    told = _ADDRESS.sub("", words)
    if _RESIDUE.search(told if len(told) > _SAID else words) and len(words) < 60:
        return "residue"
    if words.startswith("注:"):
        return "note"
    if _SITE.search(words) and not words.startswith("("):
        return "residue"
    if (
        _LINE.match(words)
        or _UNIT_LINE.fullmatch(words)
        or (words.startswith("〔") and words.rstrip("。;").endswith("〕"))
    ):
        return "note"
    if words.startswith("(") and _NOTE.match(words):
        return "task" if _DUTY_NOTE.search(words) else "note"
    longest = _LONG_NOTE[bool(_WHO_ACTS.search(words))]
    if words.startswith("(") and not words.rstrip("。;").endswith(")") and len(words) < longest:
        return "note"
    if _DUTY_NOTE.match(words):
        return "task"
    if words.endswith(")") and words.count(")") > words.count("("):
        return "note"
    if (words.endswith("!") or "让我们" in words) and _CALL.search(words) and not _CALLED_ON.match(words):
        return "narration"
    if len(words) < 160 and _TRANSMISSION.search(words) and not MODAL.search(_TITLE.sub("", words.split("请")[0])):
        return "transmission"
    if _ADOPTED.search(words):
        return "transmission"
    if _PREAMBLE.match(words) and not MODAL.search(words.rsplit(",", 1)[-1]):
        return "transmission"
    if _SIGNED.fullmatch(words):
        return "signature"
    if _PRESENT.match(words):
        return "metadata"
    if _REPORTED.match(words):
        return "narration"
    if _CLOSING.search(words):
        return "definition"
    if ("下" in words or words.endswith(":") or "概述" in words) and _ANNOUNCEMENT.search(words):
        return "announcement"
    return None
