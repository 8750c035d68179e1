#!/bin/sh
# Make a virtual environment in the folder named by the first argument.
# PYTHON, if set, is the interpreter to use; otherwise one is looked for. Says plainly what is missing.
set -eu
folder=$1
python=$(sh "$(dirname "$0")/find_python.sh")

# Debian and Ubuntu ship venv and ensurepip in a package of their own, and the error without them is hard to read.
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "$python has no working venv module." >&2
    echo "On Debian or Ubuntu install it with: apt-get install python3-venv" >&2
    exit 1
fi

echo "Making $folder with $("$python" --version) ..."
# --clear: a half-made environment from an interrupted run is worth nothing.
"$python" -m venv --clear "$folder"
