"""Does a test fail when a central rule of the tagger is taken away? (`make mutants`)

Each rule of the table is disabled in turn in a copy of the tree, and only the tests that should notice are run. A
mutant that survives means a rule without a test; one that no longer applies means that this table is out of date. Both
fail the run. Nothing in the working tree changes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

_ROOT: Final = Path(__file__).resolve().parents[1]
# What the tests of the tagger need.
_COPIED: Final = ("corpus", "ingest", "search", "ui", "tests", "scripts", "pyproject.toml")


class Mutant(NamedTuple):
    """A rule, where it stands, its text and what stands in its place, and the tests that have to notice."""

    rule: str
    file: str
    text: str
    instead: str
    tests: str


MUTANTS: Final = (
    Mutant("permissions are no tasks", "ingest/judge_words.py", "if _only_permits(clauses) and", "if False and", "judge"),
    Mutant("definitions are no tasks", "ingest/judge_words.py", "if _DEFINED.search(words) and", "if False and", "judge"),
    Mutant("closing articles are no tasks", "ingest/judge_forms.py", "if _CLOSING.search(words):", "if False:", "judge"),
    Mutant("what is said of the past is narration", "ingest/judge.py", "if _PAST.match(words) and", "if False and", "judge"),
    Mutant("sentences are cut at their times", "ingest/parts.py", "    for time in times:", "    for time in ():", "tasks"),
    Mutant("sentences are cut at new subjects", "ingest/parts.py", "    for subject in subjects:", "    for subject in ():", "tasks"),
    Mutant("a recurrence ends at what is cut off from it", "ingest/govern.py", "            current = enclosing", "            pass", "tasks"),
    Mutant("goals keep the deadline of their paragraph", "ingest/govern.py", "            taken = goals", "            pass", "tasks"),
    Mutant("what spells out a goal has its deadline", "ingest/govern.py", "if _SPELT_OUT.match(folded, this.start, this.end):", "if False:", "tasks"),
    Mutant("under a prohibition nobody is made to act", "ingest/taggers/bodies_made.py", "if _FORBIDDEN.search(masked, begin, match.start()):", "if False:", "bodies"),
    Mutant("who may is laid no duty on", "ingest/taggers/bodies_subjects.py", "if PERMISSION.match(masked, names.end) or not", "if not", "bodies"),
    Mutant("figures of the past are no targets", "ingest/taggers/targets.py", "if words.past or _PAST_PART.search(self.folded, floor, first.start):", "if False:", "targets"),
    Mutant("letters before a figure make it a name", "ingest/taggers/targets_figures.py", "(before in _NOT_BEFORE and not folded.endswith(\"GDP\", 0, at)) or ", "", "targets"),
    Mutant("what opens a section of goals holds for it", "ingest/govern.py", "taken = section.over(part)", "pass", "tasks"),
    Mutant("tables of indicators are read by their cells", "ingest/taggers/targets_tables.py", "for grid in apart for target in grid.targets]", "for grid in apart[:0] for target in grid.targets]", "targets"),
    Mutant("a striving is no order", "ingest/tasks.py", "if _STRIVEN.search(words):", "if False:", "tasks"),
)  # fmt: skip


def main() -> int:
    """Print what became of each mutant; 1 when one survives or no longer applies."""
    failed = []
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        for part in _COPIED:
            source = _ROOT / part
            if source.is_dir():
                shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, tree / part)
        for mutant in MUTANTS:
            verdict = _tried(tree, mutant)
            print(f"{verdict:17} {mutant.rule} ({mutant.file}, tests/test_{mutant.tests}.py)", flush=True)
            if verdict != "killed":
                failed.append(mutant)
    print(f"{len(MUTANTS) - len(failed)} of {len(MUTANTS)} mutants killed")
    return 1 if failed else 0


def _tried(tree: Path, mutant: Mutant) -> str:
    """What became of a mutant: `killed`, `survived`, or `does not apply`."""
    path = tree / mutant.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutant.text) != 1:
        return "does not apply"
    path.write_text(whole.replace(mutant.text, mutant.instead), encoding="utf-8")
    try:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            f"tests/test_{mutant.tests}.py",
        ]
        # The copy comes before the installed tree; CI's rule that nothing is skipped is not what is tried here.
        env = {**os.environ, "PYTHONPATH": str(tree), "CI": "", "DUBAN_SHARED": os.environ.get("DUBAN_SHARED", str(_ROOT.parent / "shared"))}  # fmt: skip
        ended = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)
    finally:
        path.write_text(whole, encoding="utf-8")
    # 1: a test failed. Anything else but 0 is an error of the run itself (no tests, a usage error).
    return {0: "survived", 1: "killed"}.get(ended.returncode, f"exit {ended.returncode}")


if __name__ == "__main__":
    sys.exit(main())
