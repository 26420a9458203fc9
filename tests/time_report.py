"""Scores the time tagger on `contract/cases/time.jsonl`, with JioNLP beside it: `python -m tests.time_report`.

Each case is a sentence read as a text of its own with the document's date; what is judged is the entry that overlaps
the case's span. Four figures, as issue 4 names them: end right, end and kind, recurrence, no false span on traps.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpus.types import Deadline
from ingest.taggers.deadlines import span_times

KINDS = {"recurring": "every", "relative": "within", "duration": "within"}
FIGURES = ("end right", "end and kind", "recurrence", "no false span")


def load(path: Path) -> list[dict[str, Any]]:
    """The cases of `time.jsonl`, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _parts(rule: str | None) -> tuple[str, ...]:
    return tuple(sorted(part for part in (rule or "").split(";") if part and part != "INTERVAL=1"))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def judge(case: dict[str, Any], entries: Sequence[Deadline]) -> dict[str, bool]:
    """Which of the figures that a case counts for it gets right."""
    low, high = case["span"]
    near = [entry for entry in entries if entry.start < high and entry.end > low]
    kinds = {KINDS.get(kind, kind) for kind in (case["type"], *case["accept_type"])}
    if case["type"] == "none":
        return {"no false span": not near or (len(kinds) > 1 and all(entry.kind in kinds for entry in near))}
    if not near:
        if "none" in kinds:
            return {"recurrence": True} if case["type"] == "recurring" else {"end right": True, "end and kind": True}
        return {"recurrence": False} if case["type"] == "recurring" else {"end right": False, "end and kind": False}
    if case["type"] == "recurring":
        rules = {_parts(rule) for rule in (case["recurrence"], *case.get("accept_recurrence", ()))}
        return {"recurrence": any(entry.kind == "every" and _parts(entry.rrule) in rules for entry in near)}
    if case["multi"]:
        right = {_iso(entry.due) for entry in near} == set(case["multi"])
        return {"end right": right, "end and kind": right and all(entry.kind in kinds for entry in near)}
    ends, starts = {case["end"], *case["accept_end"]}, {case["start"], *case["accept_start"]}
    if case["type"] == "during":
        starts.add(case["start"])
    if case["type"] in ("by", "relative", "duration"):
        starts.add(None)

    def fits(entry: Deadline) -> bool:
        return _iso(entry.due) in ends and (entry.kind != "from" or _iso(entry.begins) in starts)

    good = [entry for entry in near if fits(entry)]
    kind = any(entry.kind in kinds and (entry.kind != "during" or _iso(entry.begins) in starts) for entry in good)
    return {"end right": bool(good), "end and kind": kind}


def jionlp_entries() -> Callable[[str, date], list[Deadline]]:
    """JioNLP's reading of a sentence in our terms: its span, its end day, its type as a kind."""
    with contextlib.redirect_stdout(io.StringIO()):  # it advertises itself on import
        import jionlp  # type: ignore[import-untyped]  # a test extra without types

    def entries(sentence: str, written: date) -> list[Deadline]:
        base = datetime(written.year, written.month, written.day, 12)
        out: list[Deadline] = []
        logging.disable(logging.CRITICAL)  # it logs each of its own failures with a traceback
        try:
            found = jionlp.ner.extract_time(sentence, time_base=base.timestamp(), with_parsing=True)
        except Exception:  # JioNLP raises on some sentences: it finds nothing there
            return out
        finally:
            logging.disable(logging.NOTSET)
        for item in found:
            low, high = item["offset"]
            out.append(_from_jionlp(item["text"], low, high, item.get("detail") or {}))
        return out

    return entries


def _from_jionlp(text: str, low: int, high: int, detail: dict[str, Any]) -> Deadline:
    kind, value = detail.get("type"), detail.get("time")
    if kind == "time_period":
        delta = (value or {}).get("delta") or {}
        rule = None
        if delta.get("year"):
            rule = f"FREQ=YEARLY;INTERVAL={int(delta['year'])}"
        elif delta.get("month"):
            rule = f"FREQ=MONTHLY;INTERVAL={int(delta['month'])}"
        elif delta.get("day"):
            rule = f"FREQ=DAILY;INTERVAL={int(delta['day'])}"
        return Deadline(text, low, high, "every", rrule=rule)
    if kind == "time_delta":
        return Deadline(text, low, high, "within")
    begins = due = None
    if isinstance(value, list) and len(value) == 2:
        days = [None if str(v).startswith("inf") or "inf" in str(v) else date.fromisoformat(str(v)[:10]) for v in value]
        begins, due = days
    if "起" in text or "开始" in text:
        return Deadline(text, low, high, "from", begins)
    if "前" in text or "底" in text or text.startswith(("到", "至")):
        return Deadline(text, low, high, "by", None, due)
    return Deadline(text, low, high, "during", begins, due)


def score(
    cases: Sequence[dict[str, Any]], entries: Callable[[str, date], list[Deadline]]
) -> tuple[dict[str, tuple[int, int]], list[dict[str, Any]], float]:
    """Right and counted a figure, the cases that went wrong, and the seconds it took."""
    tally = {figure: [0, 0] for figure in FIGURES}
    wrong: list[dict[str, Any]] = []
    taken = 0.0
    for case in cases:
        begun = time.perf_counter()
        found = entries(case["sentence"], date.fromisoformat(case["doc_date"]))
        taken += time.perf_counter() - begun
        result = judge(case, found)
        for figure, right in result.items():
            tally[figure][0] += right
            tally[figure][1] += 1
        if not all(result.values()):
            wrong.append({**case, "found": found, "failed": [figure for figure, right in result.items() if not right]})
    return {figure: (right, of) for figure, (right, of) in tally.items()}, wrong, taken


def _row(name: str, tally: dict[str, tuple[int, int]]) -> str:
    cells = (f"{right / of if of else 1:.3f} ({right}/{of})" for right, of in tally.values())
    return f"{name:18}" + "".join(f"{cell:>20}" for cell in cells)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where our figures are below those of issue 4."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    shared = Path(os.environ.get("DUBAN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    cases = load(shared / "contract" / "cases" / "time.jsonl")
    parts = {"all": cases} | {
        source: [c for c in cases if c["source"] == source] for source in {c["source"] for c in cases}
    }
    print(" " * 18 + "".join(f"{figure:>20}" for figure in FIGURES))
    score(cases[:20], span_times)  # warm
    ours = 0.0
    for name, chosen in parts.items():
        tally, wrong, taken = score(chosen, span_times)
        ours = taken if name == "all" else ours
        print(_row(f"duban {name}", tally))
        if name == "all" and "--misses" in arguments:
            for case in wrong:
                found = [(e.text, e.kind, _iso(e.begins), _iso(e.due), e.rrule) for e in case["found"]]
                print("   ", case["id"], case["doc_date"], case["sentence"][:60], case["type"], case["start"], case["end"],
                      case["recurrence"], case["failed"], found)  # fmt: skip
    if "--alone" not in arguments:
        peer = jionlp_entries()
        score(cases[:20], peer)  # warm
        for name, chosen in parts.items():
            tally, _, taken = score(chosen, peer)
            print(_row(f"jionlp {name}", tally))
            if name == "all":
                print(
                    f"{'':18}{taken / len(cases) * 1e6:.0f} µs a sentence against {ours / len(cases) * 1e6:.0f}, {taken / ours:.1f} x"
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
