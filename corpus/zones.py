"""Named development zones: what stands behind the name of a place or of its own (`合肥高新区`, `西永综合保税区`)."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["OTHER_ZONE", "ZONE"]

# 浙江[自贸试验区], 合肥[高新区]; in a list (广东、天津、福建自贸试验区) the places stand for themselves. The kinds are those of
# the State Council's catalogue of development zones (中国开发区审核公告目录, 2018) with their short names.
_ZONE_KINDS: Final = (
    "自由贸易试验区|自由贸易港|自贸试验区|自贸片区|自贸区|高新技术产业开发区|高新技术开发区|高新区|经济技术开发区|经济开发区|经开区|"
    "国家自主创新示范区|综合保税区|综保区|保税港区|保税区|出口加工区|边境经济合作区|跨境经济合作区|旅游度假区|工业园区|科学城"
)
ZONE: Final = re.compile(_ZONE_KINDS)
# 在[滨海高新区]、[西永综合保税区]: one named for no place that the gazetteer has; not 在各高新区, 在国家级经开区
OTHER_ZONE: Final = re.compile(
    r"(?:(?<=区、)|(?<=[在于持托]))(?!综合|出口|经济|高新|自由|边境|跨境|旅游|[在于、支持依托各全级类国省市县重本其每所有相部老城新和与及等符具条首试示])(?:(?![的和与及等在级各类个家有型])[一-鿿]){2,4}"
    rf"(?<!国家)(?<!高水平)(?<!特色)(?<!现代)(?<!化工)(?<!产业)(?<!重点)(?<!农业)(?<!先进)(?<!绿色)(?<!建设)(?<!发展)(?<!推进)(?<!海关)(?<!试点)(?<!创建)(?<!沿边)(?<!跨境)(?:{_ZONE_KINDS})(?!建设标准|管理办法|评价)"
)
