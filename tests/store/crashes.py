"""A process that appends and is killed, and what must hold of the log afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Sequence

from safeconduct.record.body import act_id
from safeconduct.record.tree import Frontier, leaf_hash
from safeconduct.store.examine import Signed
from safeconduct.store.log import Log
from safeconduct.store.open import open_store
from safeconduct.store.reread import reread
from tests.store.acts import ORIGIN, Device, keys

BATCHES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 7, 20, 300)

A_RUN = 7500
"""Acts that a process is given: more than it appends before it is killed."""

Confirmed = dict[bytes, int]
"""The acts that were confirmed, with the index each was given."""


def append_until_killed(url: str, devices: Sequence[Device], acts: Sequence[Signed], chance: random.Random) -> Confirmed:
    """Append acts in a process of its own, and kill it at some moment; gives what it had confirmed by then."""
    batches = [chance.choice(BATCHES) for _ in range(len(acts) // 300)]
    hear, tell = os.pipe()
    child = os.fork()
    if not child:
        _append(url, devices, acts, batches, tell)
    os.close(tell)
    heard = b""
    wanted = chance.randrange(1, len(batches))
    while heard.count(b"\n") < wanted and (more := os.read(hear, 65_536)):
        heard += more
    # From here on any moment may be the one, also in the middle of writing to the disk.
    time.sleep(chance.random() * 0.004)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(hear, 65_536):
        heard += more
    os.close(hear)
    lines = [json.loads(line) for line in heard[: heard.rfind(b"\n") + 1].splitlines()]
    assert not [line for line in lines if "failed" in line], lines
    return {act_id(acts[line["at"] + n].body): index for line in lines for n, index in enumerate(line["found"])}


def _append(url: str, devices: Sequence[Device], acts: Sequence[Signed], batches: Sequence[int], tell: int) -> None:
    try:
        log = Log.open(url, origin=ORIGIN, key_of=keys(*devices).get)
        at = 0
        for size in batches:
            found = [accepted.index for accepted in log.append(acts[at : at + size])]
            os.write(tell, json.dumps({"at": at, "found": found}).encode() + b"\n")
            at += size
    except BaseException as error:
        os.write(tell, json.dumps({"failed": repr(error)}).encode() + b"\n")
    finally:
        os._exit(0)


def check_log(url: str, devices: Sequence[Device], confirmed: Confirmed) -> int:
    """Check that no confirmed act is lost or moved, none stands twice, and tree and bodies are right. Gives the size."""
    database = open_store(url)
    size = check_leaves(url, devices, confirmed)
    with database.reading() as reader:
        assert reread(reader, 0, size).differences == ()
    database.close()
    return size


def check_leaves(url: str, devices: Sequence[Device], confirmed: Confirmed) -> int:
    """Check the same without reading the bodies."""
    log = Log.open(url, origin=ORIGIN, key_of=keys(*devices).get)
    tip = log.tip()
    log.close()
    database = open_store(url)
    with database.reading() as reader:
        rows = reader.all("SELECT idx, act_id, envelope FROM leaf ORDER BY idx")
    database.close()
    frontier = Frontier()
    frontier.extend(leaf_hash(envelope) for _, _, envelope in rows)
    stands = {id_: idx for idx, id_, _ in rows}
    assert ([row[0] for row in rows], len(stands)) == (list(range(tip.size)), tip.size)
    assert {id_: stands.get(id_) for id_ in confirmed} == confirmed
    assert frontier.root() == tip.root
    return tip.size


def append_the_rest(url: str, devices: Sequence[Device], acts: Sequence[Signed], confirmed: Confirmed) -> None:
    """Send everything again, as a device does that heard no answer; then each act stands exactly once."""
    log = Log.open(url, origin=ORIGIN, key_of=keys(*devices).get)
    found = {act_id(act.body): accepted.index for act, accepted in zip(acts, log.append(acts), strict=True)}
    log.close()
    assert found | confirmed == found
    assert check_log(url, devices, found) == len(acts)


def kill_again_and_again(url: str, times: int, seed: int) -> int:
    """Kill an appending process many times on one log, checking after each. Gives how many acts were confirmed in all."""
    chance, device = random.Random(seed), Device("killed")
    acts, confirmed = list[Signed](), Confirmed()
    for number in range(times):
        # Begins with some that are there: what was sent and not answered is sent again.
        begin = max(0, len(confirmed) - chance.randrange(0, 40))
        acts += device.acts(begin + A_RUN - len(acts))
        new = append_until_killed(url, [device], acts[begin : begin + A_RUN], chance)
        assert {id_: confirmed.get(id_, index) for id_, index in new.items()} == new
        confirmed |= new
        (check_leaves if number % 10 else check_log)(url, [device], confirmed)
    append_the_rest(url, [device], acts, confirmed)
    return len(confirmed)
