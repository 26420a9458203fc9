"""What a body does: the verbs and constructions that tell its role (tagging.md, "Body").

The words here are grammar, not vocabulary: verbs that open a predicate, adverbs and prepositions that may
stand before it, and the verbs that make somebody else act. Everything matches on masked text
(`ingest.taggers.bodies_names.mask`).
"""

from __future__ import annotations

import re
from typing import Final

from corpus.bodies import words_pattern

__all__ = [
    "ABOUT",
    "AUTHORITY",
    "CAUSES",
    "CLAUSE_VERB",
    "CONDITION",
    "ENCOURAGING",
    "JOINT",
    "LATE_PREDICATE",
    "LINE_ROLES",
    "MODAL",
    "OVERSEEING",
    "PERMISSION",
    "PREDICATE",
    "STRONG_VERBS",
    "SUPPORTING",
    "VERB_START",
    "has_object",
]

# Verbs that are hardly ever nouns: after a noun they open its predicate (`各地制定…`).
_VERBS: Final = """
加强 加大 加快 加紧 加速 完善 建立 建好 健全 制定 制订 落实 落细 开展 推进 推动 推开 实施 做好 做到 做实 做大 做强 做优 提高 提升
强化 深化 优化 细化 量化 扩大 扩展 明确 确保 履行 承担 担负 肩负 组织 编制 出台 印发 发布 公布 公示 公开 达到 实现 完成 取得
设立 成立 配备 安装 采取 采用 执行 遵守 提供 提出 形成 抓好 抓紧 抓实 抓细 会同 牵头 配合 协助 参与 参加 加入 监督 督促 指导
统筹 协调 研究 审核 审查 审议 听取 接受 支持 鼓励 引导 带动 促进 培育 打造 构建 搭建 创建 探索 改进 改善 调整 停止 减少 降低 淘汰 关闭
退出 清理 整治 整改 排查 报送 上报 上传 汇总 通报 反馈 申报 纳入 列入 安排 拨付 筹集 筹措 筹建 借鉴 学习 普及 推广 推行 开放 开设 开办 开通
举办 承办 兴办 创办 修订 修改 修编 废止 梳理 下放 取消 简化 压缩 缩短 给予 予以 赋予 授权 委托 指定 确定 认定 评估 应对 查处 打击 追究
问责 约谈 曝光 抽查 巡查 督查 督察 督导 稽查 遵循 坚持 树立 贯彻 增强 把握 认识 站稳 发挥 运用 充实 配齐 配强 选派 选取 选择 选定 招收 招聘
引进 引入 吸引 聘请 聘用 组建 整合 打通 畅通 破除 消除 防止 防范 杜绝 避免 遏制 严控 严守 严把 守住 保持 维护 保证 兑现 补齐 弥补 填补
消化 化解 解决 办理 办好 办结 受理 出具 签订 签署 订立 缴纳 征收 收取 支付 返还 退还 表彰 记录 建档 备案 核实 核查 核定 核准 查明 查清 摸清
掌握 了解 跟踪 研判 会商 制作 绘制 编写 起草 拟订 拟定 草拟 提请 提交 报请 启动 发起 召开 召集 主持 转变 推出 增加 减免 压减 压降 削减
关停 拆除 更换 购置 购买 划定 划转 移交 移送 交由 接收 承接 承建 进驻 入驻 接入 联通 对接 融入 践行 服从 联系 走访 慰问 关心 关爱 帮助 扶持
资助 赡养 照顾 安置 收治 转诊 救治 接种 调运 投放 收购 收储 播种 从事 具备 拥有 设有 立足 聚焦 瞄准 依托 借助 开拓 拓展 拓宽 创造 营造
攻克 突破 掀起 研制 制造 承诺 自查 自建 认领 落户 深耕 扎根 参股 控股 共建 共享 联合 携手 组团 向 签约 展示 展销
弘扬 传承 培树 凝聚 汇聚 集聚 分解 压实 夯实 筑牢 严肃 严禁 禁止 限制 暂停 恢复 处罚 责令 查封 扣押 没收 吊销 撤销 注销 变更 延长 延续
留存 保存 归档 存入 转入 划入 转送 转交 送达 告知 通知 答复 回应 回复 解答 宣讲 解读 举行 布置 部署 动员 号召 发动 推荐 遴选 筛选 评选 评定 评审
验收 复核 复查 比对 校验 共同 联动 派出 派驻 调配 调剂 调动 腾退 让利 减轻 免除 免收 免征 退出 补缴 足额 列支 垫付 开立 设定
设置 出让 供地 报批 获得 获取 贯通 覆盖 适应 满足 遏止 缩小 拉动 激发 释放 优先 新增 只增 始终 着眼 对标 对照 统领 引领 示范 担当 简政 主导 主抓 包保 包联 结对
主管 抓住 招用 录用 上好 分工 进入 违反 厚植 注重 突出 允许 准许 涵养 用好 管好 守好 护好 办成 评为 完成好 经历 面对 扛起 压紧 兜牢 守牢 盘活 腾出 挖掘 吸纳 容纳 促成 助力 赋能 服务好 保障好 保供 惠及 支撑 保有 持有 携带 佩戴 穿着 启用 停用 禁用 限产 停产 复工 复产 扩产 减产 增产 扩容 扩招 缩减 精简 合并 撤并 撤销 归并 划归 统管 统建 统一 直管 托管 代管 代建 代办 帮办 领办 包抓 认真 严把 担起 当好 讲好 写好 答好 走好 打好 打赢 打响 打牢 种好 管住 稳控 管控 化解 排除 消纳 接纳 接管 接续 衔接好 对外 面向 抓手 补充 布局 印制 张贴 悬挂 播放 刊登 刊播 推送 制播 摄制 出版 创作 演出 巡演 收集 征集 汇集 采集 录入 填报 填写 核算 结算 清算 决算
划拨 倾斜 争创 争当 创优 创先 提质 增效 扭转 遏阻 稳定 稳住 稳妥 拿出 交出 带头 举一反三 对于 关注 重视 尊重 爱护 珍惜 节约 节用 避让 清除 清运 收运 转运 处置
分类 分拣 堆放 封存 回收 配送 派送 揽收 开具 索取 查验 登记 实名 信守 恪守 遵照 依从 顺应 抢抓 紧盯 紧扣 盯住 督战 指挥 调集 抢修 抢险 疏散 转移 撤离 救援 严查 严打 严管 严惩 代为 融通 实行 收回 担任 兼任 进军 走向 走进 迈向 迁入 迁出 入园 外迁 有利于 有助于 便于 展开 开创 开启 秉持 恪尽 谋划 抓早 抓常 补强 锻造 厘清 理顺 捋顺 摒弃 革除 铲除 根除 清退 清偿 清欠 追缴 追回 复垦 复绿 种草 植树 播撒 巡护 巡河 值守 值班 驻点 驻村 蹲点 入户 上门 下沉 下派 挂职 轮岗 轮训 集训 研学 见习 试行 试用 试种 示范推广 发展成 建有 占有 保藏 典藏 收藏 修缮 检修 看护 守护 呵护 陪护 接到 列为 视为 评聘 提请 报经 签发 呈批 阅批 出访
""".split()

