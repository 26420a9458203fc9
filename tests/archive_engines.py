"""The archive engines that the contract suite runs over, and the document that its queries are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, get_args

from builders import by, during, every, make_document, make_task, target, who
from elastic_server import empty_archive
from search import open_archive
from search.archive import Archive
from search.query import Facet, Query, Window

__all__ = ["ENGINES", "FACETS", "OPINION", "WINDOW_2018", "texts"]

# Each makes an empty archive in a folder of its own.
ENGINES: Final[dict[str, Callable[[Path], Archive]]] = {
    "elastic": empty_archive,
    "sqlite": lambda folder: open_archive(f"sqlite:///{folder}/duban.db"),
}
FACETS = get_args(Facet)
WINDOW_2018 = Window(date(2018, 1, 1), date(2018, 12, 31))


def texts(archive: Archive, query: Query) -> list[str]:
    """The words of the tasks found, in order; what `find` and `count` say about their number must agree."""
    found = archive.find(query)
    assert found.total == archive.count(query)
    return [hit.task.text for hit in found.hits]


OPINION: Final = make_document(
    "某市人民政府关于加强污染防治的意见",
    [
        make_task(
            "完成饮用水水源地整治", by("2018-12-31"), clause="一(一)", topics=["水"],
            bodies=[who("生态环境部", "lead"), who("财政部门", "support")], regions=["乌海市"],
        ),
        make_task(
            "加油站完成防渗改造", by("2018-06-30"), by("2020-12-31"), clause="一(一)1", topics=["水", "土壤"],
            bodies=[who("财政部门", "lead")],
        ),
        make_task("消除黑臭水体", during("2019-01-01", "2019-12-31"), clause="一(一)10", modality="goal"),
        make_task("执行新的排放标准", during("2019-07-01", None, "from"), clause="一(二)"),
        make_task("每季度开展一次检查", every("FREQ=MONTHLY;INTERVAL=3"), clause="二"),
        make_task("每年报告进展", every("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"), clause="十一"),
        make_task(
            "细颗粒物(PM2.5)浓度下降", clause="十一", modality="strive",
            targets=[target("细颗粒物浓度", ">=", 12, due="2020-12-31", change="decrease")],
        ),
        make_task("严禁新增产能", clause="二十", modality="must_not"),
        make_task("向社会公开", by("2018-12-31"), clause="三", context="制定限期达标规划,"),
    ],
    headings=[("一", "打好碧水保卫战", 1), ("一(一)", "饮用水安全", 2), ("二", "监督", 1)],
)  # fmt: skip
