#!/bin/sh
# See to it that the tests have a PostgreSQL server to start: use the one found, or install Debian's when run as root.
# If neither works, write the reason into the file named by the first argument. The tests then skip and show that reason.
# Debian's package would also start a server of its own; that is prevented, because nothing here uses it.
set -u
reason_file=$1
rm -f "$reason_file"

found() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do [ -x "$initdb" ] && return 0; done
    command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1
}
give_up() {
    echo "Tests on PostgreSQL will be skipped: $1"
    echo "$1" >"$reason_file"
    exit 0
}

found && exit 0
[ "$(id -u)" = 0 ] || give_up "no PostgreSQL server found, and only root may install it (apt-get install postgresql)"
command -v apt-get >/dev/null 2>&1 || give_up "no PostgreSQL server found, and there is no apt-get to install it with"

echo "Installing postgresql with apt-get ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
install() { apt-get -qq install --yes --no-install-recommends "$@" >"$log" 2>&1; }
config=/etc/postgresql-common/createcluster.conf
if apt-get -qq update >"$log" 2>&1 && install postgresql-common libpq5; then
    # The common part comes first, so that the server already finds that it is to make no cluster.
    [ -f "$config" ] && sed -i 's/^#\{0,1\}create_main_cluster .*/create_main_cluster = false/' "$config"
    install postgresql && found && exit 0
fi
tail -n 3 "$log"
give_up "apt-get could not install postgresql: $(tail -n 1 "$log")"
