"""`safeconduct keys list`: which keys a log knows, whose they are, and how each of them stands now."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from safeconduct.cli import key_files as files
from safeconduct.cli.known_log import KnownLog, read_log
from safeconduct.cli.output import say

if TYPE_CHECKING:
    from safeconduct.record.keyring import Key
    from safeconduct.record.standing import Replay


def run(options: argparse.Namespace) -> None:
    """Print a line for each key, by organisation. Which organisation comes first is chance: the smallest id of a root key."""
    genesis = files.read_genesis(options.genesis)
    log = read_log(options.log, genesis)
    say(f"Keys of {genesis.act.origin} at {log.size} acts.", "")
    if log.replay is None:
        say("The bodies of the acts are not here. This is what the published list says; nothing in it is signed.", "")
        _say_listed(log, list(genesis.keyring().members))
        return
    say(f"{'id':16}  {'organisation':16}  {'role':7}  {'since':>6}  {'last':>5}  state")
    state = log.replay.state
    for org in state.keyring.members:
        for key in state.keyring.keys.values():
            if key.org == org:
                say(key_line(log.replay, key, log.size))


def key_line(replay: "Replay", key: "Key", size: int) -> str:
    """Give the line of a key at a size of the log: whose, since when, and whether it can still speak."""
    chain = replay.state.chains.get(key.kid)
    last = chain.next - 1 if chain is not None else -1
    status = replay.state.keyring.status_at(key.kid, size, last + 1)
    said = "open" if status.code == "valid" else f"{status.code} since {status.by}: {status.because}"
    if status.code == "valid" and key.scope is not None:
        said += f" until {datetime.fromtimestamp(key.scope.until, UTC):%Y-%m-%d %H:%M} UTC"
    if status.code == "valid" and key.over >= 0:
        said += f"; over since {key.over}, where it has signed a later time itself"
    if chain is not None and chain.held:
        said += f"; {len(chain.held)} of its acts wait for number {chain.next}"
    return f"{key.kid.hex()}  {key.org:16}  {key.role:7}  {key.since:>6}  {last if last >= 0 else '-':>5}  {said}"


def _say_listed(log: KnownLog, orgs: list[str]) -> None:
    for org in orgs:
        for kid, key in log.listed.items():
            if key.org == org:
                until = "open" if key.until is None else f"closed since {key.until}"
                say(f"{kid.hex()}  {key.org:16}  {key.since:>6}  {until}")
