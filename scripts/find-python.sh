#!/usr/bin/env bash
# Prints the first Python of at least 3.11 that is there; explains itself on standard error when there is none.
# Each is run, not only found: a version manager leaves names on the PATH that do not answer.
set -euo pipefail
for name in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "duban needs Python 3.11 or newer: install it (Debian: apt-get install python3) or say PYTHON=/path/to/python3." >&2
exit 1