# Words that are verbs or nouns alike (`企业发展`, `各地发展…`): a predicate only with an object of their own.
_NOUN_VERBS: Final = """
建设 发展 管理 治理 创新 改革 合作 改造 服务 监管 研发 使用 利用 生产 经营 销售 应用 设计 培养 培训 评价 考核 检查 宣传 保护 保障
规划 开发 处置 处理 监测 检测 分析 预测 投入 补偿 补助 奖励 改建 扩建 新建 搬迁 更新 采购 配置 配套 衔接 帮扶 救助 储备 调度 供应 种植
养殖 防控 控制 监控 转型 报告 预警 诊疗 教学 科研 招生 就业 创业 审批 许可 登记 交流 互认 运营 运行 运输 排放 设立 投资 贷款 担保 保险 融资 授信 放款 兼并 重组 并购 上市 修复 维修 养护 管护 试验 实习 绿化 造林
""".split()

# Verbs at a clause's start that make it an imperative without a subject (`加强企业…`), and that a name never holds.
STRONG_VERBS: Final = """
加强 加大 加快 完善 建立 健全 制定 制订 落实 开展 推进 推动 做好 提高 提升 强化 深化 优化 扩大 明确 确保 形成 抓好 支持 鼓励 引导 带动
促进 培育 打造 构建 搭建 探索 改善 减少 降低 纳入 列入 给予 实现 达到 完成 坚持 发挥 增强 严格 切实 进一步 积极 督促 责成 要求 严禁 禁止 不得 必须 严厉
着力 大力 全面 深入 继续 保证 保持 防止 避免 杜绝 落到 推行 推广 应当 应该 帮助 取消 简化 出台 编制 印发 履行 采取 通过 根据 按照 依据 围绕 结合 随着 针对 为了 充分 组织开展 统筹推进
""".split()

