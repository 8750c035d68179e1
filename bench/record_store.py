"""What the record costs to keep, inside one process: appends beside the disk, and checks beside bare signature verification.

Run by `measure`, it prints what it found as JSON. The disk is asked and the store appends in turns, in the same seconds:
disks of rented machines are fast for a while and then slow. Everything else is processor time. Rounds are interleaved and
medians kept.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from safeconduct.record import ed25519
from safeconduct.record.body import EMPTY_ROOT, Body, act_id, write_body
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf, to_sign
from safeconduct.record.tree import leaf_hash
from safeconduct.store.examine import Signed, examine
from safeconduct.store.growth import Growth
from safeconduct.store.log import Log

ORIGIN = "bench.example/log"
BATCH = 64
BYTES = 600
"""Bytes that the disk alone is given to keep: about as many as an act has."""
SINGLES = 100
"""Single appends in a round, each after one write of the disk alone."""
IN_USE = 48 * BATCH
"""Acts that are in the log before: its write-ahead file has its full size then, as in any log that is in use."""
CHECKED = 20 * BATCH
LEAVES = 100_000
SEED = sha256(b"safeconduct bench key").digest()


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: each figure is the rate of the record by the rate of its peer, the median of all rounds."""

    single: float
    batch: float
    import_: float
    tree: float
    rounds: dict[str, dict[str, list[float]]]


def signed_acts(count: int) -> list[Signed]:
    """Make acts of one device, each signed, about as long as acts are."""
    kid, prev, found = kid_of(ed25519.public_of(SEED)).hex(), "", list[Signed]()
    for seq in range(count):
        act = {"type": "obligation.claimed/1", "id": f"act-{seq:07}", "of": f"release_{seq % 50:04}", "actor": "north",
               "happened": "2026-11-23T09:00:00+02:00", "recorded": "2026-11-23T10:00:00+02:00"}  # fmt: skip
        nonce = sha256(seq.to_bytes(8, "big")).digest()[:16]
        data = write_body(Body(ORIGIN, "north", kid, seq, prev, 0, EMPTY_ROOT, "2026-11-23T10:00:00+02:00", act, (), nonce))
        found.append(Signed(sign_leaf(SEED, act_id(data)), data))
        prev = act_id(data).hex()
    return found


def open_log(folder: Path) -> Log:
    """Open an empty log in a folder, which knows the one key."""
    public = ed25519.public_of(SEED)
    return Log.open(folder / "log.db", origin=ORIGIN, key_of={kid_of(public): public}.get)


def singles(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Let the disk keep 600 bytes, then a log one act, in turns. Gives the seconds of each round, by the clock on the wall."""
    made, log, data = signed_acts(IN_USE + (rounds + 1) * SINGLES), open_log(folder), bytes(BYTES)
    acts = iter(made[IN_USE:])
    for at in range(0, IN_USE, BATCH):
        log.append(made[at : at + BATCH])
    found: dict[str, list[float]] = {"disk": [], "append": []}
    file = os.open(folder / "alone", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for number in range(rounds + 1):
        spent = {"disk": 0.0, "append": 0.0}
        for _ in range(SINGLES):
            # Checked before: what is compared here is how an act is kept.
            one = [log.examine(next(acts))]
            began = time.perf_counter()
            os.write(file, data)
            os.fdatasync(file)
            between = time.perf_counter()
            log.keep(one)
            spent["disk"] += between - began
            spent["append"] += time.perf_counter() - between
        if number:
            for name, seconds in spent.items():
                found[name].append(seconds)
    os.close(file)
    log.close()
    return found


def checks(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Verify signatures alone; check acts as an import does; append them in batches. Gives seconds of processor time."""
    acts, log = signed_acts((rounds + 1) * CHECKED), open_log(folder)
    public, kid = ed25519.public_of(SEED), kid_of(ed25519.public_of(SEED))
    known = {kid: public}.get
    verify = ed25519.LIBRARY.verify
    each = [(to_sign(leaf.kid, leaf.act_id), leaf.signature) for leaf in (parse_leaf(act.leaf) for act in acts)]

    def verified(first: int) -> None:
        for message, signature in each[first : first + CHECKED]:
            verify(public, message, signature)

    def checked(first: int) -> None:
        for act in acts[first : first + CHECKED]:
            examine(act, origin=ORIGIN, key_of=known)
            leaf_hash(act.leaf)

    def appended(first: int) -> None:
        for at in range(first, first + CHECKED, BATCH):
            log.append(acts[at : at + BATCH])

    found = in_turns({"verify": verified, "check": checked, "append": appended}, rounds, CHECKED)
    log.close()
    return found


def trees(rounds: int) -> dict[str, list[float]]:
    """Hash leaves alone, and hash them and let a tree grow by them. Gives seconds of processor time."""
    leaves = [number.to_bytes(4, "big") * (BYTES // 4) for number in range(LEAVES)]

    def hashed(first: int) -> None:
        for leaf in leaves:
            sha256(leaf).digest()

    def grown(first: int) -> None:
        growth = Growth()
        for at in range(0, LEAVES, BATCH):
            growth.extend([leaf_hash(leaf) for leaf in leaves[at : at + BATCH]])

    return in_turns({"hash": hashed, "grow": grown}, rounds, 0)


def in_turns(tasks: Mapping[str, Callable[[int], None]], rounds: int, step: int) -> dict[str, list[float]]:
    """Do each task once in every round, after one that is not counted. A task is told where its part begins."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            began = time.process_time()
            task(number * step)
            if number:
                found[name].append(time.process_time() - began)
    return found


def rate(seconds: Mapping[str, Sequence[float]], ours: str, peer: str) -> float:
    """Give our rate by that of the peer: the median of the rounds."""
    return round(median(theirs / own for own, theirs in zip(seconds[ours], seconds[peer], strict=True)), 2)


def measure(rounds: int) -> Kept:
    """Measure everything. The batches are kept in memory where the system has a folder for that: the disk is not asked there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory() as disk, tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as fast:
        single, check, tree = singles(Path(disk), 2 * rounds), checks(Path(fast), rounds), trees(rounds)
    return Kept(
        single=rate(single, "append", "disk"), batch=rate(check, "append", "verify"), import_=rate(check, "check", "verify"),
        tree=rate(tree, "grow", "hash"), rounds={"single": single, "check": check, "tree": tree},
    )  # fmt: skip


if __name__ == "__main__":
    print(msgspec.json.encode(measure(int(sys.argv[1]))).decode())
