#!/bin/sh
# Print the Python to use: PYTHON if set, else python3.11 if it runs, else any python3 that is new enough.
set -eu
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -n "${PYTHON:-}" ]; then
    if new_enough "$PYTHON"; then
        echo "$PYTHON"
        exit 0
    fi
    echo "PYTHON=$PYTHON is missing or older than 3.11 (it says: $("$PYTHON" --version 2>&1 | head -n 1))." >&2
    exit 1
fi

# Each one is run, not just looked up: a version manager may leave a command on the path that refuses to start.
for candidate in python3.11 python3 python3.12 python3.13 python3.14; do
    if new_enough "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

echo "safeconduct needs Python 3.11 or newer. Found: $(python3 --version 2>&1 || echo 'no python3')." >&2
echo "Install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