# Verbs that a name's attribute does not hold unless 的 closes it: what stands before is another clause.
_IN_NAMES: Final = frozenset(
    "组织 服务 研究 评估 指导 监督 协调 审查 审核 联合 统筹 派出 派驻 配送 救治 回收 整治 收集 转运 推荐 示范 引领 共建 共享 共同 优先 引进 参与 创作 出版 "
    "结算 核算 决算 制造 研制 登记 认定 处置 对外 承接 采用 创建 实施 组建 分类 分拣 清理 清运 收运 接种 收购 收储 检修 抢险 救援 指挥 转移 疏散 重点 稳定 收藏 "
    "集聚 汇集 受理 查验 稽查 督查 督导 巡查 巡视 督察 抽查 排查 普及 推广 进驻 入驻 建档 主管 创业 招聘 聘用 学习 宣讲 解读 展示 展销 签约 对接 通报 公示 公开 公布 发布 编制 编写 "
    "起草 修订 制作 摄制 演出 回应 执行 审议 兼并 配套 承包 承办 举办 兴办 扶持 资助 帮助 关爱 保护 征收 采集 加工 招用 上市 修复 维修 养护 试验 实习 绿化 造林 引导 规范 代办 托管 购买 购置 参股 控股 主导 安置 "
    "改善 调整 减少 规划 设计 支撑 整合 联络 接收 面向 使用 支付 缴纳 领办 领导 申报 综合 履行 培育 孵化 备案 核准 核查 复核 验收 评审 监测 监控 预警 应对 启用 拓展 创造 占有 保有".split()
)

# Adverbs that may stand between a subject and its verb.
_ADVERBS: Final = """
全部 全面 率先 进一步 积极 切实 严格 认真 主动 违规 违法 擅自 随意 私自 非法 变相 经常 依法 依规 依纪 依职责 及时 定期 不定期 共同 分别 协同 统筹 具体 重点 着力 充分 大力 深入 加快
持续 不断 逐步 逐级 逐年 逐项 基本 原则上 都 均 至少 牢固 自觉 坚决 尽快 抓紧 带头 优先 广泛 深度 有序 稳步 稳妥 合理 科学 精准 有效 高质量
高标准 高度 因地制宜 力争 争取 尽可能 免费 同步 统一 分类 分级 分期 分步 分批 独立 自主 直接 专门 同时 也 还 继续 适时 适当 妥善 努力
更好 更多 更加 严厉 层层 联合 互相 相互 平等 公平 公正 公开 如实 准确 完整 按时 按期 按月 按季 按年 如期 限期 立即 迅速 快速 第一时间 先行 先
真正 普遍 整体 系统 综合 灵活 创新 创造性 扎实 踏实 严肃 自行 另行 一般 平均 总体 暂时 暂不 不再 不予 不 未经 应收尽收 务必 一律 必须 始终 时刻 长期 短期
年均 常态化 规范 从严 从快 从实 尽早 提前 超前 前瞻性 在线 就近 就地 现场 层层 逐一 挂图 挂牌 对口 合力 齐心协力 密切 紧密 有力 有效 有针对性 大胆 勇于 敢于 善于 每季度 每月 每年 每半年 每周 各自 带队 亲自 直接 全程 全力 全程 严 共 再 多 做
""".split()

# The words of duty. `应急`, `要求` and the like only begin with the same character.
MODAL: Final = (
    r"要(?![求素点件害闻塞道地领])|应当|应该|应(?![急用届税诉聘征付援变]|对(?![接标照]))|须|必须|需(?![求要])|不得|不准|不许|不能|不再|"
    r"将(?![来军士])|负责(?![人任同])|务必|务须|宜|需要"
)

# Permissions are no tasks: `有条件的地区可先行先试`, `企业有权拒绝`.
PERMISSION: Final = re.compile(r"(?:等)?(?:也|还|均|都)?(?:可(?![靠持行])|有权|享受|享有|能够)")

