"""Whether one figure asks for more than another: truth set by reading each pair."""

from __future__ import annotations

import pytest

from builders import target
from search.crossref_verdict import judge_pair


@pytest.mark.parametrize(
    ("local", "central", "verdict"),
    [
        # A floor, a ceiling, a level to be brought down, a decrease: each has its own direction.
        (target("绿化率", ">=", 40), target("绿化率", ">=", 38), "stricter"),
        (target("绿化率", ">=", 40), target("绿化率", "~", 40), "equal"),
        (target("漏损率", "<=", 9), target("漏损率", "<=", 10), "stricter"),
        (target("臭氧浓度", "=", 160, "微克"), target("臭氧浓度", "=", 150, "微克"), "looser"),
        (target("煤耗", ">=", 12, change="decrease"), target("煤耗", "=", 15, change="decrease"), "looser"),
        (target("绿道", "=", 20, change="increase"), target("绿道", "=", 15, change="increase"), "stricter"),
        (target("农药用量", "<=", 0, change="increase"), target("农药用量", "=", 3, change="decrease"), "looser"),
        # A name says that its figure is a change (in a table), where the words around it do not.
        (target("煤耗下降比例", "=", 18), target("煤耗", "=", 15, change="decrease"), "stricter"),
        (target("绿道增长率", "=", 10), target("绿道", "=", 15, change="increase"), "looser"),
        # Units of one kind are brought together, others are not.
        (target("粮食产量", ">=", 3, "万吨"), target("粮食产量", ">=", 30000, "吨"), "equal"),
        (target("厂房面积", ">=", 3, "万㎡"), target("厂房面积", ">=", 30000, "平方米"), "equal"),
        (target("绿地面积", ">=", 2, "km²"), target("绿地面积", ">=", 300, "公顷"), "looser"),
        (target("回收率", ">=", 8, "成"), target("回收率", ">=", 75, "%"), "stricter"),
        (target("学校", ">=", 8, "所"), target("学校", ">=", 75, "%"), "different"),
        (target("煤耗", "=", 12), target("煤耗", "=", 12, change="decrease"), "different"),
        (target("绿化率", ">=", 40), target("绿化率", "<=", 40), "different"),
        (target("绿化率", ">=", 40, due="2025-12-31"), target("绿化率", ">=", 38, due="2020-12-31"), "different"),
        (target("绿化率", ">=", 40, due="2019-12-31"), target("绿化率", ">=", 38, due="2020-12-31"), "stricter"),
    ],
)
def test_verdicts(local: object, central: object, verdict: str) -> None:
    assert judge_pair(local, central, "zh")[0] == verdict
