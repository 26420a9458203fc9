#!/usr/bin/env python3
"""Take the screenshots of docs/ from the pages as they are: the browser tests, told where to put what they see.

.venv/bin/python scripts/screenshots.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Run the browser tests with a folder for their screenshots; their exit code is ours."""
    environment = {**os.environ, "DUBAN_SCREENSHOTS": str(ROOT / "docs")}
    tests = [str(ROOT / "tests" / name) for name in ("test_browser.py", "test_browser_compare.py")]
    command = [sys.executable, "-m", "pytest", *tests, "-k", "fits_its_window or is_filtered_marked"]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    for path in (ROOT / "docs" / "pages").glob("*.png"):
        _shrink(path)
    return code


def _shrink(path: Path) -> None:
    """Keep a picture in 256 colours, a third of its bytes: pages have few."""
    with Image.open(path) as picture:
        if picture.mode == "P":
            return
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