# Prepositions that open what a subject does: `企业按照…`, `各地对…`, but not `企业在线`, `地方对口`, `学校自主`.
_PREPOSITIONS: Final = (
    r"按照|按(?!揭)|根据|依据|依照|结合|围绕|通过|针对|参照|对照|遵照|凭|自(?![身有主然律我治查愿建动])|从(?![业轻])|"
    r"在(?![线岗校建编读册]|职(?![责能业]))|对(?![外口象标策])|把|将|为(?![主民本])|以(?![上下内外及来往])|向|与|同(?![级类等意行业城])|就(?![业地近医读诊餐])|"
    r"到(?![期位账])|赴|于|因|由于|经(?![济营费验贸])|据|本着|借鉴|依托|利用|运用|借助|沿|面向|面对|比照|发现|如|既|报(?![告送请经名纸刊道销废考警批备表账酬复社价数失案偿关])|商(?=[\u4e00-\u9fff]{2,9}(?:部|委|局|署|部门|单位|银行))"
)

_TIME: Final = r"(?:\d{2,4}年|\d{1,2}月|今年|明年|年内|年底前?|本月|每(?:[年月周季天日半两\d]|个(?:月|季|工作日|年))|各年度|“\x02{2,6}”(?:期间|末|时期))"

CLAUSE_VERB: Final = re.compile(words_pattern(w for w in _VERBS if len(w) > 1 and w not in _IN_NAMES))

# What opens a predicate after a name: `各地要`, `企业应当`, `部门于2020年底前`, `机构定期`, `学校制定`.
PREDICATE: Final = re.compile(
    rf"\x01{{0,90}}(?:等)?(?:(?P<modal>{MODAL})|(?P<adverb>{words_pattern(_ADVERBS)}|主要(?=负责(?!人)))|(?P<verb>(?:{words_pattern(_VERBS)})(?!(?:标准|[度率者员人](?![\u4e00-\u9fff])|办法|资格|意识|责任制|积极性|活动(?![\u4e00-\u9fff])|费用))|建成(?!区)|集中(?![式供连饮]))"
    rf"|(?P<time>{_TIME})|(?P<prep>{_PREPOSITIONS})"
    rf"|(?P<is>(?:是|为|作为)[^,。;]{{0,30}}(?:责任|主管|牵头|主体))|(?P<noun>{words_pattern(_NOUN_VERBS)}))"
)

# The predicate may stand behind a comma: `有条件的城市,要…`, `1公里范围内的加油站,必须…`.
LATE_PREDICATE: Final = re.compile(
    rf"(?:等)?,(?:(?P<modal>{MODAL})|(?P<adverb>{words_pattern(_ADVERBS)})|(?P<verb>{words_pattern(_VERBS)})|(?P<prep>把|将|按照|按|根据|通过|以(?=[^,;。]{2, 14}方式)))"
)

# Verbs that as often stand before a noun as its attribute: `重点企业`, `试点城市`, `规范化学校`.
_ATTRIBUTIVE: Final = frozenset(
    "示范 引领 代表 优先 共同 公开 联合 统一 派出 派驻 新增 足额 集中 就业 创业 教学 科研 保险 担保 投资 贷款 开发 创新 稳定 面向 对外 认定 接收 运输".split()
)

# A clause that begins with a verb, an adverb or a preposition has no subject of its own: `在企业推广…`.
VERB_START: Final = re.compile(
    rf"(?:(?:{words_pattern(_ADVERBS)})+(?:{words_pattern([*_VERBS, *_NOUN_VERBS])})|{words_pattern(w for w in [*STRONG_VERBS, *_VERBS, *_NOUN_VERBS] if w not in _ATTRIBUTIVE)}|{_PREPOSITIONS}|{MODAL}|"
    r"除|随着|由|代表|特别是|尤其是|可以?(?!持续|再生)|优先(?=[为与从在对将向把以选安支])|综合考虑|考虑|规范(?!化|性)|经|依|对于|关于|鉴于|凡是?|没有|无|非|其|该|本着|的|等|得|了|着|不断|逐步|及时|定期|主动|认真|尽快|抓紧|有序|稳步|合理|广泛|坚决|努力|力争|争取|更好|始终|牢固|扎实|统一|建成|集中(?!连片))"
)

# A noun that follows a word that may be verb or noun makes it a noun: `企业创新能力`, `学校管理水平`.
_NOMINAL: Final = re.compile(
    r"(?:能力|水平|成本|责任|行为|活动|环境|投入|政策|资金|机制|体系|需求|用地|人才|制度|工作|质量|效率|情况|问题|项目|方案|计划|"
    r"标准|信息|数据|平台|规模|压力|风险|收入|条件|基础|模式|方式|方法|机会|渠道|成果|经费|费用|许可证|秩序|全过程|职责|主体|的|等|与|和|、|及|或)"
)


