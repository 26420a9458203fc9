"""The house rules that a reviewer would otherwise have to remember (design.md, conventions.md, issue 4)."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from runpy import run_path

import pytest

from shared_texts import ROOT
from word_checks import entries, lexicon_files, other_texts, program_files, shared_phrases, texts

LISTS = tomllib.loads((ROOT / "tests" / "cases" / "class_names.toml").read_text(encoding="utf-8"))
CLASS_NAMES = {name for names in LISTS["class_names"].values() for name in names}
PACKAGES = ("corpus", "ingest", "search", "ui")
LONGEST = 400


def code_files() -> list[Path]:
    """Every Python file that is kept in git, or will be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_breach_of_the_direction_would_be_seen() -> None:
    """The contract names all four packages in their order: an empty one would hold as well."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert contract["contracts"][0]["layers"] == ["ui", "search", "ingest", "corpus"]
    assert sorted(contract["root_packages"]) == sorted(PACKAGES)


def test_files_are_short_enough_to_read() -> None:
    long = {str(path.relative_to(ROOT)): _lines(path) for path in code_files() if _lines(path) > LONGEST}
    assert not long, f"split by meaning: {long}"


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_errors_of_the_linters_are_silenced_only_with_a_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in code_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(type: ignore(\[[\w, -]+\])?|noqa(:[A-Z0-9, ]+)?)\s*$", line)
    ]
    assert not bare, f"say why beside it: {bare}"


def test_no_clock_is_read_inside() -> None:
    """The day is an argument (design.md, decision 5); only the outermost room asks the clock."""
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("corpus", "ingest", "search")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\b(date\.today|datetime\.(now|utcnow|today)|time\.time)\(", path.read_text(encoding="utf-8"))
    ]
    assert not readers, readers


@pytest.mark.parametrize("path", lexicon_files(), ids=lambda path: path.name)
def test_a_lexicon_names_its_source(path: Path) -> None:
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(re.search(r"[Ss]ource|来源", line) for line in comments), f"{path.name} does not say where it is from"


@pytest.mark.usefixtures("shared")
def test_phrases_of_annotated_texts_in_the_program_are_class_names() -> None:
    sources = texts()
    found = {
        (phrase, str(path.relative_to(ROOT)))
        for path in program_files()
        for phrase in shared_phrases(path.read_text(encoding="utf-8"), sources)
    }
    loose = sorted(f"{phrase} ({name})" for phrase, name in found if not any(phrase in name for name in CLASS_NAMES))
    assert not loose, (
        f"{len(loose)} phrases of annotated texts stand in code or lexicon: take each out, or, where it is the name of"
        " a class that is there as a whole, list it in tests/cases/class_names.toml:\n" + "\n".join(loose)
    )


@pytest.mark.usefixtures("shared")
def test_the_list_of_class_names_holds_no_leftovers() -> None:
    program = "\n".join(path.read_text(encoding="utf-8") for path in program_files())
    phrases = set(shared_phrases(program, texts()))
    leftovers = sorted(name for name in CLASS_NAMES if not any(phrase in name for phrase in phrases))
    assert not leftovers, f"no longer in the program: {leftovers}"


def test_vocabularies_are_lexicons() -> None:
    assert set(LISTS["vocabularies"]) <= {path.name for path in lexicon_files()}


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("path", lexicon_files(), ids=lambda path: path.name)
def test_a_lexicon_is_wider_than_the_annotated_texts(path: Path) -> None:
    """Names: four of five stand in no annotated text. Ordinary words: few stand in annotated texts and nowhere else."""
    words = entries(path)
    annotated = "\n".join(texts())
    seen = {word for word in words if word in annotated}
    if path.name not in LISTS["vocabularies"]:
        share = 1 - len(seen) / len(words)
        assert share >= 0.8, f"{share:.0%} of {len(words)} entries occur in no annotated text; seen: {sorted(seen)}"
        return
    elsewhere = other_texts()
    mined = sorted(word for word in seen if word not in elsewhere)
    assert len(mined) <= 0.1 * len(words), f"{len(mined)} of {len(words)} words stand in annotated texts only: {mined}"


def test_the_rules_that_are_taken_away_in_turn_are_there() -> None:
    """`make mutants` runs by hand; that its table is not out of date is seen on every run."""
    for mutant in run_path(str(ROOT / "scripts" / "mutants.py"))["MUTANTS"]:
        assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.text) == 1, mutant.rule
