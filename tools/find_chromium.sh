#!/bin/sh
# See to it that a Chromium is there for the browser tests: use the one found, or install Debian's when run as root.
# If neither works, write the reason into the file named by the first argument. The tests then skip and show that reason.
set -u
reason_file=$1
rm -f "$reason_file"

found() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
give_up() {
    echo "Browser tests will be skipped: $1"
    echo "$1" >"$reason_file"
    exit 0
}

[ -n "${SAFECONDUCT_CHROMIUM:-}" ] && exit 0
found && exit 0
[ "$(id -u)" = 0 ] || give_up "no chromium found, and only root may install it (apt-get install chromium)"
command -v apt-get >/dev/null 2>&1 || give_up "no chromium found, and there is no apt-get to install it with"

echo "Installing chromium with apt-get ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if apt-get -qq update >"$log" 2>&1 && apt-get -qq install --yes --no-install-recommends chromium >"$log" 2>&1 && found; then
    exit 0
fi
tail -n 3 "$log"
give_up "apt-get could not install chromium: $(tail -n 1 "$log")"
