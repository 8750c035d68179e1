"""What checking a record from outside costs: a whole log beside its bare signatures, proofs beside bare hashes.

Run by `measure` with the number of rounds, of acts, and a folder, it prints what it found as JSON. A log of a million acts is
audited as `safeconduct verify` does it, in this process; in turns with it, the signatures of the same log are verified with the
library alone and its leaves hashed. Only processor time counts.
"""

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.peers import PYTHON, installed
from bench.record_log import Made, leaves, write_log
from bench.record_store import in_turns, rate
from safeconduct.record import ed25519
from safeconduct.record.audit import audit
from safeconduct.record.grown import Grown
from safeconduct.record.leaf import parse_leaf, to_sign, verify_leaf
from safeconduct.record.reading import EVERY
from safeconduct.record.sources import open_source
from safeconduct.record.tree import inclusion_path, leaf_hash, verify_inclusion

PATHS, TREE = 2_000, 4_096
LARGE = 2**20
"""Leaves of the tree whose proofs are measured against bare hashes: their paths have 20 hashes."""


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `audit` is the time of an audit by that of the bare signatures; `megabytes` its memory at the peak.

    `proof` is the rate of proofs checked by that of hashes divided by the length of a path. `peers` are our time by theirs.
    """

    audit: float
    megabytes: float
    proof: float
    peers: dict[str, float]
    rounds: dict[str, list[float]]


def bare(made: Made, count: int) -> Iterator[float]:
    """Verify signatures of the device with the library alone, and hash the leaves, 4,096 at a time. Gives the seconds of each."""
    verify, public = ed25519.LIBRARY.verify, made.public
    own = islice(leaves(made.folder, count), made.founding, None)
    while part := list(islice(own, EVERY)):
        each = [(to_sign(leaf.kid, leaf.act_id), leaf.signature, data) for data in part for leaf in (parse_leaf(data),)]
        began = time.process_time()
        for message, signature, data in each:
            verify(public, message, signature)
            leaf_hash(data)
        yield time.process_time() - began


def audited(made: Made, count: int) -> tuple[float, float]:
    """Audit the log with the paper in hand, and between its steps verify as many signatures alone. Gives the seconds of both.

    A busy machine is slow for a while and then fast. In turns, both get their share of that.
    """
    alone, aside, signatures = bare(made, count), 0.0, 0.0

    def between(done: int) -> None:
        nonlocal aside, signatures
        stopped = time.process_time()
        if done:
            signatures += next(alone, 0.0)
        aside += time.process_time() - stopped

    gc.disable()  # as the command does
    began = time.process_time()
    found = audit(open_source(made.folder), made.digest, now=int(time.time()), progress=between)
    spent = time.process_time() - began - aside
    gc.enable()
    if not found.sound:
        raise SystemExit(f"the log is not sound: {found.faults[0]}")
    return spent, (signatures + sum(alone)) * count / (count - made.founding)


def audits(made: Made, count: int, rounds: int) -> dict[str, list[float]]:
    """Audit so many times. Gives the seconds of the audits, and of their signatures alone."""
    both = [audited(made, count) for _ in range(rounds)]
    return {"audit": [ours for ours, _ in both], "signatures": [theirs for _, theirs in both]}


def proofs(rounds: int) -> dict[str, list[float]]:
    """Check proofs of a large tree, and hash as often as their paths are long."""
    node, length = sha256(b"a node").digest(), LARGE.bit_length() - 1
    path, roots = [node] * length, []
    for index in range(PATHS):
        root = node
        for level in range(length):
            root = sha256(b"\x01" + (node + root if index >> level & 1 else root + node)).digest()
        roots.append(root)

    def checked(_: int) -> None:
        if not all(verify_inclusion(node, index, LARGE, path, root) for index, root in enumerate(roots)):
            raise SystemExit("a proof does not hold")

    def hashed(_: int) -> None:
        for _ in range(PATHS * length):
            sha256(data).digest()

    data = b"\x01" + node + node
    return in_turns({"proof": checked, "hash": hashed}, rounds, 0)


def beside_peers(made: Made, count: int, rounds: int) -> dict[str, list[float]]:
    """Check proofs and leaves of a small tree, as the peers do it in a process of their own. Gives seconds of each."""
    found = list(islice(leaves(made.folder, count), made.founding, made.founding + TREE))
    tree = Grown()
    for leaf in found:
        tree.append(leaf)
    paths = [inclusion_path(tree.nodes, index, TREE) for index in range(PATHS)]
    root, public = tree.root(), made.public

    def ours_proof(_: int) -> None:
        for index, path in enumerate(paths):
            verify_inclusion(leaf_hash(found[index]), index, TREE, path, root)

    def ours_leaf(_: int) -> None:
        for leaf in found[:PATHS]:
            verify_leaf(public, parse_leaf(leaf))

    ours = in_turns({"proof": ours_proof, "leaf": ours_leaf}, rounds, 0)
    asked = {"leaves": [leaf.hex() for leaf in found], "public": public.hex(), "paths": PATHS, "rounds": rounds}
    given = msgspec.json.encode(asked)
    script = Path(__file__).with_name("peer_record.py")
    done = subprocess.run([PYTHON, script], input=given, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace")[-2000:])
    theirs: dict[str, list[float]] = msgspec.json.decode(done.stdout)
    return {f"our {name}": each for name, each in ours.items()} | theirs


def measure(folder: Path, rounds: int, count: int) -> Audited:
    """Measure everything. A log of a million acts is audited twice at most: it takes minutes."""
    made = write_log(folder, count)
    whole = audits(made, count, min(rounds, 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    proof = proofs(rounds)
    small = beside_peers(made, count, rounds) if installed("pymerkle", "pycose") and count >= TREE + made.founding else {}
    peers = {}
    if small:
        peers = {"inclusion proof / pymerkle": _by(small, "our proof", "pymerkle"),
                 "leaf read and verified / pycose": _by(small, "our leaf", "pycose")}  # fmt: skip
    return Audited(
        audit=round(median(ours / theirs for ours, theirs in zip(whole["audit"], whole["signatures"], strict=True)), 2),
        megabytes=round(peak), proof=rate(proof, "proof", "hash"), peers=peers, rounds=whole | proof | small,
    )  # fmt: skip


def _by(found: dict[str, list[float]], ours: str, theirs: str) -> float:
    return round(median(found[ours]) / median(found[theirs]), 2)


def main(words: Sequence[str]) -> None:
    """Print what was found."""
    rounds, count, folder = words
    print(msgspec.json.encode(measure(Path(folder), int(rounds), int(count))).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
