"""Write ingest/readers/common_characters.toml: the Han characters that tell one encoding from another.

The frequency of a character is the summed frequency of the words that hold it in jieba's dictionary
(jieba 0.42.1, `dict.txt`); the traditional form is OpenCC's character-level `s2t`. Run it again when either changes:

    .venv/bin/python scripts/make_common_characters.py
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import jieba
from opencc import OpenCC

COUNT = 1500
TARGET = Path(__file__).parent.parent / "ingest" / "readers" / "common_characters.toml"


def main() -> None:
    """Count, take the most frequent characters and write both scripts, most frequent first."""
    counts: Counter[str] = Counter()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, frequency, *_ = line.decode("utf-8").split()
            for char in word:
                if "一" <= char <= "鿿":
                    counts[char] += int(frequency)
    simplified = "".join(char for char, _ in counts.most_common(COUNT))
    traditional = OpenCC("s2t").convert(simplified)
    only_traditional = "".join(t for s, t in zip(simplified, traditional, strict=True) if s != t)
    covered = sum(counts[char] for char in simplified) / counts.total()
    lines = [
        "# The Han characters that tell one encoding from another, most frequent first.",
        "# Source: word frequencies of jieba's dictionary, forms by OpenCC s2t.",
        "# Written by scripts/make_common_characters.py.",
        f"# They cover {covered:.1%} of the characters that the dictionary's frequencies stand for.",
        f'simplified = """\\\n{wrap(simplified)}"""',
        f'traditional = """\\\n{wrap(only_traditional)}"""',
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def wrap(text: str, width: int = 50) -> str:
    """Lines of `width` characters that TOML joins again (a backslash swallows the line break)."""
    return "\\\n".join(text[at : at + width] for at in range(0, len(text), width))


if __name__ == "__main__":
    main()
