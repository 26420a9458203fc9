"""The bundled sample is the text that its README says, whatever the checkout did to it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.samples import sample_path, sample_text
from ingest.readers import read


def test_the_sample_is_what_its_readme_says() -> None:
    digest = hashlib.sha256(sample_path().read_bytes()).hexdigest()
    readme = sample_path().with_name("README.md").read_text(encoding="utf-8")
    assert sample_path().name in readme
    assert digest in readme
    assert len(sample_text()) == 15_245


def test_the_reader_reads_it_to_the_character() -> None:
    assert read(sample_path()).text == sample_text()


def test_it_is_the_shared_text(shared: Path) -> None:
    assert (shared / "corpus" / sample_path().name).read_bytes() == sample_path().read_bytes()