# What a clause begins with that is about somebody, not by him: `对未达标的城市,要…`.
ABOUT: Final = re.compile(
    r"对(?![外口])|对于|关于|将|把|在|以(?!工|色)|为(?!民)|从|由|按|经(?![济营])|除|向(?!阳)|依|根据|通过|围绕|随着|鉴于|与|同(?![级类济])"
)

# Verbs of two partners: `鼓励企业与高校合作`.
JOINT: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6})?(?:合作|协作|对接|融合|联动|共建|共享|联合|组建|结对|联盟|互动|互通)(?!项目|模式|机制|办学|区|平台|关系|机构|社|组织|企业|银行)"
)


def has_object(masked: str, at: int, limit: int) -> bool:
    """Whether what follows a verb-or-noun at `at` reads as its object or complement (`建设一批平台`)."""
    rest = masked[at : min(limit, at + 14)]
    for mark in ",;:。!?\n":
        rest = rest.split(mark, 1)[0]
    return len(rest) >= 2 and (rest[0] == "或" or not _NOMINAL.match(rest))


# Verbs that make another body act: `鼓励企业开展…`, `督促各地落实…`. The longest chain is one: `指导、推动、督促`.
_ENCOURAGE: Final = "鼓励 支持 引导 激励 扶持 动员 倡导 帮助 吸引 带动 促进 推动 邀请 发动 促使 激发 推进"
_OVERSEE: Final = "监督 督促 督导 敦促"
_ORDER: Final = "组织 指导 责成 要求 责令 请 让 授权 委托 指定 协调 安排 部署 禁止 号召 商请 约束"
_WORDS: Final = f"{_ENCOURAGE} {_OVERSEE} {_ORDER} 检查"
CAUSES: Final = re.compile(
    rf"(?P<cause>(?:{words_pattern(_WORDS.split())})(?:(?:和|并|、|与|及)?(?:{words_pattern(_WORDS.split())})){{0,3}})"
)
ENCOURAGING: Final = re.compile("|".join("鼓励 支持 引导 激励 扶持 动员 倡导 帮助 吸引 带动 邀请 号召".split()))
OVERSEEING: Final = re.compile("|".join((*_OVERSEE.split(), "检查")))

# The verb that a body joins with: `要积极配合…`, `参与制定…`; not `加强协作配合`.
SUPPORTING: Final = re.compile(
    r"(?:等)?(?:要|应当?|须|必须|负责|积极|主动|密切|深度|广泛|认真|切实|共同|全力|大力|做好|依法|按职责分工|按照职责分工|按职责|根据职责){0,4}"
    r"(?:配合|协助|参与|参加|加入|协同(?!推进)|给予[^,。;]{0,8}支持|予以支持|提供[^,。;]{0,6}支持)"
)

# A condition, not a duty: `企业违反规定的,`, `各地验收合格后,`.
CONDITION: Final = re.compile(r"[^,;。]{2,60}(?:的|后|时|前|中|之日起|以后|之后|期间|情况下|情形下|基础上|前提下)$")

# What only the authority itself can do ends the part of those who are encouraged: `…,给予资金补助`.
AUTHORITY: Final = re.compile(
    r"(?:按规定|按照规定|适当|相应|优先)?(?:给予|予以)|对(?!接|标|外)[^,;。]{2,40}|加强[^,;。]{0,14}(?:监管|执法|扶持|领导|监督检查)|严厉打击|依法(?:查处|打击|惩处|追究)|"
    r"出台|加大[^,;。]{0,16}(?:支持力度|投入|执法力度|处罚力度)|建立健全|健全[^,;。]{2,16}(?:制度|机制|体系)|落实[^,;。]{0,16}政策|完善[^,;。]{0,16}(?:政策|制度|法规)|将[^,;。]{2,30}纳入"
)

# The labels of lines and notes that say who acts: `责任单位:…`, `(牵头部门:…)`.
LINE_ROLES: Final = (
    (re.compile(r"牵头"), "lead"),
    (re.compile(r"配合|协助|参与|参加|协办|支持"), "support"),
    (re.compile(r"指导|督导|监督|督办|督促"), "oversee"),
    (re.compile(r"责任|负责|实施|承办|落实|主办|承担|主责|主体"), "responsible"),
)
