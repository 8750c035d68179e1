#!/bin/sh
# Run the tests in two processes side by side: those that wait for a browser, a disk or a command, and all others. What the first one
# says is shown when both are through. Those of the record alone are left to `make test-core`: it has run them, on the built package.
# With arguments it is one process, which runs what they say.
python=$1
shift
if [ $# -gt 0 ]; then
    exec "$python" -m pytest "$@"
fi
said=$(mktemp)
"$python" -m pytest tests/browser tests/store tests/docs >"$said" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null; rm -f "$said"; exit 130' INT TERM
"$python" -m pytest --ignore=tests/browser --ignore=tests/store --ignore=tests/docs --ignore=tests/unit/record
own=$?
wait "$beside"
other=$?
cat "$said"
rm -f "$said"
[ "$own" -eq 0 ] && [ "$other" -eq 0 ]
