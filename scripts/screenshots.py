#!/usr/bin/env python3
"""Take the screenshots of docs/ from the pages as they are: the browser tests, told where to put what they see.

.venv/bin/python scripts/screenshots.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Run the browser tests with a folder for their screenshots; their exit code is ours."""
    environment = {**os.environ, "DUBAN_SCREENSHOTS": str(ROOT / "docs")}
    command = [sys.executable, "-m", "pytest", str(ROOT / "tests" / "test_browser.py")]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
